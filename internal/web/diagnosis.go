package web

import (
	"slices"
	"strconv"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
)

// A DiagnosisView is a diagnosis as the pages show it: what is claimed first,
// what it rests on, what lost, what to do.
type DiagnosisView struct {
	Verdict      diagnose.Verdict
	Claim        string // one sentence
	Named        []diagnose.Ranked
	Leaning      bool // the first of the named is likelier by far
	Rivals       []diagnose.Ranked
	Impact       diagnose.Impact
	ImpactGround string
	Fix          []diagnose.Fix
	Look         string
	Experiments  []diagnose.Made
	Requests     int
	Seconds      float64
	Actor        string
}

func diagnosisView(d diagnose.Diagnosis) DiagnosisView {
	v := DiagnosisView{Verdict: d.Verdict, Leaning: d.Leaning(), Claim: d.Summary, Impact: d.Impact, ImpactGround: begun(d.ImpactGround), Fix: d.Fix, Look: d.Look,
		Requests: d.Requests, Seconds: d.Seconds, Actor: d.Actor}
	for _, x := range d.Experiments {
		x.Changed = capital(x.Changed)
		v.Experiments = append(v.Experiments, x)
	}
	for i, c := range d.Causes {
		c.Evidence, c.Against = sentences(c.Evidence), sentences(c.Against)
		named := d.Verdict == diagnose.VerdictCause && i == 0 || d.Verdict == diagnose.VerdictGroup && slices.Contains(d.Group, c.ID)
		if named {
			v.Named = append(v.Named, c)
		} else if c.Probability >= 0.005 {
			v.Rivals = append(v.Rivals, c)
		}
	}
	if v.Claim == "" {
		v.Claim = claim(d)
	}
	return v
}

// sentences makes grounds that can stand alone, each said once.
func sentences(grounds []diagnose.Because) []diagnose.Because {
	var out []diagnose.Because
	for _, g := range grounds {
		g.Says = begun(g.Says)
		if !slices.Contains(out, g) {
			out = append(out, g)
		}
	}
	return out
}

// begun begins a text like a sentence and ends it like one.
func begun(s string) string {
	s = capital(s)
	if s == "" || strings.ContainsAny(s[len(s)-1:], ".?!") {
		return s
	}
	return s + "."
}

func claim(d diagnose.Diagnosis) string {
	switch {
	case d.Verdict == diagnose.VerdictCause && len(d.Causes) > 0:
		return d.Causes[0].Title + "."
	case d.Leaning():
		return "Very likely the first of these; no safe request can rule out the rest."
	case d.Verdict == diagnose.VerdictGroup:
		return "One of " + strconv.Itoa(len(d.Group)) + " causes that no safe request can tell apart."
	case d.Verdict == diagnose.VerdictNone:
		return "Nothing is wrong."
	case len(d.Causes) == 0 && d.Summary != "":
		return d.Summary // a failure of the network that names itself
	}
	return "The cause cannot be told from outside."
}

// Sureness says in words how far the claim can be trusted.
func (v DiagnosisView) Sureness() string {
	switch {
	case v.Verdict == diagnose.VerdictGroup && !v.Leaning:
		return "One of these"
	case len(v.Named) == 0:
		return "No cause is named"
	case v.Named[0].Probability >= 0.9:
		return "Almost certain"
	case v.Named[0].Probability >= 0.7:
		return "Probable"
	}
	return "More likely than anything else"
}

// Shown reports whether there is anything to show.
func (v DiagnosisView) Shown() bool { return v.Verdict != "" && v.Verdict != diagnose.VerdictNone }

// Grounded reports whether any named cause shows what it rests on.
func (v DiagnosisView) Grounded() bool {
	return slices.ContainsFunc(v.Named, func(c diagnose.Ranked) bool { return len(c.Evidence) > 0 })
}
