package storetest

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/judge"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/store"
)

// A failing is a failure that begins at at and can be found by keys.
type failing struct {
	at   time.Time
	keys []string
}

func begin(at time.Time, keys ...string) failing {
	return failing{at.UTC().Truncate(time.Millisecond), keys}
}

// fail judges that a monitor began to refuse: it joins what its keys find, or
// opens inc. It returns the incident that it is part of.
func fail(t testing.TB, d *store.DB, id monitor.ID, inc incident.ID, f failing) incident.ID {
	t.Helper()
	at, keys := f.at, f.keys
	var got incident.ID
	err := d.Judge(context.Background(), id, func(c judge.Case) (*judge.Outcome, error) {
		in, err := c.Joinable(keys, at, time.Minute)
		if err != nil {
			return nil, err
		}
		kind, tr := incident.Joined, alert.Joined
		if in == nil {
			in = &incident.Incident{ID: inc, State: monitor.Refused, Opened: at, Status: 403, Changed: []diagnose.Change{{Code: diagnose.ChangedServer, Says: "another"}}}
			kind, tr = incident.Opened, alert.Opened
		}
		in.Well = slices.DeleteFunc(slices.Clone(in.Well), func(m monitor.ID) bool { return m == id })
		if !slices.Contains(in.Monitors, id) {
			in.Monitors = append(in.Monitors, id)
		}
		got = in.ID
		return &judge.Outcome{
			Memory: incident.Memory{State: monitor.Refused, Since: at, Incident: in.ID}, Incident: in, Keys: keys,
			Events: []incident.Event{{At: at, Kind: kind, Monitor: id, To: monitor.Refused}},
			Alerts: []alert.Request{request(tr, monitor.Refused, 0)},
		}, nil
	})
	if err != nil {
		t.Error(err)
	}
	return got
}

// mend judges that a monitor answers again, and that its incident ended if no
// other keeps it open.
func mend(t testing.TB, d *store.DB, id monitor.ID) {
	t.Helper()
	at := time.Now().UTC().Truncate(time.Millisecond)
	must(t, d.Judge(context.Background(), id, func(c judge.Case) (*judge.Outcome, error) {
		in := *c.Incident
		out := &judge.Outcome{Memory: incident.Memory{State: monitor.Up, Since: at}, Incident: &in}
		if f := in.Failing(); len(f) == 1 && f[0] == id {
			in.Closed, in.Well = at, nil
			out.Alerts = []alert.Request{resolved}
		} else {
			in.Well = append(slices.Clone(in.Well), id)
		}
		return out, nil
	}))
}

func shared(t *testing.T, open func(t *testing.T) *store.DB) {
	for _, x := range []struct {
		name string
		run  func(t *testing.T, d *store.DB)
	}{
		{"Join", sharedJoin}, {"WhoJoins", sharedWho}, {"AtOnce", sharedAtOnce}, {"ToldOfFurther", sharedTold},
		{"OwnChannel", sharedOwnChannel}, {"Deleted", sharedDeleted}, {"Forecasts", forecasts},
	} {
		t.Run(x.name, func(t *testing.T) { x.run(t, open(t)) })
	}
}

