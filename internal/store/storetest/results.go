package storetest

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/problem"
	"github.com/uptimesignal/uptimesignal/internal/store"
)

// Checks makes the results of a monitor from..to, one every so often, a little
// off the beat, some of them bad.
func Checks(id monitor.ID, from, to time.Time, every time.Duration) []measure.Result {
	rnd := rand.New(rand.NewPCG(uint64(from.UnixNano()), uint64(every)))
	us := func(mean int64) time.Duration {
		return time.Duration(mean+rnd.Int64N(mean)) * time.Microsecond
	}
	var rs []measure.Result
	for at := from; at.Before(to); at = at.Add(every) {
		r := measure.Result{
			Monitor: id, Place: monitor.LocalPlace, State: monitor.Up, Status: 200,
			At:      at.Add(time.Duration(rnd.IntN(5)) * time.Millisecond).UTC().Truncate(time.Millisecond),
			Timings: measure.Timings{Connect: us(200), Wait: us(2000), Transfer: us(50)},
		}
		switch rnd.IntN(40) {
		case 0:
			r.State, r.Status, r.Failure = monitor.Refused, 403, measure.StatusUnexpected
		case 1:
			r.State, r.Failure = monitor.Degraded, measure.TooSlow
		case 2:
			r.State, r.Status = monitor.Unknown, 0
		}
		r.Took = r.Timings.Connect + r.Timings.Wait + r.Timings.Transfer + us(20)
		rs = append(rs, r)
	}
	return rs
}

func appendAll(t testing.TB, d *store.DB, rs []measure.Result) {
	t.Helper()
	for _, r := range rs {
		d.Append(r)
	}
	must(t, d.Flush(context.Background()))
}

// newest returns what Results must give of rs, which are in the order of time.
func newest(rs []measure.Result, from, to time.Time, limit int) []measure.Result {
	var out []measure.Result
	for _, r := range slices.Backward(rs) {
		if !r.At.Before(from) && r.At.Before(to) && len(out) < limit {
			out = append(out, r)
		}
	}
	return out
}

func countAll(rs []measure.Result) (u store.Uptime) {
	for _, r := range rs {
		u.Checks++
		switch {
		case r.State.Bad():
			u.Bad++
		case r.State == monitor.Unknown:
			u.Unknown++
		case r.State == monitor.Degraded:
			u.Degraded++
		}
	}
	return u
}

// midnight is the beginning of the UTC day some days ago.
func midnight(daysAgo int) time.Time {
	return time.Now().UTC().Truncate(24*time.Hour).AddDate(0, 0, -daysAgo)
}

// wantSeries holds everything that can be read of a monitor's results against
// what they are: rs in the order of time, none older than the retention.
func wantSeries(t *testing.T, d *store.DB, id monitor.ID, rs []measure.Result) {
	t.Helper()
	ctx := t.Context()
	end := time.Now().Add(time.Hour)
	got, err := d.Results(ctx, id, time.Time{}, end, 10_000)
	must(t, err)
	if diff := cmp.Diff(newest(rs, time.Time{}, end, 10_000), got); diff != "" {
		t.Fatalf("all results (-want +got):\n%.4000s", diff)
	}
	from, to := rs[len(rs)/3].At, rs[len(rs)/2].At
	got, err = d.Results(ctx, id, from, to, 50)
	must(t, err)
	if diff := cmp.Diff(newest(rs, from, to, 50), got); diff != "" {
		t.Fatalf("results of a span (-want +got):\n%.4000s", diff)
	}
	row, err := d.MonitorRow(ctx, id)
	must(t, err)
	if diff := cmp.Diff(rs[len(rs)-1], row.Last); diff != "" {
		t.Errorf("last result (-want +got):\n%s", diff)
	}
	want := countAll(rs)
	if diff := cmp.Diff(want, row.Uptime30d); diff != "" {
		t.Errorf("uptime in the list (-want +got):\n%s", diff)
	}
	up, err := d.Uptime(ctx, id, midnight(20), end)
	must(t, err)
	if diff := cmp.Diff(want, up); diff != "" {
		t.Errorf("uptime (-want +got):\n%s", diff)
	}
	wantPoints(t, d, id, rs)
}

