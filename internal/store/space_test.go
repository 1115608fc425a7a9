package store_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"runtime"
	"testing"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/judge"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/store/storetest"
)

// TestRetentionFreesSpace wants a SQLite file to get shorter when what is too
// old has gone.
func TestRetentionFreesSpace(t *testing.T) {
	dsn, o := freshSQLite(t)
	o.Retention.Evidence = 20 * 24 * time.Hour
	d := storetest.Open(t, dsn, o)
	end := time.Now().UTC().Truncate(24*time.Hour).AddDate(0, 0, -30)
	var n int
	for _, name := range []string{"a", "b", "c", "d", "e", "f"} {
		m := storetest.AddMonitor(t, d, name)
		for _, r := range storetest.Checks(m.ID, end.AddDate(0, 0, -12), end, 15*time.Second) {
			d.Append(r)
			n++
		}
		keepOldCapture(t, m.ID, d.Judge, end)
	}
	if err := d.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	full := fileSize(t, dsn)
	if err := d.Upkeep(t.Context()); err != nil {
		t.Fatal(err)
	}
	after := fileSize(t, dsn)
	t.Logf("%d results: %d bytes logged, %d bytes after all single results are too old (%.1f bytes a result)", n, full, after, float64(after)/float64(n))
	if after > full/2 {
		t.Errorf("the file went from %d to %d bytes, want less than half", full, after)
	}
	page, _, err := d.ListMonitors(t.Context(), noFilter)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range page {
		if cs, err := d.CapturesOfMonitor(t.Context(), row.Monitor.ID); err != nil || len(cs) != 0 {
			t.Errorf("%d captures are left (%v)", len(cs), err)
		}
		if rs, err := d.Results(t.Context(), row.Monitor.ID, time.Time{}, time.Now(), 10); err != nil || len(rs) != 0 {
			t.Errorf("%d results are left (%v)", len(rs), err)
		}
		if u, err := d.Uptime(t.Context(), row.Monitor.ID, time.Time{}.AddDate(2020, 0, 0), time.Now()); err != nil || int(u.Checks) != n/6 {
			t.Errorf("uptime knows %d checks (%v), want %d", u.Checks, err, n/6)
		}
	}
	raw, err := sql.Open("sqlite", dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	var free, pages int64
	err = errors.Join(raw.QueryRow("PRAGMA freelist_count").Scan(&free), raw.QueryRow("PRAGMA page_count").Scan(&pages))
	if err != nil || free > pages/8+256 {
		t.Errorf("%d of %d pages are free (%v)", free, pages, err)
	}
}

// keepOldCapture makes a capture of a check long ago.
func keepOldCapture(t *testing.T, id monitor.ID, do func(context.Context, monitor.ID, func(judge.Case) (*judge.Outcome, error)) error, at time.Time) {
	t.Helper()
	err := do(t.Context(), id, func(c judge.Case) (*judge.Outcome, error) {
		return &judge.Outcome{Memory: incident.Memory{State: monitor.Down, Since: at}, Capture: &measure.Report{Monitor: id, At: at}}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func fileSize(t *testing.T, path string) int64 {
	t.Helper()
	var sum int64
	for _, p := range []string{path, path + "-wal"} {
		if info, err := os.Stat(p); err == nil {
			sum += info.Size()
		}
	}
	return sum
}

// TestPostgresStalls stops the server's processes for a while.
func TestPostgresStalls(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the processes of the server are found through /proc")
	}
	dsn, o := freshPostgres(t)
	d := storetest.Open(t, dsn, o)
	m := storetest.AddMonitor(t, d, "shop")
	if err := cluster(t).Pause(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cluster(t).Resume() })
	rs := storetest.Checks(m.ID, time.Now().Add(-2*time.Hour), time.Now(), 2*time.Second)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	var slowest time.Duration
	for i, r := range rs {
		if i%20 == 0 {
			<-tick.C
		}
		before := time.Now()
		d.Append(r)
		slowest = max(slowest, time.Since(before))
	}
	if slowest > 500*time.Millisecond {
		t.Errorf("a check waited %v for the database", slowest)
	}
	if w := d.Health().Waiting; w != len(rs) {
		t.Errorf("%d results wait, want %d", w, len(rs))
	}
	if err := cluster(t).Resume(); err != nil {
		t.Fatal(err)
	}
	if err := d.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	got, err := d.Results(t.Context(), m.ID, time.Time{}, time.Now(), 10_000)
	if err != nil || len(got) != len(rs) || !d.Health().OK() {
		t.Errorf("%d results (%v), want %d; health %+v", len(got), err, len(rs), d.Health())
	}
}
