package experiment

import (
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/probe"
)

var xCredsMade = Experiment{
	ID: measure.XCredsMade, Title: "a token that cannot be real, where none was sent", Cost: 1,
	Doc: "401, or other words, say that the endpoint looks for credentials; the same answer says nothing.",
	Apply: func(s Subject, _ string) (probe.HTTP, string, string) {
		if names := credentialFields(s.Spec); len(names) > 0 {
			return s.Spec, "", "the check sends credentials, in " + strings.Join(names, ", ")
		}
		return with(s.Spec, "Authorization", "Bearer "+wrongToken), "a made-up token in Authorization", ""
	},
}
