package store

import (
	"context"
	"fmt"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/store/db"
)

// A DeliveryRecord is what was sent, or will be: a row of the outbox as it is
// shown.
type DeliveryRecord struct {
	ID         int64
	Key        string
	Incident   incident.ID
	Monitor    monitor.ID
	Channel    string
	Transition alert.Transition
	State      monitor.State
	At         time.Time // of the transition
	Created    time.Time
	Status     DeliveryStatus
	Next       time.Time // of the next try, while it is pending
	Tries      int
	Error      string    // of the last try
	Settled    time.Time // zero while it is pending
}

// A DeliveryFilter says which deliveries are wanted: those of a channel, of an
// incident, or all.
type DeliveryFilter struct {
	Channel  string
	Incident incident.ID // ignored with a Channel
	Limit    int         // at most 200; 0 is 50
}

// Deliveries returns the record of deliveries, the newest first.
func (d *DB) Deliveries(ctx context.Context, f DeliveryFilter) ([]DeliveryRecord, error) {
	q, limit := d.q(), int32(pageSize(f.Limit))
	var rows []db.Outbox
	var err error
	switch {
	case f.Channel != "":
		rows, err = q.DeliveriesOfChannel(ctx, db.DeliveriesOfChannelParams{WorkspaceID: d.workspace, ChannelID: f.Channel, Max: limit})
	case f.Incident != "":
		rows, err = q.DeliveriesOfIncident(ctx, db.DeliveriesOfIncidentParams{WorkspaceID: d.workspace, IncidentID: string(f.Incident), Max: limit})
	default:
		rows, err = q.Deliveries(ctx, d.workspace, limit)
	}
	if err != nil {
		return nil, fmt.Errorf("read deliveries: %w", err)
	}
	rs := make([]DeliveryRecord, len(rows))
	for i, r := range rows {
		rs[i] = DeliveryRecord{
			ID: r.ID, Key: r.Dedupe, Incident: incident.ID(r.IncidentID), Monitor: monitor.ID(r.MonitorID), Channel: r.ChannelID,
			Transition: alert.Transition(r.Transition), State: monitor.State(r.State), At: fromMS(r.At), Created: fromMS(r.Created),
			Status: DeliveryStatus(r.Status), Tries: int(r.Attempt), Error: r.Error, Settled: fromMS(r.Settled),
		}
		if rs[i].Status == DeliveryPending {
			rs[i].Next = fromMS(r.Due)
		}
	}
	return rs, nil
}
