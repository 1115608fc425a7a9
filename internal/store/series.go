package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/problem"
	"github.com/uptimesignal/uptimesignal/internal/store/db"
	"github.com/uptimesignal/uptimesignal/internal/store/pack"
)

// A Point is what a chart shows of one span of time. Times are of the good
// results only, and zero if there is none.
type Point struct {
	At       time.Time // when the span begins
	Count    int
	Bad      int // refused, limited or down
	Degraded int
	Unknown  int // we could not measure
	TookMin  time.Duration
	TookAvg  time.Duration
	TookMax  time.Duration
	// Timings are the mean phases. They are zero in spans that were made of
	// minutes: minutes are kept without phases.
	Timings measure.Timings
}

// Limits of a series.
const (
	maxBuckets = 2000
	// rawSpan is up to which length a series is made of single results.
	rawSpan = 48 * time.Hour
)

// The widths of roll-ups.
const (
	minute = time.Minute
	hour   = time.Hour
	day    = 24 * time.Hour
)

// Series returns the results from..to in up to buckets spans of equal length
// (at most 2,000), in the order of time; spans without a result are left out.
// Two days and less are made of single results as long as those are kept,
// longer ones of the widest roll-up that fits. A missing monitor is a
// problem.NotFound.
func (d *DB) Series(ctx context.Context, id monitor.ID, from, to time.Time, buckets int) ([]Point, error) {
	if !to.After(from) || buckets < 1 || buckets > maxBuckets {
		return nil, problem.New(problem.Invalid, "A series needs a time span that does not end before it begins, and 1 to %d points.", maxBuckets)
	}
	v, ok := d.view(id)
	if !ok {
		return nil, notFound("monitor")
	}
	width := to.Sub(from) / time.Duration(buckets)
	var points []pack.Point
	var err error
	if to.Sub(from) <= rawSpan && !from.Before(now().Add(-d.keep.Raw)) {
		points, err = v.single(ctx, from, to)
	} else {
		points, err = v.rolled(ctx, from.UnixMilli(), to.UnixMilli(), tier(width))
	}
	if err != nil {
		return nil, err
	}
	return inBuckets(points, from, to, max(width, time.Millisecond)), nil
}

// tier returns the widest roll-up that is not wider than width.
func tier(width time.Duration) time.Duration {
	switch {
	case width >= day:
		return day
	case width >= hour:
		return hour
	default:
		return minute
	}
}

// single returns each result as a point of its own.
func (v view) single(ctx context.Context, from, to time.Time) ([]pack.Point, error) {
	days, err := v.days(ctx, from.UnixMilli(), to.UnixMilli())
	if err != nil {
		return nil, err
	}
	var points []pack.Point
	for _, day := range slices.Backward(days) {
		rs, err := v.day(ctx, day)
		if err != nil {
			return nil, err
		}
		for _, r := range rs {
			if r.At.Before(from) || !r.At.Before(to) {
				continue
			}
			p := pack.Point{At: r.At.UnixMilli()}
			p.Add(r)
			points = append(points, p)
		}
	}
	return points, nil
}

// rolled returns the points of one tier that begin in from..to.
func (v view) rolled(ctx context.Context, from, to int64, step time.Duration) ([]pack.Point, error) {
	v.log.merging.RLock()
	defer v.log.merging.RUnlock()
	points, err := v.stored(ctx, from, to, step)
	if err != nil {
		return nil, err
	}
	for _, day := range v.unmerged(from, to) {
		rs, err := v.recent(ctx, day)
		if err != nil {
			return nil, err
		}
		points = mergePoints(points, pack.Roll(inOrder(rs), step, step != minute))
	}
	return slices.DeleteFunc(points, func(p pack.Point) bool {
		return p.At < floorTo(from, step.Milliseconds()) || p.At >= to
	}), nil
}

// unmerged returns the days, in order, that may have results outside of
// roll-ups.
func (v view) unmerged(from, to int64) []int64 {
	first := floorTo(from, dayMS)
	var days []int64
	add := func(h int64) {
		if day := floorTo(h, dayMS); day >= first && day < to {
			days = append(days, day)
		}
	}
	for _, o := range v.open {
		add(o.hour)
	}
	for _, h := range v.packed {
		add(h)
	}
	slices.Sort(days)
	return slices.Compact(days)
}

