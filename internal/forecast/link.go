package forecast

import (
	"net/url"
	"slices"
	"strings"
	"time"
)

// expiryNames are the parameters in which links of one's own making carry
// their end; macNames those that carry the signature over it. Neither means
// anything without the other.
var (
	expiryNames = []string{"expires", "expiry", "expire", "exp", "e", "ttl", "validto", "valid_until", "token_expires", "expires_at"}
	macNames    = []string{"md5", "hash", "sig", "sign", "signature", "hmac", "mac", "st", "token", "s", "h", "hdnts"}
)

var signedLink = Kind{
	ID: "signed-link-expiry", Title: "A link with an expiry and a signature of the site's own runs out", Lead: day,
	Source: "nginx, ngx_http_secure_link_module: $arg_md5 and $arg_expires",
	find: func(in *input) []found {
		if vendorSigned(in.query) || !slices.ContainsFunc(macNames, func(n string) bool { return looksLikeMAC(fold(in.query, n)) }) {
			return nil
		}
		for _, name := range expiryNames {
			if end, ok := linkTime(fold(in.query, name)); ok {
				return []found{{at: end, because: "Parameter " + name + " of the URL is " + at(end) + " and a signature stands beside it: the link is probably refused from then on at the latest."}}
			}
		}
		return nil
	},
}

// vendorSigned reports whether a kind of its own reads this query.
func vendorSigned(q url.Values) bool {
	return fold(q, "X-Amz-Signature") != "" || fold(q, "X-Goog-Signature") != "" || has(q, "AWSAccessKeyId", "Signature") ||
		has(q, "GoogleAccessId", "Signature") || has(q, "Key-Pair-Id", "Signature") || has(q, "sv", "sig", "se")
}

func linkTime(s string) (time.Time, bool) {
	if s == "" {
		return time.Time{}, false
	}
	if t, ok := unixTime(s); ok {
		return t, true
	}
	t, err := time.Parse(time.RFC3339, s)
	return t, err == nil
}

// looksLikeMAC reports whether s can be a signature: at least 16 characters
// of hex or base64, in either alphabet.
func looksLikeMAC(s string) bool {
	s = strings.TrimRight(s, "=")
	return len(s) >= 16 && strings.IndexFunc(s, func(r rune) bool {
		return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || strings.ContainsRune("+/-_ ", r))
	}) < 0
}

var akamaiToken = Kind{
	ID: "akamai-token-expiry", Title: "An Akamai edge authorization token runs out", Lead: day,
	Source: "Akamai, Auth Token 2.0: st=…~exp=…~acl=…~hmac=…",
	find: func(in *input) []found {
		var out []found
		for _, name := range []string{"hdnts", "hdnea", "hdntl", "__token__"} {
			for _, v := range []url.Values{in.query, in.cookies} {
				out = append(out, akamai(name, v.Get(name))...)
			}
		}
		return out
	},
}

func akamai(name, s string) []found {
	parts := map[string]string{}
	for p := range strings.SplitSeq(s, "~") {
		k, v, _ := strings.Cut(p, "=")
		parts[k] = v
	}
	end, ok := unixTime(parts["exp"])
	if !ok || !looksLikeMAC(parts["hmac"]) {
		return nil
	}
	born, _ := unixTime(parts["st"])
	return []found{{at: end, born: born, because: "exp in the token " + name + " is " + at(end) + ": it is refused from then on at the latest."}}
}
