package investigate

import (
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

// failureWords say each failure code in the words of a sentence that begins
// "no answer:".
var failureWords = map[measure.Failure]string{
	measure.NameNotFound: "the name does not exist",
	measure.NameNoAddr:   "the name has no address of this family",
	measure.NameServer:   "the name server failed",
	measure.NameTimeout:  "the name server did not answer in time",

	measure.ConnectRefused:     "connection refused",
	measure.ConnectReset:       "connection reset while connecting",
	measure.ConnectTimeout:     "no connection in time",
	measure.ConnectUnreachable: "address unreachable",
	measure.TargetForbidden:    "the address is not allowed as a target",

	measure.ProxyAuth:    "the proxy wants credentials (407)",
	measure.ProxyRefused: "the proxy refused the tunnel",
	measure.ProxyFailed:  "the proxy could not be used",

	measure.TLSTimeout:         "no TLS handshake in time",
	measure.TLSReset:           "connection reset in the TLS handshake",
	measure.TLSClosed:          "connection closed in the TLS handshake",
	measure.TLSAlert:           "TLS handshake refused",
	measure.TLSNotTLS:          "the port does not speak TLS",
	measure.TLSProtocol:        "no TLS version or cipher in common",
	measure.CertExpired:        "the certificate has expired",
	measure.CertNotYetValid:    "the certificate is not valid yet",
	measure.CertNameMismatch:   "the certificate is for another name",
	measure.CertUnknownCA:      "the certificate's issuer is not trusted",
	measure.CertInvalid:        "the certificate is invalid",
	measure.CertTooLarge:       "the certificate is too large",
	measure.ClientCertRequired: "a client certificate is required",
	measure.ClientCertRejected: "the client certificate was rejected",

	measure.AnswerTimeout:   "no answer in time",
	measure.AnswerReset:     "connection reset",
	measure.AnswerClosed:    "connection closed",
	measure.AnswerMalformed: "the answer is not HTTP",
	measure.HeaderTooLarge:  "the header is too large",
	measure.HTTP2Error:      "HTTP/2 stream error",

	measure.BodyTimeout:   "the body did not end in time",
	measure.BodyReset:     "connection reset in the body",
	measure.BodyTruncated: "the body was cut short",
	measure.DecodeFailed:  "the body could not be decoded",
	measure.DecodeBomb:    "the body decodes to far too much",

	measure.RedirectLimit:  "too many redirects",
	measure.RedirectLoop:   "redirects in a circle",
	measure.RedirectBroken: "a redirect without a usable Location",

	measure.StatusUnexpected: "an unexpected status",
	measure.KeywordMissing:   "the keyword is missing",
	measure.KeywordPresent:   "the keyword that must not stand there does",
	measure.HeaderMismatch:   "a header is not as expected",
	measure.JSONMismatch:     "a JSON value is not as expected",
	measure.TooSlow:          "slower than expected",
	measure.CertExpiresSoon:  "the certificate expires soon",

	measure.Unclassified: "a failure that has no name here",
}

// Words says a failure code in words.
func Words(f measure.Failure) string {
	if w, ok := failureWords[f]; ok {
		return w
	}
	return strings.ReplaceAll(string(f), "_", " ")
}
