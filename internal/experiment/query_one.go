package experiment

import (
	"net/url"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/probe"
)

var xQueryOne = Experiment{
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
}
