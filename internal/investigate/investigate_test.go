package investigate

import (
	"context"
	"errors"
	"net/netip"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// answer is a report of one request that was answered with status.
func answer(status int, header ...measure.Field) measure.Report {
	return measure.Report{At: time.Now(), Hops: []measure.Hop{{
		Request: measure.Request{Method: "GET", URL: "http://site.example/"},
		Addr:    netip.MustParseAddrPort("192.0.2.1:80"),
		Answer:  &measure.Answer{Status: status, Header: header},
	}}}
}

// A script is a target and a mind: it asks for its steps in order, and each
// step has its answer. It notes when each was sent.
type script struct {
	steps []line
	sent  []string
	began time.Time
	err   error
}

type line struct {
	x      measure.Experiment
	arg    string
	answer measure.Report
}

func (s *script) mind() mind {
	return mind{
		explain: func(ev diagnose.Evidence) diagnose.Diagnosis {
			return diagnose.Diagnosis{Verdict: diagnose.VerdictCause, Summary: strconv.Itoa(len(ev.Trials))}
		},
		next: func(ev diagnose.Evidence) (measure.Step, bool) {
			if len(ev.Trials) >= len(s.steps) {
				return measure.Step{}, false
			}
			l := s.steps[len(ev.Trials)]
			return measure.Step{Experiment: l.x, Arg: l.arg}, true
		},
		classify: func(r *measure.Report, _ monitor.Expectation) (monitor.State, measure.Failure) {
			switch code := r.Status(); {
			case code == 200:
				return monitor.Up, measure.OK
			case code == 429:
				return monitor.Limited, measure.StatusUnexpected
			case code == 403:
				return monitor.Refused, measure.StatusUnexpected
			}
			return monitor.Down, measure.StatusUnexpected
		},
	}
}

func (s *script) Try(_ context.Context, step measure.Step) (measure.Report, error) {
	l := s.steps[len(s.sent)]
	s.sent = append(s.sent, string(step.Experiment)+" "+time.Since(s.began).String())
	if s.err != nil {
		return measure.Report{Fault: "gone"}, s.err
	}
	r := l.answer
	r.At, step.Changed = time.Now(), "the factor"
	if r.Hops == nil {
		step.Changed, step.Skipped = "", "it does not fit"
	}
	r.Step = &step
	return r, nil
}

func (s *script) run(t *testing.T, ev diagnose.Evidence, o Options) (diagnose.Diagnosis, diagnose.Evidence) {
	s.began = time.Now()
	if ev.First.Hops == nil {
		ev.First = answer(403)
	}
	return investigate(t.Context(), ev, s, o, s.mind())
}

// many is a script that goes on for ever, as far as a budget is concerned.
func many() []line {
	var out []line
	for i := range 40 {
		out = append(out, line{measure.XAddress, strconv.Itoa(i), answer(403)})
	}
	return out
}

func TestRunFillsWhatWasMade(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		reset := measure.Report{Hops: []measure.Hop{{Observations: []measure.Observation{{Op: measure.Wait, Failure: measure.AnswerReset}}}}}
		s := &script{steps: []line{
			{measure.XUserAgent, "", answer(200)},
			{measure.XRepeat, "", answer(403)},
			{measure.XReferer, "", reset},
		}}
		var told []string
		d, ev := s.run(t, diagnose.Evidence{}, Options{Spacing: 250 * time.Millisecond, Progress: func(e Event) {
			told = append(told, string(e.Step.Experiment)+" "+strconv.FormatBool(e.Report != nil))
		}})
		want := []diagnose.Made{
			{ID: "ua", Changed: "the factor", Control: "403", Outcome: "200", After: "403"},
			{ID: "repeat", Changed: "the factor", Control: "403", Outcome: "403"},
			{ID: "referer", Changed: "the factor", Control: "403", Outcome: "no answer: connection reset"},
		}
		if diff := cmp.Diff(want, d.Experiments); diff != "" {
			t.Error(diff)
		}
		if d.Requests != 3 || d.Seconds != 0.75 || len(ev.Trials) != 3 || d.Summary != "3" {
			t.Errorf("requests %d, seconds %v, trials %d, explained at %s", d.Requests, d.Seconds, len(ev.Trials), d.Summary)
		}
		if diff := cmp.Diff([]string{"ua 250ms", "repeat 500ms", "referer 750ms"}, s.sent); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]string{"ua false", "ua true", "repeat false", "repeat true", "referer false", "referer true"}, told); diff != "" {
			t.Error(diff)
		}
	})
}

