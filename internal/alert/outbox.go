package alert

import (
	"context"
	"encoding/json"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// A Transition is what an alert tells.
type Transition string

// Transitions. They are stored and shown: add, never rename.
const (
	Opened   Transition = "opened"
	Changed  Transition = "changed" // from one bad state to a worse one
	Resolved Transition = "resolved"
	Test     Transition = "test" // of a channel, by its owner
)

// A Request asks for an alert to every channel of a monitor. It is part of the
// transaction that changes the state.
type Request struct {
	Transition Transition
	State      monitor.State
	At         time.Time
	// Hold is how long the alert waits for the diagnosis. It is sent when the
	// diagnosis is there or Hold has passed, whichever is first.
	Hold time.Duration
}

// A Channel is where alerts go.
type Channel struct {
	ID       string          `json:"id"`
	Kind     string          `json:"kind"` // a name in notify.Kinds
	Name     string          `json:"name"`
	Settings json.RawMessage `json:"settings"` // of that kind, secrets included: never shown as it is
	Default  bool            `json:"default"`  // hears of every monitor that names no channel
	Paused   bool            `json:"paused,omitempty"`
	Failing  string          `json:"failing,omitempty"` // why the last delivery failed for good; empty when well
	Created  time.Time       `json:"created,omitzero"`
	Updated  time.Time       `json:"updated,omitzero"`
	Version  int64           `json:"version,omitempty"`
}

// A Delivery is one alert for one channel: a row of the outbox, leased to
// whoever claimed it.
type Delivery struct {
	ID         int64
	Key        string // the same for every repeat: incident, transition, channel
	Transition Transition
	State      monitor.State
	At         time.Time // of the transition
	Created    time.Time
	Tries      int // this one included
	Lease      string
	Channel    Channel
	Monitor    monitor.Monitor
	Target     string            // of Monitor, without secrets; the dispatcher fills it in
	Others     []monitor.Monitor // further monitors of the same incident
	Incident   incident.Incident // as it is now, with the best diagnosis known
}

// An Outbox keeps deliveries until they are settled. A claim is a lease: a
// delivery that is not settled before it ends is claimed again, and the late
// settling of the first claim changes nothing.
type Outbox interface {
	// Claim leases up to limit deliveries that are due and says when the next
	// one after them is; the zero time if none is waiting.
	Claim(ctx context.Context, now time.Time, lease time.Duration, limit int) (ds []Delivery, next time.Time, err error)
	// Settle records a delivery as done.
	Settle(ctx context.Context, d Delivery, at time.Time) error
	// Retry gives a delivery back, to be tried at the time given.
	Retry(ctx context.Context, d Delivery, at time.Time, why string) error
	// GiveUp records a delivery as failed for good, visibly on its channel.
	GiveUp(ctx context.Context, d Delivery, at time.Time, why string) error
}
