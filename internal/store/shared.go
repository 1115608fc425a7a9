package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/judge"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/store/db"
)

// A joining finds the open incident that a monitor's failure belongs to, in
// the transaction of one judgement, and remembers what it found.
type joining struct {
	d     *DB
	q     *db.Queries
	id    monitor.ID
	found *incident.Incident
}

// joinable is judge.Case.Joinable. Whoever opens an incident waits here for
// others that do: two failures of one cause that are judged at once do not
// both find nothing.
func (j *joining) joinable(ctx context.Context, keys []string, began time.Time, within time.Duration) (*incident.Incident, error) {
	if _, err := j.q.NextNumber(ctx, "opening", 1); err != nil {
		return nil, fmt.Errorf("wait for others that open incidents: %w", err)
	}
	for _, key := range keys {
		id, err := j.q.JoinableIncident(ctx, db.JoinableIncidentParams{
			WorkspaceID: j.d.workspace, Key: key, FromT: toMS(began.Add(-within)), ToT: toMS(began.Add(within)), MonitorID: string(j.id),
		})
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("find incident to join: %w", err)
		}
		in, err := j.d.lockIncident(ctx, j.q, incident.ID(id))
		if err != nil {
			return nil, err
		}
		if !in.Closed.IsZero() { // a moment ago
			continue
		}
		j.found = &in
		return new(in), nil
	}
	return nil, nil
}

// before returns the incident that an outcome changes as it was, or nil.
func (j *joining) before(c judge.Case, out *judge.Outcome) *incident.Incident {
	for _, in := range []*incident.Incident{c.Incident, j.found} {
		if in != nil && out.Incident != nil && in.ID == out.Incident.ID {
			return in
		}
	}
	return nil
}

// lockIncident reads an incident that nobody else changes until the
// transaction ends.
func (d *DB) lockIncident(ctx context.Context, q *db.Queries, id incident.ID) (incident.Incident, error) {
	row, err := q.LockIncident(ctx, d.workspace, string(id))
	if errors.Is(err, sql.ErrNoRows) {
		return incident.Incident{}, notFound("incident")
	}
	if err != nil {
		return incident.Incident{}, fmt.Errorf("lock incident: %w", err)
	}
	return openIncident(ctx, q, row)
}

// putMembers writes what changed among the monitors of an incident that was
// as before says (nil: it is new).
func (d *DB) putMembers(ctx context.Context, q *db.Queries, in incident.Incident, before *incident.Incident) error {
	at := now()
	for i, m := range in.Monitors {
		member := before != nil && slices.Contains(before.Monitors, m)
		if !member {
			err := q.PutIncidentMonitor(ctx, db.PutIncidentMonitorParams{IncidentID: string(in.ID), MonitorID: string(m), WorkspaceID: d.workspace, Position: int64(i)})
			if err != nil {
				return fmt.Errorf("write monitor of incident: %w", err)
			}
		}
		well := slices.Contains(in.Well, m)
		if was := member && slices.Contains(before.Well, m); was == well {
			continue
		}
		recovered := int64(0)
		if well {
			recovered = toMS(at)
		}
		if err := q.SetRecovered(ctx, db.SetRecoveredParams{Recovered: recovered, IncidentID: string(in.ID), MonitorID: string(m)}); err != nil {
			return fmt.Errorf("write monitor of incident: %w", err)
		}
	}
	return nil
}

// putKeys makes an open incident be found by keys; a closed one is not found
// any more.
func (d *DB) putKeys(ctx context.Context, q *db.Queries, in incident.Incident, keys []string) error {
	if !in.Closed.IsZero() {
		if err := q.DeleteIncidentKeys(ctx, string(in.ID)); err != nil {
			return fmt.Errorf("delete keys of incident: %w", err)
		}
		return nil
	}
	for _, k := range keys {
		if err := q.PutIncidentKey(ctx, db.PutIncidentKeyParams{WorkspaceID: d.workspace, Key: k, IncidentID: string(in.ID)}); err != nil {
			return fmt.Errorf("write key of incident: %w", err)
		}
	}
	return nil
}

