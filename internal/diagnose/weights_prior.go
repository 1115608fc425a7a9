package diagnose

// A prior is how often a cause stands behind a status, before anything else
// is known. Ground: the causes that the lab's servers can produce, weighed by
// how often they are asked about in public; the
// rules below turn them for what the request and the answer say. They need
// not add up to 1: what is missing goes to the causes that are not named.
type prior struct {
	c cause
	p float64
}

// A priorTable is the priors of a class of statuses.
type priorTable struct {
	from, to int // inclusive; 0, 0 is no answer at all
	priors   []prior
}

// rarely is the prior of every cause that a table does not name.
const rarely = 0.0004

var priorTables = []priorTable{
	{0, 0, []prior{{cUnreachable, .22}, {cTimeout, .12}, {cBlocklist, .05}, {cAllowlist, .06}, {cPathRule, .05}, {cUnknownName, .05}, {cBlock, .04},
		{cBan, .02}, {cCertRequired, .01}, {cCertRejected, .004}, {cAppError, .05}, {cBadResponse, .04}, {cProtocol, .01}, {cUARule, .01}, {cProfile, .012}, {cBackendSplit, .03}, {cFamilySplit, .03}, {cHTTPSRequired, .01}, {cGeo, .02}, {cLimit, .01}, {cFilePerm, .008}}},
	{200, 299, []prior{{cSession, .2}, {cChallenge, .18}, {cSuspended, .1}, {cMaintenance, .1}, {cBlock, .1}, {cAppError, .15}, {cHidden, .03}, {cNotFound, .05}, {cProxyPolicy, .03}, {cUnknownName, .05}}},
	{300, 399, []prior{{cSession, .3}, {cHTTPSRequired, .12}, {cNotFound, .15}, {cLoop, .06}, {cUnknownName, .06}, {cGeo, .03}, {cHotlink, .01}, {cProxyPolicy, .02}, {cMaintenance, .02}, {cChallenge, .02}}},
	{400, 400, []prior{{cUnknownName, .18}, {cHTTPSRequired, .05}, {cCertRequired, .05}, {cCertRejected, .03}, {cTooLarge, .06}, {cProfile, .06}, {cContent, .06}, {cSigBad, .03}, {cInvalidCreds, .05},
		{cExpiredCred, .02}, {cAppError, .06}, {cCSRF, .02}, {cMethod, .03}, {cMissingCreds, .05}, {cSNI, .03}, {cNotFound, .04}, {cProtocol, .02}, {cUARule, .02}, {cStepUp, .004}}},
	{401, 401, []prior{{cMissingCreds, .49}, {cInvalidCreds, .3}, {cExpiredCred, .04}, {cWrongScheme, .02}, {cStripped, .03}, {cRole, .03}, {cScope, .015}, {cSession, .04}, {cDisabled, .006}, {cAuthBackend, .008}, {cStepUp, .004},
		{cSigExpired, .003}, {cSigBad, .003}, {cSigMissing, .002}, {cNotPublic, .004}}},
	{402, 402, []prior{{cSuspended, .5}, {cServiceOff, .25}, {cQuota, .2}}},
	{403, 403, []prior{{cPathRule, .17}, {cAllowlist, .1}, {cBlocklist, .05}, {cGeo, .016}, {cUARule, .09}, {cProfile, .045}, {cContent, .01}, {cChallenge, .015}, {cBlock, .05}, {cProtocol, .012}, {cBan, .02}, {cLimit, .025},
		{cFilePerm, .07}, {cSymlink, .025}, {cDirPerm, .03}, {cNoIndex, .004}, {cHandler, .006}, {cHotlink, .0005}, {cRefererReq, .03}, {cMissingCreds, .03}, {cSession, .025}, {cRole, .045}, {cInvalidCreds, .002}, {cUnknownName, .02},
		{cCertRequired, .002}, {cHTTPSRequired, .012}, {cCSRF, .002}, {cMethod, .001}, {cHead, .0005}, {cStale, .001}, {cOriginDenies, .003}, {cBackendSplit, .02}, {cFamilySplit, .006}, {cServiceOff, .003}, {cSigMissing, .008},
		{cNotPublic, .004}, {cMasked, .002}, {cScope, .004}, {cSuspended, .004}, {cAuthBackend, .002}, {cServerSkew, .0005}, {cProxyPolicy, .004}, {cSNI, .001}, {cQuota, .003}, {cNotFound, .002}, {cConcurrency, .001}}},
	{404, 404, []prior{{cNotFound, .75}, {cHidden, .07}, {cUnknownName, .06}, {cNoIndex, .004}, {cPathRule, .02}, {cHandler, .01}, {cBackendSplit, .02}, {cStale, .003}, {cNotPublic, .006}, {cRole, .006}, {cAllowlist, .01}, {cHead, .0005}, {cMethod, .002}, {cSuspended, .004}}},
	{405, 405, []prior{{cMethod, .8}, {cPathRule, .03}, {cChallenge, .02}, {cBlock, .02}, {cHead, .001}}},
	{406, 406, []prior{{cNotAcceptable, .45}, {cUARule, .18}, {cProfile, .1}, {cContent, .08}, {cBlock, .06}}},
	{407, 407, []prior{{cProxyAuth, .97}}},
	{408, 408, []prior{{cTimeout, .5}, {cOverloaded, .1}}},
	{409, 409, []prior{{cUnknownName, .2}, {cNotPublic, .1}, {cAppError, .3}, {cCSRF, .02}, {cServiceOff, .02}}},
	{410, 410, []prior{{cNotFound, .85}, {cSigExpired, .01}}},
	{411, 411, []prior{{cMethod, .4}}},
	{413, 414, []prior{{cTooLarge, .96}}},
	{415, 415, []prior{{cNotAcceptable, .85}, {cMethod, .05}}},
	{417, 418, []prior{{cBlock, .4}, {cUARule, .2}, {cBan, .08}, {cLimit, .05}}},
	{419, 419, []prior{{cCSRF, .9}, {cSession, .05}}},
	{420, 420, []prior{{cLimit, .9}}},
	{421, 421, []prior{{cSNI, .9}, {cUnknownName, .07}}},
	{422, 422, []prior{{cCSRF, .5}, {cAppError, .2}}},
	{423, 425, []prior{{cAppError, .3}}},
	{426, 426, []prior{{cProtocol, .7}, {cHTTPSRequired, .2}}},
	{428, 428, []prior{{cMethod, .3}, {cProfile, .2}}},
	{429, 429, []prior{{cLimit, .86}, {cQuota, .03}, {cConcurrency, .02}, {cChallenge, .02}, {cBan, .02}, {cBlock, .015}, {cUARule, .01}, {cBlocklist, .005}}},
	{431, 431, []prior{{cTooLarge, .97}}},
	{440, 440, []prior{{cSession, .9}}},
	{444, 444, []prior{{cPathRule, .4}, {cBlock, .2}, {cUnknownName, .2}}},
	{451, 451, []prior{{cLegal, .93}, {cGeo, .03}}},
	{460, 463, []prior{{cAppError, .3}, {cTooLarge, .2}}},
	{494, 494, []prior{{cTooLarge, .97}}},
	{495, 495, []prior{{cCertRejected, .95}}},
	{496, 496, []prior{{cCertRequired, .95}}},
	{497, 497, []prior{{cHTTPSRequired, .97}}},
	{498, 498, []prior{{cExpiredCred, .5}, {cInvalidCreds, .4}}},
	{499, 499, []prior{{cMissingCreds, .5}, {cTimeout, .2}}},
	{500, 500, []prior{{cAppError, .8}, {cHandler, .03}, {cUnreachable, .02}, {cFilePerm, .004}, {cBlock, .01}, {cAuthBackend, .02}, {cUnknownName, .01}, {cTimeout, .01}, {cBadResponse, .01}, {cBackendSplit, .02}}},
	{501, 501, []prior{{cMethod, .8}, {cUARule, .05}, {cBlock, .05}}},
	{502, 502, []prior{{cUnreachable, .5}, {cBadResponse, .25}, {cTimeout, .06}, {cAppError, .03}, {cNoBackend, .03}, {cBackendSplit, .02}}},
	{503, 503, []prior{{cNoBackend, .2}, {cUnreachable, .2}, {cOverloaded, .14}, {cMaintenance, .16}, {cLimit, .08}, {cTimeout, .04}, {cBadResponse, .02}, {cChallenge, .01}, {cBlock, .01}, {cSuspended, .01}, {cConcurrency, .006}, {cBackendSplit, .02}, {cAppError, .03}, {cUnknownName, .01}}},
	{504, 504, []prior{{cTimeout, .93}, {cUnreachable, .03}}},
	{505, 505, []prior{{cProtocol, .9}}},
	{507, 508, []prior{{cAppError, .5}, {cLoop, .2}}},
	{509, 509, []prior{{cLimit, .5}, {cQuota, .4}}},
	{520, 520, []prior{{cBadResponse, .9}, {cAppError, .03}}},
	{521, 521, []prior{{cUnreachable, .93}, {cOriginDenies, .04}}},
	{522, 522, []prior{{cTimeout, .9}, {cUnreachable, .06}}},
	{523, 523, []prior{{cUnreachable, .95}}},
	{524, 524, []prior{{cTimeout, .96}}},
	{525, 526, []prior{{cUnreachable, .94}}},
	{529, 529, []prior{{cOverloaded, .6}, {cLimit, .3}, {cSuspended, .05}}},
	{530, 530, []prior{{cUnreachable, .8}, {cUnknownName, .1}, {cSuspended, .03}}},
	{540, 598, []prior{{cTimeout, .4}, {cAppError, .3}}},
	{999, 999, []prior{{cBlock, .6}, {cUARule, .2}, {cLimit, .1}}},
}

// otherwise is for statuses that no table names.
var otherwise = []prior{{cAppError, .3}, {cNotFound, .05}, {cBlock, .05}}

// startingFrom fills logs with the priors of a status.
func startingFrom(status int, logs *[nCauses]float64) {
	rare := logOf(rarely)
	for i := range logs {
		logs[i] = rare
	}
	table := otherwise
	for i := range priorTables {
		if t := &priorTables[i]; status >= t.from && status <= t.to {
			table = t.priors
			break
		}
	}
	for _, p := range table {
		logs[p.c] = logOf(p.p)
	}
}
