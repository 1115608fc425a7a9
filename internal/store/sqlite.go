package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/uptimesignal/uptimesignal/internal/problem"
)

// readers is how many reads of a SQLite database run at once.
const readers = 4

func (d *DB) openSQLite(ctx context.Context, path string) error {
	if path == "" {
		return problem.New(problem.Invalid, "database_url: the path of the SQLite file is empty.")
	}
	d.engine = engine{name: "SQLite", sqlite: true, where: path}
	if err := d.prepareFile(path); err != nil {
		return err
	}
	// Commits wait for fdatasync, not fsync, where there is one; and a file
	// that the process opens and closes beside SQLite must not take its locks
	// away. Where the system has neither, the defaults are right.
	_, _ = sqlite.Fdatasync(true)
	_, _ = sqlite.OFDLocking(true)
	var err error
	if d.write, err = sql.Open("sqlite", sqliteURL(path, false)); err != nil {
		return fmt.Errorf("open %s: %w", path, err)
	}
	d.undo = append(d.undo, d.write.Close)
	d.write.SetMaxOpenConns(1)
	if err := d.probeSQLite(ctx); err != nil {
		return sqliteProblem(err, path)
	}
	if d.read, err = sql.Open("sqlite", sqliteURL(path, true)); err != nil {
		return fmt.Errorf("open %s: %w", path, err)
	}
	d.undo = append(d.undo, d.read.Close)
	d.read.SetMaxOpenConns(readers)
	d.read.SetMaxIdleConns(readers)
	return nil
}

// sqliteURL returns the connection string for path. The pragmas run on each
// connection, in this order: auto_vacuum counts only before the first page
// is written.
func sqliteURL(path string, readOnly bool) string {
	q := url.Values{"_txlock": {"immediate"}}
	q.Add("_pragma", "busy_timeout(10000)")
	if readOnly {
		q.Add("_pragma", "query_only(1)")
	} else {
		q.Add("_pragma", "auto_vacuum(incremental)")
		q.Add("_pragma", "journal_mode(WAL)")
		q.Add("_pragma", "synchronous(FULL)")
		q.Add("_pragma", "foreign_keys(1)")
		q.Add("_pragma", "journal_size_limit(67108864)")
		q.Add("_pragma", "cache_size(-8000)")
	}
	// A file: URL with an escaped path, since a name may hold ? # and %.
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}

// prepareFile finds out what SQLite would report as "unable to open database
// file", and makes the folder and an empty file that only we may read.
func (d *DB) prepareFile(path string) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return problem.Wrap(problem.Unavailable, err, "The data folder %s cannot be made: %v.", dir, cause(err))
	}
	switch info, err := os.Stat(path); {
	case err == nil && info.IsDir():
		return problem.New(problem.Invalid, "%s is a folder; the database must be a file. Name one in it, such as %s.", path, filepath.Join(path, "uptimesignal.db"))
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return problem.Wrap(problem.Unavailable, err, "The database file %s cannot be read: %v.", path, cause(err))
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return problem.Wrap(problem.Unavailable, err, "The database file %s cannot be written: %v. The data folder must be writable for the user that runs UptimeSignal.", path, cause(err))
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("close %s: %w", path, err)
	}
	// The write-ahead log lies beside the file, so the folder is written too.
	t, err := os.CreateTemp(dir, ".write-test-*")
	if err != nil {
		return problem.Wrap(problem.Unavailable, err, "The data folder %s cannot be written: %v. It must be writable for the user that runs UptimeSignal.", dir, cause(err))
	}
	if err := errors.Join(t.Close(), os.Remove(t.Name())); err != nil {
		return fmt.Errorf("remove %s: %w", t.Name(), err)
	}
	if name, remote := networkFS(dir); remote {
		d.log.Warn("data folder is on a network file system, where SQLite can lose or damage data; use a local disk or PostgreSQL", "folder", dir, "file_system", name)
	}
	unlock, err := lockFile(path + ".lock")
	if err != nil {
		return problem.Wrap(problem.Conflict, err, "Another UptimeSignal uses the database %s already. Stop it first.", path)
	}
	d.undo = append(d.undo, unlock)
	return nil
}

// cause drops the operation and the path from an error about a file.
func cause(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	return err
}

// probeSQLite makes the first connection and shows that placeholders mean
// what they say.
func (d *DB) probeSQLite(ctx context.Context) error {
	var a, b, c, e string
	row := rebound{d.write, &d.texts}.QueryRowContext(ctx, "SELECT $3, $1, $2, $3", "one", "two", "three")
	if err := row.Scan(&a, &b, &c, &e); err != nil {
		return err
	}
	if got := strings.Join([]string{a, b, c, e}, " "); got != "three one two three" {
		return fmt.Errorf("the SQLite driver mixes up arguments: got %q", got)
	}
	var tables int
	return d.write.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&tables)
}

// sqliteProblem puts what SQLite says of a file into words that help.
func sqliteProblem(err error, path string) error {
	e, ok := errors.AsType[*sqlite.Error](err)
	if !ok {
		return fmt.Errorf("open %s: %w", path, err)
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_NOTADB:
		return problem.Wrap(problem.Unavailable, err, "%s is not a SQLite database, or its beginning is damaged. Restore it from a backup, or move it away to start anew.", path)
	case sqlite3.SQLITE_CORRUPT:
		return problem.Wrap(problem.Unavailable, err, "The database %s is damaged. Restore it from a backup; until then keep the file, since much of it can be saved (sqlite3 %s .recover).", path, path)
	case sqlite3.SQLITE_FULL:
		return problem.Wrap(problem.Unavailable, err, "The disk that holds %s is full.", path)
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return problem.Wrap(problem.Unavailable, err, "The database %s is locked by another program.", path)
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM:
		return problem.Wrap(problem.Unavailable, err, "The database %s cannot be written. It and its folder must be writable for the user that runs UptimeSignal.", path)
	default:
		return fmt.Errorf("open %s: %w", path, err)
	}
}

// CheckIntegrity reads the whole database and reports what is damaged in it.
// It takes a while on a big one. PostgreSQL looks after itself.
func (d *DB) CheckIntegrity(ctx context.Context) error {
	if !d.engine.sqlite {
		return nil
	}
	var said string
	if err := d.read.QueryRowContext(ctx, "PRAGMA integrity_check(10)").Scan(&said); err != nil {
		return sqliteProblem(err, d.engine.where)
	}
	if said != "ok" {
		return problem.New(problem.Unavailable, "The database %s is damaged: %s", d.engine.where, said)
	}
	return nil
}

func isSQLiteDuplicate(err error) bool {
	e, ok := errors.AsType[*sqlite.Error](err)
	return ok && (e.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY || e.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE)
}
