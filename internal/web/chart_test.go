package web

import (
	"strings"
	"testing"
	"time"
)

func TestSliceCount(t *testing.T) {
	for _, tt := range []struct {
		span  string
		every time.Duration
		want  int
	}{{"1h", time.Second, 96}, {"1h", time.Minute, 40}, {"1h", 24 * time.Hour, 1}, {"24h", time.Minute, 96}, {"24h", time.Hour, 16}, {"30d", 24 * time.Hour, 20}, {"24h", 0, 96}} {
		if got := sliceCount(spanOf(tt.span), tt.every, chartSlices); got != tt.want {
			t.Errorf("%s every %v is cut into %d, want %d", tt.span, tt.every, got, tt.want)
		}
	}
}

// TestBridge draws what is measured as x and what is not as a dot.
func TestBridge(t *testing.T) {
	for _, tt := range []struct {
		every    time.Duration
		in, want string
	}{
		{time.Minute, "xxx", "xxx"},
		{time.Minute, "x.x.x", "xxx"},
		{time.Minute, "x..x", "xx"},
		{time.Minute, "x...x", "x...x"},
		{time.Minute, "..x", "..x"},
		{time.Minute, "x..", "x.."},
		{time.Hour, "x......x", "xx"},
		{time.Minute, "", ""},
	} {
		var points []Point
		for i, c := range tt.in {
			points = append(points, Point{At: sampleTime.Add(time.Duration(i) * time.Minute), Count: map[rune]int{'x': 1}[c]})
		}
		var got strings.Builder
		for _, p := range bridge(points, tt.every) {
			got.WriteByte(".x"[p.Count])
		}
		if got.String() != tt.want {
			t.Errorf("bridge(%q, %v) = %q, want %q", tt.in, tt.every, got.String(), tt.want)
		}
	}
}

func TestChart(t *testing.T) {
	sp := spanOf("1h")
	if c := chart(nil, sp, sampleTime); !c.Empty {
		t.Error("nothing is drawn as something")
	}
	at := func(m int) time.Time { return sampleTime.Add(time.Duration(m-60) * time.Minute) }
	c := chart([]Point{{At: at(0), Count: 1, Avg: 40e6, Min: 30e6, Max: 90e6}, {At: at(30), Count: 2, Bad: 1, Avg: 60e6, Min: 40e6, Max: 80e6}, {At: at(40)}, {At: at(50), Count: 1, Avg: 50e6, Min: 50e6, Max: 50e6}}, sp, sampleTime)
	if c.Mean != 50*time.Millisecond || c.Peak != 90*time.Millisecond || len(c.Bad) != 1 || len(c.Layers) != 1 {
		t.Errorf("chart %+v", c)
	}
	if got := strings.Count(c.Line, "M"); got != 2 {
		t.Errorf("the line has %d parts, want 2: %s", got, c.Line)
	}
	if got := c.Bad[0].Label; !strings.HasPrefix(got, "1 of 2 checks failed") {
		t.Errorf("label %q", got)
	}
	if last := c.YTicks[len(c.YTicks)-1]; last.Label != "100 ms" {
		t.Errorf("the axis ends at %q", last.Label)
	}
}

func TestWords(t *testing.T) {
	for _, tt := range []struct{ got, want string }{
		{duration(0), "–"}, {duration(1500 * time.Millisecond), "1.5 s"}, {duration(90 * time.Second), "1 min 30 s"}, {duration(26 * time.Hour), "1 d 2 h"}, {duration(time.Hour), "1 h"}, {duration(10 * time.Second), "10 s"},
		{milliseconds(30 * time.Microsecond), "< 0.1 ms"}, {milliseconds(1240 * time.Microsecond), "1.2 ms"}, {milliseconds(184 * time.Millisecond), "184 ms"}, {milliseconds(12300 * time.Millisecond), "12.3 s"},
		{percent(1), "100 %"}, {percent(0.99999), "99.99 %"}, {percent(-1), "–"}, {percent(0), "0.00 %"},
		{probability(1), "> 99 %"}, {probability(0.997), "> 99 %"}, {probability(0.974), "97 %"}, {probability(0.001), "< 1 %"},
		{command("$ ls -l"), "ls -l"}, {command("`ls -l`"), "ls -l"}, {command("Run `ls` and `cat`"), ""},
		{weblink("javascript:alert(1)"), ""}, {weblink("https://example.com/"), "https://example.com/"}, {weblink("//example.com"), ""},
		{statusClass("200"), "good"}, {statusClass("403"), "bad"}, {statusClass("no answer"), "bad"}, {statusClass(""), "none"}, {statusClass("x"), "bad"},
		{foreseen("jwt-expiry"), "A JSON Web Token in the request runs out"}, {foreseen("no-such"), "No such"}, {sentence("must not be empty"), "This must not be empty."}, {begun("a b"), "A b."}, {begun("Really?"), "Really?"},
		{visible("a\x00b\u202ec\xff\r\n"), `a\x00b\u202ec\xff\r\n`}, {visibleBody([]byte("a\r\nb\tc\x1b")), "a\nb\tc\\x1b"}, {visible("ünï ✓"), "ünï ✓"},
	} {
		if tt.got != tt.want {
			t.Errorf("%q, want %q", tt.got, tt.want)
		}
	}
	for in, want := range map[string]time.Duration{"30s": 30e9, "1m30s": 90e9, "5 min": 300e9, "2 hours": 7200e9, "1d": 86400e9, "45": 45e9, "1.5h": 5400e9, "100ms": 1e8} {
		if got, err := parseDuration(in); err != nil || got != want {
			t.Errorf("parseDuration(%q) = %v, %v", in, got, err)
		}
		if back, err := parseDuration(spanText(want)); err != nil || back != want {
			t.Errorf("spanText(%v) = %q, which reads as %v, %v", want, spanText(want), back, err)
		}
	}
	for _, in := range []string{"soon", "-", "1x", "99999999999999"} {
		if got, err := parseDuration(in); err == nil {
			t.Errorf("parseDuration(%q) = %v", in, got)
		}
	}
}
