package inspect

import (
	"path"
	"regexp"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/problem"
)

// An apacheConfig is a configuration of Apache httpd with its includes, where
// IfModule, IfDefine and IfVersion are already decided.
type apacheConfig struct {
	lines   []directive
	r       *reader
	root    string // ServerRoot
	defined map[string]string
	modules map[string]bool
	notes   []string
}

// builtin modules are linked into every httpd that is packaged (httpd -l).
var builtin = []string{"core", "so", "http", "log_config", "logio", "version", "unixd", "watchdog"}

// parseApache reads a configuration (https://httpd.apache.org/docs/2.4/configuring.html):
// a directive is a line, \ at its end continues it, # begins a comment line,
// and sections are written <Name args> … </Name>.
func parseApache(v view, file, root string) (*apacheConfig, error) {
	c := &apacheConfig{r: &reader{view: v}, root: root, defined: map[string]string{}, modules: map[string]bool{}}
	for _, m := range builtin {
		c.modules[m] = true
	}
	c.envvars(path.Join(path.Dir(file), "envvars"))
	lines, err := c.file(file, 0)
	c.lines = lines
	return c, err
}

var export = regexp.MustCompile(`(?m)^\s*(?:export\s+)?([A-Z_]+)=(\S*)\s*$`)

// envvars reads the variables that Debian's start script sets.
func (c *apacheConfig) envvars(file string) {
	text, err := c.r.open(file)
	if err != nil {
		return
	}
	for _, m := range export.FindAllStringSubmatch(text, -1) {
		value := strings.Trim(strings.ReplaceAll(m[2], "$SUFFIX", ""), `"'`)
		if !strings.ContainsAny(value, "$`") {
			c.defined[m[1]] = value
		}
	}
}

func (c *apacheConfig) file(file string, depth int) ([]directive, error) {
	if depth > maxDepth {
		return nil, problem.New(problem.Invalid, "%s: includes are nested more than %d deep", file, maxDepth)
	}
	text, err := c.r.open(file)
	if err != nil {
		return nil, err
	}
	p := &apacheParser{c: c, file: file, text: text, depth: depth}
	return p.section("", 0)
}

// An apacheParser reads one file.
type apacheParser struct {
	c     *apacheConfig
	file  string
	text  string
	at    int
	line  int // of the last line read
	depth int // of includes
}

