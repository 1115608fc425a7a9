// Package incident is what an incident is, and the state machine that opens,
// joins and closes one. [Step] is a pure function; docs/states.md draws it.
package incident

import (
	"slices"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// An ID names an incident for life. It is a UUIDv7 in text form, and the key
// by which channels fold repeats of one alert.
type ID string

// An Incident is a time span in which one or more monitors are not up for one
// cause.
type Incident struct {
	ID       ID
	Monitors []monitor.ID
	State    monitor.State // the worst so far
	Opened   time.Time     // the first failed check, not the one that confirmed it
	Closed   time.Time     // zero while it is open
	Status   int           // of the answer that opened it; 0 when there was none
	Failure  measure.Failure
	// Diagnosis is the best known so far: passive when the incident opens,
	// replaced when the investigation has ended.
	Diagnosis    diagnose.Diagnosis
	Investigated bool
	Acknowledged time.Time
	// Well are those of Monitors that are good again while it is still open
	// for others.
	Well []monitor.ID
	// Changed is what the first bad answer has that the last good one had not,
	// the most telling first.
	Changed []diagnose.Change
}

// Failing returns those of Monitors that keep the incident open.
func (in *Incident) Failing() []monitor.ID {
	var out []monitor.ID
	for _, id := range in.Monitors {
		if !slices.Contains(in.Well, id) {
			out = append(out, id)
		}
	}
	return out
}

// A Memory is all that the machine remembers of a monitor between reports. It
// is stored as it is.
type Memory struct {
	State    monitor.State   `json:"state"`            // confirmed
	Since    time.Time       `json:"since"`            // of State
	Toward   monitor.State   `json:"toward,omitempty"` // what the last Streak reports in a row say, when not State
	Streak   int             `json:"streak,omitempty"`
	First    time.Time       `json:"first,omitzero"` // of the streak
	Incident ID              `json:"incident,omitempty"`
	Failure  measure.Failure `json:"failure,omitempty"`
	Status   int             `json:"status,omitempty"`
	Seen     time.Time       `json:"seen,omitzero"`   // of the streak: its last report
	Blind    int             `json:"blind,omitempty"` // reports in a row that could not measure
	Bad      monitor.State   `json:"bad,omitempty"`   // of the open incident, also while State is unknown
	Closed   time.Time       `json:"closed,omitzero"` // the incident before
	Flaps    int             `json:"flaps,omitempty"` // how often in a row an incident opened soon after the one before
	Told     monitor.State   `json:"told,omitempty"`  // the worst that was alerted of it; empty when nobody was told
	Wait     time.Time       `json:"wait,omitzero"`   // of the open incident: until when the target first asked to be left alone
}

// An Event is an entry of an incident's timeline.
type Event struct {
	At      time.Time     `json:"at"`
	Kind    EventKind     `json:"kind"`
	Monitor monitor.ID    `json:"monitor,omitempty"`
	From    monitor.State `json:"from,omitempty"`
	To      monitor.State `json:"to,omitempty"`
	Text    string        `json:"text,omitempty"`
}

// An EventKind is what happened. Stored and shown: add, never rename.
type EventKind string

// Event kinds.
const (
	Opened       EventKind = "opened"
	Changed      EventKind = "changed" // from one bad state to another
	Diagnosed    EventKind = "diagnosed"
	AlertSent    EventKind = "alert_sent"
	AlertFailed  EventKind = "alert_failed"
	Acknowledged EventKind = "acknowledged"
	Announced    EventKind = "announced" // alerted after a maintenance window that it began in
	Resolved     EventKind = "resolved"
	Joined       EventKind = "joined"    // another monitor fails for the same cause
	Recovered    EventKind = "recovered" // one of several monitors is good again; the incident goes on
	Inspected    EventKind = "inspected" // a look on the server's own host was attached
	Waiting      EventKind = "waiting"   // checks wait, since the target asked to be left alone
)
