package notifytest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/notify"
)

func deps() notify.Deps { return notify.Deps{HTTP: &http.Client{Transport: &http.Transport{}}} }

type httpWire struct{}

// sent returns the request line, the headers that do not differ each time, and
// the body, indented.
func (httpWire) sent(t *testing.T, k notify.Kind, m alert.Message) string {
	t.Helper()
	var out strings.Builder
	srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if !utf8.Valid(body) {
			t.Errorf("the body is not valid UTF-8: %q", body)
		}
		fmt.Fprintf(&out, "%s %s\n", r.Method, r.URL)
		for _, h := range []string{"Content-Type", "User-Agent", "Webhook-Id"} {
			if v := r.Header.Get(h); v != "" {
				fmt.Fprintf(&out, "%s: %s\n", h, v)
			}
		}
		var pretty bytes.Buffer
		if err := json.Indent(&pretty, body, "", "  "); err != nil {
			t.Errorf("the body is not JSON: %v", err)
		}
		out.WriteString("\n" + pretty.String() + "\n")
	}))
	defer srv.Close()
	if err := Send(t, t.Context(), k, srv.Listener.Addr().String(), m); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func (httpWire) answers(t *testing.T, k notify.Kind) {
	retry, final := outcome{Retry: true}, outcome{Permanent: true}
	for code, w := range map[int]outcome{
		200: {}, 201: {}, 202: {}, 204: {},
		301: final, 302: final, 303: final, 307: final, 308: final,
		400: final, 401: final, 403: final, 404: final, 405: final, 410: final, 413: final, 422: final,
		408: retry, 425: retry, 429: retry, 500: retry, 502: retry, 503: retry, 504: retry, 599: retry,
	} {
		try(t, k, fmt.Sprint(code), w, func(rw http.ResponseWriter, r *http.Request) {
			rw.Header().Set("Location", "/elsewhere?SECRET")
			rw.WriteHeader(code)
			fmt.Fprint(rw, "you sent ", r.URL, r.Header)
		})
	}
	for _, code := range []int{429, 503} {
		try(t, k, fmt.Sprint(code, " with Retry-After"), outcome{Retry: true, After: 7 * time.Second}, func(rw http.ResponseWriter, _ *http.Request) {
			rw.Header().Set("Retry-After", "7")
			rw.WriteHeader(code)
		})
	}
	for _, v := range []string{"soon", "-3", "0", "Mon, 02 Jan 2006 15:04:05 GMT"} {
		try(t, k, "Retry-After "+v, retry, func(rw http.ResponseWriter, _ *http.Request) {
			rw.Header().Set("Retry-After", v)
			rw.WriteHeader(429)
		})
	}
	try(t, k, "an endless answer", outcome{}, func(rw http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			if _, err := rw.Write(bytes.Repeat([]byte("x"), 1<<16)); err != nil {
				return
			}
		}
	})
	try(t, k, "not HTTP", retry, func(rw http.ResponseWriter, _ *http.Request) {
		c, _, err := rw.(http.Hijacker).Hijack()
		if err == nil {
			fmt.Fprint(c, "SSH-2.0-OpenSSH\r\n\r\n")
			c.Close()
		}
	})
}

func try(t *testing.T, k notify.Kind, what string, w outcome, h http.HandlerFunc) {
	t.Helper()
	srv := httptest.NewServer(h)
	defer srv.Close()
	err := Send(t, t.Context(), k, srv.Listener.Addr().String(), Messages()[0].Message)
	want(t, what, err, w)
}
