package inspect

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/problem"
)

// parseCaddy reads a Caddyfile with its imports
// (https://caddyserver.com/docs/caddyfile/concepts): a directive is a line, {
// at its end opens a block, and each block at the top is a site.
func parseCaddy(v view, file string) ([]directive, error) {
	p := &caddyParser{r: &reader{view: v}, snippets: map[string][]ctoken{}}
	text, err := p.r.open(file)
	if err != nil {
		return nil, err
	}
	l := &caddyTokens{all: caddyLex(text, file)}
	out, err := p.block(l, path.Dir(file), 0, false)
	if err != nil {
		return nil, err
	}
	return out, nil
}

// A ctoken is a word of a Caddyfile.
type ctoken struct {
	text   string
	file   string
	line   int
	quoted bool
	first  bool // it begins a line
}

func caddyLex(text, file string) []ctoken {
	var out []ctoken
	line, first := 1, true
	add := func(s string, at int, quoted bool) {
		out = append(out, ctoken{s, file, at, quoted, first})
		first = false
	}
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case c == '\n':
			line, first = line+1, true
			i++
		case c == ' ' || c == '\t' || c == '\r':
			i++
		case c == '\\' && i+1 < len(text) && text[i+1] == '\n':
			line++
			i += 2
		case c == '#':
			for i < len(text) && text[i] != '\n' {
				i++
			}
		case c == '"' || c == '`':
			word, n := caddyQuoted(text[i:], c)
			add(word, line, true)
			line += strings.Count(text[i:i+n], "\n")
			i += n
		default:
			n := strings.IndexAny(text[i:], " \t\r\n")
			if n < 0 {
				n = len(text) - i
			}
			add(text[i:i+n], line, false)
			i += n
		}
	}
	return out
}

// caddyQuoted reads a quoted word and its length; within ", \ keeps a quote.
func caddyQuoted(s string, q byte) (string, int) {
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '\\' && q == '"' && i+1 < len(s) && (s[i+1] == '"' || s[i+1] == '\\'):
			i++
			b.WriteByte(s[i])
		case s[i] == q:
			return b.String(), i + 1
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String(), len(s)
}

// caddyTokens are tokens with a place.
type caddyTokens struct {
	all []ctoken
	at  int
}

func (l *caddyTokens) peek() (ctoken, bool) {
	if l.at >= len(l.all) {
		return ctoken{}, false
	}
	return l.all[l.at], true
}

type caddyParser struct {
	r        *reader
	snippets map[string][]ctoken
}

func caddyFail(t ctoken, says string) error {
	return problem.New(problem.Invalid, "%s:%d: %s", t.file, t.line, says)
}

// block reads directives up to a closing brace, or to the end.
func (p *caddyParser) block(l *caddyTokens, dir string, depth int, inner bool) ([]directive, error) {
	var out []directive
	for {
		t, ok := l.peek()
		switch {
		case !ok && inner:
			return nil, caddyFail(l.all[len(l.all)-1], "the file ends within a block")
		case !ok:
			return out, nil
		case depth > maxDepth:
			return nil, caddyFail(t, "blocks are nested more than "+itoa(maxDepth)+" deep")
		case t.text == "}" && !t.quoted && inner:
			l.at++
			return out, nil
		case t.text == "}" && !t.quoted:
			return nil, caddyFail(t, "there is a } without a {")
		}
		if err := p.r.one(); err != nil {
			return nil, err
		}
		more, err := p.line(l, dir, depth)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
}

// line reads a directive with its block.
func (p *caddyParser) line(l *caddyTokens, dir string, depth int) ([]directive, error) {
	t := l.all[l.at]
	d := directive{name: t.text, file: t.file, line: t.line}
	brace := t.text == "{" && !t.quoted
	if l.at++; brace {
		d.name = ""
	}
	for !brace {
		next, ok := l.peek()
		if !ok || next.first && !strings.HasSuffix(l.all[l.at-1].text, ",") {
			break
		}
		if next.text == "}" && !next.quoted { // a block on one line
			break
		}
		l.at++
		if brace = next.text == "{" && !next.quoted; !brace {
			d.args = append(d.args, environment(next.text))
		}
	}
	d.name = environment(d.name)
	if name, ok := strings.CutPrefix(d.name, "("); ok && brace {
		p.snippets[strings.TrimSuffix(name, ")")] = l.skip()
		return nil, nil
	}
	if brace {
		var err error
		d.open = true
		if d.block, err = p.block(l, dir, depth+1, true); err != nil {
			return nil, err
		}
	}
	if d.name == "import" && len(d.args) > 0 {
		return p.include(d, dir, depth)
	}
	return []directive{d}, nil
}

// skip passes a block and returns what stands in it.
func (l *caddyTokens) skip() []ctoken {
	from, deep := l.at, 1
	for ; l.at < len(l.all); l.at++ {
		switch t := l.all[l.at]; {
		case t.quoted:
		case t.text == "{":
			deep++
		case t.text == "}":
			if deep--; deep == 0 {
				l.at++
				return l.all[from : l.at-1]
			}
		}
	}
	return l.all[from:]
}

// include is import: a snippet with its arguments, or files.
func (p *caddyParser) include(d directive, dir string, depth int) ([]directive, error) {
	if tokens, ok := p.snippets[d.args[0]]; ok {
		filled := slices.Clone(tokens)
		for i := range filled {
			for n, a := range d.args[1:] {
				for _, form := range []string{"{args[" + strconv.Itoa(n) + "]}", "{args." + strconv.Itoa(n) + "}"} {
					if len(filled[i].text) < maxText {
						filled[i].text = strings.ReplaceAll(filled[i].text, form, a)
					}
				}
			}
		}
		return p.block(&caddyTokens{all: filled}, dir, depth+1, false)
	}
	return eachIncluded(p.r, dir, d.args[0], func(f string) ([]directive, error) {
		text, err := p.r.open(f)
		if err != nil {
			return nil, err
		}
		return p.block(&caddyTokens{all: caddyLex(text, f)}, path.Dir(f), depth+1, false)
	})
}

// environment puts in the default of {$NAME:default}. The environment of the
// server is not known here, and may hold secrets.
func environment(s string) string {
	for range 8 {
		before, rest, ok := strings.Cut(s, "{$")
		name, after, closed := strings.Cut(rest, "}")
		_, fallback, given := strings.Cut(name, ":")
		if !ok || !closed || !given {
			return s
		}
		s = before + fallback + after
	}
	return s
}
