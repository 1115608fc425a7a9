package web

import (
	"net/netip"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

func because(pairs ...string) []diagnose.Because {
	var out []diagnose.Because
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, diagnose.Because{Says: pairs[i], Source: pairs[i+1]})
	}
	return out
}

// signedLink is a diagnosis that names one cause.
var signedLink = diagnose.Diagnosis{
	Verdict: diagnose.VerdictCause, Summary: "The signed link has run out: it was good until 24 November, 06:00 UTC.", Actor: "Amazon S3",
	Impact: diagnose.Everyone, ImpactGround: "The link itself is refused, whoever opens it; other objects of the bucket still answer.",
	Causes: []diagnose.Ranked{
		{ID: "signed-url/expired", Title: "The signed link has expired", Probability: 0.97, Evidence: because(
			"The address says `X-Amz-Date=20261117T060000Z` and `X-Amz-Expires=604800`: it ended 12 minutes ago.", "own request",
			"The answer says `<Code>AccessDenied</Code><Message>Request has expired</Message>`.", "response body",
			"The server’s clock and ours agree within a second.", "Date header")},
		{ID: "signed-url/bad-signature", Title: "The signature does not fit the request", Probability: 0.02, Against: because(
			"A wrong signature is answered with `SignatureDoesNotMatch`, not with `Request has expired`.", "response body",
			"The same link answered 200 until 06:00.", "last good answer")},
		{ID: "authz/insufficient-role", Title: "The account lacks a right", Probability: 0.01, Against: because("The address has not changed since it last worked, and no right is mentioned.", "last good answer")},
	},
	Fix: []diagnose.Fix{
		{Title: "Make a new link", For: "Amazon S3", Steps: []string{"Sign the object again; seven days is the longest that a signature of version 4 can last.", "$ aws s3 presign s3://reports/2026-11.pdf --expires-in 604800", "Put the new address where the old one is used, here too."}},
		{Title: "Stop needing a new one every week", For: "Amazon S3", Steps: []string{"Hand out links from your own page, which signs when it is opened, for `--expires-in 300`.", "Or put CloudFront with an origin access control before the bucket."}},
	},
	Experiments: []diagnose.Made{
		{ID: measure.XRepeat, Changed: "Nothing", Control: "403", Outcome: "403", After: "403"},
		{ID: measure.XQueryNone, Changed: "Without the query", Control: "403", Outcome: "403", After: "403"},
		{ID: measure.XSibling, Changed: "A name beside it that cannot exist", Control: "403", Outcome: "403", After: "403"},
		{ID: measure.XRoot, Changed: "The root of the site", Control: "403", Outcome: "200", After: "403"},
	},
	Requests: 5, Seconds: 4.3,
}

// twins is a diagnosis that names a group.
var twins = diagnose.Diagnosis{
	Verdict: diagnose.VerdictGroup, Group: []diagnose.CauseID{"static/file-unreadable", "static/directory-unreadable"}, Actor: "nginx",
	Summary: "The server may not read the file: the file’s own permission, or that of a folder above it.",
	Impact:  diagnose.Everyone, ImpactGround: "Both addresses and all places see the same.",
	Causes: []diagnose.Ranked{
		{ID: "static/file-unreadable", Title: "The server may not read the file", Probability: 0.61, Evidence: because("Only this file is refused; a name beside it that cannot exist is answered with 404.", "experiment sibling", "OPTIONS is answered with 405, so no access rule stands before the file.", "experiment options")},
		{ID: "static/directory-unreadable", Title: "The server may not enter a folder on the way", Probability: 0.3, Evidence: because("All names in the folder that do exist are refused.", "experiment index")},
		{ID: "static/path-deny-rule", Title: "A rule refuses this path", Probability: 0.07, Against: because("A rule would refuse OPTIONS and unknown names as well.", "experiment options")},
	},
	Look: "Look at the error log: `open() failed (13: Permission denied)`; then run `namei -l /var/www/site/report.html`.",
	Fix:  []diagnose.Fix{{Title: "Let the server read it", For: "nginx", Steps: []string{"The error log has the path and errno 13. Which user: `ps -o user= -C nginx | sort -u`. Then `sudo -u www-data cat /var/www/site/report.html`.", "`chmod 644 /var/www/site/report.html`; no reload is needed.", "$ chmod 755 /var/www/site"}}},
	Experiments: []diagnose.Made{
		{ID: measure.XUserAgent, Changed: "A browser’s User-Agent", Control: "403", Outcome: "403", After: "403"},
		{ID: measure.XSibling, Changed: "A name beside it that cannot exist", Control: "403", Outcome: "404", After: "403"},
		{ID: measure.XOptions, Changed: "OPTIONS in place of GET", Control: "403", Outcome: "405", After: "403"},
	}, Requests: 6, Seconds: 6.1,
}

