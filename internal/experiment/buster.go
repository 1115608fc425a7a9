package experiment

import (
	"net/url"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/probe"
)

var xBuster = Experiment{
	ID: measure.XBuster, Title: "past the caches", Cost: 1,
	Doc: "A good answer to a URL that no cache can know says that an old refusal is served from a cache.",
	Apply: func(s Subject, _ string) (probe.HTTP, string, string) {
		if signed(queryOf(s.Spec)) {
			return s.Spec, "", "the URL is signed: another parameter would break it"
		}
		name := "nocache"
		spec, ok := at(s.Spec, func(u *url.URL) {
			u.RawQuery = strings.TrimPrefix(u.RawQuery+"&"+name+"="+noise(s.Spec.URL, 8), "&")
		})
		if !ok {
			return s.Spec, "", noURL
		}
		return spec, "with a new parameter " + name, ""
	},
}
