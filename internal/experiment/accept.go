package experiment

import (
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/probe"
)

var xAccept = Experiment{
	ID: measure.XAccept, Title: "another Accept", Cost: 1,
	Doc: "A good answer says that the endpoint does not serve the kind of content that was asked for.",
	Apply: func(s Subject, _ string) (probe.HTTP, string, string) {
		if was := header(s.Spec, "Accept"); was != "" && was != "*/*" {
			return with(s.Spec, "Accept", "*/*"), "Accept: */*", ""
		}
		return with(s.Spec, "Accept", browserAccept), "a browser's Accept, which names text/html", ""
	},
}
