package inspect

import (
	"slices"
	"strings"
)

// An exprLexer reads the words of an expression.
type exprLexer struct {
	text string
	at   int
}

func (l *exprLexer) space() {
	for l.at < len(l.text) && strings.IndexByte(" \t\r\n", l.text[l.at]) >= 0 {
		l.at++
	}
}

// take passes a mark, if it comes next.
func (l *exprLexer) take(mark string) bool {
	l.space()
	rest := l.text[l.at:]
	if !strings.HasPrefix(rest, mark) || mark == "!" && (strings.HasPrefix(rest, "!=") || strings.HasPrefix(rest, "!~")) {
		return false
	}
	l.at += len(mark)
	return true
}

// word passes a word of letters, if it comes next.
func (l *exprLexer) word(w string) bool {
	l.space()
	rest := l.text[l.at:]
	if len(rest) < len(w) || !strings.EqualFold(rest[:len(w)], w) || len(rest) > len(w) && isName(rest[len(w)]) {
		return false
	}
	l.at += len(w)
	return true
}

func isName(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_'
}

// option is - and one letter, "" where none comes next.
func (l *exprLexer) option() string {
	l.space()
	rest := l.text[l.at:]
	if len(rest) > 2 && rest[0] == '-' && isName(rest[1]) && !isName(rest[2]) {
		l.at += 2
		return rest[:2]
	}
	return ""
}

// operators of two texts, the longer first.
var operators = []string{
	"==", "!=", "=~", "!~", "<=", ">=", "=", "<", ">", "-ipmatch", "-strcmatch", "-strmatch", "-fnmatch",
	"-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-in",
}

// letters are the operators that may be written without the dash.
var letters = []string{"eq", "ne", "lt", "le", "gt", "ge", "in"}

func (l *exprLexer) operator() string {
	for _, op := range operators {
		if op[0] == '-' && l.word(op) || op[0] != '-' && l.take(op) {
			return op
		}
	}
	for _, op := range letters {
		if l.word(op) {
			return "-" + op
		}
	}
	return ""
}

// rest passes all that is left: it cannot be read here.
func (l *exprLexer) rest() error {
	l.at = len(l.text)
	return nil
}

