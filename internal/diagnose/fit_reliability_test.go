package diagnose

import (
	"math"
	"slices"
)

// steadying is how many cases the hand's reliability counts for in each bin.
const steadying = 4

// reliabilityEdges bound the bins of the reliability.
var reliabilityEdges = []float64{0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.94, 0.97, 0.99, 1.01}

// A pool is the cases of one or more neighbouring bins: how many, what was
// inferred for them in the first and in the last of the bins, how many were right.
type pool struct{ n, first, last, right float64 }

// mostFor is the most that may be said for a cause that was inferred with p and
// that no experiment has isolated. A claim of a cause that has inseparable rivals
// is inferred with less than 0.9, so nothing below that is said with 0.9, however
// often it was right; and below 0.6 there is always a strong rival.
func mostFor(p float64) float64 {
	switch {
	case p < 0.6:
		return 0.79
	case p < 0.9:
		return 0.895
	}
	return 1
}

func reliabilityOf(all []*played) [nClaims]curve {
	var out [nClaims]curve
	for claim := range nClaims {
		out[claim] = curveOf(poolsOf(all, claim), claim)
	}
	return out
}

// poolsOf sorts the claims of a kind into bins, holds each to the hand's
// reliability by some cases, and pools those that would make the map fall.
func poolsOf(all []*played, claim claim) []pool {
	var pools []pool
	low := 0.0
	for _, high := range reliabilityEdges {
		n, said, right := 0.0, 0.0, 0.0
		for _, p := range all {
			if p.counts && p.claim == claim && p.top >= low && p.top < high {
				n, said, right = n+1, said+p.top, right+float64(b2i(p.right))
			}
		}
		if low = high; n == 0 {
			continue
		}
		mean := said / n
		n, right = n/float64(len(fitModes))+steadying, right/float64(len(fitModes))+steadying*byHand.reliability[claim].at(mean)
		pools = append(pools, pool{n, mean, mean, right})
		for i := len(pools) - 1; i > 0 && pools[i].right/pools[i].n < pools[i-1].right/pools[i-1].n; i-- {
			a, z := &pools[i-1], pools[i]
			a.n, a.last, a.right = a.n+z.n, z.last, a.right+z.right
			pools = pools[:i]
		}
	}
	return pools
}

// curveOf goes through both ends of each pool.
func curveOf(pools []pool, claim claim) curve {
	out := curve{{0, 0}}
	for _, b := range pools {
		for _, p := range []float64{b.first, b.last} {
			said := b.right / b.n
			if claim != isolated {
				said = min(said, mostFor(p))
			}
			if last := out[len(out)-1][0]; last > 0.6 && last < 0.9 && p > 0.9 {
				out = append(out, [2]float64{0.9, rounded(min(said, max(mostFor(0.89), out[len(out)-1][1])), 3)})
			}
			out = append(out, [2]float64{rounded(p, 3), rounded(said, 3)})
		}
	}
	out = append(out, [2]float64{1, 1})
	return slices.CompactFunc(out, func(a, b [2]float64) bool { return a[0] == b[0] })
}

func rounded(x float64, digits int) float64 {
	k := math.Pow10(digits)
	return math.Round(x*k) / k
}
