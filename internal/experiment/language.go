package experiment

import (
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/probe"
)

var xLanguage = Experiment{
	ID: measure.XLanguage, Title: "with Accept-Language", Cost: 1,
	Doc: "A good answer names a rule that wants the header of every browser.",
	Apply: func(s Subject, _ string) (probe.HTTP, string, string) {
		if header(s.Spec, "Accept-Language") != "" {
			return s.Spec, "", "the check sends Accept-Language already"
		}
		return with(s.Spec, "Accept-Language", "en-US,en;q=0.9"), "Accept-Language: en-US", ""
	},
}
