package web

import (
	"strings"
	"testing"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/redact"
)

// TestProof wants the command that makes the same check again, which shows no
// secret, and none where one command cannot.
func TestProof(t *testing.T) {
	sent := func(method string, header ...measure.Field) *measure.Report {
		return &measure.Report{Hops: []measure.Hop{{Request: measure.Request{Method: method, Header: append(header, measure.Field{Name: "Accept", Value: "*/*"})}}}}
	}
	for _, c := range []struct {
		target  string
		failure measure.Failure
		first   *measure.Report
		want    string
	}{
		{"https://a.example/it's", "", nil, `uptimesignal check 'https://a.example/it'\''s'`},
		{"https://a.example/", measure.Exposed, sent("GET"), "uptimesignal check --must-refuse 'https://a.example/'"},
		{"https://a.example/", measure.StatusUnexpected, sent("HEAD", measure.Field{Name: "Authorization", Value: "Bearer " + redact.Mask}),
			"uptimesignal check -X 'HEAD' -H 'Authorization: …' 'https://a.example/'"},
		{"access to https://a.example/ and 3 more", measure.Exposed, sent("GET"), ""},
		{"https://a.example/?token=" + redact.Mask, "", sent("GET"), ""},
		{"", "", nil, ""},
	} {
		if got := proof(c.target, c.failure, c.first); got != c.want {
			t.Errorf("%s: got %q, want %q", c.target, got, c.want)
		}
	}
	f := newFake().owner()
	h := f.web(t).Handler()
	item := sampleItem(signedLink)
	item.Names[0].Target = "access to https://a.example/ and 3 more"
	f.incident["i1"], f.captures = item, incidentReports()
	f.captures[0].Cells = []measure.Cell{{Identity: "none", Endpoint: "GET https://a.example/"}}
	got := visit{method: "GET", path: "/incidents/i1"}.to(t, h)
	wants(t, got, 200, "asks every cell of the table once more")
	if strings.Contains(got.Body.String(), "uptimesignal check") {
		t.Error("a matrix is said to be checked by one command")
	}
}
