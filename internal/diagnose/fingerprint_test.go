package diagnose_test

import (
	"bufio"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// A record is one documented answer of testdata.
type record struct {
	name, cause, source string
	answer              *measure.Answer
}

func records(t testing.TB, file string) []record {
	t.Helper()
	raw, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	var out []record
	for _, part := range strings.Split(string(raw), "\n=== ")[1:] {
		head, rest, _ := strings.Cut(part, "\n")
		f := strings.SplitN(head, " | ", 3)
		if len(f) != 3 || f[2] == "" {
			t.Fatalf("record %q: want name, cause and source", head)
		}
		out = append(out, record{f[0], f[1], f[2], parse(t, rest)})
	}
	return out
}

func parse(t testing.TB, s string) *measure.Answer {
	t.Helper()
	head, body, _ := strings.Cut(s, "\n\n")
	lines := bufio.NewScanner(strings.NewReader(head))
	lines.Scan()
	f := strings.Fields(lines.Text())
	if len(f) < 2 {
		t.Fatalf("%q is no status line", lines.Text())
	}
	a := &measure.Answer{Proto: f[0], Body: []byte(body), Size: int64(len(body))}
	var err error
	if a.Status, err = strconv.Atoi(f[1]); err != nil {
		t.Fatal(err)
	}
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), ": ")
		a.Header = append(a.Header, measure.Field{Name: name, Value: value})
	}
	return a
}

func top(ms []diagnose.Match) string {
	if len(ms) == 0 {
		return "-"
	}
	c, ok := ms[0].Best()
	if !ok {
		return "-"
	}
	return string(c.Cause)
}

func TestDocumentedAnswers(t *testing.T) {
	for _, file := range []string{"answers.txt", "more.txt", "services.txt"} {
		for _, r := range records(t, file) {
			t.Run(r.name, func(t *testing.T) {
				ms := diagnose.Recognise(r.answer)
				if got := top(ms); got != r.cause {
					t.Errorf("recognised as %s, want %s\n%s", got, r.cause, show(ms))
				}
				if r.cause != "-" && r.answer.Status < 300 && !diagnose.Quick(r.answer) {
					t.Error("Quick overlooks it")
				}
			})
		}
	}
}

func show(ms []diagnose.Match) string {
	var b strings.Builder
	for _, m := range ms {
		c, _ := m.Best()
		b.WriteString(m.Product + " [" + string(c.Cause) + " " + strconv.Itoa(int(c.Strength)) + "] " + m.Seen + ": " + m.Says + "\n")
	}
	return b.String()
}

func TestHealthyAnswersDoNotAct(t *testing.T) {
	for _, r := range records(t, "healthy.txt") {
		for _, m := range diagnose.Recognise(r.answer) {
			if m.Acts {
				t.Errorf("%s: %s acts: %s (%s)", r.name, m.Product, m.Says, m.Seen)
			}
		}
	}
}

// An origin's page behind an edge's header is the origin's.
func TestAuthor(t *testing.T) {
	want := map[string]string{
		"cloudflare-origin-403": "nginx", "cloudflare-1020": "Cloudflare", "cloudfront-s3-missing": "Amazon S3",
		"s3-expired": "Amazon S3", "iis-403-14": "IIS", "envoy-rbac": "Envoy", "proxy-zscaler": "Zscaler",
	}
	for _, r := range records(t, "answers.txt") {
		w, ok := want[r.name]
		if got := diagnose.Author(diagnose.Recognise(r.answer)); ok && got != w {
			t.Errorf("%s was written by %q, want %q", r.name, got, w)
		}
	}
}

func TestOrderAndCaseOfFieldsDoNotMatter(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, r := range records(t, "answers.txt") {
		want := diagnose.Recognise(r.answer)
		b := *r.answer
		b.Header = slices.Clone(b.Header)
		rng.Shuffle(len(b.Header), func(i, j int) { b.Header[i], b.Header[j] = b.Header[j], b.Header[i] })
		for i := range b.Header {
			if i%2 == 0 {
				b.Header[i].Name = strings.ToUpper(b.Header[i].Name)
			} else {
				b.Header[i].Name = strings.ToLower(b.Header[i].Name)
			}
		}
		if d := cmp.Diff(want, diagnose.Recognise(&b)); d != "" {
			t.Errorf("%s: %s", r.name, d)
		}
	}
}

// What a header states holds even when the page was translated or replaced.
func TestStatementsOutrankThePage(t *testing.T) {
	house := []byte("<html><head><title>Zugriff verweigert</title></head><body><h1>Leider nein</h1></body></html>")
	n := 0
	for _, r := range records(t, "answers.txt") {
		ms := diagnose.Recognise(r.answer)
		if len(ms) == 0 || ms[0].Where < diagnose.InStatus || !ms[0].Acts {
			continue
		}
		n++
		b := *r.answer
		b.Body = house
		if got := top(diagnose.Recognise(&b)); got != r.cause {
			t.Errorf("%s with a house page: %s, want %s", r.name, got, r.cause)
		}
	}
	if n < 25 {
		t.Errorf("only %d answers state their cause in the header", n)
	}
	// A header that states outranks a body that says something else.
	a := &measure.Answer{Status: 403, Header: []measure.Field{{Name: "x-amzn-errortype", Value: "ExpiredTokenException"}},
		Body: []byte("Access Denied - Sucuri Website Firewall")}
	if got := top(diagnose.Recognise(a)); got != "auth/expired-credential" {
		t.Errorf("the body outranks the header: %s", got)
	}
	// A body that states outranks a guess from the server's name.
	a = &measure.Answer{Status: 403, Header: []measure.Field{{Name: "Server", Value: "volt-adc"}},
		Body: []byte(`{"message":"You cannot consume this service"}`)}
	if got := top(diagnose.Recognise(a)); got != "authz/insufficient-role" {
		t.Errorf("the server's name outranks the body: %s", got)
	}
}

