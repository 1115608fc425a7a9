package measure

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/uptimesignal/uptimesignal/internal/redact"
)

// KeptBody is how much of a body is stored and shown.
const KeptBody = 16 << 10

// Redact returns a copy of r that may be stored and shown: without secrets in
// headers, URLs and bodies, those included that a request sent and an answer
// repeats, and with bodies cut to KeptBody. It shares nothing with r that could
// change. What a diagnosis rests on stays: schemes, cookie names and
// attributes, when a signature expires, hashes of bodies.
func Redact(r Report) Report {
	own := sent(r)
	hops := make([]Hop, len(r.Hops))
	for i, h := range r.Hops {
		hops[i] = redactHop(h, own)
	}
	if r.Hops != nil {
		r.Hops = hops
	}
	redactCells(&r)
	if r.Step != nil {
		step := *r.Step
		step.Arg, step.Changed, step.Skipped = redact.Text(step.Arg), redact.Text(step.Changed), redact.Text(step.Skipped)
		r.Step = &step
	}
	r.Fault = redact.Text(r.Fault)
	return r
}

// redactCells keeps the bodies of failing cells only: a matrix has many
// answers, and those that are as expected show in its table.
func redactCells(r *Report) {
	r.Cells = slices.Clone(r.Cells)
	for i := range r.Cells {
		c := &r.Cells[i]
		c.Identity, c.Endpoint, c.Skipped = redact.Text(c.Identity), redact.Text(c.Endpoint), redact.Text(c.Skipped)
		if hop := r.CellHop(i); c.Failure == OK && hop != nil && hop.Answer != nil && len(hop.Answer.Body) > 0 {
			hop.Answer.Body, hop.Answer.Truncated = nil, true
		}
	}
}

func redactHop(h Hop, own *strings.Replacer) Hop {
	h.Request.URL = redact.URL(h.Request.URL)
	h.Request.Proxy = redact.URL(h.Request.Proxy)
	h.Request.Header = redactFields(h.Request.Header)
	if h.Request.ClientCert != nil {
		h.Request.ClientCert = new(copyCert(*h.Request.ClientCert))
	}
	h.Resolved = slices.Clone(h.Resolved)
	h.Dropped = slices.Clone(h.Dropped)
	h.Observations = slices.Clone(h.Observations)
	for i := range h.Observations {
		o := &h.Observations[i]
		o.Target, o.Detail = redact.Text(own.Replace(o.Target)), redact.Text(own.Replace(o.Detail))
	}
	if h.TLS != nil {
		facts := *h.TLS
		facts.Chain = slices.Clone(facts.Chain)
		for i, c := range facts.Chain {
			facts.Chain[i] = copyCert(c)
		}
		facts.AcceptableCAs = slices.Clone(facts.AcceptableCAs)
		h.TLS = &facts
	}
	if h.Answer != nil {
		a := *h.Answer
		a.Header = redactFields(a.Header)
		for i := range a.Header {
			a.Header[i].Value = own.Replace(a.Header[i].Value)
		}
		a.Reason = redact.Text(own.Replace(a.Reason))
		a.Body, a.Truncated = redactBody(a.Body, a.Truncated, own)
		h.Answer = &a
	}
	return h
}

func copyCert(c Cert) Cert {
	c.Names = slices.Clone(c.Names)
	return c
}

func redactFields(fields []Field) []Field {
	out := slices.Clone(fields)
	for i, f := range out {
		out[i] = Field{Name: f.Name, Value: redact.HeaderValue(f.Name, f.Value)}
	}
	return out
}

// redactBody masks before it cuts, so that no half of a secret stays.
func redactBody(b []byte, truncated bool, own *strings.Replacer) ([]byte, bool) {
	if len(b) == 0 {
		return nil, truncated
	}
	const ahead = 4 << 10 // a secret that begins before the cut may end here
	s := redact.Text(own.Replace(string(b[:min(len(b), KeptBody+ahead)])))
	if len(s) <= KeptBody && len(b) <= KeptBody+ahead {
		return []byte(s), truncated
	}
	s = s[:min(len(s), KeptBody)]
	for i := 0; i < utf8.UTFMax-1 && len(s) > 0; i++ { // no half of a character
		if r, size := utf8.DecodeLastRuneInString(s); r != utf8.RuneError || size != 1 {
			break
		}
		s = s[:len(s)-1]
	}
	return []byte(strings.Clone(s)), true
}
