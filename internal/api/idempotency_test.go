package api

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestRepeatedCreationIsOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		send := func(key, body string) (int, string, string) {
			w.handler = nil // as after a restart
			rec := w.do(t, "POST", "/api/v1/monitors", body, "Idempotency-Key", key)
			return rec.Code, rec.Header().Get("Location"), rec.Body.String()
		}
		code, where, body := send("k", good["createMonitor"])
		if code != 201 || where != "/api/v1/monitors/new1" {
			t.Fatalf("got %d %s", code, where)
		}
		if c, l, b := send("k", good["createMonitor"]); c != code || l != where || b != body || w.created != 1 {
			t.Errorf("again: got %d %s %s; created %d", c, l, b, w.created)
		}
		if c, _, b := send("k", strings.Replace(good["createMonitor"], `"a"`, `"b"`, 1)); c != 422 || !strings.Contains(b, "was used for a different request") {
			t.Errorf("another body: got %d %s", c, b)
		}
		w.actor.ID = "u2"
		if _, l, _ := send("k", good["createMonitor"]); l != "/api/v1/monitors/new2" {
			t.Errorf("the same key of somebody else: %s", l)
		}
		time.Sleep(25 * time.Hour)
		if _, l, _ := send("k", good["createMonitor"]); l != "/api/v1/monitors/new3" {
			t.Errorf("a day later: %s", l)
		}
		if _, l, _ := send("", good["createMonitor"]); l != "/api/v1/monitors/new4" {
			t.Errorf("without a key: %s", l)
		}
	})
}

func TestRefusedCreationMayBeMended(t *testing.T) {
	w := newWorld()
	wantProblem(t, "bad", w.do(t, "POST", "/api/v1/monitors", `{"name":"a","spec":{}}`, "Idempotency-Key", "k"), 422)
	if rec := w.do(t, "POST", "/api/v1/monitors", good["createMonitor"], "Idempotency-Key", "k"); rec.Code != 201 {
		t.Errorf("got %d %s", rec.Code, rec.Body)
	}
}

func TestKeptAnswersHoldNoSecret(t *testing.T) {
	w := newWorld()
	body := `{"name":"a","spec":{"url":"https://a.example","bearer":"TOPSECRET"}}`
	if rec := w.do(t, "POST", "/api/v1/monitors", body, "Idempotency-Key", "k"); rec.Code != 201 {
		t.Fatal(rec.Body)
	}
	for name, v := range w.settings {
		if strings.Contains(v, "TOPSECRET") {
			t.Errorf("%s: %s", name, v)
		}
	}
	if len(w.settings) != 1 {
		t.Errorf("kept %v", w.settings)
	}
}

func TestOneAnswerAtATime(t *testing.T) {
	r := newReplies(nil)
	done, err := r.begin("k")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.begin("k"); err == nil {
		t.Error("two requests with one key run at once")
	}
	done()
	if _, err := r.begin("k"); err != nil {
		t.Error(err)
	}
}
