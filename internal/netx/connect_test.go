package netx_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/faultnet"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/netx"
)

// ask makes one exchange in a world.
func ask(t *testing.T, w *faultnet.World, raw string, edit func(q *netx.Request)) (measure.Hop, error) {
	t.Helper()
	u, err := url.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	q := &netx.Request{Method: "GET", URL: u}
	q.TLS.Roots = x509.NewCertPool()
	q.TLS.Roots.AppendCertsFromPEM([]byte(w.CA()))
	if edit != nil {
		edit(q)
	}
	ctx, cancel := context.WithTimeout(t.Context(), faultnet.Deadline)
	defer cancel()
	return w.Net().Exchange(ctx, time.Now(), q)
}

// Of several attempts each is recorded, and exactly one decides.
func TestAttempts(t *testing.T) {
	for _, tt := range []struct {
		name  string
		build func(w *faultnet.World)
		want  string // each attempt's failure, the set aside in brackets
		took  time.Duration
		fault bool
	}{
		{"the first answers", func(w *faultnet.World) { w.Serve("192.0.2.1:80", faultnet.OK()) }, "ok", 0, false},
		{"the last answers", func(w *faultnet.World) {
			w.Dials("192.0.2.1:80", faultnet.BlackHole)
			w.Serve("192.0.2.3:80", faultnet.OK())
		}, "(connect_timeout) (connect_refused) ok", 10 * time.Second / 3, false},
		{"none answers", func(w *faultnet.World) { w.Dials("192.0.2.2:80", faultnet.Fails(syscall.EHOSTUNREACH)) },
			"(connect_refused) (connect_unreachable) connect_refused", 0, false},
		{"all are swallowed", func(w *faultnet.World) {
			for _, a := range []string{"192.0.2.1:80", "192.0.2.2:80", "192.0.2.3:80"} {
				w.Dials(a, faultnet.BlackHole)
			}
		}, "(connect_timeout) (connect_timeout) connect_timeout", 10 * time.Second, false},
		{"our fault is not the target's", func(w *faultnet.World) { w.Dials("192.0.2.3:80", faultnet.Fails(syscall.EADDRNOTAVAIL)) },
			"(connect_refused) connect_refused (connect_unreachable)", 0, false},
		{"all are our fault", func(w *faultnet.World) {
			for _, a := range []string{"192.0.2.1:80", "192.0.2.2:80", "192.0.2.3:80"} {
				w.Dials(a, faultnet.Fails(syscall.EMFILE))
			}
		}, "(connect_unreachable) (connect_unreachable) (connect_unreachable)", 0, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				defer time.Sleep(time.Minute)
				w := faultnet.New()
				w.Name("site.example", "192.0.2.1", "192.0.2.2", "192.0.2.3")
				tt.build(w)
				began := time.Now()
				hop, err := ask(t, w, "http://site.example/", nil)
				if (err != nil) != tt.fault {
					t.Errorf("fault %v", err)
				}
				if d := time.Since(began).Truncate(time.Millisecond); d != tt.took.Truncate(time.Millisecond) {
					t.Errorf("took %v, want %v", d, tt.took)
				}
				var got []string
				for _, o := range hop.Observations {
					if o.Op != measure.Connect {
						continue
					}
					s := string(o.Failure)
					if s == "" {
						s = "ok"
					}
					if o.Aside {
						s = "(" + s + ")"
					}
					got = append(got, s)
				}
				if s := strings.Join(got, " "); s != tt.want {
					t.Errorf("%s, want %s", s, tt.want)
				}
			})
		})
	}
}

// The network of a target is unreachable when a router says so; when our own
// system knows no way there, nothing was learnt of the target.
func TestUnreachable(t *testing.T) {
	w := faultnet.New()
	w.Dials("127.0.0.1:80", faultnet.Fails(syscall.ENETUNREACH))
	n := w.Net()
	n.Guard = netx.SelfHosted()
	u, _ := url.Parse("http://127.0.0.1/") // we do have a route there
	hop, err := n.Exchange(t.Context(), time.Now(), &netx.Request{Method: "GET", URL: u})
	if o, _ := hop.Failed(); err != nil || o.Failure != measure.ConnectUnreachable {
		t.Errorf("%+v, %v", o, err)
	}
	// Without a zone there is no way to a link-local address, on any machine.
	w.Dials("[fe80::1]:80", faultnet.Fails(syscall.ENETUNREACH))
	n.Guard.AllowMetadata = true
	u, _ = url.Parse("http://[fe80::1]/")
	hop, err = n.Exchange(t.Context(), time.Now(), &netx.Request{Method: "GET", URL: u})
	if _, failed := hop.Failed(); failed || err == nil || !strings.Contains(err.Error(), "no route") {
		t.Errorf("%+v, %v", hop, err)
	}
}

