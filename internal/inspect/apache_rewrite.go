package inspect

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
)

// A rewriteSet is what holds of mod_rewrite in one place.
type rewriteSet struct {
	on    bool
	rules []directive // RewriteCond and RewriteRule in order
	dir   string      // the directory whose rules they are, "" for the server's
	base  string      // RewriteBase
}

// with adds the directives of a section: rules replace those of the sections
// before it, as they are not inherited; the switch is.
func (s rewriteSet) with(block []directive, dir string) rewriteSet {
	var rules []directive
	any := false
	for _, d := range block {
		switch d.name {
		case "rewriteengine":
			any, s.on = true, len(d.args) > 0 && strings.EqualFold(d.args[0], "on")
		case "rewritebase":
			if any = true; len(d.args) > 0 {
				s.base = d.args[0]
			}
		case "rewritecond", "rewriterule":
			any, rules = true, append(rules, d)
		}
	}
	if any {
		s.rules, s.dir = rules, dir
	}
	return s
}

// A moved is what a set of rules makes of a request.
type moved struct {
	to    string // the new path, "" where it stays
	args  string
	pass  bool // PT: other modules map it further
	ended bool // refused, redirected, or passed on to another server
}

// rewrites carries out rules on a path.
func (a *apache) rewrites(s rewriteSet, subject string) moved {
	out := moved{args: a.q.args}
	if !s.on {
		return out
	}
	var conds []directive
	skip, chain, steps := 0, false, 0
	for i := 0; i < len(s.rules) && steps < 10_000; i++ {
		d := s.rules[i]
		if d.name == "rewritecond" {
			conds = append(conds, d)
			continue
		}
		steps++
		r := parseRule(d)
		mine := conds
		conds = nil
		if skip > 0 || len(d.args) < 2 {
			skip = max(skip-1, 0)
			if chain = chain && r.has("C"); chain {
				skip = 1
			}
			continue
		}
		m := a.rule(r, mine, subject)
		switch {
		case m.end:
			out.ended = true
			return out
		case !m.hit && r.has("C"):
			skip, chain = 1, true
			continue
		case !m.hit:
			continue
		}
		if m.to != "" {
			a.p.rule(d)
			out.take(m, r)
			if subject = m.to; s.dir != "" {
				subject = strings.TrimPrefix(strings.TrimPrefix(subject, s.dir), "/")
			}
		}
		if n, err := strconv.Atoi(r.flags["S"]); err == nil {
			skip = n
		}
		if r.has("L") || r.has("END") || r.has("LAST") {
			break
		}
		if r.has("N") || r.has("NEXT") {
			i = -1
		}
	}
	return out
}

// take goes where a rule leads.
func (out *moved) take(m match, r rule) {
	if r.has("QSA") && m.args != "" && out.args != "" {
		m.args += "&" + out.args
	}
	if m.query {
		out.args = m.args
	}
	out.to, out.pass = m.to, out.pass || r.has("PT")
}

// A rule is a RewriteRule taken apart.
type rule struct {
	directive
	flags map[string]string // in upper case; short and long names
}

func (r rule) has(name string) bool { _, ok := r.flags[name]; return ok }

func parseRule(d directive) rule {
	r := rule{d, map[string]string{}}
	if len(d.args) > 2 {
		for f := range strings.SplitSeq(strings.Trim(d.args[2], "[]"), ",") {
			name, v, _ := strings.Cut(strings.TrimSpace(f), "=")
			r.flags[strings.ToUpper(name)] = v
		}
	}
	return r
}

// A match is what one rule does.
type match struct {
	hit, end bool
	to, args string
	query    bool // the substitution has a query
}

// rule applies one rule. Where its conditions cannot be told it is reported
// and not followed.
func (a *apache) rule(r rule, conds []directive, subject string) match {
	text, negate := strings.CutPrefix(r.args[0], "!")
	re, err := compile(text, r.has("NC") || r.has("NOCASE"))
	if err != nil {
		a.p.note("The regular expression of %s cannot be read here; the rule was left out.", r.where())
		return match{}
	}
	groups := re.match(subject)
	if (groups != nil) == negate {
		return match{}
	}
	under, back := a.conditions(conds, groups)
	status := r.status()
	if status >= 400 {
		if under.never() {
			return match{}
		}
		a.refuses(r, status, under)
		return match{end: under.is == yes}
	}
	if under.is != yes {
		if !under.never() && under.is == maybe && r.args[1] != "-" {
			a.p.note("%s may rewrite the request, which was not followed: %s.%s", r.where(), r.text(), under.depends("it does"))
		}
		return match{}
	}
	a.setsEnv(r, groups, back)
	to := a.interpolate(refer(r.args[1], '%', back), groups)
	switch {
	case r.args[1] == "-":
		return match{hit: true}
	case !to.known || strings.Contains(r.args[1], "${"):
		a.p.note("Where %s leads cannot be told here; the rule was left out.", r.where())
		return match{}
	case status >= 300 || strings.Contains(to.text, "://"):
		a.p.note("%s redirects the request: %s", r.where(), r.text())
		return match{end: true}
	case r.has("P") || r.has("PROXY"):
		a.p.handler, a.p.passed = "RewriteRule", r.text()+" at "+r.where()
		return match{end: true}
	}
	p, args, query := strings.Cut(to.text, "?")
	return match{hit: true, to: p, args: args, query: query}
}

// status is the answer that a rule's flags give, 0 for none.
func (r rule) status() int {
	switch {
	case r.has("F") || r.has("FORBIDDEN"):
		return 403
	case r.has("G") || r.has("GONE"):
		return 410
	case r.has("R") || r.has("REDIRECT"):
		if n, err := strconv.Atoi(r.flags["R"] + r.flags["REDIRECT"]); err == nil {
			return n
		}
		return 302
	}
	return 0
}

