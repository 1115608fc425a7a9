package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// plainSealer keeps secrets as they are.
type plainSealer struct{}

func (plainSealer) Seal(_, plain []byte) []byte           { return plain }
func (plainSealer) Open(_, sealed []byte) ([]byte, error) { return sealed, nil }

func openPlain(t testing.TB, path string) *DB {
	t.Helper()
	d, err := Open(context.Background(), path, Options{Sealer: plainSealer{}, Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func addPlain(t testing.TB, d *DB, name string) monitor.ID {
	t.Helper()
	m := &monitor.Monitor{Name: name, Kind: "http", Spec: json.RawMessage(`{}`), Interval: time.Minute, Timeout: time.Second}
	if err := d.CreateMonitor(context.Background(), m); err != nil {
		t.Fatal(err)
	}
	return m.ID
}

// nth is a result that can be told from others.
func nth(id monitor.ID, from time.Time, n int) measure.Result {
	return measure.Result{Monitor: id, Place: monitor.LocalPlace, At: from.Add(time.Duration(n) * time.Millisecond), State: monitor.Up, Status: 200, Took: time.Duration(n) * time.Microsecond}
}

// wantAll wants the results 0..n of a monitor, each once, after a restart too.
func wantAll(t *testing.T, path string, id monitor.ID, n int) {
	t.Helper()
	d := openPlain(t, path)
	defer func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	}()
	l := d.results
	l.mu.Lock()
	defer l.mu.Unlock()
	seen := map[time.Duration]int{}
	for _, o := range l.series[id].open {
		for _, r := range o.block.Results(&l.dict) {
			seen[r.Took/time.Microsecond]++
		}
	}
	for i := range n {
		if seen[time.Duration(i)] != 1 {
			t.Fatalf("result %d is there %d times; %d of %d in all", i, seen[time.Duration(i)], len(seen), n)
		}
	}
}

// TestStalledDatabase holds the database for 30 s in the eyes of the program.
func TestStalledDatabase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	var id monitor.ID
	n := 0
	synctest.Test(t, func(t *testing.T) {
		d := openPlain(t, path)
		id = addPlain(t, d, "shop")
		begun := time.Now()
		hold := holdLock(t, path)
		for range 30 {
			for range 100 {
				before := time.Now()
				d.Append(nth(id, begun, n))
				if waited := time.Since(before); waited > 0 {
					t.Fatalf("a check had to wait %v for the database", waited)
				}
				n++
			}
			time.Sleep(time.Second)
		}
		h := d.Health()
		if h.OK() || h.Waiting != n || h.Since.Sub(begun) > time.Second || time.Since(h.Since) < 29*time.Second {
			t.Errorf("health in a stall: %+v, want %d waiting since %v", h, n, begun)
		}
		if rs, err := d.Results(t.Context(), id, time.Time{}, time.Now().Add(time.Hour), 10_000); err != nil || len(rs) != n {
			t.Errorf("%d results can be read in a stall (%v), want %d", len(rs), err, n)
		}
		hold()
		time.Sleep(time.Minute)
		synctest.Wait()
		if h := d.Health(); !h.OK() || h.Waiting != 0 || h.Err != "" {
			t.Errorf("health after the stall: %+v", h)
		}
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	wantAll(t, path, id, n)
}

// holdLock keeps anybody from writing until release.
func holdLock(t *testing.T, path string) (release func()) {
	t.Helper()
	raw, err := sql.Open("sqlite", path+"?_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	tx, err := raw.Begin()
	if err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := errors.Join(tx.Rollback(), raw.Close()); err != nil {
			t.Fatal(err)
		}
	}
}

// TestSpill lets more results wait than memory is to hold, on a full disk of
// the database, and ends the program before it has room again.
func TestSpill(t *testing.T) {
	for _, ending := range []string{"Recovers", "Ends", "Dies"} {
		t.Run(ending, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "x.db")
			var id monitor.ID
			const n = 20_000
			synctest.Test(t, func(t *testing.T) {
				d := openPlain(t, path)
				id = addPlain(t, d, "shop")
				setLimit(d, 3000)
				pages := fill(t, d)
				begun := time.Now()
				for i := range n {
					d.Append(nth(id, begun, i))
					if i%500 == 0 {
						time.Sleep(100 * time.Millisecond)
						synctest.Wait()
					}
				}
				time.Sleep(10 * time.Second)
				h := d.Health()
				if h.Spilled < n/2 || h.Waiting > 2*3000 || h.Lost > 0 || !strings.Contains(h.Err, "full") {
					t.Errorf("health on a full disk: %+v", h)
				}
				if ending == "Recovers" {
					roomAgain(t, d, pages)
					time.Sleep(time.Minute)
					synctest.Wait()
					if h := d.Health(); !h.OK() || h.Waiting != 0 {
						t.Errorf("health with room again: %+v", h)
					}
				}
				if ending == "Dies" {
					// What is in memory goes with a crash; what is in the file does not.
					if err := d.results.spillAll(); err != nil {
						t.Fatal(err)
					}
				}
				if err := d.Close(); err != nil {
					t.Error(err)
				}
				_, err := os.Stat(filepath.Join(filepath.Dir(path), spillName))
				if kept := err == nil; kept == (ending == "Recovers") {
					t.Errorf("the file of waiting results: %v", err)
				}
				if ending == "Dies" {
					appendTorn(t, filepath.Join(filepath.Dir(path), spillName))
				}
			})
			// What comes after must not be taken for what came out of the file.
			d := openPlain(t, path)
			for i := range 100 {
				d.Append(nth(id, time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), n+i))
			}
			if err := d.Close(); err != nil {
				t.Error(err)
			}
			if _, err := os.Stat(filepath.Join(filepath.Dir(path), spillName)); err == nil {
				t.Error("the file of waiting results is still there after it was taken in")
			}
			wantAll(t, path, id, n+100)
		})
	}
}

