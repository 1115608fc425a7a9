package main

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"net/http"
	"net/url"
	"os"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

// The HTTP Archive format 1.2 (http://www.softwareishard.com/blog/har-12-spec/).
// Fields that the format requires and we do not know are -1 or empty, as it
// says.
type har struct {
	Log harLog `json:"log"`
}

type harLog struct {
	Version string     `json:"version"`
	Creator harName    `json:"creator"`
	Entries []harEntry `json:"entries"`
	Comment string     `json:"comment"`
}

type harName struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

type harEntry struct {
	Started  time.Time   `json:"startedDateTime"`
	Time     float64     `json:"time"`
	Request  harRequest  `json:"request"`
	Response harResponse `json:"response"`
	Cache    struct{}    `json:"cache"`
	Timings  harTimings  `json:"timings"`
	Server   string      `json:"serverIPAddress,omitempty"`
	Comment  string      `json:"comment,omitempty"`
}

type harRequest struct {
	Method      string    `json:"method"`
	URL         string    `json:"url"`
	HTTPVersion string    `json:"httpVersion"`
	Cookies     []harPair `json:"cookies"`
	Headers     []harPair `json:"headers"`
	QueryString []harPair `json:"queryString"`
	HeadersSize int       `json:"headersSize"`
	BodySize    int       `json:"bodySize"`
}

type harResponse struct {
	Status      int        `json:"status"` // 0 when there was no answer
	StatusText  string     `json:"statusText"`
	HTTPVersion string     `json:"httpVersion"`
	Cookies     []harPair  `json:"cookies"`
	Headers     []harPair  `json:"headers"`
	Content     harContent `json:"content"`
	RedirectURL string     `json:"redirectURL"`
	HeadersSize int        `json:"headersSize"`
	BodySize    int        `json:"bodySize"`
}

type harPair struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type harContent struct {
	Size     int64  `json:"size"`
	MimeType string `json:"mimeType"`
	Text     string `json:"text,omitempty"`
	Encoding string `json:"encoding,omitempty"`
}

type harTimings struct {
	DNS     float64 `json:"dns"`
	Connect float64 `json:"connect"` // TLS included, as the format has it
	SSL     float64 `json:"ssl"`
	Send    float64 `json:"send"`
	Wait    float64 `json:"wait"`
	Receive float64 `json:"receive"`
}

// writeHAR writes every request of a check, the experiments included, without
// secrets.
func writeHAR(name string, d checked) error {
	h := har{harLog{Version: "1.2", Creator: harName{"uptimesignal", version}, Entries: []harEntry{}, Comment: "secrets are masked"}}
	for _, r := range append([]measure.Report{d.first}, d.trials...) {
		r = measure.Redact(r)
		for i := range r.Hops {
			h.Log.Entries = append(h.Log.Entries, entry(r, &r.Hops[i]))
		}
	}
	b, err := json.MarshalIndent(h, "", "  ")
	if err == nil {
		err = os.WriteFile(name, append(b, '\n'), 0o600)
	}
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return wrong("--har: cannot write %s: %v", name, e.Err)
	}
	return err
}

func entry(r measure.Report, h *measure.Hop) harEntry {
	one := measure.Report{Hops: []measure.Hop{*h}}
	t := one.Timings()
	e := harEntry{
		Started: r.At, Request: request(h.Request), Response: response(h.Answer),
		Timings: harTimings{milliseconds(t.Resolve), milliseconds(t.Connect + t.TLS), milliseconds(t.TLS), 0, milliseconds(t.Wait), milliseconds(t.Transfer)},
	}
	if len(h.Observations) > 0 {
		e.Started = r.At.Add(h.Observations[0].Start)
	}
	e.Time = milliseconds(t.Resolve + t.Connect + t.TLS + t.Wait + t.Transfer)
	if h.Addr.IsValid() {
		e.Server = h.Addr.Addr().String()
	}
	if r.Step != nil {
		e.Comment = "experiment " + string(r.Step.Experiment) + ": " + r.Step.Changed
	}
	if o, failed := h.Failed(); failed {
		e.Response.StatusText = string(o.Failure)
	}
	return e
}

func request(q measure.Request) harRequest {
	out := harRequest{Method: q.Method, URL: q.URL, HTTPVersion: "HTTP/1.1", Cookies: []harPair{}, Headers: pairs(q.Header), QueryString: []harPair{}, HeadersSize: -1, BodySize: q.Body}
	if q.Proto == "h2" {
		out.HTTPVersion = "HTTP/2.0"
	}
	if u, err := url.Parse(q.URL); err == nil {
		query := u.Query()
		for _, name := range slices.Sorted(maps.Keys(query)) {
			for _, v := range query[name] {
				out.QueryString = append(out.QueryString, harPair{name, v})
			}
		}
	}
	return out
}

func response(a *measure.Answer) harResponse {
	out := harResponse{Cookies: []harPair{}, Headers: []harPair{}, HeadersSize: -1, BodySize: -1}
	if a == nil {
		return out
	}
	out.Status, out.StatusText, out.HTTPVersion = a.Status, cmp.Or(a.Reason, http.StatusText(a.Status)), a.Proto
	out.Headers, out.RedirectURL = pairs(a.Header), a.Get("Location")
	out.Content = harContent{Size: a.Size, MimeType: a.Get("Content-Type")}
	if utf8.Valid(a.Body) {
		out.Content.Text = string(a.Body)
	} else {
		out.Content.Text, out.Content.Encoding = base64.StdEncoding.EncodeToString(a.Body), "base64"
	}
	return out
}

func pairs(fields []measure.Field) []harPair {
	out := []harPair{}
	for _, f := range fields {
		out = append(out, harPair{f.Name, f.Value})
	}
	return out
}
