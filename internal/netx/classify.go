package netx

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"os"
	"reflect"
	"strings"
	"syscall"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/redact"
)

// Classify maps an error of an operation to a failure code and words for it.
// It looks at types and numbers, never at text. A nil error is measure.OK.
func Classify(op measure.Op, err error) (measure.Failure, string) {
	if err == nil {
		return measure.OK, ""
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code, e.Text
	}
	if e, ok := errors.AsType[*ForbiddenError](err); ok {
		return measure.TargetForbidden, e.Error()
	}
	if op == measure.Resolve {
		return classifyName(err)
	}
	if f, text := classifyCert(err); f != measure.OK {
		return f, text
	}
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok {
		return measure.TLSNotTLS, "the port speaks something else than TLS"
	}
	codes := byOp(op)
	switch {
	case timedOut(err):
		return codes.timeout, "no answer within the time limit"
	case errors.Is(err, syscall.ECONNREFUSED):
		return measure.ConnectRefused, "the connection was refused: nothing listens there, or a firewall rejects it"
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE), errors.Is(err, syscall.ECONNABORTED):
		return codes.reset, "the connection was reset by the other side"
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EHOSTDOWN):
		return measure.ConnectUnreachable, "the network or the host cannot be reached"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed), errors.Is(err, io.ErrClosedPipe):
		return codes.closed, "the connection was closed by the other side"
	}
	return measure.Unclassified, words(err)
}

// An Error is a failure of the target that was recognised where it happened.
type Error struct {
	Code measure.Failure
	Text string
}

func (e *Error) Error() string { return e.Text }

func fail(code measure.Failure, text string) error { return &Error{code, text} }

// opCodes are the codes of what can happen in any phase.
type opCodes struct{ timeout, reset, closed measure.Failure }

func byOp(op measure.Op) opCodes {
	switch op {
	case measure.Connect:
		return opCodes{measure.ConnectTimeout, measure.ConnectReset, measure.ConnectReset}
	case measure.Tunnel:
		return opCodes{measure.ProxyFailed, measure.ProxyFailed, measure.ProxyFailed}
	case measure.TLS:
		return opCodes{measure.TLSTimeout, measure.TLSReset, measure.TLSClosed}
	case measure.Transfer:
		return opCodes{measure.BodyTimeout, measure.BodyReset, measure.BodyTruncated}
	default:
		return opCodes{measure.AnswerTimeout, measure.AnswerReset, measure.AnswerClosed}
	}
}

func timedOut(err error) bool {
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) || errors.Is(err, os.ErrDeadlineExceeded) {
		return true
	}
	e, ok := errors.AsType[net.Error](err)
	return ok && e.Timeout()
}

func classifyName(err error) (measure.Failure, string) {
	if timedOut(err) {
		return measure.NameTimeout, "the name server did not answer within the time limit"
	}
	if e, ok := errors.AsType[*DNSError](err); ok {
		return e.Code, e.Error()
	}
	if e, ok := errors.AsType[*net.DNSError](err); ok {
		if e.IsNotFound {
			return measure.NameNotFound, "the name does not exist"
		}
		return measure.NameServer, "the name server failed: " + words(err)
	}
	return measure.NameServer, "the name server could not be asked: " + words(err)
}

// classifyCert knows what verification of a certificate says.
func classifyCert(err error) (measure.Failure, string) {
	if e, ok := errors.AsType[x509.CertificateInvalidError](err); ok {
		if e.Reason != x509.Expired {
			return measure.CertInvalid, "the certificate is not valid for this use: " + words(e)
		}
		if e.Cert != nil && time.Now().Before(e.Cert.NotBefore) {
			return measure.CertNotYetValid, "the certificate is not valid before " + e.Cert.NotBefore.UTC().Format(time.RFC3339)
		}
		if e.Cert != nil {
			return measure.CertExpired, "the certificate ran out at " + e.Cert.NotAfter.UTC().Format(time.RFC3339)
		}
		return measure.CertExpired, "the certificate has run out"
	}
	if e, ok := errors.AsType[x509.HostnameError](err); ok {
		return measure.CertNameMismatch, "the certificate is not for " + e.Host
	}
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		return measure.CertUnknownCA, "the certificate is signed by an authority that is not trusted here, or the server does not send the intermediate certificate"
	}
	if e, ok := errors.AsType[x509.ConstraintViolationError](err); ok {
		return measure.CertInvalid, "the certificate breaks a constraint: " + words(e)
	}
	if e, ok := errors.AsType[x509.UnhandledCriticalExtension](err); ok {
		return measure.CertInvalid, "the certificate has a critical extension that is not known: " + words(e)
	}
	return measure.OK, ""
}

// Fault reports whether err is a failure of ours and says which: then nothing
// was learnt of the target.
func Fault(err error) (string, bool) {
	switch {
	case errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENFILE):
		return "this place has too many open files", true
	case errors.Is(err, syscall.ENOBUFS), errors.Is(err, syscall.ENOMEM):
		return "this place has no buffer space or memory left", true
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return "this place has no such local address, or no free local port", true
	case errors.Is(err, syscall.EACCES), errors.Is(err, syscall.EPERM):
		return "this place's own firewall or system does not permit the connection", true
	case errors.Is(err, syscall.EAFNOSUPPORT), errors.Is(err, syscall.EPROTONOSUPPORT):
		return "this place does not support the address family", true
	}
	if e, ok := errors.AsType[x509.SystemRootsError](err); ok {
		return "this place has no root certificates: " + words(e), true
	}
	if e, ok := errors.AsType[*net.AddrError](err); ok {
		return "the source address does not fit: " + words(e), true
	}
	return "", false
}

// alert returns the number of a TLS alert that the other side sent (RFC 8446
// section 6). The type is not exported: it is told by its kind.
func remoteAlert(err error) (uint8, bool) {
	e, ok := errors.AsType[*net.OpError](err)
	if !ok || e.Op != "remote error" {
		return 0, false
	}
	v := reflect.ValueOf(e.Err)
	if v.Kind() != reflect.Uint8 {
		return 0, false
	}
	return uint8(v.Uint()), true
}

// words is the text of err fit for a report: one line, bounded, no secret.
func words(err error) string {
	const limit = 300
	s := strings.ToValidUTF8(err.Error(), "\uFFFD")
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, s)
	s = redact.Text(s)
	if len(s) > limit {
		s = strings.ToValidUTF8(s[:limit], "") + "…"
	}
	return s
}
