package experiment

import (
	"net/netip"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/probe"
)

var xFamily = Experiment{
	ID: measure.XFamily, Title: "the other address family", Cost: 1, Changes: measure.Resolve,
	Doc: "A good answer says that the two families are served differently.",
	Apply: func(s Subject, arg string) (probe.HTTP, string, string) {
		switch {
		case arg != "4" && arg != "6":
			return s.Spec, "", "the family is neither 4 nor 6"
		case s.Spec.Proxy != "":
			return s.Spec, "", "the request goes through a proxy, which chooses the family"
		case literal(s.Spec):
			return s.Spec, "", "the URL names an address, which has one family"
		}
		if from, err := netip.ParseAddr(s.Spec.Source); err == nil && from.Is4() != (arg == "4") {
			s.Spec.Source = ""
		}
		s.Spec.ConnectTo, s.Spec.Family = "", arg
		return s.Spec, "over IPv" + arg, ""
	},
}
