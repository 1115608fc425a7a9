package forecast

import (
	"fmt"
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
		var out []found
		for _, q := range quotas(in.answer.Header, in.now) {
			if q.limit > 0 && q.left*10 < q.limit {
				out = append(out, found{at: q.reset, because: fmt.Sprintf("%s says that %d of %d requests are left until %s; more than that are refused.", q.field, q.left, q.limit, at(q.reset))})
			}
		}
		return out
	},
}

// quotaTrend is found by [Trends], which have seen several checks.
var quotaTrend = Kind{
	ID: "quota-trend", Title: "A request quota will be used up before it begins anew", Lead: day,
	Source: rateLimit.Source,
	find:   func(*input) []found { return nil },
}

// The bounds of a trend.
const (
	trendReadings = 3                // fewer are no trend
	trendWindow   = 10 * time.Minute // a window that ends sooner begins anew before anybody has read an alert
	trendSlack    = 5 * time.Second  // resets that are given in seconds from now flutter by that much
	maxTrends     = 8
)

// Trends are the quotas of one monitor, over its checks. The zero value has
// seen none.
type Trends struct{ of []trend }

// A trend is one quota from the first reading in its window to the last.
type trend struct {
	first, last quota
	began, at   time.Time
	readings    int
}

// Note takes in what an answer that came at now says of quotas, and returns
// those that will be used up before they begin anew if requests, ours and those
// of others who share the quota, go on as they have since its window began. At
// is when it begins anew, which is the latest time for a quota that runs out in
// it; Because says when it does at the present rate.
func (t *Trends) Note(a *measure.Answer, now time.Time) []Forecast {
	if a == nil || a.Status == 429 {
		return nil
	}
	var out []Forecast
	for _, q := range quotas(a.Header, now) {
		if tr := t.note(q, now); tr != nil {
			if f, ok := tr.forecast(); ok {
				out = append(out, f)
			}
		}
	}
	return out
}

// note finds the trend of q and adds q to it, or begins it anew.
func (t *Trends) note(q quota, now time.Time) *trend {
	for i := range t.of {
		tr := &t.of[i]
		if tr.last.field != q.field || tr.last.name != q.name {
			continue
		}
		if moved := q.reset.Sub(tr.first.reset).Abs(); moved > trendSlack || q.left > tr.last.left || q.limit != tr.last.limit {
			*tr = trend{first: q, began: now}
		}
		tr.last, tr.at, tr.readings = q, now, tr.readings+1
		return tr
	}
	if len(t.of) == maxTrends {
		return nil
	}
	t.of = append(t.of, trend{first: q, last: q, began: now, at: now, readings: 1})
	return nil
}

// forecast follows a straight line from the first reading through the last.
func (t *trend) forecast() (Forecast, bool) {
	used, took, reset := t.first.left-t.last.left, t.at.Sub(t.began), t.first.reset
	if t.readings < trendReadings || used <= 0 || took <= 0 || reset.Sub(t.at) < trendWindow || !plausible(reset, t.at) {
		return Forecast{}, false
	}
	rest := float64(t.last.left) / float64(used) * float64(took)
	if rest >= float64(reset.Sub(t.at)) {
		return Forecast{}, false
	}
	end := t.at.Add(time.Duration(rest))
	return Forecast{ID: quotaTrend.ID, At: reset.UTC(), Tell: end.Add(-quotaTrend.Lead).UTC(), Because: fmt.Sprintf(
		"%s fell from %d to %d in %s. At that rate nothing is left from about %s on, and the quota begins anew on %s only.",
		t.last.field, t.first.left, t.last.left, took.Round(time.Second), at(end.Round(time.Minute)), at(reset))}, true
}

// UsedUp returns when a quota begins anew of which the fields h of an answer
// say that nothing is left, and the field that says so; of several, the one
// that begins last.
func UsedUp(h []measure.Field, now time.Time) (reset time.Time, field string, ok bool) {
	for _, q := range quotas(h, now) {
		if q.left == 0 && q.until != "" && q.reset.After(now) && q.reset.After(reset) {
			reset, field, ok = q.reset, q.until, true
		}
	}
	return reset, field, ok
}
