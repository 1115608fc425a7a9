package diagnose

// A fitting is what the cases of the lab have taught the hand-written tables:
// how far a rule is to be trusted, how far an experiment, how flat the
// posterior must be, and how often a cause named with p is the true one. What
// it holds is written by TestFitted (weights_fitted.go).
type fitting struct {
	rules       []float64 // an exponent for each of Rules: 1 leaves its weights as they are written
	trials      float64   // the same for what experiments show
	temperature float64   // flattens the posterior, so that what is said with 0.9 is true nine times in ten
	// reliability maps the probability of the first cause to how often such a
	// cause is the true one: the inference spreads what is left over causes that
	// are rarely true together, so its middle is too modest.
	reliability [nClaims]curve
}

// A claim is how a first cause comes to be named.
type claim uint8

const (
	alone    claim = iota // what is seen fits no other
	isolated              // an experiment has isolated it
	inGroup               // with others that nothing could tell from it
	nClaims
)

// A curve is a map by points, straight between them.
type curve [][2]float64

// A ruleStrength is the exponent of one rule.
type ruleStrength struct {
	id string
	x  float64
}

var fitted = fitting{strengthsOf(fittedRules), fittedTrials, fittedTemperature, [nClaims]curve{fittedAlone, fittedIsolated, fittedInGroup}}

// strengthsOf lists the exponents in the order of Rules; a rule that is not
// named has 1.
func strengthsOf(named []ruleStrength) []float64 {
	out := make([]float64, len(Rules))
	for i := range out {
		out[i] = 1
		for _, n := range named {
			if n.id == Rules[i].ID {
				out[i] = n.x
			}
		}
	}
	return out
}

func (r curve) at(p float64) float64 {
	for i := 1; i < len(r); i++ {
		a, b := r[i-1], r[i]
		if p <= b[0] {
			return a[1] + (b[1]-a[1])*(p-a[0])/(b[0]-a[0])
		}
	}
	return p
}

// calibrated is how often the first cause, inferred with p, is the true one.
func (q *posterior) calibrated(p float64, v Verdict, top cause) float64 {
	return q.by.reliability[q.claimOf(v, top)].at(p)
}

func (q *posterior) claimOf(v Verdict, top cause) claim {
	if v == VerdictGroup {
		return inGroup
	}
	for i := range q.f.trials {
		t := &q.f.trials[i]
		s := probeStep{x: t.x, arg: t.step.Arg, place: t.place}
		if q.f.isolated(i) && q.f.likelihood(&s, top)[oOK] > foreseen {
			return isolated
		}
	}
	return alone
}

// foreseen is the least likelihood of a cure that a cause is said to foresee.
const foreseen = 0.1
