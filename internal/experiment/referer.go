package experiment

import (
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/probe"
)

var xReferer = Experiment{
	ID: measure.XReferer, Title: "the site itself as Referer", Cost: 1,
	Doc: "A good answer names a rule on the page that links here.",
	Apply: func(s Subject, _ string) (probe.HTTP, string, string) {
		own := origin(s)
		switch {
		case own == "":
			return s.Spec, "", noURL
		case header(s.Spec, "Referer") == own:
			return s.Spec, "", "the check sends the site's own Referer already"
		}
		return with(s.Spec, "Referer", own), "Referer: " + own, ""
	},
}
