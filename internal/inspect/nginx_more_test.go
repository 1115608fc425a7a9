package inspect

import (
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"
)

// asksNginx evaluates an http block for http://site.example/…, and returns the
// causes as causes does, and the plan.
func asksNginx(t *testing.T, http, url string, o Options) (string, *plan) {
	t.Helper()
	conf, err := parseNginx(memory{"/c": "http {\n" + http + "\n}", "/bad.map": "crawler 1;\n"}, "/c")
	if err != nil {
		t.Fatal(err)
	}
	q, err := parseRequest("http://site.example"+url, o)
	if err != nil {
		t.Fatal(err)
	}
	p, err := planNginx(memory{}, "/c", "/", conf, q)
	if err != nil {
		t.Fatal(err)
	}
	return causes(p), p
}

func TestNginxVariables(t *testing.T) {
	const (
		bots    = "map $http_user_agent $bad {\n default 0;\n ~*bot 1;\n curl/8 1;\n}\nserver { if ($bad) { return 403; } }"
		nets    = "geo $ok {\n default 0;\n 192.0.2.0/24 1;\n 192.0.2.9 0;\n}\nserver { if ($ok = 0) { return 403; } }"
		block   = "geo $bad { default 0; 192.0.2.0/24 1; }\nserver { if ($bad) { return 403; } }"
		country = "map $geoip2_country $deny { default no; RU yes; CN yes; }\nserver { if ($deny = yes) { return 451; } }"
		chain   = "map $http_user_agent $a { default 0; ~bot 1; }\nmap $a $b { 1 refuse; }\nserver { if ($b = refuse) { return 403; } }"
		flag    = "server { set $no 0; if ($http_user_agent ~* bot) { set $no 1; } if ($query_string ~ attack) { set $no 1; } if ($no = 1) { return 403; } }"
		pair    = "server { set $t A; if ($http_user_agent ~ bot) { set $t \"${t}B\"; } if ($t = AB) { return 403; } }"
	)
	agent := func(s string) Options { return Options{Headers: []string{"User-Agent: " + s}} }
	from := func(s string) Options { return Options{Client: netip.MustParseAddr(s)} }
	for _, c := range []struct {
		name, http, url string
		o               Options
		want, says      string
	}{
		{"map, the agent is not known", bots, "/f", Options{}, "(waf/user-agent-rule)", "$http_user_agent: with ~*bot, curl/8 it answers 403"},
		{"map, by regular expression", bots, "/f", agent("GoogleBot"), "waf/user-agent-rule", ""},
		{"map, exact whatever the case", bots, "/f", agent("CURL/8"), "waf/user-agent-rule", ""},
		{"map, default", bots, "/f", agent("curl/80"), "", ""},
		{"map of a fixed value", "map $uri $no { ~^/f 1; }\nserver { if ($no) { return 403; } }", "/f", Options{}, "static/path-deny-rule", ""},
		{"map of a fixed value, elsewhere", "map $uri $no { ~^/f 1; }\nserver { if ($no) { return 403; } }", "/g", Options{}, "", ""},
		{"map that gives the same to all", "map $http_user_agent $no { default 0; ~bot 0; }\nserver { if ($no) { return 403; } }", "/f", Options{}, "", ""},
		{"map that refuses all", "map $http_user_agent $no { default 1; ~bot 1; }\nserver { if ($no) { return 403; } }", "/f", Options{}, "waf/user-agent-rule", ""},
		{"map with an include", "map $http_user_agent $no { include /bad.map; }\nserver { if ($no) { return 403; } }", "/f", agent("crawler"), "waf/user-agent-rule", ""},
		{"map with a default in quotes", `map $arg_x $no { "" 1; default 0; } server { if ($no) { return 403; } }`, "/f", Options{}, "waf/request-content-rule", ""},
		{"map by host", "map $host $no { hostnames; *.example 1; }\nserver { if ($no) { return 403; } }", "/f", Options{}, "host/unknown-name", ""},
		{"map of a capture", "map $uri $who { ~^/u/(?<name>[a-z]+)/ $name; }\nserver { if ($who = eve) { return 403; } }", "/u/eve/x", Options{}, "static/path-deny-rule", ""},
		{"map of a map", chain, "/f", Options{}, "(waf/user-agent-rule)", "with ~bot it answers 403"},
		{"geo, an unlisted client", nets, "/f", Options{}, "net/ip-allowlist", "the client's address"},
		{"geo, a listed client", nets, "/f", from("192.0.2.7"), "", ""},
		{"geo, the longest network", nets, "/f", from("192.0.2.9"), "net/ip-blocklist", ""},
		{"geo, a block list", block, "/f", Options{}, "(net/ip-blocklist)", "with 192.0.2.0/24 it answers 403"},
		{"geo, on the block list", block, "/f", from("192.0.2.1"), "net/ip-blocklist", ""},
		{"geo by ranges", "geo $no { ranges; default 0; 10.0.0.1-10.0.0.9 1; }\nserver { if ($no) { return 403; } }", "/f", from("10.0.0.5"), "net/ip-blocklist", ""},
		{"geo of a header field", "geo $http_x_real_ip $no { default 0; 10.0.0.0/8 1; }\nserver { if ($no) { return 403; } }", "/f", Options{Headers: []string{"X-Real-IP: 10.1.1.1"}}, "net/ip-blocklist", ""},
		{"a country", country, "/f", Options{}, "(net/geo-restricted)", "with RU, CN it answers 451"},
		{"a flag set in an if", flag, "/f", Options{}, "(waf/user-agent-rule)", "with ~* bot it answers 403"},
		{"a flag set in an if, for certain", flag, "/f?attack", Options{}, "waf/request-content-rule", ""},
		{"a flag set in an if, by the agent", flag, "/f", agent("xBot"), "waf/user-agent-rule", ""},
		{"a text put together", pair, "/f", agent("a bot"), "waf/user-agent-rule", ""},
		{"a text put together, not known", pair, "/f", Options{}, "(waf/user-agent-rule)", "with ~ bot"},
		{"a text put together, not", pair, "/f", agent("x"), "", ""},
		{"a share of clients", "split_clients $remote_addr $v { 50% 1; * 0; }\nserver { if ($v) { return 503; } }", "/f", Options{}, "(site/maintenance)", "a share of 50%"},
		{"the value of a key is not shown", `map $http_x_key $ok { hunter2 1; } server { if ($ok = "") { return 401; } }`, "/f", Options{}, "auth/missing-credentials", "It depends on $http_x_key."},
		{"only one address", "server { if ($remote_addr != 192.0.2.1) { return 403; } }", "/f", Options{}, "net/ip-allowlist", ""},
		{"only one address, that", "server { if ($remote_addr != 192.0.2.1) { return 403; } }", "/f", from("192.0.2.1"), "", ""},
		{"look-around", `server { location ~ /\.(?!well-known) { deny all; } }`, "/.git/x", Options{}, "static/path-deny-rule", ""},
		{"look-around, not", `server { location ~ /\.(?!well-known) { deny all; } }`, "/.well-known/x", Options{}, "", ""},
		{"a method", "server { location /f { limit_except GET { deny all; } } }", "/f", Options{Method: "POST"}, "request/method-refused", ""},
		{"a long URL", "server { }", "/" + strings.Repeat("x", 9000), Options{}, "request/too-large", ""},
		{"a long field", "server { large_client_header_buffers 4 1k; }", "/", Options{Headers: []string{"Cookie: " + strings.Repeat("x", 1100)}}, "request/too-large", ""},
		{"a long field that fits", "server { large_client_header_buffers 4 16k; }", "/", Options{Headers: []string{"Cookie: " + strings.Repeat("x", 9000)}}, "", ""},
		{"plain HTTP where TLS is spoken", "server { listen 80 ssl; }", "/", Options{}, "tls/https-required", ""},
		{"a user who may not", "server { if ($remote_user != alice) { return 403; } }", "/", Options{Headers: []string{"Authorization: Basic Ym9iOng="}}, "authz/insufficient-role", ""},
		{"a user who may", "server { if ($remote_user != bob) { return 403; } }", "/", Options{Headers: []string{"Authorization: Basic Ym9iOng="}}, "", ""},
		{"a method in if", "server { if ($request_method !~ ^(GET|HEAD)$) { return 405; } }", "/f", Options{Method: "PUT"}, "request/method-refused", ""},
		{"444", "server { return 444; }", "/f", Options{}, "static/path-deny-rule", "closes the connection"},
		{"a cookie", "server { if ($cookie_session = \"\") { return 403; } }", "/f", Options{}, "auth/session-required", ""},
		{"a cookie that is sent", "server { if ($cookie_session = \"\") { return 403; } }", "/f", Options{Headers: []string{"Cookie: a=b; session=1"}}, "", ""},
		{"a Referer from elsewhere", "server { server_name site.example; valid_referers none server_names; if ($invalid_referer) { return 403; } }", "/f", Options{Headers: []string{"Referer: https://other.example/x"}}, "referer/hotlink-denied", ""},
		{"a Referer of the site", "server { server_name site.example; valid_referers none server_names; if ($invalid_referer) { return 403; } }", "/f", Options{Headers: []string{"Referer: https://site.example/x"}}, "", ""},
		{"a name by regular expression", "server { server_name ~^(?<sub>[a-z]+)\\.example$; if ($sub = site) { return 403; } }", "/f", Options{}, "static/path-deny-rule", ""},
	} {
		got, p := asksNginx(t, c.http, c.url, c.o)
		if got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
			continue
		}
		if c.says != "" && !strings.Contains(p.findings[0].Says, c.says) {
			t.Errorf("%s: says %q, not %q", c.name, p.findings[0].Says, c.says)
		}
		for _, f := range p.findings {
			if strings.Contains(f.Says+f.Line, "hunter2") {
				t.Errorf("%s: shows a key: %+v", c.name, f)
			}
			for _, m := range f.Mend {
				if strings.Contains(m.Says+m.Command, "hunter2") {
					t.Errorf("%s: shows a key: %+v", c.name, f)
				}
			}
		}
	}
}

