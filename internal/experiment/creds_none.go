package experiment

import (
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/probe"
)

var xCredsNone = Experiment{
	ID: measure.XCredsNone, Title: "without credentials", Cost: 1,
	Doc: "The same answer says that the credentials were never looked at; 401 instead of 403 says that they were accepted and are not enough.",
	Apply: func(s Subject, _ string) (probe.HTTP, string, string) {
		names := credentialFields(s.Spec)
		if len(names) == 0 {
			return s.Spec, "", "the check sends no credentials"
		}
		return anonymous(s.Spec), "without " + strings.Join(names, ", "), ""
	},
}
