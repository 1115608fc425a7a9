package diagnose

import "github.com/uptimesignal/uptimesignal/internal/measure"

// An xid is the index of an experiment in the tables of the inference.
type xid uint8

const (
	xRepeat xid = iota
	xDelay
	xUserAgent
	xProfile
	xReferer
	xRefererNone
	xLanguage
	xAccept
	xCookieNone
	xCookieBack
	xCredsNone
	xCredsWrong
	xCredsOther
	xCredsMade
	xOriginNone
	xQueryNone
	xQueryOne
	xMethodGet
	xOptions
	xSibling
	xIndex
	xBare
	xParent
	xRoot
	xKnownGood
	xAddress
	xFamily
	xProtocol
	xHost
	xHostAddress
	xHTTPS
	xBuster
	xPlace
	xClientCert
	nExperiments
)

var experimentIDs = [nExperiments]measure.Experiment{
	measure.XRepeat, measure.XDelay, measure.XUserAgent, measure.XProfile, measure.XReferer, measure.XRefererNone,
	measure.XLanguage, measure.XAccept, measure.XCookieNone, measure.XCookieBack, measure.XCredsNone, measure.XCredsWrong,
	measure.XCredsOther, measure.XCredsMade, measure.XOriginNone, measure.XQueryNone, measure.XQueryOne, measure.XMethodGet, measure.XOptions, measure.XSibling,
	measure.XIndex, measure.XBare, measure.XParent, measure.XRoot, measure.XKnownGood, measure.XAddress, measure.XFamily,
	measure.XProtocol, measure.XHost, measure.XHostAddress, measure.XHTTPS, measure.XBuster, measure.XPlace, measure.XClientCert,
}

func xidOf(id measure.Experiment) (xid, bool) {
	for i, x := range experimentIDs {
		if x == id {
			return xid(i), true
		}
	}
	return 0, false
}

// otherResource marks the experiments that ask for something else than the
// target, so that a success of theirs is no cure.
var otherResource = [nExperiments]bool{
	xOptions: true, xSibling: true, xIndex: true, xBare: true, xParent: true, xRoot: true, xKnownGood: true,
}

// A cureRow says how often an experiment makes the target answer as expected
// when a cause is the true one.
type cureRow struct {
	x      xid
	causes []cause
	p      float64
	when   func(*features, *probeStep) bool // nil is always
	ground string
}

// A probeStep is an experiment that is weighed: made, or only considered.
type probeStep struct {
	x     xid
	arg   string
	place *Place
}

