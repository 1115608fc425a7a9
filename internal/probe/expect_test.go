package probe

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/faultnet"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

func TestExpectation(t *testing.T) {
	type match = monitor.HeaderMatch
	status := func(s string) monitor.StatusSet {
		set, err := monitor.ParseStatusSet(s)
		if err != nil {
			t.Fatal(err)
		}
		return set
	}
	for _, tt := range []struct {
		name   string
		path   string
		e      monitor.Expectation
		want   measure.Failure
		detail string
	}{
		{"default", "/", monitor.Expectation{}, measure.OK, ""},
		{"refused", "/403", monitor.Expectation{}, measure.StatusUnexpected, "the status is 403 Forbidden, expected 2xx"},
		{"refusal expected", "/403", monitor.Expectation{Status: status("401,403")}, measure.OK, ""},
		{"suddenly open", "/", monitor.Expectation{Status: status("401,403")}, measure.StatusUnexpected, "the status is 200 OK, expected 401,403"},
		{"must refuse, refuses", "/403", monitor.Expectation{MustRefuse: true}, measure.OK, ""},
		{"must refuse, is open", "/", monitor.Expectation{MustRefuse: true}, measure.Exposed, "a request without credentials is answered with 200 OK, and must be refused"},
		{"must refuse, is elsewhere", "/301", monitor.Expectation{MustRefuse: true}, measure.StatusUnexpected, "the status is 301 Moved Permanently, expected 401,403,407"},
		{"must refuse, by a keyword too", "/403", monitor.Expectation{MustRefuse: true, Keyword: "please sign in"}, measure.KeywordMissing, `"please sign in" does not stand in the body`},
		{"keyword", "/", monitor.Expectation{Keyword: "all is well"}, measure.OK, ""},
		{"keyword missing", "/", monitor.Expectation{Keyword: "welcome"}, measure.KeywordMissing, `"welcome" does not stand in the body`},
		{"keyword beyond what is kept", "/long", monitor.Expectation{Keyword: "the end"}, measure.KeywordMissing, `"the end" does not stand in the first 256 KiB of the body`},
		{"absent", "/", monitor.Expectation{Absent: "sign in"}, measure.OK, ""},
		{"keyword present", "/", monitor.Expectation{Absent: "well"}, measure.KeywordPresent, `"well" stands in the body`},
		{"header", "/", monitor.Expectation{Header: []match{{Name: "x-build", Value: "7"}, {Name: "X-Build"}}}, measure.OK, ""},
		{"header missing", "/", monitor.Expectation{Header: []match{{Name: "X-Nope"}}}, measure.HeaderMismatch, "the header field X-Nope is missing"},
		{"header differs", "/", monitor.Expectation{Header: []match{{Name: "X-Build", Value: "8"}}}, measure.HeaderMismatch, `the header field X-Build is "7", expected "8"`},
		{"secret header differs", "/", monitor.Expectation{Header: []match{{Name: "X-Api-Key", Value: "8"}}}, measure.HeaderMismatch, `the header field X-Api-Key is "••••••", expected "••••••"`},
		{"json", "/json", monitor.Expectation{JSON: []monitor.JSONMatch{{Path: "data.0.status", Value: "ok"}, {Path: "n", Value: "1.50"}, {Path: "deep", Value: `{"a":null}`}}}, measure.OK, ""},
		{"json differs", "/json", monitor.Expectation{JSON: []monitor.JSONMatch{{Path: "data.0.status", Value: "up"}}}, measure.JSONMismatch, `data.0.status is "ok", expected "up"`},
		{"json missing", "/json", monitor.Expectation{JSON: []monitor.JSONMatch{{Path: "data.1", Value: "up"}}}, measure.JSONMismatch, "the JSON body has no data.1"},
		{"no json", "/", monitor.Expectation{JSON: []monitor.JSONMatch{{Path: "a", Value: "b"}}}, measure.JSONMismatch, "the body is not JSON"},
		{"too much json", "/long", monitor.Expectation{JSON: []monitor.JSONMatch{{Path: "a", Value: "b"}}}, measure.JSONMismatch, "the body is too large to be read as JSON"},
		{"too slow", "/slow", monitor.Expectation{MaxTime: time.Second}, measure.TooSlow, "it took 2s, longer than 1s"},
		{"slow and wrong is wrong", "/slow", monitor.Expectation{MaxTime: time.Second, Keyword: "welcome"}, measure.KeywordMissing, `"welcome" does not stand in the body`},
		{"redirect target", "/301", monitor.Expectation{Status: status("301"), Redirect: "https://other.example/x"}, measure.OK, ""},
		{"redirect elsewhere", "/301", monitor.Expectation{Status: status("301"), Redirect: "/y"}, measure.HeaderMismatch, `the redirect leads to "https://other.example/x", expected "/y"`},
		{"no redirect", "/", monitor.Expectation{Redirect: "/y"}, measure.HeaderMismatch, "the answer redirects nowhere, expected /y"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				defer time.Sleep(time.Minute)
				w := faultnet.New()
				w.Serve(target, faultnet.HTTP(nil, http.HandlerFunc(site)))
				spec := DefaultHTTP("http://" + target + tt.path)
				spec.MaxRedirects = 0
				r := RunHTTP(t.Context(), w.Net(), spec, tt.e)
				o, _ := r.Failed()
				if o.Failure != tt.want || o.Detail != tt.detail {
					t.Errorf("%q: %s; want %q: %s", o.Failure, o.Detail, tt.want, tt.detail)
				}
				if tt.want != measure.OK && o.Op != measure.Judge {
					t.Errorf("operation %s", o.Op)
				}
				if r.Answer() == nil || r.Answer().Size == 0 || len(r.Answer().Body) == 0 {
					t.Error("the body is not kept")
				}
			})
		})
	}
}

