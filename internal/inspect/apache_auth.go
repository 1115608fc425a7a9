package inspect

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
)

// A verdict is what Require says of a request (mod_authz_core).
type verdict int

const (
	denied     verdict = iota
	neutral            // a negated Require that does not hold
	unsure             // only the running server knows
	credential         // whoever signs in
	granted
)

// A judged is a verdict with the directive that made it.
type judged struct {
	is    verdict
	by    directive
	cause diagnose.CauseID
	asked bool   // the client decides by what it sends
	under answer // of the condition that it hangs on, if there is one
}

const apacheReload = "apachectl configtest && apachectl graceful"

// judge goes through the access phase: the rules, then what they need.
func (a *apache) judge() {
	if a.script || a.state.cgi {
		a.p.run = true
		if o := a.state.options; !a.script && !o.has("execcgi") {
			a.deny(o.from, "static/handler-refused", "The file is a script, and Options does not hold ExecCGI here.", phaseContent)
		}
	}
	from := len(a.p.findings)
	refused := a.compat()
	methods, limited := a.state.auth["allowmethods"] // to Satisfy it is a check of the address
	if limited && !a.amongMethods(methods.args) && !slices.Contains(methods.args, "reset") {
		refused = yes
		a.deny(methods, "request/method-refused", a.q.verb()+" is not among the methods that are allowed here.", phaseAccess)
	}
	if len(a.state.require) > 0 {
		j := a.all(a.state.require, "requireany")
		any, ok := a.state.auth["satisfy"]
		switch {
		case !ok || !strings.EqualFold(firstArg(any), "any") || len(a.state.legacy) == 0 && !limited:
			a.required(j)
		case refused == no:
			a.p.note("Satisfy Any: the address is enough, so nothing else is asked (%s).", any.where())
		default: // either is enough
			a.required(j)
			if j.is > neutral {
				a.soften(from)
			}
		}
	}
	if d, ok := a.state.auth["sslrequiressl"]; ok && a.q.scheme != "https" {
		a.deny(d, "tls/https-required", "Only HTTPS is allowed here.", phaseAccess)
	}
}

// soften turns what denies into what denies some.
func (a *apache) soften(from int) {
	for i := from; i < len(a.p.findings); i++ {
		a.p.findings[i].Denies = false
	}
}

func (a *apache) required(j judged) {
	within, inIf := a.inIf[j.by.where()]
	if inIf {
		if j.cause == "static/path-deny-rule" {
			j.cause = a.causeOf(within, true)
		}
		j.under = within
	}
	switch j.is {
	case denied, neutral:
		says := map[diagnose.CauseID]string{
			"net/ip-allowlist":         "Only listed addresses may pass here, and the client's is not among them.",
			"net/ip-blocklist":         "The client's address is refused here.",
			"referer/referer-required": "Only requests with a Referer of the site may pass here.",
			"static/path-deny-rule":    "Everyone is refused here.",
			"authz/insufficient-role":  "Only named users may pass here, and the one that signs in is not among them.",
		}[j.cause]
		if says == "" || inIf {
			says = "The client is refused here."
		}
		f := a.deny(j.by, j.cause, says+j.under.depends(passing(inIf)), phaseAccess)
		if j.cause == "net/ip-allowlist" {
			f.Mend = append([]Mend{{"Add `Require ip " + sample(a.q.client) + "` beside " + j.by.where() + ", then:", apacheReload}}, f.Mend...)
		}
		if j.cause == "static/path-deny-rule" {
			f.Mend = append([]Mend{{"If it is meant to be open, put `Require all granted` in a section for it (a Directory, in most cases), then:", apacheReload}}, f.Mend...)
		}
		a.lateEnv(j.by)
	case unsure:
		a.deny(j.by, j.cause, "Some requests are refused here: whether this one is depends on what only the running server knows, or on what the client sends."+j.under.depends(passing(inIf)), phaseAccess).Denies = false
	case credential:
		a.p.rule(j.by)
		if _, _, given := a.q.authorization(); !given {
			a.deny(j.by, "auth/missing-credentials", "A user is asked for here; without one the answer is 401.", phaseAccess).Denies = false
		}
		a.backend(j.by)
	case granted:
		a.p.rule(j.by)
		if j.asked && j.cause != "" {
			a.deny(j.by, j.cause, "Some clients are refused here, by what they send; a plain request passes."+j.under.depends("the client passes"), phaseAccess).Denies = false
		}
	}
}

