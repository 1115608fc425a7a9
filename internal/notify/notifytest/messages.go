package notifytest

import (
	"strings"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

type sample struct {
	name string
	alert.Message
}

// Messages returns a message of each sort that a channel must be able to say.
func Messages() []sample {
	began := time.Date(2026, 11, 24, 6, 20, 31, 0, time.UTC)
	base := func(tr alert.Transition, st monitor.State) alert.Delivery {
		return alert.Delivery{
			Key: "0198c0de-1111-7000-8000-000000000001/" + string(tr) + "/c1", Transition: tr, State: st, At: began.Add(time.Second),
			Channel: alert.Channel{ID: "c1", Name: "Ops"},
			Monitor: monitor.Monitor{ID: "m1", Name: "Shop"}, Target: "https://shop.example/report.pdf",
			Incident: incident.Incident{
				ID: "0198c0de-1111-7000-8000-000000000001", State: monitor.Refused, Opened: began, Status: 403, Failure: "status_unexpected",
				Diagnosis: expired(),
			},
		}
	}
	opened := base(alert.Opened, monitor.Refused)
	resolved := base(alert.Resolved, monitor.Up)
	resolved.Incident.Closed = began.Add(12 * time.Minute)
	noCause := base(alert.Changed, monitor.Down)
	noCause.Incident.Status, noCause.Incident.State, noCause.Incident.Failure = 0, monitor.Down, "connect_timeout"
	noCause.Incident.Diagnosis = diagnose.Diagnosis{Verdict: diagnose.VerdictUnknown}
	noCause.Others = []string{"Basket", "Search"}
	group := base(alert.Opened, monitor.Refused)
	group.Incident.Diagnosis.Verdict = diagnose.VerdictGroup
	group.Incident.Diagnosis.Group = []diagnose.CauseID{"signed-url/expired", "signed-url/wrong"}
	group.Incident.Diagnosis.Look = "The storage's log names the reason."
	group.Incident.Diagnosis.Impact, group.Incident.Diagnosis.Summary = diagnose.MonitorOnly, ""
	long := base(alert.Opened, monitor.Refused)
	long.Monitor.Name = strings.Repeat("A very long name ", 12)
	long.Incident.Diagnosis.Summary = strings.Repeat("Words and words. ", 100)
	for range 50 {
		long.Incident.Diagnosis.Fix[0].Steps = append(long.Incident.Diagnosis.Fix[0].Steps, strings.Repeat("a step of many words ", 30))
		long.Others = append(long.Others, strings.Repeat("another ", 30))
	}
	joined := base(alert.Joined, monitor.Refused)
	joined.Others, joined.More = []string{"Basket", "Search"}, 17
	joined.Incident.Changed = []diagnose.Change{{Code: diagnose.ChangedCertificate, Says: "The certificate is another one."}}
	foretold := base(alert.Forecast, "")
	foretold.Incident, foretold.Key = incident.Incident{}, "forecast/m1/tls-expiry/1796126400000/c1"
	foretold.Forecast = &alert.Foreseen{Kind: "tls-expiry", Title: "The server certificate expires", At: began.Add(7 * 24 * time.Hour), Because: "The certificate of shop.example says so."}
	odd := base(alert.Opened, monitor.Refused)
	odd.Monitor.Name = "Ünïcode 🚀 <script>alert(1)</script> & <!channel> @everyone *bold* \r\nBcc: evil@example.com"
	odd.Incident.Diagnosis.Summary = "</td></table><b>bold</b> \x00\x1b[31m \xff\xfe ${jndi:x} {{.}} 日本語"
	var out []sample
	for _, s := range []struct {
		name string
		d    alert.Delivery
	}{
		{"opened", opened},
		{"resolved", resolved},
		{"no-cause", noCause},
		{"group", group},
		{"long", long},
		{"emoji-markup", odd},
		{"joined", joined},
		{"forecast", foretold},
		{"test", alert.Delivery{Key: "test/c1/1", Transition: alert.Test, At: began, Channel: alert.Channel{ID: "c1", Name: "Ops"}}},
	} {
		out = append(out, sample{s.name, alert.Compose(s.d, "https://up.example")})
	}
	return out
}

func expired() diagnose.Diagnosis {
	return diagnose.Diagnosis{
		Verdict: diagnose.VerdictCause,
		Causes: []diagnose.Ranked{
			{ID: "signed-url/expired", Title: "The signed URL has expired", Probability: 0.93, Evidence: []diagnose.Because{
				{Says: "The URL says that it was valid until 06:20:30 UTC."}, {Says: `The answer says "Request has expired".`}}},
			{ID: "signed-url/wrong", Title: "The signature does not match", Probability: 0.05},
		},
		Impact: diagnose.Everyone,
		Fix: []diagnose.Fix{{Title: "Issue a new link", Steps: []string{
			"Sign the URL again, for as long as it is meant to be used.", "Let the program that hands it out renew it before it expires."}}},
		Summary: "The address refuses with 403: the signed URL has expired.",
	}
}
