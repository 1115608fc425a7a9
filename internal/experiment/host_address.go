package experiment

import (
	"net/url"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/probe"
)

var xHostAddress = Experiment{
	ID: measure.XHostAddress, Title: "the address itself as Host", Cost: 1,
	Doc: "A good answer says that the server admits its address and not the name; another refusal that it knows the name.",
	Apply: func(s Subject, _ string) (probe.HTTP, string, string) {
		addr := used(s.First)
		switch {
		case literal(s.Spec) && header(s.Spec, "Host") == "":
			return s.Spec, "", "the URL names an address already"
		case s.Spec.Proxy != "" || !addr.IsValid():
			return s.Spec, "", "the address of the server is not known"
		}
		host := addr.String()
		if addr.Is6() {
			host = "[" + host + "]"
		}
		if u, err := url.Parse(s.Spec.URL); err == nil && u.Port() != "" {
			host += ":" + u.Port()
		}
		return with(s.Spec, "Host", host), "Host: " + host, ""
	},
}
