package store_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/judge"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/store"
	"github.com/uptimesignal/uptimesignal/internal/store/storetest"
)

// bigDB has n monitors.
func bigDB(b *testing.B, n int) (*store.DB, string, []monitor.ID) {
	b.Helper()
	path := filepath.Join(b.TempDir(), "x.db")
	d := storetest.Open(b, path, storetest.Options(b))
	ms := make([]*monitor.Monitor, n)
	for i := range ms {
		ms[i] = storetest.NewMonitor(fmt.Sprintf("monitor-%05d", i))
		ms[i].Spec = json.RawMessage(fmt.Sprintf(`{"url":"https://www.example-%d.com/health?check=1","headers":{"Accept":"*/*"}}`, i))
		ms[i].Tags = []string{fmt.Sprint("team-", i%20), "prod"}
	}
	if err := d.CreateMonitors(b.Context(), ms); err != nil {
		b.Fatal(err)
	}
	ids := make([]monitor.ID, n)
	for i, m := range ms {
		ids[i] = m.ID
	}
	return d, path, ids
}

// written is how many bytes this process has given to write calls.
func written(b *testing.B) (n int64) {
	b.Helper()
	text, err := os.ReadFile("/proc/self/io")
	if err != nil {
		b.Skip("no /proc/self/io here")
	}
	var rchar int64
	if _, err := fmt.Sscanf(string(text), "rchar: %d\nwchar: %d", &rchar, &n); err != nil {
		b.Fatal(err)
	}
	return n
}

// BenchmarkAppend runs an hour of 1,000 monitors at 10 s through the log as
// fast as it takes it, with a flush for each second of the data, and packs it.
func BenchmarkAppend(b *testing.B) {
	const monitors, perMonitor = 1000, 360
	d, path, ids := bigDB(b, monitors)
	base := time.Now().UTC().Truncate(time.Hour).Add(-5 * time.Hour)
	sample := storetest.Checks("", base, base.Add(time.Hour), 10*time.Second)
	var results, bytes int64
	var logging, packing time.Duration
	b.ReportAllocs()
	for b.Loop() {
		before, start := written(b), time.Now()
		for i := range perMonitor {
			for k, id := range ids {
				r := sample[(i+k)%len(sample)]
				r.Monitor = id
				r.At = base.Add(time.Duration(i) * 10 * time.Second).Add(time.Duration(k) * 10 * time.Millisecond)
				d.Append(r)
				if k%100 == 99 {
					if err := d.Flush(b.Context()); err != nil {
						b.Fatal(err)
					}
				}
			}
		}
		logging += time.Since(start)
		start = time.Now()
		if err := d.Upkeep(b.Context()); err != nil {
			b.Fatal(err)
		}
		packing += time.Since(start)
		results += monitors * perMonitor
		bytes += written(b) - before
		base = base.Add(-time.Hour)
	}
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(bytes)/float64(results), "B-written/result")
	b.ReportMetric(float64(info.Size())/float64(results), "B-file/result")
	b.ReportMetric(float64(logging.Nanoseconds())/float64(results), "ns-log/result")
	b.ReportMetric(float64(packing.Nanoseconds())/float64(results), "ns-pack/result")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkAppendOnly is what the hot path of a check pays.
func BenchmarkAppendOnly(b *testing.B) {
	d, _, ids := bigDB(b, 1000)
	sample := storetest.Checks("", time.Now(), time.Now().Add(time.Hour), 10*time.Second)
	at := time.Now()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		r := sample[i%len(sample)]
		r.Monitor, r.At = ids[i%len(ids)], at
		at = at.Add(10 * time.Millisecond)
		d.Append(r)
	}
}

func BenchmarkListMonitors(b *testing.B) {
	d, _, ids := bigDB(b, 10_000)
	for day := range 30 {
		base := time.Now().UTC().Truncate(24*time.Hour).AddDate(0, 0, -day)
		for _, id := range ids {
			for h := range 2 {
				d.Append(measure.Result{Monitor: id, Place: monitor.LocalPlace, State: monitor.Up, At: base.Add(time.Duration(h) * time.Hour), Took: time.Millisecond})
			}
		}
		if err := d.Flush(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
	if err := d.Upkeep(b.Context()); err != nil {
		b.Fatal(err)
	}
	for _, x := range []struct {
		name string
		f    store.MonitorFilter
	}{
		{"FirstPage", store.MonitorFilter{}},
		{"Search", store.MonitorFilter{Query: "example-9999"}},
		{"StateOfNone", store.MonitorFilter{States: []monitor.State{monitor.Down}}},
		{"Tag", store.MonitorFilter{Tag: "team-7"}},
	} {
		b.Run(x.name, func(b *testing.B) {
			for b.Loop() {
				if _, _, err := d.ListMonitors(b.Context(), x.f); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("Counts", func(b *testing.B) {
		for b.Loop() {
			if _, err := d.Counts(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkMonitors(b *testing.B) {
	d, _, ids := bigDB(b, 10_000)
	for b.Loop() {
		ms, err := d.Monitors(b.Context())
		if err != nil || len(ms) != len(ids) {
			b.Fatal(len(ms), err)
		}
	}
}

// BenchmarkOpen starts with 10,000 monitors and an hour of results to replay.
func BenchmarkOpen(b *testing.B) {
	path := filepath.Join(b.TempDir(), "x.db")
	d, err := store.Open(b.Context(), path, storetest.Options(b))
	if err != nil {
		b.Fatal(err)
	}
	ms := make([]*monitor.Monitor, 10_000)
	for i := range ms {
		ms[i] = storetest.NewMonitor(fmt.Sprint(i))
	}
	if err := d.CreateMonitors(b.Context(), ms); err != nil {
		b.Fatal(err)
	}
	base := time.Now()
	sample := storetest.Checks("", base, base.Add(time.Hour), time.Minute)
	for _, s := range sample {
		for _, m := range ms {
			s.Monitor = m.ID
			d.Append(s)
		}
	}
	if err := d.Close(); err != nil {
		b.Fatal(err)
	}
	var heap uint64
	for b.Loop() {
		d, err := store.Open(b.Context(), path, storetest.Options(b))
		if err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		heap = m.HeapAlloc
		if err := d.Close(); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
	b.ReportMetric(float64(heap)/(1<<20), "MB-heap")
}

func BenchmarkJudge(b *testing.B) {
	d, _, ids := bigDB(b, 1000)
	n := 0
	for b.Loop() {
		n++
		err := d.Judge(context.Background(), ids[n%len(ids)], func(c judge.Case) (*judge.Outcome, error) {
			c.Memory.Streak++
			return &judge.Outcome{Memory: incident.Memory{State: monitor.Up, Streak: c.Memory.Streak}}, nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}
