package inspect

import (
	"net/netip"
	"strings"
	"testing"
)

func TestExpr(t *testing.T) {
	q, err := parseRequest("http://site.example/a/f.php?x=union", Options{Client: netip.MustParseAddr("192.0.2.7"), Headers: []string{"User-Agent: Bot/1", "X-Key: hunter2", "Referer: https://site.example/p"}})
	if err != nil {
		t.Fatal(err)
	}
	plain, err := parseRequest("http://site.example/a/f.php", Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		text        string
		full, plain string
	}{
		{"true", "yes", "yes"},
		{"false || true", "yes", "yes"},
		{"!true", "no", "no"},
		{"! (true && false)", "yes", "yes"},
		{"%{REQUEST_URI} == '/a/f.php'", "yes", "yes"},
		{"%{REQUEST_URI} != '/a/f.php'", "no", "no"},
		{"%{REQUEST_URI} =~ m#^/a/([a-z])# && $1 == 'f'", "yes", "yes"},
		{"%{REQUEST_URI} !~ /\\.php$/", "no", "no"},
		{`"%{HTTP_HOST}:x" == "site.example:x"`, "yes", "yes"},
		{"%{HTTP_HOST} . '/' == 'site.example/'", "yes", "yes"},
		{"%{HTTP_USER_AGENT} =~ /bot/i", "yes", "maybe"},
		{"%{HTTP_USER_AGENT} =~ /bot/", "no", "maybe"},
		{"-z %{HTTP_REFERER}", "no", "yes asked"},
		{"-n %{HTTP_REFERER}", "yes", "no asked"},
		{"%{HTTP:X-Key} == 'hunter2'", "yes", "no asked"},
		{"http('x-key') -strcmatch 'HUNTER*'", "yes", "no asked"},
		{"tolower(%{HTTP_USER_AGENT}) =~ /^bot/", "yes", "maybe"},
		{"%{tolower:ABC} == 'abc'", "yes", "yes"},
		{"-R '192.0.2.0/24'", "yes", "no asked"},
		{"! -R '192.0.2.0/24'", "no", "yes asked"},
		{"%{REMOTE_ADDR} -ipmatch '10.0.0.0/8'", "no", "no asked"},
		{"%{REMOTE_ADDR} != '192.0.2.1'", "yes", "yes asked"},
		{"%{REMOTE_ADDR} -in { '192.0.2.6', '192.0.2.7' }", "yes", "no asked"},
		{"%{QUERY_STRING} =~ /union/ && %{REQUEST_METHOD} == 'GET'", "yes asked", "no"},
		{"%{SERVER_PORT} -eq 80 && %{SERVER_PORT} -lt 81 && 5 -ge 5", "yes", "yes"},
		{"%{HTTPS} == 'on'", "no", "no"},
		{"-T 'off'", "no", "no"},
		{"reqenv('x') == ''", "yes", "yes"},
		{"%{TIME_HOUR} -gt 8", "maybe", "maybe"},
		{"-f '/none'", "no", "no"},
		{"%{REQUEST_URI} -fnmatch '/a/*'", "yes", "yes"},
		{"this is ( no expression", "maybe", "maybe"},
		{"'", "maybe", "maybe"},
		{strings.Repeat("(", 500), "maybe", "maybe"},
	} {
		for _, r := range []struct {
			q    request
			want string
		}{{q, c.full}, {plain, c.plain}} {
			a := &apache{c: &apacheConfig{}, v: memory{}, q: r.q, p: &plan{}, env: map[string]value{}}
			got := a.expr(c.text)
			text := map[truth]string{no: "no", maybe: "maybe", yes: "yes"}[got.is]
			if got.asked && got.is != maybe {
				text += " asked"
			}
			if text != r.want {
				t.Errorf("%.60s: got %s, want %s", c.text, text, r.want)
			}
			if s := strings.Join(got.when, " ") + strings.Join(a.p.notes, " "); strings.Contains(s, "hunter2") {
				t.Errorf("%s: shows %s", c.text, s)
			}
		}
	}
}

