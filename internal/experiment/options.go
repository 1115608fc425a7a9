package experiment

import (
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/probe"
)

var xOptions = Experiment{
	ID: measure.XOptions, Title: "OPTIONS", Cost: 1,
	Doc: "Servers answer it in another phase than GET: it separates an access rule from what happens when the file is opened.",
	Apply: func(s Subject, _ string) (probe.HTTP, string, string) {
		if method(s.Spec) == "OPTIONS" {
			return s.Spec, "", "the check sends OPTIONS already"
		}
		s.Spec.Method = "OPTIONS"
		return s.Spec, "OPTIONS instead of " + s.method, ""
	},
}
