// Package forecast reads, out of one check, what will lock its requests out
// later: signed URLs, tokens and certificates that run out, quotas nearly
// used up, endpoints announced to be gone.
//
// It is pure: no network, no clock, no storage. A kind of forecast belongs
// here if requests and their answers suffice to see it. Every time is said to
// be "at the latest": a signed URL can die before its date with the session
// that signed it, a token can be revoked.
//
// Guards against false forecasts: a number is only read out of a parameter
// whose companions show what it is (an expiry needs its signature), and a
// time before 2001 or more than ten years ahead is no forecast. What is past
// is no forecast either: then the diagnosis speaks. Only [Trends] looks at more
// than one check: how fast a quota is used up shows in no single answer.
package forecast

import (
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

// A Forecast is a lockout foreseen. It holds no secret.
type Forecast struct {
	ID      string    `json:"id"`      // of its kind, such as "jwt-expiry"
	At      time.Time `json:"at"`      // at the latest; UTC
	Because string    `json:"because"` // the ground, one or two sentences
	// Tell is from when on the owner should be told: At less the lead time of
	// the kind, shorter where the whole life is short.
	Tell time.Time `json:"tell"`
}

// Due reports whether the owner should be told of f at now.
func (f Forecast) Due(now time.Time) bool { return !now.Before(f.Tell) }

// A Kind is one thing that can run out.
type Kind struct {
	ID     string // stored and shown: never renamed
	Title  string
	Lead   time.Duration // told that long before, at most
	Source string        // where the rule is written
	find   func(*input) []found
}

// Kinds is every kind of forecast.
var Kinds = []Kind{
	awsV4, awsV4Header, awsV2, gcsV4, gcsV2, azureSAS, cloudFront, signedLink, akamaiToken,
	jwt, clientCertificate, serverCertificate, githubToken, sunset, deprecation, rateLimit, quotaTrend,
}

// An input is one check, taken apart once for all kinds.
type input struct {
	request measure.Request
	answer  *measure.Answer
	tls     *measure.TLSFacts
	now     time.Time
	query   url.Values
	cookies url.Values
}

// A found is what one kind has seen. Born is the beginning of the life that
// ends, where it is known.
type found struct {
	at, born time.Time
	because  string
}

// Of returns what a check foresees at now, soonest first. The request is the
// one that was sent, with its secrets; answer and tls may be nil. It never
// panics, whatever the request and the answer hold.
func Of(req measure.Request, answer *measure.Answer, tls *measure.TLSFacts, now time.Time) []Forecast {
	in := &input{request: req, answer: answer, tls: tls, now: now, query: queryOf(req.URL), cookies: cookiesOf(req.Header)}
	var all []Forecast
	for _, k := range Kinds {
		for _, f := range k.find(in) {
			if !plausible(f.at, now) {
				continue
			}
			all = append(all, Forecast{ID: k.ID, At: f.at.UTC(), Because: f.because, Tell: f.at.Add(-lead(k.Lead, f)).UTC()})
		}
	}
	slices.SortStableFunc(all, func(a, b Forecast) int { return a.At.Compare(b.At) })
	return all
}

// OfReport returns what the requests of a check foresee, soonest first, each
// once: a redirect is a request of its own, and the first one may carry what
// later ones must not.
func OfReport(r *measure.Report) []Forecast {
	all := []Forecast{}
	for _, h := range r.Hops {
		for _, f := range Of(h.Request, h.Answer, h.TLS, r.At) {
			if !slices.ContainsFunc(all, func(g Forecast) bool { return g.ID == f.ID && g.At.Equal(f.At) }) {
				all = append(all, f)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Forecast) int { return a.At.Compare(b.At) })
	return all
}

// plausible keeps times that lie ahead and that a human or a program can have
// meant.
func plausible(at, now time.Time) bool {
	return at.After(now) && at.Year() >= 2001 && at.Before(now.AddDate(10, 0, 0))
}

// lead is at most the kind's, and at most a fifth of the whole life.
func lead(most time.Duration, f found) time.Duration {
	if f.born.IsZero() || !f.at.After(f.born) {
		return most
	}
	return min(most, f.at.Sub(f.born)/5)
}

// at writes a time as every Because does.
func at(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") }

// queryOf reads the query of a URL as far as it can be read.
func queryOf(raw string) url.Values {
	u, err := url.Parse(raw)
	if err != nil {
		return nil
	}
	q, _ := url.ParseQuery(u.RawQuery)
	return q
}

func cookiesOf(header []measure.Field) url.Values {
	jar := url.Values{}
	for _, f := range header {
		if !strings.EqualFold(f.Name, "Cookie") {
			continue
		}
		for part := range strings.SplitSeq(f.Value, ";") {
			if name, value, ok := strings.Cut(strings.TrimSpace(part), "="); ok {
				jar.Add(name, strings.Trim(value, `"`))
			}
		}
	}
	return jar
}

// has reports whether v holds a non-empty value of each name.
func has(v url.Values, names ...string) bool {
	for _, n := range names {
		if v.Get(n) == "" {
			return false
		}
	}
	return true
}

// fold returns the value of name without regard to case.
func fold(v url.Values, name string) string {
	if s := v.Get(name); s != "" {
		return s
	}
	for _, k := range slices.Sorted(maps.Keys(v)) {
		if strings.EqualFold(k, name) && v.Get(k) != "" {
			return v.Get(k)
		}
	}
	return ""
}
