package diagnose

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

var requestRules = []Rule{
	{ID: "head-request", Ground: "HEAD is refused where GET is not [lab]", Source: "our request",
		says: text("the check uses HEAD, which some servers refuse"),
		when: func(f *features) bool {
			return f.req.method == "HEAD" && (f.ans.status == 403 || f.ans.status == 404 || f.ans.status == 405 || f.ans.status == 501 || f.ans.status == 400)
		},
		gives: []weight{{cHead, 600}, {cMethod, .02}, {cSession, .5}}},
	{ID: "writing-request", Ground: "rules on methods and forgery checks concern writing methods", Source: "our request", says: func(f *features) string {
		return "the check uses " + f.req.method
	},
		when:  func(f *features) bool { return f.req.writes() && f.ans.status >= 400 && f.ans.status < 500 },
		gives: []weight{{cMethod, 150}, {cCSRF, 60}, {cHead, .01}, {cFilePerm, .2}, {cNoIndex, .2}}},
	{ID: "malformed-write", Ground: "a method that is not allowed is 405 (RFC 9110 section 15.5.6); 400 to a write is about what was sent, or the token that was not", Source: "our request",
		says:  text("400 is no answer to a method: what was sent, or the token that was not, is the reason"),
		when:  func(f *features) bool { return f.req.writes() && f.ans.status == 400 },
		gives: []weight{{cMethod, .06}}},
	{ID: "app-refuses-write", Ground: "applications answer 405 to a method that they do not have and 403 to a forged or unproven request (Django, Rails, Laravel, csurf) [lab]", Source: "our request",
		says: text("an application refuses to be written to with 403, which for an unknown method would be 405"),
		when: func(f *features) bool {
			return f.req.writes() && f.ans.status == 403 && f.appSpoke()
		},
		gives: []weight{{cMethod, .12}}},
	{ID: "write-refused-with-cookie", Ground: "who begins a session with a refusal keeps sessions, and forms of sessions are guarded against forgery", Source: "header Set-Cookie",
		says: text("the refusal of a write sets a cookie"),
		when: func(f *features) bool {
			return f.req.writes() && f.ans.status == 403 && f.ans.setsCookie
		},
		gives: []weight{{cCSRF, 4}, {cMethod, .4}}},
	{ID: "allow-names-methods", Ground: "RFC 9110 section 15.5.6: 405 must carry Allow", Source: "header Allow", says: func(f *features) string {
		return "405, and Allow lists " + f.ans.Get("Allow") + " without " + f.req.method
	},
		when: func(f *features) bool {
			return f.ans.status == 405 && f.ans.Get("Allow") != "" && !slices.Contains(strings.FieldsFunc(strings.ToUpper(f.ans.Get("Allow")), func(r rune) bool { return r == ',' || r == ' ' }), f.req.method)
		},
		gives: []weight{{cMethod, 30}, {cHead, 2}, {cChallenge, .2}}},
	{ID: "405-without-allow", Ground: "RFC 9110 section 15.5.6: a server that means the method names those that it takes; a 405 to GET without Allow is a rule's (Varnish synth, AWS WAF)", Source: "header Allow",
		says: text("405 to a GET, without the Allow that belongs to it"),
		when: func(f *features) bool {
			return f.ans.status == 405 && f.req.method == "GET" && f.ans.Get("Allow") == "" && (f.ans.program == proxyProgram || !f.saysMethod() && !f.appSpoke())
		},
		gives: []weight{{cMethod, .25}, {cPathRule, 8}, {cChallenge, 3}, {cBlock, 3}}},
	{ID: "405-in-words", Ground: "many frameworks leave Allow out and say it in the page (Tornado, Go's http.Error)", Source: "the body",
		says: text("405, and the page says that the method is not allowed, without the Allow that belongs to it"),
		when: func(f *features) bool {
			return f.ans.status == 405 && f.ans.Get("Allow") == "" && f.ans.program != proxyProgram && f.saysMethod()
		},
		gives: []weight{{cPathRule, 1.5}, {cBlock, 1.5}}},
	{ID: "large-request", Ground: "servers take 4 to 16 KiB of header and URL (RFC 6585 section 5; nginx large_client_header_buffers)", Source: "our request", says: func(f *features) string {
		return fmt.Sprintf("the request carries %d bytes of cookies and a target of %d bytes", f.req.cookie, f.req.target)
	},
		when: func(f *features) bool {
			return (f.req.cookie > 4000 || f.req.target > 4000) && (f.ans.status >= 400 || f.closed())
		},
		gives: []weight{{cTooLarge, 40}}},
	{ID: "small-request", Ground: "every server takes a request of one or two kilobytes (RFC 9112 section 3 recommends 8000 bytes for the first line alone)", Source: "our request",
		says: text("the request is small"),
		when: func(f *features) bool {
			return f.req.cookie < 1500 && f.req.target < 1500 && f.ans.status == 400 && !f.req.creds.sent && !f.req.writes()
		},
		gives: []weight{{cTooLarge, .15}}},
	{ID: "narrow-accept", Ground: "RFC 9110 section 15.5.7", Source: "our request", says: func(f *features) string {
		return "the request accepts only " + f.req.accept
	},
		when:  func(f *features) bool { return f.ans.status == 406 && f.req.accept != "" && f.req.accept != "*/*" },
		gives: []weight{{cNotAcceptable, 12}, {cUARule, .3}, {cProfile, .5}}},
	{ID: "accepts-anything", Ground: "RFC 9110 section 12.5.1: */* accepts every type, so 406 cannot be about the type; firewalls and rules on clients answer 406 too (mod_security of hosting companies)", Source: "our request",
		says:  text("the request accepts anything, so 406 is not about the type of the content"),
		when:  func(f *features) bool { return f.ans.status == 406 && (f.req.accept == "" || f.req.accept == "*/*") },
		gives: []weight{{cNotAcceptable, .2}, {cUARule, 2}, {cProfile, 1.5}}},
	{ID: "no-user-agent", Ground: "CRS 920320; GitHub and others refuse requests without a User-Agent", Source: "our request",
		says:  text("the request carries no User-Agent"),
		when:  func(f *features) bool { return f.req.noUA && f.ans.status >= 400 && f.ans.status != 401 },
		gives: []weight{{cProfile, 25}, {cUARule, .6}}},
	{ID: "tool-user-agent", Ground: "CRS 913100 and common block lists name scanners, libraries and bots", Source: "our request", says: func(f *features) string {
		return "the User-Agent names a tool or a bot"
	},
		when: func(f *features) bool {
			return toolAgent(f.req.ua) && f.ans.status >= 400 && f.ans.status != 401 && f.ans.status != 404
		},
		gives: []weight{{cUARule, 4}}},
	{ID: "suspicious-text", Ground: "CRS 930, 941, 942: traversal, script and SQL in query or cookie", Source: "our request",
		says: text("the query or a cookie looks like an attack to a web application firewall"),
		when: func(f *features) bool {
			return f.req.suspect && !f.req.sig.present() && (f.ans.status == 403 || f.ans.status == 406 || f.ans.status == 400 || f.ans.status == 0)
		},
		gives: []weight{{cContent, 40}}},
	{ID: "query-present", Ground: "rules on content need content", Source: "our URL",
		says: text("the URL has a query that a rule may look at"),
		when: func(f *features) bool {
			return f.req.url.RawQuery != "" && f.req.sig.family == "" && (f.ans.status == 403 || f.ans.status == 406)
		},
		gives: []weight{{cContent, 9}}},
	{ID: "nothing-to-match", Ground: "rules on content need content", Source: "our request",
		says: text("there is neither query nor cookie that a rule on content could look at"),
		when: func(f *features) bool {
			return f.req.url.RawQuery == "" && f.req.cookie == 0 && !f.req.dotfile && f.ans.status == 403
		},
		gives: []weight{{cContent, .1}}},
	{ID: "foreign-referer", Ground: "hotlink rules look at the Referer (ngx_http_referer_module)", Source: "our request",
		says: text("the request carries another site's Referer"),
		when: func(f *features) bool {
			return f.req.foreign && (f.ans.status == 403 || f.ans.status == 302 || f.ans.status == 404)
		},
		gives: []weight{{cHotlink, 900}, {cRefererReq, .6}}},
	{ID: "own-referer", Ground: "a Referer of the site's own passes hotlink rules", Source: "our request",
		says:  text("the request carries the site's own Referer"),
		when:  func(f *features) bool { return f.req.referer != "" && !f.req.foreign },
		gives: []weight{{cHotlink, .1}, {cRefererReq, .1}}},
	{ID: "media-file", Ground: "hotlink rules guard images, video and fonts", Source: "our URL",
		says:  text("the URL is a media file"),
		when:  func(f *features) bool { return f.req.media && f.req.referer == "" && f.ans.status == 403 },
		gives: []weight{{cRefererReq, 3}, {cSession, .4}, {cCSRF, .2}}},
	{ID: "cross-origin", Ground: "an Origin header makes it a cross-origin request (CORS), and checks are seldom given one", Source: "our request",
		says:  text("the request carries an Origin"),
		when:  func(f *features) bool { return f.req.origin && (f.ans.status == 403 || f.ans.status == 400) },
		gives: []weight{{cCSRF, 700}}},
	{ID: "http10", Ground: "RFC 9110 section 15.5.22; filters on HTTP/1.0", Source: "our request",
		says: text("the check speaks HTTP/1.0"),
		when: func(f *features) bool {
			return f.req.proto == "http/1.0" && (f.ans.status == 403 || f.ans.status == 426 || f.ans.status == 505 || f.ans.status == 400)
		},
		gives: []weight{{cProtocol, 25}}},
	{ID: "no-choice-of-protocol", Ground: "over plain http a check speaks HTTP/1.1 as everybody does", Source: "our request",
		says: text("plain HTTP/1.1, as everybody speaks it"),
		when: func(f *features) bool {
			return f.req.url.Scheme == "http" && f.req.proto != "http/1.0" && f.ans.status == 403
		},
		gives: []weight{{cProtocol, .15}}},
	{ID: "plain-http", Ground: "rules that ask for https concern http only", Source: "our URL",
		says: text("the URL is http"),
		when: func(f *features) bool {
			return f.req.url.Scheme == "http" && (f.ans.status == 403 || f.ans.status == 426 || f.ans.status >= 300 && f.ans.status < 400)
		},
		gives: []weight{{cHTTPSRequired, 1.3}}},
	{ID: "https-already", Ground: "rules that ask for https concern http only", Source: "our URL",
		says:  text("the URL is https already"),
		when:  func(f *features) bool { return f.req.url.Scheme == "https" },
		gives: []weight{{cHTTPSRequired, .02}}},
	{ID: "port-speaks-tls", Ground: "a port speaks TLS or plain HTTP: where https is answered, 400 to http is \"plain HTTP sent to an HTTPS port\" (nginx 497, Go net/http, httpd)", Source: "experiment https",
		says: text("the same port answers over TLS, so plain HTTP is what it does not understand"),
		when: func(f *features) bool {
			return (f.ans.status == 400 || f.closed()) && f.req.url.Scheme == "http" && f.req.url.Port() != "" && slices.ContainsFunc(f.trials, func(t trial) bool { return t.x == xHTTPS && t.status != 0 })
		},
		gives: []weight{{cHTTPSRequired, 100}}},
	{ID: "redirect-to-https", Ground: "RFC 9110 section 15.4; the same URL with another scheme", Source: "header Location",
		says:  text("the answer sends to the https form of the same URL"),
		when:  func(f *features) bool { return f.req.url.Scheme == "http" && redirectsToHTTPS(f) },
		gives: []weight{{cHTTPSRequired, 400}, {cLoop, .05}, {cSession, .3}}},
	{ID: "redirect-to-slash", Ground: "the same path with or without its last slash (addslash and removeslash of frameworks, mod_dir)", Source: "header Location",
		says:  text("the answer sends to the same path with or without its last slash"),
		when:  func(f *features) bool { return redirectsToSlash(f) },
		gives: []weight{{cSession, .05}, {cLoop, 2}, {cNotFound, .5}, {cHTTPSRequired, .3}}},
	{ID: "redirect-to-self", Ground: "the Location was visited already", Source: "header Location",
		says:  text("the answer sends to the URL that was asked for"),
		when:  func(f *features) bool { return f.loops() },
		gives: []weight{{cLoop, 3000}, {cHTTPSRequired, .2}, {cSession, .1}}},
	{ID: "not-http-on-tls", Ground: "TLS to a port that speaks plain HTTP, or the reverse", Source: "the handshake",
		says:  text("the port does not speak TLS"),
		when:  func(f *features) bool { return f.ans.failure == measure.TLSNotTLS },
		gives: []weight{{cProtocol, 20}, {cBadResponse, 2}}},
}

