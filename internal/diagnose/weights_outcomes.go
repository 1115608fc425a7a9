package diagnose

// A dist is P(outcome | cause) of one experiment.
type dist [nOutcomes]float64

// floor is what every outcome keeps: surprises happen, and one of them must
// not exclude a cause for good.
const floor = 0.004

// spread makes a dist of the outcomes named; what is missing to 1 goes evenly
// to all.
func spread(d dist) dist {
	sum := 0.0
	for _, p := range d {
		sum += p
	}
	rest := max(1-sum, 0) / float64(nOutcomes)
	total := 0.0
	for i := range d {
		d[i] = max(d[i]+rest, floor)
		total += d[i]
	}
	for i := range d {
		d[i] /= total
	}
	return d
}

// The base distributions. Ground: battery.tsv, 200 cases under 28 requests,
// rounded; the text names what was counted.
var (
	// unmoved: the factor does not matter to the cause.
	unmoved = spread(dist{oSame: 0.94, oVaried: 0.025, oOK: 0.012})
	// unsure: an answer that says nothing.
	unsure = spread(dist{oSame: 0.4, oVaried: 0.1, oOK: 0.1, o404: 0.1, o403: 0.05, o3xx: 0.05, o405: 0.03})

	// sibling: a name in the same directory that cannot exist.
	siblingOf = map[scope]dist{
		onFile:    spread(dist{o404: 0.86, oSame: 0.05, oOK: 0.04}),
		onDir:     spread(dist{oSame: 0.92, o404: 0.04}),
		onPrefix:  spread(dist{oSame: 0.74, oVaried: 0.02, o404: 0.18, oOK: 0.02}),
		onSite:    spread(dist{oSame: 0.93, oVaried: 0.03, o404: 0.02}),
		onMixed:   spread(dist{oSame: 0.86, oVaried: 0.02, o404: 0.07, oOK: 0.02}),
		onBackend: spread(dist{oSame: 0.76, oVaried: 0.02, o404: 0.16, oOK: 0.02}),
	}
	// a rule on one exact name is rare among those of a web server, but for
	// names that begin with a dot.
	siblingRule = spread(dist{oSame: 0.9, o404: 0.03, oOK: 0.01})
	// shipped rules on hidden names cover all of them; firewalls know single
	// names (CRS 930130, restricted files).
	siblingHidden = spread(dist{oSame: 0.88, o404: 0.08})
	siblingListed = spread(dist{o404: 0.74, oSame: 0.17})
	// applications route by exact path: a made-up name is no route of theirs.
	siblingApp = spread(dist{o404: 0.66, oSame: 0.24, oVaried: 0.03, oOK: 0.03})
	// without the cookies a server that knew us asks who we are.
	sessionKnown = spread(dist{o3xx: 0.26, o401: 0.18, oSame: 0.42, oVaried: 0.08})
	// a rule on signed links covers the directory.
	siblingSigned = spread(dist{oSame: 0.7, oVaried: 0.05, o403: 0.12, o404: 0.06})
	// object stores answer for a key that does not exist as for one that may not be read.
	siblingStore = spread(dist{oSame: 0.55, oVaried: 0.25, o404: 0.1, o403: 0.05})
	// a check that an application makes in one of its handlers covers as many
	// paths as the handler.
	siblingCheck = spread(dist{oSame: 0.55, o404: 0.33, oVaried: 0.03, oOK: 0.02})
	siblingNot   = spread(dist{oSame: 0.86, oVaried: 0.09})
	// what is there and hidden is answered by its own handler, what is not by the
	// router.
	siblingHides = spread(dist{oSame: 0.56, oVaried: 0.38})

	rootOf = map[scope]dist{
		onFile:    spread(dist{oOK: 0.84, oSame: 0.05, o404: 0.04, o3xx: 0.03}),
		onDir:     spread(dist{oOK: 0.84, oSame: 0.06, o404: 0.03, o3xx: 0.03}),
		onPrefix:  spread(dist{oOK: 0.85, oSame: 0.05, o404: 0.03, o3xx: 0.03}),
		onSite:    spread(dist{oSame: 0.87, oVaried: 0.04, oOK: 0.02, o3xx: 0.03}), // some redirect before they look
		onMixed:   spread(dist{oSame: 0.46, oOK: 0.42, oVaried: 0.03, o404: 0.02, o3xx: 0.03}),
		onBackend: spread(dist{oOK: 0.68, oSame: 0.2, oVaried: 0.02, o404: 0.03, o3xx: 0.03}),
	}
	// an API often has nothing at its root, and says of it what it says of any
	// path that it does not have.
	rootNot = spread(dist{oOK: 0.52, oSame: 0.28, oVaried: 0.06, o3xx: 0.05, o401: 0.02, o403: 0.02})
	// a file server whose root has no index refuses it with the same page as a
	// rule does.
	rootNoIndex = spread(dist{oOK: 0.7, oSame: 0.2, o404: 0.04, o3xx: 0.03})
	// what wants a user guards a part of a site, or all of it.
	rootGate  = spread(dist{oOK: 0.66, oSame: 0.18, oVaried: 0.03, o404: 0.03, o3xx: 0.05})
	rootStore = spread(dist{oSame: 0.5, oVaried: 0.35, o403: 0.05, oOther: 0.05})

	indexNone = spread(dist{o404: 0.9, oOK: 0.07, oSame: 0.01})
	indexApp  = spread(dist{o404: 0.62, oSame: 0.28, oVaried: 0.02})
	// a program that hides its name may be a file server or an application.
	indexMay      = spread(dist{oSame: 0.72, o404: 0.2})
	siblingEither = spread(dist{oSame: 0.84, o404: 0.09, oOK: 0.02})
	siblingMayApp = spread(dist{oSame: 0.5, oVaried: 0.03, o404: 0.4, oOK: 0.02})
	indexMayApp   = spread(dist{oSame: 0.5, o404: 0.42})
	siblingMay    = spread(dist{oSame: 0.62, oVaried: 0.02, o404: 0.28, oOK: 0.02})

	// https to the port that called plain http malformed: whatever is answered
	// through TLS says that this port speaks it; other ports do not.
	httpsOnPort = [2]dist{spread(dist{oNone: 0.95, oOK: 0.01}), spread(dist{oOK: 0.62, oSame: 0.06, oVaried: 0.06, oOther: 0.06, o401: 0.04, o403: 0.05, o404: 0.05, o3xx: 0.04})}

	// bare: the directory without its slash; a server that can see the
	// directory answers with a redirect.
	bareSite = spread(dist{oSame: 0.9, oVaried: 0.025, o3xx: 0.04, oOK: 0.012})
	bareSeen = spread(dist{o3xx: 0.86, oSame: 0.06, o404: 0.03})
	// applications that serve files know no slash to redirect to.
	bareApp  = spread(dist{o3xx: 0.46, o404: 0.34, oOK: 0.08, oSame: 0.06})
	bareRule = spread(dist{oSame: 0.5, o3xx: 0.36, o404: 0.1})
	// who opens the directory before redirecting to it is refused there already.
	bareEither = spread(dist{oSame: 0.46, o3xx: 0.46, o404: 0.03})
	bareMix    = spread(dist{oSame: 0.62, o3xx: 0.2, o404: 0.12})
)

