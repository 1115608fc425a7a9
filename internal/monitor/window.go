package monitor

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// A Window is a maintenance window: one-off (From, To) or recurring (Days,
// Start, Length) in a time zone. Inside it checks run, but nobody is alerted.
type Window struct {
	Name string    `json:"name,omitempty"`
	From time.Time `json:"from,omitzero"`
	To   time.Time `json:"to,omitzero"`

	Days   []time.Weekday `json:"days,omitempty"`  // empty with a Start means every day
	Start  string         `json:"start,omitempty"` // "02:30", the wall clock of Zone
	Length time.Duration  `json:"length,omitempty"`
	Zone   string         `json:"zone,omitempty"` // IANA name; empty is UTC
}

// Validate reports what makes w unusable.
func (w Window) Validate() error {
	if w.Start == "" {
		if w.From.IsZero() || w.To.IsZero() {
			return errors.New("needs from and to, or start and length")
		}
		if !w.To.After(w.From) {
			return errors.New("to must be after from")
		}
		return nil
	}
	if !w.From.IsZero() || !w.To.IsZero() {
		return errors.New("has both from/to and start; choose one")
	}
	if _, err := time.Parse("15:04", w.Start); err != nil {
		return fmt.Errorf("start %q is not a time such as 02:30", w.Start)
	}
	if w.Length < time.Minute || w.Length > 7*24*time.Hour {
		return fmt.Errorf("length %v is not between 1m and 7 days", w.Length)
	}
	if _, err := time.LoadLocation(w.Zone); err != nil {
		return fmt.Errorf("zone %q is not known; use a name such as Europe/Berlin", w.Zone)
	}
	for _, d := range w.Days {
		if d < time.Sunday || d > time.Saturday {
			return fmt.Errorf("day %d is not between 0 (Sunday) and 6", d)
		}
	}
	return nil
}

// Covers reports whether t lies in w. A recurring window begins by the wall
// clock of its zone and lasts Length of real time, across a change to or from
// summer time too.
func (w Window) Covers(t time.Time) bool {
	if w.Start == "" {
		return !t.Before(w.From) && t.Before(w.To)
	}
	zone, err := time.LoadLocation(w.Zone)
	if err != nil {
		return false
	}
	clock, err := time.Parse("15:04", w.Start)
	if err != nil {
		return false
	}
	local := t.In(zone)
	for back := 0; back <= int(w.Length/(24*time.Hour))+1; back++ {
		day := local.AddDate(0, 0, -back)
		begin := time.Date(day.Year(), day.Month(), day.Day(), clock.Hour(), clock.Minute(), 0, 0, zone)
		if w.on(begin.Weekday()) && !t.Before(begin) && t.Before(begin.Add(w.Length)) {
			return true
		}
	}
	return false
}

func (w Window) on(d time.Weekday) bool { return len(w.Days) == 0 || slices.Contains(w.Days, d) }

// InMaintenance reports whether t lies in one of m's windows.
func (m Monitor) InMaintenance(t time.Time) bool {
	for _, w := range m.Windows {
		if w.Covers(t) {
			return true
		}
	}
	return false
}
