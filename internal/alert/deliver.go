package alert

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"time"
)

// deliver tries c once and records how it went. The record is made even when
// ctx is done meanwhile, so that what was delivered is not delivered again.
func (d *Dispatcher) deliver(ctx context.Context, c claim) {
	err := d.try(ctx, c.Delivery)
	now := time.Now()
	switch {
	case err == nil:
		d.record(ctx, c, "settle alert", func(ctx context.Context) error { return d.Outbox.Settle(ctx, c.Delivery, now) })
	case ctx.Err() != nil && !IsPermanent(err):
		d.record(ctx, c, "put alert back", func(ctx context.Context) error {
			return d.Outbox.Retry(ctx, c.Delivery, now, "the server was stopped")
		})
	default:
		d.failed(ctx, c, now, err)
	}
}

// failed sorts a failure: later again, or given up.
func (d *Dispatcher) failed(ctx context.Context, c claim, now time.Time, err error) {
	why := clip(line(err.Error()), maxLine)
	end := c.Created.Add(GiveUpAfter)
	if IsPermanent(err) || !now.Before(end) {
		d.Log.Error("give alert up", "channel", c.Channel.ID, "delivery", c.ID, "tries", c.Tries, "err", why)
		d.record(ctx, c, "give alert up", func(ctx context.Context) error { return d.Outbox.GiveUp(ctx, c.Delivery, now, why) })
		if d.OnGiveUp != nil {
			d.OnGiveUp(c.Delivery, why)
		}
		return
	}
	at := now.Add(Backoff(c.Tries, RetryAfter(err)))
	if at.After(end) {
		at = end // the last try
	}
	d.Log.Warn("alert not delivered", "channel", c.Channel.ID, "delivery", c.ID, "tries", c.Tries, "next", at, "err", why)
	d.record(ctx, c, "put alert back", func(ctx context.Context) error { return d.Outbox.Retry(ctx, c.Delivery, at, why) })
}

// record runs f until it succeeds or the lease of c has ended; then the claim
// is void and another one settles it.
func (d *Dispatcher) record(ctx context.Context, c claim, what string, f func(context.Context) error) {
	rctx, cancel := context.WithDeadlineCause(context.WithoutCancel(ctx), c.until, errors.New("lease of the delivery"))
	defer cancel()
	for wait := 100 * time.Millisecond; ; wait = min(2*wait, 5*time.Second) {
		err := f(rctx)
		if err == nil {
			return
		}
		d.Log.Error(what, "delivery", c.ID, "err", err)
		select {
		case <-rctx.Done():
			return
		case <-time.After(wait):
		}
		if ctx.Err() != nil {
			return // stopping: one try must do
		}
	}
}

// try makes one try. A notifier that panics has failed, not us.
func (d *Dispatcher) try(ctx context.Context, x Delivery) (err error) {
	defer func() {
		if p := recover(); p != nil {
			d.Log.Error("notifier panicked", "kind", x.Channel.Kind, "panic", fmt.Sprintf("%T", p), "stack", string(debug.Stack()))
			err = errors.New("the notifier broke; the log has the details")
		}
	}()
	n, err := d.New(x.Channel)
	if err != nil {
		return Permanent(fmt.Errorf("make notifier: %w", err))
	}
	if d.Target != nil {
		x.Target = d.Target(x.Monitor)
	}
	tctx, cancel := context.WithTimeoutCause(ctx, Timeout, errors.New("timeout of one delivery"))
	defer cancel()
	return n.Notify(tctx, Compose(x, d.BaseURL))
}

// Test sends a test message to ch once and returns what came of it.
func (d *Dispatcher) Test(ctx context.Context, ch Channel) error {
	now := time.Now()
	return d.try(ctx, Delivery{
		Key:        fmt.Sprintf("test/%s/%d", ch.ID, now.UnixNano()),
		Transition: Test, At: now, Created: now, Tries: 1, Channel: ch,
	})
}

// Backoff returns how long to wait after the given number of tries: five
// seconds, doubled with each try up to ten minutes, give or take a fifth; and
// not less than the receiver asked for, up to six hours.
func Backoff(tries int, asked time.Duration) time.Duration {
	d := min(5*time.Second<<min(max(tries, 1)-1, 10), 10*time.Minute)
	d += time.Duration((rand.Float64() - 0.5) * 0.4 * float64(d))
	return max(d, min(asked, 6*time.Hour))
}