// byAddress is P(answer to the address as Host | the name is known, or not;
// another path, or the root). Where one site answers to every name the answer
// stays; where there are several, an address gets the first of them, as does a
// name that is not known. Programs that guard against rebinding of names admit
// their address (Transmission, Syncthing, development servers).
var byAddress = [2][2]dist{
	{spread(dist{oSame: 0.62, oVaried: 0.05, o404: 0.1, o403: 0.05, o3xx: 0.05, oOther: 0.05, o401: 0.02, oOK: 0.012}), spread(dist{oSame: 0.56, oVaried: 0.05, o404: 0.06, o403: 0.06, o3xx: 0.07, oOther: 0.05, oOK: 0.1})},
	{spread(dist{oSame: 0.53, oVaried: 0.03, oOK: 0.25, o3xx: 0.05, o404: 0.03, o401: 0.05, oOther: 0.05}), spread(dist{oSame: 0.54, oVaried: 0.03, oOK: 0.26, o3xx: 0.05, o401: 0.05, oOther: 0.05})},
}

// optionsRow is P(answer to OPTIONS | program, phase of the refusal) where GET
// is 403: observed in lab/ on five servers (H2O answers OPTIONS as it does GET); IIS by its
// documented order of modules; the others are mixtures.
type optionsRow struct {
	is    program
	phase phase
	p     dist
}

