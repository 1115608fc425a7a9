package client

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// MonitorSettings is what people say of a monitor. What is left out has a
// default.
type MonitorSettings struct {
	Name        string          `json:"name"`
	Kind        string          `json:"kind,omitempty"` // default "http"; see ListProbeKinds
	Spec        json.RawMessage `json:"spec"`           // the settings of that kind; see HTTP
	Interval    *Duration       `json:"interval,omitempty"`
	Timeout     *Duration       `json:"timeout,omitempty"`
	Expect      Expect          `json:"expect,omitzero"`
	Policy      Policy          `json:"policy,omitzero"`
	Experiments Experiments     `json:"experiments,omitzero"`
	Windows     []Window        `json:"windows,omitempty"`
	Paused      bool            `json:"paused,omitempty"`
	Tags        []string        `json:"tags,omitempty"`
	Channels    []string        `json:"channels,omitempty"` // ids; none means the default ones
}

// HTTP returns the Spec of a monitor of kind "http" that gets a URL.
func HTTP(target string) json.RawMessage {
	raw, _ := json.Marshal(map[string]string{"url": target})
	return raw
}

// Expect is what counts as a good answer.
type Expect struct {
	Status   string        `json:"status,omitempty"` // such as "200,301-303"; default "2xx"
	Keyword  string        `json:"keyword,omitempty"`
	Absent   string        `json:"keyword_absent,omitempty"`
	Header   []HeaderMatch `json:"header,omitempty"`
	JSON     []JSONMatch   `json:"json,omitempty"`
	MaxTime  Duration      `json:"max_time,omitzero"`
	CertDays int           `json:"cert_days,omitempty"`
	Redirect string        `json:"redirect,omitempty"`
	// MustRefuse wants a request without credentials to be refused.
	MustRefuse bool `json:"must_refuse,omitempty"`
}

// A HeaderMatch wants a response header field; an empty Value only wants it
// present.
type HeaderMatch struct {
	Name  string `json:"name"`
	Value string `json:"value,omitempty"`
}

// A JSONMatch wants a value at a dotted path of a JSON body.
type JSONMatch struct {
	Path  string `json:"path"`
	Value string `json:"value"`
}

// Policy says how much evidence changes the state.
type Policy struct {
	Confirm *int      `json:"confirm,omitempty"`
	Recheck *Duration `json:"recheck,omitempty"`
	Recover *int      `json:"recover,omitempty"`
}

// Experiments says what a diagnosis may do, and what only the owner knows.
type Experiments struct {
	Off           bool     `json:"off,omitempty"`
	Without       []string `json:"without,omitempty"`
	Budget        int      `json:"budget,omitempty"`
	CanonicalHost string   `json:"canonical_host,omitempty"`
	KnownGood     string   `json:"known_good,omitempty"`
	SecondHeader  string   `json:"second_header,omitempty"`
}

// A Window is a maintenance window: one-off with From and To, recurring with
// Start and Length.
type Window struct {
	Name   string    `json:"name,omitempty"`
	From   time.Time `json:"from,omitzero"`
	To     time.Time `json:"to,omitzero"`
	Days   []string  `json:"days,omitempty"` // "monday"
	Start  string    `json:"start,omitempty"`
	Length Duration  `json:"length,omitzero"`
	Zone   string    `json:"zone,omitempty"`
}

// A Monitor is a monitor and how it is. Secrets are masked.
type Monitor struct {
	MonitorSettings
	ID        string    `json:"id"`
	Target    string    `json:"target"`
	State     string    `json:"state"`
	Since     time.Time `json:"since,omitzero"`
	Incident  string    `json:"incident_id,omitempty"` // the open one
	LastCheck *Check    `json:"last_check,omitempty"`
	Uptime    *float64  `json:"uptime_30d,omitempty"` // between 0 and 1; nil when nothing was measured
	Created   time.Time `json:"created,omitzero"`
	Updated   time.Time `json:"updated,omitzero"`
	Version   int64     `json:"version"` // for ReplaceMonitor and UpdateMonitor
}

// A MonitorPatch is the part of a monitor that is to change.
type MonitorPatch struct {
	Name        *string         `json:"name,omitempty"`
	Kind        *string         `json:"kind,omitempty"`
	Spec        json.RawMessage `json:"spec,omitempty"` // settings to change; null removes one
	Interval    *Duration       `json:"interval,omitempty"`
	Timeout     *Duration       `json:"timeout,omitempty"`
	Expect      *Expect         `json:"expect,omitempty"`
	Policy      *Policy         `json:"policy,omitempty"`
	Experiments *Experiments    `json:"experiments,omitempty"`
	Windows     *[]Window       `json:"windows,omitempty"`
	Paused      *bool           `json:"paused,omitempty"`
	Tags        *[]string       `json:"tags,omitempty"`
	Channels    *[]string       `json:"channels,omitempty"`
}

