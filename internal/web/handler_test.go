package web

import (
	"bufio"
	"encoding/json"
	"errors"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/redact"
)

// A visit is one request to the pages.
type visit struct {
	method, path string
	form         url.Values
	header       map[string]string
	anonymous    bool
}

func (v visit) to(t *testing.T, h http.Handler) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), v.method, v.path, strings.NewReader(v.form.Encode()))
	if v.method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for k, val := range v.header {
		r.Header.Set(k, val)
	}
	if !v.anonymous {
		r.AddCookie(&http.Cookie{Name: "session", Value: "ada@example.com"})
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func wants(t *testing.T, w *httptest.ResponseRecorder, code int, parts ...string) {
	t.Helper()
	if w.Code != code {
		t.Fatalf("answers %d, want %d\n%s", w.Code, code, w.Body)
	}
	for _, p := range parts {
		if !strings.Contains(w.Body.String(), p) && w.Header().Get("Location") != p {
			t.Errorf("has no %q (Location %q)\n%s", p, w.Header().Get("Location"), w.Body)
		}
	}
}

// TestGate: who may see what without having signed in.
func TestGate(t *testing.T) {
	f := newFake()
	h := f.web(t).Handler()
	wants(t, visit{method: "GET", path: "/monitors", anonymous: true}.to(t, h), 303, "/setup")
	wants(t, visit{method: "GET", path: "/sign-in", anonymous: true}.to(t, h), 303, "/setup")
	wants(t, visit{method: "GET", path: "/setup", anonymous: true}.to(t, h), 200, "Set-up token")
	f.owner()
	wants(t, visit{method: "GET", path: "/setup", anonymous: true}.to(t, h), 303, "/sign-in")
	wants(t, visit{method: "GET", path: "/monitors?q=a&state=up", anonymous: true}.to(t, h), 303, "/sign-in?return_to=%2Fmonitors%3Fq%3Da%26state%3Dup")
	wants(t, visit{method: "POST", path: "/monitors/new", anonymous: true}.to(t, h), 303, "/sign-in")
	wants(t, visit{method: "GET", path: "/live?monitors=m1", anonymous: true}.to(t, h), 401)
	wants(t, visit{method: "GET", path: "/guides", anonymous: true}.to(t, h), 200)
	wants(t, visit{method: "GET", path: "/guides/403", anonymous: true}.to(t, h), 200)
	wants(t, visit{method: "GET", path: "/guides/600", anonymous: true}.to(t, h), 404)
	wants(t, visit{method: "GET", path: "/nowhere", anonymous: true}.to(t, h), 404, "Nothing is here")
	wants(t, visit{method: "GET", path: "/"}.to(t, h), 303, "/monitors")
	for _, p := range Pages {
		if p.Pattern == "" || p.Public {
			continue
		}
		path := strings.NewReplacer("GET ", "", "{id}", "m1").Replace(p.Pattern)
		if w := (visit{method: "GET", path: path, anonymous: true}).to(t, h); w.Code != 303 || !strings.HasPrefix(w.Header().Get("Location"), "/sign-in?") {
			t.Errorf("%s answers %d to anybody", path, w.Code)
		}
	}
	for _, a := range actions {
		path := strings.NewReplacer("POST ", "", "{id}", "m1").Replace(a.pattern)
		if w := (visit{method: "POST", path: path, anonymous: true}).to(t, h); a.who != anybody && (w.Code != 303 || w.Header().Get("Location") != "/sign-in") {
			t.Errorf("POST %s answers %d to anybody", path, w.Code)
		}
		if w := (visit{method: "POST", path: path, header: map[string]string{"Sec-Fetch-Site": "cross-site"}}).to(t, h); w.Code != 403 {
			t.Errorf("POST %s from another site answers %d", path, w.Code)
		}
	}
}

// TestReadOnly: an account that only looks changes nothing but itself.
func TestReadOnly(t *testing.T) {
	f := newFake().owner()
	f.readOnly = true
	h := f.web(t).Handler()
	wants(t, visit{method: "GET", path: "/monitors"}.to(t, h), 200)
	for _, a := range actions {
		path := strings.NewReplacer("POST ", "", "{id}", "m1").Replace(a.pattern)
		w := visit{method: "POST", path: path}.to(t, h)
		if (w.Code == http.StatusForbidden) != (a.who == editors) {
			t.Errorf("POST %s answers %d to a read-only account", path, w.Code)
		}
	}
}

func TestHeaders(t *testing.T) {
	w := visit{method: "GET", path: "/monitors"}.to(t, newFake().owner().web(t).Handler())
	for name, want := range map[string]string{"Content-Security-Policy": csp, "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", "Referrer-Policy": "same-origin"} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if strings.Contains(csp, "unsafe") {
		t.Error("the policy allows what is unsafe")
	}
}

func TestSignIn(t *testing.T) {
	h := newFake().owner().web(t).Handler()
	bad := visit{method: "POST", path: "/sign-in", anonymous: true, form: url.Values{"email": {"ada@example.com"}, "password": {"wrong-secret"}, "return_to": {"//evil.example"}}}.to(t, h)
	wants(t, bad, 401, "The e-mail address or the password is wrong.", `value="ada@example.com"`)
	if strings.Contains(bad.Body.String(), "wrong-secret") {
		t.Error("the password comes back")
	}
	good := visit{method: "POST", path: "/sign-in", anonymous: true, form: url.Values{"email": {"ada@example.com"}, "password": {"correct horse battery"}, "return_to": {"//evil.example"}}}.to(t, h)
	wants(t, good, 303, "/monitors")
	if !strings.Contains(good.Header().Get("Set-Cookie"), "session=") {
		t.Error("no session")
	}
	wants(t, visit{method: "GET", path: "/sign-in?return_to=/incidents"}.to(t, h), 303, "/incidents")
	wants(t, visit{method: "POST", path: "/sign-out"}.to(t, h), 303, "/sign-in")
}

func TestSetup(t *testing.T) {
	h := newFake().web(t).Handler()
	form := url.Values{"token": {"guess"}, "email": {"ada@example.com"}, "password": {"correct horse battery"}}
	w := visit{method: "POST", path: "/setup", anonymous: true, form: form}.to(t, h)
	wants(t, w, 422, "This is not the one that was printed.", `value="ada@example.com"`, `aria-invalid="true"`)
	if strings.Contains(w.Body.String(), "correct horse") {
		t.Error("the password comes back")
	}
	form.Set("token", "token")
	wants(t, visit{method: "POST", path: "/setup", anonymous: true, form: form}.to(t, h), 303, "/monitors/new")
}

func TestAddMonitor(t *testing.T) {
	f := newFake().owner()
	h := f.web(t).Handler()
	bad := visit{method: "POST", path: "/monitors/new", form: url.Values{"kind": {"http"}, "spec.url": {"htp:/x"}, "spec.bearer": {"S3CRET"}, "interval": {"soon"}, "expect.status": {"abc"}, "tags": {"one, two"}, "policy.confirm": {"0"}}}.to(t, h)
	wants(t, bad, 422, "is not a time span", "is not a status", "0 is not between 1 and 10", `value="one, two"`, `value="htp:/x"`)
	if strings.Contains(bad.Body.String(), "S3CRET") || len(f.monitors) != 0 {
		t.Error("a secret comes back, or something was saved")
	}
	form := url.Values{"kind": {"http"}, "spec.url": {"https://www.example.com/health"}, "spec.bearer": {"S3CRET"}, "spec.headers": {"Accept: text/html\r\nX-Api-Key: K3Y"},
		"spec.insecure": {"on"}, "spec.max_redirects": {"3"}, "interval": {"5 min"}, "timeout": {"10s"}, "expect.status": {"200,401"}, "expect.header": {"Server: x"}, "expect.json": {"a.b = c"},
		"expect.max_time": {"2s"}, "experiments.without": {"ua"}, "channels": {"c1"}, "tags": {"one, two, one"}, "windows": {"0"}, "windows[0].start": {"02:30"}, "windows[0].length": {"1h"}, "windows[0].day1": {"on"}}
	wants(t, visit{method: "POST", path: "/monitors/new", form: form}.to(t, h), 303, "/monitors/m1")
	m := f.monitors[0]
	if m.Name != "www.example.com/health" || m.Interval.String() != "5m0s" || m.Expect.Status.String() != "200,401" || len(m.Tags) != 2 || len(m.Windows) != 1 || m.Policy != monitor.DefaultPolicy() {
		t.Errorf("saved %+v", m)
	}
	want := `{"bearer":"S3CRET","headers":[{"name":"Accept","value":"text/html"},{"name":"X-Api-Key","value":"K3Y"}],"insecure":true,"max_redirects":3,"url":"https://www.example.com/health"}`
	if string(m.Spec) != want {
		t.Errorf("spec %s\nwant %s", m.Spec, want)
	}
	page := visit{method: "GET", path: "/monitors/m1/edit"}.to(t, h)
	wants(t, page, 200, "One is stored and never shown", "X-Api-Key: ••••••", `value="5m"`, `value="02:30"`)
	if b := page.Body.String(); strings.Contains(b, "S3CRET") || strings.Contains(b, "K3Y") {
		t.Error("a stored secret is shown")
	}
}

// TestEditKeepsSecrets posts the form back as it was shown: nothing is lost.
func TestEditKeepsSecrets(t *testing.T) {
	f := newFake().owner()
	spec := `{"bearer":"S3CRET","headers":[{"name":"X-Api-Key","value":"K3Y"}],"url":"https://example.com/?token=T0KEN&a=1"}`
	f.monitors = []monitor.Monitor{{ID: "m1", Name: "A", Kind: "http", Spec: json.RawMessage(spec), Interval: 6e10, Timeout: 1e10, Policy: monitor.DefaultPolicy(), Version: 1,
		Experiments: monitor.Experiments{SecondHeader: "X: y", KnownGood: "https://example.com/ok"}}}
	s := f.web(t)
	h := s.Handler()
	in, _ := formOf(f.monitors[0], s.Probes[0])
	if strings.Contains(in.Encode(), "T0KEN") || strings.Contains(in.Encode(), "K3Y") {
		t.Fatalf("the form shows a secret: %v", in)
	}
	wants(t, visit{method: "POST", path: "/monitors/m1/edit", form: in}.to(t, h), 303, "/monitors/m1")
	if got := strings.ReplaceAll(string(f.monitors[0].Spec), `\u0026`, "&"); got != spec {
		t.Errorf("spec %s\nwant %s", got, spec)
	}
	if x := f.monitors[0].Experiments; x.SecondHeader != "X: y" || x.KnownGood != "https://example.com/ok" {
		t.Errorf("experiments %+v", x)
	}
	wants(t, visit{method: "POST", path: "/monitors/m1/edit", form: in}.to(t, h), 422, "Somebody else has changed this monitor.")
	in.Set("version", "2")
	in.Set("spec.bearer.remove", "on")
	wants(t, visit{method: "POST", path: "/monitors/m1/edit", form: in}.to(t, h), 303)
	if strings.Contains(string(f.monitors[0].Spec), "S3CRET") {
		t.Error("the secret was to be removed")
	}
}

// TestNoSecretFollowsAMove: what was stored for one host is not sent to another
// unless it is typed again.
func TestNoSecretFollowsAMove(t *testing.T) {
	f := newFake().owner()
	f.monitors = []monitor.Monitor{{ID: "m1", Name: "A", Kind: "http", Spec: json.RawMessage(`{"bearer":"S3CRET","url":"https://example.com/"}`), Interval: 6e10, Timeout: 1e10,
		Policy: monitor.DefaultPolicy(), Version: 1, Experiments: monitor.Experiments{SecondHeader: "X: y", KnownGood: "https://example.com/ok?token=K3Y"}}}
	f.channels = []alert.Channel{{ID: "c1", Kind: "email", Name: "Ops", Settings: json.RawMessage(`{"host":"smtp.example.com","password":"S3CRET","to":["a@example.com"]}`)}}
	s := f.web(t)
	h := s.Handler()
	in, _ := formOf(f.monitors[0], s.Probes[0])
	in.Set("spec.url", "https://thief.example/")
	for _, do := range []string{"", "try"} {
		in.Set("do", do)
		page := visit{method: "POST", path: "/monitors/m1/edit", form: in}.to(t, h)
		wants(t, page, 422, "f-spec-bearer-error", "f-experiments-second_header-error", "f-experiments-known_good-error", "must be entered again, since url leads elsewhere now.")
	}
	if f.monitors[0].Version != 1 {
		t.Error("it was saved")
	}
	in.Set("do", "")
	in.Set("spec.bearer", "S3CRET")
	in.Set("experiments.second_header.remove", "on")
	in.Set("experiments.known_good", "")
	wants(t, visit{method: "POST", path: "/monitors/m1/edit", form: in}.to(t, h), 303, "/monitors/m1")
	out := url.Values{"name": {"Ops"}, "settings.to": {"a@example.com"}, "settings.host": {"mail.thief.example"}}
	wants(t, visit{method: "POST", path: "/channels/c1", form: out}.to(t, h), 422, "f-settings-password-error", "must be entered again, since host leads elsewhere now.")
	out.Set("settings.password", "S3CRET")
	wants(t, visit{method: "POST", path: "/channels/c1", form: out}.to(t, h), 303)
}

func TestTry(t *testing.T) {
	f := newFake().owner()
	f.tried = Tried{Report: sampleCapture(403, s3Body), State: monitor.Refused, Diagnosis: signedLink}
	h := f.web(t).Handler()
	form := url.Values{"kind": {"http"}, "spec.url": {"https://www.example.com/"}, "do": {"try"}}
	page := visit{method: "POST", path: "/monitors/new", form: form}.to(t, h)
	wants(t, page, 200, "<!doctype html>", "The signed link has run out", `value="https://www.example.com/"`)
	part := visit{method: "POST", path: "/monitors/new", form: form, header: map[string]string{"X-Fragment": "1"}}.to(t, h)
	wants(t, part, 200, "The signed link has run out")
	if strings.Contains(part.Body.String(), "<html") || len(f.monitors) != 0 {
		t.Error("a script wants the result alone, and nothing saved")
	}
	form.Set("spec.url", "nonsense")
	wants(t, visit{method: "POST", path: "/monitors/new", form: form, header: map[string]string{"X-Fragment": "1"}}.to(t, h), 422, "This must begin with http:// or https://.")
}

func TestMonitorPage(t *testing.T) {
	f := newFake().owner()
	f.monitors = []monitor.Monitor{{ID: "m1", Name: "Home page", Kind: "http", Spec: json.RawMessage(`{"url":"https://www.example.com/"}`)}}
	f.incident["i1"] = sampleItem(signedLink)
	f.memory["m1"] = incident.Memory{State: monitor.Refused, Incident: "i1"}
	f.captures = incidentReports()
	h := f.web(t).Handler()
	for _, r := range []string{"", "?range=1h", "?range=7d", "?range=30d", "?range=nonsense"} {
		wants(t, visit{method: "GET", path: "/monitors/m1" + r}.to(t, h), 200, "Home page", "The signed link has run out", `class="plot"`)
	}
	wants(t, visit{method: "GET", path: "/monitors/m1/series.json?range=24h"}.to(t, h), 200, `"phases":[[`)
	wants(t, visit{method: "POST", path: "/monitors/m1/check"}.to(t, h), 303, "/monitors/m1")
	wants(t, visit{method: "POST", path: "/monitors/m1/pause"}.to(t, h), 303, "/monitors/m1")
	if !f.monitors[0].Paused || len(f.checked) != 1 {
		t.Error("not paused, or not checked")
	}
	flashed := visit{method: "GET", path: "/monitors/m1", header: map[string]string{"Cookie": "session=a; flash=paused"}}.to(t, h)
	wants(t, flashed, 200, "Nothing is checked until you resume.", "Resume")
	wants(t, visit{method: "GET", path: "/incidents/i1"}.to(t, h), 200, "The signed link has run out", "97 %", "aws s3 presign", "uptimesignal check -H &#39;Authorization: …&#39; &#39;https://www.example.com/&#39;", "with your own values for …", "Request has expired")
	wants(t, visit{method: "POST", path: "/incidents/i1/acknowledge"}.to(t, h), 303, "/incidents/i1")
	wants(t, visit{method: "POST", path: "/incidents/i1/retest"}.to(t, h), 303, "/incidents/i1")
	wants(t, visit{method: "GET", path: "/incidents/i2"}.to(t, h), 404)
	wants(t, visit{method: "GET", path: "/monitors/m1/delete"}.to(t, h), 200, "This cannot be undone")
	wants(t, visit{method: "POST", path: "/monitors/m1/delete"}.to(t, h), 303, "/monitors")
	wants(t, visit{method: "GET", path: "/monitors/m1"}.to(t, h), 404)
}

func TestChannels(t *testing.T) {
	f := newFake().owner()
	h := f.web(t).Handler()
	wants(t, visit{method: "GET", path: "/channels"}.to(t, h), 200, "Nobody is told yet")
	wants(t, visit{method: "GET", path: "/channels/new?kind=nonsense"}.to(t, h), 404)
	wants(t, visit{method: "POST", path: "/channels/new", form: url.Values{"kind": {"email"}}}.to(t, h), 422, "This must not be empty.")
	form := url.Values{"kind": {"email"}, "name": {"Ops"}, "default": {"on"}, "settings.to": {"a@example.com\nb@example.com"}, "settings.host": {"smtp.example.com"}, "settings.password": {"S3CRET"}}
	wants(t, visit{method: "POST", path: "/channels/new", form: form}.to(t, h), 303, "/channels/c1")
	if got := string(f.channels[0].Settings); got != `{"host":"smtp.example.com","password":"S3CRET","to":["a@example.com","b@example.com"]}` {
		t.Errorf("settings %s", got)
	}
	page := visit{method: "GET", path: "/channels/c1"}.to(t, h)
	wants(t, page, 200, "Failed for good", "a@example.com")
	if strings.Contains(page.Body.String(), "S3CRET") {
		t.Error("a stored secret is shown")
	}
	form.Del("settings.password")
	wants(t, visit{method: "POST", path: "/channels/c1", form: form}.to(t, h), 303)
	if !strings.Contains(string(f.channels[0].Settings), "S3CRET") {
		t.Error("the secret is lost")
	}
	wants(t, visit{method: "POST", path: "/channels/c1/test"}.to(t, h), 303, "/channels/c1")
	if len(f.tested) != 1 {
		t.Error("no test was sent")
	}
	f.channels = append(f.channels, alert.Channel{ID: "c2", Kind: "email", Name: "x", Failing: "550 no such mailbox"})
	wants(t, visit{method: "GET", path: "/channels"}.to(t, h), 200, "550 no such mailbox")
}

func TestSettings(t *testing.T) {
	f := newFake().owner()
	h := f.web(t).Handler()
	wants(t, visit{method: "POST", path: "/settings/keys", form: url.Values{"scope": {"read"}}}.to(t, h), 422, "This must not be empty.")
	w := visit{method: "POST", path: "/settings/keys", form: url.Values{"name": {"CI"}, "scope": {"read"}}}.to(t, h)
	wants(t, w, 200, "us_secret-key-itself")
	if w.Header().Get("Cache-Control") != "no-store" {
		t.Error("the page with the key may be stored")
	}
	if again := (visit{method: "GET", path: "/settings"}).to(t, h); strings.Contains(again.Body.String(), "us_secret-key-itself") {
		t.Error("the key is shown twice")
	}
	wants(t, visit{method: "POST", path: "/settings/keys/k1/revoke"}.to(t, h), 303, "/settings")
	wants(t, visit{method: "POST", path: "/settings/sessions/s2/revoke"}.to(t, h), 303, "/settings")
	bad := visit{method: "POST", path: "/settings/account", form: url.Values{"current": {"guess-this"}, "new": {"new-secret-value"}}}.to(t, h)
	wants(t, bad, 422, "This is not your present password.")
	if strings.Contains(bad.Body.String(), "guess-this") || strings.Contains(bad.Body.String(), "new-secret-value") {
		t.Error("a password comes back")
	}
	wants(t, visit{method: "POST", path: "/settings/account", form: url.Values{"current": {"right"}, "new": {"x"}}}.to(t, h), 303, "/settings")
}

// TestOurFault: what only the log should say is not on the page.
func TestOurFault(t *testing.T) {
	f := newFake().owner()
	f.err = errors.New("disk full at /var/lib")
	w := visit{method: "GET", path: "/monitors"}.to(t, f.web(t).Handler())
	wants(t, w, 500, "Something went wrong on our side.")
	if strings.Contains(w.Body.String(), "disk full") {
		t.Error("the cause is shown")
	}
}

func TestHugeForm(t *testing.T) {
	w := visit{method: "POST", path: "/monitors/new", form: url.Values{"name": {strings.Repeat("x", maxForm)}}}.to(t, newFake().owner().web(t).Handler())
	wants(t, w, 422, "could not be read")
}

func TestPaging(t *testing.T) {
	f := newFake().owner()
	for range 120 {
		if err := f.CreateMonitor(t.Context(), &monitor.Monitor{Name: "same", Kind: "http"}); err != nil {
			t.Fatal(err)
		}
	}
	h := f.web(t).Handler()
	path, seen := "/monitors?q=same", 0
	for page := 0; path != ""; page++ {
		w := visit{method: "GET", path: path}.to(t, h)
		seen += strings.Count(w.Body.String(), "<tr id=")
		path = ""
		if _, rest, ok := strings.Cut(w.Body.String(), `class="next" href="`); ok {
			path, _, _ = strings.Cut(rest, `"`)
			path = strings.ReplaceAll(path, "&amp;", "&")
		}
		if page > 3 {
			t.Fatal("the pages do not end")
		}
	}
	if seen != 120 {
		t.Errorf("%d rows on all pages, want 120", seen)
	}
}

// TestLive: a change of state comes as a row.
func TestLive(t *testing.T) {
	f := newFake().owner()
	f.monitors = []monitor.Monitor{{ID: "m1", Name: "Home page", Kind: "http"}, {ID: "m2", Name: "Other", Kind: "http"}, {ID: "m3", Name: "Not shown", Kind: "http"}}
	base := serve(t, signedIn(f.web(t).Handler()))
	r, err := http.NewRequestWithContext(t.Context(), "GET", base+"/live?rows=1&monitors=m1,m2", nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if ct := res.Header.Get("Content-Type"); ct != "text/event-stream" {
		t.Fatalf("Content-Type %q", ct)
	}
	lines := bufio.NewScanner(res.Body)
	event := ""
	for lines.Scan() {
		line := lines.Text()
		if name, ok := strings.CutPrefix(line, "event: "); ok {
			event = name
		}
		if event == "ready" && line == "" {
			f.change("m3", monitor.Down)
			f.change("m1", monitor.Refused)
		}
		if data, ok := strings.CutPrefix(line, "data: "); ok && event == "row" {
			var row struct{ ID, HTML string }
			if err := json.Unmarshal([]byte(data), &row); err != nil {
				t.Fatal(err)
			}
			if row.ID != "m1" || !strings.Contains(row.HTML, `data-state="refused"`) {
				t.Errorf("row %+v", row)
			}
		}
		if event == "changed" {
			return
		}
	}
	t.Fatalf("the stream ended: %v", lines.Err())
}

// TestInspectionCommand wants the command that decides, where a look inside
// does, and none where it would not.
func TestInspectionCommand(t *testing.T) {
	f := newFake().owner()
	h := f.web(t).Handler()
	page := func(d diagnose.Diagnosis, target string) string {
		item := sampleItem(d)
		item.Names[0].Target = target
		f.incident["i1"] = item
		return html.UnescapeString(visit{method: "GET", path: "/incidents/i1"}.to(t, h).Body.String())
	}
	want := func(d diagnose.Diagnosis, target, command string) {
		t.Helper()
		if got := page(d, target); strings.Contains(got, "sudo uptimesignal inspect") != (command != "") || !strings.Contains(got, command) {
			t.Errorf("%s by %s: want %q, the page says\n%s", target, d.Actor, command, got)
		}
	}
	const rest = " --attach 'i1' --server 'https://signal.example.com' --key-file KEYFILE"
	want(twins, "https://www.example.com/it's", `inspect --url 'https://www.example.com/it'\''s' --nginx /etc/nginx/nginx.conf`+rest)
	want(twins, "https://www.example.com/?token="+redact.Mask, "inspect PATH"+rest)
	other := twins
	other.Actor = "Apache/2.4.62"
	want(other, "https://www.example.com/", "--apache /etc/apache2/apache2.conf"+rest)
	other.Actor = "Caddy"
	want(other, "https://www.example.com/", "inspect PATH"+rest)
	other.Group = []diagnose.CauseID{"waf/user-agent-rule"}
	want(other, "https://www.example.com/", "")
	other = twins
	other.Look = ""
	want(other, "https://www.example.com/", "")
}
