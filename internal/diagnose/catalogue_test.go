package diagnose_test

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/redact"
)

// The ids are stored and shown: this list may grow and never lose a line.
var ids = strings.Fields(`
	auth/missing-credentials auth/invalid-credentials auth/expired-credential auth/wrong-scheme auth/credentials-stripped
	auth/session-required auth/account-disabled auth/backend-misconfigured auth/step-up-required
	authz/insufficient-role authz/insufficient-scope authz/resource-not-public authz/missing-object-masked
	authz/existence-hidden authz/csrf-or-origin authz/service-disabled
	net/ip-allowlist net/ip-blocklist net/geo-restricted net/legal-block net/address-family-split net/backend-split
	net/proxy-auth-required net/proxy-policy-denied
	waf/user-agent-rule waf/header-profile waf/request-content-rule waf/challenge waf/protocol-profile
	waf/temporary-ban waf/unspecified-block
	rate/request-limit rate/quota-exhausted rate/concurrency-limit
	signed-url/expired signed-url/not-yet-valid signed-url/bad-signature signed-url/request-altered
	signed-url/missing-signature signed-url/bound-elsewhere signed-url/signer-revoked
	clock/client-skew clock/server-skew referer/hotlink-denied referer/referer-required
	static/no-index-listing-off static/file-unreadable static/directory-unreadable static/symlink-refused
	static/path-deny-rule static/handler-refused
	host/unknown-name host/sni-host-mismatch tls/client-cert-required tls/client-cert-rejected tls/https-required
	request/method-refused request/head-refused request/not-acceptable request/too-large
	edge/stale-error-cached edge/origin-denies-edge site/maintenance site/suspended
	upstream/unreachable upstream/timeout upstream/no-healthy-backend upstream/bad-response upstream/overloaded
	app/error resource/not-found redirect/loop
	exposure/auth-removed exposure/open-endpoint exposure/private-cached exposure/role-too-wide meta/healthy meta/undeterminable`)

func TestCatalogueHoldsEveryID(t *testing.T) {
	var got []string
	for _, e := range diagnose.Catalogue {
		got = append(got, string(e.ID))
	}
	if d := cmp.Diff(ids, got); d != "" {
		t.Errorf("ids, -want +got:\n%s", d)
	}
}

func TestCatalogue(t *testing.T) {
	products := factProducts()
	for _, e := range diagnose.Catalogue {
		t.Run(string(e.ID), func(t *testing.T) {
			checkTexts(t, e)
			checkLinks(t, e)
			checkFixes(t, e, products)
		})
	}
}

func checkTexts(t *testing.T, e diagnose.Entry) {
	if e.Title == "" || strings.HasSuffix(e.Title, ".") || len(e.Title) > 70 {
		t.Errorf("title %q: want a short one without a period", e.Title)
	}
	sentence(t, "means", e.Means)
	sentence(t, "look", e.Look)
	sentence(t, "monitor", e.Monitor)
	if n := strings.Count(e.Means, ". ") + 1; n > 3 {
		t.Errorf("means has %d sentences, want at most 3", n)
	}
	if len(e.Tell) == 0 {
		t.Error("no way to tell it from its rivals")
	}
	for _, s := range e.Tell {
		sentence(t, "tell", s)
	}
	for _, s := range allTexts(e) {
		checkPlain(t, s)
	}
}

func checkLinks(t *testing.T, e diagnose.Entry) {
	if len(e.Sources) == 0 {
		t.Error("no source")
	}
	if e.ID.Family() != "meta" && len(e.Rivals) == 0 {
		t.Error("no rival")
	}
	for _, r := range e.Rivals {
		if _, ok := diagnose.Find(r); !ok || r == e.ID {
			t.Errorf("rival %q is no other cause", r)
		}
	}
	if e.Common < 1 || e.Common > 5 {
		t.Errorf("common is %d, want 1 to 5", e.Common)
	}
	ceilings := []diagnose.Ceiling{diagnose.CeilingStated, diagnose.CeilingIsolated, diagnose.CeilingInferred, diagnose.CeilingClass}
	if !slices.Contains(ceilings, e.Ceiling) {
		t.Errorf("ceiling is %q", e.Ceiling)
	}
	if e.Statuses == "" {
		if e.ID.Family() != "meta" {
			t.Error("no status")
		}
		return
	}
	set, err := monitor.ParseStatusSet(e.Statuses)
	if err != nil {
		t.Fatalf("statuses: %v", err)
	}
	if _, ok := e.ShowsAs(set[0].From); !ok {
		t.Errorf("ShowsAs(%d) is false", set[0].From)
	}
}

