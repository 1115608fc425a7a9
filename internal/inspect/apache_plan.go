package inspect

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
)

// apache evaluates a configuration of Apache httpd for one request.
type apache struct {
	c       *apacheConfig
	v       view
	q       request
	p       *plan
	scopes  [][]directive // the main server, then the virtual host
	options map[string]optionSet
	state   apacheState
	script  bool // the file is run, not read
}

// An apacheState is what has been merged from the sections so far.
type apacheState struct {
	options  optionSet
	require  []directive // of the last section that has any
	legacy   []directive // Order, Allow and Deny
	index    []string
	override string
	cgi      bool // SetHandler or AddHandler makes it a script
	auth     map[string]directive
}

// An optionSet is the value of Options.
type optionSet struct {
	all  []string
	from directive
}

func (o optionSet) has(name string) bool { return slices.Contains(o.all, name) }

// planApache says what a configuration of Apache httpd does with a request, in
// the order of https://httpd.apache.org/docs/2.4/sections.html#merging:
// Directory sections from the shortest path on, each with its .htaccess, then
// those by regular expression, then Files, then Location.
func planApache(v view, c *apacheConfig, q request) (*plan, error) {
	a := &apache{c: c, v: v, q: q, p: &plan{notes: slices.Clone(c.notes)}, options: map[string]optionSet{}}
	a.scopes = [][]directive{c.lines}
	if host, ok := a.host(); ok {
		a.scopes = append(a.scopes, host.block)
		a.p.rule(host)
	}
	a.state = apacheState{options: optionSet{all: []string{"followsymlinks"}}, override: "none", auth: map[string]directive{}}
	if d, ok := a.lastOf("user"); ok && len(d.args) > 0 {
		a.p.user = d.args[0]
	}
	a.p.links = a.links
	if d, ok := a.lastOf("sslverifyclient"); ok && len(d.args) > 0 && strings.EqualFold(d.args[0], "require") {
		a.deny(d, "tls/client-cert-required", "A client certificate is asked for here; without a good one the handshake fails.", phaseRewrite).Denies = false
	}
	if a.redirected() || a.rewrites(a.serverRules(), q.uri, "") {
		return a.p, nil
	}
	file := a.file()
	if file == "" {
		a.merge("")
		a.judge()
		return a.p, nil
	}
	a.p.asDir = strings.HasSuffix(q.uri, "/")
	kind, there := kindAt(v, file)
	if there && kind == Directory {
		a.p.asDir = true
		a.merge(path.Join(file, "\x00")) // no Files section holds for a directory
		file = a.indexed(file)
	}
	a.state = apacheState{options: optionSet{all: []string{"followsymlinks"}}, override: "none", auth: map[string]directive{}}
	a.p.htaccess = nil
	if kind, there := kindAt(v, file); there && kind == Directory {
		a.merge(path.Join(file, "\x00"))
	} else {
		a.merge(file)
	}
	a.p.path = path.Clean(file)
	a.p.index, a.p.listing = a.indexNames(), a.state.options.has("indexes") && c.modules["autoindex"]
	a.judge()
	return a.p, nil
}

// lastOf is the last directive of a name at the top of the scopes.
func (a *apache) lastOf(name string) (directive, bool) {
	for _, scope := range slices.Backward(a.scopes) {
		if all := find(scope, name); len(all) > 0 {
			return all[len(all)-1], true
		}
	}
	return directive{}, false
}

// host picks the virtual host: by port, then by name, else the first.
func (a *apache) host() (directive, bool) {
	var on []directive
	for _, d := range find(a.c.lines, "virtualhost") {
		for _, addr := range d.args {
			if addressFits(addr, a.q) {
				on = append(on, d)
				break
			}
		}
	}
	for _, d := range on {
		for _, n := range find(d.block, "servername") {
			if len(n.args) > 0 && hostOnly(n.args[0]) == a.q.host {
				return d, true
			}
		}
		for _, n := range find(d.block, "serveralias") {
			for _, alias := range n.args {
				if ok, err := path.Match(strings.ToLower(alias), a.q.host); err == nil && ok {
					return d, true
				}
			}
		}
	}
	if len(on) == 0 {
		return directive{}, false
	}
	return on[0], true
}

func hostOnly(s string) string {
	s = strings.ToLower(s)
	if _, rest, ok := strings.Cut(s, "://"); ok {
		s = rest
	}
	s, _, _ = strings.Cut(s, ":")
	return s
}

// addressFits reports whether an argument of VirtualHost takes the request.
func addressFits(addr string, q request) bool {
	i := strings.LastIndexByte(addr, ':')
	if i < 0 || strings.HasSuffix(addr, "]") {
		return true
	}
	host, port := strings.Trim(addr[:i], "[]"), addr[i+1:]
	if port != "*" && port != strconv.Itoa(int(q.port)) {
		return false
	}
	p, isAddr := parsePrefix(q.host)
	h, ok := parsePrefix(host)
	return !isAddr || !ok || p == h
}

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
					a.p.handler = "ProxyPass"
					a.p.rule(d)
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
	root := "htdocs"
	if d, ok := a.lastOf("documentroot"); ok && len(d.args) > 0 {
		root = d.args[0]
	}
	return a.c.abs(root + a.q.uri)
}

