package diagnose

import "github.com/uptimesignal/uptimesignal/internal/measure"

const (
	docPHPFPM  = "https://www.php.net/manual/install.fpm.configuration.php"
	docIIS     = "https://learn.microsoft.com/troubleshoot/developer/webapps/iis/health-diagnostic-performance/http-status-code"
	docNginx   = "https://nginx.org/en/docs/http/ngx_http_core_module.html"
	docHTTPD   = "https://httpd.apache.org/docs/2.4/mod/core.html"
	docHTTPDAu = "https://httpd.apache.org/docs/2.4/howto/access.html"
)

// staticCauses: the file system, or a rule on a path.
var staticCauses = []Entry{
	{
		ID: "static/no-index-listing-off", Title: "The directory has no index file, and listing is off",
		Means:    "The URL names a directory. There is no index file in it to serve, and the server may not list it; the files in it may well be readable.",
		Statuses: "403,404", Ceiling: CeilingIsolated, Common: 4,
		Tell: []string{
			"The URL ends in a slash; index.html in it is 404 and a known file in it is 200.",
			"If index.html is 403, the file is there and cannot be read.",
			"IIS says it as 403.14. Caddy and Tomcat answer 404 instead.",
		},
		Rivals: []CauseID{"static/file-unreadable", "static/path-deny-rule", "static/directory-unreadable"},
		Look:   "Look at the error log: nginx writes `directory index of \"…\" is forbidden`, Apache httpd AH01276.",
		Fixes: []Fix{
			{Title: "Put the index file back", Steps: []string{
				"Deploy the index file, or point the check at a file that exists. Allow listing only if you mean it.",
				"Prove it: `curl -I URL/` answers 200.",
			}},
			{Title: "Set index", For: "nginx", Steps: []string{
				"`ls` the directory that the error log names. Mend `root` or `alias`, or name the file: `index index.html index.php;`.",
				"For a single-page application: `try_files $uri $uri/ /index.html;`. Run `nginx -t && nginx -s reload`, then `curl -I URL/`.",
			}},
			{Title: "Set DirectoryIndex", For: "Apache httpd", Steps: []string{
				"AH01276 names the directory and the names that were tried. Add the file, or `DirectoryIndex index.php`, or mend DocumentRoot.",
				"Run `apachectl graceful`, then `curl -I URL/`.",
			}},
			{Title: "Set the default document", For: "IIS", Steps: []string{
				"403.14: add the file to Default Document, or check that the application's routing module runs.",
				"Prove it: `curl -I URL/`; sc-substatus in the log is 0.",
			}},
			{Title: "Set the front controller", For: "Laravel", Steps: []string{
				"The document root must be the folder `public`, and the rewrite to index.php must hold.",
				"Prove it: `curl -I URL/`.",
			}},
		},
		Monitor: "Monitor the start page with a keyword, and one asset beside it: a broken deploy then shows at once.",
		Sources: []string{"https://nginx.org/en/docs/http/ngx_http_index_module.html", "https://httpd.apache.org/docs/2.4/mod/mod_dir.html", docIIS},
	},
	{
		ID: "static/file-unreadable", Title: "The server may not read the file",
		Means:    "The file is there, and the system does not let the server's user read it: its mode, its owner or a security label. Other files beside it are served.",
		Statuses: "403,500", Ceiling: CeilingIsolated, Common: 4,
		Tell: []string{
			"A senseless name beside it is 404 and a known one is 200: only this file is concerned.",
			"OPTIONS on the URL gives 405 on nginx and 200 on Apache httpd and lighttpd: the refusal comes from opening the file, not from a rule.",
			"A symbolic link that may not be followed looks the same on nginx.",
		},
		Rivals: []CauseID{"static/symlink-refused", "static/path-deny-rule", "static/directory-unreadable"},
		Look:   "Look at the error log: `open() \"…\" failed (13: Permission denied)` on nginx, AH00132 on Apache httpd; then `namei -l PATH`.",
		Fixes: []Fix{
			{Title: "Let the server read the file", Steps: []string{
				"On the server: `uptimesignal inspect PATH`, or `namei -l PATH` and `sudo -u www-data cat PATH`.",
				"`chmod 644 FILE`, `chmod 755` on its directories, the right owner; then the deploy's umask, or it comes back.",
				"With SELinux: `ls -Z FILE`, `restorecon -Rv DIR`. Prove it: `curl -I URL` answers 200.",
			}},
			{Title: "Mode, owner, label", For: "nginx", Steps: []string{
				"The error log has the path and errno 13. Which user: `ps -o user= -C nginx | sort -u`. Then `sudo -u USER cat PATH`.",
				"`chmod o+r FILE`; with SELinux `chcon -t httpd_sys_content_t FILE`. No reload is needed; `curl -I URL` answers 200.",
			}},
			{Title: "Mode, owner, label", For: "Apache httpd", Steps: []string{
				"AH00132 `file permissions deny server access` names the path. `sudo -u www-data cat PATH`, then `chmod o+r FILE`.",
				"With SELinux: `ausearch -m avc -ts recent`, `restorecon -v FILE`. Prove it: `curl -I URL` answers 200.",
			}},
			{Title: "Mode and owner", For: "Caddy", Steps: []string{
				"Caddy's log has `permission denied`. It runs as user caddy: `sudo -u caddy cat PATH`, then `chmod o+r FILE`.",
				"Prove it: `curl -I URL` answers 200.",
			}},
			{Title: "Grant the pool's identity", For: "IIS", Steps: []string{
				"`icacls FILE /grant \"IIS AppPool\\POOL:(R)\"`, and IUSR for anonymous reading; 401.3 is the substatus for access lists.",
				"Prove it: `curl -I URL` answers 200.",
			}},
		},
		Monitor: "Monitor one file of each deploy step (page, style, upload); permissions break by folder.",
		Sources: []string{docNginx, "https://httpd.apache.org/docs/2.4/"},
	},
	{
		ID: "static/directory-unreadable", Title: "The server may not enter the directory",
		Means:    "A directory on the way to the file does not let the server's user pass. Every URL below it is refused, whether it exists or not.",
		Statuses: "403", Ceiling: CeilingIsolated, Common: 3,
		Tell: []string{
			"A senseless name in the same directory is 403 too, and elsewhere on the site 404.",
			"On nginx OPTIONS gives 405, which a rule on the path would not; on Apache httpd and lighttpd it cannot be told from such a rule.",
			"Apache httpd says it outright when it cannot read .htaccess.",
		},
		Rivals: []CauseID{"static/path-deny-rule", "static/file-unreadable", "static/no-index-listing-off"},
		Look:   "Run `namei -l PATH` as root: the first component without x for the server's user is the one; AH00035 and AH00529 name it on Apache httpd.",
		Fixes: []Fix{
			{Title: "Let the server pass every directory", Steps: []string{
				"`namei -l PATH` shows each component; `chmod o+x DIR` on the one that stops, from the root down. Home directories are often 700.",
				"In containers check the mount's owner and mode. Prove it: `sudo -u www-data stat PATH`, then `curl -I URL`.",
			}},
			{Title: "Mend the mode of .htaccess or its directory", For: "Apache httpd", Steps: []string{
				"AH00529 `.htaccess pcfg_openfile: unable to check htaccess file` names it: `chmod o+x DIR; chmod o+r DIR/.htaccess`.",
				"Without need for .htaccess set `AllowOverride None`. Prove it: `curl -I URL`.",
			}},
			{Title: "Let the worker pass", For: "nginx", Steps: []string{
				"The error log has `(13: Permission denied)` with the path. `sudo -u USER stat PATH` fails at the same component.",
				"`chmod o+x DIR`, or `setfacl -m u:USER:x DIR`; no reload is needed. Prove it: `curl -I URL`.",
			}},
		},
		Monitor: "Monitor one file in each tree that is deployed or mounted on its own.",
		Sources: []string{docHTTPD, docNginx},
	},
	{
		ID: "static/symlink-refused", Title: "The server may not follow the symbolic link",
		Means:    "The path goes over a symbolic link, and the server is told not to follow it, or only if both ends have the same owner.",
		Statuses: "403", Ceiling: CeilingIsolated, Common: 1,
		Tell: []string{
			"A senseless name beside it is 404; OPTIONS gives 403 on Apache httpd and lighttpd, where an unreadable file gives 200.",
			"On nginx it looks like an unreadable file.",
		},
		Rivals: []CauseID{"static/file-unreadable", "static/path-deny-rule"},
		Look:   "Look at the error log: AH00037 on Apache httpd, `disable_symlinks` with errno 40 (too many levels of symbolic links) on nginx.",
		Fixes: []Fix{
			{Title: "Allow the link, or deploy the file itself", Steps: []string{
				"`namei -l PATH` shows the links and their owners. Deploy real files, or make the owners equal: `chown -h USER LINK`.",
				"Prove it: `curl -I URL` answers 200.",
			}},
			{Title: "Options FollowSymLinks", For: "Apache httpd", Steps: []string{
				"AH00037 names the link. `Options +FollowSymLinks` in the directory, or SymLinksIfOwnerMatch with equal owners.",
				"Run `apachectl graceful`, then `curl -I URL`.",
			}},
			{Title: "disable_symlinks", For: "nginx", Steps: []string{
				"`grep -rn disable_symlinks /etc/nginx`; `disable_symlinks if_not_owner from=$document_root;` is the mild form.",
				"Run `nginx -t && nginx -s reload`, then `curl -I URL`.",
			}},
			{Title: "server.follow-symlink", For: "lighttpd", Steps: []string{
				"`server.follow-symlink = \"enable\"`, then `systemctl reload lighttpd`.",
				"Prove it: `curl -I URL` answers 200.",
			}},
		},
		Monitor: "Deploys that switch a link (current → release) deserve a monitor on a file below it.",
		Sources: []string{docHTTPD + "#options", docNginx + "#disable_symlinks"},
	},
	{
		ID: "static/path-deny-rule", Title: "A rule refuses this path to everyone",
		Means:    "The server's configuration or the application refuses this path to every client that we can be. It may be meant: files such as .git and .env should be refused.",
		Statuses: "403,404,405,444", Failures: []measure.Failure{measure.AnswerClosed}, Ceiling: CeilingClass, Common: 5,
		Tell: []string{
			"Nothing that can be changed from outside helps: place, User-Agent, credential, query, time.",
			"OPTIONS is 403 as well, a senseless name beside it too, and the site's root is fine.",
			"An allow list of addresses looks the same from places that are not on it.",
		},
		Rivals: []CauseID{"net/ip-allowlist", "authz/insufficient-role", "static/directory-unreadable", "waf/request-content-rule", "static/file-unreadable"},
		Look:   "Look at the error log and the configuration for the rule on this path: `access forbidden by rule` on nginx, AH01630 on Apache httpd; if it is silent, the application refuses.",
		Fixes: []Fix{
			{Title: "Decide whether the path is meant to be open", Steps: []string{
				"If it is not, expect 403 on the monitor: then it warns when the path opens.",
				"If it is, find the rule and what changed it, and narrow it.",
				"Prove it: the test answers as expected, and `curl -I SITE/.git/HEAD` is still refused.",
			}},
			{Title: "Find the location", For: "nginx", Steps: []string{
				"`nginx -T | grep -nE 'location|deny |return 403|auth_request|internal'`; the longest prefix or the first matching regular expression wins.",
				"Run `nginx -t && nginx -s reload`, then `curl -I URL`.",
			}},
			{Title: "Find the Require", For: "Apache httpd", Steps: []string{
				"AH01630 `client denied by server configuration` names the path. `grep -rnE 'Require (all denied|not)|<Files|RewriteRule.*\\[F' /etc/apache2`, and every .htaccess on the way.",
				"A DocumentRoot without `Require all granted` is refused by default. Run `apachectl graceful`, then `curl -I URL`.",
			}},
			{Title: "Find the http-request deny", For: "HAProxy", Steps: []string{
				"`grep -n 'deny' haproxy.cfg`; the log's termination state PR says that the proxy refused.",
				"`haproxy -c -f haproxy.cfg`, reload, then `curl -I URL`.",
			}},
			{Title: "Find the matcher", For: "Caddy", Steps: []string{
				"`respond @name 403` and `hide` in the Caddyfile; `caddy adapt` shows the order that results.",
				"`caddy reload`, then `curl -I URL`.",
			}},
			{Title: "Find the synth", For: "Varnish", Steps: []string{
				"`varnishlog -g request -q 'RespStatus == 403'` shows VCL_call RECV and return(synth): the rule is in vcl_recv.",
				"`varnishadm vcl.load` and vcl.use, then `curl -I URL`.",
			}},
			{Title: "Find the request filter", For: "IIS", Steps: []string{
				"404.5 to 404.8 are request filtering, 403.x are authorisation and IP rules: sc-substatus in the log names it.",
				"Edit requestFiltering or authorization in web.config, then `curl -I URL`.",
			}},
			{Title: "Find the ingress rule", For: "Kubernetes", Steps: []string{
				"`kubectl get ingress -A -o yaml | grep -nE 'snippet|whitelist|deny'`; annotations of the ingress controller and of its ConfigMap.",
				"Apply, then `curl -I URL`.",
			}},
		},
		Monitor: "Monitor a path that must be closed with expected status 403 or 404, beside the one that must be open.",
		Sources: []string{"https://nginx.org/en/docs/http/ngx_http_access_module.html", docHTTPDAu},
	},
	{
		ID: "static/handler-refused", Title: "The script's handler refuses",
		Means:    "The web server passed the request on to PHP-FPM or a CGI program, and that side refused the file: wrong path, suffix not allowed, or not executable.",
		Statuses: "404,403,500", Ceiling: CeilingStated, Common: 2,
		Tell: []string{
			"The body is exactly \"Access denied.\", \"File not found.\" or \"No input file specified.\": PHP wrote it.",
			"Static files of the same site are served.",
		},
		Rivals: []CauseID{"static/path-deny-rule", "app/error", "resource/not-found"},
		Look:   "Look at the log of PHP-FPM: `Primary script unknown`, or `Access to the script … has been denied (see security.limit_extensions)`.",
		Fixes: []Fix{
			{Title: "Give the handler the right path", Steps: []string{
				"Compare the path that the web server passes with the path as the handler sees it; in containers both must be mounted alike.",
				"Prove it: `curl -i URL` shows the script's own output.",
			}},
			{Title: "Set SCRIPT_FILENAME", For: "nginx", Steps: []string{
				"`fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;` with the right root, `$realpath_root` with release links, and `try_files $uri =404;` before fastcgi_pass.",
				"Run `nginx -t && nginx -s reload`, then `curl -i URL`.",
			}},
			{Title: "Allow the suffix, mend the path", For: "PHP-FPM", Steps: []string{
				"\"Access denied.\": add the suffix to `security.limit_extensions` in the pool. \"File not found.\": the path does not exist for the pool's user or inside its chroot.",
				"`systemctl reload php-fpm`, then `curl -i URL`.",
			}},
			{Title: "Allow execution", For: "Apache httpd", Steps: []string{
				"`Options ExecCGI is off in this directory` wants `Options +ExecCGI`; AH01241 `exec of … failed` wants `chmod 755` and a valid first line; AH01215 is what the script itself wrote.",
				"Run `apachectl graceful`, then `curl -i URL`.",
			}},
		},
		Monitor: "Monitor one script and one static file of the site: the pair tells the handler from the server.",
		Sources: []string{docPHPFPM, "https://httpd.apache.org/docs/2.4/howto/cgi.html"},
	},
}
