package probe

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/netx"
)

func get(t *testing.T, spec HTTP, e monitor.Expectation) measure.Report {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	return RunHTTP(ctx, netx.System(netx.Options{Guard: netx.SelfHosted()}), spec, e)
}

func TestSmoke(t *testing.T) {
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/r":
			http.Redirect(w, r, "/ok", 302)
		default:
			fmt.Fprintf(w, "hello %s %s", r.Proto, r.UserAgent())
		}
	})
	s := httptest.NewServer(h)
	defer s.Close()
	ts := httptest.NewUnstartedServer(h)
	ts.EnableHTTP2 = true
	ts.StartTLS()
	defer ts.Close()
	for _, u := range []string{s.URL + "/r", ts.URL + "/r"} {
		spec := DefaultHTTP(u)
		spec.Insecure = true
		r := get(t, spec, monitor.Expectation{Keyword: "hello"})
		b, _ := json.MarshalIndent(r, "", " ")
		t.Log(string(b))
		if r.Status() != 200 {
			t.Error("not 200")
		}
		t.Log(string(r.Answer().Body))
	}
}

func insecureConfig() *tls.Config { return &tls.Config{InsecureSkipVerify: true} }