// stored reads roll-ups.
func (v view) stored(ctx context.Context, from, to int64, step time.Duration) ([]pack.Point, error) {
	first := floorTo(from, dayMS)
	var blocks [][]byte
	switch step {
	case day:
		rows, err := v.q.DayPoints(ctx, db.DayPointsParams{Num: v.num, FromT: first, ToT: to})
		if err != nil {
			return nil, fmt.Errorf("read days: %w", err)
		}
		for _, r := range rows {
			blocks = append(blocks, r.Day)
		}
	case hour:
		rows, err := v.q.HourPoints(ctx, db.HourPointsParams{Num: v.num, FromT: first, ToT: to})
		if err != nil {
			return nil, fmt.Errorf("read hours: %w", err)
		}
		for _, r := range rows {
			blocks = append(blocks, r.Hours)
		}
	default:
		rows, err := v.q.MinutePoints(ctx, db.MinutePointsParams{Num: v.num, FromT: first, ToT: to})
		if err != nil {
			return nil, fmt.Errorf("read minutes: %w", err)
		}
		for _, r := range rows {
			blocks = append(blocks, r.Data)
		}
	}
	var points []pack.Point
	for _, b := range blocks {
		ps, err := pack.Points(b, step)
		if err != nil {
			return nil, fmt.Errorf("unpack points of monitor %s: %w", v.id, err)
		}
		points = append(points, ps...)
	}
	return points, nil
}

// mergePoints puts two lists in the order of time into one.
func mergePoints(a, b []pack.Point) []pack.Point {
	if len(b) == 0 {
		return a
	}
	out := make([]pack.Point, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0].At < b[0].At:
			out, a = append(out, a[0]), a[1:]
		case a[0].At > b[0].At:
			out, b = append(out, b[0]), b[1:]
		default:
			p := a[0]
			p.Merge(b[0])
			out, a, b = append(out, p), a[1:], b[1:]
		}
	}
	return append(append(out, a...), b...)
}

// inBuckets gathers points into spans of one width.
func inBuckets(points []pack.Point, from, to time.Time, width time.Duration) []Point {
	var out []Point
	var sum pack.Point
	bucket := int64(-1)
	last := (to.Sub(from) - 1) / width
	flush := func() {
		if bucket >= 0 {
			out = append(out, openPoint(sum, from.Add(time.Duration(bucket)*width)))
		}
	}
	for _, p := range points {
		// A roll-up that begins before from belongs to the first span.
		b := int64(min(max(time.UnixMilli(p.At).Sub(from), 0)/width, last))
		if b != bucket {
			flush()
			bucket, sum = b, pack.Point{}
		}
		sum.Merge(p)
	}
	flush()
	return out
}

func openPoint(p pack.Point, at time.Time) Point {
	us := func(v int64) time.Duration { return time.Duration(v) * time.Microsecond }
	o := Point{
		At: at.UTC(), Count: int(p.Count), Bad: int(p.Bad), Degraded: int(p.Degraded), Unknown: int(p.Unknown),
		TookMin: us(p.Min), TookMax: us(p.Max), Timings: p.Timings(),
	}
	if n := p.Good(); n > 0 {
		o.TookAvg = us(p.Sum / n)
	}
	return o
}

// Uptime counts the results from..to. Spans of over two days are counted by
// whole hours. A missing monitor is a problem.NotFound.
func (d *DB) Uptime(ctx context.Context, id monitor.ID, from, to time.Time) (Uptime, error) {
	v, ok := d.view(id)
	if !ok {
		return Uptime{}, notFound("monitor")
	}
	if !to.After(from) {
		return Uptime{}, nil
	}
	var points []pack.Point
	var err error
	if to.Sub(from) <= rawSpan && !from.Before(now().Add(-d.keep.Raw)) {
		points, err = v.single(ctx, from, to)
	} else {
		points, err = v.rolled(ctx, from.UnixMilli(), to.UnixMilli(), hour)
	}
	var u Uptime
	for _, p := range points {
		u.merge(uptimeOf(p))
	}
	return u, err
}
