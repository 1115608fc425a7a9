package storetest

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/problem"
	"github.com/uptimesignal/uptimesignal/internal/store"
)

func incidentIDs(t *testing.T, d *store.DB, f store.IncidentFilter) []incident.ID {
	t.Helper()
	ids := []incident.ID{}
	for range 100 {
		page, next, err := d.Incidents(t.Context(), f)
		must(t, err)
		for _, in := range page {
			ids = append(ids, in.ID)
		}
		if next == "" {
			return ids
		}
		f.After = next
	}
	t.Fatal("the pages do not end")
	return nil
}

func incidents(t *testing.T, open func(t *testing.T) *store.DB) {
	d := open(t)
	a, b := AddMonitor(t, d, "a"), AddMonitor(t, d, "b")
	for i := range byte(5) {
		openUp(t, d, a.ID, newIncident(i))
		if i < 4 {
			endIt(t, d, a.ID)
		}
	}
	openUp(t, d, b.ID, newIncident(5))
	id := newIncident
	for _, x := range []struct {
		name string
		f    store.IncidentFilter
		want []incident.ID
	}{
		{"All", store.IncidentFilter{}, []incident.ID{id(5), id(4), id(3), id(2), id(1), id(0)}},
		{"Pages", store.IncidentFilter{Limit: 2}, []incident.ID{id(5), id(4), id(3), id(2), id(1), id(0)}},
		{"Open", store.IncidentFilter{Open: true, Limit: 1}, []incident.ID{id(5), id(4)}},
		{"OfMonitor", store.IncidentFilter{Monitor: a.ID, Limit: 2}, []incident.ID{id(4), id(3), id(2), id(1), id(0)}},
		{"OpenOfMonitor", store.IncidentFilter{Monitor: a.ID, Open: true}, []incident.ID{id(4)}},
		{"OfNobody", store.IncidentFilter{Monitor: "gone"}, []incident.ID{}},
	} {
		t.Run(x.name, func(t *testing.T) {
			if diff := cmp.Diff(x.want, incidentIDs(t, d, x.f)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	t.Run("BadCursor", func(t *testing.T) {
		for _, c := range []string{"!", "eHh4", "eHh4AHl5"} {
			if _, _, err := d.Incidents(t.Context(), store.IncidentFilter{After: c}); !problem.Is(err, problem.Invalid) {
				t.Errorf("cursor %q: %v, want invalid", c, err)
			}
		}
	})
	t.Run("Acknowledge", func(t *testing.T) { acknowledge(t, d, b.ID, id(5)) })
	t.Run("Captures", func(t *testing.T) {
		cs, err := d.CapturesOfMonitor(t.Context(), a.ID)
		must(t, err)
		if len(cs) != 13 { // 5 failures, 4 answers after, 4 answers before
			t.Errorf("%d captures, want 13", len(cs))
		}
		if _, _, err := d.Capture(t.Context(), "gone"); !problem.Is(err, problem.NotFound) {
			t.Errorf("a missing capture: %v, want not found", err)
		}
	})
}

func acknowledge(t *testing.T, d *store.DB, m monitor.ID, inc incident.ID) {
	at := time.Now().UTC().Truncate(time.Millisecond)
	must(t, d.Acknowledge(t.Context(), inc, "ada@example.com", at))
	must(t, d.Acknowledge(t.Context(), inc, "eve@example.com", at.Add(time.Hour)))
	in, events, err := d.Incident(t.Context(), inc)
	must(t, err)
	if diff := cmp.Diff([]monitor.ID{m}, in.Monitors); diff != "" || !in.Acknowledged.Equal(at) {
		t.Errorf("incident %+v", in)
	}
	want := incident.Event{At: at, Kind: incident.Acknowledged, Text: "ada@example.com"}
	if len(events) != 2 || events[1] != want {
		t.Errorf("timeline %+v, want one acknowledgement", events)
	}
	if err := d.Acknowledge(t.Context(), newIncident(77), "ada", at); !problem.Is(err, problem.NotFound) {
		t.Errorf("a missing incident: %v, want not found", err)
	}
}
