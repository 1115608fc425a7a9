package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"math"
	"path/filepath"

	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/store/pack"
)

// replayRows is how many rows of result_log are read at once.
const replayRows = 256

// openResults makes the open hours again from what was logged, and starts the
// background work.
func (d *DB) openResults(ctx context.Context, dir string) (*resultLog, error) {
	l := &resultLog{
		d: d, series: map[monitor.ID]*series{}, nums: map[int64]*series{}, hours: map[int64]bool{}, packed: map[int64]bool{},
		gen: 1, limit: maxWaiting,
		kick: make(chan struct{}, 1), full: make(chan struct{}, 1), overflow: make(chan struct{}, 1),
		flushes: make(chan chan error), upkeeps: make(chan chan error),
	}
	l.life, l.end = context.WithCancel(context.Background())
	l.stop = l.life.Done()
	if dir == "" && d.engine.sqlite {
		dir = filepath.Dir(d.engine.where)
	}
	if err := l.load(ctx); err != nil {
		return nil, d.describe(err, "read results")
	}
	if dir != "" {
		var err error
		if l.spill, err = openSpill(filepath.Join(dir, spillName)); err != nil {
			return nil, err
		}
		if err := l.takeSpill(); err != nil {
			return nil, err
		}
	}
	if err := l.replay(ctx); err != nil {
		return nil, d.describe(err, "read results")
	}
	l.background.Go(l.write)
	l.background.Go(l.spillOver)
	l.background.Go(l.keep)
	return l, nil
}

func (l *resultLog) load(ctx context.Context) error {
	q := l.d.q()
	rows, err := q.MonitorNums(ctx)
	if err != nil {
		return fmt.Errorf("read monitors: %w", err)
	}
	for _, r := range rows {
		l.known(monitor.ID(r.ID), r.Num)
	}
	if l.seq, err = q.LastSeq(ctx); err != nil {
		return fmt.Errorf("read end of results: %w", err)
	}
	return l.seePacked(ctx, math.MinInt64+1, math.MaxInt64)
}

// seePacked learns anew which hours from..to have hour blocks.
func (l *resultLog) seePacked(ctx context.Context, from, to int64) error {
	seen := map[int64]bool{}
	for h := from - 1; ; { // one look for each hour: there are few hours and many blocks
		next, err := l.d.q().NextHour(ctx, h)
		if errors.Is(err, sql.ErrNoRows) || err == nil && next >= to {
			break
		}
		if err != nil {
			return fmt.Errorf("read hours: %w", err)
		}
		seen[next] = true
		h = next
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	maps.DeleteFunc(l.packed, func(h int64, _ bool) bool { return h >= from && h < to })
	maps.Copy(l.packed, seen)
	return nil
}

func (l *resultLog) replay(ctx context.Context) error {
	q := l.d.q()
	for after := int32(0); ; {
		rows, err := q.ReadLog(ctx, after, replayRows)
		if err != nil {
			return fmt.Errorf("read logged results: %w", err)
		}
		for _, row := range rows {
			after = row.Seq
			rs, nums, err := pack.Results(row.Data)
			if err != nil || len(nums) != len(rs) {
				// One unreadable row must not keep the server from starting.
				l.d.log.Error("logged results are damaged and left out", "row", row.Seq, "err", err)
				continue
			}
			l.hours[row.Hour] = true
			for i, r := range rs {
				if s, ok := l.nums[nums[i]]; ok {
					s.add(row.Hour, r, &l.dict)
				}
			}
		}
		if len(rows) < replayRows {
			return nil
		}
	}
}
