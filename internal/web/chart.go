package web

import (
	"cmp"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

// The size of a chart, in its own units, and its margins.
const (
	chartWidth, chartHeight            = 960, 260
	chartLeft, chartRight              = 56, 8
	chartTop, chartBottom              = 12, 28
	chartPlotWidth                     = chartWidth - chartLeft - chartRight
	chartPlotHeight                    = chartHeight - chartTop - chartBottom
	chartBase                          = chartHeight - chartBottom
	chartSlices, stripHeight, stripGap = 96, 28, 1
)

// phases are the parts of a check, in the order in which they are stacked.
var phases = []struct {
	Name, Class string
	of          func(measure.Timings) time.Duration
}{
	{"Resolve", "resolve", func(t measure.Timings) time.Duration { return t.Resolve }},
	{"Connect", "connect", func(t measure.Timings) time.Duration { return t.Connect }},
	{"TLS", "tls", func(t measure.Timings) time.Duration { return t.TLS }},
	{"Wait", "wait", func(t measure.Timings) time.Duration { return t.Wait }},
	{"Transfer", "transfer", func(t measure.Timings) time.Duration { return t.Transfer }},
}

// A Chart is the response time of a monitor over a span, as SVG paths.
type Chart struct {
	Range  string
	Layers []Layer // stacked phases, or one band from least to most
	Line   string  // the average
	Bad    []Mark  // slices in which checks failed
	YTicks []Tick
	XTicks []Tick
	Empty  bool
	Peak   time.Duration
	Mean   time.Duration
}

// A Layer is one area of a chart.
type Layer struct{ Name, Class, Path string }

// A Tick is a labelled place on an axis.
type Tick struct {
	At    string
	Label string
}

// A Mark is a slice in which Bad of Count checks failed.
type Mark struct {
	X, Width string
	Label    string
}

// A span is what a chart shows.
type span struct {
	Name, Label string
	Length      time.Duration
	tick        time.Duration
	layout      string
}

var spans = []span{
	{"1h", "1 hour", time.Hour, 10 * time.Minute, "15:04"},
	{"24h", "24 hours", 24 * time.Hour, 4 * time.Hour, "15:04"},
	{"7d", "7 days", 7 * 24 * time.Hour, 24 * time.Hour, "Mon 2"},
	{"30d", "30 days", 30 * 24 * time.Hour, 5 * 24 * time.Hour, "2 Jan"},
}

// sliceCount is into how many slices a span is cut: at most most, and none so
// short that it would hold no check.
func sliceCount(sp span, every time.Duration, most int) int {
	if every <= 0 {
		return most
	}
	return min(max(int(sp.Length/(every+every/2)), 1), most)
}

// bridge leaves out empty slices that are only a check's interval, so that
// what is left empty was really not measured.
func bridge(points []Point, every time.Duration) []Point {
	out := make([]Point, 0, len(points))
	var last time.Time
	for i := 0; i < len(points); i++ {
		if points[i].Count > 0 {
			last = points[i].At
			out = append(out, points[i])
			continue
		}
		next := i
		for next < len(points) && points[next].Count == 0 {
			next++
		}
		if last.IsZero() || next == len(points) || points[next].At.Sub(last) > 3*every {
			out = append(out, points[i:next]...)
		}
		i = next - 1
	}
	return out
}

// spanOf returns the span of that name, or the day.
func spanOf(name string) span {
	for _, s := range spans {
		if s.Name == name {
			return s
		}
	}
	return spans[1]
}

// chart draws points over the span that ends at to.
func chart(points []Point, sp span, to time.Time) Chart {
	c := Chart{Range: sp.Name, Empty: true}
	from := to.Add(-sp.Length)
	var top, sum time.Duration
	n, phased := 0, false
	for _, p := range points {
		if p.Count == 0 {
			continue
		}
		c.Empty = false
		top, c.Peak = max(top, p.Avg, stack(p)), max(c.Peak, p.Max, p.Avg)
		sum, n = sum+p.Avg, n+1
		phased = phased || p.Phases != (measure.Timings{})
	}
	if c.Empty {
		return c
	}
	c.Mean = sum / time.Duration(n)
	if !phased {
		top = max(top, c.Peak)
	}
	step := niceStep(top)
	top = step * time.Duration(math.Ceil(float64(top)/float64(step)*1.05))
	g := grid{from: from, length: sp.Length, top: top}
	c.Line = g.line(points)
	if phased {
		c.Layers = g.stacked(points)
	} else {
		c.Layers = []Layer{{"Least to most", "band", g.area(points, func(p Point) (lo, hi time.Duration) { return p.Min, p.Max })}}
	}
	c.Bad = g.bad(points)
	for v := time.Duration(0); v <= top; v += step {
		c.YTicks = append(c.YTicks, Tick{g.y(v), tickLabel(v)})
	}
	for t := from.Truncate(sp.tick).Add(sp.tick); t.Before(to); t = t.Add(sp.tick) {
		c.XTicks = append(c.XTicks, Tick{g.x(t), t.UTC().Format(sp.layout)})
	}
	return c
}

func stack(p Point) time.Duration {
	t := p.Phases
	return t.Resolve + t.Connect + t.TLS + t.Wait + t.Transfer
}

func tickLabel(v time.Duration) string {
	if v == 0 {
		return "0"
	}
	if v >= time.Second {
		return strconv.FormatFloat(v.Seconds(), 'f', -1, 64) + " s"
	}
	return strconv.FormatFloat(float64(v)/1e6, 'f', -1, 64) + " ms"
}

// niceStep returns a round distance that divides up to top in about four.
func niceStep(top time.Duration) time.Duration {
	raw := max(float64(top)/4, float64(100*time.Microsecond))
	power := math.Pow(10, math.Floor(math.Log10(raw)))
	for _, m := range []float64{1, 2, 5, 10} {
		if raw <= m*power {
			return time.Duration(m * power)
		}
	}
	return time.Duration(10 * power)
}

// A grid turns times and durations into places.
type grid struct {
	from   time.Time
	length time.Duration
	top    time.Duration
}

func (g grid) x(t time.Time) string {
	f := float64(t.Sub(g.from)) / float64(g.length)
	return strconv.FormatFloat(chartLeft+min(max(f, 0), 1)*chartPlotWidth, 'f', 1, 64)
}

func (g grid) y(d time.Duration) string {
	f := float64(d) / float64(max(g.top, 1))
	return strconv.FormatFloat(chartBase-min(f, 1)*chartPlotHeight, 'f', 1, 64)
}

// runs splits points where nothing was measured.
func runs(points []Point) [][]Point {
	var out [][]Point
	begin := 0
	for i, p := range append(points[:len(points):len(points)], Point{}) {
		if p.Count > 0 {
			continue
		}
		if i > begin {
			out = append(out, points[begin:i])
		}
		begin = i + 1
	}
	return out
}

func (g grid) line(points []Point) string {
	var b strings.Builder
	for _, run := range runs(points) {
		for i, p := range run {
			fmt.Fprintf(&b, "%s%s %s", cmp.Or(map[bool]string{true: "M"}[i == 0], "L"), g.x(p.At), g.y(p.Avg))
		}
		if len(run) == 1 {
			b.WriteString("h4")
		}
	}
	return b.String()
}

func (g grid) area(points []Point, edge func(Point) (lo, hi time.Duration)) string {
	var b strings.Builder
	for _, run := range runs(points) {
		if len(run) == 1 { // a check alone is a thin bar
			lo, hi := edge(run[0])
			fmt.Fprintf(&b, "M%s %sh4V%sh-4Z", g.x(run[0].At), g.y(hi), g.y(lo))
			continue
		}
		for i, p := range run {
			_, hi := edge(p)
			fmt.Fprintf(&b, "%s%s %s", cmp.Or(map[bool]string{true: "M"}[i == 0], "L"), g.x(p.At), g.y(hi))
		}
		for i := len(run) - 1; i >= 0; i-- {
			lo, _ := edge(run[i])
			fmt.Fprintf(&b, "L%s %s", g.x(run[i].At), g.y(lo))
		}
		b.WriteString("Z")
	}
	return b.String()
}

func (g grid) stacked(points []Point) []Layer {
	var out []Layer
	for i, ph := range phases {
		under := func(p Point) (d time.Duration) {
			for _, q := range phases[:i] {
				d += q.of(p.Phases)
			}
			return d
		}
		out = append(out, Layer{ph.Name, ph.Class, g.area(points, func(p Point) (lo, hi time.Duration) {
			lo = under(p)
			return lo, lo + ph.of(p.Phases)
		})})
	}
	return out
}

func (g grid) bad(points []Point) []Mark {
	var out []Mark
	for i, p := range points {
		if p.Bad == 0 {
			continue
		}
		next := p.At.Add(g.length / chartSlices)
		if i+1 < len(points) {
			next = points[i+1].At
		}
		a, _ := strconv.ParseFloat(g.x(p.At), 64)
		z, _ := strconv.ParseFloat(g.x(next), 64)
		out = append(out, Mark{g.x(p.At), strconv.FormatFloat(max(z-a, 2), 'f', 1, 64),
			fmt.Sprintf("%d of %d checks failed, %s UTC", p.Bad, p.Count, p.At.UTC().Format("2 Jan 15:04"))})
	}
	return out
}
