package store_test

import (
	"bytes"
	"database/sql"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/uptimesignal/uptimesignal/internal/problem"
	"github.com/uptimesignal/uptimesignal/internal/store"
	"github.com/uptimesignal/uptimesignal/internal/store/storetest"
)

// wantOpenError wants Open to fail with a text for users, and returns it. DIR
// stands for dir in want.
func wantOpenError(t *testing.T, dsn, dir, want string) {
	t.Helper()
	d, err := store.Open(t.Context(), dsn, storetest.Options(t))
	if err == nil {
		d.Close()
		t.Fatalf("opened %s", dsn)
	}
	_, got := problem.Of(err)
	if got = strings.ReplaceAll(got, dir, "DIR"); got != want {
		t.Errorf("said:   %s\nwanted: %s\n(%v)", got, want, err)
	}
	if all := fmt.Sprintf("%v %+v %#v", err, err, err); strings.Contains(all, "swordfish") {
		t.Errorf("the error has the password in it: %s", all)
	}
}

func TestOpenErrors(t *testing.T) {
	write := func(t *testing.T, path string, content []byte) {
		t.Helper()
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	newest, err := store.NewestVersion(t.Context(), filepath.Join(t.TempDir(), "x.db"))
	if err != nil {
		t.Fatal(err)
	}
	garbage := bytes.Repeat([]byte("not a database. "), 1024)
	for _, x := range []struct {
		name    string
		prepare func(t *testing.T, dir string) (dsn string)
		want    string
	}{
		{"Folder", func(t *testing.T, dir string) string { return dir },
			"DIR is a folder; the database must be a file. Name one in it, such as DIR/uptimesignal.db."},
		{"FileAsFolder", func(t *testing.T, dir string) string {
			write(t, filepath.Join(dir, "data"), nil)
			return filepath.Join(dir, "data", "x.db")
		}, "The data folder DIR/data cannot be made: not a directory."},
		{"Garbage", func(t *testing.T, dir string) string {
			write(t, filepath.Join(dir, "x.db"), garbage)
			return filepath.Join(dir, "x.db")
		}, "DIR/x.db is not a SQLite database, or its beginning is damaged. Restore it from a backup, or move it away to start anew."},
		{"DamagedInside", func(t *testing.T, dir string) string {
			path := closedDatabase(t, dir)
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			copy(b[4096:], bytes.Repeat([]byte{0xaa}, len(b)-4096))
			write(t, path, b)
			return path
		}, "The database DIR/x.db is damaged. Restore it from a backup; until then keep the file, since much of it can be saved (sqlite3 DIR/x.db .recover)."},
		{"CutShort", func(t *testing.T, dir string) string {
			path := closedDatabase(t, dir)
			if err := os.Truncate(path, 4096); err != nil {
				t.Fatal(err)
			}
			return path
		}, "The database DIR/x.db is damaged. Restore it from a backup; until then keep the file, since much of it can be saved (sqlite3 DIR/x.db .recover)."},
		{"Newer", func(t *testing.T, dir string) string {
			path := closedDatabase(t, dir)
			raw, err := sql.Open("sqlite", path)
			if err != nil {
				t.Fatal(err)
			}
			defer raw.Close()
			if _, err := raw.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, 1)"); err != nil {
				t.Fatal(err)
			}
			return path
		}, "The database DIR/x.db was used by a newer release (its version is 99999, this program knows NEWEST). Install that release again, or restore a backup from before the upgrade."},
		{"InUse", func(t *testing.T, dir string) string {
			path := filepath.Join(dir, "x.db")
			storetest.Open(t, path, storetest.Options(t))
			return path
		}, "Another UptimeSignal uses the database DIR/x.db already. Stop it first."},
		{"OtherDatabase", func(t *testing.T, dir string) string { return "mysql://root:swordfish@db/x" },
			`database_url: "mysql" databases are not supported; give the path of a SQLite file, or a URL that begins with postgres://`},
		{"Empty", func(t *testing.T, dir string) string { return "" }, "database_url: the path of the SQLite file is empty."},
	} {
		t.Run(x.name, func(t *testing.T) {
			dir := t.TempDir()
			wantOpenError(t, x.prepare(t, dir), dir, strings.ReplaceAll(x.want, "NEWEST", fmt.Sprint(newest)))
		})
	}
}

// closedDatabase makes a database that is not open any more.
func closedDatabase(t *testing.T, dir string) string {
	t.Helper()
	path := filepath.Join(dir, "x.db")
	d, err := store.Open(t.Context(), path, storetest.Options(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestOpenErrorsPostgres(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := l.Addr().String()
	l.Close()
	for _, x := range []struct{ name, dsn, want string }{
		{"NobodyThere", "postgres://us:swordfish@" + closed + "/x?sslmode=disable", "The database postgres://us@" + closed + "/x cannot be reached: connect: connection refused."},
		{"NoSuchHost", "postgres://us:swordfish@nowhere.invalid/x?sslmode=disable", "The database postgres://us@nowhere.invalid/x cannot be reached: the name nowhere.invalid is not found."},
		{"NotAURL", "postgres://us:sword%fish swordfish@h/x", "database_url: not a URL. The form is postgres://user:password@host:5432/database; special characters in the password must be escaped, such as %40 for @."},
		{"BadPort", "postgres://us:swordfish@h:http/x", "database_url: not a URL. The form is postgres://user:password@host:5432/database; special characters in the password must be escaped, such as %40 for @."},
		{"BadOption", "postgres://us:swordfish@h/x?sslmode=maybe", "database_url: postgres://us@h/x is not a PostgreSQL URL. The form is postgres://user:password@host:5432/database"},
	} {
		t.Run(x.name, func(t *testing.T) { wantOpenError(t, x.dsn, "DIR", x.want) })
	}
	t.Run("NoSuchDatabase", func(t *testing.T) {
		dsn := cluster(t).URL("nothing")
		where, _, _ := strings.Cut(strings.Replace(dsn, ":swordfish", "", 1), "?")
		wantOpenError(t, dsn, where, "The server of DIR has no such database. Make it with: createdb NAME")
	})
}

// TestOddPaths wants every path to name the file that it says.
func TestOddPaths(t *testing.T) {
	for _, name := range []string{"a b.db", "50%.db", "what?.db", "a#b.db", "%41.db", "ü.db", "x?mode=memory.db"} {
		path := filepath.Join(t.TempDir(), "new folder", name)
		d, err := store.Open(t.Context(), "sqlite:"+path, storetest.Options(t))
		if err != nil {
			t.Errorf("%q: %v", name, err)
			continue
		}
		storetest.AddMonitor(t, d, "shop")
		if err := d.Close(); err != nil {
			t.Error(err)
		}
		info, err := os.Stat(path)
		if err != nil || info.Size() < 4096 {
			t.Errorf("%q: the file is not there or empty: %v", name, err)
		} else if info.Mode().Perm() != 0o600 {
			t.Errorf("%q: mode %v, want that only we may read it", name, info.Mode())
		}
		left, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*"))
		if err != nil || len(left) != 2 { // the database and its lock
			t.Errorf("%q: beside it lies %q", name, left)
		}
	}
}
