package api

import (
	"context"
	"slices"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/form"
	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/redact"
)

// A Monitor is a monitor as it is shown: its settings without secrets, and how
// it is.
type Monitor struct {
	monitor.Draft
	// These four are always there, empty or not.
	Windows  []monitor.WindowDraft `json:"windows" nullable:"false"`
	Paused   bool                  `json:"paused"`
	Tags     []string              `json:"tags" nullable:"false"`
	Channels []string              `json:"channels" nullable:"false"`

	ID        monitor.ID    `json:"id"`
	Target    string        `json:"target" doc:"What is checked, without secrets."`
	State     monitor.State `json:"state" enum:"up,degraded,refused,limited,down,unknown,paused,maintenance"`
	Since     *time.Time    `json:"since,omitempty" doc:"Of the state."`
	Incident  incident.ID   `json:"incident_id,omitempty" doc:"The open incident, if any."`
	LastCheck *Check        `json:"last_check,omitempty" doc:"Absent until there was one."`
	Uptime    *float64      `json:"uptime_30d,omitempty" doc:"The share of good checks in 30 days, between 0 and 1; absent when nothing was measured."`
	Created   *time.Time    `json:"created,omitempty"`
	Updated   *time.Time    `json:"updated,omitempty"`
	Version   int64         `json:"version" doc:"Grows with each change; the ETag."`
}

type listMonitorsIn struct {
	Page
	Query string        `query:"q" maxLength:"200" doc:"Only those with this text in their name or target."`
	State monitor.State `query:"state" enum:"up,degraded,refused,limited,down,unknown,paused,maintenance" doc:"Only those in this state."`
	Tag   string        `query:"tag" maxLength:"200" doc:"Only those with this tag."`
}

type listMonitorsOut struct{ Body MonitorList }

// A MonitorList is a page of monitors.
type MonitorList struct {
	Monitors []Monitor `json:"monitors" nullable:"false"`
	Next     string    `json:"next_cursor,omitempty" doc:"Absent on the last page."`
}

type monitorOut struct {
	ETag     string `header:"ETag"`
	Location string `header:"Location"`
	Body     Monitor
}

func listMonitors(ctx context.Context, a *API, in *listMonitorsIn) (*listMonitorsOut, error) {
	rows, next, err := a.Monitors.ListMonitors(ctx, MonitorFilter{Query: in.Query, State: in.State, Tag: in.Tag, After: in.Cursor, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	out := &listMonitorsOut{MonitorList{Monitors: make([]Monitor, len(rows)), Next: next}}
	for i, r := range rows {
		out.Body.Monitors[i] = a.showMonitor(r)
	}
	return out, nil
}

func getMonitor(ctx context.Context, a *API, in *Ref) (*monitorOut, error) {
	row, err := a.Monitors.MonitorRow(ctx, monitor.ID(in.ID))
	if err != nil {
		return nil, err
	}
	return a.monitorOut(row), nil
}

func (a *API) monitorOut(row MonitorRow) *monitorOut {
	return &monitorOut{ETag: etag(row.Monitor.Version), Body: a.showMonitor(row)}
}

func (a *API) showMonitor(r MonitorRow) Monitor {
	m := r.Monitor
	out := Monitor{Draft: monitor.DraftOf(m), ID: m.ID, State: stateOf(r), Since: rfc3339(r.Memory.Since),
		Incident: r.Memory.Incident, Created: rfc3339(m.Created), Updated: rfc3339(m.Updated), Version: m.Version}
	out.Windows, out.Tags, out.Channels, out.Paused = list(out.Draft.Windows), list(m.Tags), list(m.Channels), m.Paused
	out.Experiments.SecondHeader = maskPair(out.Experiments.SecondHeader)
	out.Experiments.KnownGood = redact.URL(out.Experiments.KnownGood)
	out.Spec = []byte("{}") // shows nothing of a kind that is not known (any more)
	if k, ok := find(a.ProbeKinds, m.Kind); ok {
		out.Spec, out.Target = form.Mask(k.Fields, m.Spec), k.Target(m.Spec)
	}
	if !r.Last.At.IsZero() {
		out.LastCheck = new(showCheck(r.Last))
	}
	if r.Uptime >= 0 {
		out.Uptime = new(r.Uptime)
	}
	return out
}

// stateOf is what a list shows: what its owner has done to a monitor comes
// before what was measured.
func stateOf(r MonitorRow) monitor.State {
	switch {
	case r.Monitor.Paused:
		return monitor.Paused
	case r.Monitor.InMaintenance(time.Now()):
		return monitor.Maintenance
	case r.Memory.State == "":
		return monitor.Unknown
	}
	return r.Memory.State
}

func find(kinds []Kind, name string) (Kind, bool) {
	i := slices.IndexFunc(kinds, func(k Kind) bool { return k.Name == name })
	if i < 0 {
		return Kind{}, false
	}
	return kinds[i], true
}

// A Check is the result of one check.
type Check struct {
	At      *time.Time      `json:"at,omitempty" doc:"When it began."`
	Place   string          `json:"place"`
	State   monitor.State   `json:"state"`
	Failure measure.Failure `json:"failure,omitempty" doc:"The code of how it failed; absent when it did not."`
	Status  int             `json:"status,omitempty" doc:"The HTTP status; absent when there was no answer."`
	Took    float64         `json:"took_ms"`
	Timings Timings         `json:"timings"`
}

// Timings are the phases of a check, summed over its redirects.
type Timings struct {
	Resolve  float64 `json:"resolve_ms"`
	Connect  float64 `json:"connect_ms"`
	TLS      float64 `json:"tls_ms"`
	Wait     float64 `json:"wait_ms" doc:"From the request sent to the first byte."`
	Transfer float64 `json:"transfer_ms"`
}

func showTimings(t measure.Timings) Timings {
	return Timings{millis(t.Resolve), millis(t.Connect), millis(t.TLS), millis(t.Wait), millis(t.Transfer)}
}

func showCheck(r measure.Result) Check {
	return Check{At: rfc3339(r.At), Place: r.Place, State: r.State, Failure: r.Failure, Status: r.Status,
		Took: millis(r.Took), Timings: showTimings(r.Timings)}
}
