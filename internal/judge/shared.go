package judge

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/url"

	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// shared is what r, which failed, may have in common with the failing checks
// of other monitors.
func (j *Judge) shared(r *measure.Report, state monitor.State, failure measure.Failure) incident.Shared {
	s := incident.Shared{Place: r.Place, State: state, Status: r.Status(), Failure: failure}
	last := r.Last()
	if last == nil || len(r.Cells) > 0 && last.Answer != nil {
		return s // a matrix that is answered fails in ways of its own, and its incident names its cells
	}
	for _, h := range []*measure.Hop{&r.Hops[0], last} {
		if u, err := url.Parse(h.Request.URL); err == nil && u.Host != "" {
			s.Hosts = append(s.Hosts, u.Host)
		}
	}
	if last.Addr.IsValid() {
		s.Addr = last.Addr.String()
	}
	if last.TLS != nil && len(last.TLS.Chain) > 0 {
		s.Certificate = last.TLS.Chain[0].SHA256
	}
	s.Credential = j.credential(last.Request.Header)
	return s
}

// credential names the credential that was sent without telling it: a hash
// under a key that only this process has. It is empty when none was sent.
func (j *Judge) credential(header []measure.Field) string {
	for _, name := range []string{"Authorization", "X-Api-Key"} {
		if v := measure.Get(header, name); v != "" {
			mac := hmac.New(sha256.New, j.secret[:])
			mac.Write([]byte(name + "\x00" + v))
			return hex.EncodeToString(mac.Sum(nil)[:16])
		}
	}
	return ""
}
