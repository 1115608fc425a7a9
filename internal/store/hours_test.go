package store

import (
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/store/db"
)

// TestHourByHalf begins where a crash in the middle of packing an hour leaves
// the database: some blocks are written and the log still has everything.
func TestHourByHalf(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	d := openPlain(t, path)
	ids := []monitor.ID{addPlain(t, d, "a"), addPlain(t, d, "b"), addPlain(t, d, "c")}
	from := time.Now().UTC().Truncate(time.Hour).Add(-3 * time.Hour)
	const n = 100
	add := func() {
		for _, id := range ids {
			for i := range n / 2 {
				d.Append(nth(id, from, i))
				d.Append(nth(id, from, n-1-i))
			}
		}
		if err := d.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	add()
	parts, dict, _, ok := d.results.partsOf(from.UnixMilli())
	if !ok || len(parts) != len(ids) {
		t.Fatalf("%d open hours, want %d", len(parts), len(ids))
	}
	blocks, err := d.results.hourBlocks(t.Context(), from.UnixMilli(), parts, &dict)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range blocks[:2] {
		err := d.on(d.write).PutHourBlock(t.Context(), db.PutHourBlockParams{T0: from.UnixMilli(), Num: b.num, Data: b.data})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	d = openPlain(t, path)
	defer d.Close()
	for range 2 {
		for _, id := range ids {
			rs, err := d.Results(t.Context(), id, time.Time{}, time.Now(), 1000)
			if err != nil || len(rs) != n {
				t.Errorf("%d results (%v), want %d", len(rs), err, n)
			}
			u, err := d.Uptime(t.Context(), id, from.Add(-100*time.Hour), time.Now())
			if err != nil || u.Checks != n {
				t.Errorf("uptime knows %d checks (%v), want %d", u.Checks, err, n)
			}
		}
		if err := d.Upkeep(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	var left int
	if err := d.read.QueryRow("SELECT count(*) FROM result_log").Scan(&left); err != nil || left != 0 {
		t.Errorf("%d rows of the log are left (%v)", left, err)
	}
}

// TestLateWhilePacking lets a result come while its hour is being written.
func TestLateWhilePacking(t *testing.T) {
	d := openPlain(t, filepath.Join(t.TempDir(), "x.db"))
	defer d.Close()
	id := addPlain(t, d, "a")
	from := time.Now().UTC().Truncate(time.Hour).Add(-3 * time.Hour)
	h := from.UnixMilli()
	for i := range 10 {
		d.Append(nth(id, from, i))
	}
	if err := d.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	parts, _, _, ok := d.results.partsOf(h)
	if !ok {
		t.Fatal("the hour cannot be packed")
	}
	d.Append(nth(id, from, 10))
	if _, _, _, ok := d.results.partsOf(h); ok {
		t.Error("an hour with results that are not in the log can be packed")
	}
	d.results.closed(h, parts)
	if err := d.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	l := d.results
	l.mu.Lock()
	defer l.mu.Unlock()
	open := l.series[id].open
	if len(open) != 1 || open[0].block.Len() != 1 || open[0].up.Checks != 1 || !l.hours[h] {
		t.Fatalf("open after the hour was packed: %+v", open)
	}
	if r := open[0].block.Results(&l.dict)[0]; r.Took != 10*time.Microsecond {
		t.Errorf("what is left is %+v, want the late one", r)
	}
}

// TestDaysGoBy asks every ten minutes for three days what lists show, while
// hours and days are packed in the background.
func TestDaysGoBy(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	synctest.Test(t, func(t *testing.T) {
		d := openPlain(t, path)
		id := addPlain(t, d, "a")
		begun := time.Now()
		n := 0
		for time.Since(begun) < 73*time.Hour {
			d.Append(nth(id, time.Now(), n))
			n++
			time.Sleep(10 * time.Minute)
			row, err := d.MonitorRow(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			if row.Uptime30d.Checks != int64(n) || row.Last.Took != time.Duration(n-1)*time.Microsecond {
				t.Fatalf("after %v: %d checks, last %+v; want %d", time.Since(begun), row.Uptime30d.Checks, row.Last, n)
			}
			up, err := d.Uptime(t.Context(), id, begun.Add(-90*time.Hour), time.Now())
			if err != nil || up.Checks != int64(n) {
				t.Fatalf("after %v: uptime knows %d checks (%v), want %d", time.Since(begun), up.Checks, err, n)
			}
		}
		var hours, days int
		if err := d.read.QueryRow("SELECT (SELECT count(*) FROM hour_blocks), (SELECT count(*) FROM day_blocks)").Scan(&hours, &days); err != nil {
			t.Fatal(err)
		}
		if days != 3 || hours > 2 {
			t.Errorf("%d days and %d hours are packed, want 3 and what is left of the fourth day", days, hours)
		}
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
}
