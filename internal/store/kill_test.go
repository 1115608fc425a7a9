package store_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/judge"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/store"
	"github.com/uptimesignal/uptimesignal/internal/store/storetest"
)

// The test binary is its own victim: with this in its environment it works on
// the database that it names until it is killed.
const victimEnv = "UPTIMESIGNAL_STORE_VICTIM"

// killRounds is how often the victim is killed; UPTIMESIGNAL_KILL_ROUNDS says
// otherwise.
const killRounds = 6

// Results of the victim lie in the past, 500 an hour, so that hours and days
// are packed all the time while it lives.
const (
	victimMonitor = monitor.ID("01890000-0000-7000-8000-00000000aaaa")
	victimBatch   = 50
	victimStep    = 7200 * time.Millisecond
)

func victimBegin() time.Time { return time.Now().UTC().Truncate(24*time.Hour).AddDate(0, 0, -6) }

// victimResult is the n-th result; how long it took says which it is.
func victimResult(begin time.Time, n int) measure.Result {
	return measure.Result{Monitor: victimMonitor, Place: monitor.LocalPlace, State: monitor.Up, Status: 200,
		At: begin.Add(time.Duration(n) * victimStep), Took: time.Duration(n) * time.Microsecond}
}

// victim works and says on its output what was acknowledged: "r N" for the
// results below N, "j N" for N judged reports with an alert each.
func victim(dsn string) error {
	ctx := context.Background()
	d, err := store.Open(ctx, dsn, store.Options{Sealer: storetest.Sealer("test"), Dir: os.Getenv("VICTIM_DIR")})
	if err != nil {
		return err
	}
	row, err := d.MonitorRow(ctx, victimMonitor)
	if err != nil {
		return err
	}
	begin, err := time.Parse(time.RFC3339, os.Getenv("VICTIM_BEGIN"))
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(os.Getenv("VICTIM_NEXT"))
	if err != nil {
		return err
	}
	for j := row.Memory.Streak; ; {
		for range victimBatch {
			d.Append(victimResult(begin, n))
			n++
		}
		if err := d.Flush(ctx); err != nil {
			return err
		}
		fmt.Println("r", n)
		if j, err = victimJudge(ctx, d, j+1); err != nil {
			return err
		}
		fmt.Println("j", j)
		if n%(victimBatch*4) == 0 {
			if err := d.Upkeep(ctx); err != nil {
				return err
			}
		}
	}
}

// victimJudge opens the j-th incident.
func victimJudge(ctx context.Context, d *store.DB, j int) (int, error) {
	at := time.Now()
	id := incident.ID(fmt.Sprintf("01890000-0000-7000-8000-%012d", j))
	err := d.Judge(ctx, victimMonitor, func(c judge.Case) (*judge.Outcome, error) {
		return &judge.Outcome{
			Memory:   incident.Memory{State: monitor.Down, Since: at, Streak: j},
			Incident: &incident.Incident{ID: id, Monitors: []monitor.ID{victimMonitor}, State: monitor.Down, Opened: at},
			Events:   []incident.Event{{At: at, Kind: incident.Opened, Monitor: victimMonitor}},
			Alerts:   []alert.Request{{Transition: alert.Opened, State: monitor.Down, At: at}},
		}, nil
	})
	return j, err
}

func TestKill(t *testing.T) {
	rounds := killRounds
	if s := os.Getenv("UPTIMESIGNAL_KILL_ROUNDS"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatal(err)
		}
		rounds = n
	}
	t.Run("SQLite", func(t *testing.T) {
		for left := rounds; left > 0 && !t.Failed(); left -= 15 { // so that the past has room for all results
			dsn, o := freshSQLite(t)
			killOften(t, dsn, o, min(left, 15))
		}
	})
	t.Run("Postgres", func(t *testing.T) {
		dsn, o := freshPostgres(t)
		killOften(t, dsn, o, max(2, rounds/5))
	})
}

