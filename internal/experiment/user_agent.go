package experiment

import (
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/probe"
)

var xUserAgent = Experiment{
	ID: measure.XUserAgent, Title: "a browser's User-Agent", Cost: 1,
	Doc: "A good answer names a rule on the User-Agent.",
	Apply: func(s Subject, _ string) (probe.HTTP, string, string) {
		was, own := userAgent(s.Spec)
		switch {
		case was == Browser:
			return s.Spec, "", "the check sends a browser's User-Agent already"
		case s.Spec.NoUserAgent && !own:
			was = "none"
		case !own:
			was = "the monitor's own"
		default:
			was = "“" + was + "”"
		}
		return withUserAgent(s.Spec, Browser), "a browser's User-Agent instead of " + was, ""
	},
}