// wantPoints asks for charts that come from single results, minutes, hours and
// days.
func wantPoints(t *testing.T, d *store.DB, id monitor.ID, rs []measure.Result) {
	t.Helper()
	for _, x := range []struct {
		name     string
		from, to time.Time
		buckets  int
		phases   bool
	}{
		{"single", midnight(1), midnight(-1), 96, true},
		{"minutes", midnight(4), midnight(-1), 240, false},
		{"hours", midnight(9), midnight(-1), 40, true},
		{"days", midnight(19), midnight(-1), 5, true},
	} {
		ps, err := d.Series(t.Context(), id, x.from, x.to, x.buckets)
		must(t, err)
		want, good := pointsOf(rs, x.from, x.to, x.buckets)
		if len(ps) != len(want) {
			t.Errorf("%s: %d points, want %d", x.name, len(ps), len(want))
		}
		for _, p := range ps {
			w := want[p.At]
			if n := good[p.At]; n > 0 {
				w.TookAvg /= time.Duration(n)
				if d := p.TookAvg - w.TookAvg; d.Abs() > 2*time.Microsecond {
					t.Errorf("%s at %v: mean %v, want %v", x.name, p.At, p.TookAvg, w.TookAvg)
				}
				if (p.Timings.Wait > 0) != x.phases {
					t.Errorf("%s at %v: phases %+v", x.name, p.At, p.Timings)
				}
			}
			w.TookAvg, w.Timings = p.TookAvg, p.Timings
			if diff := cmp.Diff(w, p); diff != "" {
				t.Errorf("%s (-want +got):\n%s", x.name, diff)
			}
		}
	}
}

// pointsOf gathers results as Series does. TookAvg is the sum over good, which
// counts the results that have a time worth knowing.
func pointsOf(rs []measure.Result, from, to time.Time, buckets int) (points map[time.Time]store.Point, good map[time.Time]int) {
	width := to.Sub(from) / time.Duration(buckets)
	points, good = map[time.Time]store.Point{}, map[time.Time]int{}
	for _, r := range rs {
		if r.At.Before(from) || !r.At.Before(to) {
			continue
		}
		at := from.Add(r.At.Sub(from) / width * width)
		p := points[at]
		p.At = at
		p.Count++
		switch {
		case r.State.Bad():
			p.Bad++
		case r.State == monitor.Unknown:
			p.Unknown++
		default:
			if r.State == monitor.Degraded {
				p.Degraded++
			}
			if good[at] == 0 || r.Took < p.TookMin {
				p.TookMin = r.Took
			}
			p.TookMax = max(p.TookMax, r.Took)
			p.TookAvg += r.Took
			good[at]++
		}
		points[at] = p
	}
	return points, good
}

func results(t *testing.T, open func(t *testing.T) *store.DB) {
	t.Run("Packing", func(t *testing.T) { packing(t, open(t)) })
	t.Run("Old", func(t *testing.T) { oldResults(t, open(t)) })
	t.Run("Deleted", func(t *testing.T) { deletedResults(t, open(t)) })
	t.Run("Limits", func(t *testing.T) { resultLimits(t, open(t)) })
}

// packing wants the same answers while results go from memory to hours and
// days, and when some come late.
func packing(t *testing.T, d *store.DB) {
	a, b := AddMonitor(t, d, "a"), AddMonitor(t, d, "b")
	now := time.Now()
	rs := Checks(a.ID, midnight(3).Add(90*time.Minute), now, 3*time.Minute)
	other := Checks(b.ID, midnight(2), now, 20*time.Minute)
	// Some of the past comes late: every 50th, of days and hours long packed.
	var early, late []measure.Result
	for i, r := range rs {
		if i%50 == 7 {
			late = append(late, r)
		} else {
			early = append(early, r)
		}
	}
	appendAll(t, d, early)
	appendAll(t, d, other)
	wantSeries(t, d, a.ID, early)
	must(t, d.Upkeep(t.Context()))
	wantSeries(t, d, a.ID, early)
	wantSeries(t, d, b.ID, other)
	appendAll(t, d, late[:len(late)-1])
	rs = slices.DeleteFunc(rs, func(r measure.Result) bool { return r == late[len(late)-1] })
	readOnly(t, d, a.ID, rs)
	must(t, d.Upkeep(t.Context()))
	readOnly(t, d, a.ID, rs)
	must(t, d.Upkeep(t.Context())) // nothing is left to do
	readOnly(t, d, a.ID, rs)
	wantSeries(t, d, b.ID, other)
}

