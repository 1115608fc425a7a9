package store

import (
	"context"
	"fmt"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/store/db"
)

const (
	// writeTimeout is when a write that does not end is given up and begun
	// anew on another connection.
	writeTimeout = 30 * time.Second
	// rowsAtOnce bounds the transaction that catches up after a stall.
	rowsAtOnce = 200
	// closeEvery is how often the open hours are looked at.
	closeEvery = time.Minute
)

// write runs until stop, and alone writes to result_log and hour_blocks.
func (l *resultLog) write() {
	tick := time.NewTicker(closeEvery)
	defer tick.Stop()
	for {
		select {
		case <-l.stop:
			return
		case <-l.kick:
			l.gather()
			l.flushLogged()
		case done := <-l.flushes:
			done <- l.flush()
		case done := <-l.upkeeps:
			done <- l.closeHours(time.Now())
		case <-tick.C:
			if err := l.closeHours(time.Now()); err != nil {
				l.d.log.Warn("hour of results not packed yet", "err", err)
			}
		}
	}
}

// gather waits until enough results or time have come together; after a
// failure only for time.
func (l *resultLog) gather() {
	t := time.NewTimer(flushAfter)
	defer t.Stop()
	l.mu.Lock()
	full := l.full
	if l.failed != nil {
		full = nil
	}
	l.mu.Unlock()
	select {
	case <-l.stop:
	case <-full:
	case <-t.C:
	case done := <-l.flushes:
		done <- l.flush()
	}
}

// flushLogged writes until nothing waits, or an error; then it tries again
// later.
func (l *resultLog) flushLogged() {
	err := l.flush()
	if err == nil {
		return
	}
	l.d.log.Warn("results wait in memory", "err", err)
	signal(l.kick) // again after flushAfter
}

// flush commits everything that was appended before the call.
func (l *resultLog) flush() error {
	for {
		l.mu.Lock()
		l.seal()
		l.flying = min(len(l.queue), rowsAtOnce)
		if l.failed != nil {
			l.flying = min(l.flying, 1) // to see whether it works again
		}
		rows := l.queue[:l.flying:l.flying]
		l.mu.Unlock()
		if len(rows) == 0 {
			break
		}
		err := l.writeRows(rows)
		l.mu.Lock()
		l.failed = err
		l.flying = 0
		if err == nil {
			for _, b := range rows {
				l.queued -= b.n
			}
			l.queue = l.queue[len(rows):]
			if len(l.queue) == 0 {
				l.queue = nil
			}
		}
		l.mu.Unlock()
		if err != nil {
			return err
		}
	}
	l.publish()
	return l.unspill()
}

func (l *resultLog) writeRows(rows []blob) error {
	ctx, cancel := context.WithTimeout(context.Background(), writeTimeout)
	defer cancel()
	// A row that was committed although we were told otherwise is not written
	// twice: its number is its key.
	return l.d.tx(ctx, func(q *db.Queries) error {
		for _, b := range rows {
			if err := q.AppendLog(ctx, db.AppendLogParams{Seq: b.seq, Hour: b.hour, Data: b.data}); err != nil {
				return fmt.Errorf("write results: %w", err)
			}
		}
		return nil
	})
}

// publish tells which monitors have new results.
func (l *resultLog) publish() {
	heard := l.d.feed.heard()
	l.mu.Lock()
	var ids []monitor.ID
	for s := range l.touched {
		ids = append(ids, s.id)
	}
	l.touched = nil
	if heard {
		l.touched = make(map[*series]bool)
	}
	l.mu.Unlock()
	if len(ids) > 0 {
		l.d.feed.publish(Event{Kind: ResultsAppended, Monitors: ids})
	}
}

// Flush returns when every result that was appended before is durable, or
// with the reason why it is not.
func (d *DB) Flush(ctx context.Context) error { return d.results.ask(ctx, d.results.flushes) }

func (l *resultLog) ask(ctx context.Context, ch chan chan error) error {
	done := make(chan error, 1)
	select {
	case ch <- done:
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// close stops the background work and writes what waits. If that fails, it
// goes to the spill file.
func (l *resultLog) close() error {
	l.end()
	l.background.Wait()
	err := l.flush()
	if err != nil && l.spill != nil {
		err = l.spillAll()
	}
	if l.spill != nil {
		l.spill.close()
	}
	return err
}

// waitingLong is from when on results that wait are worth a word.
const waitingLong = 5 * time.Second

// Health says how the keeping of results goes.
type Health struct {
	Waiting int       // results in memory that are not durable yet
	Since   time.Time // when the oldest of them came; zero unless it has waited for long or a write has failed
	Spilled int       // results that wait in a file in the data folder
	Lost    int       // results that found no place in memory or on disk
	Err     string    // why the last write failed; "" if it did not
}

// OK reports whether nothing is wrong.
func (h Health) OK() bool { return h.Since.IsZero() && h.Spilled == 0 && h.Lost == 0 }

// Health returns how the keeping of results goes. It does not ask the
// database, so it answers when that does not.
func (d *DB) Health() Health {
	l := d.results
	l.mu.Lock()
	defer l.mu.Unlock()
	h := Health{Waiting: l.queued + l.pending, Spilled: l.spilled, Lost: l.lost}
	var oldest time.Time
	switch {
	case len(l.queue) > 0:
		oldest = l.queue[0].begun
	case l.pending > 0:
		oldest = l.begun
	}
	if l.failed != nil {
		h.Err = userText(l.d.describe(l.failed, "write results"))
	}
	if !oldest.IsZero() && (l.failed != nil || time.Since(oldest) > waitingLong) {
		h.Since = oldest
	}
	return h
}
