package netx

import (
	"time"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

// A Recorder gathers what one hop of a check sees. It belongs to one
// goroutine.
type Recorder struct {
	began time.Time // of the check, not of the hop
	Hop   measure.Hop
}

// NewRecorder returns a recorder for a check that began at began.
func NewRecorder(began time.Time) *Recorder {
	r := &Recorder{began: began}
	r.Hop.Observations = make([]measure.Observation, 0, 4)
	return r
}

// add records an operation that began at start and has ended now.
func (r *Recorder) add(op measure.Op, target string, start time.Time, f failed) {
	r.Hop.Observations = append(r.Hop.Observations, measure.Observation{
		Op: op, Target: target, Failure: f.code, Detail: f.detail,
		Start: start.Sub(r.began), Took: time.Since(start),
	})
}

// last returns the newest observation.
func (r *Recorder) last() *measure.Observation {
	return &r.Hop.Observations[len(r.Hop.Observations)-1]
}

// failed is how an operation failed; the zero value says that it did not.
type failed struct {
	code   measure.Failure
	detail string
}
