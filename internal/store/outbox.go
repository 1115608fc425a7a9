package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/problem"
	"github.com/uptimesignal/uptimesignal/internal/store/db"
)

// A DeliveryStatus is what became of an alert.
type DeliveryStatus string

// Delivery statuses. They are stored and shown: add, never rename.
const (
	DeliveryPending   DeliveryStatus = "pending"
	DeliveryDelivered DeliveryStatus = "delivered"
	DeliveryFailed    DeliveryStatus = "failed"  // given up
	DeliveryDropped   DeliveryStatus = "dropped" // no longer wanted; Error says why
)

// unreadable is how long an alert waits that we ourselves could not read.
const unreadable = time.Minute

// Claim implements alert.Outbox. Of one incident and channel only the oldest
// alert is given out, so that none overtakes another.
func (d *DB) Claim(ctx context.Context, now time.Time, lease time.Duration, limit int) (ds []alert.Delivery, next time.Time, err error) {
	lessee := newID()
	var rows []db.Outbox
	err = d.tx(ctx, func(q *db.Queries) error {
		var err error
		rows, err = q.Claim(ctx, db.ClaimParams{Until: toMS(now.Add(lease)), LeaseBy: lessee, Now: toMS(now), Max: int32(limit)})
		if err != nil {
			return fmt.Errorf("claim alerts: %w", err)
		}
		due, err := q.NextDue(ctx)
		if err != nil {
			return fmt.Errorf("read next alert: %w", err)
		}
		next = fromMS(due)
		return nil
	})
	if err != nil {
		return nil, time.Time{}, err
	}
	slices.SortFunc(rows, func(a, b db.Outbox) int { return cmp.Compare(a.ID, b.ID) })
	for _, row := range rows {
		del, why, err := d.fill(ctx, row)
		switch {
		case err != nil:
			d.log.ErrorContext(ctx, "alert cannot be read", "alert", row.Dedupe, "err", err)
			if err := d.Retry(ctx, del, now.Add(unreadable), "it cannot be read: "+userText(err)); err != nil {
				return ds, next, err
			}
		case why != "":
			if err := d.drop(ctx, row, now, why); err != nil {
				return ds, next, err
			}
		default:
			ds = append(ds, del)
		}
	}
	return ds, next, nil
}

func userText(err error) string {
	_, text := problem.Of(err)
	return text
}

// fill reads what a delivery is about as it is now. why says that it is not
// wanted any more.
func (d *DB) fill(ctx context.Context, row db.Outbox) (del alert.Delivery, why string, err error) {
	del = alert.Delivery{
		ID: row.ID, Key: row.Dedupe, Transition: alert.Transition(row.Transition), State: monitor.State(row.State),
		At: fromMS(row.At), Created: fromMS(row.Created), Tries: int(row.Attempt), Lease: row.LeaseBy,
	}
	if del.Channel, err = d.Channel(ctx, row.ChannelID); err != nil {
		return del, "the channel was deleted", ignoreMissing(err)
	}
	if del.Channel.Paused {
		return del, "the channel is paused", nil
	}
	if del.Monitor, err = d.Monitor(ctx, monitor.ID(row.MonitorID)); err != nil {
		return del, "the monitor was deleted", ignoreMissing(err)
	}
	if row.Detail != "" {
		del.Forecast = new(alert.Foreseen)
		if err := json.Unmarshal([]byte(row.Detail), del.Forecast); err != nil {
			return del, "", fmt.Errorf("decode forecast: %w", err)
		}
		return del, "", nil
	}
	if del.Incident, err = d.readIncident(ctx, d.q(), incident.ID(row.IncidentID)); err != nil {
		return del, "the incident is gone", ignoreMissing(err)
	}
	return del, "", d.fillOthers(ctx, &del)
}

