package experiment

import (
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/probe"
)

var xCookieBack = Experiment{
	ID: measure.XCookieBack, Title: "the cookies that the refusal set, sent back", Cost: 1,
	Doc: "A good answer names a gate that lets in whoever keeps cookies.",
	Apply: func(s Subject, _ string) (probe.HTTP, string, string) {
		set := cookiesSet(s.First)
		if len(set) == 0 {
			return s.Spec, "", "the answer set no cookie"
		}
		names, pairs := []string{}, []string{}
		if was := header(s.Spec, "Cookie"); was != "" {
			pairs = append(pairs, was)
		}
		for _, c := range set {
			names, pairs = append(names, c.Name), append(pairs, c.Name+"="+c.Value)
		}
		return with(s.Spec, "Cookie", strings.Join(pairs, "; ")), "the cookies that the answer set: " + strings.Join(names, ", "), ""
	},
}
