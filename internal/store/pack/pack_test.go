package pack

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// checks makes n results like those of a real monitor: about one a minute,
// phases that scatter, some failures.
func checks(n int, seed uint64) []measure.Result {
	rnd := rand.New(rand.NewPCG(seed, 1))
	at := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(rnd.IntN(60_000)) * time.Millisecond)
	scatter := func(mean, width int) time.Duration {
		return time.Duration(max(1, mean+int(rnd.NormFloat64()*float64(width)))) * time.Microsecond
	}
	rs := make([]measure.Result, n)
	for i := range rs {
		r := measure.Result{Place: monitor.LocalPlace, At: at.Add(time.Duration(rnd.IntN(3)) * time.Millisecond), State: monitor.Up, Status: 200}
		r.Timings = measure.Timings{Resolve: scatter(900, 150), Connect: scatter(12_000, 300), TLS: scatter(25_000, 800), Wait: scatter(60_000, 6_000), Transfer: scatter(400, 80)}
		r.Took = r.Timings.Resolve + r.Timings.Connect + r.Timings.TLS + r.Timings.Wait + r.Timings.Transfer + scatter(120, 20)
		if rnd.IntN(200) == 0 {
			r.State, r.Status, r.Failure = monitor.Refused, 403, measure.StatusUnexpected
		}
		rs[i] = r
		at = at.Add(time.Minute)
	}
	return rs
}

// odd is what no well-behaved monitor produces.
func odd() []measure.Result {
	return []measure.Result{
		{Place: "", At: time.UnixMilli(0).UTC(), State: ""},
		{Place: "mars", At: time.UnixMilli(-5).UTC(), State: monitor.Unknown, Status: -1},
		{Place: "mars", At: time.UnixMilli(math.MaxInt32 * 1000).UTC(), State: "new state", Failure: "x\x00y", Status: 99999, Took: -time.Second},
		{Place: "mars", At: time.UnixMilli(1).UTC(), Took: 300 * time.Hour, Timings: measure.Timings{Wait: 400 * time.Hour}},
	}
}

func TestResultsRoundTrip(t *testing.T) {
	for name, rs := range map[string][]measure.Result{"none": nil, "one": checks(1, 1), "hour": checks(60, 2), "day": checks(1440, 3), "odd": odd()} {
		t.Run(name, func(t *testing.T) {
			nums := make([]int64, len(rs))
			for i := range nums {
				nums[i] = int64(i%7) * 1000
			}
			got, gotNums, err := Results(AppendResults(nil, rs, nums))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(rs, got); diff != "" {
				t.Errorf("of many monitors (-want +got):\n%s", diff)
			}
			if len(rs) > 0 && !cmp.Equal(nums, gotNums) {
				t.Errorf("numbers %v, want %v", gotNums, nums)
			}
			got, gotNums, err = Results(Compress(rs))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(rs, got); diff != "" || gotNums != nil {
				t.Errorf("compressed, numbers %v (-want +got):\n%s", gotNums, diff)
			}
			var dict Dict
			var open Open
			for _, r := range rs {
				open.Append(r, &dict)
				if diff := cmp.Diff(r, open.Last(&dict)); diff != "" {
					t.Errorf("last (-want +got):\n%s", diff)
				}
			}
			if got := open.Results(&dict); len(rs) > 0 && !cmp.Equal(rs, got) {
				t.Errorf("open (-want +got):\n%s", cmp.Diff(rs, got))
			}
		})
	}
}

// TestOpenIsASnapshot wants a copy of a block to stay what it was when more
// is added to the original.
func TestOpenIsASnapshot(t *testing.T) {
	var dict Dict
	var open Open
	rs := checks(500, 4)
	for i, r := range rs {
		before, copied := dict, open
		open.Append(r, &dict)
		if got := copied.Results(&before); len(got) != i {
			t.Fatalf("a copy made at %d holds %d", i, len(got))
		}
	}
}

