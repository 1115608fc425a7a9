package web

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/problem"
)

// A fake is the rest of the program, in memory.
type fake struct {
	mu       sync.Mutex
	users    map[string]string
	monitors []monitor.Monitor
	memory   map[monitor.ID]incident.Memory
	channels []alert.Channel
	incident map[incident.ID]IncidentItem
	captures []measure.Report
	keys     []APIKey
	checked  []monitor.ID
	tested   []string
	tried    Tried
	readOnly bool
	err      error // of every read of monitors
	subs     []chan Event
}

func newFake() *fake {
	return &fake{users: map[string]string{}, memory: map[monitor.ID]incident.Memory{}, incident: map[incident.ID]IncidentItem{},
		tried: Tried{State: monitor.Up, Report: measure.Report{Took: 12 * time.Millisecond}}}
}

// owner makes the account that the tests use.
func (f *fake) owner() *fake { f.users["ada@example.com"] = "correct horse battery"; return f }

func (f *fake) web(t *testing.T) *Web {
	http := sampleHTTP
	http.Check = func(spec json.RawMessage) error {
		var s struct{ URL string }
		_ = json.Unmarshal(spec, &s)
		if weblink(s.URL) == "" {
			return problem.Fields("bad", problem.FieldError{Field: "url", Text: "must begin with http:// or https://"})
		}
		return nil
	}
	http.Target = func(spec json.RawMessage) string {
		var s struct{ URL string }
		_ = json.Unmarshal(spec, &s)
		return s.URL
	}
	return New(Options{Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Accounts: f, Account: f, APIKeys: f, Monitors: f, Edits: f, History: fakeHistory{}, Checks: f,
		Incidents: fakeIncidents{f}, Evidence: f, Channels: f, Alerts: f, Events: f, Guides: BuiltInGuides{}, Probes: []Kind{http}, ChannelKinds: []Kind{sampleSMTP},
		Experiments: sampleWeb().Experiments, Scopes: []string{"read", "write"}, BaseURL: "https://signal.example.com", Gallery: true})
}

