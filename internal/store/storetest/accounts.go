package storetest

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/uptimesignal/uptimesignal/internal/auth"
	"github.com/uptimesignal/uptimesignal/internal/problem"
	"github.com/uptimesignal/uptimesignal/internal/store"
)

func newUser(name string) auth.User {
	at := time.Now().UTC().Truncate(time.Millisecond)
	return auth.User{ID: "user-" + name, Email: name + "@example.com", Name: name, Role: auth.RoleOwner, Password: "$argon2id$x", Created: at, Updated: at}
}

func accounts(t *testing.T, open func(t *testing.T) *store.DB) {
	t.Run("Users", func(t *testing.T) { users(t, open(t)) })
	t.Run("OneFirst", func(t *testing.T) { oneFirst(t, open(t)) })
	t.Run("Sessions", func(t *testing.T) { sessions(t, open(t)) })
	t.Run("APIKeys", func(t *testing.T) { apiKeys(t, open(t)) })
	t.Run("SettingsAndAudit", func(t *testing.T) { settingsAndAudit(t, open(t)) })
}

func users(t *testing.T, d *store.DB) {
	if has, err := d.HasUsers(t.Context()); err != nil || has {
		t.Errorf("a new database has accounts: %t, %v", has, err)
	}
	ada := newUser("ada")
	must(t, d.CreateUser(t.Context(), ada, true))
	got, err := d.UserByEmail(t.Context(), ada.Email)
	must(t, err)
	if diff := cmp.Diff(ada, got); diff != "" {
		t.Errorf("read back (-want +got):\n%s", diff)
	}
	eve := newUser("eve")
	if err := d.CreateUser(t.Context(), eve, true); !problem.Is(err, problem.Conflict) {
		t.Errorf("a second first account: %v, want a conflict", err)
	}
	must(t, d.CreateUser(t.Context(), eve, false))
	eve.ID = "other"
	if err := d.CreateUser(t.Context(), eve, false); !problem.Is(err, problem.Conflict) {
		t.Errorf("an address twice: %v, want a conflict", err)
	}
	at := ada.Created.Add(time.Hour)
	must(t, d.SetPassword(t.Context(), ada.ID, "$argon2id$y", at))
	got, err = d.UserByEmail(t.Context(), ada.Email)
	must(t, err)
	if got.Password != "$argon2id$y" || !got.Updated.Equal(at) {
		t.Errorf("after a new password: %+v", got)
	}
	_, err = d.UserByEmail(t.Context(), "nobody@example.com")
	for what, err := range map[string]error{"user": err, "password": d.SetPassword(t.Context(), "nobody", "x", at)} {
		if !problem.Is(err, problem.NotFound) {
			t.Errorf("missing %s: %v, want not found", what, err)
		}
	}
}

