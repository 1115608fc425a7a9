package probe

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/faultnet"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/netx"
	"github.com/uptimesignal/uptimesignal/internal/problem"
)

const target = "192.0.2.10:80"

// worlds are what every kind of check must survive.
var worlds = []struct {
	name  string
	build func(w *faultnet.World)
	want  []measure.Failure // one of them; a kind that cannot see it may say OK
	fault bool
}{
	{"refused", func(*faultnet.World) {}, []measure.Failure{measure.ConnectRefused}, false},
	{"black hole", func(w *faultnet.World) { w.Dials(target, faultnet.BlackHole) }, []measure.Failure{measure.ConnectTimeout}, false},
	{"accepts and says nothing", func(w *faultnet.World) { w.Serve(target, faultnet.Script(faultnet.Hang)) }, []measure.Failure{measure.AnswerTimeout, measure.TLSTimeout}, false},
	{"drips for ever", func(w *faultnet.World) {
		w.Serve(target, faultnet.Script(faultnet.Drip(strings.Repeat("HTTP/1.1 ", 99))))
	}, []measure.Failure{measure.AnswerTimeout, measure.TLSTimeout}, false},
	{"talks without end", func(w *faultnet.World) { w.Serve(target, faultnet.Script(faultnet.Forever("x"))) }, []measure.Failure{measure.AnswerMalformed, measure.AnswerTimeout}, false},
	{"reset", func(w *faultnet.World) { w.Serve(target, faultnet.Script(faultnet.ReadSome, faultnet.Reset)) }, []measure.Failure{measure.AnswerReset, measure.TLSReset}, false},
	{"no descriptors left", func(w *faultnet.World) { w.Dials(target, faultnet.Fails(syscall.EMFILE)) }, nil, true},
}

// Every kind of check keeps the contract of Kind.
func TestEveryKind(t *testing.T) {
	seen := map[string]bool{}
	for _, k := range Kinds {
		if seen[k.Name] {
			t.Errorf("two kinds are called %s", k.Name)
		}
		seen[k.Name] = true
		if found, ok := Find(k.Name); !ok || found.Title != k.Title {
			t.Errorf("%s is not found", k.Name)
		}
		t.Run(k.Name+"/declaration", func(t *testing.T) { declared(t, k) })
		for _, w := range worlds {
			t.Run(k.Name+"/"+w.name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					defer time.Sleep(20 * time.Minute) // the made-up servers see that they are alone
					world := faultnet.New()
					w.build(world)
					ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
					defer cancel()
					job := monitor.Job{Monitor: monitor.Monitor{ID: "m", Kind: k.Name, Spec: k.Sample(target)}, Reason: monitor.Recheck, Place: "home"}
					r := k.Run(ctx, world.Net(), job)
					if d := time.Since(r.At); d > 10*time.Second {
						t.Errorf("took %v with a limit of 10s", d)
					}
					if r.Monitor != "m" || r.Place != "home" || r.Reason != monitor.Recheck {
						t.Errorf("the report is not of the job: %+v", r)
					}
					if w.fault != (r.Fault != "") {
						t.Fatalf("fault %q, want one: %v", r.Fault, w.fault)
					}
					if w.fault {
						return
					}
					complete(t, &r)
					o, failed := r.Failed()
					for _, want := range w.want {
						failed = failed && o.Failure != want
					}
					if failed {
						t.Errorf("failure %q, want one of %q", o.Failure, w.want)
					}
				})
			})
		}
	}
	if _, ok := Find("nosuch"); ok {
		t.Error("a kind is found that does not exist")
	}
}

func declared(t *testing.T, k Kind) {
	if k.Title == "" || k.Doc == "" || len(k.Fields) == 0 || k.Run == nil || k.Check == nil || k.Target == nil || k.Host == nil || k.Sample == nil {
		t.Fatal("incomplete")
	}
	for _, f := range k.Fields {
		if f.Name == "" || f.Label == "" || f.Help == "" {
			t.Errorf("field %+v wants a name, a label and a help text", f)
		}
	}
	sample := k.Sample(target)
	if err := k.Check(sample); err != nil {
		t.Errorf("the sample is refused: %v", err)
	}
	if got := k.Host(sample); got != "192.0.2.10" {
		t.Errorf("host %q", got)
	}
	if got := k.Target(sample); !strings.Contains(got, target) {
		t.Errorf("target %q", got)
	}
	for _, bad := range []string{``, `{`, `[]`, `null`, `5`, `"x"`, `{"nosuch":1}`, `{}`, `{} {}`} {
		err := k.Check(json.RawMessage(bad))
		if !problem.Is(err, problem.Invalid) {
			t.Errorf("%s: %v is no problem of the input", bad, err)
		}
		k.Target(json.RawMessage(bad)) // must not panic
		k.Host(json.RawMessage(bad))
		r := k.Run(t.Context(), faultnet.New().Net(), monitor.Job{Monitor: monitor.Monitor{Spec: json.RawMessage(bad)}})
		if r.Fault == "" {
			t.Errorf("%s: a spec that does not decode is no fault of ours", bad)
		}
	}
	var secrets bool
	for _, f := range k.Fields {
		secrets = secrets || f.Secret
	}
	if k.Name == "http" && !secrets {
		t.Error("no field is a secret")
	}
}

