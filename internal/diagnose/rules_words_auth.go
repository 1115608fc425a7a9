package diagnose

import "strings"

// credentialWords are messages about who asks.
var credentialWords = []Rule{
	{ID: "says-no-credentials", Ground: "messages of applications and gateways to a request without credentials", Source: "the body",
		says: text("the answer's own words ask for credentials"),
		when: func(f *features) bool {
			return !f.req.anything() && f.within(400, 499) && f.speaks(aNoKey) && !f.speaks(aForgery, aAgent, aScheme, aReferer)
		},
		gives: []weight{{cMissingCreds, 40}, {cPathRule, .3}, {cBlock, .3}, {cRole, .5}}},
	{ID: "says-unauthorized", Ground: "interfaces that answer with one status of their own write the reason phrase of 401 (RFC 9110 section 15.5.2) into the message (JSON-RPC)", Source: "the body",
		says: text("the answer's own words are those of 401"),
		when: func(f *features) bool {
			return !f.req.anything() && f.ans.status != 401 && f.within(400, 404) && f.ans.structured && f.says(400, 404, `"unauthorized"`, `"not authenticated"`, `"unauthenticated"`)
		},
		gives: []weight{{cMissingCreds, 400}, {cSession, 60}, {cNotFound, .4}}},
	{ID: "says-none-came", Ground: "what was sent did not arrive, or not where it is looked for: proxies and CGI drop Authorization (RFC 3875 section 4.1.18)", Source: "the body",
		says: text("credentials were sent, and the answer's own words say that none came"),
		when: func(f *features) bool {
			return f.ans.status == 401 && f.noneCame()
		},
		gives: []weight{{cStripped, 30}, {cWrongScheme, 6}, {cInvalidCreds, .4}, {cExpiredCred, .4}, {cScope, .2}, {cRole, .2}, {cUnknownName, .1}}},
	{ID: "says-none-came-403", Ground: "as above, with a status that is seldom about credentials", Source: "the body",
		says:  text("credentials were sent, and the answer's own words say that none came"),
		when:  func(f *features) bool { return (f.ans.status == 400 || f.ans.status == 403) && f.noneCame() },
		gives: reason(weight{cStripped, 3000}, weight{cWrongScheme, 600}, weight{cInvalidCreds, .4}, weight{cExpiredCred, .5}, weight{cScope, .2}, weight{cMissingCreds, 2})},
	{ID: "explained-401", Ground: "a documented statement about something else than credentials is not outweighed by what the status usually means", Source: "the body",
		says:  text("the answer states a reason that is not about credentials"),
		when:  func(f *features) bool { return f.ans.status == 401 && f.elsewhere() },
		gives: []weight{{cMissingCreds, .02}, {cInvalidCreds, .02}, {cSession, .1}, {cExpiredCred, .1}}},
	{ID: "says-sign-in", Ground: "messages of applications to a visitor without a session", Source: "the body",
		says: text("the answer's own words ask to sign in"),
		when: func(f *features) bool {
			return !f.req.creds.sent && f.within(400, 499) && f.speaks(aSignIn) && !f.speaks(aLockout, aAgent)
		},
		gives: []weight{{cSession, 40}, {cMissingCreds, 3}, {cPathRule, .3}, {cBlock, .3}, {cRole, .5}}},
	{ID: "says-bad-credentials", Ground: "messages of applications to credentials that they do not know", Source: "the body",
		says: text("the answer's own words call the credentials wrong"),
		when: func(f *features) bool {
			return f.req.anything() && f.within(400, 499) && f.speaks(aBadKey, aRevoked, aDisabledWords) && !f.speaks(aScheme, aLockout) && !f.otherScheme()
		},
		gives: []weight{{cInvalidCreds, 25}, {cRole, .2}, {cScope, .2}, {cPathRule, .3}, {cBlock, .3}}},
	{ID: "says-token-expired", Ground: "messages of applications to a credential out of date", Source: "the body",
		says: text("the answer's own words say that the credential has expired"),
		when: func(f *features) bool {
			return f.req.anything() && f.req.sig.family == "" && f.within(400, 499) && f.speaks(aExpired) && f.speaks(aToken, aSession) && !f.speaks(aEither, aPlan)
		},
		gives: reason(weight{cExpiredCred, 300}, weight{cInvalidCreds, .6}, weight{cSession, 1})},
	{ID: "says-either", Ground: "\"invalid or expired\": RFC 6750 section 3.1 gives one code for expired, revoked and malformed", Source: "the body",
		says: text("the answer's own words leave open whether the credential is wrong or out of date"),
		when: func(f *features) bool {
			return f.req.anything() && f.within(401, 401) && f.speaks(aEither) && f.speaks(aToken)
		},
		gives: []weight{{cExpiredCred, 8}, {cInvalidCreds, 4}, {cRole, .2}, {cScope, .2}, {cPathRule, .2}, {cBlock, .3}}},
	{ID: "says-either-403", Ground: "as above, with a status that is seldom about credentials", Source: "the body",
		says: text("the answer's own words leave open whether the credential is wrong or out of date"),
		when: func(f *features) bool {
			return f.req.anything() && (f.ans.status == 400 || f.ans.status == 403) && f.speaks(aEither) && f.speaks(aToken)
		},
		gives: reason(weight{cExpiredCred, 500}, weight{cInvalidCreds, 40}, weight{cScope, .3})},
	{ID: "says-other-scheme", Ground: "messages of APIs that take another kind of credential than was sent", Source: "the body",
		says:  text("the answer's own words name the kinds of authentication that it takes"),
		when:  func(f *features) bool { return f.req.anything() && f.ans.status == 401 && f.speaks(aScheme) },
		gives: reason(weight{cWrongScheme, 150}, weight{cInvalidCreds, .7}, weight{cScope, .5}, weight{cExpiredCred, .3})},
	{ID: "says-other-scheme-403", Ground: "as above, with a status that is seldom about credentials", Source: "the body",
		says: text("the answer's own words name the kinds of authentication that it takes"),
		when: func(f *features) bool {
			return f.req.anything() && (f.ans.status == 400 || f.ans.status == 403) && f.speaks(aScheme)
		},
		gives: reason(weight{cWrongScheme, 4000}, weight{cInvalidCreds, .5}, weight{cScope, .5}, weight{cExpiredCred, .3}, weight{cServiceOff, .3})},
	{ID: "says-account-off", Ground: "messages of applications about an account that is disabled, locked or not verified", Source: "the body",
		says: text("the answer's own words say that the account is disabled"),
		when: func(f *features) bool {
			return (f.within(400, 403) || f.ans.status == 423) && f.speaks(aAccountOff) && !f.speaks(aLockout, aPlan, aSpent) && !f.told(cDisabled)
		},
		gives: reason(weight{cDisabled, 500}, weight{cSuspended, 8}, weight{cServiceOff, 2})},
	{ID: "says-locked", Ground: "messages that name the account and say that it is locked or disabled, with the name between", Source: "the body",
		says: text("the answer's own words say of an account that it is locked or disabled"),
		when: func(f *features) bool {
			return f.saysLocked()
		},
		gives: reason(weight{cDisabled, 400}, weight{cRole, .3})},
	{ID: "says-step-up", Ground: "messages of applications that want a second factor, a fresh sign-in or a consent", Source: "the body",
		says: text("the answer's own words ask for a further step of the sign-in"),
		when: func(f *features) bool {
			return f.within(400, 428) && f.speaks(aStepUp) && !f.told(cStepUp)
		},
		gives: reason(weight{cStepUp, 400}, weight{cSession, .6})},
	{ID: "says-verifier-failed", Ground: "gateways whose own check of credentials fails (JWKS, introspection, LDAP)", Source: "the body",
		says: text("the answer's own words say that the check of credentials failed itself"),
		when: func(f *features) bool {
			return f.speaks(aVerifier) && (f.within(500, 504) || f.within(401, 403) && f.speaks(aUnreached, aTimeout))
		},
		gives: []weight{{cAuthBackend, 150}, {cAppError, .5}, {cUnreachable, .5}, {cTimeout, .5}, {cInvalidCreds, .3}}},
	{ID: "says-lockout", Ground: "messages after failed sign-ins (fail2ban's and applications' own)", Source: "the body",
		says: text("the answer's own words speak of too many failed sign-ins"),
		when: func(f *features) bool {
			return f.within(400, 429) && f.speaks(aLockout) && !f.told(cBan)
		},
		gives: reason(weight{cBan, 500}, weight{cDisabled, 25}, weight{cLimit, .5}, weight{cInvalidCreds, 1})},
}