// members reads the monitors of an incident into in.
func members(ctx context.Context, q *db.Queries, in *incident.Incident) error {
	rows, err := q.IncidentMembers(ctx, string(in.ID))
	if err != nil {
		return fmt.Errorf("read monitors of incident: %w", err)
	}
	for _, r := range rows {
		in.Monitors = append(in.Monitors, monitor.ID(r.MonitorID))
		if r.Recovered != 0 {
			in.Well = append(in.Well, monitor.ID(r.MonitorID))
		}
	}
	return nil
}

// changedJSON is what is kept of what changed.
func changedJSON(in incident.Incident) (string, error) {
	if len(in.Changed) == 0 {
		return "[]", nil
	}
	text, err := json.Marshal(in.Changed)
	if err != nil {
		return "", fmt.Errorf("encode what changed: %w", err)
	}
	return string(text), nil
}

// leaveIncident takes a monitor that is about to be deleted out of its open
// incident, and ends that if it was the last one that failed. Alerts that were
// to tell of it tell of another one.
func (d *DB) leaveIncident(ctx context.Context, q *db.Queries, inc incident.ID, id monitor.ID) error {
	in, err := d.lockIncident(ctx, q, inc)
	if err != nil {
		return ignoreMissing(err)
	}
	at := now()
	if err := q.SetRecovered(ctx, db.SetRecoveredParams{Recovered: toMS(at), IncidentID: string(inc), MonitorID: string(id)}); err != nil {
		return fmt.Errorf("write monitor of incident: %w", err)
	}
	failing, heir, err := d.heir(ctx, q, in, id)
	if err != nil {
		return err
	}
	if !failing {
		if err := d.endWithout(ctx, q, inc, id, heir); err != nil {
			return err
		}
	}
	if heir == "" {
		return nil
	}
	if err := q.MoveAlerts(ctx, db.MoveAlertsParams{ToID: string(heir), IncidentID: string(inc), FromID: string(id)}); err != nil {
		return fmt.Errorf("move alerts: %w", err)
	}
	return nil
}

// heir returns another monitor of the incident, if there is one, and whether
// it keeps the incident open.
func (d *DB) heir(ctx context.Context, q *db.Queries, in incident.Incident, id monitor.ID) (failing bool, heir monitor.ID, err error) {
	for _, other := range in.Monitors {
		if other == id {
			continue
		}
		raw, err := q.Memory(ctx, d.workspace, string(other))
		if errors.Is(err, sql.ErrNoRows) {
			continue // deleted
		}
		if err != nil {
			return false, "", fmt.Errorf("read memory: %w", err)
		}
		mem, err := decodeMemory(raw)
		if err != nil {
			return false, "", err
		}
		if heir = other; mem.Incident == in.ID {
			return true, heir, nil
		}
	}
	return false, heir, nil
}

// endWithout closes an incident whose last failing monitor is deleted.
func (d *DB) endWithout(ctx context.Context, q *db.Queries, inc incident.ID, id, heir monitor.ID) error {
	at := now()
	if err := q.CloseIncident(ctx, toMS(at), string(inc)); err != nil {
		return fmt.Errorf("close incident: %w", err)
	}
	if err := q.DeleteIncidentKeys(ctx, string(inc)); err != nil {
		return fmt.Errorf("delete keys of incident: %w", err)
	}
	err := d.insertEvents(ctx, q, inc, incident.Event{At: at, Kind: incident.Resolved, Monitor: id, Text: "the monitor was deleted"})
	if err != nil || heir == "" {
		return err
	}
	row, err := q.Monitor(ctx, d.workspace, string(heir))
	if err != nil {
		return fmt.Errorf("read monitor: %w", err)
	}
	m, err := d.openMonitor(row)
	if err != nil {
		return err
	}
	_, err = d.enqueue(ctx, q, m, inc, alert.Request{Transition: alert.Resolved, State: monitor.Up, At: at})
	return err
}
