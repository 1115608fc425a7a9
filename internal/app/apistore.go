package app

import (
	"context"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/api"
	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/store"
)

// An apiStore shows the store as the API wants to read it. What needs no
// change of shape is promoted from the store as it is.
type apiStore struct{ edits }

func (s apiStore) ListMonitors(ctx context.Context, f api.MonitorFilter) ([]api.MonitorRow, string, error) {
	page, next, err := s.DB.ListMonitors(ctx, storeFilter(f.Query, f.State, f.Tag, f.After, f.Limit))
	if err != nil {
		return nil, "", err
	}
	rows := make([]api.MonitorRow, len(page))
	for i, r := range page {
		rows[i] = apiRow(r)
	}
	return rows, next, nil
}

func (s apiStore) MonitorRow(ctx context.Context, id monitor.ID) (api.MonitorRow, error) {
	r, err := s.DB.MonitorRow(ctx, id)
	return apiRow(r), err
}

func apiRow(r store.MonitorRow) api.MonitorRow {
	return api.MonitorRow{Monitor: r.Monitor, Memory: r.Memory, Last: r.Last, Uptime: fraction(r.Uptime30d)}
}

// fraction is the share of good checks, below 0 when nothing was measured.
func fraction(u store.Uptime) float64 {
	if f, ok := u.Fraction(); ok {
		return f
	}
	return -1
}

func storeFilter(query string, state monitor.State, tag, after string, limit int) store.MonitorFilter {
	f := store.MonitorFilter{Query: query, Tag: tag, After: after, Limit: limit}
	if state != "" {
		f.States = []monitor.State{state}
	}
	return f
}

func (s apiStore) Series(ctx context.Context, id monitor.ID, from, to time.Time, buckets int) ([]api.Point, error) {
	points, err := s.DB.Series(ctx, id, from, to, buckets)
	if err != nil {
		return nil, err
	}
	out := make([]api.Point, len(points))
	for i, p := range points {
		out[i] = api.Point{At: p.At, Count: p.Count, Bad: p.Bad, Min: p.TookMin, Avg: p.TookAvg, Max: p.TookMax}
	}
	return out, nil
}

func (s apiStore) Uptime(ctx context.Context, id monitor.ID, from, to time.Time) (float64, error) {
	u, err := s.DB.Uptime(ctx, id, from, to)
	return fraction(u), err
}

func (s apiStore) ListIncidents(ctx context.Context, f api.IncidentFilter) ([]incident.Incident, string, error) {
	return s.Incidents(ctx, store.IncidentFilter{Monitor: f.Monitor, Open: f.Open, After: f.After, Limit: f.Limit})
}

func (s apiStore) Acknowledge(ctx context.Context, id incident.ID, by string) error {
	return s.DB.Acknowledge(ctx, id, by, time.Now())
}

func (s apiStore) IncidentCaptures(ctx context.Context, id incident.ID) ([]api.CaptureInfo, error) {
	cs, err := s.CapturesOfIncident(ctx, id)
	if err != nil {
		return nil, err
	}
	out := make([]api.CaptureInfo, len(cs))
	for i, c := range cs {
		out[i] = captureInfo(c)
	}
	return out, nil
}

func (s apiStore) Capture(ctx context.Context, id string) (api.CaptureInfo, measure.Report, error) {
	c, r, err := s.DB.Capture(ctx, id)
	return captureInfo(c), r, err
}

func captureInfo(c store.Capture) api.CaptureInfo {
	return api.CaptureInfo{ID: c.ID, Kind: string(c.Kind), Monitor: c.Monitor, Incident: c.Incident, At: c.At, Place: c.Place, Experiment: c.Experiment, Status: c.Status, Failure: c.Failure}
}

// Subscribe turns each event of the store into those that the API tells.
func (s apiStore) Subscribe() (<-chan api.Event, func()) {
	return relay(s.DB, func(e store.Event, send func(api.Event)) {
		now := time.Now()
		switch e.Kind {
		case store.EventsMissed:
			send(api.Event{})
		case store.IncidentChanged:
			send(api.Event{Kind: api.EventIncident, Incident: e.Incident, At: now})
		case store.StateChanged, store.MonitorsChanged:
			for _, id := range e.Monitors {
				send(api.Event{Kind: api.EventMonitor, Monitor: id, At: now})
			}
		case store.ResultsAppended:
			for _, id := range e.Monitors {
				send(api.Event{Kind: api.EventResult, Monitor: id, At: now})
			}
		}
	})
}

// relay subscribes to the store and passes on what turn makes of each event.
// A reader that is too slow misses events and is told so by the zero event.
func relay[E any](db *store.DB, turn func(store.Event, func(E))) (<-chan E, func()) {
	in, cancel := db.Subscribe()
	out := make(chan E, 256)
	go func() {
		defer close(out)
		missed := false
		for e := range in {
			turn(e, func(x E) {
				if missed {
					var zero E
					select {
					case out <- zero:
						missed = false
					default:
						return
					}
				}
				select {
				case out <- x:
				default:
					missed = true
				}
			})
		}
	}()
	return out, cancel
}
