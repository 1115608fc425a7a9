package bus

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// A fake hangs on monitors whose ID begins with "hang", until the timeout.
type fake struct{}

func (fake) Do(ctx context.Context, job monitor.Job) measure.Report {
	r := measure.Report{Monitor: job.Monitor.ID, Place: job.Place, At: time.Now()}
	if strings.HasPrefix(string(job.Monitor.ID), "hang") {
		select {
		case <-time.After(job.Monitor.Timeout):
		case <-ctx.Done():
			r.Fault = "stopped"
		}
	}
	return r
}

func (f fake) Try(ctx context.Context, t measure.Trial) measure.Report {
	r := f.Do(ctx, t.Job)
	r.Step = &t.Step
	return r
}

// served runs a bus in a bubble and returns what came back.
func served(t *testing.T, limit int) (l *Local, stop func() []measure.Report) {
	l = NewLocal(limit)
	ctx, cancel := context.WithCancel(t.Context())
	var mu sync.Mutex
	var got []measure.Report
	done := make(chan struct{})
	go func() {
		defer close(done)
		l.Serve(ctx, map[string]Worker{monitor.LocalPlace: fake{}}, func(_ context.Context, r measure.Report) {
			time.Sleep(time.Millisecond) // a report that is begun is handled to its end
			mu.Lock()
			defer mu.Unlock()
			got = append(got, r)
		})
	}()
	synctest.Wait()
	return l, func() []measure.Report {
		cancel()
		<-done
		return got
	}
}

func send(t *testing.T, l *Local, id string) {
	t.Helper()
	job := monitor.Job{Monitor: monitor.Monitor{ID: monitor.ID(id), Timeout: 10 * time.Second}, Place: monitor.LocalPlace}
	if err := l.Send(t.Context(), job); err != nil {
		t.Error(err)
	}
}

// A thousand endpoints that hang delay none that answers.
func TestHangingEndpointsDelayNone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, stop := served(t, 0)
		began := time.Now()
		for i := range 1000 {
			send(t, l, fmt.Sprint("hang", i))
		}
		for i := range 5000 {
			send(t, l, fmt.Sprint("well", i))
		}
		synctest.Wait()
		if d := time.Since(began); d > 10*time.Millisecond { // the fake's handling takes one
			t.Errorf("the healthy ones waited %v", d)
		}
		time.Sleep(11 * time.Second)
		if got := stop(); len(got) != 6000 {
			t.Errorf("%d reports", len(got))
		}
	})
}

// At the limit, Send blocks until a check ends; it ends with its context.
func TestBackPressure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, stop := served(t, 2)
		began := time.Now()
		send(t, l, "hang1")
		send(t, l, "hang2")
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := l.Send(ctx, monitor.Job{}); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a third check was taken: %v", err)
		}
		send(t, l, "well")
		if d := time.Since(began); d != 10*time.Second+time.Millisecond {
			t.Errorf("waited %v", d)
		}
		time.Sleep(time.Second)
		if got := stop(); len(got) != 3 {
			t.Errorf("%d reports", len(got))
		}
	})
}

// The end of ctx ends what runs; what it cut off is not reported.
func TestServeStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, stop := served(t, 10)
		send(t, l, "hang")
		send(t, l, "well")
		synctest.Wait()
		began := time.Now()
		if got := stop(); len(got) != 1 || got[0].Monitor != "well" {
			t.Errorf("%+v", got)
		}
		if d := time.Since(began); d != time.Millisecond {
			t.Errorf("stopping took %v", d)
		}
		if _, err := l.Try(t.Context(), measure.Trial{}); !errors.Is(err, ErrNoPlace) {
			t.Errorf("a bus that is not served makes experiments: %v", err)
		}
	})
}

func TestTry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, stop := served(t, 1)
		send(t, l, "hang") // takes the only place; experiments do not wait for it
		r, err := l.Try(t.Context(), measure.Trial{Job: monitor.Job{Monitor: monitor.Monitor{ID: "m"}}, Step: measure.Step{Experiment: measure.XRepeat}})
		if err != nil || r.Monitor != "m" || r.Step.Experiment != measure.XRepeat {
			t.Errorf("%+v, %v", r, err)
		}
		if _, err := l.Try(t.Context(), measure.Trial{Job: monitor.Job{Place: "moon"}}); !errors.Is(err, ErrNoPlace) {
			t.Errorf("an experiment on the moon: %v", err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		long := monitor.Monitor{ID: "hang", Timeout: time.Hour}
		if _, err := l.Try(ctx, measure.Trial{Job: monitor.Job{Monitor: long}}); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("an experiment that was cut off: %v", err)
		}
		stop()
	})
}

func TestUnknownPlaceIsAFault(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, stop := served(t, 1)
		if err := l.Send(t.Context(), monitor.Job{Monitor: monitor.Monitor{ID: "m"}, Place: "moon"}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		if got := stop(); len(got) != 1 || got[0].Fault == "" || got[0].Place != "moon" {
			t.Errorf("%+v", got)
		}
	})
}