func setLimit(d *DB, n int) {
	d.results.mu.Lock()
	defer d.results.mu.Unlock()
	d.results.limit = n
}

// fill makes the database think that its disk is full.
func fill(t *testing.T, d *DB) (pages int64) {
	t.Helper()
	if err := d.write.QueryRow("PRAGMA page_count").Scan(&pages); err != nil {
		t.Fatal(err)
	}
	if _, err := d.write.Exec(fmt.Sprintf("PRAGMA max_page_count = %d", pages)); err != nil {
		t.Fatal(err)
	}
	return pages
}

func roomAgain(t *testing.T, d *DB, pages int64) {
	t.Helper()
	if _, err := d.write.Exec(fmt.Sprintf("PRAGMA max_page_count = %d", pages+100_000)); err != nil {
		t.Fatal(err)
	}
}

// appendTorn writes half a frame, as a crash in a write leaves it.
func appendTorn(t *testing.T, path string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		t.Fatal(err)
	}
	frame := appendFrame(nil, blob{seq: 1 << 30, n: 1, data: make([]byte, 100)})
	_, err = f.Write(frame[:len(frame)/2])
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
}

// TestNoRoomAnywhere wants a bound on memory and a count of what was given up
// when neither the database nor the file can be written.
func TestNoRoomAnywhere(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	synctest.Test(t, func(t *testing.T) {
		d := openPlain(t, path)
		id := addPlain(t, d, "shop")
		setLimit(d, 2000)
		d.results.spill.path = "/dev/full"
		pages := fill(t, d)
		for i := range 30_000 {
			d.Append(nth(id, time.Now(), i))
			if i%500 == 0 {
				time.Sleep(100 * time.Millisecond)
				synctest.Wait()
			}
		}
		h := d.Health()
		if h.OK() || h.Waiting > hardLimits*2000+3*flushAt || h.Lost == 0 {
			t.Errorf("health: %+v", h)
		}
		roomAgain(t, d, pages)
		if err := d.Close(); err != nil {
			t.Error(err)
		}
		d = openPlain(t, path)
		if kept := d.results.series[id].open[0].block.Len(); kept != 30_000-h.Lost {
			t.Errorf("%d results are kept, want %d: all that were not counted as lost", kept, 30_000-h.Lost)
		}
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
}

// TestSettings wants what the promises of the store rest on.
func TestSettings(t *testing.T) {
	d := openPlain(t, filepath.Join(t.TempDir(), "x.db"))
	defer d.Close()
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "auto_vacuum": "2", "foreign_keys": "1"} {
		var got string
		if err := d.write.QueryRow("PRAGMA " + pragma).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %s (%v), want %s", pragma, got, err, want)
		}
	}
	if _, err := d.read.Exec("DELETE FROM monitors"); err == nil {
		t.Error("the connections for reading can write")
	}
	if err := d.CheckIntegrity(t.Context()); err != nil {
		t.Error(err)
	}
}
