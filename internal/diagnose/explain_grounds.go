package diagnose

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/redact"
)

// maxGrounds is how many observations are shown for, or against, a cause.
const maxGrounds = 5

// A ground is an observation with what it did to the odds of a cause.
type ground struct {
	weight float64
	says   Because
}

// grounds lists the observations that speak for c, or against it, the
// strongest first.
func (q *posterior) grounds(c cause, order []cause, forIt bool) []Because {
	all := make([]ground, 0, 8)
	add := func(w float64, says func() Because) {
		if forIt && w > 0.15 || !forIt && w < -0.25 {
			all = append(all, ground{math.Abs(w), says()})
		}
	}
	for _, t := range q.told {
		m := q.f.ans.matches[t.match]
		switch {
		case t.c == c:
			add(math.Log(t.weight), func() Because { return Because{m.Says, m.Seen} })
		case t.weight >= usual && !q.toldOf(c, t.match):
			add(-math.Log(t.weight)/2, func() Because { return Because{m.Says, m.Seen} })
		}
	}
	for _, i := range q.fired {
		r := &Rules[i]
		if w := r.effect(c, order, q); w != 0 {
			add(w, func() Because { return Because{r.says(q.f), r.Source} })
		}
	}
	if len(q.f.ev.Inspected) > 0 {
		found := slices.Contains(q.f.ev.Inspected, causeIDs[c])
		says := "an inspection on the server's own host found it"
		if !found {
			says = "an inspection on the server's own host found another cause"
		}
		add(map[bool]float64{true: 10, false: -10}[found], func() Because { return Because{says, "inspect"} })
	}
	for i := range q.f.trials {
		add(q.trialEffect(i, c, order), func() Because { return q.f.trialBecause(i) })
	}
	slices.SortStableFunc(all, func(a, b ground) int { return cmp.Compare(b.weight, a.weight) })
	out := make([]Because, 0, maxGrounds)
	for _, g := range all {
		g.says.Says = redact.Text(g.says.Says)
		if len(out) < maxGrounds && !slices.Contains(out, g.says) {
			out = append(out, g.says)
		}
	}
	return out
}

// toldOf reports whether the match speaks of c at all.
func (q *posterior) toldOf(c cause, match int) bool {
	for _, cl := range q.f.ans.matches[match].States {
		if cl.Cause == causeIDs[c] {
			return true
		}
	}
	return false
}

// effect is what a rule did to the odds of c, against the field where the
// rule speaks of others.
func (r *Rule) effect(c cause, order []cause, q *posterior) float64 {
	own, best := 0.0, 0.0
	for _, w := range r.gives {
		if w.c == c {
			own = math.Log(w.x)
		} else if q.p[w.c] > shown || w.c == order[0] {
			best = max(best, math.Log(w.x))
		}
	}
	if own != 0 {
		return own
	}
	if c != order[0] {
		for _, w := range r.gives {
			if w.c == order[0] && w.x > 1 {
				return -math.Log(w.x) / 2
			}
		}
	}
	return 0
}

// trialEffect compares how well c and the rest of the field foresaw the
// outcome of a trial.
func (q *posterior) trialEffect(i int, c cause, order []cause) float64 {
	t := &q.f.trials[i]
	s := probeStep{x: t.x, arg: t.step.Arg, place: t.place}
	own := q.f.likelihood(&s, c)[t.out]
	if c != order[0] {
		return math.Log(own / q.f.likelihood(&s, order[0])[t.out])
	}
	field, n := 0.0, 0.0
	for _, o := range order[1:min(len(order), 12)] {
		field += q.f.likelihood(&s, o)[t.out]
		n++
	}
	return math.Log(own / (field / n))
}

