package diagnose

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// matrixOf builds the report of a matrix from lines such as
// "viewer GET /admin 403 200 exposed": identity, endpoint, expected, got (0 for
// no answer, - for not checked) and failure.
func matrixOf(t *testing.T, lines ...string) measure.Report {
	t.Helper()
	r := measure.Report{At: ruleTime, Place: "local"}
	for _, line := range lines {
		f := strings.Fields(line + " -")
		c := measure.Cell{Identity: f[0], Endpoint: f[1] + " https://a.example" + f[2], Expected: f[3]}
		if f[5] != "-" {
			c.Failure = measure.Failure(f[5])
		}
		if f[4] == "-" {
			c.Skipped = "a wrong credential is sent at most once an hour"
			r.Cells = append(r.Cells, c)
			continue
		}
		got := f[4]
		if got == "0" {
			got += " ; @failure=" + f[5]
		}
		auth := ""
		if c.Identity != measure.IdentityNone {
			auth = " ; Authorization: Bearer s3cret-of-" + c.Identity
		}
		hop := exchange(t, c.Endpoint+auth+" => "+got).First.Hops[0]
		if hop.Answer != nil {
			c.Got = hop.Answer.Status
		}
		r.Hops = append(r.Hops, hop)
		c.Hop = len(r.Hops)
		r.Cells = append(r.Cells, c)
	}
	return r
}

func TestClassifyCells(t *testing.T) {
	for _, tt := range []struct {
		name    string
		lines   []string
		state   monitor.State
		failure measure.Failure
	}{
		{"as expected", []string{"none GET /admin 401 401", "viewer GET /admin 403 403"}, monitor.Up, ""},
		{"one that was not checked is no failure", []string{"none GET /admin 401 401", "wrong GET /admin 401 -"}, monitor.Up, ""},
		{"none was checked", []string{"wrong GET /admin 401 -"}, monitor.Unknown, ""},
		{"open", []string{"none GET /admin 401 401", "viewer GET /admin 403 200 exposed"}, monitor.Down, measure.Exposed},
		{"open is worse than down", []string{"none GET /a 401 500 status_unexpected", "viewer GET /a 403 200 exposed", "none GET /b 401 0 connect_refused"}, monitor.Down, measure.Exposed},
		{"down is worse than refused", []string{"viewer GET /a 200 403 status_unexpected", "none GET /b 401 0 connect_refused"}, monitor.Down, measure.ConnectRefused},
		{"refused is worse than limited", []string{"viewer GET /a 200 429 status_unexpected", "admin GET /a 200 403 status_unexpected"}, monitor.Refused, measure.StatusUnexpected},
		{"limited", []string{"viewer GET /a 200 429 status_unexpected", "admin GET /a 200 200"}, monitor.Limited, measure.StatusUnexpected},
		{"what was seen of the wrong one stands", []string{"none GET /a 401 401", "wrong GET /a 401 - exposed"}, monitor.Down, measure.Exposed},
	} {
		r := matrixOf(t, tt.lines...)
		if state, failure := Classify(&r, monitor.Expectation{}); state != tt.state || failure != tt.failure {
			t.Errorf("%s: %s, %q; want %s, %q", tt.name, state, failure, tt.state, tt.failure)
		}
	}
	r := matrixOf(t, "none GET /admin 401 200 exposed")
	r.Fault = "no descriptors left"
	if state, _ := Classify(&r, monitor.Expectation{}); state != monitor.Unknown {
		t.Errorf("a fault of ours is %s", state)
	}
}

