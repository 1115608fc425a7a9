package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/store/db"
	"github.com/uptimesignal/uptimesignal/internal/store/pack"
)

const (
	// dayGrace is how long after its end a day is left as hours.
	dayGrace = 10 * time.Minute
	// mergeAtOnce is how many monitors share a transaction of the merge: few,
	// since nothing else is written meanwhile.
	mergeAtOnce = 64
)

// mergeDays makes day blocks and roll-ups of the hours of days that are over.
func (l *resultLog) mergeDays(ctx context.Context, now time.Time) error {
	end := now.Add(-dayGrace).UnixMilli() - dayMS
	l.mu.Lock()
	var days []int64
	for h := range l.packed {
		if day := floorTo(h, dayMS); day <= end {
			days = append(days, day)
		}
	}
	l.mu.Unlock()
	slices.Sort(days)
	for _, day := range slices.Compact(days) {
		if err := l.mergeDay(ctx, day, now); err != nil {
			return err
		}
	}
	return nil
}

func (l *resultLog) mergeDay(ctx context.Context, day int64, now time.Time) error {
	nums, err := l.d.q().NumsOfDay(ctx, day, day+dayMS)
	if err != nil {
		return fmt.Errorf("read monitors of day: %w", err)
	}
	keepRaw := day >= floorTo(now.Add(-l.d.keep.Raw).UnixMilli(), dayMS)
	for chunk := range slices.Chunk(nums, mergeAtOnce) {
		if err := l.mergeChunk(ctx, day, chunk, keepRaw); err != nil {
			return err
		}
	}
	l.blocks.Lock() // an hour that is packed meanwhile is seen before or after
	defer l.blocks.Unlock()
	return l.seePacked(ctx, day, day+dayMS)
}

// A dayOfOne is what becomes of the hours of one monitor.
type dayOfOne struct {
	num                          int64
	raw, failures                []byte // nil is none
	dayPoint, hours, minuteBlock []byte
}

