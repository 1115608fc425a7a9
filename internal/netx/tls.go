package netx

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

// A TLS is how a handshake is made. It must not change while in use.
type TLS struct {
	ServerName  string           // sent as SNI, and what the certificate must be for
	ALPN        []string         // offered, best first
	Insecure    bool             // facts are kept, nothing is verified
	Roots       *x509.CertPool   // nil means the system's
	Certificate *tls.Certificate // the client's, if any
}

// maxChain is how many bytes of certificates a server may send: the bound of
// OpenSSL's clients (SSL_CTX_set_max_cert_list) and of Chromium's.
const maxChain = 100 << 10

// A secured is a connection after its handshake.
type secured struct {
	*tls.Conn
	watch *watchConn
	conf  *TLS
	facts *measure.TLSFacts
}

// handshake secures c and records how that went. What the server showed is
// kept in r.Hop.TLS even when the certificate is refused. A nil connection
// means that the target failed, as recorded; c is closed then. An error says
// that we could not measure. The caller has bound c to ctx.
func handshake(ctx context.Context, r *Recorder, c net.Conn, conf *TLS) (*secured, error) {
	start := time.Now()
	s := &secured{watch: &watchConn{Conn: c}, conf: conf, facts: new(measure.TLSFacts)}
	r.Hop.TLS = s.facts
	s.Conn = tls.Client(s.watch, s.config())
	err := s.Conn.Handshake() // not HandshakeContext, which costs a goroutine: the deadline is on c
	if err == nil {
		err = s.check()
	}
	if err == nil {
		s.watch.done = true
		r.add(measure.TLS, conf.ServerName, start, failed{})
		return s, nil
	}
	defer c.Close()
	if why, ours := Fault(err); ours {
		return nil, errors.New(why)
	}
	r.add(measure.TLS, conf.ServerName, start, s.failure(ctx, err))
	return nil, nil
}

func (s *secured) config() *tls.Config {
	return &tls.Config{
		ServerName:         s.conf.ServerName,
		NextProtos:         s.conf.ALPN,
		InsecureSkipVerify: true, // VerifyConnection does it, after the facts are kept
		VerifyConnection:   s.verify,
		GetClientCertificate: func(asked *tls.CertificateRequestInfo) (*tls.Certificate, error) {
			s.facts.ClientCertAsked = true
			s.facts.AcceptableCAs = names(asked.AcceptableCAs)
			if s.conf.Certificate != nil {
				return s.conf.Certificate, nil
			}
			return new(tls.Certificate), nil // none
		},
	}
}

// verify keeps the facts and then judges the chain as crypto/tls would.
func (s *secured) verify(state tls.ConnectionState) error {
	keep(s.facts, &state)
	size := 0
	for _, c := range state.PeerCertificates {
		size += len(c.Raw)
	}
	if size > maxChain {
		return fail(measure.CertTooLarge, "the server sends more than 100 KiB of certificates")
	}
	if s.conf.Insecure || len(state.PeerCertificates) == 0 {
		return nil
	}
	opts := x509.VerifyOptions{DNSName: s.conf.ServerName, Roots: s.conf.Roots, Intermediates: x509.NewCertPool(), CurrentTime: time.Now()}
	for _, c := range state.PeerCertificates[1:] {
		opts.Intermediates.AddCert(c)
	}
	_, err := state.PeerCertificates[0].Verify(opts)
	return err
}

// check holds the protocol that was agreed on against the one asked for.
func (s *secured) check() error {
	if want := s.conf.ALPN; len(want) == 1 && want[0] == "h2" && s.facts.ALPN != "h2" {
		return fail(measure.TLSProtocol, "the server does not offer HTTP/2")
	}
	return nil
}

