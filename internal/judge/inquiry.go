package judge

import (
	"context"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/investigate"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// An inquiry is the investigation of one incident. It lives in memory: after a
// restart the next failing check begins it anew.
type inquiry struct {
	incident  incident.ID
	entry     *entry
	mon       monitor.Monitor
	evidence  diagnose.Evidence
	diagnosis diagnose.Diagnosis
	hold      time.Time // when the alerts that wait for it go out
	cancel    context.CancelFunc
	ended     chan struct{} // closed when it writes nothing more
}

// A lane lets one investigation at a time ask a host.
type lane struct {
	turn  chan struct{}
	users int
}

const (
	maxLane     = 4           // investigations that wait for one host; more begin with a later check
	margin      = time.Second // before hold, to commit
	worthwhile  = 500 * time.Millisecond
	longInquiry = time.Minute
)

// investigates reports whether m's failures are investigated by experiment.
func (j *Judge) investigates(m monitor.Monitor) bool { return j.Trier != nil && !m.Experiments.Off }

// investigate begins an inquiry in the background, unless the incident's is
// under way or the host has enough of them.
func (j *Judge) investigate(q *inquiry) {
	host := q.entry.hostOrID()
	ctx, cancel := context.WithCancel(j.base)
	q.cancel, q.ended = cancel, make(chan struct{})
	j.mu.Lock()
	l := j.lanes[host]
	if l == nil {
		l = &lane{turn: make(chan struct{}, 1)}
	}
	if j.asked[q.incident] != nil || l.users >= maxLane || j.closed || j.Trier == nil {
		j.mu.Unlock()
		cancel()
		return
	}
	l.users++
	j.lanes[host], j.asked[q.incident] = l, q
	j.work.Go(func() {
		defer j.finish(q, host, l)
		if !enter(ctx, l.turn) {
			return
		}
		defer func() {
			pause(j.base, j.Spacing) // the next one knows nothing of when this one asked last
			<-l.turn
		}()
		if !enter(ctx, j.slots) {
			return
		}
		defer func() { <-j.slots }()
		j.inquire(ctx, q)
	})
	j.mu.Unlock()
}

// enter takes a place in turn, unless ctx is done before there is one.
func enter(ctx context.Context, turn chan<- struct{}) bool {
	select {
	case turn <- struct{}{}:
		return true
	case <-ctx.Done():
		return false
	}
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

func (e *entry) hostOrID() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.host == "" {
		return string(e.id)
	}
	return e.host
}

func (j *Judge) finish(q *inquiry, host string, l *lane) {
	defer close(q.ended)
	q.cancel()
	j.mu.Lock()
	defer j.mu.Unlock()
	if l.users--; l.users == 0 {
		delete(j.lanes, host)
	}
	if j.asked[q.incident] == q {
		delete(j.asked, q.incident)
	}
}

// breakOff ends the inquiry into an incident that closed or turned: what it
// would still see says nothing of the failure. With a monitor it is ended only
// if that is the one whose failure is investigated.
func (j *Judge) breakOff(id incident.ID, of monitor.ID) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if q := j.asked[id]; q != nil && (of == "" || q.mon.ID == of) {
		q.cancel()
		delete(j.asked, id)
	}
}

// inquire investigates: first for as long as the alerts wait, so that they
// carry the cause; then, if more can be learnt, to the end.
func (j *Judge) inquire(ctx context.Context, q *inquiry) {
	began, ev := time.Now(), q.evidence
	saved := 0
	for _, most := range []time.Duration{time.Until(q.hold) - margin, longInquiry} {
		if most < worthwhile {
			continue
		}
		d, seen := investigate.Run(ctx, ev, trier{j.Trier, q}, investigate.Options{Spacing: j.Spacing, MaxTime: most})
		if ctx.Err() != nil {
			return
		}
		if ev = seen; saved > 0 && len(ev.Trials) == saved {
			return // nothing was added to what is known
		}
		d.Seconds = time.Since(began).Seconds()
		if !j.diagnosed(ctx, q, d, ev.Trials[saved:]) {
			return
		}
		saved = len(ev.Trials)
		if _, more := diagnose.Next(ev); !more || investigate.Requests(ev.Trials) >= investigate.Budget(ev) {
			return
		}
		pause(ctx, j.Spacing) // as above
	}
}

// diagnosed commits what an investigation has found, which lets the alerts go
// that wait for it.
func (j *Judge) diagnosed(ctx context.Context, q *inquiry, d diagnose.Diagnosis, trials []measure.Report) bool {
	clean := make([]measure.Report, len(trials))
	for i, t := range trials {
		clean[i] = measure.Redact(t)
		clean[i].Monitor = q.mon.ID
	}
	ok := j.persist("write diagnosis", q.entry, func(lctx context.Context) error {
		if ctx.Err() != nil {
			return nil // closed or turned meanwhile
		}
		return j.Ledger.Diagnosed(lctx, q.incident, d, clean, time.Now().UTC())
	})
	if !ok || ctx.Err() != nil {
		return false
	}
	e := q.entry
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.mem.Incident == q.incident {
		e.investigated = true
	}
	return true
}

// A trier makes the experiments of one inquiry.
type trier struct {
	Trier

	q *inquiry
}

// Try implements investigate.Trier.
func (t trier) Try(ctx context.Context, step measure.Step) (measure.Report, error) {
	first := t.q.evidence.First
	t.q.entry.meter().add(time.Now(), 1)
	return t.Trier.Try(ctx, measure.Trial{
		Job:   monitor.Job{Monitor: t.q.mon, Reason: monitor.Trial, Due: time.Now(), Place: first.Place},
		First: first, Step: step,
	})
}
