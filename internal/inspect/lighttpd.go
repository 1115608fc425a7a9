package inspect

import (
	"net/netip"
	"path"
	"slices"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
)

const lighttpdReload = "lighttpd -t -f /etc/lighttpd/lighttpd.conf && systemctl restart lighttpd"

// lighttpd evaluates a configuration of lighttpd for one request.
type lighttpd struct {
	v     view
	q     request
	p     *plan
	uri   string
	now   map[string]setting // what holds
	some  []branch           // blocks that hold for some, or cannot be told
	under map[string]answer  // what a setting hangs on, by file:line
}

// A branch is a block of settings that may hold.
type branch struct {
	block []setting
	holds answer
}

// planLighttpd says what a configuration of lighttpd does with a request: the
// conditions that hold are merged in order, the later ones win.
func planLighttpd(v view, conf []setting, notes []string, q request) (*plan, error) {
	l := &lighttpd{v: v, q: q, uri: q.uri, p: &plan{notes: slices.Clone(notes)}}
	l.merge(conf)
	l.p.user = l.text("server.username")
	l.p.links = l.links
	if l.early() {
		return l.p, nil
	}
	l.serve()
	return l.p, nil
}

func (l *lighttpd) merge(conf []setting) {
	l.now, l.some, l.under = map[string]setting{}, nil, map[string]answer{}
	l.apply(conf, answer{is: yes}, 0)
}

// apply merges settings that hold under a condition.
func (l *lighttpd) apply(block []setting, under answer, deep int) {
	before := answer{}
	for _, s := range block {
		if s.field == "" && !s.isElse {
			if s.add {
				s.v = l.now[s.name].v.plus(s.v)
			}
			l.now[s.name], l.under[s.where()] = s, under
			continue
		}
		now := answer{is: yes}
		if s.field != "" {
			now = l.holds(s)
		}
		holds := now
		if !s.isElse {
			before = answer{}
		} else {
			holds = now.and(before.not())
		}
		before = before.or(now)
		holds = under.and(holds)
		switch {
		case holds.never() || deep > maxDepth:
		case holds.is == yes:
			l.apply(s.block, holds, deep+1)
		default:
			l.maybe(s.block, holds, deep+1)
		}
	}
}

// maybe remembers a block that may hold, and those within it.
func (l *lighttpd) maybe(block []setting, holds answer, deep int) {
	l.some = append(l.some, branch{block, holds})
	if deep > maxDepth {
		return
	}
	for _, s := range block {
		if s.field == "" {
			continue
		}
		if inner := holds.and(l.holds(s)); !inner.never() {
			l.maybe(s.block, inner, deep+1)
		}
	}
}

// holds answers a condition.
func (l *lighttpd) holds(s setting) answer {
	if s.field == "SERVER:socket" {
		return l.onSocket(s)
	}
	v, name := l.field(s.field)
	if s.field == "HTTP:host" && !strings.HasSuffix(s.op, "~") && !strings.Contains(s.right, ":") {
		v = sure(l.q.host)
	}
	if v.varies() && len(v.on) == 0 {
		v.on = []string{name}
	}
	switch { // a condition on the host is, in most cases, that of a site
	case s.field == "HTTP:host" && s.op[0] != '!':
		v.about = nil
	case name == "%{REMOTE_ADDR}" && s.op[0] == '!':
		v.about = []string{name, notListed}
	default:
		v.about = []string{name}
	}
	if name == "%{REMOTE_ADDR}" {
		if p, ok := parsePrefix(s.right); ok && (s.op == "==" || s.op == "!=") {
			return v.differs(s.op == "!=", func(t string) bool {
				a, err := netip.ParseAddr(t)
				return err == nil && p.Contains(a.Unmap()) == (s.op == "==")
			}, s.op+" "+s.right)
		}
	}
	var ask func(string) bool
	switch s.op {
	case "==":
		ask = func(t string) bool { return t == s.right }
	case "!=":
		ask = func(t string) bool { return t != s.right }
	case "=^":
		ask = func(t string) bool { return strings.HasPrefix(t, s.right) }
	case "=$":
		ask = func(t string) bool { return strings.HasSuffix(t, s.right) }
	case "=~", "!~":
		re, err := compile(s.right, false)
		if err != nil {
			l.p.note("The regular expression of %s cannot be read here.", s.where())
			return answer{is: maybe, on: v.on, about: v.about}
		}
		ask = func(t string) bool { return re.matches(t) == (s.op == "=~") }
	default:
		return answer{is: maybe, on: v.on, about: v.about}
	}
	return v.differs(s.op[0] == '!', ask, s.op+" "+s.right)
}

