package storetest

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/judge"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/problem"
	"github.com/uptimesignal/uptimesignal/internal/store"
)

// setState makes a monitor remember a state, as the judge would.
func setState(t testing.TB, d *store.DB, id monitor.ID, s monitor.State) {
	t.Helper()
	must(t, d.Judge(context.Background(), id, func(c judge.Case) (*judge.Outcome, error) {
		return &judge.Outcome{Memory: incident.Memory{State: s, Since: time.Now()}}, nil
	}))
}

// names lists all pages of a filter and returns the names.
func names(t testing.TB, d *store.DB, f store.MonitorFilter) []string {
	t.Helper()
	out := []string{}
	for range 100 {
		page, next, err := d.ListMonitors(context.Background(), f)
		must(t, err)
		for _, row := range page {
			out = append(out, row.Monitor.Name)
		}
		if next == "" {
			return out
		}
		f.After = next
	}
	t.Fatal("the pages do not end")
	return nil
}

func lists(t *testing.T, open func(t *testing.T) *store.DB) {
	d := open(t)
	tagged := func(name string, tags ...string) monitor.Monitor {
		m := NewMonitor("x")
		m.Name, m.Tags = name, tags
		m.Spec = json.RawMessage(fmt.Sprintf(`{"url":"https://h%d.example/50%%_off"}`, len(name)))
		must(t, d.CreateMonitor(t.Context(), m))
		return *m
	}
	zebra := tagged("zebra", "eu", "prod")
	alpha := tagged("Alpha", "eu")
	tagged("alpha", "us")
	tagged("Über 100%", "a,b")
	setState(t, d, zebra.ID, monitor.Down)
	setState(t, d, alpha.ID, monitor.Up)
	all := names(t, d, store.MonitorFilter{})
	t.Run("Order", func(t *testing.T) {
		if len(all) != 4 || all[3] == "zebra" && all[2] == "zebra" || !slices.Equal(all[:2], []string{"Alpha", "alpha"}) && !slices.Equal(all[:2], []string{"alpha", "Alpha"}) {
			t.Errorf("order %q, want by name without regard to case", all)
		}
	})
	for _, x := range []struct {
		name string
		f    store.MonitorFilter
		want []string
	}{
		{"Query", store.MonitorFilter{Query: "ZEB"}, []string{"zebra"}},
		{"QueryNotASCII", store.MonitorFilter{Query: "über"}, []string{"Über 100%"}},
		{"QueryTarget", store.MonitorFilter{Query: "h9.example", Limit: 1}, []string{}},
		{"QueryPercent", store.MonitorFilter{Query: "100%"}, []string{"Über 100%"}},
		{"QueryUnderscore", store.MonitorFilter{Query: "%_off"}, all},
		{"QueryNoSecret", store.MonitorFilter{Query: "swordfish"}, []string{}},
		{"Tag", store.MonitorFilter{Tag: "prod"}, []string{"zebra"}},
		{"TagWithComma", store.MonitorFilter{Tag: "a,b"}, []string{"Über 100%"}},
		{"TagMissing", store.MonitorFilter{Tag: "a"}, []string{}},
		{"State", store.MonitorFilter{States: []monitor.State{monitor.Down}}, []string{"zebra"}},
		{"StateAndTag", store.MonitorFilter{States: []monitor.State{monitor.Down, monitor.Up}, Tag: "eu"}, []string{"Alpha", "zebra"}},
		{"PageOfOne", store.MonitorFilter{Limit: 1}, all},
		{"PageOfThree", store.MonitorFilter{Limit: 3}, all},
	} {
		t.Run(x.name, func(t *testing.T) {
			if diff := cmp.Diff(x.want, names(t, d, x.f)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	t.Run("Row", func(t *testing.T) { listRow(t, d, zebra.ID) })
	t.Run("Names", func(t *testing.T) { listNames(t, d, zebra.ID, alpha.ID) })
	t.Run("CountsAndPause", func(t *testing.T) { countsAndPause(t, d, zebra.ID) })
}

func countsAndPause(t *testing.T, d *store.DB, down monitor.ID) {
	want := func(what string, want map[monitor.State]int) {
		t.Helper()
		got, err := d.Counts(t.Context())
		must(t, err)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", what, diff)
		}
	}
	want("before", map[monitor.State]int{monitor.Down: 1, monitor.Up: 1, monitor.Unknown: 2})
	must(t, d.SetPaused(t.Context(), down, true))
	must(t, d.SetPaused(t.Context(), down, true))
	want("paused", map[monitor.State]int{monitor.Paused: 1, monitor.Up: 1, monitor.Unknown: 2})
	if got := names(t, d, store.MonitorFilter{States: []monitor.State{monitor.Down}}); len(got) != 0 {
		t.Errorf("a paused monitor is listed as down: %q", got)
	}
	if got := names(t, d, store.MonitorFilter{States: []monitor.State{monitor.Paused}}); len(got) != 1 {
		t.Errorf("%q are listed as paused, want one", got)
	}
	m, err := d.Monitor(t.Context(), down)
	must(t, err)
	if !m.Paused || m.Version != 2 {
		t.Errorf("paused %t, version %d; want true and 2: the second pause changes nothing", m.Paused, m.Version)
	}
	must(t, d.SetPaused(t.Context(), down, false))
	want("after", map[monitor.State]int{monitor.Down: 1, monitor.Up: 1, monitor.Unknown: 2})
}

func listRow(t *testing.T, d *store.DB, zebra monitor.ID) {
	if _, _, err := d.ListMonitors(t.Context(), store.MonitorFilter{After: "%%%"}); !problem.Is(err, problem.Invalid) {
		t.Errorf("a bad cursor: %v, want invalid", err)
	}
	page, _, err := d.ListMonitors(t.Context(), store.MonitorFilter{Query: "zebra"})
	must(t, err)
	row := page[0]
	if row.Target != "https://h5.example/50%_off" || row.Memory.State != monitor.Down || !row.Last.At.IsZero() {
		t.Errorf("row %+v", row)
	}
	one, err := d.MonitorRow(t.Context(), zebra)
	must(t, err)
	if diff := cmp.Diff(row, one); diff != "" {
		t.Errorf("alone it is another (-list +alone):\n%s", diff)
	}
}

func listNames(t *testing.T, d *store.DB, zebra, alpha monitor.ID) {
	tags, err := d.Tags(t.Context())
	must(t, err)
	want := []store.TagCount{{Tag: "a,b", Monitors: 1}, {Tag: "eu", Monitors: 2}, {Tag: "prod", Monitors: 1}, {Tag: "us", Monitors: 1}}
	if diff := cmp.Diff(want, tags); diff != "" {
		t.Errorf("tags (-want +got):\n%s", diff)
	}
	refs, err := d.MonitorRefs(t.Context(), []monitor.ID{zebra, "gone", alpha, zebra})
	must(t, err)
	wantRefs := []store.MonitorRef{{ID: zebra, Name: "zebra", Target: "https://h5.example/50%_off"}, {ID: alpha, Name: "Alpha", Target: "https://h5.example/50%_off"}}
	if diff := cmp.Diff(wantRefs, refs); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
}
