package diagnose

// clientWords are messages about where the client is and what it is.
var clientWords = []Rule{
	{ID: "says-country", Ground: "messages of rules by country", Source: "the body",
		says: text("the answer's own words name the country or region"),
		when: func(f *features) bool {
			return (f.ans.status == 403 || f.ans.status == 451) && f.speaks(aCountry) && !f.told(cGeo)
		},
		gives: reason(weight{cGeo, 250}, weight{cLegal, 2}, weight{cBlocklist, .5})},
	{ID: "says-law", Ground: "messages about law (RFC 7725)", Source: "the body",
		says:  text("the answer's own words speak of law"),
		when:  func(f *features) bool { return f.within(403, 451) && f.speaks(aLaw) && !f.told(cLegal) },
		gives: reason(weight{cLegal, 3000}, weight{cGeo, 1})},
	{ID: "says-address", Ground: "messages of rules by address", Source: "the body",
		says: text("the answer's own words name the address of the client"),
		when: func(f *features) bool {
			return f.within(401, 429) && f.speaks(aAddress) && !f.speaks(aRate, aLockout, aAgent)
		},
		gives: []weight{{cAllowlist, 6}, {cBlocklist, 6}, {cBan, 3}, {cPathRule, .4}, {cRole, .4}, {cUnknownName, .3}}},
	{ID: "says-listed", Ground: "messages of lists that admit (allowlist, whitelist, firewall rules of a resource)", Source: "the body",
		says: text("the answer's own words speak of addresses or networks that are allowed"),
		when: func(f *features) bool {
			return f.ans.status == 403 && f.listed()
		},
		gives: reason(weight{cAllowlist, 150}, weight{cBlocklist, 1}, weight{cInvalidCreds, .2})},
	{ID: "says-listed-elsewhere", Ground: "as above, with a status that is seldom about addresses", Source: "the body",
		says:  text("the answer's own words speak of addresses or networks that are allowed"),
		when:  func(f *features) bool { return f.within(400, 404) && f.ans.status != 403 && f.listed() },
		gives: reason(weight{cAllowlist, 8000}, weight{cBlocklist, 60}, weight{cInvalidCreds, .1}, weight{cExpiredCred, .1})},
	{ID: "says-barred", Ground: "messages of lists that refuse (blocklist, reputation)", Source: "the body",
		says: text("the answer's own words speak of addresses that are refused"),
		when: func(f *features) bool {
			return f.within(400, 429) && f.speaks(aBarred) && !f.told(cBlocklist)
		},
		gives: reason(weight{cBlocklist, 70}, weight{cAllowlist, 1}, weight{cBan, 12}, weight{cBlock, 1})},
	{ID: "says-challenge", Ground: "messages of products that try whether a browser is there", Source: "the body",
		says: text("the answer's own words try whether a browser is there"),
		when: func(f *features) bool {
			return f.within(403, 503) && f.ans.status != 404 && f.speaks(aChallenge) && !f.speaks(aStepUp, aForgery, aAgent) && !f.told(cChallenge)
		},
		gives: []weight{{cChallenge, 300}, {cPathRule, .3}, {cUnknownName, .3}, {cAllowlist, .5}}},
	{ID: "says-agent", Ground: "messages of rules by User-Agent", Source: "the body",
		says: text("the answer's own words name the User-Agent"),
		when: func(f *features) bool {
			return f.within(400, 429) && f.speaks(aAgent) && !f.told(cUARule) && !(f.speaks(aAddress) && f.speaks(aFirewall))
		},
		gives: reason(weight{cUARule, 300}, weight{cProfile, 3}, weight{cBlock, 2})},
	{ID: "says-agent-among", Ground: "pages of refusals that list address, id and User-Agent for a report", Source: "the body",
		says: text("the answer's own words name the User-Agent among other things"),
		when: func(f *features) bool {
			return f.within(400, 429) && f.speaks(aAgent) && !f.told(cUARule) && f.speaks(aAddress) && f.speaks(aFirewall)
		},
		gives: []weight{{cUARule, 6}, {cBlock, 10}, {cBlocklist, 2}, {cPathRule, .2}, {cUnknownName, .2}, {cRole, .3}}},
	{ID: "says-bot", Ground: "messages of rules by client", Source: "the body",
		says: text("the answer's own words speak of bots"),
		when: func(f *features) bool {
			return f.within(403, 429) && f.speaks(aBot) && !f.speaks(aAgent)
		},
		gives: []weight{{cUARule, 10}, {cProfile, 3}, {cChallenge, 3}, {cBlock, 4}, {cPathRule, .3}}},
	{ID: "says-no-referer", Ground: "messages of rules that want a Referer", Source: "the body",
		says: text("the answer's own words ask for a Referer"),
		when: func(f *features) bool {
			return f.within(400, 403) && f.req.referer == "" && f.speaks(aReferer) && !f.speaks(aHotlink, aAgent) && !(f.speaks(aAddress) && f.speaks(aFirewall))
		},
		gives: reason(weight{cRefererReq, 120}, weight{cHotlink, 15}, weight{cCSRF, 1})},
	{ID: "says-hotlink", Ground: "messages of rules by Referer", Source: "the body",
		says: text("the answer's own words speak of hotlinks or of the Referer"),
		when: func(f *features) bool {
			return f.within(400, 403) && (f.speaks(aHotlink) || f.req.referer != "" && f.speaks(aReferer))
		},
		gives: []weight{{cHotlink, 150}, {cRefererReq, 10}, {cPathRule, .3}, {cUnknownName, .2}}},
	{ID: "says-https", Ground: "messages of rules on the scheme", Source: "the body",
		says: text("the answer's own words ask for https"),
		when: func(f *features) bool {
			return f.req.url.Scheme == "http" && f.within(400, 426) && f.speaks(aHTTPS) && !f.told(cHTTPSRequired)
		},
		gives: reason(weight{cHTTPSRequired, 150})},
	{ID: "says-host", Ground: "messages of rules on the name of the host", Source: "the body",
		says: text("the answer's own words name the host"),
		when: func(f *features) bool {
			return f.within(400, 530) && !(f.ans.status == 421 && f.req.url.Scheme == "https") && !(f.ans.status == 404 && f.req.anything()) && f.speaks(aHost) && !f.speaks(aOrigin) && !f.told(cUnknownName)
		},
		gives: reason(weight{cUnknownName, 1000})},
	{ID: "names-our-host", Ground: "messages that refuse a host repeat its name (SFTPGo, Vite, Rails, gateways)", Source: "the body",
		says: func(f *features) string {
			return "the answer's own words name the host " + f.req.name + " and refuse it"
		},
		when: func(f *features) bool {
			return f.within(400, 530) && !f.req.byIP && len(f.req.name) > 3 && f.shows(f.req.name) && f.bodySays("host", "domain", "hostname") && f.bodySays("not allowed", "not permitted", "unknown", "invalid", "not found", "not recogni", "not configured", "not served", "no such", "unrecogni", "blocked") && !f.speaks(aOrigin) && !f.told(cUnknownName)
		},
		gives: reason(weight{cUnknownName, 400})},
	{ID: "says-no-site", Ground: "messages of hosts that have no site of this name; an API says the same of its own objects", Source: "the body",
		says: text("the answer's own words say that there is no such site"),
		when: func(f *features) bool {
			return f.within(403, 530) && !f.req.anything() && (f.req.root || !f.ans.structured) && f.speaks(aSiteName) && !f.speaks(aHost) && !f.told(cUnknownName)
		},
		gives: []weight{{cUnknownName, 60}}},
	{ID: "says-client-cert", Ground: "messages about client certificates (RFC 8446 section 4.4.2)", Source: "the body",
		says: text("the answer's own words name the client certificate"),
		when: func(f *features) bool {
			return f.within(400, 403) && f.speaks(aClientCert) && !f.told(cCertRequired) && !f.told(cCertRejected)
		},
		gives: reason(weight{cCertRequired, 60}, weight{cCertRejected, 25})},
	{ID: "says-client-cert-401", Ground: "as above, with a status that is mostly about passwords and tokens (Kong's mtls-auth)", Source: "the body",
		says: text("the answer's own words name the client certificate"),
		when: func(f *features) bool {
			return f.ans.status == 401 && !f.sentCert() && f.speaks(aClientCert) && !f.speaks(aToken) && !f.told(cCertRequired)
		},
		gives: []weight{{cCertRequired, 60}, {cMissingCreds, .05}, {cSession, .1}}},
	{ID: "says-attack", Ground: "messages of firewalls about the content of a request", Source: "the body",
		says: text("the answer's own words speak of an attack or of characters that are not allowed"),
		when: func(f *features) bool {
			return f.within(400, 501) && f.speaks(aAttack) && !f.speaks(aHost) && !f.told(cContent)
		},
		gives: []weight{{cContent, 25}, {cBlock, 8}, {cPathRule, .3}, {cUnknownName, .3}}},
	{ID: "says-firewall", Ground: "messages of firewalls: an id to look up, a security policy, \"blocked\"", Source: "the body",
		says: text("the answer's own words are those of a firewall"),
		when: func(f *features) bool {
			return f.within(403, 503) && f.speaks(aFirewall) && !f.speaks(aChallenge, aTemporary, aAbuse, aListed, aBarred, aAgent, aReferer, aHost, aCountry, aLaw, aAccountOff, aOrigin, aLockout)
		},
		gives: []weight{{cBlock, 10}, {cContent, 4}, {cPathRule, .4}, {cUnknownName, .2}, {cRole, .4}, {cFilePerm, .2}, {cMissingCreds, .4}, {cNotPublic, .3}}},
	{ID: "says-abuse", Ground: "messages of bans", Source: "the body",
		says: text("the answer's own words speak of abuse, or of a ban for a time"),
		when: func(f *features) bool {
			return f.within(403, 503) && (f.speaks(aAbuse) || f.ans.status != 429 && f.speaks(aTemporary, aAttempts)) && !f.speaks(aLockout, aMaintenance, aSiteOff, aAccountOff, aRate) && !f.within(500, 502)
		},
		gives: []weight{{cBan, 100}, {cBlocklist, 4}, {cBlock, 2}, {cLimit, 2}, {cPathRule, .2}, {cRole, .3}, {cMissingCreds, .4}, {cSession, .4}}},
}

// listed reports whether the message is about a list that admits addresses.
func (f *features) listed() bool {
	return f.speaks(aListed) && !f.speaks(aBarred, aHost, aOrigin, aReferer) && !f.told(cAllowlist)
}
