package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/store/db"
)

// sameDate is how far apart two dates may lie that are one forecast: some are
// told in seconds from now.
const sameDate = time.Hour

// Foretell queues an alert of f for every channel of a monitor, in one
// transaction, unless its date was told before, or another of its kind less
// than every ago (0: that does not matter). It reports whether it was queued
// now. Inside a maintenance window, and while no channel hears of the monitor,
// it is not, and may be later. A missing monitor is a problem.NotFound.
func (d *DB) Foretell(ctx context.Context, id monitor.ID, f alert.Foreseen, every time.Duration) (queued bool, err error) {
	err = d.tx(ctx, func(q *db.Queries) error {
		queued = false
		at := now()
		if _, err := q.LockState(ctx, d.workspace, string(id)); errors.Is(err, sql.ErrNoRows) {
			return notFound("monitor")
		} else if err != nil {
			return fmt.Errorf("lock state: %w", err)
		}
		known, err := told(ctx, q, id, f, at.Add(-every))
		if err != nil {
			return err
		}
		if known {
			return errNothing
		}
		row, err := q.Monitor(ctx, d.workspace, string(id))
		if err != nil {
			return fmt.Errorf("read monitor: %w", err)
		}
		m, err := d.openMonitor(row)
		if err != nil {
			return err
		}
		if m.Paused || m.InMaintenance(at) {
			return errNothing
		}
		queued, err = d.enqueueForecast(ctx, q, m, f, at)
		if err == nil && !queued {
			return errNothing
		}
		return err
	})
	if errors.Is(err, errNothing) {
		return false, nil
	}
	if err == nil && queued {
		d.feed.publish(Event{Kind: AlertsChanged})
		wake(d.WakeOutbox)
	}
	return queued && err == nil, err
}

// told reports whether f was told, or another of its kind after since.
func told(ctx context.Context, q *db.Queries, id monitor.ID, f alert.Foreseen, since time.Time) (bool, error) {
	rows, err := q.ForecastsTold(ctx, string(id), f.Kind)
	if err != nil {
		return false, fmt.Errorf("read forecasts: %w", err)
	}
	for _, r := range rows {
		if f.At.Sub(fromMS(r.At)).Abs() <= sameDate || fromMS(r.Told).After(since) {
			return true, nil
		}
	}
	return false, nil
}

func (d *DB) enqueueForecast(ctx context.Context, q *db.Queries, m monitor.Monitor, f alert.Foreseen, at time.Time) (bool, error) {
	channels, err := d.hearers(ctx, q, m, "", alert.Forecast)
	if err != nil || len(channels) == 0 {
		return false, err
	}
	detail, err := json.Marshal(f)
	if err != nil {
		return false, fmt.Errorf("encode forecast: %w", err)
	}
	err = q.PutForecast(ctx, db.PutForecastParams{MonitorID: string(m.ID), WorkspaceID: d.workspace, Kind: f.Kind, At: toMS(f.At), Told: toMS(at)})
	if err != nil {
		return false, fmt.Errorf("write forecast: %w", err)
	}
	last, err := q.NextNumber(ctx, "outbox", int64(len(channels)))
	if err != nil {
		return false, fmt.Errorf("number alerts: %w", err)
	}
	var queued int64
	for i, ch := range channels {
		n, err := q.Enqueue(ctx, db.EnqueueParams{
			ID: last - int64(len(channels)-1-i), WorkspaceID: d.workspace, Dedupe: fmt.Sprintf("forecast/%s/%s/%d/%s", m.ID, f.Kind, toMS(f.At), ch),
			MonitorID: string(m.ID), ChannelID: ch, Transition: string(alert.Forecast), At: toMS(at), Created: toMS(at), Due: toMS(at), Detail: string(detail),
		})
		if err != nil {
			return false, fmt.Errorf("queue alert: %w", err)
		}
		queued += n
	}
	return queued > 0, nil
}
