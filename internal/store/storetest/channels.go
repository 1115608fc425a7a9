package storetest

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/problem"
	"github.com/uptimesignal/uptimesignal/internal/store"
)

func channels(t *testing.T, open func(t *testing.T) *store.DB) {
	d := open(t)
	a, b := AddChannel(t, d, "a", true), AddChannel(t, d, "b", false)
	all, err := d.Channels(t.Context())
	must(t, err)
	if diff := cmp.Diff([]alert.Channel{a, b}, all); diff != "" {
		t.Errorf("all (-want +got):\n%s", diff)
	}
	old := a
	a.Name, a.Default = "renamed", false
	must(t, d.UpdateChannel(t.Context(), &a))
	got, err := d.Channel(t.Context(), a.ID)
	must(t, err)
	if diff := cmp.Diff(a, got); diff != "" || a.Version != 2 {
		t.Errorf("version %d, read back (-want +got):\n%s", a.Version, diff)
	}
	if err := d.UpdateChannel(t.Context(), &old); !problem.Is(err, problem.Conflict) {
		t.Errorf("update of an old version: %v, want a conflict", err)
	}
	must(t, d.DeleteChannel(t.Context(), a.ID))
	if err := d.DeleteChannel(t.Context(), a.ID); !problem.Is(err, problem.NotFound) {
		t.Errorf("second delete: %v, want not found", err)
	}
	if _, err := d.Channel(t.Context(), a.ID); !problem.Is(err, problem.NotFound) {
		t.Errorf("read of a deleted channel: %v, want not found", err)
	}
	if err := d.UpdateChannel(t.Context(), &a); !problem.Is(err, problem.NotFound) {
		t.Errorf("update of a deleted channel: %v, want not found", err)
	}
}
