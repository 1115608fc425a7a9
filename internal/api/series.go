package api

import (
	"context"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

type getSeriesIn struct {
	Ref
	Span
	Buckets int `query:"buckets" default:"100" minimum:"1" maximum:"1000" doc:"How many points at most."`
}

type getSeriesOut struct{ Body Series }

// A Series sums up the checks of a time.
type Series struct {
	From   *time.Time    `json:"from,omitempty"`
	To     *time.Time    `json:"to,omitempty"`
	Uptime *float64      `json:"uptime,omitempty" doc:"The share of good checks, between 0 and 1; absent when nothing was measured."`
	Points []SeriesPoint `json:"points" nullable:"false" doc:"The oldest first; a slice without checks is left out."`
}

// A SeriesPoint sums up the checks of one slice of time.
type SeriesPoint struct {
	At    *time.Time `json:"at,omitempty" doc:"Where the slice begins."`
	Count int        `json:"count" doc:"How many checks."`
	Bad   int        `json:"bad" doc:"How many of them failed."`
	Min   float64    `json:"took_min_ms"`
	Avg   float64    `json:"took_avg_ms"`
	Max   float64    `json:"took_max_ms"`
}

func getSeries(ctx context.Context, a *API, in *getSeriesIn) (*getSeriesOut, error) {
	from, to, err := in.resolve()
	if err != nil {
		return nil, err
	}
	id := monitor.ID(in.ID)
	if _, err := a.Monitors.MonitorRow(ctx, id); err != nil {
		return nil, err
	}
	points, err := a.History.Series(ctx, id, from, to, in.Buckets)
	if err != nil {
		return nil, err
	}
	uptime, err := a.History.Uptime(ctx, id, from, to)
	if err != nil {
		return nil, err
	}
	out := &getSeriesOut{Series{From: rfc3339(from), To: rfc3339(to), Points: []SeriesPoint{}}}
	if uptime >= 0 {
		out.Body.Uptime = new(uptime)
	}
	for _, p := range points {
		if p.Count > 0 {
			out.Body.Points = append(out.Body.Points, SeriesPoint{rfc3339(p.At), p.Count, p.Bad, millis(p.Min), millis(p.Avg), millis(p.Max)})
		}
	}
	return out, nil
}
