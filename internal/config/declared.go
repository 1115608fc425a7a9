package config

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/form"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/notify"
	"github.com/uptimesignal/uptimesignal/internal/probe"
	"github.com/uptimesignal/uptimesignal/internal/problem"
)

// A channelDraft is a channel as the file has it.
type channelDraft struct {
	Name     string          `json:"name"`
	Kind     string          `json:"kind"`
	Settings json.RawMessage `json:"settings"`
	Default  bool            `json:"default"`
	Paused   bool            `json:"paused"`
}

// monitors reads the monitors that shall exist.
func (d *decoder) monitors(n *yaml.Node) {
	names := map[string]int{}
	d.items(n, "monitors", func(at string, item *yaml.Node) {
		var draft monitor.Draft
		before := len(d.bad)
		d.value(item, reflect.ValueOf(&draft).Elem(), at)
		m, err := draft.Monitor()
		err = errors.Join(err, d.unique(names, m.Name, item), checkSpec(m))
		d.judged(item, at, err, before)
		d.Monitors = append(d.Monitors, m)
		d.placed = append(d.placed, placed{at, item})
	})
}

func checkSpec(m monitor.Monitor) error {
	kind, ok := probe.Find(m.Kind)
	if !ok {
		names := make([]string, len(probe.Kinds))
		for i, k := range probe.Kinds {
			names[i] = k.Name
		}
		return fmt.Errorf("kind: there is no kind %q; there are %s", m.Kind, strings.Join(names, ", "))
	}
	return under("spec", kind.Check(m.Spec))
}

// channels reads the channels that shall exist.
func (d *decoder) channels(n *yaml.Node) {
	names := map[string]int{}
	d.items(n, "channels", func(at string, item *yaml.Node) {
		var draft channelDraft
		before := len(d.bad)
		d.value(item, reflect.ValueOf(&draft).Elem(), at)
		c := alert.Channel{Name: strings.TrimSpace(draft.Name), Kind: draft.Kind, Settings: draft.Settings, Default: draft.Default, Paused: draft.Paused}
		var err error
		if c.Name == "" {
			err = errors.New("name: must not be empty")
		}
		d.judged(item, at, errors.Join(err, d.unique(names, c.Name, item), checkSettings(c)), before)
		d.Channels = append(d.Channels, c)
	})
}

func checkSettings(c alert.Channel) error {
	kind, ok := notify.Find(c.Kind)
	if !ok {
		names := make([]string, len(notify.Kinds))
		for i, k := range notify.Kinds {
			names[i] = k.Name
		}
		return fmt.Errorf("kind: there is no kind %q; there are %s", c.Kind, strings.Join(names, ", "))
	}
	return under("settings", kind.Check(c.Settings))
}

// under puts a field before those that err names.
func under(field string, err error) error {
	if err == nil {
		return nil
	}
	return problem.Fields(err.Error(), form.Under(field, form.FieldErrors(err))...)
}

// unique refuses a name that stood before: the name is how a declared thing is
// known from one start to the next.
func (d *decoder) unique(names map[string]int, name string, item *yaml.Node) error {
	if name == "" {
		return nil
	}
	if line, had := names[name]; had {
		return fmt.Errorf("name: %q stands in line %d already", name, line)
	}
	names[name] = d.line(item, "name")
	return nil
}

// report adds each problem of err, at the line of its field.
func (d *decoder) report(item *yaml.Node, at string, err error) {
	for _, f := range form.FieldErrors(err) {
		d.bad = append(d.bad, finding{where: d.path, line: d.line(item, f.Field), field: dot(at, f.Field), text: f.Text})
	}
}

// judged reports what is wrong with an item that was read after the first
// before findings. What could not be read cannot be judged: of a field that was
// found wrong already, of its parts and of what holds it nothing more is said.
func (d *decoder) judged(item *yaml.Node, at string, err error, before int) {
	if d.seen >= d.room {
		return // not all of it was read
	}
	had := slices.Clone(d.bad[before:])
	fresh := slices.DeleteFunc(form.FieldErrors(err), func(f problem.FieldError) bool {
		field := dot(at, f.Field)
		return slices.ContainsFunc(had, func(b finding) bool { return field == b.field || within(field, b.field) || within(b.field, field) })
	})
	if len(fresh) > 0 {
		d.report(item, at, problem.Fields("", fresh...))
	}
}

// within reports whether field is a part of whole.
func within(field, whole string) bool {
	return strings.HasPrefix(field, whole+".") || strings.HasPrefix(field, whole+"[")
}

// references checks that monitors name channels of this file.
func (d *decoder) references() {
	known := map[string]bool{}
	names := make([]string, len(d.Channels))
	for i, c := range d.Channels {
		names[i] = c.Name
		known[c.Name] = true
	}
	for i, m := range d.Monitors {
		for j, c := range m.Channels {
			if known[c] {
				continue
			}
			text := fmt.Sprintf("there is no channel %q in this file", c)
			if near := form.Nearest(c, names); near != "" {
				text += fmt.Sprintf("; did you mean %q?", near)
			}
			d.report(d.placed[i].node, d.placed[i].field, fmt.Errorf("channels[%d]: %s", j, text))
		}
	}
}
