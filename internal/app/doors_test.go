package app_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/app"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/netx"
)

// doors is a site whose doors can be opened to everybody. Whoever is kept out
// of /me reads back what was sent.
type doors struct{ open atomic.Bool }

func (d *doors) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	who := map[string]string{"Bearer viewer-s3cret": "viewer", "": "none"}[r.Header.Get("Authorization")]
	if r.Header.Get("X-Team") == "admin-s3cret" {
		who = "admin"
	}
	switch {
	case d.open.Load() && r.URL.Path == "/admin", who == "admin" && r.URL.Path == "/admin", who == "viewer" && r.URL.Path == "/me" && !d.open.Load():
		fmt.Fprint(w, "welcome")
	case r.URL.Path == "/me" && who == "viewer":
		w.Header().Set("X-Echo", r.Header.Get("Authorization"))
		w.WriteHeader(http.StatusInternalServerError)
		fmt.Fprintf(w, "cannot handle %v", r.Header)
	case who == "viewer" || who == "admin":
		w.WriteHeader(http.StatusForbidden)
	default:
		w.WriteHeader(http.StatusUnauthorized)
	}
}

// receipts keeps alerts as they came.
type receipts struct {
	mu  sync.Mutex
	got []string
}

func (r *receipts) ServeHTTP(_ http.ResponseWriter, q *http.Request) {
	b, _ := io.ReadAll(q.Body)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.got = append(r.got, string(b))
}

func (r *receipts) all() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return strings.Join(r.got, "\n")
}

// A door that opens to everybody is told plainly, by a monitor that must be
// refused and by a matrix that names its cells; and no secret of an identity
// shows in an alert, on a page, or in an answer of the API.
func TestDoors(t *testing.T) {
	d := &doors{}
	target := httptest.NewServer(d)
	t.Cleanup(target.Close)
	inbox := &receipts{}
	hook := httptest.NewServer(inbox)
	t.Cleanup(hook.Close)
	var console bytes.Buffer
	a, err := app.New(t.Context(), app.Options{Data: filepath.Join(t.TempDir(), "data"), Listen: "127.0.0.1:0", Guard: netx.SelfHosted(), Console: &console,
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Declared: app.Declared{Channels: []alert.Channel{{Kind: "webhook", Name: "hook", Default: true, Settings: fmt.Appendf(nil, `{"url":%q}`, hook.URL)}}}})
	must(t, err)
	t.Cleanup(func() { must(t, a.Stop()) })
	admin := monitor.Monitor{Name: "Back office", Kind: "http", Spec: fmt.Appendf(nil, `{"url":"%s/admin","bearer":"viewer-s3cret"}`, target.URL),
		Interval: time.Second, Timeout: 5 * time.Second, Policy: monitor.DefaultPolicy(), Expect: monitor.Expectation{MustRefuse: true}}
	must(t, a.DB.CreateMonitor(t.Context(), &admin))
	matrix := monitor.Monitor{Name: "Who gets in", Kind: "access", Interval: time.Second, Timeout: 10 * time.Second, Policy: monitor.DefaultPolicy(), Spec: fmt.Appendf(nil,
		`{"identities":[{"name":"viewer","value":"Bearer viewer-s3cret"},{"name":"admin","header":"X-Team","value":"admin-s3cret"}],
		"endpoints":[{"url":"%[1]s/admin","expect":["none=401","viewer=403","admin=2xx"]},{"url":"%[1]s/me","expect":["none=401","viewer=200"]}]}`, target.URL)}
	must(t, a.DB.CreateMonitor(t.Context(), &matrix))
	waitUp(t, a, 2)
	d.open.Store(true)
	poll(t, "the alerts arrive", func() bool {
		return strings.Contains(inbox.all(), `"Back office`) && strings.Contains(inbox.all(), "as viewer, GET /me answers 500, expected 200")
	})
	for _, want := range []string{"pen to everyone", "answers 200 to a request without credentials", "without credentials, GET /admin answers 200, expected 401", "as viewer, GET /admin answers 200, expected 403", "exposure/auth-removed"} {
		if !strings.Contains(inbox.all(), want) {
			t.Errorf("no alert says %q: %s", want, inbox.all())
		}
	}

	c := signedInClient(t, a, console.String())
	seen := inbox.all()
	seen += c.get(t, "/monitors") + c.get(t, "/incidents") + c.get(t, "/api/v1/monitors") + c.get(t, "/api/v1/incidents")
	table := c.get(t, "/monitors/"+string(matrix.ID))
	for _, want := range []string{"let in", "expected 403", "Who gets in where", "nobody"} {
		if !strings.Contains(table, want) {
			t.Errorf("the page of the matrix lacks %q", want)
		}
	}
	seen += table + c.get(t, "/monitors/"+string(matrix.ID)+"/edit") + c.get(t, "/api/v1/monitors/"+string(matrix.ID)) + c.get(t, "/api/v1/monitors/"+string(matrix.ID)+"/checks")
	asked := c.post(t, "/api/v1/monitors/"+string(matrix.ID)+"/checks")
	if !strings.Contains(asked, `"identity":"viewer"`) || !strings.Contains(asked, `"failure":"exposed"`) {
		t.Errorf("a check on request shows no cells: %.300s", asked)
	}
	seen += asked + c.everyIncident(t)
	if i := strings.Index(seen, "s3cret"); i >= 0 {
		t.Errorf("a secret shows: …%s…", seen[max(0, i-200):min(len(seen), i+50)])
	}
}

