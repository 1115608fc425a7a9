// Package pack is the packed form of results and of roll-ups: how many of
// them become few bytes, and the arithmetic that makes points of results.
//
// What belongs here is pure: bytes in, values out, and back. Where the bytes
// are kept is the business of package store. A form that has been written to
// a database is read for ever: add a version, never change one.
package pack

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// ErrDamaged is what is wrong with bytes that no release has written.
var ErrDamaged = errors.New("packed block is damaged")

func damaged(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrDamaged, fmt.Sprintf(format, args...))
}

// A reader takes values off the front of a block. After the first failure it
// gives zeros, and err says what was wrong.
type reader struct {
	b   []byte
	err error
}

func (r *reader) fail(what string) {
	if r.err == nil {
		r.err = damaged("%s", what)
	}
	r.b = nil
}

func (r *reader) uvarint() uint64 {
	v, n := binary.Uvarint(r.b)
	if n <= 0 {
		r.fail("number cut short")
		return 0
	}
	r.b = r.b[n:]
	return v
}

func (r *reader) varint() int64 { return unzigzag(r.uvarint()) }

func (r *reader) byte() byte {
	if len(r.b) == 0 {
		r.fail("byte missing")
		return 0
	}
	c := r.b[0]
	r.b = r.b[1:]
	return c
}

func (r *reader) bytes(n uint64) []byte {
	if n > uint64(len(r.b)) {
		r.fail("bytes cut short")
		return nil
	}
	p := r.b[:n]
	r.b = r.b[n:]
	return p
}

func (r *reader) text() string { return string(r.bytes(r.uvarint())) }

func appendText(dst []byte, s string) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(s)))
	return append(dst, s...)
}

func zigzag(v int64) uint64   { return uint64(v<<1) ^ uint64(v>>63) }
func unzigzag(u uint64) int64 { return int64(u>>1) ^ -int64(u&1) }

func appendZigzag(dst []byte, v int64) []byte { return binary.AppendUvarint(dst, zigzag(v)) }

// size returns how many bytes the varint form of u takes.
func size(u uint64) int {
	n := 1
	for u >= 0x80 {
		u >>= 7
		n++
	}
	return n
}
