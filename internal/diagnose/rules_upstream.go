package diagnose

import (
	"fmt"
	"strings"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

var upstreamRules = []Rule{
	{ID: "slow-failure", Ground: "a proxy gives up after a round time; what is refused is refused in milliseconds [lab]", Source: "timing", says: func(f *features) string {
		return fmt.Sprintf("the error took %s to come, as after a time-out", f.ans.wait.Round(10*time.Millisecond))
	},
		when: func(f *features) bool {
			return (f.ans.status == 502 || f.ans.status == 504) && f.ans.wait > 800*time.Millisecond
		},
		gives: []weight{{cTimeout, 25}, {cUnreachable, .4}, {cNoBackend, .3}, {cBadResponse, .3}, {cOverloaded, 2.5}, {cMaintenance, .1}}},
	{ID: "slow-503", Ground: "a proxy that has given up says 504 (RFC 9110 section 15.6.5); 503 after a wait is also what is left of attempts to connect, and of a queue", Source: "timing", says: func(f *features) string {
		return fmt.Sprintf("the 503 took %s to come", f.ans.wait.Round(10*time.Millisecond))
	},
		when: func(f *features) bool {
			return f.ans.status == 503 && f.ans.wait > 800*time.Millisecond && !f.haproxyRetries()
		},
		gives: []weight{{cTimeout, 8}, {cUnreachable, .9}, {cNoBackend, .5}, {cBadResponse, .3}, {cOverloaded, 2}, {cMaintenance, .1}}},
	{ID: "slow-503-of-an-application", Ground: "an application that writes JSON is there itself; its time limits end in 503 (hapi, Express timeout, gRPC gateways)", Source: "timing",
		says: text("an application answers 503 itself, after a wait"),
		when: func(f *features) bool {
			return f.ans.status == 503 && f.ans.structured && f.ans.wait > 800*time.Millisecond
		},
		gives: []weight{{cTimeout, 1.5}, {cUnreachable, .4}, {cNoBackend, .35}, {cOverloaded, .7}}},
	{ID: "slow-500", Ground: "programs that time out themselves have limits of seconds (PHP max_execution_time: 30 s); a first run may take one", Source: "timing", says: func(f *features) string {
		return fmt.Sprintf("the error took %s to come, as after a time-out", f.ans.wait.Round(10*time.Millisecond))
	},
		when:  func(f *features) bool { return f.ans.status == 500 && f.ans.wait > 3*time.Second },
		gives: []weight{{cTimeout, 20}, {cOverloaded, 2}}},
	{ID: "fast-failure", Ground: "as above", Source: "timing", says: func(f *features) string {
		return fmt.Sprintf("the error came within %s: nothing was waited for", max(f.ans.wait.Round(time.Millisecond), time.Millisecond))
	},
		when: func(f *features) bool {
			return gatewayStatus(f.ans.status) && f.ans.wait > 0 && f.ans.wait < 400*time.Millisecond
		},
		gives: []weight{{cTimeout, .1}, {cOverloaded, .6}}},
	{ID: "gateway-timeout-at-once", Ground: "a time-out takes time: who says 504 within a tenth of a second has one status for every failure (http-proxy-middleware)", Source: "timing", says: func(f *features) string {
		return fmt.Sprintf("the 504 came within %s: nothing can have timed out", max(f.ans.wait.Round(time.Millisecond), time.Millisecond))
	},
		when: func(f *features) bool {
			return f.ans.status == 504 && f.ans.wait > 0 && f.ans.wait < 100*time.Millisecond && !f.speaks(aTimeout)
		},
		gives: []weight{{cTimeout, .02}, {cUnreachable, 4}, {cBadResponse, 2}}},
	{ID: "haproxy-retries", Ground: "HAProxy tries a refused connection three times, a second apart, before its 503 (measured: 3.006 s)", Source: "timing", says: func(f *features) string {
		return fmt.Sprintf("the 503 took %s: HAProxy's three attempts to connect", f.ans.wait.Round(10*time.Millisecond))
	},
		when:  func(f *features) bool { return f.haproxyRetries() },
		gives: []weight{{cUnreachable, 6}, {cNoBackend, .8}, {cTimeout, 1}, {cOverloaded, .8}}},
	{ID: "haproxy-queue", Ground: "HAProxy's 503 after the queue time-out is that of no healthy server, but late", Source: "timing",
		says: text("HAProxy's 503 came late, as from its queue"),
		when: func(f *features) bool {
			return f.onHAProxy(503) && f.ans.wait > 700*time.Millisecond && !f.haproxyRetries()
		},
		gives: []weight{{cOverloaded, 6}, {cNoBackend, 2}, {cTimeout, .1}}},
	{ID: "haproxy-at-once", Ground: "no healthy server: 0.3 ms; refused: 3 s (measured)", Source: "timing",
		says:  text("HAProxy's 503 came at once: it did not try to connect"),
		when:  func(f *features) bool { return f.onHAProxy(503) && f.ans.wait < 300*time.Millisecond },
		gives: []weight{{cNoBackend, 1.5}, {cUnreachable, 1.5}, {cOverloaded, .15}}},
	{ID: "haproxy-500", Ground: "HAProxy's tarpit answers its own 500 page after a fixed delay [lab]", Source: "timing",
		says:  text("HAProxy's own 500 page after a delay: a tarpit looks like a crash"),
		when:  func(f *features) bool { return f.onHAProxy(500) && f.ans.wait > 400*time.Millisecond },
		gives: []weight{{cBlock, 120}}},
	{ID: "httpd-502", Ground: "httpd: refused is 503, garbage 502 at once, slow 502 after the time-out [lab]", Source: "header Server",
		says:  text("httpd answers 502 when the back end was reached and its answer could not be used"),
		when:  func(f *features) bool { return f.ans.status == 502 && f.ans.program == httpdProgram },
		gives: []weight{{cBadResponse, 12}, {cUnreachable, .15}}},
	{ID: "httpd-503", Ground: "httpd answers 503 when the back end refuses the connection [lab]", Source: "header Server",
		says:  text("httpd answers 503 when its back end refuses the connection"),
		when:  func(f *features) bool { return f.ans.status == 503 && f.ans.program == httpdProgram && !f.ans.hasRetry },
		gives: []weight{{cUnreachable, 8}, {cMaintenance, .6}, {cNoBackend, 1.5}}},
	{ID: "lighttpd-503", Ground: "lighttpd answers 503 when its back end refuses the connection, and marks it down for a second (gw_backend.c, disable-time)", Source: "header Server",
		says: text("lighttpd answers 503 when its back end refuses the connection"),
		when: func(f *features) bool {
			return f.ans.status == 503 && f.ans.program == lighttpdProgram && !f.ans.hasRetry
		},
		gives: []weight{{cUnreachable, 8}, {cMaintenance, .4}, {cNoBackend, 1.5}, {cOverloaded, .7}, {cChallenge, .3}}},
	{ID: "caddy-503", Ground: "Caddy answers 503 when no upstream is available and 502 when it cannot reach the one it chose (reverseproxy: errNoUpstream, DialError) [lab]", Source: "header Server",
		says:  text("Caddy answers 503 when all its back ends are marked down"),
		when:  func(f *features) bool { return f.ans.status == 503 && f.ans.program == caddyProgram },
		gives: []weight{{cNoBackend, 12}, {cUnreachable, .3}, {cOverloaded, .4}, {cMaintenance, .6}}},
	{ID: "nginx-502", Ground: "nginx gives one page for refused, TLS failure, name failure and garbage [lab]", Source: "the body",
		says:  text("nginx gives one page for every way in which its back end can fail"),
		when:  func(f *features) bool { return f.ans.status == 502 && f.ans.program == nginxProgram },
		gives: []weight{{cNoBackend, .3}, {cAppError, .2}, {cTimeout, .3}}},
	{ID: "nginx-503", Ground: "nginx writes 503 itself for limit_req, limit_conn and return 503; a dead back end is 502", Source: "the body",
		says:  text("nginx's own 503 is that of a rate limit or of return 503: a dead back end is 502"),
		when:  func(f *features) bool { return f.ans.status == 503 && f.ans.program == nginxProgram && f.ans.stock },
		gives: []weight{{cLimit, 8}, {cMaintenance, 2}, {cConcurrency, 8}, {cUnreachable, .1}, {cNoBackend, .2}, {cTimeout, .1}}},
	{ID: "retry-later-503", Ground: "RFC 9110 section 10.2.3", Source: "header Retry-After", says: func(f *features) string {
		return "503 with Retry-After " + roughly(f.ans.retry)
	},
		when:  func(f *features) bool { return f.ans.status == 503 && f.ans.hasRetry && !f.ans.structured },
		gives: []weight{{cMaintenance, 5}, {cOverloaded, 2}, {cLimit, 2}, {cUnreachable, .15}, {cNoBackend, .2}, {cTimeout, .1}}},
	{ID: "api-busy-503", Ground: "RFC 9110 section 15.6.4: overload or maintenance; an interface that says when to come back sheds load more often than it is closed", Source: "header Retry-After", says: func(f *features) string {
		return "an interface answers 503 with Retry-After " + roughly(f.ans.retry)
	},
		when:  func(f *features) bool { return f.ans.status == 503 && f.ans.hasRetry && f.ans.structured },
		gives: []weight{{cMaintenance, 2}, {cOverloaded, 4}, {cLimit, 3}, {cUnreachable, .15}, {cNoBackend, .2}, {cTimeout, .1}}},
	{ID: "back-in-seconds", Ground: "who sheds load or balances asks for seconds (under-pressure 10, Varnish 5, envoy's and HAProxy's examples 1 to 30); works on a site take longer", Source: "header Retry-After", says: func(f *features) string {
		return "the answer expects to be better in " + roughly(f.ans.retry)
	},
		when:  func(f *features) bool { return f.ans.status == 503 && f.ans.hasRetry && f.ans.retry <= time.Minute },
		gives: []weight{{cMaintenance, .05}, {cOverloaded, 2}, {cLimit, 1.2}}},
	{ID: "back-in-minutes", Ground: "works on a site are announced in minutes and hours (WordPress 600, MDN's and Google's examples 3600); load passes sooner", Source: "header Retry-After", says: func(f *features) string {
		return "the answer expects to be back in " + roughly(f.ans.retry)
	},
		when:  func(f *features) bool { return f.ans.status == 503 && f.ans.hasRetry && f.ans.retry >= 5*time.Minute },
		gives: []weight{{cMaintenance, 4}, {cOverloaded, .3}, {cLimit, .5}, {cUnreachable, .2}, {cNoBackend, .3}}},
	{ID: "nginx-503-with-retry", Ground: "limit_req and limit_conn of nginx set no Retry-After: whoever sets one has written the answer on purpose", Source: "header Retry-After",
		says:  text("nginx's limits set no Retry-After: this 503 was put up on purpose"),
		when:  func(f *features) bool { return f.ans.status == 503 && f.ans.program == nginxProgram && f.ans.hasRetry },
		gives: []weight{{cMaintenance, 20}, {cLimit, .3}, {cConcurrency, .1}}},
	{ID: "squid-nothing-read", Ground: "Squid reports a name that does not resolve as ERR_READ_ERROR without a socket error (Squid 5.7) [lab]", Source: "header X-Squid-Error",
		says:  text("Squid reports a read error although no socket error occurred: nothing was ever reached"),
		when:  func(f *features) bool { return strings.HasPrefix(f.ans.Get("X-Squid-Error"), "ERR_READ_ERROR 0") },
		gives: []weight{{cUnreachable, 300}}},
	{ID: "varnish-503", Ground: "Varnish has one 503 page: refused 0.6 ms, slow after its time-out [lab]", Source: "header Via",
		says: text("Varnish's one page for a back end that failed"),
		when: func(f *features) bool {
			return f.ans.status == 503 && (f.ans.Get("X-Varnish") != "" || strings.Contains(strings.ToLower(f.ans.Get("Via")), "varnish"))
		},
		gives: []weight{{cUnreachable, 4}, {cTimeout, 2}, {cNoBackend, 1}, {cMaintenance, .2}, {cLimit, .1}, {cOverloaded, .4}}},
	{ID: "varnish-503-slow", Ground: "Varnish has no 504: its 503 after a wait is that of first_byte_timeout or connect_timeout [lab]", Source: "timing",
		says: text("Varnish answers its time-outs with 503, and this one took its time"),
		when: func(f *features) bool {
			return f.ans.status == 503 && f.ans.wait > 800*time.Millisecond && f.ans.Get("X-Varnish") != ""
		},
		gives: []weight{{cTimeout, 5}, {cUnreachable, .5}, {cOverloaded, .3}}},
	{ID: "container-503", Ground: "a servlet container is the back end: its own 503 is of a context that is stopped, of overload, or of a limit (Jetty QoSFilter, Tomcat contexts)", Source: "the body",
		says:  text("the 503 is of the application's own container, behind which nothing else lies"),
		when:  func(f *features) bool { return f.ans.status == 503 && f.container() },
		gives: []weight{{cUnreachable, .2}, {cNoBackend, .2}, {cOverloaded, 2.5}, {cConcurrency, 25}, {cBlock, .3}, {cTimeout, .5}}},
	{ID: "plain-503", Ground: "pages of maintenance are written for people and say when to come back; a page with the status alone is a program's", Source: "the body",
		says: text("the 503 says no more than its status, and not when to come back"),
		when: func(f *features) bool {
			return f.ans.status == 503 && !f.ans.hasRetry && f.statusPage()
		},
		gives: []weight{{cMaintenance, .35}, {cOverloaded, .6}, {cChallenge, .2}, {cSuspended, .3}, {cLimit, .7}}},
	{ID: "maintenance-words", Ground: "words of a page that is put up on purpose", Source: "the body",
		says: text("the page speaks of maintenance"),
		when: func(f *features) bool {
			return (f.ans.status == 503 || f.ans.status == 200) && !(f.ans.program == httpdProgram && f.ans.stock) && f.bodySays("maintenance", "be right back", "be back soon", "be back shortly", "wartung", "mantenimiento")
		},
		gives: []weight{{cMaintenance, 60}}},
	{ID: "connection-refused", Ground: "nothing listens there", Source: "the connection",
		says:  text("nothing accepts connections at that address and port"),
		when:  func(f *features) bool { return f.ans.failure == measure.ConnectRefused },
		gives: []weight{{cUnreachable, 60}, {cTimeout, .02}, {cPathRule, .01}, {cUnknownName, .02}, {cBlocklist, .4}, {cAllowlist, .4}, {cBlock, .05}, {cAppError, .1}, {cBadResponse, .05}}},
	{ID: "connection-dropped", Ground: "packets are thrown away: a firewall, or nothing at the address", Source: "the connection",
		says: text("the connection attempt was not answered"),
		when: func(f *features) bool {
			return f.ans.failure == measure.ConnectTimeout || f.ans.failure == measure.ConnectUnreachable
		},
		gives: []weight{{cUnreachable, 6}, {cAllowlist, 3}, {cBlocklist, 3}, {cBan, 2}, {cPathRule, .01}, {cUnknownName, .02}, {cBlock, .3}, {cTimeout, .2}}},
	{ID: "name-unknown", Ground: "the name does not resolve", Source: "the resolver",
		says: text("the name of the host does not resolve"),
		when: func(f *features) bool {
			switch f.ans.failure {
			case measure.NameNotFound, measure.NameNoAddr, measure.NameServer, measure.NameTimeout:
				return true
			}
			return false
		},
		gives: []weight{{cUnreachable, 3}, {cUnknownName, 4}, {cPathRule, .001}, {cTimeout, .01}, {cBlocklist, .01}, {cAllowlist, .01}}},
	{ID: "proxy-wants-credentials", Ground: "407 to CONNECT (RFC 9110 section 15.5.8)", Source: "the proxy",
		says:  text("the proxy asks for its own credentials"),
		when:  func(f *features) bool { return f.ans.failure == measure.ProxyAuth },
		gives: []weight{{cProxyAuth, 1e6}}},
	{ID: "proxy-refuses", Ground: "any other refusal of CONNECT is the proxy's own policy, or its failure to reach the target", Source: "the proxy",
		says:  text("the proxy refused to connect to the target"),
		when:  func(f *features) bool { return f.ans.failure == measure.ProxyRefused },
		gives: []weight{{cProxyPolicy, 8000}, {cUnreachable, 2}}},
	{ID: "broken-body", Ground: "the answer ends within its body: a back end or a proxy gave up", Source: "the body",
		says: text("the body does not arrive whole"),
		when: func(f *features) bool {
			switch f.ans.failure {
			case measure.BodyReset, measure.BodyTruncated, measure.DecodeFailed:
				return true
			}
			return false
		},
		gives: []weight{{cBadResponse, 40}, {cTimeout, .4}, {cUnreachable, .05}, {cBlocklist, .05}, {cAllowlist, .05}, {cPathRule, .05}, {cUnknownName, .02}, {cBlock, .2}, {cAppError, 3}}},
	{ID: "closed-without-answer", Ground: "nginx 444, Caddy abort, ATS and firewalls close without a word [lab]", Source: "the connection",
		says: text("the connection was closed without an answer"),
		when: func(f *features) bool {
			return f.closed()
		},
		gives: []weight{{cPathRule, 6}, {cUnknownName, 2.5}, {cBlock, 4}, {cBlocklist, 2}, {cUnreachable, .4}, {cTimeout, .05}, {cAppError, 2.5}, {cBadResponse, 2.5}, {cHTTPSRequired, 4}, {cTooLarge, 30}, {cProfile, 3}, {cUARule, 3}}},
	{ID: "closed-within-tls", Ground: "what ends TLS and passes bytes on has no page to send: it closes when its back end is gone (hitch, stunnel, TCP listeners of balancers)", Source: "the connection",
		says:  text("the TLS handshake was good, and the connection was closed without an answer"),
		when:  func(f *features) bool { return f.closed() && f.req.url.Scheme == "https" },
		gives: []weight{{cUnreachable, 4}, {cNoBackend, 2}, {cUnknownName, .7}}},
	{ID: "closed-after-a-wait", Ground: "rules close at once; whoever closes after a second or more has waited for something (uWSGI http-timeout, balancers without a page)", Source: "timing", says: func(f *features) string {
		return fmt.Sprintf("the connection was closed without an answer after %s", f.ans.wait.Round(10*time.Millisecond))
	},
		when: func(f *features) bool {
			return f.closed() && f.ans.wait > 900*time.Millisecond
		},
		gives: []weight{{cTimeout, 120}, {cPathRule, .1}, {cUnknownName, .1}, {cBlock, .4}, {cBlocklist, .3}, {cBadResponse, 2}, {cHTTPSRequired, .1}}},
	{ID: "never-answered", Ground: "the request was taken and never answered: a slow application, or a silent drop [lab]", Source: "timing",
		says: text("the request was taken and not answered within the time allowed"),
		when: func(f *features) bool {
			return f.ans.failure == measure.AnswerTimeout || f.ans.failure == measure.BodyTimeout
		},
		gives: []weight{{cTimeout, 20}, {cBlock, 18}, {cUnreachable, .05}, {cPathRule, .1}, {cUnknownName, .05}, {cOverloaded, 20}}},
	{ID: "not-http", Ground: "RFC 9112 section 2.1: another protocol is spoken on this port, or what is behind sends what it should not", Source: "the connection",
		says:  text("what came back is not HTTP"),
		when:  func(f *features) bool { return f.ans.failure == measure.AnswerMalformed },
		gives: []weight{{cBadResponse, 2000}, {cUnreachable, .05}, {cTimeout, .01}, {cBlocklist, .05}, {cAllowlist, .05}, {cPathRule, .05}, {cUnknownName, .1}, {cBlock, .1}}},
	{ID: "tls-broken-by-them", Ground: "the peer left during the handshake", Source: "the handshake",
		says: text("the server left during the TLS handshake"),
		when: func(f *features) bool {
			return f.ans.failure == measure.TLSReset || f.ans.failure == measure.TLSClosed || f.ans.failure == measure.TLSAlert
		},
		gives: []weight{{cUnknownName, 3}, {cBlocklist, 1.5}, {cUnreachable, .2}, {cProtocol, 3}, {cPathRule, .02}, {cTimeout, .05}, {cCertRequired, 2}}},
	{ID: "app-500-json", Ground: "the application itself reports the error", Source: "the answer",
		says:  text("the application reports an error of its own"),
		when:  func(f *features) bool { return f.ans.status == 500 && f.ans.structured },
		gives: []weight{{cAppError, 2}, {cHandler, .1}}},
	{ID: "verifier-fails-for-any", Ground: "httpd answers 500, and nginx and gateways 403, to any credential when the file or service of the users is gone, and 401 to none", Source: "experiment creds-wrong",
		says: text("any credential meets the same answer, and without one the server asks for it: what checks them fails"),
		when: func(f *features) bool {
			return (f.ans.status >= 500 || f.ans.status == 403) && f.req.creds.sent && f.outcomeIs(xCredsNone, o401) && f.outcomeIs(xCredsWrong, oSame)
		},
		gives: []weight{{cAuthBackend, 40}, {cAppError, .5}}},
	{ID: "protected-path-fails", Ground: "the verifier of credentials fails (API Gateway AuthorizerConfigurationException)", Source: "our request",
		says:  text("the failing request carried credentials"),
		when:  func(f *features) bool { return f.ans.status == 500 && f.req.creds.sent },
		gives: []weight{{cAuthBackend, 4}}},
}

// statusPage reports whether the body is a short page that says the status.
func (f *features) statusPage() bool {
	return f.ans.Size > 0 && f.ans.Size < 700 && !f.ans.structured && f.bodySays("service unavailable", "service temporarily unavailable")
}

func gatewayStatus(s int) bool { return s == 502 || s == 503 || s == 504 || s == 500 }

func (f *features) onHAProxy(status int) bool {
	if f.ans.status != status {
		return false
	}
	for _, m := range f.ans.matches {
		if strings.EqualFold(m.Product, "haproxy") {
			return true
		}
	}
	return false
}

func (f *features) haproxyRetries() bool {
	return f.onHAProxy(503) && f.ans.wait > 2700*time.Millisecond && f.ans.wait < 3600*time.Millisecond
}

// bodySays reports whether one of words is in the body; words are in lower
// case.
func (f *features) bodySays(words ...string) bool {
	if f.ans.Answer == nil {
		return false
	}
	for _, w := range words {
		if containsLower(f.ans.Body[:min(len(f.ans.Body), scanned)], w) {
			return true
		}
	}
	return false
}
