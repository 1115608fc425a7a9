package investigate

import (
	"testing"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

// FuzzRetryAfter: whatever a target asks for is a span between now and a week
// ahead, or nothing.
func FuzzRetryAfter(f *testing.F) {
	for _, s := range []string{"120", " 0 ", "-1", "soon", "Tue, 24 Nov 2026 12:01:00 GMT", "Tuesday, 24-Nov-26 12:01:00 GMT", "Tue Nov 24 12:01:00 2026", "999999999999999999999", "1e3"} {
		f.Add(s)
	}
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, s string) {
		d, ok := RetryAfter(&measure.Answer{Header: []measure.Field{{Name: "Retry-After", Value: s}}}, now)
		if d < 0 || d > 7*24*time.Hour || !ok && d != 0 {
			t.Errorf("%q: %v, %v", s, d, ok)
		}
	})
}
