package diagnose

import (
	"math"
	"runtime"
	"slices"
	"sync"
)

// A proposal is a way to fit. They are tried in this order, the boldest first.
type proposal struct {
	name  string
	holds []hold // which of them is chosen by leaving out programs
}

var free = math.Inf(1) // of a number: it is not fitted

var proposals = []proposal{
	{"rules, experiments and temperature", []hold{{3, 1, 1}, {10, 1, 1}, {30, 1, 1}}},
	{"rules and experiments", []hold{{10, 1, free}, {30, 1, free}, {100, 1, free}}},
	{"rules alone", []hold{{10, free, free}, {30, free, free}, {100, free, free}}},
	{"experiments alone", []hold{{free, 1, free}}},
	{"calibration alone", nil},
}

// fit fits the samples with one of the holds; a proposal without holds leaves
// the hand's table as it is.
func (p *proposal) fit(samples []*sample, i int) *fitting {
	w := byHand
	if p.holds != nil {
		m := modelOf(samples, p.holds[i])
		w = *m.fitting(m.fit(samples))
	}
	return &w
}

// parts is in how many parts the programs are left out to choose a hold.
const parts = 5

// choose returns the index of the hold that does best on programs that are left
// out of the samples, a fifth of them at a time.
func (p *proposal) choose(samples []*sample) int {
	best, least := 0, math.Inf(1)
	groups := groupsOf(samples)
	for i, h := range p.holds {
		sum := 0.0
		for part := range parts {
			train, test := split(samples, func(group string) bool { return slices.Index(groups, group)%parts == part })
			if len(test) == 0 {
				continue
			}
			m := modelOf(train, h)
			sum += m.loss(m.fit(train), test, nil) * float64(len(test))
		}
		if sum < least {
			best, least = i, sum
		}
	}
	return best
}

func groupsOf(samples []*sample) []string {
	var out []string
	for _, s := range samples {
		if !slices.Contains(out, s.group) {
			out = append(out, s.group)
		}
	}
	slices.Sort(out)
	return out
}

// split parts the samples of the groups that are left out from the others.
func split(samples []*sample, out func(group string) bool) (others, left []*sample) {
	for _, s := range samples {
		if out(s.group) {
			left = append(left, s)
		} else {
			others = append(others, s)
		}
	}
	return others, left
}

// A fold is what was seen of one group of programs with tables that were
// fitted without it.
type fold struct {
	group              string
	hand, unfittedHand []*played
	fitted, unfitted   [][]*played // for each of proposals; the latter in the modes that no fit looks at
}

// crossValidate leaves out each group of programs in turn: everything that is
// fitted, the strength of the hold and the reliability too, is fitted without it.
func crossValidate(cases []*atlasCase) []fold {
	samples := samplesOf(playUnder(cases, fitModes, &byHand))
	groups := groupsOf(samples)
	folds := make([]fold, len(groups))
	each(len(groups), func(i int) {
		train, _ := split(samples, func(group string) bool { return group == groups[i] })
		var own, others []*atlasCase
		for _, c := range cases {
			if c.group() == groups[i] {
				own = append(own, c)
			} else {
				others = append(others, c)
			}
		}
		f := &folds[i]
		f.group, f.hand, f.unfittedHand = groups[i], playUnder(own, fitModes, &byHand), playUnder(own, otherModes, &byHand)
		for j := range proposals {
			p := &proposals[j]
			w := p.fit(train, p.choose(train))
			w.reliability = reliabilityOf(playUnder(others, fitModes, w))
			f.fitted = append(f.fitted, playUnder(own, fitModes, w))
			f.unfitted = append(f.unfitted, playUnder(own, otherModes, w))
		}
	})
	return folds
}

// each calls f for every index, as many at a time as there are processors.
func each(n int, f func(i int)) {
	var wg sync.WaitGroup
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i := range n {
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			f(i)
		})
	}
	wg.Wait()
}

// accept returns the first proposal that is better than the hand's table on
// programs that it has not seen, and on no count worse; or -1.
func accept(folds []fold) int {
	hand := scoreOf(handOf(folds))
	for j := range proposals {
		f := scoreOf(fittedOf(folds, j))
		worse := f.right < hand.right || f.named < hand.named || f.over > hand.over
		better := f.loss < hand.loss || proposals[j].holds == nil && f.ece < hand.ece
		if better && !worse {
			return j
		}
	}
	return -1
}

func handOf(folds []fold) (out []*played) {
	for i := range folds {
		out = append(out, folds[i].hand...)
	}
	return out
}

func fittedOf(folds []fold, j int) (out []*played) {
	for i := range folds {
		out = append(out, folds[i].fitted[j]...)
	}
	return out
}

// score are what is reported of some cases.
type score struct {
	right, separable, named, inseparable, over int
	loss, ece                                  float64
}

func scoreOf(all []*played) score {
	var f score
	var points []verdictOf
	weighed := 0
	for _, p := range all {
		switch p.verdict.kind {
		case "separable":
			f.separable, f.right = f.separable+1, f.right+b2i(p.verdict.ok)
			if p.verdict.p > 0 {
				points = append(points, p.verdict)
			}
		case "inseparable":
			f.inseparable, f.named = f.inseparable+1, f.named+b2i(p.verdict.ok)
		}
		f.over += b2i(p.verdict.over)
		if p.weighed {
			weighed++
			f.loss += p.loss
		}
	}
	f.loss, f.ece = f.loss/float64(max(weighed, 1)), eceOf(points)
	return f
}

// eceOf is the expected calibration error in ten bins, as lab/score.py has it.
func eceOf(points []verdictOf) float64 {
	var said, right [10]float64
	for _, v := range points {
		b := min(int(v.p*10), 9)
		said[b] += v.p
		right[b] += float64(b2i(v.ok))
	}
	sum := 0.0
	for b := range said {
		sum += math.Abs(said[b] - right[b])
	}
	return sum / float64(max(len(points), 1))
}
