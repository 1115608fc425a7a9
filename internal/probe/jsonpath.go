package probe

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/redact"
)

func judgeJSON(r *measure.Report, a *measure.Answer, want []monitor.JSONMatch) {
	d := json.NewDecoder(bytes.NewReader(a.Body))
	d.UseNumber()
	var doc any
	if err := d.Decode(&doc); err != nil {
		text := "the body is not JSON"
		if a.Size > int64(len(a.Body)) || a.Truncated {
			text = "the body is too large to be read as JSON"
		}
		note(r, measure.JSONMismatch, want[0].Path, text)
		return
	}
	for _, m := range want {
		got, ok := lookup(doc, m.Path)
		switch {
		case !ok:
			note(r, measure.JSONMismatch, m.Path, "the JSON body has no "+m.Path)
		case got != m.Value:
			note(r, measure.JSONMismatch, m.Path, fmt.Sprintf("%s is %q, expected %q", m.Path, redact.Text(clip(got)), redact.Text(clip(m.Value))))
		}
	}
}

// lookup walks path, such as "data.0.status", in a decoded document and
// returns the text of what it finds: a string as it is, anything else as JSON.
// A dot inside a name is written \. and a backslash \\.
func lookup(doc any, path string) (string, bool) {
	for _, step := range splitPath(path) {
		switch v := doc.(type) {
		case map[string]any:
			next, ok := v[step]
			if !ok {
				return "", false
			}
			doc = next
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i < 0 || i >= len(v) {
				return "", false
			}
			doc = v[i]
		default:
			return "", false
		}
	}
	switch v := doc.(type) {
	case string:
		return v, true
	case json.Number:
		return v.String(), true
	}
	b, err := json.Marshal(doc)
	return string(b), err == nil
}

func splitPath(path string) []string {
	var steps []string
	var b strings.Builder
	for i := 0; i < len(path); i++ {
		switch c := path[i]; {
		case c == '\\' && i+1 < len(path):
			i++
			b.WriteByte(path[i])
		case c == '.':
			steps = append(steps, b.String())
			b.Reset()
		default:
			b.WriteByte(c)
		}
	}
	return append(steps, b.String())
}

func clip(s string) string {
	if len(s) > 100 {
		return strings.ToValidUTF8(s[:100], "") + "…"
	}
	return s
}
