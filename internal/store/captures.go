package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/store/db"
)

// A CaptureKind says what a capture is evidence of.
type CaptureKind string

// Capture kinds. They are stored and shown: add, never rename.
const (
	CaptureBefore  CaptureKind = "before"  // the last good answer before an incident
	CaptureFailure CaptureKind = "failure" // a check that failed
	CaptureTrial   CaptureKind = "trial"   // an experiment of the diagnosis
	CaptureAfter   CaptureKind = "after"   // the good answer that ended the incident
)

// A Capture is one piece of evidence, without its report.
type Capture struct {
	ID         string
	Monitor    monitor.ID
	Incident   incident.ID // "" for one outside of incidents
	At         time.Time
	Kind       CaptureKind
	Place      string
	Experiment measure.Experiment // of a trial
	Status     int
	Failure    measure.Failure
}

// keptCapture is a Capture with what is kept of it.
type keptCapture struct {
	Capture
	report *measure.Report
}

func captureOf(r *measure.Report, kind CaptureKind, id monitor.ID, inc incident.ID) keptCapture {
	c := keptCapture{Capture{Monitor: id, Incident: inc, At: r.At, Kind: kind, Place: r.Place, Status: r.Status()}, r}
	if o, failed := r.Failed(); failed {
		c.Failure = o.Failure
	}
	if r.Step != nil {
		c.Experiment = r.Step.Experiment
	}
	return c
}

func (d *DB) insertCapture(ctx context.Context, q *db.Queries, c keptCapture) error {
	data, err := packReport(c.report)
	if err != nil {
		return err
	}
	err = q.InsertCapture(ctx, db.InsertCaptureParams{
		ID: newID(), WorkspaceID: d.workspace, MonitorID: string(c.Monitor), IncidentID: string(c.Incident), At: toMS(c.At), Kind: string(c.Kind),
		Place: c.Place, Experiment: string(c.Experiment), Status: int64(c.Status), Failure: string(c.Failure), Data: data,
	})
	if err != nil {
		return fmt.Errorf("write capture: %w", err)
	}
	return nil
}

// maxReport bounds what a stored report may decompress to.
const maxReport = 8 << 20

// The zstd coders of reports hold no state between calls.
var (
	reportEncoder = newReportEncoder()
	reportDecoder = must(zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxReport)))
)

func newReportEncoder() *zstd.Encoder {
	e := must(zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithLowerEncoderMem(true), zstd.WithWindowSize(1<<17)))
	// It makes its channels with the first use, and a test in a bubble must not
	// be the one that has it.
	e.EncodeAll([]byte{0}, nil)
	return e
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err) // options that are wrong in the program's text
	}
	return v
}

// packReport makes the kept form of r, without the secrets that it may have.
func packReport(r *measure.Report) ([]byte, error) {
	text, err := json.Marshal(measure.Redact(*r))
	if err != nil {
		return nil, fmt.Errorf("encode report: %w", err)
	}
	return reportEncoder.EncodeAll(text, nil), nil
}

func unpackReport(data []byte) (measure.Report, error) {
	var r measure.Report
	text, err := reportDecoder.DecodeAll(data, nil)
	if err != nil {
		return r, fmt.Errorf("decompress report: %w", err)
	}
	if err := json.Unmarshal(text, &r); err != nil {
		return r, fmt.Errorf("decode report: %w", err)
	}
	return r, nil
}

// maxCaptures bounds a list of captures.
const maxCaptures = 200

// CapturesOfIncident returns the evidence of an incident in the order of time.
func (d *DB) CapturesOfIncident(ctx context.Context, id incident.ID) ([]Capture, error) {
	rows, err := d.q().CapturesOfIncident(ctx, db.CapturesOfIncidentParams{WorkspaceID: d.workspace, IncidentID: string(id), Max: maxCaptures})
	if err != nil {
		return nil, fmt.Errorf("read captures: %w", err)
	}
	cs := make([]Capture, len(rows))
	for i, r := range rows {
		cs[i] = openCapture(r)
	}
	return cs, nil
}

// CapturesOfMonitor returns the evidence of a monitor, the newest first.
func (d *DB) CapturesOfMonitor(ctx context.Context, id monitor.ID) ([]Capture, error) {
	rows, err := d.q().CapturesOfMonitor(ctx, db.CapturesOfMonitorParams{WorkspaceID: d.workspace, MonitorID: string(id), Max: maxCaptures})
	if err != nil {
		return nil, fmt.Errorf("read captures: %w", err)
	}
	cs := make([]Capture, len(rows))
	for i, r := range rows {
		cs[i] = openCapture(db.CapturesOfIncidentRow(r))
	}
	return cs, nil
}

func openCapture(r db.CapturesOfIncidentRow) Capture {
	return Capture{
		ID: r.ID, Monitor: monitor.ID(r.MonitorID), Incident: incident.ID(r.IncidentID), At: fromMS(r.At), Kind: CaptureKind(r.Kind),
		Place: r.Place, Experiment: measure.Experiment(r.Experiment), Status: int(r.Status), Failure: measure.Failure(r.Failure),
	}
}

// Capture returns one piece of evidence with its report, which holds no
// secret. A missing one is a problem.NotFound.
func (d *DB) Capture(ctx context.Context, id string) (Capture, measure.Report, error) {
	row, err := d.q().Capture(ctx, d.workspace, id)
	if errors.Is(err, sql.ErrNoRows) {
		return Capture{}, measure.Report{}, notFound("capture")
	}
	if err != nil {
		return Capture{}, measure.Report{}, fmt.Errorf("read capture: %w", err)
	}
	r, err := unpackReport(row.Data)
	c := openCapture(db.CapturesOfIncidentRow{ID: row.ID, MonitorID: row.MonitorID, IncidentID: row.IncidentID, At: row.At, Kind: row.Kind,
		Place: row.Place, Experiment: row.Experiment, Status: row.Status, Failure: row.Failure})
	return c, r, err
}

// LastGood returns the last answer of a monitor that was as expected; nil if
// none is kept.
func (d *DB) LastGood(ctx context.Context, id monitor.ID) (*measure.Report, error) {
	return readLastGood(ctx, d.q(), id)
}
