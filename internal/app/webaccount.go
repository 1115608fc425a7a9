package app

import (
	"context"
	"encoding/hex"
	"net/http"

	"github.com/uptimesignal/uptimesignal/internal/auth"
	"github.com/uptimesignal/uptimesignal/internal/problem"
	"github.com/uptimesignal/uptimesignal/internal/store"
	"github.com/uptimesignal/uptimesignal/internal/web"
)

// webAccounts lets people into the pages. secure says that browsers reach us
// by https, as the base URL tells.
type webAccounts struct {
	db     *store.DB
	gate   *auth.Gate
	setup  *auth.Setup
	secure bool
}

func (w webAccounts) User(r *http.Request) (web.User, bool) {
	a, err := w.gate.Actor(r)
	if err != nil || a.Session == nil {
		return web.User{}, false
	}
	return web.User{ID: a.ID, Email: a.Name, ReadOnly: a.Role == auth.RoleViewer}, true
}

func (w webAccounts) SetupNeeded(ctx context.Context) (bool, error) { return w.setup.Needed(ctx) }

func (w webAccounts) SetUp(r *http.Request, in web.Credentials) (*http.Cookie, error) {
	u, err := w.setup.Create(r.Context(), in.Token, in.Email, in.Password)
	if err != nil {
		return nil, err
	}
	token, err := w.gate.Open(r.Context(), u, auth.ClientAddress(r), r.UserAgent())
	if err != nil {
		return nil, err
	}
	return auth.SessionCookie(token, w.secure), nil
}

func (w webAccounts) SignIn(r *http.Request, in web.Credentials) (*http.Cookie, error) {
	token, _, err := w.gate.SignIn(r.Context(), auth.SignIn{Email: in.Email, Password: in.Password, Address: auth.ClientAddress(r), Agent: r.UserAgent()})
	if err != nil {
		return nil, err
	}
	return auth.SessionCookie(token, w.secure), nil
}

func (w webAccounts) Sessions(r *http.Request) ([]web.SessionInfo, error) {
	a, err := w.gate.Actor(r)
	if err != nil {
		return nil, err
	}
	list, err := w.gate.Sessions(r.Context(), a)
	if err != nil {
		return nil, err
	}
	out := make([]web.SessionInfo, len(list))
	for i, s := range list {
		out[i] = web.SessionInfo{ID: hex.EncodeToString(s.Hash), Created: s.Created, Seen: s.Seen, Address: s.Address, Agent: s.Agent,
			Current: string(s.Hash) == string(a.Session)}
	}
	return out, nil
}

// RevokeSession ends a session of the account that asks, and of no other.
func (w webAccounts) RevokeSession(r *http.Request, id string) error {
	a, err := w.gate.Actor(r)
	if err != nil {
		return err
	}
	hash, err := hex.DecodeString(id)
	if err != nil {
		return problem.New(problem.NotFound, "There is no such session (any more).")
	}
	return w.gate.EndSession(r.Context(), a, hash)
}

func (w webAccounts) SignOut(r *http.Request) (*http.Cookie, error) {
	a, err := w.gate.Actor(r)
	if err != nil {
		return nil, err
	}
	return auth.SessionCookie("", w.secure), w.gate.SignOut(r.Context(), a)
}

func (w webAccounts) ChangePassword(r *http.Request, current, fresh string) error {
	a, err := w.gate.Actor(r)
	if err != nil {
		return err
	}
	return w.gate.ChangePassword(r.Context(), a, current, fresh)
}

func (w webAccounts) APIKeys(ctx context.Context) ([]web.APIKey, error) {
	keys, err := w.db.ListAPIKeys(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]web.APIKey, len(keys))
	for i, k := range keys {
		out[i] = web.APIKey{ID: k.ID, Name: k.Name, Prefix: k.Prefix, Scope: string(k.Scope), Created: k.Created, Used: k.Used, Revoked: k.Revoked}
	}
	return out, nil
}

func (w webAccounts) CreateAPIKey(r *http.Request, name, scope string) (string, error) {
	a, err := w.gate.Actor(r)
	if err != nil {
		return "", err
	}
	text, _, err := w.gate.NewKey(r.Context(), a, name, auth.Scope(scope))
	return text, err
}

func (w webAccounts) RevokeAPIKey(ctx context.Context, id string) error {
	a, _ := auth.From(ctx)
	return w.gate.RevokeKey(ctx, a, id)
}
