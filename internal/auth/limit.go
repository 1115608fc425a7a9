package auth

import (
	"container/list"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/uptimesignal/uptimesignal/internal/problem"
)

// A Limiter bounds how often something may be tried, for each of a bounded
// number of names. It is safe for concurrent use.
type Limiter struct {
	every time.Duration
	burst int
	max   int

	mu    sync.Mutex
	names map[string]*list.Element
	order *list.List // of *limited, the most recently used first
}

type limited struct {
	name string
	rate *rate.Limiter
}

// NewLimiter allows burst tries at once, then one every every. It remembers
// max names; the one unused for longest is forgotten first.
func NewLimiter(every time.Duration, burst, max int) *Limiter {
	return &Limiter{every: every, burst: burst, max: max, names: map[string]*list.Element{}, order: list.New()}
}

// Take takes one try of name, or returns how long to wait for it.
func (l *Limiter) Take(name string) (wait time.Duration) {
	now := time.Now()
	r := l.get(name).ReserveN(now, 1)
	if wait = r.DelayFrom(now); wait > 0 {
		r.CancelAt(now)
	}
	return wait
}

// Allow is Take as an error: a problem.TooMany that says how long to wait.
func (l *Limiter) Allow(name string) error {
	wait := l.Take(name)
	if wait == 0 {
		return nil
	}
	return problem.New(problem.TooMany, "Too many tries. Wait %v and try again.", max(wait.Round(time.Second), time.Second))
}

// Forgive forgets the tries of name, after one that was right.
func (l *Limiter) Forgive(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if e, ok := l.names[name]; ok {
		l.order.Remove(e)
		delete(l.names, name)
	}
}

func (l *Limiter) get(name string) *rate.Limiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	if e, ok := l.names[name]; ok {
		l.order.MoveToFront(e)
		return e.Value.(*limited).rate
	}
	if l.order.Len() >= l.max {
		oldest := l.order.Back()
		l.order.Remove(oldest)
		delete(l.names, oldest.Value.(*limited).name)
	}
	fresh := &limited{name, rate.NewLimiter(rate.Every(l.every), l.burst)}
	l.names[name] = l.order.PushFront(fresh)
	return fresh.rate
}
