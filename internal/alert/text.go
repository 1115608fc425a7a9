package alert

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// A Fact is one named line of a message, for channels that lay it out.
type Fact struct {
	Label string
	Lines []string
}

// Subject returns the message in one short line.
func (m Message) Subject() string {
	name, are := m.names()
	switch m.Transition {
	case Test:
		return "Test of the channel " + m.Channel
	case Resolved:
		return "Resolved: " + name + are + string(m.State) + " again"
	case Changed:
		return "Now " + m.head() + ": " + name
	case Joined:
		return "More monitors: " + m.head() + ": " + name
	case Forecast:
		return "Ahead: " + name + ": " + m.foretold()
	default:
		h := m.head()
		return strings.ToUpper(h[:1]) + h[1:] + ": " + name
	}
}

// names says which monitors the message is about, and the verb for them.
func (m Message) names() (names, are string) {
	n := len(m.Others) + m.More
	if n == 0 {
		return m.Monitor, " is "
	}
	return m.Monitor + " and " + itoa(n) + " more", " are "
}

// head is the state with its status, and a word when only we are concerned.
func (m Message) head() string {
	h := string(m.State)
	switch {
	case m.Failure == measure.Exposed && m.State == monitor.Down && m.Impact == diagnose.Everyone:
		return "open to everyone"
	case m.Failure == measure.Exposed && m.State == monitor.Down:
		return "open to whom it must refuse"
	case h == "":
		h = string(monitor.Unknown)
	}
	if m.Status != 0 && m.State.Bad() {
		h += " (" + strconv.Itoa(m.Status) + ")"
	}
	if m.Impact == diagnose.MonitorOnly {
		h += " for the monitor only"
	}
	return h
}

// foretold is what is foreseen, and when at the latest.
func (m Message) foretold() string {
	if m.Forecast == nil {
		return "something runs out"
	}
	return lower(m.Forecast.Title) + ", at the latest " + m.Forecast.At.Format("2006-01-02 15:04 UTC")
}

// Facts returns what the message says below its summary, in the order in which
// it is to be read. Links are not among them.
func (m Message) Facts() []Fact {
	if m.Transition == Test {
		return nil
	}
	var fs []Fact
	add := func(label string, lines ...string) {
		if len(lines) > 0 && lines[0] != "" {
			fs = append(fs, Fact{label, lines})
		}
	}
	add("Target", m.Target)
	if f := m.Forecast; f != nil {
		add("At the latest", stamp(f.At))
		add("Ground", f.Because)
		return fs
	}
	others := m.Others
	if m.More > 0 {
		others = append(slices.Clone(others), "and "+itoa(m.More)+" more")
	}
	add("Also concerned", others...)
	if m.Transition == Resolved {
		add("From", stamp(m.Since))
		add("To", stamp(m.Since.Add(m.Duration)))
	} else {
		add("Since", stamp(m.Since))
	}
	add("For whom", m.ImpactText)
	add(m.causeFact())
	if m.Transition == Resolved {
		return fs
	}
	add("Not as expected", m.Cells...)
	add("Seen", m.Evidence...)
	add("What changed", m.Changed)
	add("To decide it", m.Look)
	add("To change", m.Fix...)
	return fs
}

// causeFact words what is known of the cause.
func (m Message) causeFact() (string, string) {
	switch {
	case m.Cause != nil:
		return "Cause", fmt.Sprintf("%s (%.0f %%)", m.Cause.Title, 100*m.Cause.Probability)
	case m.Leaning && len(m.Group) > 1:
		return "Very likely", m.Group[0] + "; not ruled out: " + strings.Join(m.Group[1:], "; or ")
	case len(m.Group) > 0:
		return "One of", strings.Join(m.Group, "; or ")
	case m.Transition == Resolved || m.Verdict == diagnose.VerdictNone:
		return "", ""
	case m.Status == 0 && m.Failure != measure.OK:
		return "", "" // the first sentence says it: a name that does not exist, a certificate that is not trusted
	default:
		return "Cause", "cannot be told from outside, or not enough was seen yet"
	}
}

// Text returns the whole message as plain text, without its subject.
func (m Message) Text() string {
	var b strings.Builder
	b.WriteString(m.Summary)
	b.WriteString("\n")
	for _, f := range m.Facts() {
		if len(f.Lines) == 1 {
			fmt.Fprintf(&b, "\n%s: %s", f.Label, f.Lines[0])
			continue
		}
		fmt.Fprintf(&b, "\n%s:", f.Label)
		for _, l := range f.Lines {
			b.WriteString("\n  - " + l)
		}
	}
	if m.IncidentURL != "" {
		b.WriteString("\n\nIncident: " + m.IncidentURL)
	}
	if m.MonitorURL != "" {
		b.WriteString("\n\nMonitor: " + m.MonitorURL)
	}
	if m.GuideURL != "" {
		b.WriteString("\nGuide: " + m.GuideURL)
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02 15:04:05 UTC")
}

func itoa(n int) string { return strconv.Itoa(n) }
