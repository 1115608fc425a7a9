package experiment

import (
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/probe"
)

var xClientCert = Experiment{
	ID: measure.XClientCert, Title: "without the client certificate", Cost: 1, Changes: measure.TLS,
	Doc: "A good answer says that the certificate itself is refused; the same one that it has no part in it.",
	Apply: func(s Subject, _ string) (probe.HTTP, string, string) {
		if s.Spec.ClientCert == "" {
			return s.Spec, "", "the check presents no client certificate"
		}
		s.Spec.ClientCert, s.Spec.ClientKey = "", ""
		return s.Spec, "without the client certificate", ""
	},
}