// refuses reports a rule that answers with an error.
func (a *apache) refuses(r rule, status int, under answer) {
	cause := a.causeOf(under, true)
	if c, ok := returnCauses[status]; ok && (cause == "static/path-deny-rule" || status == 410) {
		cause = c
	}
	says := map[truth]string{
		yes:   "mod_rewrite answers " + itoa(status) + " to this request here.",
		maybe: "mod_rewrite answers " + itoa(status) + " to some requests here; whether to this one cannot be told.",
		no:    "mod_rewrite answers " + itoa(status) + " to some clients here, by what they send; a plain request passes.",
	}[under.is]
	at := phaseRewrite
	if a.inDirectory {
		at = phaseFixup
	}
	a.deny(r.directive, cause, says+under.depends("it answers "+itoa(status)), at).Denies = under.is == yes
}

// setsEnv is the flag E=NAME:VALUE.
func (a *apache) setsEnv(r rule, groups, back []string) {
	for _, flag := range []string{"E", "ENV"} {
		if name, text, _ := strings.Cut(r.flags[flag], ":"); name != "" {
			a.env[strings.TrimPrefix(name, "!")] = a.interpolate(refer(text, '%', back), groups)
		}
	}
}

// conditions evaluates RewriteCond lines: they hold together, and [OR] joins
// two. It returns the groups of the last one that matched.
func (a *apache) conditions(conds []directive, groups []string) (answer, []string) {
	all, either := answer{is: yes}, answer{}
	var back []string
	for _, d := range conds {
		if len(d.args) < 2 {
			continue
		}
		c, g := a.condition(d, groups, back)
		if g != nil {
			back = g
		}
		either = either.or(c)
		if len(d.args) > 2 && slices.Contains(strings.Split(strings.ToUpper(strings.Trim(d.args[2], "[]")), ","), "OR") {
			continue
		}
		all, either = all.and(either), answer{}
	}
	return all, back
}

func (a *apache) condition(d directive, groups, back []string) (answer, []string) {
	flags := ""
	if len(d.args) > 2 {
		flags = strings.ToUpper(d.args[2])
	}
	text, negate := strings.CutPrefix(d.args[1], "!")
	turn := func(c answer) answer {
		if negate {
			return c.not()
		}
		return c
	}
	if strings.EqualFold(d.args[0], "expr") {
		return a.expr(d.args[1]), nil
	}
	v := a.interpolate(refer(d.args[0], '%', back), groups)
	switch {
	case len(text) == 2 && text[0] == '-':
		return turn(a.fileTest(strings.Replace(text, "-F", "-f", 1), v)), nil
	case len(text) > 3 && text[0] == '-' && slices.Contains(operators, text[:3]):
		if ask := compared(text[:3], text[3:]); ask != nil {
			return turn(v.test(ask, text)), nil
		}
	case strings.HasPrefix(text, "<") || strings.HasPrefix(text, ">") || strings.HasPrefix(text, "="):
		op := text[:1]
		if strings.HasPrefix(text[1:], "=") {
			op = text[:2]
		}
		right := strings.Trim(text[len(op):], `"`)
		c := v.test(compared(op, right), right)
		return turn(c), nil
	}
	re, err := compile(text, strings.Contains(flags, "NC") || strings.Contains(flags, "NOCASE"))
	if err != nil {
		a.p.note("The regular expression of %s cannot be read here, so its condition cannot be told.", d.where())
		return answer{is: maybe, on: v.on, about: v.about}, nil
	}
	g := re.match(v.text)
	c := v.differs(negate, func(s string) bool { return re.matches(s) != negate }, strings.TrimSpace(map[bool]string{true: "!"}[negate]+"~ "+text))
	if !v.known || negate {
		g = nil
	}
	return c, g
}

// perDirectory carries out the rules of the directory, after access has been
// decided. It returns the new URI, "" where the request stays.
func (a *apache) perDirectory(file string) (uri string, ended bool) {
	s := a.state.rewrite
	if !s.on || len(s.rules) == 0 {
		return "", false
	}
	dir := strings.TrimSuffix(s.dir, "/")
	subject, ok := strings.CutPrefix(file, dir+"/")
	if !ok && file != dir {
		return "", false
	}
	a.filename, a.inDirectory = file, true
	m := a.rewrites(s, subject)
	a.inDirectory = false
	if m.to == "" || m.ended {
		return "", m.ended
	}
	a.q.args = m.args
	switch to := m.to; {
	case strings.HasPrefix(to, dir+"/"):
		rel := strings.TrimPrefix(to, dir)
		uri = a.urlOf(s, rel)
	case strings.HasPrefix(to, "/"):
		uri = to
	default:
		uri = a.urlOf(s, "/"+to)
	}
	if uri = cleanURI(uri); uri == a.q.uri {
		return "", false
	}
	return uri, false
}

// urlOf is the URL path of a file below the directory of a set of rules.
func (a *apache) urlOf(s rewriteSet, rel string) string {
	if s.base != "" {
		return path.Join(s.base, rel)
	}
	if below, ok := strings.CutPrefix(s.dir, strings.TrimSuffix(a.documentRoot(), "/")); ok {
		return below + rel
	}
	return path.Dir(a.q.uri) + rel
}

// redirectCause is that of Redirect with an error.
func redirectCause(status string) diagnose.CauseID {
	if status == "404" || status == "410" || status == "gone" {
		return "resource/not-found"
	}
	return "static/path-deny-rule"
}
