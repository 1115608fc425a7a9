package inspect

import (
	"path"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/problem"
)

// parseNginx reads a configuration of nginx with all its includes. The syntax
// is that of https://nginx.org/en/docs/beginners_guide.html#conf_structure:
// a simple directive is words and a semicolon, a block is words and braces;
// words are quoted with ' or ", escaped with \, and # begins a comment at the
// start of a word. Relative includes start at the folder of the main file.
func parseNginx(v view, file string) ([]directive, error) {
	p := &nginxParser{r: &reader{view: v}, dir: path.Dir(file)}
	return p.file(file, 0)
}

type nginxParser struct {
	r   *reader
	dir string
}

func (p *nginxParser) file(file string, depth int) ([]directive, error) {
	if depth > maxDepth {
		return nil, problem.New(problem.Invalid, "%s: includes are nested more than %d deep", file, maxDepth)
	}
	text, err := p.r.open(file)
	if err != nil {
		return nil, err
	}
	l := &lexer{text: text, line: 1, file: file}
	out, err := p.block(l, depth, false)
	if err != nil {
		return nil, err
	}
	return out, nil
}

// block reads directives up to a closing brace, or to the end of the file.
func (p *nginxParser) block(l *lexer, depth int, inner bool) ([]directive, error) {
	if depth > maxDepth {
		return nil, l.fail("blocks are nested more than %d deep", maxDepth)
	}
	var out []directive
	for {
		d, end, err := p.directive(l, depth)
		switch {
		case err != nil:
			return nil, err
		case end == '}' && inner, end == 0 && !inner:
			return out, nil
		case end == '}':
			return nil, l.fail("there is a } without a {")
		case end == 0:
			return nil, l.fail("the file ends within a block")
		}
		if d.name != "include" {
			out = append(out, d)
			continue
		}
		more, err := p.include(d, depth)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
}

// directive reads one. end is ';' for one that is complete, '}' or 0 where the
// block or the file ends instead.
func (p *nginxParser) directive(l *lexer, depth int) (d directive, end byte, err error) {
	var words []string
	line := 0
	for {
		word, mark, err := l.next()
		if err != nil {
			return directive{}, 0, err
		}
		if mark == 'w' {
			if len(words) == 0 {
				line = l.line
			}
			words = append(words, word)
			continue
		}
		if len(words) == 0 {
			if mark == '}' || mark == 0 {
				return directive{}, mark, nil
			}
			return directive{}, 0, l.fail("there is a %c without a directive", mark)
		}
		if err := p.r.one(); err != nil {
			return directive{}, 0, err
		}
		d = directive{name: words[0], args: words[1:], file: l.file, line: line}
		switch mark {
		case ';':
			return d, ';', nil
		case '{':
			d.open = true
			if strings.HasSuffix(d.name, "_by_lua_block") {
				return d, ';', l.skipLua()
			}
			d.block, err = p.block(l, depth+1, true)
			return d, ';', err
		}
		return directive{}, 0, l.fail("the directive %q has no end", words[0])
	}
}

func (p *nginxParser) include(d directive, depth int) ([]directive, error) {
	if len(d.args) != 1 {
		return nil, problem.New(problem.Invalid, "%s: include takes one file", d.where())
	}
	return eachIncluded(p.r, p.dir, d.args[0], func(f string) ([]directive, error) { return p.file(f, depth+1) })
}

// A lexer splits nginx's syntax into words and marks.
type lexer struct {
	text string
	at   int
	line int
	file string
}

func (l *lexer) fail(format string, args ...any) error {
	return problem.New(problem.Invalid, "%s:%d: "+format, append([]any{l.file, l.line}, args...)...)
}

// next returns a word (mark 'w'), one of ; { }, or 0 at the end.
func (l *lexer) next() (word string, mark byte, err error) {
	for l.at < len(l.text) {
		switch c := l.text[l.at]; c {
		case '\n':
			l.line++
			l.at++
		case ' ', '\t', '\r':
			l.at++
		case '#':
			if n := strings.IndexByte(l.text[l.at:], '\n'); n >= 0 {
				l.at += n
			} else {
				l.at = len(l.text)
			}
		case ';', '{', '}':
			l.at++
			return "", c, nil
		case '"', '\'':
			return l.quoted(c)
		default:
			return l.bare()
		}
	}
	return "", 0, nil
}

func (l *lexer) quoted(q byte) (string, byte, error) {
	var b strings.Builder
	start := *l
	for l.at++; l.at < len(l.text); l.at++ {
		switch c := l.text[l.at]; c {
		case '\\':
			l.escape(&b)
		case q:
			l.at++
			if l.at < len(l.text) && !strings.ContainsRune(" \t\r\n;{)", rune(l.text[l.at])) {
				return "", 0, l.fail("a quoted word is followed by %q", l.text[l.at])
			}
			return b.String(), 'w', nil
		default:
			if c == '\n' {
				l.line++
			}
			b.WriteByte(c)
		}
	}
	return "", 0, start.fail("a quote is never closed")
}

// bare reads an unquoted word; ${name} may stand in it.
func (l *lexer) bare() (string, byte, error) {
	var b strings.Builder
	for ; l.at < len(l.text); l.at++ {
		c := l.text[l.at]
		switch {
		case c == '\\':
			l.escape(&b)
			continue
		case c == '{' && strings.HasSuffix(b.String(), "$"):
			n := strings.IndexByte(l.text[l.at:], '}')
			if n < 0 || strings.ContainsAny(l.text[l.at:l.at+n], " \t\r\n;") {
				return "", 0, l.fail("a variable ${ is never closed")
			}
			b.WriteString(l.text[l.at : l.at+n+1])
			l.at += n
			continue
		case strings.IndexByte(" \t\r\n;{", c) >= 0:
			return b.String(), 'w', nil
		}
		b.WriteByte(c)
	}
	return b.String(), 'w', nil
}

// escape reads a backslash and what follows. Before quotes and a backslash it
// goes away, \t \r \n are what they say, and before anything else it stays, as
// regular expressions need it.
func (l *lexer) escape(b *strings.Builder) {
	if l.at+1 >= len(l.text) {
		b.WriteByte('\\')
		return
	}
	l.at++
	switch c := l.text[l.at]; c {
	case '"', '\'', '\\':
		b.WriteByte(c)
	case 't':
		b.WriteByte('\t')
	case 'r':
		b.WriteByte('\r')
	case 'n':
		b.WriteByte('\n')
	default:
		if c == '\n' {
			l.line++
		}
		b.WriteByte('\\')
		b.WriteByte(c)
	}
}
