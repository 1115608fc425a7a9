package api

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/auth"
	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/form"
	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/problem"
)

// world is a store and everything else that the API asks for, in memory. With
// err it answers every question with that error.
type world struct {
	mu        sync.Mutex
	err       error
	monitors  map[monitor.ID]monitor.Monitor
	channels  map[string]alert.Channel
	settings  map[string]string
	keys      []auth.APIKey
	acked     incident.ID
	found     Found
	tried     monitor.Monitor
	actor     auth.Actor
	events    chan Event
	created   int
	lastQuery MonitorFilter
	handler   http.Handler // made once
}

type webSettings struct {
	URL     string        `json:"url" label:"URL" help:"What to check." form:"required,leads,placeholder=https://example.com"`
	Method  string        `json:"method,omitempty" label:"Method" form:"choice=GET|HEAD"`
	Bearer  string        `json:"bearer,omitempty" label:"Token" form:"secret"`
	Headers []form.Header `json:"headers,omitempty" label:"Headers"`
}

type hookSettings struct {
	URL    string `json:"url" label:"URL" form:"required,secret,leads"`
	Secret string `json:"secret,omitempty" label:"Secret" form:"secret"`
	Format string `json:"format,omitempty" label:"Format"`
}

func kindOf[T any](name string) Kind {
	return Kind{Name: name, Title: strings.ToUpper(name), Fields: form.Of(*new(T)),
		Check:  func(s json.RawMessage) error { return form.Decode(s, new(T)) },
		Target: func(json.RawMessage) string { return "https://a.example/" }}
}

var when = time.Date(2026, 11, 24, 6, 0, 0, 0, time.UTC)

const (
	knownMonitor = "m1"
	knownChannel = "c1"
)

func newWorld() *world {
	return &world{
		monitors: map[monitor.ID]monitor.Monitor{knownMonitor: {ID: knownMonitor, Name: "Shop", Kind: "http",
			Spec:     json.RawMessage(`{"url":"https://a.example/","bearer":"TOPSECRET","headers":[{"name":"Authorization","value":"Bearer HIDDEN"},{"name":"Accept","value":"*/*"}]}`),
			Interval: time.Minute, Timeout: 10 * time.Second, Policy: monitor.DefaultPolicy(), Version: 3, Created: when, Updated: when,
			Experiments: monitor.Experiments{SecondHeader: "X-Key: SECONDSECRET"}}},
		channels: map[string]alert.Channel{knownChannel: {ID: knownChannel, Kind: "webhook", Name: "Hook", Version: 2,
			Settings: json.RawMessage(`{"url":"https://hooks.example/HOOKSECRET"}`)}},
		settings: map[string]string{},
		keys:     []auth.APIKey{{ID: "k1", Name: "ci", Prefix: "ups_abcd", Scope: auth.Read, Created: when}},
		actor:    auth.Actor{ID: "u1", Name: "owner@example.com", Role: auth.RoleOwner, Scope: auth.Admin, Session: []byte{1}},
		events:   make(chan Event),
	}
}

