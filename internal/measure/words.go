package measure

import "strings"

// failureWords say each failure code in the words of a sentence that begins
// "no answer:".
var failureWords = map[Failure]string{
	NameNotFound: "the name does not exist",
	NameNoAddr:   "the name has no address of this family",
	NameServer:   "the name server failed",
	NameTimeout:  "the name server did not answer in time",

	ConnectRefused:     "connection refused",
	ConnectReset:       "connection reset while connecting",
	ConnectTimeout:     "no connection in time",
	ConnectUnreachable: "address unreachable",
	TargetForbidden:    "the address is not allowed as a target",

	ProxyAuth:    "the proxy wants credentials (407)",
	ProxyRefused: "the proxy refused the tunnel",
	ProxyFailed:  "the proxy could not be used",

	TLSTimeout:         "no TLS handshake in time",
	TLSReset:           "connection reset in the TLS handshake",
	TLSClosed:          "connection closed in the TLS handshake",
	TLSAlert:           "TLS handshake refused",
	TLSNotTLS:          "the port does not speak TLS",
	TLSProtocol:        "no TLS version or cipher in common",
	CertExpired:        "the certificate has expired",
	CertNotYetValid:    "the certificate is not valid yet",
	CertNameMismatch:   "the certificate is for another name",
	CertUnknownCA:      "the certificate's issuer is not trusted",
	CertInvalid:        "the certificate is invalid",
	CertTooLarge:       "the certificate is too large",
	ClientCertRequired: "a client certificate is required",
	ClientCertRejected: "the client certificate was rejected",

	AnswerTimeout:   "no answer in time",
	AnswerReset:     "connection reset",
	AnswerClosed:    "connection closed",
	AnswerMalformed: "the answer is not HTTP",
	HeaderTooLarge:  "the header is too large",
	HTTP2Error:      "HTTP/2 stream error",

	BodyTimeout:   "the body did not end in time",
	BodyReset:     "connection reset in the body",
	BodyTruncated: "the body was cut short",
	DecodeFailed:  "the body could not be decoded",
	DecodeBomb:    "the body decodes to far too much",

	RedirectLimit:  "too many redirects",
	RedirectLoop:   "redirects in a circle",
	RedirectBroken: "a redirect without a usable Location",

	StatusUnexpected: "an unexpected status",
	KeywordMissing:   "the keyword is missing",
	KeywordPresent:   "the keyword that must not stand there does",
	HeaderMismatch:   "a header is not as expected",
	JSONMismatch:     "a JSON value is not as expected",
	TooSlow:          "slower than expected",
	CertExpiresSoon:  "the certificate expires soon",

	Exposed: "let in a request that must be refused",

	Unclassified: "a failure that has no name here",
}

// Words says a failure in words that can follow a colon, such as "connection
// refused".
func (f Failure) Words() string {
	if w, ok := failureWords[f]; ok {
		return w
	}
	return strings.ReplaceAll(string(f), "_", " ")
}

// Unanswered says in words that a failure has left a request without an
// answer, such as "no answer: connection refused" or "no connection in time".
func (f Failure) Unanswered() string {
	words := f.Words()
	if strings.HasPrefix(words, "no ") {
		return words
	}
	return "no answer: " + words
}
