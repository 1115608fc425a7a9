package app

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/store"
	"github.com/uptimesignal/uptimesignal/internal/web"
)

// A webStore shows the store as the pages want to read it. What needs no
// change of shape is promoted from the store as it is.
type webStore struct {
	edits
	forecasts *forecasts
}

// recentBuckets is how finely a row of the list shows the last day.
const recentBuckets = 48

func (s webStore) ListMonitors(ctx context.Context, f web.Filter) ([]web.Row, string, error) {
	page, next, err := s.DB.ListMonitors(ctx, storeFilter(f.Query, f.State, f.Tag, f.After, f.Limit))
	if err != nil {
		return nil, "", err
	}
	rows := make([]web.Row, len(page))
	for i, r := range page {
		if rows[i], err = s.row(ctx, r); err != nil {
			return nil, "", err
		}
	}
	return rows, next, nil
}

func (s webStore) MonitorRow(ctx context.Context, id monitor.ID) (web.Row, error) {
	r, err := s.DB.MonitorRow(ctx, id)
	if err != nil {
		return web.Row{}, err
	}
	return s.row(ctx, r)
}

func (s webStore) row(ctx context.Context, r store.MonitorRow) (web.Row, error) {
	out := web.Row{Monitor: r.Monitor, Memory: r.Memory, Last: r.Last, Month: fraction(r.Uptime30d), Day: -1}
	now := time.Now()
	points, err := s.DB.Series(ctx, r.Monitor.ID, now.Add(-24*time.Hour), now, recentBuckets)
	if err != nil {
		return out, err
	}
	out.Recent = webPoints(points)
	var u store.Uptime
	for _, p := range points {
		u.Checks += int64(p.Count)
		u.Bad += int64(p.Bad)
		u.Unknown += int64(p.Unknown)
	}
	out.Day = fraction(u)
	if r.Memory.Incident != "" {
		inc, _, err := s.DB.Incident(ctx, r.Memory.Incident)
		if err != nil {
			return out, err
		}
		out.Incident = &inc
	}
	return out, nil
}

func webPoints(points []store.Point) []web.Point {
	out := make([]web.Point, len(points))
	for i, p := range points {
		out[i] = web.Point{At: p.At, Count: p.Count, Bad: p.Bad, Min: p.TookMin, Avg: p.TookAvg, Max: p.TookMax, Phases: p.Timings}
	}
	return out
}

func (s webStore) Tags(ctx context.Context) ([]string, error) {
	counts, err := s.DB.Tags(ctx)
	if err != nil {
		return nil, err
	}
	tags := make([]string, len(counts))
	for i, c := range counts {
		tags[i] = c.Tag
	}
	return tags, nil
}

func (s webStore) Series(ctx context.Context, id monitor.ID, from, to time.Time, buckets int) ([]web.Point, error) {
	points, err := s.DB.Series(ctx, id, from, to, buckets)
	return webPoints(points), err
}

func (s webStore) Uptime(ctx context.Context, id monitor.ID, from, to time.Time) (float64, error) {
	u, err := s.DB.Uptime(ctx, id, from, to)
	return fraction(u), err
}

func (s webStore) Forecasts(_ context.Context, id monitor.ID) ([]web.Forecast, error) {
	return webForecasts(s.forecasts.of(id)), nil
}

func (s webStore) ListIncidents(ctx context.Context, f web.IncidentFilter) ([]web.IncidentItem, string, error) {
	page, next, err := s.DB.Incidents(ctx, store.IncidentFilter{Monitor: f.Monitor, Open: f.Open, After: f.After, Limit: f.Limit})
	if err != nil {
		return nil, "", err
	}
	items := make([]web.IncidentItem, len(page))
	for i, inc := range page {
		if items[i], err = s.item(ctx, inc); err != nil {
			return nil, "", err
		}
	}
	return items, next, nil
}

func (s webStore) Incident(ctx context.Context, id incident.ID) (web.IncidentItem, error) {
	inc, _, err := s.DB.Incident(ctx, id)
	if err != nil {
		return web.IncidentItem{}, err
	}
	return s.item(ctx, inc)
}

