package store_test

import (
	"runtime"
	"testing"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/store/storetest"
)

// BenchmarkHour is an hour of 10,000 monitors at 1 minute: what it takes in
// memory, and how long it takes to pack it.
func BenchmarkHour(b *testing.B) {
	d, _, ids := bigDB(b, 10_000)
	base := time.Now().UTC().Truncate(time.Hour).Add(-5 * time.Hour)
	sample := storetest.Checks("", base, base.Add(time.Hour), time.Minute)
	heap := func() float64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return float64(m.HeapAlloc)
	}
	var bytes float64
	var packing time.Duration
	n := 0
	for b.Loop() {
		before := heap()
		for _, r := range sample {
			at := r.At.Add(-time.Duration(n) * time.Hour)
			for k, id := range ids {
				r.Monitor, r.At = id, at.Add(time.Duration(k)*time.Millisecond)
				d.Append(r)
			}
			if err := d.Flush(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
		bytes += heap() - before
		start := time.Now()
		if err := d.Upkeep(b.Context()); err != nil {
			b.Fatal(err)
		}
		packing += time.Since(start)
		n++
	}
	b.ReportMetric(bytes/float64(n)/10_000, "B-heap/monitor")
	b.ReportMetric(float64(packing.Milliseconds())/float64(n), "ms-pack")
	b.ReportMetric(0, "ns/op")
}