// A client is a browser that is signed in.
type client struct {
	http *http.Client
	base string
}

func signedInClient(t *testing.T, a *app.App, console string) client {
	t.Helper()
	token := regexp.MustCompile(`token=(\S+)`).FindStringSubmatch(console)
	if token == nil {
		t.Fatalf("no set-up link in %q", console)
	}
	jar, err := cookiejar.New(nil)
	must(t, err)
	c := client{&http.Client{Jar: jar}, "http://" + a.Addr().String()}
	resp, err := c.http.PostForm(c.base+"/setup", url.Values{"token": {token[1]}, "email": {"ada@example.com"}, "password": {"correct horse battery"}})
	must(t, err)
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("set-up: %s", resp.Status)
	}
	return c
}

func (c client) get(t *testing.T, path string) string {
	t.Helper()
	resp, err := c.http.Get(c.base + path)
	return readAll(t, path, resp, err)
}

func (c client) post(t *testing.T, path string) string {
	t.Helper()
	resp, err := c.http.Post(c.base+path, "application/json", nil)
	return readAll(t, path, resp, err)
}

func readAll(t *testing.T, path string, resp *http.Response, err error) string {
	t.Helper()
	must(t, err)
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	must(t, err)
	if resp.StatusCode != http.StatusOK {
		t.Errorf("%s: %s: %.200s", path, resp.Status, b)
	}
	return string(b)
}

// everyIncident reads all incidents, on pages and from the API, with what was
// kept of them.
func (c client) everyIncident(t *testing.T) string {
	t.Helper()
	var list struct{ Incidents []struct{ ID string } }
	must(t, json.Unmarshal([]byte(c.get(t, "/api/v1/incidents")), &list))
	if len(list.Incidents) == 0 {
		t.Error("no incident")
	}
	var all strings.Builder
	for _, inc := range list.Incidents {
		one := c.get(t, "/api/v1/incidents/"+inc.ID)
		all.WriteString(one + c.get(t, "/incidents/"+inc.ID))
		var detail struct{ Captures []struct{ ID string } }
		must(t, json.Unmarshal([]byte(one), &detail))
		if len(detail.Captures) == 0 {
			t.Error("nothing was kept of an incident")
		}
		for _, capture := range detail.Captures {
			all.WriteString(c.get(t, "/api/v1/captures/"+capture.ID))
		}
	}
	if !strings.Contains(all.String(), "cannot handle") || !strings.Contains(all.String(), `"cells"`) {
		t.Error("the captures lack the body of a failing cell, or the cells")
	}
	return all.String()
}
