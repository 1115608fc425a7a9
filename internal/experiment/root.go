package experiment

import (
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/probe"
)

var xRoot = Experiment{
	ID: measure.XRoot, Title: "the root of the site", Cost: 1,
	Doc: "A good answer says that only this path is refused, not the whole site.",
	Apply: func(s Subject, _ string) (probe.HTTP, string, string) {
		if pathOf(s.Spec) == "/" {
			return s.Spec, "", "the URL is the root already"
		}
		return moved(s, "/", "the root of the site", false)
	},
}
