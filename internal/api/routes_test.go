package api

import (
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/uptimesignal/uptimesignal/internal/auth"
)

// good is a body that each route with one takes.
var good = map[string]string{
	"createMonitor":  `{"name":"a","spec":{"url":"https://a.example"}}`,
	"replaceMonitor": `{"name":"a","spec":{"url":"https://a.example"}}`,
	"updateMonitor":  `{"name":"b"}`,
	"tryMonitor":     `{"spec":{"url":"https://a.example"}}`,
	"createChannel":  `{"name":"a","kind":"webhook","settings":{"url":"https://a.example"}}`,
	"replaceChannel": `{"name":"a","kind":"webhook","settings":{"url":"https://a.example"}}`,
	"updateChannel":  `{"name":"b"}`,
	"createAPIKey":   `{"name":"a"}`,
	"attachInspection": `{"path":"/srv/a","server":{"user":"www-data","uid":33,"gids":[33],"found":"given","overrule":false},"denies":true,"steps":[],"findings":[` +
		`{"cause":"static/file-unreadable","denies":true,"says":"The file may not be read. Authorization: Bearer TOPSECRET4f9a8b7c6d5e4f3a","where":"/srv/a","mend":[{"says":"Let all read it.","command":"chmod o+r /srv/a"}]}]}`,
}

// ids are things that exist, by the noun of the path.
var ids = map[string]string{"monitors": knownMonitor, "incidents": "i1", "captures": "p1", "channels": knownChannel, "api-keys": "k1"}

func (r Route) at(id string) string { return strings.ReplaceAll(r.Path, "{id}", id) }

func wantProblem(t *testing.T, what string, rec *httptest.ResponseRecorder, want ...int) {
	t.Helper()
	var p Problem
	err := json.Unmarshal(rec.Body.Bytes(), &p)
	if !slices.Contains(want, rec.Code) || rec.Header().Get("Content-Type") != "application/problem+json" || err != nil ||
		p.Status != rec.Code || p.Title == "" || p.Detail == "" || !strings.HasPrefix(p.Type, "urn:uptimesignal:problem:") {
		t.Errorf("%s: got %d %s %s, want a problem with %v", what, rec.Code, rec.Header(), rec.Body, want)
	}
	for _, secret := range secrets {
		if strings.Contains(rec.Body.String(), secret) {
			t.Errorf("%s: the answer holds the secret %s: %s", what, secret, rec.Body)
		}
	}
}

// secrets stand in the world and must never be answered.
var secrets = []string{"TOPSECRET", "HIDDEN", "SECONDSECRET", "HOOKSECRET", "pq: password"}

// Every route, whatever it does, keeps these rules.
func TestEveryRoute(t *testing.T) {
	for _, r := range Routes {
		t.Run(r.Name, func(t *testing.T) {
			path, body := r.at(ids[noun(r.Path)]), good[r.Name]
			if !strings.HasPrefix(r.Path, "/api/v1/") || !strings.HasSuffix(r.Summary, ".") {
				t.Errorf("wants a versioned path and a sentence for a summary, has %q", r.Summary)
			}
			if r.Method != http.MethodGet && r.Scope == auth.Read {
				t.Error("changes something with only the right to read")
			}
			if r.Scope != auth.Public {
				refuses(t, r, path, body)
			}
			if body != "" {
				takesOnlyItsBody(t, r, path)
			}
			if strings.Contains(r.Path, "{id}") {
				wantProblem(t, "missing", newWorld().do(t, r.Method, r.at("nothing"), body), 404)
			}
			if r.Method == http.MethodGet {
				wantProblem(t, "unknown parameter", newWorld().do(t, r.Method, path+"?nope=1", ""), 422)
			}
			tellsNothing(t, r, path, body)
			if r.Name == "streamEvents" {
				return // does not end; see TestStream
			}
			rec := newWorld().do(t, r.Method, path, body)
			if rec.Code != r.Status {
				t.Errorf("got %d, want %d: %s", rec.Code, r.Status, rec.Body)
			}
			shows(t, rec)
		})
	}
}

func refuses(t *testing.T, r Route, path, body string) {
	t.Helper()
	w := newWorld()
	w.actor = auth.Actor{}
	rec := w.do(t, r.Method, path, body)
	wantProblem(t, "nobody", rec, 401)
	if rec.Header().Get("WWW-Authenticate") == "" {
		t.Error("nobody: no WWW-Authenticate (RFC 9110 section 15.5.2)")
	}
	w = newWorld()
	w.actor.Scope = map[auth.Scope]auth.Scope{auth.Read: auth.Public, auth.Write: auth.Read, auth.Admin: auth.Write}[r.Scope]
	wantProblem(t, "wrong scope", w.do(t, r.Method, path, body), 403)
	w = newWorld()
	if r.Method != http.MethodGet {
		wantProblem(t, "from another site", w.do(t, r.Method, path, body, "Sec-Fetch-Site", "cross-site"), 403)
	}
}

