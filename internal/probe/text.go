package probe

import (
	"strconv"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/redact"
)

// shown is what the user entered, fit for an error: bounded, without secrets.
func shown(raw string) string {
	s := redact.URL(raw)
	if len(s) > 200 {
		s = strings.ToValidUTF8(s[:200], "") + "…"
	}
	return s
}

func portInvalid(s string) bool {
	n, err := strconv.ParseUint(s, 10, 16)
	return err != nil || n == 0
}

// isToken reports whether s is a token (RFC 9110 section 5.6.2).
func isToken(s string) bool {
	for i := range len(s) {
		c := s[i]
		if c <= ' ' || c >= 0x7f || strings.IndexByte("()<>@,;:\\\"/[]?={}", c) >= 0 {
			return false
		}
	}
	return s != ""
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// escapeQuery percent-encodes what may not stand in a query, and nothing else:
// a signature covers the rest byte for byte.
func escapeQuery(s string) string {
	const hex = "0123456789ABCDEF"
	for i := range len(s) {
		if s[i] <= ' ' || s[i] >= 0x7f {
			b := []byte(s[:i])
			for _, c := range []byte(s[i:]) {
				if c <= ' ' || c >= 0x7f {
					b = append(b, '%', hex[c>>4], hex[c&15])
				} else {
					b = append(b, c)
				}
			}
			return string(b)
		}
	}
	return s
}
