package judge

import (
	"context"
	"crypto/rand"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// A Trier makes one experiment on a check that failed, at once. An error says
// that we could not even ask.
type Trier interface {
	Try(ctx context.Context, t measure.Trial) (measure.Report, error)
}

// Options is what a [Judge] works with.
type Options struct {
	Ledger  Ledger
	Results Log
	Records Records // what an inspection decides on; nil if none is attached
	// Recheck asks for one more check of a monitor at the time given; nil for
	// none.
	Recheck func(monitor.ID, time.Time)
	// NotBefore says that a target wants to be left alone: until then neither a
	// scheduled check nor a re-check of the monitor is made. Nil for none.
	NotBefore func(monitor.ID, time.Time)
	Trier     Trier // nil: diagnoses are passive
	Log       *slog.Logger
	// Hold is how long an alert waits for the investigation; 5 s if 0.
	Hold time.Duration
	// Spacing is the pause between the requests of an investigation; 1 s if 0.
	Spacing time.Duration
	// Inquiries is how many investigations run at once; 8 if 0.
	Inquiries int
}

// A Judge handles reports. Make one with [New]. Its methods may be called
// concurrently; the reports of one monitor are judged one after the other, in
// the order in which they were handed in.
type Judge struct {
	Options

	mu      sync.Mutex
	entries map[monitor.ID]*entry
	hosts   map[string]*host
	asked   map[incident.ID]*inquiry // investigations that wait or run
	lanes   map[string]*lane         // by host: one investigation at a time
	secret  [32]byte                 // keys the hashes of credentials; never stored
	closed  bool
	slots   chan struct{}

	base    context.Context // of all work in the background
	stop    context.CancelFunc
	work    sync.WaitGroup
	waiting atomic.Int64 // reports that wait for the ledger
	dropped atomic.Int64
}

// Bounds of what waits while the ledger is slow.
const (
	maxQueue   = 128    // reports of one monitor
	maxWaiting = 20_000 // reports in all
)

// New returns a judge.
func New(o Options) *Judge {
	if o.Hold == 0 {
		o.Hold = 5 * time.Second
	}
	if o.Spacing == 0 {
		o.Spacing = time.Second
	}
	if o.Inquiries == 0 {
		o.Inquiries = 8
	}
	j := &Judge{
		Options: o, entries: map[monitor.ID]*entry{}, hosts: map[string]*host{},
		asked: map[incident.ID]*inquiry{}, lanes: map[string]*lane{}, slots: make(chan struct{}, o.Inquiries),
	}
	_, _ = rand.Read(j.secret[:]) // never fails
	j.base, j.stop = context.WithCancel(context.Background())
	return j
}

// Run returns nil when ctx is done and everything under way in the background
// has ended: investigations are broken off (they begin anew after a restart),
// decisions get one more try.
func (j *Judge) Run(ctx context.Context) error {
	<-ctx.Done()
	j.stop()
	j.mu.Lock()
	j.closed = true
	j.mu.Unlock()
	j.work.Wait()
	return nil
}

// spawn runs f in the background, or here once the judge is closed.
func (j *Judge) spawn(f func()) {
	j.mu.Lock()
	closed := j.closed
	if !closed {
		j.work.Go(f)
	}
	j.mu.Unlock()
	if closed {
		f()
	}
}

// Stats is how the judge stands now.
type Stats struct {
	Waiting   int   // reports that wait for the ledger
	Dropped   int64 // reports that were not judged since too many waited
	Inquiries int   // investigations that wait or run
}

// Stats returns how the judge stands now.
func (j *Judge) Stats() Stats {
	j.mu.Lock()
	defer j.mu.Unlock()
	return Stats{int(j.waiting.Load()), j.dropped.Load(), len(j.asked)}
}

// Changed says that monitors were changed or deleted: what is known of them is
// read anew before their next reports are judged.
func (j *Judge) Changed(ids ...monitor.ID) {
	for _, id := range ids {
		j.mu.Lock()
		e := j.entries[id]
		j.mu.Unlock()
		if e != nil {
			e.mu.Lock()
			e.loaded = false
			e.version++
			e.mu.Unlock()
		}
	}
}

// ChangedAll is Changed for every monitor.
func (j *Judge) ChangedAll() {
	j.mu.Lock()
	ids := make([]monitor.ID, 0, len(j.entries))
	for id := range j.entries {
		ids = append(ids, id)
	}
	j.mu.Unlock()
	j.Changed(ids...)
}

// Handle judges r. It returns at once and never blocks on the ledger: the
// result goes to the log, and a report that changes something waits its turn
// in the background, however long the ledger stalls. Handle takes r over.
// Trials of experiments are not for it.
func (j *Judge) Handle(_ context.Context, r measure.Report) {
	if r.Step != nil {
		return
	}
	e := j.entry(r.Monitor)
	q := queued{Report: r, wait: waitOf(&r)}
	if !q.wait.until.IsZero() && j.NotBefore != nil {
		j.NotBefore(e.id, q.wait.until)
	}
	if j.enqueue(e, q) {
		j.spawn(func() { j.drain(e) })
	}
}

// enqueue does all that needs no ledger. It reports whether a goroutine has to
// drain what waits for e.
func (j *Judge) enqueue(e *entry, q queued) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.loaded {
		q.state, q.failure = diagnose.Classify(&q.Report, e.mon.Expect)
		j.Results.Append(q.Result(q.state, q.failure))
		q.appended = true
		e.asks.add(q.At, requests(&q.Report))
		if !e.busy && !e.concerns(&q) {
			return false
		}
	}
	if len(e.queue) >= maxQueue || j.waiting.Load() >= maxWaiting {
		j.dropped.Add(1)
		j.Log.Error("report not judged, too many wait", "monitor", e.id)
		return false
	}
	e.queue = append(e.queue, q)
	j.waiting.Add(1)
	was := e.busy
	e.busy = true
	return !was
}

