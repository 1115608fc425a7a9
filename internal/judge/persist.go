package judge

import (
	"context"
	"errors"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/problem"
)

// One call of the ledger takes at most oneCall, so that one that never returns
// is seen; lastCall when the judge stops.
const (
	oneCall  = 30 * time.Second
	lastCall = 5 * time.Second
)

// persist calls f until it succeeds, and reports whether it did. It does not
// when the monitor or incident is no more, or when the judge stops: the next
// report of that monitor leads to the same decision then. A ledger that stalls
// changes nothing but the time that it takes.
func (j *Judge) persist(what string, e *entry, f func(context.Context) error) bool {
	logged := time.Time{}
	for wait := 50 * time.Millisecond; ; wait = min(2*wait, 5*time.Second) {
		err := j.attempt(f)
		if err == nil {
			return true
		}
		if problem.Is(err, problem.NotFound) {
			j.forget(e)
			return false
		}
		if time.Since(logged) > time.Minute {
			logged = time.Now()
			j.Log.Error(what, "monitor", e.id, "err", err)
		}
		select {
		case <-j.base.Done():
			return false
		case <-time.After(wait):
		}
	}
}

// attempt makes one call of the ledger.
func (j *Judge) attempt(f func(context.Context) error) error {
	ctx, cancel := context.WithTimeoutCause(context.Background(), oneCall, errors.New("the ledger does not answer"))
	defer cancel()
	stop := context.AfterFunc(j.base, func() {
		select {
		case <-ctx.Done():
		case <-time.After(lastCall):
			cancel()
		}
	})
	defer stop()
	return f(ctx)
}