// regex is /…/ or m#…#, with flags.
func (l *exprLexer) regex() (text string, fold, ok bool) {
	l.space()
	rest := l.text[l.at:]
	start := 0
	switch {
	case strings.HasPrefix(rest, "/"):
		start = 1
	case len(rest) > 1 && rest[0] == 'm' && strings.IndexByte("/#$%^,;:_?|^-!.'\"", rest[1]) >= 0:
		start = 2
	default:
		return "", false, false
	}
	mark := rest[start-1]
	for i := start; i < len(rest); i++ {
		switch {
		case rest[i] == '\\' && i+1 < len(rest):
			i++
		case rest[i] == mark:
			text = strings.ReplaceAll(rest[start:i], `\`+string(mark), string(mark))
			for i++; i < len(rest) && isName(rest[i]); i++ {
				fold = fold || rest[i] == 'i'
			}
			l.at += i
			return text, fold, true
		}
	}
	return "", false, false
}

// text reads one text: parts that are joined by dots.
func (p *exprParser) text(deep int) (value, error) {
	out, err := p.part(deep)
	for err == nil && p.lex.take(".") {
		var more value
		more, err = p.part(deep)
		out = joined(out, more)
	}
	return out, err
}

func (p *exprParser) part(deep int) (value, error) {
	p.lex.space()
	l := &p.lex
	rest := l.text[l.at:]
	if rest == "" || deep > maxDepth {
		return value{}, errExpr
	}
	switch c := rest[0]; {
	case c == '"' || c == '\'':
		for i := 1; i < len(rest); i++ {
			switch rest[i] {
			case '\\':
				i++
			case c:
				l.at += i + 1
				return p.a.interpolate(unescape(rest[1:i]), p.groups), nil
			}
		}
	case strings.HasPrefix(rest, "%{"):
		if end := strings.IndexByte(rest, '}'); end > 0 {
			l.at += end + 1
			return p.a.interpolate(rest[:end+1], p.groups), nil
		}
	case c == '$' && len(rest) > 1 && rest[1] >= '0' && rest[1] <= '9':
		l.at += 2
		return sure(refer(rest[:2], '$', p.groups)), nil
	case isName(c) || c == '/' || c == '-':
		n := 1
		for n < len(rest) && (isName(rest[n]) || strings.IndexByte("/-:.", rest[n]) >= 0) {
			n++
		}
		word := rest[:n]
		if l.at += n; !l.take("(") {
			return sure(word), nil
		}
		arg, err := p.text(deep + 1)
		if err == nil && !l.take(")") {
			err = errExpr
		}
		return p.a.function(word, arg), err
	}
	return value{}, errExpr
}

func unescape(s string) string {
	return strings.NewReplacer(`\"`, `"`, `\'`, `'`, `\\`, `\`).Replace(s)
}

// function is one of the functions of expressions.
func (a *apache) function(name string, arg value) value {
	if !arg.known {
		return value{on: arg.on, about: arg.about}
	}
	switch strings.ToLower(name) {
	case "tolower":
		return arg.mapped(strings.ToLower)
	case "toupper":
		return arg.mapped(strings.ToUpper)
	case "http", "req", "req_novary":
		return a.variable("HTTP:" + arg.text)
	case "env", "reqenv":
		return a.variable("ENV:" + arg.text)
	}
	return value{on: []string{"%{" + name + ":…}"}}
}

// mapped is v with a function over its texts.
func (v value) mapped(f func(string) string) value {
	v.text, v.cases = f(v.text), slices.Clone(v.cases)
	for i := range v.cases {
		v.cases[i].text = f(v.cases[i].text)
	}
	return v
}

// joined is one text after another.
func joined(a, b value) value {
	out := value{text: a.text + b.text, known: a.known && b.known, asked: a.asked || b.asked, on: union(a.on, b.on), about: union(a.about, b.about)}
	if len(out.text) > maxText {
		return value{on: out.on, about: out.about}
	}
	switch {
	case a.text == "" && !a.varies():
		out.cases, out.unlisted = b.cases, b.unlisted
	case b.text == "" && !b.varies():
		out.cases, out.unlisted = a.cases, a.unlisted
	}
	return out
}

// interpolate puts %{NAME} and $1 into a text.
func (a *apache) interpolate(s string, groups []string) value {
	out := sure("")
	for s != "" {
		i := strings.Index(s, "%{")
		if i < 0 {
			return joined(out, sure(refer(s, '$', groups)))
		}
		end := strings.IndexByte(s[i:], '}')
		if end < 0 {
			return joined(out, sure(refer(s, '$', groups)))
		}
		if i > 0 {
			out = joined(out, sure(refer(s[:i], '$', groups)))
		}
		name := s[i+2 : i+end]
		v := value{}
		if f, arg, ok := strings.Cut(name, ":"); ok && slices.Contains([]string{"tolower", "toupper", "reqenv"}, strings.ToLower(f)) {
			v = a.function(f, sure(arg))
		} else {
			v = a.variable(name)
		}
		out, s = joined(out, v), s[i+end+1:]
	}
	return out
}

// wild matches * and ? over whole texts, slashes too.
func wild(pattern, s string) bool {
	at, star, mark := 0, -1, 0
	i := 0
	for i < len(s) {
		switch {
		case at < len(pattern) && pattern[at] == '*':
			star, mark = at, i
			at++
		case at < len(pattern) && (pattern[at] == '?' || pattern[at] == s[i]):
			at++
			i++
		case star >= 0:
			mark++
			at, i = star+1, mark
		default:
			return false
		}
	}
	return strings.Trim(pattern[at:], "*") == ""
}