// elsewhere reports whether a product's statement is about nothing of the
// family of authentication.
func (f *features) elsewhere() bool {
	for i := range f.ans.matches {
		m := &f.ans.matches[i]
		if !m.General && m.Product != "" && len(m.States) > 0 && m.States[0].Strength == Stated {
			fam := m.States[0].Cause.Family()
			return fam != "auth" && fam != "authz" && fam != "signed-url"
		}
	}
	return false
}

// noneCame reports whether credentials were sent, and the message says that
// nothing came, rather than that something is required.
func (f *features) noneCame() bool {
	if !f.req.creds.sent || !f.speaks(aNoKey) || f.speaks(aBadKey, aExpired, aRight, aScope, aScheme, aForgery, aRevoked) {
		return false
	}
	return f.bodySays("missing", "not found", "no ", "not provided", "not present", "not supplied", "no_", "absent", "empty", "not authenticated", "unauthenticated", "not sent", "not set")
}

// rightWords are messages about what the caller may do.
var rightWords = []Rule{
	{ID: "says-no-right", Ground: "messages of applications to a user that lacks a right", Source: "the body",
		says: text("the answer's own words name a right or a role"),
		when: func(f *features) bool {
			return f.within(401, 404) && f.speaks(aRight) && !f.saysLocked() && !f.deniedFile() && !f.speaks(aScope, aAccountOff, aLockout, aListed, aCountry) && !(f.within(404, 404) && f.speaks(aHidden))
		},
		gives: []weight{{cRole, 20}, {cScope, 2}, {cBlock, .4}, {cFilePerm, .3}, {cUnknownName, .3}}},
	{ID: "says-denied-file", Ground: "messages that repeat the system's EACCES with the name of the file (Jupyter, Python's PermissionError)", Source: "the body",
		says: text("the answer's own words say that permission is denied for the file that was asked for"),
		when: func(f *features) bool {
			return f.deniedFile()
		},
		gives: []weight{{cFilePerm, 2500}, {cDirPerm, 60}, {cRole, .5}}},
	{ID: "says-scope", Ground: "OAuth's word for what a token may do (RFC 6749 section 3.3)", Source: "the body",
		says: text("the answer's own words name a scope, or what the token may do"),
		when: func(f *features) bool {
			return f.req.anything() && f.within(401, 403) && f.speaks(aScope) && !f.told(cScope) && !f.speaks(aExpired, aBadKey)
		},
		gives: []weight{{cScope, 150}, {cInvalidCreds, .3}, {cRole, 1}, {cBlock, .3}, {cPathRule, .3}, {cUnknownName, .2}}},
	{ID: "says-lacks-scope", Ground: "as above, in so many words", Source: "the body",
		says: text("the answer's own words say that the token lacks a scope"),
		when: func(f *features) bool {
			return f.req.anything() && f.within(400, 404) && f.speaks(aLacksScope) && !f.told(cScope) && !f.speaks(aExpired)
		},
		gives: reason(weight{cScope, 60}, weight{cRole, .3})},
	{ID: "says-forgery", Ground: "the names of the protection against cross-site requests", Source: "the body",
		says: text("the answer's own words name the protection against cross-site requests"),
		when: func(f *features) bool {
			return f.within(400, 422) && f.speaks(aForgery) && !f.told(cCSRF)
		},
		gives: reason(weight{cCSRF, 400}, weight{cMethod, .2}, weight{cExpiredCred, .3})},
	{ID: "says-origin", Ground: "messages of CORS middleware to an Origin that is not on its list", Source: "the body",
		says:  text("the answer's own words name the Origin of the request"),
		when:  func(f *features) bool { return f.within(400, 403) && f.speaks(aOrigin) && !f.told(cCSRF) },
		gives: reason(weight{cCSRF, 200}, weight{cRefererReq, 1.5}, weight{cUnknownName, .5})},
	{ID: "says-not-public", Ground: "messages of stores and sites about what is not for the public", Source: "the body",
		says: text("the answer's own words say that this is not public"),
		when: func(f *features) bool {
			return !f.req.anything() && f.within(400, 404) && f.speaks(aNotPublic) && !f.speaks(aNoKey, aSignIn, aListed, aHidden, aMissingThing)
		},
		gives: reason(weight{cNotPublic, 150}, weight{cMissingCreds, 1}, weight{cRole, 1})},
	{ID: "says-hidden", Ground: "answers that leave open whether a thing is not there or not for this caller (RFC 9110 section 15.5.4)", Source: "the body",
		says: text("the answer's own words leave open whether it is not there, or not for this caller"),
		when: func(f *features) bool {
			return f.within(403, 404) && f.speaks(aHidden) && f.speaks(aMissingThing, aRight, aScope, aHidden)
		},
		gives: []weight{{cHidden, 14}, {cRole, 1.5}, {cUnknownName, .1}}},
	{ID: "says-service-off", Ground: "messages about plans, licences, bills and features that are not switched on", Source: "the body",
		says: text("the answer's own words speak of a plan, a licence, a bill, or a service that is not switched on"),
		when: func(f *features) bool {
			return f.within(400, 429) && f.ans.status != 410 && f.speaks(aPlan, aServiceOff) && !(f.speaks(aRight) && !f.speaks(aPlan)) && !f.speaks(aSpent, aSiteOff, aRate, aConcurrent, aNoKey, aScheme, aBadKey) && !f.told(cServiceOff)
		},
		gives: reason(weight{cServiceOff, 1000}, weight{cQuota, 4}, weight{cSuspended, 6}, weight{cScope, .5})},
}

// saysLocked reports whether the message says of an account that it is locked
// or disabled, with the name of it between the words.
func (f *features) saysLocked() bool {
	return f.req.anything() && f.within(400, 403) && f.ans.Answer != nil && f.ans.Size <= wordy && !f.speaks(aAccountOff, aLockout, aPlan, aSpent) && !f.told(cDisabled) && f.bodySays("account", "user") &&
		f.bodySays("is locked", "was locked", "been locked", "is disabled", "been disabled", "is suspended", "is deactivated", "is blocked", "is not active", "is inactive")
}

// otherScheme reports whether the challenges name other schemes than the one
// that was sent: then what was sent was not looked at.
func (f *features) otherScheme() bool {
	return f.ans.status == 401 && f.req.creds.sent && len(f.ans.challenges) > 0 && !f.ans.offers(f.req.creds.scheme)
}

// deniedFile reports whether the message says that permission is denied, and
// names the file that was asked for.
func (f *features) deniedFile() bool {
	return f.req.staticFile() && f.within(403, 500) && f.shows("permission denied") && f.shows(f.req.url.Path[strings.LastIndexByte(f.req.url.Path, '/')+1:])
}
