package main

import (
	"flag"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/forecast"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/probe"
)

var update = flag.Bool("update", false, "write golden files")

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// answered is a check of url that was answered with status.
func answered(url string, state monitor.State, status int) checked {
	return checked{
		plan: plan{spec: probe.DefaultHTTP(url)}, state: state,
		first: measure.Report{At: noon, Took: 34 * time.Millisecond, Hops: []measure.Hop{{
			Addr:   netip.MustParseAddrPort("192.0.2.1:443"),
			Answer: &measure.Answer{Status: status, Proto: "HTTP/2.0"},
		}}},
	}
}

func ground(says, source string) diagnose.Because {
	return diagnose.Because{Says: says, Source: source}
}

// shown are checks as they are told to people.
func shown() map[string]checked {
	up := answered("https://site.example/", monitor.Up, 200)
	up.forecasts = []forecast.Forecast{
		{ID: "jwt-expiry", At: noon.Add(time.Hour), Tell: noon.Add(-time.Hour), Because: "The token in the header Authorization has exp 2026-11-24 13:00:00 UTC: it is refused from then on at the latest."},
		{ID: "certificate-expiry", At: noon.AddDate(0, 3, 0), Tell: noon.AddDate(0, 2, 0), Because: "This is no news yet."},
	}
	cause := answered("https://site.example/report.pdf?token=SECRETSECRET", monitor.Refused, 403)
	cause.failure = measure.StatusUnexpected
	cause.diagnosis = diagnose.Diagnosis{
		Verdict: diagnose.VerdictCause, Impact: diagnose.MonitorOnly, ImpactGround: "with a browser's User-Agent the same request is answered",
		Causes: []diagnose.Ranked{
			{ID: "waf/user-agent-rule", Title: "A rule refuses the monitor's User-Agent", Probability: 0.97, Evidence: []diagnose.Because{ground("with a browser's User-Agent the answer is 200; the control after it is 403 again", "experiment ua"), ground("the page is the one of nginx", "")}},
			{ID: "waf/header-profile", Title: "The request's headers look unlike a browser's", Probability: 0.02, Against: []diagnose.Because{ground("the User-Agent alone cures it", "experiment ua")}},
			{ID: "net/ip-blocklist", Title: "The address is blocked", Probability: 0.001},
		},
		Fix:         []diagnose.Fix{{Title: "Let the monitor pass under its own name", For: "nginx", Steps: []string{"Find the rule: grep -rn http_user_agent /etc/nginx. It compares the User-Agent with a list, and the name of this monitor is on it.", "Prove it: the test passes."}}},
		Experiments: []diagnose.Made{{ID: "ua", Changed: "a browser's User-Agent instead of the monitor's own", Control: "403", Outcome: "200", After: "403"}, {ID: "repeat", Changed: "nothing", Control: "403", Outcome: "403"}, {ID: "root", Changed: "the root of the site /", Control: "403", Outcome: "no answer: connection reset in the TLS handshake"}},
		Requests:    3, Seconds: 1.23,
	}
	group := answered("https://site.example/private/secret.txt", monitor.Refused, 403)
	group.diagnosis = diagnose.Diagnosis{
		Verdict: diagnose.VerdictGroup, Impact: diagnose.Everyone, Group: []diagnose.CauseID{"static/file-unreadable", "static/symlink-refused"},
		Causes: []diagnose.Ranked{
			{ID: "static/file-unreadable", Title: "The server may not read the file", Probability: 0.7, Evidence: []diagnose.Because{ground("OPTIONS is answered 405", "experiment options")}},
			{ID: "static/symlink-refused", Title: "The server may not follow the symbolic link", Probability: 0.25},
			{ID: "static/no-index-listing-off", Title: "The directory has no index file", Probability: 0.03},
		},
		Look: "Look at the error log: (13: Permission denied).", Requests: 1, Seconds: 0.3,
	}
	hostile := answered("https://site.example/", monitor.Down, 0)
	hostile.first.Hops[0].Answer = nil
	hostile.first.Hops[0].Observations = []measure.Observation{{Op: measure.Connect, Failure: measure.ConnectRefused}}
	hostile.plan.owner.Off = true
	hostile.diagnosis = diagnose.Diagnosis{Verdict: diagnose.VerdictUnknown, Causes: []diagnose.Ranked{{ID: "app/error", Title: "The application fails", Probability: 0.3, Evidence: []diagnose.Because{ground("it says \x1b[2J\a and \u009b31m", "body")}}}}
	return map[string]checked{"up": up, "cause": cause, "group": group, "hostile": hostile}
}

