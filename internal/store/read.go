package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/store/db"
	"github.com/uptimesignal/uptimesignal/internal/store/pack"
)

// A view is what memory holds of one monitor at one moment, and a way to the
// rest. It is taken before the database is read: an hour that is packed
// meanwhile is then seen twice, and sorted out, rather than not at all.
type view struct {
	log    *resultLog
	q      *db.Queries
	id     monitor.ID
	num    int64
	open   []openHour
	dict   pack.Dict
	packed []int64 // the hours that have hour blocks
	gen    int64
	closes int64
}

// view returns false for a monitor that is not there.
func (d *DB) view(id monitor.ID) (view, bool) {
	l := d.results
	l.mu.Lock()
	defer l.mu.Unlock()
	s, ok := l.series[id]
	if !ok {
		return view{}, false
	}
	return view{log: l, q: d.q(), id: id, num: s.num, open: slices.Clone(s.open), dict: l.dict, packed: slices.Collect(maps.Keys(l.packed)), gen: l.gen, closes: l.closes}, true
}

// recent returns the results of the day that begins at day that are not in a
// day block yet, in no order.
func (v view) recent(ctx context.Context, day int64) ([]measure.Result, error) {
	var rs []measure.Result
	for _, o := range v.open {
		if o.hour >= day && o.hour < day+dayMS {
			rs = append(rs, o.block.Results(&v.dict)...)
		}
	}
	for _, h := range v.packed {
		if h < day || h >= day+dayMS {
			continue
		}
		data, err := v.q.HourBlock(ctx, h, v.num)
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("read hour of results: %w", err)
		}
		more, err := v.unpack(data)
		if err != nil {
			return nil, err
		}
		rs = append(rs, more...)
	}
	return rs, nil
}

func (v view) unpack(data []byte) ([]measure.Result, error) {
	rs, _, err := pack.Results(data)
	if err != nil {
		return nil, fmt.Errorf("unpack results of monitor %s: %w", v.id, err)
	}
	return rs, nil
}

// day returns every result of one day, in the order of time.
func (v view) day(ctx context.Context, day int64) ([]measure.Result, error) {
	rs, err := v.recent(ctx, day)
	if err != nil {
		return nil, err
	}
	data, err := optional(v.q.DayBlock(ctx, v.num, day))
	if err == nil && data == nil {
		data, err = optional(v.q.FailureBlock(ctx, v.num, day)) // what is left of an old day
	}
	if err != nil {
		return nil, fmt.Errorf("read day of results: %w", err)
	}
	if data != nil {
		more, err := v.unpack(data)
		if err != nil {
			return nil, err
		}
		rs = append(rs, more...)
	}
	rs = inOrder(rs)
	for i := range rs {
		rs[i].Monitor = v.id
	}
	return rs, nil
}

// inOrder sorts by time and drops what stands there twice.
func inOrder(rs []measure.Result) []measure.Result {
	slices.SortFunc(rs, func(a, b measure.Result) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Place, b.Place), cmp.Compare(a.Took, b.Took),
			cmp.Compare(a.State, b.State), cmp.Compare(a.Status, b.Status), cmp.Compare(a.Failure, b.Failure))
	})
	return slices.CompactFunc(rs, func(a, b measure.Result) bool {
		a.Monitor, b.Monitor = "", ""
		return a == b
	})
}

// days returns the days from..to, in ms, that may have single results, the
// newest first.
func (v view) days(ctx context.Context, from, to int64) ([]int64, error) {
	first := floorTo(from, dayMS)
	kept, err := v.q.DaysOf(ctx, db.DaysOfParams{Num: v.num, FromT: first, ToT: to})
	if err != nil {
		return nil, fmt.Errorf("read days of results: %w", err)
	}
	failures, err := v.q.FailureDaysOf(ctx, db.FailureDaysOfParams{Num: v.num, FromT: first, ToT: to})
	if err != nil {
		return nil, fmt.Errorf("read days of failures: %w", err)
	}
	kept = append(kept, failures...)
	kept = append(kept, v.unmerged(from, to)...)
	slices.Sort(kept)
	kept = slices.Compact(kept)
	slices.Reverse(kept)
	return kept, nil
}

// maxResults bounds one answer of Results.
const maxResults = 10_000

// Results returns single results with from <= At < to, the newest first, at
// most limit (0 is 100, at most 10,000). They are kept for
// [Retention].Raw, failures for [Retention].Evidence. A missing monitor is a problem.NotFound.
func (d *DB) Results(ctx context.Context, id monitor.ID, from, to time.Time, limit int) ([]measure.Result, error) {
	if limit <= 0 {
		limit = 100
	}
	limit = min(limit, maxResults)
	v, ok := d.view(id)
	if !ok {
		return nil, notFound("monitor")
	}
	days, err := v.days(ctx, from.UnixMilli(), to.UnixMilli())
	if err != nil {
		return nil, err
	}
	var out []measure.Result
	for _, day := range days {
		rs, err := v.day(ctx, day)
		if err != nil {
			return nil, err
		}
		for _, r := range slices.Backward(rs) {
			if r.At.Before(to) && !r.At.Before(from) {
				out = append(out, r)
			}
			if len(out) == limit {
				return out, nil
			}
		}
	}
	return out, nil
}

// lastResult returns the newest result of a monitor; its At is zero if there
// is none.
func (d *DB) lastResult(ctx context.Context, id monitor.ID) (measure.Result, error) {
	l := d.results
	l.mu.Lock()
	s, ok := l.series[id]
	if !ok {
		l.mu.Unlock()
		return measure.Result{}, nil
	}
	if n := len(s.open); n > 0 {
		r := s.open[n-1].block.Last(&l.dict)
		l.mu.Unlock()
		r.Monitor = id
		return r, nil
	}
	if s.last != nil {
		defer l.mu.Unlock()
		return *s.last, nil
	}
	l.mu.Unlock()
	last, err := d.lookUpLast(ctx, id)
	if err != nil {
		return last, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(s.open) == 0 && s.last == nil {
		s.last = &last
	}
	return last, nil
}

func (d *DB) lookUpLast(ctx context.Context, id monitor.ID) (measure.Result, error) {
	rs, err := d.Results(ctx, id, time.Time{}, time.Now().Add(24*time.Hour), 1)
	if err != nil || len(rs) == 0 {
		return measure.Result{}, ignoreMissing(err)
	}
	return rs[0], nil
}
