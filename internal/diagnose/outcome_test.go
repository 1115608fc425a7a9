package diagnose

import (
	"testing"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

// TestAlike: what changes with every answer does not make two answers differ,
// what is said does.
func TestAlike(t *testing.T) {
	answer := func(s string) *measure.Answer {
		h := uint64(len(s))
		for _, c := range []byte(s) {
			h = h*31 + uint64(c)
		}
		return &measure.Answer{Status: 401, Body: []byte(s), Size: int64(len(s)), BodyHash: h}
	}
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"<p>XID: 156</p><hr><p>cache server</p>", "<p>XID: 98342</p><hr><p>cache server</p>", true},
		{"<p>Request 9 of 12:59:59</p>", "<p>Request 10 of 13:00:00</p>", true},
		{"", "", true},
		{"", "no", false},
		{`{"error":"unknown user"}`, `{"error":"token expired"}`, false},
		{"12345", "67890", false},
	} {
		if got := alike(answer(c.a), answer(c.b)); got != c.want {
			t.Errorf("%q and %q: alike %v", c.a, c.b, got)
		}
	}
}

// TestSameFields: another part of a program writes other fields; counters of
// limits, framing and cookies come and go.
func TestSameFields(t *testing.T) {
	answer := func(names ...string) *measure.Answer {
		a := &measure.Answer{Status: 403}
		for _, n := range names {
			a.Header = append(a.Header, measure.Field{Name: n, Value: "x"})
		}
		return a
	}
	for _, c := range []struct {
		a, b *measure.Answer
		want bool
	}{
		{answer("Server", "X-Request-Id"), answer("x-request-id", "server"), true},
		{answer("Server"), answer("Server", "Date", "Content-Length", "Set-Cookie", "X-RateLimit-Remaining"), true},
		{answer("Server"), answer("Server", "X-Accel-Expires"), false},
		{answer("Server", "Cache-Control"), answer("Server"), false},
	} {
		if got := sameFields(c.a, c.b); got != c.want {
			t.Errorf("%v and %v: same %v", c.a.Header, c.b.Header, got)
		}
	}
}

// TestKeys: which parts of a request prove who asks.
func TestKeys(t *testing.T) {
	for line, want := range map[string]string{
		"GET https://a.example/x ; X-Gotify-Key: abc => 401":                                     "key",
		"GET https://a.example/x ; xi-api-key: abc => 401":                                       "key",
		"GET https://a.example/x ; X-Vault-Token: abc => 401":                                    "key",
		"GET https://a.example/x?access_token=abc => 401":                                        "query",
		"GET https://a.example/x?key=abc&q=1 => 401":                                             "query",
		"GET https://a.example/x ; X-CSRF-Token: abc => 401":                                     "",
		"GET https://a.example/x ; X-Cache-Key: abc ; Idempotency-Key: b => 401":                 "",
		"GET https://a.example/x ; Proxy-Authorization: Basic eA== => 401":                       "",
		"GET https://a.example/v.mp4?token=abc&expires=1700000000 => 403":                        "",
		"GET https://a.example/x?key= => 401":                                                    "",
		"GET https://a.example/x ; Sec-WebSocket-Key: dGhlIHNhbXBsZQ== ; X-Public-Key: p => 401": "",
	} {
		ev := exchange(t, line)
		if got := extract(&ev).req.creds; got.scheme != want || got.sent != (want != "") {
			t.Errorf("%s: scheme %q, sent %v", line, got.scheme, got.sent)
		}
	}
}

// TestWaitsFirst: a target that names a time to come back is asked nothing
// before it, and after that as any other.
func TestWaitsFirst(t *testing.T) {
	ev := exchange(t, "GET https://a.example/x => 503 ; Retry-After: 8 | <html>no</html>")
	s, ok := Next(ev)
	if !ok || s.Experiment != measure.XDelay {
		t.Fatalf("first %+v, %v", s, ok)
	}
	limit := tried(ev, measure.XDelay, s.Arg, 200)
	if s, ok := Next(limit); ok && s.Experiment != measure.XRepeat {
		t.Errorf("after the time had helped: %+v", s)
	}
	if s, ok := Next(tried(ev, measure.XDelay, s.Arg, 503)); !ok || s.Experiment == measure.XDelay {
		t.Errorf("after the time had not helped: %+v, %v", s, ok)
	}
	ev.Owner.Without = []string{"delay"}
	if s, ok := Next(ev); !ok || s.Experiment == measure.XDelay {
		t.Errorf("where waiting is turned off: %+v, %v", s, ok)
	}
}

// TestNamesInPages: a page that repeats what was asked for is the same page.
func TestNamesInPages(t *testing.T) {
	const first = "GET https://a.example/shop/kettle => 404 ; Content-Type: text/html | <pre>Cannot GET /shop/kettle</pre>"
	for body, want := range map[string]outcome{
		"<pre>Cannot GET /shop/xk3vq7p2zd</pre>": oSame,
		`{"message":"Not Found"}`:                oVaried,
	} {
		ev := tried(exchange(t, first), measure.XSibling, "", 404)
		h := &ev.Trials[0].Hops[0]
		h.Request.URL = "https://a.example/shop/xk3vq7p2zd"
		h.Answer = &measure.Answer{Status: 404, Body: []byte(body), Size: int64(len(body)), BodyHash: 7}
		if got := extract(&ev).trials[0].out; got != want {
			t.Errorf("%s: outcome %d, want %d", body, got, want)
		}
	}
}

// TestReasonPhrase: what a proxy or firewall writes into the status line is
// read as its words are, where the body is empty.
func TestReasonPhrase(t *testing.T) {
	for line, want := range map[string]CauseID{
		"GET https://a.example/x => 403 ; @reason=Your IP address is not allowed": "net/ip-allowlist",
		"GET https://a.example/x => 403 ; @reason=Country not allowed":            "net/geo-restricted",
		"GET https://a.example/x => 403 ; @reason=Missing API key":                "auth/missing-credentials",
	} {
		ev := exchange(t, line)
		if d := Explain(ev); len(d.Causes) == 0 || d.Causes[0].ID != want {
			t.Errorf("%s: %+v, want %s", line, d.Causes, want)
		}
	}
}
