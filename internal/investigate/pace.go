package investigate

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/forecast"
	"github.com/uptimesignal/uptimesignal/internal/measure"
)

// wait keeps the spacing and what the target has asked for. It reports
// whether there is time left after it.
func (r *run) wait(ctx context.Context, step measure.Step) bool {
	if !r.fits(ctx, step) {
		return false
	}
	pause := time.Until(r.from(step))
	if pause <= 0 {
		return ctx.Err() == nil
	}
	select {
	case <-ctx.Done():
		return false
	case <-time.After(pause):
		return true
	}
}

// fits reports whether step can begin, a pause that is in it end, and the least
// time of an experiment go by, before this run ends.
func (r *run) fits(ctx context.Context, step measure.Step) bool {
	end, ok := ctx.Deadline()
	return !ok || time.Now().Add(max(time.Until(r.from(step)), 0)+delay(step)+r.o.Least).Before(end)
}

// from is when step may begin.
func (r *run) from(step measure.Step) time.Time {
	from := r.last.Add(r.o.Spacing)
	if r.bound(step) {
		from = later(from, r.not.Add(-delay(step))) // the experiment itself waits that long
	}
	return from
}

// delay is the pause that is part of step.
func delay(step measure.Step) time.Duration {
	if step.Experiment != measure.XDelay {
		return 0
	}
	d, _ := time.ParseDuration(step.Arg)
	return d
}

// bound reports whether a Retry-After binds step. It was said to the one who
// asked: to another place only if the same credential is used there.
func (r *run) bound(step measure.Step) bool {
	if step.Experiment != measure.XPlace || len(r.ev.First.Hops) == 0 {
		return true
	}
	h := r.ev.First.Hops[0].Request.Header
	return measure.Has(h, "Authorization") || measure.Has(h, "Cookie")
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// obey remembers until when the target wants to be left alone: it says so in
// Retry-After, or by a quota of which nothing is left until it begins anew
// (RateLimit and its older forms), also on an answer that is well.
func (r *run) obey(report measure.Report) {
	a := report.Answer()
	if a == nil {
		return
	}
	at := report.At.Add(report.Took)
	if pause, ok := RetryAfter(a, at); ok {
		r.not = later(r.not, at.Add(pause))
	} else if reset, _, ok := forecast.UsedUp(a.Header, at); ok {
		r.not = later(r.not, reset)
	}
}

// RetryAfter returns how long after an answer that came at now its sender
// wants to be left alone: Retry-After in seconds or as a date (RFC 9110,
// section 10.2.3), at most 7 days.
func RetryAfter(a *measure.Answer, now time.Time) (time.Duration, bool) {
	s := strings.TrimSpace(a.Get("Retry-After"))
	if s == "" {
		return 0, false
	}
	const most = 7 * 24 * time.Hour
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		if n < 0 {
			return 0, false
		}
		return time.Duration(min(n, int64(most/time.Second))) * time.Second, true
	}
	for _, layout := range []string{"Mon, 02 Jan 2006 15:04:05 GMT", time.RFC850, time.ANSIC} {
		if t, err := time.Parse(layout, s); err == nil {
			return min(max(0, t.Sub(now)), most), true
		}
	}
	return 0, false
}
