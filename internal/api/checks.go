package api

import (
	"context"
	"encoding/base64"
	"strconv"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/forecast"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/problem"
)

// A Span chooses a time.
type Span struct {
	From time.Time `query:"from" doc:"At the earliest. Default: 24 hours before to."`
	To   time.Time `query:"to" doc:"Before that. Default: now."`
}

// resolve fills the defaults.
func (s Span) resolve() (from, to time.Time, err error) {
	from, to = s.From, s.To
	if to.IsZero() {
		to = time.Now()
	}
	if from.IsZero() {
		from = to.Add(-24 * time.Hour)
	}
	if !from.Before(to) {
		return from, to, problem.Fields("from: must be before to", problem.FieldError{Field: "from", Text: "must be before to"})
	}
	return from, to, nil
}

type listChecksIn struct {
	Ref
	Page
	Span
}

type listChecksOut struct{ Body CheckList }

// A CheckList is a page of results.
type CheckList struct {
	Checks []Check `json:"checks" nullable:"false"`
	Next   string  `json:"next_cursor,omitempty" doc:"Absent on the last page."`
}

func listChecks(ctx context.Context, a *API, in *listChecksIn) (*listChecksOut, error) {
	from, to, err := in.resolve()
	if err != nil {
		return nil, err
	}
	if in.Cursor != "" {
		if to, err = readTimeCursor(in.Cursor); err != nil {
			return nil, err
		}
	}
	if _, err := a.Monitors.MonitorRow(ctx, monitor.ID(in.ID)); err != nil {
		return nil, err
	}
	results, err := a.History.Results(ctx, monitor.ID(in.ID), from, to, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &listChecksOut{CheckList{Checks: make([]Check, len(results))}}
	for i, r := range results {
		out.Body.Checks[i] = showCheck(r)
	}
	if len(results) == in.Limit {
		out.Body.Next = timeCursor(results[len(results)-1].At)
	}
	return out, nil
}

// A time cursor is the time of the last row shown: the next page ends before it.
func timeCursor(t time.Time) string {
	return base64.RawURLEncoding.EncodeToString([]byte(strconv.FormatInt(t.UnixMilli(), 36)))
}

func readTimeCursor(s string) (time.Time, error) {
	text, err := base64.RawURLEncoding.DecodeString(s)
	if err == nil {
		var ms int64
		if ms, err = strconv.ParseInt(string(text), 36, 64); err == nil {
			return time.UnixMilli(ms), nil
		}
	}
	return time.Time{}, problem.Fields("cursor: is not one that the API returned", problem.FieldError{Field: "cursor", Text: "is not one that the API returned"})
}

// A Judgement is what a check on request has shown.
type Judgement struct {
	At        *time.Time         `json:"at,omitempty" doc:"When it began."`
	State     monitor.State      `json:"state"`
	Failure   measure.Failure    `json:"failure,omitempty"`
	Status    int                `json:"status,omitempty"`
	Took      float64            `json:"took_ms"`
	Timings   Timings            `json:"timings"`
	Fault     string             `json:"fault,omitempty" doc:"Why we could not measure; then the rest says nothing of the target."`
	Hops      []Hop              `json:"hops" nullable:"false"`
	Cells     []Cell             `json:"cells,omitempty" nullable:"false" doc:"Of an access matrix, row by row."`
	Diagnosis diagnose.Diagnosis `json:"diagnosis"`
	Forecasts []Forecast         `json:"forecasts" nullable:"false"`
}

// A Forecast is a lockout foreseen.
type Forecast struct {
	ID      string     `json:"id"`
	At      *time.Time `json:"at,omitempty" doc:"At the latest."`
	Because string     `json:"because"`
}

type judgementOut struct{ Body Judgement }

func checkNow(ctx context.Context, a *API, in *Ref) (*judgementOut, error) {
	c, err := a.Checks.CheckNow(ctx, monitor.ID(in.ID))
	if err != nil {
		return nil, err
	}
	return showChecked(c), nil
}

type tryMonitorIn struct{ Body TryDraft }

// A TryDraft is a monitor to try. With the id of a saved one, its secrets
// stand in for those that are masked or left out.
type TryDraft struct {
	monitor.Draft
	Name string     `json:"name,omitempty" doc:"Not needed to try."`
	ID   monitor.ID `json:"id,omitempty" maxLength:"64"`
}

func tryMonitor(ctx context.Context, a *API, in *tryMonitorIn) (*judgementOut, error) {
	draft, old := in.Body.Draft, monitor.Monitor{}
	if draft.Name = in.Body.Name; draft.Name == "" {
		draft.Name = "a try"
	}
	if in.Body.ID != "" {
		row, err := a.Monitors.MonitorRow(ctx, in.Body.ID)
		if err != nil {
			return nil, err
		}
		old = row.Monitor
	}
	m, err := a.monitorOf(draft, old)
	if err != nil {
		return nil, err
	}
	c, err := a.Checks.Try(ctx, m)
	if err != nil {
		return nil, err
	}
	return showChecked(c), nil
}

func showChecked(c Checked) *judgementOut {
	r := measure.Redact(c.Report)
	return &judgementOut{Judgement{At: rfc3339(r.At), State: c.State, Failure: c.Failure, Status: r.Status(),
		Took: millis(r.Took), Timings: showTimings(r.Timings()), Fault: r.Fault, Hops: showHops(r.Hops), Cells: showCells(r.Cells),
		Diagnosis: showDiagnosis(c.Diagnosis), Forecasts: showForecasts(c.Forecasts)}}
}

func showForecasts(fs []forecast.Forecast) []Forecast {
	out := make([]Forecast, len(fs))
	for i, f := range fs {
		out[i] = Forecast{f.ID, rfc3339(f.At), f.Because}
	}
	return out
}

// showDiagnosis makes every list of d a list.
func showDiagnosis(d diagnose.Diagnosis) diagnose.Diagnosis {
	d.Causes, d.Group, d.Fix, d.Experiments = list(d.Causes), list(d.Group), list(d.Fix), list(d.Experiments)
	causes := make([]diagnose.Ranked, len(d.Causes))
	for i, c := range d.Causes {
		c.Evidence = list(c.Evidence)
		causes[i] = c
	}
	d.Causes = causes
	fixes := make([]diagnose.Fix, len(d.Fix))
	for i, f := range d.Fix {
		f.Steps = list(f.Steps)
		fixes[i] = f
	}
	d.Fix = fixes
	return d
}
