package api

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/form"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/problem"
	"github.com/uptimesignal/uptimesignal/internal/redact"
)

type createMonitorIn struct {
	Once
	Body monitor.Draft
}

func createMonitor(ctx context.Context, a *API, in *createMonitorIn) (*monitorOut, error) {
	return replay(ctx, a, in.Once, in.Body, func() (*monitorOut, error) {
		m, err := a.monitorOf(in.Body, monitor.Monitor{})
		if err != nil {
			return nil, err
		}
		if err := a.MonitorEdits.CreateMonitor(ctx, &m); err != nil {
			return nil, err
		}
		out := a.monitorOut(MonitorRow{Monitor: m, Uptime: -1})
		out.Location = "/api/v1/monitors/" + string(m.ID)
		return out, nil
	})
}

// A Match is the header of a change that must not overwrite another.
type Match struct {
	IfMatch string `header:"If-Match" doc:"The ETag that the change is based on; without it, on whatever is stored."`
}

// check reports whether the change may be made to version.
func (m Match) check(version int64) error {
	if m.IfMatch == "" || m.IfMatch == "*" || m.IfMatch == etag(version) {
		return nil
	}
	return newProblem(http.StatusPreconditionFailed, "It has been changed since you read it. Read it again, and repeat your change.")
}

type replaceMonitorIn struct {
	Ref
	Match
	Body monitor.Draft
}

func replaceMonitor(ctx context.Context, a *API, in *replaceMonitorIn) (*monitorOut, error) {
	row, err := a.Monitors.MonitorRow(ctx, monitor.ID(in.ID))
	if err != nil {
		return nil, err
	}
	return a.saveMonitor(ctx, row, in.Match, in.Body)
}

// A MonitorPatch is the part of a monitor that is to change. Members of
// objects that are left out keep their values; lists are replaced whole.
type MonitorPatch struct {
	Name        *string                `json:"name,omitempty" minLength:"1" maxLength:"200"`
	Kind        *string                `json:"kind,omitempty"`
	Spec        json.RawMessage        `json:"spec,omitempty" doc:"Settings to change; null removes one."`
	Interval    *monitor.Duration      `json:"interval,omitempty"`
	Timeout     *monitor.Duration      `json:"timeout,omitempty"`
	Expect      *monitor.ExpectDraft   `json:"expect,omitempty"`
	Policy      *monitor.PolicyDraft   `json:"policy,omitempty"`
	Experiments *monitor.Experiments   `json:"experiments,omitempty"`
	Windows     *[]monitor.WindowDraft `json:"windows,omitempty" nullable:"false"`
	Paused      *bool                  `json:"paused,omitempty"`
	Tags        *[]string              `json:"tags,omitempty" nullable:"false"`
	Channels    *[]string              `json:"channels,omitempty" nullable:"false"`
}

type updateMonitorIn struct {
	Ref
	Match
	RawBody []byte // Body only checks it: a patch must be read with what it leaves out
	Body    MonitorPatch
}

func updateMonitor(ctx context.Context, a *API, in *updateMonitorIn) (*monitorOut, error) {
	row, err := a.Monitors.MonitorRow(ctx, monitor.ID(in.ID))
	if err != nil {
		return nil, err
	}
	// What is shown is patched, so that a secret is given only if the patch gives it.
	draft, err := patched(a.showMonitor(row).Draft, in.RawBody)
	if err != nil {
		return nil, err
	}
	return a.saveMonitor(ctx, row, in.Match, draft)
}

func (a *API) saveMonitor(ctx context.Context, row MonitorRow, m Match, d monitor.Draft) (*monitorOut, error) {
	if err := m.check(row.Monitor.Version); err != nil {
		return nil, err
	}
	next, err := a.monitorOf(d, row.Monitor)
	if err != nil {
		return nil, err
	}
	if err := a.MonitorEdits.UpdateMonitor(ctx, &next); err != nil {
		return nil, err
	}
	row.Monitor = next
	return a.monitorOut(row), nil
}

// monitorOf returns the monitor that d describes, with the secrets that d
// masks or leaves out taken from old.
func (a *API) monitorOf(d monitor.Draft, old monitor.Monitor) (monitor.Monitor, error) {
	m, err := d.Monitor()
	bad := form.FieldErrors(err)
	m.ID, m.Created, m.Version = old.ID, old.Created, old.Version
	kind, ok := find(a.ProbeKinds, m.Kind)
	if !ok {
		return m, form.Invalid(append(bad, problem.FieldError{Field: "kind", Text: unknownKind(m.Kind, a.ProbeKinds)}))
	}
	was, moved := old.Spec, form.Moved(kind.Fields, old.Spec, m.Spec)
	if old.Kind != m.Kind {
		was, moved = nil, "kind" // another kind's secrets mean something else
	}
	if m.Spec, err = form.Merge(kind.Fields, was, m.Spec); err == nil {
		err = kind.Check(m.Spec)
	}
	if k, _ := problem.Of(err); err != nil && k != problem.Invalid {
		return m, err
	}
	bad = append(bad, form.Under("spec", form.FieldErrors(err))...)
	bad = append(bad, keepHidden(&m.Experiments, old.Experiments, moved)...)
	return m, form.Invalid(bad)
}

// keepHidden puts back what an owner's own reading of a monitor has masked,
// unless by the setting moved the monitor leads elsewhere.
func keepHidden(e *monitor.Experiments, old monitor.Experiments, moved string) (bad []problem.FieldError) {
	f := func(name string, v *string, was, shown string) {
		switch {
		case *v == shown && shown != was && moved != "":
			bad = append(bad, problem.FieldError{Field: "experiments." + name, Text: form.Again(moved)})
		case *v == shown:
			*v = was
		case strings.Contains(*v, redact.Mask):
			bad = append(bad, problem.FieldError{Field: "experiments." + name, Text: "is masked, and no such secret is stored; send the secret itself"})
		}
	}
	f("second_header", &e.SecondHeader, old.SecondHeader, maskPair(old.SecondHeader))
	f("known_good", &e.KnownGood, old.KnownGood, redact.URL(old.KnownGood))
	return bad
}

// maskPair hides the value of "Name: value".
func maskPair(s string) string {
	name, _, ok := strings.Cut(s, ":")
	switch {
	case s == "":
		return ""
	case !ok:
		return redact.Mask
	}
	return name + ": " + redact.Mask
}

func unknownKind(name string, kinds []Kind) string {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = k.Name
	}
	return "there is no kind " + `"` + name + `"; there are ` + strings.Join(names, ", ")
}

type deleteMonitorIn struct {
	Ref
	Match
}

func deleteMonitor(ctx context.Context, a *API, in *deleteMonitorIn) (*struct{}, error) {
	row, err := a.Monitors.MonitorRow(ctx, monitor.ID(in.ID))
	if err != nil {
		return nil, err
	}
	if err := in.check(row.Monitor.Version); err != nil {
		return nil, err
	}
	return nil, a.MonitorEdits.DeleteMonitor(ctx, monitor.ID(in.ID))
}

func pauseMonitor(ctx context.Context, a *API, in *Ref) (*monitorOut, error) {
	return setPaused(ctx, a, in, true)
}

func resumeMonitor(ctx context.Context, a *API, in *Ref) (*monitorOut, error) {
	return setPaused(ctx, a, in, false)
}

func setPaused(ctx context.Context, a *API, in *Ref, paused bool) (*monitorOut, error) {
	if err := a.MonitorEdits.SetPaused(ctx, monitor.ID(in.ID), paused); err != nil {
		return nil, err
	}
	return getMonitor(ctx, a, in)
}
