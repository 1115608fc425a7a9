package experiment

import (
	"net"
	"net/url"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/probe"
)

var xHTTPS = Experiment{
	ID: measure.XHTTPS, Title: "the same over https", Cost: 1, Changes: measure.Connect,
	Doc: "A good answer says that plain http is refused.",
	Apply: func(s Subject, _ string) (probe.HTTP, string, string) {
		if isHTTPS(s.Spec) {
			return s.Spec, "", "the check uses https already"
		}
		spec, ok := at(s.Spec, func(u *url.URL) {
			u.Scheme = "https"
			if u.Port() == "80" {
				u.Host = strings.TrimSuffix(u.Host, ":80")
			}
		})
		if !ok {
			return s.Spec, "", noURL
		}
		if host, p, err := net.SplitHostPort(spec.ConnectTo); err == nil && p == "80" {
			spec.ConnectTo = net.JoinHostPort(host, "443")
		}
		return spec, "https instead of http", ""
	},
}