// A map that decides is where the mend may be too.
func TestNginxEntry(t *testing.T) {
	_, p := asksNginx(t, "geo $ok {\n default 0;\n 192.0.2.0/24 1;\n}\nserver { if ($ok = 0) { return 403; } }", "/f", Options{})
	m := p.findings[0].Mend
	if len(m) != 2 || m[1].Says != "Or change the entry `default` at /c:3, then:" {
		t.Errorf("got %+v", m)
	}
}

func TestNginxSubrequest(t *testing.T) {
	conf := func(auth string) string {
		return "server {\n location / { auth_request /auth; }\n location = /auth {\n internal;\n " + auth + "\n }\n location @x { deny all; }\n}"
	}
	for _, c := range []struct{ name, http, want string }{
		{"lets pass", conf("return 204;"), ""},
		{"refuses", conf("return 403;"), "static/path-deny-rule"},
		{"asks for a user", conf("return 401;"), "auth/missing-credentials"},
		{"answers nonsense", conf("return 302 /login;"), "auth/backend-misconfigured"},
		{"serves a file that is missing", conf(""), "auth/backend-misconfigured"},
		{"asks another service", conf("proxy_pass http://127.0.0.1:9;"), ""},
		{"by the agent", conf("if ($http_user_agent ~ bot) { return 403; } return 200;"), "(waf/user-agent-rule)"},
		{"its own access rules do not hold", conf("deny all; return 204;"), ""},
		{"either list or subrequest, both refuse", "server { satisfy any; deny all; auth_request /a; location = /a { return 403; } }", "static/path-deny-rule static/path-deny-rule"},
		{"either list or subrequest, one lets pass", "server { satisfy any; deny all; auth_request /a; location = /a { return 200; } }", "(static/path-deny-rule)"},
		{"either, on the list", "server { satisfy any; allow 192.0.2.1; deny all; auth_request /a; location = /a { return 403; } }", "(net/ip-allowlist) "},
		{"a named location", "server { location / { try_files /none @x; } location @x { return 403; } }", "static/path-deny-rule"},
		{"rewritten into an internal location", "server { rewrite ^/f$ /i; location /i { internal; deny all; } }", "static/path-deny-rule"},
	} {
		o := Options{}
		if c.name == "either, on the list" {
			o.Client, c.want = netip.MustParseAddr("192.0.2.1"), ""
		}
		if got, p := asksNginx(t, c.http, "/f", o); got != c.want {
			t.Errorf("%s: got %q, want %q; notes %q", c.name, got, c.want, p.notes)
		}
	}
}

