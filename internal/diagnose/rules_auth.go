package diagnose

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

var authRules = []Rule{
	{ID: "challenge-without-credentials", Ground: "RFC 9110 section 11.6.1: 401 with a challenge asks for credentials, and none were sent",
		Source: "header WWW-Authenticate", says: func(f *features) string {
			return "401 asks for " + f.ans.schemes() + " credentials and the request carried none"
		},
		when:  func(f *features) bool { return f.ans.status == 401 && !f.req.anything() && len(f.ans.challenges) > 0 },
		gives: []weight{{cMissingCreds, 20}, {cInvalidCreds, .01}, {cExpiredCred, .02}, {cWrongScheme, .01}, {cStripped, .05}, {cRole, .05}, {cScope, .2}, {cDisabled, .02}}},
	{ID: "401-without-credentials", Ground: "RFC 9110 section 15.5.2; many servers leave the challenge out",
		Source: "our request", says: text("the answer is 401 and the request carried no credentials"),
		when: func(f *features) bool {
			return f.ans.status == 401 && !f.req.anything() && len(f.ans.challenges) == 0 && !f.spokeOfExpiry()
		},
		gives: []weight{{cMissingCreds, 8}, {cInvalidCreds, .02}, {cExpiredCred, .02}, {cWrongScheme, .01}, {cStripped, .05}, {cRole, .1}, {cScope, .2}, {cDisabled, .02}}},
	{ID: "credential-unseen", Ground: "what has expired was sent, in a place that we do not read (a parameter, a message, a path)", Source: "the body",
		says:  text("the answer says that a credential has expired: one was sent, in a place of its own"),
		when:  func(f *features) bool { return f.ans.status == 401 && !f.req.anything() && f.spokeOfExpiry() },
		gives: []weight{{cExpiredCred, 60}, {cMissingCreds, .05}}},
	{ID: "401-without-challenge", Ground: "RFC 9110 section 15.5.2 wants a challenge with every 401; applications that know users by their session have no scheme to name", Source: "header WWW-Authenticate",
		says: text("the 401 names no scheme, as applications answer that know users by a session"),
		when: func(f *features) bool {
			return f.ans.status == 401 && !f.req.anything() && len(f.ans.challenges) == 0 && !f.speaks(aNoKey, aToken, aBadKey)
		},
		gives: []weight{{cSession, 14}, {cUnknownName, 3}, {cCSRF, 3}}},
	{ID: "401-with-credentials", Ground: "RFC 9110 section 15.5.2: then authorisation was refused for those credentials",
		Source: "our request", says: text("credentials were sent and the answer is 401 all the same"),
		when:  func(f *features) bool { return f.ans.status == 401 && f.req.anything() },
		gives: []weight{{cMissingCreds, .01}, {cInvalidCreds, 2}, {cExpiredCred, 1.5}, {cWrongScheme, 1}, {cStripped, 1}, {cRole, 1}, {cSession, .5}}},
	{ID: "token-expired", Ground: "RFC 7519 section 4.1.4: exp of our own token, read without verifying it",
		Source: "our token", says: func(f *features) string { return "our token expired " + f.ago(f.req.creds.expires) },
		when: func(f *features) bool {
			c := &f.req.creds
			return c.jwt && !c.expires.IsZero() && c.expires.Before(f.now) && f.refused()
		},
		gives: []weight{{cExpiredCred, 4000}, {cInvalidCreds, .2}, {cMissingCreds, .01}}},
	{ID: "token-in-date", Ground: "RFC 7519 section 4.1.4: an expiry that lies ahead rules expiry out, but for a wrong clock",
		Source: "our token", says: func(f *features) string {
			return "our token is in date until " + f.req.creds.expires.UTC().Format(time.RFC3339)
		},
		when: func(f *features) bool {
			c := &f.req.creds
			return c.jwt && c.expires.After(f.now) && f.refused()
		},
		gives: []weight{{cExpiredCred, .03}}},
	{ID: "token-expired-by-their-clock", Ground: "the token is in date by our clock and expired by the server's Date",
		Source: "header Date", says: func(f *features) string {
			return "our token is in date, but the server's clock is " + f.skewText() + " and has passed its expiry"
		},
		when: func(f *features) bool {
			c := &f.req.creds
			return c.jwt && f.refused() && f.ans.hasSkew && c.expires.After(f.now) && c.expires.Before(f.now.Add(f.ans.skew))
		},
		gives: []weight{{cServerSkew, 3e5}}},
	{ID: "token-not-yet-valid", Ground: "RFC 7519 section 4.1.5: nbf lies ahead",
		Source: "our token", says: text("our token is not valid yet (nbf lies ahead)"),
		when: func(f *features) bool {
			return f.req.creds.jwt && f.req.creds.starts.After(f.now.Add(30*time.Second)) && f.refused()
		},
		gives: []weight{{cClientSkew, 60}, {cInvalidCreds, 2}}},
	{ID: "scheme-not-offered", Ground: "RFC 9110 section 11.6.1: the scheme that we used is none of those asked for",
		Source: "header WWW-Authenticate", says: func(f *features) string {
			return fmt.Sprintf("the request used %s, the server asks for %s", schemeName(f.req.creds.scheme), f.ans.schemes())
		},
		when: func(f *features) bool {
			return f.otherScheme()
		},
		gives: []weight{{cWrongScheme, 200}, {cInvalidCreds, .12}, {cRole, .1}, {cStripped, .8}, {cExpiredCred, .2}}},
	{ID: "scheme-not-understood", Ground: "RFC 6750 section 3.1: invalid_request is a request that is malformed; one scheme was sent and the challenge names another", Source: "header WWW-Authenticate error=",
		says: func(f *features) string {
			return fmt.Sprintf("the request used %s, and the server, which takes %s, finds it malformed", schemeName(f.req.creds.scheme), f.ans.schemes())
		},
		when: func(f *features) bool {
			return f.ans.status == 400 && f.req.creds.sent && f.ans.bearerError("invalid_request") && !f.ans.offers(f.req.creds.scheme)
		},
		gives: []weight{{cWrongScheme, 4000}, {cInvalidCreds, .5}}},
	{ID: "scheme-offered", Ground: "RFC 9110 section 11.6.1: the scheme is right",
		Source: "header WWW-Authenticate", says: func(f *features) string {
			return "the server asks for " + f.ans.schemes() + ", which is what was sent"
		},
		when: func(f *features) bool {
			return f.ans.status == 401 && f.req.creds.sent && f.ans.offers(f.req.creds.scheme)
		},
		gives: []weight{{cWrongScheme, .03}, {cInvalidCreds, 1.3}}},
	{ID: "error-invalid-token", Ground: "RFC 6750 section 3.1", Source: "header WWW-Authenticate error=",
		says:  text("the server says error=\"invalid_token\""),
		when:  func(f *features) bool { return f.ans.bearerError("invalid_token") && f.req.creds.sent },
		gives: []weight{{cInvalidCreds, 15}, {cExpiredCred, 15}, {cScope, .1}, {cRole, .05}, {cStripped, .02}, {cWrongScheme, .1}, {cMissingCreds, .05}}},
	{ID: "error-expired", Ground: "RFC 6750 section 3: error_description is for developers", Source: "header WWW-Authenticate error_description=",
		says: text("the server's error description says that the token has expired"),
		when: func(f *features) bool {
			return slices.ContainsFunc(f.ans.challenges, func(c authChallenge) bool { return strings.Contains(strings.ToLower(c.desc), "expired") })
		},
		gives: []weight{{cExpiredCred, 200}}},
	{ID: "scope-wanted", Ground: "RFC 6750 section 3: scope names what is needed; with a token sent and no error=invalid_token, the token was read", Source: "header WWW-Authenticate scope=",
		says: func(f *features) string { return "the challenge names a scope and finds no fault with the token" },
		when: func(f *features) bool {
			return f.req.creds.sent && f.req.creds.scheme == "bearer" && !f.ans.anyError() && slices.ContainsFunc(f.ans.challenges, func(c authChallenge) bool { return c.scope != "" })
		},
		gives: []weight{{cScope, 12}, {cRole, 2}}},
	{ID: "scope-not-in-token", Ground: "RFC 6750 section 3: scope is what access to the resource needs; our own token, read without verifying it, says what it has", Source: "our token",
		says: func(f *features) string {
			return fmt.Sprintf("the challenge wants the scope %.60q, which is not among those of our token", f.lacksScope())
		},
		when:  func(f *features) bool { return f.lacksScope() != "" },
		gives: []weight{{cScope, 40}, {cRole, 2}, {cInvalidCreds, .4}, {cStripped, .3}}},
	{ID: "password-has-no-scope", Ground: "scopes and expiry belong to tokens (RFC 6749 section 3.3), passwords have neither", Source: "our request",
		says: text("a password was sent, which has neither scope nor expiry"),
		when: func(f *features) bool {
			return f.req.creds.scheme == "basic" || f.req.creds.scheme == "digest"
		},
		gives: []weight{{cScope, .08}, {cExpiredCred, .3}, {cRole, 1.6}}},
	{ID: "other-scheme-in-words", Ground: "an application that names tokens to a request with a password never looked at it", Source: "the body",
		says: func(f *features) string {
			return "the request used " + schemeName(f.req.creds.scheme) + ", and the answer speaks of tokens or keys"
		},
		when: func(f *features) bool {
			s := f.req.creds.scheme
			return (s == "basic" || s == "digest") && len(f.ans.challenges) == 0 && f.says(400, 403, "jwt", "bearer", "token", "api key", "apikey")
		},
		gives: []weight{{cWrongScheme, 60}, {cStripped, 4}}},
	{ID: "header-malformed", Ground: "a value that cannot be read as what is expected is of another scheme, or cut off", Source: "the body",
		says: text("the answer calls the Authorization field itself malformed"),
		when: func(f *features) bool {
			return f.req.creds.sent && f.says(400, 403, "invalid authorization header", "malformed authorization", "malformed auth", "invalid auth header", "unsupported authorization", "unsupported auth", "authorization header is invalid", "authorization header malformed", "invalid authorization scheme", "invalid token type", "unsupported scheme")
		},
		gives: []weight{{cWrongScheme, 25}}},
	{ID: "sign-in-page", Ground: "gateways that ask for a session show their page for signing in with 401 or 403 (oauth2-proxy, Authelia, Pomerium)", Source: "the body",
		says: text("the page of the refusal is one for signing in"),
		when: func(f *features) bool {
			return f.ans.signIn && (f.ans.status == 401 || f.ans.status == 403)
		},
		gives: []weight{{cSession, 300}, {cMissingCreds, 6}, {cInvalidCreds, 20}, {cUnknownName, .02}, {cPathRule, .2}, {cBlock, .2}, {cAllowlist, .3}}},
	{ID: "error-insufficient-scope", Ground: "RFC 6750 section 3.1", Source: "header WWW-Authenticate error=",
		says:  text("the server says error=\"insufficient_scope\""),
		when:  func(f *features) bool { return f.ans.bearerError("insufficient_scope") && f.req.anything() },
		gives: []weight{{cScope, 2000}}},
	{ID: "error-step-up", Ground: "RFC 9470 section 3", Source: "header WWW-Authenticate error=",
		says:  text("the server asks for a stronger authentication"),
		when:  func(f *features) bool { return f.ans.bearerError("insufficient_user_authentication") },
		gives: []weight{{cStepUp, 3000}}},
	{ID: "bearer-without-error", Ground: "RFC 6750 section 3: no error code when no token arrived", Source: "header WWW-Authenticate",
		says: text("a Bearer challenge without an error code: the server saw no token, though one was sent"),
		when: func(f *features) bool {
			return f.ans.status == 401 && f.req.creds.scheme == "bearer" && f.ans.offers("bearer") && !f.ans.anyError() && f.ans.challenges[0].realm != ""
		},
		gives: []weight{{cStripped, 1.5}}},
	{ID: "credentials-unchallenged-401", Ground: "mod_auth_openidc and nginx auth_request answer 401 without a challenge when the user is known but may not [lab]", Source: "header WWW-Authenticate",
		says: text("401 without a challenge to a request that carried credentials"),
		when: func(f *features) bool {
			return f.ans.status == 401 && f.req.creds.sent && len(f.ans.challenges) == 0
		},
		gives: []weight{{cScope, 4}, {cRole, 2}, {cWrongScheme, .5}}},
	{ID: "good-token-unchallenged", Ground: "a bad token gets a challenge with error=invalid_token; 401 without any is what mod_auth_openidc gives a token that lacks a claim [lab]", Source: "our token",
		says: text("our token is in date, and the 401 carries no challenge, which an invalid token would get"),
		when: func(f *features) bool {
			c := &f.req.creds
			return f.ans.status == 401 && c.jwt && c.scheme == "bearer" && c.expires.After(f.now) && len(f.ans.challenges) == 0 && !f.ans.structured
		},
		gives: []weight{{cScope, 12}, {cRole, 4}}},
	{ID: "basic-on-file-server", Ground: "httpd Require user and lighttpd user= answer 401 to a valid user that is not on the list [lab]", Source: "header Server",
		says: text("this server answers 401 both to a wrong password and to a valid user that is not on its list"),
		when: func(f *features) bool {
			return f.ans.status == 401 && (f.req.creds.scheme == "basic" || f.req.creds.scheme == "digest") && (f.ans.program == httpdProgram || f.ans.program == lighttpdProgram) && f.ans.Size < wordy && f.ans.offers(f.req.creds.scheme)
		},
		gives: []weight{{cRole, 9}, {cStripped, .1}}},
	{ID: "basic-on-nginx", Ground: "auth_basic knows only right and wrong (ngx_http_auth_basic_module)", Source: "header Server",
		says: text("nginx's own password check answers 401 to wrong credentials only"),
		when: func(f *features) bool {
			return f.ans.status == 401 && f.req.creds.scheme == "basic" && f.ans.program == nginxProgram && f.ans.stock
		},
		gives: []weight{{cRole, .15}, {cStripped, .15}, {cInvalidCreds, 1.5}}},
	{ID: "403-with-credentials", Ground: "RFC 9110 section 15.5.4: credentials were given and are not enough", Source: "our request",
		says: text("credentials were sent and the answer is 403: they may be valid and not enough"),
		when: func(f *features) bool { return f.ans.status == 403 && f.req.creds.sent },
		gives: []weight{{cRole, 10}, {cScope, 8}, {cInvalidCreds, 45}, {cAuthBackend, 20}, {cMissingCreds, .02}, {cSession, .2}, {cStepUp, 5}, {cDisabled, 4}, {cExpiredCred, 10}, {cServiceOff, 3}, {cCSRF, 4},
			{cBlock, .35}, {cPathRule, .28}, {cFilePerm, .25}, {cSymlink, .25}, {cDirPerm, .3}, {cNoIndex, .3}, {cRefererReq, .2}, {cUnknownName, .5}}},
	{ID: "403-with-session", Ground: "Django's permission_required gives one page with and without a session [lab]", Source: "our request",
		says:  text("a session cookie was sent and the answer is 403"),
		when:  func(f *features) bool { return f.ans.status == 403 && f.req.session && !f.req.creds.sent },
		gives: []weight{{cRole, 12}, {cSession, 2}, {cMissingCreds, .1}, {cCSRF, 2}, {cPathRule, .6}}},
	{ID: "403-app-anonymous", Ground: "applications refuse strangers with 403 as often as with 401 (DRF, Kubernetes, WordPress) [lab]", Source: "the answer's form",
		says: text("an application or an API wrote the refusal, and the request carried no credentials"),
		when: func(f *features) bool {
			return f.ans.status == 403 && !f.req.anything() && f.appSpoke() && !f.req.staticFile()
		},
		gives: []weight{{cMissingCreds, 6}, {cSession, 5.5}, {cRole, 4}, {cFilePerm, .15}, {cDirPerm, .1}, {cSymlink, .03}, {cNoIndex, .5}, {cAllowlist, .7}, {cGeo, .6}, {cRefererReq, .6}, {cHandler, .3}, {cInvalidCreds, .2}, {cBlock, .5}}},
	{ID: "varies-by-user", Ground: "RFC 9110 section 12.5.5: Vary names the fields that had a part in choosing the answer; Cookie and Authorization say who asks (Django sets it where a session was looked at)", Source: "header Vary",
		says:  text("the refusal varies by who asks, as its Vary says, and the request did not say who"),
		when:  func(f *features) bool { return f.ans.status == 403 && !f.req.anything() && f.variesByUser() },
		gives: []weight{{cSession, 5}, {cMissingCreds, 4}, {cRole, 4}}},
	{ID: "403-app-file", Ground: "applications serve files too, by modules that answer 403 to what may not be opened (Go http.FileServer, hapi inert, Fastify static, Starlette StaticFiles)", Source: "our URL",
		says: text("an application or an API wrote the refusal of what is named like a file, and the request carried no credentials"),
		when: func(f *features) bool {
			return f.ans.status == 403 && !f.req.anything() && f.appSpoke() && f.req.staticFile()
		},
		gives: []weight{{cMissingCreds, 5}, {cSession, 4.5}, {cRole, 3.5}, {cFilePerm, 1.2}, {cDirPerm, .5}, {cSymlink, .06}, {cNoIndex, .5}, {cAllowlist, .7}, {cGeo, .6}, {cRefererReq, .6}, {cHandler, .3}, {cInvalidCreds, .2}, {cBlock, .5}}},
	{ID: "403-app-with-credentials", Ground: "an application refuses by user, token and right; rules on paths belong to web servers", Source: "the answer's form",
		says: text("an application or an API wrote the refusal, and the request carried credentials"),
		when: func(f *features) bool {
			return f.ans.status == 403 && (f.req.creds.sent || f.req.session) && f.appSpoke()
		},
		gives: []weight{{cPathRule, .25}, {cFilePerm, .05}, {cDirPerm, .05}, {cSymlink, .05}, {cNoIndex, .1}, {cHandler, .3}}},
	{ID: "neighbour-is-app", Ground: "where an application answers for a name that does not exist, the names beside it are routes more often than files; some serve files too (hapi inert, Starlette StaticFiles)", Source: "experiment sibling",
		says: text("an application answers for the names beside it"),
		when: func(f *features) bool {
			return f.ans.status == 403 && !f.fileServer() && !f.req.staticFile() && f.neighbourIsApp()
		},
		gives: []weight{{cFilePerm, .5}, {cDirPerm, .4}, {cSymlink, .2}, {cNoIndex, .6}, {cHandler, .6}, {cRole, 1.2}, {cSession, 1.2}, {cMissingCreds, 1.2}}},
	{ID: "lacks-key", Ground: "messages of applications to a request without key or token, put in any words", Source: "the body",
		says:  text("the answer's own words miss a key or token"),
		when:  func(f *features) bool { return !f.req.anything() && f.misses() },
		gives: []weight{{cMissingCreds, 40}, {cUnknownName, .1}, {cContent, .2}}},
	{ID: "lacks-key-sent", Ground: "as above: what was sent did not arrive, or not in the place where it is looked for", Source: "the body",
		says:  text("credentials were sent, and the answer's own words miss them"),
		when:  func(f *features) bool { return f.req.creds.sent && f.misses() },
		gives: []weight{{cStripped, 12}, {cWrongScheme, 12}, {cInvalidCreds, .5}}},
	{ID: "login-redirect", Ground: "a redirect to a login page (RFC 9110 section 15.4; OpenID Connect response_type=code)", Source: "header Location",
		says:  text("the answer sends to a page for signing in"),
		when:  func(f *features) bool { return f.ans.status >= 300 && f.ans.status < 400 && f.ans.login },
		gives: []weight{{cSession, 60}, {cLoop, .05}, {cHTTPSRequired, .2}}},
	{ID: "login-form", Ground: "a page with a password field where other content was expected", Source: "the body",
		says:  text("the page asks for a password"),
		when:  func(f *features) bool { return f.ans.status >= 200 && f.ans.status < 300 && f.ans.login },
		gives: []weight{{cSession, 40}}},
}

