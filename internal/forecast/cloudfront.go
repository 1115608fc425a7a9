package forecast

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
	"time"
)

var cloudFront = Kind{
	ID: "cloudfront-expiry", Title: "A CloudFront signed URL or signed cookie runs out", Lead: day,
	Source: "Amazon CloudFront Developer Guide, canned policy and custom policy; the same for signed cookies",
	find: func(in *input) []found {
		out := cloudFrontIn(in.query, "", "URL")
		return append(out, cloudFrontIn(in.cookies, "CloudFront-", "cookie")...)
	},
}

// cloudFrontIn reads the policy among parameters or cookies, whose names
// differ by a prefix only.
func cloudFrontIn(v url.Values, prefix, where string) []found {
	if !has(v, prefix+"Key-Pair-Id", prefix+"Signature") {
		return nil
	}
	if s := v.Get(prefix + "Expires"); s != "" {
		return unix(s, prefix+"Expires of the CloudFront signature in the "+where)
	}
	end, born, ok := cloudFrontPolicy(v.Get(prefix + "Policy"))
	if !ok {
		return nil
	}
	return []found{{at: end, born: born, because: "DateLessThan of the CloudFront policy in the " + where + " is " + at(end) + ": it is refused from then on at the latest."}}
}

// cloudFrontPolicy reads a custom policy: base64 of JSON, with three
// characters replaced so that it fits a URL.
func cloudFrontPolicy(s string) (end, born time.Time, ok bool) {
	if s == "" || len(s) > 8192 {
		return end, born, false
	}
	raw, err := base64.StdEncoding.DecodeString(strings.NewReplacer("-", "+", "_", "=", "~", "/").Replace(s))
	if err != nil {
		return end, born, false
	}
	type epoch struct {
		Time json.Number `json:"AWS:EpochTime"`
	}
	var policy struct {
		Statement []struct {
			Condition struct{ DateLessThan, DateGreaterThan epoch }
		}
	}
	if json.Unmarshal(raw, &policy) != nil || len(policy.Statement) == 0 {
		return end, born, false
	}
	c := policy.Statement[0].Condition
	n, err := strconv.ParseInt(c.DateLessThan.Time.String(), 10, 64)
	if err != nil {
		return end, born, false
	}
	if from, err := strconv.ParseInt(c.DateGreaterThan.Time.String(), 10, 64); err == nil {
		born = time.Unix(from, 0)
	}
	return time.Unix(n, 0), born, true
}
