package netx

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http/httputil"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

// HTTP/1.x is written and read here and not by net/http: a refusal can hang on
// the order and the case of a request's fields, and on a request in HTTP/1.0;
// the order and case of an answer's fields tell who wrote it; and net/http's
// two goroutines and buffers for each connection are half the cost of a check.

// buffers are what one exchange needs for a while.
type buffers struct {
	br  *bufio.Reader
	raw []byte // a head, either way
}

var bufferPool = sync.Pool{New: func() any {
	return &buffers{br: bufio.NewReaderSize(nil, 4<<10), raw: make([]byte, 0, 2<<10)}
}}

func takeBuffers(c net.Conn) *buffers {
	b := bufferPool.Get().(*buffers)
	b.br.Reset(c)
	return b
}

func (b *buffers) release() {
	b.br.Reset(nil)
	if cap(b.raw) > maxHead/4 {
		b.raw = make([]byte, 0, 2<<10)
	}
	bufferPool.Put(b)
}

// http1 sends q over c and reads the answer into r.
func http1(r *Recorder, q *Request, c net.Conn) {
	b := takeBuffers(c)
	defer b.release()
	version := "HTTP/1.1"
	if q.Proto == HTTP10 {
		version = "HTTP/1.0"
	}
	b.raw = appendHead(b.raw[:0], q.Method, q.target(), version, r.Hop.Request.Header)

	start := time.Now()
	written := send(c, b.raw, q.Body)
	_, err := b.br.Peek(1)
	first := time.Since(start)
	var h head
	if err == nil {
		h, err = finalHead(b)
	}
	if err != nil {
		unblock(c, written)
		if s, ok := c.(*secured); ok && s.late(r, err) {
			return
		}
		code, text := Classify(measure.Wait, err)
		if code == measure.TLSNotTLS {
			code = measure.AnswerMalformed
		}
		r.add(measure.Wait, hostOf(q), start, failed{code, text})
		return
	}
	r.add(measure.Wait, hostOf(q), start, failed{})
	r.last().Took = first
	r.Hop.Answer = &measure.Answer{Status: h.status, Reason: h.reason, Proto: h.proto, Header: h.header}
	if !wanted(q, r.Hop.Answer) {
		unblock(c, written)
		return
	}
	transfer(r, q, start.Add(first), func() (io.Reader, int64, error) { return framing(q.Method, h, b.br) })
	unblock(c, written)
}

// send writes head and body. A large body is written beside the reading: a
// server may answer before it has read it all. The channel, if any, is closed
// when the writing has ended.
func send(c net.Conn, head, body []byte) chan struct{} {
	const together = 8 << 10
	if len(body) <= together {
		head = append(head, body...)
		_, _ = c.Write(head) // a server that reads no further may have answered
		return nil
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		if _, err := c.Write(head); err == nil {
			_, _ = c.Write(body)
		}
	}()
	return done
}

// unblock ends a writing that nobody reads.
func unblock(c net.Conn, written chan struct{}) {
	if written == nil {
		return
	}
	_ = c.SetDeadline(longAgo)
	<-written
}

var longAgo = time.Unix(1, 0)

// finalHead reads past informational answers (RFC 9110 section 15.2); 101
// ends HTTP and is final.
func finalHead(b *buffers) (head, error) {
	budget := maxHead
	for range maxInterim {
		h, err := readHead(b.br, b.raw[len(b.raw):], &budget)
		if err != nil || h.status >= 200 || h.status == 101 {
			return h, err
		}
	}
	return head{}, fail(measure.AnswerMalformed, "the server sends informational answers without end")
}

// framing returns what delimits the body (RFC 9112 section 6.3), and how long
// it is, or -1.
func framing(method string, h head, br *bufio.Reader) (io.Reader, int64, error) {
	if method == "HEAD" || h.status < 200 || h.status == 204 || h.status == 304 {
		return nil, 0, nil
	}
	if te := measure.Get(h.header, "Transfer-Encoding"); te != "" {
		if last := te[strings.LastIndexByte(te, ',')+1:]; strings.EqualFold(trimOWS(last), "chunked") {
			return httputil.NewChunkedReader(br), -1, nil
		}
		return br, -1, nil
	}
	length := int64(-1)
	for _, f := range h.header {
		if len(f.Name) != len("Content-Length") || !strings.EqualFold(f.Name, "Content-Length") {
			continue
		}
		for v := range strings.SplitSeq(f.Value, ",") {
			n, err := strconv.ParseUint(trimOWS(v), 10, 63)
			if err != nil || length >= 0 && length != int64(n) {
				return nil, 0, fail(measure.AnswerMalformed, "the Content-Length is not a number, or there are several")
			}
			length = int64(n)
		}
	}
	if length < 0 {
		return br, -1, nil
	}
	return &exactReader{br, length}, length, nil
}

// An exactReader is a body of known length: it ends early with
// [io.ErrUnexpectedEOF].
type exactReader struct {
	r    io.Reader
	left int64
}

func (e *exactReader) Read(p []byte) (int, error) {
	if e.left <= 0 {
		return 0, io.EOF
	}
	if int64(len(p)) > e.left {
		p = p[:e.left]
	}
	n, err := e.r.Read(p)
	e.left -= int64(n)
	if errors.Is(err, io.EOF) && e.left > 0 {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}
