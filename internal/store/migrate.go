package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"github.com/uptimesignal/uptimesignal/internal/problem"
)

// migrations go forward only, each in its own transaction. One that has been
// released is never changed.
//
//go:embed migrations/*.sql
var migrations embed.FS

func (d *DB) migrate(ctx context.Context) error {
	p, err := d.migrator()
	if err != nil {
		return err
	}
	have, err := p.GetDBVersion(ctx)
	if err != nil {
		return d.describe(err, "read the version of the database")
	}
	sources := p.ListSources()
	newest := sources[len(sources)-1].Version
	if have > newest {
		return problem.New(problem.Unavailable,
			"The database %s was used by a newer release (its version is %d, this program knows %d). Install that release again, or restore a backup from before the upgrade.",
			d.engine.where, have, newest)
	}
	if _, err := p.Up(ctx); err != nil {
		return d.describe(err, "migrate the database")
	}
	return nil
}

func (d *DB) migrator() (*goose.Provider, error) {
	dir, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	dialect := goose.DialectSQLite3
	opts := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger())}
	if !d.engine.sqlite {
		dialect = goose.DialectPostgres
		l, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return nil, fmt.Errorf("make migration lock: %w", err)
		}
		opts = append(opts, goose.WithSessionLocker(l))
	}
	p, err := goose.NewProvider(dialect, d.write, dir, opts...)
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	return p, nil
}

// describe makes an error of the database one that says what to mend.
func (d *DB) describe(err error, doing string) error {
	if d.engine.sqlite {
		if p := sqliteProblem(err, d.engine.where); problem.Is(p, problem.Unavailable) {
			return p
		}
	} else if p := postgresProblem(err, d.engine.where); errors.Unwrap(p) == nil {
		return p
	}
	return fmt.Errorf("%s: %w", doing, err)
}
