package redact

import (
	"slices"
	"strings"
)

// Text returns s with tokens, keys, passwords, cookies and signed URLs masked
// by their form. It finds what looks like a secret, not every secret: a value
// that is known to be one must be masked by its name. Its cost is linear.
func Text(s string) string { return scan(s, true) }

// tokens is Text without a look for URLs.
func tokens(s string) string { return scan(s, false) }

// A hit is a part of a text to be replaced.
type hit struct {
	from, to int
	with     string
}

// scan goes through s once and stops only where a secret can begin or be
// announced.
func scan(s string, urls bool) string {
	var b strings.Builder
	done := 0
	for i := 0; i < len(s); i++ {
		if !notable[s[i]] {
			continue
		}
		h, ok := look(s, i, urls)
		if !ok || h.from < done || s[h.from:h.to] == h.with {
			continue
		}
		b.WriteString(s[done:h.from])
		b.WriteString(h.with)
		done = h.to
		i = max(i, h.to-1)
	}
	if done == 0 {
		return s
	}
	b.WriteString(s[done:])
	return b.String()
}

// notable are the bytes at which scan stops: separators, and the first byte of
// each shape.
var notable = func() (t [256]bool) {
	for _, c := range []byte("=: \t-") {
		t[c] = true
	}
	for _, s := range shapes {
		t[s.prefix[0]] = true
	}
	return t
}()

func look(s string, i int, urls bool) (hit, bool) {
	switch c := s[i]; {
	case c == ':' && strings.HasPrefix(s[i:], "://"):
		if urls {
			return link(s, i)
		}
		return hit{}, false
	case c == '=' || c == ':':
		return assigned(s, i)
	case c == ' ' || c == '\t':
		return scheme(s, i)
	case c == '-':
		return pemKey(s, i)
	}
	if i > 0 && isWord(s[i-1]) {
		return hit{}, false
	}
	return shaped(s, i)
}

// A shape is a secret that shows by how it begins: prefix, and then at least
// least bytes of letters, digits and the bytes of more, with as many dots.
type shape struct {
	prefix string
	more   string
	least  int
	dots   int
}

var shapes = []shape{
	{"eyJ", "-_.", 16, 1},       // JSON Web Tokens, signed or encrypted (RFC 7519)
	{"AKIA", "", 16, 0},         // AWS access key ids
	{"ASIA", "", 16, 0},         // the same, temporary
	{"ghp_", "", 20, 0},         // GitHub
	{"gho_", "", 20, 0},         //
	{"ghu_", "", 20, 0},         //
	{"ghs_", "", 20, 0},         //
	{"ghr_", "", 20, 0},         //
	{"github_pat_", "_", 20, 0}, //
	{"glpat-", "-_", 16, 0},     // GitLab
	{"xoxb-", "-", 10, 0},       // Slack
	{"xoxp-", "-", 10, 0},       //
	{"xoxa-", "-", 10, 0},       //
	{"xoxe-", "-", 10, 0},       //
	{"xoxs-", "-", 10, 0},       //
	{"AIza", "-_", 30, 0},       // Google API keys
	{"sk_live_", "", 10, 0},     // Stripe
	{"rk_live_", "", 10, 0},     //
	{"sk_test_", "", 10, 0},     //
	{"sk-", "-_", 24, 0},        // OpenAI, Anthropic
	{"SG.", "-_.", 32, 1},       // SendGrid
	{"whsec_", "+/=", 16, 0},    // Standard Webhooks
}

func shaped(s string, i int) (hit, bool) {
	for _, p := range shapes {
		if !strings.HasPrefix(s[i:], p.prefix) {
			continue
		}
		end, dots := i+len(p.prefix), 0
		for end < len(s) && (isAlnum(s[end]) || strings.IndexByte(p.more, s[end]) >= 0) {
			if s[end] == '.' {
				dots++
			}
			end++
		}
		if end-i-len(p.prefix) >= p.least && dots >= p.dots {
			return hit{i, end, Mask}, true
		}
	}
	return hit{}, false
}

// pemKey finds a private key in PEM form (RFC 7468), to its end or that of s.
func pemKey(s string, i int) (hit, bool) {
	const begin, end, dashes = "-----BEGIN ", "-----END ", "-----"
	if !strings.HasPrefix(s[i:], begin) {
		return hit{}, false
	}
	label, _, ok := strings.Cut(s[i+len(begin):min(len(s), i+len(begin)+60)], dashes)
	if !ok || !strings.HasSuffix(label, "PRIVATE KEY") {
		return hit{}, false
	}
	stop := strings.Index(s[i:], end+label+dashes)
	if stop < 0 {
		return hit{i, len(s), Mask}, true
	}
	return hit{i, i + stop + len(end) + len(label) + len(dashes), Mask}, true
}

