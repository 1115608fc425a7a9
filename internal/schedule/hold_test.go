package schedule

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// times returns when a monitor was checked since at, and why.
func (w *world) times(id monitor.ID, at time.Time) (since []time.Duration, why []monitor.Reason) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i, j := range w.jobs {
		if j.Monitor.ID == id && w.at[i].After(at) {
			since, why = append(since, w.at[i].Sub(at)), append(why, j.Reason)
		}
	}
	return since, why
}

// A target that wants to be left alone is, by scheduled checks and re-checks;
// then it is checked at once and on its grid again. Others are not held up.
func TestNotBefore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{ms: []monitor.Monitor{mon("a", 10*time.Second), mon("b", 10*time.Second)}}
		s := start(t, w)
		time.Sleep(time.Minute)
		from := time.Now()
		s.NotBefore("a", from.Add(95*time.Second+time.Millisecond))
		s.NotBefore("nobody", from.Add(time.Hour))
		s.Recheck("a", from.Add(time.Second))
		time.Sleep(2 * time.Minute)
		got, why := w.times("a", from)
		if len(got) < 2 || got[0] != 95*time.Second+time.Millisecond {
			t.Fatalf("checked after %v, want first when the time has come", got)
		}
		for i, d := range got[1:] {
			if at := from.Add(d); !at.Equal(Next(w.ms[0], at.Add(-time.Nanosecond))) || why[i+1] != monitor.Scheduled {
				t.Errorf("then after %v (%s), want on the grid", d, why[i+1])
			}
		}
		if n, _ := w.times("b", from); len(n) != 12 {
			t.Errorf("the other monitor was checked %d times in two minutes, want 12", len(n))
		}
		if st := s.Stats(); st.Missed != 0 || st.Held < 8 || st.Held > 9 || st.MaxLate > time.Second {
			t.Errorf("%+v: want what was due meanwhile counted as held, not as missed or late", st)
		}
	})
}

// People who ask for a check get it, and a monitor that was changed is no
// longer held.
func TestNotBeforeGivesWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{ms: []monitor.Monitor{mon("a", 10*time.Second)}}
		s := start(t, w)
		time.Sleep(time.Minute)
		from := time.Now()
		s.NotBefore("a", from.Add(time.Hour))
		time.Sleep(5 * time.Second)
		s.Check("a")
		time.Sleep(30 * time.Second)
		if got, why := w.times("a", from); len(got) != 1 || got[0] != 5*time.Second || why[0] != monitor.Requested {
			t.Errorf("checked after %v (%v), want once, when it was asked for", got, why)
		}
		m := w.ms[0]
		m.Version = 2
		s.Set(m)
		time.Sleep(30 * time.Second)
		if got, _ := w.times("a", from); len(got) != 5 {
			t.Errorf("%d checks after the change, want one at once and 3 on the grid", len(got)-1)
		}
	})
}
