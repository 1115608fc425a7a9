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
	c           *apacheConfig
	v           view
	q           request
	p           *plan
	scopes      [][]directive // the main server, then the virtual host
	options     map[string]optionSet
	state       apacheState
	env         map[string]value  // of SetEnvIf
	late        []string          // variables of SetEnv
	inIf        map[string]answer // on what directives within If hang, by file:line
	filename    string            // of the request, once it is known
	dir         string            // whose section is merged
	inDirectory bool              // rules of a directory are carried out
	script      bool              // the file is run, not read
	rounds      int
}

// An apacheState is what has been merged from the sections so far.
type apacheState struct {
	options   optionSet
	require   []directive // of the last section that has any
	legacy    []directive // Order, Allow and Deny
	index     []string
	override  override
	cgi       bool // SetHandler or AddHandler makes it a script
	handled   bool // another handler answers
	auth      map[string]directive
	ifs       []directive // If, ElseIf and Else, which come last
	redirects []directive // Redirect within sections
	setEnv    []directive
	rewrite   rewriteSet
}

// An optionSet is the value of Options.
type optionSet struct {
	all  []string
	from directive
}

func (o optionSet) has(name string) bool { return slices.Contains(o.all, name) }

// planApache says what a configuration of Apache httpd does with a request.
func planApache(v view, c *apacheConfig, q request) (*plan, error) {
	a := &apache{c: c, v: v, q: q, p: &plan{notes: slices.Clone(c.notes)}, options: map[string]optionSet{}, inIf: map[string]answer{}}
	a.scopes = [][]directive{c.lines}
	if host, ok := a.host(); ok {
		a.scopes = append(a.scopes, host.block)
		a.p.rule(host)
	}
	if d, ok := a.lastOf("user"); ok && len(d.args) > 0 {
		a.p.user = d.args[0]
	}
	a.p.links = a.links
	if d, ok := a.lastOf("sslverifyclient"); ok && len(d.args) > 0 && strings.EqualFold(d.args[0], "require") {
		a.deny(d, "tls/client-cert-required", "A client certificate is asked for here; without a good one the handshake fails.", phaseRewrite).Denies = false
	}
	if d, ok := a.lastOf("secruleengine"); ok && len(d.args) > 0 && strings.EqualFold(d.args[0], "on") {
		a.p.rule(d)
		a.p.note("ModSecurity is on (%s): its rules may refuse what they take for an attack, which cannot be told here; its log names the rule.", d.where())
	}
	if what := q.tooLong(apacheLine); what != "" {
		a.p.note("%s is longer than %d bytes: it is refused unless LimitRequestLine or LimitRequestFieldSize say more.", what, apacheLine)
	}
	a.serve()
	return a.p, nil
}

// apacheLine is the default of LimitRequestLine and LimitRequestFieldSize.
const apacheLine = 8190

// serve follows a request through the hooks of httpd: rewriting and mapping,
// then sections in the order of https://httpd.apache.org/docs/2.4/sections.html#merging,
// access, and the rules of the directory, which may send it round again.
func (a *apache) serve() {
	if a.rounds++; a.rounds > maxRounds {
		a.p.note("The rewrites of the configuration go round in circles: the answer is 500.")
		return
	}
	a.env, a.filename = map[string]value{}, ""
	for _, scope := range a.scopes {
		a.environ(scope)
	}
	m := a.rewrites(rewriteSet{}.with(a.serverRules(), ""), a.q.uri)
	if m.ended {
		return
	}
	a.q.args = m.args
	file := ""
	if m.to != "" && !m.pass {
		file = a.placed(cleanURI(m.to))
	} else {
		if m.to != "" {
			a.q.uri = cleanURI(m.to)
		}
		if a.redirected(a.scopes[len(a.scopes)-1], phaseRewrite) || len(a.scopes) > 1 && a.redirected(a.scopes[0], phaseRewrite) {
			return
		}
		file = a.file()
	}
	a.reset()
	if file == "" {
		a.merge("")
		a.judge()
		return
	}
	a.found(file)
}

