package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/store/db"
)

const (
	// keepFirst and keepEvery are when upkeep runs by itself.
	keepFirst = time.Minute
	keepEvery = 10 * time.Minute
	// deleteAtOnce bounds a transaction that deletes.
	deleteAtOnce = 500
)

// keep runs until stop and does the upkeep.
func (l *resultLog) keep() {
	t := time.NewTimer(keepFirst)
	defer t.Stop()
	for {
		select {
		case <-l.stop:
			return
		case <-t.C:
			if err := l.upkeep(l.life); err != nil && l.life.Err() == nil {
				l.d.log.Warn("upkeep of the database put off", "err", err)
			}
			t.Reset(keepEvery)
		}
	}
}

// Upkeep does now what is otherwise done every few minutes: it packs the
// hours and days that are over, deletes what is too old, and gives free space
// back to the file system.
func (d *DB) Upkeep(ctx context.Context) error {
	if err := d.results.ask(ctx, d.results.upkeeps); err != nil {
		return err
	}
	return d.results.upkeep(ctx)
}

func (l *resultLog) upkeep(ctx context.Context) error {
	l.tidy.Lock()
	defer l.tidy.Unlock()
	now := time.Now()
	if err := l.mergeDays(ctx, now); err != nil {
		return err
	}
	if err := l.bury(ctx); err != nil {
		return err
	}
	if err := l.d.expire(ctx, now); err != nil {
		return err
	}
	return l.d.vacuum(ctx)
}

// bury deletes the series of monitors that are gone.
func (l *resultLog) bury(ctx context.Context) error {
	for {
		nums, err := l.d.q().DeadSeries(ctx, 10)
		if err != nil {
			return fmt.Errorf("read dead series: %w", err)
		}
		if len(nums) == 0 {
			return nil
		}
		for _, num := range nums {
			err := l.d.tx(ctx, func(q *db.Queries) error {
				return errors.Join(q.DeleteSeriesDays(ctx, num), q.DeleteSeriesFailures(ctx, num),
					q.DeleteSeriesRollups(ctx, num), q.DeleteSeriesMinutes(ctx, num), q.ForgetDeadSeries(ctx, num))
			})
			if err != nil {
				return fmt.Errorf("delete series: %w", err)
			}
		}
	}
}

// expire deletes what is too old, a little at a time so that others can write.
func (d *DB) expire(ctx context.Context, now time.Time) error {
	raw := floorTo(now.Add(-d.keep.Raw).UnixMilli(), dayMS)
	evidence := now.Add(-d.keep.Evidence).UnixMilli()
	for _, step := range []struct {
		what string
		run  func(q *db.Queries) (int64, error)
	}{
		{"results", func(q *db.Queries) (int64, error) { return q.DeleteDayBlocks(ctx, raw, deleteAtOnce) }},
		{"failures", func(q *db.Queries) (int64, error) { return q.DeleteFailureBlocks(ctx, evidence, deleteAtOnce) }},
		{"captures", func(q *db.Queries) (int64, error) { return q.DeleteCaptures(ctx, evidence, deleteAtOnce) }},
		{"deliveries", func(q *db.Queries) (int64, error) { return q.DeleteSettled(ctx, evidence, deleteAtOnce) }},
		{"forecasts", func(q *db.Queries) (int64, error) {
			_, err := q.DeleteForecasts(ctx, evidence)
			return 0, err
		}},
		{"sessions", func(q *db.Queries) (int64, error) {
			_, err := q.DeleteExpiredSessions(ctx, now.UnixMilli())
			return 0, err
		}},
	} {
		for n := int64(deleteAtOnce); n == deleteAtOnce; {
			err := d.tx(ctx, func(q *db.Queries) (err error) {
				n, err = step.run(q)
				return err
			})
			if err != nil {
				return fmt.Errorf("delete old %s: %w", step.what, err)
			}
		}
	}
	return nil
}

const (
	// vacuumFrom is the share of free pages from which on some are given back:
	// the rest is used again soon by the next hours.
	vacuumFrom = 8 // an eighth
	vacuumMin  = 256
	vacuumStep = 500 // pages, some milliseconds
)

// vacuum gives free pages of a SQLite file back. PostgreSQL does it itself.
func (d *DB) vacuum(ctx context.Context) error {
	if !d.engine.sqlite {
		return nil
	}
	shrunk := false
	for {
		var free, pages int64
		err := errors.Join(
			d.write.QueryRowContext(ctx, "PRAGMA freelist_count").Scan(&free),
			d.write.QueryRowContext(ctx, "PRAGMA page_count").Scan(&pages))
		if err != nil {
			return fmt.Errorf("count free pages: %w", err)
		}
		if free < vacuumMin || free < pages/vacuumFrom {
			break
		}
		if err := d.vacuumSome(ctx); err != nil {
			return err
		}
		shrunk = true
	}
	if !shrunk {
		return nil
	}
	// The file gets shorter when the write-ahead log is copied into it.
	if _, err := d.write.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	return nil
}

// vacuumSome frees one step: the pragma frees a page for each row that is read.
func (d *DB) vacuumSome(ctx context.Context) error {
	rows, err := d.write.QueryContext(ctx, fmt.Sprintf("PRAGMA incremental_vacuum(%d)", vacuumStep))
	if err != nil {
		return fmt.Errorf("vacuum: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("vacuum: %w", err)
	}
	return nil
}
