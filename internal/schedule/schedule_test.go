package schedule

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// A world is a source and a sender whose checks take some time.
type world struct {
	mu     sync.Mutex
	ms     []monitor.Monitor
	err    error
	took   map[monitor.ID]time.Duration
	block  time.Duration // of Send
	slow   time.Duration // of Monitors
	reads  int
	mute   bool // checks never report back
	jobs   []monitor.Job
	at     []time.Time
	active map[monitor.ID]int
	s      *Scheduler
}

func (w *world) Monitors(context.Context) ([]monitor.Monitor, error) {
	time.Sleep(w.slow)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.reads++
	return slices.Clone(w.ms), w.err
}

func (w *world) Send(ctx context.Context, j monitor.Job) error {
	if w.block > 0 {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(w.block):
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.jobs, w.at = append(w.jobs, j), append(w.at, time.Now())
	w.active[j.Monitor.ID]++
	if w.active[j.Monitor.ID] > 1 {
		return errors.New("runs twice at once")
	}
	if w.mute {
		w.active[j.Monitor.ID]--
		return nil
	}
	time.AfterFunc(w.took[j.Monitor.ID], func() {
		w.mu.Lock()
		w.active[j.Monitor.ID]--
		w.mu.Unlock()
		w.s.Done(j.Monitor.ID)
	})
	return nil
}

func (w *world) count(id monitor.ID, why monitor.Reason) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := 0
	for _, j := range w.jobs {
		if j.Monitor.ID == id && (why == "" || j.Reason == why) {
			n++
		}
	}
	return n
}

func mon(id string, every time.Duration) monitor.Monitor {
	return monitor.Monitor{ID: monitor.ID(id), Interval: every, Timeout: min(every, 10*time.Second)}
}

// start runs a scheduler over w until the test ends; inside a bubble.
func start(t *testing.T, w *world) *Scheduler {
	t.Helper()
	w.active = map[monitor.ID]int{}
	if w.took == nil {
		w.took = map[monitor.ID]time.Duration{}
	}
	w.s = New(w, w, monitor.LocalPlace, slog.New(slog.NewTextHandler(t.Output(), nil)))
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- w.s.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		time.Sleep(time.Hour) // let the last checks end
	})
	synctest.Wait()
	return w.s
}

// In a day every monitor is checked as often as its interval fits, exactly,
// and on its grid to the nanosecond.
func TestDay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{took: map[monitor.ID]time.Duration{"sec": 200 * time.Millisecond}}
		intervals := map[monitor.ID]time.Duration{
			"sec": time.Second, "half": 30 * time.Second, "odd": 7 * time.Minute, "min": time.Minute, "hour": time.Hour, "day": 24 * time.Hour,
		}
		for id, every := range intervals {
			w.ms = append(w.ms, mon(string(id), every))
		}
		paused := mon("paused", time.Minute)
		paused.Paused = true
		w.ms = append(w.ms, paused)
		s := start(t, w)
		begin := time.Now()
		time.Sleep(24 * time.Hour)
		synctest.Wait()
		for id, every := range intervals {
			want := 0
			for d := Next(mon(string(id), every), begin); !d.After(time.Now()); d = d.Add(every) {
				want++
			}
			if got := w.count(id, monitor.Scheduled); got != want || got < int(24*time.Hour/every) {
				t.Errorf("%s was checked %d times in a day, want %d", id, got, want)
			}
		}
		if n := w.count("paused", ""); n != 0 {
			t.Errorf("a paused monitor was checked %d times", n)
		}
		for i, j := range w.jobs {
			if !w.at[i].Equal(j.Due) || (j.Due.UnixNano()-int64(j.Monitor.ID.Phase(j.Monitor.Interval)))%int64(j.Monitor.Interval) != 0 {
				t.Fatalf("%s was due at %v and handed out at %v, want both on the grid", j.Monitor.ID, j.Due, w.at[i])
			}
			if j.Place != monitor.LocalPlace {
				t.Fatalf("job for place %q", j.Place)
			}
		}
		st := s.Stats()
		if st.Sent != int64(len(w.jobs)) || st.Skipped != 0 || st.Missed != 0 || st.MaxLate != 0 || st.Running != 0 || st.Monitors != 7 {
			t.Errorf("stats = %+v for %d jobs", st, len(w.jobs))
		}
	})
}

func TestRestartKeepsThePhase(t *testing.T) {
	m := mon("0198c0de-0000-7000-8000-000000000001", time.Minute)
	a := Next(m, time.Unix(1_800_000_000, 0))
	b := Next(m, a.Add(41*time.Second))
	if b.Sub(a) != time.Minute || !Next(m, a.Add(-1)).Equal(a) {
		t.Errorf("due at %v, then %v", a, b)
	}
	if got := Next(m, time.Unix(-100, 0)); got.Before(time.Unix(-100, 0)) || got.Sub(time.Unix(-100, 0)) > time.Minute {
		t.Errorf("before 1970: next = %v", got)
	}
}