// cures is the table of P(cured | cause). Numbers are rounded estimates from
// the lab's answers to controlled experiments (battery.tsv, probes-observed.tsv)
// drawn towards 0.9 and 0.5, so that one surprise does not decide.
// Rows lower down override rows above them.
var cures = []cureRow{
	{xUserAgent, []cause{cUARule}, 0.94, nil, "the definition of the cause; some rules admit named agents only"},
	{xUserAgent, []cause{cProfile}, 0.12, nil, "a score that the User-Agent alone brings under its threshold"},
	{xUserAgent, []cause{cProfile}, 0.9, func(f *features, _ *probeStep) bool { return f.req.noUA }, "no User-Agent was sent: giving one completes the profile"},
	{xUserAgent, []cause{cChallenge, cBlock}, 0.06, nil, "bot products look at more than the User-Agent"},
	{xProfile, []cause{cUARule}, 0.94, nil, "the profile contains the browser's User-Agent"},
	{xProfile, []cause{cProfile}, 0.93, nil, "the definition of the cause"},
	{xProfile, []cause{cNotAcceptable}, 0.85, nil, "the profile accepts text/html"},
	{xProfile, []cause{cChallenge, cBlock}, 0.07, nil, "bot products look at more than header fields"},
	{xLanguage, []cause{cProfile}, 0.4, nil, "Accept-Language is the commonest missing field after the User-Agent (CRS 920300 group)"},
	{xAccept, []cause{cNotAcceptable}, 0.9, nil, "accepts anything, or names text/html where anything was accepted already"},
	{xAccept, []cause{cProfile}, 0.15, func(f *features, _ *probeStep) bool { return f.req.accept == "" }, "CRS 920300: no Accept"},
	{xReferer, []cause{cRefererReq}, 0.93, nil, "the definition of the cause; the site may expect another name of its own"},
	{xReferer, []cause{cHotlink}, 0.93, nil, "own Referer passes a hotlink rule"},
	{xReferer, []cause{cProfile}, 0.03, nil, "rare part of a profile"},
	{xRefererNone, []cause{cHotlink}, 0.92, nil, "most hotlink rules let an empty Referer pass"},
	{xCookieNone, []cause{cContent}, 0.9, func(f *features, _ *probeStep) bool { return f.req.suspect && f.req.url.RawQuery == "" }, "the suspicious text is in the cookie"},
	{xCookieNone, []cause{cContent}, 0.3, func(f *features, _ *probeStep) bool { return f.req.url.RawQuery != "" || !f.req.suspect }, "the text is more often in the query"},
	{xCookieNone, []cause{cTooLarge}, 0.95, func(f *features, _ *probeStep) bool { return f.req.cookie > 2000 }, "the cookies are what is large"},
	{xCookieNone, []cause{cSession}, 0.05, nil, "a dead session that refuses even public pages"},
	{xCookieBack, []cause{cChallenge}, 0.6, nil, "gates by cookie open, challenges that run a script do not"},
	{xCookieBack, []cause{cLoop}, 0.6, nil, "loops that wait for a cookie end"},
	{xCredsOther, []cause{cRole, cScope, cInvalidCreds, cExpiredCred, cDisabled, cMissingCreds, cMasked, cNotPublic, cHidden}, 0.8, nil, "the owner's second credential works"},
	{xCredsNone, []cause{cInvalidCreds, cExpiredCred, cDisabled, cWrongScheme}, 0.02, nil, "public pages that refuse a broken credential"},
	{xOriginNone, []cause{cCSRF}, 0.9, nil, "the definition of the cause; some look at Referer, or want a token besides"},
	{xQueryNone, []cause{cContent}, 0.93, func(f *features, _ *probeStep) bool { return f.req.url.RawQuery != "" }, "the definition of the cause"},
	{xQueryNone, []cause{cTooLarge}, 0.95, func(f *features, _ *probeStep) bool { return f.req.target > 2000 }, "the query is what is large"},
	{xQueryOne, []cause{cSigAltered}, 0.93, nil, "what was added after signing is taken away again"},
	{xMethodGet, []cause{cHead, cMethod}, 0.95, nil, "the definition of the cause"},
	{xMethodGet, []cause{cCSRF}, 0.9, nil, "only writing needs the token"},
	{xMethodGet, []cause{cSigAltered}, 0.9, func(f *features, _ *probeStep) bool { return f.req.sig.present() }, "a presigned URL signs the method"},
	{xAddress, []cause{cBackendSplit}, 0.9, nil, "another node is sound"},
	{xFamily, []cause{cFamilySplit}, 0.93, nil, "the other family is sound"},
	{xProtocol, []cause{cProtocol}, 0.92, nil, "the definition of the cause"},
	{xHost, []cause{cUnknownName, cSNI}, 0.93, nil, "the owner's own name"},
	{xHost, []cause{cSigAltered}, 0.3, nil, "signed for that name"},
	{xHTTPS, []cause{cHTTPSRequired}, 0.93, nil, "the definition of the cause"},
	{xBuster, []cause{cStale}, 0.93, nil, "goes past the cache"},
	{xRepeat, []cause{cBackendSplit}, 0.35, nil, "the next node may be sound"},
	{xRepeat, []cause{cBackendSplit}, 0.8, func(f *features, _ *probeStep) bool { return f.alternates() }, "the nodes take turns"},
	{xRepeat, []cause{cConcurrency}, 0.5, nil, "the slot may be free by then"},
	{xRepeat, []cause{cLimit}, 0.18, nil, "a window of about a second may have passed"},
	{xRepeat, []cause{cLimit, cConcurrency}, 0.03, func(f *features, _ *probeStep) bool { return f.alternates() }, "a window does not open and close with every request"},
	{xRepeat, []cause{cOverloaded}, 0.25, nil, "load comes and goes"},
	{xRepeat, []cause{cTimeout, cBadResponse, cAppError}, 0.12, nil, "some failures of back ends pass"},
	{xRepeat, []cause{cOverloaded, cTimeout, cBadResponse, cAppError}, 0.02, func(f *features, _ *probeStep) bool { return f.alternates() && f.ans.status < 500 }, "a back end that fails answers 5xx"},
	{xRepeat, []cause{cUnreachable, cNoBackend}, 0.07, nil, "restarts pass"},
	{xDelay, []cause{cLimit}, 0.9, nil, "the window has passed"},
	{xDelay, []cause{cConcurrency}, 0.85, nil, "the slot is free"},
	{xDelay, []cause{cBan}, 0.5, nil, "short bans have lapsed; long ones have not, nor those that every request renews (mod_evasive)"},
	{xDelay, []cause{cOverloaded}, 0.35, nil, "load comes and goes"},
	{xDelay, []cause{cOverloaded}, 0.02, func(f *features, _ *probeStep) bool { return f.alternates() && f.ans.status < 500 }, "as for the repeat"},
	{xDelay, []cause{cBackendSplit}, 0.35, nil, "the next node may be sound"},
	{xPlace, []cause{cAllowlist}, 0.33, nil, "few places are on the list"},
	{xPlace, []cause{cBlocklist}, 0.99, nil, "a list that holds two places of one owner is rare"},
	{xPlace, []cause{cBan}, 0.95, nil, "bans are by address"},
	{xPlace, []cause{cLimit}, 0.8, nil, "limits are mostly by address"},
	{xPlace, []cause{cConcurrency}, 0.85, nil, "by address"},
	{xPlace, []cause{cQuota}, 0.06, nil, "quotas are mostly by key"},
	{xPlace, []cause{cSigBound}, 0.3, nil, "one of the places may be the one it was signed for"},
	{xPlace, []cause{cBackendSplit}, 0.3, nil, "another node may be nearer"},
	{xPlace, []cause{cBackendSplit}, 0.5, func(f *features, _ *probeStep) bool { return f.alternates() }, "the nodes take turns"},
	{xPlace, []cause{cLimit}, 0.5, func(f *features, _ *probeStep) bool { return f.alternates() }, "as for the repeat"},
	{xPlace, []cause{cStale}, 0.1, nil, "another edge"},
	{xPlace, []cause{cChallenge, cBlock}, 0.04, nil, "reputation is by address"},
	{xPlace, []cause{cProxyPolicy, cProxyAuth}, 0.5, nil, "another agent leaves through another proxy"},
}

