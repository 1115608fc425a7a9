package web

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/form"
	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// This file is all that the pages ask of the rest of the program. Every error
// that is a problem is shown to the user with its own text; any other is
// logged and shown as a fault of ours. A missing thing is a problem.NotFound.

// A User is who is signed in.
type User struct {
	ID    string
	Email string
	// ReadOnly accounts see everything and change nothing but their own
	// sessions and password.
	ReadOnly bool
}

// Accounts says who is asking, and lets people in. The cookies that it returns
// are sent as they are.
type Accounts interface {
	// User returns the account whose session r carries.
	User(r *http.Request) (User, bool)
	// SetupNeeded reports whether there is no account yet.
	SetupNeeded(ctx context.Context) (bool, error)
	// SetUp makes the owner's account. A wrong token, e-mail address or
	// password is a problem with the fields "token", "email", "password".
	SetUp(r *http.Request, in Credentials) (*http.Cookie, error)
	// SignIn opens a session. It limits its own rate: problem.TooMany.
	SignIn(r *http.Request, in Credentials) (*http.Cookie, error)
}

// Credentials is what is typed at set-up (all three) and sign-in (without a
// token).
type Credentials struct{ Token, Email, Password string }

// A SessionInfo is a browser that is signed in.
type SessionInfo struct {
	ID      string // names it in a form; not the token
	Created time.Time
	Seen    time.Time
	Address string
	Agent   string
	Current bool // it is the one that asks
}

// Account is what a user does with the own account.
type Account interface {
	Sessions(r *http.Request) ([]SessionInfo, error)
	RevokeSession(r *http.Request, id string) error
	// SignOut ends the session of r; the cookie makes the browser forget it.
	SignOut(r *http.Request) (*http.Cookie, error)
	// ChangePassword ends every other session too. A wrong password is a
	// problem with the field "current" or "new".
	ChangePassword(r *http.Request, current, fresh string) error
}

// An APIKey lets a program in.
type APIKey struct {
	ID      string
	Name    string
	Prefix  string // by which its owner knows it again
	Scope   string
	Created time.Time
	Used    time.Time // zero if never
	Revoked time.Time // zero while it works
}

// APIKeys keeps API keys.
type APIKeys interface {
	APIKeys(ctx context.Context) ([]APIKey, error)
	// CreateAPIKey returns the key itself, which is never shown again.
	CreateAPIKey(r *http.Request, name, scope string) (string, error)
	RevokeAPIKey(ctx context.Context, id string) error
}

// A Filter chooses monitors. Zero values choose all.
type Filter struct {
	Query string // in name or target
	State monitor.State
	Tag   string
	After string // a cursor that a former call returned
	Limit int
}

// A Row is a monitor as the list shows it.
type Row struct {
	Monitor monitor.Monitor // its spec is shown only through [Kind.Target]
	Memory  incident.Memory
	Last    measure.Result // zero if there was no check yet
	// Day and Month are the share of good checks in 24 hours and 30 days,
	// between 0 and 1; below 0 when nothing was measured.
	Day, Month float64
	Recent     []Point            // of the last 24 hours, oldest first; at most 48
	Incident   *incident.Incident // the open one, if any
}

// Monitors reads what is watched.
type Monitors interface {
	// ListMonitors returns a page of rows and the cursor of the next, "" if
	// there is none.
	ListMonitors(ctx context.Context, f Filter) (rows []Row, next string, err error)
	MonitorRow(ctx context.Context, id monitor.ID) (Row, error)
	// Counts says how many monitors are in each state.
	Counts(ctx context.Context) (map[monitor.State]int, error)
	Tags(ctx context.Context) ([]string, error)
}

// MonitorEdits changes what is watched.
type MonitorEdits interface {
	// CreateMonitor fills ID, Created, Updated and Version.
	CreateMonitor(ctx context.Context, m *monitor.Monitor) error
	// UpdateMonitor is a problem.Conflict when Version is not the stored one.
	UpdateMonitor(ctx context.Context, m *monitor.Monitor) error
	DeleteMonitor(ctx context.Context, id monitor.ID) error
	SetPaused(ctx context.Context, id monitor.ID, paused bool) error
}

// A Point sums up the checks of one slice of time.
type Point struct {
	At            time.Time // where the slice begins
	Count, Bad    int
	Min, Avg, Max time.Duration
	Phases        measure.Timings // averages; zero where they are not kept
}

// History reads what checks have measured.
type History interface {
	// Results returns results, the newest first.
	Results(ctx context.Context, id monitor.ID, from, to time.Time, limit int) ([]measure.Result, error)
	// Series returns at most buckets points, the oldest first.
	Series(ctx context.Context, id monitor.ID, from, to time.Time, buckets int) ([]Point, error)
	// Uptime is the share of good checks, below 0 when there were none.
	Uptime(ctx context.Context, id monitor.ID, from, to time.Time) (float64, error)
	Forecasts(ctx context.Context, id monitor.ID) ([]Forecast, error)
}

// A Forecast is a lockout foreseen.
type Forecast struct {
	ID      string
	At      time.Time // at the latest
	Because string
}

// Past reports whether the moment has come.
func (f Forecast) Past() bool { return time.Now().After(f.At) }

