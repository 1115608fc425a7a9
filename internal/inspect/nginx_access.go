package inspect

import (
	"slices"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
)

// access goes through the access phase: limit_except, then satisfy over the
// access list and the password (ngx_http_access_module, ngx_http_auth_basic_module).
func (n *nginx) access(here []directive) {
	for _, d := range find(here, "limit_except") {
		if !slices.Contains(d.args, "GET") && !slices.Contains(d.args, "HEAD") {
			n.listed(n.rulesOf(d.block), true)
			continue
		}
		if rules := n.rulesOf(d.block); len(rules) > 0 {
			n.deny(d, "request/method-refused", "Methods other than "+strings.Join(d.args, ", ")+" are limited here; GET passes.", phaseAccess).Denies = false
		}
	}
	basic, hasBasic := n.last("auth_basic")
	hasBasic = hasBasic && len(basic.args) > 0 && basic.args[0] != "off"
	list := n.nearest("allow", "deny")
	either := hasBasic && n.word("satisfy", "all") == "any"
	n.listed(n.addressRules(list), !either)
	if hasBasic {
		n.basic(basic)
	}
	if d, ok := n.last("auth_request"); ok && len(d.args) > 0 && d.args[0] != "off" {
		n.p.rule(d)
		n.p.note("%s asks another location whether the client may pass: %s. What that answers cannot be told here.", d.where(), d.text())
	}
	for _, name := range []string{"auth_jwt", "auth_delay", "limit_req", "limit_conn"} {
		if d, ok := n.last(name); ok && (len(d.args) == 0 || d.args[0] != "off") {
			n.p.rule(d)
			if strings.HasPrefix(name, "limit_") {
				n.deny(d, map[string]diagnose.CauseID{"limit_req": "rate/request-limit", "limit_conn": "rate/concurrency-limit"}[name],
					"Too many requests are refused here; how many were sent cannot be told.", phaseAccess).Denies = false
			}
		}
	}
}

// rulesOf are the access rules within a block.
func (n *nginx) rulesOf(block []directive) []addressRule {
	var list []directive
	for _, d := range block {
		if d.name == "allow" || d.name == "deny" {
			list = append(list, d)
		}
	}
	return n.addressRules(list)
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
	case by.all && names(rules, true):
		f := n.deny(by.from, "net/ip-allowlist", "Only listed addresses may pass here, and the client's is not among them.", phaseAccess)
		f.Denies = alone
		f.Mend = append([]Mend{{"Add `allow " + sample(n.q.client) + ";` above " + by.from.where() + ", then:", "nginx -t && nginx -s reload"}}, f.Mend...)
	case by.all:
		n.deny(by.from, "static/path-deny-rule", "Everyone is refused here.", phaseAccess).Denies = alone
	default:
		n.deny(by.from, "net/ip-blocklist", "The client's address is refused here.", phaseAccess).Denies = alone
	}
}

// basic is auth_basic: the password file must be readable.
func (n *nginx) basic(d directive) {
	n.p.rule(d)
	n.deny(d, "auth/missing-credentials", "A user name and a password are asked for here; without them the answer is 401.", phaseAccess).Denies = false
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
}
