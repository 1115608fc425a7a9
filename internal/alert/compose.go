package alert

import (
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// The bounds of what a message carries. A channel that takes less cuts again.
const (
	maxLine     = 300
	maxSteps    = 8
	maxEvidence = 2
	maxChanged  = 2
	maxCells    = 10
)

// Compose says what d tells. Links begin with baseURL; without one there are
// none. Every text is one line of bounded length and valid UTF-8 without
// control characters, whatever a target or an owner wrote.
func Compose(d Delivery, baseURL string) Message {
	inc := d.Incident
	m := Message{
		Key: d.Key, Thread: string(inc.ID) + "/" + d.Channel.ID, Channel: line(d.Channel.Name),
		Transition: d.Transition, Incident: string(inc.ID),
		Monitor: line(d.Monitor.Name), MonitorID: string(d.Monitor.ID), Target: line(d.Target),
		State: d.State, Was: inc.State, Status: inc.Status, Failure: inc.Failure,
		Since: inc.Opened, At: d.At,
	}
	if d.Transition == Test {
		m.Thread = d.Key
		m.Summary = "This is a test: alerts on this channel will arrive here."
		return m
	}
	if d.Transition == Forecast && d.Forecast != nil {
		m.Thread = "forecast/" + m.MonitorID + "/" + d.Forecast.Kind + "/" + d.Channel.ID
		return foreseen(m, *d.Forecast, strings.TrimRight(baseURL, "/"))
	}
	for _, o := range d.Others[:min(len(d.Others), MaxOthers)] {
		m.Others = append(m.Others, line(o))
	}
	m.More = d.More + len(d.Others) - len(m.Others)
	m.Changed = changed(inc.Changed)
	if !inc.Closed.IsZero() {
		m.Duration = inc.Closed.Sub(inc.Opened)
	}
	diagnosed(&m, inc.Diagnosis)
	if m.Summary = line(inc.Diagnosis.Summary); m.Summary == "" || d.Transition == Resolved {
		m.Summary = m.sentence()
	}
	if rest, ok := strings.CutPrefix(m.Summary, "The endpoint "); ok && m.Failure == measure.Exposed {
		m.Summary = line(m.Monitor + " " + rest) // plainly, with the name of what is open
	}
	if baseURL != "" {
		link(&m, inc.Diagnosis, strings.TrimRight(baseURL, "/"))
	}
	return m
}

// diagnosed fills in what is known of the cause.
func diagnosed(m *Message, d diagnose.Diagnosis) {
	m.Verdict, m.Look = d.Verdict, line(d.Look)
	m.Impact = d.Impact
	m.ImpactText = impactText(d.Impact)
	if g := line(d.ImpactGround); g != "" && m.ImpactText != "" {
		m.ImpactText += " (" + g + ")"
	}
	switch d.Verdict {
	case diagnose.VerdictCause:
		if len(d.Causes) > 0 {
			m.Cause = new(d.Causes[0])
			m.Cause.Title = line(m.Cause.Title)
			m.Cause.Against = nil
		}
	case diagnose.VerdictGroup:
		m.Leaning = d.Leaning()
		for _, c := range d.Causes {
			if slices.Contains(d.Group, c.ID) {
				m.Group = append(m.Group, line(c.Title))
			}
		}
	}
	if len(d.Causes) > 0 && (m.Cause != nil || m.Group != nil) {
		for _, b := range d.Causes[0].Evidence[:min(len(d.Causes[0].Evidence), maxEvidence)] {
			m.Evidence = append(m.Evidence, capital(line(b.Says)))
		}
	}
	for _, x := range d.Experiments { // where no ground is given, what was tried
		if len(m.Evidence) < maxEvidence && x.Changed != "" && x.ID != measure.XRepeat {
			m.Evidence = append(m.Evidence, line(tried(x)))
		}
	}
	if m.Cause != nil {
		m.Cause.Evidence = nil // said in Evidence
	}
	m.Fix = fixLines(d)
	for _, c := range d.Cells[:min(len(d.Cells), maxCells)] {
		m.Cells = append(m.Cells, line(c.Says))
	}
	if n := len(d.Cells) - maxCells; n > 0 {
		m.Cells = append(m.Cells, "and "+itoa(n)+" more")
	}
}

// foreseen makes m tell of f.
func foreseen(m Message, f Foreseen, base string) Message {
	f.Title, f.Because, f.At = line(f.Title), line(f.Because), f.At.UTC()
	m.Forecast = &f
	m.Was, m.Since, m.Incident = "", time.Time{}, ""
	m.Summary = m.Monitor + ": " + lower(f.Title) + ", at the latest on " + stamp(f.At) + "."
	if base != "" {
		m.MonitorURL = base + "/monitors/" + url.PathEscape(m.MonitorID)
	}
	return m
}

// changed says the most telling of what changed, in one line.
func changed(list []diagnose.Change) string {
	var out []string
	for _, c := range list {
		if c.Telling() && len(out) < maxChanged {
			out = append(out, line(c.Says))
		}
	}
	return strings.Join(out, " ")
}

// tried says what an experiment showed.
func tried(x diagnose.Made) string {
	if x.Outcome == x.Control {
		return "Tried " + x.Changed + ": still " + x.Outcome
	}
	return "Tried " + x.Changed + ": " + x.Outcome + ", without it " + x.Control
}

// fixLines says what to change: the first fix with its steps; of a group, the
// first step of each, since only one of them will be the right one.
func fixLines(d diagnose.Diagnosis) []string {
	var out []string
	if d.Verdict == diagnose.VerdictGroup && len(d.Fix) > 1 {
		for _, f := range d.Fix[:min(len(d.Fix), maxSteps)] {
			s := f.Title
			if len(f.Steps) > 0 {
				s += ": " + f.Steps[0]
			}
			out = append(out, line(s))
		}
		return out
	}
	if len(d.Fix) == 0 {
		return nil
	}
	out = append(out, line(d.Fix[0].Title))
	for _, s := range d.Fix[0].Steps[:min(len(d.Fix[0].Steps), maxSteps)] {
		out = append(out, line(s))
	}
	return out
}

func link(m *Message, d diagnose.Diagnosis, base string) {
	if m.Incident != "" {
		m.IncidentURL = base + "/incidents/" + url.PathEscape(m.Incident)
	}
	if id := guideOf(d); id != "" {
		m.GuideURL = base + "/guides/causes/" + string(id)
	}
}

// guideOf returns the cause to read about: the one that is named, or the
// likeliest of a group, whose guide leads to the others.
func guideOf(d diagnose.Diagnosis) diagnose.CauseID {
	for _, c := range d.Causes {
		if d.Verdict == diagnose.VerdictCause || d.Verdict == diagnose.VerdictGroup && slices.Contains(d.Group, c.ID) {
			return c.ID
		}
	}
	return ""
}

// sentence says what happened when the diagnosis has no sentence for it.
func (m *Message) sentence() string {
	if m.Transition == Resolved {
		names, are := m.names()
		s := names + are + string(m.State) + " again"
		if m.Duration > 0 {
			s += " after " + span(m.Duration)
		}
		if m.Cause != nil {
			return s + "; the cause was: " + m.Cause.Title + "."
		}
		return s + "."
	}
	switch m.State {
	case monitor.Down:
		if m.Failure == measure.Exposed {
			return m.Monitor + " is " + m.head() + m.with() + "."
		}
		if m.Status == 0 && m.Failure != measure.OK {
			return m.Monitor + " does not answer (" + strings.ReplaceAll(string(m.Failure), "_", " ") + ")."
		}
		return m.Monitor + " does not answer as expected" + m.with() + "."
	case monitor.Refused:
		return m.Monitor + " refuses" + m.with() + "."
	case monitor.Limited:
		return m.Monitor + " says that it was asked too often" + m.with() + "."
	default:
		return m.Monitor + " is " + string(m.State) + "."
	}
}

func (m *Message) with() string {
	if m.Status == 0 {
		return ""
	}
	return " with status " + itoa(m.Status)
}

// impactText says for whom, in words.
func impactText(i diagnose.Impact) string {
	switch i {
	case diagnose.Everyone:
		return "everyone"
	case diagnose.MonitorOnly:
		return "only the monitor; visitors are served"
	case diagnose.SomePlaces:
		return "some places only"
	case diagnose.OneFamily:
		return "one address family only (IPv4 or IPv6)"
	case diagnose.OneBackend:
		return "whoever reaches one of several backends"
	case diagnose.SomeClients:
		return "some kinds of client"
	default:
		return ""
	}
}

// capital makes s begin as a sentence does.
func capital(s string) string {
	if s == "" {
		return s
	}
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

// lower makes s go on in a sentence, unless it begins with an abbreviation.
func lower(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if next, _ := utf8.DecodeRuneInString(s[n:]); unicode.IsUpper(next) || n == 0 {
		return s
	}
	return string(unicode.ToLower(r)) + s[n:]
}

// line makes s one bounded line of valid UTF-8 without control characters.
func line(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == utf8.RuneError:
			return '\uFFFD'
		case unicode.IsSpace(r), unicode.IsControl(r):
			return ' '
		case r == '\u202E', r == '\u202D', r == '\u2066', r == '\u2067', r == '\u2068': // would turn the text around
			return -1
		}
		return r
	}, s)
	return clip(strings.Join(strings.Fields(s), " "), maxLine)
}

// clip cuts s after n runes and marks the cut.
func clip(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	rs := []rune(s)
	return strings.TrimRight(string(rs[:n-1]), " ") + "…"
}

// span says a duration as people do: the two largest units.
func span(d time.Duration) string {
	units := []struct {
		of   time.Duration
		name string
	}{{24 * time.Hour, "d"}, {time.Hour, "h"}, {time.Minute, "min"}, {time.Second, "s"}}
	d = max(d.Round(time.Second), time.Second)
	var parts []string
	for _, u := range units {
		if n := d / u.of; n > 0 && len(parts) < 2 {
			parts = append(parts, itoa(int(n))+" "+u.name)
		} else if len(parts) > 0 {
			break
		}
		d %= u.of
	}
	return strings.Join(parts, " ")
}
