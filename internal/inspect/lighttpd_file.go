package inspect

import (
	"net/netip"
	"path"
	"slices"
	"strconv"
	"strings"
)

// auth is auth.require: the longest prefix of the URL asks for a user.
func (l *lighttpd) auth(s setting) {
	var best entry
	for _, e := range s.v.list {
		if strings.HasPrefix(l.uri, e.key) && len(e.key) >= len(best.key) && e.v.list != nil {
			best = e
		}
	}
	if best.v.list == nil {
		return
	}
	l.p.rule(s.directive)
	scheme, _, given := l.q.authorization()
	if !given {
		l.deny(s, "auth/missing-credentials", "A user is asked for here; without one the answer is 401.", phaseAccess).Denies = false
	}
	method := strings.ToLower(best.v.get("method").text)
	if given && scheme != method && (method == "basic" || method == "digest") {
		l.deny(s, "auth/wrong-scheme", "Authentication by "+method+" is asked for here, and the client sends another scheme: the answer is 401.", phaseAccess)
		return
	}
	backend := l.text("auth.backend")
	file := l.now["auth.backend."+backend+".userfile"]
	if backend == "" {
		l.deny(s, "auth/backend-misconfigured", "A user is asked for, and no auth.backend is set: nobody can sign in.", phaseAccess)
		return
	}
	if file.v.text == "" {
		return
	}
	l.p.files = append(l.p.files, wish{file.v.text, file.directive, "auth/backend-misconfigured", "the password file"})
	if backend == "htpasswd" && method == "basic" {
		if cause, says := checkPassword(l.v, file.v.text, l.q); cause != "" {
			l.deny(s, cause, says, phaseAccess)
			return
		}
	}
	l.named(s, best.v.get("require").text)
}

// named is require = "user=a|user=b".
func (l *lighttpd) named(s setting, require string) {
	name, _, ok := l.q.basic()
	if !ok || require == "valid-user" || require == "" {
		return
	}
	if !slices.Contains(strings.Split(require, "|"), "user="+name) {
		l.deny(s, "authz/insufficient-role", "Only named users may pass here, and the one that signs in is not among them.", phaseAccess)
	}
}

// serve finds what answers: another program, or a file.
func (l *lighttpd) serve() {
	for _, name := range []string{"proxy.server", "fastcgi.server", "scgi.server"} {
		s, ok := l.now[name]
		if !ok {
			continue
		}
		for _, e := range s.v.list {
			if e.key == "" || strings.HasPrefix(e.key, "/") && strings.HasPrefix(l.uri, e.key) || strings.HasSuffix(l.uri, e.key) {
				l.passed(s, e.v)
				return
			}
		}
	}
	file := path.Clean(l.text("server.document-root") + l.uri)
	for _, e := range l.now["alias.url"].v.list {
		if strings.HasPrefix(l.uri, e.key) {
			l.p.rule(l.now["alias.url"].directive)
			file = path.Clean(e.v.text + strings.TrimPrefix(l.uri, e.key))
			break
		}
	}
	l.p.path, l.p.asDir = file, strings.HasSuffix(l.uri, "/")
	kind, there := kindAt(l.v, file)
	if there && kind == Directory {
		l.directory(file)
		return
	}
	l.file(file, there)
}

func (l *lighttpd) directory(dir string) {
	s, ok := l.now["index-file.names"]
	if !ok {
		s = l.now["server.indexfiles"]
	}
	l.p.index = slices.DeleteFunc(s.v.words(), func(n string) bool { return n == "" })
	if len(l.p.index) == 0 {
		l.p.index = []string{"\x00"}
	}
	l.p.listing = l.on("dir-listing.activate") || l.on("server.dir-listing")
	for _, name := range l.p.index {
		if kind, there := kindAt(l.v, path.Join(dir, name)); there && kind == File && name != "\x00" {
			l.p.path = path.Join(dir, name)
			l.file(l.p.path, true)
			return
		}
	}
}

// file is what mod_staticfile and mod_cgi make of a file.
func (l *lighttpd) file(file string, there bool) {
	for _, e := range l.now["cgi.assign"].v.list {
		if strings.HasSuffix(file, e.key) {
			l.p.run = e.v.text == ""
			return
		}
	}
	if s, ok := l.now["static-file.exclude-extensions"]; ok && there && suffixed(s.v, file) {
		l.deny(s, "static/handler-refused", "Files of this suffix are not served as they are, and nothing runs them here: the answer is 403.", phaseContent)
		return
	}
	if m := l.q.verb(); there && !slices.Contains([]string{"GET", "HEAD", "POST", "OPTIONS"}, m) {
		l.p.note("%s of a file is answered with 405.", m)
	}
}

// passed remembers the hosts of proxy.server and its kin.
func (l *lighttpd) passed(s setting, hosts lvalue) {
	l.p.rule(s.directive)
	l.p.handler, l.p.passed = s.name, s.text()+" at "+s.where()
	u := upstream{from: s.directive}
	all := true
	list := hosts.list
	if len(list) > 0 && list[0].v.list == nil { // one host without a list around it
		list = []entry{{v: hosts}}
	}
	for _, e := range list {
		if sock := e.v.get("socket").text; sock != "" && e.v.get("bin-path").text == "" {
			l.p.sockets = append(l.p.sockets, sock)
			continue
		}
		port, err := strconv.ParseUint(e.v.get("port").text, 10, 16)
		addr, ok := local(e.v.get("host").text, uint16(port))
		if all = all && ok && err == nil; ok {
			u.addrs = append(u.addrs, netip.AddrPortFrom(addr.Addr(), uint16(port)))
		}
	}
	if all && len(u.addrs) > 0 {
		l.p.upstreams = append(l.p.upstreams, u)
	}
}

// guessLighttpd lists the requests that may be served from a path.
func guessLighttpd(conf []setting, file string) []request {
	q := request{scheme: "http", host: "localhost", port: 80}
	var out []request
	var roots []entry
	var walk func([]setting, request, int)
	walk = func(block []setting, q request, deep int) {
		for _, s := range block {
			switch {
			case s.field != "" && deep < maxDepth:
				in := q
				if s.field == "HTTP:host" && s.op == "==" {
					in.host = s.right
				}
				walk(s.block, in, deep+1)
			case s.name == "server.port":
				if n := number(s.v.text); n > 0 && n < 1<<16 {
					q.port = uint16(n)
				}
			case s.name == "server.bind" && s.v.text != "":
				if a, err := netip.ParseAddr(s.v.text); err == nil && !a.IsUnspecified() {
					q.host = a.String()
				}
			case s.name == "server.document-root":
				roots = append(roots, entry{"/", s.v})
			case s.name == "alias.url":
				roots = append(roots, s.v.list...)
			}
		}
		for _, e := range roots {
			if dir := path.Clean(e.v.text); e.v.text != "" && within(dir, strings.TrimSuffix(file, "/")) {
				q.uri = cleanURI(e.key + "/" + strings.TrimPrefix(file, dir))
				out = append(out, q)
			}
		}
		roots = nil
	}
	walk(conf, q, 0)
	slices.Reverse(out)
	return out[:min(len(out), 50)]
}