func TestRecheck(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{ms: []monitor.Monitor{mon("a", time.Hour)}}
		s := start(t, w)
		begin := time.Now()
		s.Recheck("a", begin.Add(2*time.Second))
		s.Recheck("a", begin.Add(9*time.Second)) // later than the one asked for: not needed
		s.Recheck("b", begin)                    // not known: nothing
		time.Sleep(20 * time.Second)
		synctest.Wait()
		if len(w.jobs) != 1 || w.jobs[0].Reason != monitor.Recheck || w.at[0].Sub(begin) != 2*time.Second {
			t.Errorf("jobs %v at %v", w.jobs, w.at)
		}
	})
}

func TestScheduledCheckDoesForARecheck(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{ms: []monitor.Monitor{mon("a", time.Minute)}}
		s := start(t, w)
		due := Next(w.ms[0], time.Now())
		s.Recheck("a", due.Add(time.Second))
		time.Sleep(time.Until(due.Add(10 * time.Second)))
		synctest.Wait()
		if n := w.count("a", ""); n != 1 {
			t.Errorf("%d checks, want the scheduled one only", n)
		}
	})
}

// A check that takes longer than the interval is not overtaken: what falls due
// meanwhile is skipped and counted, and a re-check waits for its end.
func TestNeverTwiceAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{ms: []monitor.Monitor{mon("slow", time.Second)}, took: map[monitor.ID]time.Duration{"slow": 3500 * time.Millisecond}}
		s := start(t, w)
		time.Sleep(time.Until(Next(w.ms[0], time.Now())))
		synctest.Wait()
		first := time.Now()
		s.Recheck("slow", first.Add(time.Second))
		s.Check("slow")
		time.Sleep(3900 * time.Millisecond)
		synctest.Wait()
		if len(w.jobs) != 2 || w.jobs[1].Reason != monitor.Requested || w.at[1].Sub(first) != 3500*time.Millisecond {
			t.Fatalf("jobs %v at %v, want the requested one when the first has ended", w.jobs, w.at)
		}
		if st := s.Stats(); st.Skipped != 3 {
			t.Errorf("skipped = %d, want 3", st.Skipped)
		}
	})
}

func TestLostCheck(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{ms: []monitor.Monitor{mon("a", 10*time.Second)}, mute: true}
		s := start(t, w)
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		// 10 s of timeout and a minute, then the next grid point.
		if n := w.count("a", ""); n < 7 || n > 9 {
			t.Errorf("%d checks in ten minutes of which none reported back, want one every 70 to 80 s", n)
		}
		if st := s.Stats(); st.Running != 1 {
			t.Errorf("running = %d", st.Running)
		}
	})
}

func TestChanges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{ms: []monitor.Monitor{mon("a", time.Hour), mon("gone", time.Minute)}}
		s := start(t, w)
		w.mu.Lock()
		quick := mon("a", time.Minute)
		w.ms = []monitor.Monitor{quick, mon("new", time.Hour)}
		w.mu.Unlock()
		s.Wake()
		time.Sleep(time.Hour)
		synctest.Wait()
		if n := w.count("a", monitor.Scheduled); n != 60 {
			t.Errorf("a monitor whose interval became a minute was checked %d times in an hour", n)
		}
		if n := w.count("gone", ""); n != 0 {
			t.Errorf("a deleted monitor was checked %d times", n)
		}
		if n := w.count("new", monitor.Requested); n != 1 || w.jobs[0].Monitor.ID != "new" {
			t.Errorf("a new monitor was not checked at once: %d, first job for %s", n, w.jobs[0].Monitor.ID)
		}
		quick.Paused = true
		s.Set(quick)
		s.Recheck("a", time.Now().Add(time.Second))
		time.Sleep(time.Hour)
		synctest.Wait()
		if n := w.count("a", ""); n != 60 {
			t.Errorf("a paused monitor was checked %d times more", n-60)
		}
		if !s.Check("a") || s.Check("nobody") {
			t.Error("Check: want true for a paused monitor and false for one that does not exist")
		}
		s.Remove("new")
		synctest.Wait()
		if n := w.count("a", monitor.Requested); n != 1 {
			t.Errorf("a paused monitor was checked %d times on request", n)
		}
		quick.Paused = false
		s.Set(quick)
		synctest.Wait()
		if n := w.count("a", monitor.Requested); n != 2 {
			t.Error("a resumed monitor was not checked at once")
		}
	})
}

func TestSourceFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{ms: []monitor.Monitor{mon("a", time.Second)}, err: errors.New("stalled")}
		s := start(t, w)
		time.Sleep(10 * time.Second)
		w.mu.Lock()
		w.err = nil
		w.mu.Unlock()
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if n := w.count("a", ""); n < 8 {
			t.Errorf("%d checks in the ten seconds after the source came back", n)
		}
		w.mu.Lock()
		w.err = errors.New("stalled again")
		w.mu.Unlock()
		s.Wake()
		before := w.count("a", "")
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if n := w.count("a", "") - before; n != 10 {
			t.Errorf("%d checks in ten seconds while the source was stalled, want 10", n)
		}
	})
}

// Ten thousand changes, one after the other, do not make it read a large
// source ten thousand times; the last change is seen nevertheless.
func TestManyChanges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{slow: 100 * time.Millisecond}
		s := start(t, w)
		for range 10_000 {
			time.Sleep(time.Millisecond)
			s.Wake()
		}
		w.mu.Lock()
		w.ms = []monitor.Monitor{mon("last", time.Hour)}
		w.mu.Unlock()
		s.Wake()
		time.Sleep(3 * time.Second)
		synctest.Wait()
		w.mu.Lock()
		defer w.mu.Unlock()
		if w.reads > 15 || len(w.jobs) != 1 {
			t.Errorf("the source was read %d times in 13 s; %d checks of the last monitor", w.reads, len(w.jobs))
		}
	})
}

// Agents that fall behind make checks late, and that is counted; it does not
// heap up a backlog.
func TestBackPressure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{block: time.Second}
		for i := range 10 {
			w.ms = append(w.ms, mon(fmt.Sprint("m", i), 5*time.Second))
		}
		s := start(t, w)
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		st := s.Stats()
		if st.Sent < 590 || st.Sent > 600 {
			t.Errorf("sent %d in ten minutes at one a second", st.Sent)
		}
		if st.MaxLate < 2*time.Second || st.MaxLate > 11*time.Second {
			t.Errorf("at most %v late, want about one round of ten", st.MaxLate)
		}
		if st.Missed+st.Skipped < 550 {
			t.Errorf("missed %d, skipped %d; half of 1200 were", st.Missed, st.Skipped)
		}
	})
}

// After a jump of the clock everything waits for its next grid point.
func TestReplan(t *testing.T) {
	s := New(nil, nil, "", slog.New(slog.DiscardHandler))
	now := time.Now()
	for i := range 1000 {
		s.put(mon(fmt.Sprint(i), time.Minute), now)
	}
	later := now.Add(time.Hour)
	s.replan(later)
	if _, next, ok := s.take(later); ok || next.Before(later) {
		t.Errorf("after an hour of sleep something is due at once (%v)", next)
	}
	if st := s.Stats(); st.Missed != 60_000 {
		t.Errorf("missed = %d, want 60,000", st.Missed)
	}
	s.Recheck("7", later.Add(time.Second))
	s.replan(now.Add(-time.Hour))
	if job, _, ok := s.take(now.Add(-time.Hour)); !ok || job.Monitor.ID != "7" || job.Reason != monitor.Recheck {
		t.Errorf("a re-check asked for by a clock that is no more: %v, %v", job, ok)
	}
	if _, next, ok := s.take(now.Add(-time.Hour)); ok || next.After(now.Add(-59*time.Minute)) {
		t.Errorf("after the clock went back an hour, the next check is at %v", next)
	}
}

func TestDiverged(t *testing.T) {
	a := time.Now()
	if d := diverged(a, a.Add(time.Hour)); d != 0 {
		t.Errorf("an hour on both clocks diverges by %v", d)
	}
	if d := diverged(a.Round(0).Add(-time.Hour), a); d != 0 {
		t.Errorf("without a steady reading nothing can be told: %v", d)
	}
}

type sink struct{ n int }

func (s *sink) Send(context.Context, monitor.Job) error { s.n++; return nil }

// One round of 100,000 monitors: taken, sent, done.
func BenchmarkRound(b *testing.B) {
	out := &sink{}
	s := New(nil, out, "", slog.New(slog.DiscardHandler))
	now := time.Now()
	for i := range 100_000 {
		s.put(mon(fmt.Sprint(i), time.Minute), now)
	}
	b.ReportAllocs()
	for b.Loop() {
		now = now.Add(time.Minute)
		for {
			job, _, ok := s.take(now)
			if !ok {
				break
			}
			s.Done(job.Monitor.ID)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/100_000, "ns/check")
}

func BenchmarkLoad(b *testing.B) {
	now := time.Now()
	ms := make([]monitor.Monitor, 100_000)
	for i := range ms {
		ms[i] = mon(fmt.Sprint(i), time.Minute)
	}
	for b.Loop() {
		s := New(nil, nil, "", slog.New(slog.DiscardHandler))
		for _, m := range ms {
			s.put(m, now)
		}
	}
}