// trialBecause says what a trial showed.
func (f *features) trialBecause(i int) Because {
	t := &f.trials[i]
	source := "experiment " + string(experimentIDs[t.x])
	what := experimentText(t)
	switch {
	case t.cured() && f.isolated(i):
		return Because{what + " " + answerIs(t.report) + "; the control after it is " + f.controlAfter(i) + " again", source}
	case t.control() && t.cured():
		return Because{"when the same request is repeated " + answerIs(t.report), source}
	case t.control():
		return Because{"when the same request is repeated " + answerIs(t.report) + " again", source}
	case t.out == oSame && !t.isother && !t.cured():
		return Because{what + " nothing changes: " + answerText(t.report), source}
	}
	return Because{what + " " + answerIs(t.report), source}
}

// answerIs is an answer as a clause.
func answerIs(r *measure.Report) string {
	if r.Status() == 0 && r.Fault == "" {
		return "there is " + answerText(r)
	}
	return "the answer is " + answerText(r)
}

func (f *features) controlAfter(i int) string {
	for _, t := range f.trials[i+1:] {
		if t.control() {
			return answerText(t.report)
		}
	}
	return ""
}

// answerText is an answer in a word or two.
func answerText(r *measure.Report) string {
	if s := r.Status(); s != 0 {
		return strconv.Itoa(s)
	}
	if o, bad := r.Failed(); bad {
		return o.Failure.Unanswered()
	}
	if r.Fault != "" {
		return "not measured"
	}
	return "no answer"
}

// experimentWords introduce what was changed; $ is the variant.
var experimentWords = [nExperiments]string{
	xRepeat:      "unchanged, a moment later,",
	xDelay:       "after $",
	xUserAgent:   "with a browser's User-Agent",
	xProfile:     "with a browser's header fields",
	xReferer:     "with the site's own Referer",
	xRefererNone: "without a Referer",
	xLanguage:    "with Accept-Language",
	xAccept:      "with Accept: */*",
	xCookieNone:  "without cookies",
	xCookieBack:  "with the cookie that the refusal set",
	xCredsNone:   "without credentials",
	xCredsWrong:  "with credentials that cannot be right",
	xCredsOther:  "with the second credential",
	xQueryNone:   "without the query",
	xQueryOne:    "without the parameter $",
	xMethodGet:   "with GET",
	xOptions:     "with OPTIONS",
	xSibling:     "for a name in the same directory that cannot exist",
	xIndex:       "for index.html in the directory",
	xBare:        "for the directory without its slash",
	xParent:      "for the parent path",
	xRoot:        "for the root of the site",
	xKnownGood:   "for the URL that is known to work",
	xAddress:     "from the address $",
	xFamily:      "over IPv$",
	xProtocol:    "over $",
	xCredsMade:   "with a token that cannot be right, where none was sent,",
	xOriginNone:  "without Origin",
	xHostAddress: "with the address as Host",
	xHost:        "under the site's own name",
	xHTTPS:       "over https",
	xBuster:      "past the cache",
	xPlace:       "from the place $",
	xClientCert:  "without the client certificate",
}

// experimentText introduces what was changed.
func experimentText(t *trial) string {
	return strings.Replace(experimentWords[t.x], "$", t.step.Arg, 1)
}

// experiments lists what was made, for showing.
func (f *features) experiments() []Made {
	out := make([]Made, 0, len(f.ev.Trials))
	control := answerText(&f.ev.First)
	for i := range f.ev.Trials {
		r := &f.ev.Trials[i]
		if r.Step == nil {
			continue
		}
		m := Made{ID: r.Step.Experiment, Changed: r.Step.Changed, Control: control, Outcome: answerText(r)}
		if m.Changed == "" {
			if x, ok := xidOf(m.ID); ok {
				m.Changed = experimentText(&trial{x: x, step: *r.Step})
			}
		}
		if r.Step.Skipped != "" {
			m.Outcome = fmt.Sprintf("skipped: %s", r.Step.Skipped)
		}
		if r.Step.Experiment == measure.XRepeat {
			control = answerText(r)
		} else {
			for j := i + 1; j < len(f.ev.Trials); j++ {
				if s := f.ev.Trials[j].Step; s != nil && s.Experiment == measure.XRepeat && s.Skipped == "" {
					m.After = answerText(&f.ev.Trials[j])
					break
				}
			}
		}
		out = append(out, m)
	}
	return out
}
