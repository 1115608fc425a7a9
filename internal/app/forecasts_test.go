package app_test

import (
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
