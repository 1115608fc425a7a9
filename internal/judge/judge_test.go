package judge_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// An endpoint is well, refuses, is confirmed, investigated, and mended.
func TestOneIncident(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &site{took: 20 * time.Millisecond, f: func(measure.Trial) measure.Report { return answer("a", 403) }}
		c := convene(t, newBook(mon("a")), s)
		c.Handle(t.Context(), answer("a", 200))
		c.say(t, "first good answer", "0s a keeps a good answer")
		for range 100 {
			time.Sleep(time.Second)
			c.Handle(t.Context(), answer("a", 200))
		}
		c.say(t, "well as before")
		if n, _ := c.count(); n != 1 {
			t.Errorf("%d commits for 101 good answers, want 1", n)
		}
		c.Handle(t.Context(), answer("a", 403))
		c.say(t, "the first failure")
		if want := []string{"a in 1s"}; !slices.Equal(c.rechecks, want) {
			t.Errorf("re-checks %q, want %q", c.rechecks, want)
		}
		time.Sleep(time.Second)
		c.Handle(t.Context(), answer("a", 403))
		c.say(t, "the second", "1m41s a opened up>refused", "1m41s a alert opened refused hold 5s")
		time.Sleep(5 * time.Second)
		got := c.take()
		if len(got) == 0 || !strings.Contains(got[0], "a diagnosed") {
			t.Fatalf("after the hold: %q, want a diagnosis", got)
		}
		if d, _ := time.ParseDuration(strings.Fields(got[0])[0]); d > 101*time.Second+5*time.Second {
			t.Errorf("diagnosed %v after the incident opened, want before the alert goes", d-101*time.Second)
		}
		tries, at, most := s.seen()
		if len(tries) < 2 || most != 1 {
			t.Errorf("%d experiments, %d at once", len(tries), most)
		}
		for i := 1; i < len(at); i++ {
			if gap := at[i].Sub(at[i-1]); gap < time.Second {
				t.Errorf("experiment %d came %v after the one before", i, gap)
			}
		}
		for _, tr := range tries {
			if tr.Job.Reason != monitor.Trial || tr.Job.Monitor.ID != "a" || tr.First.Status() != 403 || tr.First.Hops[0].Request.Header[0].Value != "Bearer SECRET" {
				t.Fatalf("trial %+v: want the failing check with its credentials", tr)
			}
		}
		time.Sleep(2 * time.Minute)
		c.take()
		before, _ := c.count()
		for range 20 {
			time.Sleep(30 * time.Second)
			c.Handle(t.Context(), answer("a", 403))
		}
		c.say(t, "still refusing")
		if n, _ := c.count(); n != before {
			t.Errorf("%d commits while nothing changed", n-before)
		}
		time.Sleep(time.Second)
		c.Handle(t.Context(), answer("a", 200))
		lines := c.take()
		for i := range lines {
			_, lines[i], _ = strings.Cut(lines[i], " ")
		}
		if want := []string{"a keeps a good answer", "a resolved refused>up", "a alert resolved up hold 0s"}; !slices.Equal(lines, want) {
			t.Errorf("mended: %q, want %q", lines, want)
		}
		if _, n := c.count(); n != 1+100+2+20+1 {
			t.Errorf("%d results in the log", n)
		}
	})
}

// No secret of a request is kept, in a capture or in a diagnosis.
func TestNothingSecretIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &site{took: time.Millisecond, f: func(measure.Trial) measure.Report { return answer("a", 403) }}
		c := convene(t, newBook(mon("a")), s)
		for _, status := range []int{200, 403, 403} {
			c.Handle(t.Context(), answer("a", status))
			time.Sleep(time.Second)
			synctest.Wait()
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		var kept []byte
		c.set(func() { kept, _ = json.Marshal([]any{c.good, c.incidents, c.evidence}) })
		if len(c.evidence) < 3 || strings.Contains(string(kept), "SECRET") {
			t.Errorf("kept of %d answers: %s", len(c.evidence), kept)
		}
	})
}

