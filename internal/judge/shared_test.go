package judge_test

import (
	"fmt"
	"net/netip"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/store"
)

// of makes the answers of hosts that share nothing: a monitor's name begins
// with that of its host.
func of(name string, status int) measure.Report {
	host, path, _ := strings.Cut(name, "/")
	r := answer(host, status)
	h := &r.Hops[0]
	h.Request.URL += "&path=" + path
	h.Request.Header[0].Value = "Bearer " + host
	h.Addr = netip.AddrPortFrom(netip.AddrFrom4([4]byte{192, 0, 2, host[0]}), 443)
	return r
}

// watch makes monitors of one host whose targets fail from from on, each
// spread after the one before, until to.
func (f *field) watch(host string, n int, from, spread, to time.Duration) []monitor.Monitor {
	var ms []monitor.Monitor
	for i := range n {
		m := mon("")
		m.Name, m.Interval, m.Spec = fmt.Sprintf("%s/%02d", host, i), 10*time.Second, []byte(`{}`)
		f.out[m.Name] = []outage{{from + time.Duration(i)*spread, to + time.Duration(i)*spread, 403}}
		ms = append(ms, m)
	}
	return ms
}

// told counts what a mailbox heard, by transition.
func (b *inbox) told() map[string]int {
	n := map[string]int{}
	for _, m := range b.mail {
		n[string(m.Transition)]++
	}
	return n
}

func everyIncident(t *testing.T, db *store.DB) []incident.Incident {
	t.Helper()
	all, next, err := db.Incidents(t.Context(), store.IncidentFilter{Limit: 200})
	if err != nil || next != "" {
		t.Fatal(err)
	}
	return all
}

