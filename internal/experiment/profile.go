package experiment

import (
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/probe"
)

var xProfile = Experiment{
	ID: measure.XProfile, Title: "a browser's whole set of headers", Cost: 1,
	Doc: "A good answer, where the User-Agent alone did not help, names a rule on the shape of the request.",
	Apply: func(s Subject, _ string) (probe.HTTP, string, string) {
		spec := withUserAgent(s.Spec, Browser)
		for _, f := range browserFields {
			spec = with(spec, f.name, f.value)
		}
		return spec, "a browser's User-Agent, Accept, Accept-Language and Sec-Fetch headers", ""
	},
}
