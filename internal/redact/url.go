package redact

import (
	"net/url"
	"slices"
	"strings"
)

// secretParams are query parameters whose value grants access, in lower case,
// with the product that uses them where the name does not say it. The
// parameters beside them that say when and for what (X-Amz-Expires,
// X-Amz-Date, Expires, se, sp, exp, Policy) are not secrets.
var secretParams = []string{
	"sig",          // Azure shared access signatures
	"md5",          // nginx secure_link
	"hash", "hmac", // home-made signatures
	"key",          // Google API keys
	"auth", "pass", // home-made passwords
	"code", "state", // OAuth 2.0 redirects (RFC 6749 section 4.1.2)
	"otp", "ticket", "nonce", "sid", "phpsessid", "jsessionid", "session", "assertion", "samlresponse",
	"access", "upload_id", "x-amz-security-token",
}

// tokenParams hold several parts in one value, of which one is a signature:
// exp=…~acl=…~hmac=… (Akamai), where the expiry must stay readable.
var tokenParams = []string{"hdnea", "hdnts", "hdntl", "__token__", "verify"}

// URL returns raw without what grants access: the password and user name, the
// values of parameters that are signatures or tokens, in query and fragment.
// The rest stays byte for byte; raw need not be a valid URL.
func URL(raw string) string {
	head, query, hasQuery := strings.Cut(raw, "?")
	fragment, hasFragment := "", false
	if hasQuery {
		query, fragment, hasFragment = strings.Cut(query, "#")
	} else {
		head, fragment, hasFragment = strings.Cut(head, "#")
	}
	var b strings.Builder
	b.Grow(len(raw) + 16)
	b.WriteString(tokens(path(userinfo(head))))
	if hasQuery {
		b.WriteByte('?')
		params(&b, query)
	}
	if hasFragment {
		b.WriteByte('#')
		params(&b, fragment)
	}
	return b.String()
}

// userinfo masks what stands before the @ of an authority.
func userinfo(head string) string {
	scheme, rest, ok := strings.Cut(head, "//")
	if !ok {
		return head
	}
	authority, tail := rest, ""
	if i := strings.IndexAny(rest, "/\\"); i >= 0 {
		authority, tail = rest[:i], rest[i:]
	}
	at := strings.LastIndexByte(authority, '@')
	if at < 0 {
		return head
	}
	return scheme + "//" + Mask + authority[at:] + tail
}

// secretPaths are URL prefixes after which the rest of the path is a secret.
var secretPaths = []string{
	"hooks.slack.com/services/", "hooks.slack.com/workflows/", "hooks.slack.com/triggers/",
	"discord.com/api/webhooks/", "discordapp.com/api/webhooks/", "api.telegram.org/bot",
}

func path(head string) string {
	low := strings.ToLower(head)
	for _, p := range secretPaths {
		if i := strings.Index(low, p); i >= 0 && len(low) == len(head) && i+len(p) < len(head) {
			return head[:i+len(p)] + Mask
		}
	}
	return head
}

// params writes query to b with the values of secret parameters masked.
func params(b *strings.Builder, query string) {
	for i := 0; ; i++ {
		end := strings.IndexAny(query, "&;")
		pair := query
		if end >= 0 {
			pair = query[:end]
		}
		param(b, pair)
		if end < 0 {
			return
		}
		b.WriteByte(query[end])
		query = query[end+1:]
	}
}

func param(b *strings.Builder, pair string) {
	name, val, ok := strings.Cut(pair, "=")
	if !ok || val == "" {
		b.WriteString(tokens(pair))
		return
	}
	b.WriteString(name)
	b.WriteByte('=')
	low := strings.ToLower(name)
	if strings.IndexByte(low, '%') >= 0 {
		if s, err := url.QueryUnescape(low); err == nil {
			low = strings.ToLower(s)
		}
	}
	switch {
	case slices.Contains(tokenParams, low):
		b.WriteString(tokenValue(val))
	case slices.Contains(secretParams, low), Header(low), secretName(camel(name)):
		b.WriteString(Mask)
	default:
		b.WriteString(tokens(val))
	}
}

// tokenValue keeps the readable parts of exp=…~hmac=….
func tokenValue(val string) string {
	for _, sign := range []string{"hmac=", "hmac%3D", "hmac%3d"} {
		if before, _, ok := strings.Cut(val, sign); ok {
			return before + sign + Mask
		}
	}
	return Mask
}

// camel writes accessToken as access-token.
func camel(name string) string {
	var b strings.Builder
	for i := range len(name) {
		c := name[i]
		if 'A' <= c && c <= 'Z' {
			if i > 0 && name[i-1] >= 'a' && name[i-1] <= 'z' {
				b.WriteByte('-')
			}
			c += 'a' - 'A'
		}
		b.WriteByte(c)
	}
	return b.String()
}
