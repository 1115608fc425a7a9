package api_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/uptimesignal/uptimesignal/client"
	"github.com/uptimesignal/uptimesignal/internal/app"
	"github.com/uptimesignal/uptimesignal/internal/auth"
	"github.com/uptimesignal/uptimesignal/internal/netx"
	"github.com/uptimesignal/uptimesignal/internal/store/storetest"
)

// postgres is one cluster for all tests of the package, started by the first
// that wants it.
var postgres = sync.OnceValues(func() (*storetest.Cluster, error) { return storetest.StartCluster(context.Background()) })

var started atomic.Bool

func TestMain(m *testing.M) {
	code := m.Run()
	if started.Load() {
		if c, err := postgres(); err == nil {
			if err := c.Stop(); err != nil {
				fmt.Fprintln(os.Stderr, "stop postgres:", err)
				code = max(code, 1)
			}
		}
	}
	os.Exit(code)
}

// onEach runs f with the whole program on a fresh database of each kind that
// it knows. Where PostgreSQL is not installed that part is skipped, but not in
// CI, where it must be.
func onEach(t *testing.T, f func(t *testing.T, c *client.Client)) {
	t.Run("SQLite", func(t *testing.T) { f(t, serve(t, "")) })
	t.Run("PostgreSQL", func(t *testing.T) {
		started.Store(true)
		cluster, err := postgres()
		if err != nil && os.Getenv("CI") == "" {
			t.Skipf("not run on PostgreSQL: %v", err)
		}
		if err != nil {
			t.Fatal(err)
		}
		f(t, serve(t, cluster.NewDatabase(t)))
	})
}

// serve starts the whole program on the database, SQLite if it is "", and
// returns a client that may do everything.
func serve(t *testing.T, database string) *client.Client {
	t.Helper()
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	a, err := app.New(t.Context(), app.Options{Data: t.TempDir(), DatabaseURL: database, Listen: "127.0.0.1:0", Guard: netx.SelfHosted(), Console: &bytes.Buffer{}, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Stop(); err != nil {
			t.Error(err)
		}
	})
	gate := auth.NewGate(auth.Stores{Users: a.DB, Sessions: a.DB, Revoker: a.DB, Keys: a.DB, Ring: a.DB, Audit: a.DB}, auth.NewPasswords(), log)
	key, _, err := gate.NewKey(t.Context(), auth.Actor{ID: "test", Name: "test", Scope: auth.Admin}, "test", auth.Admin)
	if err != nil {
		t.Fatal(err)
	}
	c, err := client.New("http://"+a.Addr().String(), key)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// site answers 200 until it is told to refuse, and records the alerts that are
// posted to /hook.
type site struct {
	*httptest.Server
	refuse atomic.Bool
	alerts chan string
}

func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{alerts: make(chan string, 10)}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/hook":
			body, _ := io.ReadAll(r.Body)
			s.alerts <- string(body)
		case s.refuse.Load():
			http.Error(w, "Forbidden", http.StatusForbidden)
		default:
			_, _ = io.WriteString(w, "welcome")
		}
	}))
	t.Cleanup(s.Close)
	return s
}

// The main job through the public client and a real server: a monitor is
// added, the endpoint refuses, an alert arrives, and the incident tells why.
func TestMainJob(t *testing.T) { onEach(t, mainJob) }

