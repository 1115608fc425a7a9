package auth

import (
	"context"
	"time"
)

// Users keeps accounts. A missing one is a problem.NotFound.
type Users interface {
	// CreateUser adds u. It is a problem.Conflict if the e-mail address is
	// taken, and, with first, if there is any account already: the check and
	// the insert are one transaction.
	CreateUser(ctx context.Context, u User, first bool) error
	// HasUsers reports whether there is any account.
	HasUsers(ctx context.Context) (bool, error)
	// UserByEmail finds an account by its address in lower case.
	UserByEmail(ctx context.Context, email string) (User, error)
	// SetPassword replaces the PHC string of the account id.
	SetPassword(ctx context.Context, id, phc string, at time.Time) error
}

// Sessions keeps sessions. A missing one is a problem.NotFound.
type Sessions interface {
	CreateSession(ctx context.Context, s Session) error
	// Session returns a session and its account, expired or not.
	Session(ctx context.Context, hash []byte) (Session, User, error)
	// TouchSession records a use.
	TouchSession(ctx context.Context, hash []byte, at time.Time) error
}

// Revoker lists and ends sessions. Ending one that is not there is no error.
type Revoker interface {
	// SessionsOf returns the sessions of an account, the newest first.
	SessionsOf(ctx context.Context, user string) ([]Session, error)
	DeleteSession(ctx context.Context, hash []byte) error
	// DeleteSessions ends every session of an account.
	DeleteSessions(ctx context.Context, user string) error
}

// Keys keeps API keys. A missing one is a problem.NotFound.
type Keys interface {
	CreateAPIKey(ctx context.Context, k APIKey) error
	// APIKeyByHash returns a key, revoked or not.
	APIKeyByHash(ctx context.Context, hash []byte) (APIKey, error)
	// TouchAPIKey records a use.
	TouchAPIKey(ctx context.Context, id string, at time.Time) error
}

// KeyRing lists and revokes API keys.
type KeyRing interface {
	// ListAPIKeys returns every key, the newest first, revoked ones too.
	ListAPIKeys(ctx context.Context) ([]APIKey, error)
	// RevokeAPIKey ends a key for good; again is no error.
	RevokeAPIKey(ctx context.Context, id string, at time.Time) error
}

// Settings keeps small values by name.
type Settings interface {
	// Setting returns a value; "" if there is none.
	Setting(ctx context.Context, name string) (string, error)
	// PutSetting stores a value; "" removes it.
	PutSetting(ctx context.Context, name, value string) error
}
