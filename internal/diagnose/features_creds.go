package diagnose

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/redact"
)

// credentials are what our request proves who we are with.
type credentials struct {
	scheme string // of Authorization, in lower case: "basic", "bearer"; "key" for a key in a field of its own
	sent   bool
	token  string // of a Bearer or Token scheme, never shown

	jwt      bool
	expires  time.Time // exp of the JWT, read without verifying it
	starts   time.Time // nbf, or iat where it is ahead
	scopes   []string  // of the JWT
	signedAt time.Time // of a request signed in its header (AWS SigV4)
}

// keyFields are the header fields that APIs take a key in, by long habit.
var keyFields = []string{"x-api-key", "apikey", "api-key", "x-auth-token", "x-access-token", "private-token", "x-goog-api-key",
	"ocp-apim-subscription-key", "x-token", "x-functions-key", "x-vault-token", "x-consumer-key", "x-service-token"}

func (c *credentials) field(h measure.Field) {
	switch {
	case strings.EqualFold(h.Name, "authorization"):
		scheme, rest, _ := strings.Cut(strings.TrimSpace(h.Value), " ")
		c.scheme, c.sent = strings.ToLower(scheme), h.Value != ""
		if c.scheme == "bearer" || c.scheme == "token" {
			c.token = strings.TrimSpace(rest)
			c.readJWT(c.token)
		}
	case strings.EqualFold(h.Name, "x-amz-date"):
		c.signedAt, _ = time.Parse("20060102T150405Z", h.Value)
	case strings.EqualFold(h.Name, "cookie"):
		for part := range strings.SplitSeq(h.Value, ";") {
			if _, v, ok := strings.Cut(part, "="); ok && strings.HasPrefix(v, "eyJ") {
				c.readJWT(strings.TrimSpace(v))
			}
		}
	default:
		if h.Value != "" && keyField(h.Name) {
			c.sent = true
			if c.scheme == "" {
				c.scheme = "key"
			}
		}
	}
}

// keyField reports whether a header field is one in which an API takes a key:
// what is held back as a secret, but for proxies' and forms' own.
func keyField(name string) bool {
	if slices.ContainsFunc(keyFields, func(k string) bool { return strings.EqualFold(name, k) }) {
		return true
	}
	low := strings.ToLower(name)
	return redact.Header(low) && !strings.HasPrefix(low, "proxy-") && !strings.Contains(low, "cookie") && !strings.Contains(low, "csrf") && !strings.Contains(low, "xsrf")
}

// keyParams are the query parameters in which APIs take a key (Google, Steam,
// Contentful, OpenWeather, NASA).
var keyParams = []string{"key", "api_key", "apikey", "api-key", "access_token", "access_key", "accesskey", "token", "appid", "auth_token", "authkey", "subscription-key"}

// keyFromQuery reads whether a key is sent in the URL.
func (c *credentials) keyFromQuery(u *url.URL) {
	found := false
	for pair := range strings.SplitSeq(u.RawQuery, "&") {
		k, v, _ := strings.Cut(pair, "=")
		switch k = strings.ToLower(k); {
		case k == "expires" || k == "expiry" || k == "exp" || k == "expire" || k == "ttl":
			return // a link of a time, whose token is its signature
		case v != "" && slices.Contains(keyParams, k):
			found = true
		}
	}
	if found && !c.sent {
		c.sent, c.scheme = true, "query"
	}
}

// jwtFromQuery reads a token that is sent in the URL.
func (c *credentials) jwtFromQuery(u *url.URL) {
	if c.jwt || !strings.Contains(u.RawQuery, "=eyJ") {
		return
	}
	for part := range strings.SplitSeq(u.RawQuery, "&") {
		k, v, _ := strings.Cut(part, "=")
		if k == "token" || k == "access_token" || k == "jwt" || k == "id_token" || k == "auth" {
			if c.readJWT(v); c.jwt {
				c.sent = true
				if c.scheme == "" {
					c.scheme = "query"
				}
			}
		}
	}
}

// readJWT reads the times of a JSON web token (RFC 7519 section 4.1); its
// signature is not our business.
func (c *credentials) readJWT(s string) {
	head, rest, ok1 := strings.Cut(s, ".")
	payload, _, ok2 := strings.Cut(rest, ".")
	if !ok1 || !ok2 || len(head) < 8 || len(payload) > 16<<10 {
		return
	}
	raw, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(payload, "="))
	if err != nil || !bytes.HasPrefix(bytes.TrimSpace(raw), []byte("{")) {
		return
	}
	var claim struct {
		Exp    float64   `json:"exp"`
		Nbf    float64   `json:"nbf"`
		Scope  scopeList `json:"scope"`  // RFC 8693 section 4.2; Keycloak, Auth0
		Scp    scopeList `json:"scp"`    // Microsoft Entra, Okta
		Scopes scopeList `json:"scopes"` // FastAPI's documentation, others
	}
	if json.Unmarshal(raw, &claim) != nil {
		return
	}
	c.jwt = true
	c.expires, c.starts = numericDate(claim.Exp), numericDate(claim.Nbf)
	c.scopes = slices.Concat(claim.Scope, claim.Scp, claim.Scopes)
}

