package auth

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/problem"
)

// How long a session lives.
const (
	IdleLife = 14 * 24 * time.Hour // since its last use
	FullLife = 90 * 24 * time.Hour // whatever its use
	// touchEvery bounds how often a use is written.
	touchEvery = time.Minute
)

// A Gate lets people and programs in. All fields must be set; see NewGate.
type Gate struct {
	users     Users
	sessions  Sessions
	revoker   Revoker
	keys      Keys
	ring      KeyRing
	audit     Auditor
	log       *slog.Logger
	passwords *Passwords
	byAddress *Limiter
	byAccount *Limiter
}

// Stores is what a Gate reads and writes. One store may be all of them.
type Stores struct {
	Users    Users
	Sessions Sessions
	Revoker  Revoker
	Keys     Keys
	Ring     KeyRing
	Audit    Auditor
}

// NewGate returns a Gate over s. It allows each address 20 tries, then one
// every 6 s; each account 10, then one every 30 s.
func NewGate(s Stores, p *Passwords, log *slog.Logger) *Gate {
	return &Gate{
		users: s.Users, sessions: s.Sessions, revoker: s.Revoker, keys: s.Keys, ring: s.Ring, audit: s.Audit,
		log: log, passwords: p,
		byAddress: NewLimiter(6*time.Second, 20, 10_000),
		byAccount: NewLimiter(30*time.Second, 10, 10_000),
	}
}

// A SignIn is one try to sign in.
type SignIn struct {
	Email, Password string
	Address         string // of the client, without a port
	Agent           string // its User-Agent
}

// SignIn opens a session and returns its token, for SessionCookie. A wrong
// address and a wrong password get the same answer after the same time.
func (g *Gate) SignIn(ctx context.Context, in SignIn) (token string, u User, err error) {
	email := strings.ToLower(strings.TrimSpace(in.Email))
	if len(email) > 254 {
		email = email[:254]
	}
	if err := g.byAddress.Allow(in.Address); err != nil {
		return "", User{}, err
	}
	if err := g.byAccount.Allow(email); err != nil {
		return "", User{}, err
	}
	u, err = g.users.UserByEmail(ctx, email)
	if err != nil && !problem.Is(err, problem.NotFound) {
		return "", User{}, err
	}
	ok, stale, err := g.passwords.Verify(ctx, u.Password, in.Password)
	if err != nil {
		return "", User{}, err
	}
	if !ok {
		g.record(ctx, Entry{Actor: email, Action: "sign_in_failed", Address: in.Address})
		return "", User{}, problem.New(problem.SignIn, "The e-mail address or the password is wrong.")
	}
	g.byAccount.Forgive(email)
	if stale {
		g.rehash(ctx, u, in.Password)
	}
	token, err = g.Open(ctx, u, in.Address, in.Agent)
	return token, u, err
}

// Open opens a session for an account whose owner has shown who they are.
func (g *Gate) Open(ctx context.Context, u User, address, agent string) (token string, err error) {
	token, now := newToken(), time.Now()
	s := Session{Hash: hashToken(token), User: u.ID, Created: now, Seen: now, Expires: now.Add(FullLife),
		Address: address, Agent: strings.ToValidUTF8(agent[:min(len(agent), 200)], "")}
	if err := g.sessions.CreateSession(ctx, s); err != nil {
		return "", err
	}
	g.record(ctx, Entry{Actor: u.Email, Action: "sign_in", Object: u.ID, Address: address})
	return token, nil
}

// SignOut ends the session of a.
func (g *Gate) SignOut(ctx context.Context, a Actor) error {
	if a.Session == nil {
		return nil
	}
	g.record(ctx, Entry{Actor: a.Name, Action: "sign_out", Object: a.ID, Address: a.Address})
	return g.revoker.DeleteSession(ctx, a.Session)
}

// SignOutEverywhere ends every session of the account id.
func (g *Gate) SignOutEverywhere(ctx context.Context, a Actor, id string) error {
	g.record(ctx, Entry{Actor: a.Name, Action: "sign_out_everywhere", Object: id, Address: a.Address})
	return g.revoker.DeleteSessions(ctx, id)
}

// Sessions returns the sessions of a's account that have not expired, the
// newest first.
func (g *Gate) Sessions(ctx context.Context, a Actor) ([]Session, error) {
	all, err := g.revoker.SessionsOf(ctx, a.ID)
	return slices.DeleteFunc(all, func(s Session) bool { return s.over(time.Now()) }), err
}

// EndSession ends one session of a's own account. One of another account is
// not found.
func (g *Gate) EndSession(ctx context.Context, a Actor, hash []byte) error {
	all, err := g.revoker.SessionsOf(ctx, a.ID)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(all, func(s Session) bool { return bytes.Equal(s.Hash, hash) }) {
		return problem.New(problem.NotFound, "There is no such session.")
	}
	g.record(ctx, Entry{Actor: a.Name, Action: "end_session", Object: a.ID, Address: a.Address})
	return g.revoker.DeleteSession(ctx, hash)
}

// ChangePassword sets a new password for a's own account, who shows the
// present one again, and ends every session but a's own. What is wrong with
// the two is a problem with the fields "current" and "new".
func (g *Gate) ChangePassword(ctx context.Context, a Actor, current, fresh string) error {
	if err := g.byAccount.Allow(a.Name); err != nil {
		return err
	}
	u, err := g.users.UserByEmail(ctx, a.Name)
	if err != nil {
		return err
	}
	ok, _, err := g.passwords.Verify(ctx, u.Password, current)
	if err != nil {
		return err
	}
	if !ok {
		return problem.Fields("The present password is wrong.", problem.FieldError{Field: "current", Text: "is wrong"})
	}
	phc, err := g.passwords.Hash(ctx, fresh)
	if fields := problem.FieldsOf(err); len(fields) > 0 {
		return problem.Fields(err.Error(), problem.FieldError{Field: "new", Text: fields[0].Text})
	}
	if err != nil {
		return err
	}
	if err := g.users.SetPassword(ctx, u.ID, phc, time.Now()); err != nil {
		return err
	}
	g.record(ctx, Entry{Actor: a.Name, Action: "change_password", Object: u.ID, Address: a.Address})
	return g.endOthers(ctx, a)
}

func (g *Gate) endOthers(ctx context.Context, a Actor) error {
	all, err := g.revoker.SessionsOf(ctx, a.ID)
	for _, s := range all {
		if !bytes.Equal(s.Hash, a.Session) {
			err = errors.Join(err, g.revoker.DeleteSession(ctx, s.Hash))
		}
	}
	return err
}

// rehash stores the password at the present cost. It is no reason to refuse a
// sign-in that it cannot.
func (g *Gate) rehash(ctx context.Context, u User, password string) {
	phc, err := g.passwords.hash(ctx, password)
	if err == nil {
		err = g.users.SetPassword(ctx, u.ID, phc, time.Now())
	}
	if err != nil {
		g.log.WarnContext(ctx, "password hash not renewed", "user", u.ID, "err", err)
	}
}

// record writes the audit log. What was done is done: that it could not be
// written is for the operator to know.
func (g *Gate) record(ctx context.Context, e Entry) {
	e.At = time.Now()
	if err := g.audit.Audit(ctx, e); err != nil {
		g.log.ErrorContext(ctx, "audit entry not written", "action", e.Action, "err", err)
	}
}
