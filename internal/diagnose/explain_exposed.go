package diagnose

import (
	"fmt"
	"slices"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

// The causes of an open door. They are not weighed against those of a refusal:
// that a stranger is let in is seen, and only how it came to be is asked.
const (
	authRemoved   CauseID = "exposure/auth-removed"
	openEndpoint  CauseID = "exposure/open-endpoint"
	privateCached CauseID = "exposure/private-cached"
	roleTooWide   CauseID = "exposure/role-too-wide"
)

// explainExposed fills d in for an endpoint that lets in whom it must refuse.
func (f *features) explainExposed(d *Diagnosis) {
	before, cached := f.refusedBefore(), f.ans.cached
	var odds []Ranked
	add := func(id CauseID, p float64) { odds = append(odds, f.rankedExposure(id, p)) }
	switch {
	case before && cached:
		add(privateCached, 0.55)
		add(authRemoved, 0.4)
		add(openEndpoint, 0.03)
	case before:
		add(authRemoved, 0.93)
		add(openEndpoint, 0.03)
		add(privateCached, 0.03)
	case cached:
		add(openEndpoint, 0.5)
		add(privateCached, 0.42)
		add(authRemoved, 0.06)
	default:
		add(openEndpoint, 0.92)
		add(authRemoved, 0.05)
		add(privateCached, 0.02)
	}
	d.Experiments = f.experiments()
	d.claimExposure(f, f.inspectedExposure(odds), cached)
	d.Impact, d.ImpactGround = f.exposedTo()
	d.Summary = fmt.Sprintf("The endpoint is open to everyone: it answers %d to a request without credentials.", f.ans.status)
	if d.Impact == SomePlaces {
		d.Summary = fmt.Sprintf("The endpoint is open from here: it answers %d to a request without credentials, which is refused from elsewhere.", f.ans.status)
	}
}

// claimExposure names the first of odds, or the first two where a cache was
// involved: whether the application would refuse cannot be told past it.
func (d *Diagnosis) claimExposure(f *features, odds []Ranked, cached bool) {
	d.Causes, d.Verdict = odds, VerdictCause
	d.Fix = append(d.Fix, f.fixes(odds[0].ID, 2)...)
	if cached && odds[0].Probability < claimedExposure {
		d.Verdict, d.Group = VerdictGroup, []CauseID{odds[0].ID, odds[1].ID}
		d.Fix = append(f.fixes(odds[0].ID, 1), f.fixes(odds[1].ID, 1)...)
	}
	if e, ok := Find(odds[0].ID); ok {
		d.Look = e.Look
	}
}

// claimedExposure is the least probability at which one cause is named where a
// cache may be another.
const claimedExposure = 0.8

// inspectedExposure lets an inspection on the server's own host decide.
func (f *features) inspectedExposure(odds []Ranked) []Ranked {
	i := slices.IndexFunc(odds, func(r Ranked) bool { return slices.Contains(f.ev.Inspected, r.ID) })
	if i < 0 {
		return odds
	}
	found := odds[i]
	found.Probability = 0.97
	found.Evidence = append([]Because{{"an inspection on the server's own host found it", "inspect"}}, found.Evidence...)
	found.Against = nil
	rest := slices.Delete(slices.Clone(odds), i, i+1)
	for j := range rest {
		rest[j].Probability = 0.01
		rest[j].Against = append(rest[j].Against, Because{"an inspection on the server's own host found another cause", "inspect"})
	}
	return append([]Ranked{found}, rest...)
}

// refusedBefore reports whether the last good answer was a refusal.
func (f *features) refusedBefore() bool {
	g := f.ev.LastGood
	if g == nil || g.Answer() == nil {
		return false
	}
	return g.Status() >= 400 || g.Door() == measure.DoorSignIn
}

// rankedExposure is a cause with the grounds for it and against it.
func (f *features) rankedExposure(id CauseID, p float64) Ranked {
	r := Ranked{ID: id, Title: string(id), Probability: p, Evidence: []Because{}}
	if e, ok := Find(id); ok {
		r.Title = e.Title
	}
	open := Because{fmt.Sprintf("a request without credentials is answered with %d, and the answer is no page for signing in", f.ans.status), "response status"}
	r.Evidence = append(r.Evidence, open)
	before := Because{"no refusal was seen before", "last good answer"}
	if f.refusedBefore() {
		before = Because{fmt.Sprintf("the last good answer was a refusal, with %d", f.ev.LastGood.Status()), "last good answer"}
	}
	cache := Because{"the answer does not say that a cache has served it", "cache headers"}
	if f.ans.cached {
		cache = Because{"the answer says that a cache has served it", "cache headers"}
	}
	tell := func(b Because, isFor bool) {
		if isFor {
			r.Evidence = append(r.Evidence, b)
		} else {
			r.Against = append(r.Against, b)
		}
	}
	switch id {
	case authRemoved:
		tell(before, f.refusedBefore())
	case openEndpoint:
		tell(before, !f.refusedBefore())
	case privateCached:
		tell(cache, f.ans.cached)
	}
	r.Evidence = append(r.Evidence, f.exposureTrials()...)
	return r
}

// exposureTrials says what the few experiments have shown.
func (f *features) exposureTrials() []Because {
	var out []Because
	for i := range f.trials {
		t := &f.trials[i]
		says := "is answered in the same way"
		if t.cured() {
			says = "is refused"
		}
		switch t.x {
		case xRepeat:
			out = append(out, Because{"the same request, sent again, " + says, "experiment repeat"})
		case xCookieNone:
			out = append(out, Because{"without cookies the request " + says, "experiment cookie-none"})
		case xPlace:
			out = append(out, Because{"from " + t.step.Arg + " the request " + says, "experiment place"})
		}
	}
	return out
}

// exposedTo says for whom the door is open.
func (f *features) exposedTo() (Impact, string) {
	var refused, open []string
	again := ""
	for i := range f.trials {
		switch t := &f.trials[i]; {
		case t.x == xRepeat && t.cured():
			again = "; a repeat was refused, so that not every server, or not every moment, lets strangers in"
		case t.x == xPlace && t.cured():
			refused = append(refused, t.step.Arg)
		case t.x == xPlace:
			open = append(open, t.step.Arg)
		}
	}
	if len(refused) > 0 {
		return SomePlaces, "refused from " + strings.Join(refused, ", ") + ": an allow-list may know the address that the check comes from" + again
	}
	ground := "nothing in the request says who asks, and it is served"
	if len(open) > 0 {
		ground += ", from " + strings.Join(open, ", ") + " as well"
	}
	return Everyone, ground + again
}

// nextExposed names what may still be asked of an open door: the same once
// more, without cookies, from up to two other places; never more.
func (f *features) nextExposed() (measure.Step, bool) {
	if f.limited() {
		return measure.Step{}, false
	}
	ask := func(x xid, arg string) bool { return f.may(x) && !f.made(x, arg) }
	switch {
	case ask(xRepeat, ""):
		return measure.Step{Experiment: measure.XRepeat}, true
	case f.req.cookie > 0 && ask(xCookieNone, ""):
		return measure.Step{Experiment: measure.XCookieNone}, true
	}
	asked := 0
	for _, p := range f.ev.Places {
		if p.Name == f.ev.First.Place {
			continue
		}
		if asked++; asked > maxDoorPlaces {
			break
		}
		if ask(xPlace, p.Name) {
			return measure.Step{Experiment: measure.XPlace, Arg: p.Name}, true
		}
	}
	return measure.Step{}, false
}

// maxDoorPlaces is how many other places are asked to look at an open door.
const maxDoorPlaces = 2
