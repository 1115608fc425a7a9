package storetest

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/judge"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/problem"
	"github.com/uptimesignal/uptimesignal/internal/store"
)

// report is what a check saw, ended by one answer.
func report(id monitor.ID, status int, body string) *measure.Report {
	return &measure.Report{
		Monitor: id, Place: monitor.LocalPlace, At: time.Now().UTC().Truncate(time.Millisecond), Took: 20 * time.Millisecond,
		Hops: []measure.Hop{{
			Request: measure.Request{Method: "GET", URL: "https://shop.example/"},
			Answer:  &measure.Answer{Status: status, Proto: "HTTP/1.1", Body: []byte(body), Size: int64(len(body)), Header: []measure.Field{{Name: "Server", Value: "nginx"}}},
		}},
	}
}

var forbidden = diagnose.Diagnosis{
	Verdict: diagnose.VerdictCause,
	Causes:  []diagnose.Ranked{{ID: "file/permission", Title: "The file cannot be read", Probability: 0.9}},
	Impact:  diagnose.Everyone, Summary: "The file cannot be read by the web server.",
}

// newIncident makes an incident's id.
func newIncident(n byte) incident.ID {
	return incident.ID("01890000-0000-7000-8000-0000000000" + string("0123456789abcdef"[n/16]) + string("0123456789abcdef"[n%16]))
}

// openUp judges that a monitor began to refuse.
func openUp(t testing.TB, d *store.DB, id monitor.ID, inc incident.ID, alerts ...alert.Request) {
	t.Helper()
	at := time.Now().UTC().Truncate(time.Millisecond)
	must(t, d.Judge(context.Background(), id, func(c judge.Case) (*judge.Outcome, error) {
		return &judge.Outcome{
			Memory:   incident.Memory{State: monitor.Refused, Since: at, Incident: inc, Status: 403},
			Incident: &incident.Incident{ID: inc, Monitors: []monitor.ID{id}, State: monitor.Refused, Opened: at, Status: 403, Failure: measure.StatusUnexpected},
			Events:   []incident.Event{{At: at, Kind: incident.Opened, Monitor: id, From: monitor.Up, To: monitor.Refused}},
			Capture:  report(id, 403, "no"),
			Alerts:   alerts,
		}, nil
	}))
}

// endIt judges that it answers again.
func endIt(t testing.TB, d *store.DB, id monitor.ID, alerts ...alert.Request) {
	t.Helper()
	at := time.Now().UTC().Truncate(time.Millisecond)
	must(t, d.Judge(context.Background(), id, func(c judge.Case) (*judge.Outcome, error) {
		in := *c.Incident
		in.Closed = at
		return &judge.Outcome{
			Memory: incident.Memory{State: monitor.Up, Since: at}, Incident: &in,
			Events:  []incident.Event{{At: at, Kind: incident.Resolved, Monitor: id, From: monitor.Refused, To: monitor.Up}},
			Capture: report(id, 200, "yes"), Good: true, Alerts: alerts,
		}, nil
	}))
}

func ledger(t *testing.T, open func(t *testing.T) *store.DB) {
	t.Run("Case", func(t *testing.T) { ledgerCase(t, open(t)) })
	t.Run("NothingOrError", func(t *testing.T) { ledgerNothing(t, open(t)) })
	t.Run("OneAtATime", func(t *testing.T) { ledgerOneAtATime(t, open(t)) })
	t.Run("Diagnosed", func(t *testing.T) { ledgerDiagnosed(t, open(t)) })
	t.Run("Inspected", func(t *testing.T) { ledgerInspected(t, open(t)) })
	t.Run("DeletedMonitor", func(t *testing.T) { ledgerDeleted(t, open(t)) })
}

func ledgerCase(t *testing.T, d *store.DB) {
	m := AddMonitor(t, d, "shop")
	good := report(m.ID, 200, "welcome")
	must(t, d.Judge(t.Context(), m.ID, func(c judge.Case) (*judge.Outcome, error) {
		if c.Memory.State != monitor.Unknown || c.Incident != nil || c.LastGood != nil {
			t.Errorf("first case %+v, want an unknown state and nothing else", c)
		}
		if diff := cmp.Diff(m, c.Monitor); diff != "" {
			t.Errorf("monitor of the case (-want +got):\n%s", diff)
		}
		return &judge.Outcome{Memory: incident.Memory{State: monitor.Up, Since: good.At}, Capture: good, Good: true}, nil
	}))
	inc := newIncident(1)
	openUp(t, d, m.ID, inc)
	must(t, d.Judge(t.Context(), m.ID, func(c judge.Case) (*judge.Outcome, error) {
		if c.Memory.Incident != inc || c.Incident == nil || c.Incident.ID != inc || c.Incident.Status != 403 {
			t.Errorf("case with an open incident: %+v", c)
		}
		if c.LastGood == nil {
			t.Fatal("the last good answer is not kept")
		}
		if diff := cmp.Diff(*good, *c.LastGood, cmp.Comparer(sameAddr)); diff != "" {
			t.Errorf("last good answer (-want +got):\n%s", diff)
		}
		return nil, nil
	}))
	endIt(t, d, m.ID)
	in, events, err := d.Incident(t.Context(), inc)
	must(t, err)
	if in.Closed.IsZero() || len(events) != 2 || events[0].Kind != incident.Opened || events[1].Kind != incident.Resolved {
		t.Errorf("incident %+v with timeline %+v", in, events)
	}
	captures, err := d.CapturesOfIncident(t.Context(), inc)
	must(t, err)
	var kinds []store.CaptureKind
	for _, c := range captures {
		kinds = append(kinds, c.Kind)
	}
	if diff := cmp.Diff([]store.CaptureKind{store.CaptureBefore, store.CaptureFailure, store.CaptureAfter}, kinds); diff != "" {
		t.Errorf("evidence (-want +got):\n%s", diff)
	}
	_, r, err := d.Capture(t.Context(), captures[1].ID)
	must(t, err)
	if r.Status() != 403 || string(r.Answer().Body) != "no" {
		t.Errorf("capture has status %d and body %q", r.Status(), r.Answer().Body)
	}
}

