package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/judge"
	"github.com/uptimesignal/uptimesignal/internal/store/db"
)

// Record implements judge.Records.
func (d *DB) Record(ctx context.Context, id incident.ID) (judge.Record, error) {
	var rec judge.Record
	var err error
	if rec.Incident, err = d.readIncident(ctx, d.q(), id); err != nil {
		return rec, err
	}
	captures, err := d.CapturesOfIncident(ctx, id)
	if err != nil {
		return rec, err
	}
	for _, c := range captures {
		_, r, err := d.Capture(ctx, c.ID)
		if err != nil {
			return rec, err
		}
		r.Monitor = c.Monitor
		switch c.Kind {
		case CaptureBefore:
			rec.Before = append(rec.Before, r)
		case CaptureFailure:
			rec.Failures = append(rec.Failures, r)
		case CaptureTrial:
			rec.Trials = append(rec.Trials, r)
		}
	}
	return rec, nil
}

// Inspected implements judge.Records.
func (d *DB) Inspected(ctx context.Context, id incident.ID, dg *diagnose.Diagnosis, e incident.Event) error {
	var released int64
	err := d.tx(ctx, func(q *db.Queries) error {
		if _, err := q.Incident(ctx, d.workspace, string(id)); errors.Is(err, sql.ErrNoRows) {
			return notFound("incident")
		} else if err != nil {
			return fmt.Errorf("read incident: %w", err)
		}
		if err := d.insertEvents(ctx, q, id, e); err != nil || dg == nil {
			return err
		}
		text, err := json.Marshal(dg)
		if err != nil {
			return fmt.Errorf("encode diagnosis: %w", err)
		}
		if _, err := q.SetDiagnosis(ctx, db.SetDiagnosisParams{Diagnosis: string(text), Cause: likeliest(*dg), WorkspaceID: d.workspace, ID: string(id)}); err != nil {
			return fmt.Errorf("write diagnosis: %w", err)
		}
		if released, err = q.Release(ctx, toMS(e.At), string(id)); err != nil {
			return fmt.Errorf("release alerts: %w", err)
		}
		return nil
	})
	if err != nil {
		return err
	}
	d.feed.publish(Event{Kind: IncidentChanged, Incident: id})
	if released > 0 {
		wake(d.WakeOutbox)
	}
	return nil
}
