package diagnose

import (
	"fmt"
	"slices"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// impact says for whom the endpoint fails, and on what ground. "Only the
// monitor" and "some places" must be earned by an outcome; "everyone" by a
// cause that leaves nobody out.
func (f *features) impact(d *Diagnosis) (Impact, string) {
	var cured, refused []string
	for i := range f.trials {
		t := &f.trials[i]
		if t.x == xPlace && !f.refuted(i) {
			if t.cured() {
				cured = append(cured, t.step.Arg)
			} else {
				refused = append(refused, t.step.Arg)
			}
		}
		if !t.cured() || f.refuted(i) {
			continue
		}
		switch t.x {
		case xFamily:
			return OneFamily, "over IPv" + t.step.Arg + " the same request is answered well"
		case xAddress:
			return OneBackend, "the address " + t.step.Arg + " of the same name answers well"
		case xUserAgent, xProfile, xLanguage, xAccept, xProtocol, xCookieBack:
			if f.isolated(i) {
				return MonitorOnly, "as a browser sends it, the same request is answered well, and the control after it is refused again"
			}
			return ImpactUnknown, "a browser's form of the request was answered well, but no control has confirmed it"
		case xReferer, xRefererNone, xCookieNone, xQueryNone, xQueryOne, xMethodGet, xHost, xHTTPS, xCredsNone, xCredsOther:
			return SomeClients, "only requests like the monitor's are refused: " + experimentText(t) + " it is answered well"
		}
	}
	switch {
	case len(cured) > 0 && len(refused) == 0 && len(cured) >= 2:
		return MonitorOnly, "the places " + strings.Join(cured, ", ") + " are answered well; only this one is refused"
	case len(cured) == 0 && len(refused) >= 2 && !ownAffair(d) && !listed(d):
		return Everyone, "refused from " + strings.Join(refused, ", ") + " as from here, and nothing that was varied helped"
	case len(cured) > 0:
		return SomePlaces, "answered well from " + strings.Join(cured, ", ") + describeRefused(refused)
	}
	return f.impactOfCause(d)
}

// ownAffair reports whether the likeliest cause lies in our own credential,
// signature or request, which every place sends alike: then being refused
// everywhere says nothing about others.
func ownAffair(d *Diagnosis) bool {
	if len(d.Causes) == 0 {
		return false
	}
	switch d.Causes[0].ID.Family() {
	case "auth", "authz", "signed-url", "clock", "rate", "request", "host", "tls", "referer":
		return true
	}
	return false
}

// listed reports whether a list of addresses may be the cause, so that the
// places that were asked are only those that are not on it.
func listed(d *Diagnosis) bool {
	return len(d.Causes) > 0 && d.Causes[0].ID == "net/ip-allowlist" || slices.Contains(d.Group, "net/ip-allowlist")
}

func describeRefused(places []string) string {
	if len(places) == 0 {
		return ""
	}
	return "; refused from " + strings.Join(places, ", ") + " as from here"
}

// impactOfCause is what the cause itself implies.
func (f *features) impactOfCause(d *Diagnosis) (Impact, string) {
	if len(d.Causes) == 0 || d.Verdict == VerdictUnknown {
		return ImpactUnknown, ""
	}
	who, ground := f.implied(d.Causes[0].ID)
	for _, id := range d.Group {
		if other, _ := f.implied(id); other != who {
			return ImpactUnknown, "the causes that are left do not concern the same people"
		}
	}
	return who, ground
}

// implied is whom a cause concerns by what it is.
func (f *features) implied(id CauseID) (Impact, string) {
	switch id.Family() {
	case "upstream", "app", "site", "resource", "static", "redirect", "edge":
		return Everyone, "what fails is the site itself, not something about this request"
	case "rate":
		return SomeClients, "limits count by client"
	case "auth", "signed-url", "clock":
		return SomeClients, "the request's own credential or signature is what is refused: others with theirs are not concerned"
	case "authz":
		if f.req.anything() {
			return SomeClients, "what this credential may do is what is refused"
		}
	case "host", "tls", "request":
		return SomeClients, "the form of the request is what is refused"
	}
	return ImpactUnknown, ""
}

// summary is the diagnosis in one sentence.
func (f *features) summary(d *Diagnosis, state monitor.State, failure measure.Failure) string {
	subject := f.subject(state, failure)
	if len(d.Causes) == 0 {
		return subject + "."
	}
	title := func(id CauseID) string {
		if e, ok := Find(id); ok && e.Title != "" {
			return lowerFirst(e.Title)
		}
		return string(id)
	}
	if _, ok := plain(failure); ok && d.Verdict == VerdictCause && (d.Causes[0].ID.Family() == "upstream" || d.Causes[0].ID.Family() == "redirect") {
		return subject + "."
	}
	switch d.Verdict {
	case VerdictCause:
		return fmt.Sprintf("%s: %s%s.", subject, confidence(d.Causes[0].Probability), title(d.Causes[0].ID))
	case VerdictGroup:
		names := make([]string, len(d.Group))
		for i, id := range d.Group {
			names[i] = title(id)
		}
		if d.Leaning() {
			return fmt.Sprintf("%s: very likely %s; what cannot be ruled out from outside: %s.", subject, names[0], strings.Join(names[1:], "; or "))
		}
		return subject + ": from outside it cannot be told which it is: " + strings.Join(names, "; or ") + "."
	}
	if f.unlisted() || s2xx(f.ans.status) {
		return subject + "."
	}
	return fmt.Sprintf("%s, and the cause cannot be told from outside; likeliest is %s.", subject, title(d.Causes[0].ID))
}

func s2xx(status int) bool { return status >= 200 && status < 300 }

func confidence(p float64) string {
	switch {
	case p >= 0.9:
		return ""
	case p >= 0.7:
		return "very likely "
	}
	return "probably "
}

// lowerFirst makes the first letter small, unless it begins an abbreviation.
func lowerFirst(s string) string {
	if len(s) < 2 || 'A' <= s[1] && s[1] <= 'Z' || s[1] == '-' {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

// subject says what the endpoint does.
func (f *features) subject(state monitor.State, failure measure.Failure) string {
	s := f.ans.status
	if p, ok := plain(failure); ok {
		return p.says
	}
	switch {
	case s == 0:
		return "The endpoint gives no answer (" + string(failure) + ")"
	case failure == measure.KeywordMissing, failure == measure.KeywordPresent, failure == measure.HeaderMismatch, failure == measure.JSONMismatch:
		return fmt.Sprintf("The endpoint answers %d, and its content is not as expected (%s)", s, failure)
	case state == monitor.Refused && s < 300:
		return fmt.Sprintf("The endpoint refuses, behind a status of %d", s)
	case state == monitor.Refused:
		return fmt.Sprintf("The endpoint refuses with %d", s)
	case state == monitor.Limited:
		return fmt.Sprintf("The endpoint limits requests with %d", s)
	}
	return fmt.Sprintf("The endpoint answers %d", s)
}

// unmeasured says why nothing could be measured.
func unmeasured(e *Evidence, failure measure.Failure) string {
	switch {
	case e.First.Fault != "":
		return "The endpoint could not be measured: " + e.First.Fault + "."
	case failure == measure.TargetForbidden:
		return "The endpoint was not asked: our own guard does not allow its address."
	case failure == measure.ProxyFailed:
		return "The endpoint was not asked: the proxy could not be reached."
	}
	return "The endpoint could not be measured."
}
