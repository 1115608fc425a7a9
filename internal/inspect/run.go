package inspect

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"path"
	"path/filepath"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/problem"
	"github.com/uptimesignal/uptimesignal/internal/redact"
)

// A look is one inspection under way.
type look struct {
	o    Options
	all  []process
	view view
	sys  system
	plan *plan
	r    Result
}

// Run inspects what o names. An error means that we could not look; what the
// user can do about it stands in a [problem] error: rights that are missing
// are [problem.Forbidden].
func Run(o Options) (Result, error) {
	if err := check(&o); err != nil {
		return Result{}, err
	}
	l := &look{o: o}
	for _, step := range []func() error{l.who, l.open, l.configured, l.walks} {
		if err := step(); err != nil {
			return Result{}, barred(err)
		}
	}
	l.r.settle()
	return l.r, nil
}

func check(o *Options) error {
	given := 0
	for _, file := range []string{o.Nginx, o.Apache, o.Lighttpd, o.Caddy} {
		given += min(len(file), 1)
	}
	switch {
	case given > 1:
		return problem.New(problem.Invalid, "give the configuration of one web server, not of several")
	case o.Path == "" && o.URL == "":
		return problem.New(problem.Invalid, "say what to inspect: a PATH, or a URL with --nginx, --apache, --lighttpd or --caddy")
	case o.Path == "" && given == 0:
		return problem.New(problem.Invalid, "a URL alone names no file: give the PATH too, or the configuration with --nginx, --apache, --lighttpd or --caddy")
	}
	if o.Path != "" {
		slash := strings.HasSuffix(o.Path, "/")
		abs, err := filepath.Abs(o.Path)
		if err != nil {
			return problem.Wrap(problem.Invalid, err, "the path %s cannot be made absolute", o.Path)
		}
		if o.Path = abs; slash && abs != "/" {
			o.Path += "/"
		}
	}
	return nil
}

// barred words a lack of rights of our own.
func barred(err error) error {
	if !errors.Is(err, fs.ErrPermission) {
		if kind, _ := problem.Of(err); kind == problem.Internal && errors.Is(err, fs.ErrNotExist) {
			return problem.Wrap(problem.NotFound, err, "%s", err.Error())
		}
		return err
	}
	what := err.Error()
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		what = e.Path
	}
	return problem.Wrap(problem.Forbidden, err, "this user may not look at %s; run the same with sudo", what)
}

// who finds the identity of the serving process, if one is given or runs.
func (l *look) who() error {
	id, ok, err := given(l.o)
	if err != nil || ok {
		l.r.Server = id
		return err
	}
	if l.all, err = processes(); err != nil {
		return err
	}
	if l.o.PID != 0 {
		p, ok := readProcess(l.o.PID)
		if !ok {
			return problem.New(problem.NotFound, "there is no process %d", l.o.PID)
		}
		l.r.Server = identity(p, programOf(p), l.all)
		confine(&l.r.Server)
		return nil
	}
	p, program, err := choose(l.all, l.o, listeners(portOf(l.o.URL)))
	switch {
	case err == nil:
		l.r.Server = identity(p, program, l.all)
		confine(&l.r.Server)
	case problem.Is(err, problem.NotFound) && l.asked():
		// the configuration may name the user
	default:
		return err
	}
	return nil
}

// asked reports whether a configuration is given.
func (l *look) asked() bool {
	program, _ := l.o.config()
	return program != ""
}

func programOf(p process) string {
	for _, r := range roles {
		if r.known(p.comm) {
			return r.program
		}
	}
	return p.comm
}

func (l *look) open() error {
	v, sys, notes, err := openView(l.r.Server)
	l.view, l.sys, l.r.Notes = v, sys, append(l.r.Notes, notes...)
	if p := l.r.Server.Profile; strings.HasSuffix(p, "(enforce)") {
		l.r.Notes = append(l.r.Notes, "AppArmor confines the process by the profile "+p+". Its rules cannot be read from the kernel: if nothing else denies, look for DENIED in `journalctl -k`.")
	}
	return err
}

