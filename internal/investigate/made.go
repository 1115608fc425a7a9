package investigate

import (
	"strconv"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/measure"
)

// Requests counts the requests that trials have spent: one for each hop.
func Requests(trials []measure.Report) int {
	n := 0
	for _, t := range trials {
		n += len(t.Hops)
	}
	return n
}

// Made tells of each experiment that spent a request what the answer was
// before, with and after the change. What stands for "after" is the next
// control, if one was made.
func Made(ev diagnose.Evidence) []diagnose.Made {
	made := []diagnose.Made{}
	control := Outcome(ev.First)
	for i, t := range ev.Trials {
		if t.Step == nil || len(t.Hops) == 0 {
			continue
		}
		m := diagnose.Made{ID: t.Step.Experiment, Changed: t.Step.Changed, Control: control, Outcome: Outcome(t)}
		if m.ID == measure.XRepeat {
			control = m.Outcome
		} else {
			m.After = nextControl(ev.Trials[i+1:])
		}
		made = append(made, m)
	}
	return made
}

func nextControl(trials []measure.Report) string {
	for _, t := range trials {
		if t.Step != nil && t.Step.Experiment == measure.XRepeat && len(t.Hops) > 0 {
			return Outcome(t)
		}
	}
	return ""
}

// Outcome tells in a few words how a check ended: its status, or why there
// was no answer.
func Outcome(r measure.Report) string {
	if r.Fault != "" {
		return "not measured: " + r.Fault
	}
	if a := r.Answer(); a != nil {
		if o, failed := r.Failed(); failed && broken(o) {
			return strconv.Itoa(a.Status) + ", then " + Words(o.Failure)
		}
		return strconv.Itoa(a.Status)
	}
	if o, failed := r.Failed(); failed {
		return o.Failure.Unanswered()
	}
	return "no answer"
}

// broken reports whether an answer came but could not be read to its end.
func broken(o measure.Observation) bool {
	return o.Op == measure.Transfer || o.Failure == measure.RedirectLoop || o.Failure == measure.RedirectLimit || o.Failure == measure.RedirectBroken
}
