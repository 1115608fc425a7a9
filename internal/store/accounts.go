package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/auth"
	"github.com/uptimesignal/uptimesignal/internal/problem"
	"github.com/uptimesignal/uptimesignal/internal/store/db"
)

// CreateUser implements auth.Users.
func (d *DB) CreateUser(ctx context.Context, u auth.User, first bool) error {
	return d.tx(ctx, func(q *db.Queries) error {
		if first {
			// Of two first accounts at the same moment the second waits here.
			if _, err := q.NextNumber(ctx, "first user", 1); err != nil {
				return fmt.Errorf("lock accounts: %w", err)
			}
		}
		p := db.InsertUserParams{ID: u.ID, WorkspaceID: d.workspace, Email: u.Email, Name: u.Name, Role: string(u.Role), Password: u.Password,
			Created: toMS(u.Created), Updated: toMS(u.Updated)}
		if first {
			p.OnlyFirst = 1
		}
		n, err := q.InsertUser(ctx, p)
		if err != nil {
			return fmt.Errorf("insert account: %w", err)
		}
		switch {
		case n > 0:
			return nil
		case first:
			return problem.New(problem.Conflict, "There is an account already. Sign in instead.")
		default:
			return problem.New(problem.Conflict, "There is an account with the e-mail address %s already.", u.Email)
		}
	})
}

// HasUsers implements auth.Users.
func (d *DB) HasUsers(ctx context.Context) (bool, error) {
	n, err := d.q().CountUsers(ctx)
	if err != nil {
		return false, fmt.Errorf("count accounts: %w", err)
	}
	return n > 0, nil
}

func openUser(r db.User) auth.User {
	return auth.User{ID: r.ID, Email: r.Email, Name: r.Name, Role: auth.Role(r.Role), Password: r.Password, Created: fromMS(r.Created), Updated: fromMS(r.Updated)}
}

// UserByEmail implements auth.Users.
func (d *DB) UserByEmail(ctx context.Context, email string) (auth.User, error) {
	row, err := d.q().UserByEmail(ctx, email)
	if errors.Is(err, sql.ErrNoRows) {
		return auth.User{}, notFound("account")
	}
	if err != nil {
		return auth.User{}, fmt.Errorf("read account: %w", err)
	}
	return openUser(row), nil
}

// SetPassword implements auth.Users.
func (d *DB) SetPassword(ctx context.Context, id, phc string, at time.Time) error {
	return d.touch(ctx, "account", func(q *db.Queries) (int64, error) {
		return q.SetPassword(ctx, db.SetPasswordParams{Password: phc, Updated: toMS(at), ID: id})
	})
}

// touch changes one row, which must be there.
func (d *DB) touch(ctx context.Context, what string, f func(q *db.Queries) (int64, error)) error {
	return d.tx(ctx, func(q *db.Queries) error {
		n, err := f(q)
		if err != nil {
			return fmt.Errorf("update %s: %w", what, err)
		}
		if n == 0 {
			return notFound(what)
		}
		return nil
	})
}

// CreateSession implements auth.Sessions.
func (d *DB) CreateSession(ctx context.Context, s auth.Session) error {
	return d.tx(ctx, func(q *db.Queries) error {
		err := q.InsertSession(ctx, db.InsertSessionParams{Hash: s.Hash, UserID: s.User, Created: toMS(s.Created), Seen: toMS(s.Seen),
			Expires: toMS(s.Expires), Address: s.Address, Agent: s.Agent})
		if err != nil {
			return fmt.Errorf("insert session: %w", err)
		}
		return nil
	})
}

// Session implements auth.Sessions.
func (d *DB) Session(ctx context.Context, hash []byte) (auth.Session, auth.User, error) {
	row, err := d.q().Session(ctx, hash)
	if errors.Is(err, sql.ErrNoRows) {
		return auth.Session{}, auth.User{}, notFound("session")
	}
	if err != nil {
		return auth.Session{}, auth.User{}, fmt.Errorf("read session: %w", err)
	}
	return openSession(row.Session), openUser(row.User), nil
}

func openSession(s db.Session) auth.Session {
	return auth.Session{Hash: s.Hash, User: s.UserID, Created: fromMS(s.Created), Seen: fromMS(s.Seen), Expires: fromMS(s.Expires),
		Address: s.Address, Agent: s.Agent}
}

// TouchSession implements auth.Sessions.
func (d *DB) TouchSession(ctx context.Context, hash []byte, at time.Time) error {
	return d.touch(ctx, "session", func(q *db.Queries) (int64, error) { return q.TouchSession(ctx, toMS(at), hash) })
}

// DeleteSession implements auth.Revoker.
func (d *DB) DeleteSession(ctx context.Context, hash []byte) error {
	return d.tx(ctx, func(q *db.Queries) error { return q.DeleteSession(ctx, hash) })
}

