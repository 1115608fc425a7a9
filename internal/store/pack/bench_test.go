package pack

import (
	"testing"
	"time"
)

func BenchmarkOpenAppend(b *testing.B) {
	rs := checks(1440, 1)
	var dict Dict
	b.ReportAllocs()
	var bytes, blocks int
	for b.Loop() {
		var open Open
		for _, r := range rs[:60] {
			open.Append(r, &dict)
		}
		bytes += open.Bytes()
		blocks++
	}
	b.ReportMetric(float64(bytes)/float64(blocks)/60, "B/result")
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(blocks)/60, "ns/result")
}

// BenchmarkSize tells how many bytes a result takes in each form.
func BenchmarkSize(b *testing.B) {
	rs := checks(1440, 1)
	nums := make([]int64, 1000)
	var many int
	var log []byte
	for b.Loop() {
		for i := range nums {
			nums[i] = int64(i*7919) % 1000
		}
		log = AppendResults(nil, rs[:1000], nums)
		many++
	}
	per := func(bytes, n int, unit string) { b.ReportMetric(float64(bytes)/float64(n), unit) }
	per(len(log), 1000, "B/log")
	per(len(AppendResults(nil, rs[:60], nil)), 60, "B/hour")
	per(len(AppendResults(nil, rs, nil)), len(rs), "B/dayplain")
	per(len(Compress(rs)), len(rs), "B/day")
	per(len(AppendPoints(nil, Roll(rs, time.Minute, false), time.Minute)), len(rs), "B/minutes")
	per(len(AppendPoints(nil, Roll(rs, time.Hour, true), time.Hour)), len(rs), "B/hours")
}

func BenchmarkCompressDay(b *testing.B) {
	rs := checks(1440, 1)
	for b.Loop() {
		Compress(rs)
	}
}

func BenchmarkDecodeDay(b *testing.B) {
	day := Compress(checks(1440, 1))
	for b.Loop() {
		if _, _, err := Results(day); err != nil {
			b.Fatal(err)
		}
	}
}
