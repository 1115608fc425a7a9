package web

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

func sameJSON(t *testing.T, got json.RawMessage, want string) {
	t.Helper()
	var a, b any
	if err := json.Unmarshal(got, &a); err != nil {
		t.Fatalf("%s: %v", got, err)
	}
	if err := json.Unmarshal([]byte(want), &b); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(b, a); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}

// What a form shows of rows, posted as it is, is what was stored.
func TestRowsRoundTrip(t *testing.T) {
	was := monitor.Monitor{Kind: "access", Name: "m", Policy: monitor.DefaultPolicy(), Interval: time.Minute, Timeout: time.Second, Spec: json.RawMessage(sampleMatrixSpec)}
	in, stored := formOf(was, sampleAccess)
	if !stored["identities[0].value"] || !stored["identities[1].value"] {
		t.Errorf("stored secrets: %v", stored)
	}
	if text := fmt.Sprint(in); strings.Contains(text, "s3cret") {
		t.Errorf("a secret is in the form: %s", text)
	}
	in.Set("interval", "1m")
	in.Set("timeout", "10s")
	m, bad := monitorOf(in, sampleAccess, was)
	if len(bad) > 0 {
		t.Fatal(bad)
	}
	sameJSON(t, m.Spec, sampleMatrixSpec)
}

// A row that is emptied is gone, one that is filled is new, and the secrets of
// the others stay with their names.
func TestRowsEdited(t *testing.T) {
	was := monitor.Monitor{Kind: "access", Name: "m", Policy: monitor.DefaultPolicy(), Interval: time.Minute, Timeout: time.Second, Spec: json.RawMessage(sampleMatrixSpec)}
	in, _ := formOf(was, sampleAccess)
	in.Del("spec.identities[0].name")
	in.Set("spec.identities", "4")
	in.Set("spec.identities[3].name", "guest")
	in.Set("spec.identities[3].value", "Bearer s3cret-of-guest")
	in.Set("spec.endpoints[0].expect", "none=401\r\nadmin=2xx\r\n")
	m, bad := monitorOf(in, sampleAccess, was)
	if len(bad) > 0 {
		t.Fatal(bad)
	}
	sameJSON(t, m.Spec, `{"identities":[{"name":"admin","header":"X-Api-Key","value":"s3cret-of-admin"},{"name":"guest","value":"Bearer s3cret-of-guest"}],
"endpoints":[{"url":"https://api.example.com/v1/admin/accounts","expect":["none=401","admin=2xx"]},{"url":"https://api.example.com/v1/me","method":"HEAD","expect":["none=401","admin=200"]}]}`)
}

// No stored credential goes to a host that it was not meant for.
func TestRowsMoved(t *testing.T) {
	was := monitor.Monitor{Kind: "access", Name: "m", Policy: monitor.DefaultPolicy(), Interval: time.Minute, Timeout: time.Second, Spec: json.RawMessage(sampleMatrixSpec)}
	in, _ := formOf(was, sampleAccess)
	in.Set("spec.endpoints[1].url", "https://evil.example/v1/me")
	if m, bad := monitorOf(in, sampleAccess, was); len(bad) == 0 {
		t.Errorf("the secrets follow to another host: %s", m.Spec)
	}
}

// What is wrong with a row stands beside its input.
func TestRowsFaults(t *testing.T) {
	bad := faults{{Field: "spec.endpoints[1].expect", Text: "must not be empty"}, {Field: "spec.endpoints", Text: "make 66 cells"}}
	in := url.Values{"spec.endpoints": {"2"}, "spec.endpoints[0].url": {"https://a.example/"}, "spec.endpoints[1].url": {"https://b.example/"}}
	views := settingFields(sampleAccess.Fields, "spec.", in, nil, &bad)
	if len(bad) != 0 {
		t.Errorf("left over: %v", bad)
	}
	v := views[1]
	if v.Error != "Make 66 cells." || len(v.Lines) != 4 || v.Lines[1].Fields[2].Error == "" || v.Lines[0].Fields[2].Error != "" || !v.Lines[3].Fresh || v.Lines[1].Fresh {
		t.Errorf("%+v", v)
	}
}

func TestMatrixView(t *testing.T) {
	r := sampleCells()
	v := matrixView(&r, matrixDiagnosis)
	if got := strings.Join(v.Columns, ","); got != "nobody,wrong credential,viewer,admin" {
		t.Errorf("columns %s", got)
	}
	var got []string
	for _, row := range v.Rows {
		for _, c := range row.Cells {
			got = append(got, fmt.Sprintf("%s %s %s", c.State, c.Word, c.Got))
		}
	}
	want := []string{"up as expected 401", "unknown not checked ", "down let in 200", "up as expected 200",
		"up as expected 401", "  ", "up as expected 200", "limited limited 429",
		"up as expected 403", "  ", "refused refused 403", "down answer timeout "}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if v.Bad != 4 || v.Skipped != 1 || v.Cells != 10 || len(v.Findings()) != 2 {
		t.Errorf("%d bad, %d skipped, %d findings", v.Bad, v.Skipped, len(v.Findings()))
	}
	if matrixView(nil, matrixDiagnosis) != nil || matrixView(&measure.Report{}, matrixDiagnosis) != nil {
		t.Error("a matrix without cells")
	}
}

// The box that an endpoint must refuse is kept, and not together with a 2xx.
func TestMustRefuseForm(t *testing.T) {
	was := monitor.Monitor{Kind: "http", Name: "m", Policy: monitor.DefaultPolicy(), Interval: time.Minute, Timeout: time.Second,
		Spec: json.RawMessage(`{"url":"https://a.example/"}`), Expect: monitor.Expectation{MustRefuse: true}}
	in, _ := formOf(was, sampleHTTP)
	if m, bad := monitorOf(in, sampleHTTP, was); len(bad) > 0 || !m.Expect.MustRefuse {
		t.Errorf("%v, %+v", bad, m.Expect)
	}
	in.Set("expect.status", "2xx")
	_, bad := monitorOf(in, sampleHTTP, was)
	if len(bad) != 1 || bad[0].Field != "expect.must_refuse" {
		t.Errorf("%v", bad)
	}
	in.Del("expect.must_refuse")
	if m, _ := monitorOf(in, sampleHTTP, was); m.Expect.MustRefuse {
		t.Error("it cannot be taken off")
	}
}