func site(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Build", "7")
	w.Header().Set("X-Api-Key", "secret")
	switch r.URL.Path {
	case "/403":
		http.Error(w, "You shall not pass", http.StatusForbidden)
	case "/301":
		http.Redirect(w, r, "https://other.example/x", http.StatusMovedPermanently)
	case "/long":
		io.WriteString(w, "["+strings.Repeat("1,", 200<<10)+"the end")
	case "/json":
		io.WriteString(w, `{"data":[{"status":"ok"}],"n":1.50,"deep":{"a":null}}`)
	case "/slow":
		time.Sleep(2 * time.Second)
		fallthrough
	default:
		io.WriteString(w, "all is well")
	}
}

func TestCertDays(t *testing.T) {
	for days, want := range map[int]measure.Failure{0: measure.OK, 29: measure.OK, 31: measure.CertExpiresSoon} {
		synctest.Test(t, func(t *testing.T) {
			defer time.Sleep(time.Minute)
			w := faultnet.New()
			w.Name("site.example", "192.0.2.10")
			cert := w.Certificate("site.example", 30*24*time.Hour, func(*x509.Certificate) {})
			w.Serve("192.0.2.10:443", faultnet.HTTP(tlsConfig(cert), http.HandlerFunc(site)))
			spec := DefaultHTTP("https://site.example/")
			spec.CA = w.CA()
			r := RunHTTP(t.Context(), w.Net(), spec, monitor.Expectation{CertDays: days})
			if o, _ := r.Failed(); o.Failure != want {
				t.Errorf("%d days: %+v", days, o)
			}
		})
	}
}

