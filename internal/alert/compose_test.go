package alert

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var began = time.Date(2026, 11, 24, 6, 20, 31, 0, time.UTC)

func delivery(tr Transition, st monitor.State, inc incident.Incident) Delivery {
	inc.ID, inc.Opened = "0198c0de-1111-7000-8000-000000000001", began
	if inc.State == "" {
		inc.State = st
	}
	return Delivery{
		ID: 7, Key: "k-" + string(tr), Transition: tr, State: st, At: began.Add(time.Second), Created: began.Add(time.Second), Tries: 1,
		Channel: Channel{ID: "c1", Kind: "webhook", Name: "Ops"},
		Monitor: monitor.Monitor{ID: "m1", Name: "Shop"}, Target: "https://shop.example/report.pdf?X-Amz-Signature=••••••",
		Incident: inc,
	}
}

var expired = diagnose.Diagnosis{
	Verdict: diagnose.VerdictCause,
	Causes: []diagnose.Ranked{
		{ID: "signed-url/expired", Title: "The signed URL has expired", Probability: 0.934, Evidence: []diagnose.Because{
			{Says: "The URL says that it was valid until 06:20:30 UTC.", Source: "URL"},
			{Says: "The answer says \"Request has expired\".", Source: "body"},
			{Says: "A third one that no message needs.", Source: "body"},
		}},
		{ID: "signed-url/wrong", Title: "The signature does not match", Probability: 0.05, Against: []diagnose.Because{{Says: "It matched a minute ago."}}},
	},
	Impact: diagnose.Everyone, ImpactGround: "the link itself has run out",
	Fix:     []diagnose.Fix{{Title: "Issue a new link", Steps: []string{"Sign the URL again, for as long as it is meant to be used.", "Let the program that hands it out renew it before it expires."}}},
	Summary: "Shop refuses with 403: the signed URL has expired.",
}