func (w *world) api(t *testing.T) *API {
	t.Helper()
	return New(Deps{Monitors: w, MonitorEdits: w, History: w, Checks: w, Incidents: w, Evidence: w, Inspections: w, Channels: w, ChannelEdits: w,
		Keys: w, KeyMaker: w, Audit: w, Actors: w, Events: w, Replies: w,
		ProbeKinds: []Kind{kindOf[webSettings]("http"), kindOf[webSettings]("other")}, ChannelKinds: []Kind{kindOf[hookSettings]("webhook")},
		Version: "test", Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
}

// do sends a request as whoever w.actor is.
func (w *world) do(t *testing.T, method, target, body string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second) // an answer ends; a stream must not hold up the test
	defer cancel()
	r := httptest.NewRequestWithContext(ctx, method, target, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	rec := httptest.NewRecorder()
	if w.handler == nil {
		w.handler = w.api(t).Handler()
	}
	w.handler.ServeHTTP(rec, r)
	return rec
}

func none(what string) error { return problem.New(problem.NotFound, "There is no such %s.", what) }

func (w *world) Actor(*http.Request) (auth.Actor, error) {
	if w.actor.ID == "" {
		return auth.Actor{}, problem.New(problem.SignIn, "Sign in.")
	}
	return w.actor, nil
}

func (w *world) ListMonitors(_ context.Context, f MonitorFilter) ([]MonitorRow, string, error) {
	w.lastQuery = f
	if w.err != nil {
		return nil, "", w.err
	}
	var rows []MonitorRow
	for _, id := range slices.Sorted(maps.Keys(w.monitors)) {
		rows = append(rows, MonitorRow{Monitor: w.monitors[id], Uptime: -1})
	}
	return rows, "more", nil
}

func (w *world) MonitorRow(_ context.Context, id monitor.ID) (MonitorRow, error) {
	if w.err != nil {
		return MonitorRow{}, w.err
	}
	m, ok := w.monitors[id]
	if !ok {
		return MonitorRow{}, none("monitor")
	}
	return MonitorRow{Monitor: m, Memory: incident.Memory{State: monitor.Refused, Since: when, Incident: "i1"},
		Last: measure.Result{At: when, Place: "local", State: monitor.Refused, Status: 403, Took: 12345 * time.Microsecond}, Uptime: 0.5}, nil
}

func (w *world) CreateMonitor(_ context.Context, m *monitor.Monitor) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err != nil {
		return w.err
	}
	w.created++
	m.ID, m.Version, m.Created, m.Updated = monitor.ID(fmt.Sprint("new", w.created)), 1, when, when
	w.monitors[m.ID] = *m
	return nil
}

func (w *world) UpdateMonitor(_ context.Context, m *monitor.Monitor) error {
	if w.err != nil {
		return w.err
	}
	if w.monitors[m.ID].Version != m.Version {
		return problem.New(problem.Conflict, "It has changed.")
	}
	m.Version++
	w.monitors[m.ID] = *m
	return nil
}

func (w *world) DeleteMonitor(_ context.Context, id monitor.ID) error {
	delete(w.monitors, id)
	return w.err
}

func (w *world) SetPaused(_ context.Context, id monitor.ID, paused bool) error {
	m, ok := w.monitors[id]
	if !ok {
		return none("monitor")
	}
	m.Paused = paused
	w.monitors[id] = m
	return w.err
}

func (w *world) Results(_ context.Context, _ monitor.ID, _, to time.Time, limit int) ([]measure.Result, error) {
	var out []measure.Result
	for i := range 5 {
		if at := when.Add(-time.Duration(i) * time.Minute); at.Before(to) && len(out) < limit {
			out = append(out, measure.Result{At: at, Place: "local", State: monitor.Up, Status: 200, Took: time.Millisecond})
		}
	}
	return out, w.err
}

func (w *world) Series(context.Context, monitor.ID, time.Time, time.Time, int) ([]Point, error) {
	return []Point{{At: when, Count: 4, Bad: 1, Min: time.Millisecond, Avg: 2 * time.Millisecond, Max: 3 * time.Millisecond}, {At: when.Add(time.Hour)}}, w.err
}

func (w *world) Uptime(context.Context, monitor.ID, time.Time, time.Time) (float64, error) {
	return 0.75, w.err
}

func (w *world) checked() Checked {
	return Checked{State: monitor.Refused, Report: measure.Report{At: when, Took: time.Second, Hops: []measure.Hop{{
		Request: measure.Request{Method: "GET", URL: "https://a.example/", Header: []measure.Field{{Name: "Authorization", Value: "Bearer TOPSECRET"}}},
		Answer:  &measure.Answer{Status: 403, Proto: "HTTP/1.1", Body: []byte{0xff, 0xfe}}}}},
		Diagnosis: diagnose.Diagnosis{Verdict: diagnose.VerdictCause, Causes: []diagnose.Ranked{{ID: "origin/file-permission"}}, Impact: diagnose.Everyone}}
}

func (w *world) CheckNow(_ context.Context, id monitor.ID) (Checked, error) {
	if w.err != nil {
		return Checked{}, w.err
	}
	if _, ok := w.monitors[id]; !ok {
		return Checked{}, none("monitor")
	}
	return w.checked(), nil
}

func (w *world) Try(_ context.Context, m monitor.Monitor) (Checked, error) {
	w.tried = m
	return w.checked(), w.err
}

func (w *world) ListIncidents(context.Context, IncidentFilter) ([]incident.Incident, string, error) {
	return []incident.Incident{{ID: "i1", Opened: when, State: monitor.Refused}}, "", w.err
}

func (w *world) Incident(_ context.Context, id incident.ID) (incident.Incident, []incident.Event, error) {
	if w.err != nil {
		return incident.Incident{}, nil, w.err
	}
	if id != "i1" {
		return incident.Incident{}, nil, none("incident")
	}
	return incident.Incident{ID: "i1", Opened: when, State: monitor.Refused}, []incident.Event{{At: when, Kind: incident.Opened, To: monitor.Refused}}, nil
}

func (w *world) Acknowledge(_ context.Context, id incident.ID, by string) error {
	if w.err != nil {
		return w.err
	}
	if id != "i1" {
		return none("incident")
	}
	w.acked = id + incident.ID(" by "+by)
	return nil
}

func (w *world) Inspected(_ context.Context, _ incident.ID, f Found) error {
	w.found = f
	return w.err
}

func (w *world) IncidentCaptures(context.Context, incident.ID) ([]CaptureInfo, error) {
	return []CaptureInfo{{ID: "p1", Kind: "failure", At: when}}, w.err
}

func (w *world) Capture(_ context.Context, id string) (CaptureInfo, measure.Report, error) {
	if w.err != nil {
		return CaptureInfo{}, measure.Report{}, w.err
	}
	if id != "p1" {
		return CaptureInfo{}, measure.Report{}, none("capture")
	}
	return CaptureInfo{ID: "p1", At: when, Status: 403}, w.checked().Report, nil
}

func (w *world) Channels(context.Context) ([]alert.Channel, error) {
	return slices.Collect(maps.Values(w.channels)), w.err
}

func (w *world) Channel(_ context.Context, id string) (alert.Channel, error) {
	if w.err != nil {
		return alert.Channel{}, w.err
	}
	c, ok := w.channels[id]
	if !ok {
		return alert.Channel{}, none("channel")
	}
	return c, nil
}

func (w *world) CreateChannel(_ context.Context, c *alert.Channel) error {
	if w.err != nil {
		return w.err
	}
	c.ID, c.Version = "c2", 1
	w.channels[c.ID] = *c
	return nil
}

func (w *world) UpdateChannel(_ context.Context, c *alert.Channel) error {
	if w.err != nil {
		return w.err
	}
	c.Version++
	w.channels[c.ID] = *c
	return nil
}

func (w *world) DeleteChannel(_ context.Context, id string) error {
	delete(w.channels, id)
	return w.err
}

func (w *world) TestChannel(context.Context, alert.Channel) error { return w.err }

func (w *world) ListAPIKeys(context.Context) ([]auth.APIKey, error) { return w.keys, w.err }

func (w *world) RevokeKey(_ context.Context, _ auth.Actor, id string) error {
	if id != "k1" {
		return none("API key")
	}
	w.keys[0].Revoked = when
	return w.err
}

func (w *world) AuditLog(_ context.Context, limit int) ([]auth.Entry, error) {
	return []auth.Entry{{At: when, Actor: fmt.Sprint("the last ", limit), Action: "sign_in", Address: "192.0.2.7"}}, w.err
}

func (w *world) NewKey(_ context.Context, _ auth.Actor, name string, s auth.Scope) (string, auth.APIKey, error) {
	return "ups_shownonce", auth.APIKey{ID: "k2", Name: name, Scope: s, Prefix: "ups_show", Created: when}, w.err
}

func (w *world) Subscribe() (<-chan Event, func()) { return w.events, func() {} }

func (w *world) Setting(_ context.Context, name string) (string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.settings[name], w.err
}

func (w *world) PutSetting(_ context.Context, name, value string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.settings[name] = value
	return w.err
}
