package monitor

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

func valid() Monitor {
	return Monitor{ID: "m", Name: "home", Kind: "http", Interval: time.Minute, Timeout: 10 * time.Second, Policy: DefaultPolicy()}
}

func TestValidateNamesEveryField(t *testing.T) {
	if err := valid().Validate(); err != nil {
		t.Fatalf("a valid monitor: %v", err)
	}
	m := valid()
	m.Name, m.Interval, m.Timeout = " ", 0, time.Hour
	m.Policy = Policy{Confirm: 0, Recheck: -1, Recover: 11}
	m.Experiments.Budget = 17
	m.Windows = []Window{{Start: "25:00", Length: time.Hour}}
	m.Expect = Expectation{CertDays: 400, MaxTime: -1, Header: []HeaderMatch{{}}, JSON: []JSONMatch{{}}}
	err := m.Validate()
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{
		"name: must not be empty",
		"interval: 0s is not between 1s and 24h",
		"timeout: 1h is not between 100ms and 2m",
		"policy.confirm: 0 is not between 1 and 10",
		"policy.recheck: -1ns is not between 0s and 24h",
		"policy.recover: 11 is not between 1 and 10",
		"experiments.budget: 17 is not between 0 and 16",
		`windows[0]: start "25:00" is not a time such as 02:30`,
		"expect.cert_days: 400 is not between 0 and 365",
		"expect.max_time: must not be negative",
		"expect.header[0].name: must not be empty",
		"expect.json[0].path: must not be empty",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("missing %q in:\n%v", want, err)
		}
	}
}

func TestStatusSet(t *testing.T) {
	for _, tt := range []struct {
		in, out string
		has     []int
		not     []int
	}{
		{"", "2xx", []int{200, 299}, []int{199, 300, 403}},
		{"2XX", "2xx", []int{204}, []int{301}},
		{"200,401", "200,401", []int{200, 401}, []int{201}},
		{" 200-299 , 304 ", "2xx,304", []int{250, 304}, []int{303}},
		{"200-204", "200-204", []int{203}, []int{205}},
	} {
		s, err := ParseStatusSet(tt.in)
		if err != nil {
			t.Errorf("%q: %v", tt.in, err)
			continue
		}
		if s.String() != tt.out {
			t.Errorf("%q reads back as %q, want %q", tt.in, s, tt.out)
		}
		for _, c := range tt.has {
			if !s.Has(c) {
				t.Errorf("%q lacks %d", tt.in, c)
			}
		}
		for _, c := range tt.not {
			if s.Has(c) {
				t.Errorf("%q has %d", tt.in, c)
			}
		}
	}
	for _, bad := range []string{"ok", "20", "1000", "299-200", "2x", "0xx", "200-", "-200"} {
		if _, err := ParseStatusSet(bad); err == nil || !strings.Contains(err.Error(), "is not a status") {
			t.Errorf("%q: error %v", bad, err)
		}
	}
	var e Expectation
	if err := json.Unmarshal([]byte(`{"status":"200,404"}`), &e); err != nil || !e.Status.Has(404) {
		t.Errorf("JSON form: %v, %v", e, err)
	}
	if b, _ := json.Marshal(Expectation{}); string(b) != "{}" {
		t.Errorf("the default expectation is %s", b)
	}
}

func FuzzParseStatusSet(f *testing.F) {
	f.Add("2xx,404")
	f.Add("200-299, 304")
	f.Fuzz(func(t *testing.T, s string) {
		set, err := ParseStatusSet(s)
		if err != nil {
			return
		}
		again, err := ParseStatusSet(set.String())
		if err != nil || again.String() != set.String() {
			t.Errorf("%q reads back as %q, then %q, %v", s, set, again, err)
		}
	})
}

func TestWindow(t *testing.T) {
	at := func(s string) time.Time {
		t.Helper()
		x, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	once := Window{From: at("2026-11-24T02:00:00Z"), To: at("2026-11-24T03:00:00Z")}
	nightly := Window{Start: "23:30", Length: 2 * time.Hour, Zone: "Europe/Berlin"}
	sunday := Window{Start: "02:30", Length: time.Hour, Zone: "Europe/Berlin", Days: []time.Weekday{time.Sunday}}
	week := Window{Start: "00:00", Length: 7 * 24 * time.Hour, Days: []time.Weekday{time.Monday}}
	for _, tt := range []struct {
		name string
		w    Window
		t    string
		want bool
	}{
		{"before", once, "2026-11-24T01:59:59Z", false},
		{"at its start", once, "2026-11-24T02:00:00Z", true},
		{"at its end", once, "2026-11-24T03:00:00Z", false},
		{"before midnight in Berlin", nightly, "2026-11-24T22:45:00Z", true},
		{"after midnight in Berlin", nightly, "2026-11-25T00:15:00Z", true},
		{"two hours later", nightly, "2026-11-25T00:30:00Z", false},
		{"summer time moves it", nightly, "2026-07-24T21:45:00Z", true},
		{"the day on which 02:30 does not exist", sunday, "2026-03-29T01:45:00Z", true},
		{"the day on which 02:30 comes twice lasts an hour of real time", sunday, "2026-10-25T01:45:00Z", true},
		{"not on Monday", sunday, "2026-11-23T01:45:00Z", false},
		{"a week long", week, "2026-11-29T23:59:00Z", true},
	} {
		if got := tt.w.Covers(at(tt.t)); got != tt.want {
			t.Errorf("%s: Covers(%s) = %v", tt.name, tt.t, got)
		}
		if err := tt.w.Validate(); err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	for want, w := range map[string]Window{
		"needs from and to":     {},
		"to must be after from": {From: once.To, To: once.From},
		"choose one":            {From: once.From, Start: "01:00"},
		"is not between 1m":     {Start: "01:00"},
		"zone \"Mars/Olympus\"": {Start: "01:00", Length: time.Hour, Zone: "Mars/Olympus"},
		"day 9":                 {Start: "01:00", Length: time.Hour, Days: []time.Weekday{9}},
	} {
		if err := w.Validate(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: error %v, want %q", w, err, want)
		}
	}
	if m := valid(); m.InMaintenance(once.From) {
		t.Error("no window, yet in maintenance")
	}
}

// Phases are inside the interval, stable, and spread.
func TestPhaseSpreads(t *testing.T) {
	const n, buckets = 10_000, 10
	var count [buckets]int
	for i := range n {
		id := ID(strings.Repeat("x", i%7) + string(rune('a'+i%26)) + time.Duration(i).String())
		p := id.Phase(time.Minute)
		if p < 0 || p >= time.Minute || p != id.Phase(time.Minute) {
			t.Fatalf("phase %v of %s", p, id)
		}
		count[int(p*buckets/time.Minute)]++
	}
	for i, c := range count {
		if c < n/buckets*8/10 || c > n/buckets*12/10 {
			t.Errorf("tenth %d of the minute has %d of %d monitors", i, c, n)
		}
	}
	if ID("x").Phase(0) != 0 {
		t.Error("phase in no interval")
	}
}
