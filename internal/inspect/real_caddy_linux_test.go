package inspect

import (
	"net"
	"strings"
	"testing"

	"golang.org/x/crypto/bcrypt"
)

var realCaddy = realServer{
	program: "caddy",
	spare:   true,
	folder:  "@@",
	args:    func(conf string) []string { return []string{"run", "--config", conf, "--adapter", "caddyfile"} },
	main: func(_, addr string) string {
		_, port, _ := net.SplitHostPort(addr)
		return "{\n\tadmin off\n\tauto_https off\n\thttp_port " + port + "\n\tlog {\n\t\tlevel ERROR\n\t}\n}\nimport cases/*.conf\n"
	},
	wrap: func(c realCase, dir, addr string) string {
		_, port, _ := net.SplitHostPort(addr)
		return strings.ReplaceAll("# case "+c.name+"\n"+c.around+"\nhttp://"+c.host()+":"+port+" {\nbind 127.0.0.1\nroot * @@/www\n"+c.site+"\n}\n", "@@", dir)
	},
	ask:   func(o *Options, conf string) { o.Caddy = conf },
	cases: caddyCases,
}

// hashOf is a hash as Caddy takes it.
func hashOf(password string) string {
	b, err := bcrypt.GenerateFromPassword([]byte(password), bcrypt.MinCost)
	if err != nil {
		panic(err)
	}
	return string(b)
}

var caddyCases = []realCase{
	{name: "plain", site: "file_server", path: "/f.txt", status: 200},
	{name: "all", site: "respond 403 # HERE\nfile_server", path: "/f.txt", status: 403, cause: "static/path-deny-rule", old: "respond 403", new: "respond /none 403"},
	{name: "order does not count", site: "file_server\nrespond /f* \"no\" 403 # HERE", path: "/f.txt", status: 403, cause: "static/path-deny-rule", old: "/f*", new: "/g*"},
	{name: "another path", site: "file_server\nrespond /f 403", path: "/f.txt", status: 200},
	{name: "allow list", site: "@out not remote_ip 192.0.2.0/24\nrespond @out 403 # HERE\nfile_server", path: "/f.txt", status: 403, cause: "net/ip-allowlist", old: "192.0.2.0/24", new: "192.0.2.0/24 127.0.0.0/8"},
	{name: "block list", site: "@in remote_ip 127.0.0.1\nrespond @in 403 # HERE\nfile_server", path: "/f.txt", status: 403, cause: "net/ip-blocklist", old: "remote_ip 127.0.0.1", new: "remote_ip 127.0.0.3"},
	{name: "agent", site: "@bot header User-Agent plain*\nrespond @bot 403 # HERE\nfile_server", path: "/f.txt", status: 403, cause: "waf/user-agent-rule", old: "plain*", new: "bot*"},
	{name: "agent by regexp", site: "@bot header_regexp User-Agent (?i)^(PLAIN|CURL)\nrespond @bot 403 # HERE\nfile_server", path: "/f.txt", status: 403, cause: "waf/user-agent-rule", old: "PLAIN|CURL", new: "CURL"},
	{name: "together", site: "@x {\nmethod HEAD PUT\npath /f.txt /g.txt\nnot header X-Key a\n}\nrespond @x 405 # HERE\nfile_server", method: "HEAD", path: "/f.txt", status: 405, cause: "request/head-refused", old: "respond @x 405", new: "respond @x 201"},
	{name: "query", site: "@q query token=\nrespond @q 401\n@r query q=union*\n@s {\nquery q=union\n}\nrespond @s 403 # HERE\nfile_server", path: "/f.txt?q=union", status: 403, cause: "waf/request-content-rule", old: "q=union\n}", new: "q=onion\n}"},
	{name: "hidden", site: "file_server {\nhide .git *.txt # HERE\n}", path: "/f.txt", status: 404, cause: "static/path-deny-rule", old: "*.txt", new: "*.bak"},
	{name: "abort", site: "abort /f.txt # HERE\nfile_server", path: "/f.txt", status: 0, cause: "static/path-deny-rule", old: "abort /f.txt", new: "abort /none"},
	{name: "error", site: "error /f.txt \"no\" 403 # HERE\nfile_server", path: "/f.txt", status: 403, cause: "static/path-deny-rule", old: "error /f.txt", new: "error /none"},
	{name: "handle", site: "handle {\nfile_server\n}\nhandle /dir/* {\nrespond 403 # HERE\n}", path: "/dir/f.txt", status: 403, cause: "static/path-deny-rule", old: "/dir/*", new: "/none/*"},
	{name: "handle path", site: "handle_path /pre/* {\nrespond /dir/* 403 # HERE\nfile_server\n}", path: "/pre/dir/f.txt", status: 403, cause: "static/path-deny-rule", old: "respond /dir/*", new: "respond /pre/*"},
	{name: "route", site: "route {\nrewrite /old/* /dir/f.txt\nrespond /dir/* 403 # HERE\nfile_server\n}", path: "/old/x", status: 403, cause: "static/path-deny-rule", old: "respond /dir/*", new: "respond /old/*"},
	{name: "snippet", around: "(shut) {\nrespond {args.0} 403 # HERE\n}", site: "import shut /f*\nfile_server", path: "/f.txt", status: 403, cause: "static/path-deny-rule", old: "shut /f*", new: "shut /g*"},
	{name: "user", site: "basicauth {\nann " + hashOf("x") + "\n}\nfile_server", headers: []string{"Authorization: Basic Ym9iOnBhc3M="}, path: "/f.txt", status: 401, cause: "auth/invalid-credentials", where: "cases/user.conf:basicauth", old: "ann ", new: "bob " + hashOf("pass") + "\nann "},
	{name: "no index", site: "file_server", path: "/empty/", status: 404, cause: "static/no-index-listing-off", where: "www/empty", old: "file_server", new: "file_server browse"},
	{name: "missing", site: "file_server", path: "/none.txt", status: 404, cause: "resource/not-found", where: "www/none.txt"},
	{name: "nothing listens", site: "reverse_proxy 127.0.0.1:1 # HERE", path: "/f.txt", status: 502, cause: "upstream/unreachable", old: "reverse_proxy 127.0.0.1:1", new: "file_server"},
}

