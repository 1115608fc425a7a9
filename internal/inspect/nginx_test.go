package inspect

import (
	"crypto/md5"
	"encoding/base64"
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
)

func TestParseNginx(t *testing.T) {
	files := memory{
		"/etc/nginx/nginx.conf":    "user www; # a comment\nhttp {\n  include conf.d/*.conf;\n  map $a $b { default \"x;y\"; 'z}' 1; }\n  content_by_lua_block { if a then { b } end }\n}",
		"/etc/nginx/conf.d/a.conf": "server {\n listen 80;\n location ~ \"^/a{2}\\.php$\" { return 403; }\n}",
	}
	conf, err := parseNginx(files, "/etc/nginx/nginx.conf")
	if err != nil {
		t.Fatal(err)
	}
	server := conf[1].block[0]
	if server.where() != "/etc/nginx/conf.d/a.conf:1" || server.block[1].args[1] != `^/a{2}\.php$` || server.block[1].block[0].where() != "/etc/nginx/conf.d/a.conf:3" {
		t.Errorf("got %+v", server)
	}
	if m := conf[1].block[1].block; len(m) != 2 || m[0].args[0] != "x;y" || m[1].name != "z}" {
		t.Errorf("got %+v", m)
	}
	for text, want := range map[string]string{
		"server {":                   "/c:1: the file ends within a block",
		"a;\n}":                      "/c:2: there is a } without a {",
		"\n;":                        "/c:2: there is a ; without a directive",
		"a 'b":                       "/c:1: a quote is never closed",
		"root ${x y;":                "/c:1: a variable ${ is never closed",
		"listen 80":                  `/c:1: the directive "listen" has no end`,
		"include /c;":                "/c: includes are nested more than 64 deep",
		strings.Repeat("a { ", 100):  "/c:1: blocks are nested more than 64 deep",
		"include /none;":             "",
		"x_by_lua_block { a { b }\n": "/c:1: a block of Lua is never closed",
	} {
		if _, err := parseNginx(memory{"/c": text}, "/c"); err == nil || want != "" && err.Error() != want {
			t.Errorf("%.40q: got %v, want %s", text, err, want)
		}
	}
}

func TestLocate(t *testing.T) {
	conf, err := parseNginx(memory{"/c": `
location = / { }
location / { }
location /img/ { location ~ \.gif$ { } location /img/deep/ { } }
location ^~ /static/ { }
location ~ \.php$ { }
location ~* \.(JPG|png)$ { }
location @named { }
location =/exact { }
`}, "/c")
	if err != nil {
		t.Fatal(err)
	}
	for uri, want := range map[string]string{
		"/": "= /", "/x": "/", "/img/a": "/img/", "/img/a.gif": `~ \.gif$`, "/img/deep/b": "/img/deep/", "/img/deep/a.php": `~ \.php$`,
		"/static/a.php": "^~ /static/", "/a.php": `~ \.php$`, "/a.jpg": `~* \.(JPG|png)$`, "/exact": "=/exact", "/exact/": "/", "/@named": "/",
	} {
		var p place
		locate(conf, uri, &p)
		if got := strings.Join(p.chain[len(p.chain)-1].args, " "); got != want {
			t.Errorf("%s: got %s, want %s", uri, got, want)
		}
	}
	var p place
	locate(conf, "/img/a.gif", &p)
	if len(p.chain) != 2 || p.chain[0].args[0] != "/img/" {
		t.Errorf("the nested location lost its outer one: %v", p.chain)
	}
}

func TestPickServer(t *testing.T) {
	conf, err := parseNginx(memory{"/c": `
server { listen 80; server_name a.example; }
server { listen 80 default_server; server_name _; }
server { listen 80; server_name *.b.example; }
server { listen 80; server_name .c.example c.*; }
server { listen 80; server_name ~^d\d+\.example$; }
server { listen 8080; server_name a.example; }
server { listen [::]:90; }
`}, "/c")
	if err != nil {
		t.Fatal(err)
	}
	for host, want := range map[string]int{"a.example": 2, "none.example": 3, "x.b.example": 4, "c.example": 5, "c.test": 5, "d12.example": 6} {
		s, _, _ := pickServer(conf, request{host: host, port: 80})
		if s.line != want {
			t.Errorf("%s: got line %d, want %d", host, s.line, want)
		}
	}
	if s, how, _ := pickServer(conf, request{host: "a.example", port: 9999}); how.port || s.line != 2 {
		t.Errorf("a port that nobody listens on: %+v, line %d", how, s.line)
	}
	if s, _, _ := pickServer(conf, request{host: "x", port: 90}); s.line != 8 {
		t.Errorf("got line %d", s.line)
	}
}

