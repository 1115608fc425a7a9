package diagnose

import "github.com/uptimesignal/uptimesignal/internal/measure"

// A plainFailure is a failure of the network in words. Most of them are not
// access failures: they have no entry in the catalogue, and the sentence is
// all that there is to say.
type plainFailure struct {
	failure measure.Failure
	says    string
	// itself marks what a request in another form cannot change: only another
	// try, address, family or place is worth a request.
	itself bool
}

var plainFailures = []plainFailure{
	{measure.NameNotFound, "The name does not exist in DNS", true},
	{measure.NameNoAddr, "The name has no address of the family that was asked for", true},
	{measure.NameServer, "The name servers fail for this name", true},
	{measure.NameTimeout, "The name servers do not answer in time", true},
	{measure.ConnectRefused, "Nothing accepts connections at this address and port", true},
	{measure.ConnectReset, "The connection is reset as soon as it is made", true},
	{measure.ConnectTimeout, "The address does not answer: packets to it are lost or dropped by a firewall", true},
	{measure.ConnectUnreachable, "There is no route to the address", true},
	{measure.CertExpired, "The server's certificate has expired", true},
	{measure.CertNotYetValid, "The server's certificate is not valid yet", true},
	{measure.CertNameMismatch, "The server's certificate is for another name", true},
	{measure.CertUnknownCA, "The server's certificate is from an authority that is not trusted", true},
	{measure.CertInvalid, "The server's certificate is not valid", true},
	{measure.CertTooLarge, "The server's certificate chain is too large to be real", true},
	{measure.TLSTimeout, "The server does not finish the TLS handshake in time", true},
	{measure.TLSReset, "The server resets the connection during the TLS handshake", false},
	{measure.TLSClosed, "The server closes the connection during the TLS handshake", false},
	{measure.TLSAlert, "The server ends the TLS handshake with an alert", false},
	{measure.TLSNotTLS, "The port does not speak TLS", true},
	{measure.TLSProtocol, "Client and server have no version of TLS in common", true},
	{measure.ClientCertRequired, "The server wants a client certificate", false},
	{measure.ClientCertRejected, "The server does not accept the client certificate", false},
	{measure.ProxyAuth, "The proxy wants credentials", true},
	{measure.ProxyRefused, "The proxy refuses to connect to the target", true},
	{measure.AnswerTimeout, "The request is taken and not answered in time", false},
	{measure.AnswerReset, "The connection is reset before an answer comes", false},
	{measure.AnswerClosed, "The connection is closed without an answer", false},
	{measure.AnswerMalformed, "What comes back is not HTTP", true},
	{measure.HeaderTooLarge, "The answer's header is too large", true},
	{measure.HTTP2Error, "The HTTP/2 connection fails", false},
	{measure.BodyTimeout, "The body does not arrive in time", true},
	{measure.BodyReset, "The connection is reset within the body", true},
	{measure.BodyTruncated, "The body ends before its announced length", true},
	{measure.DecodeFailed, "The body cannot be decoded", true},
	{measure.DecodeBomb, "The body unpacks to far more than it may", true},
	{measure.RedirectLoop, "The redirects go round in circles", false},
	{measure.RedirectLimit, "There are more redirects than are followed", false},
	{measure.RedirectBroken, "A redirect leads nowhere", false},
}

func plain(f measure.Failure) (plainFailure, bool) {
	for _, p := range plainFailures {
		if p.failure == f {
			return p, true
		}
	}
	return plainFailure{}, false
}

// unlisted reports whether the failure is one that no cause of the catalogue
// explains: the sentence says it all.
func (f *features) unlisted() bool {
	switch f.ans.failure {
	case measure.NameNotFound, measure.NameNoAddr, measure.NameServer, measure.NameTimeout,
		measure.CertExpired, measure.CertNotYetValid, measure.CertNameMismatch, measure.CertUnknownCA, measure.CertInvalid, measure.CertTooLarge,
		measure.TLSTimeout, measure.TLSNotTLS, measure.TLSProtocol, measure.HeaderTooLarge, measure.DecodeBomb:
		return true
	}
	return false
}
