package app

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// Declared is what the configuration file says shall exist. A monitor names
// its channels by their names. Names are unique among each.
type Declared struct {
	Monitors []monitor.Monitor
	Channels []alert.Channel
}

// declare brings the store to what is declared: what has the name of a
// declaration is made like it, what is missing is made. What is no longer
// declared stays: a file that was cut short must not make anything unwatched.
func (a *App) declare(ctx context.Context) error {
	d := a.options.Declared
	if len(d.Monitors) == 0 && len(d.Channels) == 0 {
		return nil
	}
	ids, err := a.declareChannels(ctx, d.Channels)
	if err != nil {
		return fmt.Errorf("declare channels: %w", err)
	}
	if err := a.declareMonitors(ctx, d.Monitors, ids); err != nil {
		return fmt.Errorf("declare monitors: %w", err)
	}
	return nil
}

// declareChannels returns the ids of all channels by name.
func (a *App) declareChannels(ctx context.Context, want []alert.Channel) (map[string]string, error) {
	have, err := a.DB.Channels(ctx)
	if err != nil {
		return nil, err
	}
	byName := map[string]alert.Channel{}
	ids := map[string]string{}
	for _, c := range have {
		byName[c.Name], ids[c.Name] = c, c.ID
	}
	for _, c := range want {
		old, ok := byName[c.Name]
		switch {
		case !ok:
			err = a.DB.CreateChannel(ctx, &c)
		case old.Kind == c.Kind && old.Default == c.Default && old.Paused == c.Paused && sameJSON(old.Settings, c.Settings):
			continue
		default:
			c.ID, c.Version = old.ID, old.Version
			err = a.DB.UpdateChannel(ctx, &c)
		}
		if err != nil {
			return nil, fmt.Errorf("%q: %w", c.Name, err)
		}
		ids[c.Name] = c.ID
	}
	return ids, nil
}

func (a *App) declareMonitors(ctx context.Context, want []monitor.Monitor, channels map[string]string) error {
	have, err := a.DB.Monitors(ctx)
	if err != nil {
		return err
	}
	byName := map[string]monitor.Monitor{}
	for _, m := range have {
		byName[m.Name] = m
	}
	var fresh []*monitor.Monitor
	for _, m := range want {
		m.Channels = idsOf(m.Channels, channels)
		old, ok := byName[m.Name]
		if !ok {
			fresh = append(fresh, &m)
			continue
		}
		if sameMonitor(old, m) {
			continue
		}
		m.ID, m.Version = old.ID, old.Version
		if err := a.DB.UpdateMonitor(ctx, &m); err != nil {
			return fmt.Errorf("%q: %w", m.Name, err)
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	return a.DB.CreateMonitors(ctx, fresh)
}

// idsOf replaces the names of channels; what is no name is an id already.
func idsOf(names []string, ids map[string]string) []string {
	var out []string
	for _, n := range names {
		if id, ok := ids[n]; ok {
			n = id
		}
		out = append(out, n)
	}
	return out
}

// sameMonitor compares what is declared, not what the store has added.
func sameMonitor(a, b monitor.Monitor) bool {
	if !sameJSON(a.Spec, b.Spec) {
		return false
	}
	for _, m := range []*monitor.Monitor{&a, &b} {
		m.ID, m.Version, m.Spec, m.Created, m.Updated = "", 0, nil, time.Time{}, time.Time{}
	}
	x, err1 := json.Marshal(a)
	y, err2 := json.Marshal(b)
	return err1 == nil && err2 == nil && bytes.Equal(x, y)
}

func sameJSON(a, b json.RawMessage) bool {
	var x, y any
	return json.Unmarshal(a, &x) == nil && json.Unmarshal(b, &y) == nil && reflect.DeepEqual(x, y)
}
