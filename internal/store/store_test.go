package store_test

import (
	"path/filepath"
	"testing"

	"github.com/uptimesignal/uptimesignal/internal/store"
	"github.com/uptimesignal/uptimesignal/internal/store/storetest"
)

func openSQLite(t *testing.T) *store.DB {
	t.Helper()
	return openAt(t, filepath.Join(t.TempDir(), "test.db"), storetest.Options(t))
}

func TestSQLite(t *testing.T) { storetest.Exercise(t, openSQLite) }

func TestPostgres(t *testing.T) { storetest.Exercise(t, openPostgres) }
