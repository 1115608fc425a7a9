package forecast

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

func left(n int, reset time.Time) *measure.Answer {
	return &measure.Answer{Status: 200, Header: []measure.Field{{Name: "X-RateLimit-Limit", Value: "1000"}, {Name: "X-RateLimit-Remaining", Value: fmt.Sprint(n)}, {Name: "X-RateLimit-Reset", Value: fmt.Sprint(reset.Unix())}}}
}

// TestTrends: what falls so fast that it runs out before its window ends is
// told, with the time at the present rate; what lasts, begins anew, is shared
// out again or is used up already is not.
func TestTrends(t *testing.T) {
	for _, c := range []struct {
		name string
		left []int // one minute apart
		ends time.Duration
		want string // in Because of the last; "" for no forecast
	}{
		{"runs out", []int{900, 870, 840, 810}, time.Hour, "fell from 900 to 810 in 3m0s. At that rate nothing is left from about 2026-11-24 12:30:00 UTC on"},
		{"lasts", []int{900, 890, 880, 870}, time.Hour, ""},
		{"just lasts", []int{900, 880, 860, 840}, 45 * time.Minute, ""},
		{"stands still", []int{500, 500, 500, 500}, time.Hour, ""},
		{"two readings", []int{900, 100}, time.Hour, ""},
		{"grows back", []int{900, 100, 900, 880}, time.Hour, ""},
		{"a window of minutes", []int{900, 600, 300, 10}, 12 * time.Minute, ""},
		{"used up", []int{30, 20, 10, 0}, time.Hour, "nothing is left from about 2026-11-24 12:03:00 UTC on"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var trends Trends
			var got []Forecast
			for i, n := range c.left {
				at := now.Add(time.Duration(i) * time.Minute)
				got = trends.Note(left(n, now.Add(c.ends)), at)
				if i < trendReadings-1 && len(got) > 0 {
					t.Errorf("a trend after %d readings", i+1)
				}
			}
			if (len(got) == 1) != (c.want != "") || len(got) > 1 {
				t.Fatalf("got %+v, want %q", got, c.want)
			}
			if c.want == "" {
				return
			}
			f := got[0]
			if !strings.Contains(f.Because, c.want) || !f.At.Equal(now.Add(c.ends)) || f.ID != "quota-trend" || !f.Due(now.Add(3*time.Minute)) {
				t.Errorf("got %+v, want %q", f, c.want)
			}
		})
	}
}

// TestTrendsAcrossWindows: a new window begins anew, a reset in seconds from
// now may flutter, and two quotas of one answer are kept apart.
func TestTrendsAcrossWindows(t *testing.T) {
	var trends Trends
	for i, n := range []int{500, 300, 100} {
		trends.Note(left(n, now.Add(time.Hour)), now.Add(time.Duration(i)*time.Minute))
	}
	if got := trends.Note(left(90, now.Add(2*time.Hour)), now.Add(4*time.Minute)); len(got) != 0 {
		t.Errorf("the rate of the last window counts in this one: %+v", got)
	}
	var two Trends
	var got []Forecast
	for i := range 3 {
		at := now.Add(time.Duration(i) * time.Minute)
		wait := 7200 - 60*i + i%2
		got = two.Note(&measure.Answer{Status: 200, Header: []measure.Field{
			{Name: "RateLimit", Value: fmt.Sprintf(`"slow";r=%d;t=%d, "fast";r=%d;t=%d`, 999-i, wait, 500-100*i, wait)},
			{Name: "RateLimit-Policy", Value: `"slow";q=1000;w=7200, "fast";q=500;w=7200`}}}, at)
	}
	if len(got) != 1 || !strings.Contains(got[0].Because, "RateLimit fell from 500 to 300") {
		t.Errorf("got %+v, want the fast one", got)
	}
	if got := two.Note(&measure.Answer{Status: 429, Header: left(0, now.Add(2*time.Hour)).Header}, now.Add(4*time.Minute)); len(got) != 0 {
		t.Errorf("a forecast of what has come to pass: %+v", got)
	}
	var many Trends
	for i := range 100 {
		many.Note(&measure.Answer{Status: 200, Header: []measure.Field{{Name: "RateLimit", Value: fmt.Sprintf(`"p%d";r=1;t=60`, i)}}}, now)
	}
	if len(many.of) > maxTrends {
		t.Errorf("%d trends are kept", len(many.of))
	}
}

func TestUsedUp(t *testing.T) {
	for _, c := range []struct {
		header []measure.Field
		wait   time.Duration
		field  string
	}{
		{field("RateLimit", `"default";r=0;t=60`), time.Minute, "RateLimit"},
		{field("RateLimit", `"burst";r=5;t=1, "day";r=0;t=600`), 10 * time.Minute, "RateLimit"},
		{field("RateLimit", `"burst";r=0;t=1, "day";r=0;t=600`), 10 * time.Minute, "RateLimit"},
		{field("RateLimit", "limit=100, remaining=0, reset=30"), 30 * time.Second, "RateLimit"},
		{field("RateLimit", "limit=100, remaining=1, reset=30"), 0, ""},
		{[]measure.Field{{Name: "x-ratelimit-remaining", Value: "0"}, {Name: "x-ratelimit-reset", Value: "90"}}, 90 * time.Second, "X-RateLimit-Reset"},
		{[]measure.Field{{Name: "RateLimit-Remaining", Value: "0;w=21600"}, {Name: "RateLimit-Limit", Value: "100;w=21600"}}, 0, ""}, // it may begin anew much sooner
		{[]measure.Field{{Name: "X-RateLimit-Remaining", Value: "0"}, {Name: "X-RateLimit-Reset", Value: "1000000001"}}, 0, ""},
		{field("RateLimit", `"a";r=-1;t=5, ;;=,"`), 0, ""},
	} {
		reset, by, ok := UsedUp(c.header, now)
		if ok != (c.field != "") || by != c.field || ok && !reset.Equal(now.Add(c.wait)) {
			t.Errorf("%v: %v, %q, %v; want %v, %q", c.header, reset, by, ok, c.wait, c.field)
		}
	}
}
