package api

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/auth"
	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/forecast"
	"github.com/uptimesignal/uptimesignal/internal/form"
	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// This file is all that the API asks of the rest of the program. A missing
// thing is a problem.NotFound. Every error that is a problem is shown with its
// text; any other is logged, and the caller learns only that it is ours.

// Actors says who sends a request; nobody is a problem.SignIn.
type Actors interface {
	Actor(r *http.Request) (auth.Actor, error)
}

// KeyMaker makes and ends API keys, and records who did so.
type KeyMaker interface {
	NewKey(ctx context.Context, a auth.Actor, name string, scope auth.Scope) (text string, k auth.APIKey, err error)
	// RevokeKey ends a key for good; again is no error.
	RevokeKey(ctx context.Context, a auth.Actor, id string) error
}

// KeyList lists API keys.
type KeyList interface {
	// ListAPIKeys returns every key, the newest first, revoked ones too.
	ListAPIKeys(ctx context.Context) ([]auth.APIKey, error)
}

// AuditLog reads who did what.
type AuditLog interface {
	// AuditLog returns at most limit entries, the newest first.
	AuditLog(ctx context.Context, limit int) ([]auth.Entry, error)
}

// A MonitorFilter chooses monitors. Zero values choose all.
type MonitorFilter struct {
	Query string // in name or target
	State monitor.State
	Tag   string
	After string // a cursor that a former call returned
	Limit int
}

// A MonitorRow is a monitor and how it is. Its Spec holds secrets.
type MonitorRow struct {
	Monitor monitor.Monitor
	Memory  incident.Memory
	Last    measure.Result // zero if there was no check yet
	// Uptime is the share of good checks in 30 days, between 0 and 1; below 0
	// when nothing was measured.
	Uptime float64
}

// Monitors reads what is watched.
type Monitors interface {
	// ListMonitors returns a page of rows and the cursor of the next, "" if
	// there is none. A cursor that it cannot read is a problem.Invalid.
	ListMonitors(ctx context.Context, f MonitorFilter) (rows []MonitorRow, next string, err error)
	MonitorRow(ctx context.Context, id monitor.ID) (MonitorRow, error)
}

// MonitorEdits changes what is watched.
type MonitorEdits interface {
	// CreateMonitor fills ID, Created, Updated and Version.
	CreateMonitor(ctx context.Context, m *monitor.Monitor) error
	// UpdateMonitor is a problem.Conflict when Version is not the stored one;
	// else it fills Updated and Version.
	UpdateMonitor(ctx context.Context, m *monitor.Monitor) error
	DeleteMonitor(ctx context.Context, id monitor.ID) error
	SetPaused(ctx context.Context, id monitor.ID, paused bool) error
}

// A Point sums up the checks of one slice of time.
type Point struct {
	At            time.Time // where the slice begins
	Count, Bad    int
	Min, Avg, Max time.Duration
}

// History reads what checks have measured, from from (inclusive) to to
// (exclusive). A monitor that does not exist has none.
type History interface {
	// Results returns at most limit results, the newest first.
	Results(ctx context.Context, id monitor.ID, from, to time.Time, limit int) ([]measure.Result, error)
	// Series returns at most buckets points, the oldest first.
	Series(ctx context.Context, id monitor.ID, from, to time.Time, buckets int) ([]Point, error)
	// Uptime is the share of good checks, below 0 when there were none.
	Uptime(ctx context.Context, id monitor.ID, from, to time.Time) (float64, error)
}

// Checked is what a check on request has shown.
type Checked struct {
	Report    measure.Report // redacted
	State     monitor.State
	Failure   measure.Failure
	Diagnosis diagnose.Diagnosis // VerdictNone when all is well
	Forecasts []forecast.Forecast
}

// Checks runs checks on request, with their experiments, and returns when the
// diagnosis is there.
type Checks interface {
	// CheckNow checks a saved monitor; what it sees counts like any check.
	CheckNow(ctx context.Context, id monitor.ID) (Checked, error)
	// Try checks a monitor that need not be saved; nothing is kept.
	Try(ctx context.Context, m monitor.Monitor) (Checked, error)
}