func TestRunStops(t *testing.T) {
	redirected := answer(403)
	redirected.Hops = append([]measure.Hop{{}, {}}, redirected.Hops...)
	for _, c := range []struct {
		name  string
		steps []line
		ev    diagnose.Evidence
		o     Options
		want  int // experiments made
	}{
		{"when nothing more is worth it", []line{{measure.XUserAgent, "", answer(403)}}, diagnose.Evidence{}, Options{}, 1},
		{"at the default budget", many(), diagnose.Evidence{}, Options{}, 8},
		{"at the default budget, one more for each place", many(), diagnose.Evidence{Places: make([]diagnose.Place, 3)}, Options{}, 11},
		{"at the owner's budget", many(), diagnose.Evidence{Owner: monitor.Experiments{Budget: 3}}, Options{}, 3},
		{"at 16 whatever the owner says", many(), diagnose.Evidence{Owner: monitor.Experiments{Budget: 99}}, Options{}, 16},
		{"at once when experiments are off", many(), diagnose.Evidence{Owner: monitor.Experiments{Off: true}}, Options{}, 0},
		{"before redirects lead over 16", []line{{measure.XUserAgent, "", redirected}, {measure.XReferer, "", redirected}, {measure.XRoot, "", redirected}, {measure.XParent, "", redirected}, {measure.XHost, "", redirected}, {measure.XLanguage, "", redirected}},
			diagnose.Evidence{First: redirected, Owner: monitor.Experiments{Budget: 16}}, Options{}, 5},
		{"when a step would be made twice", []line{{measure.XUserAgent, "", answer(403)}, {measure.XUserAgent, "", answer(403)}}, diagnose.Evidence{}, Options{}, 1},
		{"when a control that cannot be made is asked for again", []line{{measure.XRepeat, "", measure.Report{}}, {measure.XRepeat, "", measure.Report{}}}, diagnose.Evidence{}, Options{}, 1},
		{"when two controls say that it has recovered", []line{{measure.XRepeat, "", answer(200)}, {measure.XRepeat, "", answer(200)}, {measure.XRoot, "", answer(200)}}, diagnose.Evidence{}, Options{}, 2},
		{"when time alone has mended it", []line{{measure.XDelay, "1s", answer(200)}, {measure.XRepeat, "", answer(200)}}, diagnose.Evidence{}, Options{}, 1},
		{"not when time has not", []line{{measure.XDelay, "1s", answer(403)}, {measure.XRoot, "", answer(200)}}, diagnose.Evidence{}, Options{}, 2},
		{"not when one control says so", []line{{measure.XRepeat, "", answer(200)}, {measure.XRepeat, "", answer(403)}, {measure.XRepeat, "", answer(200)}, {measure.XRoot, "", answer(200)}}, diagnose.Evidence{}, Options{}, 4},
		{"when it fails in another way", []line{{measure.XRepeat, "", answer(502)}, {measure.XRoot, "", answer(200)}}, diagnose.Evidence{}, Options{}, 1},
		{"when we begin to be limited", []line{{measure.XUserAgent, "", answer(429)}, {measure.XRoot, "", answer(200)}}, diagnose.Evidence{}, Options{}, 1},
		{"not when we were limited from the first", []line{{measure.XUserAgent, "", answer(429)}, {measure.XRoot, "", answer(200)}}, diagnose.Evidence{First: answer(429)}, Options{}, 2},
		{"when another would be cut short", many(), diagnose.Evidence{}, Options{Spacing: 250 * time.Millisecond, MaxTime: time.Second, Least: 400 * time.Millisecond}, 2},
		{"when time is up", many(), diagnose.Evidence{}, Options{Spacing: 250 * time.Millisecond, MaxTime: time.Second}, 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				if c.ev.First.Hops != nil {
					c.ev.First.At = time.Now()
				}
				s := &script{steps: c.steps}
				if s.run(t, c.ev, c.o); len(s.sent) != c.want {
					t.Errorf("made %d experiments, want %d: %v", len(s.sent), c.want, s.sent)
				}
			})
		})
	}
}

