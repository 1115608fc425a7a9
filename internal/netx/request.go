package netx

import (
	"encoding/base64"
	"net/url"
	"strconv"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

// Protocols of a Request.
const (
	Negotiated = ""         // HTTP/2 where TLS agrees on it, else HTTP/1.1
	HTTP10     = "http/1.0" // one request, no Host needed, no chunked answer
	HTTP11     = "http/1.1"
	HTTP2      = "h2" // over TLS by ALPN; without TLS with prior knowledge (RFC 9113 section 3.3)
)

// A Request is one HTTP request, complete: nothing is added to its header but
// Host, Content-Length and Connection, each unless Header or Without name it.
type Request struct {
	Method  string
	URL     *url.URL        // http or https, absolute
	Header  []measure.Field // sent in this order and case; HTTP/2 sorts and lowers
	Without []string        // default fields that are not sent
	Body    []byte
	Proto   string
	Via     Via
	Proxy   *url.URL // forward proxy, with its credentials; nil for none
	TLS     TLS      // ServerName and ALPN are filled from the rest where empty
	// HeaderOnly, if not nil, says of an answer that its body is not wanted.
	HeaderOnly func(*measure.Answer) bool
}

// secure reports whether the target is spoken to in TLS.
func (q *Request) secure() bool { return q.URL.Scheme == "https" }

// tlsFor completes the TLS settings.
func (q *Request) tlsFor() *TLS {
	t := q.TLS
	if t.ServerName == "" {
		t.ServerName = q.URL.Hostname()
	}
	if t.ALPN == nil {
		switch q.Proto {
		case Negotiated:
			t.ALPN = []string{"h2", "http/1.1"}
		case HTTP2:
			t.ALPN = []string{"h2"}
		default:
			t.ALPN = []string{"http/1.1"}
		}
	}
	return &t
}

// host is the value of the default Host field.
func (q *Request) host() string {
	h := q.URL.Host
	if p := q.URL.Port(); q.URL.Scheme == "http" && p == "80" || q.URL.Scheme == "https" && p == "443" {
		h = h[:len(h)-len(p)-1]
	}
	return strings.TrimSuffix(h, ":")
}

// target is the request target (RFC 9112 section 3.2).
func (q *Request) target() string {
	if q.Proxy != nil && !q.secure() {
		return q.URL.Scheme + "://" + q.host() + q.URL.RequestURI()
	}
	return q.URL.RequestURI()
}

// fields is the whole header as it is sent.
func (q *Request) fields() []measure.Field {
	out := make([]measure.Field, 0, len(q.Header)+4)
	if !measure.Has(q.Header, "Host") && !q.without("Host") {
		out = append(out, measure.Field{Name: "Host", Value: q.host()})
	}
	out = append(out, q.Header...)
	if q.Proxy != nil && !q.secure() && q.Proxy.User != nil && !measure.Has(q.Header, "Proxy-Authorization") {
		out = append(out, measure.Field{Name: "Proxy-Authorization", Value: proxyCredentials(q.Proxy)})
	}
	if len(q.Body) > 0 || q.Method == "POST" || q.Method == "PUT" || q.Method == "PATCH" {
		if !measure.Has(q.Header, "Content-Length") && !measure.Has(q.Header, "Transfer-Encoding") && !q.without("Content-Length") {
			out = append(out, measure.Field{Name: "Content-Length", Value: strconv.Itoa(len(q.Body))})
		}
	}
	// A client that does not keep connections must say so (RFC 9112 section 9.6).
	if !measure.Has(q.Header, "Connection") && !q.without("Connection") {
		out = append(out, measure.Field{Name: "Connection", Value: "close"})
	}
	return out
}

func (q *Request) without(name string) bool {
	for _, w := range q.Without {
		if strings.EqualFold(w, name) {
			return true
		}
	}
	return false
}

func proxyCredentials(proxy *url.URL) string {
	pass, _ := proxy.User.Password()
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(proxy.User.Username()+":"+pass))
}

// appendHead writes the request line and the header.
func appendHead(b []byte, method, target, version string, header []measure.Field) []byte {
	b = append(b, method...)
	b = append(b, ' ')
	b = append(b, target...)
	b = append(b, ' ')
	b = append(b, version...)
	b = append(b, "\r\n"...)
	for _, f := range header {
		b = append(b, f.Name...)
		b = append(b, ": "...)
		b = append(b, f.Value...)
		b = append(b, "\r\n"...)
	}
	return append(b, "\r\n"...)
}

// record is the request as the report keeps it.
func (q *Request) record(header []measure.Field) measure.Request {
	out := measure.Request{Method: q.Method, URL: q.URL.String(), Header: header, Proto: q.Proto, Body: len(q.Body)}
	if q.Via.Source.IsValid() {
		out.Source = q.Via.Source.String()
	}
	if q.Proxy != nil {
		bare := *q.Proxy
		bare.User = nil
		out.Proxy = bare.String()
	}
	if c := q.TLS.Certificate; c != nil && c.Leaf != nil {
		facts := CertFacts(c.Leaf)
		out.ClientCert = &facts
	}
	return out
}
