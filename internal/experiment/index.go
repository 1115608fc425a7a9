package experiment

import (
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/probe"
)

var xIndex = Experiment{
	ID: measure.XIndex, Title: "index.html in the directory", Cost: 1,
	Doc: "404 says that there is no index file; the same refusal that it cannot be read, or that the directory is refused.",
	Apply: func(s Subject, _ string) (probe.HTTP, string, string) {
		p := pathOf(s.Spec)
		if !strings.HasSuffix(p, "/") {
			return s.Spec, "", "the URL names no directory"
		}
		return moved(s, p+"index.html", "the index file", true)
	},
}
