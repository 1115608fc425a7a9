package inspect

import (
	"path"
	"strconv"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/problem"
)

// A setting is an assignment of lighttpd, or a condition with a block of them
// (https://redmine.lighttpd.net/projects/lighttpd/wiki/Docs_Configuration).
type setting struct {
	directive        // name, file, line, and the text for showing
	add       bool   // += and not =
	v         lvalue // of an assignment
	field     string // of a condition, such as HTTP["url"]
	op, right string // of a condition
	isElse    bool   // it holds only if those before it in its chain do not
	block     []setting
}

// An lvalue is a text or a list.
type lvalue struct {
	text string
	list []entry
}

// An entry of a list may have a key.
type entry struct {
	key string
	v   lvalue
}

// words are the texts of a list, or the text.
func (v lvalue) words() []string {
	if v.list == nil {
		return []string{v.text}
	}
	var out []string
	for _, e := range v.list {
		out = append(out, e.v.text)
	}
	return out
}

// get is the value of a key.
func (v lvalue) get(key string) lvalue {
	for _, e := range v.list {
		if e.key == key {
			return e.v
		}
	}
	return lvalue{}
}

// plus is what + and += make of two values.
func (v lvalue) plus(w lvalue) lvalue {
	if v.list == nil && w.list == nil {
		if len(v.text)+len(w.text) > maxText {
			return v
		}
		return lvalue{text: v.text + w.text}
	}
	if v.list == nil && v.text != "" || len(v.list)+len(w.list) > maxCases {
		return v
	}
	return lvalue{list: append(append([]entry{}, v.list...), w.list...)}
}

// A lighttpdParser reads a configuration and puts in variables as it goes, as
// lighttpd does.
type lighttpdParser struct {
	r     *reader
	root  string // relative includes start here
	vars  map[string]lvalue
	notes []string
}

func parseLighttpd(v view, file string) ([]setting, []string, error) {
	p := &lighttpdParser{r: &reader{view: v}, root: path.Dir(file), vars: map[string]lvalue{}}
	out, err := p.file(file, 0)
	return out, p.notes, err
}

func (p *lighttpdParser) file(file string, depth int) ([]setting, error) {
	if depth > maxDepth {
		return nil, problem.New(problem.Invalid, "%s: includes are nested more than %d deep", file, maxDepth)
	}
	text, err := p.r.open(file)
	if err != nil {
		return nil, err
	}
	l := &lighttpdLexer{lexer: lexer{text: text, line: 1, file: file}}
	return p.block(l, depth, false)
}

