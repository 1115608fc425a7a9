package diagnose

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

// A hidden is a way in which sites make answers tell less; as lab/tools/mangle.py.
type hidden struct{ house, noServer, renamed bool }

const housePage = "<!doctype html>\n<html lang=\"en\"><head><title>Example Corporation</title></head>\n<body><h1>Sorry, that did not work.</h1>\n" +
	"<p>Our team has been told. Please come back later, or call your contact.</p></body></html>\n"

func (h hidden) of(c atlasCase) atlasCase {
	c.Evidence.First = h.report(c.Evidence.First)
	trials := make([]measure.Report, len(c.Evidence.Trials))
	for i, t := range c.Evidence.Trials {
		trials[i] = h.report(t)
	}
	c.Evidence.Trials = trials
	return c
}

func (h hidden) report(r measure.Report) measure.Report {
	r.Hops = slices.Clone(r.Hops)
	for i := range r.Hops {
		if r.Hops[i].Answer == nil {
			continue
		}
		a := *r.Hops[i].Answer
		house := h.house && a.Status >= 400 && len(a.Body) > 0
		if h.renamed {
			h.rename(&a)
		}
		a.Header = slices.DeleteFunc(slices.Clone(a.Header), func(f measure.Field) bool {
			switch strings.ToLower(f.Name) {
			case "server", "x-powered-by":
				return h.noServer
			case "content-type", "content-encoding", "content-language", "etag", "last-modified":
				return house
			}
			return false
		})
		if house {
			a.Header = append(a.Header, measure.Field{Name: "Content-Type", Value: "text/html"})
			a.Body, a.Size, a.BodyHash, a.Encoding = []byte(housePage), int64(len(housePage)), 1, ""
		}
		r.Hops[i].Answer = &a
	}
	return r
}

// rename gives the answer to a program that no table knows: another name in
// Server, and pages of errors that say the status and no more. What
// applications and interfaces write in JSON or XML stays.
func (h hidden) rename(a *measure.Answer) {
	a.Header = slices.Clone(a.Header)
	for i := range a.Header {
		if f := &a.Header[i]; strings.EqualFold(f.Name, "Server") {
			f.Value = "acmed/1.0"
		}
	}
	kind := a.Get("Content-Type")
	if a.Status < 400 || len(a.Body) == 0 || !strings.Contains(kind, "html") || bytes.Contains(a.Body, []byte("wp-content")) {
		return
	}
	status := http.StatusText(a.Status)
	a.Body = fmt.Appendf(nil, "<html><head><title>%d %s</title></head><body><h1>%s</h1><hr>acmed/1.0</body></html>", a.Status, status, status)
	a.Size, a.BodyHash = int64(len(a.Body)), uint64(a.Status)
}
