package experiment

import (
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/probe"
)

var xHost = Experiment{
	ID: measure.XHost, Title: "the site's own name as Host", Cost: 1, Changes: measure.Resolve,
	Doc: "A good answer says that the server does not know the name that the check uses.",
	Apply: func(s Subject, _ string) (probe.HTTP, string, string) {
		name := s.Owner.CanonicalHost
		if name == "" {
			if was := header(s.Spec, "Host"); was != "" {
				return without(s.Spec, "Host"), "the Host of the URL instead of " + was, ""
			}
			return s.Spec, "", "no name of the site was given"
		}
		return named(s, name)
	},
}
