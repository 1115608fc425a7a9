package diagnose

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

// A signature is what a signed URL says of itself.
type signature struct {
	family  string // "SigV4", "GCS V4", "SigV2", "CloudFront", "Azure SAS", "signed link"; empty for none
	partial bool   // some of its parameters are there, the signature is not
	from    time.Time
	until   time.Time
	bound   bool     // to an address or protocol, by its own words
	added   []string // parameters that the family does not know, such as utm_source
	expiry  string   // the name of the parameter that the expiry was read from
}

// present reports whether the URL is signed.
func (s signature) present() bool { return s.family != "" && !s.partial }

// findSignature recognises the families of signed URLs that package forecast reads. A number is
// read as a date only beside the parameter that makes it a signature.
func findSignature(u *url.URL, header []measure.Field) signature {
	if u.RawQuery == "" || len(u.RawQuery) > 16<<10 {
		if s, ok := pathSignature(u.Path); ok {
			return s
		}
		return cookieSignature(header)
	}
	q := readParams(u.RawQuery)
	for _, family := range signatureFamilies {
		if s, ok := family(q); ok {
			return s
		}
	}
	return cookieSignature(header)
}

var signatureFamilies = []func(params) (signature, bool){sigV4, gcsV4, azureSAS, cloudFront, sigV2, akamaiToken, plainLink}

// A param is one query parameter; params keep their order and are few.
type param struct{ key, lower, value string }

type params []param

func readParams(raw string) params {
	out := make(params, 0, 8)
	for part := range strings.SplitSeq(raw, "&") {
		k, v, _ := strings.Cut(part, "=")
		if k == "" || len(out) >= 64 {
			continue
		}
		if strings.ContainsAny(v, "%+") {
			if d, err := url.QueryUnescape(v); err == nil {
				v = d
			}
		}
		out = append(out, param{k, strings.ToLower(k), v})
	}
	return out
}

func (q params) get(lower string) (string, bool) {
	for _, p := range q {
		if p.lower == lower {
			return p.value, true
		}
	}
	return "", false
}

func (q params) has(lower string) bool { _, ok := q.get(lower); return ok }

// strangers lists the parameters that known does not accept.
func (q params) strangers(known func(string) bool) []string {
	var out []string
	for _, p := range q {
		if !known(p.lower) {
			out = append(out, p.key)
		}
	}
	return out
}

// sigV4 is AWS Signature Version 4 in the query ("Authenticating Requests:
// Using Query Parameters"): X-Amz-Date plus X-Amz-Expires seconds.
func sigV4(q params) (signature, bool) { return dated(q, "x-amz-", "SigV4", s3Known) }

// gcsV4 is Google Cloud Storage's V4 form of the same.
func gcsV4(q params) (signature, bool) { return dated(q, "x-goog-", "GCS V4", s3Known) }

func dated(q params, prefix, family string, known func(string) bool) (signature, bool) {
	any := false
	for _, p := range q {
		any = any || strings.HasPrefix(p.lower, prefix)
	}
	if !any {
		return signature{}, false
	}
	s := signature{family: family, partial: !q.has(prefix + "signature"), expiry: prefix + "expires"}
	date, _ := q.get(prefix + "date")
	life, _ := q.get(prefix + "expires")
	if t, err := time.Parse("20060102T150405Z", date); err == nil {
		s.from = t
		if n, err := strconv.Atoi(life); err == nil && n > 0 {
			s.until = t.Add(time.Duration(n) * time.Second)
		}
	}
	s.added = q.strangers(func(k string) bool { return strings.HasPrefix(k, prefix) || known(k) })
	return s, true
}

// s3Known are the parameters of an S3 request that are not part of a
// signature and yet belong to the URL.
func s3Known(k string) bool {
	return strings.HasPrefix(k, "response-") || k == "versionid" || k == "x-id" || k == "partnumber" || k == "uploadid" || k == "userproject" || k == "generation"
}

