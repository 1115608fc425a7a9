package investigate

import (
	"strconv"
	"strings"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

// obey remembers until when the target wants to be left alone.
func (r *run) obey(report measure.Report) {
	a := report.Answer()
	if a == nil {
		return
	}
	pause, ok := RetryAfter(a, report.At.Add(report.Took))
	if !ok {
		return
	}
	if t := report.At.Add(report.Took).Add(pause); t.After(r.not) {
		r.not = t
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
