package faultnet

import (
	"bufio"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// A Step is one thing that a server does with a connection. It returns false
// when the connection is of no more use.
type Step func(c net.Conn) bool

// Script is a server that does one step after the other and closes.
func Script(steps ...Step) Server {
	return func(c *Conn) { play(c, steps) }
}

func play(c net.Conn, steps []Step) {
	for _, s := range steps {
		if !s(c) {
			return
		}
	}
}

// ReadRequest reads a request's header and body.
func ReadRequest(c net.Conn) bool {
	r, err := http.ReadRequest(bufio.NewReader(c))
	if err != nil {
		return false
	}
	_, err = io.Copy(io.Discard, r.Body)
	return err == nil
}

// ReadSome reads what comes first, such as a ClientHello.
func ReadSome(c net.Conn) bool {
	_, err := c.Read(make([]byte, 4096))
	return err == nil
}

// Send writes text.
func Send(text string) Step {
	return func(c net.Conn) bool {
		_, err := io.WriteString(c, text)
		return err == nil
	}
}

// Hang reads what comes and never says a word more, until the client leaves.
func Hang(c net.Conn) bool {
	_, _ = io.Copy(io.Discard, c)
	return false
}

// Wait does nothing for d.
func Wait(d time.Duration) Step {
	return func(net.Conn) bool {
		time.Sleep(d)
		return true
	}
}

// Drip writes text one byte a second.
func Drip(text string) Step {
	return func(c net.Conn) bool {
		for i := range len(text) {
			if _, err := io.WriteString(c, text[i:i+1]); err != nil {
				return false
			}
			time.Sleep(time.Second)
		}
		return true
	}
}

// Forever writes text again and again.
func Forever(text string) Step {
	block := []byte(strings.Repeat(text, 1+4096/len(text)))
	return func(c net.Conn) bool {
		for {
			if _, err := c.Write(block); err != nil {
				return false
			}
		}
	}
}

// Reset cuts the connection as a RST does.
func Reset(c net.Conn) bool {
	if t, ok := c.(*tls.Conn); ok {
		c = t.NetConn()
	}
	if p, ok := c.(*Conn); ok {
		p.Reset()
	}
	return false
}

// TLS makes a handshake as conf says, with ALPN for HTTP/1.1, and then plays
// steps on what is inside. A handshake that fails ends the connection.
func TLS(conf *tls.Config, steps ...Step) Server {
	return func(c *Conn) {
		if conf.NextProtos == nil {
			conf = conf.Clone()
			conf.NextProtos = []string{"http/1.1"}
		}
		t := tls.Server(c, conf)
		if t.Handshake() != nil {
			return
		}
		defer t.Close()
		play(t, steps)
	}
}

// Answer is a whole answer in HTTP/1.1.
func Answer(status int, header, body string) string {
	return "HTTP/1.1 " + strconv.Itoa(status) + " " + http.StatusText(status) + "\r\n" +
		"Content-Length: " + strconv.Itoa(len(body)) + "\r\n" + header + "\r\n" + body
}

// OK answers every request with 200 and a small page.
func OK() Server {
	return Script(ReadRequest, Send(Answer(200, "Content-Type: text/plain\r\n", "all is well")))
}

// HTTP serves h, in HTTP/1.1 or, when conf asks for it, HTTP/2 too.
func HTTP(conf *tls.Config, h http.Handler) Server {
	return func(c *Conn) {
		l := &oneListener{conn: c, done: make(chan struct{})}
		s := &http.Server{Handler: h, ConnState: func(_ net.Conn, state http.ConnState) {
			if state == http.StateClosed || state == http.StateHijacked {
				l.Close()
			}
		}}
		if conf == nil {
			_ = s.Serve(l)
			return
		}
		s.TLSConfig = conf
		_ = s.ServeTLS(l, "", "")
	}
}

// A oneListener accepts one connection and then waits for its end.
type oneListener struct {
	conn net.Conn
	done chan struct{}
	gone bool
	once sync.Once
}

func (l *oneListener) Accept() (net.Conn, error) {
	if !l.gone {
		l.gone = true
		return l.conn, nil
	}
	<-l.done
	return nil, net.ErrClosed
}

func (l *oneListener) Close() error {
	l.once.Do(func() { close(l.done) })
	return nil
}

func (l *oneListener) Addr() net.Addr { return l.conn.LocalAddr() }
