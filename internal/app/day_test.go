package app_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/app"
	"github.com/uptimesignal/uptimesignal/internal/faultnet"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// A mailbox is a receiver that can be broken for a while.
type mailbox struct {
	mu     sync.Mutex
	broken func(time.Time) bool
	got    []alert.Message
	at     []time.Time
	tries  int
}

func (b *mailbox) Notify(_ context.Context, m alert.Message) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.tries++
	if b.broken != nil && b.broken(time.Now()) {
		return errors.New("mailbox full")
	}
	b.got, b.at = append(b.got, m), append(b.at, time.Now())
	return nil
}

// A day in the life of two monitors over the real store, scheduler, agent,
// judge and dispatcher: one has an outage of half an hour, during which the
// receiver is broken, for an hour; the other fails once, which no re-check
// confirms. Exactly the expected alerts arrive, in order.
func TestDay(t *testing.T) {
	dir := t.TempDir()
	wall := time.Now()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now().Truncate(time.Minute)
		in := func(from, to time.Duration) bool {
			now := time.Since(start)
			return now >= from && now < to
		}
		shop := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			if in(6*time.Hour, 6*time.Hour+30*time.Minute) {
				w.WriteHeader(http.StatusForbidden)
			}
		})
		var once sync.Once
		blog := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			if in(9*time.Hour, 24*time.Hour) {
				once.Do(func() { w.WriteHeader(http.StatusBadGateway) })
			}
		})
		world := faultnet.New()
		world.Name("shop.example", "192.0.2.1")
		world.Name("blog.example", "192.0.2.2")
		world.Serve("192.0.2.1:80", faultnet.HTTP(nil, shop))
		world.Serve("192.0.2.2:80", faultnet.HTTP(nil, blog))
		mail := &mailbox{broken: func(time.Time) bool { return in(6*time.Hour, 7*time.Hour) }}
		a, err := app.New(t.Context(), app.Options{
			Data: dir, Net: world.Net(), Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
			Notifier: func(alert.Channel) (alert.Notifier, error) { return mail, nil },
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { // runs inside the bubble
			if err := a.Stop(); err != nil {
				t.Error(err)
			}
		})
		addChannel(t, a)
		addMonitor(t, a, "shop", "http://shop.example/", time.Minute)
		addMonitor(t, a, "blog", "http://blog.example/", 5*time.Minute)
		time.Sleep(24 * time.Hour)
		synctest.Wait()

		mail.mu.Lock()
		defer mail.mu.Unlock()
		var got []string
		for i, m := range mail.got {
			// Deliveries that wait for a retry may come up to its longest wait later.
			got = append(got, fmt.Sprintf("%s %s %s at %dh", m.Monitor, m.Transition, m.State, int(mail.at[i].Sub(start).Hours())))
			if since := m.Since.Sub(start); since < 6*time.Hour || since > 6*time.Hour+time.Minute {
				t.Errorf("%s says that it began at %v", m.Transition, since)
			}
		}
		want := []string{"shop opened refused at 7h", "shop resolved up at 7h"}
		if !slices.Equal(got, want) {
			t.Errorf("alerts %q\nwant   %q", got, want)
		}
		if len(mail.got) == 2 && mail.got[0].Key == mail.got[1].Key {
			t.Error("two transitions with one key")
		}
		if mail.tries < 5 {
			t.Errorf("%d tries while the receiver was broken for an hour", mail.tries)
		}
		list, _, err := a.DB.ListMonitors(t.Context(), listAll)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range list {
			u, err := a.DB.Uptime(t.Context(), row.Monitor.ID, start, start.Add(24*time.Hour))
			if err != nil {
				t.Fatal(err)
			}
			checks := int64(24 * time.Hour / row.Monitor.Interval)
			bad := map[string]int64{"shop": 31, "blog": 1}[row.Monitor.Name] // the first failure is checked again at once
			if u.Checks < checks || u.Checks > checks+5 || u.Bad < bad-1 || u.Bad > bad+1 {
				t.Errorf("%s: %d checks, %d bad; want about %d, %d", row.Monitor.Name, u.Checks, u.Bad, checks, bad)
			}
			if row.Memory.State != monitor.Up {
				t.Errorf("%s ends the day %s", row.Monitor.Name, row.Memory.State)
			}
		}
	})
	t.Logf("a day took %v", time.Since(wall).Round(time.Millisecond))
}

func addChannel(t *testing.T, a *app.App) {
	t.Helper()
	c := alert.Channel{Kind: "webhook", Name: "everybody", Default: true, Settings: json.RawMessage(`{"url":"http://127.0.0.1:1/hook"}`)}
	if err := a.DB.CreateChannel(t.Context(), &c); err != nil {
		t.Fatal(err)
	}
}

func addMonitor(t *testing.T, a *app.App, name, url string, every time.Duration) monitor.ID {
	t.Helper()
	m := monitor.Monitor{Name: name, Kind: "http", Spec: fmt.Appendf(nil, `{"url":%q}`, url), Interval: every, Timeout: 10 * time.Second, Policy: monitor.DefaultPolicy()}
	if err := a.DB.CreateMonitor(t.Context(), &m); err != nil {
		t.Fatal(err)
	}
	return m.ID
}
