package measure

// A Failure is a stable code for how an operation failed; OK is none.
type Failure string

// Failure codes.
const (
	OK Failure = ""

	// resolve
	NameNotFound Failure = "dns_not_found"  // NXDOMAIN
	NameNoAddr   Failure = "dns_no_address" // the name exists, not with this family
	NameServer   Failure = "dns_server_failure"
	NameTimeout  Failure = "dns_timeout"

	// connect
	ConnectRefused     Failure = "connect_refused"
	ConnectReset       Failure = "connect_reset"
	ConnectTimeout     Failure = "connect_timeout"
	ConnectUnreachable Failure = "connect_unreachable"
	TargetForbidden    Failure = "target_forbidden" // by our own guard

	// tunnel through a proxy
	ProxyAuth    Failure = "proxy_auth_required" // 407
	ProxyRefused Failure = "proxy_refused"       // any other answer to CONNECT
	ProxyFailed  Failure = "proxy_failed"        // the proxy itself could not be reached or broke

	// TLS
	TLSTimeout         Failure = "tls_timeout"
	TLSReset           Failure = "tls_reset"
	TLSClosed          Failure = "tls_closed"
	TLSAlert           Failure = "tls_alert"
	TLSNotTLS          Failure = "tls_not_tls"  // the port speaks something else
	TLSProtocol        Failure = "tls_protocol" // no common version, cipher or group
	CertExpired        Failure = "cert_expired"
	CertNotYetValid    Failure = "cert_not_yet_valid"
	CertNameMismatch   Failure = "cert_name_mismatch"
	CertUnknownCA      Failure = "cert_unknown_authority"
	CertInvalid        Failure = "cert_invalid"
	CertTooLarge       Failure = "cert_too_large"
	ClientCertRequired Failure = "client_cert_required"
	ClientCertRejected Failure = "client_cert_rejected"

	// wait
	AnswerTimeout   Failure = "answer_timeout"
	AnswerReset     Failure = "answer_reset"
	AnswerClosed    Failure = "answer_closed" // closed before a whole header
	AnswerMalformed Failure = "answer_malformed"
	HeaderTooLarge  Failure = "header_too_large"
	HTTP2Error      Failure = "http2_error"

	// transfer
	BodyTimeout   Failure = "body_timeout"
	BodyReset     Failure = "body_reset"
	BodyTruncated Failure = "body_truncated"
	DecodeFailed  Failure = "decode_failed"
	DecodeBomb    Failure = "decode_bomb" // decodes to far more than it may

	// redirects
	RedirectLimit  Failure = "redirect_limit"
	RedirectLoop   Failure = "redirect_loop"
	RedirectBroken Failure = "redirect_broken" // no usable Location

	// expectation
	StatusUnexpected Failure = "status_unexpected"
	KeywordMissing   Failure = "keyword_missing"
	KeywordPresent   Failure = "keyword_present"
	HeaderMismatch   Failure = "header_mismatch"
	JSONMismatch     Failure = "json_mismatch"
	TooSlow          Failure = "too_slow"
	CertExpiresSoon  Failure = "cert_expires_soon"
	Exposed          Failure = "exposed" // lets in whom it must refuse

	Unclassified Failure = "unclassified"
)

// Warns reports whether f makes a check degraded and not a failure.
func (f Failure) Warns() bool { return f == TooSlow || f == CertExpiresSoon }
