package diagnose

import (
	"slices"
	"testing"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

// TestTurns plays two nodes that take turns, one of which refuses: every
// factor seems to cure, and the control after it seems to confirm it.
func TestTurns(t *testing.T) {
	ev := exchange(t, "GET http://192.0.2.1/x => 403 ; Server: nginx")
	ev = tried(ev, measure.XUserAgent, "", 200)
	ev = tried(ev, measure.XRepeat, "", 403)
	step, ok := Next(ev)
	if !ok || step.Experiment != measure.XRepeat {
		t.Fatalf("after one control Next is %v, want a second", step)
	}
	if f := extract(&ev); !f.isolated(0) {
		t.Error("a cure with a failing control is not isolated")
	}
	ev = tried(ev, measure.XRepeat, "", 200)
	if f := extract(&ev); f.isolated(0) || !f.alternates() {
		t.Error("a cure that came again by itself counts as isolated")
	}
	if d := Explain(ev); top(d) == "waf/user-agent-rule" {
		t.Errorf("got %s", describe(d))
	}
}

// TestControlsWanted: where two requests before the cure have failed alike,
// nodes that take turns are ruled out, and one control is enough.
func TestControlsWanted(t *testing.T) {
	ev := exchange(t, "GET http://192.0.2.1/x => 403 ; Server: nginx")
	ev = tried(ev, measure.XProfile, "", 403)
	ev = tried(ev, measure.XReferer, "", 403)
	ev = tried(ev, measure.XUserAgent, "", 200)
	ev = tried(ev, measure.XRepeat, "", 403)
	if step, ok := Next(ev); ok && step.Experiment == measure.XRepeat {
		t.Error("a second control is wanted though the nodes do not take turns")
	}
}

// TestNoOtherPlace: without another place a list of addresses cannot be told
// from a rule on the path.
func TestNoOtherPlace(t *testing.T) {
	for _, server := range []string{"Apache", "nginx", "lighttpd/1.4.69"} {
		ev := exchange(t, "GET http://a.example/d/page.txt => 403 ; Server: "+server)
		for range 20 {
			step, ok := Next(ev)
			if !ok {
				break
			}
			status := 403
			switch step.Experiment {
			case measure.XRoot:
				status = 200
			case measure.XBare:
				status = 301
			}
			ev = tried(ev, step.Experiment, step.Arg, status)
		}
		if d := Explain(ev); !slices.Contains(d.Group, "net/ip-allowlist") || !slices.Contains(d.Group, "static/path-deny-rule") {
			t.Errorf("%s: got %s", server, describe(d))
		}
	}
}
