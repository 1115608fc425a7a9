package monitor

import "time"

// A Job asks an agent to check a monitor once.
type Job struct {
	Monitor Monitor
	Reason  Reason
	Due     time.Time
	Place   string
}