func takesOnlyItsBody(t *testing.T, r Route, path string) {
	t.Helper()
	f := func(what, body string, want ...int) {
		t.Helper()
		w := newWorld()
		wantProblem(t, what, w.do(t, r.Method, path, body), want...)
		if w.created > 0 || w.monitors[knownMonitor].Version != 3 || w.channels[knownChannel].Version != 2 {
			t.Errorf("%s: changed something all the same", what)
		}
	}
	f("unknown field", strings.Replace(good[r.Name], "{", `{"nope":1,`, 1), 422)
	f("wrong type", `{"name":5}`, 422)
	f("no object", `"x"`, 422)
	f("no JSON", `{"name":`, 400)
	f("trailing text", good[r.Name]+"x", 400)
	f("no body", "", 400)
	f("huge", `{"name":"`+strings.Repeat("x", 2<<20)+`"}`, 413)
	w := newWorld()
	wantProblem(t, "another type", w.do(t, r.Method, path, good[r.Name], "Content-Type", "text/plain"), 415)
}

func tellsNothing(t *testing.T, r Route, path, body string) {
	t.Helper()
	if slices.Contains([]string{"listProbeKinds", "listChannelKinds", "getMe", "streamEvents"}, r.Name) {
		return // asks nobody
	}
	w := newWorld()
	w.err = errors.New("pq: password wrong")
	wantProblem(t, "store down", w.do(t, r.Method, path, body), 500, 503)
}

// shows checks what every good answer has in common.
func shows(t *testing.T, rec *httptest.ResponseRecorder) {
	t.Helper()
	for _, secret := range secrets {
		if strings.Contains(rec.Body.String(), secret) {
			t.Errorf("shows the secret %s: %s", secret, rec.Body)
		}
	}
	if strings.Contains(rec.Body.String(), "null") {
		t.Errorf("a list or value is null: %s", rec.Body)
	}
	if rec.Body.Len() > 0 && (!strings.HasPrefix(rec.Header().Get("Content-Type"), "application/json") || rec.Header().Get("Cache-Control") != "no-store" ||
		rec.Header().Get("X-Content-Type-Options") != "nosniff") {
		t.Errorf("header %v", rec.Header())
	}
}

func TestTableOfRoutes(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range Routes {
		for _, k := range []string{r.Name, r.Method + " " + r.Path} {
			if seen[k] {
				t.Errorf("%s stands twice in the table", k)
			}
			seen[k] = true
		}
		if (good[r.Name] != "") != (r.Method == http.MethodPut || r.Method == http.MethodPatch || strings.HasPrefix(r.Name, "create") || r.Name == "tryMonitor" || r.Name == "attachInspection") {
			t.Errorf("%s: is a sample of its body in good?", r.Name)
		}
	}
}

// What is ours is logged with its cause.
func TestOursIsLogged(t *testing.T) {
	w := newWorld()
	w.err = errors.New("disk on fire")
	var log strings.Builder
	a := w.api(t)
	a.Log = slog.New(slog.NewTextHandler(&log, nil))
	w.handler = a.Handler()
	wantProblem(t, "store down", w.do(t, "GET", "/api/v1/monitors/m1", ""), 500)
	if !strings.Contains(log.String(), "disk on fire") || !strings.Contains(log.String(), "route=getMonitor") {
		t.Errorf("the log says %q", log.String())
	}
}

// A mistake of ours in the middle of a request tells nothing either.
func TestPanic(t *testing.T) {
	w := newWorld()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/v1/me", func(http.ResponseWriter, *http.Request) { panic("pq: password wrong") })
	w.handler = w.api(t).outer(mux)
	wantProblem(t, "panic", w.do(t, "GET", "/api/v1/me", ""), 500)
}

func TestNowhere(t *testing.T) {
	w := newWorld()
	wantProblem(t, "path", w.do(t, "GET", "/api/v1/nothing", ""), 404)
	wantProblem(t, "root", w.do(t, "GET", "/api/", ""), 404)
	rec := w.do(t, "PUT", "/api/v1/monitors", "")
	wantProblem(t, "method", rec, 405)
	if got := rec.Header().Get("Allow"); got != "GET, HEAD, POST" {
		t.Errorf("Allow: %q", got)
	}
}
