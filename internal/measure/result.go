package measure

import (
	"time"

	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// A Result is the one row that is kept of every check.
type Result struct {
	Monitor monitor.ID
	Place   string
	At      time.Time // when the check began; kept to the millisecond
	State   monitor.State
	Failure Failure
	Status  int           // 0 when there was no answer
	Took    time.Duration // the whole check; kept to the microsecond
	Timings Timings       // kept to the microsecond
}
