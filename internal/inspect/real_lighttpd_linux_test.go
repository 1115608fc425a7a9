package inspect

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var realLighttpd = realServer{
	program: "lighttpd",
	spare:   true,
	args:    func(conf string) []string { return []string{"-D", "-f", conf} },
	main: func(dir, addr string) string {
		host, port, _ := net.SplitHostPort(addr)
		user := ""
		if os.Geteuid() == 0 {
			user = "server.username = \"www-data\"\nserver.groupname = \"www-data\"\n"
		}
		return user + strings.NewReplacer("@", dir, "HOST", host, "PORT", port).Replace(`var.top = "@"
server.document-root = var.top + "/www"
server.bind = "HOST"
server.port = PORT
server.modules = ( "mod_access", "mod_auth" )
server.modules += ( "mod_authn_file", "mod_alias", "mod_rewrite", "mod_redirect", "mod_proxy" )
index-file.names = ( "index.html" )
server.dir-listing = "disable"
mimetype.assign = ( ".txt" => "text/plain" )
auth.backend = "htpasswd"
auth.backend.htpasswd.userfile = var.top + "/users"
include "cases/*.conf"
`)
	},
	wrap: func(c realCase, dir, _ string) string {
		return strings.ReplaceAll("# case "+c.name+"\n"+c.around+"\n$HTTP[\"host\"] == \""+c.host()+"\" {\n"+c.site+"\n}\n", "@", dir)
	},
	ask:   func(o *Options, conf string) { o.Lighttpd = conf },
	cases: lighttpdCases,
}

var lighttpdCases = []realCase{
	{name: "plain", path: "/f.txt", status: 200},
	{name: "all", site: "url.access-deny = ( \"\" ) # HERE", path: "/f.txt", status: 403, cause: "static/path-deny-rule", old: "( \"\" )", new: "( \".bak\" )"},
	{name: "suffix", site: "url.access-deny = ( \"~\", \".bak\" ) # HERE", path: "/x.bak", status: 403, cause: "static/path-deny-rule", old: ", \".bak\"", new: ""},
	{name: "other suffix", site: "url.access-deny = ( \"~\", \".bak\" )", path: "/f.txt", status: 200},
	{name: "dot folder", site: "$HTTP[\"url\"] =~ \"/\\.(?!well-known)\" {\nurl.access-deny = ( \"\" ) # HERE\n}", path: "/.git/HEAD", status: 403, cause: "static/path-deny-rule", old: "( \"\" )", new: "( \"x\" )"},
	{name: "agent", site: "$HTTP[\"useragent\"] =~ \"(?i)^PLAIN\" {\nurl.access-deny = ( \"\" ) # HERE\n}", path: "/f.txt", status: 403, cause: "waf/user-agent-rule", old: "^PLAIN", new: "^BOT"},
	{name: "address", site: "$HTTP[\"remoteip\"] != \"192.0.2.0/24\" {\nurl.access-deny = ( \"\" ) # HERE\n}", path: "/f.txt", status: 403, cause: "net/ip-allowlist", old: "192.0.2.0/24", new: "127.0.0.0/8"},
	{name: "else", site: "$HTTP[\"querystring\"] == \"open\" {\n} else $HTTP[\"referer\"] =~ \"example\" {\n} else {\nurl.access-deny = ( \"\" ) # HERE\n}", path: "/f.txt?shut", status: 403, cause: "referer/referer-required", old: "\"open\"", new: "\"shut\""},
	{name: "method", method: "POST", site: "$HTTP[\"request-method\"] == \"POST\" {\nurl.access-deny = ( \"\" ) # HERE\n}", path: "/f.txt", status: 403, cause: "request/method-refused", old: "\"POST\"", new: "\"PUT\""},
	{name: "header", site: "$REQUEST_HEADER[\"X-Token\"] != \"a\" {\nurl.access-deny = ( \"\" ) # HERE\n}", path: "/f.txt", status: 403, cause: "waf/header-profile", old: "\"a\"", new: "\"\""},
	{name: "password", site: "auth.require = ( \"/f\" => ( \"method\" => \"basic\", \"realm\" => \"x\", \"require\" => \"valid-user\" ) ) # HERE", headers: []string{"Authorization: Basic Ym9iOm5vdA=="}, path: "/f.txt", status: 401, cause: "auth/invalid-credentials", old: "\"/f\"", new: "\"/g\"",
		setup: func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, "users"), "bob:$apr1$abcdefgh$"+bobHash+"\n")
		}},
	{name: "user", site: "auth.require = ( \"/f\" => ( \"method\" => \"basic\", \"realm\" => \"x\", \"require\" => \"user=ann|user=eve\" ) ) # HERE", headers: []string{"Authorization: Basic Ym9iOnBhc3M="}, path: "/f.txt", status: 401, cause: "authz/insufficient-role", old: "user=eve", new: "user=bob"},
	{name: "alias", site: "alias.url = ( \"/a/\" => \"@/other/\" )\n$HTTP[\"url\"] =^ \"/a/\" {\nurl.access-deny = ( \"\" ) # HERE\n}", path: "/a/f.txt", status: 403, cause: "static/path-deny-rule", old: "( \"\" )", new: "( \"x\" )"},
	{name: "no links", site: "server.follow-symlink = \"disable\" # HERE", path: "/link.txt", status: 403, cause: "static/symlink-refused", old: "disable", new: "enable", setup: func(t *testing.T, dir string) {
		if err := os.Symlink("f.txt", filepath.Join(dir, "www/link.txt")); err != nil {
			t.Fatal(err)
		}
	}},
	{name: "no index", path: "/empty/", status: 403, cause: "static/no-index-listing-off", where: "www/empty", site: "# nothing", old: "# nothing", new: "server.dir-listing = \"enable\""},
	{name: "excluded", site: "static-file.exclude-extensions = ( \".txt\" ) # HERE", path: "/f.txt", status: 403, cause: "static/handler-refused", old: "\".txt\"", new: "\".php\""},
	{name: "nothing listens", site: "proxy.server = ( \"\" => ( ( \"host\" => \"127.0.0.1\", \"port\" => 1 ) ) ) # HERE", path: "/f.txt", status: 503, cause: "upstream/unreachable", old: "\"\" =>", new: "\".php\" =>"},
	{name: "unreadable", path: "/secret.txt", status: 403, cause: "static/file-unreadable", where: "www/secret.txt", old: "command", root: true, setup: func(t *testing.T, dir string) { secret(t, filepath.Join(dir, "www/secret.txt"), 0o600) }},
}

