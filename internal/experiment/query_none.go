package experiment

import (
	"net/url"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/probe"
)

var xQueryNone = Experiment{
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
}
