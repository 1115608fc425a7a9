package inspect

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// file maps the URI to a path; "" where another program answers.
func (a *apache) file() string {
	for _, scope := range slices.Backward(a.scopes) {
		for _, d := range scope {
			if len(d.args) < 2 {
				continue
			}
			switch d.name {
			case "proxypass":
				if under(d.args[0], a.q.uri) && d.args[1] != "!" {
					a.p.handler, a.p.passed = "ProxyPass", d.text()+" at "+d.where()
					a.p.rule(d)
					a.upstream(d)
					return ""
				}
			case "alias", "scriptalias":
				if under(d.args[0], a.q.uri) {
					a.p.rule(d)
					a.script = d.name == "scriptalias"
					return a.c.abs(d.args[1] + "/" + strings.TrimPrefix(a.q.uri, d.args[0]))
				}
			case "aliasmatch", "scriptaliasmatch":
				if re, err := compile(d.args[0], false); err == nil && re.matches(a.q.uri) {
					a.p.rule(d)
					return a.c.abs(refer(d.args[1], '$', re.match(a.q.uri)))
				}
			}
		}
	}
	return a.documentRoot() + a.q.uri
}

// under reports whether uri lies at or below a URL path.
func under(prefix, uri string) bool {
	prefix = strings.TrimSuffix(prefix, "/")
	return uri == prefix || strings.HasPrefix(uri, prefix+"/")
}

// redirected is mod_alias: Redirect with a status that refuses.
func (a *apache) redirected(block []directive, at phase) bool {
	for _, d := range block {
		if d.name != "redirect" && d.name != "redirectmatch" || len(d.args) == 0 {
			continue
		}
		status, args := d.args[0], d.args[1:]
		if _, err := strconv.Atoi(status); err != nil && status != "gone" {
			status, args = "302", d.args
			if len(d.args) > 2 || len(d.args) == 2 && slices.Contains([]string{"permanent", "temp", "seeother"}, strings.ToLower(d.args[0])) {
				args = d.args[1:]
			}
		}
		hit := at == phaseFixup && len(args) < 2 && d.name == "redirect" && (len(args) == 0 || !strings.HasPrefix(args[0], "/"))
		if len(args) > 0 && !hit {
			hit = under(args[0], a.q.uri)
			if d.name == "redirectmatch" {
				re, err := compile(args[0], false)
				hit = err == nil && re.matches(a.q.uri)
			}
		}
		switch {
		case !hit:
		case strings.HasPrefix(status, "3"):
			a.p.note("%s redirects the request: %s", d.where(), d.text())
			return true
		default:
			within := a.inIf[d.where()]
			f := a.deny(d, redirectCause(status), "The configuration answers "+strings.Replace(status, "gone", "410", 1)+" here."+within.depends("it does"), at)
			if len(within.about) > 0 && f.Cause == "static/path-deny-rule" {
				f.Cause = a.causeOf(within, true)
			}
			return true
		}
	}
	return false
}

// upstream remembers a service of this machine that ProxyPass names.
func (a *apache) upstream(d directive) {
	to := strings.TrimPrefix(strings.TrimPrefix(d.args[1], "http://"), "fcgi://")
	if file, ok := strings.CutPrefix(to, "unix:"); ok {
		file, _, _ = strings.Cut(file, "|")
		a.p.sockets = append(a.p.sockets, a.c.abs(file))
		return
	}
	host, _, _ := strings.Cut(to, "/")
	if addr, ok := local(host, 80); ok {
		a.p.upstreams = append(a.p.upstreams, upstream{from: d, addrs: []netip.AddrPort{addr}})
	}
}