// misses reports whether a short answer says that a key, token or password is
// missing.
func (f *features) misses() bool {
	return f.says(400, 403, "missing", "no ", "not provided", "not supplied", "is required", "not present", "must provide", "must include") &&
		f.bodySays("api key", "api-key", "apikey", "key in ", "access key", "token", "authorization", "credential", "jwt", "password") &&
		!f.bodySays("csrf", "xsrf", "forgery", "permission")
}

// refused reports whether the answer is of a kind that credentials may be the
// reason of.
func (f *features) refused() bool {
	switch s := f.ans.status; {
	case s == 400 || s == 401 || s == 403 || s == 404 || s == 498 || s == 419 || s == 440:
		return true
	case s >= 300 && s < 400:
		return f.ans.login
	}
	return false
}

// schemes names what the challenges ask for.
func (a *answerFeatures) schemes() string {
	var names []string
	for _, c := range a.challenges {
		if n := schemeName(c.scheme); !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	return strings.Join(names, " or ")
}

func schemeName(s string) string {
	switch s {
	case "":
		return "no scheme"
	case "key":
		return "an API key"
	case "query":
		return "a token in the URL"
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// offers reports whether scheme is among the challenges. A key in a field of
// its own has no scheme to compare.
func (a *answerFeatures) offers(scheme string) bool {
	for _, c := range a.challenges {
		if c.scheme == scheme || (scheme == "key" || scheme == "query") && c.scheme != "basic" && c.scheme != "digest" && c.scheme != "negotiate" && c.scheme != "ntlm" {
			return true
		}
	}
	return false
}

func (a *answerFeatures) bearerError(code string) bool {
	return slices.ContainsFunc(a.challenges, func(c authChallenge) bool { return c.err == code })
}

func (a *answerFeatures) anyError() bool {
	return slices.ContainsFunc(a.challenges, func(c authChallenge) bool { return c.err != "" })
}

// ago says how long before now t was, roughly.
func (f *features) ago(t time.Time) string {
	return roughly(f.now.Sub(t)) + " ago (" + t.UTC().Format(time.RFC3339) + ")"
}

// roughly writes a duration as people say it.
func roughly(d time.Duration) string {
	n, unit := int(d/time.Second), "second"
	switch {
	case d >= 48*time.Hour:
		n, unit = int(d/(24*time.Hour)), "day"
	case d >= 2*time.Hour:
		n, unit = int(d/time.Hour), "hour"
	case d >= 2*time.Minute:
		n, unit = int(d/time.Minute), "minute"
	}
	if n == 1 {
		return "1 " + unit
	}
	return fmt.Sprintf("%d %ss", n, unit)
}

// skewText says how wrong the server's clock is.
func (f *features) skewText() string {
	if f.ans.skew < 0 {
		return roughly(-f.ans.skew) + " slow"
	}
	return roughly(f.ans.skew) + " fast"
}

// spokeOfExpiry reports whether the answer says that a credential, and nothing
// else, has expired, and the URL has a part in which one may be.
func (f *features) spokeOfExpiry() bool {
	return f.req.url.RawQuery != "" && (f.speaks(aExpired) && f.speaks(aToken) && !f.speaks(aEither, aNoKey) || f.told(cExpiredCred))
}

// variesByUser reports whether the answer's Vary names a field that says who
// asks.
func (f *features) variesByUser() bool {
	for v := range strings.SplitSeq(f.ans.Get("Vary"), ",") {
		if v = strings.TrimSpace(v); strings.EqualFold(v, "Cookie") || strings.EqualFold(v, "Authorization") {
			return true
		}
	}
	return false
}
