package judge

import (
	"fmt"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/forecast"
	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/investigate"
	"github.com/uptimesignal/uptimesignal/internal/measure"
)

const (
	// maxWait is how long a target is left alone at most: an endpoint that asks
	// for a day is still watched.
	maxWait = time.Hour
	// spentWait is the same where the answer was well and says that the quota is
	// used up with it: the next request would be refused, and that is our own
	// doing and no failure of the target.
	spentWait = 10 * time.Minute
	// patience is how long the re-check of a first failure may wait for the
	// target. What asks for longer says enough by itself (ADR 0004).
	patience = 10 * time.Second
)

// A wait is that the target of a check asks to be left alone.
type wait struct {
	until time.Time // when it may be asked again; zero for no wait
	asked time.Time // until when the target asks, where that is later than until
	field string    // that says so
}

// waitOf reads what an answer says of the time to come: a refusal by Retry-After
// (RFC 9110, section 10.2.3), and any but an error by the end of a quota that is
// used up (draft-ietf-httpapi-ratelimit-headers and the older X- forms).
func waitOf(r *measure.Report) wait {
	a := r.Answer()
	if a == nil {
		return wait{}
	}
	at := r.At.Add(r.Took).Round(0).UTC()
	switch {
	case a.Status == 429, a.Status == 503, a.Status == 403: // 403: GitHub and others say that a quota is used up
	case a.Status >= 200 && a.Status < 300:
		reset, field, ok := forecast.UsedUp(a.Header, at)
		if !ok {
			return wait{}
		}
		if most := at.Add(spentWait); reset.After(most) {
			reset = most
		}
		return wait{until: reset.UTC(), field: field}
	default:
		return wait{}
	}
	w := wait{}
	if d, ok := investigate.RetryAfter(a, at); ok && (a.Status != 403 || d > 0) {
		w = wait{until: at.Add(d), field: "Retry-After"}
	} else if reset, field, ok := forecast.UsedUp(a.Header, at); ok {
		w = wait{until: reset.UTC(), field: field}
	}
	if !w.until.After(at) {
		return wait{}
	}
	if most := at.Add(maxWait); w.until.After(most) {
		w.until, w.asked = most, w.until
	}
	return w
}

// waits writes into the timeline that checks wait, once in an incident.
func (d *decision) waits() {
	mem := &d.out.Memory
	if mem.Incident == "" || d.inc == nil {
		mem.Wait = time.Time{}
		return
	}
	w := d.q.wait
	if !d.q.state.Bad() || w.until.IsZero() || !mem.Wait.IsZero() {
		return
	}
	mem.Wait = w.until
	text := fmt.Sprintf("Checks wait until %s, as %s of the answer asks.", clock(w.until), w.field)
	if !w.asked.IsZero() {
		text = fmt.Sprintf("%s of the answer asks to wait until %s. Checks wait an hour at most and go on at %s.", w.field, clock(w.asked), clock(w.until))
	}
	d.out.Events = append(d.out.Events, incident.Event{At: d.at, Kind: incident.Waiting, Monitor: d.c.Monitor.ID, Text: text})
}

func clock(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") }
