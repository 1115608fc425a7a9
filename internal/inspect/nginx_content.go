package inspect

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
)

// handlers pass a request on, or answer it without a file.
var handlers = []string{
	"proxy_pass", "fastcgi_pass", "uwsgi_pass", "scgi_pass", "grpc_pass", "memcached_pass", "stub_status", "empty_gif",
	"perl", "js_content", "content_by_lua", "content_by_lua_block", "content_by_lua_file", "echo",
}

// file maps the URI to a path; "" where that cannot be told.
func (n *nginx) file() string { return n.mapped(n.uri) }

func (n *nginx) mapped(uri string) string {
	own := true
	for i := len(n.at.chain) - 1; i >= 0; i-- {
		block := n.at.chain[i].block
		if len(find(block, "root")) > 0 {
			break
		}
		if alias := find(block, "alias"); len(alias) > 0 && len(alias[0].args) > 0 {
			return n.aliased(alias[0].args[0], uri, own)
		}
		own = own && n.at.chain[i].name != "location" // an if has no URI of its own
	}
	r := n.root()
	if strings.Contains(r, "document_root") || strings.Contains(r, "request_filename") {
		return ""
	}
	v := n.expand(r)
	if !v.known || !path.IsAbs(v.text) {
		return ""
	}
	return strings.TrimSuffix(v.text, "/") + uri
}

// aliased maps by alias: it takes the place of the location's prefix, or is
// the whole path where the location is a regular expression.
func (n *nginx) aliased(alias, uri string, own bool) string {
	if strings.Contains(alias, "document_root") || strings.Contains(alias, "request_filename") {
		return ""
	}
	v := n.expand(alias)
	if !v.known {
		return ""
	}
	p := v.text
	if !path.IsAbs(p) {
		p = path.Join(n.prefix, p)
	}
	if n.at.re != nil && own {
		return p
	}
	return p + strings.TrimPrefix(uri, n.at.prefix)
}

// tryFiles follows try_files; done is true when it has decided everything.
func (n *nginx) tryFiles(here []directive) (done bool) {
	all := find(here, "try_files")
	if len(all) == 0 && len(n.at.chain) == 0 {
		all = find(n.server.block, "try_files")
	}
	if len(all) == 0 || len(all[0].args) < 2 {
		return false
	}
	d := all[0]
	n.p.rule(d)
	last := d.args[len(d.args)-1]
	for _, a := range d.args[:len(d.args)-1] {
		v := n.expand(a)
		if !v.known {
			n.p.note("What %s tries cannot be told here.", d.where())
			return false
		}
		kind, ok := kindAt(n.v, n.mapped(v.text))
		if ok && (kind == Directory) == strings.HasSuffix(a, "/") {
			n.uri = cleanURI(v.text)
			return false
		}
	}
	if code, ok := strings.CutPrefix(last, "="); ok {
		n.tryCode(d, code)
		return true
	}
	n.inside, n.moved = true, d
	if strings.HasPrefix(last, "@") {
		n.jump(last, d)
		return true
	}
	v := n.expand(last)
	if !v.known {
		return true
	}
	target, args, more := strings.Cut(v.text, "?")
	if n.uri = cleanURI(target); more {
		n.q.args = args
	}
	n.redirect()
	return true
}

// tryCode is the status at the end of try_files.
func (n *nginx) tryCode(d directive, code string) {
	status, err := strconv.Atoi(code)
	if err != nil || status < 400 {
		return
	}
	cause := diagnose.CauseID("resource/not-found")
	if status != 404 && status != 410 {
		cause = "static/path-deny-rule"
	}
	where := n.mapped(n.uri)
	f := n.deny(d, cause, "None of the files that try_files names is there, so the answer is "+code+".", phaseContent)
	if where != "" {
		f.Mend = append([]Mend{{"Deploy what is missing:", "ls -la " + quote(path.Dir(where))}}, f.Mend...)
		n.p.path = where
	}
}

// content finds what answers: a handler, an index file, or the file itself.
func (n *nginx) content() {
	for _, h := range handlers {
		var d []directive
		for _, l := range slices.Backward(n.at.chain) {
			if d = find(l.block, h); len(d) > 0 || l.name == "location" {
				break
			}
		}
		if len(d) == 0 {
			continue
		}
		n.p.rule(d[0])
		n.p.handler, n.p.passed = h, d[0].where()
		if len(d[0].args) > 0 {
			n.p.passed = d[0].text() + " at " + d[0].where()
			n.upstream(d[0].args[0], d[0])
		}
		if h == "fastcgi_pass" || h == "uwsgi_pass" {
			n.p.path = n.file() // the script
		}
		return
	}
	file := n.file()
	if file == "" {
		n.p.note("The file of %s cannot be told here: its root has a variable that only the running server knows.", n.uri)
		return
	}
	kind, there := kindAt(n.v, file)
	if m := n.q.verb(); there && kind != Directory && m != "GET" && m != "HEAD" && len(n.nearest("dav_methods")) == 0 {
		f := n.deny(n.place(), "request/method-refused", "nginx answers "+m+" with 405 where it serves files; it takes proxy_pass, fastcgi_pass or the like to answer it.", phaseContent)
		f.Mend = []Mend{{"Pass such requests on in a location for " + n.q.uri + ", or let the check ask with GET, then:", nginxReload}}
		n.shows(405)
	}
	if there && kind == Directory && !strings.HasSuffix(n.uri, "/") {
		n.p.note("%s is a directory: nginx redirects to the URL with a slash, which was followed.", n.uri)
		n.uri, n.inside = n.uri+"/", false
		n.redirect()
		return
	}
	n.p.path, n.p.asDir = path.Clean(file), strings.HasSuffix(n.uri, "/")
	if !n.p.asDir {
		return
	}
	n.p.index, n.p.listing = n.indexes(), n.word("autoindex", "off") == "on" && slices.Contains([]string{"GET", "HEAD"}, n.q.verb())
	for _, name := range n.p.index {
		at := path.Join(file, name)
		if path.IsAbs(name) {
			at = n.mapped(name)
		}
		if kind, there := kindAt(n.v, at); there && kind != Directory {
			n.uri, n.inside = cleanURI(path.Join(n.uri, name)), true
			if path.IsAbs(name) {
				n.uri = cleanURI(name)
			}
			n.redirect()
			return
		}
	}
}

// place is the block that answers.
func (n *nginx) place() directive {
	if k := len(n.at.chain); k > 0 {
		return n.at.chain[k-1]
	}
	return n.server
}

func (n *nginx) indexes() []string {
	var out []string
	for _, d := range n.nearest("index") {
		for _, a := range d.args {
			if v := n.expand(a); v.known {
				out = append(out, v.text)
			}
		}
	}
	if len(out) == 0 {
		return []string{"index.html"}
	}
	return out
}

// links is the rule of disable_symlinks.
func (n *nginx) links() func(string) links {
	d, ok := n.last("disable_symlinks")
	if !ok || len(d.args) == 0 || d.args[0] == "off" {
		return func(string) links { return links{} }
	}
	l := links{mode: followOwn, where: d.where(), line: d.text()}
	if d.args[0] == "on" {
		l.mode = followNone
	}
	for _, a := range d.args[1:] {
		if from, ok := strings.CutPrefix(a, "from="); ok {
			if v := n.expand(from); v.known {
				l.from = path.Clean(v.text)
			}
		}
	}
	l.mend = Mend{"Or allow the link: `disable_symlinks if_not_owner from=$document_root;` (or off) at " + d.where() + ", then:", nginxReload}
	return func(string) links { return l }
}
