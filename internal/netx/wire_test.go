package netx

import (
	"context"
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

// listen serves each connection with serve, on real sockets.
func listen(t *testing.T, at string, serve func(c *net.TCPConn)) string {
	t.Helper()
	l, err := net.Listen("tcp", at)
	if err != nil {
		t.Skipf("no %s here: %v", at, err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				serve(c.(*net.TCPConn))
			}()
		}
	}()
	return l.Addr().String()
}

func exchange(t *testing.T, raw string, edit func(*Request)) measure.Hop {
	t.Helper()
	u, err := url.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	q := &Request{Method: "GET", URL: u}
	if edit != nil {
		edit(q)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	hop, err := System(Options{Guard: SelfHosted()}).Exchange(ctx, time.Now(), q)
	if err != nil {
		t.Fatalf("our own fault: %v", err)
	}
	return hop
}

func rst(c *net.TCPConn) {
	_ = c.SetLinger(0) // close sends a RST
	_ = c.Close()
}

// read reads until text has come.
func read(c net.Conn, text string) {
	var got strings.Builder
	b := make([]byte, 4096)
	for !strings.Contains(got.String(), text) {
		n, err := c.Read(b)
		got.Write(b[:n])
		if err != nil {
			return
		}
	}
}

func TestResetInEachPhase(t *testing.T) {
	const request, some = "\r\n\r\n", "\x16\x03"
	for _, tt := range []struct {
		name, scheme string
		serve        func(c *net.TCPConn)
		want         measure.Failure
	}{
		{"handshake", "https", func(c *net.TCPConn) { read(c, some); rst(c) }, measure.TLSReset},
		{"handshake closed", "https", func(c *net.TCPConn) { read(c, some) }, measure.TLSClosed},
		{"wait", "http", func(c *net.TCPConn) { read(c, request); rst(c) }, measure.AnswerReset},
		{"wait closed", "http", func(c *net.TCPConn) { read(c, request) }, measure.AnswerClosed},
		{"body", "http", func(c *net.TCPConn) {
			read(c, request)
			io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n"+strings.Repeat("x", 600000))
			rst(c)
		}, measure.BodyReset},
	} {
		t.Run(tt.name, func(t *testing.T) {
			at := listen(t, "127.0.0.1:0", tt.serve)
			hop := exchange(t, tt.scheme+"://"+at+"/", nil)
			if o, _ := hop.Failed(); o.Failure != tt.want {
				t.Errorf("%+v, want %s", o, tt.want)
			}
		})
	}
}

func TestNobodyListens(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := l.Addr().String()
	l.Close()
	hop := exchange(t, "http://"+at+"/", nil)
	if o, _ := hop.Failed(); o.Failure != measure.ConnectRefused || o.Op != measure.Connect {
		t.Errorf("%+v", o)
	}
}

func TestIPv6AndSource(t *testing.T) {
	echo := func(c *net.TCPConn) {
		read(c, "\r\n\r\n")
		text := c.RemoteAddr().String()
		io.WriteString(c, "HTTP/1.1 200 OK\r\n\r\n"+text)
	}
	six := exchange(t, "http://"+listen(t, "[::1]:0", echo)+"/", nil)
	if six.Answer == nil || !strings.HasPrefix(string(six.Answer.Body), "[::1]:") || !six.Addr.Addr().Is6() {
		t.Errorf("%+v", six)
	}
	four := exchange(t, "http://"+listen(t, "127.0.0.1:0", echo)+"/", func(q *Request) { q.Via.Source = netip.MustParseAddr("127.0.0.9") })
	if four.Answer == nil || !strings.HasPrefix(string(four.Answer.Body), "127.0.0.9:") || four.Local.Addr().String() != "127.0.0.9" || four.Request.Source != "127.0.0.9" {
		t.Errorf("%+v", four)
	}
	// An address that is not ours is our own fault, not the target's.
	u, _ := url.Parse("http://" + listen(t, "127.0.0.1:0", echo) + "/")
	_, err := System(Options{Guard: SelfHosted()}).Exchange(t.Context(), time.Now(), &Request{Method: "GET", URL: u, Via: Via{Source: netip.MustParseAddr("203.0.113.77")}})
	if err == nil || !strings.Contains(err.Error(), "local address") {
		t.Errorf("a foreign source address: %v", err)
	}
}

// Real alerts of a real server, in both versions.
func TestAlertsOnTheWire(t *testing.T) {
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		s := httptest.NewUnstartedServer(http.NotFoundHandler())
		s.TLS = &tls.Config{MaxVersion: version, ClientAuth: tls.RequireAnyClientCert}
		s.Config.ErrorLog = log.New(io.Discard, "", 0)
		s.StartTLS()
		hop := exchange(t, s.URL, func(q *Request) { q.TLS.Insecure = true })
		s.Close()
		if o, _ := hop.Failed(); o.Failure != measure.ClientCertRequired || o.Op != measure.TLS || !hop.TLS.ClientCertAsked {
			t.Errorf("%s: %+v", tls.VersionName(version), o)
		}
		if len(hop.TLS.Chain) == 0 || hop.TLS.Version != tls.VersionName(version) {
			t.Errorf("%s: facts are missing: %+v", tls.VersionName(version), hop.TLS)
		}
	}
}

// A server may answer before it has read the whole body, and leave.
func TestAnswerBeforeTheBodyIsRead(t *testing.T) {
	at := listen(t, "127.0.0.1:0", func(c *net.TCPConn) {
		read(c, "\r\n\r\n")
		io.WriteString(c, "HTTP/1.1 413 Content Too Large\r\nContent-Length: 2\r\n\r\nno")
		_ = c.CloseWrite()
		time.AfterFunc(time.Second, func() { c.Close() })
		<-t.Context().Done()
	})
	start := time.Now()
	hop := exchange(t, "http://"+at+"/", func(q *Request) { q.Method, q.Body = "POST", make([]byte, 32<<20) })
	if hop.Answer == nil || hop.Answer.Status != 413 {
		t.Errorf("%+v", hop)
	}
	if d := time.Since(start); d > 2*time.Second {
		t.Errorf("took %v", d)
	}
}

func TestFactsOfRefusedCertificate(t *testing.T) {
	s := httptest.NewUnstartedServer(http.NotFoundHandler())
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	defer s.Close()
	hop := exchange(t, s.URL, nil)
	if o, _ := hop.Failed(); o.Failure != measure.CertUnknownCA {
		t.Errorf("%+v", o)
	}
	if hop.TLS == nil || len(hop.TLS.Chain) != 1 || hop.TLS.Chain[0].SHA256 == "" || hop.TLS.Version == "" || hop.TLS.Cipher == "" || hop.TLS.Group == "" {
		t.Errorf("facts %+v", hop.TLS)
	}
	if hop.Answer != nil {
		t.Error("a request was sent over a connection that was not verified")
	}
}