// fillOthers names further monitors of the incident.
func (d *DB) fillOthers(ctx context.Context, del *alert.Delivery) error {
	others := slices.DeleteFunc(slices.Clone(del.Incident.Monitors), func(id monitor.ID) bool { return id == del.Monitor.ID })
	named := others[:min(len(others), alert.MaxOthers)]
	refs, err := d.MonitorRefs(ctx, named)
	if err != nil {
		return err
	}
	for _, r := range refs {
		del.Others = append(del.Others, r.Name)
	}
	del.More = len(others) - len(named)
	return nil
}

func ignoreMissing(err error) error {
	if problem.Is(err, problem.NotFound) {
		return nil
	}
	return err
}

func (d *DB) drop(ctx context.Context, row db.Outbox, at time.Time, why string) error {
	err := d.tx(ctx, func(q *db.Queries) error {
		_, err := q.Drop(ctx, db.DropParams{Settled: toMS(at), Error: why, ID: row.ID})
		return err
	})
	if err != nil {
		return fmt.Errorf("drop alert: %w", err)
	}
	d.settled(incident.ID(row.IncidentID), true)
	return nil
}

// Settle implements alert.Outbox.
func (d *DB) Settle(ctx context.Context, del alert.Delivery, at time.Time) error {
	return d.settle(ctx, del, at, DeliveryDelivered, "")
}

// GiveUp implements alert.Outbox.
func (d *DB) GiveUp(ctx context.Context, del alert.Delivery, at time.Time, why string) error {
	return d.settle(ctx, del, at, DeliveryFailed, why)
}

func (d *DB) settle(ctx context.Context, del alert.Delivery, at time.Time, status DeliveryStatus, why string) error {
	inc, ch := string(del.Incident.ID), del.Channel.ID
	mine, more, failing := false, false, del.Channel.Failing != why
	err := d.tx(ctx, func(q *db.Queries) error {
		n, err := q.Settle(ctx, db.SettleParams{Status: string(status), Settled: toMS(at), Error: why, ID: del.ID, LeaseBy: del.Lease, Attempt: int64(del.Tries)})
		if err != nil {
			return fmt.Errorf("settle alert: %w", err)
		}
		if mine = n > 0; !mine {
			return nil // the lease was lost: whoever holds it now settles
		}
		e := incident.Event{At: at, Kind: incident.AlertSent, Monitor: del.Monitor.ID, Text: del.Channel.Name}
		if status == DeliveryFailed {
			e.Kind, e.Text = incident.AlertFailed, del.Channel.Name+": "+why
			_, err := q.DropUnheard(ctx, db.DropUnheardParams{Settled: toMS(at), Error: "nothing was told that this would end", IncidentID: inc, ChannelID: ch})
			if err != nil {
				return fmt.Errorf("drop alert: %w", err)
			}
		}
		if inc != "" {
			if err := d.insertEvents(ctx, q, del.Incident.ID, e); err != nil {
				return err
			}
		}
		if failing {
			if err := q.SetFailing(ctx, why, ch); err != nil {
				return fmt.Errorf("mark channel: %w", err)
			}
		}
		waiting, err := q.Waiting(ctx, inc, ch)
		more = waiting > 0
		return err
	})
	if err != nil || !mine {
		return err
	}
	if failing {
		d.feed.publish(Event{Kind: ChannelsChanged})
	}
	d.settled(del.Incident.ID, more)
	return nil
}

// settled tells that an alert is done, and that another may have waited for it.
func (d *DB) settled(inc incident.ID, more bool) {
	d.feed.publish(Event{Kind: AlertsChanged, Incident: inc})
	if more {
		wake(d.WakeOutbox)
	}
}

// Retry implements alert.Outbox.
func (d *DB) Retry(ctx context.Context, del alert.Delivery, at time.Time, why string) error {
	err := d.tx(ctx, func(q *db.Queries) error {
		_, err := q.Retry(ctx, db.RetryParams{Due: toMS(at), Error: why, ID: del.ID, LeaseBy: del.Lease, Attempt: int64(del.Tries)})
		return err
	})
	if err != nil {
		return fmt.Errorf("give alert back: %w", err)
	}
	d.feed.publish(Event{Kind: AlertsChanged, Incident: del.Incident.ID})
	return nil
}
