package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/store/db"
	"github.com/uptimesignal/uptimesignal/internal/store/pack"
)

// hourGrace is how long after its end an hour stays open: a check that began
// in it may take two minutes. What comes later still is added to its block.
const hourGrace = 3 * time.Minute

// An openPart is the part of a series that goes into an hour block.
type openPart struct {
	s    *series
	open openHour
}

// An hourBlock is a row of hour_blocks.
type hourBlock struct {
	num  int64
	data []byte
}

// blocksAtOnce bounds the transactions that write an hour.
const blocksAtOnce = 1000

// closeHours packs every hour that is over. It runs in the writer, so nothing
// is logged meanwhile.
func (l *resultLog) closeHours(now time.Time) error {
	end := now.Add(-hourGrace).UnixMilli() - hourMS
	l.mu.Lock()
	var due []int64
	for h := range l.hours {
		if h <= end {
			due = append(due, h)
		}
	}
	l.mu.Unlock()
	if len(due) == 0 {
		return nil
	}
	slices.Sort(due)
	if err := l.flush(); err != nil {
		return err
	}
	l.blocks.Lock()
	defer l.blocks.Unlock()
	for _, h := range due {
		if err := l.closeHour(h); err != nil {
			return err
		}
	}
	return nil
}

// closeHour writes the blocks of one hour and, with the last of them, deletes
// its part of the log. In between others can write. If it does not get to the
// end, the hour is packed once more, and what is there already falls together
// with itself.
func (l *resultLog) closeHour(h int64) error {
	parts, dict, upto, ok := l.partsOf(h)
	if !ok {
		return nil // late results came since the flush: the next time
	}
	ctx, cancel := context.WithTimeout(context.Background(), writeTimeout)
	defer cancel()
	blocks, err := l.hourBlocks(ctx, h, parts, &dict)
	if err != nil {
		return err
	}
	for done := false; !done; {
		n := min(len(blocks), blocksAtOnce)
		done = n == len(blocks)
		err := l.d.tx(ctx, func(q *db.Queries) error {
			for _, b := range blocks[:n] {
				if err := q.PutHourBlock(ctx, db.PutHourBlockParams{T0: h, Num: b.num, Data: b.data}); err != nil {
					return fmt.Errorf("write hour: %w", err)
				}
			}
			if !done {
				return nil
			}
			if _, err := q.TrimLog(ctx, h, upto); err != nil {
				return fmt.Errorf("trim log: %w", err)
			}
			return nil
		})
		if err != nil {
			return err
		}
		blocks = blocks[n:]
	}
	l.closed(h, parts)
	return nil
}

// partsOf takes what is open of an hour, and the last row of the log that it
// covers. It returns false while results of that hour are not in the log.
func (l *resultLog) partsOf(h int64) (parts []openPart, dict pack.Dict, upto int32, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.spilled > 0 || slices.ContainsFunc(l.batches, func(b *batch) bool { return b.hour == h }) ||
		slices.ContainsFunc(l.queue, func(b blob) bool { return b.hour == h }) {
		return nil, dict, 0, false
	}
	for _, s := range l.series {
		for _, o := range s.open {
			if o.hour == h {
				parts = append(parts, openPart{s, o})
			}
		}
	}
	// In the order of numbers the index is written from left to right.
	slices.SortFunc(parts, func(a, b openPart) int { return int(a.s.num - b.s.num) })
	return parts, l.dict, l.seq, true
}

// hourBlocks packs parts, together with what is there already of that hour.
func (l *resultLog) hourBlocks(ctx context.Context, h int64, parts []openPart, dict *pack.Dict) ([]hourBlock, error) {
	q := l.d.q()
	nums, err := q.NumsOfHour(ctx, h)
	if err != nil {
		return nil, fmt.Errorf("read hours: %w", err)
	}
	there := make(map[int64]bool, len(nums))
	for _, n := range nums {
		there[n] = true
	}
	blocks := make([]hourBlock, len(parts))
	for i, p := range parts {
		rs := p.open.block.Results(dict)
		if there[p.s.num] {
			data, err := q.HourBlock(ctx, h, p.s.num)
			if err != nil && !errors.Is(err, sql.ErrNoRows) {
				return nil, fmt.Errorf("read hour: %w", err)
			}
			old, _, err := pack.Results(data)
			if err != nil {
				return nil, fmt.Errorf("unpack hour: %w", err)
			}
			rs = append(rs, old...)
		}
		blocks[i] = hourBlock{p.s.num, pack.AppendResults(nil, inOrder(rs), nil)}
	}
	return blocks, nil
}

// closed takes out of memory what was packed.
func (l *resultLog) closed(h int64, parts []openPart) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closes++
	if len(parts) > 0 {
		l.packed[h] = true
	}
	left := false
	for _, p := range parts {
		left = p.s.packed(h, p.open, &l.dict) || left
	}
	if !left && !slices.ContainsFunc(l.batches, func(b *batch) bool { return b.hour == h }) {
		delete(l.hours, h)
	}
}

// packed removes the results of an open hour that done had, and reports
// whether later ones are left.
func (s *series) packed(h int64, done openHour, dict *pack.Dict) (left bool) {
	i := slices.IndexFunc(s.open, func(o openHour) bool { return o.hour == h })
	if i < 0 {
		return false
	}
	if h >= s.sum.from {
		s.sum.up.merge(done.up)
	}
	rest := openHour{hour: h}
	if s.open[i].block.Len() > done.block.Len() {
		for _, r := range s.open[i].block.Results(dict)[done.block.Len():] {
			rest.block.Append(r, dict)
			rest.up.add(r.State)
		}
		s.open[i] = rest
		return true
	}
	if len(s.open) == 1 {
		last := done.block.Last(dict)
		last.Monitor = s.id
		s.last = &last
		s.open = nil
		return false
	}
	s.open = slices.Delete(s.open, i, i+1)
	return false
}