// field is what a condition looks at, and its name in the words of expressions
// of httpd, by which causes are known.
func (l *lighttpd) field(name string) (value, string) {
	switch name {
	case "HTTP:url":
		return sure(l.uri), "%{REQUEST_URI}"
	case "HTTP:host":
		return sure(l.q.authority()), "%{HTTP_HOST}"
	case "HTTP:useragent", "HTTP:user-agent":
		return l.q.header("user-agent"), "%{HTTP_USER_AGENT}"
	case "HTTP:referer":
		return l.q.header("referer"), "%{HTTP_REFERER}"
	case "HTTP:cookie":
		return l.q.header("cookie"), "%{HTTP_COOKIE}"
	case "HTTP:language":
		return l.q.header("accept-language"), "%{HTTP:accept-language}"
	case "HTTP:querystring", "HTTP:query-string":
		return sure(l.q.args), "%{QUERY_STRING}"
	case "HTTP:scheme":
		return sure(l.q.scheme), "%{REQUEST_SCHEME}"
	case "HTTP:request-method":
		return value{text: l.q.verb(), known: true, asked: l.q.method == ""}, "%{REQUEST_METHOD}"
	case "HTTP:remoteip", "HTTP:remote-ip":
		if l.q.client.IsValid() {
			return sure(l.q.client.Unmap().String()), "%{REMOTE_ADDR}"
		}
		return value{unlisted: true, asked: true}, "%{REMOTE_ADDR}"
	}
	if h, ok := strings.CutPrefix(name, "REQUEST_HEADER:"); ok {
		return l.q.header(h), fieldName(h)
	}
	return value{}, "$" + name
}

// onSocket answers a condition on the socket: by the port, and by the address
// where the URL has one.
func (l *lighttpd) onSocket(s setting) answer {
	addr, port := splitListen(s.right)
	same := port == l.q.port
	if host, err := netip.ParseAddr(l.q.host); err == nil && addr.IsValid() && !addr.IsUnspecified() {
		same = same && host == addr
	}
	switch s.op {
	case "==":
		return answer{is: truthOf(same)}
	case "!=":
		return answer{is: truthOf(!same)}
	}
	return answer{is: maybe, on: []string{"the socket"}}
}

func (l *lighttpd) text(name string) string { return l.now[name].v.text }

func (l *lighttpd) on(name string) bool {
	return slices.Contains([]string{"enable", "1", "true"}, strings.ToLower(l.text(name)))
}

// module reports whether a module is loaded. lighttpd loads what it needs by
// itself as long as server.compat-module-load is on.
func (l *lighttpd) module(name string) bool {
	return slices.Contains(l.now["server.modules"].v.words(), name)
}

// deny adds a finding that a setting makes.
func (l *lighttpd) deny(s setting, cause diagnose.CauseID, says string, at phase) *Finding {
	f := Finding{
		Cause: cause, Denies: true, Says: says, Where: s.where(), Line: s.text(), phase: at,
		Mend: []Mend{{"If it is not meant, remove or narrow `" + s.text() + "` at " + s.where() + ", then:", lighttpdReload}},
	}
	l.p.findings = append(l.p.findings, f)
	return &l.p.findings[len(l.p.findings)-1]
}

// causeOf is that of a condition, as for httpd.
func (l *lighttpd) causeOf(a answer) diagnose.CauseID {
	return (&apache{q: l.q}).causeOf(a, true)
}

