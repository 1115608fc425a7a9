package pack

import (
	"encoding/binary"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// A Point is what is left of the results of one span of time. Times are in
// microseconds and over the good results only: how long a failure took says
// nothing of the target's speed.
type Point struct {
	At       int64 // when the span begins, in ms
	Count    int64
	Degraded int64
	Bad      int64 // refused, limited or down
	Unknown  int64 // we could not measure
	Sum      int64
	Min      int64
	Max      int64
	Phases   [phases]int64 // sums: resolve, connect, TLS, wait, transfer
}

// Good returns how many results its times are made of.
func (p Point) Good() int64 { return p.Count - p.Bad - p.Unknown }

// Timings returns the mean of each phase.
func (p Point) Timings() measure.Timings {
	var mean [phases]int64
	if n := p.Good(); n > 0 {
		for i, v := range p.Phases {
			mean[i] = v / n
		}
	}
	return timingsOf(mean)
}

// Add puts r into p.
func (p *Point) Add(r measure.Result) {
	p.Count++
	switch {
	case r.State.Bad():
		p.Bad++
		return
	case r.State == monitor.Unknown:
		p.Unknown++
		return
	case r.State == monitor.Degraded:
		p.Degraded++
	}
	took := r.Took.Microseconds()
	if p.Good() == 1 {
		p.Min, p.Max = took, took
	}
	p.Sum += took
	p.Min, p.Max = min(p.Min, took), max(p.Max, took)
	for i, v := range phasesOf(r.Timings) {
		p.Phases[i] += v
	}
}

// Merge puts what q counts into p; At stays.
func (p *Point) Merge(q Point) {
	switch {
	case q.Good() == 0:
	case p.Good() == 0:
		p.Min, p.Max = q.Min, q.Max
	default:
		p.Min, p.Max = min(p.Min, q.Min), max(p.Max, q.Max)
	}
	p.Count += q.Count
	p.Degraded += q.Degraded
	p.Bad += q.Bad
	p.Unknown += q.Unknown
	p.Sum += q.Sum
	for i, v := range q.Phases {
		p.Phases[i] += v
	}
}

// floor returns the beginning of the span of width step, in ms, that at is in.
func floor(at, step int64) int64 {
	f := at - at%step
	if at%step < 0 {
		f -= step
	}
	return f
}

// Roll makes points of width step of results in the order of time. With
// phases false they come without phases, which takes a third of the bytes.
func Roll(rs []measure.Result, step time.Duration, phases bool) []Point {
	var ps []Point
	ms := step.Milliseconds()
	for _, r := range rs {
		at := floor(r.At.UnixMilli(), ms)
		if n := len(ps); n == 0 || ps[n-1].At != at {
			ps = append(ps, Point{At: at})
		}
		ps[len(ps)-1].Add(r)
	}
	if !phases {
		for i := range ps {
			ps[i].Phases = [5]int64{}
		}
	}
	return ps
}

// formPoints is the first byte of a block of points.
const formPoints = 1

// AppendPoints appends the packed form of ps, which are of width step. Means
// are kept to the microsecond, so sums come back rounded down.
func AppendPoints(dst []byte, ps []Point, step time.Duration) []byte {
	dst = append(dst, formPoints)
	dst = binary.AppendUvarint(dst, uint64(len(ps)))
	if len(ps) == 0 {
		return dst
	}
	var cols [8 + phases][]int64
	for i := range cols {
		cols[i] = make([]int64, len(ps))
	}
	ms := step.Milliseconds()
	for i, p := range ps {
		n := max(p.Good(), 1)
		mean := p.Sum / n
		row := [8]int64{p.At / ms, p.Count, p.Degraded, p.Bad, p.Unknown, mean, mean - p.Min, p.Max - mean}
		for k, v := range row {
			cols[k][i] = v
		}
		for k, v := range p.Phases {
			cols[8+k][i] = v / n
		}
	}
	dst = appendDeltas(dst, cols[0], true)
	for _, c := range cols[1:] {
		dst = appendColumn(dst, c)
	}
	return dst
}

// Points reads what AppendPoints made, with the same step.
func Points(b []byte, step time.Duration) ([]Point, error) {
	r := &reader{b: b}
	if form := r.byte(); r.err == nil && form != formPoints {
		return nil, damaged("unknown form %d of points", form)
	}
	n := r.uvarint()
	if r.err != nil || n == 0 {
		return nil, r.err
	}
	if n > uint64(len(r.b)) {
		return nil, damaged("more points than bytes")
	}
	times := r.times(int(n))
	var cols [7 + phases][]int64
	for i := range cols {
		cols[i] = r.column(int(n))
	}
	if r.err == nil && len(r.b) > 0 {
		r.fail("bytes left over")
	}
	if r.err != nil {
		return nil, r.err
	}
	ps := make([]Point, n)
	for i := range ps {
		p := Point{At: times[i] * step.Milliseconds(), Count: cols[0][i], Degraded: cols[1][i], Bad: cols[2][i], Unknown: cols[3][i]}
		mean, good := cols[4][i], max(p.Good(), 0)
		p.Sum, p.Min, p.Max = mean*good, mean-cols[5][i], mean+cols[6][i]
		for k := range p.Phases {
			p.Phases[k] = cols[7+k][i] * good
		}
		ps[i] = p
	}
	return ps, nil
}