// next returns a line with those that continue it; ok is false at the end.
func (p *apacheParser) next() (text string, line int, ok bool) {
	var b strings.Builder
	for p.at < len(p.text) {
		l := p.text[p.at:]
		if n := strings.IndexByte(l, '\n'); n >= 0 {
			l = l[:n]
		}
		p.at += len(l) + 1
		p.line++
		if b.Len() == 0 {
			line = p.line
		}
		l = strings.TrimRight(l, "\r")
		if more, ok := strings.CutSuffix(l, `\`); ok && p.at < len(p.text) {
			b.WriteString(more + " ")
			continue
		}
		b.WriteString(l)
		if s := strings.TrimSpace(b.String()); s != "" && s[0] != '#' {
			return s, line, true
		}
		b.Reset()
	}
	return "", 0, false
}

// section reads directives up to </name>, or to the end of the file.
func (p *apacheParser) section(name string, deep int) ([]directive, error) {
	if deep > maxDepth {
		return nil, problem.New(problem.Invalid, "%s:%d: sections are nested more than %d deep", p.file, p.line, maxDepth)
	}
	var out []directive
	for {
		text, line, ok := p.next()
		if !ok {
			if name != "" {
				return nil, problem.New(problem.Invalid, "%s: the section <%s> is never closed", p.file, name)
			}
			return out, nil
		}
		if err := p.c.r.one(); err != nil {
			return nil, err
		}
		if end, ok := strings.CutPrefix(text, "</"); ok {
			if end = strings.ToLower(strings.TrimSpace(strings.TrimSuffix(end, ">"))); end != name {
				return nil, problem.New(problem.Invalid, "%s:%d: </%s> closes nothing that is open", p.file, line, end)
			}
			return out, nil
		}
		more, err := p.one(text, line, deep)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
}

// one reads a directive or a section, and decides conditions and includes.
func (p *apacheParser) one(text string, line, deep int) ([]directive, error) {
	inner, isSection := strings.CutPrefix(text, "<")
	if isSection {
		inner = strings.TrimSuffix(strings.TrimSpace(inner), ">")
	}
	inner = p.c.substitute(inner)
	words := apacheWords(inner)
	if len(words) == 0 {
		return nil, nil
	}
	d := directive{name: strings.ToLower(words[0]), word: strings.Repeat("<", len(text)-len(strings.TrimPrefix(text, "<"))) + words[0], args: words[1:], raw: afterWord(inner), file: p.file, line: line, open: isSection}
	if !isSection {
		return p.plain(d)
	}
	var err error
	if d.block, err = p.sectionOf(d, deep); err != nil {
		return nil, err
	}
	switch d.name {
	case "ifmodule", "ifdefine", "ifversion", "iffile":
		return d.block, nil
	case "macro":
		p.c.notes = append(p.c.notes, "Macros are not expanded here: "+d.where())
		return nil, nil
	}
	return []directive{d}, nil
}

// sectionOf reads the block of d; one whose condition fails is read and
// forgotten, so that what it would load and define stays unknown.
func (p *apacheParser) sectionOf(d directive, deep int) ([]directive, error) {
	if p.c.holds(d) {
		return p.section(d.name, deep+1)
	}
	for open := 1; open > 0; {
		text, _, ok := p.next()
		if !ok {
			return nil, problem.New(problem.Invalid, "%s: the section <%s> is never closed", p.file, d.name)
		}
		low := strings.ToLower(text)
		switch {
		case strings.HasPrefix(low, "</"+d.name+">"):
			open--
		case strings.HasPrefix(low, "<"+d.name+" "):
			open++
		}
	}
	return nil, nil
}

// holds decides the conditions that are decided when the file is read.
func (c *apacheConfig) holds(d directive) bool {
	if len(d.args) == 0 {
		return true
	}
	what, negate := strings.CutPrefix(d.args[0], "!")
	switch d.name {
	case "ifmodule":
		return c.modules[moduleName(what)] != negate
	case "ifdefine":
		_, ok := c.defined[what]
		return ok != negate
	case "iffile":
		_, err := c.r.view.node(c.abs(what))
		return (err == nil) != negate
	}
	return true
}

// moduleName is a module without the ways to write it: mod_dir.c, dir_module.
func moduleName(s string) string {
	s = strings.TrimSuffix(strings.TrimSuffix(s, ".c"), "_module")
	return strings.TrimPrefix(strings.TrimPrefix(s, "mod_"), "http_")
}

// plain carries out the directives that steer the reading.
func (p *apacheParser) plain(d directive) ([]directive, error) {
	c := p.c
	switch {
	case len(d.args) == 0:
	case d.name == "loadmodule":
		c.modules[moduleName(d.args[0])] = true
	case d.name == "define":
		c.defined[d.args[0]] = strings.Join(d.args[1:], " ")
	case d.name == "undefine":
		delete(c.defined, d.args[0])
	case d.name == "serverroot":
		c.root = d.args[0]
	case d.name == "include" || d.name == "includeoptional":
		return p.include(d)
	}
	return []directive{d}, nil
}

// include reads files, or all files of a folder.
func (p *apacheParser) include(d directive) ([]directive, error) {
	pattern := p.c.abs(d.args[0])
	files, err := p.c.r.included(pattern)
	if err != nil {
		return nil, err
	}
	var out []directive
	for _, f := range files {
		n, err := p.c.r.view.node(f)
		if err == nil && n.kind == Directory {
			more, err := p.include(directive{name: d.name, args: []string{path.Join(f, "*")}, file: d.file, line: d.line})
			if err != nil {
				return nil, err
			}
			out = append(out, more...)
			continue
		}
		if _, err := p.c.r.view.read(f); err != nil && d.name == "includeoptional" {
			continue
		}
		more, err := p.c.file(f, p.depth+1)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	return out, nil
}

func (c *apacheConfig) abs(p string) string {
	if path.IsAbs(p) {
		return path.Clean(p)
	}
	return path.Join(c.root, p)
}

var defineName = regexp.MustCompile(`\$\{([A-Za-z_][A-Za-z0-9_]*)\}`)

// substitute puts in the variables of Define and of the environment.
func (c *apacheConfig) substitute(s string) string {
	if !strings.Contains(s, "${") {
		return s
	}
	size := 0
	return defineName.ReplaceAllStringFunc(s, func(ref string) string {
		v, ok := c.defined[ref[2:len(ref)-1]]
		if size += len(v); ok && size <= maxText {
			return v
		}
		return ref
	})
}

// apacheWords splits a line at spaces; a word may be quoted, and \ keeps a
// quote within.
func apacheWords(s string) []string {
	var out []string
	for s = strings.TrimLeft(s, " \t"); s != ""; s = strings.TrimLeft(s, " \t") {
		if q := s[0]; q == '"' || q == '\'' {
			var b strings.Builder
			i := 1
			for ; i < len(s) && s[i] != q; i++ {
				if s[i] == '\\' && i+1 < len(s) && (s[i+1] == q || s[i+1] == '\\') {
					i++
				}
				b.WriteByte(s[i])
			}
			out = append(out, b.String())
			s = s[min(i+1, len(s)):]
			continue
		}
		n := strings.IndexAny(s, " \t")
		if n < 0 {
			n = len(s)
		}
		out = append(out, s[:n])
		s = s[n:]
	}
	return out
}
