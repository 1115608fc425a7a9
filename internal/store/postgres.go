package store

import (
	"context"
	"errors"
	"net"
	"net/url"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/uptimesignal/uptimesignal/internal/problem"
)

// pgConnections bounds the connections to a PostgreSQL server.
const pgConnections = 16

func (d *DB) openPostgres(ctx context.Context, dsn string) error {
	where, err := withoutPassword(dsn)
	if err != nil {
		return err
	}
	c, err := pgx.ParseConfig(dsn)
	if err != nil {
		// The error of ParseConfig may quote the URL.
		return problem.New(problem.Invalid, "database_url: %s is not a PostgreSQL URL. The form is postgres://user:password@host:5432/database", where)
	}
	d.engine = engine{name: "PostgreSQL", where: where}
	if c.ConnectTimeout == 0 {
		c.ConnectTimeout = 10 * time.Second
	}
	if c.RuntimeParams["application_name"] == "" {
		c.RuntimeParams["application_name"] = "uptimesignal"
	}
	s := stdlib.OpenDB(*c)
	d.undo = append(d.undo, s.Close)
	s.SetMaxOpenConns(pgConnections)
	s.SetMaxIdleConns(pgConnections / 2)
	s.SetConnMaxIdleTime(5 * time.Minute)
	d.write, d.read = s, s
	if err := s.PingContext(ctx); err != nil {
		return postgresProblem(err, where)
	}
	return nil
}

// withoutPassword returns dsn for people to read.
func withoutPassword(dsn string) (string, error) {
	u, err := url.Parse(dsn)
	if err != nil {
		// The error quotes the URL, password included.
		return "", problem.New(problem.Invalid, "database_url: not a URL. The form is postgres://user:password@host:5432/database; special characters in the password must be escaped, such as %%40 for @.")
	}
	u.RawQuery, u.Fragment = "", ""
	if u.User != nil {
		u.User = url.User(u.User.Username())
	}
	return u.String(), nil
}

// postgresProblem puts what went wrong into words that help. Codes: appendix A
// of the PostgreSQL manual.
func postgresProblem(err error, where string) error {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		switch e.Code {
		case "28P01", "28000":
			return problem.New(problem.Unavailable, "The database %s refuses us: %s. Check user, password and pg_hba.conf.", where, e.Message)
		case "3D000":
			return problem.New(problem.Unavailable, "The server of %s has no such database. Make it with: createdb NAME", where)
		case "53300":
			return problem.New(problem.Unavailable, "The server of %s has no connection left (max_connections).", where)
		case "57P03":
			return problem.New(problem.Unavailable, "The server of %s is starting up or shutting down.", where)
		case "42501":
			return problem.New(problem.Unavailable, "The database %s refuses us: %s. The user must own the database or have CREATE on schema public.", where, e.Message)
		}
		return problem.Wrap(problem.Unavailable, err, "The database %s cannot be used: %s (%s).", where, e.Message, e.Code)
	}
	// Other errors of pgconn name host, user and database, not the password;
	// still, only what we know to be harmless is passed on.
	why := "it does not answer"
	if dns, ok := errors.AsType[*net.DNSError](err); ok {
		why = "the name " + dns.Name + " is not found"
	} else if op, ok := errors.AsType[*net.OpError](err); ok {
		why = op.Err.Error()
	}
	return problem.New(problem.Unavailable, "The database %s cannot be reached: %s.", where, why)
}

// isDeadlock reports whether the server ended a transaction that would have
// waited for ever, or could not be put in order with others.
func isDeadlock(err error) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (e.Code == "40P01" || e.Code == "40001")
}

// isDuplicate reports whether err is a broken UNIQUE constraint.
func isDuplicate(err error) bool {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return e.Code == "23505"
	}
	return isSQLiteDuplicate(err)
}
