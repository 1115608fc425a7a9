package store

import (
	"context"
	"sync"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/store/pack"
)

// A resultLog takes results and keeps them as packed blocks:
//
//	Append ─► batch ─► result_log      a row per second or 1,000 results: what a crash may not take
//	      └─► open hour, in memory     for reading, and to become
//	               └─► hour_blocks     when the hour is over; its part of result_log goes with the last of them
//	                      └─► day_blocks, day_rollups, minute_rollups   when the day is over
//
// The result_log is only read at the start, to make the open hours again.
type resultLog struct {
	d *DB

	mu      sync.Mutex
	dict    pack.Dict
	series  map[monitor.ID]*series
	nums    map[int64]*series
	batches []*batch         // not sealed yet, one for each hour
	pending int              // results in batches
	begun   time.Time        // when the oldest of pending came
	queue   []blob           // sealed, not committed yet
	queued  int              // results in queue
	flying  int              // how many of the front of queue are being written
	seq     int32            // of the last blob that was sealed
	hours   map[int64]bool   // that have results in batches, queue or result_log
	packed  map[int64]bool   // that have hour blocks
	touched map[*series]bool // since the last event, while somebody listens
	failed  error            // why the last write failed; nil when it did not
	spilled int              // results in the spill file
	lost    int              // results that found no place
	gen     int64            // raised when days were merged: cached sums are stale
	closes  int64            // raised when an hour was packed
	limit   int              // how many results may wait in memory

	tidy   sync.Mutex // held during upkeep
	blocks sync.Mutex // held while hour blocks are made or merged
	// merging is held for writing while a day is exchanged for its hours, so
	// that who adds up both counts nothing twice and misses nothing.
	merging sync.RWMutex

	spill      *spillFile // nil without a folder
	kick       chan struct{}
	full       chan struct{}
	overflow   chan struct{}
	flushes    chan chan error
	upkeeps    chan chan error
	stop       <-chan struct{}
	life       context.Context // ends with stop: it bounds upkeep
	end        context.CancelFunc
	background sync.WaitGroup
}

// A series is what is kept in memory of one monitor.
type series struct {
	id   monitor.ID
	num  int64
	open []openHour      // usually one, two around the turn of the hour
	last *measure.Result // when no hour is open: the last one, if it was looked up
	sum  cachedSum
}

type openHour struct {
	hour  int64 // in ms
	block pack.Open
	up    Uptime
}

// A batch gathers results of one hour until they are sealed.
type batch struct {
	hour int64
	rs   []measure.Result
	nums []int64
}

// A blob is a sealed batch: a row of result_log.
type blob struct {
	seq   int32
	hour  int64
	n     int
	data  []byte
	begun time.Time // when the first of it came
}

const (
	hourMS = int64(time.Hour / time.Millisecond)
	dayMS  = 24 * hourMS

	// flushAfter and flushAt bound what a crash of the process can take.
	flushAfter = time.Second
	flushAt    = 1000
)

func floorTo(ms, step int64) int64 {
	f := ms - ms%step
	if ms%step < 0 {
		f -= step
	}
	return f
}

// Append implements judge.Log. A result of a monitor that was deleted is
// forgotten. What is appended is durable within a second, or as soon as the
// database answers again; a crash before that takes it.
func (d *DB) Append(r measure.Result) { d.results.append(r) }

func (l *resultLog) append(r measure.Result) {
	l.mu.Lock()
	defer l.mu.Unlock()
	s, ok := l.series[r.Monitor]
	if !ok {
		return
	}
	hour := floorTo(r.At.UnixMilli(), hourMS)
	s.add(hour, r, &l.dict)
	l.hours[hour] = true
	if l.touched != nil {
		l.touched[s] = true
	}
	b := l.batch(hour)
	b.rs = append(b.rs, r)
	b.nums = append(b.nums, s.num)
	if l.pending == 0 {
		l.begun = time.Now()
		signal(l.kick)
	}
	if l.pending++; l.pending >= flushAt {
		l.seal()
		signal(l.full)
		if l.queued > l.limit {
			signal(l.overflow)
		}
	}
}

func signal(ch chan struct{}) {
	select {
	case ch <- struct{}{}:
	default:
	}
}

func (l *resultLog) batch(hour int64) *batch {
	for _, b := range l.batches {
		if b.hour == hour {
			return b
		}
	}
	b := &batch{hour: hour}
	l.batches = append(l.batches, b)
	return b
}

// seal moves the batches to the queue. The caller holds l.mu.
func (l *resultLog) seal() {
	for _, b := range l.batches {
		l.seq++
		l.queue = append(l.queue, blob{l.seq, b.hour, len(b.rs), pack.AppendResults(nil, b.rs, b.nums), l.begun})
		l.queued += len(b.rs)
	}
	l.batches, l.pending = nil, 0
}

func (s *series) add(hour int64, r measure.Result, dict *pack.Dict) {
	for i := range s.open {
		if s.open[i].hour == hour {
			s.open[i].block.Append(r, dict)
			s.open[i].up.add(r.State)
			return
		}
	}
	s.open = append(s.open, openHour{hour: hour})
	o := &s.open[len(s.open)-1]
	o.block.Append(r, dict)
	o.up.add(r.State)
}

// known makes the results of a monitor welcome.
func (l *resultLog) known(id monitor.ID, num int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := &series{id: id, num: num}
	l.series[id], l.nums[num] = s, s
}

// forget ends that. What is kept of the monitor goes with the next upkeep.
func (l *resultLog) forget(id monitor.ID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if s, ok := l.series[id]; ok {
		delete(l.series, id)
		delete(l.nums, s.num)
		delete(l.touched, s)
	}
}
