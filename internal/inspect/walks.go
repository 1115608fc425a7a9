package inspect

import (
	"fmt"
	"os"
	"path"
	"slices"
	"strings"
)

// walks goes to every file that the request needs.
func (l *look) walks() error {
	w := &walker{view: l.view, id: l.r.Server, sys: l.sys, rule: l.plan.links}
	if err := l.others(w); err != nil {
		return err
	}
	l.unreached()
	if l.r.Path == "" {
		return nil
	}
	l.handler(w)
	err := l.target(w)
	l.r.Steps = w.steps
	return err
}

// others are files besides the one served: passwords, sockets, .htaccess.
func (l *look) others(w *walker) error {
	for _, f := range l.plan.files {
		side := &walker{view: w.view, id: w.id, sys: w.sys}
		r, err := side.walk(f.path, mayRead)
		if err != nil {
			return err
		}
		if r.deny != nil {
			r.deny.Cause, r.deny.phase = f.cause, phaseAccess
			r.deny.Says = upper(f.what) + " of " + f.from.where() + " cannot be read. " + r.deny.Says
			r.deny.Line = f.from.text()
			l.r.Findings = append(l.r.Findings, *r.deny)
		}
	}
	for _, s := range l.plan.sockets {
		side := &walker{view: w.view, id: w.id, sys: w.sys}
		r, err := side.walk(s, mayWrite)
		if err != nil {
			return err
		}
		if r.deny != nil {
			r.deny.Cause, r.deny.phase = "upstream/unreachable", phaseReach
			l.r.Findings = append(l.r.Findings, *r.deny)
		}
	}
	for _, h := range l.plan.htaccess {
		side := &walker{view: w.view, id: w.id, sys: w.sys}
		r, err := side.walk(h, mayRead)
		if err != nil {
			return err
		}
		if r.deny != nil && r.deny.Cause != "resource/not-found" {
			r.deny.Cause, r.deny.phase = "static/directory-unreadable", phaseMap
			r.deny.Says = "AllowOverride lets .htaccess rule here, and it cannot be read: everything below is refused. " + r.deny.Says
			l.r.Findings = append(l.r.Findings, *r.deny)
			break
		}
	}
	return nil
}

// handler lets the process that reads the script do the walk.
func (l *look) handler(w *walker) {
	if l.plan.handler != "fastcgi_pass" {
		return
	}
	for _, r := range roles {
		if r.program != "PHP-FPM" {
			continue
		}
		if fpm := workers(l.all, r); len(fpm) > 0 {
			w.id, w.rule = identity(fpm[0], r.program, l.all), nil
			l.r.Notes = append(l.r.Notes, fmt.Sprintf("The script is read by PHP-FPM (pid %d, %s); the path was walked as that.", w.id.PID, who(w.id)))
			return
		}
	}
	l.r.Notes = append(l.r.Notes, "The script is read by the FastCGI process, not by the web server; if it runs as another user, name it with --user.")
}

// target walks to the file, or to the directory and its index.
func (l *look) target(w *walker) error {
	p := path.Clean(l.r.Path)
	r, err := w.walk(p, 0)
	if err != nil {
		return err
	}
	if r.deny != nil {
		l.found(*l.elsewhere(r.deny))
		return nil
	}
	if r.node.kind != Directory {
		if last := w.ask(r.node, mayRead); last.deny != nil {
			l.found(*last.deny)
		} else if l.plan.run {
			if last := w.ask(r.node, mayExec); last.deny != nil {
				last.deny.Cause = "static/handler-refused"
				l.found(*last.deny)
			}
		}
		return nil
	}
	return l.directory(w, p, r.node)
}

// found adds a finding of the walk. Apache httpd meets directories and links
// before it asks who may pass.
func (l *look) found(f Finding) {
	if l.o.Apache != "" && (f.Cause == "static/directory-unreadable" || f.Cause == "static/symlink-refused") {
		f.phase = phaseMap
	}
	l.r.Findings = append(l.r.Findings, f)
}

