package redact

import (
	"regexp"
	"strings"
)

// shapes are secrets that show by their form alone, wherever they stand.
var shapes = regexp.MustCompile(strings.Join([]string{
	`eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}(?:\.[A-Za-z0-9_-]*){0,3}`,               // JSON Web Tokens (RFC 7519), signed or encrypted
	`-----BEGIN [A-Z ]*PRIVATE KEY-----[^•]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)`, // PEM (RFC 7468)
	`\b(?:AKIA|ASIA)[A-Z2-7]{16}\b`,                                                  // AWS access key ids
	`\bgh[pousr]_[A-Za-z0-9]{20,}`,                                                   // GitHub
	`\bgithub_pat_[A-Za-z0-9_]{20,}`,                                                 // GitHub, fine-grained
	`\bglpat-[A-Za-z0-9_-]{16,}`,                                                     // GitLab
	`\bxox[abeoprs]-[A-Za-z0-9-]{10,}`,                                               // Slack
	`\bAIza[A-Za-z0-9_-]{30,}`,                                                       // Google API keys
	`\b[rs]k_(?:live|test)_[A-Za-z0-9]{10,}`,                                         // Stripe
	`\bsk-[A-Za-z0-9_-]{20,}`,                                                        // OpenAI, Anthropic
	`\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}`,                                   // SendGrid
	`\bwhsec_[A-Za-z0-9+/=]{16,}`,                                                    // Standard Webhooks
}, "|"))

// schemes are credentials after the name of their scheme.
var schemes = regexp.MustCompile(`(?i)\b(bearer|basic|digest|negotiate|ntlm)([ \t]+)([A-Za-z0-9+/._~-]{12,}={0,2})`)

// quoted are secrets as the value of a quoted name: JSON, XML attributes.
var quoted = regexp.MustCompile(`(?i)(["'][a-z0-9_.-]{0,40}(?:password|passwd|secret|api_?-?key|token|signature|private_?-?key|session_?-?id|access_?-?key)["']\s*:\s*["'])([^"'•]+)(["']?)`)

// assigned are secrets as name=value or name: value in plain text. Only a
// value that looks like one is masked, so that "invalid token: expired" stays.
var assigned = regexp.MustCompile(`(?i)\b([a-z0-9_.-]{0,40}(?:password|passwd|secret|api_?-?key|token|signature|private_?-?key|session_?-?id|access_?-?key)\s*[=:]\s*)([A-Za-z0-9+/=._~!@#$%^*-]{6,})`)

// headers are lines of a dumped request.
var headers = regexp.MustCompile(`(?im)^([ \t]*)((?:proxy-)?authorization|(?:set-)?cookie)([ \t]*:[ \t]*)([^\r\n]+)`)

var urls = regexp.MustCompile(`(?i)\b[a-z][a-z0-9+.-]{1,20}://[^\s"'<>\\` + "`" + `]+`)

// Text returns s with tokens, keys, passwords, cookies and signed URLs masked
// by their form. It finds what looks like a secret, not every secret: a value
// that is known to be one must be masked by its name.
func Text(s string) string {
	if !strings.ContainsAny(s, ".:=_- ") {
		return s
	}
	if strings.Contains(s, "://") {
		s = urls.ReplaceAllStringFunc(s, URL)
	}
	if strings.Contains(s, ":") {
		s = headers.ReplaceAllStringFunc(s, func(line string) string {
			m := headers.FindStringSubmatch(line)
			return m[1] + m[2] + m[3] + HeaderValue(m[2], m[4])
		})
	}
	return tokens(s)
}

// tokens is Text without a look for URLs.
func tokens(s string) string {
	if len(s) < 8 {
		return s
	}
	s = shapes.ReplaceAllString(s, Mask)
	s = schemes.ReplaceAllString(s, "${1}${2}"+Mask)
	s = quoted.ReplaceAllString(s, "${1}"+Mask+"${3}")
	return assigned.ReplaceAllStringFunc(s, func(hit string) string {
		m := assigned.FindStringSubmatch(hit)
		if !random(m[2]) {
			return hit
		}
		return m[1] + Mask
	})
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
