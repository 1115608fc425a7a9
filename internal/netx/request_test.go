package netx

import (
	"errors"
	"io"
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

// What is sent, byte for byte.
func TestRequestBytes(t *testing.T) {
	f := func(pairs ...string) []measure.Field {
		var out []measure.Field
		for i := 0; i < len(pairs); i += 2 {
			out = append(out, measure.Field{Name: pairs[i], Value: pairs[i+1]})
		}
		return out
	}
	for _, tt := range []struct {
		name, path string
		q          Request
		want       string // with AT for the server's address
	}{
		{"least", "/a?b=c", Request{Method: "GET"}, "GET /a?b=c HTTP/1.1\r\nHost: AT\r\nConnection: close\r\n\r\n"},
		{"order and case are kept", "/", Request{Method: "GET", Header: f("x-LOWER", "1", "Accept", "*/*", "x-LOWER", "2")},
			"GET / HTTP/1.1\r\nHost: AT\r\nx-LOWER: 1\r\nAccept: */*\r\nx-LOWER: 2\r\nConnection: close\r\n\r\n"},
		{"own Host, where it was put", "/", Request{Method: "GET", Header: f("A", "1", "host", "other.example")},
			"GET / HTTP/1.1\r\nA: 1\r\nhost: other.example\r\nConnection: close\r\n\r\n"},
		{"without defaults", "/", Request{Method: "GET", Without: []string{"host", "Connection"}}, "GET / HTTP/1.1\r\n\r\n"},
		{"own Connection", "/", Request{Method: "GET", Header: f("Connection", "keep-alive")}, "GET / HTTP/1.1\r\nHost: AT\r\nConnection: keep-alive\r\n\r\n"},
		{"HTTP/1.0", "/", Request{Method: "HEAD", Proto: HTTP10}, "HEAD / HTTP/1.0\r\nHost: AT\r\nConnection: close\r\n\r\n"},
		{"body", "/", Request{Method: "POST", Body: []byte("a=b")}, "POST / HTTP/1.1\r\nHost: AT\r\nContent-Length: 3\r\nConnection: close\r\n\r\na=b"},
		{"empty body", "/", Request{Method: "POST"}, "POST / HTTP/1.1\r\nHost: AT\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"},
		{"escapes stay", "/a%2Fb%20c//d/?q=%41&x=a+b", Request{Method: "GET"}, "GET /a%2Fb%20c//d/?q=%41&x=a+b HTTP/1.1\r\nHost: AT\r\nConnection: close\r\n\r\n"},
		{"query without a value", "/?", Request{Method: "GET"}, "GET /? HTTP/1.1\r\nHost: AT\r\nConnection: close\r\n\r\n"},
	} {
		got := make(chan string, 1)
		at := listen(t, "127.0.0.1:0", func(c *net.TCPConn) {
			b := make([]byte, 4096)
			n, _ := c.Read(b)
			got <- string(b[:n])
			io.WriteString(c, "HTTP/1.1 204 No Content\r\n\r\n")
		})
		hop := exchange(t, "http://"+at+tt.path, func(q *Request) {
			u := q.URL
			*q = tt.q
			q.URL = u
		})
		want := strings.ReplaceAll(tt.want, "AT", at)
		if text := <-got; text != want {
			t.Errorf("%s:\n%q, want\n%q", tt.name, text, want)
		}
		if rec := appendHead(nil, hop.Request.Method, tt.path, "HTTP/1.1", hop.Request.Header); !strings.HasPrefix(strings.ReplaceAll(want, "HTTP/1.0", "HTTP/1.1"), string(rec)) {
			t.Errorf("%s: recorded %q, sent %q", tt.name, rec, want)
		}
	}
}

func TestDefaultHost(t *testing.T) {
	for raw, want := range map[string]string{
		"http://a.example/": "a.example", "http://a.example:80/": "a.example", "https://a.example:443/": "a.example", "https://a.example:80/": "a.example:80",
		"http://[::1]:80/": "[::1]", "http://[::1]:8080/": "[::1]:8080", "http://a.example:/": "a.example",
	} {
		u, err := url.Parse(raw)
		if err != nil {
			t.Fatal(err)
		}
		if got := (&Request{URL: u}).host(); got != want {
			t.Errorf("%s: %s, want %s", raw, got, want)
		}
	}
}

func TestConnectTo(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, r.Host) }))
	defer s.Close()
	hop := exchange(t, "http://nosuch.example/x", func(q *Request) { q.Via.ConnectTo = netip.MustParseAddrPort(s.Listener.Addr().String()) })
	if hop.Answer == nil || string(hop.Answer.Body) != "nosuch.example" {
		t.Errorf("%+v", hop)
	}
	for _, o := range hop.Observations {
		if o.Op == measure.Resolve {
			t.Error("a name was looked up although the address is given")
		}
	}
}

