package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/judge"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/store/db"
)

// errNothing ends a transaction that has nothing to commit.
var errNothing = errors.New("nothing to change")

// Judge implements judge.Ledger.
func (d *DB) Judge(ctx context.Context, id monitor.ID, decide func(judge.Case) (*judge.Outcome, error)) error {
	var c judge.Case
	var out *judge.Outcome
	var queued int64
	err := d.tx(ctx, func(q *db.Queries) error {
		var err error
		queued = 0
		if c, err = d.readCase(ctx, q, id); err != nil {
			return err
		}
		j := &joining{d: d, q: q, id: id}
		c.Joinable = func(keys []string, began time.Time, within time.Duration) (*incident.Incident, error) {
			return j.joinable(ctx, keys, began, within)
		}
		if out, err = decide(c); err != nil {
			return err
		}
		if out == nil {
			return errNothing
		}
		queued, err = d.writeOutcome(ctx, q, c, out, j)
		return err
	})
	if errors.Is(err, errNothing) {
		return nil
	}
	if err != nil {
		return err
	}
	d.announce(c, out, queued)
	return nil
}

// announce tells subscribers what an outcome has changed.
func (d *DB) announce(c judge.Case, out *judge.Outcome, queued int64) {
	var events []Event
	if out.Memory.State != c.Memory.State || out.Memory.Incident != c.Memory.Incident {
		events = append(events, Event{Kind: StateChanged, Monitors: []monitor.ID{c.Monitor.ID}})
	}
	inc := incidentOf(c, out)
	if out.Incident != nil || len(out.Events) > 0 {
		events = append(events, Event{Kind: IncidentChanged, Incident: inc})
	}
	if queued > 0 {
		events = append(events, Event{Kind: AlertsChanged, Incident: inc})
	}
	d.feed.publish(events...)
	if queued > 0 {
		wake(d.WakeOutbox)
	}
}

// incidentOf returns the id of the incident that an outcome is about, or "".
func incidentOf(c judge.Case, out *judge.Outcome) incident.ID {
	switch {
	case out.Incident != nil:
		return out.Incident.ID
	case c.Incident != nil:
		return c.Incident.ID
	default:
		return ""
	}
}

// readCase locks the monitor's state until the transaction ends.
func (d *DB) readCase(ctx context.Context, q *db.Queries, id monitor.ID) (judge.Case, error) {
	var c judge.Case
	raw, err := q.LockState(ctx, d.workspace, string(id))
	if errors.Is(err, sql.ErrNoRows) {
		return c, notFound("monitor")
	}
	if err != nil {
		return c, fmt.Errorf("lock state: %w", err)
	}
	if c.Memory, err = decodeMemory(raw); err != nil {
		return c, err
	}
	row, err := q.Monitor(ctx, d.workspace, string(id))
	if err != nil {
		return c, fmt.Errorf("read monitor: %w", err)
	}
	if c.Monitor, err = d.openMonitor(row); err != nil {
		return c, err
	}
	if c.Memory.Incident != "" {
		inc, err := d.lockIncident(ctx, q, c.Memory.Incident)
		if err != nil {
			return c, err
		}
		c.Incident = &inc
	}
	c.LastGood, err = readLastGood(ctx, q, id)
	return c, err
}

func readLastGood(ctx context.Context, q *db.Queries, id monitor.ID) (*measure.Report, error) {
	row, err := q.LastGood(ctx, string(id))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read last good answer: %w", err)
	}
	r, err := unpackReport(row.Data)
	if err != nil {
		return nil, err
	}
	return &r, nil
}

func (d *DB) writeOutcome(ctx context.Context, q *db.Queries, c judge.Case, out *judge.Outcome, j *joining) (queued int64, err error) {
	inc := incidentOf(c, out)
	if err := d.putMemory(ctx, q, c.Monitor, out.Memory); err != nil {
		return 0, err
	}
	if out.Incident != nil {
		if err := d.putOutcomeIncident(ctx, q, c, out, j.before(c, out)); err != nil {
			return 0, err
		}
	}
	if inc == "" && (len(out.Events) > 0 || len(out.Alerts) > 0) {
		return 0, errors.New("outcome has events or alerts and no incident")
	}
	if err := d.insertEvents(ctx, q, inc, out.Events...); err != nil {
		return 0, err
	}
	if out.Capture != nil {
		if err := d.keepCapture(ctx, q, c, out); err != nil {
			return 0, err
		}
	}
	for _, a := range out.Alerts {
		n, err := d.enqueue(ctx, q, c.Monitor, inc, a)
		if err != nil {
			return 0, err
		}
		queued += n
	}
	return queued, nil
}

