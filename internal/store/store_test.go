package store_test

import (
	"path/filepath"
	"testing"

	"github.com/uptimesignal/uptimesignal/internal/store"
	"github.com/uptimesignal/uptimesignal/internal/store/storetest"
)

func openSQLite(t *testing.T) *store.DB {
	t.Helper()
	d, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "test.db"), storetest.Options(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return d
}

func TestSQLite(t *testing.T) { storetest.Exercise(t, openSQLite) }
