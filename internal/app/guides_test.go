package app_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"testing"

	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/app"
	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/netx"
)

// The guide that an alert links to is there for each cause, also for one that
// is the likeliest of a group, and opens without signing in.
func TestGuidesOfAlertsAreThere(t *testing.T) {
	a, err := app.New(t.Context(), app.Options{Data: t.TempDir(), Listen: "127.0.0.1:0", Guard: netx.SelfHosted(), Console: io.Discard, Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Stop(); err != nil {
			t.Error(err)
		}
	})
	base := "http://" + a.Addr().String()
	for _, e := range diagnose.Catalogue {
		for _, d := range []diagnose.Diagnosis{
			{Verdict: diagnose.VerdictCause, Causes: []diagnose.Ranked{{ID: e.ID, Title: e.Title}}},
			{Verdict: diagnose.VerdictGroup, Group: []diagnose.CauseID{"no/other", e.ID}, Causes: []diagnose.Ranked{{ID: "not/named"}, {ID: e.ID, Title: e.Title}}},
		} {
			m := alert.Compose(alert.Delivery{Transition: alert.Opened, State: monitor.Refused, Incident: incident.Incident{Diagnosis: d}}, base+"/")
			if u, err := url.Parse(m.GuideURL); err != nil || u.Path != "/guides/causes/"+string(e.ID) {
				t.Errorf("%s, %s: the guide is %q", e.ID, d.Verdict, m.GuideURL)
				continue
			}
			res, err := http.Get(m.GuideURL)
			if err != nil {
				t.Fatal(err)
			}
			res.Body.Close()
			if res.StatusCode != http.StatusOK || res.Request.URL.String() != m.GuideURL {
				t.Errorf("%s answers %s at %s", m.GuideURL, res.Status, res.Request.URL)
			}
		}
	}
}
