package main

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/uptimesignal/uptimesignal/client"
	"github.com/uptimesignal/uptimesignal/internal/app"
	"github.com/uptimesignal/uptimesignal/internal/auth"
	"github.com/uptimesignal/uptimesignal/internal/netx"
)

// watch starts a server that watches url, which refuses, and returns its
// address, an API key that may change things, and the incident.
func watch(t *testing.T, url string) (server, key, incident string) {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	a, err := app.New(t.Context(), app.Options{Data: t.TempDir(), Listen: "127.0.0.1:0", Guard: netx.SelfHosted(), Log: log})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Stop(); err != nil {
			t.Error(err)
		}
	})
	gate := auth.NewGate(auth.Stores{Users: a.DB, Sessions: a.DB, Revoker: a.DB, Keys: a.DB, Ring: a.DB, Audit: a.DB}, auth.NewPasswords(), log)
	admin := auth.Actor{ID: "test", Name: "test", Scope: auth.Admin}
	key, _, err = gate.NewKey(t.Context(), admin, "test", auth.Write)
	if err != nil {
		t.Fatal(err)
	}
	server = "http://" + a.Addr().String()
	c, err := client.New(server, key)
	if err != nil {
		t.Fatal(err)
	}
	m, err := c.CreateMonitor(t.Context(), client.MonitorSettings{Name: "Site", Spec: client.HTTP(url), Experiments: client.Experiments{Off: true}, Policy: client.Policy{Confirm: new(1)}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.CheckNow(t.Context(), m.ID); err != nil {
		t.Fatal(err)
	}
	return server, key, opened(t, c)
}

// opened waits for the first incident.
func opened(t *testing.T, c *client.Client) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for {
		l, err := c.ListIncidents(ctx, client.IncidentFilter{})
		if err != nil {
			t.Fatal(err)
		}
		if len(l.Incidents) > 0 {
			return l.Incidents[0].ID
		}
		select {
		case <-ctx.Done():
		case <-time.After(20 * time.Millisecond):
		}
	}
}