// readOnly is wantSeries without the last result, which after late ones is the
// last that came.
func readOnly(t *testing.T, d *store.DB, id monitor.ID, rs []measure.Result) {
	t.Helper()
	end := time.Now().Add(time.Hour)
	got, err := d.Results(t.Context(), id, time.Time{}, end, 10_000)
	must(t, err)
	if diff := cmp.Diff(newest(rs, time.Time{}, end, 10_000), got); diff != "" {
		t.Fatalf("all results (-want +got):\n%.4000s", diff)
	}
	up, err := d.Uptime(t.Context(), id, midnight(20), end)
	must(t, err)
	if diff := cmp.Diff(countAll(rs), up); diff != "" {
		t.Errorf("uptime (-want +got):\n%s", diff)
	}
	wantPoints(t, d, id, rs)
}

// oldResults wants single results to go after a week, failures to stay, and
// charts and uptime to know all of them.
func oldResults(t *testing.T, d *store.DB) {
	m := AddMonitor(t, d, "shop")
	old := Checks(m.ID, midnight(12), midnight(10), 5*time.Minute)
	fresh := Checks(m.ID, midnight(2), midnight(1), 5*time.Minute)
	appendAll(t, d, old)
	appendAll(t, d, fresh)
	must(t, d.Upkeep(t.Context()))
	var kept []measure.Result
	for _, r := range old {
		if r.State.Bad() || r.State == monitor.Unknown {
			kept = append(kept, r)
		}
	}
	if len(kept) == 0 || len(kept) == len(old) {
		t.Fatalf("%d of %d results are failures: the test shows nothing", len(kept), len(old))
	}
	end := time.Now()
	got, err := d.Results(t.Context(), m.ID, time.Time{}, end, 10_000)
	must(t, err)
	if diff := cmp.Diff(newest(append(kept, fresh...), time.Time{}, end, 10_000), got); diff != "" {
		t.Errorf("results (-want +got):\n%.4000s", diff)
	}
	all := append(slices.Clone(old), fresh...)
	check := func() {
		t.Helper()
		up, err := d.Uptime(t.Context(), m.ID, midnight(30), end)
		must(t, err)
		if diff := cmp.Diff(countAll(all), up); diff != "" {
			t.Errorf("uptime (-want +got):\n%s", diff)
		}
		wantPoints(t, d, m.ID, all)
	}
	check()
	// And one result of a day of which only roll-ups are left.
	late := old[100]
	late.At, late.State, late.Failure = late.At.Add(time.Minute), monitor.Down, measure.ConnectTimeout
	appendAll(t, d, []measure.Result{late})
	must(t, d.Upkeep(t.Context()))
	all = slices.Insert(all, 101, late)
	check()
	got, err = d.Results(t.Context(), m.ID, late.At, late.At.Add(time.Millisecond), 10)
	must(t, err)
	if diff := cmp.Diff([]measure.Result{late}, got); diff != "" {
		t.Errorf("a failure that came late (-want +got):\n%s", diff)
	}
}