// A panic-free, leak-free client is no use if the deadline of the caller does
// not hold: cancelling stops a check at once, and that is nobody's failure.
func TestCancel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		defer time.Sleep(time.Minute)
		w := faultnet.New()
		w.Serve(target, faultnet.Script(faultnet.Hang))
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		time.AfterFunc(time.Second, cancel)
		r := RunHTTP(ctx, w.Net(), DefaultHTTP("http://"+target+"/"), monitor.Expectation{})
		if r.Fault == "" || r.Took != time.Second {
			t.Errorf("after %v: fault %q", r.Took, r.Fault)
		}
	})
}

// What a request looks like when its owner says nothing, and when he does.
func TestHeadersSent(t *testing.T) {
	for _, tt := range []struct {
		name string
		edit func(h *HTTP)
		want string
	}{
		{"defaults", func(*HTTP) {}, "Host: 192.0.2.10|User-Agent: " + UserAgent + "|Accept: */*|Accept-Encoding: gzip, deflate, br, zstd|Connection: close"},
		{"own user agent", func(h *HTTP) { h.UserAgent = "x/1" }, "Host: 192.0.2.10|User-Agent: x/1|Accept: */*|Accept-Encoding: gzip, deflate, br, zstd|Connection: close"},
		{"no user agent", func(h *HTTP) { h.NoUserAgent = true }, "Host: 192.0.2.10|Accept: */*|Accept-Encoding: gzip, deflate, br, zstd|Connection: close"},
		{"defaults removed", func(h *HTTP) {
			h.Headers = headerList("user-agent", "", "Accept", "", "Accept-Encoding", "", "connection", "", "HOST", "")
		}, ""},
		{"own fields as written", func(h *HTTP) { h.Headers = headerList("accept", "a/b", "X-one", "1", "Host", "other") },
			"User-Agent: " + UserAgent + "|Accept-Encoding: gzip, deflate, br, zstd|accept: a/b|X-one: 1|Host: other|Connection: close"},
		{"basic", func(h *HTTP) {
			h.BasicUser, h.BasicPassword, h.Headers = "al", "p", headerList("User-Agent", "", "Accept", "", "Accept-Encoding", "")
		},
			"Host: 192.0.2.10|Authorization: Basic YWw6cA==|Connection: close"},
		{"bearer", func(h *HTTP) {
			h.Bearer, h.Headers = "t", headerList("User-Agent", "", "Accept", "", "Accept-Encoding", "")
		},
			"Host: 192.0.2.10|Authorization: Bearer t|Connection: close"},
		{"credentials of the URL", func(h *HTTP) {
			h.URL, h.Headers = "http://al:p@192.0.2.10/", headerList("User-Agent", "", "Accept", "", "Accept-Encoding", "")
		},
			"Host: 192.0.2.10|Authorization: Basic YWw6cA==|Connection: close"},
	} {
		w := faultnet.New()
		got := make(chan string, 1)
		w.Serve(target, faultnet.Script(func(c net.Conn) bool {
			got <- requestHead(c)
			return false
		}))
		spec := DefaultHTTP("http://192.0.2.10/")
		tt.edit(&spec)
		RunHTTP(t.Context(), w.Net(), spec, monitor.Expectation{})
		if text := <-got; text != tt.want {
			t.Errorf("%s:\n%s, want\n%s", tt.name, text, tt.want)
		}
	}
}

// requestHead reads a request and returns its fields, joined by |.
func requestHead(c net.Conn) string {
	var lines []string
	s := bufio.NewScanner(c)
	for s.Scan() && s.Text() != "" {
		lines = append(lines, s.Text())
	}
	if len(lines) == 0 {
		return "nothing"
	}
	return strings.Join(lines[1:], "|")
}

