package pack

import (
	"encoding/binary"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// The first byte of a block of results.
const (
	formPlain = 1
	formZstd  = 2 // the rest is compressed with zstd (RFC 8878)
)

// maxPlain bounds what a compressed block may decode to.
const maxPlain = 64 << 20

// An Outcome is what many results have in common.
type Outcome struct {
	Place   string
	State   monitor.State
	Failure measure.Failure
	Status  int
}

// OutcomeOf returns r's.
func OutcomeOf(r measure.Result) Outcome {
	return Outcome{Place: r.Place, State: r.State, Failure: r.Failure, Status: r.Status}
}

// phases is how many timings a result has beside the whole.
const phases = 5

func phasesOf(t measure.Timings) [phases]int64 {
	return [phases]int64{t.Resolve.Microseconds(), t.Connect.Microseconds(), t.TLS.Microseconds(), t.Wait.Microseconds(), t.Transfer.Microseconds()}
}

func timingsOf(p [phases]int64) measure.Timings {
	us := func(i int) time.Duration { return time.Duration(p[i]) * time.Microsecond }
	return measure.Timings{Resolve: us(0), Connect: us(1), TLS: us(2), Wait: us(3), Transfer: us(4)}
}

// rest is what the phases leave of the whole: small, so it packs well.
func rest(r measure.Result, p [phases]int64) int64 {
	v := r.Took.Microseconds()
	for _, x := range p {
		v -= x
	}
	return v
}

func whole(rest int64, p [phases]int64) time.Duration {
	for _, x := range p {
		rest += x
	}
	return time.Duration(rest) * time.Microsecond
}

// AppendResults appends the plain form of rs to dst. With nums, which then has
// one number for each result, the block is of many monitors; otherwise of
// one. The ids of monitors are not kept.
func AppendResults(dst []byte, rs []measure.Result, nums []int64) []byte {
	return appendResults(append(dst, formPlain), rs, nums)
}

func appendResults(dst []byte, rs []measure.Result, nums []int64) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(rs)))
	if len(rs) == 0 {
		return dst
	}
	var cols [3 + phases][]int64
	for i := range cols {
		cols[i] = make([]int64, len(rs))
	}
	var dict Dict
	for i, r := range rs {
		p := phasesOf(r.Timings)
		cols[0][i] = r.At.UnixMilli()
		cols[1][i] = int64(dict.ID(OutcomeOf(r)))
		cols[2][i] = rest(r, p)
		for k, v := range p {
			cols[3+k][i] = v
		}
	}
	dst = appendDict(dst, dict.list)
	if nums == nil {
		dst = append(dst, 0)
	} else {
		dst = append(dst, 1)
		dst = appendColumn(dst, nums)
	}
	dst = appendDeltas(dst, cols[0], true)
	for _, c := range cols[1:] {
		dst = appendColumn(dst, c)
	}
	return dst
}

func appendDict(dst []byte, list []Outcome) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(list)))
	for i, o := range list {
		if i > 0 && o.Place == list[i-1].Place {
			dst = append(dst, 0) // as before
		} else {
			dst = append(dst, 1)
			dst = appendText(dst, o.Place)
		}
		dst = appendText(dst, string(o.State))
		dst = appendText(dst, string(o.Failure))
		dst = appendZigzag(dst, int64(o.Status))
	}
	return dst
}

// Results reads what AppendResults or Compress made. nums is nil for a block
// of one monitor.
func Results(b []byte) (rs []measure.Result, nums []int64, err error) {
	if len(b) == 0 {
		return nil, nil, damaged("empty")
	}
	switch b[0] {
	case formPlain:
		return results(b[1:])
	case formZstd:
		plain, err := decoder.DecodeAll(b[1:], nil)
		if err != nil {
			return nil, nil, damaged("%v", err)
		}
		return results(plain)
	default:
		return nil, nil, damaged("unknown form %d", b[0])
	}
}

func results(b []byte) ([]measure.Result, []int64, error) {
	r := &reader{b: b}
	n := r.uvarint()
	if r.err != nil || n == 0 {
		return nil, nil, r.err
	}
	// Each result takes a byte at least for its time, so a small block cannot
	// claim to hold many.
	if n > uint64(len(r.b)) {
		return nil, nil, damaged("more results than bytes")
	}
	dict := r.dict()
	var nums []int64
	if r.byte() != 0 {
		nums = r.column(int(n))
	}
	times := r.times(int(n))
	var cols [2 + phases][]int64
	for i := range cols {
		cols[i] = r.column(int(n))
	}
	if r.err == nil && len(r.b) > 0 {
		r.fail("bytes left over")
	}
	if r.err != nil {
		return nil, nil, r.err
	}
	rs := make([]measure.Result, n)
	for i := range rs {
		id := cols[0][i]
		if id < 0 || id >= int64(len(dict)) {
			return nil, nil, damaged("outcome that is not there")
		}
		var p [phases]int64
		for k := range p {
			p[k] = cols[2+k][i]
		}
		rs[i] = dict[id].result(times[i], cols[1][i], p)
	}
	return rs, nums, nil
}

func (o Outcome) result(at, rest int64, p [phases]int64) measure.Result {
	return measure.Result{
		Place: o.Place, State: o.State, Failure: o.Failure, Status: o.Status,
		At: time.UnixMilli(at).UTC(), Took: whole(rest, p), Timings: timingsOf(p),
	}
}

func (r *reader) times(n int) []int64 {
	ts := make([]int64, n)
	var prev, delta int64
	for i := range ts {
		delta += r.varint()
		prev += delta
		ts[i] = prev
	}
	return ts
}

func (r *reader) dict() []Outcome {
	n := r.uvarint()
	if n > uint64(len(r.b)) {
		r.fail("more outcomes than bytes")
		return nil
	}
	list := make([]Outcome, n)
	for i := range list {
		if r.byte() != 0 {
			list[i].Place = r.text()
		} else if i > 0 {
			list[i].Place = list[i-1].Place
		}
		list[i].State = monitor.State(r.text())
		list[i].Failure = measure.Failure(r.text())
		list[i].Status = int(r.varint())
	}
	return list
}

// Compress returns the form of rs, of one monitor, that is kept for long: the
// shorter of the plain and the compressed one.
func Compress(rs []measure.Result) []byte {
	plain := AppendResults(nil, rs, nil)
	packed := encoder.EncodeAll(plain[1:], []byte{formZstd})
	if len(packed) < len(plain) {
		return packed
	}
	return plain
}

// A zstd coder is safe for concurrent use of EncodeAll and DecodeAll. These
// two hold no state between calls.
var (
	encoder = newEncoder()
	decoder = must(zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxPlain)))
)

func newEncoder() *zstd.Encoder {
	e := must(zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderCRC(true), zstd.WithLowerEncoderMem(true), zstd.WithWindowSize(1<<17)))
	// It makes its channels with the first use, and a test in a bubble must not
	// be the one that has it.
	e.EncodeAll([]byte{0}, nil)
	return e
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err) // options that are wrong in the program's text
	}
	return v
}
