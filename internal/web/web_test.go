package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
)

// eachSample calls f with every sample of every page as it is served.
func eachSample(t *testing.T, f func(t *testing.T, p Page, body string, doc *html.Node)) {
	t.Helper()
	s := newFake().owner().web(t)
	for _, p := range Pages {
		if len(p.Samples) < 2 {
			t.Errorf("%s: wants at least an empty and a full sample", p.Template)
		}
		for _, name := range p.Samples {
			t.Run(p.Template+"/"+name+p.Pattern, func(t *testing.T) {
				w := httptest.NewRecorder()
				user := &User{ID: "u", Email: "ada@example.com"}
				if err := s.pages[p.Template].render(w, 200, frame{View: p.sample(name), User: user, Flash: "Saved."}); err != nil {
					t.Fatal(err)
				}
				doc, err := html.Parse(strings.NewReader(w.Body.String()))
				if err != nil {
					t.Fatal(err)
				}
				f(t, p, w.Body.String(), doc)
			})
		}
	}
}

func attr(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

func elements(doc *html.Node) []*html.Node {
	var out []*html.Node
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode {
			out = append(out, n)
		}
	}
	return out
}

// TestEveryPage holds every sample against the rules of the house.
func TestEveryPage(t *testing.T) {
	eachSample(t, func(t *testing.T, p Page, body string, doc *html.Node) {
		count := map[string]int{}
		ids := map[string]int{}
		labelled := map[string]bool{}
		all := elements(doc)
		for _, n := range all {
			count[n.Data]++
			if id, ok := attr(n, "id"); ok {
				if ids[id]++; ids[id] > 1 {
					t.Errorf("the id %q is there twice", id)
				}
			}
			if f, ok := attr(n, "for"); ok && n.Data == "label" {
				labelled[f] = true
			}
		}
		for what, want := range map[string]int{"h1": 1, "main": 1, "title": 1, "html": 1, "style": 0, "iframe": 0, "object": 0, "embed": 0, "base": 0, "img": 0} {
			if got := count[what]; what != "title" && got != want || what == "title" && got < 1 {
				t.Errorf("%d of <%s>, want %d", got, what, want)
			}
		}
		for _, n := range all {
			checkElement(t, n, ids, labelled)
		}
		for _, bad := range []string{"<no value>", "%!", "#ZgotmplZ"} { // the last stands for a refused address
			if strings.Contains(t.Name(), "hostile") && strings.HasPrefix(bad, "#") {
				continue
			}
			if strings.Contains(body, bad) {
				t.Errorf("holds %q", bad)
			}
		}
	})
}

func checkElement(t *testing.T, n *html.Node, ids map[string]int, labelled map[string]bool) {
	t.Helper()
	for _, a := range n.Attr {
		if strings.HasPrefix(a.Key, "on") || a.Key == "style" {
			t.Errorf("<%s> has the attribute %s", n.Data, a.Key)
		}
	}
	if src, ok := attr(n, "src"); n.Data == "script" && (!ok || n.FirstChild != nil || !strings.HasPrefix(src, "/static/")) {
		t.Errorf("an inline or foreign script")
	}
	if refs, ok := attr(n, "aria-describedby"); ok {
		for ref := range strings.FieldsSeq(refs) {
			if ids[ref] == 0 {
				t.Errorf("aria-describedby names %q, which is not there", ref)
			}
		}
	}
	if list, ok := attr(n, "list"); ok && ids[list] == 0 {
		t.Errorf("list names %q, which is not there", list)
	}
	if kind, _ := attr(n, "type"); (n.Data == "input" && kind != "hidden") || n.Data == "select" || n.Data == "textarea" {
		if id, _ := attr(n, "id"); !labelled[id] {
			t.Errorf("the input %q has no label", id)
		}
		if value, _ := attr(n, "value"); kind == "password" && value != "" {
			t.Errorf("a password is sent to the browser")
		}
	}
	if n.Data == "form" {
		if method, _ := attr(n, "method"); method == "" {
			t.Error("a form without a method")
		}
	}
	if n.Data == "button" || n.Data == "a" {
		if name, _ := attr(n, "aria-label"); name == "" && strings.TrimSpace(text(n)) == "" {
			t.Errorf("<%s> without a name", n.Data)
		}
	}
}

func text(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

// TestEveryLink follows every link, form and asset of every sample to a route.
func TestEveryLink(t *testing.T) {
	h := newFake().owner().web(t).Handler()
	eachSample(t, func(t *testing.T, _ Page, _ string, doc *html.Node) {
		if strings.Contains(t.Name(), "hostile") {
			return // its ids are none
		}
		for _, n := range elements(doc) {
			for _, key := range []string{"href", "src", "action", "data-stream", "data-series"} {
				to, ok := attr(n, key)
				if !ok || strings.HasPrefix(to, "#") || strings.HasPrefix(to, "?") {
					continue
				}
				checkLink(t, h, n, key, to)
			}
		}
	})
}

func checkLink(t *testing.T, h http.Handler, n *html.Node, key, to string) {
	t.Helper()
	if strings.HasPrefix(to, "http://") || strings.HasPrefix(to, "https://") {
		if rel, _ := attr(n, "rel"); n.Data != "a" || !strings.Contains(rel, "noopener") {
			t.Errorf("<%s %s=%q> leads outside without rel=noopener", n.Data, key, to)
		}
		return
	}
	u, err := url.Parse(to)
	if err != nil || u.Scheme != "" || u.Host != "" {
		t.Errorf("%s=%q does not lead to a page", key, to)
		return
	}
	method := http.MethodGet
	if m, _ := attr(n, "method"); m == "post" {
		method = http.MethodPost
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second) // a stream must not be open to anybody
	defer cancel()
	r := httptest.NewRequestWithContext(ctx, method, to, nil)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r) // not signed in: every route but the public ones leads to the sign-in
	if w.Code == http.StatusNotFound || w.Code == http.StatusMethodNotAllowed {
		t.Errorf("%s %s answers %d", method, to, w.Code)
	}
}