// configured reads the configuration, if one is given, and asks it.
func (l *look) configured() error {
	l.plan = &plan{links: func(string) links { return links{} }}
	if !l.asked() {
		l.unread()
		l.r.Path = l.o.Path
		return nil
	}
	p, err := l.planned()
	if err != nil {
		return err
	}
	l.plan = p
	if l.o.Method == "HEAD" {
		for i, f := range p.findings {
			if f.Cause == "request/method-refused" {
				p.findings[i].Cause = "request/head-refused"
			}
		}
	}
	l.r.Findings = append(l.r.Findings, p.findings...)
	l.r.Notes = append(l.r.Notes, p.notes...)
	l.r.Rules = p.rules
	if l.r.Server.Found == "" {
		if p.user == "" {
			return problem.New(problem.Invalid, "no such server runs, and its configuration names no user; give --user")
		}
		if l.r.Server, err = lookup(p.user); err != nil {
			return err
		}
		l.r.Server.Found = "from the configuration; the server does not run"
		l.r.Server.Program, _ = l.o.config()
	}
	l.r.Path = p.path
	switch given := strings.TrimSuffix(l.o.Path, "/"); {
	case l.o.Path == "":
	case p.path == "" && p.handler != "":
		l.r.Notes = append(l.r.Notes, fmt.Sprintf("The request is passed on (%s): the web server does not read %s itself.", p.handler, l.o.Path))
	case p.path == "" && len(p.findings) == 0:
		l.r.Path = l.o.Path
	case p.path == "":
		l.r.Path = l.o.Path
	case p.path != given && path.Dir(p.path) != given:
		l.r.Notes = append(l.r.Notes, fmt.Sprintf("The configuration maps the URL to %s, not to %s; what it maps to was inspected.", p.path, l.o.Path))
	}
	return nil
}

// unread says that rules were not looked at.
func (l *look) unread() {
	flag := map[string]string{"nginx": "--nginx", "Apache httpd": "--apache", "lighttpd": "--lighttpd", "Caddy": "--caddy"}[l.r.Server.Program]
	if flag == "" {
		return
	}
	file := l.r.Server.config
	if file == "" {
		file = "FILE"
	}
	l.r.Notes = append(l.r.Notes, fmt.Sprintf("Only the file system was looked at. To look at the rules of %s too, add: --url URL %s %s", l.r.Server.Program, flag, file))
}

// planned asks the configuration about the URL, or about the URL that the path
// would have.
func (l *look) planned() (*plan, error) {
	ask, guesses, err := l.read()
	if err != nil {
		return nil, err
	}
	if l.o.URL != "" {
		q, err := parseRequest(l.o.URL, l.o)
		if err != nil {
			return nil, err
		}
		l.r.URL = redact.URL(l.o.URL)
		return ask(q)
	}
	return l.guess(ask, guesses(l.o.Path))
}

// read reads the configuration. It returns what evaluates it, and what lists
// the requests that may be served from a path.
func (l *look) read() (ask func(request) (*plan, error), guesses func(string) []request, err error) {
	program, file := l.o.config()
	file = absolute(file)
	switch program {
	case "nginx":
		conf, err := parseNginx(l.view, file)
		prefix := l.prefix(path.Dir(file), "/usr/share/nginx", "/usr/local/nginx", "/etc/nginx")
		return func(q request) (*plan, error) { return planNginx(l.view, file, prefix, conf, q) },
			func(p string) []request { return guessNginx(conf, prefix, p) }, err
	case "lighttpd":
		conf, notes, err := parseLighttpd(l.view, file)
		return func(q request) (*plan, error) { return planLighttpd(l.view, conf, notes, q) },
			func(p string) []request { return guessLighttpd(conf, p) }, err
	}
	if program == "Caddy" {
		conf, err := parseCaddy(l.view, file)
		return func(q request) (*plan, error) { return planCaddy(l.view, file, conf, q) },
			func(p string) []request { return guessCaddy(conf, p) }, err
	}
	conf, err := parseApache(l.view, file, l.prefix(path.Dir(file)))
	return func(q request) (*plan, error) { return planApache(l.view, conf, q) }, func(p string) []request { return conf.guess(p) }, err
}

// guess takes the first URL that the configuration maps to the path.
func (l *look) guess(ask func(request) (*plan, error), guesses []request) (*plan, error) {
	var first *plan
	taken := ""
	for _, q := range guesses {
		q.from(l.o)
		q.raw = (&url.URL{Path: q.uri}).EscapedPath()
		p, err := ask(q)
		if err != nil {
			return nil, err
		}
		raw := (&url.URL{Scheme: q.scheme, Host: net.JoinHostPort(q.host, itoa(int(q.port))), Path: q.uri}).String()
		given := strings.TrimSuffix(l.o.Path, "/")
		if p.path == given || p.path != "" && path.Dir(p.path) == given {
			first, taken = p, raw
			break
		}
		if first == nil {
			first, taken = p, raw
		}
	}
	if first == nil {
		return nil, problem.New(problem.Invalid, "nothing in the configuration serves %s; give the URL with --url", l.o.Path)
	}
	l.r.URL = taken
	first.note("No URL was given; %s was taken.", taken)
	return first, nil
}

// prefix is where relative paths of the configuration start: that of the
// command line, or the first of the usual ones that is there.
func (l *look) prefix(own string, usual ...string) string {
	if l.r.Server.prefix != "" {
		return l.r.Server.prefix
	}
	for _, p := range usual {
		if _, err := l.view.node(p); err == nil {
			return p
		}
	}
	return own
}
