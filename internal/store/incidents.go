package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/problem"
	"github.com/uptimesignal/uptimesignal/internal/store/db"
)

func likeliest(dg diagnose.Diagnosis) string {
	if len(dg.Causes) == 0 {
		return ""
	}
	return string(dg.Causes[0].ID)
}

func (d *DB) putIncident(ctx context.Context, q *db.Queries, in incident.Incident, before *incident.Incident) error {
	text, err := json.Marshal(in.Diagnosis)
	if err != nil {
		return fmt.Errorf("encode diagnosis: %w", err)
	}
	changed, err := changedJSON(in)
	if err != nil {
		return err
	}
	err = q.PutIncident(ctx, db.PutIncidentParams{
		ID: string(in.ID), WorkspaceID: d.workspace, State: string(in.State), Opened: toMS(in.Opened), Closed: toMS(in.Closed),
		Status: int64(in.Status), Failure: string(in.Failure), Cause: likeliest(in.Diagnosis), Diagnosis: string(text),
		Investigated: in.Investigated, Acknowledged: toMS(in.Acknowledged), Changed: changed,
	})
	if err != nil {
		return fmt.Errorf("write incident: %w", err)
	}
	return d.putMembers(ctx, q, in, before)
}

func (d *DB) insertEvents(ctx context.Context, q *db.Queries, inc incident.ID, events ...incident.Event) error {
	for _, e := range events {
		err := q.InsertEvent(ctx, db.InsertEventParams{
			ID: newID(), IncidentID: string(inc), WorkspaceID: d.workspace, At: toMS(e.At), Kind: string(e.Kind),
			MonitorID: string(e.Monitor), FromState: string(e.From), ToState: string(e.To), Text: e.Text,
		})
		if err != nil {
			return fmt.Errorf("write event: %w", err)
		}
	}
	return nil
}

func (d *DB) readIncident(ctx context.Context, q *db.Queries, id incident.ID) (incident.Incident, error) {
	row, err := q.Incident(ctx, d.workspace, string(id))
	if errors.Is(err, sql.ErrNoRows) {
		return incident.Incident{}, notFound("incident")
	}
	if err != nil {
		return incident.Incident{}, fmt.Errorf("read incident: %w", err)
	}
	return openIncident(ctx, q, row)
}

func openIncident(ctx context.Context, q *db.Queries, row db.Incident) (incident.Incident, error) {
	in := incident.Incident{
		ID: incident.ID(row.ID), State: monitor.State(row.State), Opened: fromMS(row.Opened), Closed: fromMS(row.Closed),
		Status: int(row.Status), Failure: measure.Failure(row.Failure), Investigated: row.Investigated, Acknowledged: fromMS(row.Acknowledged),
	}
	if err := json.Unmarshal([]byte(row.Diagnosis), &in.Diagnosis); err != nil {
		return in, fmt.Errorf("decode diagnosis of incident %s: %w", row.ID, err)
	}
	if err := json.Unmarshal([]byte(row.Changed), &in.Changed); err != nil {
		return in, fmt.Errorf("decode what changed of incident %s: %w", row.ID, err)
	}
	if len(in.Changed) == 0 {
		in.Changed = nil
	}
	return in, members(ctx, q, &in)
}

// Incident returns an incident and its timeline, in the order of time. A
// missing one is a problem.NotFound.
func (d *DB) Incident(ctx context.Context, id incident.ID) (incident.Incident, []incident.Event, error) {
	q := d.q()
	in, err := d.readIncident(ctx, q, id)
	if err != nil {
		return in, nil, err
	}
	rows, err := q.Events(ctx, string(id))
	if err != nil {
		return in, nil, fmt.Errorf("read timeline: %w", err)
	}
	events := make([]incident.Event, len(rows))
	for i, r := range rows {
		events[i] = incident.Event{At: fromMS(r.At), Kind: incident.EventKind(r.Kind), Monitor: monitor.ID(r.MonitorID),
			From: monitor.State(r.FromState), To: monitor.State(r.ToState), Text: r.Text}
	}
	return in, events, nil
}

// An IncidentFilter says which incidents are wanted.
type IncidentFilter struct {
	Monitor monitor.ID // "" is any
	Open    bool       // only those that are open
	After   string     // the cursor of the page before; "" for the first
	Limit   int        // at most 200; 0 is 50
}

// Incidents returns a page of incidents, the newest first, and the cursor of
// the next page, "" if this is the last.
func (d *DB) Incidents(ctx context.Context, f IncidentFilter) (page []incident.Incident, next string, err error) {
	before, beforeID := int64(math.MaxInt64), ""
	if f.After != "" {
		at, id, err := readCursor(f.After)
		if err != nil {
			return nil, "", err
		}
		if before, err = strconv.ParseInt(at, 10, 64); err != nil {
			return nil, "", errCursor()
		}
		beforeID = id
	}
	limit := pageSize(f.Limit)
	q := d.q()
	var rows []db.Incident
	p := db.ListIncidentsParams{WorkspaceID: d.workspace, Before: before, BeforeID: beforeID, Max: int32(limit + 1)}
	if f.Open {
		p.OnlyOpen = 1
	}
	if f.Monitor == "" {
		rows, err = q.ListIncidents(ctx, p)
	} else {
		rows, err = q.ListIncidentsOf(ctx, db.ListIncidentsOfParams{WorkspaceID: p.WorkspaceID, MonitorID: string(f.Monitor),
			Before: p.Before, BeforeID: p.BeforeID, OnlyOpen: p.OnlyOpen, Max: p.Max})
	}
	if err != nil {
		return nil, "", fmt.Errorf("read incidents: %w", err)
	}
	if len(rows) > limit {
		rows = rows[:limit]
		last := rows[limit-1]
		next = makeCursor(strconv.FormatInt(last.Opened, 10), last.ID)
	}
	for _, row := range rows {
		in, err := openIncident(ctx, q, row)
		if err != nil {
			return nil, "", err
		}
		page = append(page, in)
	}
	return page, next, nil
}

// Acknowledge records that somebody looks after an incident, and who. Again
// is no error and changes nothing.
func (d *DB) Acknowledge(ctx context.Context, id incident.ID, who string, at time.Time) error {
	changed := false
	err := d.tx(ctx, func(q *db.Queries) error {
		n, err := q.Acknowledge(ctx, db.AcknowledgeParams{At: toMS(at), WorkspaceID: d.workspace, ID: string(id)})
		if err != nil {
			return fmt.Errorf("acknowledge: %w", err)
		}
		if changed = n > 0; !changed {
			_, err := q.Incident(ctx, d.workspace, string(id))
			if errors.Is(err, sql.ErrNoRows) {
				return notFound("incident")
			}
			return err
		}
		return d.insertEvents(ctx, q, id, incident.Event{At: at, Kind: incident.Acknowledged, Text: who})
	})
	if err == nil && changed {
		d.feed.publish(Event{Kind: IncidentChanged, Incident: id})
	}
	return err
}

func errCursor() error {
	return problem.Fields("The cursor is not one that this server gave.", problem.FieldError{Field: "after", Text: "is not a cursor of this list"})
}
