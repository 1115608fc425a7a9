package inspect

import (
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
)

// serverRules are the directives of mod_rewrite that hold for the virtual
// host, or for the main server where there is none: they are not inherited.
func (a *apache) serverRules() []directive { return a.scopes[len(a.scopes)-1] }

// rewrites looks for rules that refuse: those with the flag F or G. Other
// rewrites are named in a note. It reports whether the request ends here.
func (a *apache) rewrites(block []directive, subject, dir string) bool {
	on := false
	var conds []directive
	for _, d := range block {
		switch d.name {
		case "rewriteengine":
			on = len(d.args) > 0 && strings.EqualFold(d.args[0], "on")
		case "rewritecond":
			conds = append(conds, d)
		case "rewriterule":
			if on && len(d.args) >= 2 && a.rewriteRule(d, conds, subject) {
				return dir == ""
			}
			conds = nil
		}
	}
	return false
}

func (a *apache) rewriteRule(d directive, conds []directive, subject string) bool {
	flags := ""
	if len(d.args) > 2 {
		flags = "," + strings.ToUpper(strings.Trim(d.args[2], "[]")) + ","
	}
	pattern, negate := strings.CutPrefix(d.args[0], "!")
	re, err := compile(pattern, strings.Contains(flags, ",NC,"))
	if err != nil {
		a.p.note("The regular expression of %s cannot be read here; the rule was left out.", d.where())
		return false
	}
	if re.matches(subject) == negate {
		return false
	}
	t, cause := a.conditions(conds)
	refuses := strings.Contains(flags, ",F,") || strings.Contains(flags, ",FORBIDDEN,")
	gone := strings.Contains(flags, ",G,") || strings.Contains(flags, ",GONE,") || strings.Contains(flags, "R=404")
	switch {
	case !refuses && !gone:
		if t != no && d.args[1] != "-" {
			a.p.note("%s may rewrite the request, which was not followed: %s", d.where(), d.text())
		}
		return false
	case gone:
		cause = "resource/not-found"
	}
	says := map[truth]string{
		yes:   "mod_rewrite refuses a plain request here.",
		maybe: "mod_rewrite refuses some requests here: whether this one depends on what the client sends.",
		no:    "mod_rewrite refuses some clients here, by what they send; a plain request passes.",
	}[t]
	a.deny(d, cause, says, phaseRewrite).Denies = t == yes
	return t == yes
}

// rewriteCauses say what a condition is about.
var rewriteCauses = []struct {
	variable string
	cause    diagnose.CauseID
}{
	{"HTTP_REFERER", "referer/hotlink-denied"},
	{"HTTP_USER_AGENT", "waf/user-agent-rule"},
	{"REMOTE_ADDR", "net/ip-blocklist"},
	{"REMOTE_HOST", "net/ip-blocklist"},
	{"HTTP_COOKIE", "auth/session-required"},
	{"HTTP:AUTHORIZATION", "auth/missing-credentials"},
	{"QUERY_STRING", "waf/request-content-rule"},
	{"THE_REQUEST", "waf/request-content-rule"},
	{"REQUEST_METHOD", "request/method-refused"},
	{"HTTPS", "tls/https-required"},
	{"HTTP_HOST", "host/unknown-name"},
	{"GEOIP", "net/geo-restricted"},
	{"HTTP_ACCEPT", "waf/header-profile"},
}

// conditions evaluates RewriteCond lines: they hold together, and [OR] joins
// two. The cause is that of the first whose subject says more than the path.
func (a *apache) conditions(conds []directive) (truth, diagnose.CauseID) {
	cause := diagnose.CauseID("static/path-deny-rule")
	all, group := yes, no
	for _, d := range conds {
		if len(d.args) < 2 {
			continue
		}
		for _, c := range rewriteCauses {
			if strings.Contains(strings.ToUpper(d.args[0]), c.variable) && cause == "static/path-deny-rule" {
				cause = c.cause
			}
		}
		group = max(group, a.condition(d))
		if len(d.args) > 2 && strings.Contains(strings.ToUpper(d.args[2]), "OR") {
			continue
		}
		all, group = min(all, group), no
	}
	if cause == "referer/hotlink-denied" && all == yes {
		cause = "referer/referer-required"
	}
	return all, cause
}

func (a *apache) condition(d directive) truth {
	text, ok := map[string]string{
		"%{HTTP_REFERER}": "", "%{HTTP_COOKIE}": "", "%{HTTP:AUTHORIZATION}": "", "%{REQUEST_METHOD}": "GET",
		"%{REQUEST_URI}": a.q.uri, "%{QUERY_STRING}": a.q.args, "%{HTTP_HOST}": a.q.host, "%{SERVER_NAME}": a.q.host,
		"%{HTTPS}": map[bool]string{true: "on", false: "off"}[a.q.scheme == "https"],
	}[strings.ToUpper(d.args[0])]
	if strings.EqualFold(d.args[0], "%{REMOTE_ADDR}") && a.q.client.IsValid() {
		text, ok = a.q.client.String(), true
	}
	pattern, negate := strings.CutPrefix(d.args[1], "!")
	if !ok || strings.HasPrefix(pattern, "-") || strings.HasPrefix(pattern, "<") || strings.HasPrefix(pattern, ">") {
		return maybe
	}
	hit := false
	if want, isEqual := strings.CutPrefix(pattern, "="); isEqual {
		hit = text == strings.Trim(want, `"`)
	} else {
		re, err := compile(pattern, len(d.args) > 2 && strings.Contains(strings.ToUpper(d.args[2]), "NC"))
		if err != nil {
			return maybe
		}
		hit = re.matches(text)
	}
	return map[bool]truth{true: yes}[hit != negate]
}
