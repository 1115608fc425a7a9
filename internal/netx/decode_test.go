package netx

import (
	"bytes"
	"compress/gzip"
	"testing"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

// No body, in no coding, makes us panic or keep more than we may.
func FuzzDecode(f *testing.F) {
	var z bytes.Buffer
	w := gzip.NewWriter(&z)
	_, _ = w.Write(make([]byte, 1<<16))
	_ = w.Close()
	f.Add("gzip", z.Bytes())
	f.Add("deflate", []byte{0x78, 0x9c, 0x4b, 0x04, 0x00})
	f.Add("br, gzip", []byte{0x0b, 0x02, 0x80})
	f.Add("zstd", []byte{0x28, 0xb5, 0x2f, 0xfd, 0x04, 0x00})
	f.Fuzz(func(t *testing.T, coding string, wire []byte) {
		a := &measure.Answer{Header: []measure.Field{{Name: "Content-Encoding", Value: coding}}}
		enc := encodings(a.Header)
		if enc == nil {
			return
		}
		err := readEncoded(a, bytes.NewReader(wire), enc)
		if len(a.Body) > MaxBody || a.Size > maxSize || a.Size < int64(len(a.Body)) {
			t.Errorf("kept %d, size %d", len(a.Body), a.Size)
		}
		if code, text := Classify(measure.Transfer, err); err != nil && code != measure.DecodeFailed && code != measure.DecodeBomb {
			t.Errorf("%s: %s", code, text)
		}
	})
}
