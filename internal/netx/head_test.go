package netx

import (
	"bufio"
	"net/http"
	"strings"
	"testing"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

func parse(raw string) (head, error) {
	budget := maxHead
	return readHead(bufio.NewReader(strings.NewReader(raw)), nil, &budget)
}

func TestHead(t *testing.T) {
	for _, tt := range []struct {
		name, raw string
		status    int
		want      string // each field as name=value, joined by |
	}{
		{"order and case are kept", "HTTP/1.1 403 Forbidden\r\nserver: x\r\nX-UPPER: 1\r\nContent-type: text/html\r\nserver: y\r\n\r\n", 403,
			"server=x|X-UPPER=1|Content-type=text/html|server=y"},
		{"no reason", "HTTP/1.1 204\r\n\r\n", 204, ""},
		{"line feeds alone", "HTTP/1.0 200 OK\nA: b\n\n", 200, "A=b"},
		{"a folded line", "HTTP/1.1 200 OK\r\nA: b\r\n  c\r\nD: e\r\n\r\n", 200, "A=b c|D=e"},
		{"space before the colon, tabs around the value", "HTTP/1.1 200 OK\r\nA : \tb\t \r\n\r\n", 200, "A=b"},
		{"bytes that are no UTF-8", "HTTP/1.1 200 OK\r\nA: \xff\x00\r\n\r\n", 200, "A=\xff\x00"},
		{"a bare CR is data", "HTTP/1.1 200 OK\r\nA: b\rC: d\r\n\r\n", 200, "A=b\rC: d"},
		{"status that nobody knows", "HTTP/1.1 999 Request denied\r\n\r\n", 999, ""},
	} {
		got, err := parse(tt.raw)
		if err != nil || got.status != tt.status {
			t.Errorf("%s: status %d, error %v", tt.name, got.status, err)
		}
		if got := flat(got.header); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func flat(header []measure.Field) string {
	var parts []string
	for _, f := range header {
		parts = append(parts, f.Name+"="+f.Value)
	}
	return strings.Join(parts, "|")
}

// TestReason: words of a server's own in the status line are kept, what says no
// more than the status is not, and nothing in them can spoil a page or a log.
func TestReason(t *testing.T) {
	for line, want := range map[string]string{
		"HTTP/1.1 403 Forbidden":                       "",
		"HTTP/1.1 403 FORBIDDEN":                       "",
		"HTTP/1.1 403":                                 "",
		"HTTP/1.1 503 Service Temporarily Unavailable": "",
		"HTTP/1.1 403 Request blocked by the proxy":    "Request blocked by the proxy",
		"HTTP/1.0 403  ModSecurity Action ":            "ModSecurity Action",
		"HTTP/1.1 403 a\x1b[31mb\xff":                  "a?[31mb?",
		"HTTP/1.1 403 " + strings.Repeat("x", 300):     strings.Repeat("x", 100),
		"HTTP/1.1 599 Whatever this is":                "Whatever this is",
	} {
		h, err := parseStatus(line)
		if err != nil || h.reason != want {
			t.Errorf("%q: reason %q, %v; want %q", line, h.reason, err, want)
		}
	}
}

func TestHeadMalformed(t *testing.T) {
	for raw, want := range map[string]measure.Failure{
		"\r\nHTTP/1.1 200 OK\r\n\r\n":    measure.AnswerMalformed,
		"HTTP/1.1 abc\r\n\r\n":           measure.AnswerMalformed,
		"HTTP/1.1 2000 OK\r\n\r\n":       measure.AnswerMalformed,
		"HTTP/1.1 020 OK\r\n\r\n":        measure.AnswerMalformed,
		"HTTP/2 200 OK\r\n\r\n":          measure.AnswerMalformed,
		"HTTP/1.1 200 OK\r\nfoo\r\n\r\n": measure.AnswerMalformed,
		"hello\r\n":                      measure.AnswerMalformed,
		"HTT":                            measure.AnswerClosed,
		"HTTP/1.1 200 OK\r\nA: b":        measure.AnswerClosed,
		"HTTP/1.1 200 OK\r\nA: b\r\n":    measure.AnswerClosed,
		"":                               measure.AnswerClosed,
		"HTTP/1.1 200 OK\r\nA: " + strings.Repeat("x", maxHead) + "\r\n\r\n": measure.HeaderTooLarge,
		strings.Repeat("x", maxHead):                                         measure.AnswerMalformed,
	} {
		_, err := parse(raw)
		if got, text := Classify(measure.Wait, err); got != want {
			t.Errorf("%.40q: %s (%s), want %s", raw, got, text, want)
		}
	}
}

// Whatever net/http understands as an answer, we understand in the same way;
// and nothing makes us panic.
func FuzzHead(f *testing.F) {
	for _, s := range []string{
		"HTTP/1.1 200 OK\r\nA: b\r\n\r\n", "HTTP/1.0 301 Moved\nLocation: /\n\n", "HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n", "HTTP/1.1 103 x\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
		"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", "HTTP/1.1  200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nA:\xff\r\n\r\n", "HTTP/1.1 200 OK\r\n: x\r\n\r\n", "HTTP/1.1 200 \r\n\r\n",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		got, gotErr := parse(raw)
		want, err := http.ReadResponse(bufio.NewReader(strings.NewReader(raw)), nil)
		if err != nil || want.ProtoMajor != 1 || want.ProtoMinor > 1 || want.StatusCode < 100 || len(raw) >= maxHead {
			return
		}
		defer want.Body.Close()
		if gotErr != nil {
			t.Fatalf("net/http reads it, we say %v", gotErr)
		}
		if got.status != want.StatusCode {
			t.Errorf("status %d, net/http says %d", got.status, want.StatusCode)
		}
		for name, values := range want.Header {
			if strings.ContainsAny(name, " \t") {
				continue // net/http keeps the space before the colon, we drop it
			}
			var ours []string
			for _, f := range got.header {
				if http.CanonicalHeaderKey(f.Name) == name {
					ours = append(ours, f.Value)
				}
			}
			if name != "Content-Length" && name != "Trailer" && name != "Cache-Control" && strings.Join(ours, "\n") != strings.Join(values, "\n") {
				t.Errorf("%s is %q, net/http says %q", name, ours, values)
			}
		}
	})
}
