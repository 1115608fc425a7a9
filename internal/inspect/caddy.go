package inspect

import (
	"net/netip"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/problem"
)

const caddyReload = "caddy validate --config /etc/caddy/Caddyfile --adapter caddyfile && systemctl reload caddy"

// caddy evaluates a Caddyfile for one request.
type caddy struct {
	v        view
	q        request
	p        *plan
	uri      string
	root     string
	order    []string
	matchers []directive // named ones of the site
	conf     string
}

// caddyOrder is the order in which Caddy carries directives out, wherever they
// stand (caddyserver.com/docs/caddyfile/directives#directive-order).
var caddyOrder = []string{
	"tracing", "map", "vars", "fs", "root", "log_append", "log_skip", "log_name", "header", "copy_response_headers", "request_body", "redir", "method", "rewrite", "uri",
	"try_files", "basicauth", "basic_auth", "forward_auth", "request_header", "encode", "push", "intercept", "templates", "invoke", "handle", "handle_path", "route",
	"abort", "error", "copy_response", "respond", "metrics", "reverse_proxy", "php_fastcgi", "file_server", "acme_server",
}

// planCaddy says what a Caddyfile does with a request.
func planCaddy(v view, file string, conf []directive, q request) (*plan, error) {
	c := &caddy{v: v, q: q, uri: q.uri, root: "", order: slices.Clone(caddyOrder), p: &plan{links: func(string) links { return links{} }}, conf: file}
	var global []directive
	if len(conf) > 0 && conf[0].name == "" {
		global, conf = conf[0].block, conf[1:]
	}
	c.reorder(global)
	site, ok := c.site(conf, global)
	if !ok {
		return c.p, c.nowhere(conf)
	}
	c.p.rule(directive{name: site.name, args: site.args, file: site.file, line: site.line})
	for _, d := range find(site.block, "tls") {
		for _, a := range find(d.block, "client_auth") {
			c.deny(a, "tls/client-cert-required", "A client certificate is asked for here; without a good one the handshake fails.", phaseRewrite).Denies = false
		}
	}
	if c.plainOnTLS(site) {
		c.deny(directive{name: site.name, args: site.args, file: site.file, line: site.line}, "tls/https-required", "TLS is spoken on this port, and the request is plain HTTP: the answer is 400.", phaseRewrite)
		return c.p, nil
	}
	if !c.run(site.block, answer{is: yes}, 0) {
		c.p.note("No directive answers this request: the answer is empty, with 200.")
	}
	return c.p, nil
}

// nowhere is a request to a host that no site has.
func (c *caddy) nowhere(conf []directive) error {
	for _, s := range conf {
		if c.plainOnTLS(s) {
			c.deny(s, "tls/https-required", "TLS is spoken on this port, and the request is plain HTTP: the answer is 400.", phaseRewrite)
			return nil
		}
		if slices.ContainsFunc(addresses(s, 80, 443), func(a siteAddress) bool { return a.port == c.q.port }) {
			c.p.note("No site has the host %s on port %d: the answer is empty, with 200.", c.q.host, c.q.port)
			return nil
		}
	}
	return problem.New(problem.Invalid, "%s has no site for %s on port %d", c.conf, c.q.host, c.q.port)
}

// reorder is the global option order.
func (c *caddy) reorder(global []directive) {
	for _, d := range find(global, "order") {
		if len(d.args) < 2 {
			continue
		}
		c.order = slices.DeleteFunc(c.order, func(s string) bool { return s == d.args[0] })
		at := len(c.order)
		switch {
		case d.args[1] == "first":
			at = 0
		case len(d.args) > 2:
			if i := slices.Index(c.order, d.args[2]); i >= 0 {
				at = i
				if d.args[1] == "after" {
					at++
				}
			}
		}
		c.order = slices.Insert(c.order, at, d.args[0])
	}
}

// A siteAddress is one address of a site.
type siteAddress struct {
	scheme, host string
	port         uint16
}

// addresses reads the addresses of a site, with the ports that are usual.
func addresses(site directive, http, https uint16) []siteAddress {
	var out []siteAddress
	for _, s := range append([]string{site.name}, site.args...) {
		a := siteAddress{host: strings.TrimSuffix(s, ",")}
		if scheme, rest, ok := strings.Cut(a.host, "://"); ok {
			a.scheme, a.host = scheme, rest
		}
		a.host, _, _ = strings.Cut(a.host, "/")
		if host, port, ok := cutPort(a.host); ok {
			a.host, a.port = host, port
		}
		a.host = strings.ToLower(strings.Trim(a.host, "[]"))
		switch {
		case a.port != 0:
		case a.scheme == "http":
			a.port = http
		default:
			a.port = https
		}
		out = append(out, a)
	}
	return out
}

// site picks the site: by port, then by the best fit of the host.
func (c *caddy) site(conf, global []directive) (directive, bool) {
	http, https := uint16(80), uint16(443)
	for name, port := range map[string]*uint16{"http_port": &http, "https_port": &https} {
		for _, d := range find(global, name) {
			if n, err := strconv.ParseUint(firstArg(d), 10, 16); err == nil {
				*port = uint16(n)
			}
		}
	}
	if len(conf) > 0 && !conf[0].open { // one site, without braces
		conf = []directive{{name: conf[0].name, args: conf[0].args, file: conf[0].file, line: conf[0].line, open: true, block: conf[1:]}}
	}
	var best directive
	rank := 0
	for _, s := range conf {
		for _, a := range addresses(s, http, https) {
			secure := a.port == https && a.scheme != "http" && c.q.port == http // Caddy redirects such a host to HTTPS
			if a.port != c.q.port && !secure || a.scheme != "" && a.scheme != c.q.scheme && !(a.scheme == "https" && (secure || a.port == c.q.port)) {
				continue
			}
			if r := caddyHost(a.host, c.q.host); r > rank {
				best, rank = s, r
				if secure {
					c.p.note("Caddy redirects to HTTPS; the site of %s was looked at.", s.where())
				}
			}
		}
	}
	return best, rank > 0
}

