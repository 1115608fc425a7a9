package diagnose

import (
	"testing"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

func TestClassify(t *testing.T) {
	for _, c := range []struct {
		line    string
		state   monitor.State
		failure measure.Failure
	}{
		{"GET https://a.example/x => 200 | fine", monitor.Up, ""},
		{"GET https://a.example/x => 204", monitor.Up, ""},
		{"GET https://a.example/x => 301 ; Location: /y", monitor.Down, measure.StatusUnexpected},
		{"GET https://a.example/x => 302 ; Location: /accounts/login/?next=/x", monitor.Refused, measure.StatusUnexpected},
		{"GET https://a.example/x => 401", monitor.Refused, measure.StatusUnexpected},
		{"GET https://a.example/x => 403", monitor.Refused, measure.StatusUnexpected},
		{"GET https://a.example/x => 404", monitor.Down, measure.StatusUnexpected},
		{"GET https://a.example/x => 407", monitor.Refused, measure.StatusUnexpected},
		{"GET https://a.example/x => 451", monitor.Refused, measure.StatusUnexpected},
		{"GET https://a.example/x => 429", monitor.Limited, measure.StatusUnexpected},
		{"GET https://a.example/x => 503", monitor.Down, measure.StatusUnexpected},
		{"GET https://a.example/x => 503 ; Retry-After: 30", monitor.Limited, measure.StatusUnexpected},
		{"GET https://a.example/x => 500", monitor.Down, measure.StatusUnexpected},
		{"GET https://a.example/x => 429 ; x-vercel-mitigated: challenge", monitor.Refused, measure.StatusUnexpected},
		{"GET https://a.example/x => 202 ; x-amzn-waf-action: challenge", monitor.Refused, measure.StatusUnexpected},
		{"GET https://a.example/x => 400 ; Content-Type: application/xml | <?xml version='1.0'?><Error><Code>ExpiredToken</Code><Message>x</Message></Error>", monitor.Refused, measure.StatusUnexpected},
		{"GET https://a.example/f?expires=${PAST}&md5=AbCdEfGhIjKlMnOpQrStUv => 410", monitor.Refused, measure.StatusUnexpected},
		{"GET https://a.example/x => 410", monitor.Down, measure.StatusUnexpected},
		{"GET https://a.example/x ; @expect-keyword=balance => 200 | your balance", monitor.Up, ""},
		{"GET https://a.example/x ; @expect-keyword=balance => 200 | nothing", monitor.Down, measure.KeywordMissing},
		{"GET https://a.example/x ; @expect-keyword=balance => 200 | <form><input type=\"password\"></form>", monitor.Refused, measure.KeywordMissing},
		{"GET https://a.example/x => 0 ; @failure=connect_refused", monitor.Down, measure.ConnectRefused},
		{"GET https://a.example/x => 0 ; @failure=client_cert_required", monitor.Refused, measure.ClientCertRequired},
		{"GET https://a.example/x => 0 ; @failure=target_forbidden", monitor.Unknown, measure.TargetForbidden},
		{"GET https://a.example/x => 0 ; @failure=proxy_failed", monitor.Unknown, measure.ProxyFailed},
		// Presence of a vendor, and talk of one, are no refusal.
		{"GET https://a.example/x => 200 ; Server: cloudflare ; CF-RAY: 1-FRA ; Set-Cookie: __cf_bm=x ; Content-Security-Policy: script-src cdnjs.cloudflare.com www.google.com/recaptcha | <html>fine</html>", monitor.Up, ""},
		{"GET https://a.example/x => 200 ; X-Iinfo: 1 ; X-Sucuri-ID: 2 ; X-DataDome: protected ; Set-Cookie: visid_incap_1=a | <html>fine</html>", monitor.Up, ""},
		{"GET https://a.example/wp-login.php => 200 | <form><input type=\"password\"></form>", monitor.Up, ""},
	} {
		ev := exchange(t, c.line)
		state, failure := Classify(&ev.First, ev.Expect)
		if state != c.state || failure != c.failure {
			t.Errorf("%s: %s, %q; want %s, %q", c.line, state, failure, c.state, c.failure)
		}
	}
}

func TestClassifyExpected(t *testing.T) {
	ev := exchange(t, "GET https://a.example/x => 403")
	want := monitor.Expectation{Status: monitor.StatusSet{{From: 401, To: 403}}}
	if state, _ := Classify(&ev.First, want); state != monitor.Up {
		t.Errorf("a refusal that the owner expects is %s", state)
	}
	ev = exchange(t, "GET https://a.example/x => 200 | open to all")
	if state, failure := Classify(&ev.First, want); state != monitor.Down || failure != measure.StatusUnexpected {
		t.Errorf("an endpoint that must refuse and does not is %s, %q", state, failure)
	}
	if state, _ := Classify(&measure.Report{Fault: "no memory"}, want); state != monitor.Unknown {
		t.Errorf("a fault of ours is %s", state)
	}
}

func TestClassifyWarns(t *testing.T) {
	ev := exchange(t, "GET https://a.example/x => 200 | fine")
	h := &ev.First.Hops[0]
	h.Observations = append(h.Observations, measure.Observation{Op: measure.Judge, Failure: measure.TooSlow})
	if state, failure := Classify(&ev.First, ev.Expect); state != monitor.Degraded || failure != measure.TooSlow {
		t.Errorf("slow is %s, %q", state, failure)
	}
}

// An address that refuses, and is made up for by another of the same name, is
// no failure of the endpoint.
func TestClassifyAside(t *testing.T) {
	ev := exchange(t, "GET https://a.example/x => 200 | fine")
	h := &ev.First.Hops[0]
	h.Observations = append([]measure.Observation{{Op: measure.Connect, Failure: measure.ConnectRefused, Aside: true}}, h.Observations...)
	if state, failure := Classify(&ev.First, ev.Expect); state != monitor.Up || failure != measure.OK {
		t.Errorf("an attempt set aside makes it %s, %q", state, failure)
	}
	h.Observations[0].Aside = false
	if state, failure := Classify(&ev.First, ev.Expect); state != monitor.Down || failure != measure.ConnectRefused {
		t.Errorf("a failed attempt makes it %s, %q", state, failure)
	}
}

func FuzzClassify(f *testing.F) {
	f.Add(200, "Server", "x", "body", 3)
	f.Add(503, "Retry-After", "-1", "", 0)
	f.Fuzz(func(t *testing.T, status int, name, value, body string, from int) {
		r := measure.Report{At: ruleTime, Hops: []measure.Hop{{Request: measure.Request{URL: "https://a.example/" + value + "?" + body},
			Answer: &measure.Answer{Status: status, Header: []measure.Field{{Name: name, Value: value}}, Body: []byte(body)}}}}
		state, failure := Classify(&r, monitor.Expectation{Status: monitor.StatusSet{{From: from, To: from + 99}}})
		if (state == monitor.Up) != (failure == measure.OK) {
			t.Errorf("%s with failure %q", state, failure)
		}
	})
}

func BenchmarkClassifyGood(b *testing.B) {
	ev := exchange(b, "GET https://a.example/x => 200 ; Server: nginx ; Content-Type: text/html ; Date: Thu, 01 Jan 2026 00:00:00 GMT ; Cache-Control: no-cache | <!doctype html><title>fine</title><p>All is well here.")
	b.ReportAllocs()
	for b.Loop() {
		Classify(&ev.First, ev.Expect)
	}
}