func TestApacheConditions(t *testing.T) {
	const granted = "<Directory />\nRequire all granted\n</Directory>\n"
	agent := func(s string) Options { return Options{Headers: []string{"User-Agent: " + s}} }
	for _, c := range []struct {
		name, conf, url string
		o               Options
		want, says      string
	}{
		{"if, not known", granted + "<If \"%{HTTP_USER_AGENT} =~ /bot/\">\nRequire all denied\n</If>", "/f", Options{}, "(waf/user-agent-rule)", "%{HTTP_USER_AGENT}: with =~ bot the client is refused"},
		{"if, known", granted + "<If \"%{HTTP_USER_AGENT} =~ /bot/\">\nRequire all denied\n</If>", "/f", agent("a bot"), "waf/user-agent-rule", ""},
		{"if, not", granted + "<If \"%{HTTP_USER_AGENT} =~ /bot/\">\nRequire all denied\n</If>", "/f", agent("x"), "", ""},
		{"if lets some pass", "<Directory />\nRequire all denied\n</Directory>\n<If \"%{HTTP_USER_AGENT} =~ /bot/\">\nRequire all granted\n</If>", "/f", Options{}, "static/path-deny-rule", ""},
		{"if lets this pass", "<Directory />\nRequire all denied\n</Directory>\n<If \"%{HTTP_USER_AGENT} =~ /bot/\">\nRequire all granted\n</If>", "/f", agent("bot"), "", ""},
		{"if within if", granted + "<If \"%{REQUEST_URI} =~ /f/\">\n<If \"%{HTTP_HOST} == 'site.example'\">\nRequire all denied\n</If>\n</If>", "/f", Options{}, "host/unknown-name", ""},
		{"if in a folder", granted + "<Directory /srv/a>\n<If \"true\">\nRequire all denied\n</If>\n</Directory>", "/b", Options{}, "", ""},
		{"if comes last", "<If \"true\">\nRequire all denied\n</If>\n<Location />\nRequire all granted\n</Location>", "/f", Options{}, "static/path-deny-rule", ""},
		{"if with an address", granted + "<If \"! -R '192.0.2.0/24'\">\nRequire all denied\n</If>", "/f", Options{}, "net/ip-allowlist", ""},
		{"if refuses by Redirect", granted + "<If \"%{HTTP_USER_AGENT} =~ /bot/\">\nRedirect 403\n</If>", "/f", agent("bot"), "waf/user-agent-rule", ""},
		{"a key is not shown", granted + "<If \"%{HTTP:X-Key} != 'hunter2'\">\nRequire all denied\n</If>", "/f", Options{}, "waf/header-profile", ""},
		{"env of a country", granted + "SetEnvIf GEOIP_COUNTRY_CODE CN no\n<Location />\n<RequireAll>\nRequire all granted\nRequire not env no\n</RequireAll>\n</Location>", "/f", Options{}, "(net/geo-restricted)", ""},
		{"env in order", granted + "SetEnvIf User-Agent bot no\nSetEnvIf Request_URI ^/f !no\n<Location />\n<RequireAll>\nRequire all granted\nRequire not env no\n</RequireAll>\n</Location>", "/f", agent("bot"), "", ""},
		{"env of an env", granted + "SetEnvIf Request_URI ^/f a\nSetEnvIf a 1 b\n<Location />\n<RequireAll>\nRequire all granted\nRequire not env b\n</RequireAll>\n</Location>", "/f", Options{}, "static/path-deny-rule", ""},
		{"env within a section", granted + "<Location /f>\nSetEnvIf User-Agent bot no\n<RequireAll>\nRequire all granted\nRequire not env no\n</RequireAll>\n</Location>", "/f", agent("bot"), "waf/user-agent-rule", ""},
		{"env by expression", granted + "SetEnvIfExpr \"%{HTTP_USER_AGENT} =~ /bot/\" no\n<Location />\n<RequireAll>\nRequire all granted\nRequire not env no\n</RequireAll>\n</Location>", "/f", agent("bot"), "waf/user-agent-rule", ""},
		{"old style by env", "LoadModule access_compat_module x\nSetEnvIf Referer evil no\n<Location />\nOrder allow,deny\nAllow from all\nDeny from env=no\n</Location>", "/f", Options{}, "(referer/hotlink-denied)", "%{HTTP_REFERER}: with ~ evil the client is refused"},
		{"old style, unlisted", "LoadModule access_compat_module x\n<Location />\nOrder allow,deny\nAllow from all\nDeny from 192.0.2.0/24\n</Location>", "/f", Options{}, "(net/ip-blocklist)", ""},
		{"satisfy any by address", "LoadModule access_compat_module x\n<Location />\nOrder deny,allow\nSatisfy Any\nRequire valid-user\nAuthType Basic\n</Location>", "/f", Options{}, "", ""},
		{"satisfy any by password", "LoadModule access_compat_module x\n<Location />\nOrder deny,allow\nDeny from all\nSatisfy Any\nRequire valid-user\nAuthType Basic\n</Location>", "/f", Options{}, "(static/path-deny-rule) (auth/missing-credentials)", ""},
		{"rewrite goes on", "RewriteEngine On\nRewriteRule ^/a/(.*)$ /b/$1\nRewriteRule ^/b/ - [F]", "/a/f", Options{}, "static/path-deny-rule", ""},
		{"rewrite ends", "RewriteEngine On\nRewriteRule ^/a/(.*)$ /b/$1 [L]\nRewriteRule ^/b/ - [F]", "/a/f", Options{}, "", ""},
		{"rewrite skips", "RewriteEngine On\nRewriteRule ^/a - [S=1]\nRewriteRule . - [F]", "/a", Options{}, "", ""},
		{"rewrite chain", "RewriteEngine On\nRewriteRule ^/none - [C]\nRewriteRule . - [F]", "/a", Options{}, "", ""},
		{"rewrite by an env that it set", "RewriteEngine On\nRewriteRule ^/a - [E=no:1]\nRewriteCond %{ENV:no} 1\nRewriteRule . - [F]", "/a", Options{}, "static/path-deny-rule", ""},
		{"rewrite by groups of a condition", "RewriteEngine On\nRewriteCond %{HTTP_HOST} ^(\\w+)\\.\nRewriteRule . /%1/x\nRewriteRule ^/site/x - [F]", "/a", Options{}, "static/path-deny-rule", ""},
		{"rewrite by expression", "RewriteEngine On\nRewriteCond expr \"! -R '192.0.2.0/24'\"\nRewriteRule . - [F]", "/a", Options{}, "net/ip-allowlist", ""},
		{"rewrite by look-around", "RewriteEngine On\nRewriteRule ^/(?!open) - [F]", "/a", Options{}, "static/path-deny-rule", ""},
		{"rewrite by look-around, not", "RewriteEngine On\nRewriteRule ^/(?!open) - [F]", "/open", Options{}, "", ""},
		{"rewrite by request line", "RewriteEngine On\nRewriteCond %{THE_REQUEST} \"\\.\\./\"\nRewriteRule . - [F]", "/a", Options{}, "", ""},
		{"rewrite in a circle", "<Directory /srv>\nRewriteEngine On\nRewriteRule (.*) x$1\n</Directory>", "/a", Options{}, "", ""},
		{"method", "<Location />\nRequire method POST\n</Location>", "/a", Options{Method: "POST"}, "", ""},
	} {
		c.conf = strings.ReplaceAll(c.conf, "LoadModule a ", "LoadModule ")
		v := memory{"/c": "DocumentRoot /srv\n" + c.conf}
		conf, err := parseApache(v, "/c", "/")
		if err != nil {
			t.Fatal(err)
		}
		q, err := parseRequest("http://site.example"+c.url, c.o)
		if err != nil {
			t.Fatal(err)
		}
		p, err := planApache(v, conf, q)
		if err != nil {
			t.Fatal(err)
		}
		got := causes(p)
		if got != c.want {
			t.Errorf("%s: got %q, want %q; notes %q", c.name, got, c.want, p.notes)
			continue
		}
		if c.says != "" && !strings.Contains(p.findings[0].Says, c.says) {
			t.Errorf("%s: says %q, not %q", c.name, p.findings[0].Says, c.says)
		}
		for _, s := range append(p.notes, p.rules...) {
			if strings.Contains(s, "hunter2") {
				t.Errorf("%s: shows %s", c.name, s)
			}
		}
	}
}

