package experiment

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/probe"
)

// Browser is the User-Agent of a current mainstream browser. Chrome sends
// only its major version (the User-Agent reduction of 2023).
const Browser = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36"

// browserAccept is the Accept of that browser for a page.
const browserAccept = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"

// browserFields are the rest of what that browser sends when a person opens a
// page (Fetch Metadata: W3C; client hints: RFC 8942).
var browserFields = []struct{ name, value string }{
	{"Accept", browserAccept},
	{"Accept-Language", "en-US,en;q=0.9"},
	{"Sec-Fetch-Dest", "document"},
	{"Sec-Fetch-Mode", "navigate"},
	{"Sec-Fetch-Site", "none"},
	{"Sec-Fetch-User", "?1"},
	{"Upgrade-Insecure-Requests", "1"},
	{"Sec-CH-UA", `"Chromium";v="156", "Google Chrome";v="156", "Not.A/Brand";v="24"`},
	{"Sec-CH-UA-Mobile", "?0"},
	{"Sec-CH-UA-Platform", `"Windows"`},
}

// drop is the Apply of an experiment that leaves one header field out.
func drop(name string) func(Subject, string) (probe.HTTP, string, string) {
	return func(s Subject, _ string) (probe.HTTP, string, string) {
		if header(s.Spec, name) == "" {
			return s.Spec, "", "the check sends no " + name
		}
		return without(s.Spec, name), "without " + name, ""
	}
}

// origin is the site's own origin as its pages would send it in Referer: by
// the owner's name for it, by the Host that is sent, or by the URL.
func origin(s Subject) string {
	u, err := url.Parse(s.Spec.URL)
	if err != nil || u.Host == "" {
		return ""
	}
	host := u.Host
	if h := header(s.Spec, "Host"); h != "" {
		host = h
	}
	if s.Owner.CanonicalHost != "" {
		host = s.Owner.CanonicalHost
	}
	return u.Scheme + "://" + host + "/"
}

// cookiesSet returns the cookies that the last answer of r set.
func cookiesSet(r measure.Report) []*http.Cookie {
	a := r.Answer()
	if a == nil {
		return nil
	}
	h := http.Header{}
	for _, f := range a.Header {
		if strings.EqualFold(f.Name, "Set-Cookie") {
			h.Add("Set-Cookie", f.Value)
		}
	}
	out := []*http.Cookie{}
	for _, c := range (&http.Response{Header: h}).Cookies() {
		if c.Value != "" && c.MaxAge >= 0 {
			out = append(out, c)
		}
	}
	return out
}
