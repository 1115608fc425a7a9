package store

import (
	"testing"
)

// FuzzFrames: a file of waiting results that was cut off or damaged gives what
// is whole, and never more than it holds.
func FuzzFrames(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte{0, 0, 0, 16, 1, 2, 3, 4, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 3})
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, all []byte) {
		n := 0
		for _, b := range readFrames(all) {
			n += 8 + 16 + len(b.data)
		}
		if n > len(all) {
			t.Errorf("%d bytes out of %d", n, len(all))
		}
	})
}

// FuzzCursor: a cursor that somebody made up is refused or is read, and one
// that we made comes back as it was.
func FuzzCursor(f *testing.F) {
	f.Add("", "")
	f.Add("2026-11-24T12:00:00Z", "0198c0de-1111-7000-8000-000000000001")
	f.Fuzz(func(t *testing.T, key, id string) {
		readCursor(key)
		for i := range len(id) {
			if id[i] == 0 {
				return // ids have none
			}
		}
		if k, i, err := readCursor(makeCursor(key, id)); err != nil || k != key || i != id {
			t.Errorf("%q, %q came back as %q, %q, %v", key, id, k, i, err)
		}
	})
}
