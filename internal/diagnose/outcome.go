package diagnose

import (
	"bytes"
	"net/url"
	"slices"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

// An outcome is the class of an experiment's answer, beside the first one.
type outcome uint8

const (
	oOK     outcome = iota // as expected of the target, or a success for another resource
	oSame                  // the same status with a like body
	oVaried                // the same status with another body
	o401
	o403
	o404 // or 410
	o405 // or 501
	o3xx
	o429
	o5xx
	oOther
	oNone // no answer
	nOutcomes
)

// A trial is an experiment as the inference sees it.
type trial struct {
	step    measure.Step
	x       xid
	out     outcome
	status  int
	report  *measure.Report
	place   *Place
	isother bool // asked for another resource
}

// readTrials classifies the experiments that were made. Those that were
// skipped, or that we could not measure, say nothing.
func (f *features) readTrials() {
	f.trials = make([]trial, 0, len(f.ev.Trials))
	for i := range f.ev.Trials {
		r := &f.ev.Trials[i]
		if r.Step == nil || r.Step.Skipped != "" || r.Fault != "" || len(r.Hops) == 0 {
			continue
		}
		x, ok := xidOf(r.Step.Experiment)
		if !ok {
			continue
		}
		t := trial{step: *r.Step, x: x, report: r, status: r.Status(), isother: otherResource[x]}
		if x == xPlace {
			t.place = f.placeNamed(r.Step.Arg)
		}
		if o, bad := r.Failed(); bad && ourSide(o.Failure, x) {
			continue
		}
		t.out = f.outcomeOf(&t)
		f.trials = append(f.trials, t)
	}
}

// ourSide reports whether a trial failed on our own side of the network, so
// that it says nothing of the target: a place without IPv6, a guard, a proxy.
func ourSide(failure measure.Failure, x xid) bool {
	switch failure {
	case measure.TargetForbidden, measure.ProxyFailed, measure.ProxyAuth:
		return true
	case measure.NameNoAddr, measure.NameServer, measure.NameTimeout, measure.ConnectUnreachable:
		return x == xPlace || x == xFamily
	}
	return false
}

func (f *features) placeNamed(name string) *Place {
	for i := range f.ev.Places {
		if f.ev.Places[i].Name == name {
			return &f.ev.Places[i]
		}
	}
	return nil
}

func (f *features) outcomeOf(t *trial) outcome {
	if t.isother && t.status >= 200 && t.status < 300 {
		return oOK
	}
	if !t.isother && f.ev.Expect.Wants().Has(t.status) {
		if state, _ := Classify(t.report, f.ev.Expect); state.Good() {
			return oOK
		}
	}
	if t.status == 101 && !t.isother {
		return oOK // the protocol was switched, as was asked for
	}
	if t.status == 0 {
		if f.ans.status == 0 && t.x != xHTTPS {
			return oSame
		}
		return oNone
	}
	if t.status == f.ans.status {
		a := t.report.Answer()
		if contrast := t.x == xCredsNone || t.x == xCredsWrong || t.x == xCredsMade; contrast && (f.ans.Get("WWW-Authenticate") != a.Get("WWW-Authenticate") || !sameFields(f.ans.Answer, a)) {
			return oVaried // the reason stands in the challenge more often than in the body, and who writes other fields is another part of the program
		}
		if alike(f.ans.Answer, a) || t.isother && alikeButForPath(f.ans.Answer, f.req.url.Path, a, t.report.Last()) {
			return oSame
		}
		return oVaried
	}
	return statusOutcome(t.status)
}

func statusOutcome(s int) outcome {
	switch {
	case s == 401:
		return o401
	case s == 403:
		return o403
	case s == 404 || s == 410:
		return o404
	case s == 405 || s == 501:
		return o405
	case s == 429:
		return o429
	case s >= 500:
		return o5xx
	case s >= 300 && s < 400:
		return o3xx
	}
	return oOther
}

// alike reports whether two bodies are the same but for what changes with
// every answer: identifiers, times, padding.
func alike(a, b *measure.Answer) bool {
	if a == nil || b == nil {
		return a == b
	}
	if a.BodyHash == b.BodyHash && a.Size == b.Size {
		return true
	}
	if len(a.Body) == 0 || len(b.Body) == 0 {
		return len(a.Body) == len(b.Body)
	}
	if diff := a.Size - b.Size; diff > 512 || diff < -512 { // nginx pads its pages by about 400 bytes for some browsers
		return false
	}
	return likeText(a.Body, b.Body)
}

// alikeButForPath reports whether two answers are alike once the name that was
// asked for, which pages of errors repeat, is taken out of each.
func alikeButForPath(a *measure.Answer, path string, b *measure.Answer, hop *measure.Hop) bool {
	if a == nil || b == nil || len(a.Body) == 0 || len(b.Body) == 0 || a.Size > wordy || b.Size > wordy {
		return false
	}
	u, err := url.Parse(hop.Request.URL)
	return err == nil && likeText(withoutName(a.Body, path), withoutName(b.Body, u.Path))
}

// withoutName cuts the path, or its last part, out of a page.
func withoutName(b []byte, path string) []byte {
	if len(path) > 1 {
		b = bytes.ReplaceAll(b, []byte(path), nil)
	}
	if name := path[strings.LastIndexByte(path, '/')+1:]; len(name) > 2 {
		b = bytes.ReplaceAll(b, []byte(name), nil)
	}
	return b
}

// framing are fields that say how an answer was carried, or that some servers
// send with some answers only.
var framing = []string{"date", "content-length", "transfer-encoding", "connection", "keep-alive", "age", "etag", "set-cookie", "content-encoding", "vary"}

// sameFields reports whether two answers have fields of the same names, but
// for those of framing.
func sameFields(a, b *measure.Answer) bool {
	return lacksNone(a, b) && lacksNone(b, a)
}

// lacksNone reports whether b has every field of a.
func lacksNone(a, b *measure.Answer) bool {
	for _, h := range a.Header {
		has := slices.ContainsFunc(b.Header, func(o measure.Field) bool { return strings.EqualFold(o.Name, h.Name) })
		if !has && !containsLower(h.Name, "ratelimit") && !slices.ContainsFunc(framing, func(s string) bool { return strings.EqualFold(s, h.Name) }) {
			return false
		}
	}
	return true
}

// likeText compares the first lines of two bodies without their digits, of which
// counters and times have more or fewer; identifiers differ with every answer.
func likeText(a, b []byte) bool {
	if i := bytes.IndexByte(a, 0); i >= 0 {
		a = a[:i]
	}
	same, n := 0, 0
	for i, j := 0, 0; n < 512; i, j, n = i+1, j+1, n+1 {
		if i, j = pastDigits(a, i), pastDigits(b, j); i == len(a) || j == len(b) {
			break
		}
		if a[i] == b[j] {
			same++
		}
	}
	return n > 0 && same*100 >= n*90
}

// pastDigits is the index of the first byte from i on that is no digit.
func pastDigits(b []byte, i int) int {
	for i < len(b) && '0' <= b[i] && b[i] <= '9' {
		i++
	}
	return i
}

// outcomeIs reports whether the experiment x was made and ended with o.
func (f *features) outcomeIs(x xid, o outcome) bool {
	return slices.ContainsFunc(f.trials, func(t trial) bool { return t.x == x && t.out == o })
}

// cured reports whether t made the target answer as expected.
func (t *trial) cured() bool { return t.out == oOK && !t.isother }

// control reports whether t changed nothing.
func (t *trial) control() bool { return t.x == xRepeat }

// isolated reports whether the i-th trial cured, and the controls after it
// failed again: without the factor it failed before and after.
func (f *features) isolated(i int) bool {
	failed, fine := f.controlsAfter(i)
	return f.trials[i].cured() && !f.trials[i].control() && failed > 0 && fine == 0
}

// controlsAfter counts the controls after the i-th trial that failed, and that
// were fine.
func (f *features) controlsAfter(i int) (failed, fine int) {
	for _, t := range f.trials[i+1:] {
		switch {
		case !t.control():
		case t.out == oOK:
			fine++
		default:
			failed++
		}
	}
	return failed, fine
}

// alternates reports whether what cured came and went with every request, as
// it does where two nodes take turns: a control was fine though nothing was
// changed.
func (f *features) alternates() bool {
	for i := range f.trials {
		if t := &f.trials[i]; t.cured() && !t.control() {
			if failed, fine := f.controlsAfter(i); failed > 0 && fine > 0 {
				return true
			}
		}
	}
	return false
}

// refuted reports whether a control after the i-th trial was fine: then what
// cured may have been time.
func (f *features) refuted(i int) bool {
	_, fine := f.controlsAfter(i)
	return fine > 0
}
