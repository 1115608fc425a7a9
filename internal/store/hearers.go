package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/store/db"
)

// hearers returns the channels that an alert goes to: those that the monitor
// names, or else the default ones, without paused ones. That an incident has
// ended is told to those that were told, or will be, that it began.
func (d *DB) hearers(ctx context.Context, q *db.Queries, m monitor.Monitor, inc incident.ID, t alert.Transition) ([]string, error) {
	rows, err := q.ChannelNames(ctx, d.workspace)
	if err != nil {
		return nil, fmt.Errorf("read channels: %w", err)
	}
	var told []string
	if t == alert.Resolved {
		if told, err = q.Hearers(ctx, string(inc)); err != nil {
			return nil, fmt.Errorf("read who was told: %w", err)
		}
	}
	var ids []string
	for _, ch := range rows {
		hears := ch.IsDefault && len(m.Channels) == 0 || slices.Contains(m.Channels, ch.ID)
		if t == alert.Resolved {
			hears = slices.Contains(told, ch.ID)
		}
		if hears && !ch.Paused {
			ids = append(ids, ch.ID)
		}
	}
	return ids, nil
}
