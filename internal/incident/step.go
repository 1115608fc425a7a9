package incident

import (
	"time"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// Flapping: an incident that opens within flapWithin of the end of the one
// before needs flapMore good checks more to close than that one did, up to
// maxFlaps times. So an endpoint that comes and goes is soon one long incident
// and not an alert every few minutes.
const (
	flapWithin = 15 * time.Minute
	flapMore   = 2
	maxFlaps   = 5
)

// An Input is one judged report, as the machine sees it.
type Input struct {
	At      time.Time     // when the check began
	State   monitor.State // measured: up, degraded, refused, limited, down or unknown
	Failure measure.Failure
	Status  int
	Paused  bool // the monitor is paused: the report was asked for and changes nothing
	Quiet   bool // inside a maintenance window: nobody is alerted
	Gap     bool // too long has passed since the streak's last report for it to go on
	// Announced says that the answer itself announces that it will go on
	// refusing, for longer than a re-check can wait: it needs no other to agree.
	Announced bool
	New       ID // of the incident, if one opens
}

// An Action is what a report brings about.
type Action string

// Actions.
const (
	Recheck  Action = "recheck"  // another check is wanted, Policy.Recheck from now
	Show     Action = "show"     // the state changed and no incident began or ended
	Open     Action = "open"     // an incident began
	Turn     Action = "turn"     // the incident's state changed to another bad one
	Announce Action = "announce" // what a maintenance window kept quiet is told now
	Close    Action = "close"    // the incident ended
)

// A Change is one action of a step.
type Change struct {
	Do    Action
	From  monitor.State // of an Announce: what was told before, empty for nothing
	To    monitor.State
	Since time.Time // of the first report of the streak that led to it
	Alert bool      // people are to be told
}

// Step returns the memory after in, and what changed. It is a pure function;
// a report that says nothing new returns m as it was.
//
// A report that began before what m rests on is late and says nothing; neither
// does the report that m has counted last, when it comes again. Reports
// of our own fault (unknown) neither open nor close an incident; fewer than
// Confirm of them in a row do not interrupt a streak, and as many show as the
// state unknown.
func Step(p monitor.Policy, m Memory, in Input) (Memory, []Change) {
	if in.Paused || in.At.Before(m.Since) || !m.Seen.IsZero() && !in.At.After(m.Seen) {
		return m, nil
	}
	if m.State == "" {
		m.State, m.Since = monitor.Unknown, in.At
	}
	if in.Gap && in.State != monitor.Unknown {
		m = m.settled()
	}
	p.Confirm, p.Recover = max(1, p.Confirm), max(1, p.Recover)
	switch {
	case in.State.Good() && m.Incident == "":
		return well(p, m, in)
	case in.State.Good():
		return recovering(p, m, in)
	case in.State.Bad() && m.Incident == "":
		return suspect(p, m, in)
	case in.State.Bad():
		return failing(p, m, in)
	default:
		return blind(p, m, in)
	}
}

// well handles a good report while no incident is open.
func well(p monitor.Policy, m Memory, in Input) (Memory, []Change) {
	m.Blind = 0
	if m.State == in.State {
		return m.cleared(), nil
	}
	need := p.Recover // degraded to up
	switch {
	case m.State == monitor.Unknown:
		need = 1 // anything known is better
	case in.State == monitor.Degraded:
		need = p.Confirm
	}
	m = m.counted(in, m.Toward == in.State)
	if m.Streak < need {
		if in.State == monitor.Degraded {
			return m, []Change{{Do: Recheck}}
		}
		return m, nil
	}
	ch := Change{Do: Show, From: m.State, To: in.State, Since: m.First}
	m.State, m.Since = in.State, m.First
	return m.cleared(), []Change{ch}
}

// recovering handles a good report while an incident is open.
func recovering(p monitor.Policy, m Memory, in Input) (Memory, []Change) {
	m.Blind = 0
	f, s := m.Failure, m.Status // of the incident: a good report does not replace them
	m = m.counted(in, m.Toward.Good())
	m.Failure, m.Status = f, s
	if m.Streak < p.Recover+flapMore*m.Flaps {
		return m, nil
	}
	ch := Change{Do: Close, From: m.State, To: in.State, Since: m.First, Alert: m.Told != ""}
	m.State, m.Since = in.State, m.First
	m.Incident, m.Bad, m.Told, m.Closed = "", "", "", m.First
	return m.cleared(), []Change{ch}
}

// suspect handles a bad report while no incident is open. Bad reports agree
// with each other whatever their state; the one that confirms names the
// incident's.
func suspect(p monitor.Policy, m Memory, in Input) (Memory, []Change) {
	m.Blind = 0
	m = m.counted(in, m.Toward.Bad())
	if m.Streak < p.Confirm && !in.Announced {
		return m, []Change{{Do: Recheck}}
	}
	ch := Change{Do: Open, From: m.State, To: in.State, Since: m.First, Alert: !in.Quiet}
	m.State, m.Since = in.State, m.First
	m.Incident, m.Bad = in.New, in.State
	if m.Closed.IsZero() || m.First.Sub(m.Closed) > flapWithin {
		m.Flaps = 0
	} else {
		m.Flaps = min(m.Flaps+1, maxFlaps)
	}
	m.Closed = time.Time{}
	if ch.Alert {
		m.Told = in.State
	}
	return m.settled(), []Change{ch}
}

// failing handles a bad report while an incident is open. A state other than
// the incident's must be seen Confirm times in a row, each time the same; so
// must a door that stands open where the incident was another.
func failing(p monitor.Policy, m Memory, in Input) (Memory, []Change) {
	m.Blind = 0
	var out []Change
	if m.State == monitor.Unknown {
		out = append(out, Change{Do: Show, From: m.State, To: m.Bad, Since: in.At})
		m.State, m.Since = m.Bad, in.At
	}
	opens := in.Failure == measure.Exposed && m.Failure != measure.Exposed // worse than any other way to be down
	if in.State == m.Bad && !opens {
		return tell(m.settled(), in, out)
	}
	f, s := m.Failure, m.Status
	m = m.counted(in, m.Toward == in.State)
	if m.Streak < p.Confirm {
		m.Failure, m.Status = f, s
		return tell(m, in, append(out, Change{Do: Recheck}))
	}
	ch := Change{Do: Turn, From: m.Bad, To: in.State, Since: m.First}
	m.State, m.Bad, m.Since = in.State, in.State, m.First
	if m.Told != "" && !in.Quiet && (opens || in.State.Severity() > m.Told.Severity()) {
		ch.Alert, m.Told = true, in.State
	} else if opens && in.Quiet && m.Told == monitor.Down {
		m.Told = monitor.Refused // so that the open door is told when the window is over
	}
	return tell(m.settled(), in, append(out, ch))
}

// tell announces what a maintenance window has kept quiet, once it is over.
func tell(m Memory, in Input, out []Change) (Memory, []Change) {
	if in.Quiet || m.Bad.Severity() <= m.Told.Severity() {
		return m, out
	}
	out = append(out, Change{Do: Announce, From: m.Told, To: m.Bad, Since: m.Since, Alert: true})
	m.Told = m.Bad
	return m, out
}

// blind handles a report that could not measure.
func blind(p monitor.Policy, m Memory, in Input) (Memory, []Change) {
	if m.State == monitor.Unknown {
		return m, nil
	}
	m.Blind++
	if m.Blind < p.Confirm {
		return m, []Change{{Do: Recheck}}
	}
	ch := Change{Do: Show, From: m.State, To: monitor.Unknown, Since: in.At}
	m.State, m.Since, m.Blind = monitor.Unknown, in.At, 0
	return m.settled(), []Change{ch}
}

// counted adds in to the streak, or begins one with it.
func (m Memory) counted(in Input, goesOn bool) Memory {
	if !goesOn || m.Streak == 0 {
		m.Streak, m.First = 0, in.At
	}
	m.Streak++
	m.Toward, m.Seen = in.State, in.At
	m.Failure, m.Status = in.Failure, in.Status
	return m
}

// settled forgets the streak.
func (m Memory) settled() Memory {
	m.Toward, m.Streak, m.First, m.Seen = "", 0, time.Time{}, time.Time{}
	return m
}

// cleared forgets the streak and the failure that it was of.
func (m Memory) cleared() Memory {
	m.Failure, m.Status = "", 0
	return m.settled()
}

// A Phase says where in its life a monitor stands, as docs/states.md draws it.
type Phase string

// Phases.
const (
	PhaseNew        Phase = "new"        // nothing is known, or not any more
	PhaseWell       Phase = "well"       // up or degraded
	PhaseSuspect    Phase = "suspect"    // failed, not yet confirmed
	PhaseFailing    Phase = "failing"    // an incident is open
	PhaseRecovering Phase = "recovering" // an incident is open, the last reports are good
	PhaseLost       Phase = "lost"       // an incident is open and we cannot measure
)

// Phase returns the phase of m.
func (m Memory) Phase() Phase {
	switch {
	case m.Incident != "" && m.Toward.Good():
		return PhaseRecovering
	case m.Incident != "" && m.State == monitor.Unknown:
		return PhaseLost
	case m.Incident != "":
		return PhaseFailing
	case m.Toward.Bad():
		return PhaseSuspect
	case m.State.Good():
		return PhaseWell
	default:
		return PhaseNew
	}
}