// What a handshake shows is kept, whole chain and wanted authorities too.
func TestTLSFacts(t *testing.T) {
	w := faultnet.New()
	w.Name("site.example", "192.0.2.1")
	cert := w.Certificate("site.example", time.Hour, nil)
	ca, err := x509.ParseCertificates(pemBytes(t, w.CA()))
	if err != nil {
		t.Fatal(err)
	}
	cert.Certificate = append(cert.Certificate, ca[0].Raw)
	pool := x509.NewCertPool()
	pool.AddCert(ca[0])
	w.Serve("192.0.2.1:443", faultnet.HTTP(&tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.VerifyClientCertIfGiven, ClientCAs: pool}, http.NotFoundHandler()))
	hop, err := ask(t, w, "https://site.example/", nil)
	if err != nil || hop.TLS == nil {
		t.Fatalf("%+v, %v", hop, err)
	}
	f := hop.TLS
	if f.Version != "TLS 1.3" || f.Cipher == "" || f.Group == "" || f.ALPN != "h2" || !f.ClientCertAsked || len(f.AcceptableCAs) != 1 || f.AcceptableCAs[0] != "CN=Faultnet CA" {
		t.Errorf("%+v", f)
	}
	if len(f.Chain) != 2 || f.Chain[0].Subject != "CN=site.example" || f.Chain[0].Issuer != "CN=Faultnet CA" || f.Chain[1].Subject != "CN=Faultnet CA" || f.Chain[0].KeyType != "ECDSA P-256" || len(f.Chain[0].SHA256) != 64 {
		t.Errorf("%+v", f.Chain)
	}
	if hop.Answer.Status != 404 || hop.Answer.Proto != "HTTP/2.0" || hop.Answer.Get("content-type") == "" || hop.Answer.Header[0].Name != strings.ToLower(hop.Answer.Header[0].Name) {
		t.Errorf("%+v", hop.Answer)
	}
}

// HTTP/2 sends the fields that were given and none of its own.
func TestHTTP2Request(t *testing.T) {
	w := faultnet.New()
	w.Name("site.example", "192.0.2.1")
	var got *http.Request
	var body []byte
	w.Serve("192.0.2.1:443", faultnet.HTTP(&tls.Config{Certificates: []tls.Certificate{w.Certificate("site.example", time.Hour, nil)}}, http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		got = r
		body, _ = io.ReadAll(r.Body)
		io.WriteString(rw, "hello")
	})))
	hop, err := ask(t, w, "https://site.example/a%2Fb?c", func(q *netx.Request) {
		q.Method, q.Body = "POST", []byte("x=y")
		q.Header = []measure.Field{{Name: "Host", Value: "other.example"}, {Name: "X-One", Value: "1"}, {Name: "X-One", Value: "2"}}
	})
	if err != nil || hop.Answer == nil || string(hop.Answer.Body) != "hello" {
		t.Fatalf("%+v, %v", hop, err)
	}
	if got.ProtoMajor != 2 || got.Host != "other.example" || got.RequestURI != "/a%2Fb?c" || string(body) != "x=y" || strings.Join(got.Header["X-One"], ",") != "1,2" {
		t.Errorf("%+v, body %q", got, body)
	}
	for _, name := range []string{"User-Agent", "Accept-Encoding", "Accept", "Connection"} {
		if v, ok := got.Header[name]; ok {
			t.Errorf("%s: %q was sent", name, v)
		}
	}
	hop, _ = ask(t, w, "https://site.example/", func(q *netx.Request) { q.Method = "HEAD" })
	if hop.Answer == nil || hop.Answer.Status != 200 || hop.Answer.Size != 0 {
		t.Errorf("%+v", hop)
	}
}