// A scopeList is what tokens hold as scopes: one text with spaces, or a list.
// What is neither is none.
type scopeList []string

func (l *scopeList) UnmarshalJSON(raw []byte) error {
	var one string
	var many []string
	switch {
	case json.Unmarshal(raw, &one) == nil:
		*l = strings.Fields(one)
	case json.Unmarshal(raw, &many) == nil:
		*l = many
	}
	return nil
}

// lacksScope is the first scope that a challenge names and our token, which
// has scopes, does not; or "".
func (f *features) lacksScope() string {
	if len(f.req.creds.scopes) == 0 {
		return ""
	}
	for _, c := range f.ans.challenges {
		for s := range strings.FieldsSeq(c.scope) {
			if !slices.Contains(f.req.creds.scopes, s) {
				return s
			}
		}
	}
	return ""
}

// numericDate is RFC 7519's NumericDate. What lies outside 2001 to 2100 is no
// date.
func numericDate(x float64) time.Time {
	if x < 978307200 || x > 4102444800 {
		return time.Time{}
	}
	return time.Unix(int64(x), 0)
}

// outOfDate reports whether our token has run out, by our clock or by theirs.
func (f *features) outOfDate() bool {
	e := f.req.creds.expires
	return f.req.creds.jwt && !e.IsZero() && (e.Before(f.now) || f.ans.hasSkew && e.Before(f.now.Add(f.ans.skew)))
}

// anything reports whether the request carried any proof of who we are,
// cookies that look like a session included.
func (q *requestFeatures) anything() bool { return q.creds.sent || q.session || q.creds.jwt }

// An authChallenge is one entry of WWW-Authenticate (RFC 9110 section 11.6.1).
type authChallenge struct {
	scheme string // lower case
	realm  string
	err    string // the error parameter of RFC 6750
	desc   string
	scope  string
}

// parseChallenges reads the value of one WWW-Authenticate field. Broken ones
// give what could be read.
func parseChallenges(s string) []authChallenge {
	var out []authChallenge
	if prose(s) {
		return nil
	}
	for s = strings.TrimLeft(s, " ,\t"); s != ""; s = strings.TrimLeft(s, " ,\t") {
		word, rest := token(s)
		if word == "" {
			return out
		}
		after := strings.TrimLeft(rest, " \t")
		if strings.HasPrefix(after, "=") && len(out) > 0 && !strings.HasPrefix(after, "==") {
			var v string
			v, s = paramValue(strings.TrimLeft(after[1:], " \t"))
			out[len(out)-1].set(strings.ToLower(word), v)
			continue
		}
		out = append(out, authChallenge{scheme: strings.ToLower(word)})
		if len(out) > 16 {
			return out
		}
		s = after
	}
	return out
}

// prose reports whether a WWW-Authenticate holds a sentence instead of a
// challenge, as grpc-gateway writes it (its error handler copies the message).
func prose(s string) bool {
	first, rest, more := strings.Cut(strings.TrimSpace(s), " ")
	return more && strings.Contains(rest, " ") && !strings.ContainsAny(s, "=,") && !slices.ContainsFunc(schemesKnown, func(k string) bool { return strings.EqualFold(k, first) })
}

// schemesKnown are those of the IANA registry of HTTP authentication schemes, and usual others.
var schemesKnown = []string{"Basic", "Bearer", "Concealed", "Digest", "DPoP", "GNAP", "HOBA", "Mutual", "Negotiate", "OAuth", "PrivateToken", "SCRAM-SHA-1", "SCRAM-SHA-256", "vapid", "NTLM", "Token", "ApiKey", "Hawk", "AWS4-HMAC-SHA256"}

func (c *authChallenge) set(name, v string) {
	switch name {
	case "realm":
		c.realm = v
	case "error":
		c.err = strings.ToLower(v)
	case "error_description":
		c.desc = v
	case "scope":
		c.scope = v
	}
}

// token splits the leading token (RFC 9110 section 5.6.2) from s.
func token(s string) (word, rest string) {
	i := 0
	for i < len(s) && (s[i] > ' ' && s[i] < 0x7f) && !strings.ContainsRune(`"(),/:;<=>?@[\]{}`, rune(s[i])) {
		i++
	}
	return s[:i], s[i:]
}

// paramValue reads a token or a quoted string.
func paramValue(s string) (v, rest string) {
	if !strings.HasPrefix(s, `"`) {
		i := strings.IndexAny(s, ", \t")
		if i < 0 {
			return s, ""
		}
		return s[:i], s[i:]
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
			if i < len(s) {
				b.WriteByte(s[i])
			}
		case '"':
			return b.String(), s[i+1:]
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String(), ""
}
