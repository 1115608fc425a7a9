package storetest

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/store"
)

// heard gathers events until one of the kind given.
func heard(t *testing.T, events <-chan store.Event, last store.EventKind) []store.Event {
	t.Helper()
	var got []store.Event
	for {
		select {
		case e, ok := <-events:
			if !ok {
				t.Fatalf("the feed ended after %+v", got)
			}
			got = append(got, e)
			if e.Kind == last {
				return got
			}
		case <-time.After(10 * time.Second):
			t.Fatalf("no event of kind %s after %+v", last, got)
		}
	}
}

func feed(t *testing.T, open func(t *testing.T) *store.DB) {
	d := open(t)
	events, cancel := d.Subscribe()
	woken := 0
	d.WakeMonitors = func() { woken++ }
	m := AddMonitor(t, d, "shop")
	if woken != 1 {
		t.Errorf("the scheduler was woken %d times, want once", woken)
	}
	ch := AddChannel(t, d, "all", true)
	inc := newIncident(1)
	openUp(t, d, m.ID, inc, opened)
	del := claimOne(t, d, soon(), opened.Transition)
	must(t, d.Settle(t.Context(), del, time.Now()))
	one := []monitor.ID{m.ID}
	want := []store.Event{
		{Kind: store.MonitorsChanged, Monitors: one}, {Kind: store.ChannelsChanged},
		{Kind: store.StateChanged, Monitors: one}, {Kind: store.IncidentChanged, Incident: inc}, {Kind: store.AlertsChanged, Incident: inc},
		{Kind: store.AlertsChanged, Incident: inc},
	}
	var got []store.Event
	for len(got) < len(want) {
		got = append(got, <-events)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	appendAll(t, d, Checks(m.ID, time.Now(), time.Now().Add(time.Millisecond), time.Minute))
	appendAll(t, d, Checks(m.ID, time.Now(), time.Now().Add(time.Millisecond), time.Minute))
	heard(t, events, store.ResultsAppended)

	// Who does not listen is told that something was missed, and only that.
	slow, cancelSlow := d.Subscribe()
	for range 400 {
		must(t, d.UpdateChannel(t.Context(), &ch))
	}
	all := heard(t, slow, store.EventsMissed)
	if len(all) > 300 {
		t.Errorf("%d events were kept for a slow subscriber", len(all))
	}
	must(t, d.UpdateChannel(t.Context(), &ch))
	heard(t, slow, store.ChannelsChanged)
	cancelSlow()
	cancelSlow()
	cancel()
	for range events {
	}
}
