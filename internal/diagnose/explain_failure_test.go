package diagnose

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

// Every failure of the network has words of its own.
func TestEveryFailureHasWords(t *testing.T) {
	raw, err := os.ReadFile("../measure/failure.go")
	if err != nil {
		t.Fatal(err)
	}
	network, _, _ := strings.Cut(string(raw), "// expectation")
	found := regexp.MustCompile(`Failure = "(\w+)"`).FindAllStringSubmatch(network, -1)
	if len(found) < 20 {
		t.Fatalf("only %d failures found", len(found))
	}
	for _, m := range found {
		switch f := measure.Failure(m[1]); f {
		case measure.TargetForbidden, measure.ProxyFailed: // our own: unmeasured has their words
		default:
			if p, ok := plain(f); !ok || p.says == "" {
				t.Errorf("%s has no words", f)
			}
		}
	}
}

// What no cause of the catalogue explains is said in words and blamed on
// nothing.
func TestUnlistedFailure(t *testing.T) {
	d := Explain(exchange(t, "GET https://a.example/x => 0 ; @failure=cert_expired"))
	if d.Verdict != VerdictUnknown || len(d.Causes) != 0 || d.Summary != "The server's certificate has expired." {
		t.Errorf("%s: %q", describe(d), d.Summary)
	}
}

func TestBrokenBody(t *testing.T) {
	d := Explain(exchange(t, "GET https://a.example/x => 200 ; @failure=body_truncated"))
	if d.Verdict != VerdictCause || top(d) != "upstream/bad-response" {
		t.Errorf("%s", describe(d))
	}
}
