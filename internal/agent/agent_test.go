package agent

import (
	"context"
	"encoding/json"
	"net"
	"net/netip"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/faultnet"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/netx"
)

const target = "192.0.2.10:80"

func job(kind, spec string) monitor.Job {
	return monitor.Job{
		Monitor: monitor.Monitor{ID: "m1", Kind: kind, Spec: json.RawMessage(spec), Timeout: 5 * time.Second},
		Reason:  monitor.Recheck, Place: "local",
	}
}

const spec = `{"url":"http://` + target + `/"}`

// stamped checks what every report of a worker has.
func stamped(t *testing.T, r measure.Report) {
	t.Helper()
	if r.Monitor != "m1" || r.Place != "home" || r.At.IsZero() || r.Took < 0 {
		t.Errorf("incomplete: %+v", r)
	}
}

func TestDo(t *testing.T) {
	for _, tt := range []struct {
		name  string
		serve func(w *faultnet.World)
		job   monitor.Job
		fault string
		fail  measure.Failure
		took  time.Duration
	}{
		{"well", func(w *faultnet.World) { w.Serve(target, faultnet.OK()) }, job("http", spec), "", measure.OK, 0},
		{"hangs until the monitor's timeout", func(w *faultnet.World) { w.Serve(target, faultnet.Script(faultnet.Hang)) }, job("http", spec), "", measure.AnswerTimeout, 5 * time.Second},
		{"no timeout named", func(w *faultnet.World) { w.Serve(target, faultnet.Script(faultnet.Hang)) }, func() monitor.Job {
			j := job("http", spec)
			j.Monitor.Timeout = 0
			return j
		}(), "", measure.AnswerTimeout, DefaultTimeout},
		{"unknown kind", func(*faultnet.World) {}, job("gopher", spec), `this place does not know the kind of check "gopher"`, measure.OK, 0},
		{"damaged spec", func(*faultnet.World) {}, job("http", `{"url":`), "the monitor's settings cannot be read", measure.OK, 0},
		{"too many open files", func(w *faultnet.World) { w.Dials(target, faultnet.Fails(syscall.EMFILE)) }, job("http", spec), "this place has too many open files", measure.OK, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				defer time.Sleep(time.Minute)
				world := faultnet.New()
				tt.serve(world)
				w := &Worker{Place: "home", Net: world.Net()}
				r := w.Do(t.Context(), tt.job)
				stamped(t, r)
				o, _ := r.Failed()
				if r.Fault != tt.fault || o.Failure != tt.fail || r.Took != tt.took || r.Reason != monitor.Recheck {
					t.Errorf("fault %q, failure %q, took %v, reason %s", r.Fault, o.Failure, r.Took, r.Reason)
				}
			})
		})
	}
}

// A mistake of ours in a check is a fault of that check, and no more.
func TestPanicIsAFault(t *testing.T) {
	var heard, stack string
	w := &Worker{
		Place: "home",
		Net: &netx.Net{Dial: func(context.Context, netip.Addr, netip.AddrPort) (net.Conn, error) {
			panic("a mistake")
		}},
		Panicked: func(_ context.Context, _ monitor.ID, p string, s []byte) { heard, stack = p, string(s) },
	}
	r := w.Do(t.Context(), job("http", spec))
	stamped(t, r)
	if r.Fault != "the check failed inside: a mistake in this program" || len(r.Hops) != 0 {
		t.Errorf("%+v", r)
	}
	if heard != "a mistake" || !strings.Contains(stack, "agent_test.go") {
		t.Errorf("heard %q, stack %s", heard, stack)
	}
	r = w.Try(t.Context(), measure.Trial{Job: job("http", spec), Step: measure.Step{Experiment: measure.XRepeat}})
	if r.Fault == "" || r.Step == nil || r.Step.Experiment != measure.XRepeat {
		t.Errorf("%+v", r)
	}
}

func TestTry(t *testing.T) {
	world := faultnet.New()
	world.Serve(target, faultnet.OK())
	w := &Worker{Place: "home", Net: world.Net()}
	r := w.Try(t.Context(), measure.Trial{Job: job("http", spec), Step: measure.Step{Experiment: measure.XRepeat}})
	stamped(t, r)
	if r.Status() != 200 || r.Reason != monitor.Trial || r.Step == nil || r.Step.Experiment != measure.XRepeat || r.Fault != "" {
		t.Errorf("%+v", r)
	}
	for _, j := range []monitor.Job{job("gopher", spec), job("http", `[`)} {
		if r := w.Try(t.Context(), measure.Trial{Job: j, Step: measure.Step{Experiment: measure.XRepeat}}); r.Fault == "" || r.Step == nil {
			t.Errorf("%+v", r)
		}
	}
}

// An experiment that waits has the time to.
func TestTryWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		defer time.Sleep(time.Minute)
		world := faultnet.New()
		world.Serve(target, faultnet.OK())
		w := &Worker{Place: "home", Net: world.Net()}
		first := w.Do(t.Context(), job("http", spec))
		began := time.Now()
		r := w.Try(t.Context(), measure.Trial{Job: job("http", spec), First: first, Step: measure.Step{Experiment: measure.XDelay, Arg: "8s"}})
		if r.Step.Skipped != "" || time.Since(began) < 8*time.Second || r.Status() != 200 {
			t.Errorf("after %v: %+v", time.Since(began), r)
		}
	})
}