// placed is the file of a path that rules of the server made: one of the file
// system if its first part is there, else below the document root.
func (a *apache) placed(to string) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(to, "/"), "/")
	if _, err := a.v.node("/" + first); err == nil && first != "" {
		return path.Clean(to)
	}
	return path.Clean(a.documentRoot() + to)
}

func (a *apache) reset() {
	a.state = apacheState{options: optionSet{all: []string{"followsymlinks"}}, auth: map[string]directive{}}
	a.p.htaccess = nil
	for _, scope := range a.scopes {
		for _, d := range scope {
			if d.name == "if" || d.name == "elseif" || d.name == "else" {
				a.state.ifs = append(a.state.ifs, d)
			}
		}
	}
}

// found goes on with a file or a directory.
func (a *apache) found(file string) {
	a.p.asDir = strings.HasSuffix(a.q.uri, "/")
	file, info := a.pathInfo(path.Clean(file))
	if kind, there := kindAt(a.v, file); there && kind == Directory {
		a.p.asDir = true
		if a.directory(file) {
			return
		}
		file = a.indexed(file)
		a.reset()
		defer func(method string) { a.q.method = method }(a.q.method)
		if a.q.method != "" {
			a.q.method = "GET" // mod_dir asks for the index file by a request of its own
		}
	}
	if kind, there := kindAt(a.v, file); there && kind == Directory {
		a.merge(path.Join(file, "\x00"))
	} else {
		a.merge(file)
	}
	a.p.path = path.Clean(file)
	a.p.index, a.p.listing = a.indexNames(), a.state.options.has("indexes") && a.c.modules["autoindex"]
	a.judge()
	if a.fixups(file) {
		return
	}
	if d := a.state.auth["acceptpathinfo"]; info != "" && !a.script && !a.state.cgi && !a.state.handled && (len(d.args) == 0 || !strings.EqualFold(d.args[0], "on")) {
		a.p.path = file + info
	}
}

// directory carries out what holds for the directory itself, before its index
// file is looked for. It reports whether the request has gone elsewhere.
func (a *apache) directory(dir string) bool {
	a.merge(path.Join(dir, "\x00")) // no Files section holds for a directory
	before, files := len(a.p.findings), a.p.files
	a.judge()
	if slices.ContainsFunc(a.p.findings[before:], func(f Finding) bool { return f.Denies }) {
		a.p.path, a.p.index, a.p.listing = dir, a.indexNames(), true // the directory itself is refused
		return true
	}
	if a.fixups(dir) {
		return true
	}
	a.p.findings, a.p.files = a.p.findings[:before], files
	return false
}

// fixups are the rules of the directory, of mod_rewrite and then of mod_alias.
func (a *apache) fixups(file string) bool {
	uri, ended := a.perDirectory(file)
	if ended {
		return true
	}
	if uri != "" {
		a.q.uri = uri
		a.serve()
		return true
	}
	return a.redirected(a.state.redirects, phaseFixup)
}

// pathInfo splits off what follows a file.
func (a *apache) pathInfo(file string) (string, string) {
	for p := file; p != "/"; p = path.Dir(p) {
		kind, there := kindAt(a.v, p)
		if there && kind == File {
			return p, strings.TrimPrefix(file, p)
		}
		if there {
			break
		}
	}
	return file, ""
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

func (a *apache) deny(d directive, cause diagnose.CauseID, says string, at phase) *Finding {
	a.p.findings = append(a.p.findings, Finding{
		Cause: cause, Denies: true, Says: says, Where: d.where(), Line: d.text(), phase: at,
		Mend: []Mend{{"If it is not meant, remove or narrow `" + d.text() + "` at " + d.where() + ", then:", apacheReload}},
	})
	return &a.p.findings[len(a.p.findings)-1]
}

// serverRules are the directives of mod_rewrite that hold for the virtual
// host, or for the main server where there is none: they are not inherited.
func (a *apache) serverRules() []directive { return a.scopes[len(a.scopes)-1] }

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
	l.mend = Mend{"Or allow it with `Options +FollowSymLinks` for " + path.Dir(link) + ", then:", apacheReload}
	switch {
	case o.has("followsymlinks"):
	case o.has("symlinksifownermatch"):
		l.mode = followOwn
	default:
		l.mode = followNone
	}
	return l
}