// An IncidentFilter chooses incidents. Zero values choose all.
type IncidentFilter struct {
	Monitor monitor.ID
	Open    bool // only those that have not ended
	After   string
	Limit   int
}

// Incidents reads and acknowledges incidents.
type Incidents interface {
	// ListIncidents returns a page, the newest first, and the next cursor.
	ListIncidents(ctx context.Context, f IncidentFilter) (items []incident.Incident, next string, err error)
	Incident(ctx context.Context, id incident.ID) (incident.Incident, []incident.Event, error)
	// Acknowledge records that by has seen it; again is no error.
	Acknowledge(ctx context.Context, id incident.ID, by string) error
}

// Found is what a look on the web server's own host has found. It holds no
// secret.
type Found struct {
	Cause diagnose.CauseID // "" when nothing denies
	Says  string
	Where string // a path, or file:line
	Fixes []diagnose.Fix
}

// Inspections takes what was found on the server's own host.
type Inspections interface {
	// Inspected explains an incident anew with f, which decides. Without the
	// evidence to explain, it is a problem.Conflict.
	Inspected(ctx context.Context, id incident.ID, f Found) error
}

// A CaptureInfo names a capture.
type CaptureInfo struct {
	ID         string
	Kind       string // before, failure, trial or after: see [CaptureHead]
	Monitor    monitor.ID
	Incident   incident.ID // empty when it belongs to none
	At         time.Time
	Place      string
	Experiment measure.Experiment // empty for a check
	Status     int
	Failure    measure.Failure
}

// Evidence reads captures; they are redacted.
type Evidence interface {
	// IncidentCaptures returns those of an incident, the oldest first.
	IncidentCaptures(ctx context.Context, id incident.ID) ([]CaptureInfo, error)
	Capture(ctx context.Context, id string) (CaptureInfo, measure.Report, error)
}

// Channels reads where alerts go. Settings hold secrets.
type Channels interface {
	Channels(ctx context.Context) ([]alert.Channel, error)
	Channel(ctx context.Context, id string) (alert.Channel, error)
}

// ChannelEdits changes where alerts go.
type ChannelEdits interface {
	// CreateChannel fills ID, Created, Updated and Version.
	CreateChannel(ctx context.Context, c *alert.Channel) error
	// UpdateChannel is a problem.Conflict when Version is not the stored one;
	// else it fills Updated and Version.
	UpdateChannel(ctx context.Context, c *alert.Channel) error
	DeleteChannel(ctx context.Context, id string) error
	// TestChannel sends a test alert and returns when the receiver has taken
	// it; why it has not is a problem.Unavailable.
	TestChannel(ctx context.Context, c alert.Channel) error
}

// A Kind is a kind of probe or of channel.
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

// An Event says what has changed, after it was committed. The zero Event says
// that events may have been missed.
type Event struct {
	Kind     EventKind
	Monitor  monitor.ID
	Incident incident.ID
	State    monitor.State
	At       time.Time
}

// An EventKind is what has changed.
type EventKind string

// Event kinds. They are shown: add, never rename.
const (
	EventMonitor  EventKind = "monitor"  // its state or its settings
	EventIncident EventKind = "incident" // opened, changed, diagnosed, resolved
	EventResult   EventKind = "result"   // a check was recorded; several may be told as one
)

// Events is the change feed. A subscriber that does not read misses events
// and never blocks the sender.
type Events interface {
	Subscribe() (events <-chan Event, cancel func())
}

// Replies keeps small values by name; auth.Settings has the same methods.
type Replies interface {
	// Setting returns a value; "" if there is none.
	Setting(ctx context.Context, name string) (string, error)
	// PutSetting stores a value; "" removes it.
	PutSetting(ctx context.Context, name, value string) error
}