func sharedJoin(t *testing.T, d *store.DB) {
	a, b, c := AddMonitor(t, d, "a"), AddMonitor(t, d, "b"), AddMonitor(t, d, "c")
	began := time.Now()
	id := newIncident(1)
	for i, m := range []monitor.Monitor{a, b, c} {
		if got := fail(t, d, m.ID, newIncident(byte(1+i)), begin(began, "host x")); got != id {
			t.Fatalf("%s is part of %s, want %s", m.Name, got, id)
		}
	}
	mend(t, d, b.ID)
	in, events, err := d.Incident(t.Context(), id)
	must(t, err)
	if diff := cmp.Diff([]monitor.ID{a.ID, b.ID, c.ID}, in.Monitors); diff != "" {
		t.Errorf("monitors (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]monitor.ID{b.ID}, in.Well); diff != "" || !in.Closed.IsZero() {
		t.Errorf("closed %v, good again (-want +got):\n%s", in.Closed, diff)
	}
	if len(in.Changed) != 1 || in.Changed[0].Says != "another" || len(events) != 3 {
		t.Errorf("changed %+v, timeline %+v", in.Changed, events)
	}
	// It fails again: the same incident, and it is not good any more. Then all
	// are mended, and it can be joined no longer.
	if got := fail(t, d, b.ID, newIncident(9), begin(began.Add(time.Hour), "host x")); got != id {
		t.Errorf("after it was well for a while it is part of %s, want %s", got, id)
	}
	for _, m := range []monitor.ID{a.ID, b.ID, c.ID} {
		mend(t, d, m)
	}
	if in, _, err = d.Incident(t.Context(), id); err != nil || in.Closed.IsZero() || len(in.Well) != 1 && in.Well != nil {
		t.Errorf("%+v (%v), want it closed", in, err)
	}
	if got := fail(t, d, a.ID, newIncident(10), begin(began, "host x")); got != newIncident(10) {
		t.Errorf("a closed incident was joined")
	}
	if ids := incidentIDs(t, d, store.IncidentFilter{Monitor: c.ID}); len(ids) != 1 || ids[0] != id {
		t.Errorf("incidents of a monitor that joined: %v", ids)
	}
}

func sharedWho(t *testing.T, d *store.DB) {
	began := time.Now()
	n := byte(0)
	next := func(at time.Time, keys ...string) incident.ID {
		n++
		m := AddMonitor(t, d, fmt.Sprint("m", n))
		return fail(t, d, m.ID, newIncident(n), begin(at, keys...))
	}
	first := next(began, "host x", "addr 1")
	for _, x := range []struct {
		name string
		at   time.Time
		keys []string
		join bool
	}{
		{"another key", began, []string{"host y", "addr 2"}, false},
		{"one of its keys", began, []string{"addr 1", "host z"}, true},
		{"the key of one that joined", began, []string{"host z"}, true},
		{"no key", began, nil, false},
		{"a minute later", began.Add(time.Minute), []string{"host x"}, true},
		{"too late", began.Add(time.Minute + time.Second), []string{"host x"}, false},
		{"a minute before", began.Add(-time.Minute), []string{"addr 1"}, true},
	} {
		if got := next(x.at, x.keys...); (got == first) != x.join {
			t.Errorf("%s: joined %t, want %t", x.name, got == first, x.join)
		}
	}
}

// sharedAtOnce has many monitors of one host fail at the same instant, judged
// side by side.
func sharedAtOnce(t *testing.T, d *store.DB) {
	AddChannel(t, d, "all", true)
	const n = 20
	ids := make([]monitor.ID, n)
	for i := range ids {
		ids[i] = AddMonitor(t, d, fmt.Sprint("m", i)).ID
	}
	began := time.Now()
	got := make([]incident.ID, n)
	var wg sync.WaitGroup
	for i := range ids {
		wg.Go(func() { got[i] = fail(t, d, ids[i], newIncident(byte(i)), begin(began, "host x")) })
	}
	wg.Wait()
	if slices.Sort(got); len(slices.Compact(slices.Clone(got))) != 1 {
		t.Fatalf("they are in %d incidents, want one", len(slices.Compact(got)))
	}
	del := claimOne(t, d, soon(), alert.Opened)
	if len(del.Others) != n-1 || del.More != 0 {
		t.Errorf("the alert names %d others and %d more", len(del.Others), del.More)
	}
	must(t, d.Settle(t.Context(), del, time.Now()))
	for i := range ids {
		wg.Go(func() { mend(t, d, ids[i]) })
	}
	wg.Wait()
	in, _, err := d.Incident(t.Context(), got[0])
	must(t, err)
	if in.Closed.IsZero() || len(in.Monitors) != n {
		t.Errorf("closed %v with %d monitors", in.Closed, len(in.Monitors))
	}
	if end := claimOne(t, d, soon(), alert.Resolved); end.Monitor.ID != del.Monitor.ID || len(end.Others) != n-1 {
		t.Errorf("the end is told of %s and %d others, want those of the beginning", end.Monitor.Name, len(end.Others))
	}
}

// sharedTold wants further monitors to be told after the first alert went
// out: together, once in a while, and not any more when it has ended.
func sharedTold(t *testing.T, d *store.DB) {
	AddChannel(t, d, "all", true)
	began := time.Now()
	var ms []monitor.ID
	join := func() {
		m := AddMonitor(t, d, fmt.Sprint("m", len(ms)))
		ms = append(ms, m.ID)
		fail(t, d, m.ID, newIncident(1), begin(began, "host x"))
	}
	join()
	join()
	waits := claimOne(t, d, soon(), alert.Opened)
	must(t, d.Retry(t.Context(), waits, soon(), "HTTP 500"))
	join() // told by the next try
	if ds := claim(t, d, soon().Add(time.Hour)); len(ds) != 1 || ds[0].Transition != alert.Opened || len(ds[0].Others) != 2 {
		t.Fatalf("claimed %+v, want the first alert with all of them", ds)
	} else {
		must(t, d.Settle(t.Context(), ds[0], time.Now()))
	}
	if ds := claim(t, d, soon().Add(time.Hour)); len(ds) != 0 {
		t.Fatalf("%s is told of what the first alert listed", ds[0].Transition)
	}
	join()
	join()
	if ds := claim(t, d, soon()); len(ds) != 0 {
		t.Fatal("a further monitor is told at once, want that others are waited for")
	}
	at := soon().Add(alert.JoinedHold)
	del := claimOne(t, d, at, alert.Joined)
	if len(del.Others) != 4 {
		t.Errorf("names %d others, want all", len(del.Others))
	}
	must(t, d.Settle(t.Context(), del, time.Now()))
	join()
	if ds := claim(t, d, at); len(ds) != 0 {
		t.Fatal("told again within a moment")
	}
	again := claimOne(t, d, soon().Add(alert.JoinedEvery), alert.Joined)
	if again.Key == del.Key {
		t.Error("two alerts with one key")
	}
	must(t, d.Settle(t.Context(), again, time.Now()))
	join()
	for _, m := range ms {
		mend(t, d, m)
	}
	claimOne(t, d, soon(), alert.Resolved)
}

func sharedOwnChannel(t *testing.T, d *store.DB) {
	all, own := AddChannel(t, d, "all", true), AddChannel(t, d, "own", false)
	a := AddMonitor(t, d, "a")
	b := NewMonitor("b")
	b.Channels = []string{own.ID}
	must(t, d.CreateMonitor(t.Context(), b))
	fail(t, d, a.ID, newIncident(1), begin(time.Now(), "host x"))
	fail(t, d, b.ID, newIncident(2), begin(time.Now(), "host x"))
	got := map[string]string{}
	for _, del := range claim(t, d, soon()) {
		got[del.Channel.ID] = fmt.Sprint(del.Transition, " ", del.Monitor.Name, " ", del.Others)
		must(t, d.Settle(t.Context(), del, time.Now()))
	}
	if diff := cmp.Diff(map[string]string{all.ID: "opened a [b]", own.ID: "opened b [a]"}, got); diff != "" {
		t.Errorf("who hears of what (-want +got):\n%s", diff)
	}
	mend(t, d, b.ID)
	mend(t, d, a.ID)
	clear(got)
	for _, del := range claim(t, d, soon()) {
		got[del.Channel.ID] = fmt.Sprint(del.Transition, " ", del.Monitor.Name)
	}
	if diff := cmp.Diff(map[string]string{all.ID: "resolved a", own.ID: "resolved b"}, got); diff != "" {
		t.Errorf("who hears of the end (-want +got):\n%s", diff)
	}
}

// sharedDeleted deletes the monitor of which the alert tells.
func sharedDeleted(t *testing.T, d *store.DB) {
	AddChannel(t, d, "all", true)
	a, b := AddMonitor(t, d, "a"), AddMonitor(t, d, "b")
	fail(t, d, a.ID, newIncident(1), begin(time.Now(), "host x"))
	fail(t, d, b.ID, newIncident(2), begin(time.Now(), "host x"))
	must(t, d.DeleteMonitor(t.Context(), a.ID))
	del := claimOne(t, d, soon(), alert.Opened)
	if del.Monitor.ID != b.ID {
		t.Errorf("told of %s", del.Monitor.Name)
	}
	must(t, d.Settle(t.Context(), del, time.Now()))
	must(t, d.Judge(t.Context(), b.ID, func(c judge.Case) (*judge.Outcome, error) {
		if f := c.Incident.Failing(); len(f) != 1 || f[0] != b.ID {
			t.Errorf("still failing: %v, want what is left", f)
		}
		return nil, nil
	}))
	mend(t, d, b.ID)
	must(t, d.Settle(t.Context(), claimOne(t, d, soon(), alert.Resolved), time.Now()))
	// The last one that fails is deleted while another is good again.
	c := AddMonitor(t, d, "c")
	fail(t, d, b.ID, newIncident(3), begin(time.Now(), "host y"))
	fail(t, d, c.ID, newIncident(4), begin(time.Now(), "host y"))
	must(t, d.Settle(t.Context(), claimOne(t, d, soon(), alert.Opened), time.Now()))
	mend(t, d, c.ID)
	must(t, d.DeleteMonitor(t.Context(), b.ID))
	if end := claimOne(t, d, soon(), alert.Resolved); end.Monitor.ID != c.ID {
		t.Errorf("the end is told of %s", end.Monitor.Name)
	}
}

func forecasts(t *testing.T, d *store.DB) {
	m := AddMonitor(t, d, "shop")
	at := time.Now().Add(48 * time.Hour).UTC().Truncate(time.Millisecond)
	f := alert.Foreseen{Kind: "jwt-expiry", Title: "A token runs out", At: at, Because: "It says so."}
	say := func(what string, f alert.Foreseen, every time.Duration, want bool) {
		t.Helper()
		got, err := d.Foretell(t.Context(), m.ID, f, every)
		must(t, err)
		if got != want {
			t.Errorf("%s: told %t, want %t", what, got, want)
		}
	}
	say("nobody hears of it", f, 0, false)
	ch := AddChannel(t, d, "all", true)
	AddChannel(t, d, "more", true)
	say("the first time", f, 0, true)
	say("again", f, 0, false)
	moved := f
	moved.At = at.Add(time.Minute)
	say("a minute's difference", moved, 0, false)
	ds := claim(t, d, soon())
	if len(ds) != 2 || ds[0].Transition != alert.Forecast || ds[0].Monitor.ID != m.ID || ds[0].Channel.ID != ch.ID || ds[0].Key == ds[1].Key {
		t.Fatalf("claimed %+v, want one for each channel", ds)
	}
	if diff := cmp.Diff(&f, ds[0].Forecast); diff != "" {
		t.Errorf("forecast (-want +got):\n%s", diff)
	}
	must(t, d.Retry(t.Context(), ds[0], soon().Add(time.Hour), "HTTP 500"))
	must(t, d.Settle(t.Context(), ds[1], time.Now()))
	moved.At = at.Add(24 * time.Hour)
	say("moved, of a kind that is told once a day", moved, 24*time.Hour, false)
	say("moved", moved, 0, true)
	if ds := claim(t, d, soon()); len(ds) != 2 {
		t.Errorf("claimed %d, want both: a forecast waits for no other", len(ds))
	}
	records, err := d.Deliveries(t.Context(), store.DeliveryFilter{})
	must(t, err)
	if len(records) != 4 || records[0].Incident != "" || records[0].Monitor != m.ID {
		t.Errorf("records %+v", records)
	}
	must(t, d.DeleteMonitor(t.Context(), m.ID))
	if ds := claim(t, d, soon().Add(24*time.Hour)); len(ds) != 0 {
		t.Errorf("%d alerts of a deleted monitor", len(ds))
	}
}
