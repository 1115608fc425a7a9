// Package auth says who is asking and what they may do: accounts, sessions,
// API keys, the first-run set-up, the sealing of secrets at rest, the audit
// log.
//
// What belongs here is a decision about identity or secrecy. Where accounts
// are kept is the business of a store, behind the interfaces of this package;
// how a request carries a session is decided in http.go and nowhere else.
package auth

import (
	"context"
	"slices"
	"time"
)

// A Scope is a right that a route asks for.
type Scope string

// Scopes, each of which includes the ones before it. Public asks for none.
const (
	Public Scope = "public"
	Read   Scope = "read"
	Write  Scope = "write"
	Admin  Scope = "admin"
)

// Scopes are the scopes that a key can be given, the least first.
func Scopes() []Scope { return []Scope{Read, Write, Admin} }

// A Role is what an account may do, by name. They are stored and shown: add,
// never rename.
type Role string

// Roles.
const (
	RoleOwner  Role = "owner" // as admin, and cannot be removed by one
	RoleAdmin  Role = "admin"
	RoleEditor Role = "editor"
	RoleViewer Role = "viewer"
)

// Scope returns the highest scope of r; Public for an unknown role.
func (r Role) Scope() Scope {
	switch r {
	case RoleOwner, RoleAdmin:
		return Admin
	case RoleEditor:
		return Write
	case RoleViewer:
		return Read
	}
	return Public
}

// An Actor is who is asking.
type Actor struct {
	ID    string // of the account, or of the API key
	Name  string // an e-mail address, or the name of the key
	Role  Role   // empty for a key
	Scope Scope  // the highest
	// Session is the hash of the session's token; nil for a key.
	Session []byte
	Address string // of the client, without a port
}

// May reports whether a has the scope s.
func (a Actor) May(s Scope) bool {
	if s == Public {
		return true
	}
	order := Scopes()
	want, have := slices.Index(order, s), slices.Index(order, a.Scope)
	return want >= 0 && have >= want
}

type actorKey struct{}

// With returns a context that carries a.
func With(ctx context.Context, a Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, a)
}

// From returns the actor of ctx, if there is one.
func From(ctx context.Context) (Actor, bool) {
	a, ok := ctx.Value(actorKey{}).(Actor)
	return a, ok
}

// A User is an account.
type User struct {
	ID       string // UUIDv7
	Email    string // lower case
	Name     string
	Role     Role
	Password string // PHC string of argon2id; never shown
	Created  time.Time
	Updated  time.Time
}

// A Session is a browser that has signed in. Only the hash of its token is
// kept.
type Session struct {
	Hash    []byte // SHA-256 of the token
	User    string // id
	Created time.Time
	Seen    time.Time // last use, to within a minute
	Expires time.Time // whatever happens
	Address string
	Agent   string // the User-Agent that signed in, at most 200 bytes
}

// An APIKey lets a program in. Only the hash of the key is kept.
type APIKey struct {
	ID      string // UUIDv7
	Name    string
	Hash    []byte // SHA-256 of the key
	Prefix  string // the first 8 characters, by which an owner knows it again
	Scope   Scope
	User    string // id of the account that made it
	Created time.Time
	Used    time.Time // last use, to within a minute; zero if never
	Revoked time.Time // zero while it works
}