var optionsTable = []optionsRow{
	{nginxProgram, inPolicy, spread(dist{oSame: 0.96})},
	{nginxProgram, inOpen, spread(dist{o405: 0.96})},
	{nginxProgram, inLookup, spread(dist{o405: 0.96})},
	{nginxProgram, inSymlink, spread(dist{o405: 0.96})},
	{nginxProgram, inIndex, spread(dist{o405: 0.96})},
	{nginxProgram, inApp, spread(dist{oSame: 0.75, oOK: 0.14, o405: 0.06})},
	{httpdProgram, inPolicy, spread(dist{oSame: 0.96})},
	{httpdProgram, inOpen, spread(dist{oOK: 0.95})},
	{httpdProgram, inLookup, spread(dist{oSame: 0.95})},
	{httpdProgram, inSymlink, spread(dist{oSame: 0.95})},
	{httpdProgram, inIndex, spread(dist{oOK: 0.95})},
	{httpdProgram, inApp, spread(dist{oSame: 0.7, oOK: 0.2})},
	{lighttpdProgram, inPolicy, spread(dist{oSame: 0.95})},
	{lighttpdProgram, inOpen, spread(dist{oOK: 0.94})},
	{lighttpdProgram, inLookup, spread(dist{oSame: 0.93})},
	{lighttpdProgram, inSymlink, spread(dist{oSame: 0.93})},
	{lighttpdProgram, inIndex, spread(dist{oOK: 0.94})},
	{caddyProgram, inPolicy, spread(dist{oSame: 0.95})},
	{caddyProgram, inOpen, spread(dist{oSame: 0.92, o405: 0.03})},
	{caddyProgram, inLookup, spread(dist{oSame: 0.92, o405: 0.03})},
	{iisProgram, inPolicy, spread(dist{oSame: 0.72, oOK: 0.22})},
	{iisProgram, inOpen, spread(dist{oOK: 0.7, oSame: 0.2})},
	{iisProgram, inIndex, spread(dist{oOK: 0.8, oSame: 0.1})},
	{proxyProgram, inPolicy, spread(dist{oSame: 0.94})},
	{proxyProgram, inApp, spread(dist{oSame: 0.8, oOK: 0.12})},
	{appProgram, inPolicy, spread(dist{oSame: 0.66, oOK: 0.16, o405: 0.06, o404: 0.07})},
	{appProgram, inApp, spread(dist{oSame: 0.52, oOK: 0.26, o405: 0.1, o404: 0.07})},
	{storeProgram, inPolicy, unsure},
	{storeProgram, inApp, unsure},
	{unknownProgram, inPolicy, spread(dist{oSame: 0.86, oOK: 0.04, o405: 0.03, o404: 0.04})},
	{unknownProgram, inOpen, spread(dist{o405: 0.24, oOK: 0.2, oSame: 0.38, o404: 0.1})},
	{unknownProgram, inLookup, spread(dist{o405: 0.4, oSame: 0.42, o404: 0.12})},
	{unknownProgram, inSymlink, spread(dist{o405: 0.44, oSame: 0.42, o404: 0.08})},
	{unknownProgram, inIndex, spread(dist{o405: 0.45, oOK: 0.32, oSame: 0.06, o404: 0.12})},
	{unknownProgram, inApp, spread(dist{oSame: 0.63, oOK: 0.19, o405: 0.08, o404: 0.05})},
}

func optionsDist(is program, ph phase) *dist {
	for range 2 {
		for i := range optionsTable {
			if r := &optionsTable[i]; r.is == is && r.phase == ph {
				return &r.p
			}
		}
		is = unknownProgram
	}
	return &unsure
}

// A credsRow is P(answer without, or with wrong, credentials | cause), where
// ours were sent and refused with the status class named; of xCredsMade, where
// none were sent.
type credsRow struct {
	x      xid
	status int
	causes []cause
	p      dist
	ground string
}

