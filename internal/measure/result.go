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

// Result is the row that is kept of r, once it is known what r says.
func (r *Report) Result(state monitor.State, failure Failure) Result {
	return Result{
		Monitor: r.Monitor, Place: r.Place, At: r.At, State: state, Failure: failure,
		Status: r.Status(), Took: r.Took, Timings: r.Timings(),
	}
}
