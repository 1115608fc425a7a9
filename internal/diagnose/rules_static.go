package diagnose

import (
	"bytes"
	"slices"
	"strings"
)

var staticRules = []Rule{
	{ID: "route-not-file", Ground: "what is served from a disk mostly has an extension; a path without one is a route of an application", Source: "our URL",
		says: text("the path has no extension, as routes of applications have none"),
		when: func(f *features) bool {
			return f.ans.status == 403 && !f.fileServer() && !f.container() && !f.req.file && !f.req.dir && !f.req.root && f.ans.program != storeProgram
		},
		gives: []weight{{cFilePerm, .25}, {cSymlink, .25}}},
	{ID: "fpm-by-suffix", Ground: "security.limit_extensions of PHP-FPM admits .php and .phar by default: another suffix is refused for itself, .php where the script cannot be read (EACCES)", Source: "our URL",
		says: text("PHP-FPM refuses a name that does not end in .php"),
		when: func(f *features) bool {
			return f.refusedByFPM() && !strings.HasSuffix(strings.ToLower(f.req.url.Path), ".php")
		},
		gives: []weight{{cHandler, 12}}},
	{ID: "fpm-script", Ground: "as above", Source: "our URL",
		says: text("PHP-FPM refuses a name that ends in .php, which it runs by default"),
		when: func(f *features) bool {
			return f.refusedByFPM() && strings.HasSuffix(strings.ToLower(f.req.url.Path), ".php")
		},
		gives: []weight{{cFilePerm, 4}, {cHandler, .8}}},
	{ID: "directory", Ground: "a directory without an index is refused where listing is off (ngx_http_index, httpd Options)", Source: "our URL",
		says: text("the URL is a directory"),
		when: func(f *features) bool {
			return f.req.dir && (f.ans.status == 403 || f.ans.status == 404) && !f.ans.structured
		},
		gives: []weight{{cNoIndex, 18}, {cFilePerm, .35}, {cSymlink, .35}, {cRefererReq, .4}}},
	{ID: "directory-of-app", Ground: "middleware that serves files refuses a directory without an index as web servers do; most paths of interfaces that end in a slash are no directories", Source: "our URL",
		says:  text("the URL may be a directory that an application serves"),
		when:  func(f *features) bool { return f.req.dir && f.ans.status == 403 && f.ans.structured },
		gives: []weight{{cNoIndex, 6}}},
	{ID: "directory-of-file-server", Ground: "as before; these programs serve files", Source: "header Server",
		says: text("a web server's own page for a directory"),
		when: func(f *features) bool {
			return f.req.dir && f.ans.status == 403 && f.fileServer()
		},
		gives: []weight{{cNoIndex, 2}}},
	{ID: "no-file-name", Ground: "files on the web have suffixes, routes of applications have none", Source: "our URL",
		says: text("the path has no suffix: it is a route more often than a file"),
		when: func(f *features) bool {
			return f.ans.status == 403 && !f.req.dir && !f.req.root && !f.req.file && !f.req.dotfile && !f.fileServer()
		},
		gives: []weight{{cFilePerm, .12}, {cSymlink, .12}, {cDirPerm, .3}, {cHandler, .6}}},
	{ID: "root-refused", Ground: "a site whose root is refused has no index, or refuses everything", Source: "our URL",
		says:  text("the URL is the root of the site"),
		when:  func(f *features) bool { return f.req.root && f.ans.status == 403 },
		gives: []weight{{cNoIndex, 25}, {cFilePerm, .5}, {cUARule, 1.3}, {cAllowlist, 1.2}, {cUnknownName, 1.5}, {cPathRule, .5}}},
	{ID: "dot-file", Ground: "names that begin with a dot are refused by most shipped configurations", Source: "our URL",
		says:  text("the path names a hidden file"),
		when:  func(f *features) bool { return f.req.dotfile && (f.ans.status == 403 || f.ans.status == 404) },
		gives: []weight{{cPathRule, 11}, {cContent, 9}, {cFilePerm, .4}, {cHidden, .4}}},
	{ID: "backup-name", Ground: "names of backups, includes and sources are refused by shipped configurations (lighttpd's url.access-deny, the Apache block of the HTML5 boilerplate)", Source: "our URL",
		says:  text("the path has a name that shipped rules refuse: a backup, an include or a source"),
		when:  func(f *features) bool { return f.ans.status == 403 && backupName(f.req.url.Path) },
		gives: []weight{{cPathRule, 7}, {cContent, 3}, {cFilePerm, .6}}},
	{ID: "script", Ground: "scripts run through a handler", Source: "our URL",
		says: text("the URL is a script"),
		when: func(f *features) bool {
			return f.req.script && (f.ans.status == 403 || f.ans.status == 404 || f.ans.status == 500)
		},
		gives: []weight{{cHandler, 9}, {cFilePerm, .6}, {cRefererReq, .3}}},
	{ID: "not-a-file-server", Ground: "a load balancer or gateway opens no files", Source: "the answer",
		says:  text("the program that answered serves no files"),
		when:  func(f *features) bool { return f.ans.program == proxyProgram && f.ans.status == 403 },
		gives: []weight{{cFilePerm, .15}, {cDirPerm, .15}, {cSymlink, .1}, {cNoIndex, .15}, {cHandler, .2}, {cBlock, 4}, {cSession, 1.5}, {cHTTPSRequired, 1.3}}},
	{ID: "varnish-403", Ground: "VCL is a program: cookies, hosts and headers are as usual grounds of its synthetic 403 as paths [lab]", Source: "header X-Varnish",
		says: text("Varnish's own configuration can refuse by anything that a request carries"),
		when: func(f *features) bool {
			return f.ans.status == 403 && f.ans.Get("X-Varnish") != "" && f.ans.program == proxyProgram
		},
		gives: []weight{{cSession, 1.7}, {cRole, 1.3}, {cUnknownName, 1.5}, {cBlock, .85}}},
	{ID: "not-a-symlink-server", Ground: "Caddy has no option that refuses symbolic links", Source: "header Server",
		says:  text("this server has no option to refuse symbolic links"),
		when:  func(f *features) bool { return f.ans.program == caddyProgram || f.ans.program == iisProgram },
		gives: []weight{{cSymlink, .02}}},
	{ID: "symlinks-seldom-refused", Ground: "few programs can refuse symbolic links at all (httpd, nginx, lighttpd can)", Source: "header Server",
		says:  text("few programs can refuse symbolic links"),
		when:  func(f *features) bool { return f.ans.status == 403 && !f.fileServer() },
		gives: []weight{{cSymlink, .4}}},
	{ID: "iis-403", Ground: "IIS's request filtering answers 404; its 403 comes from addresses, TLS, certificates, listing and permissions (IIS status codes 403.1 to 403.17)", Source: "header Server",
		says:  text("IIS answers 404, not 403, to paths that it filters"),
		when:  func(f *features) bool { return f.ans.status == 403 && f.ans.program == iisProgram },
		gives: []weight{{cPathRule, .3}, {cBlock, .5}}},
	{ID: "caddy-directory", Ground: "Caddy answers 404 for a directory without an index [lab]", Source: "header Server",
		says: text("Caddy and Tomcat answer 404 for a directory without an index"),
		when: func(f *features) bool {
			return f.ans.status == 404 && f.req.dir && (f.ans.program == caddyProgram || f.ans.program == appProgram && f.ans.stock)
		},
		gives: []weight{{cNoIndex, 6}}},
	{ID: "stock-page", Ground: "a web server's own page: no application, no bot product", Source: "the body",
		says:  text("the page is the web server's own"),
		when:  func(f *features) bool { return f.ans.stock && f.fileServer() && f.ans.status == 403 },
		gives: []weight{{cBlock, .3}, {cChallenge, .6}, {cSession, .4}, {cMissingCreds, .4}, {cRole, .6}, {cCSRF, .1}}},
	{ID: "unbranded-page", Ground: "a page without a program's name may be anybody's: a firewall, a proxy, an application", Source: "the body",
		says: text("nothing in the answer names the program that wrote it"),
		when: func(f *features) bool {
			return f.ans.status == 403 && f.ans.program == unknownProgram && !f.ans.structured
		},
		gives: []weight{{cBlock, 5}, {cSession, 1.3}, {cMissingCreds, 1.2}}},
	{ID: "empty-500-page", Ground: "CGI without an execute bit and a crashing script give one page (httpd AH01215) [lab]", Source: "the answer",
		says: text("the web server's own page for a script that could not be run or broke"),
		when: func(f *features) bool {
			return f.ans.status == 500 && f.req.script && f.ans.program == httpdProgram
		},
		gives: []weight{{cHandler, 1.5}}},
	{ID: "app-404", Ground: "applications hide what one may not see (RFC 9110 section 15.5.4)", Source: "our request",
		says: text("404 is also what an application says to hide a page from strangers"),
		when: func(f *features) bool {
			return f.ans.status == 404 && (f.ans.structured || f.ans.program == appProgram || bytes.Contains(f.ans.Body, []byte("wp-content")))
		},
		gives: []weight{{cHidden, 1.5}}},
	{ID: "credentials-404", Ground: "GitHub and others answer 404 to a credential that lacks the right (github/docs troubleshooting)", Source: "our request",
		says:  text("credentials were sent, and some APIs answer 404 for what they may not see"),
		when:  func(f *features) bool { return f.ans.status == 404 && f.req.anything() },
		gives: []weight{{cHidden, 3}, {cRole, 2}}},
}

// backupName reports whether a path ends in a suffix that shipped rules refuse.
func backupName(p string) bool {
	p = strings.ToLower(p)
	for _, s := range []string{"~", ".bak", ".inc", ".old", ".orig", ".save", ".swp", ".swo", ".sql", ".dist", ".conf", ".config", ".ini", ".log", ".psd", ".fla", ".sh", ".tmpl", ".engine", ".module"} {
		if strings.HasSuffix(p, s) {
			return true
		}
	}
	return false
}

// fileServer reports whether the program that answered serves files itself.
func (f *features) fileServer() bool {
	switch f.ans.program {
	case nginxProgram, httpdProgram, lighttpdProgram, caddyProgram, iisProgram:
		return true
	}
	return false
}

// refusedByFPM reports whether the whole body is what PHP-FPM says of a script
// that it may not run.
func (f *features) refusedByFPM() bool {
	return f.ans.status == 403 && slices.ContainsFunc(f.ans.matches, func(m Match) bool { return m.Product == "PHP-FPM" && m.Where != InHeader })
}