// DeleteSessions implements auth.Revoker.
func (d *DB) DeleteSessions(ctx context.Context, user string) error {
	return d.tx(ctx, func(q *db.Queries) error { return q.DeleteSessions(ctx, user) })
}

// CreateAPIKey implements auth.Keys.
func (d *DB) CreateAPIKey(ctx context.Context, k auth.APIKey) error {
	return d.tx(ctx, func(q *db.Queries) error {
		err := q.InsertAPIKey(ctx, db.InsertAPIKeyParams{ID: k.ID, WorkspaceID: d.workspace, Name: k.Name, Hash: k.Hash, Prefix: k.Prefix,
			Scope: string(k.Scope), UserID: k.User, Created: toMS(k.Created)})
		if err != nil {
			return fmt.Errorf("insert api key: %w", err)
		}
		return nil
	})
}

func openAPIKey(r db.ApiKey) auth.APIKey {
	return auth.APIKey{ID: r.ID, Name: r.Name, Hash: r.Hash, Prefix: r.Prefix, Scope: auth.Scope(r.Scope), User: r.UserID,
		Created: fromMS(r.Created), Used: fromMS(r.Used), Revoked: fromMS(r.Revoked)}
}

// APIKeyByHash implements auth.Keys.
func (d *DB) APIKeyByHash(ctx context.Context, hash []byte) (auth.APIKey, error) {
	row, err := d.q().APIKeyByHash(ctx, hash)
	if errors.Is(err, sql.ErrNoRows) {
		return auth.APIKey{}, notFound("API key")
	}
	if err != nil {
		return auth.APIKey{}, fmt.Errorf("read api key: %w", err)
	}
	return openAPIKey(row), nil
}

// TouchAPIKey implements auth.Keys.
func (d *DB) TouchAPIKey(ctx context.Context, id string, at time.Time) error {
	return d.touch(ctx, "API key", func(q *db.Queries) (int64, error) { return q.TouchAPIKey(ctx, toMS(at), id) })
}

// ListAPIKeys implements auth.KeyRing.
func (d *DB) ListAPIKeys(ctx context.Context) ([]auth.APIKey, error) {
	rows, err := d.q().APIKeys(ctx, d.workspace)
	if err != nil {
		return nil, fmt.Errorf("read api keys: %w", err)
	}
	keys := make([]auth.APIKey, len(rows))
	for i, r := range rows {
		keys[i] = openAPIKey(r)
	}
	return keys, nil
}

// RevokeAPIKey implements auth.KeyRing.
func (d *DB) RevokeAPIKey(ctx context.Context, id string, at time.Time) error {
	return d.touch(ctx, "API key", func(q *db.Queries) (int64, error) {
		return q.RevokeAPIKey(ctx, db.RevokeAPIKeyParams{Revoked: toMS(at), WorkspaceID: d.workspace, ID: id})
	})
}

// Setting implements auth.Settings.
func (d *DB) Setting(ctx context.Context, name string) (string, error) {
	v, err := d.q().Setting(ctx, d.workspace, name)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("read setting: %w", err)
	}
	return v, nil
}

// PutSetting implements auth.Settings.
func (d *DB) PutSetting(ctx context.Context, name, value string) error {
	return d.tx(ctx, func(q *db.Queries) error {
		if value == "" {
			return q.DeleteSetting(ctx, d.workspace, name)
		}
		return q.PutSetting(ctx, db.PutSettingParams{WorkspaceID: d.workspace, Name: name, Value: value, Updated: toMS(now())})
	})
}

// Audit implements auth.Auditor.
func (d *DB) Audit(ctx context.Context, e auth.Entry) error {
	if e.At.IsZero() {
		e.At = now()
	}
	return d.tx(ctx, func(q *db.Queries) error {
		err := q.InsertAudit(ctx, db.InsertAuditParams{ID: newID(), WorkspaceID: d.workspace, At: toMS(e.At), Actor: e.Actor, Action: e.Action,
			Object: e.Object, Address: e.Address})
		if err != nil {
			return fmt.Errorf("write audit log: %w", err)
		}
		return nil
	})
}

// AuditLog returns the newest entries of the audit log, the newest first.
func (d *DB) AuditLog(ctx context.Context, limit int) ([]auth.Entry, error) {
	rows, err := d.q().AuditLog(ctx, d.workspace, int32(pageSize(limit)))
	if err != nil {
		return nil, fmt.Errorf("read audit log: %w", err)
	}
	es := make([]auth.Entry, len(rows))
	for i, r := range rows {
		es[i] = auth.Entry{At: fromMS(r.At), Actor: r.Actor, Action: r.Action, Object: r.Object, Address: r.Address}
	}
	return es, nil
}