func (f *fake) User(r *http.Request) (User, bool) {
	c, err := r.Cookie("session")
	if err != nil || c.Value == "" {
		return User{}, false
	}
	return User{ID: c.Value, Email: c.Value, ReadOnly: f.readOnly}, true
}
func (f *fake) SetupNeeded(context.Context) (bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.users) == 0, nil
}
func (f *fake) SetUp(_ *http.Request, in Credentials) (*http.Cookie, error) {
	if in.Token != "token" {
		return nil, problem.Fields("bad", problem.FieldError{Field: "token", Text: "is not the one that was printed"})
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.users[in.Email] = in.Password
	return &http.Cookie{Name: "session", Value: in.Email, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode}, nil
}
func (f *fake) SignIn(_ *http.Request, in Credentials) (*http.Cookie, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if p, ok := f.users[in.Email]; !ok || p != in.Password {
		return nil, problem.New(problem.SignIn, "The e-mail address or the password is wrong.")
	}
	return &http.Cookie{Name: "session", Value: in.Email, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode}, nil
}
func (f *fake) Sessions(*http.Request) ([]SessionInfo, error) {
	return []SessionInfo{{ID: "s1", Agent: "test", Current: true}, {ID: "s2", Agent: "other"}}, nil
}
func (f *fake) RevokeSession(*http.Request, string) error { return nil }
func (f *fake) SignOut(*http.Request) (*http.Cookie, error) {
	return &http.Cookie{Name: "session", Path: "/", MaxAge: -1}, nil
}
func (f *fake) ChangePassword(_ *http.Request, current, _ string) error {
	if current != "right" {
		return problem.Fields("bad", problem.FieldError{Field: "current", Text: "is not your present password"})
	}
	return nil
}

func (f *fake) APIKeys(context.Context) ([]APIKey, error) { return f.keys, nil }
func (f *fake) CreateAPIKey(_ *http.Request, name, scope string) (string, error) {
	f.keys = append(f.keys, APIKey{ID: "k1", Name: name, Scope: scope, Prefix: "us_sec", Created: time.Now()})
	return "us_secret-key-itself", nil
}
func (f *fake) RevokeAPIKey(context.Context, string) error { f.keys = nil; return nil }

func (f *fake) row(m monitor.Monitor) Row {
	r := Row{Monitor: m, Memory: f.memory[m.ID], Day: 1, Month: 0.999, Last: measure.Result{At: time.Now(), Took: 42 * time.Millisecond, Status: 200},
		Recent: samplePoints(48, 24*time.Hour, 0)}
	if id := r.Memory.Incident; id != "" {
		i := f.incident[id].Incident
		r.Incident = &i
	}
	return r
}
func (f *fake) ListMonitors(_ context.Context, q Filter) ([]Row, string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.err != nil {
		return nil, "", f.err
	}
	var rows []Row
	skipping := q.After != ""
	for _, m := range f.monitors {
		if skipping {
			skipping = string(m.ID) != q.After
			continue
		}
		if q.State != "" && f.memory[m.ID].State != q.State || !strings.Contains(m.Name, q.Query) {
			continue
		}
		if len(rows) == q.Limit {
			return rows, string(rows[len(rows)-1].Monitor.ID), nil
		}
		rows = append(rows, f.row(m))
	}
	return rows, "", nil
}
func (f *fake) MonitorRow(_ context.Context, id monitor.ID) (Row, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.err != nil {
		return Row{}, f.err
	}
	for _, m := range f.monitors {
		if m.ID == id {
			return f.row(m), nil
		}
	}
	return Row{}, problem.New(problem.NotFound, "There is no such monitor.")
}
func (f *fake) Counts(context.Context) (map[monitor.State]int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := map[monitor.State]int{}
	for _, m := range f.monitors {
		n[f.memory[m.ID].State]++
	}
	return n, nil
}
func (f *fake) Tags(context.Context) ([]string, error) { return []string{"shop"}, nil }
func (f *fake) CreateMonitor(_ context.Context, m *monitor.Monitor) error {
	f.mu.Lock()
	m.ID, m.Version = monitor.ID(fmt.Sprintf("m%d", len(f.monitors)+1)), 1
	f.monitors = append(f.monitors, *m)
	f.mu.Unlock()
	return nil
}
func (f *fake) UpdateMonitor(_ context.Context, m *monitor.Monitor) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i, was := range f.monitors {
		if was.ID == m.ID {
			if was.Version != m.Version {
				return problem.New(problem.Conflict, "Somebody else has changed this monitor. Load it again.")
			}
			m.Version++
			f.monitors[i] = *m
			return nil
		}
	}
	return problem.New(problem.NotFound, "There is no such monitor.")
}
func (f *fake) DeleteMonitor(_ context.Context, id monitor.ID) error {
	f.monitors = slices.DeleteFunc(f.monitors, func(m monitor.Monitor) bool { return m.ID == id })
	return nil
}
func (f *fake) SetPaused(_ context.Context, id monitor.ID, paused bool) error {
	for i := range f.monitors {
		if f.monitors[i].ID == id {
			f.monitors[i].Paused = paused
		}
	}
	return nil
}
func (f *fake) CheckNow(_ context.Context, id monitor.ID) error {
	f.checked = append(f.checked, id)
	return nil
}
func (f *fake) Try(context.Context, monitor.Monitor) (Tried, error) { return f.tried, nil }

func (f *fake) IncidentCaptures(context.Context, incident.ID) ([]measure.Report, error) {
	return f.captures, nil
}
func (f *fake) LastCapture(context.Context, monitor.ID) (*measure.Report, error) { return nil, nil }

func (f *fake) Channels(context.Context) ([]alert.Channel, error) { return f.channels, nil }
func (f *fake) Channel(_ context.Context, id string) (alert.Channel, error) {
	for _, c := range f.channels {
		if c.ID == id {
			return c, nil
		}
	}
	return alert.Channel{}, problem.New(problem.NotFound, "There is no such channel.")
}
func (f *fake) SaveChannel(_ context.Context, c *alert.Channel) error {
	if c.ID == "" {
		c.ID = fmt.Sprintf("c%d", len(f.channels)+1)
		f.channels = append(f.channels, *c)
		return nil
	}
	for i := range f.channels {
		if f.channels[i].ID == c.ID {
			f.channels[i] = *c
		}
	}
	return nil
}
func (f *fake) DeleteChannel(context.Context, string) error      { f.channels = nil; return nil }
func (f *fake) Sent(context.Context, SentFilter) ([]Sent, error) { return sampleSent, nil }
func (f *fake) SendTest(_ context.Context, id string) error {
	f.tested = append(f.tested, id)
	return nil
}