func TestJSONPath(t *testing.T) {
	doc := map[string]any{"a.b": map[string]any{`c\`: []any{"x", true}}, "": "empty"}
	for path, want := range map[string]string{`a\.b.c\\.0`: "x", `a\.b.c\\.1`: "true", "": "empty", `a\.b.c\\.2`: "-", `a.b`: "-", `a\.b.c\\.-1`: "-", `a\.b.c\\.x`: "-", `a\.b.c\\.0.z`: "-"} {
		got, ok := lookup(doc, path)
		if !ok {
			got = "-"
		}
		if got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
}

func FuzzJSON(f *testing.F) {
	f.Add(`{"a":[1,{"b":null}]}`, `a.1.b`, "null")
	f.Add(`[`, `\`, "")
	f.Fuzz(func(t *testing.T, body, path, value string) {
		r := measure.Report{Hops: make([]measure.Hop, 1)}
		a := &measure.Answer{Body: []byte(body), Size: int64(len(body))}
		judgeJSON(&r, a, []monitor.JSONMatch{{Path: path, Value: value}})
		n := len(r.Hops[0].Observations)
		if n > 1 {
			t.Errorf("%d observations of one expectation", n)
		}
	})
}

func tlsConfig(c tls.Certificate) *tls.Config { return &tls.Config{Certificates: []tls.Certificate{c}} }

// After a failure on the wire the body is not held against the expectation:
// that would be a second failure of one cause. A wrong status is told still.
func TestNothingIsExpectedOfAFailure(t *testing.T) {
	for status, want := range map[string]string{"200 OK": "body_truncated", "403 Forbidden": "body_truncated status_unexpected"} {
		w := faultnet.New()
		w.Serve(target, faultnet.Script(faultnet.ReadRequest, faultnet.Send("HTTP/1.1 "+status+"\r\nContent-Length: 99\r\n\r\nabc")))
		r := RunHTTP(t.Context(), w.Net(), DefaultHTTP("http://"+target+"/"), monitor.Expectation{Keyword: "xyz", MaxTime: 1, Header: []monitor.HeaderMatch{{Name: "X"}}})
		var got []string
		for _, o := range r.Hops[0].Observations {
			if o.Failure != measure.OK {
				got = append(got, string(o.Failure))
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", status, got, want)
		}
	}
}

// What must refuse is asked by a stranger, whatever credentials the settings
// hold.
func TestMustRefuseSendsNoCredentials(t *testing.T) {
	for name, edit := range map[string]func(*HTTP){
		"basic":  func(h *HTTP) { h.BasicUser, h.BasicPassword = "al", "s3cret" },
		"bearer": func(h *HTTP) { h.Bearer = "s3cret" },
		"url":    func(h *HTTP) { h.URL = "http://al:s3cret@" + target + "/" },
		"header": func(h *HTTP) {
			h.Headers = headerList("Authorization", "s3cret", "X-Api-Key", "s3cret", "Cookie", "sid=s3cret", "X-Other", "o")
		},
		"cert": func(h *HTTP) { h.ClientCert, h.ClientKey = "pem", "pem" },
	} {
		w := faultnet.New()
		got := make(chan string, 2)
		w.Serve(target, faultnet.Script(func(c net.Conn) bool {
			got <- requestHead(c)
			return false
		}))
		spec := DefaultHTTP("http://" + target + "/")
		edit(&spec)
		RunHTTP(t.Context(), w.Net(), spec, monitor.Expectation{MustRefuse: true})
		head := <-got
		if strings.Contains(head, "s3cret") || strings.Contains(head, "Authorization") || !strings.Contains(head, "User-Agent") {
			t.Errorf("%s: %s", name, head)
		}
		if name == "header" && !strings.Contains(head, "X-Other: o") {
			t.Errorf("%s: %s", name, head)
		}
		if kept := stranger(spec); kept.ClientCert != "" || kept.ClientKey != "" {
			t.Errorf("%s: the client certificate is kept", name)
		}
	}
	spec := DefaultHTTP("http://" + target + "/")
	spec.Headers = headerList("Proxy-Authorization", "Basic x")
	if len(stranger(spec).Headers) != 1 {
		t.Error("the credential for the proxy is gone")
	}
}