func TestSecretLink(t *testing.T) {
	const conf = "server { location /p/ { secure_link_secret lemon; if ($secure_link = \"\") { return 403; } } }"
	sum := md5.Sum([]byte("a/b.txtlemon"))
	if got, _ := asksNginx(t, conf, "/p/"+hex.EncodeToString(sum[:])+"/a/b.txt", Options{}); got != "" {
		t.Errorf("a good link: %s", got)
	}
	if got, _ := asksNginx(t, conf, "/p/0123/a/b.txt", Options{}); !strings.HasPrefix(got, "signed-url/") {
		t.Errorf("a bad link: %s", got)
	}
}

// A list of a hundred thousand networks, and maps of maps, take no time to
// speak of.
func TestNginxLarge(t *testing.T) {
	var geo, agents strings.Builder
	for i := range 100_000 {
		fmt.Fprintf(&geo, "10.%d.%d.0/24 %d;\n", i/256%256, i%256, i%3)
	}
	for i := range 3000 {
		fmt.Fprintf(&agents, "~*bot%d %d;\n", i, i)
	}
	at := time.Now()
	got, _ := asksNginx(t, "geo $g { default 0;\n"+geo.String()+"}\nmap $http_user_agent $a { default 0;\n"+agents.String()+"}\nmap $a $b { default 0; ~^1 1; ~^2 1; }\n"+
		"server { if ($g = 2) { return 403; } if ($b) { return 403; } if ($b = 1) { return 403; } }", "/f", Options{})
	if took := time.Since(at); got != "(net/ip-blocklist) (waf/user-agent-rule) (waf/user-agent-rule)" || took > 5*time.Second {
		t.Errorf("%s after %v", got, took)
	}
}