// plainOnTLS reports whether the site speaks TLS on the port that is asked
// without it.
func (c *caddy) plainOnTLS(site directive) bool {
	if c.q.scheme != "http" {
		return false
	}
	for _, a := range addresses(site, 80, 443) {
		if a.port == c.q.port && (a.scheme == "https" || a.scheme == "" && len(find(site.block, "tls")) > 0) {
			return true
		}
	}
	return false
}

// deny adds a finding that a directive makes.
func (c *caddy) deny(d directive, cause diagnose.CauseID, says string, at phase) *Finding {
	f := Finding{
		Cause: cause, Denies: true, Says: says, Where: d.where(), Line: d.text(), phase: at,
		Mend: []Mend{{"If it is not meant, remove or narrow `" + d.text() + "` at " + d.where() + ", then:", caddyReload}},
	}
	c.p.findings = append(c.p.findings, f)
	return &c.p.findings[len(c.p.findings)-1]
}

// A caddyStep is a directive with its matcher answered.
type caddyStep struct {
	directive
	args  []string
	place int
	path  int // length of its path matcher
	some  bool
}

// sorted are the directives of a block in the order in which they are carried
// out: by kind, then those with a longer path, then those with a matcher.
func (c *caddy) sorted(block []directive, keep bool) []caddyStep {
	var out []caddyStep
	for _, d := range block {
		place := slices.Index(c.order, d.name)
		if strings.HasPrefix(d.name, "@") || place < 0 {
			if !slices.Contains([]string{"tls", "bind", "log", "import", "handle_errors"}, d.name) && !strings.HasPrefix(d.name, "@") {
				c.p.note("%s is not known here, and was left out: %s", d.where(), d.name)
			}
			continue
		}
		s := caddyStep{directive: d, place: place}
		if len(d.args) > 0 {
			s.some = strings.HasPrefix(d.args[0], "/") || strings.HasPrefix(d.args[0], "@")
			if strings.HasPrefix(d.args[0], "/") {
				s.path = len(strings.TrimRight(d.args[0], "*"))
			}
			for _, m := range slices.Concat(block, c.matchers) {
				if m.name == d.args[0] && !m.open && len(m.args) == 2 && m.args[0] == "path" {
					s.path = len(strings.TrimRight(m.args[1], "*"))
				}
			}
		}
		if d.name == "handle_path" { // it sorts as handle
			s.place = slices.Index(c.order, "handle")
		}
		out = append(out, s)
	}
	if keep {
		return out
	}
	slices.SortStableFunc(out, func(a, b caddyStep) int {
		switch {
		case a.place != b.place:
			return a.place - b.place
		case a.path != b.path:
			return b.path - a.path
		case a.some && !b.some:
			return -1
		case b.some && !a.some:
			return 1
		}
		return 0
	})
	return out
}

// causeOf is that of a matcher, as for httpd.
func (c *caddy) causeOf(a answer) diagnose.CauseID {
	cause := (&apache{q: c.q}).causeOf(a, true)
	if cause == "net/ip-blocklist" && slices.Contains(a.about, notListed) && a.is == yes {
		return "net/ip-allowlist"
	}
	return cause
}

// local upstreams of reverse_proxy and its kin.
func (c *caddy) upstreams(d directive, to []string) {
	c.p.rule(d)
	c.p.handler, c.p.passed = d.name, d.text()+" at "+d.where()
	for _, b := range find(d.block, "to") {
		to = append(to, b.args...)
	}
	u := upstream{from: directive{name: d.name, args: d.args, file: d.file, line: d.line}}
	if len(find(d.block, "health_uri"))+len(find(d.block, "health_path")) > 0 {
		u.cause = "upstream/no-healthy-backend"
	}
	all := len(to) > 0
	for _, s := range to {
		if file, ok := strings.CutPrefix(strings.TrimPrefix(s, "unix/"), "/"); ok && !strings.Contains(s, "://") {
			c.p.sockets = append(c.p.sockets, path.Clean("/"+file))
			all = false
			continue
		}
		s = strings.TrimPrefix(strings.TrimPrefix(s, "http://"), "h2c://")
		addr, ok := local(s, 80)
		if strings.HasPrefix(s, ":") {
			_, port, _ := cutPort(s)
			addr, ok = netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), port), true
		}
		if all = all && ok; ok {
			u.addrs = append(u.addrs, addr)
		}
	}
	if all {
		c.p.upstreams = append(c.p.upstreams, u)
	}
}

// guessCaddy lists the requests that may be served from a path.
func guessCaddy(conf []directive, file string) []request {
	var out []request
	for _, s := range conf {
		if s.name == "" || len(addresses(s, 80, 443)) == 0 {
			continue
		}
		a := addresses(s, 80, 443)[0]
		q := request{scheme: "https", host: a.host, port: a.port}
		if a.scheme == "http" || a.port == 80 {
			q.scheme = "http"
		}
		if q.host == "" || strings.HasPrefix(q.host, "*") {
			q.host = "localhost"
		}
		for _, d := range find(s.block, "root") {
			if len(d.args) == 0 {
				continue
			}
			if dir := path.Clean(d.args[len(d.args)-1]); path.IsAbs(dir) && within(dir, strings.TrimSuffix(file, "/")) {
				q.uri = cleanURI("/" + strings.TrimPrefix(file, dir))
				out = append(out, q)
			}
		}
	}
	return out[:min(len(out), 50)]
}
