package inspect

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/problem"
	"github.com/uptimesignal/uptimesignal/internal/redact"
)

// Bounds of a configuration. Real ones stay far below; what is over them is
// refused, not cut.
const (
	maxConfigFile  = 4 << 20 // bytes of one file
	maxConfigFiles = 2000
	maxConfigBytes = 32 << 20
	maxDirectives  = 500_000
	maxDepth       = 64       // of blocks and of includes
	maxText        = 64 << 10 // of one text after variables are put in
)

// A directive is a line of a configuration, or a block of them.
type directive struct {
	name  string // in lower case for Apache httpd, where case means nothing
	word  string // the name as it was written, where that differs
	args  []string
	raw   string // the arguments as they are written, for Apache httpd
	file  string
	line  int
	block []directive
	open  bool // it is a block
}

func (d directive) where() string { return fmt.Sprintf("%s:%d", d.file, d.line) }

// text is the directive as it may be shown: one line, without secrets.
func (d directive) text() string {
	word := d.name
	if d.word != "" {
		word = d.word
	}
	s := strings.Join(append([]string{word}, d.args...), " ")
	isMap := d.name == "map" && len(d.args) == 2 && isClear(d.args[0])
	if slices.Contains(secretDirectives, strings.ToLower(d.name)) && !isMap {
		s = word + " " + redact.Mask
	}
	isExpr := d.name == "if" || d.name == "elseif" || d.name == "require" && slices.ContainsFunc(d.args, func(a string) bool { return strings.EqualFold(a, "expr") })
	switch {
	case !isExpr || clearExpr(d.raw):
	case d.open:
		s = word + " " + redact.Mask
	default:
		s = word + " expr " + redact.Mask
	}
	if strings.HasPrefix(word, "<") {
		s += ">"
	}
	s = redact.Text(strings.Join(strings.Fields(s), " "))
	if r := []rune(s); len(r) > 160 {
		s = string(r[:159]) + "…"
	}
	return s
}

var exprVariable = regexp.MustCompile(`%\{([^}]*)\}|\w+\(`)

// clearExpr reports whether an expression may be shown: what it compares with
// a field such as a key is a secret.
func clearExpr(text string) bool {
	for _, m := range exprVariable.FindAllString(text, -1) {
		if !strings.HasPrefix(m, "%{") || !isClear(m) {
			return false
		}
	}
	return true
}

// secretDirectives have a secret among their arguments.
var secretDirectives = []string{
	"secure_link_md5", "secure_link_secret", "proxy_set_header", "fastcgi_param", "add_header", "set", "map",
	"setenv", "requestheader", "authldapbindpassword", "sessioncryptopassphrase", "ssl_password_file",
}

// A reader reads configuration files within the bounds.
type reader struct {
	view  view
	files int
	bytes int
	count int
}

func (r *reader) open(file string) (string, error) {
	if r.files++; r.files > maxConfigFiles {
		return "", problem.New(problem.Invalid, "the configuration has more than %d files; does it include itself?", maxConfigFiles)
	}
	b, err := r.view.read(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", problem.Wrap(problem.NotFound, err, "there is no file %s", file)
	case err != nil:
		return "", fmt.Errorf("read %s: %w", file, err)
	}
	if r.bytes += len(b); r.bytes > maxConfigBytes {
		return "", problem.New(problem.Invalid, "the configuration has more than %d bytes", maxConfigBytes)
	}
	return string(b), nil
}

// one counts a directive.
func (r *reader) one() error {
	if r.count++; r.count > maxDirectives {
		return problem.New(problem.Invalid, "the configuration has more than %d directives", maxDirectives)
	}
	return nil
}

// included lists the files that a pattern names. A pattern with a wildcard may
// name none.
func (r *reader) included(pattern string) ([]string, error) {
	if !strings.ContainsAny(pattern, "*?[") {
		return []string{pattern}, nil
	}
	found, err := r.view.glob(pattern)
	if err != nil {
		return nil, problem.New(problem.Invalid, "the pattern %s of an include cannot be read", pattern)
	}
	return found, nil
}

// eachIncluded joins what one reads of the files that an include names; a
// relative pattern is meant in dir.
func eachIncluded[T any](r *reader, dir, pattern string, one func(file string) ([]T, error)) ([]T, error) {
	if !path.IsAbs(pattern) {
		pattern = path.Join(dir, pattern)
	}
	files, err := r.included(pattern)
	if err != nil {
		return nil, err
	}
	var out []T
	for _, f := range files {
		more, err := one(f)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	return out, nil
}

// A plan is what the configuration says about one request.
type plan struct {
	findings  []Finding
	notes     []string
	rules     []string // what applies, for showing
	path      string   // what the URL names, "" if no file is served
	index     []string
	listing   bool
	asDir     bool // the URL ends in a slash
	links     func(link string) links
	user      string // the user that the configuration names
	sockets   []string
	upstreams []upstream
	files     []wish // other files that the server must read
	htaccess  []string
	run       bool   // the file is run as a program, not only read
	handler   string // "" for the files themselves, or what the request is passed to
	passed    string // the directive that passes it on, for showing
}

// A wish is a file that the configuration needs besides the one served.
type wish struct {
	path  string
	from  directive
	cause diagnose.CauseID
	what  string
}

func (p *plan) note(format string, args ...any) {
	if n := fmt.Sprintf(format, args...); !slices.Contains(p.notes, n) {
		p.notes = append(p.notes, n)
	}
}

// rule remembers a part of the configuration that applies.
func (p *plan) rule(d directive) {
	if s := d.where() + "  " + d.text(); !slices.Contains(p.rules, s) {
		p.rules = append(p.rules, s)
	}
}

// kindAt says what lies at a path of the configuration, following links.
func kindAt(v view, p string) (Kind, bool) {
	w := walker{view: v, id: Identity{Overrule: true}}
	r, err := w.resolve(path.Clean(p))
	if err != nil || r.deny != nil {
		return "", false
	}
	return r.node.kind, true
}

// memory is a view of files held in memory, for directives given as text.
type memory map[string]string

func (m memory) node(string) (node, error) { return node{}, fs.ErrNotExist }

func (m memory) read(p string) ([]byte, error) {
	if text, ok := m[p]; ok {
		return []byte(text), nil
	}
	return nil, fs.ErrNotExist
}

func (m memory) glob(pattern string) ([]string, error) {
	var out []string
	for p := range m {
		if ok, err := path.Match(pattern, p); err != nil {
			return nil, err
		} else if ok {
			out = append(out, p)
		}
	}
	slices.Sort(out)
	return out, nil
}
