package client

import (
	"context"
	"encoding/json"
	"time"
)

// A CaptureHead names a capture.
type CaptureHead struct {
	ID         string    `json:"id"`
	Kind       string    `json:"kind"` // before, failure, trial, after
	Monitor    string    `json:"monitor_id"`
	Incident   string    `json:"incident_id,omitempty"`
	At         time.Time `json:"at,omitzero"`
	Place      string    `json:"place"`
	Experiment string    `json:"experiment,omitempty"`
	Status     int       `json:"status,omitempty"`
	Failure    string    `json:"failure,omitempty"`
}

// A Capture is the evidence that was kept of a check or an experiment.
type Capture struct {
	CaptureHead
	Changed string  `json:"changed,omitempty"`
	Skipped string  `json:"skipped,omitempty"`
	Fault   string  `json:"fault,omitempty"`
	Took    float64 `json:"took_ms"`
	Hops    []Hop   `json:"hops"`
	Cells   []Cell  `json:"cells"` // of an access matrix, row by row
}

// A Hop is one request: the first, or one that a redirect led to.
type Hop struct {
	Method       string          `json:"method"`
	URL          string          `json:"url"`
	Header       []Field         `json:"request_header"`
	Resolved     []string        `json:"resolved"`
	Addr         string          `json:"addr,omitempty"`
	TLS          json.RawMessage `json:"tls,omitempty"`
	Observations []Observation   `json:"observations"`
	Answer       *Answer         `json:"answer,omitempty"`
}

// A Field is one header field.
type Field struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// An Observation is one network operation; times in milliseconds.
type Observation struct {
	Op      string  `json:"op"`
	Target  string  `json:"target,omitempty"`
	Failure string  `json:"failure,omitempty"`
	Detail  string  `json:"detail,omitempty"`
	Start   float64 `json:"start_ms"`
	Took    float64 `json:"took_ms"`
}

// An Answer is an HTTP response.
type Answer struct {
	Status    int     `json:"status"`
	Proto     string  `json:"proto"`
	Header    []Field `json:"header"`
	Body      string  `json:"body,omitempty"`
	Encoding  string  `json:"body_encoding,omitempty"` // "base64" when the body is no text
	Size      int64   `json:"size"`
	Truncated bool    `json:"truncated,omitempty"`
}

// GetCapture returns the evidence that was kept of a check.
func (c *Client) GetCapture(ctx context.Context, capture string) (Capture, error) {
	return do[Capture](ctx, c, get(id("/captures/%s", capture), nil))
}
