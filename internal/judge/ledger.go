package judge

import (
	"context"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// A Case is what the ledger knows of a monitor when a report is judged.
type Case struct {
	Monitor  monitor.Monitor
	Memory   incident.Memory
	Incident *incident.Incident // the open one, if any
	LastGood *measure.Report    // redacted; nil if none is kept
	// Joinable returns the open incident, nil if there is none, that has one of
	// keys and began at most within before or after began, or that this monitor
	// was part of already. Until the transaction ends no other incident opens
	// or changes beside it. It may be nil: then no incident is joined.
	Joinable func(keys []string, began time.Time, within time.Duration) (*incident.Incident, error)
}

// An Outcome is all that one report changes. The ledger commits all of it or
// nothing.
type Outcome struct {
	Memory   incident.Memory
	Incident *incident.Incident // to insert or update, if not nil; one that Joinable gave, too
	Keys     []string           // by which Joinable finds that incident from now on, while it is open
	Events   []incident.Event   // of that incident
	Capture  *measure.Report    // evidence to keep, already redacted
	Good     bool               // Capture becomes the monitor's last good answer
	Alerts   []alert.Request    // one for each channel is made of each
}

// A Ledger keeps what is judged.
type Ledger interface {
	// Judge runs decide on the monitor's case and commits its outcome, in one
	// transaction that no other report of that monitor runs beside. A decide
	// that returns a nil outcome changes nothing. It is a problem.NotFound
	// when there is no such monitor (any more).
	Judge(ctx context.Context, id monitor.ID, decide func(Case) (*Outcome, error)) error
	// Diagnosed replaces the diagnosis of an incident, adds its trials to the
	// incident's evidence, appends the event, and releases the alerts that
	// were held for it, in one transaction.
	Diagnosed(ctx context.Context, id incident.ID, d diagnose.Diagnosis, trials []measure.Report, at time.Time) error
}

// A Log takes the result of every check. Append returns at once; it loses
// nothing when the database stalls.
type Log interface {
	Append(r measure.Result)
}