func TestFacts(t *testing.T) {
	for i, f := range diagnose.Facts() {
		if len(f.When) == 0 && f.Status == "" {
			t.Errorf("fact %d of %q holds for every answer", i, f.Product)
		}
		sentence(t, "says", f.Says)
		checkPlain(t, f.Says)
		if f.Source == "" {
			t.Errorf("fact %q has no source", f.Says)
		}
		if f.Status != "" {
			if _, err := monitor.ParseStatusSet(f.Status); err != nil {
				t.Errorf("fact %q: %v", f.Says, err)
			}
		}
		if f.Acts && len(f.States) == 0 {
			t.Errorf("fact %q acts and states nothing", f.Says)
		}
		for j, c := range f.States {
			if _, ok := diagnose.Find(c.Cause); !ok {
				t.Errorf("fact %q states %q, which is no cause", f.Says, c.Cause)
			}
			if j > 0 && c.Strength > f.States[j-1].Strength {
				t.Errorf("fact %q: claims are not strongest first", f.Says)
			}
		}
		for _, m := range append(slices.Clone(f.When), f.Unless...) {
			checkMarker(t, f, m)
		}
	}
}

func checkMarker(t *testing.T, f diagnose.Fact, m diagnose.Marker) {
	t.Helper()
	if m.Name != strings.ToLower(m.Name) || m.Value != strings.ToLower(m.Value) {
		t.Errorf("fact %q: marker %v is not in lower case", f.Says, m)
	}
	if private.MatchString(m.Value) {
		t.Errorf("fact %q: marker %v names a private host", f.Says, m)
	}
	if m.Kind == diagnose.BodyHas && len(m.Value) < 4 {
		t.Errorf("fact %q: marker %q is too short to mean anything", f.Says, m.Value)
	}
	if f.Soft && f.Acts && m.Kind == diagnose.CookieHas {
		t.Errorf("fact %q: Quick does not look at cookies", f.Says)
	}
}

func TestRecogniseBounds(t *testing.T) {
	if got := diagnose.Recognise(nil); got != nil {
		t.Errorf("nil gives %v", got)
	}
	late := strings.Repeat("x", 64<<10) + "no healthy upstream"
	if got := diagnose.Recognise(&measure.Answer{Status: 403, Body: []byte(late)}); len(got) != 0 {
		t.Errorf("what stands behind 64 KiB was read: %s", show(got))
	}
}

func FuzzRecognise(f *testing.F) {
	for _, r := range records(f, "answers.txt") {
		f.Add(r.answer.Status, "Server", "x", r.answer.Body)
	}
	f.Add(403, "www-authenticate", "Bearer error=", []byte(`{"a":"\`))
	f.Add(200, "Set-Cookie", "datadome=1", []byte("<"))
	f.Fuzz(func(t *testing.T, status int, name, value string, body []byte) {
		a := &measure.Answer{Status: status, Header: []measure.Field{{Name: name, Value: value}}, Body: body}
		start := time.Now()
		x, y := diagnose.Recognise(a), diagnose.Recognise(a)
		if d := time.Since(start); d > time.Second {
			t.Errorf("took %v", d)
		}
		if d := cmp.Diff(x, y); d != "" {
			t.Errorf("not the same twice: %s", d)
		}
		quick := diagnose.Quick(a)
		if status >= 200 && status < 300 && !quick {
			for _, m := range x {
				if m.Acts {
					t.Errorf("Quick overlooks %s", m.Says)
				}
			}
		}
	})
}

func BenchmarkRecognise(b *testing.B) {
	b.ReportAllocs()
	rs := records(b, "answers.txt")
	diagnose.Recognise(rs[0].answer) // makes the tables ready, once
	for i := 0; b.Loop(); i++ {
		diagnose.Recognise(rs[i%len(rs)].answer)
	}
}

func BenchmarkRecognise64KiB(b *testing.B) {
	a := page()
	a.Status = 403
	b.SetBytes(int64(len(a.Body)))
	for b.Loop() {
		diagnose.Recognise(a)
	}
}

func BenchmarkQuickPage(b *testing.B) {
	a := page()
	for b.Loop() {
		if diagnose.Quick(a) {
			b.Fatal("an ordinary page is taken for a refusal")
		}
	}
}

func BenchmarkQuickJSON(b *testing.B) {
	a := &measure.Answer{Status: 200, Header: page().Header, Body: []byte(`{"ok":true,"items":[1,2,3],"next":null}`)}
	for b.Loop() {
		diagnose.Quick(a)
	}
}

// page is an ordinary page of 64 KiB.
func page() *measure.Answer {
	const words = `<div class="row"><a href="/products/12/details">The quick brown fox</a> jumps over the lazy dog, and access to it is free.</div>` + "\n"
	body := "<!DOCTYPE html><html><head><title>Products</title></head><body>" + strings.Repeat(words, 600)
	a := &measure.Answer{Status: 200, Body: []byte(body[:64<<10])}
	for _, h := range []string{"Content-Type", "Date", "Server", "Cache-Control", "Vary", "ETag", "Last-Modified", "Strict-Transport-Security", "X-Request-Id", "Via"} {
		a.Header = append(a.Header, measure.Field{Name: h, Value: "something or other"})
	}
	return a
}