// mergeChunk merges the day of some monitors, in one transaction. The blocks
// lock keeps the writer from adding to an hour that is about to go.
func (l *resultLog) mergeChunk(ctx context.Context, day int64, nums []int64, keepRaw bool) error {
	l.blocks.Lock()
	defer l.blocks.Unlock()
	first, last := nums[0], nums[len(nums)-1]
	byNum, err := l.hoursOf(ctx, day, first, last)
	if err != nil {
		return err
	}
	var merged []dayOfOne
	for _, num := range nums {
		if !l.alive(num) {
			continue
		}
		m, err := l.merge(ctx, day, num, byNum[num])
		if err != nil {
			return err
		}
		if !keepRaw {
			m.raw = nil
		}
		merged = append(merged, m)
	}
	l.merging.Lock()
	defer l.merging.Unlock()
	err = l.d.tx(ctx, func(q *db.Queries) error {
		for _, m := range merged {
			if err := putDay(ctx, q, day, m); err != nil {
				return err
			}
		}
		for h := day; h < day+dayMS; h += hourMS {
			if _, err := q.DeleteHourBlocks(ctx, db.DeleteHourBlocksParams{T0: h, FirstNum: first, LastNum: last}); err != nil {
				return fmt.Errorf("delete hours: %w", err)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	l.mu.Lock()
	l.gen++
	l.mu.Unlock()
	return nil
}

func (l *resultLog) alive(num int64) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	_, ok := l.nums[num]
	return ok
}

func putDay(ctx context.Context, q *db.Queries, day int64, m dayOfOne) error {
	var errs []error
	if m.raw != nil {
		errs = append(errs, q.PutDayBlock(ctx, db.PutDayBlockParams{Num: m.num, T0: day, Data: m.raw}))
	}
	if m.failures != nil {
		errs = append(errs, q.PutFailureBlock(ctx, db.PutFailureBlockParams{Num: m.num, T0: day, Data: m.failures}))
	}
	errs = append(errs,
		q.PutDayRollup(ctx, db.PutDayRollupParams{Num: m.num, T0: day, Day: m.dayPoint, Hours: m.hours}),
		q.PutMinuteRollup(ctx, db.PutMinuteRollupParams{Num: m.num, T0: day, Data: m.minuteBlock}))
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("write day: %w", err)
	}
	return nil
}

// hoursOf reads the hour blocks of a day.
func (l *resultLog) hoursOf(ctx context.Context, day, first, last int64) (map[int64][]measure.Result, error) {
	q := l.d.q()
	byNum := map[int64][]measure.Result{}
	for h := day; h < day+dayMS; h += hourMS {
		rows, err := q.HourBlocksBetween(ctx, db.HourBlocksBetweenParams{T0: h, FirstNum: first, LastNum: last})
		if err != nil {
			return nil, fmt.Errorf("read hours: %w", err)
		}
		for _, r := range rows {
			rs, _, err := pack.Results(r.Data)
			if err != nil {
				// A damaged block must not stop the merge for ever.
				l.d.log.ErrorContext(ctx, "hour of results is damaged and left out", "number", r.Num, "err", err)
				continue
			}
			byNum[r.Num] = append(byNum[r.Num], rs...)
		}
	}
	return byNum, nil
}

// merge packs the results of one monitor's day, with what is there already.
func (l *resultLog) merge(ctx context.Context, day, num int64, late []measure.Result) (dayOfOne, error) {
	q := l.d.q()
	kept, err := optional(q.DayBlock(ctx, num, day))
	if err != nil {
		return dayOfOne{}, fmt.Errorf("read day: %w", err)
	}
	if kept == nil {
		return l.mergeRolled(ctx, day, num, inOrder(late))
	}
	old, _, err := pack.Results(kept)
	if err != nil {
		return dayOfOne{}, fmt.Errorf("unpack day: %w", err)
	}
	return packDay(num, inOrder(append(late, old...))), nil
}

func packDay(num int64, rs []measure.Result) dayOfOne {
	m := dayOfOne{num: num, raw: pack.Compress(rs)}
	if bad := failuresOf(rs); len(bad) > 0 {
		m.failures = pack.Compress(bad)
	}
	m.dayPoint = pack.AppendPoints(nil, pack.Roll(rs, day, true), day)
	m.hours = pack.AppendPoints(nil, pack.Roll(rs, hour, true), hour)
	m.minuteBlock = pack.AppendPoints(nil, pack.Roll(rs, minute, false), minute)
	return m
}

func failuresOf(rs []measure.Result) []measure.Result {
	var bad []measure.Result
	for _, r := range rs {
		if r.State.Bad() || r.State == monitor.Unknown {
			bad = append(bad, r)
		}
	}
	return bad
}

// mergeRolled packs a day that has no block of single results: the first time,
// or when it came so late that those are gone and only roll-ups are left.
func (l *resultLog) mergeRolled(ctx context.Context, dayAt, num int64, rs []measure.Result) (dayOfOne, error) {
	q := l.d.q()
	m := packDay(num, rs)
	old, err := q.DayRollup(ctx, num, dayAt)
	if errors.Is(err, sql.ErrNoRows) {
		return m, nil
	}
	if err != nil {
		return m, fmt.Errorf("read roll-up: %w", err)
	}
	minutes, err := optional(q.MinuteRollup(ctx, num, dayAt))
	if err != nil {
		return m, fmt.Errorf("read minutes: %w", err)
	}
	bad, err := optional(q.FailureBlock(ctx, num, dayAt))
	if err != nil {
		return m, fmt.Errorf("read failures: %w", err)
	}
	if bad != nil {
		was, _, err := pack.Results(bad)
		if err != nil {
			return m, fmt.Errorf("unpack failures: %w", err)
		}
		m.failures = pack.Compress(inOrder(append(was, failuresOf(rs)...)))
	}
	for _, x := range []struct {
		old   []byte
		fresh *[]byte
		step  time.Duration
	}{{old.Day, &m.dayPoint, day}, {old.Hours, &m.hours, hour}, {minutes, &m.minuteBlock, minute}} {
		if x.old == nil {
			continue
		}
		a, err1 := pack.Points(x.old, x.step)
		b, err2 := pack.Points(*x.fresh, x.step)
		if err := errors.Join(err1, err2); err != nil {
			return m, fmt.Errorf("unpack roll-up: %w", err)
		}
		*x.fresh = pack.AppendPoints(nil, mergePoints(a, b), x.step)
	}
	return m, nil
}

// optional makes a missing row nil.
func optional(data []byte, err error) ([]byte, error) {
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return data, err
}
