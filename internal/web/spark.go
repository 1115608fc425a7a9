package web

import (
	"strconv"
	"strings"
	"time"
)

// The size of a sparkline, in its own units.
const (
	sparkWidth, sparkHeight = 144, 24
	sparkStep               = 3
)

// A Spark is a row of bars, one for each slice of time: how long answers took,
// and where checks failed. Good and Bad are SVG paths.
type Spark struct {
	Good, Bad, None string
	Label           string // the same in words
}

// spark draws points, at most 48 of them.
func spark(points []Point) Spark {
	if len(points) == 0 {
		return Spark{}
	}
	points = points[max(0, len(points)-sparkWidth/sparkStep):]
	var most, least time.Duration
	for _, p := range points {
		most = max(most, p.Avg)
		if p.Count > p.Bad && (least == 0 || p.Avg < least) {
			least = p.Avg
		}
	}
	var good, bad, none strings.Builder
	failed := 0
	for i, p := range points {
		x := sparkWidth - (len(points)-i)*sparkStep + 1
		switch {
		case p.Count == 0:
			bar(&none, x, 2)
		case p.Bad > 0:
			failed++
			bar(&bad, x, sparkHeight)
		default:
			bar(&good, x, 3+int(float64(sparkHeight-5)*float64(p.Avg)/float64(max(most, 1))))
		}
	}
	label := "Last 24 hours: " + milliseconds(least) + " to " + milliseconds(most)
	if failed > 0 {
		label += ", failures in " + plural(failed, "slice")
	}
	return Spark{good.String(), bad.String(), none.String(), label}
}

// bar appends a vertical line of height h that stands on the base.
func bar(b *strings.Builder, x, h int) {
	b.WriteString("M" + strconv.Itoa(x) + " " + strconv.Itoa(sparkHeight) + "v-" + strconv.Itoa(h))
}
