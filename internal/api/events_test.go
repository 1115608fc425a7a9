package api

import (
	"bufio"
	"context"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// reader reads a stream over a real server and an in-memory connection.
type reader struct {
	lines chan string
	close func()
}

// listen serves a over net.Pipe and returns a way to open its event stream.
func listen(t *testing.T, a *API) (open func(lastID string) *reader) {
	t.Helper()
	conns := make(chan net.Conn)
	srv := &http.Server{Handler: a.Handler()}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = srv.Serve(pipes{conns})
	}()
	go func() { _ = a.Run(t.Context()) }()
	t.Cleanup(func() { _ = srv.Close(); <-done })
	return func(lastID string) *reader {
		mine, theirs := net.Pipe()
		conns <- theirs
		req, _ := http.NewRequestWithContext(t.Context(), "GET", "http://x/api/v1/events", nil)
		req.Header.Set("Last-Event-ID", lastID)
		go func() { _ = req.Write(mine) }()
		res, err := http.ReadResponse(bufio.NewReader(mine), req)
		if err != nil || res.StatusCode != 200 || res.Header.Get("Content-Type") != "text/event-stream" {
			t.Fatalf("open stream: %v, %v", res, err)
		}
		gone := make(chan struct{})
		r := &reader{lines: make(chan string), close: func() { close(gone); _ = mine.Close() }}
		go func() {
			defer close(r.lines)
			for s := bufio.NewScanner(res.Body); s.Scan(); {
				select {
				case r.lines <- s.Text():
				case <-gone:
				}
			}
		}()
		return r
	}
}

type pipes struct{ conns chan net.Conn }

func (p pipes) Accept() (net.Conn, error) {
	c, ok := <-p.conns
	if !ok {
		return nil, net.ErrClosed
	}
	return c, nil
}
func (p pipes) Close() error   { close(p.conns); return nil }
func (p pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipe"} }

// next returns the next event's id, name and data, past comments.
func (r *reader) next(t *testing.T) (id, name, data string) {
	t.Helper()
	for line := range r.lines {
		field, value, _ := strings.Cut(line, ": ")
		switch {
		case field == "id":
			id = value
		case field == "event":
			name = value
		case field == "data":
			data = value
		case line == "" && name != "":
			return id, name, data
		}
	}
	t.Fatal("the stream ended")
	return
}

func TestStream(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		a := w.api(t)
		open := listen(t, a)
		r := open("")
		synctest.Wait()
		w.events <- Event{Kind: EventMonitor, Monitor: "m1", State: monitor.Refused, At: when}
		first, name, data := r.next(t)
		if name != "monitor" || data != `{"kind":"monitor","monitor_id":"m1","state":"refused","at":"2026-11-24T06:00:00Z"}` {
			t.Errorf("got %s %s", name, data)
		}
		w.events <- Event{}
		if _, name, _ := r.next(t); name != "resync" {
			t.Errorf("events were missed, and it says %s", name)
		}
		r.close()

		w.events <- Event{Kind: EventIncident, Incident: "i1"} // while nobody listens
		synctest.Wait()
		r = open(first)
		if _, name, _ := r.next(t); name != "resync" {
			t.Errorf("after the first came a resync, got %s", name)
		}
		if _, name, data := r.next(t); name != "incident" || !strings.Contains(data, "i1") {
			t.Errorf("what came while it was cut off: %s %s", name, data)
		}
		r.close()
		for _, unknown := range []string{"nonsense", "other-1", strings.SplitN(first, "-", 2)[0] + "-99"} {
			r = open(unknown)
			if _, name, _ := r.next(t); name != "resync" {
				t.Errorf("last id %s: got %s", unknown, name)
			}
			r.close()
		}
	})
}

func TestStreamHeartbeat(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		r := listen(t, w.api(t))("")
		begin := time.Now()
		for line := range r.lines {
			if strings.HasPrefix(line, ": ") {
				break
			}
		}
		if d := time.Since(begin); d != heartbeat {
			t.Errorf("the first sign of life came after %v", d)
		}
		r.close()
	})
}

func TestStreamEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := listen(t, newWorld().api(t))("")
		begin := time.Now()
		for range r.lines { // heartbeats, until it ends
		}
		if d := time.Since(begin); d != streamLife {
			t.Errorf("the stream went on for %v", d)
		}
		r.close()
	})
}

// A reader that does not read is dropped, and does not hold up the others.
func TestSlowReader(t *testing.T) {
	f := newFeed(nil)
	_, slow, _ := f.subscribe("")
	_, quick, _ := f.subscribe("")
	for range readerQueue + 1 {
		f.add(Event{Kind: EventResult})
		<-quick
	}
	n := 0
	for range slow {
		n++
	}
	if n != readerQueue {
		t.Errorf("the slow reader got %d events before it was dropped", n)
	}
	f.unsubscribe(slow)
	f.add(Event{Kind: EventResult})
	<-quick
}

func TestFeedForgetsTheOldest(t *testing.T) {
	f := newFeed(nil)
	for range feedKept + 10 {
		f.add(Event{Kind: EventResult})
	}
	if missed, _, ok := f.subscribe(f.id(10)); !ok || len(missed) != feedKept {
		t.Errorf("got %d, %v", len(missed), ok)
	}
	for _, unknown := range []string{"other-20", "20", f.id(feedKept + 11)} {
		if _, _, ok := f.subscribe(unknown); ok {
			t.Errorf("it cannot know what came after %s", unknown)
		}
	}
	if _, _, ok := f.subscribe(f.id(9)); ok {
		t.Error("it cannot know what came after the ninth")
	}
}

func TestRunEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error)
		a := newWorld().api(t)
		go func() { done <- a.Run(ctx) }()
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}
