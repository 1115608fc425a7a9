// Package schedule decides which monitor is due and hands it out as a job: at
// its grid points in wall time, at a re-check that somebody asked for, or at
// once on request. Everything is in memory; what a monitor is comes from a
// [Source].
package schedule

import (
	"container/heap"
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// A Source knows every monitor.
type Source interface {
	Monitors(ctx context.Context) ([]monitor.Monitor, error)
}

// A Sender takes jobs to an agent. Send may block: that is the back-pressure.
type Sender interface {
	Send(ctx context.Context, job monitor.Job) error
}

// A Scheduler hands out jobs. A monitor is due at k*interval+phase for every
// whole k, in wall time since 1970; the phase is a hash of its ID, so neither a
// restart nor another monitor shifts it. Its methods may be called at any time
// and concurrently.
//
// A monitor never runs twice at once. One that still runs when it is due again
// is skipped, and counted. What was missed while the machine slept, or while
// agents were behind, is not made up for.
type Scheduler struct {
	source Source
	sender Sender
	log    *slog.Logger
	place  string

	mu     sync.Mutex
	items  map[monitor.ID]*item
	queue  queue
	stale  bool // the source has to be read again
	loaded bool
	stats  Stats
	wake   chan struct{}
}

// Stats counts what the scheduler did since it was made.
type Stats struct {
	Monitors int           // known now, paused ones included
	Running  int           // checks under way now
	Sent     int64         // jobs handed out
	Skipped  int64         // due while the last check still ran
	Held     int64         // due while the target wanted to be left alone
	Missed   int64         // due while the machine slept or agents were behind
	Late     time.Duration // of the last job handed out
	MaxLate  time.Duration
	SumLate  time.Duration // over Sent
}

const (
	idle      = time.Minute     // the longest sleep
	jump      = 5 * time.Second // more than that, and time has jumped
	lostAfter = time.Minute     // past its timeout, a check that nobody reported is taken for lost
	again     = time.Second     // between two tries to read a source that fails
	maxHold   = time.Hour       // what a clock that jumped back may make of a wait
	restful   = 10              // a source is read for at most one part of so many of the time, however often it changes
)

// New returns a scheduler; [Scheduler.Run] makes it work. Place is written into
// each job.
func New(source Source, sender Sender, place string, log *slog.Logger) *Scheduler {
	return &Scheduler{
		source: source, sender: sender, log: log, place: place,
		items: map[monitor.ID]*item{}, stale: true, wake: make(chan struct{}, 1),
	}
}

// Run hands out jobs until ctx is done, then returns nil. A source that fails
// is asked again; what is known goes on being checked meanwhile.
func (s *Scheduler) Run(ctx context.Context) error {
	var retry time.Time // when the source may be read again
	prev, overslept := time.Now(), time.Duration(0)
	for ctx.Err() == nil {
		now := time.Now()
		if overslept > jump || diverged(prev, now) > jump {
			s.replan(now)
		}
		prev = now
		if s.isStale() && !now.Before(retry) {
			err := s.load(ctx)
			retry = now.Add(restful * time.Since(now))
			if err != nil && ctx.Err() == nil {
				s.log.Error("read monitors", "err", err)
				retry = now.Add(again)
			}
		}
		until, err := s.sendDue(ctx)
		if err != nil && ctx.Err() == nil {
			s.log.Error("send job", "err", err)
			until = time.Now().Add(again)
		}
		if s.isStale() && retry.Before(until) {
			until = retry
		}
		overslept = s.sleep(ctx, until)
	}
	return nil
}

// sleep returns when until has come, when woken, or when ctx is done; and by
// how much it slept too long (a frozen process).
func (s *Scheduler) sleep(ctx context.Context, until time.Time) time.Duration {
	began, d := time.Now(), min(max(0, time.Until(until)), idle)
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-s.wake:
	case <-t.C:
		return time.Since(began) - d
	}
	return 0
}

// diverged returns by how much the wall clock went another way than the steady
// one between prev and now: it was set, or the machine was suspended, which
// stops the steady clock.
func diverged(prev, now time.Time) time.Duration {
	return (now.Round(0).Sub(prev.Round(0)) - now.Sub(prev)).Abs()
}

// Wake makes the scheduler read its source again, soon.
func (s *Scheduler) Wake() {
	s.mu.Lock()
	s.stale = true
	s.mu.Unlock()
	s.nudge()
}

func (s *Scheduler) nudge() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

func (s *Scheduler) isStale() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stale
}

// load reads every monitor. Unchanged ones keep their place.
func (s *Scheduler) load(ctx context.Context) error {
	s.mu.Lock()
	s.stale = false // a Wake during the read makes it true again
	s.mu.Unlock()
	ms, err := s.source.Monitors(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		s.stale = true
		return err
	}
	now := time.Now()
	known := make(map[monitor.ID]bool, len(ms))
	for _, m := range ms {
		known[m.ID] = true
		s.put(m, now)
	}
	for id, it := range s.items {
		if !known[id] {
			s.drop(it)
		}
	}
	s.loaded = true
	return nil
}

// Set makes m known, or changed, without reading the source.
func (s *Scheduler) Set(m monitor.Monitor) {
	s.mu.Lock()
	s.put(m, time.Now())
	s.mu.Unlock()
	s.nudge()
}

// Remove forgets a monitor.
func (s *Scheduler) Remove(id monitor.ID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if it := s.items[id]; it != nil {
		s.drop(it)
	}
}

// put inserts or replaces m. One that is new since the first load is checked at
// once, and so is one that is no longer paused: somebody is waiting for it.
func (s *Scheduler) put(m monitor.Monitor, now time.Time) {
	it := s.items[m.ID]
	if it == nil {
		it = &item{at: -1}
		s.items[m.ID] = it
		it.asked = s.loaded && !m.Paused
	} else {
		it.asked = it.asked || it.mon.Paused && !m.Paused
	}
	if it.mon.Interval != m.Interval || it.mon.Paused != m.Paused || it.due.IsZero() {
		it.due = Next(m, now)
	}
	if m.Paused {
		it.recheck = time.Time{}
	}
	if it.mon.Version != m.Version {
		it.hold = time.Time{} // perhaps another target
	}
	it.mon = m
	s.requeue(it)
}

func (s *Scheduler) drop(it *item) {
	if it.at >= 0 {
		heap.Remove(&s.queue, it.at)
	}
	if it.running {
		s.stats.Running--
	}
	delete(s.items, it.mon.ID)
}

// requeue puts it where it belongs in the queue, or takes it out when nothing is
// to be done.
func (s *Scheduler) requeue(it *item) {
	it.key = it.wanted()
	switch {
	case it.key.IsZero() && it.at >= 0:
		heap.Remove(&s.queue, it.at)
	case it.key.IsZero():
	case it.at >= 0:
		heap.Fix(&s.queue, it.at)
	default:
		heap.Push(&s.queue, it)
	}
}

// Next returns the first time after t at which m is due: a whole number of
// intervals since 1970, plus the phase of its ID.
func Next(m monitor.Monitor, t time.Time) time.Time {
	if m.Interval <= 0 {
		return time.Time{}
	}
	phase, every := int64(m.ID.Phase(m.Interval)), int64(m.Interval)
	k := floorDiv(t.UnixNano()-phase, every) + 1
	return time.Unix(0, k*every+phase)
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
