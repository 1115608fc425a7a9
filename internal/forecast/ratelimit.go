package forecast

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

// rateLimit tells when less than a tenth of a quota is left. The end of the
// window is the time "at the latest": whoever asks on is refused before it.
var rateLimit = Kind{
	ID: "quota", Title: "A request quota is nearly used up", Lead: day,
	Source: "draft-ietf-httpapi-ratelimit-headers; X-RateLimit-* as GitHub, Kong and others send it; Docker Hub's \"100;w=21600\"",
	find: func(in *input) []found {
		if in.answer == nil || in.answer.Status == 429 {
			return nil // it is no forecast any more
		}
		for _, read := range []func([]measure.Field, time.Time) (quota, bool){draftQuota, plainQuota} {
			if q, ok := read(in.answer.Header, in.now); ok {
				return q.found()
			}
		}
		return nil
	},
}

// A quota is what is left of a limit until reset.
type quota struct {
	left, limit int64
	reset       time.Time
	field       string
}

func (q quota) found() []found {
	if q.limit <= 0 || q.left < 0 || q.left*10 >= q.limit {
		return nil
	}
	return []found{{at: q.reset, because: fmt.Sprintf("%s says that %d of %d requests are left until %s; more than that are refused.", q.field, q.left, q.limit, at(q.reset))}}
}

// draftQuota reads RateLimit: "name";r=5;t=30 beside RateLimit-Policy:
// "name";q=100;w=60, a list of which the first item counts.
func draftQuota(h []measure.Field, now time.Time) (quota, bool) {
	state, policy := params(measure.Get(h, "RateLimit")), params(measure.Get(h, "RateLimit-Policy"))
	left, ok1 := number(state["r"])
	wait, ok2 := number(state["t"])
	limit, ok3 := number(policy["q"])
	if !ok1 || !ok2 || !ok3 || wait > 366*86400 {
		return quota{}, false
	}
	return quota{left, limit, now.Add(time.Duration(wait) * time.Second), "RateLimit"}, true
}

// plainQuota reads the three headers of the older drafts, and their X- forms.
func plainQuota(h []measure.Field, now time.Time) (quota, bool) {
	for _, prefix := range []string{"RateLimit-", "X-RateLimit-", "X-Rate-Limit-"} {
		left, ok1 := number(measure.Get(h, prefix+"Remaining"))
		limit, ok2 := number(measure.Get(h, prefix+"Limit"))
		if !ok1 || !ok2 {
			continue
		}
		q := quota{left: left, limit: limit, field: prefix + "Remaining"}
		if reset, ok := resetTime(measure.Get(h, prefix+"Reset"), now); ok {
			q.reset = reset
			return q, true
		}
		if w, ok := number(params(measure.Get(h, prefix+"Limit"))["w"]); ok && w < 366*86400 {
			q.reset = now.Add(time.Duration(w) * time.Second)
			return q, true
		}
	}
	return quota{}, false
}

// resetTime reads the many forms of a reset: seconds from now, Unix seconds
// or milliseconds, a date.
func resetTime(s string, now time.Time) (time.Time, bool) {
	if n, err := strconv.ParseFloat(s, 64); err == nil {
		switch {
		case n < 0 || n != n || n > 1e14:
			return time.Time{}, false
		case n > 1e11:
			return time.UnixMilli(int64(n)), true
		case n > 1e9:
			return time.Unix(int64(n), 0), true
		case n > 31*86400:
			return time.Time{}, false
		default:
			return now.Add(time.Duration(n * float64(time.Second))), true
		}
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t, true
	}
	return httpDate(s)
}

// params reads name;a=1;b=2 of the first item of a list.
func params(s string) map[string]string {
	first, _, _ := strings.Cut(s, ",")
	out := map[string]string{}
	for p := range strings.SplitSeq(first, ";") {
		if k, v, ok := strings.Cut(strings.TrimSpace(p), "="); ok {
			out[k] = strings.Trim(v, `"`)
		}
	}
	return out
}

// number reads a whole number that a list or parameters may follow.
func number(s string) (int64, bool) {
	s, _, _ = strings.Cut(s, ",")
	s, _, _ = strings.Cut(s, ";")
	n, err := strconv.ParseInt(strings.TrimSpace(s), 10, 64)
	return n, err == nil && n >= 0 && n < 1<<40
}

// UsedUp returns when a quota begins anew of which the fields h of an answer
// say that nothing is left, and the field that says so.
func UsedUp(h []measure.Field, now time.Time) (reset time.Time, field string, ok bool) {
	state := params(measure.Get(h, "RateLimit"))
	if left, ok := number(state["r"]); ok && left == 0 {
		if wait, ok := number(state["t"]); ok && wait < 366*86400 {
			return now.Add(time.Duration(wait) * time.Second), "RateLimit", true
		}
	}
	for _, prefix := range []string{"RateLimit-", "X-RateLimit-", "X-Rate-Limit-"} {
		if left, ok := number(measure.Get(h, prefix+"Remaining")); !ok || left != 0 {
			continue
		}
		if reset, ok := resetTime(measure.Get(h, prefix+"Reset"), now); ok && reset.After(now) {
			return reset, prefix + "Reset", true
		}
	}
	return time.Time{}, "", false
}
