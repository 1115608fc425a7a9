package experiment

import (
	"net/url"
	"slices"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/form"
	"github.com/uptimesignal/uptimesignal/internal/probe"
	"github.com/uptimesignal/uptimesignal/internal/redact"
)

// What stands for a credential that cannot be real.
const (
	wrongUser  = probe.WrongUser
	wrongToken = probe.WrongToken
)

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
