package client

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"time"
)

// An Incident is a time in which monitors were not up for one cause.
type Incident struct {
	ID           string       `json:"id"`
	Monitors     []string     `json:"monitor_ids"`
	Well         []string     `json:"well_monitor_ids"` // good again while it is open for others
	State        string       `json:"state"`            // the worst so far
	Open         bool         `json:"open"`
	Opened       time.Time    `json:"opened,omitzero"`
	Closed       time.Time    `json:"closed,omitzero"`
	Acknowledged time.Time    `json:"acknowledged,omitzero"`
	Status       int          `json:"status,omitempty"`
	Failure      string       `json:"failure,omitempty"`
	Investigated bool         `json:"investigated"` // the diagnosis is final
	Diagnosis    Diagnosis    `json:"diagnosis"`
	Changed      []Difference `json:"changed"`
}

// A Difference is between the last good answer and the first bad one.
type Difference struct {
	Code string `json:"code"`
	Says string `json:"says"`
}

// An IncidentDetail is an incident with its timeline and its evidence.
type IncidentDetail struct {
	Incident
	Timeline []TimelineEvent `json:"timeline"`
	Captures []CaptureHead   `json:"captures"`
}

// A TimelineEvent is what happened.
type TimelineEvent struct {
	At      time.Time `json:"at,omitzero"`
	Kind    string    `json:"kind"`
	Monitor string    `json:"monitor_id,omitempty"`
	From    string    `json:"from,omitempty"`
	To      string    `json:"to,omitempty"`
	Text    string    `json:"text,omitempty"`
}

// A Diagnosis says why it fails, for whom, and what to change.
type Diagnosis struct {
	Verdict      string   `json:"verdict"` // cause, group, none, unknown
	Causes       []Cause  `json:"causes"`  // likeliest first
	Group        []string `json:"group"`
	Impact       string   `json:"impact"`
	ImpactGround string   `json:"impact_ground,omitempty"`
	Fix          []Fix    `json:"fix"`
	Look         string   `json:"look,omitempty"`
	Experiments  []Made   `json:"experiments"`
	Requests     int      `json:"requests"`
	Seconds      float64  `json:"seconds"`
	Summary      string   `json:"summary,omitempty"`
	Actor        string   `json:"actor,omitempty"`
	// Cells are those of an access matrix that are not as expected, the worst
	// first.
	Cells []Finding `json:"cells,omitempty"`
}

// A Finding is what is known of one cell that is not as expected.
type Finding struct {
	Identity string `json:"identity"`
	Endpoint string `json:"endpoint"`
	Expected string `json:"expected"`
	Got      int    `json:"got,omitempty"`
	State    string `json:"state"`
	Failure  string `json:"failure"`
	Says     string `json:"says"`
	Verdict  string `json:"verdict"`
	Cause    string `json:"cause,omitempty"`
	Title    string `json:"title,omitempty"`
}

// A Cause is a cause with its probability and the ground for it.
type Cause struct {
	ID          string    `json:"id"`
	Title       string    `json:"title"`
	Probability float64   `json:"probability"`
	Evidence    []Because `json:"evidence"`
	Against     []Because `json:"against,omitempty"`
}

// A Because is one observation.
type Because struct {
	Says   string `json:"says"`
	Source string `json:"source,omitempty"`
}

// A Fix is what to change.
type Fix struct {
	Title string   `json:"title"`
	Steps []string `json:"steps"`
	For   string   `json:"for,omitempty"`
}

// A Made is an experiment that was made.
type Made struct {
	ID      string `json:"id"`
	Changed string `json:"changed"`
	Control string `json:"control"`
	Outcome string `json:"outcome"`
	After   string `json:"after,omitempty"`
}

// An IncidentFilter chooses incidents; zero values choose all.
type IncidentFilter struct {
	Monitor string
	Open    bool // only those that have not ended
	Limit   int
	Cursor  string
}

// An IncidentList is a page of incidents, the newest first. Next is empty on
// the last.
type IncidentList struct {
	Incidents []Incident `json:"incidents"`
	Next      string     `json:"next_cursor"`
}

// ListIncidents returns a page of incidents.
func (c *Client) ListIncidents(ctx context.Context, f IncidentFilter) (IncidentList, error) {
	open := ""
	if f.Open {
		open = "true"
	}
	return do[IncidentList](ctx, c, get("/incidents", params("monitor", f.Monitor, "open", open, "limit", number(f.Limit), "cursor", f.Cursor)))
}

// Incidents yields every incident that f chooses, page after page. An error
// ends it.
func (c *Client) Incidents(ctx context.Context, f IncidentFilter) iter.Seq2[Incident, error] {
	return pages(f.Cursor, func(cursor string) ([]Incident, string, error) {
		f.Cursor = cursor
		l, err := c.ListIncidents(ctx, f)
		return l.Incidents, l.Next, err
	})
}

// GetIncident returns an incident with all that is known of it.
func (c *Client) GetIncident(ctx context.Context, incident string) (IncidentDetail, error) {
	return do[IncidentDetail](ctx, c, get(id("/incidents/%s", incident), nil))
}

// AcknowledgeIncident says that you have seen an incident.
func (c *Client) AcknowledgeIncident(ctx context.Context, incident string) (IncidentDetail, error) {
	return do[IncidentDetail](ctx, c, send(http.MethodPost, id("/incidents/%s/acknowledge", incident), nil))
}

// AttachInspection attaches what `uptimesignal inspect --json` printed on the
// web server's own host. It decides the diagnosis that the incident has from
// then on.
func (c *Client) AttachInspection(ctx context.Context, incident string, inspection json.RawMessage) (IncidentDetail, error) {
	return do[IncidentDetail](ctx, c, send(http.MethodPost, id("/incidents/%s/inspection", incident), inspection))
}
