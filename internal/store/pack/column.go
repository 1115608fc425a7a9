package pack

import "encoding/binary"

// The modes of a column of numbers. The writer takes the shortest.
const (
	modeZero     = 0 // all are 0
	modeConstant = 1 // all are one number
	modePlain    = 2 // each by itself
	modeDelta    = 3 // the difference to the one before
	modeDouble   = 4 // the difference to the difference before: for times
	modeRuns     = 5 // pairs of a number and how often it stands in a row
	modePacked   = 6 // groups of 64: least number, width in bits, the rest
)

// group is how many numbers of a packed column share a width.
const group = 64

// appendColumn writes vs in the shortest mode.
func appendColumn(dst []byte, vs []int64) []byte {
	mode := shortest(vs)
	dst = append(dst, mode)
	switch mode {
	case modeZero:
	case modeConstant:
		dst = appendZigzag(dst, vs[0])
	case modePlain:
		for _, v := range vs {
			dst = appendZigzag(dst, v)
		}
	case modeDelta, modeDouble:
		dst = appendDeltas(dst, vs, mode == modeDouble)
	case modeRuns:
		eachRun(vs, func(v int64, n int) {
			dst = appendZigzag(dst, v)
			dst = binary.AppendUvarint(dst, uint64(n))
		})
	case modePacked:
		dst = appendPacked(dst, vs)
	}
	return dst
}

func shortest(vs []int64) byte {
	constant, zero := true, true
	var plain, delta, double, runs int
	var prev, prevDelta int64
	for i, v := range vs {
		constant = constant && v == vs[0]
		zero = zero && v == 0
		d := v - prev
		plain += size(zigzag(v))
		delta += size(zigzag(d))
		double += size(zigzag(d - prevDelta))
		if i == 0 || d != 0 {
			runs += size(zigzag(v)) + 1
		}
		prev, prevDelta = v, d
	}
	switch {
	case zero:
		return modeZero
	case constant:
		return modeConstant
	}
	best, mode := plain, byte(modePlain)
	for _, c := range []struct {
		bytes int
		mode  byte
	}{{delta, modeDelta}, {double, modeDouble}, {runs, modeRuns}, {packedSize(vs), modePacked}} {
		if c.bytes < best {
			best, mode = c.bytes, c.mode
		}
	}
	return mode
}

func appendDeltas(dst []byte, vs []int64, double bool) []byte {
	var prev, prevDelta int64
	for _, v := range vs {
		d := v - prev
		dst = appendZigzag(dst, d-prevDelta)
		prev = v
		if double {
			prevDelta = d
		}
	}
	return dst
}

func eachRun(vs []int64, f func(v int64, n int)) {
	for i := 0; i < len(vs); {
		j := i + 1
		for j < len(vs) && vs[j] == vs[i] {
			j++
		}
		f(vs[i], j-i)
		i = j
	}
}

// column reads n numbers.
func (r *reader) column(n int) []int64 {
	vs := make([]int64, n)
	switch mode := r.byte(); mode {
	case modeZero:
	case modeConstant:
		v := r.varint()
		for i := range vs {
			vs[i] = v
		}
	case modePlain:
		for i := range vs {
			vs[i] = r.varint()
		}
	case modeDelta, modeDouble:
		var prev, delta int64
		for i := range vs {
			d := r.varint()
			if mode == modeDouble {
				d += delta
				delta = d
			}
			prev += d
			vs[i] = prev
		}
	case modeRuns:
		r.runs(vs)
	case modePacked:
		r.packed(vs)
	default:
		r.fail("unknown mode of a column")
	}
	return vs
}

func (r *reader) runs(vs []int64) {
	for i := 0; i < len(vs); {
		v, run := r.varint(), r.uvarint()
		if run == 0 || run > uint64(len(vs)-i) {
			r.fail("run too long")
			return
		}
		for range run {
			vs[i] = v
			i++
		}
	}
}