// oneFirst lets many be the first at once.
func oneFirst(t *testing.T, d *store.DB) {
	var wg sync.WaitGroup
	var won atomic.Int32
	for i := range 8 {
		wg.Go(func() {
			err := d.CreateUser(context.Background(), newUser(fmt.Sprint("u", i)), true)
			if err == nil {
				won.Add(1)
			} else if !problem.Is(err, problem.Conflict) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if won.Load() != 1 {
		t.Errorf("%d accounts were the first, want 1", won.Load())
	}
}

func sessions(t *testing.T, d *store.DB) {
	ada := newUser("ada")
	must(t, d.CreateUser(t.Context(), ada, true))
	at := ada.Created
	s := auth.Session{Hash: []byte{1, 2, 0, 255}, User: ada.ID, Created: at, Seen: at, Expires: at.Add(time.Hour), Address: "192.0.2.1", Agent: "test"}
	must(t, d.CreateSession(t.Context(), s))
	second := s
	second.Hash = []byte{9}
	must(t, d.CreateSession(t.Context(), second))
	s.Seen = at.Add(time.Minute)
	must(t, d.TouchSession(t.Context(), s.Hash, s.Seen))
	got, u, err := d.Session(t.Context(), s.Hash)
	must(t, err)
	if diff := cmp.Diff(s, got); diff != "" {
		t.Errorf("session (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(ada, u); diff != "" {
		t.Errorf("its account (-want +got):\n%s", diff)
	}
	list, err := d.SessionsOf(t.Context(), ada.ID)
	must(t, err)
	if diff := cmp.Diff([]auth.Session{s, second}, list); diff != "" {
		t.Errorf("sessions of the account (-want +got):\n%s", diff)
	}
	missing := func(hash []byte) {
		t.Helper()
		if _, _, err := d.Session(t.Context(), hash); !problem.Is(err, problem.NotFound) {
			t.Errorf("session that ended: %v, want not found", err)
		}
	}
	must(t, d.DeleteSession(t.Context(), s.Hash))
	must(t, d.DeleteSession(t.Context(), s.Hash))
	missing(s.Hash)
	must(t, d.DeleteSessions(t.Context(), ada.ID))
	missing(second.Hash)
	second.Expires = at.Add(-time.Hour)
	must(t, d.CreateSession(t.Context(), second))
	must(t, d.Upkeep(t.Context()))
	missing(second.Hash)
}

func apiKeys(t *testing.T, d *store.DB) {
	at := time.Now().UTC().Truncate(time.Millisecond)
	k := auth.APIKey{ID: "k1", Name: "deploy", Hash: []byte{7, 0}, Prefix: "us_12345", Scope: auth.Write, User: "user-ada", Created: at}
	must(t, d.CreateAPIKey(t.Context(), k))
	k2 := auth.APIKey{ID: "k2", Name: "read", Hash: []byte{8}, Prefix: "us_67890", Scope: auth.Read, User: "user-ada", Created: at.Add(time.Second)}
	must(t, d.CreateAPIKey(t.Context(), k2))
	k.Used = at.Add(time.Minute)
	must(t, d.TouchAPIKey(t.Context(), k.ID, k.Used))
	k.Revoked = at.Add(time.Hour)
	must(t, d.RevokeAPIKey(t.Context(), k.ID, k.Revoked))
	must(t, d.RevokeAPIKey(t.Context(), k.ID, at.Add(2*time.Hour)))
	got, err := d.APIKeyByHash(t.Context(), k.Hash)
	must(t, err)
	if diff := cmp.Diff(k, got); diff != "" {
		t.Errorf("key (-want +got):\n%s", diff)
	}
	list, err := d.ListAPIKeys(t.Context())
	must(t, err)
	if diff := cmp.Diff([]auth.APIKey{k2, k}, list); diff != "" {
		t.Errorf("list (-want +got):\n%s", diff)
	}
	if _, err := d.APIKeyByHash(t.Context(), []byte{1}); !problem.Is(err, problem.NotFound) {
		t.Errorf("unknown key: %v, want not found", err)
	}
}

func settingsAndAudit(t *testing.T, d *store.DB) {
	for _, v := range []string{"one", "two", ""} {
		must(t, d.PutSetting(t.Context(), "token", v))
		if got, err := d.Setting(t.Context(), "token"); err != nil || got != v {
			t.Errorf("setting %q (%v), want %q", got, err, v)
		}
	}
	at := time.Now().UTC().Truncate(time.Millisecond)
	first := auth.Entry{At: at, Actor: "ada@example.com", Action: "sign_in", Address: "192.0.2.1"}
	second := auth.Entry{At: at.Add(time.Second), Actor: "ada@example.com", Action: "delete_monitor", Object: "x"}
	must(t, d.Audit(t.Context(), first))
	must(t, d.Audit(t.Context(), second))
	log, err := d.AuditLog(t.Context(), 10)
	must(t, err)
	if diff := cmp.Diff([]auth.Entry{second, first}, log); diff != "" {
		t.Errorf("audit log (-want +got):\n%s", diff)
	}
}
