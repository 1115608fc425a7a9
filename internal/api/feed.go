package api

import (
	"context"
	"crypto/rand"
	"fmt"
	"strconv"
	"strings"
	"sync"
)

// feedKept is how many events a reader that was cut off can catch up on.
const feedKept = 1000

// readerQueue is how many events a slow reader can lag behind before it is
// told to read anew.
const readerQueue = 100

// A feed numbers events and keeps the newest, so that a reader that was cut
// off goes on where it stopped.
type feed struct {
	source Events
	boot   string // tells our numbers from those before a restart

	mu      sync.Mutex
	last    int64
	kept    []numbered // the newest, in order
	readers map[chan numbered]bool
}

type numbered struct {
	n int64
	Event
}

func newFeed(source Events) *feed {
	return &feed{source: source, boot: rand.Text()[:8], readers: map[chan numbered]bool{}}
}

// Run takes events from the source until ctx ends.
func (a *API) Run(ctx context.Context) error {
	events, cancel := a.feed.source.Subscribe()
	defer cancel()
	for {
		select {
		case <-ctx.Done():
			return nil
		case e, ok := <-events:
			if !ok {
				return nil
			}
			a.feed.add(e)
		}
	}
}

func (f *feed) add(e Event) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.last++
	x := numbered{f.last, e}
	if len(f.kept) == feedKept {
		f.kept = f.kept[1:]
	}
	f.kept = append(f.kept, x)
	for r := range f.readers {
		select {
		case r <- x:
		default: // too slow: it learns that it has missed some
			delete(f.readers, r)
			close(r)
		}
	}
}

// subscribe returns what came after the event id, and a channel of what comes
// next, which is closed when its reader is too slow. ok is false when what
// came after id is not known: the reader must read everything anew.
func (f *feed) subscribe(id string) (missed []numbered, next chan numbered, ok bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	next = make(chan numbered, readerQueue)
	f.readers[next] = true
	if id == "" {
		return nil, next, true
	}
	boot, num, _ := strings.Cut(id, "-")
	after, err := strconv.ParseInt(num, 10, 64)
	if err != nil || boot != f.boot || after > f.last {
		return nil, next, false
	}
	if first := f.last - int64(len(f.kept)); after < first {
		return nil, next, false
	}
	for _, x := range f.kept {
		if x.n > after {
			missed = append(missed, x)
		}
	}
	return missed, next, true
}

func (f *feed) unsubscribe(r chan numbered) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.readers, r)
}

// id is what Last-Event-ID repeats.
func (f *feed) id(n int64) string { return fmt.Sprintf("%s-%d", f.boot, n) }

// now is the id of the newest event.
func (f *feed) now() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.id(f.last)
}
