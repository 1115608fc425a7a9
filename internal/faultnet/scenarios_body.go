package faultnet

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

var bodyScenarios = []Scenario{
	{Name: "body hangs", URL: "http://site.example/", Want: measure.BodyTimeout, Status: 200, Build: web(Script(ReadRequest, Send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"), Hang))},
	{Name: "body drips", URL: "http://site.example/", Want: measure.BodyTimeout, Status: 200, Build: web(Script(ReadRequest, Send("HTTP/1.1 200 OK\r\n\r\n"), Drip(strings.Repeat("x", 100))))},
	{Name: "body is reset", URL: "http://site.example/", Want: measure.BodyReset, Status: 200, Longest: 2 * instant,
		Build: web(Script(ReadRequest, Send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"), Wait(instant/10), Reset))},
	{Name: "body is cut", URL: "http://site.example/", Want: measure.BodyTruncated, Status: 200, Longest: instant,
		Build: web(Script(ReadRequest, Send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")))},
	{Name: "chunked body is cut", URL: "http://site.example/", Want: measure.BodyTruncated, Status: 200, Longest: instant,
		Build: web(Script(ReadRequest, Send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")))},
	{Name: "chunk without a length", URL: "http://site.example/", Want: measure.AnswerMalformed, Status: 200, Longest: instant,
		Build: web(Script(ReadRequest, Send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nhello\r\nabc\r\n")))},
	{Name: "chunked body", URL: "http://site.example/", Status: 200, Longest: instant,
		Build: web(Script(ReadRequest, Send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n")))},
	{Name: "endless body", URL: "http://site.example/", Status: 200, Longest: instant, Build: web(Script(ReadRequest, Send("HTTP/1.1 200 OK\r\n\r\n"), Forever("all is well ")))},
	{Name: "endless refusal", URL: "http://site.example/", Want: measure.StatusUnexpected, Status: 403, Longest: instant,
		Build: web(Script(ReadRequest, Send("HTTP/1.1 403 Forbidden\r\n\r\n"), Forever("go away ")))},
	{Name: "no body at all", URL: "http://site.example/", Status: 204, Longest: instant, Build: web(Script(ReadRequest, Send("HTTP/1.1 204 No Content\r\n\r\n")))},
	{Name: "gzip", URL: "http://site.example/", Status: 200, Longest: instant, Build: web(coded("gzip", func() []byte { return zip([]byte("all is well")) }))},
	{Name: "brotli", URL: "http://site.example/", Status: 200, Longest: instant, Build: web(coded("br", func() []byte { return brot([]byte("all is well")) }))},
	{Name: "zstd", URL: "http://site.example/", Status: 200, Longest: instant, Build: web(coded("zstd", func() []byte { return zst([]byte("all is well")) }))},
	{Name: "gzip in gzip", URL: "http://site.example/", Status: 200, Longest: instant, Build: web(coded("gzip, gzip", func() []byte { return zip(zip([]byte("all is well"))) }))},
	{Name: "gzip that is none", URL: "http://site.example/", Want: measure.DecodeFailed, Status: 200, Longest: instant, Build: web(coded("gzip", func() []byte { return []byte("all is well") }))},
	{Name: "gzip that is damaged", URL: "http://site.example/", Want: measure.DecodeFailed, Status: 200, Longest: instant, Build: web(coded("gzip", func() []byte { return damaged(zip([]byte(strings.Repeat("all is well", 99)))) }))},
	{Name: "gzip bomb", URL: "http://site.example/", Want: measure.DecodeBomb, Status: 200, Longest: instant, Build: web(coded("gzip", func() []byte { return zip(zeroes()) }))},
	{Name: "gzip bomb in a bomb", URL: "http://site.example/", Want: measure.DecodeBomb, Status: 200, Longest: instant, Build: web(coded("gzip, gzip", func() []byte { return zip(zip(zeroes())) }))},
	{Name: "brotli bomb", URL: "http://site.example/", Want: measure.DecodeBomb, Status: 200, Longest: instant, Build: web(coded("br", func() []byte { return brot(zeroes()) }))},
	{Name: "zstd bomb", URL: "http://site.example/", Want: measure.DecodeBomb, Status: 200, Longest: instant, Build: web(coded("zstd", func() []byte { return zst(zeroes()) }))},
	{Name: "zstd that wants much memory", URL: "http://site.example/", Want: measure.DecodeFailed, Status: 200, Longest: instant,
		Build: web(coded("zstd", func() []byte { return []byte{0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa8, 0x01, 0x00, 0x00} }))},
}

// coded answers with what body makes, when it is asked for: bombs are large.
func coded(coding string, body func() []byte) Server {
	return Script(ReadRequest, func(c net.Conn) bool {
		b := body()
		return Send(fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Encoding: %s\r\nContent-Length: %d\r\n\r\n%s", coding, len(b), b))(c)
	})
}

// zeroes is what a bomb decodes to.
func zeroes() []byte { return make([]byte, 16<<20) }

func zip(b []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, _ = w.Write(b) // a bytes.Buffer takes all
	_ = w.Close()
	return out.Bytes()
}

func brot(b []byte) []byte {
	var out bytes.Buffer
	w := brotli.NewWriterLevel(&out, 4)
	_, _ = w.Write(b)
	_ = w.Close()
	return out.Bytes()
}

func zst(b []byte) []byte {
	w, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
	if err != nil {
		panic(err)
	}
	return w.EncodeAll(b, nil)
}

func damaged(b []byte) []byte {
	b[len(b)/2] ^= 0xff
	return b
}
