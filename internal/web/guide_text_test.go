package web

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/guide"
)

// TestBuiltInGuides opens every guide there is, follows its links, and wants
// every status and every cause to be listed once.
func TestBuiltInGuides(t *testing.T) {
	s := newFake().owner().web(t)
	h := s.Handler()
	listed := map[string]int{}
	for _, g := range s.Guides.Guides() {
		for _, l := range g.Links {
			listed[l.Path]++
			if l.Note == "" {
				t.Errorf("%s has no note", l.Path)
			}
		}
	}
	if want := len(guide.Statuses) + len(guide.Codes()) + len(diagnose.Catalogue); len(listed) != want {
		t.Errorf("%d guides are listed, want %d", len(listed), want)
	}
	for path, n := range listed {
		if n != 1 {
			t.Errorf("%s is listed %d times", path, n)
		}
		w := visit{method: "GET", path: "/guides/" + path, anonymous: true}.to(t, h)
		wants(t, w, http.StatusOK)
		checkGuide(t, path, w, listed)
	}
	for _, path := range []string{"600", "0403", "causes/no/such", "causes/waf"} {
		if _, ok := s.Guides.Guide(path); ok {
			t.Errorf("there is a guide at %s", path)
		}
	}
	// The page of a status tells its causes apart, and says where each is mended.
	e, _ := diagnose.Find("static/path-deny-rule")
	wants(t, visit{method: "GET", path: "/guides/403", anonymous: true}.to(t, h), http.StatusOK, e.Tell[0], "What to change, also for nginx, Apache httpd, HAProxy, Caddy and ")
	wants(t, visit{method: "GET", path: "/guides/1020", anonymous: true}.to(t, h), http.StatusOK, "Cloudflare 1020", "/guides/causes/waf/unspecified-block")
	wants(t, visit{method: "GET", path: "/guides/403.14", anonymous: true}.to(t, h), http.StatusOK, "IIS 403.14", "/guides/causes/static/no-index-listing-off", "/guides/403")
	wants(t, visit{method: "GET", path: "/guides/451", anonymous: true}.to(t, h), http.StatusOK, "What to change, for any product")
	wants(t, visit{method: "GET", path: "/guides", anonymous: true}.to(t, h), http.StatusOK, "403 Forbidden", "/guides/causes/signed-url/expired")
}

func checkGuide(t *testing.T, path string, w *httptest.ResponseRecorder, listed map[string]int) {
	t.Helper()
	if strings.Count(w.Body.String(), "`") > 0 {
		t.Errorf("%s shows a back-quote: one of a pair is missing", path)
	}
	doc, err := html.Parse(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range elements(doc) {
		if to, _ := attr(n, "href"); strings.HasPrefix(to, "/guides/") && listed[strings.TrimPrefix(to, "/guides/")] == 0 {
			t.Errorf("%s leads to %s, which is not there", path, to)
		}
	}
}

// TestFamilies wants a title for each family of causes.
func TestFamilies(t *testing.T) {
	for _, e := range diagnose.Catalogue {
		found := false
		for _, f := range familyTitles {
			found = found || f.family == e.ID.Family()
		}
		if !found {
			t.Errorf("the family of %s has no title", e.ID)
		}
	}
}