func TestLua(t *testing.T) {
	const text = "http { access_by_lua_block {\n local s = \"}\" -- }\n local t = [==[ } ]] ]==] --[[ }\n } ]]\n if a then return {} end\n}\nserver { deny all; } }"
	conf, err := parseNginx(memory{"/c": text}, "/c")
	if err != nil {
		t.Fatal(err)
	}
	if s := conf[0].block[1]; s.name != "server" || s.line != 7 {
		t.Errorf("got %+v", s)
	}
}

func TestPatterns(t *testing.T) {
	for _, c := range []struct {
		text string
		in   string
		want []string
	}{
		{`^/(?<a>x)(y)`, "/xy", []string{"/xy", "x", "y"}},
		{`^/(?<a>x)(y)(?!z)`, "/xy", []string{"/xy", "x", "y"}},
		{`^/(?<a>x)(y)(?!z)`, "/xyz", nil},
		{`(a|b)\1`, "xbb", []string{"bb", "b"}},
		{`^\d+(?=[(])`, "12(", []string{"12"}},
	} {
		p, err := compile(c.text, false)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		if got := p.match(c.in); strings.Join(got, ",") != strings.Join(c.want, ",") || (got == nil) != (c.want == nil) {
			t.Errorf("%s on %s: got %q", c.text, c.in, got)
		}
	}
	if p, err := compile(`^/(?<a>x)(?!z)`, true); err != nil || p.names[1] != "a" || !p.matches("/X") {
		t.Errorf("got %+v, %v", p, err)
	}
	// what backtracks without end ends
	if p, err := compile(`^(a+)+(?!b)$`, false); err != nil || p.matches(strings.Repeat("a", 60)+"c") {
		t.Errorf("%v", err)
	}
}

func FuzzPattern(f *testing.F) {
	for _, s := range []string{`^/(?<a>x)(?!z)`, `[(](`, `(?P<n>a)\1`, `\`, `(?'q'x`, `(?<=a)b[^]]`} {
		f.Add(s, "/x")
	}
	f.Fuzz(func(_ *testing.T, text, in string) {
		if len(text) > 60 || len(in) > 60 {
			return
		}
		if p, err := compile(text, false); err == nil {
			refer("$1$9%2\\", '$', p.match(in))
		}
	})
}
