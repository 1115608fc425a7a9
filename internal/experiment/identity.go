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

var identityExperiments = []Experiment{
	{
		ID: measure.XUserAgent, Title: "a browser's User-Agent", Cost: 1,
		Doc: "A good answer names a rule on the User-Agent.",
		Apply: func(s Subject, _ string) (probe.HTTP, string, string) {
			was, own := userAgent(s.Spec)
			switch {
			case was == Browser:
				return s.Spec, "", "the check sends a browser's User-Agent already"
			case s.Spec.NoUserAgent && !own:
				was = "none"
			case !own:
				was = "the monitor's own"
			default:
				was = "“" + was + "”"
			}
			return withUserAgent(s.Spec, Browser), "a browser's User-Agent instead of " + was, ""
		},
	},
	{
		ID: measure.XProfile, Title: "a browser's whole set of headers", Cost: 1,
		Doc: "A good answer, where the User-Agent alone did not help, names a rule on the shape of the request.",
		Apply: func(s Subject, _ string) (probe.HTTP, string, string) {
			spec := withUserAgent(s.Spec, Browser)
			for _, f := range browserFields {
				spec = with(spec, f.name, f.value)
			}
			return spec, "a browser's User-Agent, Accept, Accept-Language and Sec-Fetch headers", ""
		},
	},
	{
		ID: measure.XReferer, Title: "the site itself as Referer", Cost: 1,
		Doc: "A good answer names a rule on the page that links here.",
		Apply: func(s Subject, _ string) (probe.HTTP, string, string) {
			own := origin(s)
			switch {
			case own == "":
				return s.Spec, "", noURL
			case header(s.Spec, "Referer") == own:
				return s.Spec, "", "the check sends the site's own Referer already"
			}
			return with(s.Spec, "Referer", own), "Referer: " + own, ""
		},
	},
	{
		ID: measure.XRefererNone, Title: "no Referer", Cost: 1,
		Doc:   "A good answer names a rule on the page that links here.",
		Apply: drop("Referer"),
	},
	{
		ID: measure.XOriginNone, Title: "no Origin", Cost: 1,
		Doc:   "A good answer names a rule on the site that a script's request comes from.",
		Apply: drop("Origin"),
	},
	{
		ID: measure.XLanguage, Title: "with Accept-Language", Cost: 1,
		Doc: "A good answer names a rule that wants the header of every browser.",
		Apply: func(s Subject, _ string) (probe.HTTP, string, string) {
			if header(s.Spec, "Accept-Language") != "" {
				return s.Spec, "", "the check sends Accept-Language already"
			}
			return with(s.Spec, "Accept-Language", "en-US,en;q=0.9"), "Accept-Language: en-US", ""
		},
	},
	{
		ID: measure.XAccept, Title: "another Accept", Cost: 1,
		Doc: "A good answer says that the endpoint does not serve the kind of content that was asked for.",
		Apply: func(s Subject, _ string) (probe.HTTP, string, string) {
			if was := header(s.Spec, "Accept"); was != "" && was != "*/*" {
				return with(s.Spec, "Accept", "*/*"), "Accept: */*", ""
			}
			return with(s.Spec, "Accept", browserAccept), "a browser's Accept, which names text/html", ""
		},
	},
	{
		ID: measure.XCookieNone, Title: "no cookie", Cost: 1,
		Doc:   "The same answer says that the cookie has no part in it; a good one that the cookie is what is refused.",
		Apply: drop("Cookie"),
	},
	{
		ID: measure.XCookieBack, Title: "the cookies that the refusal set, sent back", Cost: 1,
		Doc: "A good answer names a gate that lets in whoever keeps cookies.",
		Apply: func(s Subject, _ string) (probe.HTTP, string, string) {
			set := cookiesSet(s.First)
			if len(set) == 0 {
				return s.Spec, "", "the answer set no cookie"
			}
			names, pairs := []string{}, []string{}
			if was := header(s.Spec, "Cookie"); was != "" {
				pairs = append(pairs, was)
			}
			for _, c := range set {
				names, pairs = append(names, c.Name), append(pairs, c.Name+"="+c.Value)
			}
			return with(s.Spec, "Cookie", strings.Join(pairs, "; ")), "the cookies that the answer set: " + strings.Join(names, ", "), ""
		},
	},
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
