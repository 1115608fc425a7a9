package experiment

import (
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/probe"
)

var xKnownGood = Experiment{
	ID: measure.XKnownGood, Title: "the URL that works, by the owner's word", Cost: 1,
	Doc: "A good answer says that the site lets us in; a refusal that the whole site refuses us.",
	Apply: func(s Subject, arg string) (probe.HTTP, string, string) {
		good := s.Owner.KnownGood
		if good == "" {
			good = arg
		}
		if good == "" {
			return s.Spec, "", "no URL that works was given"
		}
		return elsewhere(s.Spec, good)
	},
}