// failure names what a handshake failed of.
func (s *secured) failure(ctx context.Context, err error) failed {
	if n, ok := remoteAlert(err); ok {
		return s.alert(n)
	}
	if e, ok := errors.AsType[tls.RecordHeaderError](err); ok {
		return notTLS(e)
	}
	code, text := Classify(measure.TLS, err)
	if code != measure.Unclassified {
		return failed{code, text}
	}
	if s.watch.drain(ctx) > maxChain {
		return failed{measure.CertTooLarge, "the server sends a handshake of more than 100 KiB"}
	}
	return failed{measure.TLSProtocol, "the handshake cannot be completed: " + words(err)}
}

// Alerts (RFC 8446 section 6.2 and the IANA registry of TLS alerts).
const (
	alertHandshakeFailure     = 40
	alertBadCertificate       = 42
	alertCertificateUnknown   = 46
	alertUnknownCA            = 48
	alertAccessDenied         = 49
	alertProtocolVersion      = 70
	alertInsufficientSecurity = 71
	alertInappropriate        = 86
	alertCertificateRequired  = 116
	alertNoALPN               = 120
)

// alert names what the server's alert n means for us. In TLS 1.2 a server that
// misses a client certificate says handshake_failure or bad_certificate; in
// TLS 1.3 certificate_required, and after the handshake as we see it.
func (s *secured) alert(n uint8) failed {
	text := "the server ended the handshake with the alert " + tls.AlertError(n).Error()
	sent := s.facts.ClientCertAsked && s.conf.Certificate != nil
	aboutCert := n >= alertBadCertificate && n <= alertCertificateUnknown || n == alertUnknownCA || n == alertAccessDenied
	switch {
	case n == alertCertificateRequired,
		s.facts.ClientCertAsked && !sent && (aboutCert || n == alertHandshakeFailure):
		return failed{measure.ClientCertRequired, text + ": it wants a client certificate"}
	case sent && (aboutCert || n == alertHandshakeFailure):
		return failed{measure.ClientCertRejected, text + ": it does not accept our client certificate"}
	case n == alertHandshakeFailure, n == alertProtocolVersion, n == alertInsufficientSecurity, n == alertInappropriate, n == alertNoALPN:
		return failed{measure.TLSProtocol, text + ": no common version, cipher, group or protocol"}
	}
	return failed{measure.TLSAlert, text}
}

// notTLS says what the port speaks, as far as five bytes tell.
func notTLS(e tls.RecordHeaderError) failed {
	text := "the port does not answer in TLS"
	if h := string(e.RecordHeader[:]); h == "HTTP/" {
		text = "the port answers in plain HTTP, not in TLS"
	}
	return failed{measure.TLSNotTLS, text}
}

// A watchConn counts what a server sends in a handshake.
type watchConn struct {
	net.Conn
	got  int
	done bool
}

func (w *watchConn) Read(b []byte) (int, error) {
	n, err := w.Conn.Read(b)
	if !w.done {
		w.got += n
	}
	return n, err
}

// drain reads on after a failure that crypto/tls has no type for, for a second
// at most, and returns how much the server had to say in all: crypto/tls stops
// at the length of a message that is too long, and that length is hidden.
func (w *watchConn) drain(ctx context.Context) int {
	limit := time.Now().Add(time.Second)
	if d, ok := ctx.Deadline(); ok && d.Before(limit) {
		limit = d
	}
	if w.SetReadDeadline(limit) != nil {
		return w.got
	}
	_, _ = io.CopyN(io.Discard, w, 4*maxChain) // the error is the end of it
	return w.got
}

// late is for the first read after a handshake: an alert there belongs to the
// handshake, which a TLS 1.3 client takes for complete before the server has
// judged its certificate (RFC 8446 section 4.4.2.4). It reports whether it
// amended the record.
func (s *secured) late(r *Recorder, err error) bool {
	n, ok := remoteAlert(err)
	return ok && s.amend(r, s.alert(n))
}

func (s *secured) amend(r *Recorder, f failed) bool {
	for i := range r.Hop.Observations {
		if o := &r.Hop.Observations[i]; o.Op == measure.TLS {
			o.Failure, o.Detail = f.code, f.detail
			o.Took = time.Since(r.began) - o.Start
		}
	}
	return true
}
