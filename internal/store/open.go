package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/uptimesignal/uptimesignal/internal/problem"
	"github.com/uptimesignal/uptimesignal/internal/store/db"
)

// DefaultWorkspace owns everything until there are several tenants.
const DefaultWorkspace = "default"

// A Sealer encrypts what must not be read from the database alone. The first
// argument says where the bytes belong and must be the same for both.
type Sealer interface {
	Seal(aad, plain []byte) []byte
	Open(aad, sealed []byte) ([]byte, error)
}

// Retention says how long things are kept. Zero means the default.
type Retention struct {
	Raw      time.Duration // every single result; default 7 days
	Evidence time.Duration // captures, and the record of deliveries; default 90 days
}

// Options of a database.
type Options struct {
	Sealer Sealer // needed
	// Target returns what is watched, without secrets, for lists and search;
	// nil leaves it empty.
	Target    func(kind string, spec json.RawMessage) string
	Log       *slog.Logger // nil is slog.Default
	Retention Retention
	// Dir is a folder for results that wait while the database does not
	// answer; empty is the folder of a SQLite file, and memory only for
	// PostgreSQL.
	Dir string
}

// A DB is an open database. It is safe for concurrent use.
type DB struct {
	// WakeMonitors and WakeOutbox, if set, are called after a commit that
	// added to what a scheduler or a dispatcher waits for. Set them before
	// the first use; they must return at once.
	WakeMonitors func()
	WakeOutbox   func()

	engine    engine
	write     *sql.DB
	read      *sql.DB
	texts     sync.Map // of rebound
	workspace string
	sealer    Sealer
	target    func(kind string, spec json.RawMessage) string
	log       *slog.Logger
	keep      Retention
	feed      feed
	results   *resultLog
	undo      []func() error
}

// An engine is what differs between the two databases.
type engine struct {
	name   string // "SQLite" or "PostgreSQL"
	sqlite bool
	where  string // the file, or the server without the password: for messages
}

// Open opens the database that dsn names, makes it if it is a SQLite file that
// is not there, and migrates it. dsn is a path, "sqlite:PATH", or
// "postgres://…". Errors are problems that say what to mend; none has the
// password of dsn in it.
//
// An open DB writes results in the background until Close.
func Open(ctx context.Context, dsn string, o Options) (*DB, error) {
	if o.Sealer == nil {
		return nil, errors.New("open database: no sealer given")
	}
	d := &DB{workspace: DefaultWorkspace, sealer: o.Sealer, target: o.Target, log: o.Log, keep: o.Retention}
	if d.log == nil {
		d.log = slog.Default()
	}
	if d.keep.Raw <= 0 {
		d.keep.Raw = 7 * 24 * time.Hour
	}
	if d.keep.Evidence <= 0 {
		d.keep.Evidence = 90 * 24 * time.Hour
	}
	if err := d.open(ctx, dsn, o.Dir); err != nil {
		return nil, errors.Join(err, d.unwind())
	}
	return d, nil
}

func (d *DB) open(ctx context.Context, dsn, dir string) error {
	var err error
	switch scheme, rest, _ := strings.Cut(dsn, ":"); scheme {
	case "postgres", "postgresql":
		err = d.openPostgres(ctx, dsn)
	case "sqlite":
		err = d.openSQLite(ctx, rest)
	case "mysql", "mariadb", "mongodb", "sqlserver", "http", "https":
		return problem.New(problem.Invalid, "database_url: %q databases are not supported; give the path of a SQLite file, or a URL that begins with postgres://", scheme)
	default:
		err = d.openSQLite(ctx, dsn)
	}
	if err != nil {
		return err
	}
	if err := d.migrate(ctx); err != nil {
		return err
	}
	d.results, err = d.openResults(ctx, dir)
	return err
}

// Close writes what still waits and closes the database.
func (d *DB) Close() error {
	var err error
	if d.results != nil {
		err = d.results.close()
	}
	d.feed.close()
	return errors.Join(err, d.unwind())
}

func (d *DB) unwind() error {
	var errs []error
	for i := len(d.undo) - 1; i >= 0; i-- {
		errs = append(errs, d.undo[i]())
	}
	d.undo = nil
	return errors.Join(errs...)
}

func (d *DB) on(to db.DBTX) *db.Queries {
	if d.engine.sqlite {
		to = rebound{to, &d.texts}
	}
	return db.New(to)
}

// q reads outside a transaction.
func (d *DB) q() *db.Queries { return d.on(d.read) }

// tx runs f in a transaction that is committed if f returns nil. On
// PostgreSQL f runs again when the server broke a deadlock by ending it.
func (d *DB) tx(ctx context.Context, f func(q *db.Queries) error) error {
	for try := 0; ; try++ {
		err := d.once(ctx, f)
		if try < 3 && isDeadlock(err) {
			continue
		}
		return err
	}
}

func (d *DB) once(ctx context.Context, f func(q *db.Queries) error) error {
	tx, err := d.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // after Commit it does nothing
	if err := f(d.on(tx)); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// newID returns a UUIDv7: ids rise with time.
func newID() string { return uuid.Must(uuid.NewV7()).String() }

func toMS(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func fromMS(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// now is the present as it is kept.
func now() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }

func notFound(what string) error {
	return problem.New(problem.NotFound, "There is no such %s (any more).", what)
}
