package diagnose

import (
	"slices"
	"strings"
	"testing"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

var mustRefuse = monitor.Expectation{MustRefuse: true}

func TestClassifyMustRefuse(t *testing.T) {
	for _, c := range []struct {
		line    string
		state   monitor.State
		failure measure.Failure
	}{
		{"GET https://a.example/admin => 401", monitor.Up, ""},
		{"GET https://a.example/admin => 403", monitor.Up, ""},
		{"GET https://a.example/admin => 407", monitor.Up, ""},
		{"GET https://a.example/admin => 302 ; Location: /login?next=/admin", monitor.Up, ""},
		{"GET https://a.example/admin => 200 | <form><input type=\"password\"></form>", monitor.Up, ""},
		{"GET https://a.example/admin => 202 ; x-amzn-waf-action: challenge", monitor.Up, ""},
		{"GET https://a.example/admin => 200 | all accounts", monitor.Down, measure.Exposed},
		{"GET https://a.example/admin => 204", monitor.Down, measure.Exposed},
		{"GET https://a.example/admin => 206 | part", monitor.Down, measure.Exposed},
		{"GET https://a.example/admin => 302 ; Location: /elsewhere", monitor.Down, measure.StatusUnexpected},
		{"GET https://a.example/admin => 404", monitor.Down, measure.StatusUnexpected},
		{"GET https://a.example/admin => 405", monitor.Down, measure.StatusUnexpected},
		{"GET https://a.example/admin => 500", monitor.Down, measure.StatusUnexpected},
		{"GET https://a.example/admin => 429", monitor.Limited, measure.StatusUnexpected},
		{"GET https://a.example/admin => 0 ; @failure=connect_refused", monitor.Down, measure.ConnectRefused},
	} {
		ev := exchange(t, c.line)
		state, failure := Classify(&ev.First, mustRefuse)
		if state != c.state || failure != c.failure {
			t.Errorf("%s: %s, %q; want %s, %q", c.line, state, failure, c.state, c.failure)
		}
	}
	hides := monitor.Expectation{MustRefuse: true, Status: monitor.StatusSet{{From: 404, To: 404}}}
	for line, want := range map[string]monitor.State{"GET https://a.example/admin => 404": monitor.Up, "GET https://a.example/admin => 200 | all": monitor.Down} {
		ev := exchange(t, line)
		if state, _ := Classify(&ev.First, hides); state != want {
			t.Errorf("%s of one that hides: %s, want %s", line, state, want)
		}
	}
}

// A refusal behind a success that the probe took for an open door is none.
func TestClassifyMustRefuseJudged(t *testing.T) {
	ev := exchange(t, "GET https://a.example/admin => 202 ; x-amzn-waf-action: challenge")
	hop := ev.First.Last()
	hop.Observations = append(hop.Observations, measure.Observation{Op: measure.Judge, Failure: measure.Exposed})
	if state, failure := Classify(&ev.First, mustRefuse); state != monitor.Up || failure != measure.OK {
		t.Errorf("%s, %q", state, failure)
	}
	hop.Answer.Header = nil
	if state, failure := Classify(&ev.First, mustRefuse); state != monitor.Down || failure != measure.Exposed {
		t.Errorf("%s, %q", state, failure)
	}
}

func TestExplainExposed(t *testing.T) {
	const open = "GET https://a.example/admin => 200 ; Server: nginx | all accounts"
	before := func(line string) *measure.Report { r := exchange(t, line).First; return &r }
	for _, tt := range []struct {
		name    string
		line    string
		good    *measure.Report
		edit    func(Evidence) Evidence
		verdict Verdict
		cause   CauseID
		impact  Impact
		says    string
	}{
		{"it refused before", open, before("GET https://a.example/admin => 401"), nil, VerdictCause, "exposure/auth-removed", Everyone, "open to everyone"},
		{"it showed a page for signing in", open, before(`GET https://a.example/admin => 200 | <input type="password">`), nil, VerdictCause, "exposure/auth-removed", Everyone, "open to everyone"},
		{"never seen refusing", open, nil, nil, VerdictCause, "exposure/open-endpoint", Everyone, "open to everyone"},
		{"from a cache", "GET https://a.example/admin => 200 ; X-Cache: HIT | all", before("GET https://a.example/admin => 401"), nil, VerdictGroup, "exposure/private-cached", Everyone, "open to everyone"},
		{"a repeat is refused", open, nil, func(ev Evidence) Evidence { return tried(ev, measure.XRepeat, "", 401) }, VerdictCause, "exposure/open-endpoint", Everyone, "open to everyone"},
		{"refused elsewhere", open, nil, func(ev Evidence) Evidence { return tried(ev, measure.XPlace, "berlin", 403) }, VerdictCause, "exposure/open-endpoint", SomePlaces, "open from here"},
		{"open elsewhere", open, nil, func(ev Evidence) Evidence { return tried(ev, measure.XPlace, "berlin", 200) }, VerdictCause, "exposure/open-endpoint", Everyone, "open to everyone"},
		{"inspected", open, nil, func(ev Evidence) Evidence { ev.Inspected = []CauseID{"exposure/auth-removed"}; return ev }, VerdictCause, "exposure/auth-removed", Everyone, "open to everyone"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ev := exchange(t, tt.line)
			ev.Expect, ev.LastGood = mustRefuse, tt.good
			if tt.edit != nil {
				ev = tt.edit(ev)
			}
			d := Explain(ev)
			if d.Verdict != tt.verdict || top(d) != tt.cause || d.Impact != tt.impact || !strings.Contains(d.Summary, tt.says) {
				t.Errorf("%s %s, impact %s: %s", d.Verdict, top(d), d.Impact, d.Summary)
			}
			sum := 0.0
			for _, c := range d.Causes {
				sum += c.Probability
				if c.ID.Family() != "exposure" {
					t.Errorf("%s is no cause of an open door", c.ID)
				}
			}
			if sum > 1 || len(d.Fix) == 0 || d.Look == "" || len(d.Causes[0].Evidence) == 0 {
				t.Errorf("sum %v, %+v", sum, d)
			}
		})
	}
}

// An open door is looked at once more, without cookies, and from two places;
// never more.
func TestNextExposed(t *testing.T) {
	ev := exchange(t, "GET https://a.example/admin ; Cookie: a=b => 200 | all accounts")
	ev.Expect = mustRefuse
	ev.Places = []Place{{Name: "berlin"}, {Name: "paris"}, {Name: "oslo"}}
	var made []string
	for range 10 {
		step, ok := Next(ev)
		if !ok {
			break
		}
		made = append(made, strings.TrimSpace(string(step.Experiment)+" "+step.Arg))
		ev = tried(ev, step.Experiment, step.Arg, 200)
	}
	want := []string{"repeat", "cookie-none", "place berlin", "place paris"}
	if !slices.Equal(made, want) {
		t.Errorf("made %q, want %q", made, want)
	}
	ev.Trials, ev.Owner.Off = nil, true
	if step, ok := Next(ev); ok {
		t.Errorf("%v although the owner forbids it", step)
	}
	ev.Owner.Off, ev.Owner.Without = false, []string{"repeat", "cookie-none", "place"}
	if step, ok := Next(ev); ok {
		t.Errorf("%v although the owner forbids it", step)
	}
}

// A 5xx of such an endpoint is down for the usual reason.
func TestMustRefuseDown(t *testing.T) {
	ev := exchange(t, "GET https://a.example/admin => 502 ; Server: nginx")
	ev.Expect = mustRefuse
	if d := Explain(ev); top(d).Family() != "upstream" {
		t.Errorf("%s", top(d))
	}
}
