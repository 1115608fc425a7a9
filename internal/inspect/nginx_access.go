package inspect

import (
	"slices"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
)

// access goes through the access phase: satisfy over the access list, the
// password and the subrequest (ngx_http_access_module,
// ngx_http_auth_basic_module, ngx_http_auth_request_module).
func (n *nginx) access() {
	basic, hasBasic := n.last("auth_basic")
	hasBasic = hasBasic && len(basic.args) > 0 && basic.args[0] != "off"
	ask, hasAsk := n.last("auth_request")
	hasAsk = hasAsk && len(ask.args) > 0 && ask.args[0] != "off"
	rules := n.addressRules(n.nearest("allow", "deny"))
	either := (hasBasic || hasAsk) && n.word("satisfy", "all") == "any"
	ok, by := allowed(rules, n.q.client)
	if either && ok && by.from.name != "" {
		n.p.rule(by.from)
		n.p.note("satisfy any: the address is enough, so nothing else is asked (%s).", by.from.where())
		return
	}
	from := len(n.p.findings)
	n.listed(rules, !either)
	if hasBasic {
		n.basic(basic)
	}
	refused := hasAsk && n.asks(ask)
	if either && refused && !hasBasic { // no way in is left
		for i := from; i < len(n.p.findings); i++ {
			n.p.findings[i].Denies = true
		}
	} else if either {
		for i := from; i < len(n.p.findings); i++ {
			if c := n.p.findings[i].Cause; c != "auth/missing-credentials" {
				n.p.findings[i].Says += " By satisfy any, the other check may still let the client pass."
			}
			n.p.findings[i].Denies = n.p.findings[i].Denies && n.p.findings[i].Cause == "auth/backend-misconfigured" && !hasAsk
		}
	}
	n.others()
}

// limited reports whether limit_except holds for the method; HEAD goes with
// GET.
func (n *nginx) limited(d directive) bool {
	method := n.q.verb()
	if slices.Contains(d.args, method) || method == "HEAD" && slices.Contains(d.args, "GET") {
		if !n.sub && n.q.method == "" && slices.ContainsFunc(d.block, func(e directive) bool { return e.name == "deny" || e.name == "auth_basic" }) {
			n.deny(d, "request/method-refused", "Methods other than "+strings.Join(d.args, ", ")+" are limited here; GET passes.", phaseAccess).Denies = false
		}
		return false
	}
	n.p.rule(d)
	return true
}

// excepted reports whether a directive stands in a limit_except that applies.
func (n *nginx) excepted(d directive) bool {
	for _, l := range n.at.chain {
		if l.name == "limit_except" && slices.ContainsFunc(l.block, func(e directive) bool { return e.where() == d.where() && e.name == d.name }) {
			return true
		}
	}
	return false
}

// others are modules of which nothing can be told from here.
func (n *nginx) others() {
	for _, name := range []string{"limit_req", "limit_conn"} {
		if d, ok := n.last(name); ok {
			n.p.rule(d)
			n.deny(d, map[string]diagnose.CauseID{"limit_req": "rate/request-limit", "limit_conn": "rate/concurrency-limit"}[name],
				"Too many requests are refused here; how many were sent cannot be told.", phaseAccess).Denies = false
		}
	}
	for _, m := range untold {
		if d, ok := n.last(m.name); ok && (len(d.args) == 0 || d.args[0] != "off") {
			n.p.rule(d)
			n.p.note("%s %s; what comes of it cannot be told here.", d.where(), m.says)
		}
	}
}

// untold are directives whose decision only the running server makes.
var untold = []struct{ name, says string }{
	{"auth_jwt", "asks for a token"},
	{"auth_digest", "asks for a password"},
	{"auth_pam", "asks for a password"},
	{"modsecurity", "puts ModSecurity's rules before this location"},
	{"access_by_lua", "decides in Lua"},
	{"access_by_lua_block", "decides in Lua"},
	{"access_by_lua_file", "decides in Lua"},
	{"js_access", "decides in JavaScript"},
	{"real_ip_header", "takes the client's address from a field of the request, where a trusted proxy sends it (--client stands for that address)"},
}

func (n *nginx) addressRules(list []directive) []addressRule {
	var out []addressRule
	for _, d := range list {
		if len(d.args) != 1 || d.args[0] == "unix:" {
			continue
		}
		r := addressRule{allow: d.name == "allow", all: d.args[0] == "all", from: d}
		if !r.all {
			prefix, ok := parsePrefix(d.args[0])
			if !ok {
				n.p.note("The address of %s cannot be read: %s", d.where(), d.text())
				continue
			}
			r.prefix = prefix
		}
		out = append(out, r)
	}
	return out
}

