package experiment

import (
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/probe"
)

var xCredsOther = Experiment{
	ID: measure.XCredsOther, Title: "the owner's second credential", Cost: 1,
	Doc: "A good answer says that the endpoint works and that the first credential lacks the right.",
	Apply: func(s Subject, _ string) (probe.HTTP, string, string) {
		name, value, ok := strings.Cut(s.Owner.SecondHeader, ":")
		if name = strings.TrimSpace(name); !ok || name == "" {
			return s.Spec, "", "no second credential was given"
		}
		spec := s.Spec
		if !strings.EqualFold(name, "Cookie") {
			spec = anonymous(spec)
		}
		return with(spec, name, strings.TrimSpace(value)), "the second credential, in " + name, ""
	},
}