func TestOverride(t *testing.T) {
	for _, c := range []struct{ allow, htaccess, want string }{
		{"None", "Require all denied", ""},
		{"AuthConfig", "Require all denied", "static/path-deny-rule"},
		{"FileInfo", "Require all denied", "app/error"},
		{"AuthConfig", "<Files x>\nOptions None\n</Files>", "app/error"},
		{"Nonfatal=All FileInfo", "Require all denied\nRedirect 403 /a", "static/path-deny-rule"},
		{"Options=Indexes", "Options +Indexes", ""},
		{"FileInfo", "RewriteEngine On\nRewriteBase /\nRewriteRule ^f$ - [F]", "static/path-deny-rule"},
	} {
		got, p := askedApache(t, "<Directory /srv>\nAllowOverride "+c.allow+"\n</Directory>", "/a/f", "", memory{"/srv/a/.htaccess": c.htaccess})
		if got != c.want {
			t.Errorf("%s, %q: got %q, want %q", c.allow, c.htaccess, got, c.want)
		}
		if c.want == "app/error" && !strings.HasPrefix(p.findings[0].Where, "/srv/a/.htaccess:") {
			t.Errorf("at %s", p.findings[0].Where)
		}
	}
	got, _ := askedApache(t, "<Directory /srv>\nAllowOverride None\nAllowOverrideList Redirect\n</Directory>", "/a/f", "", memory{"/srv/a/.htaccess": "Redirect 403 /a"})
	if got != "static/path-deny-rule" {
		t.Errorf("AllowOverrideList: got %q", got)
	}
}

func FuzzExpr(f *testing.F) {
	for _, s := range []string{
		"%{HTTP_USER_AGENT} =~ /a(b)/i && ! -R '10/8'", "%{X} -in { 'a', \"b%{Y}\" }", "tolower('A') . $1 == 'a'", "-f %{REQUEST_FILENAME} || (true)", "m#a# 'x'", "%{a:b} !~ m'x'",
	} {
		f.Add(s)
	}
	f.Fuzz(func(_ *testing.T, text string) {
		q := request{scheme: "http", host: "h", port: 80, uri: "/a", headers: map[string]string{}}
		a := &apache{c: &apacheConfig{}, v: memory{}, q: q, p: &plan{}, env: map[string]value{}}
		_ = a.expr(text).depends("it holds")
	})
}