// A ledger that stalls makes nobody wait, loses no result, calls nobody down,
// and what happened meanwhile is judged in order once it is back.
func TestStalledLedger(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := convene(t, newBook(mon("a"), mon("b"), mon("new")), nil)
		for _, id := range []string{"a", "b"} {
			c.Handle(t.Context(), answer(id, 200))
		}
		c.take()
		stalled := make(chan struct{})
		c.set(func() { c.stalled = stalled })
		for i := range 30 {
			before := time.Now()
			status := 200
			if i >= 5 && i < 10 {
				status = 500
			}
			c.Handle(t.Context(), answer("a", 200))
			c.Handle(t.Context(), answer("b", status))
			c.Handle(t.Context(), answer("new", 200))
			if time.Since(before) > 0 {
				t.Fatal("Handle waited for the ledger")
			}
			time.Sleep(time.Second)
		}
		synctest.Wait()
		if _, n := c.count(); n != 2+60 {
			t.Errorf("%d results in the log during the stall, want those of both known monitors", n)
		}
		if c.Stats().Waiting == 0 {
			t.Error("nothing says that reports wait")
		}
		c.set(func() { close(stalled); c.stalled = nil })
		time.Sleep(10 * time.Second)
		var got []string
		for _, l := range c.take() {
			_, l, _ = strings.Cut(l, " ")
			got = append(got, l)
		}
		slices.SortStableFunc(got, func(a, b string) int { return strings.Compare(strings.Fields(a)[0], strings.Fields(b)[0]) })
		want := []string{"b opened up>down", "b alert opened down hold 0s", "b keeps a good answer", "b resolved down>up", "b alert resolved up hold 0s", "new keeps a good answer"}
		if !slices.Equal(got, want) {
			t.Errorf("after the stall:\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		if _, n := c.count(); n != 2+90 {
			t.Errorf("%d results in the log, want all", n)
		}
		if st := c.Stats(); st.Waiting != 0 || st.Dropped != 0 {
			t.Errorf("stats %+v", st)
		}
		for _, inc := range c.incidents {
			if d := inc.Closed.Sub(inc.Opened); d != 5*time.Second {
				t.Errorf("the outage lasted %v in the books, want the 5s that it lasted", d)
			}
		}
	})
}

// A judge that is told to stop while the ledger stalls stops all the same.
func TestStopWhileStalled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := convene(t, newBook(mon("a")), nil)
		c.set(func() { c.stalled = make(chan struct{}) })
		c.Handle(t.Context(), answer("a", 200))
		time.Sleep(time.Second)
		before := time.Now()
		c.halt()
		if d := time.Since(before); d > 6*time.Second {
			t.Errorf("it took %v to stop", d)
		}
		c.set(func() { close(c.stalled); c.stalled = nil })
		c.Handle(t.Context(), answer("a", 200)) // a straggler is judged on the spot
		if _, n := c.count(); n != 1 {
			t.Errorf("%d results", n)
		}
	})
}

func TestFailingLedgerIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := convene(t, newBook(mon("a")), nil)
		c.set(func() { c.fail = errors.New("disk full") })
		c.Handle(t.Context(), answer("a", 200))
		time.Sleep(time.Minute)
		c.set(func() { c.fail = nil })
		time.Sleep(10 * time.Second)
		got := c.take()
		if _, n := c.count(); len(got) != 1 || n != 1 {
			t.Errorf("%q, %d results", got, n)
		}
	})
}

// A new judge over the same books goes on where the old one stopped: a pending
// failure counts, an open incident stays open and is investigated again.
func TestRestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := &site{took: time.Hour, f: func(measure.Trial) measure.Report { return answer("a", 403) }}
		b := newBook(mon("a"))
		c := convene(t, b, slow)
		c.Handle(t.Context(), answer("a", 200))
		time.Sleep(time.Second)
		c.Handle(t.Context(), answer("a", 403))
		c.take()

		c.halt()
		c = convene(t, b, slow)
		time.Sleep(time.Second)
		c.Handle(t.Context(), answer("a", 403))
		c.say(t, "after the first restart", "2s a opened up>refused", "2s a alert opened refused hold 5s")

		quick := &site{took: time.Millisecond, f: func(measure.Trial) measure.Report { return answer("a", 403) }}
		c.halt()
		c = convene(t, b, quick)
		time.Sleep(30 * time.Second)
		c.Handle(t.Context(), answer("a", 403))
		time.Sleep(5 * time.Second)
		if got := c.take(); len(got) != 1 || !strings.HasSuffix(got[0], "a diagnosed") || quick.count() == 0 {
			t.Errorf("after the second restart: %q, %d experiments; want the incident investigated again", got, quick.count())
		}
	})
}

// An incident that ends while it is investigated ends the investigation.
func TestMendedWhileInvestigated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &site{took: 2 * time.Second, f: func(measure.Trial) measure.Report { return answer("a", 403) }}
		c := convene(t, newBook(mon("a")), s)
		for _, status := range []int{200, 403, 403} {
			c.Handle(t.Context(), answer("a", status))
			time.Sleep(time.Second)
		}
		c.Handle(t.Context(), answer("a", 200))
		c.take()
		n := s.count()
		time.Sleep(time.Minute)
		if got := c.take(); len(got) != 0 || s.count() != n {
			t.Errorf("after it was mended: %q and %d more experiments", got, s.count()-n)
		}
		if c.Stats().Inquiries != 0 {
			t.Errorf("stats %+v", c.Stats())
		}
	})
}

func TestOurOwnFault(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := convene(t, newBook(mon("a")), nil)
		c.Handle(t.Context(), answer("a", 200))
		c.take()
		for range 100 {
			time.Sleep(30 * time.Second)
			c.Handle(t.Context(), fault("a"))
		}
		c.say(t, "we cannot measure")
		var st monitor.State
		c.set(func() { st = c.memory["a"].State })
		if n, _ := c.count(); st != monitor.Unknown || n > 4 {
			t.Errorf("state %s after %d commits, want unknown", st, n)
		}
	})
}

