package inspect

import (
	"path"
	"strconv"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/problem"
)

// nginx evaluates a configuration for one request.
type nginx struct {
	v        view
	q        request
	p        *plan
	uri      string
	dir      string // relative files of the configuration start here
	unnamed  bool   // no server has the name that is asked; the default answers
	prefix   string // and those of root here
	http     []directive
	server   directive
	at       place
	set      map[string]value
	captures []string
	rounds   int
}

// maxRounds is how often nginx looks for a location anew (ngx_http_core_module).
const maxRounds = 10

// planNginx says what a configuration of nginx does with a request.
func planNginx(v view, file, prefix string, conf []directive, q request) (*plan, error) {
	p := &plan{links: func(string) links { return links{} }}
	if d := find(conf, "user"); len(d) > 0 && len(d[0].args) > 0 {
		p.user = d[0].args[0]
	}
	http, all := servers(conf)
	server, fit, ok := pickServer(all, q)
	if !ok {
		return nil, problem.New(problem.Invalid, "%s has no server block", file)
	}
	if !fit.port {
		p.note("No server block listens on port %d; the one whose name fits was taken.", q.port)
	}
	n := &nginx{v: v, q: q, p: p, uri: q.uri, dir: path.Dir(file), prefix: prefix, http: http, server: server, unnamed: fit.port && fit.several && !fit.name, set: map[string]value{}}
	p.rule(server)
	if d := find(server.block, "ssl_verify_client"); len(d) > 0 && len(d[0].args) > 0 && d[0].args[0] == "on" {
		n.deny(d[0], "tls/client-cert-required", "A client certificate is asked for here; without a good one the answer is 400.", phaseRewrite).Denies = false
	}
	if n.rewrite(server.block) == done {
		return p, nil
	}
	n.serve()
	p.links = n.links()
	return p, nil
}

// levels are the blocks that apply, the innermost first.
func (n *nginx) levels() [][]directive {
	var out [][]directive
	for i := len(n.at.chain) - 1; i >= 0; i-- {
		out = append(out, n.at.chain[i].block)
	}
	return append(out, n.server.block, n.http)
}

// nearest returns the directives of one of the names at the innermost level
// that has any: that is how nginx inherits.
func (n *nginx) nearest(names ...string) []directive {
	for _, level := range n.levels() {
		var out []directive
		for _, d := range level {
			for _, name := range names {
				if d.name == name {
					out = append(out, d)
				}
			}
		}
		if len(out) > 0 {
			return out
		}
	}
	return nil
}

// last returns the one that counts of a directive that stands once.
func (n *nginx) last(name string) (directive, bool) {
	all := n.nearest(name)
	if len(all) == 0 {
		return directive{}, false
	}
	return all[len(all)-1], true
}

// word is the first argument of the nearest directive, or a default.
func (n *nginx) word(name, or string) string {
	if d, ok := n.last(name); ok && len(d.args) > 0 {
		return d.args[0]
	}
	return or
}

// serve goes through the phases for the present URI.
func (n *nginx) serve() {
	n.rounds++
	if n.rounds > maxRounds {
		n.p.note("The rewrites of the configuration go round in circles.")
		return
	}
	n.at = place{}
	locate(n.server.block, n.uri, &n.at)
	for _, d := range n.at.unknown {
		n.p.note("The regular expression of %s cannot be read here, so the location was taken not to match.", d.where())
	}
	var here []directive
	if k := len(n.at.chain); k > 0 {
		here = n.at.chain[k-1].block
		n.p.rule(n.at.chain[k-1])
		if n.at.re != nil {
			n.captures = n.at.re.FindStringSubmatch(n.uri)
		}
	}
	if d := find(here, "internal"); len(d) > 0 && n.rounds == 1 {
		n.deny(d[0], "static/path-deny-rule", "The location is internal: a request from outside gets 404.", phaseAccess)
		return
	}
	switch n.rewrite(here) {
	case done:
		return
	case again:
		n.serve()
		return
	}
	n.access(here)
	if n.tryFiles(here) {
		return
	}
	n.content(here)
}

// deny adds a finding that a line of the configuration makes.
func (n *nginx) deny(d directive, cause diagnose.CauseID, says string, at phase) *Finding {
	n.p.findings = append(n.p.findings, Finding{
		Cause: cause, Denies: true, Says: says, Where: d.where(), Line: d.text(), phase: at,
		Mend: []Mend{{"If it is not meant, remove or narrow `" + d.text() + "` at " + d.where() + ", then:", "nginx -t && nginx -s reload"}},
	})
	return &n.p.findings[len(n.p.findings)-1]
}

