package store_test

import (
	"context"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/uptimesignal/uptimesignal/internal/store"
	"github.com/uptimesignal/uptimesignal/internal/store/storetest"
)

// postgres starts one cluster for all tests of the package, the first time
// that one wants it.
var postgres = sync.OnceValues(func() (*storetest.Cluster, error) { return storetest.StartCluster(context.Background()) })

var started atomic.Bool

// cluster skips the test where PostgreSQL is not installed, but not in CI,
// where it must be.
func cluster(t *testing.T) *storetest.Cluster {
	t.Helper()
	started.Store(true)
	c, err := postgres()
	if err != nil && os.Getenv("CI") == "" {
		t.Skipf("not run on PostgreSQL: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// noFilter lists everything.
var noFilter store.MonitorFilter

func TestMain(m *testing.M) {
	if dsn := os.Getenv(victimEnv); dsn != "" {
		fmt.Fprintln(os.Stderr, "victim:", victim(dsn))
		os.Exit(1)
	}
	code := m.Run()
	if started.Load() {
		if c, err := postgres(); err == nil {
			if err := c.Stop(); err != nil {
				fmt.Fprintln(os.Stderr, "stop postgres:", err)
				code = max(code, 1)
			}
		}
	}
	os.Exit(code)
}
