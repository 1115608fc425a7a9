package alert

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// A box is an outbox in memory. As the real one, it leases, and holds back what
// comes after an unsettled delivery of the same incident on the same channel.
type box struct {
	mu    sync.Mutex
	rows  []*row
	fail  error
	wake  chan struct{}
	lease int
}

type row struct {
	d       Delivery
	due     time.Time
	leased  time.Time // until
	settled string    // "sent", "gave up: why"
	why     string
}

func (b *box) add(ds ...Delivery) {
	b.mu.Lock()
	for _, d := range ds {
		d.ID, d.Created = int64(len(b.rows)+1), time.Now()
		b.rows = append(b.rows, &row{d: d, due: time.Now()})
	}
	b.mu.Unlock()
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

func (b *box) Claim(_ context.Context, now time.Time, lease time.Duration, limit int) ([]Delivery, time.Time, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.fail != nil {
		return nil, time.Time{}, b.fail
	}
	var ds []Delivery
	var next time.Time
	open := map[string]bool{}
	for _, r := range b.rows {
		thread := string(r.d.Incident.ID) + r.d.Channel.ID
		if r.settled != "" || open[thread] {
			continue
		}
		open[thread] = true
		at := r.due
		if r.leased.After(now) {
			at = r.leased
		}
		if at.After(now) || len(ds) == limit {
			if next.IsZero() || at.Before(next) {
				next = at
			}
			continue
		}
		b.lease++
		r.d.Tries++
		r.d.Lease, r.leased = fmt.Sprint(b.lease), now.Add(lease)
		ds = append(ds, r.d)
	}
	return ds, next, nil
}

func (b *box) change(ctx context.Context, d Delivery, f func(*row)) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if b.fail != nil {
		return b.fail
	}
	if r := b.rows[d.ID-1]; r.d.Lease == d.Lease && r.settled == "" {
		f(r)
		r.leased = time.Time{}
	}
	return nil
}

func (b *box) Settle(ctx context.Context, d Delivery, _ time.Time) error {
	return b.change(ctx, d, func(r *row) { r.settled = "sent" })
}

func (b *box) Retry(ctx context.Context, d Delivery, at time.Time, why string) error {
	return b.change(ctx, d, func(r *row) { r.due, r.why = at, why })
}

func (b *box) GiveUp(ctx context.Context, d Delivery, _ time.Time, why string) error {
	return b.change(ctx, d, func(r *row) { r.settled = "gave up: " + why })
}

func (b *box) row(i int) row {
	b.mu.Lock()
	defer b.mu.Unlock()
	return *b.rows[i]
}

func (b *box) states() map[string]int {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := map[string]int{}
	for _, r := range b.rows {
		n[cmp.Or(r.settled, "open")]++
	}
	return n
}

// A phone is a notifier that does as f says and keeps what it got.
type phone struct {
	mu  sync.Mutex
	got []Message
	at  []time.Time
	f   func(ctx context.Context, try int, m Message) error
}

func (p *phone) Notify(ctx context.Context, m Message) error {
	p.mu.Lock()
	p.got, p.at = append(p.got, m), append(p.at, time.Now())
	try, f := len(p.got), p.f
	p.mu.Unlock()
	if f == nil {
		return nil
	}
	return f(ctx, try, m)
}

func (p *phone) count() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.got)
}

// run starts a dispatcher over b inside a bubble, with a notifier by channel.
func run(t *testing.T, b *box, phones map[string]*phone) (stop func()) {
	t.Helper()
	b.wake = make(chan struct{}, 1)
	d := &Dispatcher{Outbox: b, Wake: b.wake, Log: slog.New(slog.NewTextHandler(t.Output(), nil)), New: func(c Channel) (Notifier, error) {
		if p := phones[c.ID]; p != nil {
			return p, nil
		}
		return nil, errors.New("settings are broken")
	}}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- d.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(stop)
	return stop
}

func to(channel, inc string, tr Transition) Delivery {
	return Delivery{
		Key: inc + string(tr) + channel, Transition: tr, State: monitor.Down, Channel: Channel{ID: channel, Kind: "phone"},
		Incident: incident.Incident{ID: incident.ID(inc)}, Monitor: monitor.Monitor{Name: inc},
	}
}

func TestDeliversAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, p := &box{}, &phone{}
		run(t, b, map[string]*phone{"a": p})
		time.Sleep(10 * time.Second)
		b.add(to("a", "i1", Opened))
		synctest.Wait()
		if p.count() != 1 || b.states()["sent"] != 1 {
			t.Errorf("%d messages, %v; want one at the very moment", p.count(), b.states())
		}
	})
}

