package diagnose

import (
	"math"
	"slices"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

// cureIndex holds, for each experiment and cause, the rows of cures that
// speak of it, last first.
var cureIndex = func() (t [nExperiments][nCauses][]*cureRow) {
	for i := len(cures) - 1; i >= 0; i-- {
		for _, c := range cures[i].causes {
			t[cures[i].x][c] = append(t[cures[i].x][c], &cures[i])
		}
	}
	return t
}()

var credsIndex = func() (t [nExperiments][4][nCauses]*dist) {
	for i := range credsTable {
		r := &credsTable[i]
		for _, c := range r.causes {
			t[r.x][credsClass(r.status)][c] = &r.p
		}
	}
	return t
}()

// credsClass is the class of statuses that share their rows of credsTable.
func credsClass(status int) int {
	switch status {
	case 401:
		return 1
	case 404, 410:
		return 2
	}
	if status >= 500 {
		return 3
	}
	return 0
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// likelihood returns P(outcome | c) of an experiment for this evidence.
func (f *features) likelihood(s *probeStep, c cause) dist {
	switch s.x {
	case xOptions:
		return *optionsDist(f.ans.program, f.phaseOf(c))
	case xHTTPS:
		if f.req.url.Port() != "" && (f.ans.status == 400 || f.closed()) {
			return httpsOnPort[b2i(c == cHTTPSRequired)]
		}
	case xSibling, xRoot, xParent, xIndex, xBare, xKnownGood:
		return f.neighbour(s.x, c)
	case xCredsNone, xCredsWrong, xCredsMade:
		if c == cRole && s.x != xCredsMade && f.ans.status == 401 && f.appSpoke() {
			c = cScope // an application that knows the user says something else to a stranger
		}
		if d := credsIndex[s.x][credsClass(f.ans.status)][c]; d != nil {
			return *d
		}
	case xHostAddress:
		return byAddress[b2i(c == cUnknownName)][b2i(f.req.root)]
	case xCookieNone:
		if d := f.withoutCookie(c); d != nil {
			return *d
		}
	case xPlace:
		if c == cGeo || c == cLegal {
			now, cured, not := f.byCountry(s.place)
			if now > 0 {
				return mixCure(unmoved, cured/(cured+not))
			}
		}
	}
	for _, r := range cureIndex[s.x][c] {
		if r.when == nil || r.when(f, s) {
			return mixCure(unmoved, r.p)
		}
	}
	if s.x != xRepeat { // what comes and goes may have gone meanwhile, whatever was changed
		for _, r := range cureIndex[xRepeat][c] {
			return mixCure(unmoved, r.p)
		}
	}
	return unmoved
}

// mixCure puts p on "as expected" and keeps the shape of the rest.
func mixCure(d dist, p float64) dist {
	rest := (1 - p) / (1 - d[oOK])
	for i := range d {
		d[i] *= rest
	}
	d[oOK] = p
	return d
}

// phaseOf is where c refuses on the program that answered: a static server
// checks passwords in its own rules, an application behind it does not.
func (f *features) phaseOf(c cause) phase {
	ph := causePhase[c]
	if c == cMissingCreds && f.appSpoke() {
		return inApp // it looks for them in the handler of a route, as for a session
	}
	if ph == inApp && f.ans.stock && !f.ans.structured {
		switch f.ans.program {
		case nginxProgram, httpdProgram, lighttpdProgram, caddyProgram, iisProgram:
			return inPolicy
		}
	}
	return ph
}

// neighbour is P(answer for another resource of the site | c).
func (f *features) neighbour(x xid, c cause) dist {
	sc := causeScope[c]
	app := f.appSpoke() || f.ans.status >= 500
	hidden := f.ans.program.unlisted()
	store := f.ans.program == storeProgram
	switch x {
	case xKnownGood:
		if sc == onSite {
			return unmoved
		}
		return rootOf[onFile]
	case xRoot, xParent:
		switch {
		case store:
			return rootStore
		case x == xParent && sc != onSite:
			return unsure
		case sc == onBackend && (f.closed() || f.ans.structured && f.ans.status == 503):
			return rootOf[onMixed] // what passes bytes on fails for all of the site
		case f.ans.status == 404 && sc != onSite:
			return rootNot
		case byUser(c) && f.ans.status == 403 && !f.fileServer():
			return rootGate
		case f.fileServer() && f.ans.status == 403 && (sc == onPrefix || sc == onDir):
			return rootNoIndex
		}
		return rootOf[sc]
	case xSibling:
		return f.sibling(c, sc, app, store)
	case xIndex:
		switch {
		case c == cNoIndex:
			return indexNone
		case app && sc != onSite:
			return indexApp
		case hidden && byUser(c):
			return indexMayApp
		case hidden && sc == onPrefix:
			return indexMay
		}
		return unmoved
	}
	switch { // xBare
	case (c == cFilePerm || c == cSymlink) && !f.fileServer() && f.req.staticFile():
		return bareApp
	case c == cNoIndex || c == cFilePerm || c == cSymlink || c == cDirPerm && f.fileServer() && f.ans.program != nginxProgram && f.ans.program != caddyProgram: // both open the directory before they redirect
		return bareSeen
	case c == cDirPerm && !f.fileServer():
		return bareEither
	case sc == onSite:
		return bareSite
	case c == cDirPerm:
		return unmoved
	case c == cPathRule:
		return bareRule
	}
	return bareMix
}

// appSpoke reports whether an application wrote the answer, as far as its form
// shows: a web server that opens files sends a page with its name.
func (f *features) appSpoke() bool {
	if f.container() {
		return false
	}
	return f.ans.structured || f.ans.program == appProgram || f.ans.bare && f.ans.program <= unknownProgram
}

// container reports whether a servlet container answered itself, as far as it
// can be seen: it serves files and has rules on paths and methods as a web
// server does (Jakarta Servlet 6.0, section 13.8: security-constraint).
func (f *features) container() bool {
	if f.ans.structured || f.ans.program != appProgram {
		return false
	}
	return slices.ContainsFunc(f.ans.matches, func(m Match) bool {
		return m.Role != OnPath && (m.Product == "Tomcat" || m.Product == "Jetty" || m.Product == "Undertow")
	})
}

// closed reports whether the connection was closed instead of an answer.
func (f *features) closed() bool {
	return f.ans.failure == measure.AnswerClosed || f.ans.failure == measure.AnswerReset
}

// neighbourIsApp reports whether an application answered for another path
// beside the target, as far as the form of that answer shows.
func (f *features) neighbourIsApp() bool {
	for i := range f.trials {
		t := &f.trials[i]
		if (t.x != xSibling && t.x != xIndex && t.x != xBare) || t.status != 404 && t.status != 405 {
			continue
		}
		a := answerFeatures{Answer: t.report.Answer()}
		ct := a.Get("Content-Type")
		if strings.Contains(ct, "json") || jsonLike(a.Body) || a.Get("X-Powered-By") != "" {
			return true
		}
	}
	return false
}

// withoutCookie is P(answer without cookies | c) where a session may have been
// sent: one that is known makes the difference between "who are you?" and "not
// you".
func (f *features) withoutCookie(c cause) *dist {
	if f.ans.status != 403 && f.ans.status != 404 {
		return nil
	}
	switch c {
	case cRole, cScope, cHidden, cStepUp, cServiceOff, cMasked:
		return &sessionKnown
	}
	return nil
}

// byUser reports whether c goes by who asks, which applications look at in the
// handler of a route.
func byUser(c cause) bool {
	return c == cRole || c == cScope || c == cSession || c == cMissingCreds
}

func (f *features) sibling(c cause, sc scope, app, store bool) dist {
	switch {
	case f.ans.status == 404 && !store && (c == cHidden || c == cAllowlist || c == cGeo || c == cRole || c == cPathRule || c == cNotPublic):
		return siblingHides
	case f.ans.status == 404:
		return siblingNot
	case store:
		return siblingStore
	case cSigExpired <= c && c <= cServerSkew && (f.req.sig.family != "" || f.fetches()):
		return siblingSigned
	case c == cCSRF && f.req.origin:
		return siblingCheck
	case byUser(c) && app && f.req.file:
		return siblingCheck // who guards files guards a prefix, before looking for one
	case c == cPathRule && app && f.req.staticFile():
		return siblingEither // a rule on one exact file is rare
	case sc == onPrefix && app, c == cCSRF:
		return siblingApp
	case sc == onMixed && f.appSpoke():
		return siblingCheck
	case !app && byUser(c) && f.ans.program.unlisted():
		return siblingMayApp
	case c == cPathRule && !f.appSpoke() && !f.req.dotfile && f.ans.program.unlisted():
		return siblingEither
	case sc == onPrefix && f.ans.program <= unknownProgram && c != cPathRule && c != cBlock:
		return siblingMay
	case sc == onPrefix && !app && f.fileServer() && !f.req.dotfile:
		return siblingRule
	case c == cContent && f.req.dotfile:
		return siblingListed
	case c == cPathRule && f.req.dotfile:
		return siblingHidden
	case c == cHandler, c == cStale:
		return unsure
	}
	return siblingOf[sc]
}

// logOf is the logarithm of what counts as evidence.
func logOf(p float64) float64 { return math.Log(max(p, 1e-9)) }
