package diagnose

// A weight multiplies the odds of a cause.
type weight struct {
	c cause
	x float64
}

// A Rule recognises one thing in the evidence and says how much it speaks for
// and against causes. The numbers are likelihood ratios: how much more often
// the thing is seen when the cause is true than otherwise. Ground says why.
type Rule struct {
	ID     string
	Ground string // the source or the reason of the numbers
	Source string // where it is seen: "our URL", "header Retry-After", …
	when   func(*features) bool
	says   func(*features) string
	gives  []weight
}

// Rules are all passive rules. What products and texts state of themselves is
// in the tables of [Recognise].
var Rules = concatRules(authRules, signedRules, requestRules, netRules, staticRules, upstreamRules, rateRules, changeRules, wordRules, systemRules)

func concatRules(tables ...[]Rule) []Rule {
	var out []Rule
	for _, t := range tables {
		out = append(out, t...)
	}
	return out
}

// text says the same whatever was seen.
func text(s string) func(*features) string { return func(*features) string { return s } }
