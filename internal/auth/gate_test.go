package auth_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/auth"
	"github.com/uptimesignal/uptimesignal/internal/problem"
)

const password = "correct horse battery"

type world struct {
	store *memory
	gate  *auth.Gate
	setup *auth.Setup
	owner auth.User
}

// start makes a world whose owner has set it up.
func start(t *testing.T) *world {
	t.Helper()
	m, p := &memory{}, auth.NewPasswords()
	w := &world{store: m,
		gate:  auth.NewGate(auth.Stores{Users: m, Sessions: m, Revoker: m, Keys: m, Ring: m, Audit: m}, p, slog.New(slog.NewTextHandler(t.Output(), nil))),
		setup: &auth.Setup{Users: m, Settings: m, Passwords: p, Audit: m},
	}
	token, err := w.setup.Begin(t.Context())
	if err != nil || token == "" {
		t.Fatalf("begin: %q, %v", token, err)
	}
	if w.owner, err = w.setup.Create(t.Context(), token, " Owner@Example.com ", password); err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *world) signIn(t *testing.T) string {
	t.Helper()
	token, _, err := w.gate.SignIn(t.Context(), auth.SignIn{Email: "OWNER@example.com", Password: password, Address: "192.0.2.1", Agent: "test"})
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func TestSetupHappensOnce(t *testing.T) {
	w := start(t)
	if w.owner.Role != auth.RoleOwner || w.owner.Email != "owner@example.com" {
		t.Errorf("got %+v", w.owner)
	}
	if token, err := w.setup.Begin(t.Context()); token != "" || err != nil {
		t.Errorf("a second set-up began: %q, %v", token, err)
	}
	if err := w.setup.Verify(t.Context(), ""); !wrongToken(err) {
		t.Errorf("an empty token is valid after set-up: %v", err)
	}
}

func wrongToken(err error) bool {
	fields := problem.FieldsOf(err)
	return len(fields) == 1 && fields[0].Field == "token"
}

func TestSetupToken(t *testing.T) {
	m := &memory{}
	s := &auth.Setup{Users: m, Settings: m, Passwords: auth.NewPasswords(), Audit: m}
	first, _ := s.Begin(t.Context())
	second, _ := s.Begin(t.Context())
	if err := s.Verify(t.Context(), first); !wrongToken(err) {
		t.Errorf("the token before the newest still works: %v", err)
	}
	if err := s.Verify(t.Context(), second+"\n"); err != nil {
		t.Error(err)
	}
	for _, v := range m.settings {
		if strings.Contains(v, second) {
			t.Error("the token itself is stored")
		}
	}
	if _, err := s.Create(t.Context(), second, "nobody", password); len(problem.FieldsOf(err)) != 1 {
		t.Errorf("bad address: %v", err)
	}
	if _, err := s.Create(t.Context(), second, "a@example.com", "short"); err == nil || err.Error() != "The password must have at least 10 characters." {
		t.Errorf("short password: %v", err)
	}
	if _, err := s.Create(t.Context(), second, "a@example.com", password); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Create(t.Context(), second, "b@example.com", password); !wrongToken(err) {
		t.Errorf("a used token makes another account: %v", err)
	}
}

func TestSignIn(t *testing.T) {
	w := start(t)
	token := w.signIn(t)
	a, err := w.gate.BySession(t.Context(), token)
	if err != nil || a.ID != w.owner.ID || !a.May(auth.Admin) {
		t.Fatalf("got %+v, %v", a, err)
	}
	if bytes.Contains(w.store.sessions[0].Hash, []byte(token)) {
		t.Error("the token itself is stored")
	}
	for _, in := range []auth.SignIn{
		{Email: "owner@example.com", Password: "wrong password"},
		{Email: "nobody@example.com", Password: password},
		{Email: "nobody@example.com", Password: ""},
		{Email: "owner@example.com", Password: strings.Repeat(password, 100)},
	} {
		if _, _, err := w.gate.SignIn(t.Context(), in); err == nil || err.Error() != "The e-mail address or the password is wrong." {
			t.Errorf("%+v: %v", in, err)
		}
	}
	if got := w.store.actions(); !slices.Equal(got, []string{"create_owner", "sign_in", "sign_in_failed", "sign_in_failed", "sign_in_failed", "sign_in_failed"}) {
		t.Errorf("audit log: %v", got)
	}
	for _, bad := range []string{"", "x", strings.Repeat("a", 43), token[1:] + "\x00"} {
		if _, err := w.gate.BySession(t.Context(), bad); !problem.Is(err, problem.SignIn) {
			t.Errorf("token %q: %v", bad, err)
		}
	}
}

func TestSessionsEnd(t *testing.T) {
	w := start(t)
	one, two := w.signIn(t), w.signIn(t)
	a, err := w.gate.BySession(t.Context(), one)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.gate.SignOut(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	if _, err := w.gate.BySession(t.Context(), one); !problem.Is(err, problem.SignIn) {
		t.Errorf("signed out, still in: %v", err)
	}
	if _, err := w.gate.BySession(t.Context(), two); err != nil {
		t.Errorf("the other session ended too: %v", err)
	}
	if err := w.gate.SignOutEverywhere(t.Context(), a, a.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := w.gate.BySession(t.Context(), two); !problem.Is(err, problem.SignIn) {
		t.Errorf("signed out everywhere, still in: %v", err)
	}
}

func TestSessionsExpire(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := start(t)
		idle, busy := w.signIn(t), w.signIn(t)
		ends := time.Now().Add(auth.FullLife)
		for time.Now().Before(ends.Add(-time.Hour)) {
			if _, err := w.gate.BySession(t.Context(), busy); err != nil {
				t.Fatalf("%v before its end: %v", time.Until(ends), err)
			}
			time.Sleep(auth.IdleLife - time.Hour)
		}
		if _, err := w.gate.BySession(t.Context(), idle); !problem.Is(err, problem.SignIn) {
			t.Errorf("idle for long, still in: %v", err)
		}
		time.Sleep(time.Until(ends))
		if _, err := w.gate.BySession(t.Context(), busy); !problem.Is(err, problem.SignIn) {
			t.Errorf("past its full life, still in: %v", err)
		}
		if len(w.store.sessions) != 0 {
			t.Errorf("%d dead sessions are kept", len(w.store.sessions))
		}
	})
}

// A hash of an older cost is renewed at the next sign-in.
func TestSignInRenewsTheHash(t *testing.T) {
	w := start(t)
	w.store.users[0].Password = "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$" + cheapHash
	for range 2 {
		if _, _, err := w.gate.SignIn(t.Context(), auth.SignIn{Email: "owner@example.com", Password: "password"}); err != nil {
			t.Fatal(err)
		}
		if phc := w.store.users[0].Password; !strings.HasPrefix(phc, "$argon2id$v=19$m=19456,t=2,p=1$") {
			t.Errorf("stored %s", phc)
		}
	}
}

// A use is written once a minute, not with every request.
func TestUseIsWrittenOnceAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := start(t)
		token := w.signIn(t)
		begin := w.store.sessions[0].Seen
		time.Sleep(59 * time.Second)
		if _, err := w.gate.BySession(t.Context(), token); err != nil || !w.store.sessions[0].Seen.Equal(begin) {
			t.Errorf("after 59 s: seen %v after its begin, %v", w.store.sessions[0].Seen.Sub(begin), err)
		}
		time.Sleep(time.Second)
		if _, err := w.gate.BySession(t.Context(), token); err != nil || w.store.sessions[0].Seen.Sub(begin) != time.Minute {
			t.Errorf("after a minute: seen %v after its begin, %v", w.store.sessions[0].Seen.Sub(begin), err)
		}
	})
}

