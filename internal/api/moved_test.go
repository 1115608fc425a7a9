package api

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/redact"
)

// Whoever may change a monitor or a channel cannot have its stored secrets
// sent to a host of theirs: each must be entered again.
func TestNoSecretFollowsAMove(t *testing.T) {
	const m = redact.Mask
	f := func(method, path, body string, want ...string) {
		t.Helper()
		w := newWorld()
		w.channels[knownChannel] = alert.Channel{ID: knownChannel, Kind: "webhook", Name: "Hook", Version: 2,
			Settings: json.RawMessage(`{"url":"https://hooks.example/HOOKSECRET","secret":"SIGNSECRET"}`)}
		rec := w.do(t, method, path, body)
		if want == nil {
			if rec.Code != 200 {
				t.Errorf("%s %s: %d %s", method, body, rec.Code, rec.Body)
			}
			return
		}
		wantProblem(t, method+" "+body, rec, 422)
		var p Problem
		_ = json.Unmarshal(rec.Body.Bytes(), &p)
		var got []string
		for _, e := range p.Errors {
			got = append(got, e.Field)
			if !strings.Contains(e.Text, "must be entered again") {
				t.Errorf("%s %s: %s", method, body, e.Text)
			}
		}
		if !slices.Equal(got, want) || w.monitors[knownMonitor].Version != 3 || w.channels[knownChannel].Version != 2 || w.tried.Kind != "" {
			t.Errorf("%s %s: complains of %q, want %q; or was stored or tried", method, body, got, want)
		}
	}
	all := []string{"spec.bearer", "experiments.second_header"}
	f("PATCH", "/api/v1/monitors/m1", `{"spec":{"url":"https://a.example/other"}}`)
	f("PATCH", "/api/v1/monitors/m1", `{"spec":{"url":"https://b.example/"}}`, "spec.bearer", "spec.headers", "experiments.second_header")
	f("PATCH", "/api/v1/monitors/m1", `{"spec":{"url":"https://b.example/","bearer":"TOPSECRET","headers":[]},"experiments":{"second_header":"X-Key: SECONDSECRET"}}`)
	f("PATCH", "/api/v1/monitors/m1", `{"spec":{"url":"https://b.example/","bearer":null,"headers":[]},"experiments":{"second_header":""}}`)
	f("PUT", "/api/v1/monitors/m1", `{"name":"a","spec":{"url":"https://b.example/","bearer":"`+m+`"},"experiments":{"second_header":"X-Key: `+m+`"}}`, all...)
	f("PUT", "/api/v1/monitors/m1", `{"name":"a","kind":"other","spec":{"url":"https://a.example/"},"experiments":{"second_header":"X-Key: `+m+`"}}`, "experiments.second_header")
	f("POST", "/api/v1/monitors/try", `{"id":"m1","spec":{"url":"https://b.example/"},"experiments":{"second_header":"X-Key: `+m+`"}}`, all...)
	f("PATCH", "/api/v1/channels/c1", `{"settings":{"url":"https://hooks.example/OTHER"}}`)
	f("PATCH", "/api/v1/channels/c1", `{"settings":{"url":"https://b.example/"}}`, "settings.secret")
	f("PUT", "/api/v1/channels/c1", `{"name":"a","kind":"webhook","settings":{"url":"https://b.example/","secret":"`+m+`"}}`, "settings.secret")
	f("PATCH", "/api/v1/channels/c1", `{"settings":{"url":"https://b.example/","secret":"SIGNSECRET"}}`)
}