func deletedResults(t *testing.T, d *store.DB) {
	gone, stays := AddMonitor(t, d, "gone"), AddMonitor(t, d, "stays")
	rs := Checks(stays.ID, midnight(1), time.Now(), 10*time.Minute)
	appendAll(t, d, Checks(gone.ID, midnight(2), time.Now(), 10*time.Minute))
	must(t, d.Upkeep(t.Context()))
	appendAll(t, d, Checks(gone.ID, midnight(1), time.Now(), 11*time.Minute))
	must(t, d.DeleteMonitor(t.Context(), gone.ID))
	appendAll(t, d, append(rs, Checks(gone.ID, midnight(1), time.Now(), 12*time.Minute)...))
	must(t, d.Upkeep(t.Context()))
	wantSeries(t, d, stays.ID, rs)
	_, err := d.Results(t.Context(), gone.ID, time.Time{}, time.Now(), 10)
	_, err2 := d.Series(t.Context(), gone.ID, midnight(1), time.Now(), 10)
	_, err3 := d.Uptime(t.Context(), gone.ID, midnight(1), time.Now())
	for _, err := range []error{err, err2, err3} {
		if !problem.Is(err, problem.NotFound) {
			t.Errorf("series of a deleted monitor: %v, want not found", err)
		}
	}
}

func resultLimits(t *testing.T, d *store.DB) {
	m := AddMonitor(t, d, "shop")
	if rs, err := d.Results(t.Context(), m.ID, time.Time{}, time.Now(), 10); err != nil || len(rs) != 0 {
		t.Errorf("a new monitor has %d results (%v)", len(rs), err)
	}
	if ps, err := d.Series(t.Context(), m.ID, midnight(30), time.Now(), 100); err != nil || len(ps) != 0 {
		t.Errorf("a new monitor has %d points (%v)", len(ps), err)
	}
	if u, err := d.Uptime(t.Context(), m.ID, midnight(30), time.Now()); err != nil || u != (store.Uptime{}) {
		t.Errorf("a new monitor has an uptime: %+v (%v)", u, err)
	}
	for _, x := range []struct {
		from, to time.Time
		buckets  int
	}{{time.Now(), time.Now().Add(-time.Hour), 10}, {midnight(1), midnight(0), 0}, {midnight(1), midnight(0), 1_000_000}} {
		if _, err := d.Series(t.Context(), m.ID, x.from, x.to, x.buckets); !problem.Is(err, problem.Invalid) {
			t.Errorf("series %v..%v in %d: %v, want invalid", x.from, x.to, x.buckets, err)
		}
	}
	appendAll(t, d, Checks(m.ID, midnight(1), midnight(0), 10*time.Minute))
	rs, err := d.Results(t.Context(), m.ID, time.Time{}, time.Now(), 0)
	must(t, err)
	if len(rs) != 100 {
		t.Errorf("%d results without a limit, want 100", len(rs))
	}
	if f, ok := (store.Uptime{Checks: 10, Unknown: 2, Bad: 2}).Fraction(); !ok || f != 0.75 {
		t.Errorf("fraction %v, want 0.75", f)
	}
	if _, ok := (store.Uptime{Checks: 3, Unknown: 3}).Fraction(); ok {
		t.Error("a share of nothing known")
	}
}

// restart wants everything that was durable to be there after the program
// ended and began again.
func restart(t *testing.T, fresh func(t *testing.T) (string, store.Options)) {
	dsn, o := fresh(t)
	d, err := store.Open(t.Context(), dsn, o)
	must(t, err)
	AddChannel(t, d, "all", true)
	a := AddMonitor(t, d, "a")
	rs := Checks(a.ID, midnight(2), time.Now(), 4*time.Minute)
	for range 3 { // with nothing, with a log, with hours and days
		must(t, d.Close())
		d, err = store.Open(t.Context(), dsn, o)
		must(t, err)
		got, err := d.Monitor(t.Context(), a.ID)
		must(t, err)
		if diff := cmp.Diff(a, got); diff != "" {
			t.Errorf("monitor (-want +got):\n%s", diff)
		}
		if _, err := d.Results(t.Context(), a.ID, time.Time{}, time.Now(), 1); err != nil {
			t.Fatal(err)
		}
		if has, err := d.Results(t.Context(), a.ID, time.Time{}, time.Now(), 1); err != nil || len(has) == 0 {
			for _, r := range rs {
				d.Append(r) // without a flush: to close is enough
			}
			continue
		}
		wantSeries(t, d, a.ID, rs)
		must(t, d.Upkeep(t.Context()))
		wantSeries(t, d, a.ID, rs)
	}
	must(t, d.Close())
}
