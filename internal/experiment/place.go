package experiment

import (
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/probe"
)

var xPlace = Experiment{
	ID: measure.XPlace, Title: "the same from another place", Cost: 1, Changes: measure.Resolve,
	Doc: "A good answer from elsewhere says that where the request comes from decides.",
	Apply: func(s Subject, arg string) (probe.HTTP, string, string) {
		if arg == "" {
			return s.Spec, "", "there is no other place"
		}
		return s.Spec, "sent from " + arg, ""
	},
}