func killOften(t *testing.T, dsn string, o store.Options, rounds int) {
	begin := victimBegin()
	d, err := store.Open(t.Context(), dsn, o)
	if err != nil {
		t.Fatal(err)
	}
	storetest.AddChannel(t, d, "all", true)
	m := storetest.NewMonitor("victim")
	m.ID = victimMonitor
	if err := d.CreateMonitor(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	next, judged := 0, 0
	for range rounds {
		r, j := killOnce(t, dsn, o.Dir, begin, next)
		next, judged = checkVictim(t, dsn, o, begin, max(next, r), max(judged, j))
		if t.Failed() {
			return
		}
	}
	t.Logf("%d results and %d incidents survived %d kills", next, judged, rounds)
	if next == 0 || judged == 0 {
		t.Error("nothing was done between the kills: the test shows nothing")
	}
}

// killOnce lets a victim work for a moment after its first word, kills it, and
// returns what it had acknowledged.
func killOnce(t *testing.T, dsn, dir string, begin time.Time, next int) (results, judged int) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), victimEnv+"="+dsn, "VICTIM_BEGIN="+begin.Format(time.RFC3339), "VICTIM_NEXT="+strconv.Itoa(next), "VICTIM_DIR="+dir)
	cmd.Stderr = t.Output()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	first := true
	for lines.Scan() {
		if first {
			first = false
			time.AfterFunc(rand.N(400*time.Millisecond), func() { _ = cmd.Process.Kill() })
		}
		kind, count, _ := strings.Cut(lines.Text(), " ")
		n, err := strconv.Atoi(count)
		if err != nil {
			break // cut off in the middle
		}
		switch kind {
		case "r":
			results = n
		case "j":
			judged = n
		}
	}
	if err := cmd.Wait(); err == nil || first {
		t.Fatalf("the victim ended by itself: %v", err)
	}
	return results, judged
}

// checkVictim wants everything that was acknowledged, and nothing by half. It
// returns what is there.
func checkVictim(t *testing.T, dsn string, o store.Options, begin time.Time, results, judged int) (int, int) {
	t.Helper()
	d, err := store.Open(t.Context(), dsn, o)
	if err != nil {
		t.Fatalf("the database does not open after a kill: %v", err)
	}
	defer func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	}()
	if err := d.CheckIntegrity(t.Context()); err != nil {
		t.Fatal(err)
	}
	n := 0
	for from := begin; ; from = from.Add(10 * time.Hour) { // at most 5,000 results at once
		rs, err := d.Results(t.Context(), victimMonitor, from, from.Add(10*time.Hour), 10_000)
		if err != nil {
			t.Fatal(err)
		}
		for i := range rs {
			if r, want := rs[len(rs)-1-i], victimResult(begin, n); r != want {
				t.Fatalf("result %d is %+v, want %+v: one is missing, doubled or changed", n, r, want)
			}
			n++
		}
		if len(rs) == 0 {
			break
		}
	}
	if n < results {
		t.Errorf("%d results, but %d were acknowledged", n, results)
	}
	row, err := d.MonitorRow(t.Context(), victimMonitor)
	if err != nil {
		t.Fatal(err)
	}
	j := row.Memory.Streak
	if j < judged {
		t.Errorf("%d reports judged, but %d were acknowledged", j, judged)
	}
	for _, k := range []int{j, j - 1} { // the last ones: with all that belongs to them
		if k < 1 {
			continue
		}
		id := incident.ID(fmt.Sprintf("01890000-0000-7000-8000-%012d", k))
		_, events, err := d.Incident(t.Context(), id)
		alerts, err2 := d.Deliveries(t.Context(), store.DeliveryFilter{Incident: id})
		if err != nil || err2 != nil || len(events) != 1 || len(alerts) != 1 {
			t.Errorf("incident %d is there by half: %v, %v, %d events, %d alerts", k, err, err2, len(events), len(alerts))
		}
	}
	if _, _, err := d.Incident(t.Context(), incident.ID(fmt.Sprintf("01890000-0000-7000-8000-%012d", j+1))); err == nil {
		t.Error("there is an incident of a report that was not committed")
	}
	return n, j
}
