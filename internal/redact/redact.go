// Package redact takes secrets out of what is stored, shown or logged: header
// values, URLs and free text.
//
// A rule belongs here if it knows what a secret looks like. What must stay
// readable, because a diagnosis or a forecast rests on it (when a signature
// expires, which scheme an Authorization names, a cookie's attributes), stays.
// Every function is pure, safe for concurrent use, never panics, and applied
// twice gives what it gave once.
package redact

import (
	"slices"
	"strings"
)

// Mask stands where a secret was.
const Mask = "••••••"

// secretNames are fields and parameters whose value is a secret, in lower
// case; name parts are judged by [secretName] beside them.
var secretNames = []string{
	"authorization", "proxy-authorization", "cookie", "set-cookie", "cookie2", "set-cookie2",
	"x-auth", "x-authorization", "x-forwarded-authorization", "x-original-authorization",
	"x-access-key", "x-auth-key", "x-functions-key", "x-ms-encryption-key",
	"authentication-info", "proxy-authentication-info", "x-forwarded-client-cert",
}

// secretParts name a secret when they are one part of a name, such as
// x-vault-token or client_secret.
var secretParts = []string{
	"token", "secret", "password", "passwd", "pwd", "passphrase", "apikey", "jwt",
	"signature", "hmac", "credentials", "sessionid", "authkey", "accesskey",
}

// keyOwners make the part "key" after them a secret: api-key, private_key.
var keyOwners = []string{"api", "access", "auth", "private", "secret", "subscription", "master", "service", "signing", "account", "storage"}

// plainKeys make the part "key" after them no secret: what is cached, sorted or
// sent twice goes by such keys.
var plainKeys = []string{"cache", "surrogate", "idempotency", "websocket", "partition", "routing", "sort", "shard", "object", "request", "trace", "group", "public", "host", "user", "variant"}

// openParts name no secret whatever stands beside them: a token's expiry is
// what a forecast needs.
var openParts = []string{
	"expiration", "expires", "expiry", "exp", "type", "limit", "remaining", "reset", "ttl",
	"policy", "count", "used", "version", "algorithm", "headers", "date", "id", "name", "method", "status",
}

// Header reports whether the value of a header field of this name is a
// secret. Case does not matter.
func Header(name string) bool {
	low := strings.ToLower(name)
	return slices.Contains(secretNames, low) || secretName(low)
}

// secretName judges a name by its parts.
func secretName(low string) bool {
	secret, before, first := false, "", ""
	for part := range strings.FieldsFuncSeq(low, func(r rune) bool { return r == '-' || r == '_' || r == '.' || r == ' ' }) {
		if slices.Contains(openParts, part) {
			return false
		}
		if slices.Contains(secretParts, part) || part == "key" && slices.Contains(keyOwners, before) {
			secret = true
		}
		if part == "key" && first == "x" && !slices.Contains(plainKeys, before) {
			secret = true // X-Gotify-Key, X-ClickHouse-Key: products name their own
		}
		if first == "" {
			first = part
		}
		before = part
	}
	return secret
}

// HeaderValue returns value as it may be shown for the field name: the scheme
// of an Authorization, the names of cookies and the attributes of a
// Set-Cookie stay; the value of any other secret field is masked whole; in
// any other field, tokens and signed URLs are masked where they stand.
func HeaderValue(name, value string) string {
	switch low := strings.ToLower(name); {
	case low == "cookie" || low == "cookie2":
		return cookies(value)
	case low == "set-cookie" || low == "set-cookie2":
		return setCookie(value)
	case low == "authorization" || low == "proxy-authorization":
		return authorization(value)
	case Header(low):
		if value == "" {
			return ""
		}
		return Mask
	case low == "location" || low == "referer" || low == "content-location":
		return URL(value)
	default:
		return Text(value)
	}
}

func cookies(value string) string {
	parts := strings.Split(value, ";")
	for i, p := range parts {
		parts[i] = maskCookie(p)
	}
	return strings.Join(parts, ";")
}

func setCookie(value string) string {
	first, attrs, more := strings.Cut(value, ";")
	first = maskCookie(first)
	if !more {
		return first
	}
	return first + ";" + attrs
}

// maskCookie keeps the name of "name=value".
func maskCookie(pair string) string {
	name, val, ok := strings.Cut(pair, "=")
	switch {
	case !ok && strings.TrimSpace(pair) == "":
		return pair
	case !ok:
		return Mask
	case val == "":
		return pair
	}
	return name + "=" + Mask
}

// authSchemes are shown; a credential without one of them is masked whole.
var authSchemes = []string{
	"basic", "bearer", "digest", "negotiate", "ntlm", "token", "apikey", "hawk", "aws",
	"aws4-hmac-sha256", "sharedkey", "sharedkeylite", "dpop", "mutual", "vapid", "scram-sha-256", "oauth", "gnap", "key",
}

// authorization keeps the scheme, and of AWS4-HMAC-SHA256 all but the
// signature (scope and signed headers tell why one is refused).
func authorization(value string) string {
	scheme, rest, ok := strings.Cut(value, " ")
	low := strings.ToLower(scheme)
	switch {
	case value == "":
		return ""
	case !ok || !slices.Contains(authSchemes, low):
		return Mask
	case low == "aws4-hmac-sha256":
		if before, _, found := strings.Cut(rest, "Signature="); found {
			return scheme + " " + Text(before) + "Signature=" + Mask
		}
	}
	return scheme + " " + Mask
}
