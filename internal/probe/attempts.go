package probe

import (
	"context"
	"maps"
	"sync"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// wrongEvery is the least time between two checks of one monitor that send a
// credential which cannot be real: more may lock an account or an address out.
const wrongEvery = time.Hour

// forgetAfter is how long an attempt is remembered.
const forgetAfter = 2 * monitor.MaxInterval

// Attempts remembers for each monitor when a credential that cannot be real
// was last sent, and how it was received. It lives in memory: of a monitor that
// is older than it, it takes the last attempt to be as late as it can have
// been, so that no number of restarts sends more than one an hour. The zero
// value is ready; it is safe for concurrent use.
type Attempts struct {
	mu    sync.Mutex
	since time.Time
	last  map[string]attempt
}

type attempt struct {
	at    time.Time
	cells map[string]measure.Cell
}

type attemptsKey struct{}

// WithAttempts returns a context in which checks remember their attempts in a.
func WithAttempts(ctx context.Context, a *Attempts) context.Context {
	a.mu.Lock()
	if a.since.IsZero() {
		a.since = time.Now()
	}
	a.mu.Unlock()
	return context.WithValue(ctx, attemptsKey{}, a)
}

// attemptsOf returns what ctx carries, or a memory for this check alone.
func attemptsOf(ctx context.Context) *Attempts {
	if a, ok := ctx.Value(attemptsKey{}).(*Attempts); ok {
		return a
	}
	return &Attempts{}
}

// attemptKey names a monitor, or what a check before saving is aimed at.
func attemptKey(m monitor.Monitor, cells []cell) string {
	if m.ID != "" {
		return string(m.ID)
	}
	return "try " + cells[0].spec.URL
}

// begin reports whether an attempt may be made now, and notes it; if not, it
// returns how the last one was received.
func (a *Attempts) begin(key string, m monitor.Monitor) (bool, map[string]measure.Cell) {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := time.Now()
	was, known := a.last[key]
	if !known && m.ID != "" && !a.since.IsZero() && m.Created.Before(a.since) {
		was.at, known = a.since, true
	}
	if known && now.Sub(was.at) < wrongEvery {
		return false, was.cells
	}
	if a.last == nil {
		a.last = map[string]attempt{}
	}
	maps.DeleteFunc(a.last, func(_ string, x attempt) bool { return now.Sub(x.at) > forgetAfter })
	a.last[key] = attempt{at: now}
	return true, nil
}

// keep notes how an attempt was received.
func (a *Attempts) keep(key string, cells []measure.Cell) {
	kept := map[string]measure.Cell{}
	for _, c := range cells {
		if c.Identity == measure.IdentityWrong && c.Skipped == "" {
			kept[c.Endpoint+" "+c.Expected] = c
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	x := a.last[key]
	x.cells = kept
	a.last[key] = x
}
