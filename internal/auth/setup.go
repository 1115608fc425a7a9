package auth

import (
	"context"
	"crypto/subtle"
	"encoding/hex"
	"net/mail"
	"strings"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/problem"
)

const setupSetting = "setup_token_sha256"

// Setup makes the first account. Who may make it is shown by a token that was
// printed on the server's console.
type Setup struct {
	Users     Users
	Settings  Settings
	Passwords *Passwords
	Audit     Auditor
}

// Begin returns a new token to print, and ends the one before; "" if there is
// an account already.
func (s *Setup) Begin(ctx context.Context) (token string, err error) {
	needed, err := s.Needed(ctx)
	if err != nil || !needed {
		return "", err
	}
	token = newToken()
	return token, s.Settings.PutSetting(ctx, setupSetting, hex.EncodeToString(hashToken(token)))
}

// Needed reports whether there is no account yet.
func (s *Setup) Needed(ctx context.Context) (bool, error) {
	has, err := s.Users.HasUsers(ctx)
	return !has, err
}

// Verify reports whether token is the one that Begin returned last.
func (s *Setup) Verify(ctx context.Context, token string) error {
	want, err := s.Settings.Setting(ctx, setupSetting)
	if err != nil {
		return err
	}
	got := hex.EncodeToString(hashToken(strings.TrimSpace(token)))
	if subtle.ConstantTimeCompare([]byte(got), []byte(want)) != 1 {
		const text = "is not valid (any more); use the newest one that the server printed on its console, or restart it to get another"
		return problem.Fields("The set-up token "+text+".", problem.FieldError{Field: "token", Text: text})
	}
	return nil
}

// Create makes the owner's account, after which the token is dead.
func (s *Setup) Create(ctx context.Context, token, email, password string) (User, error) {
	if err := s.Verify(ctx, token); err != nil {
		return User{}, err
	}
	email, err := CleanEmail(email)
	if err != nil {
		return User{}, err
	}
	phc, err := s.Passwords.Hash(ctx, password)
	if err != nil {
		return User{}, err
	}
	now := time.Now()
	u := User{ID: newID(), Email: email, Name: email, Role: RoleOwner, Password: phc, Created: now, Updated: now}
	if err := s.Users.CreateUser(ctx, u, true); err != nil {
		return User{}, err
	}
	if err := s.Settings.PutSetting(ctx, setupSetting, ""); err != nil {
		return User{}, err
	}
	return u, s.Audit.Audit(ctx, Entry{At: now, Actor: email, Action: "create_owner", Object: u.ID})
}

// CleanEmail returns an e-mail address in the form in which it is stored.
func CleanEmail(s string) (string, error) {
	s = strings.ToLower(strings.TrimSpace(s))
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || len(s) > 254 {
		return "", problem.Fields("That is not an e-mail address.",
			problem.FieldError{Field: "email", Text: "must be an e-mail address such as you@example.com"})
	}
	return s, nil
}