func TestRunObeysRetryAfter(t *testing.T) {
	later := func(s string) measure.Report { return answer(429, measure.Field{Name: "Retry-After", Value: s}) }
	spent := func(status int, left, reset string) measure.Report {
		return answer(status, measure.Field{Name: "RateLimit-Remaining", Value: left}, measure.Field{Name: "RateLimit-Reset", Value: reset})
	}
	secret := later("20")
	secret.Hops[0].Request.Header = []measure.Field{{Name: "Authorization", Value: "Bearer x"}}
	for _, c := range []struct {
		name  string
		first measure.Report
		steps []line
		want  []string
	}{
		{"by waiting", later("20"), []line{{measure.XRepeat, "", answer(429)}, {measure.XRoot, "", answer(429)}}, []string{"repeat 20s", "root 20.1s"}},
		{"within the pause of a delay", later("20"), []line{{measure.XDelay, "20s", answer(200)}}, []string{"delay 100ms"}},
		{"by not asking at all when it is long", later("3600"), []line{{measure.XRepeat, "", answer(200)}}, nil},
		{"but another place may ask at once", later("20"), []line{{measure.XPlace, "berlin", answer(200)}}, []string{"place 100ms"}},
		{"unless the credential is the same there", secret, []line{{measure.XPlace, "berlin", answer(200)}}, []string{"place 20s"}},
		{"without a pause after what was not sent", answer(403), []line{{measure.XIndex, "", measure.Report{}}, {measure.XBare, "", measure.Report{}}, {measure.XRoot, "", answer(403)}}, []string{"index 100ms", "bare 100ms", "root 100ms"}},
		{"and a quota that is used up", spent(429, "0", "20"), []line{{measure.XRepeat, "", answer(429)}, {measure.XRoot, "", answer(429)}}, []string{"repeat 20s", "root 20.1s"}},
		{"of a trial that was answered well", answer(403), []line{{measure.XUserAgent, "", spent(200, "0", "5")}, {measure.XRepeat, "", answer(403)}}, []string{"ua 100ms", "repeat 5.1s"}},
		{"but not a quota that has room", spent(403, "3", "20"), []line{{measure.XRepeat, "", answer(403)}}, []string{"repeat 100ms"}},
		{"of a trial too", answer(429), []line{{measure.XUserAgent, "", later("5")}, {measure.XRoot, "", answer(429)}}, []string{"ua 100ms", "root 5.1s"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c.first.At = time.Now()
				s := &script{steps: c.steps}
				s.run(t, diagnose.Evidence{First: c.first}, Options{Spacing: 100 * time.Millisecond})
				if diff := cmp.Diff(c.want, s.sent); diff != "" {
					t.Error(diff)
				}
			})
		})
	}
}

// TestRunGoesOn: a run on the evidence of an earlier one makes what that had no
// time for, and heeds what that has seen.
func TestRunGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &script{steps: []line{{measure.XUserAgent, "", answer(403)}, {measure.XDelay, "20s", answer(200)}}}
		_, ev := s.run(t, diagnose.Evidence{}, Options{MaxTime: 10 * time.Second})
		if diff := cmp.Diff([]string{"ua 0s"}, s.sent); diff != "" {
			t.Fatal(diff)
		}
		d, ev := investigate(t.Context(), ev, s, Options{MaxTime: time.Minute}, s.mind())
		if diff := cmp.Diff([]string{"ua 0s", "delay 0s"}, s.sent); diff != "" || d.Requests != 2 {
			t.Fatal(diff, d.Requests)
		}
		s.steps = append(s.steps, line{measure.XRoot, "", answer(200)})
		if d, _ = investigate(t.Context(), ev, s, Options{MaxTime: time.Minute}, s.mind()); len(s.sent) != 2 || d.Requests != 2 {
			t.Errorf("went on after it was over: %v", s.sent)
		}
	})
}