func mainJob(t *testing.T, c *client.Client) {
	t.Helper()
	s := newSite(t)
	ctx := t.Context()
	ch, err := c.CreateChannel(ctx, client.ChannelSettings{Name: "Hook", Kind: "webhook", Settings: client.HTTP(s.URL + "/hook"), Default: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.TestChannel(ctx, ch.ID); err != nil {
		t.Fatal(err)
	}
	if got := <-s.alerts; !strings.Contains(got, "test") {
		t.Errorf("the test alert says %s", got)
	}
	m, err := c.CreateMonitor(ctx, client.MonitorSettings{Name: "Shop", Spec: client.HTTP(s.URL + "/?token=TOPSECRET"),
		Experiments: client.Experiments{Off: true}, Policy: client.Policy{Confirm: new(1)}, Tags: []string{"shop"}})
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(m.Target+string(m.Spec), "TOPSECRET") {
		t.Errorf("shows the token: %s %s", m.Target, m.Spec)
	}
	if j, err := c.CheckNow(ctx, m.ID); err != nil || j.State != "up" || j.Diagnosis.Verdict != "none" {
		t.Fatalf("well: %+v, %v", j, err)
	}
	for range 200 { // the check that a new monitor begins with, and the one asked for: times are kept to the millisecond
		if l, err := c.ListChecks(ctx, m.ID, client.CheckFilter{}); err != nil || len(l.Checks) >= 2 {
			break
		}
		<-time.After(20 * time.Millisecond)
	}
	<-time.After(3 * time.Millisecond)
	s.refuse.Store(true)
	j, err := c.CheckNow(ctx, m.ID)
	if err != nil || j.State != "refused" || j.Status != 403 || len(j.Hops) != 1 || len(j.Hops[0].Observations) == 0 {
		t.Fatalf("refused: %+v, %v", j, err)
	}
	if got := <-s.alerts; !strings.Contains(got, "Shop") || strings.Contains(got, "TOPSECRET") {
		t.Errorf("the alert says %s", got)
	}
	theIncident(t, c, m.ID)
}

func theIncident(t *testing.T, c *client.Client, monitor string) {
	t.Helper()
	ctx := t.Context()
	l, err := c.ListIncidents(ctx, client.IncidentFilter{Open: true, Monitor: monitor})
	if err != nil || len(l.Incidents) != 1 || !l.Incidents[0].Open || l.Incidents[0].Status != 403 {
		t.Fatalf("incidents %+v, %v", l, err)
	}
	d, err := c.AcknowledgeIncident(ctx, l.Incidents[0].ID)
	if err != nil || d.Acknowledged.IsZero() || len(d.Timeline) < 2 || len(d.Captures) == 0 {
		t.Fatalf("incident %+v, %v", d, err)
	}
	kinds := map[string]string{}
	for _, h := range d.Captures {
		kinds[h.Kind] = h.ID
	}
	if kinds["before"] == "" {
		t.Errorf("no good answer to compare with: %+v", d.Captures)
	}
	p, err := c.GetCapture(ctx, kinds["failure"])
	if err != nil || p.Hops[0].Answer == nil || p.Hops[0].Answer.Status != 403 || strings.Contains(p.Hops[0].URL, "TOPSECRET") {
		t.Errorf("capture %+v, %v", p, err)
	}
	m, err := c.GetMonitor(ctx, monitor)
	if err != nil || m.State != "refused" || m.Incident != d.ID || m.LastCheck == nil || m.LastCheck.Status != 403 {
		t.Errorf("monitor %+v, %v", m, err)
	}
	checks, err := c.ListChecks(ctx, monitor, client.CheckFilter{})
	if err != nil || len(checks.Checks) < 2 || checks.Checks[0].State != "refused" {
		t.Errorf("checks %+v, %v", checks, err)
	}
	series, err := c.GetSeries(ctx, monitor, client.SeriesFilter{})
	if err != nil || len(series.Points) == 0 || series.Uptime == nil {
		t.Errorf("series %+v, %v", series, err)
	}
}

// Settings survive a full turn through store and API, and what is concurrent
// is refused.
func TestEditing(t *testing.T) { onEach(t, editing) }

func editing(t *testing.T, c *client.Client) {
	t.Helper()
	ctx := t.Context()
	m, err := c.CreateMonitor(ctx, client.MonitorSettings{Name: "Shop", Paused: true, Tags: []string{"a", "b"},
		Spec: []byte(`{"url":"http://127.0.0.1:1/","bearer":"TOPSECRET"}`), Expect: client.Expect{Status: "200,301-303", Keyword: "ok"},
		Windows: []client.Window{{Days: []string{"sunday"}, Start: "02:30", Length: client.Duration(3600e9), Zone: "Europe/Berlin"}}})
	if err != nil {
		t.Fatal(err)
	}
	same, err := c.ReplaceMonitor(ctx, m.ID, m.Version, m.MonitorSettings)
	if err != nil || same.Version != m.Version+1 || same.Expect.Status != "200,301-303" || len(same.Windows) != 1 || len(same.Tags) != 2 {
		t.Fatalf("got %+v, %v", same, err)
	}
	_, err = c.UpdateMonitor(ctx, m.ID, m.Version, client.MonitorPatch{Name: new("Old")})
	if e, ok := errors.AsType[*client.Error](err); !ok || e.Kind() != "precondition_failed" {
		t.Errorf("a change to an old version: %v", err)
	}
	for i := range 3 {
		if _, err := c.CreateMonitor(ctx, client.MonitorSettings{Name: "Blog " + string(rune('a'+i)), Paused: true, Spec: client.HTTP("http://127.0.0.1:1/")}); err != nil {
			t.Fatal(err)
		}
	}
	var names []string
	for m, err := range c.Monitors(ctx, client.MonitorFilter{Limit: 1, Query: "blog"}) {
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, m.Name)
	}
	if s := strings.Join(names, ", "); s != "Blog a, Blog b, Blog c" {
		t.Errorf("page by page: %s", s)
	}
	if err := c.DeleteMonitor(ctx, m.ID); err != nil {
		t.Fatal(err)
	}
	_, err = c.GetMonitor(ctx, m.ID)
	if e, ok := errors.AsType[*client.Error](err); !ok || e.Kind() != "not_found" {
		t.Errorf("deleted, still there: %v", err)
	}
	_, err = c.ListMonitors(ctx, client.MonitorFilter{Cursor: "nonsense"})
	if e, ok := errors.AsType[*client.Error](err); !ok || e.Kind() != "invalid" {
		t.Errorf("a cursor that is none: %v", err)
	}
}

// The stream tells of a change while it happens.
func TestStreamOfTheProgram(t *testing.T) { onEach(t, streamOfTheProgram) }

func streamOfTheProgram(t *testing.T, c *client.Client) {
	t.Helper()
	ctx := t.Context()
	created := make(chan string, 1)
	go func() {
		defer close(created)
		m, err := c.CreateMonitor(ctx, client.MonitorSettings{Name: "Shop", Paused: true, Spec: client.HTTP("http://127.0.0.1:1/")})
		if err == nil {
			created <- m.ID
		}
	}()
	// Whether the monitor is made before or after the stream is open, the
	// second change is told.
	id := <-created
	seen := make(chan error, 1)
	ready := make(chan struct{})
	go func() {
		close(ready)
		for e, err := range c.StreamEvents(ctx, "") {
			if err != nil || (e.Kind == "monitor" && e.Monitor == id) {
				seen <- err
				return
			}
		}
	}()
	<-ready
	for i := 0; ; i++ {
		if _, err := c.UpdateMonitor(ctx, id, 0, client.MonitorPatch{Tags: new([]string{strings.Repeat("x", i%50+1)})}); err != nil {
			t.Fatal(err)
		}
		select {
		case err := <-seen:
			if err != nil {
				t.Error(err)
			}
			return
		default:
			if i > 500 {
				t.Fatal("500 changes, and none was told")
			}
		}
	}
}
