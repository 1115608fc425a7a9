package diagnose

import (
	"fmt"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

var netRules = []Rule{
	{ID: "host-is-address", Ground: "virtual hosts go by name: a bare address meets the default host", Source: "our URL",
		says: text("the request names the host by its address"),
		when: func(f *features) bool {
			return f.req.byIP && f.ans.status > 0 && f.ans.status < 500 && f.ans.status != 401 && f.ans.status != 404 && f.ans.program != storeProgram
		},
		gives: []weight{{cUnknownName, 5}, {cProfile, 1.3}}},
	{ID: "malformed-with-credentials", Ground: "an unknown name is found before anybody looks at credentials; 400 to a known caller is about what was asked", Source: "our request",
		says:  text("the request carried credentials, and the answer finds fault with the request itself"),
		when:  func(f *features) bool { return f.ans.status == 400 && f.req.anything() },
		gives: []weight{{cUnknownName, .35}, {cNotFound, 2}, {cAppError, 2}}},
	{ID: "path-unknown-by-address", Ground: "a default host has other pages than the host that is meant; applications that route by path alone do not look at the name", Source: "our URL",
		says:  text("the request names the host by its address, and the page is not there"),
		when:  func(f *features) bool { return f.req.byIP && f.ans.status == 404 && !f.appSpoke() && !f.container() },
		gives: []weight{{cUnknownName, 1.8}}},
	{ID: "app-has-no-such-path", Ground: "frameworks and application servers route by path; few look at the name, and those that do say so (400 of Django, 403 of Rails)", Source: "the answer's form",
		says:  text("an application says that it has no such path"),
		when:  func(f *features) bool { return f.ans.status == 404 && (f.appSpoke() || f.container()) },
		gives: []weight{{cUnknownName, .25}}},
	{ID: "speaks-for-itself", Ground: "a default host serves a page of its web server; JSON or XML is written by the service that was meant", Source: "the answer's form",
		says: text("an API or an application wrote the answer: the host is known"),
		when: func(f *features) bool {
			return (f.ans.structured || f.ans.status == 403 && f.ans.program == appProgram && !f.container()) && f.ans.status != 404 && f.ans.status != 421
		},
		gives: []weight{{cUnknownName, .04}}},
	{ID: "something-else-to-blame", Ground: "a hidden file, a signature or credentials that were read are reasons of their own", Source: "our request",
		says: text("the request carries something that is refused on its own account"),
		when: func(f *features) bool {
			return f.req.byIP && (f.ans.status == 403 || f.ans.status == 400) && (f.req.sig.family != "" || f.req.dotfile || backupName(f.req.url.Path) || f.req.creds.sent)
		},
		gives: []weight{{cUnknownName, .4}}},
	{ID: "host-is-name", Ground: "virtual hosts go by name", Source: "our URL",
		says: text("the request names the host by name"),
		when: func(f *features) bool {
			return !f.req.byIP && f.req.name != "" && f.req.name == f.req.host && f.ans.status >= 400
		},
		gives: []weight{{cUnknownName, .5}}},
	{ID: "other-host-sent", Ground: "the Host field of the check names another host than its URL", Source: "our request", says: func(f *features) string {
		return fmt.Sprintf("the request goes to %s and asks for %s", f.req.host, f.req.name)
	},
		when:  func(f *features) bool { return f.req.name != f.req.host && f.ans.status >= 400 },
		gives: []weight{{cUnknownName, 2}, {cSNI, 3}}},
	{ID: "misdirected-plain", Ground: "RFC 9110 section 15.5.20: without TLS, what is misdirected is the name in Host", Source: "our request",
		says:  text("421 without TLS: the server does not answer for the name in Host"),
		when:  func(f *features) bool { return f.ans.status == 421 && f.req.url.Scheme == "http" },
		gives: []weight{{cUnknownName, 60}}},
	{ID: "sni-differs", Ground: "RFC 9110 section 15.5.20: SNI and Host disagree", Source: "our request", says: func(f *features) string {
		return fmt.Sprintf("the TLS handshake named %s and the request %s", f.req.host, f.req.name)
	},
		when: func(f *features) bool {
			return f.req.url.Scheme == "https" && f.req.name != f.req.host && (f.ans.status == 421 || f.ans.status == 403 || f.ans.status == 400)
		},
		gives: []weight{{cSNI, 30}}},
	{ID: "over-ipv6", Ground: "IPv6 is forgotten in allow-lists, firewalls and virtual hosts", Source: "the connection",
		says:  text("the request went over IPv6"),
		when:  func(f *features) bool { return f.family6 && f.ans.status != 401 },
		gives: []weight{{cFamilySplit, 120}, {cUnknownName, .2}}},
	{ID: "many-addresses", Ground: "a name with several addresses has several nodes", Source: "the resolver", says: func(f *features) string {
		return fmt.Sprintf("the name has %d addresses", f.addrs)
	},
		when:  func(f *features) bool { return f.addrs > 1 },
		gives: []weight{{cBackendSplit, 4}, {cFamilySplit, 2}}},
	{ID: "two-families", Ground: "a name with addresses of both families is served twice", Source: "the resolver",
		says:  text("the name has addresses of both families"),
		when:  func(f *features) bool { return f.families() == 2 },
		gives: []weight{{cFamilySplit, 6}}},
	{ID: "one-address", Ground: "one address may still hide several nodes", Source: "the resolver",
		says:  text("the name has one address"),
		when:  func(f *features) bool { return f.addrs <= 1 },
		gives: []weight{{cBackendSplit, .4}, {cFamilySplit, .3}}},
	{ID: "client-certificate-asked", Ground: "RFC 8446 section 4.3.2: the handshake carried a CertificateRequest and we sent none", Source: "the handshake",
		says: text("the TLS handshake asked for a client certificate and none was sent"),
		when: func(f *features) bool {
			return f.tls != nil && f.tls.ClientCertAsked && !f.sentCert() && (f.ans.status == 0 || f.ans.status == 400 || f.ans.status == 401 && len(f.ans.challenges) == 0 || f.ans.status == 403 || f.ans.status == 496)
		},
		gives: []weight{{cCertRequired, 900}}},
	{ID: "client-certificate-or-password", Ground: "a server that takes a certificate or a password asks for both, and its challenge names the one that was looked at", Source: "the handshake",
		says: text("the TLS handshake asked for a client certificate, and the 401 for another credential"),
		when: func(f *features) bool {
			return f.tls != nil && f.tls.ClientCertAsked && !f.sentCert() && f.ans.status == 401 && len(f.ans.challenges) > 0
		},
		gives: []weight{{cCertRequired, 8}}},
	{ID: "client-certificate-sent", Ground: "a server that asks for a certificate and gets one answers 400 or 403 when it does not like it (nginx 495)", Source: "the handshake",
		says:  text("the server asked for a client certificate, got ours, and refused"),
		when:  func(f *features) bool { return f.sentCert() && (f.ans.status == 400 || f.ans.status == 403) },
		gives: []weight{{cCertRejected, 60}, {cCertRequired, .05}}},
	{ID: "client-certificate-code", Ground: "RFC 8446 section 6.2: alert certificate_required (116), handshake_failure (40)", Source: "the handshake",
		says:  text("the server ended the handshake for want of a client certificate"),
		when:  func(f *features) bool { return f.ans.failure == measure.ClientCertRequired },
		gives: []weight{{cCertRequired, 3e4}}},
	{ID: "client-certificate-refused", Ground: "RFC 8446 section 6.2: alerts bad_certificate, certificate_expired, unknown_ca after ours was sent", Source: "the handshake",
		says: text("the server refused the client certificate that was sent"),
		when: func(f *features) bool {
			return f.ans.failure == measure.ClientCertRejected || f.sentCert() && f.ans.status == 0 && (f.ans.failure == measure.TLSAlert || f.ans.failure == measure.ClientCertRequired)
		},
		gives: []weight{{cCertRejected, 2e5}, {cCertRequired, .3}}},
	{ID: "client-certificate-out-of-date", Ground: "notAfter of our own certificate", Source: "our certificate", says: func(f *features) string {
		return "our client certificate ran out " + f.ago(f.clientCert().NotAfter)
	},
		when: func(f *features) bool {
			return f.sentCert() && f.clientCert().NotAfter.Before(f.now) && !f.clientCert().NotAfter.IsZero()
		},
		gives: []weight{{cCertRejected, 800}}},
	{ID: "no-tls-no-certificate", Ground: "client certificates need TLS", Source: "our URL",
		says:  text("no TLS, so no client certificate"),
		when:  func(f *features) bool { return f.req.url.Scheme == "http" && (f.ans.status != 400 || f.ans.structured) },
		gives: []weight{{cCertRequired, .15}, {cCertRejected, .15}, {cSNI, .1}}},
	{ID: "clock-wrong", Ground: "Date of the answer, corrected by Age and half the round trip; S3 allows 15 minutes", Source: "header Date", says: func(f *features) string {
		return "the server's clock is " + f.skewText()
	},
		when: func(f *features) bool {
			return f.ans.hasSkew && f.ans.skew.Abs() > 5*time.Minute && f.refused() && (f.req.sig.present() || f.req.creds.jwt)
		},
		gives: []weight{{cServerSkew, 60}}},
	{ID: "cached-error", Ground: "RFC 9111 section 5.1; vendors' cache status fields", Source: "cache headers",
		says:  text("the error came out of a cache"),
		when:  func(f *features) bool { return f.ans.cached && f.ans.status >= 400 },
		gives: []weight{{cStale, 250}}},
	{ID: "refusal-sets-cookie", Ground: "a gate by cookie sets the cookie that it wants [lab]", Source: "header Set-Cookie",
		says: text("the refusal sets a cookie, and the request had none"),
		when: func(f *features) bool {
			return f.ans.setsCookie && f.req.cookie == 0 && (f.ans.status == 403 || f.ans.status == 429 || f.ans.status == 503 || f.ans.status == 302) && f.ans.program != appProgram && !f.ans.structured
		},
		gives: []weight{{cChallenge, 12}, {cSession, 1.5}}},
	{ID: "app-sets-cookie", Ground: "frameworks begin a session with any answer, and some gates are written in them", Source: "header Set-Cookie",
		says: text("the application's refusal sets a cookie, and the request had none"),
		when: func(f *features) bool {
			return f.ans.setsCookie && f.req.cookie == 0 && f.ans.status == 403 && f.ans.program == appProgram && !f.ans.structured
		},
		gives: []weight{{cChallenge, 4}, {cSession, 2}}},
	{ID: "refusal-sets-no-cookie", Ground: "challenges set cookies or carry a script", Source: "the answer",
		says: text("the refusal sets no cookie"),
		when: func(f *features) bool {
			return !f.ans.setsCookie && f.ans.status == 403 && f.ans.Size < 2000
		},
		gives: []weight{{cChallenge, .3}}},
	{ID: "through-proxy", Ground: "the answer may be that of our own proxy", Source: "our request",
		says:  text("the request went through a forward proxy"),
		when:  func(f *features) bool { return f.req.proxy && f.ans.status >= 400 },
		gives: []weight{{cProxyPolicy, 2}}},
	{ID: "no-proxy", Ground: "no proxy was configured; a filter on the way is rare", Source: "our request",
		says:  text("no forward proxy is configured"),
		when:  func(f *features) bool { return !f.req.proxy },
		gives: []weight{{cProxyPolicy, .3}}},
	{ID: "edge-forwards-store", Ground: "Server: AmazonS3 behind CloudFront (AWS http-403-permission-denied)", Source: "headers Via and Server",
		says: text("a content network passed on an object store's refusal"),
		when: func(f *features) bool {
			return f.ans.program == storeProgram && f.ans.status == 403 && (f.ans.Get("X-Amz-Cf-Id") != "" || f.ans.Get("CF-RAY") != "")
		},
		gives: []weight{{cOriginDenies, 40}, {cMasked, 4}}},
	{ID: "peer-limited", Ground: "our own other checks of the host are limited too", Source: "other monitors",
		says: text("another monitor of the same host is limited too"),
		when: func(f *features) bool {
			for _, p := range f.ev.Peers {
				if p.SameHost && p.Status == 429 {
					return true
				}
			}
			return false
		},
		gives: []weight{{cLimit, 6}, {cBan, 2}}},
	{ID: "peers-fine", Ground: "other pages of the host answer us: nothing is wrong with host, address or network", Source: "other monitors",
		says:  text("other monitors of the same host are fine"),
		when:  func(f *features) bool { return f.peers(true) > 0 && f.peers(false) == 0 },
		gives: []weight{{cUnknownName, .1}, {cBan, .1}, {cBlocklist, .25}, {cAllowlist, .35}, {cUnreachable, .4}, {cMaintenance, .15}, {cSuspended, .1}, {cCertRequired, .2}, {cFamilySplit, .4}},
	},
	{ID: "peers-fail", Ground: "other pages of the host fail in the same way: the site, or we, are the reason", Source: "other monitors",
		says:  text("other monitors of the same host fail too"),
		when:  func(f *features) bool { return f.peers(false) > 0 && f.peers(true) == 0 },
		gives: []weight{{cUnknownName, 2}, {cBan, 3}, {cBlocklist, 3}, {cAllowlist, 2.5}, {cFilePerm, .2}, {cSymlink, .2}, {cNoIndex, .2}, {cPathRule, .4}, {cMaintenance, 2}, {cSuspended, 3}}},
	{ID: "busy-host", Ground: "our own request rate to the host; few limits lie below two requests a second, and those answer 429 or 503 more often than 403", Source: "our own checks", says: func(f *features) string {
		return fmt.Sprintf("we sent %d requests to this host within a minute", f.ev.Rate)
	},
		when: func(f *features) bool {
			return f.ev.Rate > 120 || f.ev.Rate > 20 && (f.ans.status == 429 || f.ans.status == 503)
		},
		gives: []weight{{cLimit, 3}, {cBan, 4}}},
}

func (f *features) peers(good bool) int {
	n := 0
	for _, p := range f.ev.Peers {
		if p.SameHost && (good && p.State.Good() || !good && p.State.Bad()) {
			n++
		}
	}
	return n
}

// families counts the address families that the name resolved to.
func (f *features) families() int {
	four, six := 0, 0
	if h := f.ev.First.Last(); h != nil {
		for _, a := range h.Resolved {
			if a.Unmap().Is4() {
				four = 1
			} else {
				six = 1
			}
		}
	}
	return four + six
}

func (f *features) clientCert() *measure.Cert {
	if h := f.ev.First.Last(); h != nil {
		return h.Request.ClientCert
	}
	return nil
}

func (f *features) sentCert() bool { return f.clientCert() != nil }