// A receiver that fails for an hour gets every alert once it is back, each
// once, and a resolved never before its opened.
func TestReceiverFailsForAnHour(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &box{}
		back := time.Now().Add(time.Hour)
		var ok []string
		p := &phone{}
		p.f = func(_ context.Context, _ int, m Message) error {
			if time.Now().Before(back) {
				return errors.New("503 Service Unavailable")
			}
			p.mu.Lock()
			defer p.mu.Unlock()
			ok = append(ok, m.Key)
			return nil
		}
		run(t, b, map[string]*phone{"a": p})
		for i := range 20 {
			b.add(to("a", fmt.Sprint("i", i), Opened))
			time.Sleep(time.Minute)
			b.add(to("a", fmt.Sprint("i", i), Resolved))
		}
		time.Sleep(time.Hour)
		synctest.Wait()
		if len(ok) != 40 || b.states()["sent"] != 40 {
			t.Fatalf("%d delivered, %v", len(ok), b.states())
		}
		for i := range 20 {
			o, r := slices.Index(ok, fmt.Sprintf("i%dopeneda", i)), slices.Index(ok, fmt.Sprintf("i%dresolveda", i))
			if o < 0 || r < o {
				t.Errorf("incident %d: opened at place %d, resolved at %d", i, o, r)
			}
		}
		if n := p.count(); n > 20*20+20 {
			t.Errorf("%d tries in an hour and a half for 20 incidents", n)
		}
	})
}

func TestGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &box{}
		dead := &phone{f: func(context.Context, int, Message) error { return errors.New("no route") }}
		wrong := &phone{f: func(context.Context, int, Message) error { return Permanent(errors.New("404 Not Found")) }}
		run(t, b, map[string]*phone{"dead": dead, "wrong": wrong})
		b.add(to("dead", "i1", Opened), to("wrong", "i1", Opened), to("unset", "i1", Opened))
		synctest.Wait()
		if wrong.count() != 1 || b.row(1).settled != "gave up: 404 Not Found" {
			t.Errorf("a permanent failure: %d tries, %q", wrong.count(), b.row(1).settled)
		}
		if !strings.Contains(b.row(2).settled, "gave up: make notifier: settings are broken") {
			t.Errorf("a channel that cannot be made: %q", b.row(2).settled)
		}
		time.Sleep(GiveUpAfter - time.Minute)
		synctest.Wait()
		if b.row(0).settled != "" {
			t.Fatalf("gave up early: %q", b.row(0).settled)
		}
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		if b.row(0).settled != "gave up: no route" {
			t.Errorf("after a day: %q", b.row(0).settled)
		}
		if n := dead.count(); n < 100 || n > 200 {
			t.Errorf("%d tries in a day, want about 150", n)
		}
		if last := dead.at[len(dead.at)-1].Sub(dead.at[0]); last != GiveUpAfter {
			t.Errorf("the last try came %v after the first, want exactly %v", last, GiveUpAfter)
		}
	})
}

func TestRetryAfterIsHonoured(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &box{}
		p := &phone{f: func(_ context.Context, try int, _ Message) error {
			if try == 1 {
				return After(errors.New("429"), 100*time.Second)
			}
			return nil
		}}
		run(t, b, map[string]*phone{"a": p})
		b.add(to("a", "i", Opened))
		time.Sleep(99 * time.Second)
		synctest.Wait()
		if p.count() != 1 {
			t.Fatal("tried again before it was allowed")
		}
		time.Sleep(time.Second)
		synctest.Wait()
		if p.count() != 2 || b.states()["sent"] != 1 {
			t.Errorf("%d tries, %v", p.count(), b.states())
		}
	})
}

// A channel that hangs delays only itself, even with hundreds waiting for it.
func TestSlowChannelDelaysOnlyItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &box{}
		var active sync.Map
		hangs := &phone{f: func(ctx context.Context, _ int, m Message) error {
			if _, twice := active.LoadOrStore(m.Key, true); twice {
				t.Errorf("%s is delivered twice at once", m.Key)
			}
			defer active.Delete(m.Key)
			<-ctx.Done()
			return context.Cause(ctx)
		}}
		well := &phone{}
		run(t, b, map[string]*phone{"hangs": hangs, "well": well})
		for i := range 1000 {
			b.add(to("hangs", fmt.Sprint("i", i), Opened))
		}
		for i := range 100 {
			began := time.Now()
			b.add(to("well", fmt.Sprint("j", i), Opened))
			for well.count() <= i && time.Since(began) < time.Minute {
				time.Sleep(100 * time.Millisecond)
				synctest.Wait()
			}
			if d := time.Since(began); d > 200*time.Millisecond {
				t.Fatalf("alert %d of the healthy channel took %v", i, d)
			}
			time.Sleep(7 * time.Second)
		}
		if n := hangs.count(); n < 100 {
			t.Errorf("the hanging channel was tried %d times only", n)
		}
	})
}

