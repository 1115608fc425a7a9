package storetest

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/store"
)

func request(t alert.Transition, s monitor.State, hold time.Duration) alert.Request {
	return alert.Request{Transition: t, State: s, At: time.Now().UTC().Truncate(time.Millisecond), Hold: hold}
}

var (
	opened   = request(alert.Opened, monitor.Refused, 0)
	resolved = request(alert.Resolved, monitor.Up, 0)
)

func claim(t testing.TB, d *store.DB, at time.Time) []alert.Delivery {
	t.Helper()
	ds, _, err := d.Claim(context.Background(), at, time.Minute, 100)
	must(t, err)
	return ds
}

// claimOne wants exactly one.
func claimOne(t testing.TB, d *store.DB, at time.Time, want alert.Transition) alert.Delivery {
	t.Helper()
	ds := claim(t, d, at)
	if len(ds) != 1 || ds[0].Transition != want {
		t.Fatalf("claimed %+v, want one that tells %s", ds, want)
	}
	return ds[0]
}

// soon is when everything that was queued without a hold is due.
func soon() time.Time { return time.Now().Add(time.Second) }

func alerts(t *testing.T, open func(t *testing.T) *store.DB) {
	for _, x := range []struct {
		name string
		run  func(t *testing.T, d *store.DB)
	}{
		{"Filled", alertFilled}, {"Channels", alertChannels}, {"OnceForEach", alertOnce}, {"HeldForDiagnosis", alertHeld},
		{"Order", alertOrder}, {"Fenced", alertFenced}, {"Retry", alertRetry}, {"GiveUp", alertGiveUp}, {"Next", alertNext},
		{"ChannelGone", alertChannelGone}, {"NoDoubleClaim", alertNoDoubleClaim}, {"ResolvedOnlyToTold", alertToTold},
	} {
		t.Run(x.name, func(t *testing.T) { x.run(t, open(t)) })
	}
}

