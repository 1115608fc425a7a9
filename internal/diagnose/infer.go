package diagnose

import (
	"math"
	"slices"
)

// What a statement of a product multiplies the odds of a cause by. A field
// that names the cause outright outranks everything (see docs/gen/causes.md); a
// text may be a page that somebody copied.
const (
	statedInHeader = 3000
	statedInText   = 700
	rivalShare     = 50 // a rival that the statement names itself
	secondShare    = 6  // a further usual reason beside a stated one
	residualShare  = 300
	laterShare     = 30 // a further statement of a product that has made one
	// statedFrom is the prior that a stated cause starts from at least: what a
	// status seldom means is no objection to a server that says so.
	statedFrom = 0.02
	// decay weakens what is not independent: answers of one server to one
	// client agree more than chance would have it.
	decay     = 0.92
	confirmed = 1.6
)

// A posterior is the state of the inference.
type posterior struct {
	f     *features
	by    *fitting
	log   [nCauses]float64
	p     [nCauses]float64
	fired []int // indexes of the rules that hold
	told  []told
}

// told is a statement that counted.
type told struct {
	match  int
	c      cause
	weight float64
}

// infer weighs all evidence.
func infer(f *features) *posterior { return inferBy(f, &fitted) }

func inferBy(f *features, by *fitting) *posterior {
	q := &posterior{f: f, by: by}
	status := f.ans.status
	if _, broken := plain(f.ans.failure); broken && status < 300 {
		status = 0 // the status came, the answer did not
	}
	startingFrom(status, &q.log)
	q.applyStatements()
	for i := range Rules {
		if Rules[i].when(f) {
			q.fired = append(q.fired, i)
			for _, w := range Rules[i].gives {
				q.log[w.c] += by.rules[i] * math.Log(w.x)
			}
		}
	}
	for i := range f.trials {
		q.applyTrial(&f.trials[i], f.trust(i)*by.trials)
	}
	q.applyInspection()
	q.normalise()
	return q
}

// applyStatements counts the strongest statement for each cause once.
func (q *posterior) applyStatements() {
	var best [nCauses]told
	for i := range q.f.ans.matches {
		m := &q.f.ans.matches[i]
		if m.General {
			continue // what a status says by itself is in the priors, what its fields say in the rules
		}
		for _, cl := range m.States {
			c, ok := causeOf(cl.Cause)
			if !ok || !q.f.holds(cl.Given) {
				continue
			}
			w := statementWeight(m, cl) / q.outranked(i, c)
			if c == cInvalidCreds && q.f.outOfDate() {
				w /= residualShare // "invalid" is what most say of an expired token too (RFC 6750 section 3.1)
			}
			if w > best[c].weight {
				best[c] = told{i, c, w}
			}
		}
	}
	q.residual(&best)
	q.unlisted()
	before := q.log
	for c, t := range best {
		if t.weight == 0 {
			continue
		}
		q.log[c] = max(q.log[c], q.equalPrior(t, &before)+math.Log(0.8))
		switch {
		case t.weight >= statedInText:
			q.log[c] = max(q.log[c], math.Log(statedFrom), q.rivalPrior(t, &before)+math.Log(0.3))
		case t.weight >= usual:
			q.log[c] = max(q.log[c], math.Log(statedFrom/4))
		default:
			q.log[c] = max(q.log[c], math.Log(statedFrom/10))
		}
		q.log[c] += math.Log(t.weight)
		q.told = append(q.told, t)
	}
}

// outranked is what a statement is divided by when an earlier, stronger match
// of the same product states another cause: the first is the more specific.
func (q *posterior) outranked(i int, c cause) float64 {
	m := &q.f.ans.matches[i]
	if m.Where == InText {
		return 1 // words are found in any order
	}
	for j := range i {
		e := &q.f.ans.matches[j]
		if e.Product == m.Product && m.Product != "" && len(e.States) > 0 && e.States[0].Strength == Stated && e.States[0].Cause != causeIDs[c] {
			return laterShare
		}
	}
	return 1
}

// equalPrior is the greatest prior of the causes that a match names as usual
// beside t's: one answer for both says that neither is rare here.
func (q *posterior) equalPrior(t told, priors *[nCauses]float64) float64 {
	top, strength := math.Inf(-1), Possible
	states := q.f.ans.matches[t.match].States
	for _, cl := range states {
		if cl.Cause == causeIDs[t.c] {
			strength = max(strength, cl.Strength)
		}
	}
	for _, cl := range states {
		if c, ok := causeOf(cl.Cause); ok && strength == Likely && cl.Strength == Likely && q.f.holds(cl.Given) {
			top = max(top, priors[c])
		}
	}
	return top
}

// rivalPrior is the greatest prior of the rivals that a statement names
// itself: it says which of them it is, however usual they are.
func (q *posterior) rivalPrior(t told, priors *[nCauses]float64) float64 {
	top := math.Inf(-1)
	for _, cl := range q.f.ans.matches[t.match].States {
		if c, ok := causeOf(cl.Cause); ok && c != t.c && cl.Strength == Possible {
			top = max(top, priors[c])
		}
	}
	return top
}

// residual takes weight from "blocked, reason unknown" where a reason is
// stated: a product's block page carries its general marks too.
func (q *posterior) residual(best *[nCauses]told) {
	for c, t := range best {
		if cause(c) != cBlock && t.weight >= statedInText {
			best[cBlock].weight = min(best[cBlock].weight, t.weight/residualShare)
		}
	}
}