// under reports whether uri lies at or below a URL path.
func under(prefix, uri string) bool {
	prefix = strings.TrimSuffix(prefix, "/")
	return uri == prefix || strings.HasPrefix(uri, prefix+"/")
}

// redirected is mod_alias: Redirect with a status that refuses.
func (a *apache) redirected() bool {
	for _, scope := range slices.Backward(a.scopes) {
		for _, d := range scope {
			if d.name != "redirect" && d.name != "redirectmatch" || len(d.args) < 2 {
				continue
			}
			status, args := d.args[0], d.args[1:]
			if _, err := strconv.Atoi(status); err != nil && status != "gone" {
				status, args = "302", d.args
				if len(d.args) > 2 {
					args = d.args[1:]
				}
			}
			hit := under(args[0], a.q.uri)
			if d.name == "redirectmatch" {
				re, err := compile(args[0], false)
				hit = err == nil && re.matches(a.q.uri)
			}
			switch {
			case !hit:
			case strings.HasPrefix(status, "3"):
				a.p.note("%s redirects the request: %s", d.where(), d.text())
				return true
			default:
				cause := diagnose.CauseID("static/path-deny-rule")
				if status == "404" || status == "410" || status == "gone" {
					cause = "resource/not-found"
				}
				a.deny(d, cause, "The configuration answers "+strings.Replace(status, "gone", "410", 1)+" here.", phaseRewrite)
				return true
			}
		}
	}
	return false
}

func (a *apache) deny(d directive, cause diagnose.CauseID, says string, at phase) *Finding {
	a.p.findings = append(a.p.findings, Finding{
		Cause: cause, Denies: true, Says: says, Where: d.where(), Line: d.text(), phase: at,
		Mend: []Mend{{"If it is not meant, remove or narrow `" + d.text() + "` at " + d.where() + ", then:", "apachectl configtest && apachectl graceful"}},
	})
	return &a.p.findings[len(a.p.findings)-1]
}

func (a *apache) indexNames() []string {
	if len(a.state.index) > 0 {
		return a.state.index
	}
	return []string{"index.html"}
}

// indexed returns the index file of a directory, or the directory.
func (a *apache) indexed(dir string) string {
	for _, name := range a.indexNames() {
		p := path.Join(dir, name)
		if kind, ok := kindAt(a.v, p); ok && kind == File {
			return p
		}
	}
	return dir
}

// links is the rule for a link, by the Options of the directory that it is in.
func (a *apache) links(link string) links {
	o := optionSet{all: []string{"followsymlinks"}}
	for dir := path.Dir(link); ; dir = path.Dir(dir) {
		if at, ok := a.options[dir]; ok {
			o = at
			break
		}
		if dir == "/" {
			break
		}
	}
	l := links{where: o.from.where(), line: o.from.text()}
	l.mend = Mend{"Or allow it with `Options +FollowSymLinks` for " + path.Dir(link) + ", then:", "apachectl configtest && apachectl graceful"}
	switch {
	case o.has("followsymlinks"):
	case o.has("symlinksifownermatch"):
		l.mode = followOwn
	default:
		l.mode = followNone
	}
	return l
}

// guess lists the requests that may be served from a path.
func (c *apacheConfig) guess(file string) []request {
	var out []request
	scopes := append(find(c.lines, "virtualhost"), directive{name: "main", block: c.lines})
	for _, s := range scopes {
		q := request{scheme: "http", host: "localhost", port: 80}
		if len(s.args) > 0 {
			if i := strings.LastIndexByte(s.args[0], ':'); i >= 0 {
				if n := number(s.args[0][i+1:]); n > 0 && n < 1<<16 {
					q.port = uint16(n)
				}
				if p, ok := parsePrefix(strings.Trim(s.args[0][:i], "[]")); ok {
					q.host = p.Addr().String()
				}
			}
		}
		if d := find(s.block, "servername"); len(d) > 0 && len(d[0].args) > 0 {
			q.host = hostOnly(d[0].args[0])
		}
		if len(find(s.block, "sslengine")) > 0 {
			q.scheme = "https"
		}
		for _, d := range s.block {
			dir, uri := "", ""
			switch {
			case d.name == "documentroot" && len(d.args) > 0:
				dir = c.abs(d.args[0])
			case d.name == "alias" && len(d.args) > 1:
				uri, dir = d.args[0], c.abs(d.args[1])
			}
			if dir != "" && within(dir, strings.TrimSuffix(file, "/")) {
				q.uri = cleanURI(uri + "/" + strings.TrimPrefix(file, dir))
				out = append(out, q)
			}
		}
	}
	return out[:min(len(out), 50)]
}