// listed judges an access list.
func (n *nginx) listed(rules []addressRule, alone bool) {
	ok, by := allowed(rules, n.q.client)
	switch {
	case ok && names(rules, false) && !n.q.client.IsValid():
		for _, r := range rules {
			if !r.allow && !r.all {
				n.deny(r.from, "net/ip-blocklist", "Some addresses are refused here; others pass. Give the client's with --client to know.", phaseAccess).Denies = false
				return
			}
		}
	case ok:
		if by.from.name != "" {
			n.p.rule(by.from)
		}
		return
	case by.all && names(rules, true):
		f := n.deny(by.from, "net/ip-allowlist", "Only listed addresses may pass here, and the client's is not among them.", phaseAccess)
		f.Denies = alone
		f.Mend = append([]Mend{{"Add `allow " + sample(n.q.client) + ";` above " + by.from.where() + ", then:", nginxReload}}, f.Mend...)
	case by.all && n.excepted(by.from):
		n.deny(by.from, "request/method-refused", "Everyone is refused here who asks with "+n.q.verb()+".", phaseAccess).Denies = alone
	case by.all:
		n.deny(by.from, "static/path-deny-rule", "Everyone is refused here.", phaseAccess).Denies = alone
	default:
		n.deny(by.from, "net/ip-blocklist", "The client's address is refused here.", phaseAccess).Denies = alone
	}
	n.shows(403)
}

// basic is auth_basic: the password file must be readable.
func (n *nginx) basic(d directive) {
	n.p.rule(d)
	if _, _, given := n.q.authorization(); !given {
		n.deny(d, "auth/missing-credentials", "A user name and a password are asked for here; without them the answer is 401.", phaseAccess).Denies = false
	}
	f, ok := n.last("auth_basic_user_file")
	if !ok || len(f.args) == 0 {
		n.deny(d, "auth/backend-misconfigured", "A password is asked for, and no auth_basic_user_file is set: nobody can sign in.", phaseAccess)
		return
	}
	name := n.expand(f.args[0])
	if !name.known {
		return
	}
	if !strings.HasPrefix(name.text, "/") {
		name.text = n.dir + "/" + name.text
	}
	n.p.files = append(n.p.files, wish{name.text, f, "auth/backend-misconfigured", "the password file"})
	if cause, says := checkPassword(n.v, name.text, n.q); cause != "" {
		n.deny(d, cause, says, phaseAccess)
	}
}

// asks is auth_request: 2xx of its subrequest lets the client pass, 401 and 403
// are the answer, and anything else becomes 500. It reports whether the client
// is refused for certain.
func (n *nginx) asks(d directive) bool {
	n.p.rule(d)
	uri := n.expand(d.args[0])
	if !uri.known || n.asking > 3 {
		n.p.note("What %s asks cannot be told here: %s", d.where(), d.text())
		return false
	}
	target, args, _ := strings.Cut(uri.text, "?")
	sub := *n
	sub.p, sub.uri, sub.sub, sub.inside, sub.outcomes, sub.rounds = &plan{links: n.p.links}, cleanURI(target), true, true, nil, 0
	sub.asking++
	sub.set, sub.q.args = map[string]value{}, args
	sub.redirect()
	n.p.notes = append(n.p.notes, sub.p.notes...)
	for _, r := range sub.p.rules {
		if !slices.Contains(n.p.rules, r) {
			n.p.rules = append(n.p.rules, r)
		}
	}
	return n.subrequest(d, &sub)
}

// subrequest draws the conclusion from what auth_request's location answers.
func (n *nginx) subrequest(d directive, sub *nginx) bool {
	for _, o := range sub.outcomes {
		cause, says := diagnose.CauseID("static/path-deny-rule"), "auth_request asks "+sub.uri+", whose location at "+o.from.where()+" answers "+itoa(o.code)
		if o.code == 401 {
			cause = "auth/missing-credentials"
		}
		if len(o.under.on)+len(o.under.about) > 0 {
			cause = n.causeOf(o.under)
		}
		switch {
		case o.code >= 200 && o.code < 300 && o.under.is == yes:
			return false
		case o.code == 401, o.code == 403:
		case o.code >= 300 || o.code == 0:
			cause, says = "auth/backend-misconfigured", says+", which is neither 2xx, 401 nor 403: the client gets 500"
		default:
			continue
		}
		f := n.deny(o.from, cause, says+"."+o.under.depends("the client is refused"), phaseAccess)
		f.Denies = o.under.is == yes
		n.entries(f, o.under)
		if f.Denies {
			n.shows(o.code)
			return true
		}
	}
	switch {
	case sub.p.handler != "":
		n.p.sockets = append(n.p.sockets, sub.p.sockets...)
		n.p.upstreams = append(n.p.upstreams, sub.p.upstreams...)
		n.p.note("%s asks another service whether the client may pass (%s): with 401 or 403 the client is refused, with anything but 2xx it gets 500. Ask that service for its answer; it cannot be told here.", d.where(), sub.p.passed)
	case sub.p.path != "":
		if _, there := kindAt(n.v, sub.p.path); !there {
			n.deny(d, "auth/backend-misconfigured", "auth_request asks "+sub.uri+", and there is no "+sub.p.path+": 404 is neither 2xx, 401 nor 403, and the client gets 500.", phaseAccess)
			return true
		}
	}
	return false
}
