package diagnose

import (
	"math"
	"slices"
)

// A sample is one case in one mode as the fit sees it: the logarithms that the
// evidence gives to each cause, split by what is fitted. It is linear in the
// exponents; where the product's statements take the maximum, nothing fitted
// stands inside.
type sample struct {
	c     *atlasCase
	group string // of server programs
	base  [nCauses]float64
	exp   [nCauses]float64 // what the experiments add
	fired []int
	truth [nCauses]float64 // what is accepted as true, parted as the hand's table parts it
	share float64          // one over the modes, so that a case counts once
}

// sampleOf takes a played case apart.
func sampleOf(c *atlasCase, ev *Evidence) *sample {
	f := extract(ev)
	whole, passive := inferBy(f, &byHand), *f
	passive.trials = nil
	before := inferBy(&passive, &byHand)
	s := &sample{c: c, group: c.group(), base: before.log, fired: whole.fired, truth: whole.parted(c.accepted()), share: 1 / float64(len(fitModes))}
	addRules(&s.base, before.fired, -1)
	s.exp = s.base
	addRules(&s.exp, whole.fired, 1)
	for i := range s.exp {
		s.exp[i] = whole.log[i] - s.exp[i]
	}
	return s
}

// addRules adds what the rules say, as it is written by hand, times k.
func addRules(log *[nCauses]float64, fired []int, k float64) {
	for _, i := range fired {
		for _, w := range Rules[i].gives {
			log[w.c] += k * math.Log(w.x)
		}
	}
}

// parted shares 1 among causes as q does. What no experiment can tell apart,
// cases cannot teach either: there the hand's table stands.
func (q *posterior) parted(causes []cause) (out [nCauses]float64) {
	sum := 0.0
	for _, c := range causes {
		sum += q.p[c]
	}
	for _, c := range causes {
		out[c] = q.p[c] / sum
	}
	return out
}

// A model says which numbers are fitted, and how strongly they are held to the
// table that was written by hand. Every number is a logarithm; 0 is the hand's.
type model struct {
	rules []int // indexes of the Rules that have an exponent of their own
	place []int // for each of Rules, where in the numbers it is, or -1
	hold  hold
}

// A hold says how strongly the numbers are held to the hand's: the weight of
// the square of each, in cases. Infinite is not fitted.
type hold struct{ rules, trials, temperature float64 }

const (
	atTrials      = 0
	atTemperature = 1
	atRules       = 2
)

// atLeast is in how many cases, of how many groups of programs, a rule must
// hold to get an exponent of its own.
const atLeast, atLeastGroups = 5, 2

func modelOf(samples []*sample, h hold) *model {
	m := &model{hold: h, place: make([]int, len(Rules))}
	cases, groups := make([]map[string]bool, len(Rules)), make([]map[string]bool, len(Rules))
	for i := range Rules {
		m.place[i], cases[i], groups[i] = -1, map[string]bool{}, map[string]bool{}
	}
	for _, s := range samples {
		for _, i := range s.fired {
			cases[i][s.c.ID], groups[i][s.group] = true, true
		}
	}
	for i := range Rules {
		if !math.IsInf(h.rules, 1) && len(cases[i]) >= atLeast && len(groups[i]) >= atLeastGroups {
			m.place[i] = atRules + len(m.rules)
			m.rules = append(m.rules, i)
		}
	}
	return m
}

// exponent of rule i.
func (m *model) exponent(x []float64, i int) float64 {
	if p := m.place[i]; p >= 0 {
		return math.Exp(x[p])
	}
	return 1
}

// loss is the mean over cases of how far the posterior is from what is
// accepted as true, in nats, and its gradient. Under the hand's table it is
// minus the logarithm of the probability of what is accepted.
func (m *model) loss(x []float64, samples []*sample, grad []float64) float64 {
	clear(grad)
	total, weight := 0.0, 0.0
	for _, s := range samples {
		total += s.share * m.one(x, s, grad)
		weight += s.share
	}
	for i := range grad {
		grad[i] /= weight
	}
	return total / weight
}

// one is the loss of one sample; it adds the gradient to grad.
func (m *model) one(x []float64, s *sample, grad []float64) float64 {
	trials, heat := math.Exp(x[atTrials]), math.Exp(x[atTemperature])*byHand.temperature
	var log, p, d [nCauses]float64
	for c := range log {
		log[c] = s.base[c] + trials*s.exp[c]
	}
	for _, i := range s.fired {
		e := m.exponent(x, i)
		for _, w := range Rules[i].gives {
			log[w.c] += e * math.Log(w.x)
		}
	}
	sum, top := 0.0, slices.Max(log[:])
	for c := range p {
		p[c] = math.Exp((log[c] - top) / heat)
		sum += p[c]
	}
	loss := math.Log(sum)
	for c, share := range s.truth {
		if d[c] = (p[c]/sum - share) / heat; share > 0 {
			loss -= share * ((log[c]-top)/heat - math.Log(share))
		}
	}
	if grad != nil {
		m.gradient(x, s, &d, &log, grad)
	}
	return loss
}

// gradient adds to grad, from the derivative d by each cause's logarithm.
func (m *model) gradient(x []float64, s *sample, d, log *[nCauses]float64, grad []float64) {
	trials := math.Exp(x[atTrials])
	for c := range d {
		grad[atTrials] += s.share * d[c] * trials * s.exp[c]
		grad[atTemperature] -= s.share * d[c] * log[c]
	}
	for _, i := range s.fired {
		p := m.place[i]
		if p < 0 {
			continue
		}
		e := math.Exp(x[p])
		for _, w := range Rules[i].gives {
			grad[p] += s.share * d[w.c] * e * math.Log(w.x)
		}
	}
}

// fit finds the numbers, from those of the hand. It is deterministic.
func (m *model) fit(samples []*sample) []float64 {
	cases := 0.0
	for _, s := range samples {
		cases += s.share
	}
	weight := make([]float64, atRules+len(m.rules))
	for i := range weight {
		weight[i] = m.hold.rules / cases
	}
	weight[atTrials], weight[atTemperature] = m.hold.trials/cases, m.hold.temperature/cases
	return minimise(make([]float64, len(weight)), func(x, grad []float64) float64 {
		v := m.loss(x, samples, grad)
		for i := range x {
			if math.IsInf(weight[i], 1) {
				grad[i] = 0 // so it stays where it is
				continue
			}
			v += weight[i] * x[i] * x[i]
			grad[i] += 2 * weight[i] * x[i]
		}
		return v
	})
}

// fitting turns numbers into what the inference uses.
func (m *model) fitting(x []float64) *fitting {
	w := &fitting{rules: make([]float64, len(Rules)), trials: math.Exp(x[atTrials]),
		temperature: byHand.temperature * math.Exp(x[atTemperature]), reliability: byHand.reliability}
	for i := range w.rules {
		w.rules[i] = m.exponent(x, i)
	}
	return w
}