// item names the monitors of an incident. One that was deleted meanwhile is
// left out.
func (s webStore) item(ctx context.Context, inc incident.Incident) (web.IncidentItem, error) {
	refs, err := s.MonitorRefs(ctx, inc.Monitors)
	if err != nil {
		return web.IncidentItem{}, err
	}
	out := web.IncidentItem{Incident: inc}
	for _, r := range refs {
		out.Names = append(out.Names, web.MonitorRef{ID: r.ID, Name: r.Name, Target: r.Target})
	}
	return out, nil
}

func (s webStore) Timeline(ctx context.Context, id incident.ID) ([]incident.Event, error) {
	_, events, err := s.DB.Incident(ctx, id)
	return events, err
}

func (s webStore) Acknowledge(r *http.Request, id incident.ID) error {
	a, err := s.gate.Actor(r)
	if err != nil {
		return err
	}
	return s.DB.Acknowledge(r.Context(), id, a.Name, time.Now())
}

func (s webStore) IncidentCaptures(ctx context.Context, id incident.ID) ([]measure.Report, error) {
	cs, err := s.CapturesOfIncident(ctx, id)
	if err != nil {
		return nil, err
	}
	var out []measure.Report
	for _, c := range cs {
		if c.Kind != store.CaptureFailure && c.Kind != store.CaptureTrial {
			continue
		}
		_, r, err := s.Capture(ctx, c.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}

// LastCapture returns the newest failure or recovery, or else the last good
// answer.
func (s webStore) LastCapture(ctx context.Context, id monitor.ID) (*measure.Report, error) {
	cs, err := s.CapturesOfMonitor(ctx, id)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(cs, func(c store.Capture) bool { return c.Kind == store.CaptureFailure || c.Kind == store.CaptureAfter })
	if i < 0 {
		return s.LastGood(ctx, id)
	}
	_, r, err := s.Capture(ctx, cs[i].ID)
	return &r, err
}

// SaveChannel creates the channel without an ID and updates any other.
func (s webStore) SaveChannel(ctx context.Context, c *alert.Channel) error {
	if c.ID == "" {
		return s.CreateChannel(ctx, c)
	}
	return s.UpdateChannel(ctx, c)
}

// Sent reads what was sent, with the names of channels and monitors.
func (s webStore) Sent(ctx context.Context, f web.SentFilter) ([]web.Sent, error) {
	records, err := s.Deliveries(ctx, store.DeliveryFilter{Channel: f.Channel, Incident: f.Incident, Limit: f.Limit})
	if err != nil {
		return nil, err
	}
	channels, err := s.Channels(ctx)
	if err != nil {
		return nil, err
	}
	var ids []monitor.ID
	for _, r := range records {
		ids = append(ids, r.Monitor)
	}
	refs, err := s.MonitorRefs(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := make([]web.Sent, len(records))
	for i, r := range records {
		out[i] = sent(r)
		for _, c := range channels {
			if c.ID == r.Channel {
				out[i].ChannelName, out[i].Kind = c.Name, c.Kind
			}
		}
		for _, m := range refs {
			if m.ID == r.Monitor {
				out[i].Monitor = m.Name
			}
		}
	}
	return out, nil
}

func sent(r store.DeliveryRecord) web.Sent {
	x := web.Sent{Channel: r.Channel, Transition: r.Transition, State: r.State, Incident: r.Incident, At: r.At, Tries: r.Tries, Error: r.Error}
	switch r.Status {
	case store.DeliveryDelivered:
		x.Delivered = r.Settled
	case store.DeliveryFailed:
		x.Failed = true
	case store.DeliveryDropped:
		x.Dropped = true
	case store.DeliveryPending:
		x.Next = r.Next
	}
	return x
}

// Subscribe tells pages what changed, not how.
func (s webStore) Subscribe() (<-chan web.Event, func()) {
	return relay(s.DB, func(e store.Event, send func(web.Event)) {
		switch e.Kind {
		case store.EventsMissed:
			send(web.Event{})
		case store.IncidentChanged, store.AlertsChanged:
			send(web.Event{Incident: e.Incident})
		case store.StateChanged, store.MonitorsChanged, store.ResultsAppended:
			for _, id := range e.Monitors {
				send(web.Event{Monitor: id})
			}
		}
	})
}
