package judge_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/judge"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/problem"
)

// A book is a ledger and a log in memory. What it did is written down a line
// an item.
type book struct {
	mu        sync.Mutex
	began     time.Time
	monitors  map[monitor.ID]monitor.Monitor
	memory    map[monitor.ID]incident.Memory
	incidents map[incident.ID]incident.Incident
	good      map[monitor.ID]measure.Report
	lines     []string
	results   []measure.Result
	commits   int
	reads     int
	evidence  []measure.Report // captures of failures, and trials
	fail      error            // of every call
	stalled   chan struct{}    // calls wait until it is closed
}

func newBook(ms ...monitor.Monitor) *book {
	b := &book{
		began: time.Now(), monitors: map[monitor.ID]monitor.Monitor{}, memory: map[monitor.ID]incident.Memory{},
		incidents: map[incident.ID]incident.Incident{}, good: map[monitor.ID]measure.Report{},
	}
	for _, m := range ms {
		b.monitors[m.ID] = m
	}
	return b
}

func (b *book) wait(ctx context.Context) error {
	b.mu.Lock()
	stalled, fail := b.stalled, b.fail
	b.mu.Unlock()
	if stalled != nil {
		select {
		case <-stalled:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	return fail
}

func (b *book) Judge(ctx context.Context, id monitor.ID, decide func(judge.Case) (*judge.Outcome, error)) error {
	if err := b.wait(ctx); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	m, ok := b.monitors[id]
	if !ok {
		return problem.New(problem.NotFound, "There is no such monitor (any more).")
	}
	c := judge.Case{Monitor: m, Memory: b.memory[id]}
	if inc, ok := b.incidents[c.Memory.Incident]; ok {
		c.Incident = &inc
	}
	if g, ok := b.good[id]; ok {
		c.LastGood = &g
	}
	out, err := decide(c)
	if err != nil || out == nil {
		b.reads++
		return err
	}
	b.commits++
	b.memory[id] = out.Memory
	if out.Incident != nil {
		b.incidents[out.Incident.ID] = *out.Incident
	}
	if out.Capture != nil && !out.Good {
		b.evidence = append(b.evidence, *out.Capture)
	}
	if out.Capture != nil && out.Good {
		b.good[id] = *out.Capture
		b.line("%s keeps a good answer", id)
	}
	for _, e := range out.Events {
		if e.Kind == incident.Waiting {
			b.line("%s %s", id, e.Text)
			continue
		}
		b.line("%s %s %s>%s", id, e.Kind, e.From, e.To)
	}
	for _, a := range out.Alerts {
		b.line("%s alert %s %s hold %v", id, a.Transition, a.State, a.Hold)
	}
	return nil
}

func (b *book) Diagnosed(ctx context.Context, id incident.ID, d diagnose.Diagnosis, trials []measure.Report, _ time.Time) error {
	if err := b.wait(ctx); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	inc, ok := b.incidents[id]
	if !ok {
		return problem.New(problem.NotFound, "There is no such incident (any more).")
	}
	inc.Diagnosis, inc.Investigated = d, true
	b.incidents[id] = inc
	b.evidence = append(b.evidence, trials...)
	b.line("%s diagnosed", inc.Monitors[0])
	return nil
}

// line writes down what happened and when; b.mu is held.
func (b *book) line(format string, args ...any) {
	b.lines = append(b.lines, fmt.Sprintf("%v ", time.Since(b.began).Round(100*time.Millisecond))+fmt.Sprintf(format, args...))
}

func (b *book) Append(r measure.Result) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.results = append(b.results, r)
}

// take returns what was written down since the last call.
func (b *book) take() []string {
	synctest.Wait()
	b.mu.Lock()
	defer b.mu.Unlock()
	lines := b.lines
	b.lines = nil
	return lines
}

// count returns how many commits and results there are.
func (b *book) count() (commits, results int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.commits, len(b.results)
}

func (b *book) set(f func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	f()
}

// A site answers experiments as f says, after a while.
type site struct {
	mu    sync.Mutex
	tries []measure.Trial
	at    []time.Time
	now   int // under way
	most  int
	took  time.Duration
	f     func(measure.Trial) measure.Report
}

func (s *site) Try(ctx context.Context, t measure.Trial) (measure.Report, error) {
	s.mu.Lock()
	s.tries, s.at = append(s.tries, t), append(s.at, time.Now())
	s.now++
	s.most = max(s.most, s.now)
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		s.now--
		s.mu.Unlock()
	}()
	at := time.Now()
	select {
	case <-ctx.Done():
		return measure.Report{}, ctx.Err()
	case <-time.After(s.took):
	}
	r := s.f(t)
	r.At, r.Took, r.Step, r.Reason = at, s.took, new(t.Step), monitor.Trial
	return r, nil
}