// link finds the URL whose :// is at i.
func link(s string, i int) (hit, bool) {
	from := i
	for from > 0 && i-from < 20 && (isAlnum(s[from-1]) || s[from-1] == '+' || s[from-1] == '-' || s[from-1] == '.') {
		from--
	}
	to := i
	for to < len(s) && s[to] > ' ' && strings.IndexByte("\"'<>\\`", s[to]) < 0 {
		to++
	}
	return hit{from, to, URL(s[from:to])}, from < i
}

// scheme finds credentials after the name of their scheme, which ends at i.
func scheme(s string, i int) (hit, bool) {
	from := i
	for from > 0 && i-from < 10 && isAlnum(s[from-1]) {
		from--
	}
	switch strings.ToLower(s[from:i]) {
	case "bearer", "basic", "digest", "negotiate", "ntlm":
	default:
		return hit{}, false
	}
	for i < len(s) && (s[i] == ' ' || s[i] == '\t') {
		i++
	}
	to := valueEnd(s, i)
	return hit{i, to, Mask}, to-i >= 12 && random(s[i:to])
}

// assigned finds a secret that is the value of a name: the separator is at i.
// A quoted value is masked whatever it is, a bare one if it looks made by a
// generator, so that "invalid token: expired" stays.
func assigned(s string, i int) (hit, bool) {
	end := i
	for end > 0 && (s[end-1] == ' ' || s[end-1] == '\t') {
		end--
	}
	if end > 0 && (s[end-1] == '"' || s[end-1] == '\'') {
		end--
		if end > 0 && s[end-1] == '\\' { // JSON inside a JSON text
			end--
		}
	}
	from := end
	for from > 0 && end-from < 60 && (isWord(s[from-1]) || s[from-1] == '-' || s[from-1] == '.') {
		from--
	}
	name := s[from:end]
	if len(name) < 3 {
		return hit{}, false
	}
	if s[i] == ':' && end == i && startsLine(s, from) && slices.Contains(dumped, strings.ToLower(name)) {
		return headerLine(s, i, name)
	}
	if !secretName(camel(name)) {
		return hit{}, false
	}
	i++
	for i < len(s) && (s[i] == ' ' || s[i] == '\t') {
		i++
	}
	if strings.HasPrefix(s[i:], `\"`) {
		n := strings.Index(s[i+2:], `\"`)
		if n < 0 {
			n = len(s) - i - 2
		}
		return hit{i + 2, i + 2 + n, Mask}, n > 0
	}
	if i < len(s) && (s[i] == '"' || s[i] == '\'') {
		n := strings.IndexByte(s[i+1:], s[i])
		if n < 0 {
			n = len(s) - i - 1
		}
		return hit{i + 1, i + 1 + n, Mask}, n > 0
	}
	to := valueEnd(s, i)
	return hit{i, to, Mask}, to-i >= 6 && random(s[i:to])
}

// dumped are the fields of a dumped request whose whole line is a secret.
var dumped = []string{"authorization", "proxy-authorization", "cookie", "set-cookie"}

func startsLine(s string, i int) bool {
	for i > 0 && (s[i-1] == ' ' || s[i-1] == '\t') {
		i--
	}
	return i == 0 || s[i-1] == '\n' || s[i-1] == '\r'
}

func headerLine(s string, i int, name string) (hit, bool) {
	i++
	for i < len(s) && (s[i] == ' ' || s[i] == '\t') {
		i++
	}
	to := len(s)
	if n := strings.IndexAny(s[i:], "\r\n"); n >= 0 {
		to = i + n
	}
	return hit{i, to, HeaderValue(name, s[i:to])}, to > i
}

// valueEnd is where a bare value that begins at i ends.
func valueEnd(s string, i int) int {
	for i < len(s) && (isAlnum(s[i]) || strings.IndexByte("+/=._~!@#$%^*-", s[i]) >= 0) {
		i++
	}
	return i
}

// random reports whether s looks made by a generator and not a word: it has a
// digit, and a letter or sign beside it.
func random(s string) bool {
	digit, other := false, false
	for i := range len(s) {
		if '0' <= s[i] && s[i] <= '9' {
			digit = true
		} else if s[i] != '.' && s[i] != ':' && s[i] != '-' {
			other = true
		}
	}
	return digit && other
}

func isAlnum(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

func isWord(c byte) bool { return isAlnum(c) || c == '_' }
