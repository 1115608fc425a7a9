package netx_test

import (
	"bytes"
	"compress/gzip"
	"encoding/pem"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/uptimesignal/uptimesignal/internal/faultnet"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/netx"
)

func pemBytes(t *testing.T, text string) []byte {
	t.Helper()
	b, _ := pem.Decode([]byte(text))
	if b == nil {
		t.Fatal("no PEM")
	}
	return b.Bytes
}

func zipped(b []byte) string {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, _ = w.Write(b)
	_ = w.Close()
	return out.String()
}

// How much is read of a body, and what is said of it.
func TestBodies(t *testing.T) {
	noise := make([]byte, 2<<20)
	for i := range noise {
		noise[i] = byte(rand.N(256))
	}
	text := strings.Repeat("all is well. ", 100)
	head := func(fields string) string { return "HTTP/1.1 200 OK\r\n" + fields + "\r\n" }
	length := func(body string) string { return fmt.Sprintf("Content-Length: %d\r\n", len(body)) }
	for _, tt := range []struct {
		name, raw string
		kept      int
		size      int64
		truncated bool
		encoding  string
		fail      measure.Failure
	}{
		{"by length", head(length(text)) + text, len(text), int64(len(text)), false, "", measure.OK},
		{"by length, more is sent", head(length(text)) + text + "more", len(text), int64(len(text)), false, "", measure.OK},
		{"empty", head("Content-Length: 0\r\n"), 0, 0, false, "", measure.OK},
		{"to the end", head("") + text, len(text), int64(len(text)), false, "", measure.OK},
		{"more than is kept", head(length(string(noise))) + string(noise), netx.MaxBody, 2 << 20, false, "", measure.OK},
		{"exactly what is kept", head(length(string(noise[:netx.MaxBody]))) + string(noise[:netx.MaxBody]), netx.MaxBody, netx.MaxBody, false, "", measure.OK},
		{"more than is read", head("") + strings.Repeat(string(noise), 3), netx.MaxBody, 4 << 20, true, "", measure.OK},
		{"gzip", head("content-encoding: GZIP\r\n") + zipped([]byte(text)), len(text), int64(len(text)), false, "gzip", measure.OK},
		{"gzip of noise, cut", head("Content-Encoding: gzip\r\n") + zipped(noise), netx.MaxBody, 1<<20 - 340, true, "gzip", measure.OK},
		{"a coding that nobody knows", head("Content-Encoding: rot13\r\n") + text, len(text), int64(len(text)), false, "", measure.OK},
		{"identity", head("Content-Encoding: identity\r\n") + text, len(text), int64(len(text)), false, "", measure.OK},
		{"gzip and nothing in it", head("Content-Encoding: gzip\r\nContent-Length: 0\r\n"), 0, 0, false, "gzip", measure.OK},
		{"no gzip at all is kept as it came", head("Content-Encoding: gzip\r\n") + text, len(text), int64(len(text)), false, "", measure.DecodeFailed},
		{"chunked", head("Transfer-Encoding: gzip, Chunked\r\n") + "4;x=y\r\nabcd\r\n0\r\nTrailer: x\r\n\r\n", 4, 4, false, "", measure.OK},
	} {
		w := faultnet.New()
		w.Serve("192.0.2.1:80", faultnet.Script(faultnet.ReadRequest, faultnet.Send(tt.raw)))
		hop, err := ask(t, w, "http://192.0.2.1/", nil)
		if err != nil || hop.Answer == nil {
			t.Errorf("%s: %+v, %v", tt.name, hop, err)
			continue
		}
		a := hop.Answer
		o, _ := hop.Failed()
		if tt.name == "gzip of noise, cut" {
			tt.size = a.Size // depends on the writer; it must only be near the bound
			if a.Size < 1<<20-4096 || a.Size > 1<<20 {
				t.Errorf("%s: %d bytes", tt.name, a.Size)
			}
		}
		if len(a.Body) != tt.kept || a.Size != tt.size || a.Truncated != tt.truncated || a.Encoding != tt.encoding || o.Failure != tt.fail {
			t.Errorf("%s: kept %d, size %d, truncated %v, encoding %q, failure %q", tt.name, len(a.Body), a.Size, a.Truncated, a.Encoding, o.Failure)
		}
		if (a.BodyHash != 0) != (len(a.Body) > 0) || a.BodyHash != netx.Hash(a.Body) {
			t.Errorf("%s: hash %x", tt.name, a.BodyHash)
		}
	}
}

// Two bodies that differ have different hashes; the hash is the same for ever,
// because it is stored.
func TestHash(t *testing.T) {
	if got := netx.Hash([]byte("all is well")); got != 0x15c6cd67088d8009 {
		t.Errorf("%#x", got)
	}
	if netx.Hash([]byte("a")) == netx.Hash([]byte("b")) || netx.Hash(nil) != 0 {
		t.Error("hashes collide")
	}
}
