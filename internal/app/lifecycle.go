package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"
)

// stopTimeout bounds the whole of Stop. What has not ended by then is left to
// the process's end: everything that matters is in the database.
const stopTimeout = 15 * time.Second

// lifecycle undoes in reverse what was done, once.
type lifecycle struct {
	log  *slog.Logger
	mu   sync.Mutex
	undo []step
	// failed takes the first error of a service that ended by itself.
	failed chan error
}

type step struct {
	name string
	stop func(context.Context) error
}

func newLifecycle(log *slog.Logger) *lifecycle {
	return &lifecycle{log: log, failed: make(chan error, 1)}
}

// onStop registers how to undo what has just been done.
func (l *lifecycle) onStop(name string, f func(context.Context) error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.undo = append(l.undo, step{name, f})
}

// spawn runs a service until stop. A service returns nil when its context
// ends; one that ends before, or panics, brings the process down, since half
// a monitor is worse than a restart.
func (l *lifecycle) spawn(name string, run func(context.Context) error) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() {
		var err error
		defer func() {
			if p := recover(); p != nil {
				err = fmt.Errorf("panic: %v", p)
			}
			if ctx.Err() == nil {
				if err == nil {
					err = errors.New("ended by itself")
				}
				select {
				case l.failed <- fmt.Errorf("%s: %w", name, err):
				default:
				}
			}
			done <- err
		}()
		err = run(ctx)
	}()
	l.onStop(name, func(stop context.Context) error {
		cancel()
		select {
		case err := <-done:
			if errors.Is(err, context.Canceled) {
				return nil
			}
			return err
		case <-stop.Done():
			return fmt.Errorf("still running after %v", stopTimeout)
		}
	})
}

// stop undoes everything, the last thing first. It may be called again.
func (l *lifecycle) stop() error {
	l.mu.Lock()
	undo := l.undo
	l.undo = nil
	l.mu.Unlock()
	ctx, cancel := context.WithTimeoutCause(context.Background(), stopTimeout, errors.New("stopping took too long"))
	defer cancel()
	var errs []error
	for _, s := range slices.Backward(undo) {
		if err := s.stop(ctx); err != nil {
			errs = append(errs, fmt.Errorf("stop %s: %w", s.name, err))
		}
	}
	return errors.Join(errs...)
}
