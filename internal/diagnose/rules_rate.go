package diagnose

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

var rateRules = []Rule{
	{ID: "limit-announced", Ground: "RFC 6585 section 4 and RFC 9110 section 10.2.3", Source: "header Retry-After", says: func(f *features) string {
		return fmt.Sprintf("%d with Retry-After: %s", f.ans.status, roughly(f.ans.retry))
	},
		when: func(f *features) bool {
			return (f.ans.status == 429 || f.ans.status == 403) && f.ans.hasRetry && f.ans.retry < time.Hour
		},
		gives: []weight{{cLimit, 4}, {cBan, 1.5}, {cQuota, .8}}},
	{ID: "limit-for-hours", Ground: "a window of hours is a quota (RateLimit-Policy with w of a day)", Source: "header Retry-After", says: func(f *features) string {
		return "the answer asks to wait " + roughly(f.ans.retry)
	},
		when:  func(f *features) bool { return f.ans.status == 429 && f.ans.hasRetry && f.ans.retry >= time.Hour },
		gives: []weight{{cQuota, 150}, {cLimit, .3}}},
	{ID: "quota-words", Ground: "messages that speak of a quota", Source: "the body",
		says: text("the body speaks of a quota"),
		when: func(f *features) bool {
			return (f.ans.status == 429 || f.ans.status == 403 || f.ans.status == 402) && f.speaks(aQuota) && !f.speaks(aSpent, aPlan, aServiceOff)
		},
		gives: []weight{{cQuota, 30}}},
	{ID: "nothing-remaining", Ground: "X-RateLimit-Remaining: 0, RateLimit r=0 (draft-ietf-httpapi-ratelimit-headers, older vendors)", Source: "RateLimit headers",
		says: text("the rate limit fields say that nothing remains"),
		when: func(f *features) bool {
			return (f.ans.status == 403 || f.ans.status == 429 || f.ans.status == 503) && f.ans.remaining() == 0
		},
		gives: []weight{{cLimit, 60}, {cQuota, 10}}},
	{ID: "long-window", Ground: "RateLimit-Policy with a window of a day or more", Source: "RateLimit headers",
		says: text("the rate limit policy counts over a day or more"),
		when: func(f *features) bool {
			return (f.ans.status == 403 || f.ans.status == 429) && f.ans.policyWindow() >= 86400
		},
		gives: []weight{{cQuota, 25}, {cLimit, .5}}},
	{ID: "limit-of-concurrency", Ground: "draft-ietf-httpapi-ratelimit-headers: qu=\"concurrent-requests\"", Source: "RateLimit headers",
		says: text("the limit counts concurrent requests"),
		when: func(f *features) bool {
			return f.ans.Answer != nil && strings.Contains(f.ans.Get("RateLimit-Policy"), "concurrent")
		},
		gives: []weight{{cConcurrency, 80}}},
}

// remaining reads how many requests a rate limit leaves, or -1.
func (a *answerFeatures) remaining() int {
	if a.Answer == nil {
		return -1
	}
	for _, name := range []string{"X-RateLimit-Remaining", "RateLimit-Remaining", "X-Rate-Limit-Remaining"} {
		v, _, _ := strings.Cut(a.Get(name), ";")
		if n, err := strconv.Atoi(strings.TrimSpace(v)); err == nil {
			return n
		}
	}
	for part := range strings.SplitSeq(a.Get("RateLimit"), ";") {
		if v, ok := strings.CutPrefix(strings.TrimSpace(part), "r="); ok {
			if n, err := strconv.Atoi(v); err == nil {
				return n
			}
		}
	}
	return -1
}

// policyWindow reads the window of a RateLimit-Policy in seconds, or 0.
func (a *answerFeatures) policyWindow() int {
	if a.Answer == nil {
		return 0
	}
	for part := range strings.SplitSeq(a.Get("RateLimit-Policy"), ";") {
		if v, ok := strings.CutPrefix(strings.TrimSpace(part), "w="); ok {
			n, _ := strconv.Atoi(strings.TrimRight(v, ", "))
			return n
		}
	}
	return 0
}