// TestRunPutsOff: a pause that outlasts the run does not keep it from what is
// quick, and leaves no trace in the evidence.
func TestRunPutsOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &script{steps: []line{{measure.XDelay, "20s", answer(403)}, {measure.XRoot, "", answer(200)}}}
		_, ev := s.run(t, diagnose.Evidence{}, Options{MaxTime: 10 * time.Second})
		if diff := cmp.Diff([]string{"root 0s"}, s.sent); diff != "" || len(ev.Trials) != 1 {
			t.Error(diff, len(ev.Trials))
		}
	})
}

// TestRunGivesUp: when we cannot make experiments, two in a row are enough,
// they cost nothing, and the diagnosis stands.
func TestRunGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &script{steps: many(), err: errors.New("the agent is gone")}
		d, ev := s.run(t, diagnose.Evidence{}, Options{})
		if len(s.sent) != 2 || d.Requests != 0 || d.Verdict != diagnose.VerdictCause {
			t.Errorf("sent %v, %+v", s.sent, d)
		}
		if got := ev.Trials[0].Step.Skipped; !strings.Contains(got, "the agent is gone") {
			t.Errorf("skipped %q", got)
		}
	})
}

func TestRunEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		s := &script{steps: many(), began: time.Now()}
		d, _ := investigate(ctx, diagnose.Evidence{First: answer(403)}, s, Options{Spacing: 400 * time.Millisecond}, s.mind())
		if len(s.sent) != 2 || d.Requests != 2 {
			t.Errorf("sent %v", s.sent)
		}
	})
}

// slow answers only when its context ends, as a target that hangs does.
type slow struct{ *script }

func (s slow) Try(ctx context.Context, step measure.Step) (measure.Report, error) {
	<-ctx.Done()
	r, err := s.script.Try(ctx, step)
	r.Hops[0].Answer, r.Hops[0].Observations = nil, []measure.Observation{{Op: measure.Wait, Failure: measure.AnswerTimeout}}
	return r, err
}

// TestRunCutShort: an experiment that our own end cuts short is no evidence,
// but its request was spent.
func TestRunCutShort(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &script{steps: many(), began: time.Now()}
		d, ev := investigate(t.Context(), diagnose.Evidence{First: answer(403)}, slow{s}, Options{MaxTime: time.Second}, s.mind())
		if len(ev.Trials) != 1 || ev.Trials[0].Fault == "" || d.Requests != 1 || d.Experiments[0].Outcome != "not measured: cut short by the end of the investigation" {
			t.Errorf("%+v, %+v", d, ev.Trials)
		}
	})
}

func TestOutcome(t *testing.T) {
	cut := answer(200)
	cut.Hops[0].Observations = []measure.Observation{{Op: measure.Transfer, Failure: measure.BodyReset}}
	bad := answer(200)
	bad.Hops[0].Observations = []measure.Observation{{Op: measure.Judge, Failure: measure.KeywordMissing}}
	for _, c := range []struct {
		r    measure.Report
		want string
	}{
		{answer(403), "403"},
		{cut, "200, then connection reset in the body"},
		{bad, "200"},
		{measure.Report{Fault: "no descriptors left"}, "not measured: no descriptors left"},
		{measure.Report{Hops: []measure.Hop{{Observations: []measure.Observation{{Op: measure.Connect, Failure: measure.ConnectRefused}}}}}, "no answer: connection refused"},
		{measure.Report{}, "no answer"},
	} {
		if got := Outcome(c.r); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		value string
		want  time.Duration
		ok    bool
	}{
		{"120", 2 * time.Minute, true}, {" 0 ", 0, true}, {"-1", 0, false}, {"", 0, false}, {"soon", 0, false},
		{"Tue, 24 Nov 2026 12:01:00 GMT", time.Minute, true}, {"Tue, 24 Nov 2026 11:00:00 GMT", 0, true},
		{"999999999999", 7 * 24 * time.Hour, true},
	} {
		got, ok := RetryAfter(&measure.Answer{Header: []measure.Field{{Name: "retry-after", Value: c.value}}}, now)
		if got != c.want || ok != c.ok {
			t.Errorf("%q: got %v %v, want %v %v", c.value, got, ok, c.want, c.ok)
		}
	}
}
