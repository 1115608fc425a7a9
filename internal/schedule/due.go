package schedule

import (
	"context"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// sendDue hands out everything that is due and returns when the next is.
func (s *Scheduler) sendDue(ctx context.Context) (time.Time, error) {
	for {
		job, next, ok := s.take(time.Now())
		if !ok {
			return next, nil
		}
		if err := s.sender.Send(ctx, job); err != nil {
			s.Done(job.Monitor.ID) // it does not run
			return time.Time{}, err
		}
		s.sent(job)
	}
}

// take returns the next job that is due, marked as running; or when the next
// will be.
func (s *Scheduler) take(now time.Time) (monitor.Job, time.Time, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.queue) > 0 {
		it := s.queue[0]
		if it.key.After(now) {
			return monitor.Job{}, it.key, false
		}
		reason, due, run := s.decide(it, now)
		if run {
			it.running, it.asked, it.recheck = true, false, time.Time{}
			if !it.hold.After(now) {
				it.hold = time.Time{}
			}
			it.lost = time.Time{} // its time begins when it is handed out
			s.stats.Running++
		}
		s.requeue(it)
		if run {
			return monitor.Job{Monitor: it.mon, Reason: reason, Due: due, Place: s.place}, time.Time{}, true
		}
	}
	return monitor.Job{}, now.Add(idle), false
}

// decide says whether it runs now, and moves its grid point on.
func (s *Scheduler) decide(it *item, now time.Time) (reason monitor.Reason, due time.Time, run bool) {
	if it.running && !now.Before(it.lost) {
		s.log.Error("lost check", "monitor", it.mon.ID)
		it.running = false
		s.stats.Running--
	}
	held := it.hold.After(now)
	onGrid := !held && !it.mon.Paused && !it.due.IsZero() && !it.due.After(now)
	if onGrid {
		n := int64(Next(it.mon, now).Sub(it.due)/it.mon.Interval) - 1
		if it.hold.After(it.due) {
			s.stats.Held += n
		} else {
			s.stats.Missed += n
		}
		due, it.due = later(it.due, it.hold), Next(it.mon, now)
	}
	switch {
	case it.running:
		if onGrid {
			s.stats.Skipped++
		}
		return "", due, false
	case it.asked:
		return monitor.Requested, now, true
	case !held && !it.recheck.IsZero() && !it.recheck.After(now):
		return monitor.Recheck, later(it.recheck, it.hold), true
	default:
		return monitor.Scheduled, due, onGrid
	}
}

// sent counts a job that was handed out, and how late.
func (s *Scheduler) sent(job monitor.Job) {
	late := max(0, time.Since(job.Due))
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stats.Sent++
	s.stats.Late = late
	s.stats.SumLate += late
	s.stats.MaxLate = max(s.stats.MaxLate, late)
	if it := s.items[job.Monitor.ID]; it != nil && it.running {
		it.lost = time.Now().Add(it.mon.Timeout + lostAfter)
		s.requeue(it)
	}
}

// replan moves every grid point to the next one after now, without making up
// for what was missed.
func (s *Scheduler) replan(now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	missed := s.stats.Missed
	for _, it := range s.items {
		if it.mon.Paused || it.mon.Interval <= 0 {
			continue
		}
		next := Next(it.mon, now)
		s.stats.Missed += max(0, int64(next.Sub(it.due)/it.mon.Interval))
		it.due = next
		if it.recheck.After(now) {
			it.recheck = now // asked for by a clock that is no more
		}
		if it.hold.After(now.Add(maxHold)) {
			it.hold = now.Add(maxHold)
		}
		s.requeue(it)
	}
	s.log.Warn("clock jumped or machine slept", "missed", s.stats.Missed-missed)
}

// Done says that the check of a monitor has ended. Whoever receives reports
// calls it for each.
func (s *Scheduler) Done(id monitor.ID) {
	s.mu.Lock()
	it := s.items[id]
	soon := false
	if it != nil && it.running {
		it.running = false
		s.stats.Running--
		s.requeue(it)
		soon = it.asked || !it.recheck.IsZero()
	}
	s.mu.Unlock()
	if soon {
		s.nudge()
	}
}

// Recheck asks for one more check of a monitor at the time given. A check that
// begins before, for another reason, does for it. Of several requests the
// soonest counts.
func (s *Scheduler) Recheck(id monitor.ID, at time.Time) {
	s.mu.Lock()
	it := s.items[id]
	if it != nil && !it.mon.Paused && (it.recheck.IsZero() || at.Before(it.recheck)) {
		it.recheck = at
		s.requeue(it)
	}
	s.mu.Unlock()
	s.nudge()
}

// NotBefore says that the target of a monitor wants to be left alone until at.
// Then neither a scheduled check nor a re-check is handed out before, and one
// that was due meanwhile is at that time. A check that somebody asks for is.
// Of several times the last that was given counts. A restart forgets it.
func (s *Scheduler) NotBefore(id monitor.ID, at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if it := s.items[id]; it != nil {
		it.hold = at
		s.requeue(it)
	}
	// Nothing is due sooner than before, so nobody has to be woken.
}

// Check asks for a check of a monitor now, also of a paused one. If one runs,
// the next begins when it has ended. It reports whether there is such a
// monitor.
func (s *Scheduler) Check(id monitor.ID) bool {
	s.mu.Lock()
	it := s.items[id]
	if it != nil {
		it.asked = true
		s.requeue(it)
	}
	s.mu.Unlock()
	s.nudge()
	return it != nil
}

// Stats returns the counters as they are now.
func (s *Scheduler) Stats() Stats {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.stats
	st.Monitors = len(s.items)
	return st
}
