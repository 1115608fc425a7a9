package pack

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

func TestRoll(t *testing.T) {
	at := time.Date(2026, 3, 1, 10, 0, 30, 0, time.UTC)
	result := func(after time.Duration, s monitor.State, took time.Duration) measure.Result {
		return measure.Result{At: at.Add(after), State: s, Took: took, Timings: measure.Timings{Wait: took / 2}}
	}
	rs := []measure.Result{
		result(0, monitor.Up, 10*time.Millisecond),
		result(10*time.Second, monitor.Degraded, 30*time.Millisecond),
		result(20*time.Second, monitor.Down, 10*time.Second),
		result(25*time.Second, monitor.Unknown, time.Second),
		result(2*time.Minute, monitor.Refused, time.Millisecond),
	}
	want := []Point{
		{At: at.Truncate(time.Minute).UnixMilli(), Count: 4, Degraded: 1, Bad: 1, Unknown: 1, Sum: 40_000, Min: 10_000, Max: 30_000, Phases: [phases]int64{3: 20_000}},
		{At: at.Truncate(time.Minute).Add(2 * time.Minute).UnixMilli(), Count: 1, Bad: 1},
	}
	got := Roll(rs, time.Minute, true)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	back, err := Points(AppendPoints(nil, got, time.Minute), time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, back); diff != "" {
		t.Errorf("packed and back (-want +got):\n%s", diff)
	}
	if got := Roll(rs, time.Minute, false); got[0].Phases != [phases]int64{} {
		t.Errorf("phases are there: %v", got[0].Phases)
	}
}

// TestMerge wants the parts of a day, put together, to be the day.
func TestMerge(t *testing.T) {
	rs := checks(1440, 10)
	day := Roll(rs, 24*time.Hour, true)
	sum := Point{At: day[0].At}
	for _, p := range Roll(rs, time.Hour, true) {
		if p.At < day[0].At+24*time.Hour.Milliseconds() {
			sum.Merge(p)
		}
	}
	if diff := cmp.Diff(day[0], sum); diff != "" {
		t.Errorf("(-day +hours):\n%s", diff)
	}
}
