// Package agent runs the jobs of one place: a job becomes a check, a trial an
// experiment, and either becomes a report. The same code runs inside the
// server and far away.
//
// What belongs here: what is the same for every kind of check, that is its
// time limit, its place, and that a fault of ours is a fault and no crash.
// The agent has no opinion on what it saw.
package agent

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/experiment"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/netx"
	"github.com/uptimesignal/uptimesignal/internal/probe"
)

// DefaultTimeout bounds the check of a monitor that names no timeout.
const DefaultTimeout = 10 * time.Second

// A Worker checks from one place. It is safe for concurrent use.
type Worker struct {
	Place string
	Net   *netx.Net
	// Panicked, if set, hears of a panic in a check, with its stack. The check
	// itself ends as a fault.
	Panicked func(ctx context.Context, id monitor.ID, panicked string, stack []byte)

	attempts probe.Attempts // with credentials that cannot be real
}

var errTimeLimit = errors.New("the time limit of the check is up")

// Do runs the check of job once. What goes wrong on our side is the report's
// Fault; it never panics. It returns within the monitor's timeout.
func (w *Worker) Do(ctx context.Context, job monitor.Job) (r measure.Report) {
	began := time.Now()
	defer func() { w.settle(ctx, &r, job, began, recover()) }()
	kind, ok := probe.Find(job.Monitor.Kind)
	if !ok {
		return measure.Report{Fault: fmt.Sprintf("this place does not know the kind of check %q", job.Monitor.Kind)}
	}
	ctx, cancel := context.WithTimeoutCause(ctx, timeout(job.Monitor), errTimeLimit)
	defer cancel()
	return kind.Run(probe.WithAttempts(ctx, &w.attempts), w.Net, job)
}

// Try makes the experiment of t once, under the time limit of its monitor,
// like Do. A waiting experiment gets its wait on top.
func (w *Worker) Try(ctx context.Context, t measure.Trial) (r measure.Report) {
	began := time.Now()
	defer func() {
		w.settle(ctx, &r, t.Job, began, recover())
		r.Reason = monitor.Trial
		if r.Step == nil {
			r.Step = &t.Step
		}
	}()
	var spec probe.HTTP
	if t.Job.Monitor.Kind != "http" {
		return measure.Report{Fault: fmt.Sprintf("there are no experiments on the kind of check %q", t.Job.Monitor.Kind)}
	}
	if err := json.Unmarshal(t.Job.Monitor.Spec, &spec); err != nil {
		return measure.Report{Fault: "the monitor's settings cannot be read"}
	}
	limit := timeout(t.Job.Monitor)
	if d, err := time.ParseDuration(t.Step.Arg); err == nil && t.Step.Experiment == measure.XDelay && d > 0 {
		limit += d
	}
	ctx, cancel := context.WithTimeoutCause(ctx, limit, errTimeLimit)
	defer cancel()
	return experiment.Run(ctx, w.Net, experiment.Subject{
		Spec: spec, Owner: t.Job.Monitor.Experiments, Expect: t.Job.Monitor.Expect, First: t.First,
	}, t.Step)
}

// settle fills in what is the same for every report.
func (w *Worker) settle(ctx context.Context, r *measure.Report, job monitor.Job, began time.Time, panicked any) {
	if panicked != nil {
		*r = measure.Report{Fault: "the check failed inside: a mistake in this program"}
		if w.Panicked != nil {
			w.Panicked(ctx, job.Monitor.ID, fmt.Sprint(panicked), debug.Stack())
		}
	}
	r.Monitor, r.Place, r.Reason = job.Monitor.ID, w.Place, job.Reason
	if r.At.IsZero() {
		r.At = began
	}
	if r.Took == 0 {
		r.Took = time.Since(began)
	}
}

func timeout(m monitor.Monitor) time.Duration {
	if m.Timeout <= 0 {
		return DefaultTimeout
	}
	return min(m.Timeout, monitor.MaxTimeout)
}
