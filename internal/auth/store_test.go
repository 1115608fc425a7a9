package auth_test

import (
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/auth"
	"github.com/uptimesignal/uptimesignal/internal/problem"
	"github.com/uptimesignal/uptimesignal/internal/store"
)

// openStore opens the database at path with the key beside it.
func openStore(t *testing.T, path string) *store.DB {
	t.Helper()
	key, err := auth.KeyFile(filepath.Join(filepath.Dir(path), "secret.key"))
	if err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), path, store.Options{Sealer: key, Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func gateOf(t *testing.T, db *store.DB) (*auth.Gate, *auth.Setup) {
	t.Helper()
	p := auth.NewPasswords()
	return auth.NewGate(auth.Stores{Users: db, Sessions: db, Revoker: db, Keys: db, Ring: db, Audit: db}, p, slog.New(slog.NewTextHandler(t.Output(), nil))),
		&auth.Setup{Users: db, Settings: db, Passwords: p, Audit: db}
}

// The whole life of an account on a real database, with a restart in between.
func TestAccountsOnSQLite(t *testing.T) {
	path := filepath.Join(t.TempDir(), "uptimesignal.db")
	db := openStore(t, path)
	gate, setup := gateOf(t, db)
	token, err := setup.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := setup.Create(t.Context(), token, "owner@example.com", password); err != nil {
		t.Fatal(err)
	}
	session, u, err := gate.SignIn(t.Context(), auth.SignIn{Email: "owner@example.com", Password: password, Address: "192.0.2.1"})
	if err != nil {
		t.Fatal(err)
	}
	me, err := gate.BySession(t.Context(), session)
	if err != nil || me.ID != u.ID {
		t.Fatalf("got %+v, %v", me, err)
	}
	key, k, err := gate.NewKey(t.Context(), me, "ci", auth.Read)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}

	db = openStore(t, path)
	defer db.Close()
	gate, setup = gateOf(t, db)
	if again, err := setup.Begin(t.Context()); again != "" || err != nil {
		t.Errorf("after a restart it wants to be set up again: %q, %v", again, err)
	}
	if _, err := gate.BySession(t.Context(), session); err != nil {
		t.Errorf("the session did not survive: %v", err)
	}
	if a, err := gate.ByKey(t.Context(), key); err != nil || a.Scope != auth.Read {
		t.Errorf("the key did not survive: %+v, %v", a, err)
	}
	if err := db.RevokeAPIKey(t.Context(), k.ID, time.Now()); err != nil {
		t.Fatal(err)
	}
	if _, err := gate.ByKey(t.Context(), key); !problem.Is(err, problem.SignIn) {
		t.Errorf("a revoked key: %v", err)
	}
	if err := gate.SignOutEverywhere(t.Context(), me, me.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := gate.BySession(t.Context(), session); !problem.Is(err, problem.SignIn) {
		t.Errorf("signed out everywhere: %v", err)
	}
	log, err := db.AuditLog(t.Context(), 10)
	if err != nil || len(log) != 4 {
		t.Errorf("audit log %+v, %v", log, err)
	}
}
