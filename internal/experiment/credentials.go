package experiment

import (
	"net/url"
	"slices"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/form"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/probe"
	"github.com/uptimesignal/uptimesignal/internal/redact"
)

// What stands for a credential that cannot be real.
const (
	wrongUser  = probe.WrongUser
	wrongToken = probe.WrongToken
)

var credentialExperiments = []Experiment{
	{
		ID: measure.XCredsNone, Title: "without credentials", Cost: 1,
		Doc: "The same answer says that the credentials were never looked at; 401 instead of 403 says that they were accepted and are not enough.",
		Apply: func(s Subject, _ string) (probe.HTTP, string, string) {
			names := credentialFields(s.Spec)
			if len(names) == 0 {
				return s.Spec, "", "the check sends no credentials"
			}
			return anonymous(s.Spec), "without " + strings.Join(names, ", "), ""
		},
	},
	{
		ID: measure.XCredsWrong, Title: "credentials that cannot be real", Cost: 1,
		Doc: "401 where ours give 403 says that ours were accepted; the same answer for both says that nobody can be let in, or that nobody looks.",
		Apply: func(s Subject, _ string) (probe.HTTP, string, string) {
			names := credentialFields(s.Spec)
			if len(names) == 0 {
				return s.Spec, "", "the check sends no credentials"
			}
			return wrong(s.Spec), "made-up credentials in " + strings.Join(names, ", "), ""
		},
	},
	{
		ID: measure.XCredsOther, Title: "the owner's second credential", Cost: 1,
		Doc: "A good answer says that the endpoint works and that the first credential lacks the right.",
		Apply: func(s Subject, _ string) (probe.HTTP, string, string) {
			name, value, ok := strings.Cut(s.Owner.SecondHeader, ":")
			if name = strings.TrimSpace(name); !ok || name == "" {
				return s.Spec, "", "no second credential was given"
			}
			spec := s.Spec
			if !strings.EqualFold(name, "Cookie") {
				spec = anonymous(spec)
			}
			return with(spec, name, strings.TrimSpace(value)), "the second credential, in " + name, ""
		},
	},
	{
		ID: measure.XCredsMade, Title: "a token that cannot be real, where none was sent", Cost: 1,
		Doc: "401, or other words, say that the endpoint looks for credentials; the same answer says nothing.",
		Apply: func(s Subject, _ string) (probe.HTTP, string, string) {
			if names := credentialFields(s.Spec); len(names) > 0 {
				return s.Spec, "", "the check sends credentials, in " + strings.Join(names, ", ")
			}
			return with(s.Spec, "Authorization", "Bearer "+wrongToken), "a made-up token in Authorization", ""
		},
	},
	{
		ID: measure.XClientCert, Title: "without the client certificate", Cost: 1, Changes: measure.TLS,
		Doc: "A good answer says that the certificate itself is refused; the same one that it has no part in it.",
		Apply: func(s Subject, _ string) (probe.HTTP, string, string) {
			if s.Spec.ClientCert == "" {
				return s.Spec, "", "the check presents no client certificate"
			}
			s.Spec.ClientCert, s.Spec.ClientKey = "", ""
			return s.Spec, "without the client certificate", ""
		},
	},
}

// isCredential reports whether a header field says who is asking, towards the
// site. Cookies are experiments of their own.
func isCredential(name string) bool {
	low := strings.ToLower(name)
	return redact.Header(low) && !strings.Contains(low, "cookie") && !strings.HasPrefix(low, "proxy-")
}

// credentialFields names the header fields in which spec says who is asking.
func credentialFields(spec probe.HTTP) []string {
	var names []string
	for _, h := range spec.Headers {
		if isCredential(h.Name) && h.Value != "" {
			names = append(names, h.Name)
		}
	}
	if (spec.BasicUser != "" || spec.Bearer != "" || userOf(spec) != nil) && !slices.Contains(names, "Authorization") {
		names = append(names, "Authorization")
	}
	return names
}

// anonymous returns spec without credentials.
func anonymous(spec probe.HTTP) probe.HTTP {
	spec = without(spec, credentialFields(spec)...)
	spec.BasicUser, spec.BasicPassword, spec.Bearer = "", "", ""
	if userOf(spec) != nil {
		spec, _ = at(spec, func(u *url.URL) { u.User = nil })
	}
	return spec
}

// wrong returns spec with made-up credentials of the same kind.
func wrong(spec probe.HTTP) probe.HTTP {
	spec.Headers = slices.Clone(spec.Headers)
	for i, h := range spec.Headers {
		if isCredential(h.Name) && h.Value != "" {
			spec.Headers[i] = form.Header{Name: h.Name, Value: wrongValue(h)}
		}
	}
	if spec.BasicUser != "" {
		spec.BasicUser, spec.BasicPassword = wrongUser, wrongToken
	}
	if spec.Bearer != "" {
		spec.Bearer = wrongToken
	}
	if userOf(spec) != nil {
		spec, _ = at(spec, func(u *url.URL) { u.User = url.UserPassword(wrongUser, wrongToken) })
	}
	return spec
}

func wrongValue(h form.Header) string {
	scheme, _, ok := strings.Cut(h.Value, " ")
	switch {
	case !ok || !strings.EqualFold(h.Name, "Authorization"):
		return wrongToken
	case strings.EqualFold(scheme, "Basic"):
		return scheme + " " + basic(wrongUser, wrongToken)
	}
	return scheme + " " + wrongToken
}