// A real proxy: CONNECT with credentials for https, the whole URL for http.
func TestProxy(t *testing.T) {
	target := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Proxy-Authorization") != "" {
			t.Error("the target sees the proxy's credentials")
		}
		io.WriteString(w, "through")
	}))
	defer target.Close()
	var asked string
	forward := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if user, pass, ok := proxyAuth(r); !ok || user != "al" || pass != "p:w" {
			w.Header().Set("Proxy-Authenticate", "Basic realm=x")
			http.Error(w, "who are you?", http.StatusProxyAuthRequired)
			return
		}
		asked = r.Method + " " + r.RequestURI
		if r.Method != http.MethodConnect {
			io.WriteString(w, "plain")
			return
		}
		c, err := net.Dial("tcp", r.Host)
		if err != nil {
			t.Error(err)
			return
		}
		w.WriteHeader(http.StatusOK)
		in, early, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		go func() {
			io.Copy(c, early) // the server may have read on
			c.Close()
		}()
		io.Copy(in, c)
		in.Close()
	})
	proxy, secret := httptest.NewServer(forward), httptest.NewTLSServer(forward)
	defer proxy.Close()
	defer secret.Close()
	via := func(user *url.Userinfo) func(q *Request) {
		return func(q *Request) {
			q.Proxy, _ = url.Parse(proxy.URL)
			q.Proxy.User, q.TLS.Insecure = user, true
		}
	}
	good := url.UserPassword("al", "p:w")
	hop := exchange(t, target.URL+"/x", via(good))
	if hop.Answer == nil || string(hop.Answer.Body) != "through" || asked != "CONNECT "+strings.TrimPrefix(target.URL, "https://") {
		t.Errorf("%s: %+v", asked, hop)
	}
	if hop.Request.Proxy != proxy.URL {
		t.Errorf("proxy %q", hop.Request.Proxy)
	}
	hop = exchange(t, "http://site.example/x?y", via(good))
	if hop.Answer == nil || string(hop.Answer.Body) != "plain" || asked != "GET http://site.example/x?y" {
		t.Errorf("%s: %+v", asked, hop)
	}
	for _, to := range []string{target.URL + "/x", "http://site.example/x"} {
		hop = exchange(t, to, func(q *Request) {
			via(good)(q)
			q.Proxy.Scheme, q.Proxy.Host = "https", secret.Listener.Addr().String()
		})
		if hop.Answer == nil || hop.Answer.Status != 200 {
			t.Errorf("%s through a proxy that speaks TLS: %+v", to, hop)
		}
	}
	hop = exchange(t, target.URL+"/x", via(nil))
	if o, _ := hop.Failed(); o.Failure != measure.ProxyAuth || hop.Answer == nil || hop.Answer.Status != 407 || hop.Answer.Get("Proxy-Authenticate") == "" {
		t.Errorf("%+v", hop)
	}
}

func proxyAuth(r *http.Request) (user, pass string, ok bool) {
	r.Header.Set("Authorization", r.Header.Get("Proxy-Authorization"))
	return r.BasicAuth()
}

func TestClientObeysGuard(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/away" {
			http.Redirect(w, r, "http://169.254.169.254/latest/meta-data/", http.StatusFound)
		}
	}))
	defer s.Close()
	if _, err := Client(Hosted(), time5).Get(s.URL); !isForbidden(err) {
		t.Errorf("loopback through a hosted guard: %v", err)
	}
	resp, err := Client(SelfHosted(), time5).Get(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if _, err := Client(SelfHosted(), time5).Get(s.URL + "/away"); !isForbidden(err) {
		t.Errorf("a redirect to the metadata service: %v", err)
	}
}

const time5 = 5 * time.Second

func isForbidden(err error) bool {
	_, ok := errors.AsType[*ForbiddenError](err)
	return ok
}
