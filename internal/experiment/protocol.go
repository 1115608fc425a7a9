package experiment

import (
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/probe"
)

var xProtocol = Experiment{
	ID: measure.XProtocol, Title: "another version of HTTP", Cost: 1, Changes: measure.TLS,
	Doc: "A good answer names a rule on the protocol.",
	Apply: func(s Subject, arg string) (probe.HTTP, string, string) {
		was := proto(s)
		if arg == "" {
			arg = otherProto(s, was)
		}
		switch {
		case arg == was:
			return s.Spec, "", "the check used " + protoNames[arg] + " already"
		case protoNames[arg] == "" || arg == "h2" && !isHTTPS(s.Spec):
			return s.Spec, "", "there is no other version of HTTP to try"
		}
		s.Spec.Protocol = arg
		return s.Spec, protoNames[arg] + " instead of " + protoNames[was], ""
	},
}
