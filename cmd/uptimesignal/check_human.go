package main

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/investigate"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/redact"
)

// How a check is told to people. The words keep these rules: the verdict
// stands first and alone; then for whom, why, on what ground, what speaks
// against the rivals, what to change, what will fail next, what was spent.
// A section that has nothing to say is left out. A probability is given once,
// beside its bar. What was observed stands beside the control that it was
// held against. Nothing blinks, nothing is said twice, and no secret shows.

func printHuman(t *terminal, d checked) {
	t.gap()
	verdict(t, d)
	if d.state.Bad() {
		t.gap()
		if plainly(d) {
			t.say("Cause", bold, printable(d.diagnosis.Summary))
			t.gap()
		} else {
			reasons(t, d.diagnosis)
		}
		tried(t, d.diagnosis.Experiments)
		rivals(t, d.diagnosis)
		mend(t, d.diagnosis)
	}
	ahead(t, d)
	spent(t, d)
	t.gap()
}

var stateTints = map[monitor.State]tint{
	monitor.Up: green, monitor.Degraded: yellow, monitor.Limited: yellow, monitor.Refused: red, monitor.Down: red, monitor.Unknown: yellow,
}

var stateGlyphs = map[monitor.State]string{
	monitor.Up: "✓", monitor.Degraded: "!", monitor.Limited: "!", monitor.Refused: "✗", monitor.Down: "✗", monitor.Unknown: "?",
}

// verdict is the state, the status, and how it was asked.
func verdict(t *terminal, d checked) {
	mark := ""
	if t.colour {
		mark = stateGlyphs[d.state] + " "
	}
	t.line("  " + t.paint(stateTints[d.state], mark+strings.ToUpper(string(d.state))) + "  " + t.paint(bold, statusText(d)))
	for _, l := range wrap(printable(target(d.plan.spec.URL)), t.width-2) {
		t.line("  " + l)
	}
	t.line("  " + t.paint(dim, asked(d)))
}

// statusText is the status with its name, or why there was no answer.
func statusText(d checked) string {
	a := d.first.Answer()
	if a == nil {
		return investigate.Outcome(d.first)
	}
	text := investigate.Outcome(d.first)
	if name := http.StatusText(a.Status); name != "" && text == strconv.Itoa(a.Status) {
		text += " " + name
	}
	if a.Reason != "" {
		text += " (" + redact.Text(a.Reason) + ")"
	}
	if d.failure != measure.OK && d.failure != measure.StatusUnexpected && text == strconv.Itoa(a.Status)+" "+http.StatusText(a.Status) {
		text += ", but " + investigate.Words(d.failure)
	}
	return text
}

// asked says when, to which address, and how long it took.
func asked(d checked) string {
	parts := []string{d.first.At.UTC().Format("2006-01-02 15:04:05 UTC")}
	if h := d.first.Last(); h != nil && h.Addr.IsValid() {
		parts = append(parts, h.Addr.String())
	}
	if a := d.first.Answer(); a != nil {
		parts = append(parts, strings.Replace(a.Proto, "HTTP/2.0", "HTTP/2", 1))
	}
	if n := len(d.first.Hops) - 1; n > 0 {
		parts = append(parts, count(n, "redirect"))
	}
	return strings.Join(append(parts, took(d.first.Took)), " · ")
}

func took(d time.Duration) string {
	switch {
	case d < 10*time.Millisecond:
		return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000)
	case d < time.Second:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	}
	return fmt.Sprintf("%.1f s", d.Seconds())
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

// impactWords say for whom it fails.
var impactWords = map[diagnose.Impact]string{
	diagnose.Everyone:      "Everyone",
	diagnose.MonitorOnly:   "Only this monitor; your users are probably fine",
	diagnose.SomePlaces:    "Those who come from some places",
	diagnose.OneFamily:     "Those who come over one address family",
	diagnose.OneBackend:    "Those who reach one of several servers",
	diagnose.SomeClients:   "Some clients",
	diagnose.ImpactUnknown: "It cannot be told for whom",
}

