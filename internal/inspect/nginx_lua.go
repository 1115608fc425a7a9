package inspect

import "strings"

// skipLua passes a block of Lua, whose braces are balanced outside of strings
// and comments (lua.org/manual/5.1, 2.1).
func (l *lexer) skipLua() error {
	start := *l
	for depth := 1; l.at < len(l.text); {
		rest := l.text[l.at:]
		switch c := rest[0]; {
		case strings.HasPrefix(rest, "--"):
			n := 2 + longBracket(rest[2:])
			if n == 2 {
				n = len(rest)
				if end := strings.IndexByte(rest, '\n'); end >= 0 {
					n = end
				}
			}
			l.pass(n)
		case c == '[' && longBracket(rest) > 0:
			l.pass(longBracket(rest))
		case c == '"' || c == '\'':
			l.pass(shortString(rest))
		case c == '{':
			depth++
			l.at++
		case c == '}':
			l.at++
			if depth--; depth == 0 {
				return nil
			}
		default:
			l.pass(1)
		}
	}
	return start.fail("a block of Lua is never closed")
}

// pass goes on by n bytes, and counts their lines.
func (l *lexer) pass(n int) {
	l.line += strings.Count(l.text[l.at:l.at+n], "\n")
	l.at += n
}

// longBracket is the length of [[…]] or [==[…]==] at the start of s, 0 where
// there is none.
func longBracket(s string) int {
	if !strings.HasPrefix(s, "[") {
		return 0
	}
	level := len(s[1:]) - len(strings.TrimLeft(s[1:], "="))
	if !strings.HasPrefix(s[1+level:], "[") {
		return 0
	}
	end := "]" + strings.Repeat("=", level) + "]"
	if i := strings.Index(s, end); i >= 0 {
		return i + len(end)
	}
	return len(s)
}

// shortString is the length of a quoted string; one does not go over a line's
// end unless that is escaped.
func shortString(s string) int {
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case s[0]:
			return i + 1
		case '\n':
			return i
		}
	}
	return len(s)
}
