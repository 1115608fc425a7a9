// Package measure is the vocabulary of what was seen on the network: an
// [Observation] for each operation, gathered by hop in a [Report].
//
// A type belongs here if an agent produces it and another stage reads it. A
// failure of the target is data here, with a stable code, never a Go error;
// codes are stored and shown: add, never rename, never reuse.
package measure

import (
	"net/netip"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// An Op is a network operation.
type Op string

// The operations, in the order in which a web request does them.
const (
	Resolve  Op = "resolve"
	Connect  Op = "connect"
	Tunnel   Op = "tunnel" // CONNECT through a forward proxy
	TLS      Op = "tls"
	Wait     Op = "wait"     // from the request sent to the first byte
	Transfer Op = "transfer" // the body
	Judge    Op = "expect"   // the answer held against the expectation
)

// An Observation is one operation and how it went: one failure or none.
type Observation struct {
	Op      Op            `json:"op"`
	Target  string        `json:"target,omitempty"` // host, address or URL without secrets
	Failure Failure       `json:"failure,omitempty"`
	Detail  string        `json:"detail,omitempty"` // the failure in words, scrubbed of secrets
	Start   time.Duration `json:"start"`            // since the start of the check
	Took    time.Duration `json:"took"`
	// Aside says that another attempt at the same operation decides, such as
	// the next address of the name: then the failure is none of the hop.
	Aside bool `json:"aside,omitempty"`
}

// A Field is a header field with its name as it was on the wire (HTTP/2 names
// are lower-case). Order is kept.
type Field struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// A Request is a request as it was sent. It may hold secrets: it stays in
// memory unless it went through Redacted.
type Request struct {
	Method string  `json:"method"`
	URL    string  `json:"url"`
	Header []Field `json:"header,omitempty"`
	Proto  string  `json:"proto,omitempty"` // asked for: "", "http/1.0", "http/1.1", "h2"
	Source string  `json:"source,omitempty"`
	Proxy  string  `json:"proxy,omitempty"` // without credentials
	Body   int     `json:"body,omitempty"`  // bytes sent
	// ClientCert is the leaf of the client certificate that was configured.
	ClientCert *Cert `json:"client_cert,omitempty"`
}

// Cert is what is kept of a certificate, valid or not.
type Cert struct {
	Subject   string    `json:"subject"`
	Issuer    string    `json:"issuer"`
	Names     []string  `json:"names,omitempty"`
	NotBefore time.Time `json:"not_before"`
	NotAfter  time.Time `json:"not_after"`
	SHA256    string    `json:"sha256"` // of the DER, hex
	KeyType   string    `json:"key_type,omitempty"`
}

// TLSFacts is what a handshake showed, kept even when verification fails.
type TLSFacts struct {
	Version string `json:"version,omitempty"` // "TLS 1.3"
	Cipher  string `json:"cipher,omitempty"`
	ALPN    string `json:"alpn,omitempty"`
	Group   string `json:"group,omitempty"` // key exchange
	Chain   []Cert `json:"chain,omitempty"` // leaf first
	// ClientCertAsked says that the server sent a CertificateRequest;
	// AcceptableCAs are the issuers that it named (RFC 8446 section 4.3.2).
	ClientCertAsked bool     `json:"client_cert_asked,omitempty"`
	AcceptableCAs   []string `json:"acceptable_cas,omitempty"`
}

// An Answer is an HTTP response.
type Answer struct {
	Status int `json:"status"`
	// Reason is the phrase of the status line where it is not the registered
	// one of the status, in printable ASCII, 100 bytes at most. HTTP/2 has none.
	Reason string  `json:"reason,omitempty"`
	Proto  string  `json:"proto"` // "HTTP/1.1", "HTTP/2.0"
	Header []Field `json:"header,omitempty"`
	// Body is what was read of the body, decoded, up to the bound; Size is
	// how many decoded bytes there were, at least (Truncated: there were more).
	Body      []byte `json:"body,omitempty"`
	Size      int64  `json:"size"`
	Truncated bool   `json:"truncated,omitempty"`
	Encoding  string `json:"encoding,omitempty"` // Content-Encoding that was decoded
	BodyHash  uint64 `json:"body_hash,omitempty"`
}

// A Hop is one request of a check: the first, or one that a redirect led to.
type Hop struct {
	Request      Request        `json:"request"`
	Resolved     []netip.Addr   `json:"resolved,omitempty"`
	Addr         netip.AddrPort `json:"addr,omitzero"`  // that was used
	Local        netip.AddrPort `json:"local,omitzero"` // our end
	TLS          *TLSFacts      `json:"tls,omitempty"`
	Observations []Observation  `json:"observations"`
	Answer       *Answer        `json:"answer,omitempty"`
	// Dropped names the request header fields that an earlier hop sent and this
	// one did not, because the redirect led to another host.
	Dropped []string `json:"dropped,omitempty"`
}

// Failed returns the first observation of h that failed and was not set aside.
func (h *Hop) Failed() (Observation, bool) {
	for i := range h.Observations {
		if o := &h.Observations[i]; o.Failure != OK && !o.Aside {
			return *o, true
		}
	}
	return Observation{}, false
}

// Timings are the phases of a check, summed over its hops.
type Timings struct {
	Resolve  time.Duration `json:"resolve"`
	Connect  time.Duration `json:"connect"`
	TLS      time.Duration `json:"tls"`
	Wait     time.Duration `json:"wait"`
	Transfer time.Duration `json:"transfer"`
}

// A Report is all that one check, or one trial of an experiment, saw.
type Report struct {
	Monitor monitor.ID     `json:"monitor,omitempty"`
	Place   string         `json:"place,omitempty"`
	Reason  monitor.Reason `json:"reason,omitempty"`
	At      time.Time      `json:"at"` // when it began
	Took    time.Duration  `json:"took"`
	Hops    []Hop          `json:"hops,omitempty"`
	// Cells are those of an access matrix, in the order of its table, row by
	// row. Its report ends on the worst of them.
	Cells []Cell `json:"cells,omitempty"`
	// Step is set on the trial of an experiment.
	Step *Step `json:"step,omitempty"`
	// Fault says why we could not measure. Then the rest says nothing of the
	// target and the state is unknown.
	Fault string `json:"fault,omitempty"`
}

// Last returns the hop that the check ended on, or nil.
func (r *Report) Last() *Hop {
	if len(r.Hops) == 0 {
		return nil
	}
	return &r.Hops[len(r.Hops)-1]
}

// Answer returns the answer that the check ended on, or nil.
func (r *Report) Answer() *Answer {
	if h := r.Last(); h != nil {
		return h.Answer
	}
	return nil
}

// Status returns the status that the check ended on, or 0.
func (r *Report) Status() int {
	if a := r.Answer(); a != nil {
		return a.Status
	}
	return 0
}

// Failed returns the first failed observation, if any; of a matrix, that of
// the cell that it ended on.
func (r *Report) Failed() (Observation, bool) {
	if len(r.Cells) > 0 && len(r.Hops) > 0 {
		return r.Last().Failed()
	}
	for i := range r.Hops {
		if o, ok := r.Hops[i].Failed(); ok {
			return o, true
		}
	}
	return Observation{}, false
}

// Timings sums the phases over all hops.
func (r *Report) Timings() Timings {
	var t Timings
	for _, h := range r.Hops {
		for _, o := range h.Observations {
			switch o.Op {
			case Resolve:
				t.Resolve += o.Took
			case Connect, Tunnel:
				t.Connect += o.Took
			case TLS:
				t.TLS += o.Took
			case Wait:
				t.Wait += o.Took
			case Transfer:
				t.Transfer += o.Took
			}
		}
	}
	return t
}

// Get returns the first value of the header field name, without regard to
// case, or "".
func (a *Answer) Get(name string) string { return Get(a.Header, name) }

// Get returns the first value of name in fields, without regard to case.
func Get(fields []Field, name string) string {
	for _, f := range fields {
		if equalFold(f.Name, name) {
			return f.Value
		}
	}
	return ""
}

// Has reports whether fields has name, without regard to case.
func Has(fields []Field, name string) bool {
	for _, f := range fields {
		if equalFold(f.Name, name) {
			return true
		}
	}
	return false
}

func equalFold(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		x, y := a[i], b[i]
		if 'A' <= x && x <= 'Z' {
			x += 'a' - 'A'
		}
		if 'A' <= y && y <= 'Z' {
			y += 'a' - 'A'
		}
		if x != y {
			return false
		}
	}
	return true
}
