package inspect

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/dlclark/regexp2"
)

// matchTime bounds one match of a pattern that backtracks.
const matchTime = 250 * time.Millisecond

// A pattern is a regular expression as web servers write them: PCRE. Go's own
// engine takes most; what has look-around or back-references goes to one that
// backtracks, within matchTime.
type pattern struct {
	re    *regexp.Regexp
	back  *regexp2.Regexp
	names []string // of the groups, by number
}

func compile(text string, fold bool) (*pattern, error) {
	if fold {
		text = "(?i)" + text
	}
	re, err := regexp.Compile(text)
	if err == nil {
		return &pattern{re: re, names: re.SubexpNames()}, nil
	}
	if !strings.Contains(text, "(?") && !strings.Contains(text, `\`) {
		return nil, err
	}
	plain, names := numbered(text)
	back, backErr := regexp2.Compile(plain, regexp2.RE2)
	if backErr != nil {
		return nil, fmt.Errorf("read the regular expression: %w", backErr)
	}
	back.MatchTimeout = matchTime
	return &pattern{back: back, names: names}, nil
}

// match returns the text of the groups, nil where s does not match. What takes
// too long does not match.
func (p *pattern) match(s string) []string {
	if p.re != nil {
		return p.re.FindStringSubmatch(s)
	}
	m, err := p.back.FindStringMatch(s)
	if err != nil || m == nil {
		return nil
	}
	var out []string
	for _, g := range m.Groups() {
		out = append(out, g.String())
	}
	return out
}

func (p *pattern) matches(s string) bool { return p.match(s) != nil }

// numbered takes the names off the groups of a pattern, because PCRE counts
// named groups among the others and the engine behind it does not.
func numbered(text string) (plain string, names []string) {
	var b strings.Builder
	names = []string{""}
	inSet := false
	for i := 0; i < len(text); i++ {
		c := text[i]
		b.WriteByte(c)
		switch {
		case c == '\\' && i+1 < len(text):
			i++
			b.WriteByte(text[i])
		case inSet:
			inSet = c != ']'
		case c == '[':
			inSet = true
		case c == '(' && !strings.HasPrefix(text[i+1:], "?"):
			names = append(names, "")
		case c == '(':
			if name, n := captureName(text[i+1:]); n > 0 {
				names = append(names, name)
				i += n
			}
		}
	}
	return b.String(), names
}

// captureName reads ?<name>, ?P<name> or ?'name' and returns its length, 0 where
// the group has no name.
func captureName(s string) (string, int) {
	for _, form := range []struct{ open, end string }{{"?<", ">"}, {"?P<", ">"}, {"?'", "'"}} {
		rest, ok := strings.CutPrefix(s, form.open)
		if !ok || rest == "" || rest[0] == '=' || rest[0] == '!' {
			continue
		}
		if name, _, ok := strings.Cut(rest, form.end); ok {
			return name, len(form.open) + len(name) + 1
		}
	}
	return "", 0
}

// refer puts the groups of a match into a text: sign and a digit, as $1 or %1.
// What the sign, or a backslash, stands twice for is kept.
func refer(text string, sign byte, groups []string) string {
	var b strings.Builder
	for i := 0; i < len(text) && b.Len() < maxText; i++ {
		switch {
		case text[i] == '\\' && i+1 < len(text):
			i++
			b.WriteByte(text[i])
		case text[i] == sign && i+1 < len(text) && text[i+1] >= '0' && text[i+1] <= '9':
			i++
			if n, err := strconv.Atoi(text[i : i+1]); err == nil && n < len(groups) {
				b.WriteString(groups[n])
			}
		default:
			b.WriteByte(text[i])
		}
	}
	return b.String()
}