func TestParseCaddy(t *testing.T) {
	files := memory{
		"/e/Caddyfile": "{\n\tadmin off\n}\n(s) {\n\trespond {args[0]} 403\n}\na.example, http://b.example:81 {\n\troot * \"/srv/a b\" # c\n\timport s /x\n\t@m {\n\t\tpath /a `/b c`\n\t}\n}\nimport more/*\n",
		"/e/more/c":    "c.example {\n\tfile_server {\n\t\thide .env\n\t}\n}\n",
	}
	conf, err := parseCaddy(files, "/e/Caddyfile")
	if err != nil {
		t.Fatal(err)
	}
	if conf[0].name != "" || conf[0].block[0].name != "admin" {
		t.Errorf("got %+v", conf[0])
	}
	site := conf[1]
	if site.name != "a.example," || site.args[0] != "http://b.example:81" || site.block[0].args[1] != "/srv/a b" || site.block[1].where() != "/e/Caddyfile:5" || site.block[1].args[0] != "/x" {
		t.Errorf("got %+v", site)
	}
	if a := addresses(site, 80, 443); a[0] != (siteAddress{"", "a.example", 443}) || a[1] != (siteAddress{"http", "b.example", 81}) {
		t.Errorf("got %+v", a)
	}
	if c := conf[2]; c.block[0].block[0].where() != "/e/more/c:3" {
		t.Errorf("got %+v", c)
	}
	for text, want := range map[string]string{
		"a {":                        "/c:1: the file ends within a block",
		"a\n}":                       "/c:2: there is a } without a {",
		"import /c":                  "",
		strings.Repeat("a {\n", 100): "/c:66: blocks are nested more than 64 deep",
	} {
		if _, err := parseCaddy(memory{"/c": text}, "/c"); err == nil || want != "" && err.Error() != want {
			t.Errorf("%.30q: got %v, want %s", text, err, want)
		}
	}
}

func TestCaddyPaths(t *testing.T) {
	for _, c := range []struct {
		p, uri string
		want   bool
	}{
		{"/a", "/a", true}, {"/a", "/a/", false}, {"/a*", "/ab/c", true}, {"/a/*", "/a", false}, {"*.php", "/x/y.PHP", true}, {"*x*", "/axb", true}, {"/a/*/c", "/a/b/c", true}, {"/a/*/c", "/a/b/b/c", false},
	} {
		if got := caddyPath(c.p, c.uri); got != c.want {
			t.Errorf("%s on %s: got %v", c.p, c.uri, got)
		}
	}
}

func TestCaddyForSome(t *testing.T) {
	const text = "http://site.example {\n@k header X-Key hunter2\nrespond @k 403\n@b header User-Agent *bot*\nhandle @b {\nrespond 403\n}\nroot * /srv\nfile_server\n}"
	conf, err := parseCaddy(memory{"/c": text}, "/c")
	if err != nil {
		t.Fatal(err)
	}
	q, err := parseRequest("http://site.example/f", Options{})
	if err != nil {
		t.Fatal(err)
	}
	p, err := planCaddy(memory{}, "/c", conf, q)
	if err != nil {
		t.Fatal(err)
	}
	if got := causes(p); got != "(waf/user-agent-rule) (waf/header-profile)" || p.path != "/srv/f" || !strings.Contains(p.findings[0].Says, "with *bot* it answers 403") || strings.Contains(p.findings[1].Says, "hunter2") {
		t.Errorf("got %s at %q: %+v", got, p.path, p.findings)
	}
}

func FuzzCaddy(f *testing.F) {
	for _, s := range []string{
		"a {\nrespond /x 403\n}", "(s) {\nfile_server\n}\n:80 {\nimport s\n@a not path /x\nroute @a {\nabort\n}\n}", "import /c", "h\nroot * /srv\ntry_files {path} =404\nbasicauth {\na b\n}\nfile_server",
		"http://h {\n@b {\nheader X `a\nremote_ip 10/8\n}\nhandle_path /a/* {\nreverse_proxy :1\n}\n}",
	} {
		f.Add(s)
	}
	f.Fuzz(func(_ *testing.T, text string) {
		v := memory{"/c": text}
		conf, err := parseCaddy(v, "/c")
		if err != nil {
			return
		}
		guessCaddy(conf, "/srv/x")
		if p, err := planCaddy(v, "/c", conf, request{scheme: "http", host: "h", port: 80, uri: "/a/b"}); err == nil {
			_ = causes(p)
		}
	})
}
