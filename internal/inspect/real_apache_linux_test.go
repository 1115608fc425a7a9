package inspect

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// apacheModules are those of Debian's package, which builds the core ones in.
var apacheModules = []string{
	"mpm_event", "authn_core", "authn_file", "auth_basic", "authz_core", "authz_host", "authz_user", "access_compat", "alias", "dir", "autoindex",
	"setenvif", "env", "rewrite", "allowmethods", "proxy", "proxy_http",
}

var realApache = realServer{
	program: "apache2",
	args:    func(conf string) []string { return []string{"-d", filepath.Dir(conf), "-f", conf, "-D", "FOREGROUND"} },
	main: func(dir, addr string) string {
		var b strings.Builder
		for _, m := range apacheModules {
			b.WriteString("LoadModule " + m + "_module /usr/lib/apache2/modules/mod_" + m + ".so\n")
		}
		if os.Geteuid() == 0 {
			b.WriteString("User www-data\nGroup www-data\n")
		}
		return b.String() + strings.NewReplacer("@", dir, "ADDR", addr).Replace(`ServerName default.example
Listen ADDR
PidFile @/apache.pid
ErrorLog @/logs/error.log
Mutex file:@ default
DocumentRoot @/www
<Directory />
  Require all denied
</Directory>
<Directory @/www>
  Require all granted
</Directory>
IncludeOptional cases/*.conf
`)
	},
	wrap: func(c realCase, dir, addr string) string {
		return strings.ReplaceAll("# case "+c.name+"\n"+c.around+"\n<VirtualHost "+addr+">\nServerName "+c.host()+"\nDocumentRoot @/www\n"+c.site+"\n</VirtualHost>\n", "@", dir)
	},
	ask:   func(o *Options, conf string) { o.Apache = conf },
	cases: apacheCases,
}

// here marks the line before it: httpd has no comments at the end of a line.
const here = "\n# HERE"

