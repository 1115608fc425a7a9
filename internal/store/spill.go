package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"sync"

	"github.com/uptimesignal/uptimesignal/internal/problem"
)

// spillName is the file for results that wait and are too many for memory.
const spillName = "results.waiting"

// maxWaiting is how many results wait in memory; packed they take some 15
// bytes each. With hardLimits times as many the oldest are given up, because
// the file cannot be written either.
const (
	maxWaiting = 500_000
	hardLimits = 4
)

// A spillFile holds blobs: for each its length and a checksum of what follows
// (4 bytes each, CRC-32C), its number (4), hour (8), count (4), and the packed
// results. It is read in full and then removed. An end that was cut short is
// left out.
type spillFile struct {
	path string
	mu   sync.Mutex
	f    *os.File // nil until there is something to write
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func openSpill(path string) (*spillFile, error) {
	s := &spillFile{path: path}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return nil, problem.Wrap(problem.Unavailable, err, "The file of waiting results %s cannot be opened: %v.", path, cause(err))
	}
	s.f = f
	return s, nil
}

// write appends blobs and returns when they are on disk.
func (s *spillFile) write(blobs []blob) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.f == nil {
		f, err := os.OpenFile(s.path, os.O_RDWR|os.O_CREATE, 0o600)
		if err != nil {
			return fmt.Errorf("create file of waiting results: %w", err)
		}
		s.f = f
	}
	end, err := s.f.Seek(0, io.SeekEnd)
	if err != nil {
		return fmt.Errorf("seek in waiting results: %w", err)
	}
	var buf []byte
	for _, b := range blobs {
		buf = appendFrame(buf, b)
	}
	if _, err := s.f.Write(buf); err != nil {
		// What was half written would hide what is written later.
		return errors.Join(fmt.Errorf("write waiting results: %w", err), s.f.Truncate(end))
	}
	if err := s.f.Sync(); err != nil {
		return fmt.Errorf("sync waiting results: %w", err)
	}
	return nil
}

func appendFrame(dst []byte, b blob) []byte {
	body := binary.BigEndian.AppendUint32(nil, uint32(b.seq))
	body = binary.BigEndian.AppendUint64(body, uint64(b.hour))
	body = binary.BigEndian.AppendUint32(body, uint32(b.n))
	body = append(body, b.data...)
	dst = binary.BigEndian.AppendUint32(dst, uint32(len(body)))
	dst = binary.BigEndian.AppendUint32(dst, crc32.Checksum(body, castagnoli))
	return append(dst, body...)
}

// read returns every blob that is whole.
func (s *spillFile) read() ([]blob, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.f == nil {
		return nil, nil
	}
	if _, err := s.f.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("seek in waiting results: %w", err)
	}
	all, err := io.ReadAll(s.f)
	if err != nil {
		return nil, fmt.Errorf("read waiting results: %w", err)
	}
	return readFrames(all), nil
}

func readFrames(all []byte) []blob {
	const head, fixed = 8, 16
	var blobs []blob
	for len(all) >= head {
		n := int64(binary.BigEndian.Uint32(all))
		if n < fixed || n > int64(len(all)-head) {
			break
		}
		body := all[head : head+n]
		if crc32.Checksum(body, castagnoli) != binary.BigEndian.Uint32(all[4:]) {
			break
		}
		blobs = append(blobs, blob{
			seq:  int32(binary.BigEndian.Uint32(body)),
			hour: int64(binary.BigEndian.Uint64(body[4:])),
			n:    int(binary.BigEndian.Uint32(body[12:])),
			data: bytes.Clone(body[fixed:]),
		})
		all = all[head+n:]
	}
	return blobs
}

// remove empties the file for good.
func (s *spillFile) remove() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.f == nil {
		return nil
	}
	f := s.f
	s.f = nil
	return errors.Join(f.Close(), os.Remove(s.path))
}

func (s *spillFile) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.f != nil {
		_ = s.f.Close() // every write was synced
		s.f = nil
	}
}

// spillOver runs until stop and moves results from memory to disk when too
// many wait.
func (l *resultLog) spillOver() {
	for {
		select {
		case <-l.stop:
			return
		case <-l.overflow:
			if err := l.spillAll(); err != nil {
				l.d.log.Error("results that wait cannot be written to disk", "err", err)
				l.giveUpOldest()
			}
		}
	}
}

// spillAll writes to disk what waits and is not being committed right now.
func (l *resultLog) spillAll() error {
	if l.spill == nil {
		return errors.New("there is no folder for results that wait")
	}
	l.mu.Lock()
	l.seal()
	waiting := l.queue[l.flying:len(l.queue):len(l.queue)]
	l.mu.Unlock()
	if len(waiting) == 0 {
		return nil
	}
	if err := l.spill.write(waiting); err != nil {
		return err
	}
	// The writer may have taken some of them meanwhile. Then they are in two
	// places under one number, of which the database keeps one.
	last := waiting[len(waiting)-1].seq
	l.mu.Lock()
	defer l.mu.Unlock()
	var keep []blob
	for i, b := range l.queue {
		if i < l.flying || b.seq > last {
			keep = append(keep, b)
			continue
		}
		l.queued -= b.n
		l.spilled += b.n
	}
	l.queue = keep
	return nil
}

func (l *resultLog) giveUpOldest() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for l.queued > hardLimits*l.limit && len(l.queue) > l.flying {
		b := l.queue[l.flying]
		l.queue = append(l.queue[:l.flying:l.flying], l.queue[l.flying+1:]...)
		l.queued -= b.n
		l.lost += b.n
	}
}

// unspill commits what was spilled, when the database answers again.
func (l *resultLog) unspill() error {
	l.mu.Lock()
	spilled := l.spilled
	l.mu.Unlock()
	if spilled == 0 {
		return nil
	}
	return l.takeSpill()
}

// takeSpill commits what stands in the file and removes it. It runs alone, or
// in the writer.
func (l *resultLog) takeSpill() error {
	blobs, err := l.spill.read()
	if err != nil {
		return err
	}
	for len(blobs) > 0 {
		n := min(len(blobs), rowsAtOnce)
		if err := l.writeRows(blobs[:n]); err != nil {
			return err
		}
		l.mu.Lock()
		for _, b := range blobs[:n] {
			l.seq = max(l.seq, b.seq)
		}
		l.mu.Unlock()
		blobs = blobs[n:]
	}
	if err := l.spill.remove(); err != nil {
		return fmt.Errorf("remove file of waiting results: %w", err)
	}
	l.mu.Lock()
	l.spilled = 0
	l.mu.Unlock()
	return nil
}
