package store

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
)

// NewestVersion is the version that this program migrates to.
func NewestVersion(ctx context.Context, dsn string) (int64, error) {
	var v int64
	err := atVersion(ctx, dsn, func(d *DB) error {
		p, err := d.migrator()
		if err != nil {
			return err
		}
		s := p.ListSources()
		v = s[len(s)-1].Version
		return nil
	})
	return v, err
}

// FillOld makes the database of an old version and runs fill on it.
func FillOld(ctx context.Context, dsn string, version int64, fill func(*sql.DB) error) error {
	return atVersion(ctx, dsn, func(d *DB) error {
		p, err := d.migrator()
		if err != nil {
			return err
		}
		if _, err := p.UpTo(ctx, version); err != nil {
			return err
		}
		return fill(d.write)
	})
}

func atVersion(ctx context.Context, dsn string, f func(*DB) error) error {
	d := &DB{workspace: DefaultWorkspace, log: slog.Default()}
	open := d.openSQLite
	if len(dsn) > 8 && dsn[:8] == "postgres" {
		open = d.openPostgres
	}
	if err := open(ctx, dsn); err != nil {
		return errors.Join(err, d.unwind())
	}
	return errors.Join(f(d), d.unwind())
}

// Rebind shows how placeholders are written for SQLite.
var Rebind = rebind
