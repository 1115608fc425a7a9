package judge

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// A verdict is an outcome, the case as it is after it, and what follows once
// it is committed.
type verdict struct {
	Outcome *Outcome // nil when nothing changes

	after   Case
	recheck bool
	ended   incident.ID // the incident that closed or turned: its investigation is over
	left    incident.ID // the incident that goes on without this monitor
	inquiry *inquiry    // to begin, if not nil
	table   *tableMark  // that was kept, if any
}

// decide judges one report. It may run more than once for a report, when the
// ledger has to try again.
func (j *Judge) decide(c Case, q *queued, around scene) (verdict, error) {
	state, failure := diagnose.Classify(&q.Report, c.Monitor.Expect)
	q.state, q.failure = state, failure
	in := input(c.Monitor, c.Memory, q)
	in.New = incident.ID(uuid.Must(uuid.NewV7()).String())
	mem, changes := incident.Step(c.Monitor.Policy, c.Memory, in)

	d := decision{j: j, c: c, q: q, around: around, at: q.At.Add(q.Took).Round(0).UTC(), out: &Outcome{Memory: mem}}
	if c.Incident != nil {
		d.inc = new(*c.Incident)
	}
	for _, ch := range changes {
		if err := d.apply(ch); err != nil {
			return verdict{}, err
		}
	}
	if c.Monitor.Paused {
		return verdict{after: c}, nil
	}
	d.waits()
	d.tables()
	d.keepGood()
	return d.verdict(), nil
}

// A decision is an outcome in the making.
type decision struct {
	j      *Judge
	c      Case
	q      *queued
	around scene
	at     time.Time // when the check had ended
	out    *Outcome
	inc    *incident.Incident
	dirty  bool // inc was changed
	v      verdict
}

func (d *decision) apply(ch incident.Change) error {
	switch ch.Do {
	case incident.Recheck:
		d.v.recheck = true
	case incident.Show: // stands in the memory
	case incident.Open:
		return d.open(ch)
	case incident.Turn:
		d.turn(ch)
	case incident.Announce:
		d.event(incident.Announced, ch)
		if ch.From == "" {
			d.tell(alert.Opened, ch)
		} else {
			d.tell(alert.Changed, ch)
		}
	case incident.Close:
		d.close(ch)
	}
	return nil
}

// maxKept is of how many monitors of one incident the failures are kept.
const maxKept = 20

// open begins an incident, or joins one that is open for the same cause.
func (d *decision) open(ch incident.Change) error {
	id := d.c.Monitor.ID
	keys := d.j.shared(&d.q.Report, d.q.state, d.q.failure).Keys()
	var found *incident.Incident
	if d.c.Joinable != nil {
		var err error
		if found, err = d.c.Joinable(keys, ch.Since, incident.JoinWithin(d.q.state, d.c.Monitor.Interval)); err != nil {
			return err
		}
		if found != nil && (incident.Own(found.Diagnosis) || incident.Own(diagnose.Explain(d.evidence()))) {
			found = nil
		}
	}
	d.out.Keys = keys
	if found == nil {
		d.inc = &incident.Incident{ID: d.out.Memory.Incident, Monitors: []monitor.ID{id}, State: ch.To, Opened: ch.Since}
		d.inc.Changed = diagnose.Changed(d.c.LastGood, &d.q.Report)
		d.diagnosed()
		d.event(incident.Opened, ch)
		d.tell(alert.Opened, ch)
		return nil
	}
	d.inc, d.dirty = found, true
	d.out.Memory.Incident = found.ID
	again := slices.Contains(d.inc.Monitors, id)
	if !again {
		d.inc.Monitors = append(slices.Clone(d.inc.Monitors), id)
	}
	d.inc.Well = slices.DeleteFunc(slices.Clone(d.inc.Well), func(x monitor.ID) bool { return x == id })
	if ch.Since.Before(d.inc.Opened) {
		d.inc.Opened = ch.Since
	}
	d.worse(ch.To)
	if len(d.inc.Monitors) <= maxKept {
		d.out.Capture = new(measure.Redact(d.q.Report))
	}
	d.event(incident.Joined, ch)
	if !again { // nobody was told that it was well for a while
		d.tell(alert.Joined, ch)
	}
	return nil
}

// worse makes s the incident's state if it is worse than that; it reports
// whether it was.
func (d *decision) worse(s monitor.State) bool {
	if s.Severity() <= d.inc.State.Severity() {
		return false
	}
	d.inc.State, d.dirty = s, true
	return true
}

// turn follows a monitor into another bad state. Of several monitors the
// first that becomes worse has it diagnosed anew.
func (d *decision) turn(ch incident.Change) {
	if d.inc == nil {
		return
	}
	if d.worse(ch.To) || d.q.failure == measure.Exposed || len(d.inc.Failing()) <= 1 {
		d.v.ended = d.inc.ID
		d.diagnosed()
	}
	d.out.Keys = d.j.shared(&d.q.Report, d.q.state, d.q.failure).Keys()
	d.event(incident.Changed, ch)
	d.tell(alert.Changed, ch)
}

