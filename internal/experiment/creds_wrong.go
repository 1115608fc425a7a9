package experiment

import (
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/probe"
)

var xCredsWrong = Experiment{
	ID: measure.XCredsWrong, Title: "credentials that cannot be real", Cost: 1,
	Doc: "401 where ours give 403 says that ours were accepted; the same answer for both says that nobody can be let in, or that nobody looks.",
	Apply: func(s Subject, _ string) (probe.HTTP, string, string) {
		names := credentialFields(s.Spec)
		if len(names) == 0 {
			return s.Spec, "", "the check sends no credentials"
		}
		return wrong(s.Spec), "made-up credentials in " + strings.Join(names, ", "), ""
	},
}