// Redirects to another host leave credentials behind and say so.
func TestRedirectDropsCredentials(t *testing.T) {
	for to, kept := range map[string]bool{"http://site.example/b": true, "http://SITE.example/b": true, "http://sub.site.example/b": false, "http://site.example:81/b": false} {
		w := faultnet.New()
		w.Name("site.example", "192.0.2.10")
		w.Name("sub.site.example", "192.0.2.11")
		var second http.Header
		serve := faultnet.HTTP(nil, http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/a" {
				http.Redirect(rw, r, to, http.StatusFound)
				return
			}
			second = r.Header.Clone()
		}))
		for _, at := range []string{"192.0.2.10:80", "192.0.2.10:81", "192.0.2.11:80"} {
			w.Serve(at, serve)
		}
		spec := DefaultHTTP("http://site.example/a")
		spec.Bearer = "secret"
		spec.Headers = headerList("X-Api-Key", "k", "Cookie", "a=b", "X-Other", "o")
		r := RunHTTP(t.Context(), w.Net(), spec, monitor.Expectation{})
		if r.Status() != 200 || len(r.Hops) != 2 {
			t.Fatalf("%s: %+v", to, r)
		}
		for _, name := range []string{"Authorization", "X-Api-Key", "Cookie"} {
			if (second.Get(name) != "") != kept {
				t.Errorf("%s: %s kept: %v", to, name, !kept)
			}
		}
		if second.Get("X-Other") != "o" || (len(r.Hops[1].Dropped) == 0) != kept {
			t.Errorf("%s: %v, dropped %v", to, second, r.Hops[1].Dropped)
		}
	}
}

func TestRedirectMethods(t *testing.T) {
	for _, tt := range []struct {
		status       int
		method, want string
	}{{301, "POST", "GET"}, {302, "POST", "GET"}, {303, "POST", "GET"}, {307, "POST", "POST"}, {308, "POST", "POST"}, {303, "HEAD", "HEAD"}, {302, "PUT", "PUT"}, {303, "PUT", "GET"}} {
		if got := methodAfter(tt.status, tt.method); got != tt.want {
			t.Errorf("%d after %s: %s, want %s", tt.status, tt.method, got, tt.want)
		}
	}
	w := faultnet.New()
	var log bytes.Buffer
	w.Serve(target, faultnet.HTTP(nil, http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		var body bytes.Buffer
		_, _ = body.ReadFrom(r.Body)
		log.WriteString(r.Method + r.URL.Path + body.String() + r.Header.Get("Content-Type") + " ")
		switch r.URL.Path {
		case "/a":
			http.Redirect(rw, r, "/b", http.StatusTemporaryRedirect)
		case "/b":
			http.Redirect(rw, r, "/c", http.StatusSeeOther)
		}
	})))
	spec := DefaultHTTP("http://192.0.2.10/a")
	spec.Method, spec.Body, spec.Headers = "POST", "x", headerList("Content-Type", "t/t")
	RunHTTP(t.Context(), w.Net(), spec, monitor.Expectation{})
	if log.String() != "POST/axt/t POST/bxt/t GET/c " {
		t.Error(log.String())
	}
	spec.MaxRedirects = 0
	if r := RunHTTP(t.Context(), w.Net(), spec, monitor.Expectation{}); r.Status() != 307 || len(r.Hops) != 1 {
		t.Errorf("redirects are followed although none may be: %+v", r)
	}
}

// A client certificate and a fixed address are for the first host only.
func TestRedirectDropsRoute(t *testing.T) {
	q := &netx.Request{Method: "GET", URL: &url.URL{Scheme: "https", Host: "a.example", Path: "/"}}
	q.Via.ConnectTo = netip.MustParseAddrPort("192.0.2.1:443")
	q.TLS.Certificate = new(tls.Certificate)
	for to, kept := range map[string]bool{"https://a.example/x": true, "https://b.example/": false, "http://a.example/": false} {
		u, err := url.Parse(to)
		if err != nil {
			t.Fatal(err)
		}
		next, dropped := redirected(q, u, "GET", nil)
		if next.Via.ConnectTo.IsValid() != kept || (next.TLS.Certificate != nil) != kept || (len(dropped) == 0) != kept {
			t.Errorf("%s: %+v, dropped %v", to, next, dropped)
		}
	}
}