// block reads settings up to a closing brace, or to the end of the file.
func (p *lighttpdParser) block(l *lighttpdLexer, depth int, inner bool) ([]setting, error) {
	if depth > maxDepth {
		return nil, l.fail("blocks are nested more than %d deep", maxDepth)
	}
	var out []setting
	for {
		t := l.token()
		switch {
		case t.kind == 0 && !inner, t.text == "}" && t.kind == 'm' && inner:
			return out, nil
		case t.kind == 0:
			return nil, l.fail("the file ends within a block")
		}
		if err := p.r.one(); err != nil {
			return nil, err
		}
		more, err := p.statement(l, t, depth)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
}

func (p *lighttpdParser) statement(l *lighttpdLexer, t ltoken, depth int) ([]setting, error) {
	switch {
	case t.kind == 'm' && t.text == "$":
		s, err := p.condition(l, depth)
		return []setting{s}, err
	case t.kind != 'w':
		return nil, l.fail("%q is not expected here", t.text)
	case t.text == "else":
		if next := l.peek(); next.text == "if" {
			l.token()
		}
		if l.peek().text != "$" {
			s, err := p.braces(l, depth)
			s.isElse = true
			return []setting{s}, err
		}
		l.token()
		s, err := p.condition(l, depth)
		s.isElse = true
		return []setting{s}, err
	case t.text == "elseif" || t.text == "elsif":
		if l.token().text != "$" {
			return nil, l.fail("a condition is expected")
		}
		s, err := p.condition(l, depth)
		s.isElse = true
		return []setting{s}, err
	case t.text == "global":
		s, err := p.braces(l, depth)
		return s.block, err
	case t.text == "include":
		return p.include(l, depth)
	case t.text == "include_shell":
		line := l.line
		if _, err := p.expr(l, depth); err != nil {
			return nil, err
		}
		p.notes = append(p.notes, l.file+":"+itoa(line)+" runs a program whose output is a part of the configuration; it was not run.")
		return nil, nil
	}
	return p.assign(l, t, depth)
}

func (p *lighttpdParser) assign(l *lighttpdLexer, t ltoken, depth int) ([]setting, error) {
	s := setting{directive: directive{name: t.text, file: l.file, line: l.line}}
	op := l.token()
	if s.add = op.text == "+="; op.text != "=" && op.text != ":=" && !s.add {
		return nil, l.fail("%s has no =", t.text)
	}
	at := l.at
	v, err := p.expr(l, depth)
	if err != nil {
		return nil, err
	}
	s.v, s.args = v, []string{"=", strings.TrimSpace(l.text[at:l.at])}
	if s.add {
		s.args[0] = "+="
		p.vars[t.text] = p.vars[t.text].plus(v)
	} else {
		p.vars[t.text] = v
	}
	return []setting{s}, nil
}

// braces is a block without a condition.
func (p *lighttpdParser) braces(l *lighttpdLexer, depth int) (setting, error) {
	s := setting{directive: directive{name: "else", file: l.file, line: l.line, open: true}}
	if l.token().text != "{" {
		return s, l.fail("a { is expected")
	}
	var err error
	s.block, err = p.block(l, depth+1, true)
	return s, err
}

// condition is $FIELD["name"] op "text" { … }.
func (p *lighttpdParser) condition(l *lighttpdLexer, depth int) (setting, error) {
	s := setting{directive: directive{name: "$", file: l.file, line: l.line, open: true}}
	group := l.token()
	if l.token().text != "[" {
		return s, l.fail("a condition has no field")
	}
	name := l.token()
	if l.token().text != "]" {
		return s, l.fail("a field has no end")
	}
	op := l.token()
	right, err := p.expr(l, depth)
	if err != nil {
		return s, err
	}
	s.field, s.op, s.right = strings.ToUpper(group.text)+":"+strings.ToLower(name.text), op.text, right.text
	s.args = []string{group.text + "[\"" + name.text + "\"]", op.text, `"` + right.text + `"`}
	if l.token().text != "{" {
		return s, l.fail("a condition has no block")
	}
	s.block, err = p.block(l, depth+1, true)
	return s, err
}

func (p *lighttpdParser) include(l *lighttpdLexer, depth int) ([]setting, error) {
	v, err := p.expr(l, depth)
	if err != nil {
		return nil, err
	}
	return eachIncluded(p.r, p.root, v.text, func(f string) ([]setting, error) { return p.file(f, depth+1) })
}

// expr is values joined by +.
func (p *lighttpdParser) expr(l *lighttpdLexer, depth int) (lvalue, error) {
	v, err := p.value(l, depth)
	for err == nil && l.peek().text == "+" && l.peek().kind == 'm' {
		l.token()
		var w lvalue
		w, err = p.value(l, depth)
		v = v.plus(w)
	}
	return v, err
}

func (p *lighttpdParser) value(l *lighttpdLexer, depth int) (lvalue, error) {
	if depth > maxDepth {
		return lvalue{}, l.fail("lists are nested more than %d deep", maxDepth)
	}
	switch t := l.token(); {
	case t.kind == 's':
		return lvalue{text: t.text}, nil
	case t.kind == 'w' && t.text != "":
		if _, err := strconv.Atoi(t.text); err == nil {
			return lvalue{text: t.text}, nil
		}
		if v, ok := p.vars[t.text]; ok {
			return v, nil
		}
		return lvalue{text: t.text}, nil
	case t.text == "(":
		return p.list(l, depth)
	}
	return lvalue{}, l.fail("a value is expected")
}

func (p *lighttpdParser) list(l *lighttpdLexer, depth int) (lvalue, error) {
	out := lvalue{list: []entry{}}
	for {
		switch t := l.peek(); {
		case t.text == ")" && t.kind == 'm':
			l.token()
			return out, nil
		case t.text == "," && t.kind == 'm':
			l.token()
			continue
		case t.kind == 0:
			return out, l.fail("a list is never closed")
		}
		v, err := p.expr(l, depth+1)
		if err != nil {
			return out, err
		}
		e := entry{v: v}
		if l.peek().text == "=>" {
			l.token()
			e.key = v.text
			if e.v, err = p.expr(l, depth+1); err != nil {
				return out, err
			}
		}
		out.list = append(out.list, e)
	}
}

// A lighttpdLexer splits lighttpd's syntax.
type lighttpdLexer struct{ lexer }

// An ltoken is a word (w), a quoted text (s), a mark (m), or the end (0).
type ltoken struct {
	kind byte
	text string
}

func (l *lighttpdLexer) peek() ltoken {
	at, line := l.at, l.line
	t := l.token()
	l.at, l.line = at, line
	return t
}

var lighttpdMarks = []string{"=>", "+=", ":=", "==", "!=", "=~", "!~", "=^", "=$", "=", "+", "(", ")", "{", "}", "[", "]", ",", "$"}

func (l *lighttpdLexer) token() ltoken {
	for l.at < len(l.text) {
		rest := l.text[l.at:]
		switch c := rest[0]; {
		case c == '\n':
			l.line++
			l.at++
		case c == ' ' || c == '\t' || c == '\r' || c == ';':
			l.at++
		case c == '#':
			n := strings.IndexByte(rest, '\n')
			if n < 0 {
				n = len(rest)
			}
			l.at += n
		case c == '"' || c == '\'':
			return l.quotedText(c)
		default:
			for _, m := range lighttpdMarks {
				if strings.HasPrefix(rest, m) {
					l.at += len(m)
					return ltoken{'m', m}
				}
			}
			n := 0
			for n < len(rest) && (isName(rest[n]) || rest[n] == '.' || rest[n] == '-') {
				n++
			}
			n = max(n, 1)
			l.at += n
			return ltoken{'w', rest[:n]}
		}
	}
	return ltoken{}
}

// quotedText is a quoted text; in lighttpd a backslash keeps only a quote within.
func (l *lighttpdLexer) quotedText(q byte) ltoken {
	var b strings.Builder
	for l.at++; l.at < len(l.text) && l.text[l.at] != q; l.at++ {
		if l.text[l.at] == '\\' && l.at+1 < len(l.text) && l.text[l.at+1] == q {
			l.at++
		}
		if l.text[l.at] == '\n' {
			l.line++
		}
		b.WriteByte(l.text[l.at])
	}
	l.at = min(l.at+1, len(l.text))
	return ltoken{'s', b.String()}
}