func sampleCapture(status int, body string) measure.Report {
	return measure.Report{Place: monitor.LocalPlace, At: back(12 * time.Minute), Took: 112 * time.Millisecond, Hops: []measure.Hop{{
		Request: measure.Request{Method: "GET", URL: sampleRows[1].target, Header: []measure.Field{{Name: "User-Agent", Value: "UptimeSignal/0.1"}, {Name: "Authorization", Value: "Bearer ••••••"}}},
		Addr:    netip.MustParseAddrPort("[2001:db8::15]:443"),
		TLS:     &measure.TLSFacts{Version: "TLS 1.3", Cipher: "TLS_AES_128_GCM_SHA256", ALPN: "h2", Chain: []measure.Cert{{Subject: "cdn.example.com", Issuer: "Example CA", NotAfter: sampleTime.AddDate(0, 0, 61)}}},
		Observations: []measure.Observation{{Op: measure.Resolve, Target: "cdn.example.com", Took: 3 * time.Millisecond}, {Op: measure.Connect, Target: "[2001:db8::15]:443", Took: 11 * time.Millisecond},
			{Op: measure.TLS, Target: "cdn.example.com", Took: 24 * time.Millisecond}, {Op: measure.Wait, Took: 71 * time.Millisecond}, {Op: measure.Transfer, Took: 3 * time.Millisecond},
			{Op: measure.Judge, Failure: measure.StatusUnexpected, Detail: "answered 403, expected 2xx"}},
		Answer: &measure.Answer{Status: status, Proto: "HTTP/2.0", Size: int64(len(body)), Body: []byte(body), Header: []measure.Field{
			{Name: "server", Value: "AmazonS3"}, {Name: "content-type", Value: "application/xml"}, {Name: "x-amz-request-id", Value: "7Q4ZX9K1V2M8"}, {Name: "set-cookie", Value: "session=••••••; Path=/; HttpOnly"}}},
	}}}
}

const s3Body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>AccessDenied</Code><Message>Request has expired</Message><X-Amz-Expires>604800</X-Amz-Expires><Expires>2026-11-24T06:00:00Z</Expires></Error>"

var sampleSent = []Sent{
	{Channel: "c1", ChannelName: "On-call", Kind: "webhook", Transition: alert.Opened, Monitor: "Report download", Incident: "0199aa00-1111-7000-8000-000000000001", At: back(12 * time.Minute), Delivered: back(12 * time.Minute), Tries: 1},
	{Channel: "c2", ChannelName: "Team room", Kind: "slack", Transition: alert.Opened, Monitor: "Report download", Incident: "0199aa00-1111-7000-8000-000000000001", At: back(12 * time.Minute), Tries: 3, Next: sampleTime.Add(4 * time.Minute), Error: "post: 503 Service Unavailable"},
	{Channel: "c3", ChannelName: "Mail to operations", Kind: "email", Transition: alert.Test, At: back(26 * time.Hour), Tries: 9, Failed: true, Error: "550 no such mailbox"},
	{Channel: "c1", ChannelName: "On-call", Kind: "webhook", Transition: alert.Resolved, Monitor: "Checkout API", At: back(50 * time.Hour), Delivered: back(50 * time.Hour), Tries: 2},
	{Channel: "c1", ChannelName: "On-call", Kind: "webhook", Transition: alert.Joined, Monitor: "Checkout API", At: back(51 * time.Hour), Dropped: true, Error: "a later alert lists all of them"},
}