func (j *Judge) entry(id monitor.ID) *entry {
	j.mu.Lock()
	defer j.mu.Unlock()
	e := j.entries[id]
	if e == nil {
		e = &entry{id: id}
		j.entries[id] = e
	}
	return e
}

// drain judges what waits for e, in order.
func (j *Judge) drain(e *entry) {
	for {
		e.mu.Lock()
		if len(e.queue) == 0 {
			e.busy, e.queue = false, nil
			e.mu.Unlock()
			return
		}
		q := e.queue[0]
		e.queue[0] = queued{}
		e.queue = e.queue[1:]
		e.mu.Unlock()
		j.process(e, &q)
		j.waiting.Add(-1)
	}
}

// process judges one report and does what follows from it. It runs for one
// report of a monitor at a time.
func (j *Judge) process(e *entry, q *queued) {
	if !e.isLoaded() && !j.load(e, q) {
		return
	}
	e.mu.Lock()
	if !q.appended {
		q.state, q.failure = diagnose.Classify(&q.Report, e.mon.Expect)
		j.Results.Append(q.Result(q.state, q.failure))
		q.appended = true
	}
	concerns, version := e.concerns(q), e.version
	e.mu.Unlock()
	if !concerns {
		return
	}
	around := j.around(e)
	var v verdict
	ok := j.persist("judge report", e, func(ctx context.Context) error {
		return j.Ledger.Judge(ctx, e.id, func(c Case) (*Outcome, error) {
			var err error
			v, err = j.decide(c, q, around)
			return v.Outcome, err
		})
	})
	if ok {
		j.follow(e, v, version)
	}
}

// load reads what is known of a monitor. It reports whether there is one.
func (j *Judge) load(e *entry, q *queued) bool {
	var c Case
	e.mu.Lock()
	version := e.version
	e.mu.Unlock()
	ok := j.persist("read monitor", e, func(ctx context.Context) error {
		return j.Ledger.Judge(ctx, e.id, func(x Case) (*Outcome, error) {
			c = x
			return nil, nil
		})
	})
	if ok {
		e.take(c, version)
		j.place(e, &q.Report)
		e.meter().add(q.At, requests(&q.Report))
	}
	return ok
}