func TestWithoutExperiments(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &site{f: func(measure.Trial) measure.Report { return answer("a", 403) }}
		m := mon("a")
		m.Experiments.Off = true
		c := convene(t, newBook(m), s)
		for range 10 {
			c.Handle(t.Context(), answer("a", 403))
			time.Sleep(time.Second)
		}
		c.say(t, "nothing is held back", "1s a opened unknown>refused", "1s a alert opened refused hold 0s")
		if s.count() != 0 {
			t.Errorf("%d experiments though they are off", s.count())
		}
	})
}

// Twenty monitors of one host fail at once: the host is asked by one
// investigation at a time. Other hosts do not wait for it.
func TestOneInvestigationAHost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &site{took: 100 * time.Millisecond, f: func(tr measure.Trial) measure.Report { return answer("same", 403) }}
		var ms []monitor.Monitor
		for i := range 20 {
			ms = append(ms, mon(fmt.Sprint("m", i)))
		}
		c := convene(t, newBook(append(ms, mon("other"))...), s)
		for range 2 {
			for _, m := range ms {
				r := answer("same", 403)
				r.Monitor = m.ID
				c.Handle(t.Context(), r)
			}
			c.Handle(t.Context(), answer("other", 403))
			time.Sleep(time.Second)
		}
		synctest.Wait()
		if n := c.Stats().Inquiries; n > 5 {
			t.Errorf("%d investigations under way or waiting", n)
		}
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		last := map[string]time.Time{}
		tries, at, _ := s.seen()
		for i, tr := range tries {
			host := tr.First.Hops[0].Request.URL
			if was, ok := last[host]; ok && at[i].Sub(was) < time.Second {
				t.Fatalf("%s was asked %v after the experiment before", host, at[i].Sub(was))
			}
			last[host] = at[i]
		}
		if len(last) != 2 {
			t.Errorf("hosts asked: %v", last)
		}
	})
}

func TestChanged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := mon("a")
		c := convene(t, newBook(m), nil)
		c.Handle(t.Context(), answer("a", 200))
		c.take()
		m.Expect.Status, m.Version = monitor.StatusSet{{From: 418, To: 418}}, 2
		m.Policy.Confirm = 1
		c.set(func() { c.monitors["a"] = m })
		c.Changed("a", "nobody")
		time.Sleep(time.Second)
		r := answer("a", 200)
		r.Hops[0].Observations[4].Failure = measure.StatusUnexpected
		c.Handle(t.Context(), r)
		c.say(t, "a new expectation and policy", "1s a opened up>down", "1s a alert opened down hold 0s")
		c.set(func() { delete(c.monitors, "a") })
		c.ChangedAll()
		time.Sleep(time.Second)
		c.Handle(t.Context(), answer("a", 200))
		c.say(t, "deleted")
		if st := c.Stats(); st.Waiting != 0 {
			t.Errorf("stats %+v", st)
		}
	})
}

// A good answer is kept when it is the first, when it differs materially, and
// once a day; not with every check.
func TestGoodAnswersKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := convene(t, newBook(mon("a")), nil)
		kept := 0
		check := func(server string) {
			r := answer("a", 200)
			r.Hops[0].Answer.Header[0].Value = server
			r.Hops[0].Answer.Body = fmt.Append(nil, time.Now())
			c.Handle(t.Context(), r)
			kept += len(c.take())
			time.Sleep(time.Minute)
		}
		for range 60 {
			check("nginx")
		}
		if kept != 1 {
			t.Errorf("%d kept in an hour of answers that differ in their bodies only", kept)
		}
		check("cloudflare")
		if kept != 2 {
			t.Error("an answer of another server was not kept")
		}
		for range 60 {
			check("x" + fmt.Sprint(time.Now().UnixNano()))
		}
		if kept > 2+6 {
			t.Errorf("%d kept in an hour in which each differs", kept-2)
		}
		for range 2 * 24 * 60 {
			check("nginx")
		}
		if kept < 2+6+2 || kept > 2+6+4 {
			t.Errorf("%d kept in all after two more days", kept)
		}
	})
}

// Maintenance: an incident that began in the window is told after it.
func TestMaintenance(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := mon("a")
		m.Windows = []monitor.Window{{From: time.Now().Add(-time.Hour), To: time.Now().Add(time.Minute)}}
		c := convene(t, newBook(m), nil)
		for _, status := range []int{200, 403, 403} {
			c.Handle(t.Context(), answer("a", status))
			time.Sleep(time.Second)
		}
		c.say(t, "in the window", "0s a keeps a good answer", "2s a opened up>refused")
		time.Sleep(time.Minute)
		c.Handle(t.Context(), answer("a", 403))
		c.say(t, "after it", "1m3s a announced >refused", "1m3s a alert opened refused hold 0s")
	})
}

func BenchmarkHandleGood(b *testing.B) {
	book := newBook(mon("a"))
	c := judgeFor(b, book)
	r := answer("a", 200)
	c.Handle(b.Context(), r)
	for c.Stats().Waiting > 0 {
	}
	b.ReportAllocs()
	for b.Loop() {
		r.At = r.At.Add(time.Millisecond)
		c.Handle(b.Context(), r)
		book.results = book.results[:0]
	}
}
