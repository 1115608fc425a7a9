package diagnose

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// A report is what docs/lab-fit.md is written from.
type report struct {
	folds  []fold
	taken  int // of proposals, or -1
	name   string
	w      *fitting
	cases  int
	hash   string
	inside string
}

func (r *report) text() string {
	var b strings.Builder
	shown, what := r.taken, "the table that is used"
	if shown < 0 {
		shown, what = r.nearest(), "the fit that comes nearest to being better; none is used"
	}
	fmt.Fprintf(&b, reportHead, fitCommand, r.cases, r.hash, len(r.folds))
	r.decided(&b)
	fmt.Fprintf(&b, "\n## Program by program\n\nFitted is %s (%s), without the program in the row. Hand is the table as it was written by hand.\n", what, proposals[shown].name)
	b.WriteString("Over-claims are wrong causes said with 0.8 or more, and single causes said with 0.9 or more where several cannot be told apart.\n")
	b.WriteString("With the few cases of a program its calibration error is mostly chance; the total is what counts.\n\n")
	b.WriteString("| left out | separable right: hand → fitted | inseparable right | over-claims | log loss | calibration error |\n|---|---|---|---|---|---|\n")
	for i := range r.folds {
		f := &r.folds[i]
		writeRow(&b, f.group, scoreOf(f.hand), scoreOf(f.fitted[shown]))
	}
	writeRow(&b, "**all**", scoreOf(handOf(r.folds)), scoreOf(fittedOf(r.folds, shown)))
	r.modes(&b, shown)
	fmt.Fprintf(&b, "\n## Not held out\n\nThe table that is used, on the cases that it was fitted from. It says less than the figures above.\n\n%s\n", r.inside)
	r.table(&b)
	return b.String()
}

const reportHead = `# What the lab's cases taught

Written by ` + "`%s`" + ` from the %d cases on real servers (` + "`internal/diagnose/testdata/atlas.jsonl.gz`, %s" + `); do not edit.

The numbers of the inference are written by hand, with the ground for each, in ` + "`rules_*.go` and `weights_*.go`" + `. This fit may scale
them, never replace them: an exponent for each rule that holds in at least five cases of two programs, one for everything that experiments
show, the temperature of the posterior, and the map from what is inferred to what is said. All are held to the hand's by a penalty.

Held out: in what follows each of %d groups of server programs is left out in turn (httpd with ModSecurity is httpd; nginx without its name is
nginx), and everything that is fitted, the strength of the penalty too, is fitted on the others. Each case is played three times and counted as often: openly, with a
house page in place of every error page, and without the Server field. An investigation is played with the weights that are being judged, so a
table that asks less pays for it.

Not held out: the hand's table, its rules and its reliability were written with these cases in view, so the column "hand" flatters it. Which of
the proposals below is used was decided by these same figures, so its row flatters it a little. On programs that no rule was
written with in view everything is worse than here; leaving out programs that the rules were written from cannot show by how much.
Within a set of causes that no request can tell apart the cases teach nothing, so the fit keeps the hand's shares there.

## What was proposed

A proposal is taken over if its log loss on programs that it has not seen is lower than the hand's, and neither the separable nor the
inseparable cases that are answered rightly become fewer, nor over-claims more; calibration alone, if its calibration error is lower. The first that passes is used.

`

// nearest is the proposal under which the most answers are right and the
// fewest claimed too much.
func (r *report) nearest() int {
	best, most := 0, math.MinInt
	for j := range proposals {
		f := scoreOf(fittedOf(r.folds, j))
		if n := f.right + f.named - f.over; proposals[j].holds != nil && n > most {
			best, most = j, n
		}
	}
	return best
}

