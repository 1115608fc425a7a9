package store_test

import (
	"path/filepath"
	"testing"

	"github.com/uptimesignal/uptimesignal/internal/store"
	"github.com/uptimesignal/uptimesignal/internal/store/storetest"
)

func freshSQLite(t *testing.T) (string, store.Options) {
	return filepath.Join(t.TempDir(), "test.db"), storetest.Options(t)
}

func freshPostgres(t *testing.T) (string, store.Options) {
	o := storetest.Options(t)
	o.Dir = t.TempDir()
	return cluster(t).NewDatabase(t), o
}

func TestSQLite(t *testing.T) { storetest.Exercise(t, freshSQLite) }

func TestPostgres(t *testing.T) { storetest.Exercise(t, freshPostgres) }