func (q *requestFeatures) writes() bool {
	return q.method != "GET" && q.method != "HEAD" && q.method != "OPTIONS"
}

// saysMethod reports whether the page of a refusal speaks of the method.
func (f *features) saysMethod() bool {
	return f.bodySays("method not allowed", "method is not allowed", "only post", "only put", "only get", "not allowed for the requested url", "method not supported", "unsupported method", "cannot get /")
}

func toolAgent(ua string) bool {
	l := strings.ToLower(ua)
	for _, w := range []string{"bot", "spider", "crawl", "nikto", "sqlmap", "nmap", "masscan", "zgrab", "python", "curl/", "wget", "libwww", "java/", "go-http-client", "scrapy", "httpclient", "okhttp", "perl", "ruby", "phantom", "headless", "scan", "axios", "node-fetch"} {
		if strings.Contains(l, w) {
			return true
		}
	}
	return false
}

// target resolves the Location of a redirect.
func (f *features) target() *url.URL {
	if f.ans.status < 300 || f.ans.status > 399 || f.ans.location == "" {
		return nil
	}
	u, err := f.req.url.Parse(f.ans.location)
	if err != nil {
		return nil
	}
	return u
}

func redirectsToHTTPS(f *features) bool {
	u := f.target()
	return u != nil && u.Scheme == "https" && sameSite(u.String(), f.req.name) && strings.TrimSuffix(u.Path, "/") == strings.TrimSuffix(f.req.url.Path, "/")
}

func redirectsToSlash(f *features) bool {
	u := f.target()
	return u != nil && u.Host == f.req.url.Host && u.Path != f.req.url.Path && strings.TrimSuffix(u.Path, "/") == strings.TrimSuffix(f.req.url.Path, "/")
}

// loops reports whether redirects lead to where they have been.
func (f *features) loops() bool {
	if f.ans.failure == measure.RedirectLoop || f.ans.failure == measure.RedirectLimit {
		return true
	}
	u := f.target()
	if u == nil {
		return false
	}
	if u.Path == f.req.url.Path && u.RawQuery == f.req.url.RawQuery && u.Scheme == f.req.url.Scheme && u.Host == f.req.url.Host {
		return true
	}
	for _, h := range f.ev.First.Hops {
		if h.Request.URL == u.String() {
			return true
		}
	}
	return false
}