func TestExplainCells(t *testing.T) {
	const none, viewer, admin = "none GET /admin 401 401", "viewer GET /admin 403 403", "admin GET /admin 2xx 200"
	for _, tt := range []struct {
		name   string
		lines  []string
		good   []string
		cause  CauseID
		impact Impact
		says   string
		cells  string // identity and cause of each finding
	}{
		{"a viewer gets in", []string{none, "viewer GET /admin 403 200 exposed", admin}, nil, "exposure/role-too-wide", SomeClients,
			"As viewer, GET /admin answers 200, expected 403.", "viewer exposure/role-too-wide"},
		{"everybody gets in, who did not before", []string{"none GET /admin 401 200 exposed", "viewer GET /admin 403 200 exposed", admin}, []string{none, viewer, admin}, "exposure/auth-removed", Everyone,
			"Open to everyone: without credentials, GET /admin answers 200, expected 401; as viewer, GET /admin answers 200, expected 403.", "none exposure/auth-removed,viewer exposure/auth-removed"},
		{"everybody gets in", []string{"none GET /admin 401 200 exposed", admin}, nil, "exposure/open-endpoint", Everyone,
			"Open to everyone: without credentials, GET /admin answers 200, expected 401.", "none exposure/open-endpoint"},
		{"any credential gets in", []string{none, "wrong GET /admin 401 200 exposed", admin}, nil, "exposure/open-endpoint", Everyone,
			"Open to everyone: with a wrong credential, GET /admin answers 200, expected 401.", "wrong exposure/open-endpoint"},
		{"one of two endpoints", []string{none, admin, "admin GET /me 200 502 status_unexpected"}, nil, "", Everyone,
			"As admin, GET /me answers 502, expected 200.", "admin "},
		{"more than are named", []string{"a GET /x 200 403 status_unexpected", "b GET /x 200 403 status_unexpected", "c GET /x 200 403 status_unexpected", "d GET /x 200 403 status_unexpected"}, nil, "", "",
			"As a, GET /x answers 403, expected 200; as b, GET /x answers 403, expected 200; as c, GET /x answers 403, expected 200; and 1 more of 4 cells.", ""},
		{"no answer", []string{"none GET /x 401 0 connect_refused"}, nil, "", "",
			"Without credentials, GET /x gets no answer (connect refused), expected 401.", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ev := Evidence{Now: ruleTime, First: matrixOf(t, tt.lines...)}
			if tt.good != nil {
				good := matrixOf(t, tt.good...)
				ev.LastGood = &good
			}
			d := Explain(ev)
			if tt.cause != "" && top(d) != tt.cause || tt.impact != "" && d.Impact != tt.impact || d.Summary != tt.says {
				t.Errorf("%s, impact %s: %s", top(d), d.Impact, d.Summary)
			}
			var cells []string
			for _, f := range d.Cells {
				s := f.Identity + " " + string(f.Cause)
				if tt.cause == "" {
					s = f.Identity + " "
				}
				cells = append(cells, s)
			}
			if got := strings.Join(cells, ","); tt.cells != "" && got != tt.cells {
				t.Errorf("cells %q, want %q", got, tt.cells)
			}
			if _, ok := Next(ev); ok || d.Requests != 0 {
				t.Error("a matrix needs no experiment")
			}
			if text := fmt.Sprint(d); strings.Contains(text, "s3cret") {
				t.Errorf("a secret shows: %s", text)
			}
		})
	}
}

// How other identities were received at the same endpoint is evidence.
func TestCellsContrast(t *testing.T) {
	ev := Evidence{Now: ruleTime, First: matrixOf(t, "none GET /admin 401 401", "viewer GET /admin 200 403 status_unexpected", "admin GET /admin 200 200", "admin GET /me 200 200")}
	d := Explain(ev)
	if top(d).Family() != "authz" {
		t.Errorf("%s: %v", top(d), d.Summary)
	}
	var says []string
	for _, b := range d.Causes[0].Evidence {
		if b.Source == "access matrix" {
			says = append(says, b.Says)
		}
	}
	want := []string{"without credentials the same endpoint answers 401, as expected", "as admin the same endpoint answers 200, as expected"}
	if diff := cmp.Diff(want, says); diff != "" {
		t.Error(diff)
	}
}

func TestCellsFine(t *testing.T) {
	ev := Evidence{Now: ruleTime, First: matrixOf(t, "none GET /admin 401 401")}
	if d := Explain(ev); d.Verdict != VerdictNone || len(d.Cells) > 0 {
		t.Errorf("%+v", d)
	}
}

func TestChangedCells(t *testing.T) {
	good, bad := matrixOf(t, "none GET /admin 401 401", "viewer GET /admin 403 403"), matrixOf(t, "none GET /admin 401 401", "viewer GET /admin 403 200 exposed")
	got := Changed(&good, &bad)
	if len(got) != 1 || got[0].Says != "As viewer at GET /admin the status is 200; it was 403." {
		t.Errorf("%+v", got)
	}
}
