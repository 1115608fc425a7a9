package diagnose

import (
	"net/netip"
	"testing"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

// TestBackendIsAsked: before a cause that locks everyone out is left alone,
// one other server of the name is asked, once; a cause in the request itself
// needs none.
func TestBackendIsAsked(t *testing.T) {
	const page = "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center></body></html>"
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	report := func(url string, status int) measure.Report {
		return measure.Report{At: now, Hops: []measure.Hop{{
			Request:  measure.Request{Method: "GET", URL: url},
			Addr:     netip.MustParseAddrPort("192.0.2.1:443"),
			Resolved: []netip.Addr{netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("192.0.2.2"), netip.MustParseAddr("192.0.2.3")},
			Answer:   &measure.Answer{Status: status, Proto: "HTTP/1.1", Header: []measure.Field{{Name: "Server", Value: "nginx"}}, Body: []byte(page), Size: int64(len(page)), BodyHash: 1},
		}}}
	}
	asked := func(first measure.Report) int {
		ev, n := Evidence{Now: now, First: first}, 0
		for {
			step, ok := Next(ev)
			if !ok {
				return n
			}
			if step.Experiment == measure.XAddress {
				n++
			}
			r := first
			r.Step = &step
			ev.Trials = append(ev.Trials, r)
		}
	}
	if n := asked(report("https://site.example/", 502)); n == 0 {
		t.Error("a failure of the site itself was never held against another of its servers")
	}
	if n := asked(report("https://site.example/f?md5=AAAAAAAAAAAAAAAAAAAAAA&expires=1700000000", 403)); n != 0 {
		t.Errorf("an expired link was tried on %d other servers", n)
	}
}