func (s *site) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.tries)
}

// seen returns the experiments so far, when each began, and how many ran at
// once at most.
func (s *site) seen() (tries []measure.Trial, at []time.Time, most int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.tries), slices.Clone(s.at), s.most
}

// A court is a judge over a book inside a bubble.
type court struct {
	*book
	*judge.Judge

	rechecks []string
	waits    []time.Duration // that targets were to be left alone for
	halt     func()          // ends the judge, as a restart does
}

func convene(t *testing.T, b *book, s *site) *court {
	t.Helper()
	c := &court{book: b}
	o := judge.Options{Ledger: b, Results: b, Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Recheck: func(id monitor.ID, at time.Time) {
		b.mu.Lock()
		defer b.mu.Unlock()
		c.rechecks = append(c.rechecks, fmt.Sprint(id, " in ", time.Until(at)))
	}, NotBefore: func(_ monitor.ID, at time.Time) {
		b.mu.Lock()
		defer b.mu.Unlock()
		c.waits = append(c.waits, time.Until(at).Round(time.Second))
	}}
	if s != nil {
		o.Trier = s
	}
	c.Judge = judge.New(o)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- c.Run(ctx) }()
	c.halt = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(c.halt)
	return c
}

func mon(id string) monitor.Monitor {
	return monitor.Monitor{
		ID: monitor.ID(id), Name: id, Kind: "http", Interval: 30 * time.Second, Timeout: 10 * time.Second, Policy: monitor.DefaultPolicy(), Version: 1,
	}
}

// answer is a check of id that got a status, a moment ago.
func answer(id string, status int) measure.Report {
	h := measure.Hop{
		Request: measure.Request{Method: "GET", URL: "https://" + id + ".example/file?token=SECRET", Header: []measure.Field{{Name: "Authorization", Value: "Bearer SECRET"}}},
		Addr:    netip.MustParseAddrPort("192.0.2.7:443"),
		Answer: &measure.Answer{
			Status: status, Proto: "HTTP/1.1", Header: []measure.Field{{Name: "Server", Value: "nginx/1.25"}, {Name: "Content-Type", Value: "text/html"}},
			Body: []byte("<html><head><title>" + fmt.Sprint(status) + "</title></head></html>"), Size: 60,
		},
		Observations: []measure.Observation{{Op: measure.Resolve}, {Op: measure.Connect}, {Op: measure.Wait}, {Op: measure.Transfer}, {Op: measure.Judge}},
	}
	if status/100 != 2 {
		h.Observations[4].Failure = measure.StatusUnexpected
	}
	return measure.Report{Monitor: monitor.ID(id), Place: monitor.LocalPlace, Reason: monitor.Scheduled, At: time.Now().Add(-50 * time.Millisecond), Took: 50 * time.Millisecond, Hops: []measure.Hop{h}}
}

// fault is a check that could not be made.
func fault(id string) measure.Report {
	return measure.Report{Monitor: monitor.ID(id), Place: monitor.LocalPlace, At: time.Now(), Fault: "no agent"}
}

func (c *court) say(t *testing.T, what string, want ...string) {
	t.Helper()
	if got := c.take(); !slices.Equal(got, want) {
		t.Errorf("%s:\n got %s\nwant %s", what, strings.Join(got, "\n     "), strings.Join(want, "\n     "))
	}
}

func judgeFor(b *testing.B, book *book) *judge.Judge {
	b.Helper()
	return judge.New(judge.Options{Ledger: book, Results: book, Log: slog.New(slog.DiscardHandler)})
}
