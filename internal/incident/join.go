package incident

import (
	"fmt"
	"slices"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// A Shared is what a failing check may have in common with the failing check
// of another monitor. Two failures that begin together and have one of their
// [Shared.Keys] in common are taken for one cause.
type Shared struct {
	Hosts       []string // with their ports: the one that was asked, the one that answered
	Addr        string   // that was asked, with its port
	Credential  string   // a keyed hash; never the credential
	Certificate string   // SHA-256 of the leaf
	Place       string

	State   monitor.State
	Status  int
	Failure measure.Failure
}

// Keys returns what s can be found by, each with the way of failing in it, so
// that equal keys mean compatible failures.
//
// A host or an address fails as one. A credential counts where it can be what
// is refused, a certificate where it is what fails, and the place where the
// failure speaks of the network on our side: every check of a place shares it.
func (s Shared) Keys() []string {
	how := s.how()
	var keys []string
	add := func(what, value string) {
		if value != "" {
			keys = append(keys, what+" "+value+" "+how)
		}
	}
	for _, h := range s.Hosts {
		add("host", h)
	}
	add("addr", s.Addr)
	if s.State == monitor.Refused || s.State == monitor.Limited {
		add("cred", s.Credential)
	}
	switch s.Failure {
	case measure.CertExpired, measure.CertNotYetValid, measure.CertNameMismatch, measure.CertUnknownCA, measure.CertInvalid:
		add("cert", s.Certificate)
	case measure.ConnectUnreachable, measure.NameTimeout, measure.NameServer:
		add("place", s.Place)
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// how is the way in which s fails: two that fail in different ways do not have
// one cause.
func (s Shared) how() string {
	switch {
	case s.State == monitor.Limited:
		return "limited"
	case s.State == monitor.Refused:
		return fmt.Sprintf("refused %d", s.Status)
	case s.Failure == measure.StatusUnexpected && s.Status >= 500:
		return "down 5xx" // a proxy says 502, 503 or 504 of one dead backend
	case s.Failure == measure.StatusUnexpected:
		return fmt.Sprintf("down %d", s.Status)
	default:
		return "down " + string(s.Failure)
	}
}

// The bounds of [JoinWithin].
const (
	joinLeast = time.Minute
	joinMost  = 15 * time.Minute
	joinSlack = 3 * time.Second // checks take their time
)

// JoinWithin is how far apart the beginnings of two failures may lie that are
// one incident: since a failure is seen at the next check, an interval of the
// monitor that comes later. What goes down may do so bit by bit and is given a
// minute at least; a refusal begins for all at once, and a monitor that was
// still answered well after the first one was refused is refused for a reason
// of its own.
func JoinWithin(state monitor.State, interval time.Duration) time.Duration {
	if state == monitor.Refused {
		return min(interval+joinSlack, joinMost)
	}
	return min(max(joinLeast, interval), joinMost)
}

// own are the families of causes that lie in one request or one file: another
// monitor does not fail for the same one, whatever else they share.
var own = []string{"signed-url", "referer", "static", "request", "resource", "exposure"}

// Own reports whether d names a cause that is a monitor's own.
func Own(d diagnose.Diagnosis) bool {
	return d.Verdict == diagnose.VerdictCause && len(d.Causes) > 0 && slices.Contains(own, d.Causes[0].ID.Family())
}
