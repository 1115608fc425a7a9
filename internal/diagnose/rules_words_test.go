package diagnose

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// plainly is a message as the phrases are looked for in it.
func plainly(s string) string {
	p := plainText{}
	p.space()
	p.message([]byte(s))
	return strings.TrimSpace(string(p.out))
}

func TestPlainText(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"plain words", "Too many requests; slow down!", "too many requests slow down"},
		{"small words go", "The token has expired", "token expired"},
		{"negations are one", "You don't have permission, it can’t be read", "not permission not read"},
		{"camel case", "ConcurrentRequestsLimitExceeded APIKeyInvalid", "concurrent requests limit exceeded api key invalid"},
		{"snake case and kebab case", "usage_cap_exceeded usage-capped", "usage cap exceeded usage capped"},
		{"values of JSON, not names", `{"error":{"code":"rate_limit","message":"a\u0027b \"c\"\nd"},"quota":3}`, "rate limit ab c d"},
		{"nested and in arrays", `[{"errors":["first","second"],"detail":{"a":"third"}}]`, "first second third"},
		{"addresses are no words", `{"message":"see https://docs.example/rate-limit now","documentation_url":"quota"}`, "see now"},
		{"the type of a problem is", `{"type":"https://api.example/problems/usage-capped"}`, "problems usage capped"},
		{"markup", "<html><head><title>No entry</title><style>x{quota:1}</style></head><body><p>It isn&#39;t <b>public</b></p><script>rate</script><!-- limit --></body></html>", "no entry not public"},
		{"XML", "<Error><Code>AccessDenied</Code><Message>By policy</Message><Key>quota/expired</Key></Error>", "access denied by policy"},
		{"open ends", `{"a":"b\`, "b"},
		{"an open tag", "<p class=", ""},
		{"an open head", "<head><title>x", "x"},
		{"a head without its end", "<html><head><title>Closed</title><body>Plan ended</body></html>", "closed plan ended"},
		{"a head without its end or a body", "<html><head><title>Closed</title><p>Plan ended", "closed plan ended"},
		{"a header is no head", "<head><title>Closed</title></head><header>Shop</header>Plan ended", "closed shop plan ended"},
		{"an empty element", "<Error><Code>E17</Code><Resource/><Message>Plan ended</Message></Error>", "e17 plan ended"},
		{"an element that is not closed", "<Error><Resource><Message>Plan ended</Message></Error>", "plan ended"},
		{"a link in the body", `<p>One<link rel="x" href="y">Two</p>`, "one two"},
		{"a script without its end", "<p>One<script>var quota = 1", "one"},
	} {
		if got := plainly(c.in); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// Every phrase is found in itself, none is lost or shortened to one word that
// was not meant alone, and none speaks for two topics that exclude another.
func TestTopicPhrases(t *testing.T) {
	for _, e := range topicPhrases {
		for _, w := range e.phrases {
			text := plainly(strings.TrimSuffix(w, "*"))
			if text == "" {
				t.Errorf("%q holds no word", w)
			}
			if strings.Contains(w, " ") && !strings.Contains(text, " ") {
				t.Errorf("%q is looked for as %q alone", w, text)
			}
			var s topicSet
			readTopics([]byte(strings.TrimSuffix(w, "*")), nil, &s)
			if !s.has(e.topic) && e.topic != aStock {
				t.Errorf("%q is not found in itself", w)
			}
		}
	}
	if nTopics > 128 {
		t.Errorf("%d topics do not fit a topicSet", nTopics)
	}
}

func TestTopicsHeed(t *testing.T) {
	for _, c := range []struct {
		name, in string
		topic    topic
		want     bool
	}{
		{"a phrase", "Quota exceeded", aSpent, true},
		{"its negation", "This is not a rate limit", aRate, false},
		{"the middle of a word", "incorporate limits", aRate, false},
		{"a stock sentence", "You don't have permission to access this resource. Bad password?", aBadKey, false},
		{"a long page", "<p>" + strings.Repeat("lorem ipsum ", 400) + "quota exceeded</p>", aSpent, false},
		{"the begin of long JSON", `{"error":"quota exceeded","more":"` + strings.Repeat("lorem ipsum ", 400) + `"}`, aSpent, true},
	} {
		var s topicSet
		readTopics([]byte(c.in), nil, &s)
		if s.has(c.topic) != c.want {
			t.Errorf("%s: %v in %.60q", c.name, !c.want, c.in)
		}
	}
}

func FuzzReadTopics(f *testing.F) {
	f.Add([]byte(`{"a":"b\u00`))
	f.Add([]byte("<head><title"))
	f.Add([]byte("&#39;x \\"))
	f.Fuzz(func(t *testing.T, b []byte) {
		var s topicSet
		readTopics(b, []string{string(b)}, &s)
	})
}

// TestMessages reads messages of services that no table knows, without one
// experiment.
func TestMessages(t *testing.T) {
	raw, err := os.ReadFile("testdata/messages.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(raw)) {
		line = strings.TrimRight(line, "\n")
		if strings.HasPrefix(line, "#") || line == "" {
			continue
		}
		want, rest, _ := strings.Cut(line, " | ")
		ev := exchange(t, rest)
		q := infer(extract(&ev))
		order := q.order()
		if not, ok := strings.CutPrefix(want, "!"); ok {
			if string(causeIDs[order[0]]) == not {
				t.Errorf("%s\n\tis taken for %s, %.2f", rest, not, q.p[order[0]])
			}
			continue
		}
		n := strings.Count(want, ",") + 1
		sum := 0.0
		for _, c := range order[:n] {
			sum += q.p[c]
			if !slices.Contains(strings.Split(want, ","), string(causeIDs[c])) {
				sum = -1
			}
		}
		if sum < 0.5 {
			t.Errorf("%s\n\twant %s, got %s %.2f, %s %.2f, %s %.2f", rest, want, causeIDs[order[0]], q.p[order[0]], causeIDs[order[1]], q.p[order[1]], causeIDs[order[2]], q.p[order[2]])
		}
	}
}

// A message, and a long page that must be looked at to see that it is none,
// keep within the budget of a diagnosis.
func BenchmarkExplainMessage(b *testing.B) {
	long := "<html><body>" + strings.Repeat("<p>The quick brown fox</p> ", 40) + "</body></html>" + strings.Repeat(" ", 20<<10)
	for name, body := range map[string]string{
		"json": `{"error":{"code":"usage_limit","message":"You have reached the limit of calls to this resource for your account, see the documentation for the limits of your plan","details":[{"a":"b"}]}}`,
		"page": long,
	} {
		b.Run(name, func(b *testing.B) {
			ev := exchange(b, "GET https://a.example/d/x ; Authorization: Bearer abc => 403 ; Content-Type: x | "+body)
			b.ReportAllocs()
			for b.Loop() {
				Explain(ev)
				Next(ev)
			}
		})
	}
}
