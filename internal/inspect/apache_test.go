package inspect

import (
	"maps"
	"net/netip"
	"slices"
	"strings"
	"testing"
)

func TestParseApache(t *testing.T) {
	files := memory{
		"/e/apache2.conf": "# c\nServerRoot \"/e\"\nDefine D /srv\nUser ${RUN_USER}\nLoadModule dir_module x.so\n" +
			"<IfModule mod_dir.c>\n  DirectoryIndex a.html \\\n   \"b c.html\"\n</IfModule>\n<IfModule !mod_dir.c>\nBad\n<IfModule x>\n</IfModule>\n</IfModule>\n" +
			"<IfDefine NOT>\nBad\n</IfDefine>\nIncludeOptional none/*.conf\nInclude sites/*.conf\n",
		"/e/envvars":      "export RUN_USER=www$SUFFIX\nexport SECRET=`id`\n",
		"/e/sites/a.conf": "<Directory ${D}/x>\n  Require all denied\n</Directory>",
	}
	c, err := parseApache(files, "/e/apache2.conf", "/")
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]directive{}
	for _, d := range c.lines {
		got[d.name] = d
	}
	if d := got["user"]; d.args[0] != "www" {
		t.Errorf("User is %v", d.args)
	}
	if d := got["directoryindex"]; !slices.Equal(d.args, []string{"a.html", "b c.html"}) || d.line != 7 {
		t.Errorf("got %+v", d)
	}
	if d := got["directory"]; d.args[0] != "/srv/x" || d.block[0].where() != "/e/sites/a.conf:2" {
		t.Errorf("got %+v", d)
	}
	if _, ok := got["bad"]; ok {
		t.Error("a section whose condition fails was read")
	}
	for text, want := range map[string]string{
		"<Directory /x>":             "/c: the section <directory> is never closed",
		"a\n</Files>":                "/c:2: </files> closes nothing that is open",
		"<A>\n</B>":                  "/c:2: </b> closes nothing that is open",
		"Include /c":                 "/c: includes are nested more than 64 deep",
		"Include /none":              "",
		"<IfDefine X>\n<IfDefine>":   "/c: the section <ifdefine> is never closed",
		strings.Repeat("<A>\n", 100): "/c:65: sections are nested more than 64 deep",
	} {
		if _, err := parseApache(memory{"/c": text}, "/c", "/"); err == nil || want != "" && err.Error() != want {
			t.Errorf("%.30q: got %v, want %s", text, err, want)
		}
	}
}

// askedApache is asked for a configuration of Apache httpd with /srv as root.
func askedApache(t *testing.T, conf, url, client string, more memory) (string, *plan) {
	t.Helper()
	v := memory{"/c": "DocumentRoot /srv\n" + conf}
	maps.Copy(v, more)
	c, err := parseApache(v, "/c", "/")
	if err != nil {
		t.Fatal(err)
	}
	addr, _ := netip.ParseAddr(client)
	q, err := parseRequest("http://site.example"+url, Options{Client: addr})
	if err != nil {
		t.Fatal(err)
	}
	p, err := planApache(v, c, q)
	if err != nil {
		t.Fatal(err)
	}
	return causes(p), p
}

