package client_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/uptimesignal/uptimesignal/client"
)

func TestNewRefuses(t *testing.T) {
	for _, bad := range []string{"", "signal.example.com", "ftp://x.example", "http://", "://"} {
		if _, err := client.New(bad, ""); err == nil {
			t.Errorf("%q was taken for an address", bad)
		}
	}
}

// flaky breaks the connection of the first request.
type flaky struct{ keys []string }

func (f *flaky) RoundTrip(r *http.Request) (*http.Response, error) {
	f.keys = append(f.keys, r.Header.Get("Idempotency-Key"))
	if _, err := io.Copy(io.Discard, r.Body); err != nil {
		return nil, err
	}
	if len(f.keys) == 1 {
		return nil, io.ErrUnexpectedEOF
	}
	return &http.Response{StatusCode: 201, Body: io.NopCloser(strings.NewReader(`{"id":"1"}`))}, nil
}

func TestCreationSurvivesABrokenConnection(t *testing.T) {
	f := &flaky{}
	c, _ := client.New("http://x.example", "")
	c.HTTP = &http.Client{Transport: f}
	m, err := c.CreateMonitor(t.Context(), client.MonitorSettings{Name: "a", Spec: client.HTTP("https://a.example")})
	if err != nil || m.ID != "1" {
		t.Errorf("got %+v, %v", m, err)
	}
	if len(f.keys) != 2 || f.keys[0] == "" || f.keys[0] != f.keys[1] {
		t.Errorf("sent with the keys %q", f.keys)
	}
}

func TestAnswersOfOthers(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusBadGateway)
		_, _ = io.WriteString(w, "<h1>nginx</h1>")
	}))
	defer srv.Close()
	c, _ := client.New(srv.URL, "")
	_, err := c.GetHealth(t.Context())
	e, ok := errors.AsType[*client.Error](err)
	if !ok || e.Status != 502 || e.Kind() != "" || e.Detail != "the server answered 502 Bad Gateway, and not as the API does" {
		t.Errorf("got %+v", err)
	}
}

func TestStreamEvents(t *testing.T) {
	var last string
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		last = r.Header.Get("Last-Event-ID")
		_, _ = io.WriteString(w, "retry: 2000\n\n: still here\n\nid: b-2\nevent: monitor\ndata: {\"kind\":\"monitor\",\"monitor_id\":\"1\"}\n\nid: b-3\nevent: resync\ndata: {}\n\n")
	}))
	defer srv.Close()
	c, _ := client.New(srv.URL, "")
	var got []string
	var end error
	for e, err := range c.StreamEvents(t.Context(), "b-1") {
		if err != nil {
			end = err
			continue
		}
		got = append(got, e.EventID+" "+e.Kind+" "+e.Monitor)
	}
	if s := strings.Join(got, ", "); s != "b-2 monitor 1, b-3 resync " || last != "b-1" || !errors.Is(end, io.ErrUnexpectedEOF) {
		t.Errorf("got %q after %q, then %v", s, last, end)
	}
}
