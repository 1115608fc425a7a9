package inspect

import (
	"path"
	"slices"
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
	first    directive // the default server of the port
	at       place
	set      map[string]value
	once     map[string]value    // of map and the like
	patterns map[string]*pattern // of maps
	captures []string
	rounds   int
	deep     int  // of variables within variables
	sub      bool // a subrequest of auth_request
	inside   bool // the server itself sent the request on: internal lets it in
	outcomes []outcome
	asking   int         // depth of auth_request
	within   []directive // the if of the location that holds
	moved    directive   // what sent the request on
}

// nginxReload makes a changed configuration hold.
const nginxReload = "nginx -t && nginx -s reload"

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
	nobody := q
	nobody.host = "\x00"
	first, _, _ := pickServer(all, nobody)
	n := &nginx{
		first: first,
		v:     v, q: q, p: p, uri: q.uri, dir: path.Dir(file), prefix: prefix, http: http, server: server,
		unnamed: fit.port && fit.several && !fit.name, set: map[string]value{}, once: map[string]value{}, patterns: map[string]*pattern{},
	}
	for _, d := range find(server.block, "server_name") {
		for _, name := range d.args {
			if re, err := compile(strings.TrimPrefix(name, "~"), true); err == nil && strings.HasPrefix(name, "~") && re.matches(q.host) {
				n.captured(re, re.match(q.host))
			}
		}
	}
	p.rule(server)
	if d := find(server.block, "ssl_verify_client"); len(d) > 0 && len(d[0].args) > 0 && d[0].args[0] == "on" {
		n.deny(d[0], "tls/client-cert-required", "A client certificate is asked for here; without a good one the answer is 400.", phaseRewrite).Denies = false
	}
	if n.malformed() {
		return p, nil
	}
	if n.redirect() {
		p.links = n.links()
	}
	return p, nil
}

// redirect begins anew with the present URI, as an internal redirect does: the
// rewrites of the server come first. It reports whether a location was reached.
func (n *nginx) redirect() bool {
	if n.at = (place{}); n.rewrite(n.server.block) == done {
		return false
	}
	n.serve()
	return true
}

// malformed is what nginx refuses before it looks for a location: HTTP where
// TLS is spoken, and lines that are too long.
func (n *nginx) malformed() bool {
	for _, d := range find(n.server.block, "listen") {
		if _, port := splitListen(firstArg(d)); slices.Contains(d.args, "ssl") && port == n.q.port && n.q.scheme == "http" {
			f := n.deny(d, "tls/https-required", "TLS is spoken on this port, and the request is plain HTTP: the answer is 400.", phaseRewrite)
			f.Mend = []Mend{{"Ask with https://, or redirect to it: `error_page 497 =301 https://$host$request_uri;` in this server, then:", nginxReload}}
			n.shows(497)
			return true
		}
	}
	size, d := 8<<10, n.first // the size is that of the server that comes first for the port
	for _, block := range [][]directive{n.http, n.first.block} {
		if all := find(block, "large_client_header_buffers"); len(all) > 0 && len(all[0].args) == 2 {
			d, size = all[0], bytesOf(all[0].args[1], size)
		}
	}
	what := n.q.tooLong(size)
	if what != "" {
		f := n.deny(d, "request/too-large", what+" is longer than "+itoa(size)+" bytes: the answer is 414 for the URL, and 400 for a field.", phaseRewrite)
		f.Mend = []Mend{{"Shorten it, or raise `large_client_header_buffers 4 " + itoa(2*size) + ";`, then:", nginxReload}}
	}
	return what != ""
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
	if !n.round() {
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
			n.captured(n.at.re, n.at.re.match(n.uri))
		}
	}
	if d := find(here, "internal"); len(d) > 0 && !n.inside {
		n.deny(d[0], "static/path-deny-rule", "The location is internal: a request from outside gets 404.", phaseAccess)
		return
	}
	n.phases(here)
}

func (n *nginx) round() bool {
	if n.rounds++; n.rounds <= maxRounds {
		return true
	}
	d := n.moved
	if d.name == "" {
		d = n.server
	}
	n.outcomes = append(n.outcomes, outcome{500, answer{is: yes}, d})
	n.deny(d, "app/error", "The request goes round in circles here, and nginx ends it with 500.", phaseRewrite)
	return false
}

// phases are those of one location. An if that holds, and limit_except for
// other methods, are locations of their own within it: they inherit what most
// modules have, but no rewrites and no try_files.
func (n *nginx) phases(here []directive) {
	for _, d := range find(here, "limit_except") {
		if n.limited(d) {
			n.at.chain = append(slices.Clone(n.at.chain), d)
			here = d.block
		}
	}
	switch n.rewrite(here) {
	case done:
		return
	case again:
		n.serve()
		return
	}
	if len(n.within) > 0 {
		n.at.chain = append(slices.Clone(n.at.chain), n.within...)
		here = n.within[0].block
	}
	if !n.sub {
		n.access()
	}
	if n.tryFiles(here) {
		return
	}
	n.content()
}

// jump goes to a named location, whose phases begin with its rewrites.
func (n *nginx) jump(name string, from directive) {
	for _, d := range find(n.server.block, "location") {
		if len(d.args) != 1 || d.args[0] != name || !n.round() {
			continue
		}
		n.at, n.inside, n.moved = place{chain: []directive{d}}, true, from
		n.p.rule(d)
		n.p.handler = ""
		n.phases(d.block)
		return
	}
	n.p.handler = name
	n.p.note("%s goes to the named location %s, which is not there.", from.where(), name)
}

// deny adds a finding that a line of the configuration makes.
func (n *nginx) deny(d directive, cause diagnose.CauseID, says string, at phase) *Finding {
	n.p.findings = append(n.p.findings, Finding{
		Cause: cause, Denies: true, Says: says, Where: d.where(), Line: d.text(), phase: at,
		Mend: []Mend{{"If it is not meant, remove or narrow `" + d.text() + "` at " + d.where() + ", then:", nginxReload}},
	})
	return &n.p.findings[len(n.p.findings)-1]
}

// compile keeps the regular expressions of maps, which are asked for each text
// that their source may have.
func (n *nginx) compile(text string, fold bool) (*pattern, error) {
	key := map[bool]string{true: "*"}[fold] + text
	if p, ok := n.patterns[key]; ok {
		return p, nil
	}
	p, err := compile(text, fold)
	if err == nil {
		n.patterns[key] = p
	}
	return p, err
}