// Places and countries: a rule by country refuses all places of a country
// alike. The numbers leave room for wrong geolocation and for a rule that
// names several countries.
const (
	curedAbroad = 0.88
	curedAtHome = 0.04
)

// homeCountry is the country of the place of the first check, if it is told.
func (f *features) homeCountry() string {
	for _, p := range f.ev.Places {
		if p.Name == f.ev.First.Place {
			return p.Country
		}
	}
	return ""
}

// byCountry returns the likelihood, under a rule by country, of all that the
// places have answered, and of the same with a further place cured or not.
// Where our own country is not known it is summed out.
func (f *features) byCountry(next *Place) (now, withCure, without float64) {
	home := f.homeCountry()
	homes := f.countries()
	share := 1 / float64(len(homes)+1)
	for _, h := range append(homes, "") {
		if home != "" && h != home {
			continue
		}
		w := share
		if home != "" {
			w = 1
		}
		for i := range f.trials {
			if t := &f.trials[i]; t.x == xPlace && t.place != nil {
				w *= f.placeChance(t.place, h, t.out == oOK)
				if t.out != oOK {
					w *= unmoved[t.out] / (1 - unmoved[oOK])
				}
			}
		}
		now += w
		if next != nil {
			p := f.placeChance(next, h, true)
			withCure += w * p
			without += w * (1 - p)
		}
	}
	return now, withCure, without
}

func (f *features) placeChance(p *Place, home string, cured bool) float64 {
	c := 0.5
	switch {
	case p.Country == "":
	case p.Country == home:
		c = curedAtHome
	default:
		c = curedAbroad
	}
	if cured {
		return c
	}
	return 1 - c
}

func (f *features) countries() []string {
	var out []string
next:
	for _, p := range f.ev.Places {
		for _, c := range out {
			if c == p.Country {
				continue next
			}
		}
		if p.Country != "" {
			out = append(out, p.Country)
		}
	}
	return out
}