// TestHostile wants hostile texts to be shown as text, wherever they stand.
func TestHostile(t *testing.T) {
	n := 0
	eachSample(t, func(t *testing.T, p Page, body string, doc *html.Node) {
		if !strings.Contains(body, "alert(1)") {
			return
		}
		n++
		for _, bad := range []string{"<script>alert", "<img src=x"} {
			if strings.Contains(body, bad) {
				t.Errorf("%q is markup here", bad)
			}
		}
		for _, n := range elements(doc) {
			for _, a := range n.Attr {
				if (a.Key == "href" || a.Key == "action" || a.Key == "src") && strings.HasPrefix(strings.ToLower(strings.TrimSpace(a.Val)), "javascript:") {
					t.Errorf("<%s %s=%q>", n.Data, a.Key, a.Val)
				}
			}
		}
	})
	if n < len(Pages) {
		t.Errorf("%d of %d pages have a hostile sample", n, len(Pages))
	}
}

// TestVendored compares what is vendored with the sums beside it.
func TestVendored(t *testing.T) {
	sums, err := static.ReadFile("static/vendor/SHA256SUMS")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(sums)) {
		want, name, _ := strings.Cut(strings.TrimSpace(line), "  ")
		b, err := static.ReadFile("static/vendor/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if got := sha256.Sum256(b); hex.EncodeToString(got[:]) != want {
			t.Errorf("%s has the sum %x, want %s", name, got, want)
		}
		n++
	}
	if n != 3 {
		t.Errorf("%d files are listed, want 3", n)
	}
}

func TestAssets(t *testing.T) {
	h := newFake().owner().web(t).Handler()
	for name, want := range map[string]string{"css/app.css": "text/css; charset=utf-8", "js/app.js": "text/javascript; charset=utf-8", "icon.svg": "image/svg+xml"} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), "GET", assets.url(name), nil))
		if w.Code != 200 || w.Header().Get("Content-Type") != want || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d %v", name, w.Code, w.Header())
		}
		w = httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), "GET", "/static/000000000000/"+name, nil))
		if w.Code != 200 || w.Header().Get("Cache-Control") != "no-cache" {
			t.Errorf("an older release's %s: %d %v", name, w.Code, w.Header())
		}
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), "GET", "/static/000000000000/../web.go", nil))
	if w.Code == 200 {
		t.Error("a file that is not an asset is served")
	}
}

func TestLocalPath(t *testing.T) {
	for in, want := range map[string]string{
		"/incidents/1?x=2": "/incidents/1?x=2", "": "/monitors", "//evil.example": "/monitors", "https://evil.example/": "/monitors",
		"/\\evil.example": "/monitors", "javascript:alert(1)": "/monitors", "/a\r\nSet-Cookie: x=y": "/monitors", "monitors": "/monitors", "/\t/evil.example": "/monitors",
	} {
		if got := localPath(in); got != want {
			t.Errorf("localPath(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestListIsLight holds the list of 50 rows under its budget of bytes.
func TestListIsLight(t *testing.T) {
	s := newFake().owner().web(t)
	w := httptest.NewRecorder()
	if err := s.pages["monitors"].render(w, 200, frame{View: bigList(), User: &User{Email: "ada@example.com"}}); err != nil {
		t.Fatal(err)
	}
	if n := w.Body.Len(); n > 100<<10 {
		t.Errorf("%d bytes for %d rows, over 100 KiB", n, pageSize)
	}
}

func bigList() MonitorsView {
	v := monitorsSamples()[1].View
	for len(v.Rows) < pageSize {
		v.Rows = append(v.Rows, v.Rows[len(v.Rows)%10])
	}
	for i := range v.Rows {
		v.Rows[i].ID = v.Rows[i].ID[:30]
		v.Rows[i].Name = fmt.Sprint(v.Rows[i].Name, " ", i)
	}
	return v
}

// BenchmarkList is one page of the list, 50 of 1,000 monitors, rendered.
func BenchmarkList(b *testing.B) {
	s := sampleWeb()
	*s = *New(s.Options)
	v := bigList()
	for b.Loop() {
		w := httptest.NewRecorder()
		if err := s.pages["monitors"].render(w, 200, frame{View: v, User: &User{Email: "ada@example.com"}}); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(w.Body.Len()), "bytes/page")
	}
}

// TestPatterns wants each action to have a page that leads to it and no two
// pages at one address.
func TestPatterns(t *testing.T) {
	var seen []string
	for _, p := range Pages {
		if p.Pattern != "" && slices.Contains(seen, p.Pattern) {
			t.Errorf("%s is there twice", p.Pattern)
		}
		seen = append(seen, p.Pattern)
	}
	for code, text := range flashes {
		if !strings.HasSuffix(text, ".") {
			t.Errorf("the message %s is no sentence: %q", code, text)
		}
	}
}