func (d *DB) putMemory(ctx context.Context, q *db.Queries, m monitor.Monitor, mem incident.Memory) error {
	raw, err := json.Marshal(mem)
	if err != nil {
		return fmt.Errorf("encode memory: %w", err)
	}
	state := mem.State
	if state == "" {
		state = monitor.Unknown
	}
	err = q.UpdateState(ctx, db.UpdateStateParams{State: string(state), Shown: string(shown(m, state)), Since: toMS(mem.Since), IncidentID: string(mem.Incident), Memory: string(raw), MonitorID: string(m.ID)})
	if err != nil {
		return fmt.Errorf("update state: %w", err)
	}
	return nil
}

// shown is the state as lists know it.
func shown(m monitor.Monitor, s monitor.State) monitor.State {
	if m.Paused {
		return monitor.Paused
	}
	return s
}

// putOutcomeIncident writes the incident. With a new one, the last good answer
// is kept as evidence of it, since the next good one replaces it.
func (d *DB) putOutcomeIncident(ctx context.Context, q *db.Queries, c judge.Case, out *judge.Outcome, before *incident.Incident) error {
	if err := d.putIncident(ctx, q, *out.Incident, before); err != nil {
		return err
	}
	if err := d.putKeys(ctx, q, *out.Incident, out.Keys); err != nil {
		return err
	}
	if before == nil && c.LastGood != nil {
		return d.insertCapture(ctx, q, captureOf(c.LastGood, CaptureBefore, c.Monitor.ID, out.Incident.ID))
	}
	return nil
}

func (d *DB) keepCapture(ctx context.Context, q *db.Queries, c judge.Case, out *judge.Outcome) error {
	id := c.Monitor.ID
	if !out.Good {
		return d.insertCapture(ctx, q, captureOf(out.Capture, CaptureFailure, id, incidentOf(c, out)))
	}
	data, err := packReport(out.Capture)
	if err != nil {
		return err
	}
	err = q.PutLastGood(ctx, db.PutLastGoodParams{MonitorID: string(id), WorkspaceID: d.workspace, At: toMS(out.Capture.At), Data: data})
	if err != nil {
		return fmt.Errorf("keep last good answer: %w", err)
	}
	if inc := incidentOf(c, out); inc != "" { // the answer that ended it
		return d.insertCapture(ctx, q, captureOf(out.Capture, CaptureAfter, id, inc))
	}
	return nil
}

// Diagnosed implements judge.Ledger.
func (d *DB) Diagnosed(ctx context.Context, id incident.ID, dg diagnose.Diagnosis, trials []measure.Report, at time.Time) error {
	var released int64
	err := d.tx(ctx, func(q *db.Queries) error {
		text, err := json.Marshal(dg)
		if err != nil {
			return fmt.Errorf("encode diagnosis: %w", err)
		}
		n, err := q.SetDiagnosis(ctx, db.SetDiagnosisParams{Diagnosis: string(text), Cause: likeliest(dg), WorkspaceID: d.workspace, ID: string(id)})
		if err != nil {
			return fmt.Errorf("write diagnosis: %w", err)
		}
		if n == 0 {
			return notFound("incident")
		}
		for i := range trials {
			if err := d.insertCapture(ctx, q, captureOf(&trials[i], CaptureTrial, trials[i].Monitor, id)); err != nil {
				return err
			}
		}
		if err := d.insertEvents(ctx, q, id, incident.Event{At: at, Kind: incident.Diagnosed, Text: dg.Summary}); err != nil {
			return err
		}
		if released, err = q.Release(ctx, toMS(at), string(id)); err != nil {
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
