package diagnose

// limitWords are messages of limits.
var limitWords = []Rule{
	{ID: "says-rate", Ground: "messages of limits", Source: "the body",
		says: text("the answer's own words speak of too many requests"),
		when: func(f *features) bool {
			return (f.ans.status == 403 || f.ans.status == 429 || f.ans.status == 503) && f.speaks(aRate) && !f.speaks(aSpent, aLockout) && !f.told(cLimit) && !(f.ans.status == 503 && f.speaks(aMaintenance))
		},
		gives: reason(weight{cLimit, 60}, weight{cBan, 2}, weight{cQuota, 1})},
	{ID: "says-rate-elsewhere", Ground: "as above, with a status that is seldom about limits", Source: "the body",
		says: text("the answer's own words speak of too many requests"),
		when: func(f *features) bool {
			return (f.within(400, 402) || f.within(418, 420) || f.within(498, 500)) && f.speaks(aRate) && !f.speaks(aSpent, aLockout, aConcurrent) && !f.told(cLimit)
		},
		gives: reason(weight{cLimit, 2000}, weight{cBan, 20}, weight{cQuota, 20})},
	{ID: "says-spent", Ground: "messages of quotas, caps and credits that are used up", Source: "the body",
		says:  text("the answer's own words say that a quota, a cap or a credit is used up"),
		when:  func(f *features) bool { return f.within(400, 509) && f.speaks(aSpent) && !f.told(cQuota) },
		gives: reason(weight{cQuota, 700}, weight{cServiceOff, 2}, weight{cLimit, .5})},
	{ID: "says-concurrent", Ground: "messages of limits on what runs at the same time", Source: "the body",
		says: text("the answer's own words speak of requests at the same time"),
		when: func(f *features) bool {
			return f.within(400, 503) && f.speaks(aConcurrent) && !f.told(cConcurrency) && !f.within(404, 422)
		},
		gives: reason(weight{cConcurrency, 500}, weight{cLimit, 1}, weight{cOverloaded, 1})},
}

// signedWords are messages about signatures and times.
var signedWords = []Rule{
	{ID: "says-link-expired", Ground: "messages of protected links", Source: "the body",
		says: text("the answer's own words say that the link has expired"),
		when: func(f *features) bool {
			return f.within(400, 410) && f.speaks(aExpired) && f.speaks(aLink) && !f.speaks(aPlan, aEither, aClock) && (!f.req.anything() || f.req.sig.family != "")
		},
		gives: reason(weight{cSigExpired, 4000}, weight{cNotFound, .3}, weight{cUnknownName, .1})},
	{ID: "says-clock", Ground: "messages about the clocks of signed requests", Source: "the body",
		says: text("the answer's own words speak of clocks or of the time of the request"),
		when: func(f *features) bool {
			return (f.req.anything() || f.req.sig.family != "" || f.req.dated) && f.within(400, 403) && f.speaks(aClock) && !f.told(cClientSkew)
		},
		gives: reason(weight{cClientSkew, 2000}, weight{cServerSkew, 40}, weight{cSigExpired, 1}, weight{cExpiredCred, .6})},
	{ID: "says-early", Ground: "messages about a token that is used before its time (RFC 7519 section 4.1.5)", Source: "the body",
		says: text("the answer's own words say that the credential is not valid yet"),
		when: func(f *features) bool {
			return (f.req.anything() || f.req.sig.family != "") && f.within(400, 403) && f.speaks(aEarly) && f.speaks(aToken, aLink, aSignature) && !f.speaks(aExpired)
		},
		gives: reason(weight{cClientSkew, 4000}, weight{cServerSkew, 3000}, weight{cSigFuture, 60}, weight{cExpiredCred, .2}, weight{cInvalidCreds, .2})},
	{ID: "says-signature", Ground: "messages about a signature of the request that does not match", Source: "the body",
		says: text("the answer's own words say that the signature does not match"),
		when: func(f *features) bool {
			return f.req.sig.family != "" && f.within(400, 403) && f.speaks(aSignature) && !f.speaks(aExpired, aClock, aEarly) && !f.told(cSigBad)
		},
		gives: reason(weight{cSigBad, 60}, weight{cSigAltered, 10})},
	{ID: "says-signed-request", Ground: "as above, where the signature stands in a field", Source: "the body",
		says: text("the answer's own words say that the signature of the request does not match"),
		when: func(f *features) bool {
			return f.req.sig.family == "" && f.req.creds.sent && !f.req.creds.jwt && f.req.creds.scheme != "basic" && f.within(400, 403) && f.speaks(aSignature) && !f.speaks(aExpired, aClock, aEarly, aNoKey) && !f.told(cSigBad)
		},
		gives: reason(weight{cInvalidCreds, 12}, weight{cSigBad, 300})},
	{ID: "says-unsigned-part", Ground: "messages about what a signature does not cover (AWS SigV4: headers that must be signed)", Source: "the body",
		says: text("the answer's own words say that a part of the request was not signed"),
		when: func(f *features) bool {
			return (f.req.anything() || f.req.sig.family != "") && f.within(400, 403) && f.speaks(aUnsigned)
		},
		gives: reason(weight{cSigAltered, 3000}, weight{cSigBad, 60})},
}

