package monitor_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

func TestDurationText(t *testing.T) {
	f := func(d time.Duration, want string) {
		t.Helper()
		text, _ := monitor.Duration(d).MarshalText()
		var back monitor.Duration
		if err := back.UnmarshalText(text); string(text) != want || err != nil || time.Duration(back) != d {
			t.Errorf("%v: got %s, back %v, %v; want %s", d, text, back, err, want)
		}
	}
	f(0, "0s")
	f(30*time.Second, "30s")
	f(time.Minute, "1m")
	f(10*time.Minute, "10m")
	f(90*time.Second, "1m30s")
	f(time.Hour, "1h")
	f(24*time.Hour, "24h")
	f(time.Hour+time.Second, "1h0m1s")
	f(150*time.Millisecond, "150ms")
	var d monitor.Duration
	if err := d.UnmarshalText([]byte("60")); err == nil || err.Error() != `"60" is not a duration such as 30s or 1m30s` {
		t.Errorf("got %v", err)
	}
}

func TestDraftDefaults(t *testing.T) {
	m, err := monitor.Draft{Name: " Shop "}.Monitor()
	if err != nil {
		t.Fatal(err)
	}
	want := monitor.Monitor{Name: "Shop", Kind: "http", Spec: json.RawMessage("{}"), Interval: time.Minute, Timeout: 10 * time.Second, Policy: monitor.DefaultPolicy()}
	if d := cmp.Diff(want, m); d != "" {
		t.Error(d)
	}
	if m, _ = (monitor.Draft{Name: "a", Interval: new(monitor.Duration(2 * time.Second))}).Monitor(); m.Timeout != 2*time.Second {
		t.Errorf("a check every 2 s may take %v", m.Timeout)
	}
}

func TestDraftRoundTrip(t *testing.T) {
	const text = `{"name":"a","kind":"http","spec":{"url":"https://a.example"},"interval":"30s","timeout":"5s",
		"expect":{"status":"200,301-303","keyword":"ok","max_time":"2s","cert_days":14},
		"policy":{"confirm":3,"recheck":"0s","recover":2},
		"experiments":{"off":true},
		"windows":[{"name":"night","days":["monday","sunday"],"start":"02:30","length":"1h","zone":"Europe/Berlin"}],
		"paused":true,"tags":["x"],"channels":["c"]}`
	var d monitor.Draft
	if err := json.Unmarshal([]byte(text), &d); err != nil {
		t.Fatal(err)
	}
	m, err := d.Monitor()
	if err != nil {
		t.Fatal(err)
	}
	got, _ := json.Marshal(monitor.DraftOf(m))
	var a, b any
	_ = json.Unmarshal(got, &a)
	_ = json.Unmarshal([]byte(text), &b)
	if diff := cmp.Diff(b, a); diff != "" {
		t.Error(diff)
	}
}

func TestDraftReportsEverything(t *testing.T) {
	_, err := monitor.Draft{Interval: new(monitor.Duration(0)), Policy: monitor.PolicyDraft{Confirm: new(0)},
		Windows: []monitor.WindowDraft{{Days: []string{"mo"}, Start: "02:30", Length: monitor.Duration(time.Hour)}}}.Monitor()
	for _, want := range []string{"name: must not be empty", "interval: 0s is not between 1s and 24h",
		"policy.confirm: 0 is not between 1 and 10", `windows[0].days: "mo" is not a day such as monday`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q in %v", want, err)
		}
	}
}
