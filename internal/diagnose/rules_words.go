package diagnose

// wordRules read what an answer says in its own words, where no table knows
// its author. People write the messages of their applications as they like, so
// the words of a cause are evidence of it and no statement: they are weighed
// far below those of documented products.
var wordRules = []Rule{
	{ID: "says-no-credentials", Ground: "messages of applications and gateways to a request without credentials", Source: "the body",
		says: text("the answer's own words ask for credentials"),
		when: func(f *features) bool {
			return !f.req.anything() && f.says(400, 499, "missing api key", "api key missing", "api key is missing", "api key required", "api key is required", "no api key", "apikey missing", "missing token", "token missing", "token is missing", "token required", "token is required", "no token",
				"missing authorization", "missing credentials", "no credentials", "authorization header", "authentication required", "authentication is required", "not authenticated", "unauthenticated", "not signed in", "must authenticate", "authenticate first")
		},
		gives: []weight{{cMissingCreds, 40}, {cPathRule, .3}, {cBlock, .3}, {cRole, .5}}},
	{ID: "says-sign-in", Ground: "messages of applications to a visitor without a session", Source: "the body",
		says: text("the answer's own words ask to sign in"),
		when: func(f *features) bool {
			return !f.req.creds.sent && f.says(400, 499, "please log in", "please login", "please sign in", "must be logged in", "need to be logged in", "login required", "log in to continue", "sign in to continue", "not logged in", "session expired", "session has expired", "session timed out", "invalid session", "no session")
		},
		gives: []weight{{cSession, 40}, {cMissingCreds, 3}, {cPathRule, .3}, {cBlock, .3}, {cRole, .5}}},
	{ID: "says-bad-credentials", Ground: "messages of applications to credentials that they do not know", Source: "the body",
		says: text("the answer's own words call the credentials wrong"),
		when: func(f *features) bool {
			return f.req.anything() && f.says(400, 499, "invalid token", "invalid api key", "invalid api-key", "invalid apikey", "unknown api key", "invalid credentials", "bad credentials", "incorrect password", "wrong password", "authentication failed", "invalid access token", "token invalid", "token is invalid", "invalid jwt", "signature verification failed", "malformed token")
		},
		gives: []weight{{cInvalidCreds, 25}, {cRole, .2}, {cScope, .2}, {cPathRule, .3}, {cBlock, .3}}},
	{ID: "says-token-expired", Ground: "messages of applications to a credential out of date", Source: "the body",
		says: text("the answer's own words say that the credential has expired"),
		when: func(f *features) bool {
			return f.req.anything() && f.says(400, 499, "token expired", "token has expired", "token is expired", "jwt expired", "expired token", "key has expired", "credentials have expired")
		},
		gives: []weight{{cExpiredCred, 60}}},
	{ID: "says-no-right", Ground: "messages of applications to a user that lacks a right", Source: "the body",
		says: text("the answer's own words name a right or a role"),
		when: func(f *features) bool {
			return f.says(403, 404, "insufficient permission", "insufficient privileges", "insufficient rights", "missing permission", "lacks permission", "permission denied", "access required", "requires role", "required role", "admin only", "admins only", "administrators only", "not permitted to", "do not have permission to perform", "not authorized to", "not authorised to", "not allowed to perform")
		},
		gives: []weight{{cRole, 12}, {cScope, 2}, {cBlock, .4}, {cFilePerm, .3}}},
	{ID: "says-scope", Ground: "OAuth's word for what a token may do (RFC 6749 section 3.3)", Source: "the body",
		says:  text("the answer's own words name a scope"),
		when:  func(f *features) bool { return f.req.anything() && f.says(401, 403, "scope") },
		gives: []weight{{cScope, 15}}},
	{ID: "says-forgery", Ground: "the names of the protection against cross-site requests", Source: "the body",
		says: text("the answer's own words name the protection against cross-site requests"),
		when: func(f *features) bool {
			return f.says(400, 422, "csrf", "xsrf", "authenticity token", "anti-forgery", "antiforgery", "cross-site request", "cross site request", "request forgery")
		},
		gives: []weight{{cCSRF, 120}, {cMethod, .2}}},
	{ID: "says-origin", Ground: "messages of CORS middleware to an Origin that is not on its list", Source: "the body",
		says: text("the answer's own words name the Origin of the request"),
		when: func(f *features) bool {
			return f.says(400, 403, "by cors", "cors policy", "cors request", "cors error", "origin not allowed", "invalid origin", "origin is not allowed", "disallowed origin", "cross-origin")
		},
		gives: []weight{{cCSRF, 60}}},
	{ID: "says-country", Ground: "messages of rules by country", Source: "the body",
		says: text("the answer's own words name the country or region"),
		when: func(f *features) bool {
			return f.says(403, 451, "your country", "your region", "your location", "geo-restricted", "geographic", "geoblock", "country is blocked", "country blocked", "not available in your")
		},
		gives: []weight{{cGeo, 40}, {cRole, .3}, {cPathRule, .3}}},
	{ID: "says-address", Ground: "messages of rules by address", Source: "the body",
		says: text("the answer's own words name the address of the client"),
		when: func(f *features) bool {
			return f.says(403, 429, "your ip", "ip address", "ip not allowed", "ip blocked", "client ip", "ip is blocked", "whitelist", "allowlist", "blacklist", "blocklist")
		},
		gives: []weight{{cAllowlist, 6}, {cBlocklist, 6}, {cBan, 3}, {cPathRule, .4}, {cRole, .4}}},
	{ID: "says-challenge", Ground: "messages of products that try whether a browser is there", Source: "the body",
		says: text("the answer's own words try whether a browser is there"),
		when: func(f *features) bool {
			return f.says(400, 599, "checking your browser", "verify you are human", "verify that you are human", "are you a robot", "not a robot", "captcha", "enable javascript and cookies", "just a moment", "proof of work", "proof-of-work")
		},
		gives: []weight{{cChallenge, 80}}},
	{ID: "says-bot", Ground: "messages of rules by client", Source: "the body",
		says: text("the answer's own words speak of bots or of the User-Agent"),
		when: func(f *features) bool {
			return f.says(403, 429, "bots are not", "no bots", "bot detected", "automated", "user agent", "user-agent", "crawler", "scraping")
		},
		gives: []weight{{cUARule, 10}, {cProfile, 3}, {cChallenge, 3}, {cBlock, 3}}},
	{ID: "says-hotlink", Ground: "messages of rules by Referer", Source: "the body",
		says:  text("the answer's own words speak of hotlinks or of the Referer"),
		when:  func(f *features) bool { return f.says(403, 403, "hotlink", "referer", "referrer") },
		gives: []weight{{cHotlink, 10}, {cRefererReq, 10}}},
	{ID: "says-https", Ground: "messages of rules on the scheme", Source: "the body",
		says: text("the answer's own words ask for https"),
		when: func(f *features) bool {
			return f.req.url.Scheme == "http" && f.says(400, 426, "https required", "https is required", "requires https", "use https", "ssl required", "ssl is required", "tls required", "secure connection", "over https")
		},
		gives: []weight{{cHTTPSRequired, 80}}},
	{ID: "says-host", Ground: "messages of rules on the name of the host", Source: "the body",
		says: text("the answer's own words name the host"),
		when: func(f *features) bool {
			return f.says(400, 421, "blocked host", "unknown host", "unknown domain", "invalid host", "host not allowed", "host header", "no such host", "unrecognized host", "domain not found", "no such site")
		},
		gives: []weight{{cUnknownName, 40}}},
	{ID: "says-rate", Ground: "messages of limits", Source: "the body",
		says: text("the answer's own words speak of too many requests"),
		when: func(f *features) bool {
			return f.says(403, 503, "rate limit", "rate-limit", "ratelimit", "too many requests", "slow down", "throttl", "request limit")
		},
		gives: []weight{{cLimit, 30}, {cBan, 2}}},
	{ID: "says-link-expired", Ground: "messages of protected links", Source: "the body",
		says: text("the answer's own words say that the link has expired"),
		when: func(f *features) bool {
			return f.says(400, 410, "link has expired", "link expired", "url has expired", "url expired", "request has expired", "expired link", "expired url")
		},
		gives: []weight{{cSigExpired, 400}, {cNotFound, .3}}},
}

// wordy is the longest body that is read for words: a longer one is a page of
// the site, whose words are about other things.
const wordy = 2000

// says reports whether an answer with a status of from to to is a short
// message with one of words in it. A message that a table knows is not read
// twice.
func (f *features) says(from, to int, words ...string) bool {
	return f.ans.status >= from && f.ans.status <= to && f.ans.Answer != nil && f.ans.Size <= wordy && !(f.ans.stock && f.fileServer()) && f.bodySays(words...) && !f.documented()
}

// documented reports whether a table knows what the body states.
func (f *features) documented() bool {
	for i := range f.ans.matches {
		if m := &f.ans.matches[i]; !m.General && len(m.States) > 0 && m.States[0].Strength == Stated && (m.Where == InText || m.Where == InCode) {
			return true
		}
	}
	return false
}
