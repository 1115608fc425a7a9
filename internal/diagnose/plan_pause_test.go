package diagnose

import (
	"testing"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

// TestPauseCounts: what other experiments took counts as a part of the pause;
// a limit that is renewed by every request has its least, and what is
// announced is kept.
func TestPauseCounts(t *testing.T) {
	for _, c := range []struct {
		answer string
		passed time.Duration
		want   time.Duration
	}{
		{"403", 0, quiet},
		{"403", 3300 * time.Millisecond, quiet - 3*time.Second},
		{"403", time.Minute, pauseLeast},
		{"403", -time.Second, quiet},
		{"429 ; Retry-After: 8", 3 * time.Second, 9 * time.Second},
	} {
		ev := exchange(t, "GET https://a.example/x => "+c.answer)
		ev.First.At = ev.Now
		f := extract(&ev)
		if got := f.wait(); c.passed == 0 && got != c.want.String() {
			t.Errorf("%s: the first pause is %s, want %v", c.answer, got, c.want)
		}
		ev.Trials = []measure.Report{{At: ev.Now.Add(c.passed - 100*time.Millisecond), Took: 100 * time.Millisecond, Step: &measure.Step{Experiment: measure.XRoot}}}
		if got := f.wait(); got != c.want.String() {
			t.Errorf("%s, %v later: %s, want %v", c.answer, c.passed, got, c.want)
		}
	}
}
