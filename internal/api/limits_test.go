package api

import (
	"net/http"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/auth"
)

// A caller who asks without end is told when to come again; others are not
// held up by it.
func TestLimits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		ask := func(path string) (code int, wait time.Duration) {
			t.Helper()
			rec := w.do(t, http.MethodGet, path, "")
			if rec.Code == http.StatusTooManyRequests {
				wantProblem(t, path, rec, http.StatusTooManyRequests)
			}
			s, _ := strconv.Atoi(rec.Header().Get("Retry-After"))
			return rec.Code, time.Duration(s) * time.Second
		}
		until := func(path string, most int) int {
			for n := range most {
				if code, _ := ask(path); code == http.StatusTooManyRequests {
					return n
				}
			}
			return most
		}
		if n := until("/api/v1/me", 2*actorBurst); n != actorBurst {
			t.Errorf("%d requests at once, want %d", n, actorBurst)
		}
		code, wait := ask("/api/v1/monitors")
		if code != http.StatusTooManyRequests || wait != time.Second {
			t.Errorf("another path: %d, wait %v", code, wait)
		}
		was := w.actor
		w.actor = auth.Actor{ID: "k9", Name: "another key", Scope: auth.Read}
		if code, _ := ask("/api/v1/me"); code != 200 {
			t.Errorf("another key: %d", code)
		}
		w.actor = was
		time.Sleep(wait)
		if n := until("/api/v1/me", actorBurst); n != int(time.Second/actorEvery) {
			t.Errorf("%d requests a second later", n)
		}
		w.actor = auth.Actor{} // nobody: by address
		if n := until("/api/v1/me", 2*addressBurst); n != addressBurst {
			t.Errorf("%d requests of nobody, want %d", n, addressBurst)
		}
		if code, wait := ask("/api/v1/health"); code != http.StatusTooManyRequests || wait != time.Second {
			t.Errorf("what is open to all: %d, wait %v", code, wait)
		}
		w.actor = auth.Actor{ID: "k9", Name: "another key", Scope: auth.Read}
		if code, _ := ask("/api/v1/me"); code != 200 {
			t.Errorf("a key from the same address: %d", code)
		}
	})
}