// asked evaluates a server block for a URL on port 80, and returns the causes:
// those that deny, then, in brackets, those for some.
func asked(t *testing.T, server, url string, client string) (string, *plan) {
	t.Helper()
	conf, err := parseNginx(memory{"/c": "http { server { root /srv; " + server + "\n} }"}, "/c")
	if err != nil {
		t.Fatal(err)
	}
	addr, _ := netip.ParseAddr(client)
	q, err := parseRequest("http://site.example"+url, Options{Client: addr})
	if err != nil {
		t.Fatal(err)
	}
	p, err := planNginx(memory{}, "/c", "/", conf, q)
	if err != nil {
		t.Fatal(err)
	}
	return causes(p), p
}

func causes(p *plan) string {
	var out []string
	for _, f := range p.findings {
		s := string(f.Cause)
		if !f.Denies {
			s = "(" + s + ")"
		}
		if _, ok := diagnose.Find(f.Cause); !ok {
			s += " is not in the catalogue"
		}
		out = append(out, s)
	}
	return strings.Join(out, " ")
}

func TestNginxRules(t *testing.T) {
	link := "valid_referers none server_names; if ($invalid_referer) { return 403; }"
	signed := `secure_link $arg_md5,$arg_expires; secure_link_md5 "$secure_link_expires$uri key"; if ($secure_link = "") { return 403; } if ($secure_link = "0") { return 410; }`
	sign := func(at int64) string {
		sum := md5.Sum(fmt.Appendf(nil, "%d/f key", at))
		return fmt.Sprintf("/f?md5=%s&expires=%d", base64.RawURLEncoding.EncodeToString(sum[:]), at)
	}
	for _, c := range []struct{ name, server, url, client, want string }{
		{"nothing", "", "/f", "", ""},
		{"all denied", "location /f { deny all; }", "/f", "", "static/path-deny-rule"},
		{"elsewhere", "location /g { deny all; }", "/f", "", ""},
		{"a list", "allow 192.0.2.0/24; deny all;", "/f", "", "net/ip-allowlist"},
		{"on the list", "allow 192.0.2.0/24; deny all;", "/f", "192.0.2.9", ""},
		{"the order counts", "deny all; allow 192.0.2.9;", "/f", "192.0.2.9", "net/ip-allowlist"},
		{"a block list", "deny 192.0.2.9; allow all;", "/f", "", "(net/ip-blocklist)"},
		{"on the block list", "deny 192.0.2.9; allow all;", "/f", "192.0.2.9", "net/ip-blocklist"},
		{"inner rules replace outer ones", "deny all; location /f { allow all; }", "/f", "", ""},
		{"either password or list", "satisfy any; deny all; auth_basic x; auth_basic_user_file p;", "/f", "", "(static/path-deny-rule) (auth/missing-credentials)"},
		{"no password file named", "auth_basic x;", "/f", "", "(auth/missing-credentials) auth/backend-misconfigured"},
		{"a password switched off", "auth_basic x; location /f { auth_basic off; }", "/f", "", ""},
		{"return", "return 403;", "/f", "", "static/path-deny-rule"},
		{"return 410", "location /f { return 410; }", "/f", "", "resource/not-found"},
		{"return after a match", "if ($uri ~ ^/f) { return 403; }", "/f", "", "static/path-deny-rule"},
		{"no match", "if ($uri ~ ^/g) { return 403; }", "/f", "", ""},
		{"negated", "if ($uri !~ ^/g) { return 403; }", "/f", "", "static/path-deny-rule"},
		{"set", "set $no 1; if ($no) { return 403; }", "/f", "", "static/path-deny-rule"},
		{"user agent", "if ($http_user_agent ~* bot) { return 403; }", "/f", "", "(waf/user-agent-rule)"},
		{"what only the server knows", "if ($geo_country != DE) { return 403; }", "/f", "", "(net/geo-restricted)"},
		{"a Referer may be missing", link, "/f", "", "(referer/hotlink-denied)"},
		{"a Referer may not be missing", strings.Replace(link, "none ", "", 1), "/f", "", "referer/referer-required"},
		{"no signature", signed, "/f", "", "signed-url/missing-signature"},
		{"a good signature", signed, sign(time.Now().Unix() + 100), "", ""},
		{"an old signature", signed, sign(time.Now().Unix() - 100), "", "signed-url/expired"},
		{"a bad signature", signed, "/f?md5=abc&expires=1", "", "signed-url/bad-signature"},
		{"internal", "location /f { internal; }", "/f", "", "static/path-deny-rule"},
		{"methods but GET", "location /f { limit_except GET { deny all; } }", "/f", "", "(request/method-refused)"},
		{"GET is no method of it", "location /f { limit_except POST { deny all; } }", "/f", "", "request/method-refused"},
		{"rewritten into it", "rewrite ^/f$ /g last; location /g { deny all; }", "/f", "", "static/path-deny-rule"},
		{"rewritten in a circle", "location / { rewrite ^ /x last; }", "/f", "", "app/error"},
		{"no file to try", "location / { try_files $uri =403; }", "/f", "", "static/path-deny-rule"},
		{"a limit", "limit_req zone=a;", "/f", "", "(rate/request-limit)"},
		{"dots and slashes", "location /a { deny all; }", "/b/..//a/f", "", "static/path-deny-rule"},
	} {
		if got, _ := asked(t, c.server, c.url, c.client); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestNginxMaps(t *testing.T) {
	for _, c := range []struct{ server, url, want string }{
		{"", "/a/b", "/srv/a/b"},
		{"location /a/ { root /other; }", "/a/b", "/other/a/b"},
		{"location /a/ { alias /files/; }", "/a/b", "/files/b"},
		{"location ~ ^/u/(.+)$ { alias /home/$1; }", "/u/x", "/home/x"},
		{"set $base /v; root $base/w;", "/a", "/v/w/a"},
		{"root $unknown;", "/a", ""},
		{"location / { proxy_pass http://app; }", "/a", ""},
		{"rewrite ^/old/(.*)$ /new/$1;", "/old/x", "/srv/new/x"},
	} {
		if _, p := asked(t, c.server, c.url, ""); p.path != c.want {
			t.Errorf("%s %s: got %q, want %q", c.server, c.url, p.path, c.want)
		}
	}
}

func TestNoSecretShown(t *testing.T) {
	_, ap := askedApache(t, "<Location />\nRequire expr \"%{HTTP:X-Key} == 'hunter2'\"\n</Location>", "/f", "", nil)
	if s := fmt.Sprint(ap.findings, ap.rules, ap.notes); len(ap.findings) == 0 || strings.Contains(s, "hunter2") {
		t.Errorf("shows %s", s)
	}
	d := directive{name: "secure_link_md5", args: []string{"$uri hunter2"}}
	if s := d.text(); strings.Contains(s, "hunter2") {
		t.Errorf("shows %s", s)
	}
	_, p := asked(t, `location / { secure_link $arg_md5; secure_link_md5 "$uri hunter2"; if ($secure_link = "") { return 403; } }`, "/f", "")
	if s := fmt.Sprint(p.findings, p.rules, p.notes); strings.Contains(s, "hunter2") {
		t.Errorf("shows %s", s)
	}
}

// TestGrowth wants texts that double with each line to stay bounded.
func TestGrowth(t *testing.T) {
	double := "set $a xxxxxxxx;" + strings.Repeat("set $a $a$a; rewrite ^(.*)$ $1$1;", 60)
	asked(t, double, "/f", "")
	c, err := parseApache(memory{"/c": "Define A xxxxxxxx\n" + strings.Repeat("Define A ${A}${A}\n", 60)}, "/c", "/")
	if err != nil || len(c.defined["A"]) > 2*maxText {
		t.Errorf("grew to %d, %v", len(c.defined["A"]), err)
	}
}

func FuzzNginx(f *testing.F) {
	for _, s := range []string{
		"server { listen 80; location ~ \\.php$ { deny all; } }", "if ($a ~ (b)) { return 403; }", "include /c;", "location / { try_files $uri =404; }",
		"rewrite ^(.*)$ $1$1 last;", "root ${a}b;", "valid_referers none; secure_link $arg_a,$arg_b; secure_link_md5 x;", "location / { alias x; if (!-f $request_filename) { return 403; } }",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		v := memory{"/c": text}
		conf, err := parseNginx(v, "/c")
		if err != nil {
			return
		}
		guessNginx(conf, "/", "/srv/x")
		if p, err := planNginx(v, "/c", "/", conf, request{scheme: "http", host: "h", port: 80, uri: "/a/b"}); err == nil {
			_ = causes(p)
			p.links("/x")
		}
	})
}
