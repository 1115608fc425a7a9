package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/store/db"
)

// A queueing adds the rows of one alert to the outbox.
type queueing struct {
	d   *DB
	q   *db.Queries
	m   monitor.Monitor
	inc incident.ID
	a   alert.Request
	at  time.Time
	// opened is the row by which each channel heard of the incident, if it did.
	opened []db.OpenedAlertsRow
	queued int64
}

// enqueue adds one row for each channel that must hear of a.
func (d *DB) enqueue(ctx context.Context, q *db.Queries, m monitor.Monitor, inc incident.ID, a alert.Request) (int64, error) {
	channels, err := d.hearers(ctx, q, m, inc, a.Transition)
	if err != nil || len(channels) == 0 {
		return 0, err
	}
	x := queueing{d: d, q: q, m: m, inc: inc, a: a, at: now()}
	if a.Transition != alert.Opened {
		if x.opened, err = q.OpenedAlerts(ctx, string(inc)); err != nil {
			return 0, fmt.Errorf("read who heard of the incident: %w", err)
		}
	}
	last, err := q.NextNumber(ctx, "outbox", int64(len(channels)))
	if err != nil {
		return 0, fmt.Errorf("number alerts: %w", err)
	}
	for i, ch := range channels {
		id := last - int64(len(channels)-1-i)
		if a.Transition == alert.Joined {
			err = x.joined(ctx, id, ch)
		} else {
			err = x.told(ctx, id, ch)
		}
		if err != nil {
			return 0, err
		}
	}
	return x.queued, nil
}

// told adds the row of an alert that each channel hears once.
func (x *queueing) told(ctx context.Context, id int64, ch string) error {
	before := x.queued
	err := x.put(ctx, db.EnqueueParams{ID: id, Dedupe: alertKey(x.inc, x.a, ch), ChannelID: ch, Transition: string(x.a.Transition),
		Due: toMS(x.at.Add(max(x.a.Hold, 0))), Held: x.a.Hold > 0})
	if err != nil || x.queued == before {
		return err
	}
	_, err = x.q.DropJoined(ctx, db.DropJoinedParams{Settled: toMS(x.at), Error: "a later alert lists every monitor", IncidentID: string(x.inc), ChannelID: ch})
	if err != nil {
		return fmt.Errorf("drop alert: %w", err)
	}
	return nil
}

// joined adds what a channel has to hear of a further monitor: see
// alert.Request.
func (x *queueing) joined(ctx context.Context, id int64, ch string) error {
	i := slices.IndexFunc(x.opened, func(o db.OpenedAlertsRow) bool { return o.ChannelID == ch })
	if i < 0 {
		a := x.a
		a.Transition = alert.Opened
		return x.put(ctx, db.EnqueueParams{ID: id, Dedupe: alertKey(x.inc, a, ch), ChannelID: ch, Transition: string(alert.Opened), Due: toMS(x.at.Add(max(a.Hold, 0))), Held: a.Hold > 0})
	}
	if x.opened[i].Status == string(DeliveryPending) && x.opened[i].LeaseBy == "" {
		return nil // it will list every monitor
	}
	rows, err := x.q.JoinedAlerts(ctx, string(x.inc), ch)
	if err != nil {
		return fmt.Errorf("read what was told of further monitors: %w", err)
	}
	due := x.at.Add(alert.JoinedHold)
	for _, r := range rows {
		if r.Status == string(DeliveryPending) && r.LeaseBy == "" {
			return nil
		}
		told := x.at // it is being told
		if r.Settled != 0 {
			told = fromMS(r.Settled)
		}
		if next := told.Add(alert.JoinedEvery); next.After(due) {
			due = next
		}
	}
	key := fmt.Sprintf("%s/%s-%d/%s", x.inc, alert.Joined, len(rows)+1, ch)
	return x.put(ctx, db.EnqueueParams{ID: id, Dedupe: key, ChannelID: ch, Transition: string(alert.Joined), Due: toMS(due)})
}

// put adds a row. What ends or adds to an incident is told of the monitor by
// which the channel heard of it.
func (x *queueing) put(ctx context.Context, p db.EnqueueParams) error {
	p.WorkspaceID, p.IncidentID, p.MonitorID = x.d.workspace, string(x.inc), string(x.m.ID)
	p.State, p.At, p.Created = string(x.a.State), toMS(x.a.At), toMS(x.at)
	if i := slices.IndexFunc(x.opened, func(o db.OpenedAlertsRow) bool { return o.ChannelID == p.ChannelID }); i >= 0 {
		p.MonitorID = x.opened[i].MonitorID
		switch _, err := x.q.MonitorRef(ctx, x.d.workspace, p.MonitorID); {
		case errors.Is(err, sql.ErrNoRows):
			p.MonitorID = string(x.m.ID) // it was deleted
		case err != nil:
			return fmt.Errorf("read monitor: %w", err)
		}
	}
	n, err := x.q.Enqueue(ctx, p)
	if err != nil {
		return fmt.Errorf("queue alert: %w", err)
	}
	x.queued += n
	return nil
}

// alertKey names an alert for ever, so that it is queued once and a receiver
// can fold repeats. An incident can turn worse more than once, so the state is
// part of the key then.
func alertKey(inc incident.ID, a alert.Request, channel string) string {
	what := string(a.Transition)
	if a.Transition == alert.Changed {
		what += "-" + string(a.State)
	}
	return strings.Join([]string{string(inc), what, channel}, "/")
}
