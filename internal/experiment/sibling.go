package experiment

import (
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/probe"
)

var xSibling = Experiment{
	ID: measure.XSibling, Title: "a name in the same directory that cannot exist", Cost: 1,
	Doc: "404 says that the directory is open and this file is not; the same refusal that the whole directory, or every such name, is refused.",
	Apply: func(s Subject, _ string) (probe.HTTP, string, string) {
		dir, name := split(pathOf(s.Spec))
		return moved(s, dir+sibling(name, s.Spec.URL), "another path", true)
	},
}
