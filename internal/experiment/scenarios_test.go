package experiment

import (
	"context"
	"net"
	"net/netip"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/faultnet"
	"github.com/uptimesignal/uptimesignal/internal/form"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/probe"
)

// TestScenarios makes experiments in every broken world that there is: each
// ends in its time, spends what it may, sends nothing when it is skipped, and
// classifies what it sees. Each world has its sixth of the table, and each
// experiment a sixth of the worlds: all of both take minutes.
func TestScenarios(t *testing.T) {
	for j, sc := range faultnet.Scenarios {
		t.Run(sc.Name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				// The made-up servers need a while to see that they are alone.
				defer time.Sleep(3 * time.Minute)
				w := faultnet.New()
				sc.Build(w)
				s := subject(w, sc)
				n := w.Net()
				var dials atomic.Int64
				dial := n.Dial
				n.Dial = func(ctx context.Context, from netip.Addr, to netip.AddrPort) (net.Conn, error) {
					dials.Add(1)
					return dial(ctx, from, to)
				}
				ctx, cancel := context.WithTimeout(t.Context(), faultnet.Deadline)
				s.First = probe.RunHTTP(ctx, n, s.Spec, s.Expect)
				cancel()
				for i, x := range Table {
					if (i+j)%6 != 0 {
						continue
					}
					dials.Store(0)
					began := time.Now()
					ctx, cancel := context.WithTimeout(t.Context(), faultnet.Deadline+5*time.Second) // a delay waits 5 s
					r := Run(ctx, n, s, measure.Step{Experiment: x.ID, Arg: args[x.ID]})
					cancel()
					if took := time.Since(began); took > faultnet.Deadline+6*time.Second {
						t.Errorf("%s took %v", x.ID, took)
					}
					if r.Step.Skipped != "" && (dials.Load() > 0 || len(r.Hops) > 0) {
						t.Errorf("%s was skipped, but sent something", x.ID)
					}
					if most := x.Cost + max(1, len(s.First.Hops)-1); len(r.Hops) > most {
						t.Errorf("%s spent %d requests, want at most %d", x.ID, len(r.Hops), most)
					}
					if o, failed := r.Failed(); failed && o.Failure == measure.Unclassified {
						t.Errorf("%s saw what has no name: %s", x.ID, o.Detail)
					}
				}
			})
		})
	}
}

// subject is the check of a scenario, with something for most experiments to
// change.
func subject(w *faultnet.World, sc faultnet.Scenario) Subject {
	spec := probe.DefaultHTTP(sc.URL)
	spec.CA, spec.Proxy, spec.ProxyUser, spec.Protocol = w.CA(), sc.Proxy, sc.ProxyUser, sc.Protocol
	if sc.ClientCert {
		spec.ClientCert, spec.ClientKey = faultnet.PEM(w.Certificate("monitor", time.Hour, nil)), w.KeyPEM()
	}
	spec.Headers = []form.Header{{Name: "Authorization", Value: "Bearer x"}, {Name: "Cookie", Value: "a=b"}, {Name: "Referer", Value: "https://other.example/"}}
	return Subject{Spec: spec, Owner: monitor.Experiments{CanonicalHost: "www.site.example", KnownGood: "http://site.example/ok", SecondHeader: "Authorization: Bearer y"}}
}
