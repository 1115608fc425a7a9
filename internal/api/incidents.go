package api

import (
	"context"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/auth"
	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// An Incident is an incident as it is shown.
type Incident struct {
	ID           incident.ID        `json:"id"`
	Monitors     []monitor.ID       `json:"monitor_ids" nullable:"false"`
	Well         []monitor.ID       `json:"well_monitor_ids" nullable:"false" doc:"Those of them that are good again while it is still open for others."`
	State        monitor.State      `json:"state" doc:"The worst so far."`
	Open         bool               `json:"open"`
	Opened       *time.Time         `json:"opened,omitempty" doc:"When the first check failed, not the one that confirmed it."`
	Closed       *time.Time         `json:"closed,omitempty" doc:"Absent while it is open."`
	Acknowledged *time.Time         `json:"acknowledged,omitempty"`
	Status       int                `json:"status,omitempty" doc:"The HTTP status that opened it; absent when there was no answer."`
	Failure      measure.Failure    `json:"failure,omitempty"`
	Investigated bool               `json:"investigated" doc:"Whether the diagnosis is final: its experiments have ended."`
	Diagnosis    diagnose.Diagnosis `json:"diagnosis"`
	Changed      []Difference       `json:"changed" nullable:"false" doc:"What the first bad answer has that the last good one had not, the most telling first."`
}

// A Difference is between the last good answer and the first bad one.
type Difference struct {
	Code diagnose.ChangeCode `json:"code"`
	Says string              `json:"says"`
}

// An IncidentDetail is an incident with all that is known of it.
type IncidentDetail struct {
	Incident
	Timeline []TimelineEvent `json:"timeline" nullable:"false" doc:"What happened, the oldest first."`
	Captures []CaptureHead   `json:"captures" nullable:"false" doc:"The evidence, the oldest first."`
}

// A TimelineEvent is an entry of an incident's timeline.
type TimelineEvent struct {
	At      *time.Time         `json:"at,omitempty"`
	Kind    incident.EventKind `json:"kind" enum:"opened,changed,diagnosed,alert_sent,alert_failed,acknowledged,announced,joined,recovered,waiting,inspected,resolved"`
	Monitor monitor.ID         `json:"monitor_id,omitempty"`
	From    monitor.State      `json:"from,omitempty"`
	To      monitor.State      `json:"to,omitempty"`
	Text    string             `json:"text,omitempty"`
}

type listIncidentsIn struct {
	Page
	Monitor monitor.ID `query:"monitor" maxLength:"64" doc:"Only those of this monitor."`
	Open    bool       `query:"open" doc:"Only those that have not ended."`
}

type listIncidentsOut struct{ Body IncidentList }

// An IncidentList is a page of incidents.
type IncidentList struct {
	Incidents []Incident `json:"incidents" nullable:"false"`
	Next      string     `json:"next_cursor,omitempty" doc:"Absent on the last page."`
}

func listIncidents(ctx context.Context, a *API, in *listIncidentsIn) (*listIncidentsOut, error) {
	items, next, err := a.Incidents.ListIncidents(ctx, IncidentFilter{Monitor: in.Monitor, Open: in.Open, After: in.Cursor, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	out := &listIncidentsOut{IncidentList{Incidents: make([]Incident, len(items)), Next: next}}
	for i, x := range items {
		out.Body.Incidents[i] = showIncident(x)
	}
	return out, nil
}

func showIncident(x incident.Incident) Incident {
	changed := make([]Difference, len(x.Changed))
	for i, c := range x.Changed {
		changed[i] = Difference(c)
	}
	return Incident{ID: x.ID, Monitors: list(x.Monitors), Well: list(x.Well), Changed: changed, State: x.State, Open: x.Closed.IsZero(),
		Opened: rfc3339(x.Opened), Closed: rfc3339(x.Closed), Acknowledged: rfc3339(x.Acknowledged),
		Status: x.Status, Failure: x.Failure, Investigated: x.Investigated, Diagnosis: showDiagnosis(x.Diagnosis)}
}

type incidentOut struct{ Body IncidentDetail }

func getIncident(ctx context.Context, a *API, in *Ref) (*incidentOut, error) {
	id := incident.ID(in.ID)
	x, events, err := a.Incidents.Incident(ctx, id)
	if err != nil {
		return nil, err
	}
	captures, err := a.Evidence.IncidentCaptures(ctx, id)
	if err != nil {
		return nil, err
	}
	out := &incidentOut{IncidentDetail{Incident: showIncident(x),
		Timeline: make([]TimelineEvent, len(events)), Captures: make([]CaptureHead, len(captures))}}
	for i, e := range events {
		out.Body.Timeline[i] = TimelineEvent{rfc3339(e.At), e.Kind, e.Monitor, e.From, e.To, e.Text}
	}
	for i, c := range captures {
		out.Body.Captures[i] = showCaptureHead(c)
	}
	return out, nil
}

func acknowledgeIncident(ctx context.Context, a *API, in *Ref) (*incidentOut, error) {
	who, _ := auth.From(ctx)
	if err := a.Incidents.Acknowledge(ctx, incident.ID(in.ID), who.Name); err != nil {
		return nil, err
	}
	return getIncident(ctx, a, in)
}
