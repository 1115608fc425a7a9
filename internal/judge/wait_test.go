package judge_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// asking is an answer with fields, "Name: value" each.
func asking(status int, fields ...string) measure.Report {
	r := answer("a", status)
	for _, f := range fields {
		name, value, _ := strings.Cut(f, ": ")
		r.Hops[0].Answer.Header = append(r.Hops[0].Answer.Header, measure.Field{Name: name, Value: value})
	}
	return r
}

func TestAskedToWait(t *testing.T) {
	const opens = "opened up>limited"
	for _, x := range []struct {
		name   string
		report func() measure.Report
		wait   time.Duration // 0: none
		want   []string      // what the books say, without the time
	}{
		{"Long", func() measure.Report { return asking(429, "Retry-After: 300") }, 300 * time.Second,
			[]string{opens, "Checks wait until 2000-01-01 00:05:00 UTC, as Retry-After of the answer asks.", "alert opened limited hold 0s"}},
		{"Short", func() measure.Report { return asking(429, "Retry-After: 7") }, 7 * time.Second, nil},
		{"Date", func() measure.Report { return asking(503, "Retry-After: Sat, 01 Jan 2000 00:02:00 GMT") }, 120 * time.Second,
			[]string{opens, "Checks wait until 2000-01-01 00:02:00 UTC, as Retry-After of the answer asks.", "alert opened limited hold 0s"}},
		{"TooLong", func() measure.Report { return asking(429, "Retry-After: 86400") }, time.Hour,
			[]string{opens, "Retry-After of the answer asks to wait until 2000-01-02 00:00:00 UTC. Checks wait an hour at most and go on at 2000-01-01 01:00:00 UTC.", "alert opened limited hold 0s"}},
		{"Reset", func() measure.Report { return asking(429, "X-RateLimit-Remaining: 0", "X-RateLimit-Reset: 90") }, 90 * time.Second,
			[]string{opens, "Checks wait until 2000-01-01 00:01:30 UTC, as X-RateLimit-Reset of the answer asks.", "alert opened limited hold 0s"}},
		{"Draft", func() measure.Report { return asking(429, `RateLimit: "default";r=0;t=60`) }, time.Minute,
			[]string{opens, "Checks wait until 2000-01-01 00:01:00 UTC, as RateLimit of the answer asks.", "alert opened limited hold 0s"}},
		{"SomethingLeft", func() measure.Report { return asking(429, "X-RateLimit-Remaining: 3", "X-RateLimit-Reset: 90") }, 0, nil},
		{"Past", func() measure.Report { return asking(429, "Retry-After: Fri, 31 Dec 1999 00:00:00 GMT") }, 0, nil},
		{"Nonsense", func() measure.Report { return asking(429, "Retry-After: soon") }, 0, nil},
		{"WellAnswered", func() measure.Report { return asking(200, "Retry-After: 300") }, 0, nil},
		{"LastOne", func() measure.Report { return asking(200, "X-RateLimit-Remaining: 0", "X-RateLimit-Reset: 90") }, 90 * time.Second, nil},
		{"LastOfTheDay", func() measure.Report { return asking(200, `RateLimit: "day";r=0;t=40000`) }, 10 * time.Minute, nil},
		{"OneLeft", func() measure.Report { return asking(200, "X-RateLimit-Remaining: 1", "X-RateLimit-Reset: 90") }, 0, nil},
		{"Broken", func() measure.Report { return asking(500, "Retry-After: 300") }, 0, nil},
	} {
		t.Run(x.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := convene(t, newBook(mon("a")), nil)
				first := answer("a", 200)
				first.At = first.At.Add(-time.Minute)
				c.Handle(t.Context(), first)
				c.take()
				c.Handle(t.Context(), x.report())
				var got []string
				for _, l := range c.take() {
					_, l, _ = strings.Cut(l, " a ")
					got = append(got, l)
				}
				if !slices.Equal(got, x.want) {
					t.Errorf("the books say\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(x.want, "\n"))
				}
				if x.wait == 0 && len(c.waits) > 0 || x.wait != 0 && !slices.Equal(c.waits, []time.Duration{x.wait}) {
					t.Errorf("waits %v, want %v", c.waits, x.wait)
				}
			})
		})
	}
}

// A target that limits us for two minutes whenever it is asked is asked no
// more often than that, and people are told once, at once.
func TestRetryAfterIsObeyed(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		f := &field{began: time.Now(), sent: map[string]int{}, at: map[string][]time.Time{}, out: map[string][]outage{"shop": {{5 * time.Minute, 25 * time.Minute, 429}}}}
		f.make = func(name string, status int) measure.Report {
			if status != 429 {
				return answer(name, status)
			}
			return asking(429, "Retry-After: 120")
		}
		box := &inbox{field: f}
		m := mon("")
		m.Name, m.Interval, m.Spec, m.Policy.Confirm = "shop", 10*time.Second, []byte(`{}`), 3
		end := f.live(t, filepath.Join(dir, "x.db"), []monitor.Monitor{m}, map[string]*inbox{"all": box})
		time.Sleep(40 * time.Minute)
		db := end()
		var last time.Time
		n := 0
		for _, at := range f.at["shop"] {
			if since := at.Sub(f.began); since > 5*time.Minute && since < 25*time.Minute {
				if n++; !last.IsZero() && at.Sub(last) < 2*time.Minute {
					t.Errorf("asked again after %v", at.Sub(last))
				}
				last = at
			}
		}
		if n < 9 || n > 11 {
			t.Errorf("asked %d times in 20 minutes, want every two minutes", n)
		}
		if len(box.got) != 2 || box.mail[0].State != monitor.Limited || box.mail[0].At.Sub(f.began) > 5*time.Minute+11*time.Second {
			t.Errorf("heard %q, want of the limit at the first check that saw it, and of its end", box.got)
		}
		all := everyIncident(t, db)
		_, events, err := db.Incident(t.Context(), all[0].ID)
		if err != nil || len(all) != 1 {
			t.Fatalf("%d incidents (%v)", len(all), err)
		}
		waiting := 0
		for _, e := range events {
			if e.Kind == incident.Waiting {
				waiting++
			}
		}
		if waiting != 1 {
			t.Errorf("the timeline says %d times that checks wait, want once", waiting)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
}

// What we ask ourselves is counted, by host: it tells whether it is us.
func TestOwnRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rate := func(each time.Duration, n int) int {
			b := newBook(mon("a"), mon("b"))
			c := convene(t, b, nil)
			for i := range n {
				r := answer("a", 200)
				if i%2 == 1 {
					r.Monitor = "b" // of the same host
				}
				c.Handle(t.Context(), r)
				time.Sleep(each)
				synctest.Wait()
			}
			for range 2 {
				r := asking(429)
				c.Handle(t.Context(), r)
				time.Sleep(time.Second)
				synctest.Wait()
			}
			defer c.halt()
			for _, in := range b.incidents {
				for _, cause := range in.Diagnosis.Causes {
					for _, e := range cause.Evidence {
						if strings.Contains(e.Says, "we sent") {
							return 1
						}
					}
				}
			}
			return 0
		}
		if rate(time.Second, 120) != 1 {
			t.Error("sixty requests a minute to one host are not told")
		}
		if rate(10*time.Second, 30) != 0 {
			t.Error("six requests a minute to one host are told")
		}
	})
}
