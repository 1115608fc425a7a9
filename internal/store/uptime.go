package store

import (
	"context"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/store/pack"
)

// An Uptime counts the results of a span of time.
type Uptime struct {
	Checks   int64
	Bad      int64 // refused, limited or down
	Unknown  int64 // we could not measure: says nothing of the target
	Degraded int64 // up, but slow or with a warning
}

// Fraction returns the share of good results among those that say something;
// false if there is none.
func (u Uptime) Fraction() (float64, bool) {
	n := u.Checks - u.Unknown
	if n <= 0 {
		return 0, false
	}
	return float64(n-u.Bad) / float64(n), true
}

func (u *Uptime) add(s monitor.State) {
	u.Checks++
	switch {
	case s.Bad():
		u.Bad++
	case s == monitor.Unknown:
		u.Unknown++
	case s == monitor.Degraded:
		u.Degraded++
	}
}

func (u *Uptime) merge(v Uptime) {
	u.Checks += v.Checks
	u.Bad += v.Bad
	u.Unknown += v.Unknown
	u.Degraded += v.Degraded
}

func uptimeOf(p pack.Point) Uptime {
	return Uptime{Checks: p.Count, Bad: p.Bad, Unknown: p.Unknown, Degraded: p.Degraded}
}

// A cachedSum is what the list of monitors shows of the last 30 days, without
// the open hours.
type cachedSum struct {
	from int64 // the day it begins with
	gen  int64 // of the result log when it was made; 0 is never
	up   Uptime
}

// uptimeSince counts by whole days, fast enough for a page of monitors.
func (d *DB) uptimeSince(ctx context.Context, id monitor.ID, since time.Time) (Uptime, error) {
	from := floorTo(since.UnixMilli(), dayMS)
	v, ok := d.view(id)
	if !ok {
		return Uptime{}, nil
	}
	l := d.results
	var open Uptime
	for _, o := range v.open {
		if o.hour >= from {
			open.merge(o.up)
		}
	}
	l.mu.Lock()
	s := l.series[id]
	hit := s != nil && s.sum.gen == v.gen && s.sum.from == from
	var up Uptime
	if hit {
		up = s.sum.up
	}
	l.mu.Unlock()
	if !hit {
		packed := v
		packed.open = nil
		points, err := packed.rolled(ctx, from, time.Now().UnixMilli()+dayMS, day)
		if err != nil {
			return up, err
		}
		for _, p := range points {
			up.merge(uptimeOf(p))
		}
		l.mu.Lock()
		// A sum that was made while an hour was packed may have it twice or not
		// at all: it is not kept.
		if s := l.series[id]; s != nil && l.gen == v.gen && l.closes == v.closes {
			s.sum = cachedSum{from, v.gen, up}
		}
		l.mu.Unlock()
	}
	up.merge(open)
	return up, nil
}