func TestParseLighttpd(t *testing.T) {
	files := memory{
		"/e/l.conf":      "# c\nvar.top = \"/srv\" server.document-root = var.top + \"/www\"\nserver.modules = ( \"a\",\n \"b\" )\nserver.modules += ( \"c\" )\ninclude_shell \"x.pl \" + var.top\ninclude \"conf/*.conf\"\n",
		"/e/conf/a.conf": "$HTTP[\"url\"] =~ \"^/a{2}\\.x\" {\n  url.access-deny = ( \"\" )\n} else if $SERVER[\"socket\"] == \":81\" { }\nalias.url = ( \"/x\" => var.top + \"/y\", )",
	}
	conf, notes, err := parseLighttpd(files, "/e/l.conf")
	if err != nil {
		t.Fatal(err)
	}
	if conf[1].v.text != "/srv/www" || len(conf[2].v.list) != 2 || conf[2].line != 3 || !conf[3].add {
		t.Errorf("got %+v", conf[:4])
	}
	if c := conf[4]; c.field != "HTTP:url" || c.right != `^/a{2}\.x` || c.block[0].where() != "/e/conf/a.conf:2" || !conf[5].isElse || conf[5].field != "SERVER:socket" {
		t.Errorf("got %+v", conf[4:6])
	}
	if a := conf[6].v.list[0]; a.key != "/x" || a.v.text != "/srv/y" || len(notes) != 1 {
		t.Errorf("got %+v, %q", a, notes)
	}
	for text, want := range map[string]string{
		"a":                          "/c:1: a has no =",
		"a = (":                      "/c:1: a list is never closed",
		"$HTTP[\"a\"] == \"b\"":      "/c:1: a condition has no block",
		"$HTTP[\"a\"] == \"b\" {":    "/c:1: the file ends within a block",
		"include \"/c\"":             "/c: includes are nested more than 64 deep",
		strings.Repeat("a = (", 100): "",
		"}":                          "/c:1: \"}\" is not expected here",
	} {
		if _, _, err := parseLighttpd(memory{"/c": text}, "/c"); err == nil || want != "" && err.Error() != want {
			t.Errorf("%.30q: got %v, want %s", text, err, want)
		}
	}
}

func TestLighttpdForSome(t *testing.T) {
	const text = "server.modules = ( \"mod_access\" )\nserver.document-root = \"/srv\"\n$HTTP[\"url\"] =^ \"/\" { $HTTP[\"useragent\"] =~ \"bot\" {\nurl.access-deny = ( \"\" )\n} }\n$HTTP[\"cookie\"] =~ \"hunter2\" { url.access-deny = ( \"\" ) }\n"
	conf, notes, err := parseLighttpd(memory{"/c": text}, "/c")
	if err != nil {
		t.Fatal(err)
	}
	q, err := parseRequest("http://site.example/f", Options{})
	if err != nil {
		t.Fatal(err)
	}
	p, err := planLighttpd(memory{}, conf, notes, q)
	if err != nil {
		t.Fatal(err)
	}
	if got := causes(p); got != "(waf/user-agent-rule) (auth/session-required)" || !strings.Contains(p.findings[0].Says, "with =~ bot it is refused") || strings.Contains(p.findings[1].Says, "hunter2") {
		t.Errorf("got %s: %+v", got, p.findings)
	}
	if p.path != "/srv/f" {
		t.Errorf("path %s", p.path)
	}
}

func FuzzLighttpd(f *testing.F) {
	for _, s := range []string{
		"server.modules = ( \"mod_access\" ) url.access-deny = ( \"\" )", "$HTTP[\"url\"] =~ \"(a)\" { x = \"y\" + z } else { include \"/c\" }",
		"url.rewrite = ( \"^(.*)$\" => \"$1$1\" ) alias.url = ( \"/a\" => \"/b\" )", "a += ( b => ( c, d => \"e\" ) ) a += a a += a",
	} {
		f.Add(s)
	}
	f.Fuzz(func(_ *testing.T, text string) {
		v := memory{"/c": text}
		conf, notes, err := parseLighttpd(v, "/c")
		if err != nil {
			return
		}
		guessLighttpd(conf, "/srv/x")
		if p, err := planLighttpd(v, conf, notes, request{scheme: "http", host: "h", port: 80, uri: "/a/b"}); err == nil {
			_ = causes(p)
			p.links("/x")
		}
	})
}
