package web

import (
	"context"
	"net/http"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// shownChecks is how many checks the page of a monitor lists.
const shownChecks = 50

// MonitorView is what the page of a monitor shows.
type MonitorView struct {
	RowView
	Paused    bool
	Interval  time.Duration
	Timeout   time.Duration
	Expect    string
	Spans     []Option // of the chart
	Chart     Chart
	Uptimes   []UptimeView
	Results   []measure.Result
	Incidents []IncidentRow
	Forecasts []Forecast
	Open      *IncidentRow
	Capture   *CaptureView
	Matrix    *MatrixView // of an access monitor, as it was kept last
}

// Live is the address of the stream of changes to this monitor.
func (v MonitorView) Live() string { return "/live?monitors=" + string(v.ID) }

// An UptimeView is the share of good checks over a span.
type UptimeView struct {
	Label string
	Share float64 // below 0 when nothing was measured
}

func loadMonitor(ctx context.Context, s *Web, r *http.Request) (MonitorView, error) {
	id := monitor.ID(r.PathValue("id"))
	row, err := s.Monitors.MonitorRow(ctx, id)
	if err != nil {
		return MonitorView{}, err
	}
	m := row.Monitor
	v := MonitorView{RowView: s.rowView(row), Paused: m.Paused, Interval: m.Interval, Timeout: m.Timeout, Expect: expectWords(m.Expect)}
	if kind, ok := findKind(s.Probes, m.Kind); ok && kind.OwnsExpect {
		v.Expect = "what its table says"
	}
	now := time.Now()
	name := r.URL.Query().Get("range")
	if name == "" && now.Sub(m.Created) < 3*time.Hour && !m.Created.IsZero() {
		name = "1h" // a day would be a line at its edge
	}
	sp := spanOf(name)
	for _, o := range spans {
		v.Spans = append(v.Spans, Option{Value: o.Name, Label: o.Label, Chosen: o.Name == sp.Name})
	}
	points, err := s.History.Series(ctx, id, now.Add(-sp.Length), now, sliceCount(sp, m.Interval, chartSlices))
	if err != nil {
		return v, err
	}
	v.Chart = chart(bridge(points, m.Interval), sp, now)
	if err := s.monitorHistory(ctx, &v, now); err != nil {
		return v, err
	}
	c, err := s.Evidence.LastCapture(ctx, id)
	if err != nil {
		return v, err
	}
	if c != nil {
		cv := captureView(*c)
		v.Capture, v.Matrix = &cv, matrixView(c, openDiagnosis(row))
	}
	return v, nil
}

func (s *Web) monitorHistory(ctx context.Context, v *MonitorView, now time.Time) error {
	v.Uptimes = []UptimeView{{"24 hours", v.Day}, {"30 days", v.Month}}
	for _, span := range []struct {
		at    int
		label string
		back  time.Duration
	}{{1, "7 days", 7 * 24 * time.Hour}, {3, "90 days", 90 * 24 * time.Hour}} {
		u, err := s.History.Uptime(ctx, v.ID, now.Add(-span.back), now)
		if err != nil {
			return err
		}
		v.Uptimes = append(v.Uptimes[:span.at], append([]UptimeView{{span.label, u}}, v.Uptimes[span.at:]...)...)
	}
	var err error
	if v.Results, err = s.History.Results(ctx, v.ID, now.Add(-7*24*time.Hour), now, shownChecks); err != nil {
		return err
	}
	if v.Forecasts, err = s.History.Forecasts(ctx, v.ID); err != nil {
		return err
	}
	items, _, err := s.Incidents.ListIncidents(ctx, IncidentFilter{Monitor: v.ID, Limit: 10})
	if err != nil {
		return err
	}
	for _, i := range items {
		row := incidentRow(i)
		if i.Closed.IsZero() && v.Open == nil {
			v.Open = &row
		}
		v.Incidents = append(v.Incidents, row)
	}
	return nil
}

func (s *Web) postCheck(r *http.Request) (answer, error) {
	id := r.PathValue("id")
	return answer{to: "/monitors/" + id, flash: "checking"}, s.Checks.CheckNow(r.Context(), monitor.ID(id))
}

func (s *Web) postPause(r *http.Request) (answer, error) {
	id := r.PathValue("id")
	return answer{to: "/monitors/" + id, flash: "paused"}, s.Edits.SetPaused(r.Context(), monitor.ID(id), true)
}

func (s *Web) postResume(r *http.Request) (answer, error) {
	id := r.PathValue("id")
	return answer{to: "/monitors/" + id, flash: "resumed"}, s.Edits.SetPaused(r.Context(), monitor.ID(id), false)
}

// DeleteView is what asks whether something may be deleted for good.
type DeleteView struct {
	What, Name string
	Loses      string // what is lost with it
	Action     string
	Back       string
}

func loadDeleteMonitor(ctx context.Context, s *Web, r *http.Request) (DeleteView, error) {
	row, err := s.Monitors.MonitorRow(ctx, monitor.ID(r.PathValue("id")))
	if err != nil {
		return DeleteView{}, err
	}
	at := "/monitors/" + string(row.Monitor.ID)
	return DeleteView{What: "monitor", Name: row.Monitor.Name, Action: at + "/delete", Back: at,
		Loses: "Its checks, its history and its captures are deleted with it. Incidents that it shares with other monitors stay."}, nil
}

func (s *Web) postDeleteMonitor(r *http.Request) (answer, error) {
	return answer{to: "/monitors", flash: "monitor-deleted"}, s.Edits.DeleteMonitor(r.Context(), monitor.ID(r.PathValue("id")))
}

// An IncidentRow is an incident in a list.
type IncidentRow struct {
	ID           incident.ID
	State        monitor.State
	Cause        string
	Impact       string
	Names        []MonitorRef
	Opened       time.Time
	Closed       time.Time // zero while it is open
	Acknowledged bool
	Status       int
}

// Lasted is how long it took, or takes so far.
func (r IncidentRow) Lasted() time.Duration {
	if r.Closed.IsZero() {
		return time.Since(r.Opened)
	}
	return r.Closed.Sub(r.Opened)
}

func incidentRow(i IncidentItem) IncidentRow {
	row := IncidentRow{ID: i.ID, State: i.State, Cause: causeLine(i.Incident), Names: i.Names, Opened: i.Opened, Closed: i.Closed,
		Acknowledged: !i.Acknowledged.IsZero(), Status: i.Status}
	if i.Diagnosis.Impact != "" {
		row.Impact = impactWords(i.Diagnosis.Impact)
	}
	return row
}

// expectWords says which statuses are expected, and whether of a stranger.
func expectWords(e monitor.Expectation) string {
	if e.MustRefuse {
		return "a refusal (" + e.Wants().String() + ", or a page for signing in) for whoever has no credentials"
	}
	return e.Status.String()
}

// openDiagnosis is that of the open incident, if there is one.
func openDiagnosis(row Row) diagnose.Diagnosis {
	if row.Incident == nil {
		return diagnose.Diagnosis{}
	}
	return row.Incident.Diagnosis
}