// Twenty monitors of one host begin to fail within ten seconds: one incident,
// one alert that it began and one that it ended, which list them all.
func TestOneCauseManyMonitors(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		f := &field{began: time.Now(), sent: map[string]int{}, out: map[string][]outage{}, make: of}
		box := &inbox{field: f}
		ms := f.watch("shop", 20, time.Minute, 0, 10*time.Minute)
		end := f.live(t, filepath.Join(dir, "x.db"), ms, map[string]*inbox{"all": box})
		time.Sleep(20 * time.Minute)
		db := end()
		all := everyIncident(t, db)
		if len(all) != 1 || len(all[0].Monitors) != 20 || all[0].Closed.IsZero() || all[0].Well != nil {
			t.Fatalf("%d incidents, the first %+v; want one of 20 monitors, closed", len(all), all)
		}
		n := box.told()
		if n["opened"] != 1 || n["resolved"] != 1 || n["joined"] > 1 || n["changed"] != 0 {
			t.Errorf("heard %q\nwant one that it began, one that it ended, and at most one of further monitors", box.got)
		}
		last := box.mail[len(box.mail)-1]
		if len(last.Others) != 19 || last.More != 0 || last.Monitor != box.mail[0].Monitor {
			t.Errorf("the end is told of %s and %q", last.Monitor, last.Others)
		}
		if first := box.mail[0]; n["joined"] == 0 && len(first.Others) != 19 {
			t.Errorf("the beginning lists %d others, and no further alert does", len(first.Others))
		}
		if n["joined"] == 1 && len(box.mail[1].Others) != 19 {
			t.Errorf("the word of further monitors lists %d others", len(box.mail[1].Others))
		}
		_, events, err := db.Incident(t.Context(), all[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		kinds := map[incident.EventKind]int{}
		for _, e := range events {
			kinds[e.Kind]++
		}
		if kinds[incident.Opened] != 1 || kinds[incident.Joined] != 19 || kinds[incident.Recovered] != 19 || kinds[incident.Resolved] != 1 || kinds[incident.Diagnosed] == 0 {
			t.Errorf("timeline %v", kinds)
		}
		for _, m := range ms {
			row, err := db.MonitorRow(t.Context(), m.ID)
			if err != nil || row.Memory.State != monitor.Up || row.Memory.Incident != "" {
				t.Errorf("%s ends as %+v (%v)", m.Name, row.Memory, err)
			}
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
}

// Hosts that have nothing in common fail together: an incident each. One
// monitor of several that is mended does not end it; when it fails again it is
// part of it again, and nobody is told anew.
func TestUnrelatedAndAlone(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		f := &field{began: time.Now(), sent: map[string]int{}, out: map[string][]outage{}, make: of}
		box := &inbox{field: f}
		ms := slices.Concat(f.watch("shop", 3, time.Minute, 0, 20*time.Minute), f.watch("blog", 1, time.Minute, 0, 20*time.Minute))
		f.out["shop/00"] = []outage{{time.Minute, 5 * time.Minute, 403}, {8 * time.Minute, 20 * time.Minute, 403}}
		end := f.live(t, filepath.Join(dir, "x.db"), ms, map[string]*inbox{"all": box})
		time.Sleep(7 * time.Minute)
		synctest.Wait()
		if n := box.told(); n["resolved"] != 0 {
			t.Errorf("heard %q while others still fail", box.got)
		}
		time.Sleep(23 * time.Minute)
		db := end()
		var sizes []int
		for _, in := range everyIncident(t, db) {
			sizes = append(sizes, len(in.Monitors))
			if in.Closed.IsZero() {
				t.Errorf("open at the end: %+v", in)
			}
		}
		slices.Sort(sizes)
		if n := box.told(); !slices.Equal(sizes, []int{1, 3}) || n["opened"] != 2 || n["resolved"] != 2 || n["joined"] > 1 {
			t.Errorf("incidents of %v monitors; heard %q", sizes, box.got)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
}

// A monitor that begins to fail long after the first alert is told of in a
// word of its own, and its channel hears once that all is well.
func TestLateJoiner(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		f := &field{began: time.Now(), sent: map[string]int{}, out: map[string][]outage{}, make: of}
		box := &inbox{field: f}
		ms := f.watch("shop", 2, time.Minute, 40*time.Second, 20*time.Minute)
		for _, o := range f.out {
			o[0].status = 503 // what goes down may do so bit by bit
		}
		end := f.live(t, filepath.Join(dir, "x.db"), ms, map[string]*inbox{"all": box})
		time.Sleep(30 * time.Minute)
		db := end()
		var got []string
		for _, m := range box.mail {
			got = append(got, fmt.Sprint(m.Transition, " ", m.Monitor, " ", m.Others))
		}
		want := []string{"opened shop/00 []", "joined shop/00 [shop/01]", "resolved shop/00 [shop/01]"}
		if !slices.Equal(got, want) {
			t.Errorf("heard %q, want %q", got, want)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
}

// A monitor that was still answered well after another of its host was refused
// is refused for a reason of its own: it is an incident of its own.
func TestRefusedOnItsOwn(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		f := &field{began: time.Now(), sent: map[string]int{}, out: map[string][]outage{}, make: of}
		box := &inbox{field: f}
		ms := f.watch("shop", 2, time.Minute, 40*time.Second, 20*time.Minute)
		end := f.live(t, filepath.Join(dir, "x.db"), ms, map[string]*inbox{"all": box})
		time.Sleep(30 * time.Minute)
		db := end()
		if n := box.told(); n["opened"] != 2 || n["joined"] != 0 || n["resolved"] != 2 {
			t.Errorf("heard %q", box.got)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
}

// The monitor that is good again last was in a maintenance window, so that
// nobody heard of it; those who heard of the incident hear of its end.
func TestLastOneInMaintenance(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		f := &field{began: time.Now(), sent: map[string]int{}, out: map[string][]outage{}, make: of}
		box := &inbox{field: f}
		ms := f.watch("shop", 2, time.Minute, 0, 10*time.Minute)
		f.out["shop/01"][0].to = 12 * time.Minute
		ms[1].Windows = []monitor.Window{{From: f.began.Add(-time.Hour), To: f.began.Add(time.Hour)}}
		end := f.live(t, filepath.Join(dir, "x.db"), ms, map[string]*inbox{"all": box})
		time.Sleep(20 * time.Minute)
		db := end()
		n := box.told()
		if all := everyIncident(t, db); len(all) != 1 || n["opened"] != 1 || n["resolved"] != 1 || n["joined"] != 0 {
			t.Errorf("%d incidents; heard %q", len(all), box.got)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
}
