package api

import (
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

func decode[T any](t *testing.T, rec *httptest.ResponseRecorder) T {
	t.Helper()
	var v T
	if err := json.Unmarshal(rec.Body.Bytes(), &v); err != nil || rec.Code >= 300 {
		t.Fatalf("got %d %s: %v", rec.Code, rec.Body, err)
	}
	return v
}

// What is shown and sent back unchanged changes nothing: no secret is lost,
// and no mask is stored.
func TestRoundTripKeepsSecrets(t *testing.T) {
	w := newWorld()
	before := w.monitors[knownMonitor]
	shown := w.do(t, "GET", "/api/v1/monitors/m1", "")
	m := decode[Monitor](t, shown)
	sent, _ := json.Marshal(m.Draft)
	decode[Monitor](t, w.do(t, "PUT", "/api/v1/monitors/m1", string(sent), "If-Match", shown.Header().Get("ETag")))
	after := w.monitors[knownMonitor]
	var a, b webSettings
	_ = json.Unmarshal(before.Spec, &a)
	_ = json.Unmarshal(after.Spec, &b)
	if a.Bearer != b.Bearer || a.Headers[0] != b.Headers[0] || after.Experiments.SecondHeader != before.Experiments.SecondHeader {
		t.Errorf("stored %s %+v", after.Spec, after.Experiments)
	}
	if after.Version != before.Version+1 || !after.Created.Equal(before.Created) || after.Name != before.Name || after.Interval != before.Interval {
		t.Errorf("stored %+v", after)
	}
}

func TestPatch(t *testing.T) {
	f := func(patch string, want func(m monitor.Monitor, s webSettings) bool) {
		t.Helper()
		w := newWorld()
		decode[Monitor](t, w.do(t, "PATCH", "/api/v1/monitors/m1", patch))
		var s webSettings
		m := w.monitors[knownMonitor]
		if err := json.Unmarshal(m.Spec, &s); err != nil || !want(m, s) {
			t.Errorf("%s: stored %+v %s", patch, m, m.Spec)
		}
	}
	f(`{"name":"New"}`, func(m monitor.Monitor, s webSettings) bool {
		return m.Name == "New" && s.URL == "https://a.example/" && s.Bearer == "TOPSECRET" && len(s.Headers) == 2 && m.Interval == 60e9
	})
	f(`{"spec":{"method":"HEAD"}}`, func(_ monitor.Monitor, s webSettings) bool {
		return s.Method == "HEAD" && s.URL == "https://a.example/" && s.Bearer == "TOPSECRET" && len(s.Headers) == 2
	})
	f(`{"spec":{"bearer":null}}`, func(_ monitor.Monitor, s webSettings) bool {
		return s.Bearer == "" && len(s.Headers) == 2
	})
	f(`{"spec":{"bearer":"fresh","headers":[]}}`, func(_ monitor.Monitor, s webSettings) bool {
		return s.Bearer == "fresh" && len(s.Headers) == 0
	})
	f(`{"expect":{"keyword":"ok"},"policy":{"confirm":3}}`, func(m monitor.Monitor, _ webSettings) bool {
		return m.Expect.Keyword == "ok" && m.Policy.Confirm == 3 && m.Policy.Recover == 1
	})
	f(`{"tags":["a"],"paused":true,"windows":[{"start":"02:30","length":"1h"}]}`, func(m monitor.Monitor, _ webSettings) bool {
		return len(m.Tags) == 1 && m.Paused && len(m.Windows) == 1 && m.Windows[0].Length == 3600e9
	})
}

// Another kind's secret of the same name means something else.
func TestAnotherKindInheritsNoSecret(t *testing.T) {
	w := newWorld()
	decode[Monitor](t, w.do(t, "PUT", "/api/v1/monitors/m1", `{"name":"a","kind":"other","spec":{"url":"https://b.example"}}`))
	if m := w.monitors[knownMonitor]; m.Kind != "other" || strings.Contains(string(m.Spec), "TOPSECRET") {
		t.Errorf("stored %s %s", m.Kind, m.Spec)
	}
}

func TestChangesDoNotOverwriteOthers(t *testing.T) {
	for _, r := range []struct{ method, path, body string }{
		{"PUT", "/api/v1/monitors/m1", good["replaceMonitor"]},
		{"PATCH", "/api/v1/monitors/m1", good["updateMonitor"]},
		{"DELETE", "/api/v1/monitors/m1", ""},
		{"PUT", "/api/v1/channels/c1", good["replaceChannel"]},
		{"PATCH", "/api/v1/channels/c1", good["updateChannel"]},
		{"DELETE", "/api/v1/channels/c1", ""},
	} {
		w := newWorld()
		wantProblem(t, r.method+" "+r.path, w.do(t, r.method, r.path, r.body, "If-Match", `"v1"`), 412)
		tag := w.do(t, "GET", r.path, "").Header().Get("ETag")
		if rec := w.do(t, r.method, r.path, r.body, "If-Match", tag); rec.Code >= 300 {
			t.Errorf("%s %s with the right ETag: %d %s", r.method, r.path, rec.Code, rec.Body)
		}
	}
}

func TestListMonitorsFilters(t *testing.T) {
	w := newWorld()
	l := decode[MonitorList](t, w.do(t, "GET", "/api/v1/monitors?q=shop&state=refused&tag=x&limit=7&cursor=abc", ""))
	if want := (MonitorFilter{Query: "shop", State: monitor.Refused, Tag: "x", After: "abc", Limit: 7}); w.lastQuery != want {
		t.Errorf("asked for %+v, want %+v", w.lastQuery, want)
	}
	if len(l.Monitors) != 1 || l.Next != "more" || l.Monitors[0].State != monitor.Unknown {
		t.Errorf("got %+v", l)
	}
}

func TestStateShownIsTheOwnersFirst(t *testing.T) {
	w := newWorld()
	if m := decode[Monitor](t, w.do(t, "POST", "/api/v1/monitors/m1/pause", "")); m.State != monitor.Paused || !m.Paused {
		t.Errorf("paused, shown as %s", m.State)
	}
	if m := decode[Monitor](t, w.do(t, "POST", "/api/v1/monitors/m1/resume", "")); m.State != monitor.Refused || m.Paused {
		t.Errorf("resumed, shown as %s", m.State)
	}
	decode[Monitor](t, w.do(t, "PATCH", "/api/v1/monitors/m1", `{"windows":[{"from":"2000-01-01T00:00:00Z","to":"2100-01-01T00:00:00Z"}]}`))
	if m := decode[Monitor](t, w.do(t, "GET", "/api/v1/monitors/m1", "")); m.State != monitor.Maintenance {
		t.Errorf("in maintenance, shown as %s", m.State)
	}
}

func TestTryUsesStoredSecrets(t *testing.T) {
	w := newWorld()
	j := decode[Judgement](t, w.do(t, "POST", "/api/v1/monitors/try", `{"id":"m1","spec":{"url":"https://a.example/other","bearer":"••••••"}}`))
	if !strings.Contains(string(w.tried.Spec), "TOPSECRET") || !strings.Contains(string(w.tried.Spec), "a.example/other") {
		t.Errorf("tried %s", w.tried.Spec)
	}
	if j.State != monitor.Refused || j.Status != 403 || len(j.Diagnosis.Causes) != 1 || j.Hops[0].Answer.Encoding != "base64" {
		t.Errorf("got %+v", j)
	}
}

func TestChecksPage(t *testing.T) {
	w := newWorld()
	var got []string
	cursor := ""
	for range 10 {
		l := decode[CheckList](t, w.do(t, "GET", "/api/v1/monitors/m1/checks?limit=2&to=2026-11-25T00:00:00Z&cursor="+cursor, ""))
		for _, c := range l.Checks {
			got = append(got, c.At.Format("15:04"))
		}
		if cursor = l.Next; cursor == "" {
			break
		}
	}
	if s := strings.Join(got, " "); s != "06:00 05:59 05:58 05:57 05:56" {
		t.Errorf("pages show %s", s)
	}
}

func TestSeriesLeavesOutEmptySlices(t *testing.T) {
	s := decode[Series](t, newWorld().do(t, "GET", "/api/v1/monitors/m1/series", ""))
	if len(s.Points) != 1 || s.Points[0].Avg != 2 || s.Uptime == nil || *s.Uptime != 0.75 {
		t.Errorf("got %+v", s)
	}
}

func TestChannelSecrets(t *testing.T) {
	w := newWorld()
	decode[Channel](t, w.do(t, "PATCH", "/api/v1/channels/c1", `{"name":"New","settings":{"format":"short"}}`))
	if c := w.channels[knownChannel]; c.Name != "New" || !strings.Contains(string(c.Settings), "HOOKSECRET") || !strings.Contains(string(c.Settings), "short") {
		t.Errorf("stored %+v %s", c, c.Settings)
	}
	c := decode[Channel](t, w.do(t, "GET", "/api/v1/channels/c1", ""))
	sent, _ := json.Marshal(c.ChannelDraft)
	decode[Channel](t, w.do(t, "PUT", "/api/v1/channels/c1", string(sent)))
	if c := w.channels[knownChannel]; !strings.Contains(string(c.Settings), "HOOKSECRET") {
		t.Errorf("stored %s", c.Settings)
	}
}

// A kind that this release does not know (any more) shows nothing of its
// settings, since it cannot tell which are secret.
func TestUnknownKindShowsNothing(t *testing.T) {
	w := newWorld()
	m := w.monitors[knownMonitor]
	m.Kind = "gone"
	w.monitors[knownMonitor] = m
	w.channels[knownChannel] = alert.Channel{ID: knownChannel, Kind: "gone", Settings: json.RawMessage(`{"x":"HOOKSECRET"}`)}
	shows(t, w.do(t, "GET", "/api/v1/monitors/m1", ""))
	shows(t, w.do(t, "GET", "/api/v1/channels/c1", ""))
}

func TestAcknowledgeNamesWho(t *testing.T) {
	w := newWorld()
	d := decode[IncidentDetail](t, w.do(t, "POST", "/api/v1/incidents/i1/acknowledge", ""))
	if w.acked != "i1 by owner@example.com" || len(d.Timeline) != 1 || len(d.Captures) != 1 {
		t.Errorf("acknowledged %s, got %+v", w.acked, d)
	}
}

func TestNewKeyIsShownOnce(t *testing.T) {
	w := newWorld()
	rec := w.do(t, "POST", "/api/v1/api-keys", `{"name":"ci"}`)
	if k := decode[NewAPIKey](t, rec); k.Key != "ups_shownonce" || k.Scope != "read" {
		t.Errorf("got %+v", k)
	}
	if rec := w.do(t, "GET", "/api/v1/api-keys", ""); strings.Contains(rec.Body.String(), "shownonce") {
		t.Error("the list shows it again")
	}
}
