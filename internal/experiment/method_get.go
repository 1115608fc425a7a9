package experiment

import (
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/probe"
)

var xMethodGet = Experiment{
	ID: measure.XMethodGet, Title: "GET instead", Cost: 1,
	Doc: "A good answer says that the method is what is refused.",
	Apply: func(s Subject, _ string) (probe.HTTP, string, string) {
		if s.method == "GET" {
			return s.Spec, "", "the check sends GET already"
		}
		s.Spec.Method, s.Spec.Body = "GET", ""
		return s.Spec, "GET instead of " + s.method, ""
	},
}