func ledgerNothing(t *testing.T, d *store.DB) {
	m := AddMonitor(t, d, "shop")
	must(t, d.Judge(t.Context(), m.ID, func(judge.Case) (*judge.Outcome, error) { return nil, nil }))
	boom := errors.New("boom")
	err := d.Judge(t.Context(), m.ID, func(judge.Case) (*judge.Outcome, error) { return &judge.Outcome{}, boom })
	if !errors.Is(err, boom) {
		t.Errorf("error %v, want the one of decide", err)
	}
	// An alert without an incident cannot be kept: then nothing may be.
	err = d.Judge(t.Context(), m.ID, func(judge.Case) (*judge.Outcome, error) {
		return &judge.Outcome{Memory: incident.Memory{State: monitor.Down}, Alerts: []alert.Request{{Transition: alert.Opened}}}, nil
	})
	if err == nil {
		t.Error("an alert without an incident was taken")
	}
	must(t, d.Judge(t.Context(), m.ID, func(c judge.Case) (*judge.Outcome, error) {
		if c.Memory.State != monitor.Unknown {
			t.Errorf("state %s, want unknown: half an outcome was kept", c.Memory.State)
		}
		return nil, nil
	}))
	err = d.Judge(t.Context(), "01890000-0000-7000-8000-000000000000", func(judge.Case) (*judge.Outcome, error) { return nil, nil })
	if !problem.Is(err, problem.NotFound) {
		t.Errorf("a missing monitor: %v, want not found", err)
	}
}

// ledgerOneAtATime counts up in the memory of one monitor from many sides.
func ledgerOneAtATime(t *testing.T, d *store.DB) {
	m := AddMonitor(t, d, "shop")
	const sides, times = 8, 10
	var wg sync.WaitGroup
	for range sides {
		wg.Go(func() {
			for range times {
				err := d.Judge(context.Background(), m.ID, func(c judge.Case) (*judge.Outcome, error) {
					c.Memory.Streak++
					return &judge.Outcome{Memory: c.Memory}, nil
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	row, err := d.MonitorRow(t.Context(), m.ID)
	must(t, err)
	if row.Memory.Streak != sides*times {
		t.Errorf("counted to %d, want %d: outcomes were lost", row.Memory.Streak, sides*times)
	}
}

func ledgerDiagnosed(t *testing.T, d *store.DB) {
	m := AddMonitor(t, d, "shop")
	inc := newIncident(2)
	openUp(t, d, m.ID, inc)
	trial := report(m.ID, 200, "with another agent")
	trial.Hops[0].Request.Header = []measure.Field{{Name: "Authorization", Value: "Bearer swordfish"}}
	trial.Step = &measure.Step{Experiment: measure.XUserAgent, Changed: "User-Agent"}
	at := time.Now().UTC().Truncate(time.Millisecond)
	must(t, d.Diagnosed(t.Context(), inc, forbidden, []measure.Report{*trial}, at))
	in, events, err := d.Incident(t.Context(), inc)
	must(t, err)
	if diff := cmp.Diff(forbidden, in.Diagnosis); diff != "" || !in.Investigated {
		t.Errorf("investigated %t, diagnosis (-want +got):\n%s", in.Investigated, diff)
	}
	want := incident.Event{At: at, Kind: incident.Diagnosed, Text: forbidden.Summary}
	if diff := cmp.Diff(want, events[len(events)-1]); diff != "" {
		t.Errorf("last event (-want +got):\n%s", diff)
	}
	captures, err := d.CapturesOfIncident(t.Context(), inc)
	must(t, err)
	last := captures[len(captures)-1]
	if last.Kind != store.CaptureTrial || last.Experiment != measure.XUserAgent || last.Status != 200 {
		t.Errorf("evidence of the trial: %+v", last)
	}
	_, r, err := d.Capture(t.Context(), last.ID)
	must(t, err)
	if kept := r.Hops[0].Request.Header; len(kept) != 1 || strings.Contains(kept[0].Value, "swordfish") {
		t.Errorf("headers of the trial as they are kept: %v, want one without its secret", kept)
	}
	err = d.Diagnosed(t.Context(), newIncident(99), forbidden, nil, at)
	if !problem.Is(err, problem.NotFound) {
		t.Errorf("a missing incident: %v, want not found", err)
	}
}

func ledgerDeleted(t *testing.T, d *store.DB) {
	AddChannel(t, d, "all", true)
	m := AddMonitor(t, d, "shop")
	inc := newIncident(3)
	openUp(t, d, m.ID, inc, alert.Request{Transition: alert.Opened, State: monitor.Refused, At: time.Now()})
	must(t, d.DeleteMonitor(t.Context(), m.ID))
	in, events, err := d.Incident(t.Context(), inc)
	must(t, err)
	if in.Closed.IsZero() || events[len(events)-1].Kind != incident.Resolved {
		t.Errorf("the incident of a deleted monitor is open: %+v, %+v", in, events)
	}
	if ds, _, err := d.Claim(t.Context(), time.Now().Add(time.Hour), time.Minute, 10); err != nil || len(ds) != 0 {
		t.Errorf("claimed %d alerts of a deleted monitor (%v)", len(ds), err)
	}
	must(t, d.Upkeep(t.Context()))
}
