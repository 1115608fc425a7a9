package web

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/problem"
)

// IncidentsView is what the list of incidents shows.
type IncidentsView struct {
	OnlyOpen bool
	Rows     []IncidentRow
	Next     string
	First    string
}

func loadIncidents(ctx context.Context, s *Web, r *http.Request) (IncidentsView, error) {
	q := r.URL.Query()
	f := IncidentFilter{Open: q.Get("open") != "", After: q.Get("after"), Limit: pageSize}
	items, next, err := s.Incidents.ListIncidents(ctx, f)
	if err != nil {
		return IncidentsView{}, err
	}
	v := IncidentsView{OnlyOpen: f.Open}
	for _, i := range items {
		v.Rows = append(v.Rows, incidentRow(i))
	}
	if next != "" {
		v.Next = incidentsURL(f.Open, next)
	}
	if f.After != "" {
		v.First = incidentsURL(f.Open, "")
	}
	return v, nil
}

func incidentsURL(open bool, after string) string {
	var q []string
	if open {
		q = append(q, "open=1")
	}
	if after != "" {
		q = append(q, "after="+queryEscape(after))
	}
	if len(q) == 0 {
		return "/incidents"
	}
	return "/incidents?" + strings.Join(q, "&")
}

// IncidentView is what the page of an incident shows.
type IncidentView struct {
	IncidentRow
	Failure      measure.Failure
	AckedAt      time.Time
	Investigated bool
	Diagnosis    DiagnosisView
	Changed      []string // since the last good answer
	Timeline     []EventView
	Alerts       []Sent
	First        *CaptureView // the check that opened it
	Matrix       *MatrixView  // of an access monitor
	Trials       []CaptureView
	Command      string // proves the fix from a shell; "" where no one command does
	Inspect      string // lets a look inside decide, from a shell on the web server's host; "" where none would
}

// An EventView is an entry of the timeline.
type EventView struct {
	At      time.Time
	Kind    incident.EventKind
	To      monitor.State
	Text    string
	Monitor string
}

// Words names what happened.
func (e EventView) Words() string {
	switch e.Kind {
	case incident.Opened:
		return "Opened"
	case incident.Changed:
		return "Now " + string(e.To)
	case incident.Diagnosed:
		return "Diagnosed"
	case incident.AlertSent:
		return "Alert sent"
	case incident.AlertFailed:
		return "Alert failed"
	case incident.Acknowledged:
		return "Acknowledged"
	case incident.Resolved:
		return "Resolved"
	case incident.Joined:
		return "Also fails"
	case incident.Recovered:
		return "Good again"
	case incident.Waiting:
		return "Checks wait"
	case incident.Inspected:
		return "Inspected"
	}
	return capital(strings.ReplaceAll(string(e.Kind), "_", " "))
}

// Live is the address of the stream of changes to this incident.
func (v IncidentView) Live() string { return "/live?incident=" + string(v.ID) }

// Elided reports whether Command wants secrets to be filled in.
func (v IncidentView) Elided() bool { return strings.Contains(v.Command, elided) }

// Heading names what fails.
func (v IncidentView) Heading() string {
	if len(v.Names) == 0 {
		return "An incident of a deleted monitor"
	}
	more := ""
	if n := len(v.Names) - 1; n > 0 {
		more = " and " + plural(n, "other")
	}
	return v.Names[0].Name + more
}

func loadIncident(ctx context.Context, s *Web, r *http.Request) (IncidentView, error) {
	id := incident.ID(r.PathValue("id"))
	item, err := s.Incidents.Incident(ctx, id)
	if err != nil {
		return IncidentView{}, err
	}
	v := IncidentView{IncidentRow: incidentRow(item), Failure: item.Failure, AckedAt: item.Acknowledged, Investigated: item.Investigated,
		Diagnosis: diagnosisView(item.Diagnosis)}
	names := map[monitor.ID]string{}
	for _, n := range item.Names {
		names[n.ID] = n.Name
	}
	for _, c := range item.Changed {
		v.Changed = append(v.Changed, visible(c.Says))
	}
	if len(item.Names) > 0 {
		v.Inspect = inspection(item, s.BaseURL)
	}
	events, err := s.Incidents.Timeline(ctx, id)
	if err != nil {
		return v, err
	}
	for _, e := range events {
		v.Timeline = append(v.Timeline, EventView{e.At, e.Kind, e.To, visible(e.Text), names[e.Monitor]})
	}
	if v.Alerts, err = s.Alerts.Sent(ctx, SentFilter{Incident: id, Limit: 50}); err != nil {
		return v, err
	}
	captures, err := s.Evidence.IncidentCaptures(ctx, id)
	if err != nil {
		return v, err
	}
	v.Command = proofOf(item, captures)
	for _, c := range captures {
		cv := captureView(c)
		switch {
		case c.Step != nil:
			v.Trials = append(v.Trials, cv)
		case v.First == nil:
			v.First, v.Matrix = &cv, matrixView(&c, item.Diagnosis)
		case len(c.Cells) > 0: // a later check in which other cells fail
			v.Matrix = matrixView(&c, item.Diagnosis)
		}
	}
	return v, nil
}

func (s *Web) postAcknowledge(r *http.Request) (answer, error) {
	id := r.PathValue("id")
	return answer{to: "/incidents/" + id, flash: "acknowledged"}, s.Incidents.Acknowledge(r, incident.ID(id))
}

// postRetest checks every monitor of an incident again.
func (s *Web) postRetest(r *http.Request) (answer, error) {
	item, err := s.Incidents.Incident(r.Context(), incident.ID(r.PathValue("id")))
	if err != nil {
		return answer{}, err
	}
	for _, m := range item.Monitors {
		if err := s.Checks.CheckNow(r.Context(), m); err != nil && !problem.Is(err, problem.NotFound) {
			return answer{}, err
		}
	}
	return answer{to: "/incidents/" + string(item.ID), flash: "retesting"}, nil
}
