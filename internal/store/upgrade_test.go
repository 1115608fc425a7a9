package store_test

import (
	"database/sql"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/auth"
	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/judge"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/store"
	"github.com/uptimesignal/uptimesignal/internal/store/storetest"
)

var update = flag.Bool("update", false, "write testdata/upgrade for the newest version")

// Each file of testdata/upgrade holds the rows of a database that the version
// in its name has written. It is never changed; a new version adds one, with
// go test -run TestUpgrade -update.
const upgradeFiles = "testdata/upgrade/*.sql"

func TestUpgrade(t *testing.T) {
	newest, err := store.NewestVersion(t.Context(), filepath.Join(t.TempDir(), "x.db"))
	if err != nil {
		t.Fatal(err)
	}
	mine := fmt.Sprintf("testdata/upgrade/%05d.sql", newest)
	if _, err := os.Stat(mine); *update && err != nil {
		if err := os.WriteFile(mine, []byte(writeOld(t)), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if err != nil {
		t.Errorf("the newest version has no rows to upgrade from later: go test -run TestUpgrade -update")
	}
	files, err := filepath.Glob(upgradeFiles)
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	for _, file := range files {
		version, err := strconv.ParseInt(strings.TrimSuffix(filepath.Base(file), ".sql"), 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range []struct {
			name  string
			fresh func(t *testing.T) (string, store.Options)
			text  string
		}{
			{"SQLite", freshSQLite, string(rows)},
			{"Postgres", freshPostgres, regexp.MustCompile(`X'([0-9a-f]*)'`).ReplaceAllString(string(rows), `'\x$1'`)},
		} {
			t.Run(fmt.Sprint(version, x.name), func(t *testing.T) {
				dsn, o := x.fresh(t)
				err := store.FillOld(t.Context(), dsn, version, func(d *sql.DB) error {
					_, err := d.ExecContext(t.Context(), x.text)
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
				readOld(t, storetest.Open(t, dsn, o))
			})
		}
	}
}

// What every version wrote into its file.
var (
	oldAt       = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	oldIncident = incident.ID("01890000-0000-7000-8000-000000000001")
	oldMonitor  = monitor.ID("01890000-0000-7000-8000-000000000002")
)

// fillOld writes something of everything.
func fillOld(t *testing.T, d *store.DB) {
	t.Helper()
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ctx := t.Context()
	storetest.AddChannel(t, d, "all", true)
	m := storetest.NewMonitor("shop")
	m.ID, m.Tags = oldMonitor, []string{"prod"}
	ok(d.CreateMonitor(ctx, m))
	bad := &measure.Report{Monitor: m.ID, Place: monitor.LocalPlace, At: oldAt, Hops: []measure.Hop{{Answer: &measure.Answer{Status: 403}}}}
	ok(d.Judge(ctx, m.ID, func(judge.Case) (*judge.Outcome, error) {
		return &judge.Outcome{
			Memory:   incident.Memory{State: monitor.Refused, Since: oldAt, Incident: oldIncident},
			Incident: &incident.Incident{ID: oldIncident, Monitors: []monitor.ID{m.ID}, State: monitor.Refused, Opened: oldAt, Status: 403},
			Events:   []incident.Event{{At: oldAt, Kind: incident.Opened, Monitor: m.ID, To: monitor.Refused}},
			Capture:  bad,
			Alerts:   []alert.Request{{Transition: alert.Opened, State: monitor.Refused, At: oldAt}},
		}, nil
	}))
	ok(d.CreateUser(ctx, auth.User{ID: "u1", Email: "ada@example.com", Role: auth.RoleOwner, Created: oldAt, Updated: oldAt}, true))
	ok(d.PutSetting(ctx, "name", "it's old"))
	day := time.Now().UTC().Truncate(24 * time.Hour)
	// A day that is packed, and one hour that is only logged: both will be
	// older than any retention one day, so the roll-ups are what is compared.
	for _, r := range storetest.Checks(m.ID, day.AddDate(0, 0, -2), day.AddDate(0, 0, -1), 10*time.Minute) {
		d.Append(r)
	}
	ok(d.Flush(ctx))
	ok(d.Upkeep(ctx))
	for _, r := range storetest.Checks(m.ID, day.AddDate(0, 0, -1), day.AddDate(0, 0, -1).Add(time.Hour), 10*time.Minute) {
		d.Append(r)
	}
	ok(d.Flush(ctx))
}

// readOld wants all of it to be there.
func readOld(t *testing.T, d *store.DB) {
	t.Helper()
	ctx := t.Context()
	m, err := d.Monitor(ctx, oldMonitor)
	if err != nil || m.Name != "shop" || !strings.Contains(string(m.Spec), "swordfish") {
		t.Errorf("monitor %+v (%v)", m, err)
	}
	in, events, err := d.Incident(ctx, oldIncident)
	if err != nil || in.Status != 403 || len(events) != 1 {
		t.Errorf("incident %+v, %+v (%v)", in, events, err)
	}
	ds, _, err := d.Claim(ctx, time.Now(), time.Minute, 10)
	if err != nil || len(ds) != 1 || ds[0].Incident.ID != oldIncident {
		t.Errorf("alerts %+v (%v)", ds, err)
	}
	if u, err := d.UserByEmail(ctx, "ada@example.com"); err != nil || u.ID != "u1" {
		t.Errorf("account %+v (%v)", u, err)
	}
	if v, err := d.Setting(ctx, "name"); err != nil || v != "it's old" {
		t.Errorf("setting %q (%v)", v, err)
	}
	for range 2 {
		if u, err := d.Uptime(ctx, oldMonitor, oldAt, time.Now()); err != nil || u.Checks != 150 {
			t.Errorf("uptime %+v (%v), want 150 checks", u, err)
		}
		if err := d.Upkeep(ctx); err != nil {
			t.Error(err)
		}
	}
}

// writeOld returns the rows of a new database as INSERT statements.
func writeOld(t *testing.T) string {
	t.Helper()
	dsn, o := freshSQLite(t)
	d, err := store.Open(t.Context(), dsn, o)
	if err != nil {
		t.Fatal(err)
	}
	fillOld(t, d)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	raw, err := sql.Open("sqlite", dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	var out strings.Builder
	for _, table := range column(t, raw, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'goose_%' ORDER BY rowid") {
		dumpTable(t, raw, table, &out)
	}
	return out.String()
}

func column(t *testing.T, raw *sql.DB, query string) (out []string) {
	t.Helper()
	rows, err := raw.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		out = append(out, s)
	}
	return out
}

func dumpTable(t *testing.T, raw *sql.DB, table string, out *strings.Builder) {
	t.Helper()
	rows, err := raw.Query("SELECT * FROM " + table)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	names, err1 := rows.Columns()
	kinds, err2 := rows.ColumnTypes()
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		vs := make([]any, len(names))
		ptrs := make([]any, len(names))
		for i := range vs {
			ptrs[i] = &vs[i]
		}
		if err := rows.Scan(ptrs...); err != nil {
			t.Fatal(err)
		}
		texts := make([]string, len(vs))
		for i, v := range vs {
			switch v := v.(type) {
			case int64:
				texts[i] = fmt.Sprint(v)
				if kinds[i].DatabaseTypeName() == "BOOLEAN" {
					texts[i] = strings.ToUpper(fmt.Sprint(v != 0))
				}
			case []byte:
				texts[i] = "X'" + hex.EncodeToString(v) + "'"
			case string:
				texts[i] = "'" + strings.ReplaceAll(v, "'", "''") + "'"
			default:
				texts[i] = fmt.Sprint(v)
			}
		}
		fmt.Fprintf(out, "INSERT INTO %s (%s) VALUES (%s);\n", table, strings.Join(names, ", "), strings.Join(texts, ", "))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}