var credsTable = []credsRow{
	{xCredsNone, 403, []cause{cRole, cScope, cStepUp, cAuthBackend, cDisabled, cServiceOff, cMasked}, spread(dist{o401: 0.7, oSame: 0.12, oVaried: 0.08, o3xx: 0.04}), "a credential that is accepted makes the difference between 401 and 403 (RFC 9110 sections 15.5.2 and 15.5.4)"},
	{xCredsNone, 403, []cause{cInvalidCreds, cExpiredCred}, spread(dist{oSame: 0.62, oVaried: 0.22, o401: 0.08}), "servers without a challenge answer 403 to both"},
	{xCredsNone, 403, []cause{cCSRF}, spread(dist{o401: 0.3, oSame: 0.5, oVaried: 0.1}), "the token is checked before or after the user"},
	{xCredsWrong, 403, []cause{cCSRF}, spread(dist{o401: 0.3, oSame: 0.55, oVaried: 0.06}), "as above"},
	{xCredsNone, 403, []cause{cFilePerm, cDirPerm, cSymlink, cNoIndex, cHandler}, spread(dist{o401: 0.25, oSame: 0.64, oVaried: 0.04}), "ours may open a door behind which nothing can be read"},
	{xCredsWrong, 403, []cause{cFilePerm, cDirPerm, cSymlink, cNoIndex, cHandler}, spread(dist{o401: 0.25, oSame: 0.64, oVaried: 0.04}), "as above"},
	{xCredsWrong, 403, []cause{cRole, cScope, cStepUp, cDisabled, cServiceOff, cMasked}, spread(dist{o401: 0.84, oSame: 0.03, oVaried: 0.1}), "nonsense is told from ours"},
	{xCredsWrong, 403, []cause{cAuthBackend}, spread(dist{oSame: 0.95}), "the verifier itself fails: nginx without its password file gives 401 without and 403 with any credential"},
	{xCredsWrong, 403, []cause{cInvalidCreds}, spread(dist{oSame: 0.86, oVaried: 0.02}), "ours are worth as much as nonsense"},
	{xCredsWrong, 403, []cause{cExpiredCred}, spread(dist{oSame: 0.8, oVaried: 0.14}), "ours were read, by some"},
	{xCredsNone, 404, []cause{cNotFound, cHidden, cRole, cScope, cMasked, cNotPublic}, spread(dist{o401: 0.5, oSame: 0.36, o403: 0.06}), "ours let us in: what is asked for after that is not there, or hidden from us"},
	{xCredsWrong, 404, []cause{cNotFound, cHidden, cRole, cScope, cMasked, cNotPublic}, spread(dist{o401: 0.5, oSame: 0.36, o403: 0.06}), "as above"},
	{xCredsNone, 500, []cause{cAppError, cFilePerm, cDirPerm, cHandler, cUnreachable, cTimeout, cBadResponse, cNoBackend, cOverloaded}, spread(dist{o401: 0.3, oSame: 0.62}), "ours are accepted, and what is behind fails"},
	{xCredsWrong, 500, []cause{cAppError, cFilePerm, cDirPerm, cHandler, cUnreachable, cTimeout, cBadResponse, cNoBackend, cOverloaded}, spread(dist{o401: 0.3, oSame: 0.62}), "as above"},
	{xCredsNone, 500, []cause{cAuthBackend}, spread(dist{oSame: 0.25, o401: 0.6, oOK: 0.08}), "the verifier fails when it is asked"},
	{xCredsWrong, 500, []cause{cAuthBackend}, spread(dist{oSame: 0.92}), "the verifier fails for any credential"},
	{xCredsNone, 401, []cause{cInvalidCreds, cExpiredCred}, spread(dist{oSame: 0.6, oVaried: 0.35}), "some name the reason, some do not"},
	{xCredsNone, 401, []cause{cDisabled, cStepUp}, spread(dist{oVaried: 0.62, oSame: 0.33}), "the account was found"},
	{xCredsNone, 401, []cause{cScope}, spread(dist{oVaried: 0.6, oSame: 0.35}), "the token was read: a missing one is answered otherwise (mod_auth_openidc, registry)"},
	{xCredsNone, 401, []cause{cRole}, spread(dist{oSame: 0.72, oVaried: 0.2}), "httpd and lighttpd answer 401 to a user that is not on the list"},
	{xCredsNone, 401, []cause{cStripped}, spread(dist{oSame: 0.96}), "nothing arrives"},
	{xCredsNone, 401, []cause{cWrongScheme}, spread(dist{oSame: 0.85, oVaried: 0.1}), "what is not understood is not there"},
	{xCredsWrong, 401, []cause{cInvalidCreds}, spread(dist{oSame: 0.94, oVaried: 0.02}), "ours are worth as much as nonsense"},
	{xCredsWrong, 401, []cause{cExpiredCred, cDisabled}, spread(dist{oSame: 0.5, oVaried: 0.45}), "ours were read"},
	{xCredsWrong, 401, []cause{cScope}, spread(dist{oVaried: 0.65, oSame: 0.3}), "nonsense is called invalid, ours was not"},
	{xCredsMade, 403, []cause{cMissingCreds}, spread(dist{oSame: 0.58, o401: 0.28, oVaried: 0.11}), "who looks for a token finds fault with it; some look elsewhere, or take whom they do not know for nobody"},
	{xCredsMade, 403, []cause{cSession}, spread(dist{oSame: 0.86, o401: 0.06, oVaried: 0.03}), "a session is looked for in a cookie"},
	{xCredsMade, 403, []cause{cRole, cNotPublic}, spread(dist{oSame: 0.82, o401: 0.07, oVaried: 0.05}), "who is found wanting is known; where a token is looked at, what we lack is one"},
	{xCredsMade, 401, []cause{cMissingCreds}, spread(dist{oSame: 0.6, oVaried: 0.34}), "as for 403"},
	{xCredsMade, 401, []cause{cSession}, spread(dist{oSame: 0.9, oVaried: 0.04}), "as for 403"},
	{xCredsMade, 404, []cause{cHidden, cMasked}, spread(dist{oSame: 0.74, o401: 0.18}), "what is hidden from strangers has somebody look at who asks"},
	{xCredsWrong, 401, []cause{cRole}, spread(dist{oSame: 0.62, oVaried: 0.32}), "as above"},
	{xCredsWrong, 401, []cause{cStripped, cWrongScheme}, spread(dist{oSame: 0.94}), "nothing arrives"},
}
