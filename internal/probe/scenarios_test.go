package probe

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/faultnet"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// Every broken world is reported with its own code, within the deadline, and
// nothing of the check outlives it.
func TestScenarios(t *testing.T) {
	for _, s := range faultnet.Scenarios {
		t.Run(s.Name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				// A bubble fails if a goroutine outlives it. The made-up servers
				// get a minute to see that they are alone; a leak never ends.
				defer time.Sleep(3 * time.Minute)
				r := checkScenario(t, s)
				if s.Fault != (r.Fault != "") {
					t.Fatalf("fault %q, want one: %v", r.Fault, s.Fault)
				}
				if s.Fault {
					return
				}
				o, _ := r.Failed()
				if o.Failure != s.Want || r.Status() != s.Status {
					t.Errorf("failure %q (%s), status %d; want %q, %d", o.Failure, o.Detail, r.Status(), s.Want, s.Status)
				}
				complete(t, &r)
			})
		})
	}
}

func checkScenario(t *testing.T, s faultnet.Scenario) measure.Report {
	t.Helper()
	w := faultnet.New()
	s.Build(w)
	spec := DefaultHTTP(s.URL)
	spec.CA, spec.Proxy, spec.ProxyUser, spec.Protocol = w.CA(), s.Proxy, s.ProxyUser, s.Protocol
	if s.ClientCert {
		spec.ClientCert, spec.ClientKey = faultnet.PEM(w.Certificate("monitor", time.Hour, nil)), w.KeyPEM()
	}
	ctx, cancel := context.WithTimeout(t.Context(), faultnet.Deadline)
	defer cancel()
	began := time.Now()
	r := RunHTTP(ctx, w.Net(), spec, monitor.Expectation{})
	longest := s.Longest
	if longest == 0 {
		longest = faultnet.Deadline
	}
	if took := time.Since(began); took > longest {
		t.Errorf("took %v, want at most %v", took, longest)
	}
	return r
}

// complete checks what every report keeps.
func complete(t *testing.T, r *measure.Report) {
	t.Helper()
	if r.At.IsZero() || r.Took < 0 || len(r.Hops) == 0 {
		t.Errorf("incomplete report %+v", r)
	}
	for _, h := range r.Hops {
		if h.Request.Method == "" || h.Request.URL == "" || len(h.Observations) == 0 {
			t.Errorf("incomplete hop %+v", h)
		}
		for _, o := range h.Observations {
			if o.Op == "" || o.Target == "" || o.Start < 0 || o.Took < 0 || o.Start+o.Took > r.Took+time.Millisecond || (o.Failure != measure.OK) != (o.Detail != "") {
				t.Errorf("incomplete observation %+v", o)
			}
			if o.Failure == measure.Unclassified {
				t.Errorf("not classified: %s", o.Detail)
			}
		}
	}
}
