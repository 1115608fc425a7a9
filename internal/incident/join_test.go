package incident_test

import (
	"slices"
	"testing"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

func TestKeys(t *testing.T) {
	base := incident.Shared{Hosts: []string{"shop.example", "shop.example"}, Addr: "192.0.2.1:443", Credential: "c", Certificate: "x", Place: "local",
		State: monitor.Refused, Status: 403, Failure: measure.StatusUnexpected}
	share := func(a, b incident.Shared) bool {
		return slices.ContainsFunc(a.Keys(), func(k string) bool { return slices.Contains(b.Keys(), k) })
	}
	with := func(f func(s *incident.Shared)) incident.Shared {
		s := base
		f(&s)
		return s
	}
	elsewhere := func(s *incident.Shared) {
		s.Hosts, s.Addr, s.Credential, s.Certificate = []string{"blog.example"}, "198.51.100.1:443", "d", "y"
	}
	down := func(f measure.Failure, status int) func(*incident.Shared) {
		return func(s *incident.Shared) { s.State, s.Failure, s.Status = monitor.Down, f, status }
	}
	both := func(fs ...func(*incident.Shared)) incident.Shared {
		return with(func(s *incident.Shared) {
			for _, f := range fs {
				f(s)
			}
		})
	}
	if n := len(base.Keys()); n != 3 {
		t.Errorf("%d keys %q, want host, address and credential once each", n, base.Keys())
	}
	for _, x := range []struct {
		name string
		a, b incident.Shared
		want bool
	}{
		{"SameHost", base, both(elsewhere, func(s *incident.Shared) { s.Hosts = base.Hosts }), true},
		{"SameAddress", base, both(elsewhere, func(s *incident.Shared) { s.Addr = base.Addr }), true},
		{"SameCredential", base, both(elsewhere, func(s *incident.Shared) { s.Credential = base.Credential }), true},
		{"NoCredential", with(func(s *incident.Shared) { s.Credential = "" }), both(elsewhere, func(s *incident.Shared) { s.Credential = "" }), false},
		{"PlaceAndCertificateAlone", base, both(elsewhere, func(s *incident.Shared) { s.Certificate = base.Certificate }), false},
		{"Unrelated", base, both(elsewhere), false},
		{"OtherStatus", base, with(func(s *incident.Shared) { s.Status = 401 }), false},
		{"OtherState", base, both(down(measure.ConnectTimeout, 0)), false},
		{"Gateway", both(down(measure.StatusUnexpected, 502)), both(down(measure.StatusUnexpected, 504)), true},
		{"OtherFailure", both(down(measure.ConnectTimeout, 0)), both(down(measure.ConnectRefused, 0)), false},
		{"SameCertificateExpired", both(down(measure.CertExpired, 0)), both(elsewhere, down(measure.CertExpired, 0), func(s *incident.Shared) { s.Certificate = "x" }), true},
		{"CredentialOfADeadHost", both(down(measure.ConnectTimeout, 0)), both(elsewhere, down(measure.ConnectTimeout, 0), func(s *incident.Shared) { s.Credential = base.Credential }), false},
		{"OurNetwork", both(down(measure.ConnectUnreachable, 0)), both(elsewhere, down(measure.ConnectUnreachable, 0)), true},
		{"OtherPlace", both(down(measure.ConnectUnreachable, 0)), both(elsewhere, down(measure.ConnectUnreachable, 0), func(s *incident.Shared) { s.Place = "far" }), false},
	} {
		t.Run(x.name, func(t *testing.T) {
			if got := share(x.a, x.b); got != x.want {
				t.Errorf("share a key: %t, want %t\n%q\n%q", got, x.want, x.a.Keys(), x.b.Keys())
			}
		})
	}
	for _, x := range []struct {
		state          monitor.State
		interval, want time.Duration
	}{
		{monitor.Down, time.Second, time.Minute},
		{monitor.Limited, 5 * time.Minute, 5 * time.Minute},
		{monitor.Down, 24 * time.Hour, 15 * time.Minute},
		{monitor.Refused, 5 * time.Second, 8 * time.Second},
		{monitor.Refused, 24 * time.Hour, 15 * time.Minute},
	} {
		if got := incident.JoinWithin(x.state, x.interval); got != x.want {
			t.Errorf("%s within %v for an interval of %v, want %v", x.state, got, x.interval, x.want)
		}
	}
}

// A cause in one request or one file is no cause of another monitor's.
func TestOwn(t *testing.T) {
	named := func(v diagnose.Verdict, id diagnose.CauseID) diagnose.Diagnosis {
		return diagnose.Diagnosis{Verdict: v, Causes: []diagnose.Ranked{{ID: id, Probability: 0.9}}}
	}
	for id, want := range map[diagnose.CauseID]bool{"signed-url/expired": true, "referer/hotlink-denied": true, "static/file-unreadable": true,
		"net/ip-allowlist": false, "waf/user-agent-rule": false, "auth/expired-credential": false, "upstream/unreachable": false} {
		if got := incident.Own(named(diagnose.VerdictCause, id)); got != want {
			t.Errorf("%s is a monitor's own: %t, want %t", id, got, want)
		}
		if incident.Own(named(diagnose.VerdictGroup, id)) {
			t.Errorf("a group that begins with %s is not known to be one's own", id)
		}
	}
	if incident.Own(diagnose.Diagnosis{Verdict: diagnose.VerdictUnknown}) {
		t.Error("an unknown cause is one's own")
	}
}

// An answer that announces for how long it refuses opens an incident alone.
func TestAnnounced(t *testing.T) {
	p := monitor.Policy{Confirm: 3, Recover: 1}
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	in := incident.Input{At: at, State: monitor.Limited, Status: 429, New: "i"}
	if _, chs := incident.Step(p, incident.Memory{State: monitor.Up, Since: at.Add(-time.Hour)}, in); len(chs) != 1 || chs[0].Do != incident.Recheck {
		t.Errorf("not announced: %+v, want a re-check", chs)
	}
	in.Announced = true
	m, chs := incident.Step(p, incident.Memory{State: monitor.Up, Since: at.Add(-time.Hour)}, in)
	if len(chs) != 1 || chs[0].Do != incident.Open || !chs[0].Alert || m.Incident != "i" {
		t.Errorf("announced: %+v, want that it opens", chs)
	}
}
