package inspect

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var realNginx = realServer{
	program: "nginx",
	args: func(conf string) []string {
		return []string{"-c", conf, "-e", filepath.Join(filepath.Dir(conf), "logs", "error.log")}
	},
	main: func(dir, addr string) string {
		user := ""
		if os.Geteuid() == 0 {
			user = "user www-data;"
		}
		return strings.NewReplacer("@", dir, "USER", user, "ADDR", addr).Replace(`USER
daemon off; worker_processes 1; pid @/nginx.pid; error_log @/logs/error.log;
events { worker_connections 64; }
http {
  access_log off; client_body_temp_path @/tmp; proxy_temp_path @/tmp; fastcgi_temp_path @/tmp; uwsgi_temp_path @/tmp; scgi_temp_path @/tmp;
  default_type text/plain; map_hash_bucket_size 128; server_names_hash_bucket_size 128;
  large_client_header_buffers 4 8k;
  server { listen ADDR default_server; return 444; }
  include cases/*.conf;
}`)
	},
	wrap: func(c realCase, dir, addr string) string {
		return strings.NewReplacer("@", dir).Replace("# case " + c.name + "\n" + c.around + "\nserver {\n  listen " + addr + "; server_name " + c.host() + "; root @/www;\n" + c.site + "\n}\n")
	},
	ask:   func(o *Options, conf string) { o.Nginx = conf },
	cases: nginxCases,
}

