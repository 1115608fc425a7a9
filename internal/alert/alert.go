// Package alert takes deliveries from the outbox and gives them to notifiers,
// until each is delivered, refused for good, or too old to matter. What is
// said stands in [Message]; how it is said is the business of a notifier.
package alert

import (
	"context"
	"errors"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// A Message is what is told about one transition. It holds no secret.
type Message struct {
	Key         string // idempotency: the same for every repeat of this alert
	Thread      string // the same for all alerts of one incident on one channel
	Channel     string // name
	Transition  Transition
	Incident    string // id
	Monitor     string // name
	MonitorID   string
	Others      []string      // names of further monitors of the incident
	More        int           // how many there are beyond these
	Target      string        // URL without secrets
	State       monitor.State // now
	Was         monitor.State // the incident's worst
	Status      int           // of the incident, 0 when there was no answer
	Failure     measure.Failure
	Since       time.Time     // when it began to fail
	At          time.Time     // of this transition
	Duration    time.Duration // of the incident, when it has ended
	Impact      diagnose.Impact
	ImpactText  string
	Verdict     diagnose.Verdict
	Summary     string           // one sentence
	Cause       *diagnose.Ranked // nil when none is named
	Group       []string         // titles, when the verdict is a group
	Leaning     bool             // the first of the group is likelier by far
	Evidence    []string         // the two strongest observations
	Look        string           // which look inside would decide, where the outside cannot
	Fix         []string         // a title, then its steps
	Cells       []string         // those of an access matrix that are not as expected
	Changed     string           // what changed since the last good answer, where that is telling
	Forecast    *Foreseen        // of a Forecast; nil otherwise
	IncidentURL string
	MonitorURL  string // of a Forecast
	GuideURL    string
}

// A Notifier delivers a message once. An error made by [Permanent] is not
// tried again; any other is. [After] says when at the earliest.
type Notifier interface {
	Notify(ctx context.Context, m Message) error
}

type permanentError struct{ error }

func (e permanentError) Unwrap() error { return e.error }

// Permanent marks err as one that no retry will cure.
func Permanent(err error) error { return permanentError{err} }

// IsPermanent reports whether [Permanent] made err or an error in its tree.
func IsPermanent(err error) bool {
	_, ok := errors.AsType[permanentError](err)
	return ok
}

type afterError struct {
	error
	wait time.Duration
}

func (e afterError) Unwrap() error { return e.error }

// After marks err as worth another try, not before wait has passed
// (Retry-After, RFC 9110 section 10.2.3).
func After(err error, wait time.Duration) error { return afterError{err, wait} }

// RetryAfter returns the wait that [After] put on err, or 0.
func RetryAfter(err error) time.Duration {
	if e, ok := errors.AsType[afterError](err); ok {
		return e.wait
	}
	return 0
}
