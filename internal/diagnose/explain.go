package diagnose

import (
	"slices"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// Thresholds of the verdict. They are fitted so that what is said with p is
// true in p of the cases (TestAtlas, TestFitted).
const (
	// claimed is the least probability at which one cause is named.
	claimed = 0.5
	// rival is the least share of the first cause's probability that makes an
	// inseparable cause a member of its group.
	rival = 0.25
	// kinship is the same for a cause that is known to look like the first one
	// on the program that answered.
	kinship = 0.04
	// doubt is the least probability that is said for the second cause, to name
	// it beside a first one that has a rival in all its answers (twofold). Of
	// what was said with less than 0.9 on programs at first sight and had such a
	// second, 14 of 57 were wrong, and of 8 of those the second was the truth.
	doubt = 0.05
	// grouped is the least probability that a group must hold together.
	grouped = 0.5
	// shown is the least probability of a cause that is listed at all.
	shown = 0.01
	// maxGroup is the largest group: more is no help to anybody.
	maxGroup = 4
)

// Explain says what the evidence amounts to: the causes, the impact, the fix,
// or that it cannot be told. It is pure: the same evidence gives the same
// diagnosis, in whatever order places, peers and header fields come.
func Explain(e Evidence) Diagnosis {
	if len(e.First.Cells) > 0 && e.First.Fault == "" {
		return explainCells(&e)
	}
	d := Diagnosis{Causes: []Ranked{}, Group: []CauseID{}, Fix: []Fix{}, Experiments: []Made{}, Requests: spent(&e)}
	for i := range e.Trials {
		d.Seconds += e.Trials[i].Took.Seconds()
	}
	f := extract(&e)
	state, failure := classify(&e.First, e.Expect, f.recognised)
	switch {
	case state.Good():
		d.Verdict, d.Impact, d.Summary = VerdictNone, ImpactUnknown, "The endpoint answers as expected."
		return d
	case state == monitor.Unknown:
		d.Verdict, d.Impact, d.Summary = VerdictUnknown, ImpactUnknown, unmeasured(&e, failure)
		return d
	case failure == measure.Exposed:
		f.explainExposed(&d)
		return d
	}
	q := infer(f)
	order := q.order()
	d.Experiments = f.experiments()
	d.Actor = Author(f.ans.matches)
	if d.Actor == "" {
		d.Actor = f.ans.Get("Server")
	}
	group := q.group(order)
	d.Verdict, group = q.verdict(order, group)
	if d.Verdict != VerdictUnknown || !f.unlisted() {
		q.rank(&d, order)
	}
	q.claim(&d, order, group)
	d.Impact, d.ImpactGround = f.impact(&d)
	d.Summary = f.summary(&d, state, failure)
	return d
}

// verdict decides what is claimed.
func (q *posterior) verdict(order, group []cause) (Verdict, []cause) {
	top := q.p[order[0]]
	sum := 0.0
	for _, c := range group {
		sum += q.p[c]
	}
	switch a := &q.f.ans; {
	case q.f.unlisted() && !slices.ContainsFunc(q.f.trials, func(t trial) bool { return t.cured() }):
		return VerdictUnknown, nil
	case s2xx(a.status) && a.failure == measure.OK && len(q.told) == 0 && !a.login && top < sure:
		return VerdictUnknown, nil // an answer of the right status that lacks something: what, the expectation says
	case len(group) >= 2 && sum >= grouped:
		return VerdictGroup, group
	case top >= claimed:
		return VerdictCause, nil
	case len(group) < 2 && top < claimed:
		// What is left could be separated, but nothing more may be asked: the
		// likeliest that together are likelier than not.
		if g := q.likeliest(order); g != nil {
			return VerdictGroup, g
		}
	}
	return VerdictUnknown, nil
}

// likeliest returns the fewest causes, two to four, that together hold the
// greater part, or nil.
func (q *posterior) likeliest(order []cause) []cause {
	sum := 0.0
	for i, c := range order[:maxGroup] {
		if sum += q.p[c]; sum >= grouped && i > 0 {
			return slices.Clone(order[:i+1])
		}
	}
	return nil
}

// group returns the first cause and those that no experiment that is still
// allowed could tell from it, if they are likely enough to be named.
func (q *posterior) group(order []cause) []cause {
	top := order[0]
	if q.p[top] >= sure && !q.doubted(order[1], top) {
		return nil
	}
	steps := q.f.remaining()
	group := []cause{top}
	for _, c := range order[1:] {
		if len(group) == maxGroup || q.p[c] < kinship*q.p[top] && !(len(group) == 1 && q.doubted(c, top)) {
			break
		}
		least := rival
		if len(group) == maxGroup-1 {
			least /= 2 // who must look for three looks for a fourth as well
		}
		if q.p[c] < least*q.p[top] && !q.f.kin(top, c) && !(len(group) == 1 && q.doubted(c, top)) {
			continue
		}
		if !q.separable(top, c, steps) {
			group = append(group, c)
		}
	}
	return group
}

// kin reports whether two causes are known to answer alike, so that neither is
// named without the other: a rule on the path differs from a list of addresses
// only where it is seen from another place.
func (f *features) kin(top, c cause) bool {
	if top != cPathRule && c != cPathRule || f.ans.status != 403 {
		return false
	}
	if top != cAllowlist && c != cAllowlist {
		return false
	}
	return len(f.trials) > 0 && !slices.ContainsFunc(f.trials, func(t trial) bool { return t.x == xPlace })
}

// remaining lists the experiments that are still allowed and affordable.
func (f *features) remaining() []probeStep {
	if f.left() <= 0 || !f.mayProbe() {
		return nil
	}
	return f.candidates()
}

// separable reports whether an experiment has clearly different outcomes under
// two causes: a total variation of more than a half.
func (q *posterior) separable(a, b cause, steps []probeStep) bool {
	for i := range steps {
		da, db := q.f.likelihood(&steps[i], a), q.f.likelihood(&steps[i], b)
		tv := 0.0
		for o := range da {
			if diff := da[o] - db[o]; diff > 0 {
				tv += diff
			}
		}
		if tv > 0.5 {
			return true
		}
	}
	return false
}

// rank lists the causes with their probabilities and grounds.
func (q *posterior) rank(d *Diagnosis, order []cause) {
	for i, c := range order {
		if i >= 6 || i > 0 && q.p[c] < shown {
			break
		}
		r := Ranked{ID: causeIDs[c], Title: string(causeIDs[c]), Probability: round(q.said(d.Verdict, c, order[0])), Evidence: []Because{}}
		if e, ok := Find(r.ID); ok {
			r.Title = e.Title
		}
		r.Evidence = q.grounds(c, order, true)
		if i > 0 {
			r.Against = q.grounds(c, order, false)
		}
		d.Causes = append(d.Causes, r)
	}
}

// said is the probability that is shown for c. That of a named cause is
// calibrated, and the others share what it leaves.
func (q *posterior) said(v Verdict, c, top cause) float64 {
	p := q.p[top]
	switch v {
	case VerdictCause:
		p = q.calibrated(p, v, top)
		switch {
		case q.residual403(top):
			p = min(p, unexplained)
		case q.bareFailure(top), q.inWords(top), q.twofold(top):
			p = min(p, unseen)
		}
	case VerdictGroup:
		p = q.calibrated(p, v, top)
		if q.twofold(top) {
			p = min(p, unseen)
		}
	default:
		return q.p[c]
	}
	if c == top {
		return p
	}
	return q.p[c] * (1 - p) / max(1-q.p[top], 1e-9)
}

// doubted reports whether c is worth naming beside top, which has a rival that
// answers alike.
func (q *posterior) doubted(c, top cause) bool {
	return q.twofold(top) && q.said(VerdictCause, c, top) >= doubt
}

// unexplained is the most that is said for a refusal that nothing has moved,
// by a program whose rules may look at anything: that the path is the reason
// is what is left over, and no more.
const unexplained = 0.78

// unseen is the most that is said where only the status speaks: a 500 says
// that something broke and a 404 that nothing is shown, neither says what.
const unseen = 0.899

// bareFailure reports whether the status is all that c rests on.
func (q *posterior) bareFailure(c cause) bool {
	a := &q.f.ans
	if c == cAppError && a.status == 500 && a.Size < wordy {
		return !q.f.revealing() // also where the page is known: it says that something failed
	}
	return !q.stated(c) && ((c == cNotFound || c == cHidden) && a.status == 404)
}

// twofold reports whether c has a rival that answers in the same way whatever is
// asked, so that only words could tell: a wrong password and an account that is
// closed, a forged write and a method that is refused, a right that is missing
// and a file behind the door that cannot be read.
func (q *posterior) twofold(c cause) bool {
	f := q.f
	switch c {
	case cInvalidCreds:
		return f.req.creds.scheme == "basic" || f.req.creds.scheme == "digest" || len(f.trials) == 0 && f.ans.status == 401 && len(f.ans.challenges) == 0
	case cMissingCreds:
		return f.ans.status == 401 && len(f.ans.challenges) == 0 && !q.stated(c) && !f.speaks(aNoKey, aToken)
	case cCSRF, cMethod:
		return f.req.writes() && f.ans.status == 403 && !q.stated(c)
	case cRole:
		return f.ans.status == 403 && f.req.creds.sent && f.req.staticFile() && !q.stated(c)
	}
	return false
}

// inWords reports whether c rests on words that nobody has documented: people
// write what they like, and no experiment has borne it out.
func (q *posterior) inWords(c cause) bool {
	if q.stated(c) || q.isolatedCure() {
		return false
	}
	for _, i := range q.fired {
		for _, w := range Rules[i].gives {
			if w.c == c && w.x >= 8 && Rules[i].Source == "the body" {
				return true
			}
		}
	}
	return false
}

// isolatedCure reports whether an experiment has cured, and a control after it
// failed again.
func (q *posterior) isolatedCure() bool {
	for i := range q.f.trials {
		if q.f.isolated(i) {
			return true
		}
	}
	return false
}

// revealing reports whether an error shows what of the application broke.
func (f *features) revealing() bool {
	return f.shows("traceback (most", "exception", "stack", "error in ", "syntax error", "undefined", "fatal error", "panic")
}

// residual403 reports whether c is such a remainder.
func (q *posterior) residual403(c cause) bool {
	if c != cPathRule && c != cBlock || q.f.ans.status != 403 || q.stated(c) {
		return false
	}
	return !q.f.fileServer() && !q.f.req.dotfile
}

// round keeps three digits; certainty is not claimed.
func round(p float64) float64 { return min(float64(int(p*1000+0.5))/1000, 0.995) }

// claim fills group, fix and look for the verdict.
func (q *posterior) claim(d *Diagnosis, order, group []cause) {
	switch d.Verdict {
	case VerdictGroup:
		for _, c := range group {
			d.Group = append(d.Group, causeIDs[c])
		}
		for _, id := range d.Group[:2] {
			d.Fix = append(d.Fix, q.f.fixes(id, 1)...)
		}
		d.Look = look(d.Group)
	case VerdictCause:
		d.Fix = append(d.Fix, q.f.fixes(causeIDs[order[0]], 2)...)
	case VerdictUnknown:
		if len(d.Causes) == 0 {
			return
		}
		d.Look = look([]CauseID{causeIDs[order[0]]})
	}
}

// fixes returns the first fixes of a cause for the products that were seen.
func (f *features) fixes(id CauseID, n int) []Fix {
	e, ok := Find(id)
	if !ok {
		return nil
	}
	fixes := e.FixesFor(Products(f.ans.matches)...)
	return fixes[:min(n, len(fixes))]
}

// look joins what the catalogue says about where to look for the members of a
// group.
func look(group []CauseID) string {
	var texts []string
	for _, id := range group {
		if e, ok := Find(id); ok && e.Look != "" && !slices.Contains(texts, e.Look) {
			texts = append(texts, e.Look)
		}
	}
	switch len(texts) {
	case 0:
		return ""
	case 1:
		return texts[0]
	}
	return texts[0] + " " + texts[1]
}
