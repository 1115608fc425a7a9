package notify

import (
	"time"

	"github.com/uptimesignal/uptimesignal/internal/alert"
)

// The body of a webhook. Its names are public: add, never rename.
type hook struct {
	Type      string    `json:"type"` // "incident.opened", "incident.changed", "incident.joined", "incident.resolved", "monitor.forecast", "channel.test"
	Timestamp time.Time `json:"timestamp"`
	Data      hookData  `json:"data"`
}

type hookData struct {
	Key         string      `json:"key"`
	Summary     string      `json:"summary"`
	Subject     string      `json:"subject"`
	Incident    string      `json:"incident,omitempty"`
	IncidentURL string      `json:"incident_url,omitempty"`
	Monitor     hookMonitor `json:"monitor,omitzero"`
	Others      []string    `json:"others,omitempty"`
	More        int         `json:"others_more,omitempty"`
	State       string      `json:"state,omitempty"`
	Was         string      `json:"was,omitempty"`
	Status      int         `json:"status,omitempty"`
	Failure     string      `json:"failure,omitempty"`
	Since       time.Time   `json:"since,omitzero"`
	Seconds     float64     `json:"duration_seconds,omitempty"`
	Impact      string      `json:"impact,omitempty"`
	ImpactText  string      `json:"impact_text,omitempty"`
	Verdict     string      `json:"verdict,omitempty"`
	Cause       *hookCause  `json:"cause,omitempty"`
	Group       []string    `json:"group,omitempty"`
	Evidence    []string    `json:"evidence,omitempty"`
	Look        string      `json:"look,omitempty"`
	Fix         []string    `json:"fix,omitempty"`
	Changed     string      `json:"changed,omitempty"`
	Cells       []string    `json:"cells,omitempty"`
	GuideURL    string      `json:"guide_url,omitempty"`
	MonitorURL  string      `json:"monitor_url,omitempty"`
	Forecast    *foreseen   `json:"forecast,omitempty"`
}

type foreseen struct {
	Kind    string    `json:"kind"`
	Title   string    `json:"title"`
	At      time.Time `json:"at_the_latest"`
	Because string    `json:"because"`
}

type hookMonitor struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Target string `json:"target,omitempty"`
}

type hookCause struct {
	ID          string  `json:"id"`
	Title       string  `json:"title"`
	Probability float64 `json:"probability"`
}

func payload(m alert.Message) hook {
	h := hook{Type: "incident." + string(m.Transition), Timestamp: m.At.UTC(), Data: hookData{
		Key: m.Key, Summary: m.Summary, Subject: m.Subject(), Incident: m.Incident, IncidentURL: m.IncidentURL,
		Others: m.Others, State: string(m.State), Was: string(m.Was), Status: m.Status, Failure: string(m.Failure),
		Since: m.Since.UTC(), Seconds: m.Duration.Seconds(),
		Impact: string(m.Impact), ImpactText: m.ImpactText, Verdict: string(m.Verdict),
		Group: m.Group, Evidence: m.Evidence, Look: m.Look, Fix: m.Fix, GuideURL: m.GuideURL,
		More: m.More, Changed: m.Changed, MonitorURL: m.MonitorURL, Cells: m.Cells,
	}}
	if m.Since.IsZero() {
		h.Data.Since = time.Time{}
	}
	if f := m.Forecast; f != nil {
		h.Type, h.Data.Forecast = "monitor.forecast", (*foreseen)(f)
	}
	if m.Transition == alert.Test {
		h.Type = "channel.test"
		return h
	}
	h.Data.Monitor = hookMonitor{m.MonitorID, m.Monitor, m.Target}
	if m.Cause != nil {
		h.Data.Cause = &hookCause{string(m.Cause.ID), m.Cause.Title, m.Cause.Probability}
	}
	return h
}

const webhookDoc = `Posts a JSON body for each alert. Any 2xx answer means received; 408, 425, 429 and 5xx are tried again for 24 hours, not
before a ` + "`Retry-After`" + ` has passed; any other answer is final and shows on the channel. Redirects are not followed.

| header | value |
|---|---|
| ` + "`webhook-id`" + ` | the key of the alert: the same for each repeat, so that a receiver can fold repeats |
| ` + "`webhook-timestamp`" + ` | Unix time of this try |
| ` + "`webhook-signature`" + ` | with a signing secret: ` + "`v1,`" + ` and base64 of HMAC-SHA256 over ` + "`id.timestamp.body`" + ` (the Standard Webhooks form, for which there are libraries in most languages) |

The body has ` + "`type`" + ` (` + "`incident.opened`, `incident.changed`, `incident.joined` (further monitors), `incident.resolved`, `monitor.forecast`, `channel.test`" + `), ` + "`timestamp`" + ` (of the change) and ` + "`data`" + `:

| field | what it says |
|---|---|
| ` + "`key`" + ` | as ` + "`webhook-id`" + ` |
| ` + "`summary`, `subject`" + ` | one sentence; one short line |
| ` + "`incident`, `incident_url`" + ` | the id of the incident and its page |
| ` + "`monitor`" + ` | ` + "`id`, `name`, `target`" + ` (the URL without secrets) |
| ` + "`others`, `others_more`" + ` | names of further monitors of the same incident, at most 20; how many there are beyond them |
| ` + "`state`, `was`" + ` | ` + "`refused`, `limited`, `down`" + `, or what it is now that it is resolved; the worst state of the incident |
| ` + "`status`, `failure`" + ` | the HTTP status, if there was an answer; the stable code of what failed |
| ` + "`since`, `duration_seconds`" + ` | when it began to fail; how long it lasted, when it is resolved |
| ` + "`impact`, `impact_text`" + ` | for whom: ` + "`everyone`, `monitor-only`, `some-places`, `one-family`, `one-backend`, `some-clients`, `unknown`" + ` |
| ` + "`verdict`" + ` | ` + "`cause`" + ` (one is named), ` + "`group`" + ` (a few that cannot be told apart), ` + "`unknown`" + ` |
| ` + "`cause`" + ` | ` + "`id`, `title`, `probability`" + ` |
| ` + "`group`" + ` | titles of the causes of a group |
| ` + "`evidence`" + ` | the two strongest observations |
| ` + "`look`" + ` | which look inside would decide, where the outside cannot |
| ` + "`fix`" + ` | what to change: a title, then its steps |
| ` + "`changed`" + ` | what changed since the last good answer, where that is telling |
| ` + "`guide_url`" + ` | the guide to the cause, or to the likeliest of a group |
| ` + "`forecast`, `monitor_url`" + ` | of ` + "`monitor.forecast`" + `: ` + "`kind`, `title`, `at_the_latest`, `because`" + `; the page of the monitor |

Fields without a value are absent. Names are never changed; new ones may be added.`
