package forecast

import (
	"strconv"
	"strings"
	"time"
)

var githubToken = Kind{
	ID: "github-token-expiry", Title: "The access token of GitHub runs out", Lead: 14 * day,
	Source: "GitHub, response header GitHub-Authentication-Token-Expiration",
	find: func(in *input) []found {
		if in.answer == nil {
			return nil
		}
		s := in.answer.Get("GitHub-Authentication-Token-Expiration")
		for _, layout := range []string{"2006-01-02 15:04:05 MST", "2006-01-02 15:04:05 -0700"} {
			if t, err := time.Parse(layout, s); err == nil {
				return []found{{at: t, because: "GitHub says in GitHub-Authentication-Token-Expiration that the token ends on " + at(t) + "."}}
			}
		}
		return nil
	},
}

var sunset = Kind{
	ID: "sunset", Title: "The endpoint is announced to be gone", Lead: 30 * day,
	Source: "RFC 8594",
	find: func(in *input) []found {
		if in.answer == nil {
			return nil
		}
		t, ok := httpDate(in.answer.Get("Sunset"))
		if !ok {
			return nil
		}
		text := "The answer says in Sunset that the endpoint is expected to be gone from " + at(t) + " on."
		if from, ok := deprecated(in.answer.Get("Deprecation")); ok {
			text += " It is deprecated since " + at(from) + "."
		}
		return []found{{at: t, because: text}}
	},
}

var deprecation = Kind{
	ID: "deprecation", Title: "The endpoint is announced to be deprecated", Lead: 30 * day,
	Source: "RFC 9745",
	find: func(in *input) []found {
		if in.answer == nil || in.answer.Get("Sunset") != "" {
			return nil
		}
		t, ok := deprecated(in.answer.Get("Deprecation"))
		if !ok {
			return nil
		}
		return []found{{at: t, because: "The answer says in Deprecation that the endpoint is deprecated from " + at(t) + " on; it names no end."}}
	},
}

// deprecated reads @SECONDS (RFC 9745) or a date (the drafts before it).
func deprecated(s string) (time.Time, bool) {
	if n, ok := strings.CutPrefix(s, "@"); ok {
		sec, err := strconv.ParseInt(n, 10, 64)
		return time.Unix(sec, 0), err == nil
	}
	return httpDate(s)
}

// httpDate reads the date of RFC 9110, section 5.6.7, in the form that must
// be sent and in the two that must be read.
func httpDate(s string) (time.Time, bool) {
	for _, layout := range []string{"Mon, 02 Jan 2006 15:04:05 GMT", time.RFC850, time.ANSIC} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}
