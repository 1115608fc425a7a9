package web

import (
	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/form"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// sampleCells is a matrix of three endpoints and four identities, in which a
// viewer is let in where only an admin may be.
func sampleCells() measure.Report {
	const admin, me, report = "GET https://api.example.com/v1/admin/accounts", "HEAD https://api.example.com/v1/me", "GET https://api.example.com/v1/reports/2026-11?format=csv"
	r := sampleCapture(200, `{"accounts":[{"id":1,"name":"Ada"},{"id":2,"name":"Grace"}]}`)
	r.Cells = []measure.Cell{
		{Identity: "none", Endpoint: admin, Expected: "401", Got: 401},
		{Identity: "wrong", Endpoint: admin, Expected: "401", Skipped: "a wrong credential is sent at most once an hour"},
		{Identity: "viewer", Endpoint: admin, Expected: "403", Got: 200, Failure: measure.Exposed, Hop: 1},
		{Identity: "admin", Endpoint: admin, Expected: "2xx", Got: 200},
		{Identity: "none", Endpoint: me, Expected: "401", Got: 401},
		{Identity: "viewer", Endpoint: me, Expected: "200", Got: 200},
		{Identity: "admin", Endpoint: me, Expected: "200", Got: 429, Failure: measure.StatusUnexpected},
		{Identity: "none", Endpoint: report, Expected: "401,403", Got: 403},
		{Identity: "viewer", Endpoint: report, Expected: "200", Got: 403, Failure: measure.StatusUnexpected},
		{Identity: "admin", Endpoint: report, Expected: "200", Failure: measure.AnswerTimeout},
	}
	return r
}

var matrixDiagnosis = diagnose.Diagnosis{
	Verdict: diagnose.VerdictCause, Summary: "As viewer, GET /v1/admin/accounts answers 200, expected 403; as admin, GET /v1/reports/2026-11?format=csv gets no answer (answer timeout), expected 200; and 2 more of 10 cells.",
	Impact: diagnose.SomeClients, ImpactGround: "who has this credential, or another of its rank, is let in",
	Causes: []diagnose.Ranked{{ID: "exposure/role-too-wide", Title: "An identity may do more than it should", Probability: 0.85, Evidence: because(
		"As viewer, GET /v1/admin/accounts answers 200, expected 403.", "access matrix",
		"Without credentials the same endpoint answers 401, as expected.", "access matrix")}},
	Fix:  []diagnose.Fix{{Title: "Take the right away, or ask for it", Steps: []string{"List what the identity may do, and remove the role that lets it in; look for groups and wildcards that it inherits from.", "Prove it: the same request with that credential must answer 403."}}},
	Look: "Look at the roles and groups of this identity, and at the rule of the endpoint.",
	Cells: []diagnose.Finding{
		{Identity: "viewer", Endpoint: "GET https://api.example.com/v1/admin/accounts", Expected: "403", Got: 200, State: monitor.Down, Failure: measure.Exposed,
			Says: "as viewer, GET /v1/admin/accounts answers 200, expected 403", Cause: "exposure/role-too-wide", Title: "An identity may do more than it should"},
		{Identity: "viewer", Endpoint: "GET https://api.example.com/v1/reports/2026-11?format=csv", Expected: "200", Got: 403, State: monitor.Refused, Failure: measure.StatusUnexpected,
			Says: "as viewer, GET /v1/reports/2026-11?format=csv answers 403, expected 200", Cause: "authz/insufficient-role", Title: "The account lacks a right"},
	},
}

// sampleMatrixMonitor is a monitor of that matrix.
func sampleMatrixMonitor() MonitorView {
	v := sampleMonitor(sampleRow{"Who gets in where", "access to https://api.example.com/v1/admin/accounts and 2 more", monitor.Down, 0, matrixDiagnosis.Summary, []string{"production"}, 0.99, 0.9991}, 3)
	r := sampleCells()
	c := captureView(r)
	v.Capture, v.Matrix, v.Expect = &c, matrixView(&r, matrixDiagnosis), "what its table says"
	return v
}

// hostileMatrix has what somebody could write into it.
func hostileMatrix() *MatrixView {
	r := sampleCells()
	for i := range r.Cells {
		c := &r.Cells[i]
		c.Endpoint, c.Expected, c.Skipped = "GET "+hostile, hostile, hostile
		c.Identity = hostile
	}
	d := matrixDiagnosis
	d.Cells = []diagnose.Finding{{Identity: hostile, Endpoint: "GET " + hostile, Says: hostile, Cause: hostile, Title: hostile}}
	return matrixView(&r, d)
}

func sampleMatrixIncident() IncidentView {
	v := sampleIncident(matrixDiagnosis)
	r := sampleCells()
	first := captureView(r)
	v.State, v.Status, v.Failure, v.First, v.Matrix, v.Trials, v.Command = monitor.Down, 200, measure.Exposed, &first, matrixView(&r, matrixDiagnosis), nil, ""
	v.Names = []MonitorRef{{ID: "m3", Name: "Who gets in where", Target: "access to https://api.example.com/v1/admin/accounts and 2 more"}}
	return v
}

// sampleAccess is a probe kind whose settings come several times.
var sampleAccess = Kind{Name: "access", Title: "Access matrix", OwnsExpect: true, Fields: []form.Field{
	{Name: "identities", Label: "Identities", Help: "Who asks, beside none and wrong.", Type: form.Rows, Fields: []form.Field{
		{Name: "name", Label: "Name", Help: "As the table calls it.", Placeholder: "viewer", Type: form.Text, Required: true},
		{Name: "header", Label: "Header field", Help: "Authorization unless said otherwise.", Placeholder: "Authorization", Type: form.Text},
		{Name: "value", Label: "Value", Help: "The whole value of the field.", Type: form.Text, Secret: true, Required: true}}},
	{Name: "endpoints", Label: "Endpoints", Help: "Where they ask. At most 64 cells in all.", Type: form.Rows, Required: true, Fields: []form.Field{
		{Name: "url", Label: "URL", Help: "What is requested, with its scheme.", Placeholder: "https://api.example.org/admin", Type: form.Text, Required: true, Leads: true},
		{Name: "method", Label: "Method", Help: "GET unless said otherwise.", Type: form.Choice, Choices: []string{"GET", "HEAD"}},
		{Name: "expect", Label: "Expected", Help: "Identity=statuses, such as none=401, viewer=403.", Type: form.List, Required: true}}},
}}

// sampleMatrixSpec is what is stored of such a monitor.
const sampleMatrixSpec = `{"identities":[{"name":"viewer","value":"Bearer s3cret-of-viewer"},{"name":"admin","header":"X-Api-Key","value":"s3cret-of-admin"}],
"endpoints":[{"url":"https://api.example.com/v1/admin/accounts","expect":["none=401","wrong=401","viewer=403","admin=2xx"]},{"url":"https://api.example.com/v1/me","method":"HEAD","expect":["none=401","admin=200"]}]}`
