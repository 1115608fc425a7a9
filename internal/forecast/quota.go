package forecast

import (
	"maps"
	"strconv"
	"strings"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

// A quota is what is left of a limit until reset.
type quota struct {
	name  string // of the policy, where several are in force
	left  int64
	limit int64 // 0 when it is not said
	reset time.Time
	field string // that says what is left
	until string // that says when it begins anew; "" where only the length of the window is known
}

const maxWindow = 366 * 24 * time.Hour

// quotas reads every quota that the fields of an answer tell of, in whichever
// form.
func quotas(h []measure.Field, now time.Time) []quota {
	if s := measure.Get(h, "RateLimit"); s != "" {
		if qs := listed(s, measure.Get(h, "RateLimit-Policy"), now); len(qs) > 0 {
			return qs
		}
	}
	if q, ok := threeFields(h, now); ok {
		return []quota{q}
	}
	return nil
}

// listed reads RateLimit: "name";r=5;t=30, "other";r=0;t=9, beside
// RateLimit-Policy: "name";q=100;w=60, or what the drafts before sent, and many
// still send: limit=100, remaining=5, reset=30, beside 100;w=60.
func listed(state, policy string, now time.Time) []quota {
	limits := map[string]int64{}
	for _, item := range items(policy) {
		if n, ok := number(item.params["q"]); ok {
			limits[item.name] = n
		}
	}
	var out []quota
	old := map[string]string{}
	for _, item := range items(state) {
		maps.Copy(old, item.params)
		left, ok1 := number(item.params["r"])
		wait, ok2 := seconds(item.params["t"])
		if !ok1 || !ok2 {
			continue
		}
		limit, ok := limits[item.name]
		if !ok && len(limits) == 1 {
			for _, only := range limits {
				limit = only
			}
		}
		out = append(out, quota{item.name, left, limit, now.Add(wait), "RateLimit", "RateLimit"})
	}
	left, ok1 := number(old["remaining"])
	wait, ok2 := seconds(old["reset"])
	if len(out) == 0 && ok1 && ok2 {
		limit, _ := number(old["limit"])
		out = append(out, quota{left: left, limit: limit, reset: now.Add(wait), field: "RateLimit", until: "RateLimit"})
	}
	return out
}

// threeFields reads the three fields of the oldest drafts, and their X- forms.
func threeFields(h []measure.Field, now time.Time) (quota, bool) {
	for _, prefix := range []string{"RateLimit-", "X-RateLimit-", "X-Rate-Limit-"} {
		left, ok := number(measure.Get(h, prefix+"Remaining"))
		if !ok {
			continue
		}
		text := measure.Get(h, prefix+"Limit")
		limit, _ := number(text)
		q := quota{left: left, limit: limit, field: prefix + "Remaining"}
		if reset, ok := resetTime(measure.Get(h, prefix+"Reset"), now); ok {
			q.reset, q.until = reset, prefix+"Reset"
			return q, true
		}
		for _, item := range items(text) {
			if w, ok := seconds(item.params["w"]); ok {
				q.reset = now.Add(w)
				return q, true
			}
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

// An item is one member of a list: a name, and parameters.
type item struct {
	name   string
	params map[string]string
}

// items reads name;a=1;b=2, other;a=3. A parameter may stand where the name
// would. A quoted name may hold any sign.
func items(s string) []item {
	var out []item
	for _, member := range split(s, ',') {
		it := item{params: map[string]string{}}
		for i, p := range split(member, ';') {
			k, v, ok := strings.Cut(strings.TrimSpace(p), "=")
			switch {
			case ok && !strings.HasPrefix(k, `"`):
				it.params[strings.TrimSpace(k)] = strings.Trim(strings.TrimSpace(v), `"`)
			case i == 0:
				it.name = strings.Trim(strings.TrimSpace(p), `"`)
			}
		}
		out = append(out, it)
	}
	return out
}

// split cuts s at each sep that stands outside of quotes.
func split(s string, sep byte) []string {
	var out []string
	from, quoted := 0, false
	for i := range len(s) {
		switch {
		case s[i] == '"':
			quoted = !quoted
		case s[i] == sep && !quoted:
			out, from = append(out, s[from:i]), i+1
		}
	}
	return append(out, s[from:])
}

// number reads a whole number that a list or parameters may follow.
func number(s string) (int64, bool) {
	s, _, _ = strings.Cut(s, ",")
	s, _, _ = strings.Cut(s, ";")
	n, err := strconv.ParseInt(strings.TrimSpace(s), 10, 64)
	return n, err == nil && n >= 0 && n < 1<<40
}

// seconds reads a span of whole seconds.
func seconds(s string) (time.Duration, bool) {
	n, ok := number(s)
	if !ok || n > int64(maxWindow/time.Second) {
		return 0, false
	}
	return time.Duration(n) * time.Second, true
}
