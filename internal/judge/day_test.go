package judge_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/judge"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/schedule"
	"github.com/uptimesignal/uptimesignal/internal/store"
)

// plain seals nothing.
type plain struct{}

func (plain) Seal(_, p []byte) []byte          { return p }
func (plain) Open(_, s []byte) ([]byte, error) { return s, nil }

// A field is the network of a simulated day: what each monitor's target
// answers, and when.
type field struct {
	began time.Time
	out   map[string][]outage // by name of the monitor
	court *judge.Judge
	sched *schedule.Scheduler
	mu    sync.Mutex
	work  sync.WaitGroup
	sent  map[string]int
	at    map[string][]time.Time                       // when each monitor was checked
	make  func(name string, status int) measure.Report // nil is answer
}

// look is what a check of a monitor sees.
func (f *field) look(name string, at time.Time) measure.Report {
	status := f.status(name, at)
	if f.make == nil {
		return answer(name, status)
	}
	return f.make(name, status)
}

type outage struct {
	from, to time.Duration // of the day
	status   int
}

func (f *field) status(name string, at time.Time) int {
	for _, o := range f.out[name] {
		if since := at.Sub(f.began); since >= o.from && since < o.to {
			return o.status
		}
	}
	return 200
}

// Send checks a monitor: 50 ms later its report is there.
func (f *field) Send(ctx context.Context, j monitor.Job) error {
	f.mu.Lock()
	f.sent[j.Monitor.Name]++
	if f.at != nil {
		f.at[j.Monitor.Name] = append(f.at[j.Monitor.Name], time.Now())
	}
	f.mu.Unlock()
	f.work.Go(func() {
		at := time.Now()
		select {
		case <-ctx.Done():
			return
		case <-time.After(50 * time.Millisecond):
		}
		r := f.look(j.Monitor.Name, at)
		r.Monitor, r.Reason = j.Monitor.ID, j.Reason
		f.court.Handle(ctx, r)
		f.sched.Done(j.Monitor.ID)
	})
	return nil
}

func (f *field) Try(ctx context.Context, t measure.Trial) (measure.Report, error) {
	at := time.Now()
	select {
	case <-ctx.Done():
		return measure.Report{}, ctx.Err()
	case <-time.After(50 * time.Millisecond):
	}
	r := f.look(t.Job.Monitor.Name, at)
	r.Monitor, r.At, r.Step = t.Job.Monitor.ID, at, new(t.Step)
	return r, nil
}

// An inbox is a channel that fails in a part of the day.
type inbox struct {
	field    *field
	from, to time.Duration
	mu       sync.Mutex
	got      []string
	keys     []string
	mail     []alert.Message
	tries    int
}

func (b *inbox) Notify(_ context.Context, m alert.Message) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.tries++
	since := time.Since(b.field.began)
	if since >= b.from && since < b.to {
		return errors.New("503 Service Unavailable")
	}
	at := m.At
	if m.Transition == alert.Opened {
		at = m.Since // its re-check may fall into the next minute
	}
	b.got = append(b.got, fmt.Sprintf("%s %s %s %v", m.Monitor, m.Transition, m.State, at.Sub(b.field.began).Truncate(time.Minute)))
	b.keys, b.mail = append(b.keys, m.Key), append(b.mail, m)
	if late := time.Since(m.At); b.from == b.to && late > 5100*time.Millisecond {
		b.got[len(b.got)-1] += fmt.Sprintf(" late by %v", late)
	}
	return nil
}

// live starts to watch ms over a real store, scheduler, judge and dispatcher.
// What it returns stops all but the store.
func (f *field) live(t *testing.T, path string, ms []monitor.Monitor, boxes map[string]*inbox) (end func() *store.DB) {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	db, err := store.Open(t.Context(), path, store.Options{Sealer: plain{}, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	for name := range boxes {
		if err := db.CreateChannel(t.Context(), &alert.Channel{Kind: "test", Name: name, Default: true, Settings: []byte(`{}`)}); err != nil {
			t.Fatal(err)
		}
	}
	for i := range ms {
		if err := db.CreateMonitor(t.Context(), &ms[i]); err != nil {
			t.Fatal(err)
		}
	}
	news := make(chan struct{}, 1)
	db.WakeOutbox = func() {
		select {
		case news <- struct{}{}:
		default:
		}
	}
	f.sched = schedule.New(db, f, monitor.LocalPlace, log)
	f.court = judge.New(judge.Options{Ledger: db, Results: db, Recheck: f.sched.Recheck, NotBefore: f.sched.NotBefore, Trier: f, Log: log})
	d := &alert.Dispatcher{Outbox: db, Wake: news, Log: log, New: func(c alert.Channel) (alert.Notifier, error) { return boxes[c.Name], nil }}
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	for _, run := range []func(context.Context) error{f.sched.Run, f.court.Run, d.Run} {
		running.Go(func() {
			if err := run(ctx); err != nil {
				t.Error(err)
			}
		})
	}
	return func() *store.DB {
		synctest.Wait()
		cancel()
		running.Wait()
		f.work.Wait()
		return db
	}
}

// A day of ten monitors over the real store, scheduler, judge and dispatcher,
// with two outages, a blip, and a receiver that fails for an hour: exactly the
// expected alerts, each once, each in order, on both channels.
func TestDay(t *testing.T) {
	if testing.Short() {
		t.Skip("a whole day")
	}
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		f := &field{began: time.Now(), sent: map[string]int{}, out: map[string][]outage{
			"shop":   {{6 * time.Hour, 6*time.Hour + 10*time.Minute, 403}},
			"basket": {{12 * time.Hour, 12*time.Hour + 20*time.Minute, 500}},
			"blip":   {{9 * time.Hour, 9*time.Hour + 60*time.Second, 500}},
		}}
		f.out["blip"][0].to = f.out["blip"][0].from + 59*time.Second
		boxes := map[string]*inbox{"well": {field: f}, "flaky": {field: f, from: 5*time.Hour + 30*time.Minute, to: 6*time.Hour + 30*time.Minute}}
		names := []string{"shop", "basket", "blip"}
		for i := range 7 {
			names = append(names, fmt.Sprint("other", i))
		}
		var ms []monitor.Monitor
		for _, n := range names {
			m := mon("")
			m.Name, m.Interval, m.Spec = n, time.Minute, []byte(`{}`)
			if n == "blip" {
				m.Policy.Recheck = time.Minute // so that one check alone is hit
			}
			ms = append(ms, m)
		}
		end := f.live(t, filepath.Join(dir, "day.db"), ms, boxes)
		time.Sleep(24 * time.Hour)
		if err := end().Close(); err != nil {
			t.Error(err)
		}
		want := []string{"shop opened refused 6h0m0s", "shop resolved up 6h10m0s", "basket opened down 12h0m0s", "basket resolved up 12h20m0s"}
		for name, b := range boxes {
			if !slices.Equal(b.got, want) {
				t.Errorf("%s heard\n%s\nwant\n%s", name, strings.Join(b.got, "\n"), strings.Join(want, "\n"))
			}
			if slices.Sort(b.keys); len(slices.Compact(b.keys)) != len(b.got) {
				t.Errorf("%s: an alert came twice: %q", name, b.keys)
			}
		}
		if boxes["flaky"].tries < 6 {
			t.Errorf("the failing receiver was tried %d times", boxes["flaky"].tries)
		}
		for _, n := range names {
			if f.sent[n] < 24*60 || f.sent[n] > 24*60+5 {
				t.Errorf("%s was checked %d times", n, f.sent[n])
			}
		}
	})
}
