package diagnose

// A cause is the index of a cause in the tables of the inference.
type cause uint8

// The causes of the catalogue, by family.
const (
	cMissingCreds cause = iota
	cInvalidCreds
	cExpiredCred
	cWrongScheme
	cStripped
	cSession
	cDisabled
	cAuthBackend
	cStepUp
	cRole
	cScope
	cNotPublic
	cMasked
	cHidden
	cCSRF
	cServiceOff
	cAllowlist
	cBlocklist
	cGeo
	cLegal
	cFamilySplit
	cBackendSplit
	cProxyAuth
	cProxyPolicy
	cUARule
	cProfile
	cContent
	cChallenge
	cProtocol
	cBan
	cBlock
	cLimit
	cQuota
	cConcurrency
	cSigExpired
	cSigFuture
	cSigBad
	cSigAltered
	cSigMissing
	cSigBound
	cSigRevoked
	cClientSkew
	cServerSkew
	cHotlink
	cRefererReq
	cNoIndex
	cFilePerm
	cDirPerm
	cSymlink
	cPathRule
	cHandler
	cUnknownName
	cSNI
	cCertRequired
	cCertRejected
	cHTTPSRequired
	cMethod
	cHead
	cNotAcceptable
	cTooLarge
	cStale
	cOriginDenies
	cMaintenance
	cSuspended
	cUnreachable
	cTimeout
	cNoBackend
	cBadResponse
	cOverloaded
	cAppError
	cNotFound
	cLoop
	nCauses
)

// causeIDs are the public names, in the order of the constants.
var causeIDs = [nCauses]CauseID{
	"auth/missing-credentials", "auth/invalid-credentials", "auth/expired-credential", "auth/wrong-scheme",
	"auth/credentials-stripped", "auth/session-required", "auth/account-disabled", "auth/backend-misconfigured",
	"auth/step-up-required", "authz/insufficient-role", "authz/insufficient-scope", "authz/resource-not-public",
	"authz/missing-object-masked", "authz/existence-hidden", "authz/csrf-or-origin", "authz/service-disabled",
	"net/ip-allowlist", "net/ip-blocklist", "net/geo-restricted", "net/legal-block", "net/address-family-split",
	"net/backend-split", "net/proxy-auth-required", "net/proxy-policy-denied", "waf/user-agent-rule",
	"waf/header-profile", "waf/request-content-rule", "waf/challenge", "waf/protocol-profile", "waf/temporary-ban",
	"waf/unspecified-block", "rate/request-limit", "rate/quota-exhausted", "rate/concurrency-limit",
	"signed-url/expired", "signed-url/not-yet-valid", "signed-url/bad-signature", "signed-url/request-altered",
	"signed-url/missing-signature", "signed-url/bound-elsewhere", "signed-url/signer-revoked", "clock/client-skew",
	"clock/server-skew", "referer/hotlink-denied", "referer/referer-required", "static/no-index-listing-off",
	"static/file-unreadable", "static/directory-unreadable", "static/symlink-refused", "static/path-deny-rule",
	"static/handler-refused", "host/unknown-name", "host/sni-host-mismatch", "tls/client-cert-required",
	"tls/client-cert-rejected", "tls/https-required", "request/method-refused", "request/head-refused",
	"request/not-acceptable", "request/too-large", "edge/stale-error-cached", "edge/origin-denies-edge",
	"site/maintenance", "site/suspended", "upstream/unreachable", "upstream/timeout", "upstream/no-healthy-backend",
	"upstream/bad-response", "upstream/overloaded", "app/error", "resource/not-found", "redirect/loop",
}

// causeOf finds the index of a public name.
func causeOf(id CauseID) (cause, bool) {
	for i, x := range causeIDs {
		if x == id {
			return cause(i), true
		}
	}
	return 0, false
}

// A scope says how much of a site a cause refuses, which is what the
// neighbours of the URL show.
type scope uint8

const (
	onFile    scope = iota // this resource alone: its neighbours are there or are 404
	onDir                  // the directory and what lies in it
	onPrefix               // a rule on this path: often the directory, often the name alone
	onSite                 // every path of the host alike
	onMixed                // a rule that lies as often on the site as on a path
	onBackend              // what one back end serves: often a path, sometimes the whole site
)

// causeScope is the scope of each cause; causes that are not listed are onMixed.
var causeScope = func() (s [nCauses]scope) {
	for i := range s {
		s[i] = onMixed
	}
	for _, c := range []cause{cFilePerm, cSymlink, cNotFound, cHidden, cMasked, cNoIndex, cSigExpired, cSigFuture,
		cSigBad, cSigAltered, cSigBound, cSigRevoked, cServerSkew, cLoop, cStale} {
		s[c] = onFile
	}
	for _, c := range []cause{cDirPerm, cHotlink, cRefererReq} {
		s[c] = onDir
	}
	for _, c := range []cause{cPathRule, cRole, cSession, cMissingCreds, cInvalidCreds, cExpiredCred, cMethod, cHead, cCSRF, cAuthBackend,
		cNotPublic, cScope, cBlock,
		cSigMissing, cAppError, cHandler, cStripped, cWrongScheme, cDisabled, cStepUp, cServiceOff} {
		s[c] = onPrefix
	}
	for _, c := range []cause{cUnreachable, cTimeout, cNoBackend, cBadResponse, cOverloaded} {
		s[c] = onBackend
	}
	for _, c := range []cause{cUnknownName, cSNI, cCertRequired, cCertRejected, cFamilySplit, cBan, cSuspended,
		cMaintenance, cProxyAuth, cProxyPolicy, cTooLarge, cBackendSplit} {
		s[c] = onSite
	}
	return s
}()

// A phase says which part of a web server refuses, which is what OPTIONS
// shows (observed in lab/ on nginx, httpd, lighttpd and Caddy).
type phase uint8

const (
	inPolicy  phase = iota // a rule that runs before the file is looked at
	inOpen                 // opening the file
	inLookup               // walking the path to it
	inSymlink              // the check of symbolic links
	inIndex                // a directory without an index
	inApp                  // the application behind the server
)

var causePhase = func() (p [nCauses]phase) {
	for _, c := range []cause{cRole, cSession, cAppError, cNotFound, cHidden, cScope, cMethod, cCSRF, cMasked, cNotPublic, cDisabled,
		cLoop, cQuota, cServiceOff} {
		p[c] = inApp
	}
	p[cFilePerm], p[cDirPerm], p[cSymlink], p[cNoIndex] = inOpen, inLookup, inSymlink, inIndex
	return p
}()