// azureSAS is a shared access signature: se, st, sp, sr or ss, sig
// (learn.microsoft.com, create-service-sas).
func azureSAS(q params) (signature, bool) {
	if !q.has("sv") || !(q.has("sig") || q.has("se")) || !(q.has("sp") || q.has("sr") || q.has("ss")) {
		return signature{}, false
	}
	s := signature{family: "Azure SAS", partial: !q.has("sig"), expiry: "se"}
	if v, ok := q.get("se"); ok {
		s.until = isoTime(v)
	}
	if v, ok := q.get("ske"); ok {
		if t := isoTime(v); !t.IsZero() && t.Before(s.until) {
			s.until, s.expiry = t, "ske"
		}
	}
	if v, ok := q.get("st"); ok {
		s.from = isoTime(v)
	}
	s.bound = q.has("sip")
	for _, p := range q {
		if strings.HasPrefix(p.lower, "utm_") || p.lower == "fbclid" || p.lower == "gclid" {
			s.added = append(s.added, p.key)
		}
	}
	return s, true
}

// cloudFront is a signed URL with a canned (Expires) or custom (Policy)
// policy.
func cloudFront(q params) (signature, bool) {
	if !q.has("key-pair-id") {
		return signature{}, false
	}
	s := signature{family: "CloudFront", partial: !q.has("signature"), expiry: "Expires"}
	if v, ok := q.get("expires"); ok {
		s.until = unixTime(v)
	}
	if v, ok := q.get("policy"); ok {
		s.policy(v)
	}
	s.added = q.strangers(func(k string) bool {
		return k == "expires" || k == "signature" || k == "key-pair-id" || k == "policy" || k == "hash-algorithm"
	})
	return s, true
}

// policy reads a CloudFront custom policy.
func (s *signature) policy(v string) {
	raw, err := base64.StdEncoding.DecodeString(strings.NewReplacer("-", "+", "_", "=", "~", "/").Replace(v))
	if err != nil {
		return
	}
	var p struct {
		Statement []struct {
			Condition struct {
				DateLessThan, DateGreaterThan struct {
					T int64 `json:"AWS:EpochTime"`
				}
				IpAddress *json.RawMessage
			}
		}
	}
	if json.Unmarshal(raw, &p) != nil || len(p.Statement) == 0 {
		return
	}
	c := p.Statement[0].Condition
	s.until, s.from, s.expiry = numericDate(float64(c.DateLessThan.T)), numericDate(float64(c.DateGreaterThan.T)), "Policy"
	s.bound = c.IpAddress != nil
}

// sigV2 is AWS Signature Version 2 and GCS V2: Expires beside Signature and
// the key's name.
func sigV2(q params) (signature, bool) {
	if !q.has("awsaccesskeyid") && !q.has("googleaccessid") && !q.has("ossaccesskeyid") {
		return signature{}, false
	}
	s := signature{family: "SigV2", partial: !q.has("signature"), expiry: "Expires"}
	if v, ok := q.get("expires"); ok {
		s.until = unixTime(v)
	}
	s.added = q.strangers(func(k string) bool {
		return k == "expires" || k == "signature" || strings.HasSuffix(k, "accesskeyid") || k == "googleaccessid" || strings.HasPrefix(k, "x-amz-") || s3Known(k)
	})
	return s, true
}

// akamaiToken is Akamai's edge authorisation token: hdnts or hdnea with
// exp=…~hmac=… inside.
func akamaiToken(q params) (signature, bool) {
	for _, name := range []string{"hdnts", "hdnea", "__token__", "__gda__", "verify"} {
		v, ok := q.get(name)
		if !ok {
			continue
		}
		s := signature{family: "signed link", expiry: name}
		for part := range strings.FieldsFuncSeq(v, func(r rune) bool { return r == '~' || r == '-' || r == '_' }) {
			if x, ok := strings.CutPrefix(part, "exp="); ok {
				s.until = unixTime(x)
			}
			if t := unixTime(part); s.until.IsZero() && !t.IsZero() {
				s.until = t
			}
		}
		return s, !s.until.IsZero()
	}
	return signature{}, false
}

