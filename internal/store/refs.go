package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/uptimesignal/uptimesignal/internal/auth"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// MonitorRow returns one monitor as lists show it. A missing one is a
// problem.NotFound.
func (d *DB) MonitorRow(ctx context.Context, id monitor.ID) (MonitorRow, error) {
	r, err := d.q().MonitorWithState(ctx, d.workspace, string(id))
	if errors.Is(err, sql.ErrNoRows) {
		return MonitorRow{}, notFound("monitor")
	}
	if err != nil {
		return MonitorRow{}, fmt.Errorf("read monitor: %w", err)
	}
	return d.monitorRow(ctx, r.Monitor, r.Memory)
}

// A MonitorRef names a monitor where only its name is shown.
type MonitorRef struct {
	ID     monitor.ID
	Name   string
	Target string // without secrets
}

// MonitorRefs names monitors, each once, in the order of ids. Those that are
// gone are left out.
func (d *DB) MonitorRefs(ctx context.Context, ids []monitor.ID) ([]MonitorRef, error) {
	var out []MonitorRef
	seen := map[monitor.ID]bool{}
	for _, id := range ids {
		if seen[id] {
			continue
		}
		seen[id] = true
		r, err := d.q().MonitorRef(ctx, d.workspace, string(id))
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("read monitor's name: %w", err)
		}
		out = append(out, MonitorRef{monitor.ID(r.ID), r.Name, r.Target})
	}
	return out, nil
}

// SessionsOf returns the sessions of an account that have not expired, the one
// used last first.
func (d *DB) SessionsOf(ctx context.Context, user string) ([]auth.Session, error) {
	rows, err := d.q().SessionsOf(ctx, user, toMS(now()))
	if err != nil {
		return nil, fmt.Errorf("list sessions: %w", err)
	}
	out := make([]auth.Session, len(rows))
	for i, r := range rows {
		out[i] = openSession(r)
	}
	return out, nil
}
