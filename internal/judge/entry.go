package judge

import (
	"hash/fnv"
	"net/url"
	"strconv"
	"sync"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// A queued is a report that waits to be judged.
type queued struct {
	measure.Report

	state    monitor.State
	failure  measure.Failure
	appended bool // its result is in the log
	wait     wait // that the target asks for
}

// An entry is what the judge remembers of a monitor between reports: a copy of
// what the ledger holds, enough to see that a report says nothing new.
type entry struct {
	id monitor.ID

	mu           sync.Mutex
	busy         bool // a goroutine drains queue
	queue        []queued
	loaded       bool
	version      int // grows when what is held may be out of date
	mon          monitor.Monitor
	mem          incident.Memory
	investigated bool // the open incident was
	good         mark
	table        tableMark // of a matrix, during an incident
	host         string
	url          string // without secrets
	asks         *meter // of the host
}

// meter returns what counts the requests to the monitor's host.
func (e *entry) meter() *meter {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.asks
}

func (e *entry) isLoaded() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.loaded
}

// take copies a case that was read when the entry had the version given.
func (e *entry) take(c Case, version int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.loaded, e.mon, e.mem = version == e.version, c.Monitor, c.Memory
	e.mon.Spec, e.mon.Tags, e.mon.Channels = nil, nil, nil // not needed between reports
	e.investigated = c.Incident != nil && c.Incident.Investigated
	e.good = mark{}
	if c.LastGood != nil {
		e.good = markOf(c.LastGood)
	}
}

// concerns reports whether q changes anything that is kept, or needs an
// investigation. It is all that the hot path does; e.mu is held.
func (e *entry) concerns(q *queued) bool {
	mem, chs := incident.Step(e.mon.Policy, e.mem, input(e.mon, e.mem, q))
	return mem != e.mem || len(chs) > 0 || q.state.Good() && e.good.wants(&q.Report) ||
		q.state.Bad() && e.mem.Incident != "" && !e.mon.Paused && (!e.investigated || e.table.wants(&q.Report) || e.mem.Wait.IsZero() && !q.wait.until.IsZero())
}

// input is q as the state machine sees it.
func input(m monitor.Monitor, mem incident.Memory, q *queued) incident.Input {
	in := incident.Input{At: q.At.Round(0).UTC(), State: q.state, Failure: q.failure, Status: q.Status(), Paused: m.Paused}
	if mem.Streak > 0 {
		in.Gap = q.At.Sub(mem.Seen) > 3*m.Interval+m.Timeout+m.Policy.Recheck
	}
	if q.state.Bad() {
		in.Quiet = m.InMaintenance(q.At.Add(q.Took))
		in.Announced = q.wait.until.Sub(q.At.Add(q.Took)) > max(m.Policy.Recheck, patience)
	}
	return in
}

// A mark says which good answer is kept, so that not every one is.
type mark struct {
	at    time.Time
	print uint64
}

const (
	goodAtLeast = 10 * time.Minute // between two good answers that are kept
	goodAtMost  = 24 * time.Hour
)

// wants reports whether r is to be kept in place of what is: when nothing is,
// when it differs in what a diagnosis compares, or when what is kept is old.
func (m mark) wants(r *measure.Report) bool {
	if m.at.IsZero() {
		return true
	}
	age := r.At.Sub(m.at)
	return age >= goodAtMost || age >= goodAtLeast && print(r) != m.print
}

func markOf(r *measure.Report) mark { return mark{r.At, print(r)} }

// print is the same for two answers that do not differ materially: status,
// server, type, certificate and hops, not the body or the address, which
// change all the time.
func print(r *measure.Report) uint64 {
	h := fnv.New64a()
	for i := range r.Hops {
		hop := &r.Hops[i]
		if a := hop.Answer; a != nil {
			h.Write([]byte(strconv.Itoa(a.Status) + "\x00" + a.Proto + "\x00" + a.Get("Server") + "\x00" + a.Get("Content-Type") + "\x00"))
		}
		if hop.TLS != nil && len(hop.TLS.Chain) > 0 {
			h.Write([]byte(hop.TLS.Chain[0].SHA256))
		}
		h.Write([]byte{1})
	}
	return h.Sum64()
}

// place puts e among the monitors of the host that r asked.
func (j *Judge) place(e *entry, r *measure.Report) {
	if len(r.Hops) == 0 {
		return
	}
	u, err := url.Parse(r.Hops[0].Request.URL)
	if err != nil || u.Host == "" {
		return
	}
	clean := measure.Redact(measure.Report{Hops: []measure.Hop{{Request: measure.Request{URL: r.Hops[0].Request.URL}}}})
	e.mu.Lock()
	was := e.host
	e.host, e.url = u.Host, clean.Hops[0].Request.URL
	e.mu.Unlock()
	j.mu.Lock()
	defer j.mu.Unlock()
	if was != u.Host {
		j.leave(was, e.id)
	}
	h := j.hosts[u.Host]
	if h == nil {
		h = &host{monitors: map[monitor.ID]*entry{}}
		j.hosts[u.Host] = h
	}
	h.monitors[e.id] = e
	e.mu.Lock()
	e.asks = &h.asks
	e.mu.Unlock()
}

// leave takes a monitor from those of a host; j.mu is held.
func (j *Judge) leave(host string, id monitor.ID) {
	if h := j.hosts[host]; h != nil {
		if delete(h.monitors, id); len(h.monitors) == 0 {
			delete(j.hosts, host)
		}
	}
}

// forget drops a monitor that is no more.
func (j *Judge) forget(e *entry) {
	e.mu.Lock()
	host := e.host
	j.waiting.Add(-int64(len(e.queue)))
	e.queue, e.loaded = nil, false
	e.mu.Unlock()
	j.mu.Lock()
	defer j.mu.Unlock()
	j.leave(host, e.id)
	if j.entries[e.id] == e {
		delete(j.entries, e.id)
	}
}

// maxPeers bounds what is told of other monitors of a host.
const maxPeers = 20

// A scene is what is known around a monitor: others of the same host, and how
// often we ask that host ourselves.
type scene struct {
	peers []diagnose.Peer
	rate  int // requests in the last minute
	table tableMark
}

func (j *Judge) around(e *entry) scene {
	e.mu.Lock()
	host, s := e.host, scene{table: e.table}
	e.mu.Unlock()
	j.mu.Lock()
	var same []*entry
	if h := j.hosts[host]; h != nil {
		s.rate = h.asks.rate(time.Now())
		for _, o := range h.monitors {
			if o != e && len(same) < maxPeers {
				same = append(same, o)
			}
		}
	}
	j.mu.Unlock()
	for _, o := range same {
		o.mu.Lock()
		if o.loaded && !o.mon.Paused {
			s.peers = append(s.peers, diagnose.Peer{Monitor: o.id, URL: o.url, SameHost: true, State: o.mem.State, Status: o.mem.Status, Since: o.mem.Since})
		}
		o.mu.Unlock()
	}
	return s
}
