package experiment

import (
	"net/url"
	"slices"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/probe"
)

var requestExperiments = []Experiment{
	{
		ID: measure.XQueryNone, Title: "without the query", Cost: 1,
		Doc: "A good answer says that something in the query is refused.",
		Apply: func(s Subject, _ string) (probe.HTTP, string, string) {
			if queryOf(s.Spec) == "" {
				return s.Spec, "", "the URL has no query"
			}
			spec, ok := at(s.Spec, func(u *url.URL) { u.RawQuery, u.ForceQuery = "", false })
			if !ok {
				return s.Spec, "", noURL
			}
			return spec, "without the query", ""
		},
	},
	{
		ID: measure.XQueryOne, Title: "without one parameter", Cost: 1,
		Doc: "A good answer says that this parameter is refused, or that it was added after the URL was signed.",
		Apply: func(s Subject, arg string) (probe.HTTP, string, string) {
			if arg == "" {
				arg = added(queryOf(s.Spec))
			}
			rest, found := dropParam(queryOf(s.Spec), arg)
			if !found {
				return s.Spec, "", "the URL has no such parameter"
			}
			spec, ok := at(s.Spec, func(u *url.URL) { u.RawQuery = rest })
			if !ok {
				return s.Spec, "", noURL
			}
			return spec, "without the parameter " + arg, ""
		},
	},
	{
		ID: measure.XMethodGet, Title: "GET instead", Cost: 1,
		Doc: "A good answer says that the method is what is refused.",
		Apply: func(s Subject, _ string) (probe.HTTP, string, string) {
			if s.method == "GET" {
				return s.Spec, "", "the check sends GET already"
			}
			s.Spec.Method, s.Spec.Body = "GET", ""
			return s.Spec, "GET instead of " + s.method, ""
		},
	},
	{
		ID: measure.XOptions, Title: "OPTIONS", Cost: 1,
		Doc: "Servers answer it in another phase than GET: it separates an access rule from what happens when the file is opened.",
		Apply: func(s Subject, _ string) (probe.HTTP, string, string) {
			if method(s.Spec) == "OPTIONS" {
				return s.Spec, "", "the check sends OPTIONS already"
			}
			s.Spec.Method = "OPTIONS"
			return s.Spec, "OPTIONS instead of " + s.method, ""
		},
	},
	{
		ID: measure.XBuster, Title: "past the caches", Cost: 1,
		Doc: "A good answer to a URL that no cache can know says that an old refusal is served from a cache.",
		Apply: func(s Subject, _ string) (probe.HTTP, string, string) {
			if signed(queryOf(s.Spec)) {
				return s.Spec, "", "the URL is signed: another parameter would break it"
			}
			name := "nocache"
			spec, ok := at(s.Spec, func(u *url.URL) {
				u.RawQuery = strings.TrimPrefix(u.RawQuery+"&"+name+"="+noise(s.Spec.URL, 8), "&")
			})
			if !ok {
				return s.Spec, "", noURL
			}
			return spec, "with a new parameter " + name, ""
		},
	},
}

// trackers are parameters that mail programs and networks add to links.
var trackers = []string{"fbclid", "gclid", "msclkid", "mc_eid", "mc_cid", "_ga", "igshid"}

// added returns the first parameter that was probably added to the URL later.
func added(query string) string {
	for pair := range strings.SplitSeq(query, "&") {
		name, _, _ := strings.Cut(pair, "=")
		if strings.HasPrefix(name, "utm_") || slices.Contains(trackers, name) {
			return name
		}
	}
	return ""
}

// dropParam removes every parameter name and keeps the rest byte for byte.
func dropParam(query, name string) (rest string, found bool) {
	var keep []string
	for pair := range strings.SplitSeq(query, "&") {
		n, _, _ := strings.Cut(pair, "=")
		if text, err := url.QueryUnescape(n); name != "" && (n == name || err == nil && text == name) {
			found = true
			continue
		}
		keep = append(keep, pair)
	}
	return strings.Join(keep, "&"), found
}

// signed reports whether a query looks signed.
func signed(query string) bool {
	for pair := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(strings.ToLower(pair), "=")
		if value != "" && slices.Contains([]string{"x-amz-signature", "x-goog-signature", "signature", "sig", "md5", "hmac", "hdnts", "hdnea", "hash"}, name) {
			return true
		}
	}
	return false
}
