package experiment

import (
	"net/netip"
	"slices"
	"testing"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/probe"
)

// The credentials of a check go to the address of the check and to no other,
// whatever name of the site its owner has given.
func TestNameStaysAtItsAddress(t *testing.T) {
	i := slices.IndexFunc(Table, func(e Experiment) bool { return e.ID == measure.XHost })
	f := func(what, addr string, change func(*probe.HTTP), connect string) {
		t.Helper()
		s := Subject{Spec: probe.DefaultHTTP("https://a.example/x"), Owner: monitor.Experiments{CanonicalHost: "b.example"}}
		s.Spec.Bearer = "SECRET"
		s.First.Hops = []measure.Hop{{}}
		if addr != "" {
			s.First.Hops[0].Addr = netip.MustParseAddrPort(addr)
		}
		change(&s.Spec)
		spec, _, skip := Table[i].Apply(s, "")
		if connect == "" && skip == "" || connect != "" && (skip != "" || spec.ConnectTo != connect || spec.URL != "https://b.example/x") {
			t.Errorf("%s: connects to %q for %s, skipped %q; want %q", what, spec.ConnectTo, spec.URL, skip, connect)
		}
	}
	f("by name", "192.0.2.7:443", func(*probe.HTTP) {}, "192.0.2.7:443")
	f("given", "192.0.2.7:443", func(h *probe.HTTP) { h.ConnectTo = "192.0.2.9:8443" }, "192.0.2.9:8443")
	f("unknown", "", func(*probe.HTTP) {}, "")
	f("by a proxy", "192.0.2.1:3128", func(h *probe.HTTP) { h.Proxy = "http://192.0.2.1:3128" }, "")
}
