package diagnose

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

const (
	// sure is where a diagnosis needs nothing more.
	sure = 0.97
	// sureStated is the same for a cause that the server states.
	sureStated = 0.85
	// minGain is the least expected gain, in nats a request, that a request is
	// worth.
	minGain = 0.02
	// patience is the longest wait for a limit that a diagnosis makes.
	patience = 10 * time.Second
	// quiet is how long after the first answer a limit that announces no time
	// is asked again: most windows are shorter. What the other experiments took
	// counts, but for pauseLeast: some bans are renewed by every request.
	quiet      = 11 * time.Second
	pauseLeast = 5 * time.Second
)

// Next names the experiment worth most now, or false when nothing more is
// allowed, wanted or learnt by one. It obeys the owner's limits, the budget,
// and what the target has asked for.
func Next(e Evidence) (measure.Step, bool) {
	if len(e.First.Cells) > 0 {
		return measure.Step{}, false // a matrix is its own contrast
	}
	f := extract(&e)
	if f.left() <= 0 || !f.mayProbe() {
		return measure.Step{}, false
	}
	if _, failure := classify(&e.First, e.Expect, f.recognised); failure == measure.Exposed {
		return f.nextExposed()
	}
	return infer(f).next()
}

func (q *posterior) next() (measure.Step, bool) {
	f := q.f
	if s, due := f.controlDue(); due {
		return s.step(), f.may(xRepeat)
	}
	if q.settled() {
		return q.backend()
	}
	steps := f.candidates()
	live, entropy := q.live()
	best, bestGain := -1, minGain
	for i := range steps {
		if g := q.gain(&steps[i], live, entropy) / f.price(&steps[i]); g > bestGain {
			best, bestGain = i, g
		}
	}
	if best < 0 {
		return q.backend()
	}
	return steps[best].step(), true
}

// backend asks one other address of the name, where the cause is as good as
// known but would lock everyone out: one server of several may be the only one
// that has it, and "everyone" must be earned. A page that is not there is asked
// for from one other place: some hide from strangers what they do not admit.
func (q *posterior) backend() (measure.Step, bool) {
	f := q.f
	top := Diagnosis{Verdict: VerdictCause, Causes: []Ranked{{ID: causeIDs[q.order()[0]]}}}
	if who, _ := f.impactOfCause(&top); who != Everyone || f.limited() || f.req.writes() || slices.ContainsFunc(f.trials, func(t trial) bool { return t.x == xAddress }) {
		return measure.Step{}, false
	}
	var found *probeStep
	f.addAddresses(func(x xid, arg string, _ *Place) {
		if found == nil && x == xAddress && f.may(x) && !f.made(x, arg) {
			found = &probeStep{x: x, arg: arg}
		}
	})
	if found == nil && q.order()[0] == cNotFound && !q.stated(cNotFound) && !slices.ContainsFunc(f.trials, func(t trial) bool { return t.x == xPlace }) {
		f.addPlaces(func(x xid, arg string, p *Place) {
			if found == nil && f.may(x) && !f.made(x, arg) {
				found = &probeStep{x: x, arg: arg, place: p}
			}
		})
	}
	if found == nil {
		return measure.Step{}, false
	}
	return found.step(), true
}

func (s *probeStep) step() measure.Step {
	return measure.Step{Experiment: experimentIDs[s.x], Arg: s.arg}
}

// settled reports whether one cause is as good as certain, or is what the
// server itself says: asking on would not make it say more.
func (q *posterior) settled() bool {
	for c, p := range q.p {
		if p >= sure || p >= sureStated && q.stated(cause(c)) {
			return true
		}
	}
	return false
}

// stated reports whether a product has said outright that it is c.
func (q *posterior) stated(c cause) bool {
	for _, t := range q.told {
		if t.c == c && t.weight >= statedInText {
			return true
		}
	}
	return false
}

// budget is how many requests may be sent after the first answer.
func (f *features) budget() int {
	b := f.ev.Owner.Budget
	if b <= 0 {
		b = monitor.DefaultBudget + len(f.ev.Places)
	}
	return min(b, monitor.MaxBudget)
}

// spent counts every request after the first answer.
func spent(e *Evidence) int {
	n := 0
	for i := range e.Trials {
		n += len(e.Trials[i].Hops)
	}
	return n
}

func (f *features) left() int {
	if f.ev.Owner.Off {
		return 0
	}
	return f.budget() - spent(f.ev)
}

// may reports whether the owner allows an experiment.
func (f *features) may(x xid) bool {
	return !slices.Contains(f.ev.Owner.Without, string(experimentIDs[x]))
}

// controlDue reports whether a factor cured and no control was made since.
func (f *features) controlDue() (probeStep, bool) {
	if f.limited() || !f.may(xRepeat) || f.req.writes() || f.skipped(xRepeat) {
		return probeStep{}, false
	}
	for i := len(f.trials) - 1; i >= 0; i-- {
		if t := &f.trials[i]; t.cured() && !t.control() && t.x != xDelay {
			failed, fine := f.controlsAfter(i)
			return probeStep{x: xRepeat}, fine == 0 && failed < f.controlsWanted(t)
		}
	}
	return probeStep{}, false
}