// decided lists the proposals with their figures on programs left out.
func (r *report) decided(b *strings.Builder) {
	b.WriteString("| fitted | separable right | inseparable right | over-claims | log loss | calibration error | |\n|---|---|---|---|---|---|---|\n")
	line := func(name string, f score, verdict string) {
		fmt.Fprintf(b, "| %s | %d of %d | %d of %d | %d | %.3f | %.3f | %s |\n", name, f.right, f.separable, f.named, f.inseparable, f.over, f.loss, f.ece, verdict)
	}
	verdict := func(j int) string {
		switch {
		case j == r.taken:
			return "**used**"
		case r.taken >= 0 && j > r.taken:
			return "not needed"
		}
		return "refused"
	}
	hand := "the table as it was"
	if r.taken < 0 {
		hand = "**used**"
	}
	line("nothing (hand)", scoreOf(handOf(r.folds)), hand)
	for j := range proposals {
		line(proposals[j].name, scoreOf(fittedOf(r.folds, j)), verdict(j))
	}
}

func writeRow(b *strings.Builder, name string, hand, fit score) {
	fmt.Fprintf(b, "| %s | %d → %d of %d | %d → %d of %d | %d → %d | %.3f → %.3f | %.3f → %.3f |\n", name, hand.right, fit.right, fit.separable,
		hand.named, fit.named, fit.inseparable, hand.over, fit.over, hand.loss, fit.loss, hand.ece, fit.ece)
}

// modes shows the same by how much the answers told.
func (r *report) modes(b *strings.Builder, shown int) {
	b.WriteString("\n## By what the answers tell\n\nThe last two were in no fit at all, neither the program nor the way of hiding.\n\n")
	b.WriteString("| answers | separable right: hand → fitted | inseparable right | over-claims | log loss | calibration error |\n|---|---|---|---|---|---|\n")
	hand, fit := handOf(r.folds), fittedOf(r.folds, shown)
	for i, name := range []string{"as they are", "house page", "without Server"} {
		writeRow(b, name, scoreOf(every(hand, i, len(fitModes))), scoreOf(every(fit, i, len(fitModes))))
	}
	hand, fit = nil, nil
	for i := range r.folds {
		hand = append(hand, r.folds[i].unfittedHand...)
		fit = append(fit, r.folds[i].unfitted[shown]...)
	}
	for i, name := range []string{"by a program of another name", "house page and no Server"} {
		writeRow(b, name, scoreOf(every(hand, i, len(otherModes))), scoreOf(every(fit, i, len(otherModes))))
	}
}

// every takes the i-th of the modes of each case.
func every(all []*played, i, modes int) []*played {
	var out []*played
	for ; i < len(all); i += modes {
		out = append(out, all[i])
	}
	return out
}

// insideLine is compared with the report by every run of the tests, so that it
// cannot be of other rules.
func insideLine(hand, fit score) string {
	return fmt.Sprintf("Log loss %.3f → %.3f, separable right %d → %d of %d, inseparable right %d → %d of %d, over-claims %d → %d, calibration error %.3f → %.3f.",
		hand.loss, fit.loss, hand.right, fit.right, fit.separable, hand.named, fit.named, fit.inseparable, hand.over, fit.over, hand.ece, fit.ece)
}

// table lists what was fitted.
func (r *report) table(b *strings.Builder) {
	fmt.Fprintf(b, "\n## What is used\n\nExperiments count %v of what is written for them; temperature %v (by hand %v).\n", r.w.trials, r.w.temperature, byHand.temperature)
	for i, what := range []string{"named alone", "that an experiment has isolated", "named with others"} {
		fmt.Fprintf(b, "\nInferred → said for a cause %s:", what)
		for j, p := range r.w.reliability[i] {
			if j > 0 && j < len(r.w.reliability[i])-1 {
				fmt.Fprintf(b, " %.3f → %.3f;", p[0], p[1])
			}
		}
		b.WriteString(" straight between.\n")
	}
	b.WriteString("\n")
	var order []int
	for i, x := range r.w.rules {
		if x != 1 {
			order = append(order, i)
		}
	}
	if len(order) == 0 {
		b.WriteString("Every rule counts as it is written.\n")
		return
	}
	slices.SortStableFunc(order, func(i, j int) int {
		switch a, z := r.w.rules[i], r.w.rules[j]; {
		case a < z:
			return -1
		case a > z:
			return 1
		}
		return 0
	})
	b.WriteString("\n| rule | exponent |\n|---|---|\n")
	for _, i := range order {
		fmt.Fprintf(b, "| `%s` | %.2f |\n", Rules[i].ID, r.w.rules[i])
	}
}