var nginxCases = []realCase{
	{name: "plain", path: "/f.txt", status: 200},
	{name: "deny all", site: "location / {\n deny all; # HERE\n}", path: "/f.txt", status: 403, cause: "static/path-deny-rule", old: "deny all;", new: ""},
	{name: "allow list", site: "allow 192.0.2.0/24;\ndeny all; # HERE", path: "/f.txt", status: 403, cause: "net/ip-allowlist", old: "deny all;", new: "allow 127.0.0.1; deny all;"},
	{name: "block list", site: "deny 127.0.0.0/8; # HERE\nallow all;", path: "/f.txt", status: 403, cause: "net/ip-blocklist", old: "127.0.0.0/8", new: "192.0.2.0/24"},
	{name: "return", site: "location = /f.txt {\n return 403; # HERE\n}", path: "/f.txt", status: 403, cause: "static/path-deny-rule", old: "return 403;", new: ""},
	{name: "closed", site: "location = /f.txt {\n return 444; # HERE\n}", path: "/f.txt", status: 0, cause: "static/path-deny-rule", old: "return 444;", new: ""},
	{
		name: "agent map", around: "map $http_user_agent $bad_agent { default 0; ~^plain 1; }", site: "if ($bad_agent) {\n return 403; # HERE\n}",
		path: "/f.txt", status: 403, cause: "waf/user-agent-rule", old: "~^plain 1", new: "~^bot 1",
	},
	{name: "agent map passes", around: "map $http_user_agent $odd_agent { default 0; ~*^BOT 1; }", site: "if ($odd_agent) { return 403; }", path: "/f.txt", status: 200},
	{
		name: "geo", around: "geo $inside { default 0; 192.0.2.0/24 1; 127.0.0.0/8 1; 127.0.0.1 0; }", site: "if ($inside = 0) {\n return 403; # HERE\n}",
		path: "/f.txt", status: 403, cause: "net/ip-blocklist", old: "127.0.0.1 0", new: "127.0.0.2 0",
	},
	{
		name: "country", around: "map $http_cf_ipcountry $no_country { default 0; XX 1; }", site: "if ($no_country) {\n return 451; # HERE\n}", headers: []string{"CF-IPCountry: xx"},
		path: "/f.txt", status: 451, cause: "net/geo-restricted", old: "XX 1", new: "YY 1",
	},
	{name: "flag", site: "set $no 0;\nif ($arg_q ~ union) { set $no 1; }\nif ($no = 1) {\n return 403; # HERE\n}", path: "/f.txt?q=union", status: 403, cause: "waf/request-content-rule", old: "~ union", new: "~ onion"},
	{
		name: "subrequest", site: "location / { auth_request /auth; }\nlocation = /auth {\n internal;\n return 403; # HERE\n}",
		path: "/f.txt", status: 403, cause: "static/path-deny-rule", old: "return 403;", new: "return 204;",
	},
	{name: "subrequest missing", site: "auth_request /auth; # HERE\nlocation = /auth { internal; auth_request off; }", path: "/f.txt", status: 500, cause: "auth/backend-misconfigured", old: "auth_request /auth;", new: ""},
	{
		name: "subrequest by agent", around: "map $http_user_agent $may { default 204; ~^plain 401; }", site: "location / { auth_request /auth; }\nlocation = /auth {\n if ($may = 401) {\n return 401; # HERE\n}\n return 204; }",
		path: "/f.txt", status: 401, cause: "waf/user-agent-rule", old: "~^plain 401", new: "~^bot 401",
	},
	{name: "either", site: "satisfy any;\ndeny all; # HERE\nauth_request /a;\nlocation = /a { return 403; }", path: "/f.txt", status: 403, cause: "static/path-deny-rule", old: "return 403;", new: "return 200;"},
	{name: "limit except", site: "location / {\n limit_except POST {\n deny all; # HERE\n}\n}", path: "/f.txt", status: 403, cause: "request/method-refused", old: "limit_except POST", new: "limit_except GET"},
	{
		name: "referer", site: "valid_referers none server_names *.friend.example/a;\nif ($invalid_referer) {\n return 403; # HERE\n}", headers: []string{"Referer: http://www.friend.example/b"},
		path: "/f.txt", status: 403, cause: "referer/hotlink-denied", old: ".example/a;", new: ".example;",
	},
	{name: "internal", site: "location /dir/ {\n internal; # HERE\n}", path: "/dir/f.txt", status: 404, cause: "static/path-deny-rule", old: "internal;", new: ""},
	{name: "dot files", site: `location ~ /\.(?!well-known) {` + "\n deny all; # HERE\n}", path: "/.git/HEAD", status: 403, cause: "static/path-deny-rule", old: "deny all;", new: ""},
	{name: "not a dot file", site: `location ~ /\.(?!well-known) { deny all; }`, path: "/.well-known/x", status: 200},
	{name: "regex wins", site: "location /dir/ { }\nlocation ~ \\.txt$ {\n deny all; # HERE\n}", path: "/dir/f.txt", status: 403, cause: "static/path-deny-rule", old: "location /dir/", new: "location ^~ /dir/"},
	{name: "nested", site: "location /dir/ { location ~ \\.txt$ {\n deny all; # HERE\n} }\nlocation ~ f { }", path: "/dir/f.txt", status: 403, cause: "static/path-deny-rule", old: "deny all;", new: ""},
	{name: "rewritten", site: "rewrite ^/old/(.*)$ /dir/$1 last;\nlocation /dir/ {\n deny all; # HERE\n}", path: "/old/f.txt", status: 403, cause: "static/path-deny-rule", old: "deny all;", new: ""},
	{name: "named", site: "location / { try_files /none @no; }\nlocation @no {\n return 403; # HERE\n}", path: "/x", status: 403, cause: "static/path-deny-rule", old: "try_files /none", new: "try_files /f.txt"},
	{
		name: "signed", site: "secure_link $arg_m; secure_link_md5 \"$uri sesame\";\nif ($secure_link = \"\") {\n return 403; # HERE\n}", path: "/f.txt?m=abc", status: 403, cause: "signed-url/bad-signature", old: "return 403;", new: "",
	},
	{
		name: "password file", site: "auth_basic x;\nauth_basic_user_file @/passwords;", headers: []string{"Authorization: Basic YTpi"}, path: "/f.txt", status: 500, cause: "auth/backend-misconfigured", where: "passwords", root: true,
		setup: func(t *testing.T, dir string) { secret(t, filepath.Join(dir, "passwords"), 0o600) },
	},
	{
		name: "unreadable", path: "/secret.txt", status: 403, cause: "static/file-unreadable", where: "www/secret.txt", old: "command", root: true,
		setup: func(t *testing.T, dir string) { secret(t, filepath.Join(dir, "www/secret.txt"), 0o600) },
	},
	{
		name: "shut", site: "location /a/ { alias @/shut/; }", path: "/a/f.txt", status: 403, cause: "static/directory-unreadable", where: "shut", old: "command", root: true,
		setup: func(t *testing.T, dir string) {
			err := os.Mkdir(filepath.Join(dir, "shut"), 0o755)
			secret(t, filepath.Join(dir, "shut/f.txt"), 0o644)
			if err = errors.Join(err, os.Chmod(filepath.Join(dir, "shut"), 0o700)); err != nil {
				t.Fatal(err)
			}
		},
	},
	{name: "no index", path: "/empty/", status: 403, cause: "static/no-index-listing-off", where: "www/empty", site: "# nothing", old: "# nothing", new: "autoindex on;"},
	{
		name: "no links", site: "disable_symlinks on; # HERE", path: "/link.txt", status: 403, cause: "static/symlink-refused", old: "disable_symlinks on", new: "disable_symlinks if_not_owner",
		setup: func(t *testing.T, dir string) {
			if err := os.Symlink("f.txt", filepath.Join(dir, "www/link.txt")); err != nil {
				t.Fatal(err)
			}
		},
	},
	{name: "missing", path: "/none.txt", status: 404, cause: "resource/not-found", where: "www/none.txt"},
	{name: "method", site: "if ($request_method !~ ^(POST|PUT)$) {\n return 405; # HERE\n}", path: "/f.txt", status: 405, cause: "request/method-refused", old: "(POST|PUT)", new: "(POST|GET)"},
	{name: "post to a file", method: "POST", site: "location / { # HERE\n}", path: "/f.txt", status: 405, cause: "request/method-refused", old: "location / {", new: "error_page 405 =200 /f.txt; location = /f.txt { return 200; } location / {"},
	{name: "head", method: "HEAD", site: "if ($request_method = HEAD) {\n return 405; # HERE\n}", path: "/f.txt", status: 405, cause: "request/head-refused", old: "= HEAD", new: "= PUT"},
	{name: "nothing listens", site: "location / {\n proxy_pass http://127.0.0.1:1; # HERE\n}", path: "/f.txt", status: 502, cause: "upstream/unreachable", old: "proxy_pass http://127.0.0.1:1;", new: ""},
	{name: "dead group", around: "upstream dead { server 127.0.0.1:1; server 127.0.0.1:2; }", site: "location / {\n proxy_pass http://dead; # HERE\n}", path: "/f.txt", status: 502, cause: "upstream/unreachable", old: "proxy_pass http://dead;", new: ""},
	{
		name: "another user", site: "auth_basic x; # HERE\nauth_basic_user_file @/users;", headers: []string{"Authorization: Basic Ym9iOng="}, path: "/f.txt", status: 401, cause: "auth/invalid-credentials", old: "auth_basic x;", new: "",
		setup: func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, "users"), "ann:{SHA}EfatjsUqKYSjr19Vdzk8C3ZQXZA=\n")
		},
	},
	{name: "long", path: "/f.txt?" + strings.Repeat("x", 9000), status: 414, cause: "request/too-large", where: "main.conf:large_client"},
	{name: "no scheme", site: "if ($scheme = http) {\n return 403; # HERE\n}", path: "/f.txt", status: 403, cause: "tls/https-required", old: "= http)", new: "= ftp)"},
}

// secret writes a file of a mode.
func secret(t *testing.T, file string, mode os.FileMode) {
	t.Helper()
	if err := errors.Join(os.WriteFile(file, []byte("a:b\n"), mode), os.Chmod(file, mode)); err != nil {
		t.Fatal(err)
	}
}
