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
	Joined   Transition = "joined"   // further monitors fail for the same cause
	Forecast Transition = "forecast" // what will fail, and when at the latest; of no incident
	Test     Transition = "test"     // of a channel, by its owner
)

// JoinedEvery is how often at most a channel hears of further monitors of one
// incident.
const JoinedEvery = 10 * time.Minute

// JoinedHold is how long the first word of further monitors waits for more.
const JoinedHold = 15 * time.Second

// A Request asks for an alert to every channel of a monitor. It is part of the
// transaction that changes the state.
//
// Joined is told to a channel that has not heard of the incident as Opened. To
// one whose Opened still waits, nothing more is told, since it will list every
// monitor; to others at most every JoinedEvery. It ends, untold, with any later
// alert of the incident.
type Request struct {
	Transition Transition
	State      monitor.State
	At         time.Time
	// Hold is how long the alert waits for the diagnosis. It is sent when the
	// diagnosis is there or Hold has passed, whichever is first.
	Hold time.Duration
}

// MaxOthers is how many further monitors of an incident an alert names.
const MaxOthers = 20

// A Foreseen is what a check foresees, for an alert. It holds no secret.
type Foreseen struct {
	Kind    string    `json:"kind"`  // an id in forecast.Kinds
	Title   string    `json:"title"` // of the kind
	At      time.Time `json:"at"`    // at the latest
	Because string    `json:"because"`
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
	Others     []string          // names of further monitors of the same incident, at most MaxOthers
	More       int               // how many there are beyond these
	Forecast   *Foreseen         // of a Forecast
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
