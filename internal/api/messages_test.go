package api

import (
	"encoding/json"
	"strings"
	"testing"
)

// What is said of bad input, word for word.
func TestMessages(t *testing.T) {
	f := func(method, target, body string, want ...string) {
		t.Helper()
		rec := newWorld().do(t, method, target, body)
		var p Problem
		if err := json.Unmarshal(rec.Body.Bytes(), &p); err != nil {
			t.Fatalf("%s: %v: %s", body, err, rec.Body)
		}
		if got := p.Detail; got != strings.Join(want, "\n") {
			t.Errorf("%s %s %s:\n got %s\nwant %s", method, target, body, got, strings.Join(want, "\n"))
		}
	}
	const at = "/api/v1/monitors"
	f("POST", at, `{"name":"a","spec":{"url":"https://a.example"},"nope":1}`, "nope: is not a field of this object")
	f("POST", at, `{"name":5,"spec":{},"tags":"a","paused":"yes","expect":{"cert_days":"x","header":1}}`,
		"expect.cert_days: must be a number",
		"expect.header: must be a list",
		"name: must be a text in quotes",
		"paused: must be true or false",
		"tags: must be a list")
	f("POST", at, `{}`, "name: must not be left out", "spec: must not be left out")
	f("POST", at, `{"name":"","spec":{"url":"u"}}`, "name: must not be empty")
	f("POST", at, `{"name":" ","spec":{"url":"u"}}`, "name: must not be empty")
	f("POST", at, `{"name":"a","spec":{"url":"u"},"interval":"0s"}`, "interval: 0s is not between 1s and 24h")
	f("POST", at, `{"name":"a","spec":{"url":"u"},"interval":60}`, "interval: must be a text in quotes")
	f("POST", at, `{"name":"a","spec":{"url":"u"},"interval":"60"}`, "interval: must be a duration such as 30s or 1m30s")
	f("POST", at, `{"name":"a","spec":{"url":"u"},"expect":{"status":"9"}}`, "expect.status: must be statuses such as 200, 200-299 or 2xx")
	f("POST", at, `{"name":"a","spec":{"url":"u"},"policy":{"confirm":0}}`, "policy.confirm: 0 is not between 1 and 10")
	f("POST", at, `{"name":"a","spec":{"url":"u"},"windows":[{"days":["mo"],"start":"02:30","length":"1h"}]}`,
		"windows[0].days[0]: must be one of monday, tuesday, wednesday, thursday, friday, saturday, sunday")
	f("POST", at, `{"name":"a","spec":{"url":"u"},"windows":[{"from":"today","to":"2026-11-25T00:00:00Z"}]}`,
		"windows[0].from: must be a time such as 2026-11-24T06:00:00Z")
	f("POST", at, `{"name":"a","spec":{"ulr":"x","method":"PUT"}}`,
		`spec.ulr: is not a setting; did you mean "url"?`, "spec.url: must not be empty", `spec.method: "PUT" is not one of GET, HEAD`)
	f("POST", at, `{"name":"a","spec":[]}`, `spec: The settings must be an object, such as {"url": "https://example.com"}.`)
	f("POST", at, `{"name":"a","kind":"ftp","spec":{}}`, `kind: there is no kind "ftp"; there are http, other`)
	f("POST", at, `{"name":"a","spec":{"url":"u","bearer":"••••••"}}`, "spec.bearer: is masked, and no such secret is stored; send the secret itself")
	f("POST", at, `{"na`, "body: is not JSON: unexpected end of JSON input")
	f("POST", at, ``, "The body must be a JSON object.")
	f("GET", at+"?limit=0", "", "limit: must be at least 1")
	f("GET", at+"?limit=x", "", "limit: must be a number")
	f("GET", at+"?limt=1", "", "limt: is not a parameter of this path")
	f("GET", at+"?state=sad", "", "state: must be one of up, degraded, refused, limited, down, unknown, paused, maintenance")
	f("GET", at+"/m1/checks?from=x", "", "from: must be a time such as 2026-11-24T06:00:00Z")
	f("GET", at+"/m1/checks?from=2026-11-24T06:00:00Z&to=2026-11-24T05:00:00Z", "", "from: must be before to")
	f("GET", at+"/m1/checks?cursor=x", "", "cursor: is not one that the API returned")
	f("POST", "/api/v1/channels", `{"name":"a","kind":"fax","settings":{}}`, `kind: there is no kind "fax"; there are webhook`)
	f("POST", "/api/v1/api-keys", `{"name":"a","scope":"root"}`, "scope: must be one of read, write, admin")
}
