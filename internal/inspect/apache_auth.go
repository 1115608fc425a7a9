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
	asked bool // the client decides by what it sends
}

// judge goes through the access phase: the rules, then what they need.
func (a *apache) judge() {
	a.compat()
	if a.script || a.state.cgi {
		a.p.run = true
		if o := a.state.options; !a.script && !o.has("execcgi") {
			a.deny(o.from, "static/handler-refused", "The file is a script, and Options does not hold ExecCGI here.", phaseContent)
		}
	}
	if len(a.state.require) > 0 {
		j := a.all(a.state.require, "requireany")
		a.required(j)
	}
	if d, ok := a.state.auth["sslrequiressl"]; ok && a.q.scheme != "https" {
		a.deny(d, "tls/https-required", "Only HTTPS is allowed here.", phaseAccess)
	}
	if d, ok := a.state.auth["allowmethods"]; ok && !slices.Contains(d.args, "GET") && !slices.Contains(d.args, "reset") {
		a.deny(d, "request/method-refused", "GET is not among the methods that are allowed here.", phaseAccess)
	}
}

func (a *apache) required(j judged) {
	switch j.is {
	case denied, neutral:
		says := map[diagnose.CauseID]string{
			"net/ip-allowlist":         "Only listed addresses may pass here, and the client's is not among them.",
			"net/ip-blocklist":         "The client's address is refused here.",
			"referer/referer-required": "Only requests with a Referer of the site may pass here.",
			"static/path-deny-rule":    "Everyone is refused here.",
		}[j.cause]
		if says == "" {
			says = "The client is refused here."
		}
		f := a.deny(j.by, j.cause, says, phaseAccess)
		if j.cause == "net/ip-allowlist" {
			f.Mend = append([]Mend{{"Add `Require ip " + sample(a.q.client) + "` beside " + j.by.where() + ", then:", "apachectl configtest && apachectl graceful"}}, f.Mend...)
		}
		if j.cause == "static/path-deny-rule" {
			f.Mend = append([]Mend{{"If it is meant to be open, put `Require all granted` in a section for it (a Directory, in most cases), then:", "apachectl configtest && apachectl graceful"}}, f.Mend...)
		}
	case unsure:
		a.deny(j.by, j.cause, "Some requests are refused here: whether this one is depends on what only the running server knows, or on what the client sends.", phaseAccess).Denies = false
	case credential:
		a.p.rule(j.by)
		a.deny(j.by, "auth/missing-credentials", "A user is asked for here; without one the answer is 401.", phaseAccess).Denies = false
		a.backend(j.by)
	case granted:
		a.p.rule(j.by)
		if j.asked && j.cause != "" {
			a.deny(j.by, j.cause, "Some clients are refused here, by what they send; a plain request passes.", phaseAccess).Denies = false
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
	if ok && len(d.args) > 0 && !strings.Contains(d.args[0], "${") {
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
			best.is, best.cause = denied, "static/path-deny-rule"
			return best
		}
		return judged{is: neutral, by: best.by}
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
	args := d.args
	not := len(args) > 0 && strings.EqualFold(args[0], "not")
	if not {
		args = args[1:]
	}
	j := judged{by: d, cause: "static/path-deny-rule"}
	if len(args) == 0 {
		return j
	}
	switch kind, rest := strings.ToLower(args[0]), args[1:]; kind {
	case "all":
		if len(rest) > 0 && strings.EqualFold(rest[0], "granted") {
			j.is = granted
		}
	case "ip", "host", "local", "forward-dns":
		return a.address(j, kind, rest, not)
	case "env":
		return a.env(j, rest, not)
	case "method":
		if slices.Contains(rest, "GET") {
			j.is = granted
		}
		j.cause = "request/method-refused"
	case "expr":
		j.is = unsure
	case "ssl":
		j.cause = "tls/https-required"
		if a.q.scheme == "https" {
			j.is = granted
		}
	case "ssl-verify-client":
		j.is, j.cause = unsure, "tls/client-cert-required"
	default: // user, valid-user, group, ldap-…
		j.is, j.cause = credential, "authz/insufficient-role"
	}
	if not && j.is != unsure && j.is != credential {
		j.is = map[verdict]verdict{granted: denied, denied: neutral}[j.is]
	}
	return j
}

// address judges Require ip, host and local.
func (a *apache) address(j judged, kind string, rest []string, not bool) judged {
	hit, unknown := false, kind == "host" || kind == "forward-dns"
	for _, s := range rest {
		if p, ok := partialPrefix(s); ok && a.q.client.IsValid() {
			hit = hit || p.Contains(a.q.client.Unmap())
		}
	}
	if kind == "local" {
		hit = a.q.client.IsValid() && a.q.client.IsLoopback()
	}
	j.cause = "net/ip-allowlist"
	switch {
	case not:
		j.cause, j.asked = "net/ip-blocklist", true
		j.is = neutral
		if hit {
			j.is = denied
		} else if !a.q.client.IsValid() || unknown {
			j.is = granted // for the plain client; others are refused
		}
		j.asked = j.is == granted
	case hit:
		j.is = granted
	case unknown && a.q.client.IsValid():
		j.is = unsure
	}
	return j
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

// env judges Require env by the SetEnvIf that sets the variable.
func (a *apache) env(j judged, names []string, not bool) judged {
	j.is, j.asked = denied, true
	for _, d := range a.setEnvIf() {
		attribute, pattern := strings.ToLower(d.args[0]), d.args[1]
		sets := slices.ContainsFunc(d.args[2:], func(s string) bool {
			name, _, _ := strings.Cut(s, "=")
			return slices.Contains(names, name)
		})
		if !sets {
			continue
		}
		re, err := compile(pattern, false)
		switch attribute {
		case "referer":
			j.cause = map[bool]diagnose.CauseID{true: "referer/hotlink-denied", false: "referer/referer-required"}[not]
			if err == nil && re.matches("") {
				j.is, j.cause = granted, "referer/hotlink-denied"
			}
		case "user-agent":
			j.is, j.cause = unsure, "waf/user-agent-rule"
		case "remote_addr":
			j.cause = "net/ip-blocklist"
			if err == nil && a.q.client.IsValid() && re.matches(a.q.client.String()) {
				j.is = granted
			}
		case "request_uri":
			j.asked = false
			if err == nil && re.matches(a.q.uri) {
				j.is = granted
			}
		default:
			j.is = unsure
		}
	}
	if not && j.is != unsure {
		j.is = map[verdict]verdict{granted: denied, denied: granted}[j.is]
	}
	return j
}

// setEnvIf are the directives that set variables by what a request holds.
func (a *apache) setEnvIf() []directive {
	var out []directive
	var collect func([]directive)
	collect = func(block []directive) {
		for _, d := range block {
			switch {
			case (d.name == "setenvif" || d.name == "setenvifnocase") && len(d.args) >= 3:
				out = append(out, d)
			case (d.name == "browsermatch" || d.name == "browsermatchnocase") && len(d.args) >= 2:
				out = append(out, directive{name: d.name, args: append([]string{"User-Agent"}, d.args...), file: d.file, line: d.line})
			case d.open && d.name != "virtualhost":
				collect(d.block)
			}
		}
	}
	for _, scope := range a.scopes {
		collect(scope)
	}
	return out
}

// compat is Order, Allow and Deny of httpd 2.2 (mod_access_compat).
func (a *apache) compat() {
	if len(a.state.legacy) == 0 || !a.c.modules["access_compat"] {
		return
	}
	allowFirst, match := false, map[string]*directive{}
	listed := false
	for i, d := range a.state.legacy {
		switch {
		case d.name == "order":
			allowFirst = strings.HasPrefix(strings.ToLower(strings.Join(d.args, "")), "allow")
		case len(d.args) > 1:
			for _, s := range d.args[1:] {
				p, ok := partialPrefix(s)
				listed = listed || !strings.EqualFold(s, "all") && d.name == "allow"
				if strings.EqualFold(s, "all") || ok && a.q.client.IsValid() && p.Contains(a.q.client.Unmap()) {
					match[d.name] = &a.state.legacy[i]
				}
			}
		}
	}
	by := match["deny"]
	refused := by != nil && match["allow"] == nil
	if allowFirst {
		refused = by != nil || match["allow"] == nil
	}
	if !refused {
		return
	}
	if by == nil {
		by = &a.state.legacy[0]
	}
	cause := diagnose.CauseID("static/path-deny-rule")
	if listed {
		cause = "net/ip-allowlist"
	}
	a.deny(*by, cause, "Order, Allow and Deny refuse the client here.", phaseAccess)
}
