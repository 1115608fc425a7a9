package app

import (
	"context"
	"fmt"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/agent"
	"github.com/uptimesignal/uptimesignal/internal/api"
	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/forecast"
	"github.com/uptimesignal/uptimesignal/internal/investigate"
	"github.com/uptimesignal/uptimesignal/internal/judge"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/problem"
	"github.com/uptimesignal/uptimesignal/internal/schedule"
	"github.com/uptimesignal/uptimesignal/internal/store"
	"github.com/uptimesignal/uptimesignal/internal/web"
)

// While somebody waits for an answer, experiments follow each other quickly.
const (
	askedSpacing = 250 * time.Millisecond
	askedTime    = 30 * time.Second
	askedAtOnce  = 8 // checks on request under way
)

// checks runs checks that somebody asked for and waits for.
type checks struct {
	db        *store.DB
	worker    *agent.Worker
	judge     *judge.Judge
	scheduler *schedule.Scheduler
	slots     chan struct{}
}

// take waits for a slot, so that requests cannot crowd out the schedule.
func (c *checks) take(ctx context.Context) (release func(), err error) {
	select {
	case c.slots <- struct{}{}:
		return func() { <-c.slots }, nil
	case <-ctx.Done():
		return nil, problem.Wrap(problem.Unavailable, ctx.Err(), "Too many checks on request are under way; try again in a moment.")
	}
}

// run checks m once and investigates what is wrong.
func (c *checks) run(ctx context.Context, m monitor.Monitor, lastGood *measure.Report) (api.Checked, measure.Report, error) {
	release, err := c.take(ctx)
	if err != nil {
		return api.Checked{}, measure.Report{}, err
	}
	defer release()
	job := monitor.Job{Monitor: m, Reason: monitor.Requested, Due: time.Now(), Place: monitor.LocalPlace}
	r := c.worker.Do(ctx, job)
	state, failure := diagnose.Classify(&r, m.Expect)
	ev := diagnose.Evidence{Now: time.Now(), Expect: m.Expect, First: r, LastGood: lastGood, Rate: 1, Owner: m.Experiments}
	d := diagnose.Explain(ev)
	if state.Bad() && !m.Experiments.Off {
		try := trier{worker: c.worker, trial: measure.Trial{Job: job, First: r}}
		d, _ = investigate.Run(ctx, ev, try, investigate.Options{Spacing: askedSpacing, MaxTime: askedTime})
	}
	return api.Checked{Report: measure.Redact(r), State: state, Failure: failure, Diagnosis: d, Forecasts: forecast.OfReport(&r)}, r, nil
}

// A trier makes the experiments of a check on request.
type trier struct {
	worker *agent.Worker
	trial  measure.Trial
}

func (t trier) Try(ctx context.Context, s measure.Step) (measure.Report, error) {
	t.trial.Step = s
	return t.worker.Try(ctx, t.trial), nil
}

// apiChecks is what the API asks of checks.
type apiChecks struct{ *checks }

// CheckNow checks a saved monitor; what it sees counts like any check.
func (c apiChecks) CheckNow(ctx context.Context, id monitor.ID) (api.Checked, error) {
	m, err := c.db.Monitor(ctx, id)
	if err != nil {
		return api.Checked{}, err
	}
	good, err := c.db.LastGood(ctx, id)
	if err != nil {
		return api.Checked{}, err
	}
	done, r, err := c.run(ctx, m, good)
	if err == nil {
		c.judge.Handle(context.WithoutCancel(ctx), r)
	}
	return done, err
}

// Try checks a monitor that need not be saved; nothing is kept.
func (c apiChecks) Try(ctx context.Context, m monitor.Monitor) (api.Checked, error) {
	done, _, err := c.run(ctx, m, nil)
	return done, err
}

// webChecks is what the pages ask of checks.
type webChecks struct{ *checks }

// CheckNow asks for a check and returns at once; the page hears of its result.
func (c webChecks) CheckNow(ctx context.Context, id monitor.ID) error {
	if !c.scheduler.Check(id) {
		return problem.Wrap(problem.NotFound, fmt.Errorf("monitor %s is not scheduled", id), "There is no such monitor (any more).")
	}
	return nil
}

// Try checks a monitor that need not be saved; nothing is kept.
func (c webChecks) Try(ctx context.Context, m monitor.Monitor) (web.Tried, error) {
	done, _, err := c.run(ctx, m, nil)
	return web.Tried{Report: done.Report, State: done.State, Failure: done.Failure, Diagnosis: done.Diagnosis, Forecasts: webForecasts(done.Forecasts)}, err
}
