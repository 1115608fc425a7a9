package schedule

import (
	"time"

	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// An item is a monitor with what it waits for.
type item struct {
	mon     monitor.Monitor
	due     time.Time // the next grid point
	recheck time.Time // asked for; zero for none
	hold    time.Time // the target wants to be left alone until then
	asked   bool      // to be checked as soon as it may
	running bool
	lost    time.Time // when a running check that nobody reported is taken for lost

	key time.Time // when the scheduler has to look at it next
	at  int       // index in the queue, -1 outside
}

// wanted returns when the scheduler has to look at it next; zero for never.
func (it *item) wanted() time.Time {
	var key time.Time
	sooner := func(t time.Time) {
		if !t.IsZero() && (key.IsZero() || t.Before(key)) {
			key = t
		}
	}
	if !it.mon.Paused {
		sooner(later(it.due, it.hold))
	}
	if it.running {
		sooner(it.lost)
		return key // a re-check or a request waits until it has ended
	}
	sooner(later(it.recheck, it.hold))
	if it.asked {
		return time.Unix(0, 0)
	}
	return key
}

// later returns t, not before hold; never stays never.
func later(t, hold time.Time) time.Time {
	if !t.IsZero() && hold.After(t) {
		return hold
	}
	return t
}

// A queue is a heap of items, the soonest first.
type queue []*item

func (q queue) Len() int           { return len(q) }
func (q queue) Less(i, j int) bool { return q[i].key.Before(q[j].key) }
func (q queue) Swap(i, j int) {
	q[i], q[j] = q[j], q[i]
	q[i].at, q[j].at = i, j
}

// Push is for package heap.
func (q *queue) Push(x any) {
	it := x.(*item)
	it.at = len(*q)
	*q = append(*q, it)
}

// Pop is for package heap.
func (q *queue) Pop() any {
	old := *q
	it := old[len(old)-1]
	old[len(old)-1] = nil
	*q = old[:len(old)-1]
	it.at = -1
	return it
}
