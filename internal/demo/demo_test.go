package demo

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"
)

// Each endpoint answers 200 at first and refuses after its time, with the
// status of its reason, and only whom the reason is about.
func TestEachEndpointBreaksForItsReason(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s, err := New(dir, "http://demo.example")
		if err != nil {
			t.Fatal(err)
		}
		done := make(chan struct{})
		ended := make(chan error, 1)
		go func() { ended <- s.Run(done) }()
		for _, e := range s.Endpoints() {
			if got := ask(s, e, nil); got != http.StatusOK {
				t.Errorf("%s answers %d at first", e.Name, got)
			}
		}
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		want := map[string]int{"Search API": http.StatusTooManyRequests}
		for _, e := range s.Endpoints() {
			status := http.StatusForbidden
			if w, ok := want[e.Name]; ok {
				status = w
				ask(s, e, nil)
				ask(s, e, nil)
			}
			if got := ask(s, e, nil); got != status {
				t.Errorf("%s answers %d after its time, want %d", e.Name, got, status)
			}
		}
		// One factor cures each of the three that depend on who asks.
		browser := map[string]string{"User-Agent": "Mozilla/5.0 (X11; Linux x86_64)"}
		own := map[string]string{"Referer": "http://demo.example/"}
		none := map[string]string{"Authorization": ""}
		for name, c := range map[string]struct {
			header map[string]string
			status int
		}{"Shop front page": {browser, 200}, "Picture on a partner's page": {own, 200}, "Reports API": {none, 401}} {
			for _, e := range s.Endpoints() {
				if e.Name == name {
					if got := ask(s, e, c.header); got != c.status {
						t.Errorf("%s with %v answers %d, want %d", name, c.header, got, c.status)
					}
				}
			}
		}
		close(done)
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

func ask(s *Site, e Endpoint, change map[string]string) int {
	r := httptest.NewRequest(http.MethodGet, e.URL, nil)
	r.Host = "demo.example"
	r.Header.Set("User-Agent", "UptimeSignal/1.0")
	for k, v := range e.Header {
		r.Header.Set(k, v)
	}
	if e.Bearer != "" {
		r.Header.Set("Authorization", "Bearer "+e.Bearer)
	}
	for k, v := range change {
		r.Header.Set(k, v)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w.Code
}

func TestPathsStayInside(t *testing.T) {
	s, err := New(t.TempDir(), "http://demo.example")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []string{"/docs/..%2f..%2fetc/passwd", "/docs/", "/docs/none.html"} {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, p, nil))
		if p == "/docs/" != (w.Code == http.StatusOK) {
			t.Errorf("GET %s answers %d", p, w.Code)
		}
	}
}
