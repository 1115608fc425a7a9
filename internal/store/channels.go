package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/problem"
	"github.com/uptimesignal/uptimesignal/internal/store/db"
)

func channelAAD(id string) []byte { return []byte("channels/" + id) }

func (d *DB) openChannel(row db.Channel) (alert.Channel, error) {
	settings, err := d.sealer.Open(channelAAD(row.ID), row.Sealed)
	if err != nil {
		return alert.Channel{}, fmt.Errorf("open settings of channel %s: %w", row.ID, err)
	}
	return alert.Channel{
		ID: row.ID, Kind: row.Kind, Name: row.Name, Settings: settings, Default: row.IsDefault, Paused: row.Paused, Failing: row.Failing,
		Created: fromMS(row.Created), Updated: fromMS(row.Updated), Version: row.Version,
	}, nil
}

// Channels returns every channel, secrets included, the oldest first.
func (d *DB) Channels(ctx context.Context) ([]alert.Channel, error) {
	rows, err := d.q().Channels(ctx, d.workspace)
	if err != nil {
		return nil, fmt.Errorf("read channels: %w", err)
	}
	cs := make([]alert.Channel, len(rows))
	for i, row := range rows {
		if cs[i], err = d.openChannel(row); err != nil {
			return nil, err
		}
	}
	return cs, nil
}

// Channel returns a channel, secrets included. A missing one is a
// problem.NotFound.
func (d *DB) Channel(ctx context.Context, id string) (alert.Channel, error) {
	return d.readChannel(ctx, d.q(), id)
}

func (d *DB) readChannel(ctx context.Context, q *db.Queries, id string) (alert.Channel, error) {
	row, err := q.Channel(ctx, d.workspace, id)
	if errors.Is(err, sql.ErrNoRows) {
		return alert.Channel{}, notFound("channel")
	}
	if err != nil {
		return alert.Channel{}, fmt.Errorf("read channel: %w", err)
	}
	return d.openChannel(row)
}

// CreateChannel adds c and gives it its ID, if it has none, its times and its
// version.
func (d *DB) CreateChannel(ctx context.Context, c *alert.Channel) error {
	made := *c
	if made.ID == "" {
		made.ID = newID()
	}
	made.Created = now()
	made.Updated, made.Version, made.Failing = made.Created, 1, ""
	err := d.tx(ctx, func(q *db.Queries) error {
		err := q.InsertChannel(ctx, db.InsertChannelParams{
			ID: made.ID, WorkspaceID: d.workspace, Kind: made.Kind, Name: made.Name, Sealed: d.sealer.Seal(channelAAD(made.ID), made.Settings),
			IsDefault: made.Default, Paused: made.Paused, Created: toMS(made.Created), Updated: toMS(made.Updated),
		})
		if isDuplicate(err) {
			return problem.New(problem.Conflict, "There is a channel with the id %s already.", made.ID)
		}
		if err != nil {
			return fmt.Errorf("insert channel: %w", err)
		}
		return nil
	})
	if err != nil {
		return err
	}
	*c = made
	d.feed.publish(Event{Kind: ChannelsChanged})
	return nil
}

// UpdateChannel replaces c, whose Version must be the one that is stored;
// otherwise it is a problem.Conflict. It sets c's new Version and Updated, and
// forgets that the channel was failing, since the new settings may mend it.
func (d *DB) UpdateChannel(ctx context.Context, c *alert.Channel) error {
	next := *c
	err := d.tx(ctx, func(q *db.Queries) error {
		row, err := q.Channel(ctx, d.workspace, c.ID)
		if errors.Is(err, sql.ErrNoRows) {
			return notFound("channel")
		}
		if err != nil {
			return fmt.Errorf("read channel: %w", err)
		}
		next.Created, next.Updated, next.Failing = fromMS(row.Created), now(), ""
		n, err := q.UpdateChannel(ctx, db.UpdateChannelParams{
			Kind: next.Kind, Name: next.Name, Sealed: d.sealer.Seal(channelAAD(next.ID), next.Settings), IsDefault: next.Default,
			Paused: next.Paused, Updated: toMS(next.Updated), WorkspaceID: d.workspace, ID: next.ID, Version: c.Version,
		})
		if err != nil {
			return fmt.Errorf("update channel: %w", err)
		}
		if n == 0 {
			return problem.New(problem.Conflict, "Somebody else has changed the channel meanwhile. Load it again and repeat your change.")
		}
		return nil
	})
	if err != nil {
		return err
	}
	next.Version++
	*c = next
	d.feed.publish(Event{Kind: ChannelsChanged})
	return nil
}

// DeleteChannel removes a channel and drops what it had not delivered yet.
func (d *DB) DeleteChannel(ctx context.Context, id string) error {
	err := d.tx(ctx, func(q *db.Queries) error {
		n, err := q.DeleteChannel(ctx, d.workspace, id)
		if err != nil {
			return fmt.Errorf("delete channel: %w", err)
		}
		if n == 0 {
			return notFound("channel")
		}
		if _, err := q.DropOfChannel(ctx, db.DropOfChannelParams{Settled: toMS(now()), Error: "the channel was deleted", ChannelID: id}); err != nil {
			return fmt.Errorf("drop alerts: %w", err)
		}
		return nil
	})
	if err == nil {
		d.feed.publish(Event{Kind: ChannelsChanged})
	}
	return err
}
