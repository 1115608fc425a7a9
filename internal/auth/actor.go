package auth

import (
	"context"
	"crypto/subtle"
	"slices"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/problem"
)

// BySession returns who holds the session of token. An unknown, ended or
// expired one is a problem.SignIn.
func (g *Gate) BySession(ctx context.Context, token string) (Actor, error) {
	if !looksLikeToken(token) {
		return Actor{}, errSession()
	}
	hash := hashToken(token)
	s, u, err := g.sessions.Session(ctx, hash)
	if problem.Is(err, problem.NotFound) {
		return Actor{}, errSession()
	}
	if err != nil {
		return Actor{}, err
	}
	now := time.Now()
	if s.over(now) || subtle.ConstantTimeCompare(s.Hash, hash) != 1 {
		if err := g.revoker.DeleteSession(ctx, hash); err != nil {
			g.log.WarnContext(ctx, "expired session not deleted", "err", err)
		}
		return Actor{}, errSession()
	}
	if now.Sub(s.Seen) >= touchEvery {
		if err := g.sessions.TouchSession(ctx, hash, now); err != nil {
			g.log.WarnContext(ctx, "session use not recorded", "err", err)
		}
	}
	return Actor{ID: u.ID, Name: u.Email, Role: u.Role, Scope: u.Role.Scope(), Session: hash}, nil
}

// over reports whether s has expired at now.
func (s Session) over(now time.Time) bool {
	return !now.Before(s.Expires) || now.Sub(s.Seen) >= IdleLife
}

func errSession() error {
	return problem.New(problem.SignIn, "Your session has ended. Sign in again.")
}

// ByKey returns who holds an API key. An unknown or revoked one is a
// problem.SignIn.
func (g *Gate) ByKey(ctx context.Context, key string) (Actor, error) {
	bad := problem.New(problem.SignIn, "The API key is not valid (any more).")
	if len(key) <= len(KeyPrefix) || key[:len(KeyPrefix)] != KeyPrefix || !looksLikeToken(key[len(KeyPrefix):]) {
		return Actor{}, bad
	}
	hash := hashToken(key)
	k, err := g.keys.APIKeyByHash(ctx, hash)
	if problem.Is(err, problem.NotFound) {
		return Actor{}, bad
	}
	if err != nil {
		return Actor{}, err
	}
	if !k.Revoked.IsZero() || subtle.ConstantTimeCompare(k.Hash, hash) != 1 {
		return Actor{}, bad
	}
	if now := time.Now(); now.Sub(k.Used) >= touchEvery {
		if err := g.keys.TouchAPIKey(ctx, k.ID, now); err != nil {
			g.log.WarnContext(ctx, "api key use not recorded", "err", err)
		}
	}
	return Actor{ID: k.ID, Name: k.Name, Scope: k.Scope}, nil
}

// NewKey makes an API key for a and returns its text, which is shown this
// once. A key never has more rights than its maker.
func (g *Gate) NewKey(ctx context.Context, a Actor, name string, scope Scope) (text string, k APIKey, err error) {
	if scope == Public || !a.May(scope) {
		return "", APIKey{}, problem.New(problem.Forbidden, "You cannot give a key the scope %q, which you do not have.", scope)
	}
	text = KeyPrefix + newToken()
	k = APIKey{ID: newID(), Name: name, Hash: hashToken(text), Prefix: text[:8], Scope: scope, User: a.ID, Created: time.Now()}
	if err := g.keys.CreateAPIKey(ctx, k); err != nil {
		return "", APIKey{}, err
	}
	g.record(ctx, Entry{Actor: a.Name, Action: "create_api_key", Object: k.ID, Address: a.Address})
	return text, k, nil
}

// RevokeKey ends the API key id for good, which takes an Admin. A missing one
// is a problem.NotFound; one that is ended already is no error.
func (g *Gate) RevokeKey(ctx context.Context, a Actor, id string) error {
	if !a.May(Admin) {
		return problem.New(problem.Forbidden, "Only an administrator can revoke API keys.")
	}
	keys, err := g.ring.ListAPIKeys(ctx)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(keys, func(k APIKey) bool { return k.ID == id }) {
		return problem.New(problem.NotFound, "There is no such API key.")
	}
	if err := g.ring.RevokeAPIKey(ctx, id, time.Now()); err != nil {
		return err
	}
	g.record(ctx, Entry{Actor: a.Name, Action: "revoke_api_key", Object: id, Address: a.Address})
	return nil
}