// siteWords are messages about the site, what it serves and what is behind it.
var siteWords = []Rule{
	{ID: "says-site-off", Ground: "notices of hosts and platforms about a site, project or workspace that is suspended or paused", Source: "the body",
		says: text("the answer's own words say that the site is suspended or paused"),
		when: func(f *features) bool {
			return f.within(400, 599) && f.speaks(aSiteOff) && !f.told(cSuspended)
		},
		gives: reason(weight{cSuspended, 200}, weight{cServiceOff, 2}, weight{cMaintenance, .5})},
	{ID: "says-maintenance", Ground: "notices of maintenance with other statuses than 503", Source: "the body",
		says: text("the answer's own words speak of maintenance"),
		when: func(f *features) bool {
			return (f.ans.status == 403 || f.ans.status == 423 || f.within(500, 599)) && f.ans.status != 503 && f.speaks(aMaintenance)
		},
		gives: reason(weight{cMaintenance, 6000})},
	{ID: "says-method", Ground: "messages about the method", Source: "the body",
		says: text("the answer's own words name the method of the request"),
		when: func(f *features) bool {
			return f.within(400, 501) && f.ans.status != 404 && f.speaks(aMethod) && !f.told(cMethod)
		},
		gives: reason(weight{cMethod, 120})},
	{ID: "says-method-404", Ground: "gateways map what is not implemented to 404 (gRPC code 12)", Source: "the body",
		says: text("the answer's own words say that the method is not allowed, whatever the status says"),
		when: func(f *features) bool {
			return f.ans.status == 404 && f.shows("method not allowed", "method_not_allowed", "unsupported method")
		},
		gives: []weight{{cMethod, 3000}, {cNotFound, .5}}},
	{ID: "says-media", Ground: "messages about media types and versions of an API", Source: "the body",
		says: text("the answer's own words name a media type or a version"),
		when: func(f *features) bool {
			return f.within(400, 415) && !(f.ans.status == 406 && (f.req.accept == "" || f.req.accept == "*/*")) && f.speaks(aMedia) && !f.speaks(aForgery, aNoKey) && !f.told(cNotAcceptable)
		},
		gives: []weight{{cNotAcceptable, 1500}, {cUnknownName, .4}}},
	{ID: "says-too-large", Ground: "messages about the size of a request", Source: "the body",
		says: text("the answer's own words say that something is too large"),
		when: func(f *features) bool {
			return f.within(400, 431) && f.speaks(aTooLarge) && !f.told(cTooLarge)
		},
		gives: []weight{{cTooLarge, 60}, {cUnknownName, .4}}},
	{ID: "says-not-there", Ground: "messages of routers with other statuses than 404", Source: "the body",
		says: text("the answer's own words say that there is no such thing"),
		when: func(f *features) bool {
			return f.within(400, 410) && f.ans.status != 404 && f.ans.status != 401 && f.speaks(aMissingThing) && !f.speaks(aNoKey, aBadKey, aHost, aRight, aScope, aToken)
		},
		gives: []weight{{cNotFound, 40}, {cPathRule, .4}, {cUnknownName, .5}}},
	{ID: "says-listing", Ground: "messages about directories that may not be listed", Source: "the body",
		says:  text("the answer's own words speak of the listing of a directory"),
		when:  func(f *features) bool { return f.within(403, 404) && f.speaks(aListing) },
		gives: reason(weight{cNoIndex, 1500})},
	{ID: "says-overload", Ground: "messages of servers that have too much to do", Source: "the body",
		says: text("the answer's own words speak of capacity"),
		when: func(f *features) bool {
			return f.within(429, 529) && f.speaks(aOverload) && !f.told(cOverloaded)
		},
		gives: []weight{{cOverloaded, 25}, {cLimit, .7}, {cUnreachable, .5}, {cNoBackend, .5}, {cMaintenance, .4}, {cAppError, .4}}},
	{ID: "says-timeout", Ground: "messages of gateways about an answer that did not come in time", Source: "the body",
		says: text("the answer's own words speak of a time-out"),
		when: func(f *features) bool {
			return f.within(500, 599) && f.speaks(aTimeout) && !f.speaks(aOverload) && !f.told(cTimeout)
		},
		gives: []weight{{cTimeout, 200}, {cUnreachable, .6}, {cAppError, .4}, {cNoBackend, .5}, {cMaintenance, .3}}},
	{ID: "says-unreached", Ground: "messages of gateways about a back end that they cannot reach", Source: "the body",
		says: text("the answer's own words say that something behind cannot be reached"),
		when: func(f *features) bool {
			return f.within(500, 530) && f.speaks(aUnreached) && !f.speaks(aNoBackend) && !f.told(cUnreachable)
		},
		gives: []weight{{cUnreachable, 20}, {cAppError, .6}, {cMaintenance, .3}}},
	{ID: "says-unreached-501", Ground: "as above, with a status that is about methods (Twisted's reverse proxy)", Source: "the body",
		says:  text("the answer's own words say that something behind cannot be reached"),
		when:  func(f *features) bool { return f.ans.status == 501 && f.speaks(aUnreached) },
		gives: reason(weight{cUnreachable, 3000}, weight{cMethod, .2})},
	{ID: "says-no-backend", Ground: "messages of balancers that have no server left", Source: "the body",
		says: text("the answer's own words say that no server is there for it"),
		when: func(f *features) bool {
			return f.within(500, 504) && f.speaks(aNoBackend) && !f.told(cNoBackend)
		},
		gives: []weight{{cNoBackend, 30}, {cMaintenance, .3}, {cAppError, .4}}},
}