func checkFixes(t *testing.T, e diagnose.Entry, products []string) {
	if len(e.Fixes) == 0 || e.Fixes[0].For != "" {
		t.Fatal("the first fix must be for any product")
	}
	var last bool
	for _, f := range e.Fixes {
		last = last || f.For != ""
		if last && f.For == "" {
			t.Errorf("fix %q: generic ones come first", f.Title)
		}
		if f.Title == "" || strings.HasSuffix(f.Title, ".") || len(f.Steps) == 0 {
			t.Errorf("fix %q for %q: want a title without a period, and steps", f.Title, f.For)
		}
		for _, s := range f.Steps {
			sentence(t, "step", s)
		}
		if f.For != "" && !slices.Contains(products, f.For) {
			t.Errorf("fix for %q, which no fact names", f.For)
		}
	}
	for _, p := range products {
		var n int
		for _, f := range e.Fixes {
			if f.For == p {
				n++
			}
		}
		if n > 1 {
			t.Errorf("%d fixes for %s", n, p)
		}
	}
}

// factProducts are the products that a fix may be for: those of the facts, and
// those that run inside and never show themselves in an answer.
func factProducts() []string {
	out := []string{"fail2ban"}
	for _, f := range diagnose.Facts() {
		if f.Product != "" && !slices.Contains(out, f.Product) {
			out = append(out, f.Product)
		}
	}
	return out
}

func allTexts(e diagnose.Entry) []string {
	out := append([]string{e.Title, e.Means, e.Look, e.Monitor}, e.Tell...)
	for _, f := range e.Fixes {
		out = append(append(out, f.Title), f.Steps...)
	}
	return out
}

func sentence(t *testing.T, what, s string) {
	t.Helper()
	if s == "" || !strings.HasSuffix(s, ".") || strings.HasSuffix(s, "..") {
		t.Errorf("%s %q: want a sentence that ends with a period", what, s)
	}
}

var (
	private = regexp.MustCompile(`\b(127|10|192\.168)\.\d+\.\d+|localhost|\.lab\b|djangolab|:1\d{4}\b`)
	advice  = regexp.MustCompile(`(?i)log in again|sign in again|re-?authenticate`)
)

func checkPlain(t *testing.T, s string) {
	t.Helper()
	if m := private.FindString(s); m != "" {
		t.Errorf("%q names a private host: %q", s, m)
	}
	if got := redact.Text(s); got != s {
		t.Errorf("%q looks as if it held a secret: %q", s, got)
	}
	if strings.Contains(s, "  ") || strings.Contains(s, "TODO") {
		t.Errorf("%q is unfinished", s)
	}
}

// A 403 is never cured by signing in once more.
func TestNoAdviceToSignInAgain(t *testing.T) {
	for _, e := range diagnose.Catalogue {
		for _, s := range allTexts(e) {
			if m := advice.FindString(s); m != "" {
				t.Errorf("%s: %q", e.ID, s)
			}
		}
	}
}

func TestFixesFor(t *testing.T) {
	e, _ := diagnose.Find("static/file-unreadable")
	got := e.FixesFor("nginx", "Cloudflare")
	if len(got) != 2 || got[0].For != "nginx" || got[1].For != "" {
		t.Errorf("FixesFor = %v, want nginx's and the generic one", got)
	}
}

