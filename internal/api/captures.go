package api

import (
	"context"
	"encoding/base64"
	"time"
	"unicode/utf8"

	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// A CaptureHead names a capture.
type CaptureHead struct {
	ID         string             `json:"id"`
	Kind       string             `json:"kind" enum:"before,failure,trial,after" doc:"What it is of: the last good answer before, a check that failed, a trial of the diagnosis, the good answer that ended it."`
	Monitor    monitor.ID         `json:"monitor_id"`
	Incident   incident.ID        `json:"incident_id,omitempty" doc:"Absent when it belongs to none."`
	At         *time.Time         `json:"at,omitempty"`
	Place      string             `json:"place"`
	Experiment measure.Experiment `json:"experiment,omitempty" doc:"What an experiment had changed; absent for a check."`
	Status     int                `json:"status,omitempty"`
	Failure    measure.Failure    `json:"failure,omitempty"`
}

// A Capture is the evidence that was kept of a check or an experiment, without
// secrets.
type Capture struct {
	CaptureHead
	Changed string  `json:"changed,omitempty" doc:"What the experiment had changed, in words."`
	Skipped string  `json:"skipped,omitempty" doc:"Why the experiment could not be made."`
	Fault   string  `json:"fault,omitempty" doc:"Why we could not measure."`
	Took    float64 `json:"took_ms"`
	Hops    []Hop   `json:"hops" nullable:"false"`
	Cells   []Cell  `json:"cells,omitempty" nullable:"false" doc:"Of an access matrix, row by row."`
}

// A Cell is one cell of an access matrix: an identity at an endpoint.
type Cell struct {
	Identity string          `json:"identity" doc:"none, wrong, or the name of a stored credential."`
	Endpoint string          `json:"endpoint" doc:"Method and URL."`
	Expected string          `json:"expected" doc:"Statuses, such as 401,403."`
	Got      int             `json:"got,omitempty" doc:"The status of the answer; absent when there was none."`
	Failure  measure.Failure `json:"failure,omitempty" doc:"Absent when it is as expected or was not checked."`
	Skipped  string          `json:"skipped,omitempty" doc:"Why it was not checked now; with a failure it stands as last seen."`
	Hop      int             `json:"hop,omitempty" doc:"Which of hops is its request, counted from 1."`
}

func showCells(cells []measure.Cell) []Cell {
	var out []Cell
	for _, c := range cells {
		out = append(out, Cell{c.Identity, c.Endpoint, c.Expected, c.Got, c.Failure, c.Skipped, c.Hop})
	}
	return out
}

// A Hop is one request: the first, or one that a redirect led to.
type Hop struct {
	Method       string            `json:"method"`
	URL          string            `json:"url"`
	Header       []measure.Field   `json:"request_header" nullable:"false"`
	Resolved     []string          `json:"resolved" nullable:"false" doc:"The addresses of the name."`
	Addr         string            `json:"addr,omitempty" doc:"The one that was used."`
	TLS          *measure.TLSFacts `json:"tls,omitempty"`
	Observations []Observation     `json:"observations" nullable:"false"`
	Answer       *Answer           `json:"answer,omitempty"`
}

// An Observation is one network operation: one failure, or none.
type Observation struct {
	Op      measure.Op      `json:"op" enum:"resolve,connect,tunnel,tls,wait,transfer,expect"`
	Target  string          `json:"target,omitempty"`
	Failure measure.Failure `json:"failure,omitempty"`
	Detail  string          `json:"detail,omitempty"`
	Start   float64         `json:"start_ms" doc:"Since the start of the check."`
	Took    float64         `json:"took_ms"`
}

// An Answer is an HTTP response.
type Answer struct {
	Status    int             `json:"status"`
	Proto     string          `json:"proto"`
	Header    []measure.Field `json:"header" nullable:"false"`
	Body      string          `json:"body,omitempty" doc:"What was kept of it."`
	Encoding  string          `json:"body_encoding,omitempty" enum:"base64" doc:"How body is written when it is no text."`
	Size      int64           `json:"size" doc:"How many bytes the whole body had, at least."`
	Truncated bool            `json:"truncated,omitempty"`
}

type captureOut struct{ Body Capture }

func getCapture(ctx context.Context, a *API, in *Ref) (*captureOut, error) {
	info, report, err := a.Evidence.Capture(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	r := measure.Redact(report)
	out := &captureOut{Capture{CaptureHead: showCaptureHead(info), Fault: r.Fault, Took: millis(r.Took), Hops: showHops(r.Hops), Cells: showCells(r.Cells)}}
	if r.Step != nil {
		out.Body.Changed, out.Body.Skipped = r.Step.Changed, r.Step.Skipped
	}
	return out, nil
}

func showCaptureHead(c CaptureInfo) CaptureHead {
	return CaptureHead{c.ID, c.Kind, c.Monitor, c.Incident, rfc3339(c.At), c.Place, c.Experiment, c.Status, c.Failure}
}

func showHops(hops []measure.Hop) []Hop {
	out := make([]Hop, len(hops))
	for i, h := range hops {
		out[i] = Hop{Method: h.Request.Method, URL: h.Request.URL, Header: list(h.Request.Header), TLS: h.TLS,
			Resolved: make([]string, len(h.Resolved)), Observations: make([]Observation, len(h.Observations)), Answer: showAnswer(h.Answer)}
		for j, addr := range h.Resolved {
			out[i].Resolved[j] = addr.String()
		}
		if h.Addr.IsValid() {
			out[i].Addr = h.Addr.String()
		}
		for j, o := range h.Observations {
			out[i].Observations[j] = Observation{o.Op, o.Target, o.Failure, o.Detail, millis(o.Start), millis(o.Took)}
		}
	}
	return out
}

func showAnswer(a *measure.Answer) *Answer {
	if a == nil {
		return nil
	}
	out := &Answer{Status: a.Status, Proto: a.Proto, Header: list(a.Header), Size: a.Size, Truncated: a.Truncated, Body: string(a.Body)}
	if !utf8.Valid(a.Body) {
		out.Body, out.Encoding = base64.StdEncoding.EncodeToString(a.Body), "base64"
	}
	return out
}
