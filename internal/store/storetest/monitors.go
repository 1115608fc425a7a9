package storetest

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/problem"
	"github.com/uptimesignal/uptimesignal/internal/store"
)

func monitors(t *testing.T, open func(t *testing.T) *store.DB) {
	t.Run("RoundTrip", func(t *testing.T) {
		d := open(t)
		m := NewMonitor("shop")
		m.Tags = []string{"prod", "eu"}
		m.Experiments = monitor.Experiments{SecondHeader: "Authorization: swordfish", Budget: 3}
		must(t, d.CreateMonitor(t.Context(), m))
		if m.ID == "" || m.Version != 1 || m.Created.IsZero() {
			t.Errorf("created without id, version or time: %+v", m)
		}
		got, err := d.Monitor(t.Context(), m.ID)
		must(t, err)
		if diff := cmp.Diff(*m, got); diff != "" {
			t.Errorf("read back (-want +got):\n%s", diff)
		}
		all, err := d.Monitors(t.Context())
		must(t, err)
		if diff := cmp.Diff([]monitor.Monitor{*m}, all); diff != "" {
			t.Errorf("all (-want +got):\n%s", diff)
		}
	})
	t.Run("Update", func(t *testing.T) {
		d := open(t)
		m := AddMonitor(t, d, "shop")
		old := m
		m.Name = "store"
		must(t, d.UpdateMonitor(t.Context(), &m))
		if m.Version != 2 {
			t.Errorf("version %d after one update, want 2", m.Version)
		}
		if err := d.UpdateMonitor(t.Context(), &old); !problem.Is(err, problem.Conflict) {
			t.Errorf("update of an old version: %v, want a conflict", err)
		}
		got, err := d.Monitor(t.Context(), m.ID)
		must(t, err)
		if diff := cmp.Diff(m, got); diff != "" {
			t.Errorf("read back (-want +got):\n%s", diff)
		}
	})
	t.Run("Missing", func(t *testing.T) {
		d := open(t)
		m := NewMonitor("nobody")
		m.ID = "01890000-0000-7000-8000-000000000000"
		_, err := d.Monitor(t.Context(), m.ID)
		for what, err := range map[string]error{
			"read": err, "update": d.UpdateMonitor(t.Context(), m),
			"delete": d.DeleteMonitor(t.Context(), m.ID), "pause": d.SetPaused(t.Context(), m.ID, true),
		} {
			if !problem.Is(err, problem.NotFound) {
				t.Errorf("%s of a missing monitor: %v, want not found", what, err)
			}
		}
	})
}
