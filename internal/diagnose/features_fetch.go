package diagnose

import (
	"encoding/hex"
	"strings"
)

// fetches reports whether our URL asks the server for another URL, in its path.
func (f *features) fetches() bool {
	p := strings.ToLower(f.req.url.EscapedPath())
	for _, w := range []string{"/http:/", "/https:/", "/http%3a", "/https%3a", "/plain/http"} {
		if strings.Contains(p, w) {
			return true
		}
	}
	return false
}

// signedInPath reports whether a part of our path reads like a signature: a
// digest in base64 or hexadecimal, of 20 bytes at least.
func (f *features) signedInPath() bool {
	for part := range strings.FieldsFuncSeq(f.req.url.Path, func(r rune) bool { return r == '/' || r == ',' || r == ':' }) {
		if digestLike(part) {
			return true
		}
	}
	return false
}

func digestLike(s string) bool {
	s = strings.TrimRight(s, "=")
	if len(s) < 27 || len(s) > 90 {
		return false
	}
	upper, digit := false, false
	for _, c := range []byte(s) {
		switch {
		case '0' <= c && c <= '9':
			digit = true
		case 'A' <= c && c <= 'Z':
			upper = true
		case 'a' <= c && c <= 'z', c == '-', c == '_':
		default:
			return false
		}
	}
	_, err := hex.DecodeString(s)
	return digit && (upper || err == nil)
}
