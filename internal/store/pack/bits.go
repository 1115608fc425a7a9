package pack

import (
	"math/bits"
	"slices"
)

// spread returns the least of vs and how many bits the distance to the
// greatest takes.
func spread(vs []int64) (least int64, width int) {
	least = slices.Min(vs)
	return least, bits.Len64(uint64(slices.Max(vs)) - uint64(least))
}

func packedSize(vs []int64) int {
	n := 0
	for g := range slices.Chunk(vs, group) {
		least, width := spread(g)
		n += size(zigzag(least)) + 1 + (width*len(g)+7)/8
	}
	return n
}

func appendPacked(dst []byte, vs []int64) []byte {
	for g := range slices.Chunk(vs, group) {
		least, width := spread(g)
		dst = appendZigzag(dst, least)
		dst = append(dst, byte(width))
		var acc uint64
		have := 0
		for _, v := range g {
			u := uint64(v) - uint64(least)
			for left := width; left > 0; {
				take := min(left, 8-have)
				acc |= (u & (1<<take - 1)) << have
				u >>= take
				have += take
				left -= take
				if have == 8 {
					dst = append(dst, byte(acc))
					acc, have = 0, 0
				}
			}
		}
		if have > 0 {
			dst = append(dst, byte(acc))
		}
	}
	return dst
}

func (r *reader) packed(vs []int64) {
	for g := range slices.Chunk(vs, group) {
		least, width := r.varint(), int(r.byte())
		if width > 64 {
			r.fail("width over 64 bits")
			return
		}
		b := r.bytes(uint64(width*len(g)+7) / 8)
		if r.err != nil {
			return
		}
		at := 0 // in bits
		for i := range g {
			var u uint64
			for got := 0; got < width; {
				take := min(width-got, 8-at%8)
				u |= (uint64(b[at/8]) >> (at % 8) & (1<<take - 1)) << got
				got += take
				at += take
			}
			g[i] = int64(uint64(least) + u)
		}
	}
}
