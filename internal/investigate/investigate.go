// Package investigate runs a diagnosis to its end: it explains what is known,
// makes the experiment that is worth most, and explains again, until the
// cause is settled, the budget is spent, or nothing more can be learnt. The
// server and the command line investigate alike.
//
// What decides when an experiment may be sent (spacing, limits of time and
// requests, Retry-After, a target that changes while we look) belongs here;
// which one is worth it, and what it means, stands in package diagnose.
package investigate

import (
	"context"
	"slices"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// A Trier makes one experiment on the check that is investigated.
type Trier interface {
	// Try returns what was seen, with the step in it. An error says that we
	// could not even ask, for example since the place is gone.
	Try(ctx context.Context, step measure.Step) (measure.Report, error)
}

// Options says how fast and how long.
type Options struct {
	// Spacing is the least time between the end of one request and the
	// beginning of the next. 0 is none.
	Spacing time.Duration
	// MaxTime ends the investigation. 0 means a minute.
	MaxTime time.Duration
	// Least is the time that an experiment needs: none is begun that would be
	// cut short. 0 begins them until the end.
	Least time.Duration
	// Progress, if not nil, is called before and after each experiment.
	Progress func(Event)
}

// An Event is a moment of an investigation.
type Event struct {
	Step      measure.Step
	Report    *measure.Report    // nil before the experiment
	Diagnosis diagnose.Diagnosis // as far as it is known
	Requests  int                // spent so far
	Budget    int
}

// defaultMaxTime ends an investigation whose Options do not.
const defaultMaxTime = time.Minute

// Budget is how many requests an investigation of ev may spend: the owner's
// number, or the default and one for each other place; never more than
// monitor.MaxBudget.
func Budget(ev diagnose.Evidence) int {
	switch {
	case ev.Owner.Off:
		return 0
	case ev.Owner.Budget > 0:
		return min(ev.Owner.Budget, monitor.MaxBudget)
	}
	return min(monitor.DefaultBudget+len(ev.Places), monitor.MaxBudget)
}

// Run investigates the failure in ev and returns the diagnosis, with what was
// spent, and the evidence with all trials. When ctx or the time ends it returns
// what is known by then; run again on the evidence that it returned, it goes
// on. It never runs two requests at once.
func Run(ctx context.Context, ev diagnose.Evidence, t Trier, o Options) (diagnose.Diagnosis, diagnose.Evidence) {
	return investigate(ctx, ev, t, o, mind{diagnose.Explain, diagnose.Next, diagnose.Classify})
}

// A mind is what judges: package diagnose, or a script in tests.
type mind struct {
	explain  func(diagnose.Evidence) diagnose.Diagnosis
	next     func(diagnose.Evidence) (measure.Step, bool)
	classify func(*measure.Report, monitor.Expectation) (monitor.State, measure.Failure)
}

func investigate(ctx context.Context, ev diagnose.Evidence, t Trier, o Options, m mind) (diagnose.Diagnosis, diagnose.Evidence) {
	began := time.Now()
	if o.MaxTime <= 0 {
		o.MaxTime = defaultMaxTime
	}
	ctx, cancel := context.WithTimeout(ctx, o.MaxTime)
	defer cancel()
	if ev.Now.IsZero() {
		ev.Now = began
	}
	r := &run{mind: m, ev: ev, t: t, o: o, budget: Budget(ev), last: ev.First.At.Add(ev.First.Took)}
	r.ev.Trials = slices.Clone(ev.Trials)
	r.obey(ev.First)
	for _, t := range ev.Trials { // of an earlier run, which this one goes on with
		r.note(t)
		r.last = later(r.last, t.At.Add(t.Took))
	}
	d := r.explain(r.ev)
	for r.goOn() {
		step, ok := r.choose(ctx)
		if !ok {
			break
		}
		report, ok := r.try(ctx, step, d)
		if !ok {
			break
		}
		r.add(report)
		d = r.explain(r.ev)
		r.tell(step, &report, d)
	}
	d.Experiments, d.Requests = Made(r.ev), Requests(r.ev.Trials)
	d.Seconds = time.Since(began).Round(time.Millisecond).Seconds()
	return d, r.ev
}

// A run is one investigation under way.
type run struct {
	mind
	ev     diagnose.Evidence
	t      Trier
	o      Options
	budget int
	last   time.Time // end of the last request
	not    time.Time // no request before, by the target's own word
	good   int       // controls in a row that were good
	failed int       // trials in a row that we could not make
	over   bool      // the target has changed underneath
	putOff []measure.Report
}

// goOn reports whether one more request is allowed. A check that is led
// through redirects spends a request on each.
func (r *run) goOn() bool {
	spent := Requests(r.ev.Trials)
	return !r.over && r.failed < 2 && spent < r.budget && spent+max(1, len(r.ev.First.Hops)) <= monitor.MaxBudget
}

// choose names the next experiment. A pause that outlasts this run is put off:
// a later run may have the time, and this one goes on with what is quick.
func (r *run) choose(ctx context.Context) (measure.Step, bool) {
	ev := r.ev
	ev.Trials = slices.Concat(r.ev.Trials, r.putOff)
	for {
		step, ok := r.next(ev)
		switch {
		case !ok || made(step, ev.Trials):
			return step, false
		case step.Experiment != measure.XDelay || r.fits(ctx, step):
			return step, true
		}
		step.Skipped = "put off"
		r.putOff = append(r.putOff, measure.Report{Step: &step})
		ev.Trials = slices.Concat(r.ev.Trials, r.putOff)
	}
}

// made reports whether step is among trials, or could not be made. Only a
// control and a pause are worth anything a second time.
func made(step measure.Step, trials []measure.Report) bool {
	again := step.Experiment == measure.XRepeat || step.Experiment == measure.XDelay
	return slices.ContainsFunc(trials, func(t measure.Report) bool {
		return t.Step != nil && t.Step.Experiment == step.Experiment && t.Step.Arg == step.Arg && (!again || t.Step.Skipped != "")
	})
}

// try waits until a request may be sent, and makes the experiment.
func (r *run) try(ctx context.Context, step measure.Step, d diagnose.Diagnosis) (measure.Report, bool) {
	if !r.wait(ctx, step) {
		return measure.Report{}, false
	}
	r.tell(step, nil, d)
	report, err := r.t.Try(ctx, step)
	if err != nil {
		step.Skipped = "we could not make it: " + err.Error()
		report = measure.Report{At: time.Now(), Reason: monitor.Trial, Fault: err.Error()}
	}
	if report.Step == nil {
		report.Step = &step
	}
	if ctx.Err() != nil && report.Step.Skipped == "" {
		report.Fault = "cut short by the end of the investigation" // what it saw says nothing of the target
	}
	return report, true
}

// add takes a trial into the evidence.
func (r *run) add(t measure.Report) {
	r.ev.Trials = append(r.ev.Trials, t)
	r.ev.Rate += len(t.Hops)
	if len(t.Hops) > 0 {
		r.last = time.Now()
	}
	r.note(t)
}

// note looks at a trial for what the next ones must heed: that we could not
// make it, that the target wants to be left alone, or that it has changed
// underneath.
func (r *run) note(t measure.Report) {
	switch {
	case t.Step == nil || t.Step.Skipped != "" && t.Fault == "":
		return
	case len(t.Hops) == 0:
		r.failed++
		return
	}
	r.failed = 0
	if t.Fault != "" {
		return
	}
	r.obey(t)
	first, _ := r.classify(&r.ev.First, r.ev.Expect)
	state, _ := r.classify(&t, r.ev.Expect)
	if state == monitor.Limited && first != monitor.Limited {
		r.over = true // we are about to do harm
	}
	switch {
	case t.Step.Experiment == measure.XDelay && state.Good():
		r.over = true // time alone has mended it; more requests could bring a limit or a ban back
	case t.Step.Experiment != measure.XRepeat:
	case !state.Good():
		r.good = 0
		r.over = r.over || state != first // it fails in another way now
	case r.good == 1:
		r.over = true // it has recovered: nothing is left to compare with
	default:
		r.good++
	}
}

func (r *run) tell(step measure.Step, report *measure.Report, d diagnose.Diagnosis) {
	if r.o.Progress != nil {
		r.o.Progress(Event{Step: step, Report: report, Diagnosis: d, Requests: Requests(r.ev.Trials), Budget: r.budget})
	}
}
