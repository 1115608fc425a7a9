package measure

import (
	"bytes"
	"net/url"
	"slices"
	"strings"
)

// A Door is what an endpoint does with somebody who is to be kept out.
type Door string

// Doors.
const (
	DoorOpen    Door = "open"    // it answers 2xx with what was asked for
	DoorSignIn  Door = "sign-in" // it answers with a page for signing in, or leads to one
	DoorAway    Door = "away"    // it leads to another page, which answers 2xx
	DoorUnknown Door = ""        // another status: what it means, the expectation says
)

// Door says how r was received. A page for signing in is one to which a
// redirect leads, by the words in its address, or one that asks for exactly
// one password: a form to change a password has two and stands behind the
// door. A redirect that ends on another host, or outside the path that was
// asked for, shows nothing of what is to be kept; one below the path does.
func (r *Report) Door() Door {
	a := r.Answer()
	if a == nil {
		return DoorUnknown
	}
	if r.sentToSignIn() {
		return DoorSignIn
	}
	switch {
	case a.Status < 200 || a.Status > 299:
		return DoorUnknown
	case PasswordInputs(a.Body) == 1:
		return DoorSignIn
	case r.elsewhere():
		return DoorAway
	}
	return DoorOpen
}

// sentToSignIn reports whether a redirect of r leads to a page for signing in.
// Where the address that was asked for reads like one itself, the words tell
// nothing.
func (r *Report) sentToSignIn() bool {
	if SignInURL(r.Hops[0].Request.URL) {
		return false
	}
	for i := range r.Hops {
		if a := r.Hops[i].Answer; a != nil && a.Status >= 300 && a.Status <= 399 && SignInURL(a.Get("Location")) {
			return true
		}
	}
	return false
}

func (r *Report) elsewhere() bool {
	from, err1 := url.Parse(r.Hops[0].Request.URL)
	to, err2 := url.Parse(r.Last().Request.URL)
	if err1 != nil || err2 != nil {
		return false
	}
	host := func(u *url.URL) string { return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.") }
	return host(from) != host(to) || !strings.HasPrefix(to.Path, strings.TrimSuffix(from.Path, "/"))
}

// SignInURL reports whether the address s reads like that of a page for
// signing in.
func SignInURL(s string) bool {
	if s == "" {
		return false
	}
	l := strings.ToLower(s)
	for _, w := range []string{"login", "signin", "sign-in", "sign_in", "/sso", "saml", "oauth", "authorize?", "openid", "/auth/", "/auth?", "cloudflareaccess", "cas/", "logon", "response_type=code"} {
		if strings.Contains(l, w) {
			return true
		}
	}
	u, err := url.Parse(l)
	if err != nil {
		return false
	}
	first, _, _ := strings.Cut(u.Hostname(), ".")
	return slices.Contains(doors, first) && u.RawQuery != "" // with the way back
}

// doors are first labels of hosts that gateways send people to who should
// sign in (Authelia, Authentik, Keycloak, Pomerium as their documents set them up).
var doors = []string{"auth", "sso", "id", "idp", "identity", "accounts", "authenticate"}

// lookedAt is how much of a body is searched for a form.
const lookedAt = 64 << 10

// PasswordInputs counts the inputs of a page that take a password.
func PasswordInputs(body []byte) int {
	body = body[:min(len(body), lookedAt)]
	n := 0
	for _, form := range []string{`type="password"`, `type='password'`, "type=password"} {
		n += bytes.Count(body, []byte(form))
	}
	return n
}