var apacheCases = []realCase{
	{name: "plain", path: "/f.txt", status: 200},
	{name: "denied", site: "<Location /f.txt>\nRequire all denied" + here + "\n</Location>", path: "/f.txt", status: 403, cause: "static/path-deny-rule", old: "all denied", new: "all granted"},
	{name: "never opened", site: "Alias /o @/other" + "\n# of main.conf", path: "/o/f.txt", status: 403, cause: "static/path-deny-rule", where: "main.conf:Require all denied", old: "# of main.conf", new: "<Directory @/other>\nRequire all granted\n</Directory>"},
	{name: "allow list", site: "<Location />\nRequire ip 192.0.2.0/24" + here + "\n</Location>", path: "/f.txt", status: 403, cause: "net/ip-allowlist", old: "192.0.2.0/24", new: "192.0.2.0/24 127"},
	{name: "block list", site: "<Location />\n<RequireAll>\nRequire all granted\nRequire not ip 127.0.0.1" + here + "\n</RequireAll>\n</Location>", path: "/f.txt", status: 403, cause: "net/ip-blocklist", old: "127.0.0.1\n", new: "127.0.0.2\n"},
	{name: "none", site: "<Location />\n<RequireAll>\nRequire all granted\n<RequireNone>\nRequire ip 127" + here + "\n</RequireNone>\n</RequireAll>\n</Location>", path: "/f.txt", status: 403, cause: "net/ip-blocklist", old: "ip 127", new: "ip 192"},
	{name: "files", site: "<FilesMatch \"\\.(bak|old)$\">\nRequire all denied" + here + "\n</FilesMatch>", path: "/x.bak", status: 403, cause: "static/path-deny-rule", old: "bak|old", new: "old"},
	{name: "dot folder", site: "<DirectoryMatch \"/\\.(?!well-known)\">\nRequire all denied" + here + "\n</DirectoryMatch>", path: "/.git/HEAD", status: 403, cause: "static/path-deny-rule", old: "all denied", new: "all granted"},
	{name: "not a dot folder", site: "<DirectoryMatch \"/\\.(?!well-known)\">\nRequire all denied\n</DirectoryMatch>", path: "/.well-known/x", status: 200},
	{
		name: "if agent", site: "<If \"%{HTTP_USER_AGENT} =~ /^PLAIN/i\">\nRequire all denied" + here + "\n</If>", path: "/f.txt", status: 403, cause: "waf/user-agent-rule", old: "/^PLAIN/i", new: "/^PLAIN/",
	},
	{name: "if other agent", site: "<If \"%{HTTP_USER_AGENT} =~ /^bot/\">\nRequire all denied\n</If>", path: "/f.txt", status: 200},
	{name: "if path", site: "<If \"%{REQUEST_URI} == '/f.txt' && -R '127.0.0.0/8'\">\nRequire all denied" + here + "\n</If>", path: "/f.txt", status: 403, cause: "net/ip-blocklist", old: "127.0.0.0/8", new: "192.0.2.0/24"},
	{
		name: "else if", site: "<If \"%{HTTP_HOST} == 'none'\">\nRequire all granted\n</If>\n<ElseIf \"%{QUERY_STRING} =~ /union/\">\nRequire all denied" + here + "\n</ElseIf>\n<Else>\nRequire all granted\n</Else>",
		path: "/f.txt?union", status: 403, cause: "waf/request-content-rule", old: "=~ /union/", new: "=~ /onion/",
	},
	{name: "else", site: "<If \"%{REQUEST_METHOD} -in { 'PUT', 'POST' }\">\nRequire all granted\n</If>\n<Else>\nRequire all denied" + here + "\n</Else>", path: "/f.txt", status: 403, cause: "request/method-refused", old: "'PUT'", new: "'GET'"},
	{name: "require expr", site: "<Location />\nRequire expr %{HTTP_REFERER} =~ m#^https://site\\.example/#" + here + "\n</Location>", path: "/f.txt", status: 403, cause: "referer/referer-required", old: "Require expr %{HTTP_REFERER} =~ m#^https://site\\.example/#", new: "Require expr -z %{HTTP_REFERER}"},
	{
		name: "env", site: "SetEnvIf User-Agent ^plain bad\nSetEnvIf Request_URI ^/open !bad\n<Location />\n<RequireAll>\nRequire all granted\nRequire not env bad" + here + "\n</RequireAll>\n</Location>",
		path: "/f.txt", status: 403, cause: "waf/user-agent-rule", old: "^/open", new: "^/f",
	},
	{name: "set too late", site: "SetEnv may 1\n<Location />\nRequire env may" + here + "\n</Location>", path: "/f.txt", status: 403, cause: "static/path-deny-rule", old: "SetEnv may 1", new: "SetEnvIf Request_URI . may"},
	{
		name: "old style", site: "<Location />\nOrder deny,allow\nDeny from all" + here + "\nAllow from 192.0.2\n</Location>", path: "/f.txt", status: 403, cause: "net/ip-allowlist", old: "192.0.2", new: "127.0.0",
	},
	{name: "old style env", site: "BrowserMatchNoCase PLAIN no\n<Location />\nOrder allow,deny\nAllow from all\nDeny from env=no" + here + "\n</Location>", path: "/f.txt", status: 403, cause: "waf/user-agent-rule", old: "PLAIN no", new: "BOT no"},
	{
		name: "satisfy any", site: "<Location />\nOrder deny,allow\nDeny from all" + here + "\nSatisfy Any\nRequire ip 192.0.2.1\n</Location>", path: "/f.txt", status: 403, cause: "static/path-deny-rule", old: "ip 192.0.2.1", new: "ip 127.0.0.1",
	},
	{name: "rewrite", site: "RewriteEngine On\nRewriteCond %{HTTP_USER_AGENT} ^$ [OR]\nRewriteCond %{HTTP_USER_AGENT} plain\nRewriteRule ^/f - [F]" + here, path: "/f.txt", status: 403, cause: "waf/user-agent-rule", old: "} plain", new: "} bot"},
	{name: "rewrite file", site: "RewriteEngine On\nRewriteCond %{DOCUMENT_ROOT}%{REQUEST_URI} -f\nRewriteRule . - [R=404,L]" + here, path: "/f.txt", status: 404, cause: "resource/not-found", old: "} -f", new: "} !-f"},
	{name: "rewritten", site: "RewriteEngine On\nRewriteRule ^/old/(.*)$ /dir/$1 [PT]\n<Location /dir>\nRequire all denied" + here + "\n</Location>", path: "/old/f.txt", status: 403, cause: "static/path-deny-rule", old: "all denied", new: "all granted"},
	{name: "rewritten past location", site: "RewriteEngine On\nRewriteRule ^/old/(.*)$ /dir/$1 [L]\n<Location /dir>\nRequire all denied\n</Location>", path: "/old/f.txt", status: 200},
	{name: "front controller", site: "<Directory @/www>\nRewriteEngine On\nRewriteCond %{REQUEST_FILENAME} !-f\nRewriteRule . /dir/f.txt [L]\n</Directory>\n<Directory @/www/dir>\nRequire all denied" + here + "\nRewriteEngine Off\n</Directory>", path: "/none", status: 403, cause: "static/path-deny-rule", old: "all denied", new: "all granted"},
	{name: "redirect", site: "Redirect 403 /f.txt" + here, path: "/f.txt", status: 403, cause: "static/path-deny-rule", old: "Redirect 403 /f.txt", new: "Redirect 403 /g.txt"},
	{name: "redirect within", site: "<LocationMatch \"^/f\">\nRedirect 410" + here + "\n</LocationMatch>", path: "/f.txt", status: 410, cause: "resource/not-found", old: "\"^/f\"", new: "\"^/g\""},
	{name: "htaccess", site: "<Directory @/ht>\nAllowOverride AuthConfig\nRequire all granted\n</Directory>\nDocumentRoot @/ht", path: "/f.txt", status: 403, cause: "static/path-deny-rule", old: "AuthConfig", new: "None", setup: htaccess("ht", "# case htaccess\nRequire all denied"+here+"\n")},
	{name: "htaccess class", site: "<Directory @/hc>\nAllowOverride AuthConfig\nRequire all granted\n</Directory>\nDocumentRoot @/hc", path: "/f.txt", status: 500, cause: "app/error", old: "AuthConfig", new: "FileInfo", setup: htaccess("hc", "# case htaccess class\nRewriteEngine On"+here+"\n")},
	{name: "htaccess rewrite", site: "<Directory @/hr>\nAllowOverride All\nRequire all granted\n</Directory>\nDocumentRoot @/hr", path: "/f.txt", status: 403, cause: "static/path-deny-rule", old: "AllowOverride All", new: "AllowOverride None", setup: htaccess("hr", "# case htaccess rewrite\nRewriteEngine On\nRewriteRule ^f - [F]"+here+"\n")},
	{name: "methods", site: "<Location />\nAllowMethods POST" + here + "\n</Location>", path: "/f.txt", status: 405, cause: "request/method-refused", old: "POST", new: "GET"},
	{
		name: "another user", site: "<Location />\nAuthType Basic\nAuthName x\nAuthUserFile @/users\nRequire user ann" + here + "\n</Location>", headers: []string{"Authorization: Basic Ym9iOnBhc3M="}, path: "/f.txt", status: 401,
		cause: "authz/insufficient-role", old: "user ann", new: "user ann bob",
		setup: func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, "users"), "ann:{SHA}x\nbob:$apr1$abcdefgh$"+bobHash+"\n")
		},
	},
	{name: "wrong password", site: "<Location />\nAuthType Basic\nAuthName x\nAuthUserFile @/users\nRequire valid-user" + here + "\n</Location>", headers: []string{"Authorization: Basic Ym9iOm5vdA=="}, path: "/f.txt", status: 401, cause: "auth/invalid-credentials", old: "Require valid-user", new: "Require all granted"},
	{name: "nothing listens", site: "ProxyPass / http://127.0.0.1:1/" + here, path: "/f.txt", status: 503, cause: "upstream/unreachable", old: "ProxyPass / http://127.0.0.1:1/", new: "ProxyPass / !"},
	{name: "limit", site: "<Location />\n<Limit GET>\nRequire all denied" + here + "\n</Limit>\n</Location>", path: "/f.txt", status: 403, cause: "request/method-refused", old: "Limit GET", new: "Limit PUT"},
	{name: "no index", path: "/empty/", status: 403, cause: "static/no-index-listing-off", where: "www/empty", site: "# nothing", old: "# nothing", new: "<Directory @/www/empty>\nOptions +Indexes\n</Directory>"},
	{
		name: "no links", site: "<Directory @/www>\nOptions -FollowSymLinks" + here + "\n</Directory>", path: "/link.txt", status: 403, cause: "static/symlink-refused", old: "-Follow", new: "+Follow",
		setup: func(t *testing.T, dir string) {
			if err := os.Symlink("f.txt", filepath.Join(dir, "www/link.txt")); err != nil {
				t.Fatal(err)
			}
		},
	},
	{name: "unreadable", path: "/secret.txt", status: 403, cause: "static/file-unreadable", where: "www/secret.txt", old: "command", root: true, setup: func(t *testing.T, dir string) { secret(t, filepath.Join(dir, "www/secret.txt"), 0o600) }},
	{
		name: "password file", site: "<Location />\nAuthType Basic\nAuthName x\nAuthUserFile @/passwords\nRequire valid-user\n</Location>", headers: []string{"Authorization: Basic YTpi"}, path: "/f.txt", status: 500, cause: "auth/backend-misconfigured", where: "passwords", root: true,
		setup: func(t *testing.T, dir string) { secret(t, filepath.Join(dir, "passwords"), 0o600) },
	},
}

// htaccess makes a folder with an .htaccess.
func htaccess(name, text string) func(*testing.T, string) {
	return func(t *testing.T, dir string) {
		at := filepath.Join(dir, name)
		if err := errors.Join(os.Mkdir(at, 0o755), os.Chmod(at, 0o755)); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(at, "f.txt"), "well\n")
		write(t, filepath.Join(at, ".htaccess"), text)
	}
}

// bobHash is that of "pass".
const bobHash = "rK/lObuciIG5ziaV8BdHR/"