// TestGolden: what people read, plain and in colour. No secret shows, nothing
// of the target's steers the terminal, and no line is wider than it may be.
func TestGolden(t *testing.T) {
	for name, d := range shown() {
		for _, colour := range []bool{false, true} {
			file := filepath.Join("testdata", "human", name+".txt")
			if colour {
				file = filepath.Join("testdata", "human", name+".ansi")
			}
			t.Run(filepath.Base(file), func(t *testing.T) {
				var b strings.Builder
				term := &terminal{w: &b, width: plainWidth, colour: colour}
				printHuman(term, d)
				if err := term.flush(); err != nil {
					t.Fatal(err)
				}
				compare(t, file, b.String())
				text := b.String()
				if strings.Contains(text, "SECRET") || strings.ContainsAny(text, "\a\u009b") || !colour && strings.Contains(text, "\x1b") {
					t.Error("a secret, or a control character of the target's, shows")
				}
				for line := range strings.Lines(text) {
					if !colour && len([]rune(line)) > plainWidth+1 {
						t.Errorf("too wide: %s", line)
					}
					if line != "\n" && strings.HasSuffix(line, " \n") {
						t.Errorf("ends in a space: %q", line)
					}
				}
			})
		}
	}
}

func compare(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s: %s", file, diff)
	}
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		text  string
		width int
		want  []string
	}{
		{"one two three", 7, []string{"one two", "three"}},
		{"short", 80, []string{"short"}},
		{"averylongword and", 5, []string{"averylongword", "and"}},
		{"run `nginx -t` now", 10, []string{"run", "`nginx -t`", "now"}},
		{"run `nginx -t -c nginx.conf`", 10, []string{"run `nginx", "-t -c", "nginx.conf`"}},
		{"two\nlines", 80, []string{"two", "lines"}},
		{"", 10, []string{""}},
	} {
		if diff := cmp.Diff(c.want, wrap(c.text, c.width)); diff != "" {
			t.Error(diff)
		}
	}
}

func TestWrapHard(t *testing.T) {
	if diff := cmp.Diff([]string{"http:", "//a.e", "xampl", "e and", "more"}, wrapHard("http://a.example and more", 5)); diff == "" {
		t.Error("a long word goes on with the words after it")
	}
	if diff := cmp.Diff([]string{"http:", "//a.e", "xampl", "e", "and"}, wrapHard("http://a.example and", 5)); diff != "" {
		t.Error(diff)
	}
}

func TestPercent(t *testing.T) {
	for p, want := range map[float64]string{1: "over 99 %", 0.996: "over 99 %", 0.97: "97 %", 0.004: "under 1 %", 0: "under 1 %"} {
		if got := percent(p); got != want {
			t.Errorf("%v: %s, want %s", p, got, want)
		}
	}
}

// TestEvidence: an experiment stands beside the check's own answer unless the
// sentence tells it; a clause becomes a sentence, and a sentence stays one.
func TestEvidence(t *testing.T) {
	made := []diagnose.Made{{ID: "root", Control: "403", Outcome: "200"}, {ID: "options", Control: "403", Outcome: "403"}}
	for _, c := range []struct{ says, source, want string }{
		{"for the root of the site the answer is 200", "experiment root", "For the root of the site the answer is 200 (the check itself: 403)"},
		{"with OPTIONS nothing changes: 403", "experiment options", "With OPTIONS nothing changes: 403"},
		{"with a cookie the answer is 200; the control after it is 403 again", "experiment root", "With a cookie the answer is 200; the control after it is 403 again"},
		{"nginx says that the address is not allowed.", "body", "nginx says that the address is not allowed (body)"},
	} {
		var b strings.Builder
		term := &terminal{w: &b, width: maxWidth}
		because(term, "", "• ", []diagnose.Because{ground(c.says, c.source)}, made)
		if err := term.flush(); err != nil {
			t.Fatal(err)
		}
		if got := strings.TrimSpace(b.String()); got != "• "+c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

// TestSilenceIsShort: nobody waits a minute to hear that nobody answers.
func TestSilenceIsShort(t *testing.T) {
	for _, f := range []measure.Failure{measure.AnswerTimeout, measure.ConnectTimeout, measure.TLSTimeout, measure.NameTimeout} {
		if timeFor(f) > 15*time.Second || timeFor(f) < 3*patience {
			t.Errorf("%s is investigated for %v", f, timeFor(f))
		}
	}
	if timeFor(measure.StatusUnexpected) < 30*time.Second {
		t.Error("an answer is investigated too shortly to wait for a limit")
	}
}
