package web

import (
	"context"
	"encoding/json"
	"net/url"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/form"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

func sampleMonitor(row sampleRow, failing int) MonitorView {
	v := MonitorView{RowView: row.view(1), Interval: time.Minute, Timeout: 10 * time.Second, Expect: "2xx",
		Chart: chart(samplePoints(chartSlices, 24*time.Hour, failing), spans[1], sampleTime)}
	for _, s := range spans {
		v.Spans = append(v.Spans, Option{Value: s.Name, Label: s.Label, Chosen: s.Name == "24h"})
	}
	v.Uptimes = []UptimeView{{"24 hours", row.day}, {"7 days", 0.9991}, {"30 days", row.month}, {"90 days", 0.99987}}
	for i, p := range samplePoints(200, 12*time.Minute, 0)[:12] {
		r := measure.Result{Place: monitor.LocalPlace, At: back(time.Duration(i) * time.Minute), State: monitor.Up, Status: 200, Took: p.Avg, Timings: p.Phases}
		if i < failing {
			r.State, r.Status, r.Failure = monitor.Refused, 403, measure.StatusUnexpected
		}
		v.Results = append(v.Results, r)
	}
	return v
}

func monitorSamples() []Sample[MonitorView] {
	well := sampleMonitor(sampleRows[6], 0)
	bad := sampleMonitor(sampleRows[1], 3)
	row := incidentRowsSample()[0]
	bad.Open, bad.Status, bad.Incidents = &row, 403, incidentRowsSample()[:3]
	c := captureView(sampleCapture(403, s3Body))
	bad.Capture = &c
	bad.Forecasts = []Forecast{{"certificate", sampleTime.AddDate(0, 0, 9), "The certificate of cdn.example.com ends then, and it is not renewed yet."}}
	fresh := MonitorView{RowView: RowView{ID: "m9", Name: "Just added", Target: "https://new.example.com/", Day: -1, Month: -1},
		Interval: 30 * time.Second, Timeout: 10 * time.Second, Expect: "2xx", Chart: Chart{Empty: true, Range: "24h"}, Spans: well.Spans}
	paused := sampleMonitor(sampleRows[9], 0)
	paused.Paused = true
	evil := sampleMonitor(sampleRow{hostile, "javascript:alert(1)" + hostile, monitor.Refused, time.Minute, hostile, []string{hostile}, 0, 0}, 2)
	row2 := incidentRowsSample()[0]
	row2.Cause, row2.Names = hostile, []MonitorRef{{ID: hostile, Name: hostile}}
	evil.Open, evil.Incidents = &row2, []IncidentRow{row2}
	evil.Expect, evil.Results[0].Place, evil.Results[0].Failure = hostile, hostile, hostile
	evil.Forecasts, evil.Matrix = []Forecast{{hostile, sampleTime, hostile}}, hostileMatrix()
	return []Sample[MonitorView]{{"refused", bad}, {"well", well}, {"no check yet", fresh}, {"paused", paused}, {"matrix", sampleMatrixMonitor()}, {"hostile", evil}}
}

// sampleHTTP is a probe kind as the form sees it.
var sampleHTTP = Kind{Name: "http", Title: "Web request", Fields: []form.Field{
	{Name: "url", Label: "Address", Help: "With every query parameter that it needs; signatures are kept secret.", Placeholder: "https://example.com/health", Type: form.Text, Required: true, Leads: true},
	{Name: "method", Label: "Method", Type: form.Choice, Choices: []string{"GET", "HEAD", "POST", "OPTIONS"}, Group: "request"},
	{Name: "headers", Label: "Request headers", Help: "Secret values are encrypted and never shown again.", Placeholder: "Accept: application/json", Type: form.Headers, Group: "request"},
	{Name: "body", Label: "Body", Type: form.LongText, Group: "request"},
	{Name: "basic_user", Label: "User name", Type: form.Text, Group: "credentials"},
	{Name: "basic_password", Label: "Password", Type: form.Text, Secret: true, Group: "credentials"},
	{Name: "bearer", Label: "Bearer token", Type: form.Text, Secret: true, Group: "credentials"},
	{Name: "client_key", Label: "Key of the client certificate", Help: "PEM.", Type: form.LongText, Secret: true, Advanced: true, Group: "tls"},
	{Name: "insecure", Label: "Accept any certificate", Help: "For a test server only.", Type: form.Bool, Advanced: true, Group: "tls"},
	{Name: "max_redirects", Label: "Redirects to follow", Type: form.Number, Advanced: true, Group: "connection"},
}}

var sampleSMTP = Kind{Name: "email", Title: "E-mail", Fields: []form.Field{
	{Name: "to", Label: "To", Help: "The people who are told.", Type: form.List, Required: true},
	{Name: "host", Label: "Mail server", Type: form.Text, Placeholder: "smtp.example.com:587", Required: true, Leads: true},
	{Name: "user", Label: "User name", Type: form.Text},
	{Name: "password", Label: "Password", Type: form.Text, Secret: true},
	{Name: "helo", Label: "Name in the greeting", Type: form.Text, Advanced: true},
}}

// sampleWeb draws forms for the samples, from channels and kinds of its own.
func sampleWeb() *Web {
	return &Web{Options: Options{Channels: sampleChannels{}, Alerts: sampleAlerts{}, Probes: []Kind{sampleHTTP, sampleAccess, {Name: "tcp", Title: "TCP connection"}},
		ChannelKinds: []Kind{sampleSMTP, {Name: "webhook", Title: "Webhook"}, {Name: "slack", Title: "Slack"}},
		Experiments:  []ExperimentInfo{{"ua", "A browser’s User-Agent", ""}, {"referer", "The site’s own Referer", ""}, {"creds-none", "Without credentials", ""}}}}
}

type sampleChannels struct{ channelStore }

type channelStore = Channels // a field named Channels would hide the method

func (sampleChannels) Channels(context.Context) ([]alert.Channel, error) {
	return []alert.Channel{{ID: "c1", Name: "On-call", Kind: "webhook", Default: true}, {ID: "c2", Name: "Team room", Kind: "slack"}}, nil
}

type sampleAlerts struct{ Alerts }

func (sampleAlerts) Sent(context.Context, SentFilter) ([]Sent, error) { return sampleSent, nil }

func monitorFormSamples() []Sample[MonitorFormView] {
	s := sampleWeb()
	draw := func(was monitor.Monitor, in url.Values, bad faults) MonitorFormView {
		v, err := s.monitorForm(context.Background(), was, in, bad)
		if err != nil {
			panic("web: sample form: " + err.Error())
		}
		return v
	}
	was := monitor.Monitor{ID: "m1", Name: "Report download", Kind: "http", Interval: time.Minute, Timeout: 10 * time.Second, Policy: monitor.DefaultPolicy(), Channels: []string{"c1"}, Tags: []string{"production"},
		Spec:    json.RawMessage(`{"url":"https://cdn.example.com/report.pdf","bearer":"x","headers":[{"name":"X-Api-Key","value":"abc"}]}`),
		Windows: []monitor.Window{{Name: "Nightly import", Start: "02:30", Length: time.Hour, Zone: "Europe/Berlin", Days: []time.Weekday{1, 2}}}}
	in, _ := formOf(was, sampleHTTP)
	wrong := url.Values{"spec.url": {"htp:/example"}, "interval": {"soon"}, "policy.confirm": {"0"}, "expect.status": {"abc"}, "spec.max_redirects": {"many"}}
	_, faulty := monitorOf(wrong, sampleHTTP, monitor.Monitor{})
	faulty.add("spec.url", "must begin with http:// or https://")
	tried := draw(monitor.Monitor{Kind: "http"}, url.Values{"spec.url": {"https://cdn.example.com/report.pdf"}, "interval": {"1m"}, "timeout": {"10s"}}, nil)
	tried.Tried = triedView(Tried{Report: sampleCapture(403, s3Body), State: monitor.Refused, Failure: measure.StatusUnexpected, Diagnosis: signedLink})
	good := tried
	ok := sampleCapture(200, "ok")
	ok.Hops[0].Observations = ok.Hops[0].Observations[:5]
	good.Tried = triedView(Tried{Report: ok, State: monitor.Up})
	matrix := was
	matrix.Kind, matrix.Name, matrix.Spec = "access", "Who gets in where", json.RawMessage(sampleMatrixSpec)
	rows, _ := formOf(matrix, sampleAccess)
	evil := was
	evil.Name, evil.ID = hostile, hostile
	return []Sample[MonitorFormView]{
		{"new", draw(monitor.Monitor{Kind: "http"}, url.Values{"interval": {"1m"}, "timeout": {"10s"}}, nil)},
		{"edit", draw(was, in, nil)}, {"matrix", draw(matrix, rows, nil)}, {"new matrix", draw(monitor.Monitor{Kind: "access"}, url.Values{"interval": {"5m"}, "timeout": {"30s"}}, nil)}, {"wrong", draw(monitor.Monitor{Kind: "http"}, wrong, faulty)}, {"tried, refused", tried}, {"tried, good", good},
		{"hostile", draw(evil, url.Values{"name": {hostile}, "spec.url": {"javascript:" + hostile}, "spec.headers": {hostile}, "tags": {hostile}, "windows": {"1"}, "windows[0].name": {hostile}}, faults{{Field: "spec.url", Text: hostile}, {Field: "", Text: hostile}, {Field: hostile, Text: hostile}})}}
}
