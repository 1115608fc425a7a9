package judge

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/problem"
)

// An Inspection is what a look on the web server's own host has found. It
// holds no secret.
type Inspection struct {
	Cause diagnose.CauseID // of the first finding that denies; "" when nothing does
	Says  string           // what was seen
	Where string           // a path, or file:line
	Fixes []diagnose.Fix   // what mends it, the usual one first
}

// A Record is what is kept of an incident. Reports are redacted, name their
// monitor, and stand in the order of time.
type Record struct {
	Incident incident.Incident
	Before   []measure.Report // the last good answers before it
	Failures []measure.Report // checks that opened it, joined it, or turned
	Trials   []measure.Report
}

// Records is what is kept of incidents. A missing thing is a problem.NotFound.
type Records interface {
	Record(ctx context.Context, id incident.ID) (Record, error)
	Monitor(ctx context.Context, id monitor.ID) (monitor.Monitor, error)
	// Inspected appends e to the timeline of an incident; with d it replaces
	// the diagnosis for good and releases the alerts that were held for it, in
	// the same transaction.
	Inspected(ctx context.Context, id incident.ID, d *diagnose.Diagnosis, e incident.Event) error
}

// Inspected explains an incident anew from what is kept of it and from what a
// look on the server's own host has found, which decides. An investigation
// that is under way ends: nothing from outside would tell more.
func (j *Judge) Inspected(ctx context.Context, id incident.ID, in Inspection) error {
	if in.Cause == "" {
		return j.Records.Inspected(ctx, id, nil, in.event("found nothing that denies"))
	}
	if err := j.endInquiry(ctx, id); err != nil {
		return err
	}
	rec, err := j.Records.Record(ctx, id)
	if err != nil {
		return err
	}
	ev, ok := rec.evidence()
	if !ok {
		return problem.New(problem.Conflict, "The evidence of this incident is not kept any more, so that there is nothing for an inspection to decide.")
	}
	m, err := j.Records.Monitor(ctx, ev.First.Monitor)
	if err != nil {
		return err
	}
	ev.Expect, ev.Owner, ev.Inspected = m.Expect, m.Experiments, []diagnose.CauseID{in.Cause}
	d, what := in.decide(ev)
	d.Seconds = rec.Incident.Diagnosis.Seconds
	if err := j.Records.Inspected(ctx, id, &d, in.event(what)); err != nil {
		return err
	}
	j.settled(id, rec.Incident.Monitors)
	return nil
}

// endInquiry breaks off the investigation of an incident, if one is under way,
// and waits until it will write nothing more.
func (j *Judge) endInquiry(ctx context.Context, id incident.ID) error {
	j.mu.Lock()
	q := j.asked[id]
	j.mu.Unlock()
	if q == nil {
		return nil
	}
	j.breakOff(id, "")
	select {
	case <-q.ended:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// settled keeps the incident from being investigated again.
func (j *Judge) settled(id incident.ID, members []monitor.ID) {
	for _, m := range members {
		j.mu.Lock()
		e := j.entries[m]
		j.mu.Unlock()
		if e == nil {
			continue
		}
		e.mu.Lock()
		if e.mem.Incident == id {
			e.investigated = true
		}
		e.mu.Unlock()
	}
	j.breakOff(id, "") // one that a check began meanwhile
}

// evidence is what the diagnosis rests on: the check that it was made of, its
// trials, and the good answer before. It is false if no failing check is kept.
func (r *Record) evidence() (diagnose.Evidence, bool) {
	if len(r.Failures) == 0 {
		return diagnose.Evidence{}, false
	}
	first := r.Failures[r.first()]
	ev := diagnose.Evidence{Now: first.At.Add(first.Took), First: first}
	for _, t := range r.Trials {
		if t.Monitor == first.Monitor && !t.At.Before(first.At) {
			ev.Trials = append(ev.Trials, t)
		}
	}
	i := slices.IndexFunc(r.Before, func(b measure.Report) bool { return b.Monitor == first.Monitor })
	if i >= 0 {
		ev.LastGood = &r.Before[i]
	}
	return ev, true
}

// first is the failure that was diagnosed: that of the monitor on which the
// last trial was made, or else the first; the last one of it with the
// incident's status, since a turn is diagnosed anew.
func (r *Record) first() int {
	who := r.Failures[0].Monitor
	if n := len(r.Trials); n > 0 {
		who = r.Trials[n-1].Monitor
	}
	for i, f := range slices.Backward(r.Failures) {
		if f.Monitor == who && f.Status() == r.Incident.Status {
			return i
		}
	}
	return max(0, slices.IndexFunc(r.Failures, func(f measure.Report) bool { return f.Status() == r.Incident.Status }))
}

// decide returns the diagnosis with the inspection, and what it has done.
func (in Inspection) decide(ev diagnose.Evidence) (d diagnose.Diagnosis, what string) {
	d = diagnose.Explain(ev)
	if d.Verdict != diagnose.VerdictCause || d.Causes[0].ID != in.Cause {
		return d, "found another cause than the answers speak for"
	}
	seen := diagnose.Because{Says: strings.TrimSuffix(in.Says, "."), Source: strings.TrimSpace("inspect " + in.Where)}
	d.Causes[0].Evidence = append([]diagnose.Because{seen}, d.Causes[0].Evidence...)
	d.Fix = append(slices.Clone(in.Fixes), d.Fix...)
	return d, "decided it"
}

func (in Inspection) event(what string) incident.Event {
	text := "An inspection on the server's own host " + what
	if in.Says != "" {
		text += ": " + strings.TrimSuffix(in.Says, ".")
	}
	if in.Where != "" {
		text = fmt.Sprintf("%s (%s)", text, in.Where)
	}
	return incident.Event{At: time.Now().UTC(), Kind: incident.Inspected, Text: text}
}