func passing(inIf bool) string {
	if inIf {
		return "the client is refused"
	}
	return "the client passes"
}

// lateEnv tells of Require env with a variable of SetEnv, which is set after
// access is decided (mod_env).
func (a *apache) lateEnv(d directive) {
	for _, name := range a.late {
		if slices.Contains(d.args, name) || slices.Contains(d.args, "env="+name) {
			a.p.note("SetEnv sets %s only after access has been decided; for %s it takes SetEnvIf.", name, d.where())
		}
	}
}

// backend is the password file, which the worker opens for each request.
func (a *apache) backend(by directive) {
	d, ok := a.state.auth["authuserfile"]
	if kind, has := a.state.auth["authtype"]; !has || len(kind.args) == 0 {
		a.deny(by, "auth/backend-misconfigured", "A user is asked for, and no AuthType is set: the answer is 500.", phaseAccess)
		return
	}
	kind := strings.ToLower(a.state.auth["authtype"].args[0])
	if scheme, _, given := a.q.authorization(); given && scheme != kind && (kind == "basic" || kind == "digest") {
		a.deny(by, "auth/wrong-scheme", "AuthType asks for "+kind+" here, and the client sends another scheme: the answer is 401.", phaseAccess)
		return
	}
	if ok && len(d.args) > 0 && !strings.Contains(d.args[0], "${") {
		if cause, says := checkPassword(a.v, a.c.abs(d.args[0]), a.q); cause != "" && kind == "basic" {
			a.deny(by, cause, says, phaseAccess)
		}
		a.p.files = append(a.p.files, wish{a.c.abs(d.args[0]), d, "auth/backend-misconfigured", "the password file"})
	}
	if g, ok := a.state.auth["authgroupfile"]; ok && len(g.args) > 0 {
		a.p.files = append(a.p.files, wish{a.c.abs(g.args[0]), g, "auth/backend-misconfigured", "the group file"})
	}
}

// all combines directives as a container does.
func (a *apache) all(block []directive, container string) judged {
	var got []judged
	for _, d := range block {
		switch d.name {
		case "require":
			got = append(got, a.one(d))
		case "requireall", "requireany", "requirenone":
			got = append(got, a.all(d.block, d.name))
		}
	}
	if len(got) == 0 {
		return judged{is: neutral}
	}
	best, worst := got[0], got[0]
	for _, j := range got {
		if j.is > best.is {
			best = j
		}
		if j.is < worst.is && j.is != neutral || worst.is == neutral {
			worst = j
		}
	}
	switch container {
	case "requireall":
		for _, j := range got { // what refuses some stays worth saying
			if worst.is == granted && j.asked {
				return j
			}
		}
		return worst
	case "requirenone":
		if best.is == granted {
			best.is, best.cause = denied, a.causeOf(best.under, true)
			return best
		}
		return judged{is: neutral, by: best.by}
	}
	for _, j := range got { // one that lets everyone pass leaves nothing to say
		if j.is == granted && !j.asked {
			return j
		}
	}
	if best.is == denied {
		for _, j := range got { // an allow list says more than "denied"
			if j.cause != "static/path-deny-rule" {
				return j
			}
		}
	}
	return best
}