// A MonitorFilter chooses monitors; zero values choose all.
type MonitorFilter struct {
	Query  string // in name or target
	State  string
	Tag    string
	Limit  int    // of one page; 0 is the server's default
	Cursor string // the Next of the page before
}

// A MonitorList is a page of monitors. Next is empty on the last.
type MonitorList struct {
	Monitors []Monitor `json:"monitors"`
	Next     string    `json:"next_cursor"`
}

// ListMonitors returns a page of monitors.
func (c *Client) ListMonitors(ctx context.Context, f MonitorFilter) (MonitorList, error) {
	return do[MonitorList](ctx, c, get("/monitors", params("q", f.Query, "state", f.State, "tag", f.Tag, "limit", number(f.Limit), "cursor", f.Cursor)))
}

// Monitors yields every monitor that f chooses, page after page. An error ends
// it.
func (c *Client) Monitors(ctx context.Context, f MonitorFilter) iter.Seq2[Monitor, error] {
	return pages(f.Cursor, func(cursor string) ([]Monitor, string, error) {
		f.Cursor = cursor
		l, err := c.ListMonitors(ctx, f)
		return l.Monitors, l.Next, err
	})
}

// CreateMonitor creates a monitor.
func (c *Client) CreateMonitor(ctx context.Context, s MonitorSettings) (Monitor, error) {
	return create[Monitor](ctx, c, "/monitors", s)
}

// TryMonitor checks a monitor once without saving it. With the id of a saved
// one, its secrets stand in for those that are masked or left out.
func (c *Client) TryMonitor(ctx context.Context, id string, s MonitorSettings) (Judgement, error) {
	body := struct {
		MonitorSettings
		Name string `json:"name,omitempty"`
		ID   string `json:"id,omitempty"`
	}{s, s.Name, id}
	return do[Judgement](ctx, c, send(http.MethodPost, "/monitors/try", body))
}

// GetMonitor returns a monitor.
func (c *Client) GetMonitor(ctx context.Context, monitor string) (Monitor, error) {
	return do[Monitor](ctx, c, get(id("/monitors/%s", monitor), nil))
}

// ReplaceMonitor replaces a monitor's settings. It fails with the kind
// precondition_failed if the monitor is not at version any more; 0 is any.
func (c *Client) ReplaceMonitor(ctx context.Context, monitor string, version int64, s MonitorSettings) (Monitor, error) {
	return do[Monitor](ctx, c, send(http.MethodPut, id("/monitors/%s", monitor), s).basedOn(version))
}

// UpdateMonitor changes some of a monitor's settings, as ReplaceMonitor does
// all.
func (c *Client) UpdateMonitor(ctx context.Context, monitor string, version int64, p MonitorPatch) (Monitor, error) {
	return do[Monitor](ctx, c, send(http.MethodPatch, id("/monitors/%s", monitor), p).basedOn(version))
}

// DeleteMonitor deletes a monitor and its results; its incidents keep their evidence.
func (c *Client) DeleteMonitor(ctx context.Context, monitor string) error {
	_, err := do[struct{}](ctx, c, send(http.MethodDelete, id("/monitors/%s", monitor), nil))
	return err
}

// PauseMonitor stops checking a monitor.
func (c *Client) PauseMonitor(ctx context.Context, monitor string) (Monitor, error) {
	return do[Monitor](ctx, c, send(http.MethodPost, id("/monitors/%s/pause", monitor), nil))
}

// ResumeMonitor checks a monitor again.
func (c *Client) ResumeMonitor(ctx context.Context, monitor string) (Monitor, error) {
	return do[Monitor](ctx, c, send(http.MethodPost, id("/monitors/%s/resume", monitor), nil))
}

// params makes a query of names and values, without those that are empty.
func params(pairs ...string) url.Values {
	q := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	return q
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func when(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339Nano)
}

// pages yields the items of page after page.
func pages[T any](cursor string, read func(cursor string) ([]T, string, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for {
			items, next, err := read(cursor)
			if err != nil {
				yield(*new(T), err)
				return
			}
			for _, x := range items {
				if !yield(x, nil) {
					return
				}
			}
			if next == "" {
				return
			}
			cursor = next
		}
	}
}