// A channel that takes nearly as long as it may gets each alert once, though
// most of them wait for longer than they are leased.
func TestSlowChannelGetsEachOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &box{}
		p := &phone{f: func(context.Context, int, Message) error { time.Sleep(Timeout - 2*time.Second); return nil }}
		run(t, b, map[string]*phone{"a": p})
		for i := range 100 {
			b.add(to("a", fmt.Sprint("i", i), Opened))
		}
		time.Sleep(time.Hour)
		synctest.Wait()
		if p.count() != 100 || b.states()["sent"] != 100 {
			t.Errorf("%d messages for 100 alerts, %v", p.count(), b.states())
		}
	})
}

func TestPanicIsAFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &box{}
		p := &phone{f: func(_ context.Context, try int, _ Message) error {
			if try == 1 {
				panic("nil map")
			}
			return nil
		}}
		run(t, b, map[string]*phone{"a": p})
		b.add(to("a", "i", Opened))
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if p.count() != 2 || b.states()["sent"] != 1 {
			t.Errorf("%d tries, %v", p.count(), b.states())
		}
	})
}

// A database that stalls for 30 s while a delivery is under way doubles
// nothing, and what came meanwhile is delivered after it.
func TestOutboxStalls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &box{}
		p := &phone{f: func(context.Context, int, Message) error {
			b.mu.Lock()
			b.fail = errors.New("stalled")
			b.mu.Unlock()
			return nil
		}}
		run(t, b, map[string]*phone{"a": p})
		b.add(to("a", "i", Opened), to("a", "j", Opened))
		time.Sleep(30 * time.Second)
		p.mu.Lock()
		p.f = nil
		p.mu.Unlock()
		b.mu.Lock()
		b.fail = nil
		b.mu.Unlock()
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		if p.count() != 2 || b.states()["sent"] != 2 {
			t.Errorf("%d tries, %v", p.count(), b.states())
		}
	})
}

// Stopping cuts deliveries short and puts them back, so that the next start
// does not wait for their leases; what was delivered is settled.
func TestStop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &box{}
		hangs := &phone{f: func(ctx context.Context, _ int, _ Message) error { <-ctx.Done(); return ctx.Err() }}
		late := &phone{f: func(ctx context.Context, _ int, _ Message) error { <-ctx.Done(); return nil }}
		stop := run(t, b, map[string]*phone{"hangs": hangs, "late": late})
		b.add(to("hangs", "i", Opened), to("late", "i", Opened))
		time.Sleep(time.Second)
		stop()
		if b.row(0).settled != "" || !b.row(0).leased.IsZero() || b.row(0).why != "the server was stopped" {
			t.Errorf("a delivery cut short: %+v", b.row(0))
		}
		if b.row(1).settled != "sent" {
			t.Errorf("a delivery made while stopping: %+v", b.row(1))
		}
	})
}

func TestTestOfAChannel(t *testing.T) {
	p := &phone{}
	d := &Dispatcher{New: func(Channel) (Notifier, error) { return p, nil }, Log: slog.New(slog.DiscardHandler)}
	if err := d.Test(t.Context(), Channel{ID: "c", Name: "Ops"}); err != nil {
		t.Fatal(err)
	}
	if p.count() != 1 || p.got[0].Transition != Test || p.got[0].Subject() != "Test of the channel Ops" {
		t.Errorf("got %+v", p.got)
	}
	p.f = func(context.Context, int, Message) error { return Permanent(errors.New("404")) }
	if err := d.Test(t.Context(), Channel{ID: "c"}); !IsPermanent(err) {
		t.Errorf("err = %v, want the notifier's", err)
	}
}

func TestBackoff(t *testing.T) {
	for range 100 {
		for tries, want := range map[int]time.Duration{0: 5 * time.Second, 1: 5 * time.Second, 2: 10 * time.Second, 5: 80 * time.Second, 8: 10 * time.Minute, 1000: 10 * time.Minute} {
			if d := Backoff(tries, 0); d < want*8/10 || d > want*12/10 {
				t.Fatalf("after %d tries: %v, want about %v", tries, d, want)
			}
		}
		if d := Backoff(1, time.Hour); d != time.Hour {
			t.Fatalf("asked for an hour: %v", d)
		}
		if d := Backoff(1, 1000*time.Hour); d != 6*time.Hour {
			t.Fatalf("asked for six weeks: %v", d)
		}
	}
}