// one judges a Require.
func (a *apache) one(d directive) judged {
	args, raw := d.args, d.raw
	not := len(args) > 0 && strings.EqualFold(args[0], "not")
	if not {
		args, raw = args[1:], afterWord(raw)
	}
	j := judged{by: d, cause: "static/path-deny-rule"}
	if len(args) == 0 {
		return j
	}
	switch kind, rest := strings.ToLower(args[0]), args[1:]; kind {
	case "all":
		return j.hangs(answer{is: truthOf(len(rest) > 0 && strings.EqualFold(rest[0], "granted"))}, not)
	case "ip", "host", "local", "forward-dns":
		c := a.fromNet(kind, rest)
		j.cause = map[bool]diagnose.CauseID{true: "net/ip-blocklist", false: "net/ip-allowlist"}[not]
		return j.hangs(c, not)
	case "env":
		c := answer{}
		for _, name := range rest {
			c = c.or(a.hasEnv(name))
		}
		j.cause = a.causeOf(c, not)
		return j.hangs(c, not)
	case "expr":
		c := a.expr(unquoted(afterWord(raw)))
		j.cause = a.causeOf(c, not)
		return j.hangs(c, not)
	case "method":
		j.cause = "request/method-refused"
		return j.hangs(answer{is: truthOf(a.amongMethods(rest))}, not)
	case "ssl":
		j.cause = "tls/https-required"
		return j.hangs(answer{is: truthOf(a.q.scheme == "https")}, not)
	case "ssl-verify-client":
		j.is, j.cause = unsure, "tls/client-cert-required"
		return j
	}
	j.is, j.cause = credential, "authz/insufficient-role" // user, valid-user, group, ldap-…
	if name, _, given := a.q.basic(); given && strings.EqualFold(args[0], "user") && slices.Contains(args[1:], name) == not {
		j.is = denied
	}
	return j
}

// hangs is the verdict of a Require whose condition has the answer c.
func (j judged) hangs(c answer, not bool) judged {
	j.under = c
	switch {
	case c.is == maybe:
		j.is = unsure
	case not && c.is == yes:
		j.is = denied
	case not && c.asked: // another client may be refused
		j.is, j.asked = granted, true
	case not:
		j.is = neutral
	case c.is == yes:
		j.is, j.asked = granted, c.asked
	}
	return j
}

func (a *apache) hasEnv(name string) answer {
	return a.variable("ENV:"+name).test(func(s string) bool { return s != "" }, "a value")
}

// fromNet asks whether the client's address is one of a list.
func (a *apache) fromNet(kind string, list []string) answer {
	addr := a.variable("REMOTE_ADDR")
	addr.on = nil // the sentences say so themselves
	out := answer{}
	switch kind {
	case "local":
		return addr.test(func(s string) bool { ip, err := netip.ParseAddr(s); return err == nil && ip.IsLoopback() }, "")
	case "host", "forward-dns":
		if addr.known {
			return answer{is: maybe, on: []string{"the name of the client's address"}, about: addr.about}
		}
		return answer{asked: true, about: addr.about}
	}
	for _, s := range list {
		p, ok := partialPrefix(s)
		out = out.or(addr.test(func(s string) bool {
			ip, err := netip.ParseAddr(s)
			return ok && err == nil && p.Contains(ip.Unmap())
		}, s))
	}
	return out
}

// partialPrefix reads an address of Require ip: also 10.1 or 10.1.0.0/16.
func partialPrefix(s string) (netip.Prefix, bool) {
	if p, ok := parsePrefix(s); ok {
		return p, true
	}
	parts := strings.Split(strings.TrimSuffix(s, "."), ".")
	if len(parts) < 1 || len(parts) > 3 {
		return netip.Prefix{}, false
	}
	full := strings.Join(append(parts, slices.Repeat([]string{"0"}, 4-len(parts))...), ".")
	addr, err := netip.ParseAddr(full)
	if err != nil {
		return netip.Prefix{}, false
	}
	return netip.PrefixFrom(addr, 8*len(parts)), true
}

// amongMethods reports whether the method is one of a list; to httpd HEAD is
// the same as GET.
func (a *apache) amongMethods(list []string) bool {
	method := a.q.verb()
	return slices.ContainsFunc(list, func(m string) bool {
		return m == method || method == "HEAD" && m == "GET" || method == "GET" && m == "HEAD"
	})
}
