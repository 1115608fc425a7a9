package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// heartbeat keeps proxies from closing a stream on which nothing happens.
const heartbeat = 15 * time.Second

// streamLife bounds a stream, so that who may read it is asked again: a
// revoked key or an ended session must not go on reading. The reader comes
// back by itself, with the id of the last event.
const streamLife = 15 * time.Minute

// A Change is the data of one event of the stream.
type Change struct {
	Kind     EventKind     `json:"kind" enum:"monitor,incident,result"`
	Monitor  monitor.ID    `json:"monitor_id,omitempty"`
	Incident incident.ID   `json:"incident_id,omitempty"`
	State    monitor.State `json:"state,omitempty"`
	At       *time.Time    `json:"at,omitempty"`
}

type streamEventsIn struct {
	LastEventID string `header:"Last-Event-ID" maxLength:"64" doc:"The id of the last event seen. What came after it is sent first; if that is not known any more, one event of the name resync says so."`
}

type streamOut struct {
	Body func(huma.Context)
}

// streamEvents sends an event for each change, named after its kind. A reader
// that gets "resync" has missed some and reads anew what it shows.
func streamEvents(_ context.Context, a *API, in *streamEventsIn) (*streamOut, error) {
	return &streamOut{func(hc huma.Context) {
		r, w := humago.Unwrap(hc)
		w.Header().Set("Content-Type", "text/event-stream")
		w.Header().Set("X-Accel-Buffering", "no") // nginx would hold events back
		s := &stream{w: w, rc: http.NewResponseController(w), feed: a.feed}
		s.run(r.Context(), in.LastEventID)
	}}, nil
}

// A stream is one reader's connection. Its first failed write ends it.
type stream struct {
	w    http.ResponseWriter
	rc   *http.ResponseController
	feed *feed
	err  error
}

func (s *stream) run(ctx context.Context, lastID string) {
	ctx, cancel := context.WithTimeout(ctx, streamLife)
	defer cancel()
	_ = s.rc.SetWriteDeadline(time.Time{}) // a server's deadline is for answers that end
	missed, next, ok := s.feed.subscribe(lastID)
	defer s.feed.unsubscribe(next)
	s.print("retry: 2000\n\n")
	if !ok {
		s.resync()
	}
	for _, x := range missed {
		s.send(x)
	}
	s.flush()
	for s.err == nil {
		select {
		case <-ctx.Done():
			return
		case x, open := <-next:
			if !open { // too slow; the browser comes back with its last id
				s.resync()
				s.flush()
				return
			}
			s.send(x)
		case <-time.After(heartbeat):
			s.print(": still here\n\n")
		}
		s.flush()
	}
}

func (s *stream) send(x numbered) {
	if x.Event == (Event{}) {
		s.resync()
		return
	}
	data, err := json.Marshal(Change{x.Kind, x.Monitor, x.Incident, x.State, rfc3339(x.At)})
	if err != nil {
		s.err = err
		return
	}
	s.print("id: %s\nevent: %s\ndata: %s\n\n", s.feed.id(x.n), x.Kind, data)
}

func (s *stream) resync() { s.print("id: %s\nevent: resync\ndata: {}\n\n", s.feed.now()) }

func (s *stream) print(format string, args ...any) {
	if s.err == nil {
		_, s.err = fmt.Fprintf(s.w, format, args...)
	}
}

func (s *stream) flush() {
	if s.err == nil {
		s.err = s.rc.Flush()
	}
}