// controlsWanted is how many controls must fail after a trial that cured. One
// is not enough where the factor cannot choose the node: two nodes that take
// turns answer fail, cure, fail of themselves.
func (f *features) controlsWanted(t *trial) int {
	if t.x == xAddress || t.x == xFamily || f.addrs > 1 || f.steady() {
		return 1
	}
	return 2
}

// steady reports whether the trials before the first cure all failed alike, an
// odd and an even number of requests after the first.
func (f *features) steady() bool {
	n := 0
	for i := range f.trials {
		t := &f.trials[i]
		if t.isother {
			continue
		}
		if t.cured() {
			break
		}
		n++
	}
	return n >= 2
}

// made reports whether an experiment was made, or could not be.
func (f *features) made(x xid, arg string) bool {
	for i := range f.ev.Trials {
		s := f.ev.Trials[i].Step
		if s != nil && s.Experiment == experimentIDs[x] && (s.Arg == arg || x != xPlace && x != xAddress && x != xQueryOne) {
			return true
		}
	}
	return false
}

// skipped reports whether an experiment was tried and could not be made.
func (f *features) skipped(x xid) bool {
	for i := range f.ev.Trials {
		if s := f.ev.Trials[i].Step; s != nil && s.Skipped != "" && s.Experiment == experimentIDs[x] {
			return true
		}
	}
	return false
}

// candidates lists the experiments that are allowed, apply to this request and
// were not made.
func (f *features) candidates() []probeStep {
	out := make([]probeStep, 0, 24)
	add := func(x xid, arg string, place *Place) {
		if f.may(x) && !f.made(x, arg) {
			out = append(out, probeStep{x: x, arg: arg, place: place})
		}
	}
	if f.limited() {
		if !f.ans.hasRetry || f.ans.retry <= patience {
			add(xDelay, f.wait(), nil)
		}
		return out
	}
	if p, ok := plain(f.ans.failure); ok && p.itself {
		add(xRepeat, "", nil)
		f.addAddresses(add)
		f.addPlaces(add)
		return out
	}
	if f.req.writes() { // a writing method is not repeated, so only its replacement by GET is a contrast
		add(xMethodGet, "", nil)
		return out
	}
	for i := range experimentTable {
		if x := &experimentTable[i]; x.when == nil || x.when(f) {
			add(x.x, x.argOf(f), nil)
		}
	}
	f.addPlaces(add)
	f.addAddresses(add)
	for _, name := range f.req.sig.added {
		add(xQueryOne, name, nil)
	}
	return out
}

func (f *features) addPlaces(add func(xid, string, *Place)) {
	for i := range f.ev.Places {
		if p := &f.ev.Places[i]; p.Name != f.ev.First.Place {
			add(xPlace, p.Name, p)
		}
	}
}

func (f *features) addAddresses(add func(xid, string, *Place)) {
	hop := f.ev.First.Last()
	if hop == nil {
		return
	}
	used := hop.Addr.Addr().Unmap()
	four, six := false, false
	for _, a := range hop.Resolved {
		a = a.Unmap()
		four, six = four || a.Is4(), six || a.Is6()
		if a != used {
			add(xAddress, a.String(), nil)
		}
	}
	if four && six {
		add(xFamily, map[bool]string{true: "4", false: "6"}[used.Is6()], nil)
	}
}

// price is what an experiment costs, in requests: waiting counts too.
func (f *features) price(s *probeStep) float64 {
	switch s.x {
	case xDelay:
		return 2.5
	case xCredsWrong, xCredsMade:
		return 1.15 // a wrong credential may count against an account
	}
	return 1
}

// live lists the causes that still matter, and the entropy of their
// distribution.
func (q *posterior) live() ([]cause, float64) {
	out := make([]cause, 0, 24)
	h := 0.0
	for c, p := range q.p {
		if p > 0.003 {
			out = append(out, cause(c))
			h -= p * math.Log(p)
		}
	}
	slices.SortFunc(out, func(a, b cause) int { return cmp.Compare(q.p[b], q.p[a]) })
	if len(out) > 24 {
		out = out[:24]
	}
	return out, h
}

// gain is the expected loss of entropy, in nats, by an experiment.
func (q *posterior) gain(s *probeStep, live []cause, h float64) float64 {
	var joint [24]dist
	var marginal dist
	for i, c := range live {
		joint[i] = q.f.likelihood(s, c)
		for o, l := range joint[i] {
			joint[i][o] = l * q.p[c]
			marginal[o] += joint[i][o]
		}
	}
	// I(cause; outcome) = sum of p(c,o) log(p(c,o) / (p(c) p(o)))
	info := 0.0
	for o, m := range marginal {
		if m < 1e-6 {
			continue
		}
		for i, c := range live {
			if x := joint[i][o]; x > 1e-6 {
				info += x * math.Log(x/(q.p[c]*m))
			}
		}
	}
	return info
}
