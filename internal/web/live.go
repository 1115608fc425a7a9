package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

const (
	liveBeat  = 25 * time.Second // shorter than what proxies wait for
	livePause = time.Second      // changes within it are told at once
)

// serveLive streams changes to what a page shows: the rows of a list as they
// now read, or only that something changed for a page that fetches itself.
func (s *Web) serveLive(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	want := map[monitor.ID]bool{}
	for id := range strings.SplitSeq(q.Get("monitors"), ",") {
		if id != "" && len(want) < pageSize {
			want[monitor.ID(id)] = true
		}
	}
	about := incident.ID(q.Get("incident"))
	rc := http.NewResponseController(w)
	_ = rc.SetWriteDeadline(time.Time{}) // a stream has no end
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	events, cancel := s.Events.Subscribe()
	defer cancel()
	if _, err := fmt.Fprint(w, "retry: 3000\nevent: ready\ndata: {}\n\n"); err != nil || rc.Flush() != nil {
		return
	}
	changed := map[monitor.ID]bool{}
	touched := false
	beat := time.NewTicker(liveBeat)
	defer beat.Stop()
	var flush <-chan time.Time
	for {
		select {
		case <-r.Context().Done():
			return
		case e, ok := <-events:
			if !ok {
				return
			}
			missed := e == Event{}
			for id := range want {
				if missed || e.Monitor == id {
					changed[id], touched = true, true
				}
			}
			touched = touched || about != "" && (missed || e.Incident == about)
			if touched && flush == nil {
				flush = time.After(livePause)
			}
		case <-flush:
			if _, ok := s.Accounts.User(r); !ok || !s.tell(w, r, changed) || rc.Flush() != nil {
				return
			}
			clear(changed)
			flush, touched = nil, false
		case <-beat.C:
			if _, ok := s.Accounts.User(r); !ok {
				return // signed out meanwhile
			}
			if _, err := fmt.Fprint(w, ": beat\n\n"); err != nil || rc.Flush() != nil {
				return
			}
		}
	}
}

// tell writes the rows that have changed, and that something has.
func (s *Web) tell(w http.ResponseWriter, r *http.Request, changed map[monitor.ID]bool) bool {
	if r.URL.Query().Get("rows") != "" {
		ids := make([]monitor.ID, 0, len(changed))
		for id := range changed {
			ids = append(ids, id)
		}
		slices.Sort(ids)
		for _, id := range ids {
			row, err := s.Monitors.MonitorRow(r.Context(), id)
			if err != nil {
				continue // deleted meanwhile, or the stream has ended
			}
			var b strings.Builder
			if err := s.pages["monitors"].tmpl.ExecuteTemplate(&b, "row", s.rowView(row)); err != nil {
				s.Log.Error("render row", "error", err)
				return false
			}
			data, err := json.Marshal(map[string]string{"id": string(id), "html": b.String()})
			if err != nil {
				return false
			}
			if _, err := fmt.Fprintf(w, "event: row\ndata: %s\n\n", data); err != nil {
				return false
			}
		}
	}
	_, err := fmt.Fprint(w, "event: changed\ndata: {}\n\n")
	return err == nil
}

// serveSeries gives a chart its numbers, in milliseconds.
func (s *Web) serveSeries(w http.ResponseWriter, r *http.Request) {
	sp := spanOf(r.URL.Query().Get("range"))
	now := time.Now()
	row, err := s.Monitors.MonitorRow(r.Context(), monitor.ID(r.PathValue("id")))
	if err != nil {
		s.serveError(w, r, err)
		return
	}
	every := row.Monitor.Interval
	points, err := s.History.Series(r.Context(), row.Monitor.ID, now.Add(-sp.Length), now, sliceCount(sp, every, 2*chartSlices))
	if err != nil {
		s.serveError(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(seriesOf(bridge(points, every), now.Add(-sp.Length), now)); err != nil {
		s.Log.Debug("write series", "error", err)
	}
}

// A series is a chart in the form that the script draws: one array for each
// line, null where nothing was measured.
type series struct {
	From   int64        `json:"from"`
	To     int64        `json:"to"`
	At     []int64      `json:"at"` // Unix seconds
	Avg    []*float64   `json:"avg"`
	Min    []*float64   `json:"min"`
	Max    []*float64   `json:"max"`
	Bad    []int        `json:"bad"`
	Count  []int        `json:"count"`
	Phases [][]*float64 `json:"phases"` // in the order of phases; none where they are not kept
}

func seriesOf(points []Point, from, to time.Time) series {
	out := series{From: from.Unix(), To: to.Unix(), At: []int64{}, Avg: []*float64{}, Min: []*float64{}, Max: []*float64{}, Bad: []int{}, Count: []int{}, Phases: [][]*float64{}}
	phased := slices.ContainsFunc(points, func(p Point) bool { return stack(p) > 0 })
	if phased {
		out.Phases = make([][]*float64, len(phases))
	}
	for _, p := range points {
		ms := func(d time.Duration) *float64 {
			if p.Count == 0 {
				return nil
			}
			return new(float64(d.Microseconds()) / 1000)
		}
		out.At = append(out.At, p.At.Unix())
		out.Avg, out.Min, out.Max = append(out.Avg, ms(p.Avg)), append(out.Min, ms(p.Min)), append(out.Max, ms(p.Max))
		out.Bad, out.Count = append(out.Bad, p.Bad), append(out.Count, p.Count)
		if phased {
			for i, ph := range phases {
				out.Phases[i] = append(out.Phases[i], ms(ph.of(p.Phases)))
			}
		}
	}
	return out
}
