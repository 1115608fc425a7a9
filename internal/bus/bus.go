// Package bus carries jobs to places and reports back.
//
// [Local] does it inside one process. What belongs here: waiting, limits and
// back-pressure between those who know what is due and those who measure. The
// bus reads neither jobs nor reports.
package bus

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// DefaultLimit is how many checks run at once: enough that many endpoints
// that hang until their timeout do not delay one that answers.
const DefaultLimit = 2000

// A Worker measures from one place. Its methods are called concurrently and
// return soon after their context is done.
type Worker interface {
	Do(ctx context.Context, job monitor.Job) measure.Report
	Try(ctx context.Context, t measure.Trial) measure.Report
}

// A Local is a bus inside one process. It is safe for concurrent use.
type Local struct {
	jobs chan monitor.Job
	idle chan struct{} // a token for each check that may run

	mu      sync.Mutex
	workers map[string]Worker // by place; nil when not served
}

// NewLocal returns a bus that runs at most limit checks at once, or
// DefaultLimit if limit is not positive.
func NewLocal(limit int) *Local {
	if limit <= 0 {
		limit = DefaultLimit
	}
	return &Local{jobs: make(chan monitor.Job), idle: make(chan struct{}, limit)}
}

// Send hands job to its place. It blocks while as many checks run as may: that
// is the back-pressure. The error is that of ctx.
func (l *Local) Send(ctx context.Context, job monitor.Job) error {
	select {
	case l.jobs <- job:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("send job: %w", context.Cause(ctx))
	}
}

// ErrNoPlace means that no worker of that place is served.
var ErrNoPlace = errors.New("no agent serves this place")

// Try makes one experiment at the place that t names and returns its report.
// It does not wait for checks that hang.
func (l *Local) Try(ctx context.Context, t measure.Trial) (measure.Report, error) {
	w, ok := l.worker(t.Job.Place)
	if !ok {
		return measure.Report{}, fmt.Errorf("try experiment at %q: %w", t.Job.Place, ErrNoPlace)
	}
	r := w.Try(ctx, t)
	if ctx.Err() != nil && r.Fault != "" {
		return measure.Report{}, fmt.Errorf("try experiment: %w", context.Cause(ctx))
	}
	return r, nil
}

// Serve runs the jobs that are sent, with the worker of each job's place, and
// calls handle with every report, concurrently, until ctx is done; it returns
// when all that was begun has ended. A check that the end of ctx cut off is
// not reported. It serves one set of workers at a time.
func (l *Local) Serve(ctx context.Context, workers map[string]Worker, handle func(context.Context, measure.Report)) {
	l.serve(workers)
	defer l.serve(nil)
	var wg sync.WaitGroup
	defer wg.Wait()
	for {
		select {
		case l.idle <- struct{}{}:
		case <-ctx.Done():
			return
		}
		select {
		case job := <-l.jobs:
			wg.Go(func() {
				defer func() { <-l.idle }()
				l.run(ctx, job, handle)
			})
		case <-ctx.Done():
			<-l.idle
			return
		}
	}
}

func (l *Local) run(ctx context.Context, job monitor.Job, handle func(context.Context, measure.Report)) {
	w, ok := l.worker(job.Place)
	if !ok {
		handle(ctx, measure.Report{Monitor: job.Monitor.ID, Place: job.Place, Reason: job.Reason, At: job.Due, Fault: ErrNoPlace.Error()})
		return
	}
	r := w.Do(ctx, job)
	if ctx.Err() != nil && r.Fault != "" {
		return // cut off: nothing was learnt
	}
	handle(context.WithoutCancel(ctx), r)
}

func (l *Local) serve(workers map[string]Worker) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.workers = workers
}

func (l *Local) worker(place string) (Worker, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if place == "" {
		place = monitor.LocalPlace
	}
	w, ok := l.workers[place]
	return w, ok
}
