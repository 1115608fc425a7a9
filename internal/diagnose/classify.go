package diagnose

import (
	"bytes"
	"net/url"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// Classify says what state one check shows, and by which failure. It trusts
// the probe's own comparison with the expectation where the report holds one,
// and adds what a status alone does not tell: a refusal served with a success
// status, a limit dressed as something else, an access failure behind a 400 or
// a 5xx. A fault of ours, or of the proxy that we were told to use, is
// [monitor.Unknown]. For a good answer it costs a scan of the first bytes and
// no allocation.
func Classify(r *measure.Report, expect monitor.Expectation) (monitor.State, measure.Failure) {
	return classify(r, expect, Recognise)
}

// A recogniser finds the facts in an answer, or has found them.
type recogniser func(*measure.Answer) []Match

// classify is Classify for a caller that may have the matches already.
func classify(r *measure.Report, expect monitor.Expectation, recognise recogniser) (monitor.State, measure.Failure) {
	if r.Fault != "" || len(r.Hops) == 0 && len(r.Cells) == 0 {
		return monitor.Unknown, measure.OK
	}
	if len(r.Cells) > 0 {
		return classifyCells(r, Recognise)
	}
	judged, failure, warning := observed(r)
	if failure != measure.OK && !judged {
		return networkState(failure), failure
	}
	a := r.Answer()
	if a == nil {
		return monitor.Unknown, measure.Unclassified
	}
	if failure == measure.OK {
		failure = unmet(r, a, expect, judged)
	}
	if failure == measure.Exposed {
		if _, refused := softMatch(a, recognise); !refused {
			return monitor.Down, failure
		}
		failure = measure.OK // a refusal served as a success keeps strangers out, too
	}
	if failure == measure.OK {
		if !expect.MustRefuse && refusedSoftly(a, expect, recognise) {
			return softState(a, recognise), measure.StatusUnexpected
		}
		if warning != measure.OK {
			return monitor.Degraded, warning
		}
		return monitor.Up, measure.OK
	}
	return badState(r, a, failure, recognise), failure
}

// observed returns the first failure of the network, or else of the probe's
// comparison with the expectation, and the first warning.
func observed(r *measure.Report) (judged bool, failure, warning measure.Failure) {
	for i := range r.Hops {
		for j := range r.Hops[i].Observations {
			o := &r.Hops[i].Observations[j]
			switch {
			case o.Op == measure.Judge && o.Failure.Warns():
				judged, warning = true, o.Failure
			case o.Op == measure.Judge:
				judged = true
				if failure == measure.OK {
					failure = o.Failure
				}
			case o.Failure.Warns():
				warning = o.Failure
			case o.Failure != measure.OK && !o.Aside: // an attempt set aside was made up for by another
				return false, o.Failure, warning
			}
		}
	}
	return judged, failure, warning
}

// networkState is the state of a check that got no usable answer.
func networkState(f measure.Failure) monitor.State {
	switch f {
	case measure.TargetForbidden, measure.ProxyFailed:
		return monitor.Unknown
	case measure.ProxyAuth, measure.ProxyRefused, measure.ClientCertRequired, measure.ClientCertRejected:
		return monitor.Refused
	}
	return monitor.Down
}

// unmet holds an answer against the expectation where the probe has not.
func unmet(r *measure.Report, a *measure.Answer, expect monitor.Expectation, judged bool) measure.Failure {
	if expect.MustRefuse {
		switch r.Door() {
		case measure.DoorOpen:
			return measure.Exposed
		case measure.DoorSignIn:
			return measure.OK
		}
	}
	switch {
	case !expect.Wants().Has(a.Status):
		return measure.StatusUnexpected
	case judged:
		return measure.OK
	case expect.Keyword != "" && !bytes.Contains(a.Body, []byte(expect.Keyword)):
		return measure.KeywordMissing
	case expect.Absent != "" && bytes.Contains(a.Body, []byte(expect.Absent)):
		return measure.KeywordPresent
	}
	return measure.OK
}

// refusedSoftly reports whether an answer with an expected success status is
// a refusal in disguise. A keyword of the owner's that was found settles it.
func refusedSoftly(a *measure.Answer, expect monitor.Expectation, recognise recogniser) bool {
	if a.Status < 200 || a.Status > 299 || expect.Keyword != "" || !Quick(a) {
		return false
	}
	_, ok := softMatch(a, recognise)
	return ok
}

// softMatch finds the fact that says that a success is none: the product must
// have acted on this very request.
func softMatch(a *measure.Answer, recognise recogniser) (Claim, bool) {
	for _, m := range recognise(a) {
		if !m.Acts || !m.Soft {
			continue
		}
		if cl, ok := m.Best(); ok && cl.Strength >= Likely {
			return cl, true
		}
	}
	return Claim{}, false
}

func softState(a *measure.Answer, recognise recogniser) monitor.State {
	cl, _ := softMatch(a, recognise)
	return stateOfCause(cl.Cause, monitor.Refused)
}

// stateOfCause is what an endpoint is that fails for id.
func stateOfCause(id CauseID, otherwise monitor.State) monitor.State {
	switch id.Family() {
	case "auth", "authz", "net", "waf", "signed-url", "referer":
		switch id {
		case "net/address-family-split", "net/backend-split", "authz/existence-hidden", "auth/backend-misconfigured":
			return otherwise
		}
		return monitor.Refused
	case "rate":
		return monitor.Limited
	case "upstream", "app", "site", "resource":
		return monitor.Down
	}
	return otherwise
}

// badState is the state of an answer that is not as expected.
func badState(r *measure.Report, a *measure.Answer, failure measure.Failure, recognise recogniser) monitor.State {
	switch a.Status {
	case 401, 403, 407, 451:
		return refusedOrLimited(a, monitor.Refused, recognise)
	case 429:
		return refusedOrLimited(a, monitor.Limited, recognise)
	}
	if a.Status >= 200 && a.Status < 300 {
		if cl, ok := softMatch(a, recognise); ok {
			return stateOfCause(cl.Cause, monitor.Refused)
		}
		if failure != measure.StatusUnexpected && measure.PasswordInputs(a.Body) > 0 {
			return monitor.Refused
		}
		return monitor.Down
	}
	if a.Status >= 300 && a.Status < 400 && measure.SignInURL(a.Get("Location")) {
		return monitor.Refused
	}
	if a.Status == 503 && a.Get("Retry-After") != "" {
		return refusedOrLimited(a, monitor.Limited, recognise)
	}
	if signedURLExpired(r, a) {
		return monitor.Refused
	}
	return refusedOrLimited(a, monitor.Down, recognise)
}

// refusedOrLimited lets what a product states of itself overrule the status.
func refusedOrLimited(a *measure.Answer, status monitor.State, recognise recogniser) monitor.State {
	for _, m := range recognise(a) {
		cl, ok := m.Best()
		if !ok || cl.Strength < Stated || cl.Given != Always || m.Where < InText {
			continue
		}
		s := stateOfCause(cl.Cause, status)
		if s == monitor.Down && status != monitor.Down {
			return status
		}
		return s
	}
	return status
}

// signedURLExpired reports whether an error is what an expired link of our own
// gets where that is not a 403 (nginx's idiom is 410, Google's is 400).
func signedURLExpired(r *measure.Report, a *measure.Answer) bool {
	if a.Status != 400 && a.Status != 404 && a.Status != 410 {
		return false
	}
	h := r.Last()
	u, err := url.Parse(h.Request.URL)
	if err != nil || u.RawQuery == "" {
		return false
	}
	s := findSignature(u, h.Request.Header)
	return s.family != "" && !s.until.IsZero() && s.until.Before(r.At)
}
