package measure

import (
	"encoding/base64"
	"html"
	"net/url"
	"slices"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/redact"
)

// leastSent is how long a sent secret must be to be looked for in answers:
// masking every "admin" would spoil the page and tell the password.
const leastSent = 8

// sent masks, in what came back, the secrets that went out with r: a server
// may repeat its request in an error page or a header, under any name.
func sent(r Report) *strings.Replacer {
	var found []string
	for _, h := range r.Hops {
		for _, f := range h.Request.Header {
			found = append(found, sentIn(f)...)
		}
		found = append(found, sentBy(h.Request.URL)...)
	}
	var all []string
	for _, s := range found {
		if len(s) >= leastSent && !strings.Contains(s, redact.Mask) {
			all = append(all, s, url.QueryEscape(s), html.EscapeString(s))
		}
	}
	// A Replacer prefers the earlier of two that begin alike: the longer one.
	slices.SortFunc(all, func(a, b string) int {
		if len(a) != len(b) {
			return len(b) - len(a)
		}
		return strings.Compare(a, b)
	})
	var pairs []string
	for _, s := range slices.Compact(all) {
		pairs = append(pairs, s, redact.Mask)
	}
	return strings.NewReplacer(pairs...)
}

// sentIn returns the secrets of a field of a request: its value, also without
// the scheme, and what the Basic scheme holds (RFC 7617); the values of
// cookies.
func sentIn(f Field) []string {
	if strings.EqualFold(f.Name, "Cookie") {
		var out []string
		for pair := range strings.SplitSeq(f.Value, ";") {
			if _, value, ok := strings.Cut(pair, "="); ok {
				out = append(out, strings.TrimSpace(value))
			}
		}
		return out
	}
	if !redact.Header(f.Name) {
		return nil
	}
	scheme, value, ok := strings.Cut(f.Value, " ")
	if !ok {
		return []string{f.Value}
	}
	out := []string{strings.TrimSpace(value)}
	if raw, err := base64.StdEncoding.DecodeString(out[0]); err == nil && strings.EqualFold(scheme, "Basic") {
		_, password, _ := strings.Cut(string(raw), ":")
		out = append(out, password)
	}
	return out
}

// sentBy returns the secrets of a URL: its password, and the values of
// parameters that redact.URL masks.
func sentBy(raw string) []string {
	var out []string
	if u, err := url.Parse(raw); err == nil && u.User != nil {
		password, _ := u.User.Password()
		out = append(out, password)
	}
	_, query, _ := strings.Cut(raw, "?")
	query, _, _ = strings.Cut(query, "#")
	for _, pair := range strings.FieldsFunc(query, func(r rune) bool { return r == '&' || r == ';' }) {
		name, value, _ := strings.Cut(pair, "=")
		if redact.URL("?"+pair) != "?"+name+"="+redact.Mask {
			continue
		}
		out = append(out, value)
		if plain, err := url.QueryUnescape(value); err == nil {
			out = append(out, plain)
		}
	}
	return out
}
