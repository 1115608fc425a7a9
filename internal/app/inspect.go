package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/uptimesignal/uptimesignal/internal/store"
)

// InspectDatabase opens the database that the options name, reads it through,
// and says in one line what it found. A SQLite file that is not there yet is
// left so.
func InspectDatabase(ctx context.Context, o Options) (string, error) {
	o = o.filled()
	if o.DatabaseURL == "" {
		if _, err := os.Stat(filepath.Join(o.Data, "uptimesignal.db")); errors.Is(err, os.ErrNotExist) {
			return "there is no database yet; the first start makes it", nil
		}
	}
	key, err := openKey(o)
	if err != nil {
		return "", err
	}
	db, err := store.Open(ctx, o.dsn(), store.Options{Sealer: key, Target: target, Log: o.Log, Dir: o.Data})
	if err != nil {
		return "", err
	}
	ms, err := db.Monitors(ctx)
	if err == nil {
		err = db.CheckIntegrity(ctx)
	}
	return fmt.Sprintf("the database is whole and holds %d monitors", len(ms)), errors.Join(err, db.Close())
}