func TestKeys(t *testing.T) {
	w := start(t)
	owner, _ := w.gate.BySession(t.Context(), w.signIn(t))
	text, k, err := w.gate.NewKey(t.Context(), owner, "ci", auth.Write)
	if err != nil || !strings.HasPrefix(text, "ups_") || len(text) != 47 || !strings.HasPrefix(text, k.Prefix) {
		t.Fatalf("got %q, %+v, %v", text, k, err)
	}
	a, err := w.gate.ByKey(t.Context(), text)
	if err != nil || a.Name != "ci" || !a.May(auth.Read) || !a.May(auth.Write) || a.May(auth.Admin) {
		t.Errorf("got %+v, %v", a, err)
	}
	if w.store.keys[0].Used.IsZero() {
		t.Error("its use was not recorded")
	}
	if _, _, err := w.gate.NewKey(t.Context(), a, "more", auth.Admin); !problem.Is(err, problem.Forbidden) {
		t.Errorf("a key made one with more rights than its own: %v", err)
	}
	if err := w.gate.RevokeKey(t.Context(), owner, "another"); !problem.Is(err, problem.NotFound) {
		t.Errorf("a key that is none was revoked: %v", err)
	}
	if err := w.gate.RevokeKey(t.Context(), a, k.ID); !problem.Is(err, problem.Forbidden) {
		t.Errorf("a key with the scope write revoked one: %v", err)
	}
	for range 2 {
		if err := w.gate.RevokeKey(t.Context(), owner, k.ID); err != nil {
			t.Fatal(err)
		}
	}
	if e := w.store.entries[len(w.store.entries)-1]; e.Action != "revoke_api_key" || e.Actor != owner.Name || e.Object != k.ID {
		t.Errorf("the audit log ends with %+v", e)
	}
	for _, bad := range []string{text, "", "ups_", "ups_" + strings.Repeat("0", 43), text[4:]} {
		if _, err := w.gate.ByKey(t.Context(), bad); !problem.Is(err, problem.SignIn) {
			t.Errorf("key %q: %v", bad, err)
		}
	}
}