func (f *fake) Subscribe() (<-chan Event, func()) {
	c := make(chan Event, 16)
	f.mu.Lock()
	f.subs = append(f.subs, c)
	f.mu.Unlock()
	return c, func() {}
}

// waitSubscribed returns once somebody listens.
func (f *fake) waitSubscribed(t *testing.T) {
	t.Helper()
	for range 200 {
		f.mu.Lock()
		n := len(f.subs)
		f.mu.Unlock()
		if n > 0 {
			return
		}
		select {
		case <-t.Context().Done():
		case <-time.After(20 * time.Millisecond):
		}
	}
	t.Fatal("nobody listens to changes")
}

// refuse opens an incident of a monitor and tells the subscribers.
func (f *fake) refuse(id monitor.ID, because incident.ID) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.memory[id] = incident.Memory{State: monitor.Refused, Since: time.Now(), Incident: because}
	for _, c := range f.subs {
		select {
		case c <- Event{Monitor: id, Incident: because}:
		default:
		}
	}
}

// change sets a monitor's state and tells the subscribers.
func (f *fake) change(id monitor.ID, to monitor.State) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.memory[id] = incident.Memory{State: to, Since: time.Now()}
	for _, c := range f.subs {
		c <- Event{Monitor: id}
	}
}

type fakeHistory struct{}

func (fakeHistory) Results(context.Context, monitor.ID, time.Time, time.Time, int) ([]measure.Result, error) {
	return sampleMonitor(sampleRows[0], 2).Results, nil
}
func (fakeHistory) Series(_ context.Context, _ monitor.ID, from, to time.Time, n int) ([]Point, error) {
	return samplePoints(n, to.Sub(from), 2), nil
}
func (fakeHistory) Uptime(context.Context, monitor.ID, time.Time, time.Time) (float64, error) {
	return 0.999, nil
}
func (fakeHistory) Forecasts(context.Context, monitor.ID) ([]Forecast, error) { return nil, nil }

type fakeIncidents struct{ f *fake }

func (i fakeIncidents) ListIncidents(context.Context, IncidentFilter) ([]IncidentItem, string, error) {
	var out []IncidentItem
	for _, x := range i.f.incident {
		out = append(out, x)
	}
	return out, "", nil
}
func (i fakeIncidents) Incident(_ context.Context, id incident.ID) (IncidentItem, error) {
	x, ok := i.f.incident[id]
	if !ok {
		return x, problem.New(problem.NotFound, "There is no such incident.")
	}
	return x, nil
}
func (i fakeIncidents) Timeline(context.Context, incident.ID) ([]incident.Event, error) {
	return []incident.Event{{At: time.Now(), Kind: incident.Opened, Monitor: "m1"}}, nil
}
func (i fakeIncidents) Acknowledge(_ *http.Request, id incident.ID) error {
	x := i.f.incident[id]
	x.Acknowledged = time.Now()
	i.f.incident[id] = x
	return nil
}

func sampleItem(d diagnose.Diagnosis) IncidentItem {
	return IncidentItem{Incident: incident.Incident{ID: "i1", Monitors: []monitor.ID{"m1"}, State: monitor.Refused, Status: 403, Opened: time.Now().Add(-time.Minute), Diagnosis: d, Investigated: true},
		Names: []MonitorRef{{"m1", "Home page", "https://www.example.com/"}}}
}

// incidentReports is a check and a trial of it.
func incidentReports() []measure.Report {
	trial := sampleCapture(200, "fine")
	trial.Step = &measure.Step{Experiment: measure.XRoot, Changed: "The root of the site"}
	return []measure.Report{sampleCapture(403, s3Body), trial}
}
