package faultnet

import (
	"io"
	"net"
	"os"
	"sync"
	"syscall"
	"time"
)

// buffered is how much a direction of a connection holds until it is read,
// like a socket: two sides may write at the same time.
const buffered = 64 << 10

// A half is one direction of a connection.
type half struct {
	mu     sync.Mutex
	change sync.Cond
	buf    []byte
	end    error // what a reader gets once buf is empty
	broken error // what a writer gets
}

func newHalf() *half {
	h := new(half)
	h.change.L = &h.mu
	return h
}

// finish ends the direction: nothing more is written, and what was is read.
func (h *half) finish(reader, writer error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.end == nil {
		h.end = reader
	}
	if h.broken == nil {
		h.broken = writer
	}
	h.change.Broadcast()
}

// A limit is a deadline of one end for one direction.
type limit struct {
	at    time.Time
	timer *time.Timer
}

func (l *limit) past() bool { return !l.at.IsZero() && !time.Now().Before(l.at) }

func (h *half) setLimit(l *limit, t time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if l.timer != nil {
		l.timer.Stop()
		l.timer = nil
	}
	if l.at = t; !t.IsZero() {
		l.timer = time.AfterFunc(time.Until(t), func() {
			h.mu.Lock()
			defer h.mu.Unlock()
			h.change.Broadcast()
		})
	}
	h.change.Broadcast()
}

func (h *half) read(p []byte, l *limit) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for {
		switch {
		case l.past():
			return 0, os.ErrDeadlineExceeded
		case len(h.buf) > 0:
			n := copy(p, h.buf)
			h.buf = h.buf[n:]
			h.change.Broadcast()
			return n, nil
		case h.end != nil:
			return 0, h.end
		}
		h.change.Wait()
	}
}

func (h *half) write(p []byte, l *limit) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	done := 0
	for {
		switch {
		case h.broken != nil:
			return done, h.broken
		case l.past():
			return done, os.ErrDeadlineExceeded
		case done == len(p):
			return done, nil
		}
		if n := min(buffered-len(h.buf), len(p)-done); n > 0 {
			h.buf = append(h.buf, p[done:done+n]...)
			done += n
			h.change.Broadcast()
			continue
		}
		h.change.Wait()
	}
}

// A Conn is one end of a connection in memory. It behaves like a TCP
// connection, with deadlines that a synctest bubble understands.
type Conn struct {
	in, out               *half
	readLimit, writeLimit limit // each under the lock of its half
	local, remote         net.Addr
	closeOnce             sync.Once
	reading, writing      sync.Mutex // one of each at a time
}

// Pipe returns the two ends of a connection.
func Pipe(client, server net.Addr) (*Conn, *Conn) {
	up, down := newHalf(), newHalf()
	return &Conn{in: down, out: up, local: client, remote: server}, &Conn{in: up, out: down, local: server, remote: client}
}

func (c *Conn) Read(p []byte) (int, error) {
	c.reading.Lock()
	defer c.reading.Unlock()
	return c.in.read(p, &c.readLimit)
}

func (c *Conn) Write(p []byte) (int, error) {
	c.writing.Lock()
	defer c.writing.Unlock()
	return c.out.write(p, &c.writeLimit)
}

// Close ends the connection in order: the other side reads what was written,
// then io.EOF.
func (c *Conn) Close() error {
	c.closeOnce.Do(func() {
		c.out.finish(io.EOF, net.ErrClosed)
		c.in.finish(net.ErrClosed, syscall.EPIPE)
		_ = c.SetDeadline(time.Time{})
	})
	return nil
}

// Reset ends the connection as a RST does: the other side's next operation
// fails, and what it has not read is lost.
func (c *Conn) Reset() {
	c.out.mu.Lock()
	c.out.buf = nil
	c.out.mu.Unlock()
	c.out.finish(reset("read"), net.ErrClosed)
	c.in.finish(net.ErrClosed, reset("write"))
	_ = c.Close()
}

func reset(op string) error {
	return &net.OpError{Op: op, Net: "tcp", Err: os.NewSyscallError(op, syscall.ECONNRESET)}
}

// LocalAddr returns this end's address.
func (c *Conn) LocalAddr() net.Addr { return c.local }

// RemoteAddr returns the other end's address.
func (c *Conn) RemoteAddr() net.Addr { return c.remote }

// SetDeadline bounds reads and writes, also those that wait already.
func (c *Conn) SetDeadline(t time.Time) error {
	c.in.setLimit(&c.readLimit, t)
	c.out.setLimit(&c.writeLimit, t)
	return nil
}

// SetReadDeadline bounds reads.
func (c *Conn) SetReadDeadline(t time.Time) error {
	c.in.setLimit(&c.readLimit, t)
	return nil
}

// SetWriteDeadline bounds writes.
func (c *Conn) SetWriteDeadline(t time.Time) error {
	c.out.setLimit(&c.writeLimit, t)
	return nil
}
