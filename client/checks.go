package client

import (
	"context"
	"net/http"
	"time"
)

// A Check is the result of one check.
type Check struct {
	At      time.Time `json:"at,omitzero"`
	Place   string    `json:"place"`
	State   string    `json:"state"`
	Failure string    `json:"failure,omitempty"`
	Status  int       `json:"status,omitempty"`
	Took    float64   `json:"took_ms"`
	Timings Timings   `json:"timings"`
}

// Timings are the phases of a check, in milliseconds.
type Timings struct {
	Resolve  float64 `json:"resolve_ms"`
	Connect  float64 `json:"connect_ms"`
	TLS      float64 `json:"tls_ms"`
	Wait     float64 `json:"wait_ms"`
	Transfer float64 `json:"transfer_ms"`
}

// A CheckFilter chooses results. Zero times choose the last 24 hours.
type CheckFilter struct {
	From, To time.Time
	Limit    int
	Cursor   string
}

// A CheckList is a page of results, the newest first. Next is empty on the
// last.
type CheckList struct {
	Checks []Check `json:"checks"`
	Next   string  `json:"next_cursor"`
}

// ListChecks returns a page of the results of a monitor's checks.
func (c *Client) ListChecks(ctx context.Context, monitor string, f CheckFilter) (CheckList, error) {
	return do[CheckList](ctx, c, get(id("/monitors/%s/checks", monitor),
		params("from", when(f.From), "to", when(f.To), "limit", number(f.Limit), "cursor", f.Cursor)))
}

// A Judgement is what a check on request has shown.
type Judgement struct {
	At        time.Time  `json:"at,omitzero"`
	State     string     `json:"state"`
	Failure   string     `json:"failure,omitempty"`
	Status    int        `json:"status,omitempty"`
	Took      float64    `json:"took_ms"`
	Timings   Timings    `json:"timings"`
	Fault     string     `json:"fault,omitempty"` // why the server could not measure
	Hops      []Hop      `json:"hops"`
	Cells     []Cell     `json:"cells"` // of an access matrix, row by row
	Diagnosis Diagnosis  `json:"diagnosis"`
	Forecasts []Forecast `json:"forecasts"`
}

// A Forecast is a lockout foreseen, at the latest at At.
type Forecast struct {
	ID      string    `json:"id"`
	At      time.Time `json:"at,omitzero"`
	Because string    `json:"because"`
}

// CheckNow checks a monitor, and diagnoses what fails; that may take a minute.
func (c *Client) CheckNow(ctx context.Context, monitor string) (Judgement, error) {
	return do[Judgement](ctx, c, send(http.MethodPost, id("/monitors/%s/checks", monitor), nil))
}

// A SeriesFilter chooses a time and how many slices of it. Zero values choose
// the last 24 hours and the server's default.
type SeriesFilter struct {
	From, To time.Time
	Buckets  int
}

// A Series sums up the checks of a time.
type Series struct {
	From   time.Time     `json:"from,omitzero"`
	To     time.Time     `json:"to,omitzero"`
	Uptime *float64      `json:"uptime,omitempty"` // between 0 and 1; nil when nothing was measured
	Points []SeriesPoint `json:"points"`           // the oldest first
}

// A SeriesPoint sums up the checks of one slice of time; times in
// milliseconds.
type SeriesPoint struct {
	At    time.Time `json:"at,omitzero"`
	Count int       `json:"count"`
	Bad   int       `json:"bad"`
	Min   float64   `json:"took_min_ms"`
	Avg   float64   `json:"took_avg_ms"`
	Max   float64   `json:"took_max_ms"`
}

// GetSeries sums up a monitor's checks over time.
func (c *Client) GetSeries(ctx context.Context, monitor string, f SeriesFilter) (Series, error) {
	return do[Series](ctx, c, get(id("/monitors/%s/series", monitor),
		params("from", when(f.From), "to", when(f.To), "buckets", number(f.Buckets))))
}

// A Cell is one cell of an access matrix: an identity at an endpoint.
type Cell struct {
	Identity string `json:"identity"` // "none", "wrong", or the name of a stored credential
	Endpoint string `json:"endpoint"`
	Expected string `json:"expected"`
	Got      int    `json:"got,omitempty"`     // 0 when there was no answer
	Failure  string `json:"failure,omitempty"` // "" when it is as expected or was not checked
	Skipped  string `json:"skipped,omitempty"` // why it was not checked now
	Hop      int    `json:"hop,omitempty"`     // which of the hops is its request, counted from 1
}
