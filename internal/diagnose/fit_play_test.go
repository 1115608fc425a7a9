package diagnose

import (
	"math"
	"slices"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// byHand is what was used before anything was fitted: the fit starts from it
// and is held to it.
var (
	byHand    = fitting{strengthsOf(nil), 1, 0.85, [nClaims]curve{handCurve, handCurve, handGroup}}
	handCurve = curve{{0, 0}, {0.4, 0.4}, {0.5, 0.72}, {0.6, 0.82}, {0.7, 0.86}, {0.85, 0.89}, {0.9, 0.9}, {0.94, 0.97}, {0.97, 0.992}, {1, 1}}
	handGroup = func() curve { // not the whole way: its rivals are there to stay
		r := slices.Clone(handCurve)
		for i := range r {
			r[i][1] = (r[i][0] + 3*r[i][1]) / 4
		}
		return r
	}()
)

// fitModes are the ways of hiding that the fit looks at, otherModes those on
// which it is only tried.
var (
	fitModes   = []hidden{{}, {house: true}, {noServer: true}}
	otherModes = []hidden{{renamed: true}, {house: true, noServer: true}}
)

// families are the programs that are one program under several names.
var families = []struct{ prefix, name string }{{"Apache", "Apache httpd"}, {"nginx", "nginx"}}

func (c *atlasCase) group() string {
	for _, f := range families {
		if strings.HasPrefix(c.Server, f.prefix) {
			return f.name
		}
	}
	return c.Server
}

// accepted are the causes that are no mistake to name: for a case that cannot
// be told from others from outside, those too.
func (c *atlasCase) accepted() []cause {
	var out []cause
	for _, id := range slices.Concat([]CauseID{c.Cause}, c.Alternates, c.Inseparable) {
		if x, ok := causeOf(id); ok && !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	return out
}

// nextBy is Next under other weights.
func nextBy(ev Evidence, w *fitting) (measure.Step, bool) {
	if len(ev.First.Cells) > 0 {
		return Next(ev)
	}
	f := extract(&ev)
	if f.left() <= 0 || !f.mayProbe() {
		return measure.Step{}, false
	}
	if _, failure := classify(&ev.First, ev.Expect, f.recognised); failure == measure.Exposed {
		return Next(ev)
	}
	return inferBy(f, w).next()
}

// playBy is the evidence that an investigation under w comes to.
func (c *atlasCase) playBy(w *fitting) Evidence {
	ev := c.Evidence
	ev.Trials = nil
	for range 40 {
		step, ok := nextBy(ev, w)
		if !ok {
			break
		}
		ev.Trials = append(ev.Trials, c.answered(step, ev.Trials))
	}
	return ev
}

// inferred reports whether causes are weighed for the evidence at all.
func inferred(ev *Evidence) bool {
	state, failure := classify(&ev.First, ev.Expect, extract(ev).recognised)
	return len(ev.First.Cells) == 0 && !state.Good() && state != monitor.Unknown && failure != measure.Exposed
}

// explainBy is Explain under other weights, as far as it is judged.
func explainBy(ev Evidence, w *fitting) Diagnosis {
	if !inferred(&ev) {
		return Explain(ev)
	}
	var d Diagnosis
	f := extract(&ev)
	q := inferBy(f, w)
	order := q.order()
	group := q.group(order)
	d.Verdict, group = q.verdict(order, group)
	if d.Verdict != VerdictUnknown || !f.unlisted() {
		q.rank(&d, order)
	}
	q.claim(&d, order, group)
	return d
}

// A played is what an investigation came to.
type played struct {
	c       *atlasCase
	ev      Evidence
	verdict verdictOf
	weighed bool    // causes were weighed, so there is a probability of the truth
	loss    float64 // minus the logarithm of that probability
	top     float64 // the probability of the first cause, as inferred
	counts  bool    // top and right are a point of the reliability of claim
	claim   claim
	right   bool // the first cause is the true one
}

// playUnder investigates every case in every mode under w.
func playUnder(cases []*atlasCase, modes []hidden, w *fitting) []*played {
	out := make([]*played, 0, len(cases)*len(modes))
	for _, open := range cases {
		for _, m := range modes {
			c := m.of(*open)
			out = append(out, c.playedUnder(w))
		}
	}
	return out
}

func (c *atlasCase) playedUnder(w *fitting) *played { return c.judgedUnder(w, c.playBy(w)) }

func (c *atlasCase) judgedUnder(w *fitting, ev Evidence) *played {
	p := &played{c: c, ev: ev}
	state, _ := Classify(&p.ev.First, p.ev.Expect)
	d := explainBy(p.ev, w)
	p.verdict = c.judge(d, state)
	if p.weighed = !c.healthy() && inferred(&p.ev) && len(c.accepted()) > 0; !p.weighed {
		return p
	}
	q := inferBy(extract(&p.ev), w)
	top, sum := q.order()[0], 0.0
	for _, x := range c.accepted() {
		sum += q.p[x]
	}
	p.loss, p.top, p.claim = -math.Log(max(sum, 1e-300)), q.p[top], q.claimOf(d.Verdict, top)
	p.right = causeIDs[top] == c.Cause || slices.Contains(c.Alternates, causeIDs[top])
	switch d.Verdict {
	case VerdictCause:
		p.counts = p.verdict.kind == "separable" && !q.residual403(top)
	case VerdictGroup:
		p.counts = true
	}
	return p
}

func samplesOf(all []*played) []*sample {
	var out []*sample
	for _, p := range all {
		if p.weighed {
			out = append(out, sampleOf(p.c, &p.ev))
		}
	}
	return out
}

// judgedAnew is what w says of what was played under weights that differ in
// their reliability only, which no step depends on.
func judgedAnew(all []*played, w *fitting) []*played {
	out := make([]*played, len(all))
	for i, p := range all {
		out[i] = p.c.judgedUnder(w, p.ev)
	}
	return out
}
