package probe

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/redact"
)

// judge holds the answer that a check ended on against what is expected, and
// records every difference on its hop: first what makes the answer a bad one,
// then what only warns. An answer that is as expected records nothing.
func judge(r *measure.Report, e monitor.Expectation) {
	hop := r.Last()
	if hop == nil {
		return
	}
	_, failed := hop.Failed()
	if a := hop.Answer; a != nil && !tunnelled(hop) {
		if refuses, done := judgeDoor(r, a, e); done {
			if !refuses {
				return
			}
		} else if !e.Wants().Has(a.Status) {
			note(r, measure.StatusUnexpected, "status", "the status is "+statusText(a.Status)+", expected "+e.Wants().String())
		} else if !failed {
			judgeHeader(r, a, e)
			judgeBody(r, a, e)
		}
	}
	if failed {
		return
	}
	if e.MaxTime > 0 && r.Took > e.MaxTime {
		note(r, measure.TooSlow, "time", fmt.Sprintf("it took %v, longer than %v", r.Took.Round(time.Millisecond), e.MaxTime))
	}
	if e.CertDays > 0 {
		judgeCert(r, e.CertDays)
	}
}

// judgeDoor holds the answer of an endpoint that must refuse against that. It
// is done unless the status alone decides.
func judgeDoor(r *measure.Report, a *measure.Answer, e monitor.Expectation) (refuses, done bool) {
	if !e.MustRefuse {
		return false, false
	}
	switch r.Door() {
	case measure.DoorOpen:
		note(r, measure.Exposed, "must_refuse", "a request without credentials is answered with "+statusText(a.Status)+", and must be refused")
		return false, true
	case measure.DoorAway:
		note(r, measure.StatusUnexpected, "must_refuse", "the request is led to "+redact.URL(r.Last().Request.URL)+", which is neither a refusal nor a page for signing in")
		return false, true
	case measure.DoorSignIn:
		return true, true
	}
	return false, false
}

// tunnelled reports whether the answer of hop is that of a proxy to CONNECT.
func tunnelled(hop *measure.Hop) bool {
	for i := range hop.Observations {
		if o := &hop.Observations[i]; o.Op == measure.Tunnel {
			return o.Failure != measure.OK
		}
	}
	return false
}

func note(r *measure.Report, f measure.Failure, target, detail string) {
	add(r.Last(), r.At, target, f, detail)
}

func statusText(code int) string {
	s := strconv.Itoa(code)
	if t := http.StatusText(code); t != "" {
		s += " " + t
	}
	return s
}

func judgeHeader(r *measure.Report, a *measure.Answer, e monitor.Expectation) {
	for _, want := range e.Header {
		switch {
		case !measure.Has(a.Header, want.Name):
			note(r, measure.HeaderMismatch, want.Name, "the header field "+want.Name+" is missing")
		case want.Value != "" && !hasValue(a.Header, want):
			note(r, measure.HeaderMismatch, want.Name,
				fmt.Sprintf("the header field %s is %q, expected %q", want.Name, redact.HeaderValue(want.Name, a.Get(want.Name)), redact.HeaderValue(want.Name, want.Value)))
		}
	}
	if e.Redirect == "" {
		return
	}
	base, err := url.Parse(r.Last().Request.URL)
	if err != nil {
		return
	}
	want, err1 := base.Parse(e.Redirect)
	got, err2 := base.Parse(a.Get("Location"))
	if a.Get("Location") == "" {
		note(r, measure.HeaderMismatch, "Location", "the answer redirects nowhere, expected "+redact.URL(e.Redirect))
	} else if err1 != nil || err2 != nil || want.String() != got.String() {
		note(r, measure.HeaderMismatch, "Location", fmt.Sprintf("the redirect leads to %q, expected %q", redact.URL(a.Get("Location")), redact.URL(e.Redirect)))
	}
}

func hasValue(header []measure.Field, want monitor.HeaderMatch) bool {
	for _, f := range header {
		if f.Value == want.Value && measure.Has([]measure.Field{f}, want.Name) {
			return true
		}
	}
	return false
}

func judgeBody(r *measure.Report, a *measure.Answer, e monitor.Expectation) {
	within := ""
	if a.Truncated || a.Size > int64(len(a.Body)) {
		within = fmt.Sprintf(" in the first %d KiB of the body", len(a.Body)>>10)
	}
	if e.Keyword != "" && !bytes.Contains(a.Body, []byte(e.Keyword)) {
		note(r, measure.KeywordMissing, "keyword", fmt.Sprintf("%q does not stand", e.Keyword)+orBody(within))
	}
	if e.Absent != "" && bytes.Contains(a.Body, []byte(e.Absent)) {
		note(r, measure.KeywordPresent, "keyword_absent", fmt.Sprintf("%q stands in the body", e.Absent))
	}
	if len(e.JSON) > 0 {
		judgeJSON(r, a, e.JSON)
	}
}

func orBody(within string) string {
	if within == "" {
		return " in the body"
	}
	return within
}

// judgeCert warns of the certificate, of any hop, that runs out first.
func judgeCert(r *measure.Report, days int) {
	var first time.Time
	for i := range r.Hops {
		if t := r.Hops[i].TLS; t != nil && len(t.Chain) > 0 {
			if end := t.Chain[0].NotAfter; first.IsZero() || end.Before(first) {
				first = end
			}
		}
	}
	if left := first.Sub(r.At); !first.IsZero() && left < time.Duration(days)*24*time.Hour {
		note(r, measure.CertExpiresSoon, "cert_days",
			fmt.Sprintf("the certificate runs out at %s, in less than %d days", first.UTC().Format(time.RFC3339), days))
	}
}
