package diagnose

import (
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

// good is an answer of nginx over TLS, to be changed.
func goodAnswer() *measure.Report {
	return &measure.Report{Hops: []measure.Hop{{
		Request:  measure.Request{Method: "GET", URL: "https://shop.example/a?token=SWORDFISHSWORDFISH"},
		Resolved: []netip.Addr{netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("192.0.2.2")},
		Addr:     netip.MustParseAddrPort("192.0.2.1:443"),
		TLS: &measure.TLSFacts{Version: "TLS 1.3", Chain: []measure.Cert{{
			Issuer: "CN=R11,O=Let's Encrypt,C=US", SHA256: "aa", NotAfter: time.Date(2027, 1, 2, 0, 0, 0, 0, time.UTC)}}},
		Answer: &measure.Answer{Status: 200, Proto: "HTTP/1.1", Size: 4000, Header: []measure.Field{
			{Name: "Server", Value: "nginx/1.24.0"}, {Name: "Content-Type", Value: "text/html; charset=utf-8"}, {Name: "Cache-Control", Value: "no-store"}}},
	}}}
}

// set changes a field, or takes it away.
func set(r *measure.Report, name, value string) {
	a := r.Answer()
	a.Header = slices.DeleteFunc(a.Header, func(f measure.Field) bool { return strings.EqualFold(f.Name, name) })
	if value != "" {
		a.Header = append(a.Header, measure.Field{Name: name, Value: value})
	}
}

func TestChanged(t *testing.T) {
	for _, x := range []struct {
		name   string
		change func(r *measure.Report)
		want   []string // "code: sentence", the whole list
	}{
		{"Nothing", func(*measure.Report) {}, nil},
		{"Status", func(r *measure.Report) { r.Answer().Status = 403 }, []string{"status: The status is 403; it was 200."}},
		{"Edge", func(r *measure.Report) { set(r, "CF-Ray", "8a1-AMS"); set(r, "Server", "cloudflare") }, []string{
			`edge-appeared: Cloudflare is on the way now; it was not when the endpoint worked.`,
			`server: The field Server says "cloudflare"; it said "nginx/1.24.0".`, "header: The field CF-Ray is new."}},
		{"Version", func(r *measure.Report) { set(r, "Server", "nginx/1.26.1") }, []string{`server-version: The server became "nginx/1.26.1"; it was "nginx/1.24.0".`}},
		{"Certificate", func(r *measure.Report) {
			r.Hops[0].TLS.Chain[0] = measure.Cert{Issuer: "CN=Corporate Proxy", SHA256: "bb", NotAfter: time.Date(2027, 5, 6, 0, 0, 0, 0, time.UTC)}
		}, []string{"certificate: The certificate is another one: by Corporate Proxy, until 2027-05-06; it was by R11, until 2027-01-02."}},
		{"ClientCert", func(r *measure.Report) { r.Hops[0].TLS.ClientCertAsked = true },
			[]string{"client-cert: The server asks for a client certificate; when the endpoint worked it did not."}},
		{"TLS", func(r *measure.Report) { r.Hops[0].TLS.Version = "TLS 1.2" }, []string{"tls-version: The connection uses TLS 1.2; it used TLS 1.3."}},
		{"OtherNode", func(r *measure.Report) { r.Hops[0].Addr = netip.MustParseAddrPort("192.0.2.2:443") },
			[]string{"address: The request went to 192.0.2.2; the last good one to 192.0.2.1, another address of the name."}},
		{"Moved", func(r *measure.Report) {
			r.Hops[0].Addr, r.Hops[0].Resolved = netip.MustParseAddrPort("198.51.100.9:443"), []netip.Addr{netip.MustParseAddr("198.51.100.9")}
		}, []string{"addresses: The name leads to 198.51.100.9 now; it led to 192.0.2.1."}},
		{"Redirect", func(r *measure.Report) {
			h := r.Hops[0]
			h.Request.URL = "https://login.example/sign-in?next=SWORDFISH"
			r.Hops = append(r.Hops, h)
		}, []string{"redirect: The request is redirected to login.example/sign-in now; it was not."}},
		{"Protocol", func(r *measure.Report) { r.Answer().Proto = "HTTP/2.0" }, []string{"protocol: The answer came over HTTP/2.0; before over HTTP/1.1."}},
		{"Fields", func(r *measure.Report) {
			set(r, "WWW-Authenticate", `Basic realm="staff"`)
			set(r, "Cache-Control", "")
		}, []string{`header: The field WWW-Authenticate is new: "Basic realm=\"staff\"".`, "header: The field Cache-Control is gone."}},
		{"Body", func(r *measure.Report) { set(r, "Content-Type", "application/json"); r.Answer().Size = 90 }, []string{
			"content-type: The body is application/json; it was text/html.", "size: The body has 90 bytes; it had 4000 bytes."}},
		{"NoAnswer", func(r *measure.Report) { r.Hops[0].Answer = nil }, []string{"no-answer: No answer came; the last good check got 200."}},
	} {
		t.Run(x.name, func(t *testing.T) {
			bad := goodAnswer()
			x.change(bad)
			var got []string
			for _, c := range Changed(goodAnswer(), bad) {
				got = append(got, string(c.Code)+": "+c.Says)
			}
			if !slices.Equal(got, x.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(x.want, "\n"))
			}
		})
	}
}

// Nothing of what a request or an answer keeps secret is said, whoever writes
// the other program, and the order of fields does not matter.
func TestChangedSecretAndStable(t *testing.T) {
	bad := goodAnswer()
	set(bad, "Set-Cookie", "sid=SWORDFISHSWORDFISH; Path=/")
	bad.Answer().Status = 403
	set(bad, "Via", "1.1 squid")
	set(bad, "X-Powered-By", "key eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.SWORDFISHSWORDFISHSWORDFISH")
	set(bad, "Server", "squid/6.1")
	h := bad.Hops[0]
	h.Request.URL = "https://u:SWORDFISH@login.example/x?token=SWORDFISHSWORDFISH"
	bad.Hops = append(bad.Hops, h)
	first := Changed(goodAnswer(), bad)
	if len(first) < 4 || !first[0].Telling() {
		t.Errorf("%d changes, the first %+v; want the most telling first", len(first), first)
	}
	for _, c := range first {
		if strings.Contains(c.Says, "SWORDFISH") {
			t.Errorf("a secret is said: %s", c.Says)
		}
	}
	slices.Reverse(bad.Answer().Header)
	if again := Changed(goodAnswer(), bad); !slices.Equal(first, again) {
		t.Errorf("another order of fields: %+v, want %+v", again, first)
	}
	if Changed(nil, bad) != nil || Changed(goodAnswer(), &measure.Report{}) != nil {
		t.Error("changes without two answers")
	}
}