func alertFilled(t *testing.T, d *store.DB) {
	woken := 0
	d.WakeOutbox = func() { woken++ }
	ch, m := AddChannel(t, d, "all", true), AddMonitor(t, d, "shop")
	inc := newIncident(1)
	openUp(t, d, m.ID, inc, opened)
	if woken != 1 {
		t.Errorf("the dispatcher was woken %d times, want once", woken)
	}
	del := claimOne(t, d, soon(), alert.Opened)
	if want := string(inc) + "/opened/" + ch.ID; del.Key != want {
		t.Errorf("key %q, want %q", del.Key, want)
	}
	if diff := cmp.Diff(ch, del.Channel); diff != "" {
		t.Errorf("channel (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(m, del.Monitor); diff != "" {
		t.Errorf("monitor (-want +got):\n%s", diff)
	}
	if del.Incident.ID != inc || del.Tries != 1 || del.State != monitor.Refused || !del.At.Equal(opened.At) {
		t.Errorf("delivery %+v", del)
	}
	at := time.Now().UTC().Truncate(time.Millisecond)
	must(t, d.Settle(t.Context(), del, at))
	records, err := d.Deliveries(t.Context(), store.DeliveryFilter{Incident: inc})
	must(t, err)
	if len(records) != 1 || records[0].Status != store.DeliveryDelivered || !records[0].Settled.Equal(at) || records[0].Tries != 1 {
		t.Errorf("record %+v", records)
	}
	_, events, err := d.Incident(t.Context(), inc)
	must(t, err)
	if e := events[len(events)-1]; e.Kind != incident.AlertSent || e.Text != "all" {
		t.Errorf("last event %+v, want that the alert was sent", e)
	}
	if ds := claim(t, d, soon().Add(time.Hour)); len(ds) != 0 {
		t.Errorf("a settled alert was claimed again")
	}
}

func alertChannels(t *testing.T, d *store.DB) {
	all, own := AddChannel(t, d, "all", true), AddChannel(t, d, "own", false)
	quiet := NewChannel("quiet", true)
	quiet.Paused = true
	must(t, d.CreateChannel(t.Context(), quiet))
	plain := AddMonitor(t, d, "plain")
	picky := NewMonitor("picky")
	picky.Channels = []string{own.ID}
	must(t, d.CreateMonitor(t.Context(), picky))
	openUp(t, d, plain.ID, newIncident(1), opened)
	openUp(t, d, picky.ID, newIncident(2), opened)
	got := map[string]string{}
	for _, del := range claim(t, d, soon()) {
		got[del.Monitor.Name] += del.Channel.ID
	}
	if diff := cmp.Diff(map[string]string{"plain": all.ID, "picky": own.ID}, got); diff != "" {
		t.Errorf("who hears of what (-want +got):\n%s", diff)
	}
}

func alertOnce(t *testing.T, d *store.DB) {
	AddChannel(t, d, "all", true)
	m := AddMonitor(t, d, "shop")
	inc := newIncident(1)
	openUp(t, d, m.ID, inc, opened)
	openUp(t, d, m.ID, inc, opened) // the same report once more, after a crash
	openUp(t, d, m.ID, inc, request(alert.Changed, monitor.Refused, 0), request(alert.Changed, monitor.Down, 0))
	records, err := d.Deliveries(t.Context(), store.DeliveryFilter{})
	must(t, err)
	if len(records) != 3 {
		t.Errorf("%d alerts queued, want 3: opened once, and a change to each of two states", len(records))
	}
}

func alertHeld(t *testing.T, d *store.DB) {
	AddChannel(t, d, "all", true)
	m := AddMonitor(t, d, "shop")
	inc := newIncident(1)
	openUp(t, d, m.ID, inc, request(alert.Opened, monitor.Refused, time.Hour))
	ds, next, err := d.Claim(t.Context(), soon(), time.Minute, 10)
	must(t, err)
	if len(ds) != 0 || time.Until(next) < 59*time.Minute {
		t.Fatalf("claimed %d alerts before the diagnosis, next at %v", len(ds), next)
	}
	woken := 0
	d.WakeOutbox = func() { woken++ }
	must(t, d.Diagnosed(t.Context(), inc, forbidden, nil, time.Now()))
	if woken != 1 {
		t.Errorf("the diagnosis woke the dispatcher %d times, want once", woken)
	}
	del := claimOne(t, d, soon(), alert.Opened)
	if del.Incident.Diagnosis.Summary != forbidden.Summary {
		t.Errorf("diagnosis %+v, want the newest", del.Incident.Diagnosis)
	}
	// A second diagnosis does not take the alert from who sends it.
	must(t, d.Diagnosed(t.Context(), inc, forbidden, nil, time.Now()))
	if ds := claim(t, d, soon()); len(ds) != 0 {
		t.Error("a diagnosis released an alert that was being sent")
	}
}

// alertOrder wants each channel to hear in the order of events, even when the
// incident ends before the first alert was delivered.
func alertOrder(t *testing.T, d *store.DB) {
	AddChannel(t, d, "all", true)
	m := AddMonitor(t, d, "shop")
	inc := newIncident(1)
	openUp(t, d, m.ID, inc, request(alert.Opened, monitor.Refused, time.Minute))
	endIt(t, d, m.ID, resolved)
	if ds := claim(t, d, soon()); len(ds) != 0 {
		t.Fatalf("%s overtook the alert that it ends", ds[0].Transition)
	}
	later := soon().Add(time.Minute)
	first := claimOne(t, d, later, alert.Opened)
	must(t, d.Retry(t.Context(), first, later.Add(time.Hour), "HTTP 500"))
	if ds := claim(t, d, later.Add(time.Second)); len(ds) != 0 {
		t.Fatalf("%s overtook an alert that is tried again", ds[0].Transition)
	}
	again := claimOne(t, d, later.Add(2*time.Hour), alert.Opened)
	woken := 0
	d.WakeOutbox = func() { woken++ }
	must(t, d.Settle(t.Context(), again, later))
	if woken != 1 {
		t.Error("nobody was told that the next alert can go")
	}
	claimOne(t, d, later.Add(2*time.Hour), alert.Resolved)
}

// alertFenced wants what a lost lease says to change nothing.
func alertFenced(t *testing.T, d *store.DB) {
	AddChannel(t, d, "all", true)
	m := AddMonitor(t, d, "shop")
	inc := newIncident(1)
	openUp(t, d, m.ID, inc, opened)
	now := soon()
	lost := claimOne(t, d, now, alert.Opened)
	if ds := claim(t, d, now.Add(59*time.Second)); len(ds) != 0 {
		t.Fatal("claimed again before the lease ended")
	}
	held := claimOne(t, d, now.Add(2*time.Minute), alert.Opened)
	if held.Key != lost.Key || held.Tries != 2 {
		t.Errorf("second claim has key %q and try %d; want %q and 2", held.Key, held.Tries, lost.Key)
	}
	must(t, d.Settle(t.Context(), lost, now))
	must(t, d.GiveUp(t.Context(), lost, now, "late"))
	must(t, d.Retry(t.Context(), lost, now, "late"))
	records, err := d.Deliveries(t.Context(), store.DeliveryFilter{})
	must(t, err)
	if r := records[0]; r.Status != store.DeliveryPending || r.Error != "" || !r.Next.Equal(now.Add(3*time.Minute).UTC().Truncate(time.Millisecond)) {
		t.Errorf("a lost lease changed the row: %+v", r)
	}
	_, events, err := d.Incident(t.Context(), inc)
	must(t, err)
	if len(events) != 1 {
		t.Errorf("a lost lease wrote to the timeline: %+v", events)
	}
	must(t, d.Settle(t.Context(), held, now))
	records, err = d.Deliveries(t.Context(), store.DeliveryFilter{})
	must(t, err)
	if records[0].Status != store.DeliveryDelivered {
		t.Errorf("the lease that was held did not settle: %+v", records[0])
	}
}

func alertRetry(t *testing.T, d *store.DB) {
	ch := AddChannel(t, d, "all", true)
	m := AddMonitor(t, d, "shop")
	openUp(t, d, m.ID, newIncident(1), opened)
	now := soon()
	del := claimOne(t, d, now, alert.Opened)
	must(t, d.Retry(t.Context(), del, now.Add(10*time.Minute), "HTTP 503"))
	ds, next, err := d.Claim(t.Context(), now.Add(time.Minute), time.Minute, 10)
	must(t, err)
	if want := now.Add(10 * time.Minute).UTC().Truncate(time.Millisecond); len(ds) != 0 || !next.Equal(want) {
		t.Errorf("claimed %d, next %v; want none and %v", len(ds), next, want)
	}
	records, err := d.Deliveries(t.Context(), store.DeliveryFilter{Channel: ch.ID})
	must(t, err)
	if r := records[0]; r.Status != store.DeliveryPending || r.Error != "HTTP 503" || r.Tries != 1 {
		t.Errorf("record %+v", r)
	}
	del = claimOne(t, d, now.Add(11*time.Minute), alert.Opened)
	if del.Tries != 2 {
		t.Errorf("try %d, want 2", del.Tries)
	}
}

func alertGiveUp(t *testing.T, d *store.DB) {
	ch := AddChannel(t, d, "all", true)
	m := AddMonitor(t, d, "shop")
	inc := newIncident(1)
	openUp(t, d, m.ID, inc, opened)
	endIt(t, d, m.ID, resolved)
	del := claimOne(t, d, soon(), alert.Opened)
	must(t, d.GiveUp(t.Context(), del, time.Now(), "HTTP 410"))
	got, err := d.Channel(t.Context(), ch.ID)
	must(t, err)
	if got.Failing != "HTTP 410" {
		t.Errorf("channel says %q, want why it failed", got.Failing)
	}
	if ds := claim(t, d, soon()); len(ds) != 0 {
		t.Errorf("%s is told to a channel that never heard of the incident", ds[0].Transition)
	}
	_, events, err := d.Incident(t.Context(), inc)
	must(t, err)
	if e := events[len(events)-1]; e.Kind != incident.AlertFailed || e.Text != "all: HTTP 410" {
		t.Errorf("last event %+v", e)
	}
	// The next alert that arrives clears the channel.
	openUp(t, d, m.ID, newIncident(2), opened)
	must(t, d.Settle(t.Context(), claimOne(t, d, soon(), alert.Opened), time.Now()))
	if got, err = d.Channel(t.Context(), ch.ID); err != nil || got.Failing != "" {
		t.Errorf("channel still says %q after a delivery (%v)", got.Failing, err)
	}
}

func alertNext(t *testing.T, d *store.DB) {
	if _, next, err := d.Claim(t.Context(), time.Now(), time.Minute, 10); err != nil || !next.IsZero() {
		t.Errorf("next %v (%v) of an empty outbox, want zero", next, err)
	}
	AddChannel(t, d, "all", true)
	m := AddMonitor(t, d, "shop")
	openUp(t, d, m.ID, newIncident(1), opened)
	openUp(t, d, m.ID, newIncident(2), opened)
	now := soon()
	ds, next, err := d.Claim(t.Context(), now, time.Minute, 1)
	must(t, err)
	if len(ds) != 1 || next.IsZero() || next.After(now) {
		t.Errorf("claimed %d of two with a limit of 1, next %v; want a time that has come", len(ds), next)
	}
}

func alertChannelGone(t *testing.T, d *store.DB) {
	gone, stays := AddChannel(t, d, "gone", true), AddChannel(t, d, "stays", true)
	paused := AddChannel(t, d, "paused", true)
	m := AddMonitor(t, d, "shop")
	openUp(t, d, m.ID, newIncident(1), opened)
	must(t, d.DeleteChannel(t.Context(), gone.ID))
	paused.Paused = true
	must(t, d.UpdateChannel(t.Context(), &paused))
	del := claimOne(t, d, soon(), alert.Opened)
	if del.Channel.ID != stays.ID {
		t.Errorf("delivery for channel %s", del.Channel.Name)
	}
	records, err := d.Deliveries(t.Context(), store.DeliveryFilter{})
	must(t, err)
	got := map[string]string{}
	for _, r := range records {
		got[r.Channel] = string(r.Status) + " " + r.Error
	}
	want := map[string]string{gone.ID: "dropped the channel was deleted", paused.ID: "dropped the channel is paused", stays.ID: "pending "}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func alertNoDoubleClaim(t *testing.T, d *store.DB) {
	AddChannel(t, d, "all", true)
	m := AddMonitor(t, d, "shop")
	const n = 60
	for i := range byte(n) {
		openUp(t, d, m.ID, newIncident(i), opened)
	}
	var mu sync.Mutex
	seen := map[string]int{}
	var wg sync.WaitGroup
	now := soon()
	for range 4 {
		wg.Go(func() {
			for {
				ds, _, err := d.Claim(context.Background(), now, time.Hour, 7)
				if err != nil {
					t.Error(err)
				}
				if len(ds) == 0 || err != nil {
					return
				}
				mu.Lock()
				for _, del := range ds {
					seen[del.Key]++
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if len(seen) != n {
		t.Errorf("%d alerts claimed, want %d", len(seen), n)
	}
	for key, times := range seen {
		if times != 1 {
			t.Errorf("%s claimed %d times", key, times)
		}
	}
}

func alertToTold(t *testing.T, d *store.DB) {
	told := AddChannel(t, d, "told", true)
	m := AddMonitor(t, d, "shop")
	inc := newIncident(1)
	openUp(t, d, m.ID, inc, opened)
	AddChannel(t, d, "came later", true)
	endIt(t, d, m.ID, resolved)
	openUp(t, d, m.ID, newIncident(2)) // nobody was told, in a maintenance window
	endIt(t, d, m.ID, resolved)
	records, err := d.Deliveries(t.Context(), store.DeliveryFilter{})
	must(t, err)
	var got []string
	for _, r := range records {
		got = append(got, fmt.Sprint(r.Transition, " ", r.Incident == inc, " ", r.Channel == told.ID))
	}
	if diff := cmp.Diff([]string{"resolved true true", "opened true true"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
