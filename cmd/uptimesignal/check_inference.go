package main

import (
	"fmt"
	"unicode/utf8"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/investigate"
)

// printInference tells, for --explain, what was believed after each request,
// and the evidence for and against every cause that is left.
func printInference(t *terminal, d checked) {
	if !d.state.Bad() {
		return
	}
	t.line("  " + t.paint(bold, "How the diagnosis came about"))
	t.gap()
	was := map[diagnose.CauseID]float64{}
	for i, s := range d.steps {
		t.say(fmt.Sprintf("Step %d", i), bold, printable(stepTitle(i, s)))
		if i > 0 && s.report.Step.Skipped != "" {
			t.gap()
			continue
		}
		for n, c := range s.diagnosis.Causes {
			if n >= 6 {
				t.say("", dim, fmt.Sprintf("and %s more", count(len(s.diagnosis.Causes)-n, "cause")))
				break
			}
			t.row("", t.bar(c.Probability)+pad("", 11-utf8.RuneCountInString(percent(c.Probability)))+pad(string(c.ID), 30)+t.paint(dim, moved(was, c, i)))
		}
		clear(was)
		for _, c := range s.diagnosis.Causes {
			was[c.ID] = c.Probability
		}
		t.gap()
	}
	for _, c := range d.diagnosis.Causes {
		if len(c.Evidence)+len(c.Against) == 0 {
			continue
		}
		cause(t, "", c)
		because(t, "", "+ ", c.Evidence, d.diagnosis.Experiments)
		because(t, "", "- ", c.Against, d.diagnosis.Experiments)
		t.gap()
	}
}

func stepTitle(i int, s step) string {
	if i == 0 {
		return "the check itself: " + investigate.Outcome(s.report)
	}
	if s.report.Step.Skipped != "" {
		return string(s.report.Step.Experiment) + " was not made: " + s.report.Step.Skipped
	}
	return fmt.Sprintf("%s: %s → %s", s.report.Step.Experiment, s.report.Step.Changed, investigate.Outcome(s.report))
}

// moved tells how the last request has changed a probability.
func moved(was map[diagnose.CauseID]float64, c diagnose.Ranked, i int) string {
	if i == 0 {
		return ""
	}
	return fmt.Sprintf("%+.0f", 100*(c.Probability-was[c.ID]))
}
