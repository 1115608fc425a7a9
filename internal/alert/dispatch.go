package alert

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// A Dispatcher drains an [Outbox]: it claims what is due, delivers it, and
// settles it, tries again later, or gives up after [GiveUpAfter]. Each channel
// delivers for itself: a slow or broken one delays no other.
//
// Delivery is at least once. A repeat carries the same [Message.Key].
type Dispatcher struct {
	Outbox  Outbox
	New     func(Channel) (Notifier, error)
	Target  func(monitor.Monitor) string // what is watched, without secrets; may be nil
	BaseURL string                       // of our own pages, for links; may be empty
	Wake    <-chan struct{}              // the outbox has news
	Log     *slog.Logger
	// OnGiveUp, if set, is told of each delivery that is given up.
	OnGiveUp func(Delivery, string)

	mu    sync.Mutex
	lanes map[string]int // deliveries claimed and not settled, by channel
	total int
	freed chan struct{}
}

// The bounds of the work.
const (
	GiveUpAfter = 24 * time.Hour   // a delivery that has failed for so long is given up
	Timeout     = 20 * time.Second // of one try
	lease       = 45 * time.Second // of a claim; settling must fit between it and Timeout
	batch       = 64
	maxTotal    = 512 // claimed at once
	maxLane     = 64  // claimed at once for one channel; more are put back
	laneWidth   = 4   // tries at once on one channel
	idle        = time.Minute
	pushedBack  = 15 * time.Second
)

// Run works until ctx is done; deliveries under way are then cut short and put
// back, to be tried at the next start. Then it returns nil.
func (d *Dispatcher) Run(ctx context.Context) error {
	d.lanes, d.freed = map[string]int{}, make(chan struct{}, 1)
	widths := map[string]chan struct{}{}
	var wg sync.WaitGroup
	defer wg.Wait()
	for ctx.Err() == nil {
		next := time.Now().Add(idle)
		if room := d.room(); room > 0 {
			ds, due, err := d.Outbox.Claim(ctx, time.Now(), lease, min(batch, room))
			switch {
			case err != nil && ctx.Err() == nil:
				d.Log.Error("claim alerts", "err", err)
				next = time.Now().Add(time.Second)
			case len(ds) > 0:
				until := time.Now().Add(lease)
				for _, x := range ds {
					w := widths[x.Channel.ID]
					if w == nil {
						w = make(chan struct{}, laneWidth)
						widths[x.Channel.ID] = w
					}
					d.begin(ctx, &wg, w, claim{x, until})
				}
				continue
			case !due.IsZero() && due.Before(next):
				next = due
			}
		}
		d.wait(ctx, next)
	}
	return nil
}

// wait returns at next, when there is news, or when ctx is done.
func (d *Dispatcher) wait(ctx context.Context, next time.Time) {
	t := time.NewTimer(max(0, time.Until(next)))
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-d.Wake:
	case <-d.freed:
	case <-t.C:
	}
}

// A claim is a leased delivery and when its lease ends.
type claim struct {
	Delivery
	until time.Time
}

// begin delivers c in the background, or puts it back when its channel has too
// much waiting already.
func (d *Dispatcher) begin(ctx context.Context, wg *sync.WaitGroup, width chan struct{}, c claim) {
	if !d.enter(c.Channel.ID) {
		if err := d.Outbox.Retry(ctx, c.Delivery, time.Now().Add(pushedBack), "others wait for this channel"); err != nil && ctx.Err() == nil {
			d.Log.Error("put alert back", "delivery", c.ID, "err", err)
		}
		return
	}
	wg.Go(func() {
		defer d.leave(c.Channel.ID)
		select {
		case width <- struct{}{}:
			defer func() { <-width }()
		case <-ctx.Done():
			return // its lease runs out
		}
		if time.Until(c.until) < Timeout {
			return // it waited too long; it will be claimed again
		}
		d.deliver(ctx, c)
	})
}

func (d *Dispatcher) room() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return maxTotal - d.total
}

func (d *Dispatcher) enter(channel string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.lanes[channel] >= maxLane {
		return false
	}
	d.lanes[channel]++
	d.total++
	return true
}

func (d *Dispatcher) leave(channel string) {
	d.mu.Lock()
	d.total--
	if d.lanes[channel]--; d.lanes[channel] == 0 {
		delete(d.lanes, channel)
	}
	d.mu.Unlock()
	select {
	case d.freed <- struct{}{}:
	default:
	}
}
