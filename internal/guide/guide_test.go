package guide_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/guide"
)

// registry is every code of the classes 4xx and 5xx that IANA lists.
var registry = []int{
	400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418,
	421, 422, 423, 424, 425, 426, 428, 429, 431, 451,
	500, 501, 502, 503, 504, 505, 506, 507, 508, 510, 511,
}

func TestEveryRegisteredStatusHasAPage(t *testing.T) {
	for _, code := range registry {
		p, ok := guide.Status(code)
		if !ok {
			t.Errorf("no page for %d", code)
		} else if p.By != "" {
			t.Errorf("%d is registered and its page says by %s", code, p.By)
		}
	}
	for _, code := range []int{419, 420, 440, 444, 449, 460, 463, 464, 494, 495, 496, 497, 498, 499, 509, 520, 521, 522, 523, 524, 525, 526, 527, 529, 530, 561, 598, 599} {
		if p, ok := guide.Status(code); !ok || p.By == "" {
			t.Errorf("%d: want a page that says who sends it", code)
		}
	}
}

func TestPages(t *testing.T) {
	seen := map[int]bool{}
	for _, p := range guide.Statuses {
		if seen[p.Code] {
			t.Errorf("two pages for %d", p.Code)
		}
		seen[p.Code] = true
		if p.Name == "" || p.Source == "" || p.By == "" && !slices.Contains(registry, p.Code) {
			t.Errorf("page %d lacks a name, a source or who sends it", p.Code)
		}
		sentence(t, p.Code, p.Means)
		sentence(t, p.Code, p.Monitor)
		if len(p.Differs) == 0 {
			t.Errorf("page %d differs from nothing", p.Code)
		}
		for _, d := range p.Differs {
			sentence(t, p.Code, d.Says)
			if d.Code == p.Code {
				t.Errorf("page %d differs from itself", p.Code)
			}
		}
		for _, s := range p.Advice {
			sentence(t, p.Code, s)
		}
		if len(guide.CausesFor(p.Code)) == 0 && len(p.Advice) == 0 {
			t.Errorf("page %d has neither causes nor advice", p.Code)
		}
	}
}

func sentence(t *testing.T, code int, s string) {
	t.Helper()
	if !strings.HasSuffix(s, ".") || strings.Contains(s, "  ") {
		t.Errorf("page %d: %q is no sentence", code, s)
	}
}

// No text stands twice: not on two pages, and not on a page and in the
// catalogue.
func TestNoTextTwice(t *testing.T) {
	where := map[string]string{}
	for _, e := range diagnose.Catalogue {
		for _, s := range append([]string{e.Means, e.Look}, e.Tell...) {
			where[s] = string(e.ID)
		}
	}
	for _, p := range guide.Statuses {
		for _, s := range append([]string{p.Means}, p.Advice...) {
			if w, ok := where[s]; ok {
				t.Errorf("page %d and %s both say %q", p.Code, w, s)
			}
			where[s] = p.Name
		}
	}
}

func TestCausesFor(t *testing.T) {
	first := func(code int) []string {
		var out []string
		for _, e := range guide.CausesFor(code) {
			out = append(out, string(e.ID))
		}
		return out
	}
	for code, want := range map[int]string{
		401: "auth/missing-credentials", 403: "authz/insufficient-role", 404: "resource/not-found", 405: "request/method-refused",
		407: "net/proxy-auth-required", 421: "host/sni-host-mismatch", 429: "rate/request-limit", 451: "net/legal-block",
		400: "request/too-large", 428: "waf/challenge", 444: "static/path-deny-rule", 497: "tls/https-required", 526: "upstream/unreachable", 561: "auth/backend-misconfigured",
		500: "app/error", 502: "upstream/unreachable", 503: "upstream/no-healthy-backend", 504: "upstream/timeout",
	} {
		if got := first(code); len(got) == 0 || got[0] != want {
			t.Errorf("%d: %v, want %s first", code, got, want)
		}
	}
	if got := first(403); len(got) < 20 || !slices.Contains(got, "static/file-unreadable") || slices.Contains(got, "net/proxy-auth-required") {
		t.Errorf("403: %v", got)
	}
	for _, p := range guide.Statuses {
		got := first(p.Code)
		if i := slices.Index(got, "net/backend-split"); i >= 0 && i < 3 {
			t.Errorf("%d: %v, of which one that shows as any status stands among the first", p.Code, got)
		}
	}
	if got := first(200); slices.Contains(got, "net/backend-split") || !slices.Contains(got, "waf/challenge") {
		t.Errorf("200: %v", got)
	}
	if got := first(999999); len(got) != 0 {
		t.Errorf("999999: %v", got)
	}
}

// What Cloudflare and IIS number beside the status has a page each, out of the
// facts that recognise it.
func TestCodes(t *testing.T) {
	for code, want := range map[string]diagnose.CauseID{
		"1020": "waf/unspecified-block", "1015": "rate/request-limit", "1009": "net/geo-restricted", "1003": "host/unknown-name", "1016": "upstream/unreachable", "1101": "app/error",
		"403.14": "static/no-index-listing-off", "403.6": "net/ip-allowlist", "401.2": "auth/missing-credentials", "404.13": "request/too-large", "500.30": "app/error",
	} {
		if c, ok := guide.FindCode(code); !ok || c.Causes[0] != want || c.Source == "" {
			t.Errorf("%s: %+v, want %s first", code, c, want)
		}
	}
	if n := len(guide.Codes()); n < 60 {
		t.Errorf("%d codes", n)
	}
	for _, c := range guide.Codes() {
		if len(c.Entries()) != len(c.Causes) || !strings.Contains(c.Says, c.Code) || c.Product == "" {
			t.Errorf("%+v", c)
		}
	}
	for _, none := range []string{"", "403", "9999", "403.99"} {
		if c, ok := guide.FindCode(none); ok {
			t.Errorf("%q: %+v", none, c)
		}
	}
}

func TestProducts(t *testing.T) {
	e, _ := diagnose.Find("static/symlink-refused")
	if got := guide.Products(e); !slices.Equal(got, []string{"Apache httpd", "nginx", "lighttpd"}) {
		t.Errorf("Products = %v", got)
	}
}

func TestNear(t *testing.T) {
	var got []int
	for _, p := range guide.Near(432) {
		got = append(got, p.Code)
	}
	if !slices.Equal(got, []int{430, 431}) {
		t.Errorf("Near(432) = %v", got)
	}
}
