package experiment

import (
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/probe"
)

var xParent = Experiment{
	ID: measure.XParent, Title: "the parent path", Cost: 1,
	Doc: "A good answer says that the refusal begins below it.",
	Apply: func(s Subject, _ string) (probe.HTTP, string, string) {
		dir, name := split(pathOf(s.Spec))
		if name == "" {
			dir, _ = split(strings.TrimRight(dir, "/"))
		}
		if pathOf(s.Spec) == "/" {
			return s.Spec, "", "the URL is the root already"
		}
		return moved(s, dir, "the parent path", false)
	},
}