// reasons are for whom, and the cause or the group with its evidence.
func reasons(t *terminal, d diagnose.Diagnosis) {
	if words := impactWords[d.Impact]; words != "" {
		t.say("For whom", bold, words)
		if d.ImpactGround != "" {
			t.say("", plain, capital(printable(d.ImpactGround)))
		}
		t.gap()
	}
	switch {
	case d.Verdict == diagnose.VerdictCause && len(d.Causes) > 0:
		cause(t, "Cause", d.Causes[0])
		because(t, "Why", "• ", d.Causes[0].Evidence, d.Experiments)
	case d.Verdict == diagnose.VerdictGroup && len(d.Causes) > 0:
		head := "One of these; no safe request can tell them apart:"
		if d.Leaning() {
			head = "Very likely the first; no safe request can rule out the rest:"
		}
		t.say("Cause", bold, head)
		for _, c := range grouped(d) {
			cause(t, "", c)
			because(t, "", "• ", c.Evidence, d.Experiments)
		}
	default:
		t.say("Cause", bold, "It cannot be told from outside.")
		if len(d.Causes) > 0 {
			t.say("", plain, "The likeliest, on thin ground:")
			cause(t, "", d.Causes[0])
			because(t, "", "• ", d.Causes[0].Evidence, d.Experiments)
		}
	}
	t.gap()
}

// plainly reports whether the sentence is all that there is to say: there was
// no answer, and the network failed in a way that names itself, such as a name
// that does not exist.
func plainly(d checked) bool {
	return d.first.Answer() == nil && d.diagnosis.Verdict == diagnose.VerdictUnknown && len(d.diagnosis.Causes) == 0 && d.diagnosis.Summary != ""
}

// grouped returns the causes of a group, likeliest first.
func grouped(d diagnose.Diagnosis) []diagnose.Ranked {
	var out []diagnose.Ranked
	for _, c := range d.Causes {
		for _, id := range d.Group {
			if c.ID == id {
				out = append(out, c)
			}
		}
	}
	return out
}

func cause(t *terminal, label string, c diagnose.Ranked) {
	t.say(label, bold, c.Title)
	t.row("", t.bar(c.Probability)+"  "+t.paint(dim, string(c.ID)))
}

// because lists observations. One that an experiment has made stands beside
// what the check itself was answered.
func because(t *terminal, label, mark string, all []diagnose.Because, made []diagnose.Made) {
	for _, b := range all {
		text, sentence := strings.CutSuffix(printable(b.Says), ".")
		if !sentence { // a sentence may begin with a name, such as nginx
			text = capital(text)
		}
		if id, ok := strings.CutPrefix(b.Source, "experiment "); ok {
			text += besides(b.Says, id, made)
		} else if b.Source != "" {
			text += " (" + printable(b.Source) + ")"
		}
		t.item(label, mark, plain, text)
		label = ""
	}
}

// besides is the control of an experiment that was answered differently, and
// "" where the sentence tells it already.
func besides(says, id string, made []diagnose.Made) string {
	for _, m := range made {
		if string(m.ID) == id && m.Outcome != m.Control && strings.Contains(says, m.Outcome) && !strings.Contains(says, m.Control) {
			return " (the check itself: " + m.Control + ")"
		}
	}
	return ""
}

// capital makes a sentence of a clause.
func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}

// tried is a table of the experiments: before, with and after the change. The
// last column is there when a control was made.
func tried(t *terminal, made []diagnose.Made) {
	if len(made) == 0 {
		return
	}
	short := func(s string) string { return strings.TrimPrefix(s, "no answer: ") }
	widths, columns := []int{0, len("before") + 2, len("with") + 2, len("after") + 2}, 3
	for _, m := range made {
		for i, outcome := range []string{m.Control, m.Outcome, m.After} {
			widths[i+1] = min(max(widths[i+1], utf8.RuneCountInString(short(outcome))+2), 18)
		}
		if m.After != "" {
			columns = 4
		}
	}
	widths = widths[:columns]
	widths[0] = t.width - labelWidth - 2
	for _, w := range widths[1:] {
		widths[0] -= w
	}
	t.cells("Tried", widths, []string{"what was changed", "before", "with", "after"}, []tint{dim, dim, dim, dim})
	for _, m := range made {
		look, changed := plain, m.Changed
		if m.Outcome != m.Control {
			look = bold
		}
		if m.ID == measure.XRepeat {
			changed = "the same request again"
		}
		t.cells("", widths, []string{capital(printable(changed)), short(m.Control), short(m.Outcome), short(m.After)}, []tint{plain, plain, look, plain})
	}
	t.gap()
}

