package experiment

import (
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/probe"
)

var xBare = Experiment{
	ID: measure.XBare, Title: "the directory without its slash", Cost: 1,
	Doc: "A redirect to the slash says that the directory exists and that the server may look at it.",
	Apply: func(s Subject, _ string) (probe.HTTP, string, string) {
		dir, _ := split(pathOf(s.Spec))
		if dir == "/" {
			return s.Spec, "", "the URL is in the root directory"
		}
		s.Spec = follow(s.Spec, 0)
		return moved(s, strings.TrimRight(dir, "/"), "the directory without its slash", false)
	},
}