func TestCompose(t *testing.T) {
	refused := incident.Incident{Status: 403, Failure: measure.StatusUnexpected, Diagnosis: expired}
	only := refused
	only.Diagnosis.Impact, only.Diagnosis.ImpactGround, only.Diagnosis.Summary = diagnose.MonitorOnly, "a browser's User-Agent is served", ""
	only.Diagnosis.Causes = []diagnose.Ranked{{ID: "waf/user-agent", Title: "A rule refuses our User-Agent", Probability: 0.88,
		Evidence: []diagnose.Because{{Says: "With a browser's User-Agent the answer was 200, without it 403 before and after."}}}}
	group := refused
	group.Diagnosis = diagnose.Diagnosis{Verdict: diagnose.VerdictGroup, Group: []diagnose.CauseID{"ip/allow-list", "geo/blocked"}, Impact: diagnose.ImpactUnknown,
		Causes: []diagnose.Ranked{
			{ID: "ip/allow-list", Title: "Our address is not on an allow-list", Probability: 0.5, Evidence: []diagnose.Because{{Says: "every request is refused alike"}}},
			{ID: "geo/blocked", Title: "Our country is blocked", Probability: 0.4},
			{ID: "role", Title: "A role is missing", Probability: 0.1}},
		Look: "The error log names the rule: look for \"access forbidden by rule\"."}
	group.Diagnosis.Fix = []diagnose.Fix{{Title: "Extend the list", Steps: []string{"Add our address.", "Reload."}}, {Title: "Unblock the country", Steps: []string{"Change the rule."}}}
	group.Diagnosis.Experiments = []diagnose.Made{{ID: measure.XRepeat, Changed: "nothing", Control: "403", Outcome: "403"}, {ID: measure.XUserAgent, Changed: "a browser's User-Agent", Control: "403", Outcome: "403"}}
	leaning := group
	leaning.Diagnosis.Causes = slices.Clone(group.Diagnosis.Causes)
	leaning.Diagnosis.Causes[0].Probability, leaning.Diagnosis.Causes[1].Probability = 0.85, 0.1
	closed := refused
	closed.Closed = began.Add(12*time.Minute + 3*time.Second)
	long := refused
	long.Diagnosis.Causes = []diagnose.Ranked{{ID: "x", Title: strings.Repeat("long ", 200), Probability: 1}}
	long.Diagnosis.Summary = "two\r\nlines \x1b[31mred\x1b[0m <b>bold</b> 💥 \xff " + strings.Repeat("é", 500)
	for _, tt := range []struct {
		name string
		d    Delivery
	}{
		{"refused", delivery(Opened, monitor.Refused, refused)},
		{"limited", delivery(Opened, monitor.Limited, incident.Incident{Status: 429, Failure: measure.StatusUnexpected})},
		{"down", delivery(Opened, monitor.Down, incident.Incident{Failure: measure.ConnectRefused, Diagnosis: diagnose.Diagnosis{Verdict: diagnose.VerdictUnknown}})},
		{"worse", delivery(Changed, monitor.Down, incident.Incident{Status: 502, Failure: measure.StatusUnexpected})},
		{"resolved", delivery(Resolved, monitor.Up, closed)},
		{"joined", delivery(Joined, monitor.Refused, incident.Incident{Status: 403, Failure: measure.StatusUnexpected})},
		{"what-changed", delivery(Opened, monitor.Refused, incident.Incident{Status: 403, Failure: measure.StatusUnexpected, Changed: []diagnose.Change{
			{Code: diagnose.ChangedEdgeNew, Says: "Cloudflare is on the way now; it was not when the endpoint worked."},
			{Code: diagnose.ChangedStatus, Says: "The status is 403; it was 200."}}})},
		{"exposed", delivery(Opened, monitor.Down, incident.Incident{Status: 200, Failure: measure.Exposed, Diagnosis: diagnose.Diagnosis{
			Verdict: diagnose.VerdictCause, Impact: diagnose.Everyone, ImpactGround: "nothing in the request says who asks, and it is served",
			Summary: "The endpoint is open to everyone: it answers 200 to a request without credentials.",
			Causes:  []diagnose.Ranked{{ID: "exposure/auth-removed", Title: "The check that kept strangers out is gone", Probability: 0.93}}}})},
		{"exposed-undiagnosed", delivery(Changed, monitor.Down, incident.Incident{Status: 200, Failure: measure.Exposed})},
		{"matrix", delivery(Opened, monitor.Down, incident.Incident{Status: 200, Failure: measure.Exposed, Diagnosis: diagnose.Diagnosis{
			Verdict: diagnose.VerdictCause, Impact: diagnose.SomeClients, Summary: "As viewer, GET /admin answers 200, expected 403; as admin, GET /me answers 502, expected 200.",
			Causes: []diagnose.Ranked{{ID: "exposure/role-too-wide", Title: "An identity may do more than it should", Probability: 0.85}},
			Cells:  []diagnose.Finding{{Says: "as viewer, GET /admin answers 200, expected 403"}, {Says: "as admin, GET /me answers 502, expected 200"}}}})},
		{"forecast", foretold()},
		{"resolved-all", delivery(Resolved, monitor.Up, closed)},
		{"group", delivery(Opened, monitor.Refused, group)},
		{"leaning", delivery(Opened, monitor.Refused, leaning)},
		{"monitor-only", delivery(Opened, monitor.Refused, only)},
		{"test", Delivery{Key: "test", Transition: Test, At: began, Channel: Channel{ID: "c1", Name: "Ops"}}},
		{"long-emoji-markup", delivery(Opened, monitor.Refused, long)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.name == "joined" || tt.name == "resolved-all" {
				tt.d.Others = []string{"Basket", "Search"}
			}
			if tt.name == "worse" {
				tt.d.Incident.State = monitor.Down
				tt.d.Others, tt.d.More = []string{"Shop\nsearch", "Basket"}, 3
			}
			m := Compose(tt.d, "https://up.example/")
			golden(t, tt.name, m.Subject()+"\n\n"+m.Text())
			for _, s := range []string{m.Subject(), m.Summary, m.Monitor} {
				if strings.ContainsAny(s, "\r\n\x1b") || !utf8.ValidString(s) || utf8.RuneCountInString(s) > maxLine {
					t.Errorf("not one bounded line of text: %q", s)
				}
			}
			if m.Cause != nil && (m.Cause.Evidence != nil || m.Cause.Against != nil || len(m.Evidence) > maxEvidence) {
				t.Errorf("the cause carries what Evidence says: %+v", m.Cause)
			}
			if m.Transition == Forecast && m.Thread != "forecast/m1/jwt-expiry/c1" {
				t.Errorf("thread %q", m.Thread)
			}
			if m.Transition != Test && m.Transition != Forecast && (m.Thread != "0198c0de-1111-7000-8000-000000000001/c1" || m.Key != tt.d.Key) {
				t.Errorf("key %q, thread %q", m.Key, m.Thread)
			}
		})
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", "compose", name+".txt")
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("differs from %s (-want +got); run with -update if that is meant:\n%s", path, diff)
	}
}

func TestSpan(t *testing.T) {
	f := func(d time.Duration, want string) {
		t.Helper()
		if got := span(d); got != want {
			t.Errorf("span(%v) = %q, want %q", d, got, want)
		}
	}
	f(0, "1 s")
	f(59*time.Second, "59 s")
	f(12*time.Minute+3*time.Second, "12 min 3 s")
	f(time.Hour, "1 h")
	f(time.Hour+5*time.Second, "1 h")
	f(49*time.Hour+10*time.Minute, "2 d 1 h")
}

func foretold() Delivery {
	return Delivery{
		Key: "forecast/m1/jwt-expiry/1764547200000/c1", Transition: Forecast, At: time.Date(2026, 11, 24, 6, 0, 0, 0, time.UTC),
		Channel: Channel{ID: "c1", Name: "Ops"}, Monitor: monitor.Monitor{ID: "m1", Name: "Shop"}, Target: "https://shop.example/",
		Forecast: &Foreseen{Kind: "jwt-expiry", Title: "A token expires", At: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC), Because: "The claim exp of the token in Authorization."},
	}
}
