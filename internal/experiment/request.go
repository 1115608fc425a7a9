package experiment

import (
	"net/url"
	"slices"
	"strings"
)

// trackers are parameters that mail programs and networks add to links.
var trackers = []string{"fbclid", "gclid", "msclkid", "mc_eid", "mc_cid", "_ga", "igshid"}

// added returns the first parameter that was probably added to the URL later.
func added(query string) string {
	for pair := range strings.SplitSeq(query, "&") {
		name, _, _ := strings.Cut(pair, "=")
		if strings.HasPrefix(name, "utm_") || slices.Contains(trackers, name) {
			return name
		}
	}
	return ""
}

// dropParam removes every parameter name and keeps the rest byte for byte.
func dropParam(query, name string) (rest string, found bool) {
	var keep []string
	for pair := range strings.SplitSeq(query, "&") {
		n, _, _ := strings.Cut(pair, "=")
		if text, err := url.QueryUnescape(n); name != "" && (n == name || err == nil && text == name) {
			found = true
			continue
		}
		keep = append(keep, pair)
	}
	return strings.Join(keep, "&"), found
}

// signed reports whether a query looks signed.
func signed(query string) bool {
	for pair := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(strings.ToLower(pair), "=")
		if value != "" && slices.Contains([]string{"x-amz-signature", "x-goog-signature", "signature", "sig", "md5", "hmac", "hdnts", "hdnea", "hash"}, name) {
			return true
		}
	}
	return false
}