// plainLink is a home-made signed link, such as nginx secure_link: an expiry
// beside a parameter that looks like a MAC.
func plainLink(q params) (signature, bool) {
	s := signature{family: "signed link"}
	mac := false
	for _, p := range q {
		switch p.lower {
		case "expires", "expiry", "exp", "e", "ttl", "validto", "token_expires", "expire", "expiration", "valid_until", "until", "x-expires", "ts", "t", "st_expires", "temp_url_expires", "_expiration":
			if t := unixTime(p.value); !t.IsZero() && s.until.IsZero() {
				s.until, s.expiry = t, p.key
			} else if t := isoTime(p.value); !t.IsZero() && s.until.IsZero() {
				s.until, s.expiry = t, p.key
			}
		case "md5", "sig", "signature", "token", "hash", "hmac", "st", "s", "key", "mac", "sign", "auth", "h", "secure", "digest", "temp_url_sig", "_hash":
			mac = mac || macLike(p.value)
		}
	}
	return s, mac && !s.until.IsZero()
}

// inPath names the expiry of a link that is signed in its path.
const inPath = "the time in the path"

// pathSignature is a signed link of lighttpd's mod_secdownload: a hash of 32,
// 40 or 64 hexadecimal digits, and after it the time of signing as 8 more.
// How long it lives is a setting of the server; the module's default is 60 s.
func pathSignature(path string) (signature, bool) {
	last := ""
	for part := range strings.SplitSeq(path, "/") {
		n := len(last)
		if (n == 32 || n == 40 || n == 64 || n == 43 || n == 27) && macLike(last) && len(part) == 8 {
			if x, err := strconv.ParseInt(part, 16, 64); err == nil {
				if t := numericDate(float64(x)); !t.IsZero() {
					return signature{family: "signed link", from: t, until: t.Add(time.Minute), expiry: inPath}, true
				}
			}
		}
		last = part
	}
	return signature{}, false
}

// macLike reports whether v may be a message authentication code: at least
// 16 characters of hex or base64.
func macLike(v string) bool {
	if len(v) < 16 {
		return false
	}
	for i := range len(v) {
		c := v[i]
		if !('0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z' || c == '-' || c == '_' || c == '+' || c == '/' || c == '=' || c == '.') {
			return false
		}
	}
	return true
}

// cookieSignature is CloudFront's signed cookies.
func cookieSignature(header []measure.Field) signature {
	c := measure.Get(header, "Cookie")
	if !strings.Contains(c, "CloudFront-") {
		return signature{}
	}
	s := signature{family: "CloudFront", partial: !strings.Contains(c, "CloudFront-Signature"), expiry: "CloudFront-Expires"}
	for part := range strings.SplitSeq(c, ";") {
		k, v, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch k {
		case "CloudFront-Expires":
			s.until = unixTime(v)
		case "CloudFront-Policy":
			s.policy(v)
		}
	}
	return s
}

// unixTime reads seconds (10 digits) or milliseconds (13 digits) since 1970.
func unixTime(v string) time.Time {
	n, err := strconv.ParseInt(v, 10, 64)
	switch {
	case err != nil:
		return time.Time{}
	case len(v) == 13:
		return numericDate(float64(n / 1000))
	case len(v) == 10 || len(v) == 9:
		if n == 4102444800 { // 2100-01-01, the edge of what is believed
			return time.Unix(n, 0)
		}
		return numericDate(float64(n))
	}
	return time.Time{}
}

// isoTime reads the ISO 8601 forms that Azure allows.
func isoTime(v string) time.Time {
	for _, form := range []string{time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02", "2006-01-02T15:04:05"} {
		if t, err := time.Parse(form, v); err == nil {
			return t
		}
	}
	return time.Time{}
}