// rivals are the causes that lost, and why.
func rivals(t *terminal, d diagnose.Diagnosis) {
	label := "Rivals"
	for i, c := range d.Causes {
		if i == 0 || i > 3 || inGroup(d, c.ID) || c.Probability < 0.005 && len(c.Against) == 0 {
			continue
		}
		text := c.Title
		if len(c.Against) > 0 {
			text += ": " + c.Against[0].Says
		}
		t.item(label, pad(percent(c.Probability), 11), plain, printable(text))
		label = ""
	}
	if label == "" {
		t.gap()
	}
}

func inGroup(d diagnose.Diagnosis, id diagnose.CauseID) bool {
	return slices.Contains(d.Group, id)
}

// mend is what to change, and which look inside decides.
func mend(t *terminal, d diagnose.Diagnosis) {
	label := "Fix"
	for _, f := range d.Fix {
		title := f.Title
		if f.For != "" && !strings.Contains(strings.ToLower(title), strings.ToLower(f.For)) {
			title = f.For + ": " + title
		}
		t.item(label, "", bold, printable(title))
		for i, s := range f.Steps {
			t.item("", strconv.Itoa(i+1)+". ", plain, printable(s))
		}
		label = ""
	}
	inside(t, d)
	if d.Look != "" || len(d.Fix) > 0 {
		t.gap()
	}
}

// inside says where to look on the server: what decides between the causes of
// a group, for each of them.
func inside(t *terminal, d diagnose.Diagnosis) {
	rest, label := d.Look, "Inside"
	for _, id := range d.Group {
		e, _ := diagnose.Find(id)
		if e.Look == "" || e.Look == d.Look || !strings.Contains(rest, e.Look) {
			continue
		}
		t.item(label, "• ", plain, printable(e.Look))
		rest, label = strings.Replace(rest, e.Look, "", 1), ""
	}
	if rest = strings.TrimSpace(rest); rest != "" {
		t.item(label, "", plain, printable(rest))
	}
}

// ahead is what will fail next. A certificate that is good for long is no
// news here.
func ahead(t *terminal, d checked) {
	label := "Ahead"
	for _, f := range d.forecasts {
		if !f.Due(d.first.At) {
			continue
		}
		if label != "" && d.state.Good() {
			t.gap()
		}
		t.item(label, "", yellow, printable(f.Because))
		label = ""
	}
	if label == "" && d.state.Bad() {
		t.gap()
	}
}

// spent is what the diagnosis has cost.
func spent(t *terminal, d checked) {
	if !d.state.Bad() {
		return
	}
	text := "no request after the first"
	if n := d.diagnosis.Requests; n > 0 {
		text = fmt.Sprintf("%s after the first, %.1f s", count(n, "request"), d.diagnosis.Seconds)
	} else if d.plan.owner.Off {
		text += ", as you asked"
	}
	t.say("Spent", dim, text)
}

// summary is the check in one sentence.
func summary(d checked) string {
	host := redact.URL(d.plan.spec.URL)
	switch {
	case d.state == monitor.Up:
		return fmt.Sprintf("%s is up: %s in %s.", host, statusText(d), took(d.first.Took))
	case d.state == monitor.Degraded:
		return fmt.Sprintf("%s is degraded: %s.", host, statusText(d))
	case d.state == monitor.Unknown:
		return fmt.Sprintf("%s could not be measured: %s.", host, statusText(d))
	case d.diagnosis.Summary != "":
		return d.diagnosis.Summary
	}
	return fmt.Sprintf("%s is %s: %s.", host, d.state, statusText(d))
}