// unlisted takes weight from "blocked, reason unknown" where the page of a
// refusal is known and its causes are listed without it.
func (q *posterior) unlisted() {
	for i := range q.f.ans.matches {
		m := &q.f.ans.matches[i]
		if m.General || m.Role != Wrote || m.Where != InText || len(m.States) < 3 || q.f.ans.status != 403 {
			continue
		}
		listed := slices.ContainsFunc(m.States, func(cl Claim) bool { return cl.Cause == causeIDs[cBlock] })
		if !listed {
			q.log[cBlock] += math.Log(0.3)
			return
		}
	}
}

// statementWeight is what a claim is worth. The rivals that a documented
// statement names itself share in its weight: it says "this, or one of those".
func statementWeight(m *Match, cl Claim) float64 {
	if cl.Strength != Stated && m.States[0].Strength == Stated {
		share := float64(rivalShare)
		if cl.Strength == Likely {
			share = secondShare
		}
		return statementWeight(m, m.States[0]) / share
	}
	switch {
	case cl.Strength == Stated && m.Where >= InCode:
		return statedInHeader
	case cl.Strength == Stated:
		return statedInText
	}
	return hinted[b2i(cl.Strength == Likely)][min(m.Where, InHeader)]
}

// hinted is what a claim is worth that is no documented statement: a possible
// or a usual reason, by where it stands. A page that a program shows for many
// reasons says little about which.
var hinted = [2][InHeader + 1]float64{
	{InServer: 1.5, InText: 2, InCode: 4, InStatus: 2, InHeader: 5},
	{InServer: 2, InText: 8, InCode: 12, InStatus: 8, InHeader: 60},
}

// usual is the least weight of a claim that the reader is shown as ground
// against its rivals.
const usual = 10

// holds reports whether the condition of a claim is met by our request.
func (f *features) holds(g Given) bool {
	creds := f.req.anything() || f.sentCert()
	switch g {
	case WithCreds:
		return creds
	case WithoutCreds:
		return !creds
	case Signed:
		return f.req.sig.family != ""
	case Unsigned:
		return f.req.sig.family == "" && !creds
	}
	return true
}

// trust is the exponent of a trial's likelihood. A cure that a later control
// has confirmed counts more: without the factor it failed twice. So does the
// control that was fine without the factor, between others that failed.
func (f *features) trust(i int) float64 {
	if f.isolated(i) || f.trials[i].control() && f.trials[i].out == oOK && f.alternates() {
		return confirmed
	}
	return decay
}

func (q *posterior) applyTrial(t *trial, trust float64) {
	s := probeStep{x: t.x, arg: t.step.Arg, place: t.place}
	if t.x == xPlace {
		q.applyPlace(t, &s, trust)
		return
	}
	for c := range nCauses {
		d := q.f.likelihood(&s, c)
		q.log[c] += q.trusted(trust, d[t.out]) * math.Log(d[t.out])
	}
}

// trusted holds a confirmed cure only against causes that did not foresee it.
func (q *posterior) trusted(trust, p float64) float64 {
	if p > 0.1 {
		return min(trust, decay*q.by.trials)
	}
	return trust
}

// applyPlace is as applyTrial, but causes that go by country are weighed over
// all places at once, when the last of them is met.
func (q *posterior) applyPlace(t *trial, s *probeStep, trust float64) {
	last := true
	for i := range q.f.trials {
		if u := &q.f.trials[i]; u.x == xPlace && u.place != nil && &q.f.trials[i] != t {
			last = last && indexOf(q.f.trials, t) > i
		}
	}
	for c := range nCauses {
		if (c == cGeo || c == cLegal) && t.place != nil {
			if last {
				now, _, _ := q.f.byCountry(nil)
				q.log[c] += decay * q.by.trials * logOf(now)
			}
			continue
		}
		d := q.f.likelihood(s, c)
		q.log[c] += q.trusted(trust, d[t.out]) * math.Log(d[t.out])
	}
}

func indexOf(ts []trial, t *trial) int {
	for i := range ts {
		if &ts[i] == t {
			return i
		}
	}
	return -1
}

// applyInspection counts what a look on the server's own host has found: it
// decides.
func (q *posterior) applyInspection() {
	for _, id := range q.f.ev.Inspected {
		if c, ok := causeOf(id); ok {
			q.log[c] = max(q.log[c], 0) + math.Log(1e6)
		}
	}
}

func (q *posterior) normalise() {
	top := q.log[0]
	for _, l := range q.log {
		top = max(top, l)
	}
	sum := 0.0
	for c, l := range q.log {
		q.p[c] = math.Exp((l - top) / q.by.temperature)
		sum += q.p[c]
	}
	for c := range q.p {
		q.p[c] /= sum
	}
}

// order lists the causes, the likeliest first. Equal ones keep the order of
// the table.
func (q *posterior) order() []cause {
	out := make([]cause, nCauses)
	for i := range out {
		out[i] = cause(i)
	}
	slices.SortStableFunc(out, func(a, b cause) int {
		switch {
		case same(q.p[a]) > same(q.p[b]):
			return -1
		case same(q.p[a]) < same(q.p[b]):
			return 1
		}
		return 0
	})
	return out
}

// same is equal for probabilities that only the order of additions tells apart.
func same(p float64) float64 { return math.Round(p * 1e12) }
