package form

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/uptimesignal/uptimesignal/internal/problem"
)

type posting struct {
	URL  string `json:"url" form:"leads"`
	Body string `json:"body" form:"text"`
}

func TestMaskBody(t *testing.T) {
	fields := Of(posting{})
	for body, hidden := range map[string]string{
		`{"user":"ada","password":"hunter"}`:                   "hunter",
		"grant_type=password&user=ada&password=hunter&x=1":     "hunter",
		"client_secret=abc":                                    "abc",
		"{\n  \"query\": \"{health}\",\n  \"api_key\": \"k\"}": `"k"`,
		`{"query":"{ health }"}`:                               "",
		"page=1&sort=name":                                     "",
		"plain words, with a = sign":                           "",
	} {
		raw := encode(map[string]string{"url": "https://a.example/", "body": body})
		shown := text(mustObject(t, Mask(fields, raw))["body"])
		if hidden == "" && shown != body || hidden != "" && (strings.Contains(shown, hidden) || shown == body) {
			t.Errorf("%q is shown as %q", body, shown)
		}
		// What was shown goes back as it was stored.
		got, err := Merge(fields, raw, Mask(fields, raw))
		if err != nil || text(mustObject(t, got)["body"]) != body {
			t.Errorf("%q comes back as %s, %v", body, got, err)
		}
		// It does not follow to another host.
		moved := encode(map[string]string{"url": "https://b.example/", "body": shown})
		if _, err := Merge(fields, raw, moved); problem.Is(err, problem.Invalid) != (hidden != "") {
			t.Errorf("%q moved: %v", body, err)
		}
	}
}

func mustObject(t *testing.T, raw json.RawMessage) map[string]json.RawMessage {
	t.Helper()
	values, err := object(raw)
	if err != nil {
		t.Fatal(err)
	}
	return values
}

// A list of fields that is declared secret shows their names only.
func TestMaskSecretHeaders(t *testing.T) {
	type hook struct {
		URL     string   `json:"url" form:"leads"`
		Headers []Header `json:"headers" form:"secret"`
	}
	fields := Of(hook{})
	raw := json.RawMessage(`{"headers":[{"name":"X-Receiver","value":"hunter"},{"name":"Accept","value":""}],"url":"https://a.example/"}`)
	shown := Mask(fields, raw)
	if s := string(shown); strings.Contains(s, "hunter") || !strings.Contains(s, "X-Receiver") {
		t.Errorf("shown as %s", s)
	}
	if got, err := Merge(fields, raw, shown); err != nil || string(got) != string(raw) {
		t.Errorf("comes back as %s, %v", got, err)
	}
	added := strings.Replace(string(shown), `"headers":[`, `"headers":[{"name":"X-More","value":"b"},`, 1)
	if got, err := Merge(fields, raw, json.RawMessage(added)); err != nil || !strings.Contains(string(got), `"hunter"`) || !strings.Contains(string(got), `"b"`) {
		t.Errorf("with one more: %s, %v", got, err)
	}
	moved := strings.Replace(string(shown), "a.example", "b.example", 1)
	if _, err := Merge(fields, raw, json.RawMessage(moved)); !problem.Is(err, problem.Invalid) {
		t.Errorf("moved: %v", err)
	}
}