// What speaks another's protocol, or is a part of it, is mended like it, unless
// it has a fix of its own; no fix is given twice.
func TestFixesForParts(t *testing.T) {
	for _, c := range []struct {
		cause    diagnose.CauseID
		products []string
		want     []string
	}{
		{"authz/resource-not-public", []string{"MinIO", "S3"}, []string{"MinIO", "S3", ""}},
		{"authz/resource-not-public", []string{"VersityGW", "S3"}, []string{"S3", ""}},
		{"authz/insufficient-role", []string{"Django REST framework", "nginx"}, []string{"Django", ""}},
		{"auth/missing-credentials", []string{"Django REST framework"}, []string{"Django REST framework", ""}},
	} {
		e, _ := diagnose.Find(c.cause)
		var got []string
		for _, f := range e.FixesFor(c.products...) {
			if len(got) == 0 || f.For != "" || got[len(got)-1] != "" {
				got = append(got, f.For)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s on %v: fixes for %q, want %q", c.cause, c.products, got, c.want)
		}
	}
}

// complete are the products of which every statement must have a fix of the
// product's own: what people run and rent most.
var complete = []string{
	"nginx", "Apache httpd", "Caddy", "lighttpd", "IIS", "ASP.NET", "Tomcat", "Jetty", "PHP-FPM", "HAProxy", "Traefik", "Kong", "Varnish", "Squid", "Traffic Server", "ModSecurity",
	"Cloudflare", "Cloudflare Access", "Fastly", "Akamai", "Imperva", "Sucuri", "Amazon CloudFront", "AWS", "AWS ELB", "AWS WAF", "AWS Lambda", "Amazon S3", "MinIO",
	"Google Cloud Storage", "Google IAP", "Google Cloud Armor", "Azure", "Azure App Service", "Azure Front Door", "Azure Application Gateway", "Azure API Management", "Microsoft Entra",
	"Kubernetes", "Docker registry", "Django", "Django REST framework", "FastAPI", "Rails", "Spring", "Express", "Symfony", "WordPress", "Wordfence", "Elasticsearch", "GitLab",
	"Heroku", "Netlify", "Jenkins", "Grafana", "OpenAI",
}

func TestEveryStatementHasItsFix(t *testing.T) {
	for _, f := range diagnose.Facts() {
		if !f.Acts || len(f.States) == 0 || f.States[0].Strength < diagnose.Likely || !slices.Contains(complete, f.Product) {
			continue
		}
		e, _ := diagnose.Find(f.States[0].Cause)
		if e.FixesFor(f.Product)[0].For == "" {
			t.Errorf("%s states %s, and no fix is for it: %s", f.Product, e.ID, f.Says)
		}
	}
}

// The texts promise nothing that the program does not have: no switch for
// forecasts, no description of a monitor, no alarm on clocks or domains.
func TestTextsPromiseNothing(t *testing.T) {
	for _, e := range diagnose.Catalogue {
		for _, s := range allTexts(e) {
			for _, promise := range []string{"urn on the expiry", "domain's expiry forecast", "monitor's description", "the monitor's page shows", "compares its clock", "Every check compares Date", "Set an alarm"} {
				if strings.Contains(s, promise) {
					t.Errorf("%s: %q promises what there is not", e.ID, s)
				}
			}
		}
	}
}

const generated = "../../docs/gen/causes.md"

var update = flag.Bool("update", false, "write generated files anew")

// TestGeneratedDocs compares docs/gen/causes.md with the catalogue.
func TestGeneratedDocs(t *testing.T) {
	want := render()
	if *update {
		if err := os.WriteFile(generated, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(generated)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, string(got)); d != "" {
		t.Errorf("%s is out of date; run go test ./internal/diagnose -run TestGeneratedDocs -update:\n%s", generated, d)
	}
}

func render() string {
	var b strings.Builder
	b.WriteString("# Causes\n\nGenerated from `internal/diagnose/catalogue*.go` by its test; do not edit.\n\n")
	b.WriteString("| id | title | shows as | best that can be said |\n|---|---|---|---|\n")
	for _, e := range diagnose.Catalogue {
		fmt.Fprintf(&b, "| [%s](#%s) | %s | %s | %s |\n", e.ID, strings.ReplaceAll(string(e.ID), "/", ""), e.Title, e.Statuses, e.Ceiling)
	}
	for _, e := range diagnose.Catalogue {
		fmt.Fprintf(&b, "\n## %s\n\n**%s.** %s\n\n", e.ID, e.Title, e.Means)
		for _, s := range e.Tell {
			fmt.Fprintf(&b, "- %s\n", s)
		}
		for _, r := range e.Rivals {
			fmt.Fprintf(&b, "- Mistaken for: `%s`\n", r)
		}
		fmt.Fprintf(&b, "\n%s\n", e.Look)
		for _, f := range e.Fixes {
			name := f.Title
			if f.For != "" {
				name = f.For + ": " + f.Title
			}
			fmt.Fprintf(&b, "\n%s:\n\n", name)
			for i, s := range f.Steps {
				fmt.Fprintf(&b, "%d. %s\n", i+1, s)
			}
		}
		fmt.Fprintf(&b, "\nMonitoring: %s\n\nSources: %s.\n", e.Monitor, strings.Join(e.Sources, "; "))
	}
	return b.String()
}
