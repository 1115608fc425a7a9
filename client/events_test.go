package client

import (
	"bufio"
	"strings"
	"testing"
)

// FuzzReadEvent: whatever a server sends as events ends, in changes or an
// error.
func FuzzReadEvent(f *testing.F) {
	f.Add("event: monitors\nid: 7\ndata: {\"monitors\":[\"m1\"]}\n\n: a comment\n\ndata: {}\n\n")
	f.Add("data\n\ndata: [\n\n")
	f.Fuzz(func(t *testing.T, s string) {
		lines := bufio.NewScanner(strings.NewReader(s))
		for n := range len(s) + 2 {
			if _, ok, err := readEvent(lines); err != nil || !ok {
				return
			}
			if n > len(s) {
				t.Fatal("more events than bytes")
			}
		}
	})
}
