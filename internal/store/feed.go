package store

import (
	"sync"

	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// An EventKind says what a commit changed.
type EventKind string

// Event kinds.
const (
	StateChanged    EventKind = "state"    // the confirmed state of Monitors
	ResultsAppended EventKind = "results"  // Monitors have new results; at most one event a second
	MonitorsChanged EventKind = "monitors" // Monitors were made, changed or deleted
	IncidentChanged EventKind = "incident" // Incident opened, changed, was diagnosed, acknowledged or resolved
	ChannelsChanged EventKind = "channels" // a channel was made, changed or deleted, or began or ceased to fail
	AlertsChanged   EventKind = "alerts"   // alerts of Incident were queued or settled
	EventsMissed    EventKind = "missed"   // the subscriber was too slow: read everything anew
)

// An Event is what subscribers hear after a commit.
type Event struct {
	Kind     EventKind
	Monitors []monitor.ID // of the same array for every subscriber: do not change it
	Incident incident.ID
}

// feedDepth is how many events wait for a slow subscriber.
const feedDepth = 256

type feed struct {
	mu     sync.Mutex
	subs   map[*subscriber]struct{}
	closed bool
}

type subscriber struct {
	ch     chan Event
	missed bool
}

// Subscribe returns a channel of what is committed from now on, in order. A
// subscriber that does not keep up loses events and is told so by
// EventsMissed. The channel is closed by cancel, which may be called twice,
// and by Close of the database.
func (d *DB) Subscribe() (events <-chan Event, cancel func()) {
	s := &subscriber{ch: make(chan Event, feedDepth)}
	f := &d.feed
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		close(s.ch)
		return s.ch, func() {}
	}
	if f.subs == nil {
		f.subs = make(map[*subscriber]struct{})
	}
	f.subs[s] = struct{}{}
	return s.ch, func() { f.remove(s) }
}

func (f *feed) remove(s *subscriber) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, ok := f.subs[s]; ok {
		delete(f.subs, s)
		close(s.ch)
	}
}

func (f *feed) close() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closed = true
	for s := range f.subs {
		close(s.ch)
	}
	f.subs = nil
}

// heard reports whether anybody listens.
func (f *feed) heard() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.subs) > 0
}

func (f *feed) publish(events ...Event) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for s := range f.subs {
		for _, e := range events {
			s.send(e)
		}
	}
}

func (s *subscriber) send(e Event) {
	// One place stays free for the word that something was missed.
	if s.missed || len(s.ch) >= cap(s.ch)-1 {
		if !s.missed {
			s.ch <- Event{Kind: EventsMissed}
			s.missed = true
		}
		if len(s.ch) > 0 {
			return
		}
		s.missed = false // it has caught up
	}
	s.ch <- e
}

func wake(f func()) {
	if f != nil {
		f()
	}
}
