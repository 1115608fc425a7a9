package netx

import (
	"errors"
	"hash/crc32"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

// Bounds of an answer's body.
const (
	MaxBody = 256 << 10 // bytes kept, decoded
	maxSize = 4 << 20   // bytes read and counted, decoded
	maxWire = 1 << 20   // bytes read of an encoded body
)

// transfer reads the body into the answer and records how that went. open
// returns nil if there is none.
func transfer(r *Recorder, q *Request, start time.Time, open func() (io.Reader, int64, error)) {
	body, length, err := open()
	if body == nil && err == nil {
		return
	}
	a := r.Hop.Answer
	if err == nil {
		if enc := encodings(a.Header); enc != nil {
			err = readEncoded(a, body, enc)
		} else {
			err = readPlain(a, body, length)
		}
	}
	a.BodyHash = Hash(a.Body)
	f := failed{}
	f.code, f.detail = Classify(measure.Transfer, err)
	switch {
	case f.code == measure.Unclassified && a.Proto == "HTTP/2.0":
		if e, ok := errors.AsType[streamError](err); ok {
			f = failed{measure.BodyReset, "the server reset the stream: " + e.Error()}
			break
		}
		f = failed{measure.HTTP2Error, words(err)}
	case f.code == measure.Unclassified:
		f = failed{measure.AnswerMalformed, "the body's framing is malformed: " + words(err)}
	case f.code == measure.BodyTruncated:
		f.detail += " after " + strconv.FormatInt(a.Size, 10) + " bytes of the body"
	}
	r.add(measure.Transfer, hostOf(q), start, f)
}

// readPlain keeps the first bytes of body and counts the rest up to a bound.
func readPlain(a *measure.Answer, body io.Reader, length int64) error {
	size := min(length, MaxBody)
	if length < 0 {
		size = 512
	}
	kept, err := fill(make([]byte, 0, size), body, MaxBody)
	a.Body, a.Size = kept, int64(len(kept))
	if err != nil || int64(len(kept)) == length {
		return unEOF(err)
	}
	n, err := io.CopyN(io.Discard, body, maxSize-MaxBody)
	a.Size += n
	a.Truncated = err == nil
	return unEOF(err)
}

// fill appends from r to b until b holds limit bytes. At the end of r the
// error is io.EOF.
func fill(b []byte, r io.Reader, limit int) ([]byte, error) {
	for len(b) < limit {
		if len(b) == cap(b) {
			b = append(b, 0)[:len(b)]
		}
		n, err := r.Read(b[len(b):min(cap(b), limit)])
		b = b[:len(b)+n]
		if err != nil {
			return b, err
		}
	}
	return b, nil
}

func unEOF(err error) error {
	if errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	return err
}

// readEncoded reads an encoded body whole, up to a bound, and decodes it then:
// so that a slow network never looks like a broken encoding, and no decoder's
// window is held while one waits.
func readEncoded(a *measure.Answer, body io.Reader, enc []string) error {
	wire, err := fill(make([]byte, 0, 4<<10), body, maxWire)
	cut := err == nil // at the bound: there may be more
	err = unEOF(err)
	a.Encoding = strings.Join(enc, ", ")
	if len(wire) == 0 {
		return err
	}
	d := decode(wire, enc)
	a.Body, a.Size, a.Truncated = d.kept, d.size, d.more || cut
	switch {
	case err != nil:
		return err
	case d.err == nil || cut && errors.Is(d.err, io.ErrUnexpectedEOF):
		return nil
	case errors.Is(d.err, errBomb):
		a.Truncated = true
		return fail(measure.DecodeBomb, strconv.Itoa(len(wire))+" bytes decode to more than "+strconv.FormatInt(d.size, 10))
	}
	if len(a.Body) == 0 { // what came is evidence too
		a.Body = wire[:min(len(wire), MaxBody)]
		a.Size, a.Encoding = int64(len(wire)), ""
	}
	return fail(measure.DecodeFailed, "the body is not "+strings.Join(enc, ", ")+" as its header says: "+words(d.err))
}

// encodings lists the codings of the body that can be undone, outermost last,
// or nil if there are none or one is not known.
func encodings(header []measure.Field) []string {
	ce := measure.Get(header, "Content-Encoding")
	if ce == "" {
		return nil
	}
	var out []string
	for part := range strings.SplitSeq(ce, ",") {
		switch c := strings.ToLower(trimOWS(part)); c {
		case "", "identity":
		case "gzip", "x-gzip", "deflate", "br", "zstd":
			out = append(out, c)
		default:
			return nil
		}
	}
	if len(out) > 3 {
		return nil
	}
	return out
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Hash is the BodyHash of an answer: two checksums that processors compute,
// the same on every machine. It tells whether a body has changed, and is no
// defence against one who wants two bodies to look the same.
func Hash(b []byte) uint64 {
	return uint64(crc32.ChecksumIEEE(b))<<32 | uint64(crc32.Checksum(b, castagnoli))
}
