package storetest

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/problem"
	"github.com/uptimesignal/uptimesignal/internal/store"
)

// ledgerInspected: what is kept of an incident can be read again, and an
// inspection replaces its diagnosis and lets its alerts go.
func ledgerInspected(t *testing.T, d *store.DB) {
	m := AddMonitor(t, d, "shop")
	AddChannel(t, d, "ops", true)
	woken := 0
	inc := newIncident(7)
	openUp(t, d, m.ID, inc)
	trial := report(m.ID, 200, "at the root")
	trial.Step = &measure.Step{Experiment: measure.XRoot, Changed: "the root"}
	must(t, d.Diagnosed(t.Context(), inc, forbidden, []measure.Report{*trial}, time.Now()))
	openUp(t, d, m.ID, inc, request(alert.Changed, monitor.Refused, time.Hour)) // held, too
	d.WakeOutbox = func() { woken++ }
	rec, err := d.Record(t.Context(), inc)
	must(t, err)
	if rec.Incident.ID != inc || len(rec.Failures) != 2 || len(rec.Trials) != 1 || rec.Failures[0].Status() != 403 || rec.Failures[0].Monitor != m.ID ||
		rec.Trials[0].Monitor != m.ID || rec.Trials[0].Step.Experiment != measure.XRoot {
		t.Errorf("what is kept: %+v", rec)
	}
	at := time.Now().UTC().Truncate(time.Millisecond)
	e := incident.Event{At: at, Kind: incident.Inspected, Text: "found nothing"}
	must(t, d.Inspected(t.Context(), inc, nil, e))
	if woken > 0 {
		t.Error("nothing was found, and alerts were let go")
	}
	in, _, err := d.Incident(t.Context(), inc)
	must(t, err)
	if diff := cmp.Diff(rec.Incident.Diagnosis, in.Diagnosis); diff != "" {
		t.Errorf("nothing was found, and the diagnosis is another: %s", diff)
	}
	sure := forbidden
	sure.Summary = "The file may not be read."
	must(t, d.Inspected(t.Context(), inc, &sure, e))
	in, events, err := d.Incident(t.Context(), inc)
	must(t, err)
	if diff := cmp.Diff(sure, in.Diagnosis); diff != "" || !in.Investigated || woken != 1 {
		t.Errorf("investigated %t, woken %d times, diagnosis (-want +got):\n%s", in.Investigated, woken, diff)
	}
	if diff := cmp.Diff(e, events[len(events)-1]); diff != "" {
		t.Errorf("last event (-want +got):\n%s", diff)
	}
	for what, err := range map[string]error{
		"inspected": d.Inspected(t.Context(), newIncident(99), &sure, e), "found nothing": d.Inspected(t.Context(), newIncident(99), nil, e),
		"read": second(d.Record(t.Context(), newIncident(99))),
	} {
		if !problem.Is(err, problem.NotFound) {
			t.Errorf("a missing incident, %s: %v", what, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }
