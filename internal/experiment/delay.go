package experiment

import (
	"context"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/probe"
)

// MaxDelay is the longest wait of an experiment. What is announced to last
// longer is believed, not waited for.
const MaxDelay = time.Minute

var xDelay = Experiment{
	ID: measure.XDelay, Title: "the same request after a pause", Cost: 1, Unsafe: true, Changes: measure.Resolve,
	Doc: "Limits and temporary bans lapse; permissions do not.",
	Apply: func(s Subject, arg string) (probe.HTTP, string, string) {
		d, err := time.ParseDuration(arg)
		switch {
		case err != nil || d < 0:
			return s.Spec, "", "the pause is not a duration"
		case d > MaxDelay:
			return s.Spec, "", "a pause of " + d.String() + " is too long to wait for"
		}
		return s.Spec, "nothing, after a pause of " + d.String(), ""
	},
}

// wait waits for a delay that Apply has checked. It returns why not, when ctx
// ends first or would.
func wait(ctx context.Context, arg string) string {
	d, _ := time.ParseDuration(arg)
	const tooLong = "the pause would outlast the time for this diagnosis"
	if end, ok := ctx.Deadline(); ok && time.Until(end) <= d {
		return tooLong
	}
	select {
	case <-ctx.Done():
		return tooLong
	case <-time.After(d):
		return ""
	}
}
