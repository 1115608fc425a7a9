package web

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

// maxShownBody is how many bytes of a body a page shows.
const maxShownBody = 8 << 10

// A CaptureView is one check as it was seen, hop by hop, as text.
type CaptureView struct {
	At      time.Time
	Place   string
	Changed string // by an experiment; "" for the check itself
	Skipped string
	Fault   string
	Took    time.Duration
	Hops    []HopView
}

// A HopView is one request and its answer.
type HopView struct {
	Method, URL  string
	Request      []measure.Field
	Addr         string
	Observations []measure.Observation
	TLS          string
	Cert         *measure.Cert
	Status       int
	Proto        string
	Header       []measure.Field
	Body         string
	BodyNote     string
}

func captureView(r measure.Report) CaptureView {
	v := CaptureView{At: r.At, Place: r.Place, Fault: visible(r.Fault), Took: r.Took}
	if r.Step != nil {
		v.Changed, v.Skipped = capital(visible(r.Step.Changed)), visible(r.Step.Skipped)
	}
	for _, h := range r.Hops {
		v.Hops = append(v.Hops, hopView(h))
	}
	return v
}

// Answer is the hop that the check ended on, or nil.
func (v CaptureView) Answer() *HopView {
	if len(v.Hops) == 0 {
		return nil
	}
	return &v.Hops[len(v.Hops)-1]
}

func hopView(h measure.Hop) HopView {
	v := HopView{Method: visible(h.Request.Method), URL: visible(h.Request.URL), Request: visibleFields(h.Request.Header)}
	if h.Addr.IsValid() {
		v.Addr = h.Addr.String()
	}
	for _, o := range h.Observations {
		o.Target, o.Detail = visible(o.Target), visible(o.Detail)
		v.Observations = append(v.Observations, o)
	}
	if t := h.TLS; t != nil {
		v.TLS = visible(strings.Join(slicesOf(t.Version, t.Cipher, t.ALPN, t.Group), ", "))
		if len(t.Chain) > 0 {
			c := t.Chain[0]
			c.Subject, c.Issuer = visible(c.Subject), visible(c.Issuer)
			v.Cert = &c
		}
	}
	if a := h.Answer; a != nil {
		v.Status, v.Proto, v.Header = a.Status, visible(a.Proto), visibleFields(a.Header)
		body := a.Body[:min(len(a.Body), maxShownBody)]
		v.Body = visibleBody(body)
		v.BodyNote = bodyNote(a, len(body))
	}
	return v
}

func slicesOf(texts ...string) []string {
	var out []string
	for _, t := range texts {
		if t != "" {
			out = append(out, t)
		}
	}
	return out
}

func bodyNote(a *measure.Answer, shown int) string {
	note := byteCount(a.Size)
	if a.Truncated {
		note = "at least " + note
	}
	if a.Encoding != "" {
		note += ", decoded from " + visible(a.Encoding)
	}
	if int64(shown) < a.Size {
		note += "; the first " + byteCount(int64(shown)) + " are shown"
	}
	return note
}

func byteCount(n int64) string {
	switch {
	case n == 1:
		return "1 byte"
	case n < 1024:
		return strconv.FormatInt(n, 10) + " bytes"
	case n < 1<<20:
		return strconv.FormatFloat(float64(n)/1024, 'f', 1, 64) + " KiB"
	}
	return strconv.FormatFloat(float64(n)/(1<<20), 'f', 1, 64) + " MiB"
}

func visibleFields(fields []measure.Field) []measure.Field {
	out := make([]measure.Field, len(fields))
	for i, f := range fields {
		out[i] = measure.Field{Name: visible(f.Name), Value: visible(f.Value)}
	}
	return out
}

// visible writes what a server could use to deceive the reader, such as
// control characters and those that change the direction of writing, as an
// escape.
func visible(s string) string { return escape(s, false) }

func visibleBody(b []byte) string { return escape(string(b), true) }

func escape(s string, linesToo bool) string {
	if clean(s, linesToo) {
		return s
	}
	var b strings.Builder
	for i, r := range s {
		switch {
		case linesToo && (r == '\n' || r == '\t'):
			b.WriteRune(r)
		case linesToo && r == '\r':
		case r == utf8.RuneError && !strings.HasPrefix(s[i:], "\uFFFD"):
			b.WriteString("\\x" + byteHex(s[i]))
		case !unicode.IsGraphic(r):
			q := strconv.QuoteRune(r)
			b.WriteString(q[1 : len(q)-1])
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func clean(s string, linesToo bool) bool {
	if !utf8.ValidString(s) {
		return false
	}
	for _, r := range s {
		if !unicode.IsGraphic(r) && (!linesToo || (r != '\n' && r != '\t')) {
			return false
		}
	}
	return true
}

func byteHex(b byte) string {
	const digits = "0123456789abcdef"
	return string([]byte{digits[b>>4], digits[b&15]})
}