// A Tried is what a check on request has shown, before anything is saved.
type Tried struct {
	Report    measure.Report // redacted
	State     monitor.State
	Failure   measure.Failure
	Diagnosis diagnose.Diagnosis // VerdictNone when all is well
	Forecasts []Forecast
}

// Checks runs checks on request.
type Checks interface {
	// CheckNow asks for a check of a saved monitor and returns at once.
	CheckNow(ctx context.Context, id monitor.ID) error
	// Try checks a monitor that need not be saved, with its experiments.
	Try(ctx context.Context, m monitor.Monitor) (Tried, error)
}

// A MonitorRef names a monitor where only its name is shown.
type MonitorRef struct {
	ID     monitor.ID
	Name   string
	Target string // redacted
}

// An IncidentFilter chooses incidents. Zero values choose all.
type IncidentFilter struct {
	Monitor monitor.ID
	Open    bool // only those that have not ended
	After   string
	Limit   int
}

// An IncidentItem is an incident with the names of its monitors.
type IncidentItem struct {
	incident.Incident
	Names []MonitorRef
}

// Incidents reads and acknowledges incidents.
type Incidents interface {
	// ListIncidents returns a page, the newest first, and the next cursor.
	ListIncidents(ctx context.Context, f IncidentFilter) (items []IncidentItem, next string, err error)
	Incident(ctx context.Context, id incident.ID) (IncidentItem, error)
	Timeline(ctx context.Context, id incident.ID) ([]incident.Event, error)
	Acknowledge(r *http.Request, id incident.ID) error
}

// Evidence reads captures; they are redacted.
type Evidence interface {
	// IncidentCaptures returns the check that opened the incident and its
	// trials, the oldest first.
	IncidentCaptures(ctx context.Context, id incident.ID) ([]measure.Report, error)
	// LastCapture returns the newest capture of a monitor, nil if there is none.
	LastCapture(ctx context.Context, id monitor.ID) (*measure.Report, error)
}

// A Sent is one alert to one channel and what became of it.
type Sent struct {
	Channel     string // id
	ChannelName string
	Kind        string
	Transition  alert.Transition
	State       monitor.State
	Incident    incident.ID
	Monitor     string // its name
	At          time.Time
	Tries       int
	Delivered   time.Time // zero until it is
	Next        time.Time // of the next try; zero when there is none
	Failed      bool      // given up for good
	Dropped     bool      // no longer wanted; Error says why
	Error       string    // of the last try
}

// A SentFilter chooses alerts by incident or channel.
type SentFilter struct {
	Incident incident.ID
	Channel  string
	Limit    int
}

// Channels keeps where alerts go.
type Channels interface {
	Channels(ctx context.Context) ([]alert.Channel, error)
	Channel(ctx context.Context, id string) (alert.Channel, error)
	// SaveChannel creates the channel without an ID and updates any other;
	// problem.Conflict when Version is not the stored one.
	SaveChannel(ctx context.Context, c *alert.Channel) error
	DeleteChannel(ctx context.Context, id string) error
}

// Alerts reads what was sent, and sends tests.
type Alerts interface {
	Sent(ctx context.Context, f SentFilter) ([]Sent, error)
	// SendTest queues a test alert and returns at once.
	SendTest(ctx context.Context, channel string) error
}

// An Event says that something has changed, after it was committed. The zero
// Event says that events may have been missed.
type Event struct {
	Monitor  monitor.ID
	Incident incident.ID
}

// Events is the change feed. A subscriber that does not read misses events
// and never blocks the sender.
type Events interface {
	Subscribe() (events <-chan Event, cancel func())
}

// A Kind is a kind of probe or of channel, as its form needs it.
type Kind struct {
	Name, Title string
	Fields      []form.Field
	// Check validates settings: a problem with the fields at fault.
	Check func(settings json.RawMessage) error
	// Target is what the settings point at, without secrets.
	Target func(settings json.RawMessage) string
	// OwnsExpect says that the settings hold what is expected of an answer, and
	// that the expectation of the monitor is not looked at.
	OwnsExpect bool
}

// An ExperimentInfo is an experiment that an owner may turn off.
type ExperimentInfo struct {
	ID         measure.Experiment
	Title, Doc string
}

// A GuideLink leads to a guide.
type GuideLink struct {
	Path  string // "403", or "causes/signed-url/expired"
	Title string
	Note  string // one line
	Mend  string // for which products the page says what to change; "" where that is not told
}

// A GuideGroup is a heading of the list of guides.
type GuideGroup struct {
	Title string
	Links []GuideLink
}

// A Guide is a page of advice. Its texts are plain: `back-quoted` parts are
// shown as code, and a step that begins with "$ " as a command to copy.
type Guide struct {
	Path     string
	Title    string
	Lead     string
	Sections []GuideSection
	Related  []GuideLink
	Sources  []string
}

// A GuideSection is a heading with paragraphs, then whatever else it has.
type GuideSection struct {
	Title  string
	Paras  []string
	Points []string // an unordered list
	Steps  []string // an ordered list
	Links  []GuideLink
	Fixes  []diagnose.Fix
}

// Guides is the advice that anybody may read.
type Guides interface {
	Guides() []GuideGroup
	Guide(path string) (Guide, bool)
}
