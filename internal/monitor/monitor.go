// Package monitor is the vocabulary of what is watched: monitors, what is
// expected of them, how much evidence changes their state, when they are due.
//
// A type belongs here if it is a setting of a monitor that several stages
// read. Everything is a plain value; nothing here reaches the world.
package monitor

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// An ID names a monitor for life. It is a UUIDv7 in text form.
type ID string

// The limits of a monitor's timing.
const (
	MinInterval = time.Second
	MaxInterval = 24 * time.Hour
	MinTimeout  = 100 * time.Millisecond
	MaxTimeout  = 2 * time.Minute
)

// LocalPlace is the vantage point inside the server.
const LocalPlace = "local"

// A Monitor is one thing to watch.
type Monitor struct {
	ID       ID              `json:"id"`
	Name     string          `json:"name"`
	Kind     string          `json:"kind"` // a name in probe.Kinds
	Spec     json.RawMessage `json:"spec"` // the settings of that kind, secrets included: never shown as it is
	Interval time.Duration   `json:"interval"`
	Timeout  time.Duration   `json:"timeout"`
	Expect   Expectation     `json:"expect"`
	Policy   Policy          `json:"policy"`
	// Experiments says which controlled experiments a diagnosis may make.
	Experiments Experiments `json:"experiments"`
	Windows     []Window    `json:"windows,omitempty"`
	Paused      bool        `json:"paused,omitempty"`
	Tags        []string    `json:"tags,omitempty"`
	// Channels are the IDs of the channels that hear of it. None means every
	// channel that is marked as default.
	Channels []string  `json:"channels,omitempty"`
	Created  time.Time `json:"created,omitzero"`
	Updated  time.Time `json:"updated,omitzero"`
	Version  int64     `json:"version,omitempty"` // grows with each change; the ETag
}

// A Policy says how much evidence changes a monitor's state. A failure is
// re-checked Recheck after it was seen, not at the next interval; Confirm
// checks in a row must agree before an incident opens, and Recover good ones
// before it closes.
type Policy struct {
	Confirm int           `json:"confirm"` // at least 1; 2 means: one re-check agrees
	Recheck time.Duration `json:"recheck"` // wait before a re-check
	Recover int           `json:"recover"` // at least 1
}

// DefaultPolicy is one immediate re-check that agrees, and one good answer.
func DefaultPolicy() Policy { return Policy{Confirm: 2, Recheck: time.Second, Recover: 1} }

// Experiments limits the extra requests of a diagnosis.
type Experiments struct {
	Off     bool     `json:"off,omitempty" doc:"Make no experiments: diagnose from the answer alone."`
	Without []string `json:"without,omitempty" doc:"Experiments that must not be made, by their ids as an incident shows them, such as creds-made (a made-up token, which may count as a failed sign-in) or delay."`
	Budget  int      `json:"budget,omitempty" doc:"How many requests a diagnosis may send after the first answer, 16 at most. 0 means 8, and one for each further place."`
	// What only the owner knows; each makes more causes separable.
	CanonicalHost string `json:"canonical_host,omitempty" doc:"The name that the site knows itself by, to be tried as Host."`
	KnownGood     string `json:"known_good,omitempty" doc:"A URL of the same site that works, to be asked beside the one that fails."`
	SecondHeader  string `json:"second_header,omitempty" doc:"A second credential to try, as Name: value. A secret; it is never shown again."`
}

// Budgets of a diagnosis, in requests after the first answer.
const (
	DefaultBudget = 8
	MaxBudget     = 16
)

// Validate reports every problem of m at once, each named by its field. The
// Spec is for the kind to judge.
func (m Monitor) Validate() error {
	var errs []error
	bad := func(field, format string, args ...any) {
		errs = append(errs, fmt.Errorf("%s: %s", field, fmt.Sprintf(format, args...)))
	}
	if strings.TrimSpace(m.Name) == "" {
		bad("name", "must not be empty")
	}
	if len(m.Name) > 200 {
		bad("name", "is longer than 200 bytes")
	}
	if m.Kind == "" {
		bad("kind", "must not be empty")
	}
	if m.Interval < MinInterval || m.Interval > MaxInterval {
		bad("interval", "%v is not between %v and %v", Duration(m.Interval), MinInterval, Duration(MaxInterval))
	}
	if m.Timeout < MinTimeout || m.Timeout > MaxTimeout {
		bad("timeout", "%v is not between %v and %v", Duration(m.Timeout), MinTimeout, Duration(MaxTimeout))
	}
	if m.Policy.Confirm < 1 || m.Policy.Confirm > 10 {
		bad("policy.confirm", "%d is not between 1 and 10", m.Policy.Confirm)
	}
	if m.Policy.Recover < 1 || m.Policy.Recover > 10 {
		bad("policy.recover", "%d is not between 1 and 10", m.Policy.Recover)
	}
	if m.Policy.Recheck < 0 || m.Policy.Recheck > MaxInterval {
		bad("policy.recheck", "%v is not between 0s and %v", Duration(m.Policy.Recheck), Duration(MaxInterval))
	}
	if b := m.Experiments.Budget; b < 0 || b > MaxBudget {
		bad("experiments.budget", "%d is not between 0 and %d", b, MaxBudget)
	}
	if len(m.Tags) > 50 {
		bad("tags", "are more than 50")
	}
	for i, w := range m.Windows {
		if err := w.Validate(); err != nil {
			bad(fmt.Sprintf("windows[%d]", i), "%v", err)
		}
	}
	if err := m.Expect.Validate(); err != nil {
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// A Reason says why a check runs.
type Reason string

// Reasons.
const (
	Scheduled Reason = "scheduled"
	Recheck   Reason = "recheck" // confirms or refutes a first failure
	Requested Reason = "requested"
	Trial     Reason = "trial" // an experiment of a diagnosis
)

// Phase returns how far into its interval a monitor is checked: a hash of the
// ID, so that load is spread and a restart does not shift it.
func (id ID) Phase(interval time.Duration) time.Duration {
	if interval <= 0 {
		return 0
	}
	h := uint64(14695981039346656037) // FNV-1a
	for i := range len(id) {
		h = (h ^ uint64(id[i])) * 1099511628211
	}
	h ^= h >> 32
	return time.Duration(h % uint64(interval))
}
