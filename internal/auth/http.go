package auth

import (
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/problem"
)

// Cookie names. The prefix binds the cookie to this very host and to https
// (RFC 6265bis section 4.1.3.2); plain http cannot carry it.
const (
	secureCookie = "__Host-uptimesignal"
	plainCookie  = "uptimesignal"
)

// SessionCookie gives a browser the token of its session; an empty token takes
// it away. secure says that the browser reached us by https.
func SessionCookie(token string, secure bool) *http.Cookie {
	c := &http.Cookie{
		Name: plainCookie, Value: token, Path: "/", MaxAge: int(FullLife / time.Second),
		Secure: secure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	}
	if secure {
		c.Name = secureCookie
	}
	if token == "" {
		c.MaxAge = -1
	}
	return c
}

// Actor returns who sends r: by an Authorization field of the Bearer scheme
// (RFC 6750), else by the session cookie. Nobody is a problem.SignIn.
func (g *Gate) Actor(r *http.Request) (Actor, error) {
	a, err := g.actor(r)
	a.Address = ClientAddress(r)
	return a, err
}

func (g *Gate) actor(r *http.Request) (Actor, error) {
	if h := r.Header.Get("Authorization"); h != "" {
		scheme, key, _ := strings.Cut(h, " ")
		if !strings.EqualFold(scheme, "Bearer") {
			return Actor{}, problem.New(problem.SignIn, "The Authorization field must have the form: Bearer %s…", KeyPrefix)
		}
		return g.ByKey(r.Context(), strings.TrimSpace(key))
	}
	for _, name := range []string{secureCookie, plainCookie} {
		if c, err := r.Cookie(name); err == nil {
			return g.BySession(r.Context(), c.Value)
		}
	}
	return Actor{}, problem.New(problem.SignIn, "Sign in, or send an API key as: Authorization: Bearer %s…", KeyPrefix)
}

// ClientAddress returns the address that sent r, without its port. What a
// proxy says in X-Forwarded-For is not believed here; the server that trusts
// its proxy rewrites RemoteAddr.
func ClientAddress(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
