package auth

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/big"
	"strings"
	"time"
)

// KeyPrefix begins every API key, so that secret scanners and readers know
// what they see.
const KeyPrefix = "ups_"

const tokenBytes = 32

const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// newToken returns 32 random bytes in base62, always 43 characters.
func newToken() string {
	const width = 43 // ceil(256 / log2(62))
	n := new(big.Int).SetBytes(random(tokenBytes))
	base, rest := big.NewInt(int64(len(base62))), new(big.Int)
	out := make([]byte, width)
	for i := range width {
		n.DivMod(n, base, rest)
		out[width-1-i] = base62[rest.Int64()]
	}
	return string(out)
}

// hashToken returns what is stored of a token. A plain hash is enough: 256
// random bits cannot be guessed, so there is nothing to slow down.
func hashToken(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

// looksLikeToken spares the store the look-up of what cannot be one of ours.
func looksLikeToken(s string) bool {
	return len(s) == 43 && strings.Trim(s, base62) == ""
}

// newID returns a UUID of version 7 (RFC 9562 section 5.7): time-ordered, so
// that rows made together stand together.
func newID() string {
	b := random(16)
	binary.BigEndian.PutUint64(b, uint64(time.Now().UnixMilli())<<16|uint64(binary.BigEndian.Uint16(b[6:])))
	b[6] = b[6]&0x0f | 0x70
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
