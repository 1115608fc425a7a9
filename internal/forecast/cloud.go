package forecast

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

const day = 24 * time.Hour

var awsV4 = Kind{
	ID: "s3-v4-expiry", Title: "A presigned S3 URL (Signature Version 4) runs out", Lead: day,
	Source: "AWS, Authenticating Requests: Using Query Parameters (AWS Signature Version 4)",
	find: func(in *input) []found {
		return v4(in.query, "X-Amz-", "the session that signed it")
	},
}

var gcsV4 = Kind{
	ID: "gcs-v4-expiry", Title: "A signed URL of Google Cloud Storage (V4) runs out", Lead: day,
	Source: "Google Cloud Storage, Signed URLs, canonical requests",
	find: func(in *input) []found {
		return v4(in.query, "X-Goog-", "the credential that signed it")
	},
}

// v4 reads a date and a life in seconds, both covered by a signature.
func v4(q url.Values, prefix, signer string) []found {
	date, life, sig := fold(q, prefix+"Date"), fold(q, prefix+"Expires"), fold(q, prefix+"Signature")
	if date == "" || life == "" || sig == "" {
		return nil
	}
	born, err1 := time.Parse("20060102T150405Z", date)
	seconds, err2 := strconv.Atoi(life)
	if err1 != nil || err2 != nil || seconds < 1 || seconds > 7*86400 {
		return nil
	}
	end := born.Add(time.Duration(seconds) * time.Second)
	text := "The URL was signed on " + at(born) + " for " + life + " s (" + prefix + "Date, " + prefix + "Expires): it is refused from " + at(end) + " on at the latest."
	if fold(q, prefix+"Security-Token") != "" {
		text += " It carries a session token and ends earlier if " + signer + " does."
	}
	return []found{{at: end, born: born, because: text}}
}

// A signature in the Authorization header is good for 15 minutes around its
// date, so a request that was signed once and is sent for ever stops working.
var awsV4Header = Kind{
	ID: "s3-header-expiry", Title: "A request signed once in its Authorization header runs out", Lead: day,
	Source: "AWS, error code RequestTimeTooSkewed: 15 minutes",
	find: func(in *input) []found {
		if !strings.HasPrefix(measure.Get(in.request.Header, "Authorization"), "AWS4-HMAC-SHA256 ") {
			return nil
		}
		born, err := time.Parse("20060102T150405Z", measure.Get(in.request.Header, "X-Amz-Date"))
		if err != nil {
			return nil
		}
		end := born.Add(15 * time.Minute)
		return []found{{at: end, born: born, because: "Authorization and X-Amz-Date were computed on " + at(born) + " and are sent unchanged; such a signature is refused from " + at(end) + " on at the latest. A monitor needs a URL or a credential that lives longer."}}
	},
}

var awsV2 = Kind{
	ID: "s3-v2-expiry", Title: "A presigned S3 URL (Signature Version 2) runs out", Lead: day,
	Source: "AWS, Signing and Authenticating REST Requests: Query String Request Authentication Alternative",
	find: func(in *input) []found {
		if !has(in.query, "AWSAccessKeyId", "Signature", "Expires") {
			return nil
		}
		return unix(in.query.Get("Expires"), "Expires in the URL, beside AWSAccessKeyId and Signature,")
	},
}

var gcsV2 = Kind{
	ID: "gcs-v2-expiry", Title: "A signed URL of Google Cloud Storage (V2) runs out", Lead: day,
	Source: "Google Cloud Storage, V2 signing process",
	find: func(in *input) []found {
		if !has(in.query, "GoogleAccessId", "Signature", "Expires") {
			return nil
		}
		return unix(in.query.Get("Expires"), "Expires in the URL, beside GoogleAccessId and Signature,")
	},
}

// unix reads Unix seconds.
func unix(s, where string) []found {
	end, ok := unixTime(s)
	if !ok {
		return nil
	}
	return []found{{at: end, because: where + " is " + at(end) + ": it is refused from then on at the latest."}}
}

// unixTime reads 10 digits as Unix seconds or 13 as milliseconds.
func unixTime(s string) (time.Time, bool) {
	n, err := strconv.ParseInt(s, 10, 64)
	switch {
	case err != nil || s[0] == '+' || s[0] == '-':
		return time.Time{}, false
	case len(s) == 10:
		return time.Unix(n, 0), true
	case len(s) == 13:
		return time.UnixMilli(n), true
	}
	return time.Time{}, false
}

var azureSAS = Kind{
	ID: "azure-sas-expiry", Title: "An Azure shared access signature runs out", Lead: day,
	Source: "Microsoft, Create a service SAS; Create a user delegation SAS",
	find: func(in *input) []found {
		if !has(in.query, "sv", "sig", "se") {
			return nil
		}
		end, ok := azureTime(in.query.Get("se"))
		if !ok {
			return nil
		}
		name := "se"
		if key, ok := azureTime(in.query.Get("ske")); ok && key.Before(end) {
			end, name = key, "ske, the end of the key that signed it,"
		}
		born, _ := azureTime(in.query.Get("st"))
		return []found{{at: end, born: born, because: "The shared access signature in the URL has " + name + " " + at(end) + ": it is refused from then on at the latest, earlier if its policy or key is revoked."}}
	},
}

func azureTime(s string) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04Z", "2006-01-02"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}