// certificate is ssl.verifyclient.
func (l *lighttpd) certificate() {
	if s, ok := l.now["ssl.verifyclient.enforce"]; ok && l.on("ssl.verifyclient.activate") && l.on(s.name) && l.q.scheme == "https" {
		l.deny(s, "tls/client-cert-required", "A client certificate is asked for here; without a good one the handshake fails.", phaseRewrite).Denies = false
	}
}

// notListed is what a condition is about that holds for addresses other than
// the one that it names.
const notListed = "an address that is not listed"

// early is what lighttpd decides by the URL, before it looks for a file.
func (l *lighttpd) early() bool {
	l.certificate()
	if size := 8192; len(l.q.tooLong(size)) > 0 {
		l.p.note("%s is longer than %d bytes: it is refused unless server.max-request-field-size says more.", l.q.tooLong(size), size)
	}
	if s, ok := l.now["url.redirect"]; ok && l.module("mod_redirect") {
		for _, e := range s.v.list {
			if re, err := compile(e.key, false); err == nil && re.matches(l.uri) {
				l.p.note("%s redirects the request: %s", s.where(), s.text())
				return true
			}
		}
	}
	for _, name := range []string{"url.rewrite-once", "url.rewrite", "url.rewrite-repeat", "url.rewrite-final"} {
		if l.rewrite(l.now[name]) {
			break
		}
	}
	for _, b := range l.some {
		l.guess(b)
	}
	denied := false
	if s, ok := l.now["url.access-deny"]; ok && l.module("mod_access") && suffixed(s.v, l.uri) {
		denied = true
		l.refuse(s, l.under[s.where()], "url.access-deny refuses the request here.")
	}
	if s, ok := l.now["url.access-allow"]; ok && l.module("mod_access") && !denied && !suffixed(s.v, l.uri) {
		l.refuse(s, l.under[s.where()], "url.access-allow lets only other suffixes pass here.")
	}
	if s, ok := l.now["auth.require"]; ok && l.module("mod_auth") {
		l.auth(s)
	}
	return false
}

func (l *lighttpd) refuse(s setting, under answer, says string) {
	f := l.deny(s, l.causeOf(under), says+under.depends("it is refused"), phaseAccess)
	f.Denies = under.is == yes
	if f.Cause == "net/ip-blocklist" && slices.Contains(under.about, notListed) && under.is == yes {
		f.Cause = "net/ip-allowlist"
	}
}

// guess tells what a block would refuse that may or may not hold.
func (l *lighttpd) guess(b branch) {
	for _, s := range b.block {
		if s.name == "url.access-deny" && l.module("mod_access") && suffixed(s.v, l.uri) {
			says := map[truth]string{no: "Some clients are refused here; a plain request passes.", maybe: "Some requests are refused here; whether this one cannot be told."}[b.holds.is]
			l.refuse(s, b.holds, says)
		}
	}
}

// suffixed reports whether a path ends in one of a list.
func suffixed(v lvalue, uri string) bool {
	return slices.ContainsFunc(v.words(), func(s string) bool { return strings.HasSuffix(uri, s) })
}

// rewrite takes the first rule that matches; the query is a part of what is
// matched.
func (l *lighttpd) rewrite(s setting) bool {
	for _, e := range s.v.list {
		re, err := compile(e.key, false)
		if err != nil {
			continue
		}
		groups := re.match(l.uri + question(l.q.args) + l.q.args)
		if groups == nil {
			continue
		}
		to, args, more := strings.Cut(refer(e.v.text, '$', groups), "?")
		if l.uri = cleanURI(to); more {
			l.q.args = args
		}
		l.p.rule(s.directive)
		return true
	}
	return false
}

// links is server.follow-symlink.
func (l *lighttpd) links(link string) links {
	s, ok := l.now["server.follow-symlink"]
	if !ok || !strings.EqualFold(s.v.text, "disable") {
		return links{}
	}
	return links{mode: followNone, where: s.where(), line: s.text(), mend: Mend{"Or allow it with `server.follow-symlink = \"enable\"` for " + path.Dir(link) + ", then:", lighttpdReload}}
}
