package experiment

import (
	"net"
	"net/netip"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/probe"
)

var xAddress = Experiment{
	ID: measure.XAddress, Title: "another address of the same name", Cost: 1, Changes: measure.Connect,
	Doc: "A good answer says that one server behind the name is at fault.",
	Apply: func(s Subject, arg string) (probe.HTTP, string, string) {
		addr, err := netip.ParseAddr(arg)
		switch {
		case err != nil:
			return s.Spec, "", "there is no other address to try"
		case s.Spec.Proxy != "":
			return s.Spec, "", "the request goes through a proxy, which chooses the address"
		case used(s.First) == addr.Unmap():
			return s.Spec, "", "the check used this address already"
		}
		s.Spec.ConnectTo, s.Spec.Family = net.JoinHostPort(addr.String(), port(s.Spec)), ""
		return s.Spec, "sent to " + addr.String() + ", with the same name", ""
	},
}
