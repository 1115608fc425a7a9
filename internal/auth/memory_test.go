package auth_test

import (
	"bytes"
	"context"
	"slices"
	"sync"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/auth"
	"github.com/uptimesignal/uptimesignal/internal/problem"
)

// memory is a store of accounts for tests.
type memory struct {
	mu       sync.Mutex
	users    []auth.User
	sessions []auth.Session
	keys     []auth.APIKey
	settings map[string]string
	entries  []auth.Entry
}

func missing(what string) error { return problem.New(problem.NotFound, "No such %s.", what) }

func (m *memory) CreateUser(_ context.Context, u auth.User, first bool) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, x := range m.users {
		if first || x.Email == u.Email {
			return problem.New(problem.Conflict, "There is an account already.")
		}
	}
	m.users = append(m.users, u)
	return nil
}

func (m *memory) HasUsers(context.Context) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.users) > 0, nil
}

func (m *memory) UserByEmail(_ context.Context, email string) (auth.User, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, u := range m.users {
		if u.Email == email {
			return u, nil
		}
	}
	return auth.User{}, missing("account")
}

func (m *memory) SetPassword(_ context.Context, id, phc string, at time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i, u := range m.users {
		if u.ID == id {
			m.users[i].Password, m.users[i].Updated = phc, at
			return nil
		}
	}
	return missing("account")
}

func (m *memory) CreateSession(_ context.Context, s auth.Session) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sessions = append(m.sessions, s)
	return nil
}

func (m *memory) Session(_ context.Context, hash []byte) (auth.Session, auth.User, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, s := range m.sessions {
		if bytes.Equal(s.Hash, hash) {
			at := slices.IndexFunc(m.users, func(u auth.User) bool { return u.ID == s.User })
			return s, m.users[at], nil
		}
	}
	return auth.Session{}, auth.User{}, missing("session")
}

func (m *memory) TouchSession(_ context.Context, hash []byte, at time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i, s := range m.sessions {
		if bytes.Equal(s.Hash, hash) {
			m.sessions[i].Seen = at
		}
	}
	return nil
}

func (m *memory) DeleteSession(_ context.Context, hash []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sessions = slices.DeleteFunc(m.sessions, func(s auth.Session) bool { return bytes.Equal(s.Hash, hash) })
	return nil
}

func (m *memory) DeleteSessions(_ context.Context, user string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sessions = slices.DeleteFunc(m.sessions, func(s auth.Session) bool { return s.User == user })
	return nil
}

func (m *memory) SessionsOf(_ context.Context, user string) (out []auth.Session, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, s := range m.sessions {
		if s.User == user {
			out = append(out, s)
		}
	}
	return out, nil
}

func (m *memory) CreateAPIKey(_ context.Context, k auth.APIKey) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.keys = append(m.keys, k)
	return nil
}

func (m *memory) APIKeyByHash(_ context.Context, hash []byte) (auth.APIKey, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, k := range m.keys {
		if bytes.Equal(k.Hash, hash) {
			return k, nil
		}
	}
	return auth.APIKey{}, missing("key")
}

func (m *memory) TouchAPIKey(_ context.Context, id string, at time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i, k := range m.keys {
		if k.ID == id {
			m.keys[i].Used = at
		}
	}
	return nil
}

func (m *memory) Setting(_ context.Context, name string) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.settings[name], nil
}

func (m *memory) PutSetting(_ context.Context, name, value string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.settings == nil {
		m.settings = map[string]string{}
	}
	m.settings[name] = value
	return nil
}

func (m *memory) Audit(_ context.Context, e auth.Entry) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.entries = append(m.entries, e)
	return nil
}

func (m *memory) actions() []string {
	var out []string
	for _, e := range m.entries {
		out = append(out, e.Action)
	}
	return out
}

func (m *memory) ListAPIKeys(context.Context) ([]auth.APIKey, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.keys), nil
}

func (m *memory) RevokeAPIKey(_ context.Context, id string, at time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i := range m.keys {
		if m.keys[i].ID == id {
			m.keys[i].Revoked = at
		}
	}
	return nil
}