// close ends the incident, or notes that this monitor is good again while
// others are not.
func (d *decision) close(ch incident.Change) {
	if d.inc == nil {
		return
	}
	id := d.c.Monitor.ID
	d.dirty = true
	others := slices.ContainsFunc(d.inc.Failing(), func(x monitor.ID) bool { return x != id })
	if others {
		d.inc.Well = append(slices.Clone(d.inc.Well), id)
		d.v.left = d.inc.ID
		d.event(incident.Recovered, ch)
		d.good()
		return
	}
	d.inc.Closed, d.inc.Well, d.v.ended = ch.Since, nil, d.inc.ID
	d.event(incident.Resolved, ch)
	ch.Alert = ch.Alert || len(d.inc.Monitors) > 1 // whoever was told of any of them
	d.tell(alert.Resolved, ch)
	d.good()
}

// diagnosed explains the failing report from what it says itself, and keeps it.
func (d *decision) diagnosed() {
	d.inc.Status, d.inc.Failure = d.q.Status(), d.q.failure
	d.inc.Diagnosis = diagnose.Explain(d.evidence())
	d.inc.Investigated = !d.j.investigates(d.c.Monitor)
	d.out.Capture = new(measure.Redact(d.q.Report))
	d.dirty = true
}

func (d *decision) evidence() diagnose.Evidence {
	return diagnose.Evidence{
		Now: d.at, Expect: d.c.Monitor.Expect, First: d.q.Report, LastGood: d.c.LastGood,
		Peers: d.around.peers, Rate: d.around.rate, Owner: d.c.Monitor.Experiments,
	}
}

func (d *decision) event(kind incident.EventKind, ch incident.Change) {
	if d.inc == nil {
		return
	}
	e := incident.Event{At: d.at, Kind: kind, Monitor: d.c.Monitor.ID, From: ch.From, To: ch.To}
	if kind == incident.Opened || kind == incident.Changed {
		e.Text = d.inc.Diagnosis.Summary
	}
	d.out.Events = append(d.out.Events, e)
}

// tell asks for alerts. One about a failure waits for the investigation.
func (d *decision) tell(tr alert.Transition, ch incident.Change) {
	if !ch.Alert || d.inc == nil {
		return
	}
	if tr == alert.Opened && len(d.inc.Monitors) > 1 {
		tr = alert.Joined
	}
	a := alert.Request{Transition: tr, State: ch.To, At: d.at}
	if tr != alert.Resolved && !d.inc.Investigated {
		a.Hold = d.j.Hold
	}
	d.out.Alerts = append(d.out.Alerts, a)
}

// keepGood keeps a good answer now and then, to compare failures with.
func (d *decision) keepGood() {
	if d.out.Capture != nil || !d.q.state.Good() {
		return
	}
	var m mark
	if d.c.LastGood != nil {
		m = markOf(d.c.LastGood)
	}
	if m.wants(&d.q.Report) {
		d.good()
	}
}

func (d *decision) good() {
	d.out.Capture, d.out.Good = new(measure.Redact(d.q.Report)), true
}

func (d *decision) verdict() verdict {
	v := d.v
	if d.dirty {
		d.out.Incident = d.inc
	}
	v.after = Case{Monitor: d.c.Monitor, Memory: d.out.Memory, LastGood: d.c.LastGood, Incident: d.inc}
	if d.out.Good {
		v.after.LastGood = d.out.Capture
	}
	if d.out.Memory.Incident == "" {
		v.after.Incident = nil
	} else if d.inc != nil && !d.inc.Investigated && d.q.state.Bad() {
		v.inquiry = &inquiry{
			incident: d.inc.ID, mon: d.c.Monitor, evidence: d.evidence(),
			diagnosis: d.inc.Diagnosis, hold: time.Now().Add(d.j.Hold),
		}
	}
	if d.out.Capture != nil && len(d.q.Cells) > 0 {
		v.table = new(tableOf(&d.q.Report))
	}
	if d.out.Memory != d.c.Memory || d.dirty || d.out.Capture != nil || len(d.out.Events)+len(d.out.Alerts) > 0 {
		v.Outcome = d.out
	}
	return v
}

// follow does what a committed verdict asks for.
func (j *Judge) follow(e *entry, v verdict, version int) {
	e.take(v.after, version)
	e.tabled(v.table)
	if v.recheck && j.Recheck != nil {
		j.Recheck(e.id, time.Now().Add(v.after.Monitor.Policy.Recheck))
	}
	if v.ended != "" {
		j.breakOff(v.ended, "")
	}
	if v.left != "" {
		j.breakOff(v.left, e.id)
	}
	if v.inquiry != nil {
		v.inquiry.entry = e
		j.investigate(v.inquiry)
	}
}