func TestColumnModes(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	noise := make([]int64, 1000)
	walk := make([]int64, 1000)
	for i := range noise {
		noise[i] = 60_000 + rnd.Int64N(1000)
		walk[i] = 1_000_000
		if i > 0 {
			walk[i] = walk[i-1] + rnd.Int64N(40) - 20
		}
	}
	steps := make([]int64, 1000)
	for i := range steps {
		steps[i] = int64(i) * 60_000
	}
	runs := make([]int64, 1000)
	for i := 300; i < 320; i++ {
		runs[i] = 7
	}
	for _, x := range []struct {
		name string
		vs   []int64
		mode byte
	}{
		{"zero", make([]int64, 50), modeZero},
		{"constant", []int64{5, 5, 5}, modeConstant},
		{"plain", []int64{0, 1 << 40, 0, 1, 0, 3}, modePlain},
		{"walk", walk, modeDelta},
		{"steps", steps, modeDouble},
		{"runs", runs, modeRuns},
		{"noise", noise, modePacked},
		{"extremes", []int64{math.MinInt64, math.MaxInt64, 0, math.MinInt64}, modePlain},
	} {
		t.Run(x.name, func(t *testing.T) {
			b := appendColumn(nil, x.vs)
			if b[0] != x.mode {
				t.Errorf("mode %d, want %d", b[0], x.mode)
			}
			r := &reader{b: b}
			if got := r.column(len(x.vs)); !cmp.Equal(x.vs, got) || r.err != nil || len(r.b) > 0 {
				t.Errorf("read back %v (%v, %d bytes left), want %v", got, r.err, len(r.b), x.vs)
			}
		})
	}
}

// TestDamage wants every single changed or missing byte to give an error or
// some result, never a panic or a huge allocation.
func TestDamage(t *testing.T) {
	good := AppendResults(nil, checks(100, 5), nil)
	for i := range good {
		if _, _, err := Results(good[:i]); err == nil {
			t.Errorf("cut to %d of %d bytes: no error", i, len(good))
		}
		bad := append([]byte(nil), good...)
		bad[i] ^= 0xff
		_, _, _ = Results(bad)
	}
	packed := Compress(checks(1000, 6))
	for i := range packed {
		bad := append([]byte(nil), packed...)
		bad[i] ^= 1
		if rs, _, err := Results(bad); err == nil && packed[0] == formZstd && i > 8 {
			t.Errorf("byte %d changed: no error, %d results", i, len(rs))
		}
	}
}

func FuzzResults(f *testing.F) {
	f.Add(AppendResults(nil, checks(20, 7), nil))
	f.Add(AppendResults(nil, odd(), []int64{1, 2, 3, 4}))
	f.Add(Compress(checks(300, 8)))
	f.Fuzz(func(t *testing.T, b []byte) {
		rs, nums, err := Results(b)
		if err != nil {
			return
		}
		again, againNums, err := Results(AppendResults(nil, rs, nums))
		if err != nil {
			t.Fatal(err)
		}
		if !cmp.Equal(rs, again) || !cmp.Equal(nums, againNums) {
			t.Errorf("not the same after another round: %s", cmp.Diff(rs, again))
		}
	})
}

func FuzzPoints(f *testing.F) {
	f.Add(AppendPoints(nil, Roll(checks(60, 9), time.Minute, true), time.Minute))
	f.Fuzz(func(t *testing.T, b []byte) { _, _ = Points(b, time.Minute) })
}

func FuzzColumn(f *testing.F) {
	f.Add([]byte{1, 2, 3, 250, 250, 250, 250, 0, 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		vs := make([]int64, 0, len(b))
		for i, c := range b {
			v := int64(int8(c))
			if c > 200 {
				v <<= c & 63
			}
			vs = append(vs, v+int64(i&1))
		}
		if len(vs) == 0 {
			return
		}
		r := &reader{b: appendColumn(nil, vs)}
		if got := r.column(len(vs)); !cmp.Equal(vs, got) || r.err != nil || len(r.b) > 0 {
			t.Errorf("read back %v (%v), want %v", got, r.err, vs)
		}
	})
}