func TestApacheRules(t *testing.T) {
	const open = "<Directory />\nRequire all denied\n</Directory>\n<Directory /srv>\nRequire all granted\n</Directory>\n"
	rewrite := func(cond string) string {
		return "RewriteEngine On\n" + cond + "RewriteRule ^/f - [F]\n"
	}
	for _, c := range []struct{ name, conf, url, client, want string }{
		{"nothing", "", "/f", "", ""},
		{"opened below", open, "/f", "", ""},
		{"never opened", "<Directory />\nRequire all denied\n</Directory>", "/f", "", "static/path-deny-rule"},
		{"the deeper directory wins, whatever the order", "<Directory /srv>\nRequire all granted\n</Directory>\n<Directory />\nRequire all denied\n</Directory>", "/f", "", ""},
		{"files", open + "<FilesMatch \"^\\.ht\">\nRequire all denied\n</FilesMatch>", "/a/.htpasswd", "", "static/path-deny-rule"},
		{"files by name", open + "<Files *.bak>\nRequire all denied\n</Files>", "/f.bak", "", "static/path-deny-rule"},
		{"location comes last", open + "<Location /f>\nRequire all denied\n</Location>\n<Files f>\nRequire all granted\n</Files>", "/f/x", "", "static/path-deny-rule"},
		{"location ends at a slash", "<Location /f>\nRequire all denied\n</Location>", "/ff", "", ""},
		{"location by regular expression", "<LocationMatch \"/(a|b)\">\nRequire all denied\n</LocationMatch>", "/b", "", "static/path-deny-rule"},
		{"a wildcard is one folder", "<Directory /srv/*/x>\nRequire all denied\n</Directory>", "/a/x/f", "", "static/path-deny-rule"},
		{"a wildcard is not two", "<Directory /srv/*/x>\nRequire all denied\n</Directory>", "/a/b/x/f", "", ""},
		{"a list", "<Location />\nRequire ip 192.0.2 10.0.0.0/8\n</Location>", "/f", "", "net/ip-allowlist"},
		{"on the list", "<Location />\nRequire ip 192.0.2 10.0.0.0/8\n</Location>", "/f", "192.0.2.7", ""},
		{"a block list", "<Location />\n<RequireAll>\nRequire all granted\nRequire not ip 192.0.2.7\n</RequireAll>\n</Location>", "/f", "", "(net/ip-blocklist)"},
		{"on the block list", "<Location />\n<RequireAll>\nRequire all granted\nRequire not ip 192.0.2.7\n</RequireAll>\n</Location>", "/f", "192.0.2.7", "net/ip-blocklist"},
		{"none of these", "<Location />\n<RequireNone>\nRequire all granted\n</RequireNone>\n</Location>", "/f", "", "static/path-deny-rule"},
		{"a user", "<Location />\nAuthType Basic\nAuthUserFile /p\nRequire valid-user\n</Location>", "/f", "", "(auth/missing-credentials)"},
		{"a user without AuthType", "<Location />\nRequire valid-user\n</Location>", "/f", "", "(auth/missing-credentials) auth/backend-misconfigured"},
		{"by Referer", "SetEnvIf Referer example\\.org ours\n<Location />\nRequire env ours\n</Location>", "/f", "", "referer/referer-required"},
		{"by User-Agent", "BrowserMatch bot bad\n<Location />\n<RequireAll>\nRequire all granted\nRequire not env bad\n</RequireAll>\n</Location>", "/f", "", "(waf/user-agent-rule)"},
		{"old style", "LoadModule access_compat_module x\n<Location />\nOrder deny,allow\nDeny from all\nAllow from 10\n</Location>", "/f", "", "net/ip-allowlist"},
		{"old style, on the list", "LoadModule access_compat_module x\n<Location />\nOrder deny,allow\nDeny from all\nAllow from 10\n</Location>", "/f", "10.1.2.3", ""},
		{"old style, everyone", "LoadModule access_compat_module x\n<Location />\nOrder allow,deny\nDeny from all\n</Location>", "/f", "", "static/path-deny-rule"},
		{"Redirect 403", "Redirect 403 /f", "/f/x", "", "static/path-deny-rule"},
		{"RedirectMatch 404", "RedirectMatch 404 \"/\\.git\"", "/.git/HEAD", "", "resource/not-found"},
		{"rewrite", rewrite(""), "/f", "", "static/path-deny-rule"},
		{"rewrite elsewhere", rewrite(""), "/g", "", ""},
		{"rewrite by Referer, none is welcome", rewrite("RewriteCond %{HTTP_REFERER} !^$\n"), "/f", "", "(referer/hotlink-denied)"},
		{"rewrite by Referer, none is not", rewrite("RewriteCond %{HTTP_REFERER} !example\n"), "/f", "", "referer/referer-required"},
		{"rewrite by User-Agent", rewrite("RewriteCond %{HTTP_USER_AGENT} bot\n"), "/f", "", "(waf/user-agent-rule)"},
		{"GET is not allowed", "<Location />\nAllowMethods POST\n</Location>", "/f", "", "request/method-refused"},
		{"methods but GET", "<Location />\n<LimitExcept GET>\nRequire all denied\n</LimitExcept>\n</Location>", "/f", "", ""},
		{"HTTPS only", "<Location />\nSSLRequireSSL\n</Location>", "/f", "", "tls/https-required"},
		{"a script without ExecCGI", "<Location />\nSetHandler cgi-script\n</Location>", "/f", "", "static/handler-refused"},
	} {
		if got, _ := askedApache(t, c.conf, c.url, c.client, nil); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestHtaccess(t *testing.T) {
	more := memory{"/srv/a/.htaccess": "Require all denied\nOptions -FollowSymLinks\n<Files ok.txt>\nRequire all granted\n</Files>\n"}
	const override = "<Directory /srv>\nAllowOverride All\n</Directory>"
	got, p := askedApache(t, override, "/a/f", "", more)
	if got != "static/path-deny-rule" || p.findings[0].Where != "/srv/a/.htaccess:1" {
		t.Errorf("got %s at %+v", got, p.findings)
	}
	if l := p.links("/srv/a/link"); l.mode != followNone || l.where != "/srv/a/.htaccess:2" {
		t.Errorf("got %+v", l)
	}
	if l := p.links("/srv/link"); l.mode != followAll {
		t.Errorf("got %+v", l)
	}
	if !slices.Equal(p.htaccess, []string{"/.htaccess", "/srv/.htaccess", "/srv/a/.htaccess"}) {
		t.Errorf("looks at %v", p.htaccess)
	}
	if got, _ := askedApache(t, override, "/a/ok.txt", "", more); got != "" {
		t.Errorf("a Files section of .htaccess was left out: %s", got)
	}
	if got, _ := askedApache(t, "<Directory />\nAllowOverride None\n</Directory>", "/a/f", "", more); got != "" {
		t.Errorf("AllowOverride None, and .htaccess was read: %s", got)
	}
	if got, _ := askedApache(t, "", "/a/f", "", more); got != "app/error" {
		t.Errorf("without any AllowOverride httpd reads .htaccess and lets nothing stand in it: %s", got)
	}
}

func TestVirtualHosts(t *testing.T) {
	const hosts = "<VirtualHost *:80>\nServerName one.example\nDocumentRoot /one\n</VirtualHost>\n" +
		"<VirtualHost *:80>\nServerName two.example:80\nServerAlias *.two.example\nDocumentRoot /two\nAlias /x/ /files/\n</VirtualHost>\n"
	for host, want := range map[string]string{"one.example": "/one/x/f", "two.example": "/files/f", "a.two.example": "/files/f", "none.example": "/one/x/f"} {
		c, err := parseApache(memory{"/c": hosts}, "/c", "/")
		if err != nil {
			t.Fatal(err)
		}
		p, err := planApache(memory{}, c, request{scheme: "http", host: host, port: 80, uri: "/x/f"})
		if err != nil || p.path != want {
			t.Errorf("%s: got %s, %v; want %s", host, p.path, err, want)
		}
	}
}

func TestOptions(t *testing.T) {
	base := optionSet{all: []string{"followsymlinks"}}
	for text, want := range map[string][]string{
		"+Indexes": {"followsymlinks", "indexes"}, "Indexes": {"indexes"}, "None": nil, "-FollowSymLinks": nil, "+Indexes -FollowSymLinks": {"indexes"},
		"All": {"indexes", "followsymlinks", "execcgi", "includes"},
	} {
		if got := mergeOptions(base, directive{args: strings.Fields(text)}).all; !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", text, got, want)
		}
	}
}

func FuzzApache(f *testing.F) {
	for _, s := range []string{
		"<Directory />\nRequire all denied\n</Directory>", "Redirect 403 /a", "RewriteEngine On\nRewriteCond %{HTTPS} off\nRewriteRule ^ - [F]", "Include /c",
		"<Location />\n<RequireAll>\nRequire not ip 1\n</RequireAll>\n</Location>", "SetEnvIf Referer a b\n<Files a>\nRequire env b\n</Files>", "Define A ${A}\nUser ${A}",
		"<Directory ~ (>\nOptions +\n</Directory>", "AliasMatch ^/(.*) /$1$1", "<Directory />\nAllowOverride All\nOptions \"\"\nRequire not\n</Directory>",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		v := memory{"/c": text, "/a/.htaccess": text}
		c, err := parseApache(v, "/c", "/")
		if err != nil {
			return
		}
		c.guess("/srv/x")
		if p, err := planApache(v, c, request{scheme: "http", host: "h", port: 80, uri: "/a/b"}); err == nil {
			_ = causes(p)
			p.links("/x")
		}
	})
}
