package measure

import (
	"encoding/json"
	"net/netip"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

const secret = "S3CR3T"

// leaky is a report with a secret in every place where one can be.
func leaky() Report {
	const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJtIn0.S3CR3Tc2lnbmF0dXJl"
	return Report{
		Monitor: "m", Place: "local", At: time.Unix(1, 0), Took: time.Second,
		Step:  &Step{Experiment: XQueryOne, Arg: "sig", Changed: "without token=" + secret + "1"},
		Fault: "could not use https://u:" + secret + "@proxy.example/",
		Hops: []Hop{{
			Request: Request{
				Method: "GET", URL: "https://u:" + secret + "@a.example/?X-Amz-Signature=" + secret + "&X-Amz-Expires=60", Proxy: "http://u:" + secret + "@p.example",
				Header:     []Field{{"Authorization", "Bearer " + secret}, {"X-Api-Key", secret}, {"Cookie", "sid=" + secret}, {"Accept", "*/*"}},
				ClientCert: &Cert{Subject: "CN=m", Names: []string{"m"}},
			},
			Resolved: []netip.Addr{netip.MustParseAddr("192.0.2.1")},
			TLS:      &TLSFacts{Version: "TLS 1.3", Chain: []Cert{{Subject: "CN=a", Names: []string{"a.example"}}}, AcceptableCAs: []string{"CN=ca"}},
			Observations: []Observation{
				{Op: Wait, Target: "https://a.example/?token=" + secret, Failure: AnswerReset, Detail: "sent password=" + secret + "9"},
			},
			Answer: &Answer{
				Status: 403, Reason: "No entry for token=" + secret, Header: []Field{{"Set-Cookie", "sid=" + secret + "; Path=/"}, {"Location", "/?token=" + secret}, {"Server", "nginx"}},
				Body: []byte(`{"access_token":"` + secret + `","jwt":"` + jwt + `","message":"denied"}`), Size: 99, BodyHash: 7,
			},
			Dropped: []string{"Authorization"},
		}},
	}
}

func TestRedact(t *testing.T) {
	r := leaky()
	before, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	got := Redact(r)
	text, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	var bodies strings.Builder
	for _, h := range got.Hops {
		bodies.WriteString(string(h.Answer.Body))
	}
	if strings.Contains(string(text)+bodies.String(), secret) {
		t.Errorf("a secret is left: %s %s", text, bodies.String())
	}
	for _, want := range []string{"X-Amz-Expires=60", "Bearer ", "sid=", "Path=/", "nginx", "a.example", "CN=ca", "192.0.2.1"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%s is lost: %s", want, text)
		}
	}
	if !strings.Contains(bodies.String(), `"message":"denied"`) || got.Answer().BodyHash != 7 || got.Answer().Size != 99 {
		t.Errorf("evidence is lost: %s", bodies.String())
	}
	if d := cmp.Diff(got, Redact(got), cmp.Comparer(func(a, b netip.Addr) bool { return a == b }), cmp.Comparer(func(a, b netip.AddrPort) bool { return a == b })); d != "" {
		t.Errorf("redacting twice changes it: %s", d)
	}

	// The copy shares nothing: what is done to it is not done to the original.
	h := &got.Hops[0]
	h.Request.Header[0].Value, h.Request.ClientCert.Subject, h.Request.ClientCert.Names[0], h.TLS.Chain[0].Names[0] = "x", "x", "x", "x"
	h.TLS.AcceptableCAs[0], h.Observations[0].Detail, h.Answer.Header[0].Value, h.Answer.Body[0], h.Dropped[0], got.Step.Arg = "x", "x", "x", 'x', "x", "x"
	h.Resolved[0], h.TLS.Version, h.Answer.Status = netip.Addr{}, "x", 1
	after, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	if string(before) != string(after) {
		t.Errorf("the original has changed:\n%s\n%s", before, after)
	}
}

func TestRedactBody(t *testing.T) {
	for name, body := range map[string]string{
		"ascii":           strings.Repeat("a", 40<<10),
		"umlauts":         strings.Repeat("ü", 20<<10),
		"shifted":         "a" + strings.Repeat("€", 20<<10),
		"just over":       strings.Repeat("a", KeptBody+1),
		"secret at edge":  strings.Repeat("a", KeptBody-20) + ` "password":"` + strings.Repeat(secret, 20) + `"`,
		"key at edge":     strings.Repeat("a", KeptBody-10) + " AKIAS3CR3TS3CR3TS3CR " + strings.Repeat("a", 100),
		"no text at all":  strings.Repeat("\xff\xfe", 20<<10),
		"within, exactly": strings.Repeat("a", KeptBody),
	} {
		got, truncated := redactBody([]byte(body), false, strings.NewReplacer())
		if len(got) > KeptBody || len(got) < KeptBody-100 {
			t.Errorf("%s: %d bytes are kept", name, len(got))
		}
		if truncated != (len(body) > KeptBody) {
			t.Errorf("%s: truncated %v", name, truncated)
		}
		if utf8.ValidString(body) && !utf8.Valid(got) {
			t.Errorf("%s: half of a character is left", name)
		}
		if strings.Contains(string(got), "S3CR") {
			t.Errorf("%s: half of a secret is left", name)
		}
	}
	if got, truncated := redactBody(nil, true, strings.NewReplacer()); got != nil || !truncated {
		t.Error("no body is one")
	}
}

func TestSetAsideIsNoFailure(t *testing.T) {
	r := Report{Hops: []Hop{{Observations: []Observation{
		{Op: Connect, Failure: ConnectRefused, Aside: true}, {Op: Connect}, {Op: Wait, Failure: AnswerReset},
	}}}}
	if o, ok := r.Failed(); !ok || o.Failure != AnswerReset {
		t.Errorf("%+v", o)
	}
}

func FuzzRedactBody(f *testing.F) {
	f.Add([]byte(`{"token":"x"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		once, cut := redactBody(body, false, strings.NewReplacer())
		if again, _ := redactBody(once, cut, strings.NewReplacer()); string(again) != string(once) {
			t.Errorf("%q becomes %q", once, again)
		}
	})
}