func TestActorOfARequest(t *testing.T) {
	w := start(t)
	token := w.signIn(t)
	owner, _ := w.gate.BySession(t.Context(), token)
	key, _, _ := w.gate.NewKey(t.Context(), owner, "ci", auth.Read)
	f := func(name string, change func(*http.Request), want string) {
		t.Helper()
		r := httptest.NewRequestWithContext(t.Context(), "GET", "/", nil)
		change(r)
		a, err := w.gate.Actor(r)
		if got := a.Name; got != want || (err == nil) != (want != "") || a.Address != "192.0.2.1" {
			t.Errorf("%s: got %q at %q, %v; want %q", name, got, a.Address, err, want)
		}
	}
	for _, secure := range []bool{true, false} {
		rec := httptest.NewRecorder()
		http.SetCookie(rec, auth.SessionCookie(token, secure))
		c := rec.Result().Cookies()[0]
		if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Secure != secure || strings.HasPrefix(c.Name, "__Host-") != secure || c.Path != "/" || c.Domain != "" {
			t.Errorf("cookie %+v", c)
		}
		f("cookie", func(r *http.Request) { r.AddCookie(c) }, "owner@example.com")
	}
	f("bearer", func(r *http.Request) { r.Header.Set("Authorization", "bearer "+key) }, "ci")
	f("basic", func(r *http.Request) { r.SetBasicAuth("a", "b") }, "")
	f("wrong key beats cookie", func(r *http.Request) {
		r.Header.Set("Authorization", "Bearer ups_x")
		r.AddCookie(&http.Cookie{Name: "uptimesignal", Value: token})
	}, "")
	f("nothing", func(*http.Request) {}, "")
}

func TestChangePassword(t *testing.T) {
	w := start(t)
	mine, other := w.signIn(t), w.signIn(t)
	a, _ := w.gate.BySession(t.Context(), mine)
	wrong := func(current, fresh, field string) {
		t.Helper()
		err := w.gate.ChangePassword(t.Context(), a, current, fresh)
		if f := problem.FieldsOf(err); len(f) != 1 || f[0].Field != field {
			t.Errorf("got %v (%v), want the field %s", err, f, field)
		}
	}
	wrong("wrong password", "another password", "current")
	wrong(password, "short", "new")
	if err := w.gate.ChangePassword(t.Context(), a, password, "another password"); err != nil {
		t.Fatal(err)
	}
	if _, err := w.gate.BySession(t.Context(), mine); err != nil {
		t.Errorf("the session that changed it ended: %v", err)
	}
	if _, err := w.gate.BySession(t.Context(), other); !problem.Is(err, problem.SignIn) {
		t.Errorf("another session outlives the password: %v", err)
	}
	if _, _, err := w.gate.SignIn(t.Context(), auth.SignIn{Email: "owner@example.com", Password: "another password"}); err != nil {
		t.Error(err)
	}
}

func TestEndSession(t *testing.T) {
	w := start(t)
	one, two := w.signIn(t), w.signIn(t)
	a, _ := w.gate.BySession(t.Context(), one)
	b, _ := w.gate.BySession(t.Context(), two)
	if all, err := w.gate.Sessions(t.Context(), a); err != nil || len(all) != 2 {
		t.Errorf("got %d sessions, %v", len(all), err)
	}
	if err := w.gate.EndSession(t.Context(), auth.Actor{ID: "somebody else"}, b.Session); !problem.Is(err, problem.NotFound) {
		t.Errorf("somebody else ended it: %v", err)
	}
	if err := w.gate.EndSession(t.Context(), a, b.Session); err != nil {
		t.Fatal(err)
	}
	if _, err := w.gate.BySession(t.Context(), two); !problem.Is(err, problem.SignIn) {
		t.Errorf("ended, still in: %v", err)
	}
}

func TestMayNeedsAKnownScope(t *testing.T) {
	if (auth.Actor{Scope: "nonsense"}).May(auth.Read) || (auth.Actor{Scope: auth.Admin}).May("nonsense") || (auth.Actor{}).May(auth.Read) {
		t.Error("an unknown scope gives a right")
	}
	if !(auth.Actor{}).May(auth.Public) {
		t.Error("public is not for everybody")
	}
}

var errBroken = errors.New("disk on fire")

type broken struct{ *memory }

func (broken) UserByEmail(context.Context, string) (auth.User, error) { return auth.User{}, errBroken }

func TestStoreErrorsAreNotWrongPasswords(t *testing.T) {
	w := start(t)
	m := w.store
	g := auth.NewGate(auth.Stores{Users: broken{m}, Sessions: m, Revoker: m, Keys: m, Ring: m, Audit: m}, auth.NewPasswords(), slog.New(slog.DiscardHandler))
	_, _, err := g.SignIn(t.Context(), auth.SignIn{Email: "owner@example.com", Password: password})
	if k, _ := problem.Of(err); k != problem.Internal || !errors.Is(err, errBroken) {
		t.Errorf("got %v", err)
	}
}

// What somebody does by request stands in the audit log with who they are.
func TestDid(t *testing.T) {
	w := start(t)
	w.gate.Did(auth.With(t.Context(), auth.Actor{ID: "k1", Name: "ci", Address: "192.0.2.7"}), "delete_monitor", "m1")
	e := w.store.entries[len(w.store.entries)-1]
	if e.Actor != "ci" || e.Action != "delete_monitor" || e.Object != "m1" || e.Address != "192.0.2.7" || time.Since(e.At) > time.Minute {
		t.Errorf("got %+v", e)
	}
}
