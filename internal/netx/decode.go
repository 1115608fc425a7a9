package netx

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

// maxRatio is what a body may decode to, as a multiple of its size, once it
// exceeds the bound: pages reach 20, gzip's format 1,032.
const maxRatio = 100

// maxWindow is how much a zstd frame may ask to remember (RFC 9659).
const maxWindow = 8 << 20

var errBomb = errors.New("decodes to far more than it may")

type decoded struct {
	kept []byte
	size int64
	more bool
	err  error
}

// decode undoes the codings of wire under the bounds of a body.
func decode(wire []byte, enc []string) (d decoded) {
	defer func() { // a decoder that trips over hostile input must not end us
		if p := recover(); p != nil {
			d.err = fmt.Errorf("decoder failed: %v", p)
		}
	}()
	var r io.Reader = bytes.NewReader(wire)
	for i := len(enc) - 1; i >= 0; i-- {
		next, done, err := decoder(r, enc[i])
		if err != nil {
			return decoded{err: err}
		}
		defer done()
		r = next
		if i > 0 {
			r = io.LimitReader(r, maxSize)
		}
	}
	d.kept, d.err = fill(make([]byte, 0, min(4*len(wire), MaxBody)), r, MaxBody)
	d.size = int64(len(d.kept))
	if d.err != nil {
		d.err = unEOF(d.err)
		return d
	}
	n, err := io.CopyN(io.Discard, r, maxSize-MaxBody)
	d.size += n
	if d.more = err == nil; d.more && d.size > maxRatio*int64(len(wire)) {
		err = errBomb
	}
	d.err = unEOF(err)
	return d
}

// decoder undoes one coding (RFC 9110 section 8.4.1).
func decoder(r io.Reader, coding string) (io.Reader, func(), error) {
	nothing := func() {}
	switch coding {
	case "gzip", "x-gzip":
		z, err := gzip.NewReader(r)
		return z, nothing, err
	case "deflate":
		b, err := io.ReadAll(io.LimitReader(r, maxSize))
		if err != nil {
			return nil, nothing, err
		}
		// The name means zlib; some servers send the raw stream.
		if z, err := zlib.NewReader(bytes.NewReader(b)); err == nil {
			return z, nothing, nil
		}
		return flate.NewReader(bytes.NewReader(b)), nothing, nil
	case "br":
		return brotli.NewReader(r), nothing, nil
	case "zstd":
		z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow))
		if err != nil {
			return nil, nothing, err
		}
		return z, z.Close, nil
	}
	return nil, nothing, fail(measure.DecodeFailed, "the coding is not known")
}