// directory looks for an index file, and for the right to list.
func (l *look) directory(w *walker, p string, dir node) error {
	if r := w.ask(dir, mayExec); r.deny != nil {
		l.found(*r.deny)
		return nil
	}
	index := l.plan.index
	if len(index) == 0 {
		index = defaultIndex(l.r.Server.Program)
	}
	for _, name := range index {
		if path.IsAbs(name) || strings.Contains(name, "/") {
			continue
		}
		r, err := w.walk(path.Join(p, name), mayRead)
		switch {
		case err != nil:
			return err
		case r.deny == nil:
			l.r.Path = path.Join(p, name)
			return nil
		case r.deny.Cause != "resource/not-found":
			l.found(*r.deny)
			return nil
		}
	}
	if l.plan.listing {
		if r := w.ask(dir, mayRead); r.deny != nil {
			l.found(*r.deny)
		}
		return nil
	}
	l.found(Finding{
		Cause: "static/no-index-listing-off", Denies: true, Where: p, phase: phaseContent,
		Says: fmt.Sprintf("%s holds none of the index files (%s), and it may not be listed.", p, strings.Trim(strings.Join(index, ", "), "\x00")),
		Mend: indexMend(l.r.Server.Program, p, index),
	})
	return nil
}

// defaultIndex is what a product serves for a directory when its configuration
// does not say: ngx_http_index_module; mod_dir; caddyserver.com/docs/caddyfile/directives/file_server;
// redmine.lighttpd.net mod_indexfile has none, and distributions set these.
func defaultIndex(program string) []string {
	switch program {
	case "Caddy":
		return []string{"index.html", "index.txt"}
	case "lighttpd":
		return []string{"index.php", "index.html", "index.lighttpd.html"}
	case "PHP-FPM":
		return []string{"index.php"}
	}
	return []string{"index.html"}
}

func indexMend(program, dir string, index []string) []Mend {
	out := []Mend{{"Deploy one of them, or point the check at a file that is there:", "ls -la " + quote(dir)}}
	switch program {
	case "nginx":
		out = append(out, Mend{"If the start file has another name, say so with `index NAME;`, then:", "nginx -t && nginx -s reload"})
	case "Caddy":
		out = append(out, Mend{"If the start file has another name, say so with `index NAME` in file_server, or list the directory with `browse`, then:", caddyReload})
	case "lighttpd":
		out = append(out, Mend{"If the start file has another name, say so with `index-file.names = ( \"NAME\" )`, then:", lighttpdReload})
	case "Apache httpd":
		out = append(out, Mend{"If the start file has another name, say so with `DirectoryIndex NAME`, then:", "apachectl configtest && apachectl graceful"})
	}
	if slices.Contains(index, "index.php") {
		return out[:1]
	}
	return out
}

// elsewhere looks whether what the process does not find is there for us: then
// it lies outside of its container, chroot or hardened unit.
func (l *look) elsewhere(f *Finding) *Finding {
	if f.Cause != "resource/not-found" || l.r.Server.PID == 0 {
		return f
	}
	ours, _, _, err := openView(Identity{})
	if err != nil {
		return f
	}
	if _, err := ours.node(f.Where); err != nil {
		return f
	}
	f.Says = fmt.Sprintf("%s is there for this shell, and not for process %d: it has a file system of its own (a container, a chroot, or a unit with ProtectHome, PrivateTmp or the like).", f.Where, l.r.Server.PID)
	f.Mend = []Mend{{"Mount the path into the container, or lift the unit's protection; this shows what the process sees:", fmt.Sprintf("nsenter -t %d -m ls -la %s", l.r.Server.PID, quote(path.Dir(f.Where)))}}
	if strings.HasPrefix(f.Where, "/home/") || strings.HasPrefix(f.Where, "/root/") || strings.HasPrefix(f.Where, "/tmp/") {
		f.Mend = append(f.Mend, Mend{"In a systemd unit, see which protection holds:", "systemctl show -p ProtectHome,PrivateTmp,InaccessiblePaths,RootDirectory " + unitOf(l.r.Server.Program)})
	}
	return f
}

func unitOf(program string) string {
	if program == "Apache httpd" {
		if _, err := os.Stat("/etc/apache2"); err == nil {
			return "apache2"
		}
		return "httpd"
	}
	return strings.ToLower(program)
}
