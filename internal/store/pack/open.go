package pack

import (
	"encoding/binary"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

// An Open is a block that is still being filled, in the least memory: each
// result is packed against the one before as it comes. The zero value is
// ready. Every call on one Open must be given the same Dict.
type Open struct {
	buf  []byte
	n    int
	at   int64 // of the last, in ms
	step int64 // from the one before to the last
	rest int64
	p    [phases]int64
	id   uint32 // of the last outcome
}

// Len returns how many results b holds.
func (b *Open) Len() int { return b.n }

// Bytes returns how much memory its results take.
func (b *Open) Bytes() int { return cap(b.buf) }

// Append adds r.
func (b *Open) Append(r measure.Result, d *Dict) {
	if need := len(b.buf) + 16; cap(b.buf) < need {
		// append would double; an eighth more wastes less in 10,000 blocks.
		grown := make([]byte, len(b.buf), need+need/8+16)
		copy(grown, b.buf)
		b.buf = grown
	}
	at, p := r.At.UnixMilli(), phasesOf(r.Timings)
	rest := rest(r, p)
	b.buf = appendZigzag(b.buf, at-b.at-b.step)
	b.id = d.ID(OutcomeOf(r))
	b.buf = binary.AppendUvarint(b.buf, uint64(b.id))
	b.buf = appendZigzag(b.buf, rest-b.rest)
	for i, v := range p {
		b.buf = appendZigzag(b.buf, v-b.p[i])
	}
	b.at, b.step, b.rest, b.p = at, at-b.at, rest, p
	b.n++
}

// Last returns the result that was added last; the zero Result if none was.
func (b *Open) Last(d *Dict) measure.Result {
	if b.n == 0 {
		return measure.Result{}
	}
	return d.Outcome(b.id).result(b.at, b.rest, b.p)
}

// Results returns what was added, in that order.
func (b *Open) Results(d *Dict) []measure.Result {
	rs := make([]measure.Result, 0, b.n)
	r := &reader{b: b.buf}
	var at, step, rest int64
	var p [phases]int64
	for range b.n {
		step += r.varint()
		at += step
		o := d.Outcome(uint32(r.uvarint()))
		rest += r.varint()
		for i := range p {
			p[i] += r.varint()
		}
		rs = append(rs, o.result(at, rest, p))
	}
	return rs
}
