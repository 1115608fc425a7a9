package api

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
)

// What decides is the first finding that denies, without secrets.
func TestAttachInspection(t *testing.T) {
	w := newWorld()
	decode[IncidentDetail](t, w.do(t, "POST", "/api/v1/incidents/i1/inspection", good["attachInspection"]))
	want := Found{Cause: "static/file-unreadable", Says: w.found.Says, Where: "/srv/a",
		Fixes: []diagnose.Fix{{Title: "Let all read it.", Steps: []string{"$ chmod o+r /srv/a"}}}}
	if d := cmp.Diff(want, w.found); d != "" || !strings.HasPrefix(w.found.Says, "The file may not be read.") || strings.Contains(w.found.Says, "TOPSECRET") {
		t.Errorf("says %q: %s", w.found.Says, d)
	}
	body := func(denies string, findings ...string) string {
		return `{"path":"/srv/a","server":{"user":"w","uid":33,"gids":[],"found":"given","overrule":false},"steps":[],"denies":` + denies + `,"findings":[` + strings.Join(findings, ",") + `]}`
	}
	finding := func(cause, denies string) string {
		return `{"cause":"` + cause + `","denies":` + denies + `,"says":"s","where":"w","mend":[]}`
	}
	f := func(what, body string, code int, cause diagnose.CauseID, says string) {
		t.Helper()
		w := newWorld()
		rec := w.do(t, "POST", "/api/v1/incidents/i1/inspection", body)
		if rec.Code != code || w.found.Cause != cause || !strings.Contains(rec.Body.String(), says) {
			t.Errorf("%s: %d %s, found %+v", what, rec.Code, rec.Body, w.found)
		}
	}
	f("only some are denied first", body("true", finding("waf/user-agent-rule", "false"), finding("net/ip-allowlist", "true"), finding("static/file-unreadable", "true")), 200, "net/ip-allowlist", "")
	f("nothing denies", body("false", finding("waf/user-agent-rule", "false")), 200, "", "")
	f("an unknown cause", body("true", finding("static/file-unreadable", "true"), finding("made/up", "false")), 422, "", `findings[1].cause`)
	f("a verdict without its ground", body("true"), 422, "", `"denies"`)
	f("a ground without its verdict", body("false", finding("net/ip-allowlist", "true")), 422, "", `"denies"`)
	f("too many", body("true", strings.Repeat(finding("net/ip-allowlist", "true")+",", 100)+finding("net/ip-allowlist", "true")), 422, "", "findings")
	f("too long", body("true", finding("net/ip-allowlist", "true"), `{"cause":"net/ip-allowlist","denies":true,"where":"w","mend":[],"says":"`+strings.Repeat("x", 5000)+`"}`), 422, "", "findings[1].says")
}