// A next is what follows a run of rewrite directives.
type next int

const (
	goOn next = iota
	again
	done
)

// rewrite runs the directives of ngx_http_rewrite_module in order.
func (n *nginx) rewrite(block []directive) next {
	moved := false
	for _, d := range block {
		switch d.name {
		case "set":
			if len(d.args) == 2 {
				n.set[strings.TrimPrefix(d.args[0], "$")] = n.expand(d.args[1])
			}
		case "break":
			return goOn
		case "return":
			return n.returns(d, "static/path-deny-rule", yes, false)
		case "rewrite":
			switch to, flag := n.rewritten(d); {
			case !to:
			case flag == "break":
				return goOn
			case flag == "last":
				return again
			case flag == "redirect" || flag == "permanent":
				n.p.note("%s redirects the request: %s", d.where(), d.text())
				return done
			default:
				moved = true
			}
		case "if":
			t, asked := n.condition(d.args)
			if next := n.branch(d, t, asked); next != goOn {
				return next
			}
		}
	}
	if moved && len(n.at.chain) > 0 {
		return again
	}
	return goOn
}

// branch runs the block of if. Where the condition cannot be told, or another
// client gets another answer, what it would deny is reported as for some.
func (n *nginx) branch(d directive, t truth, asked bool) next {
	if t == no && !asked {
		return goOn
	}
	if t != yes {
		for _, r := range find(d.block, "return") {
			n.returns(r, n.causeOf(d.args), t, asked)
		}
		return goOn
	}
	for _, r := range find(d.block, "return") {
		return n.returns(r, n.causeOf(d.args), t, asked)
	}
	return n.rewrite(d.block)
}

// returnCauses are statuses whose meaning does not come from the condition.
var returnCauses = map[int]diagnose.CauseID{
	401: "auth/missing-credentials", 404: "resource/not-found", 405: "request/method-refused", 406: "request/not-acceptable",
	410: "resource/not-found", 413: "request/too-large", 414: "request/too-large", 429: "rate/request-limit",
	451: "net/legal-block", 503: "site/maintenance",
}

// returns is a return directive.
func (n *nginx) returns(d directive, cause diagnose.CauseID, t truth, asked bool) next {
	if len(d.args) == 0 {
		return done
	}
	code, err := strconv.Atoi(d.args[0])
	switch {
	case err != nil || code >= 300 && code < 400:
		if t == yes {
			n.p.note("%s redirects the request: %s", d.where(), d.text())
		}
		return done
	case code < 400:
		if t == yes {
			n.p.note("%s answers the request itself, no file is read: %s", d.where(), d.text())
		}
		return done
	}
	if c, ok := returnCauses[code]; ok && (cause == "static/path-deny-rule" || code == 406) {
		cause = c
	}
	if n.unnamed && len(n.at.chain) == 0 && cause == "static/path-deny-rule" {
		cause = "host/unknown-name"
	}
	says := "The configuration answers " + itoa(code) + " here."
	switch {
	case t == maybe:
		says = "The configuration answers " + itoa(code) + " here to some requests: whether to this one depends on a value that only the running server knows."
	case t == no:
		says = "The configuration answers " + itoa(code) + " here to some clients, by what they send; a plain request passes."
	case asked:
		says = "The configuration answers " + itoa(code) + " here to a plain request, by what the client does not send."
	}
	n.deny(d, cause, says, phaseRewrite).Denies = t == yes
	return done
}

// rewritten applies a rewrite directive.
func (n *nginx) rewritten(d directive) (changed bool, flag string) {
	if len(d.args) < 2 {
		return false, ""
	}
	if len(d.args) > 2 {
		flag = d.args[2]
	}
	re, err := compile(d.args[0], false)
	if err != nil {
		n.p.note("The regular expression of %s cannot be read here; the rewrite was left out.", d.where())
		return false, ""
	}
	m := re.FindStringSubmatch(n.uri)
	if m == nil {
		return false, ""
	}
	n.captures = m
	to := n.expand(d.args[1])
	if !to.known {
		n.p.note("Where %s leads cannot be told here; the rewrite was left out.", d.where())
		return false, ""
	}
	if strings.HasPrefix(to.text, "http://") || strings.HasPrefix(to.text, "https://") || strings.HasPrefix(to.text, "$scheme") {
		return true, "redirect"
	}
	target, args, _ := strings.Cut(to.text, "?")
	n.uri = cleanURI(target)
	if args != "" {
		n.q.args = args
	}
	n.p.rule(d)
	return true, flag
}
