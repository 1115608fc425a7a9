package judge

import (
	"sync"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// A host is what the judge knows of one host: who watches it, and how often we
// ask it ourselves. Its monitors are guarded by Judge.mu.
type host struct {
	monitors map[monitor.ID]*entry
	asks     meter
}

// The meter counts in slots of five seconds, a minute of them and the one
// under way.
const (
	slot  = 5 * time.Second
	slots = int(time.Minute/slot) + 1
)

// A meter counts requests, so that "is it us?" can be answered. The nil meter
// counts nothing.
type meter struct {
	mu    sync.Mutex
	last  int64 // the newest slot, in slots since 1970
	count [slots]uint32
}

// add counts n requests that began at at.
func (m *meter) add(at time.Time, n int) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	s := at.UnixNano() / int64(slot)
	m.advance(s)
	if m.last-s < int64(slots) {
		m.count[s%int64(slots)] += uint32(n)
	}
}

// rate returns how many requests there were in the minute before now, and up
// to one slot more.
func (m *meter) rate(now time.Time) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.advance(now.UnixNano() / int64(slot))
	n := 0
	for _, c := range m.count {
		n += int(c)
	}
	return n
}

// advance empties the slots between the newest and s; m.mu is held.
func (m *meter) advance(s int64) {
	if s <= m.last {
		return
	}
	for i := max(m.last+1, s-int64(slots)+1); i <= s; i++ {
		m.count[i%int64(slots)] = 0
	}
	m.last = s
}

// requests is how many requests of r went to the host that it asked first, as
// far as addresses show.
func requests(r *measure.Report) int {
	n := 0
	for i := range r.Hops {
		if i == 0 || r.Hops[i].Addr == r.Hops[0].Addr {
			n++
		}
	}
	return n
}