func sampleIncident(d diagnose.Diagnosis) IncidentView {
	first := captureView(sampleCapture(403, s3Body))
	trial := sampleCapture(200, "<!doctype html><title>cdn</title>")
	trial.Step = &measure.Step{Experiment: measure.XRoot, Changed: "The root of the site"}
	row := incidentRowsSample()[0]
	row.Acknowledged = false
	row.Names[0].Target = sampleRows[1].target
	return IncidentView{IncidentRow: row, Investigated: true, Diagnosis: diagnosisView(d), First: &first, Trials: []CaptureView{captureView(trial)},
		Command: "uptimesignal check 'https://cdn.example.com/reports/2026-11.pdf'", Alerts: sampleSent[:2],
		Timeline: []EventView{
			{back(12 * time.Minute), incident.Opened, monitor.Refused, "403 Forbidden, confirmed by a second check 1 s later", "Report download"},
			{back(12*time.Minute - 6*time.Second), incident.Diagnosed, "", "The signed link has expired (97 %)", ""},
			{back(12*time.Minute - 7*time.Second), incident.AlertSent, "", "to On-call", ""},
			{back(11 * time.Minute), incident.AlertFailed, "", "to Team room: post: 503 Service Unavailable", ""},
		}}
}

func incidentSamples() []Sample[IncidentView] {
	group, working, ended := sampleIncident(twins), sampleIncident(diagnose.Diagnosis{}), sampleIncident(signedLink)
	group.Changed = []string{"The answer comes from another program: nginx, before Cloudflare.", "The certificate is another one, issued 3 hours ago."}
	group.Inspect = inspection(IncidentItem{Incident: incident.Incident{ID: group.ID, Diagnosis: twins}, Names: group.Names}, "https://signal.example.com")
	group.State, group.AckedAt = monitor.Refused, back(2*time.Minute)
	group.Names = append(group.Names, MonitorRef{ID: "m2", Name: "Report, second mirror", Target: "https://cdn2.example.com/report.html"})
	working.Diagnosis = diagnosisView(diagnose.Diagnosis{Verdict: diagnose.VerdictUnknown, Impact: diagnose.ImpactUnknown, Summary: "Answered 403; the cause is being looked for."})
	working.Investigated, working.Timeline, working.Alerts, working.Trials, working.Command = false, working.Timeline[:1], nil, nil, ""
	ended.Closed = back(2 * time.Minute)
	ended.Timeline = append(ended.Timeline, EventView{back(2 * time.Minute), incident.Resolved, monitor.Up, "One good answer", "Report download"})
	bare := IncidentView{IncidentRow: IncidentRow{ID: "x", State: monitor.Down, Opened: back(time.Minute)}, Diagnosis: diagnosisView(diagnose.Diagnosis{})}
	return []Sample[IncidentView]{{"one cause", sampleIncident(signedLink)}, {"a group", group}, {"still looking", working}, {"ended", ended}, {"matrix", sampleMatrixIncident()}, {"bare", bare}, {"hostile", hostileIncident()}}
}

func hostileIncident() IncidentView {
	d := diagnose.Diagnosis{Verdict: diagnose.VerdictCause, Summary: hostile, Actor: hostile, ImpactGround: hostile, Look: hostile,
		Causes:      []diagnose.Ranked{{ID: hostile, Title: hostile, Probability: 7, Evidence: because(hostile, hostile)}, {ID: "a/b", Title: longWord + longWord, Probability: 0.3, Against: because(hostile, hostile)}},
		Fix:         []diagnose.Fix{{Title: hostile, For: hostile, Steps: []string{"$ " + hostile, hostile, "$ curl " + longWord + longWord + longWord}}},
		Experiments: []diagnose.Made{{ID: hostile, Changed: hostile, Control: hostile, Outcome: "", After: "x"}}}
	r := sampleCapture(403, hostile+"\x00\x1b[31m\u202egnirts\xff"+longWord+longWord)
	r.Hops[0].Request.URL = "javascript:" + hostile
	r.Hops[0].Answer.Header = append(r.Hops[0].Answer.Header, measure.Field{Name: hostile, Value: hostile + "\r\nInjected: yes" + longWord + longWord})
	r.Hops[0].Observations[5].Detail = hostile
	v := sampleIncident(d)
	first := captureView(r)
	v.First, v.Command = &first, proof("https://example.com/'"+hostile, "", &r)
	v.Names = []MonitorRef{{ID: hostile, Name: hostile, Target: "javascript:" + hostile}}
	v.Changed = []string{hostile, longWord + longWord}
	v.Timeline = []EventView{{back(time.Minute), "odd_kind", "", hostile, hostile}}
	v.Alerts = []Sent{{Channel: hostile, ChannelName: hostile, Kind: hostile, Transition: hostile, Monitor: hostile, Incident: hostile, At: back(time.Minute), Error: hostile}}
	return v
}
