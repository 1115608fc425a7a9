package diagnose

import (
	"slices"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

// mayProbe reports whether the target may be asked again at all.
func (f *features) mayProbe() bool {
	switch {
	case f.ev.First.Fault != "" || len(f.ev.First.Hops) == 0:
		return false
	case f.ans.status == 407: // a proxy of ours wants to know us: the target was never asked
		return false
	case f.ans.failure == measure.ProxyAuth, f.ans.failure == measure.ProxyFailed, f.ans.failure == measure.ProxyRefused, f.ans.failure == measure.TargetForbidden:
		return false
	}
	if f.ans.status == 0 || f.ev.Expect.Wants().Has(f.ans.status) {
		if state, _ := classify(&f.ev.First, f.ev.Expect, f.recognised); !state.Bad() {
			return false
		}
	}
	return !f.toldToWait() || f.ans.retry <= patience
}

// toldToWait reports whether the target has announced when it may be asked
// again, or has said that requests come too fast.
func (f *features) toldToWait() bool {
	return f.ans.hasRetry && (f.ans.status == 429 || f.ans.status == 503 || f.ans.status == 403)
}

// limited reports whether the target has said that requests come too fast:
// then nothing is repeated against it.
func (f *features) limited() bool {
	if f.ans.status == 429 || f.ans.remaining() == 0 || f.waitsFirst() {
		return true
	}
	for i := range f.trials {
		if f.trials[i].out == o429 {
			return true
		}
	}
	return false
}

// waitsFirst reports whether the target has named a time to come back, with a
// status that may be that of a limit, and has not been asked since: until then
// every request may be one too many.
func (f *features) waitsFirst() bool {
	if !f.ans.hasRetry || f.ans.status != 503 && f.ans.status != 403 || f.ans.retry > patience || !f.may(xDelay) {
		return false
	}
	return !slices.ContainsFunc(f.trials, func(t trial) bool { return t.x == xDelay && t.out != oOK })
}

// wait is how long a delay should be.
func (f *features) wait() string {
	if f.ans.hasRetry && f.ans.retry <= patience {
		return (f.ans.retry + time.Second).String()
	}
	pause := quiet
	if n := len(f.ev.Trials); n > 0 {
		last := &f.ev.Trials[n-1]
		passed := last.At.Add(last.Took).Sub(f.ev.First.At).Truncate(time.Second)
		pause = min(max(quiet-passed, pauseLeast), quiet)
	}
	return pause.String()
}
