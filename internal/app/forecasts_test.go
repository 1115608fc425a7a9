package app_test

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/app"
	"github.com/uptimesignal/uptimesignal/internal/faultnet"
)

// What an endpoint announces is told once for each date, also across a restart
// of the server, and no incident is made of it.
func TestForecastsAreTold(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(400 * 24 * time.Hour) // bubbles begin in 2000, of which no date is believed
		start := time.Now()
		ends := start.Add(31 * 24 * time.Hour) // told 30 days ahead
		shop := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			at := ends
			if time.Since(start) > 48*time.Hour {
				at = ends.Add(12 * time.Hour) // it was put off
			}
			w.Header().Set("Sunset", at.UTC().Format(http.TimeFormat))
		})
		world := faultnet.New()
		world.Name("shop.example", "192.0.2.1")
		world.Serve("192.0.2.1:80", faultnet.HTTP(nil, shop))
		mail := &mailbox{}
		run := func() *app.App {
			a, err := app.New(t.Context(), app.Options{
				Data: dir, Net: world.Net(), Log: slog.New(slog.NewTextHandler(io.Discard, nil)), BaseURL: "https://up.example",
				Notifier: func(alert.Channel) (alert.Notifier, error) { return mail, nil },
			})
			if err != nil {
				t.Fatal(err)
			}
			return a
		}
		a := run()
		addChannel(t, a)
		id := addMonitor(t, a, "shop", "http://shop.example/", time.Hour)
		for range 2 {
			time.Sleep(30 * time.Hour)
			synctest.Wait()
			if err := a.Stop(); err != nil {
				t.Error(err)
			}
			a = run()
		}
		time.Sleep(12 * time.Hour)
		synctest.Wait()
		if err := a.Stop(); err != nil {
			t.Error(err)
		}
		var days []int
		for i, m := range mail.got {
			days = append(days, int(mail.at[i].Sub(start).Hours()/24))
			if m.Transition != alert.Forecast || m.Forecast == nil || m.Forecast.Kind != "sunset" || m.Incident != "" ||
				!strings.Contains(m.Summary, "at the latest") || m.MonitorURL != "https://up.example/monitors/"+string(id) {
				t.Errorf("told %+v", m)
			}
		}
		if !slices.Equal(days, []int{1, 2}) {
			t.Errorf("told on days %v, want 30 days ahead and when the date moved", days)
		}
	})
}

// A quota that falls too fast is told hours before it is used up, once, from
// readings of several checks.
func TestQuotaTrendIsTold(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(400 * 24 * time.Hour) // bubbles begin in 2000, of which no date is believed
		start := time.Now()
		left := 10000
		api := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			left -= 20 // others use it too
			w.Header().Set("RateLimit", fmt.Sprintf("limit=10000, remaining=%d, reset=%d", left, int((20*time.Hour-time.Since(start)).Seconds())))
		})
		world := faultnet.New()
		world.Name("api.example", "192.0.2.1")
		world.Serve("192.0.2.1:80", faultnet.HTTP(nil, api))
		mail := &mailbox{}
		a, err := app.New(t.Context(), app.Options{
			Data: dir, Net: world.Net(), Log: slog.New(slog.NewTextHandler(io.Discard, nil)), BaseURL: "https://up.example",
			Notifier: func(alert.Channel) (alert.Notifier, error) { return mail, nil },
		})
		if err != nil {
			t.Fatal(err)
		}
		addChannel(t, a)
		addMonitor(t, a, "api", "http://api.example/", time.Minute)
		time.Sleep(2 * time.Hour)
		synctest.Wait()
		if err := a.Stop(); err != nil {
			t.Error(err)
		}
		if len(mail.got) != 1 || mail.got[0].Forecast == nil || mail.got[0].Forecast.Kind != "quota-trend" || mail.at[0].Sub(start) > 5*time.Minute {
			t.Fatalf("told %+v at %v", mail.got, mail.at)
		}
		if m := mail.got[0]; !strings.Contains(m.Summary, "used up before it begins anew, at the latest on") || !strings.Contains(m.Forecast.Because, "At that rate nothing is left from about") {
			t.Errorf("told %q, %q", m.Summary, m.Forecast.Because)
		}
	})
}
