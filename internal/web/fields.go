package web

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/form"
	"github.com/uptimesignal/uptimesignal/internal/problem"
)

// A FieldView is one input of a form with what was typed and what is wrong.
type FieldView struct {
	Name, Label, Help string
	Kind              string // text, long, password, url, email, number, check, choice, checks, hidden, datetime, time
	Value             string
	Placeholder       string
	Error             string
	Unit              string
	Complete          string // autocomplete
	Suggest           []string
	Options           []Option
	Checked           bool
	Required          bool
	Stored            bool // a secret is stored; leaving the field empty keeps it
	Mono              bool
	Rows              int
	Lines             []RowFields // of a setting that comes several times
}

// ID is the id of the input in the page.
func (f FieldView) ID() string {
	return "f-" + strings.NewReplacer(".", "-", "[", "-", "]", "").Replace(f.Name)
}

// Described lists the ids of the texts that explain the input.
func (f FieldView) Described() string {
	var ids []string
	if f.Help != "" || f.Stored {
		ids = append(ids, f.ID()+"-help")
	}
	if f.Error != "" {
		ids = append(ids, f.ID()+"-error")
	}
	return strings.Join(ids, " ")
}

// An Option is one of several to choose from.
type Option struct {
	Value, Label, Help string
	Chosen             bool
}

// A Group is fields that stand together under a heading.
type Group struct {
	Title, Help string
	Fields      []FieldView
	Folded      bool
}

// Open reports whether a folded group must be open: something in it is wrong.
func (g Group) Open() bool {
	return slices.ContainsFunc(g.Fields, func(f FieldView) bool { return f.Error != "" })
}

// Set counts the fields that hold something, so that what is folded away is
// not forgotten.
func (g Group) Set() int {
	n := 0
	for _, f := range g.Fields {
		chosen := slices.ContainsFunc(f.Options, func(o Option) bool { return o.Chosen && o.Value != "" })
		if f.Checked || f.Stored || chosen || f.Kind != "choice" && f.Value != "" {
			n++
		}
	}
	return n
}

// faults finds what is wrong by field.
type faults []problem.FieldError

// take returns the texts for the field name and those below it, and removes
// them, so that what remains has no field.
func (f *faults) take(name string) string {
	var texts []string
	*f = slices.DeleteFunc(*f, func(e problem.FieldError) bool {
		if e.Field != name && !strings.HasPrefix(e.Field, name+"[") && !strings.HasPrefix(e.Field, name+".") {
			return false
		}
		texts = append(texts, sentence(e.Text))
		return true
	})
	return strings.Join(texts, " ")
}

func (f *faults) add(field, format string, args ...any) {
	*f = append(*f, problem.FieldError{Field: field, Text: fmt.Sprintf(format, args...)})
}

// addError adds every field that err names under prefix; without a field, the
// whole text.
func (f *faults) addError(prefix string, err error) {
	fields := problem.FieldsOf(err)
	for _, e := range fields {
		if !strings.HasPrefix(e.Field, prefix) {
			e.Field = prefix + e.Field
		}
		*f = append(*f, e)
	}
	if len(fields) == 0 {
		_, text := problem.Of(err)
		f.add("", "%s", text)
	}
}

// addJoined adds an error whose lines are "field: text".
func (f *faults) addJoined(err error) {
	if err == nil {
		return
	}
	for line := range strings.SplitSeq(err.Error(), "\n") {
		field, text, ok := strings.Cut(line, ": ")
		if !ok {
			field, text = "", line
		}
		f.add(field, "%s", text)
	}
}

// sentence makes an error text one that can stand alone.
func sentence(s string) string {
	if s == "" {
		return ""
	}
	s = capital(s)
	if strings.HasPrefix(s, "Must ") || strings.HasPrefix(s, "Is ") || strings.HasPrefix(s, "Has ") || strings.HasPrefix(s, "Needs ") || strings.HasPrefix(s, "Are ") {
		s = "This " + strings.ToLower(s[:1]) + s[1:]
	}
	if !strings.HasSuffix(s, ".") && !strings.HasSuffix(s, "?") {
		s += "."
	}
	return s
}

// settingFields shows the settings of a kind, whose inputs are named by prefix
// and the setting's name. Secrets are never shown, only that they are stored.
func settingFields(fields []form.Field, prefix string, in url.Values, stored map[string]bool, bad *faults) []FieldView {
	var out []FieldView
	for _, f := range fields {
		if f.Type == form.Rows {
			out = append(out, rowFields(f, prefix, in, stored, bad))
			continue
		}
		v := FieldView{Name: prefix + f.Name, Label: f.Label, Help: f.Help, Placeholder: f.Placeholder, Required: f.Required,
			Kind: "text", Value: in.Get(prefix + f.Name)}
		v.Error = bad.take(v.Name)
		switch f.Type {
		case form.LongText:
			v.Kind, v.Rows, v.Mono = "long", 4, true
		case form.Headers:
			v.Kind, v.Rows, v.Mono = "long", 3, true
			v.Help = strings.TrimSpace(v.Help + " One `Name: value` in each line.")
		case form.List:
			v.Kind, v.Rows = "long", 3
			v.Help = strings.TrimSpace(v.Help + " One in each line.")
		case form.Number:
			v.Kind = "number"
		case form.Bool:
			v.Kind, v.Checked = "check", v.Value != ""
		case form.Choice:
			v.Kind, v.Options = "choice", choices(f, v.Value)
		}
		if f.Secret {
			v.secret(stored[f.Name])
		}
		if strings.Contains(f.Name, "url") && f.Type == form.Text && !f.Secret {
			v.Kind, v.Mono = "url", true
		}
		out = append(out, v)
	}
	return out
}

// secret makes v an input whose value is never sent to the browser.
func (f *FieldView) secret(stored bool) {
	f.Stored, f.Value, f.Complete = stored, "", "off"
	if f.Kind != "long" {
		f.Kind = "password"
		f.Complete = "new-password"
	}
	f.Required = f.Required && !stored
}

func choices(f form.Field, chosen string) []Option {
	var out []Option
	if !f.Required && !slices.Contains(f.Choices, "") {
		out = append(out, Option{Value: "", Label: "Default", Chosen: chosen == ""})
	}
	for _, c := range f.Choices {
		label := c
		if c == "" {
			label = "Default"
		}
		out = append(out, Option{Value: c, Label: label, Chosen: c == chosen})
	}
	return out
}

// settingValues turns stored settings into what a form shows of them, and says
// which secrets are stored.
func settingValues(fields []form.Field, prefix string, raw json.RawMessage, into url.Values) (stored map[string]bool) {
	stored = map[string]bool{}
	var masked map[string]json.RawMessage
	_ = json.Unmarshal(form.Mask(fields, raw), &masked)
	for _, f := range fields {
		v, ok := masked[f.Name]
		if !ok {
			continue
		}
		if f.Type == form.Rows {
			rowValues(f, prefix, v, into, stored)
			continue
		}
		if f.Secret {
			stored[f.Name] = string(v) != `""` && string(v) != "[]"
			continue
		}
		into.Set(prefix+f.Name, settingText(f, v))
	}
	return stored
}

func settingText(f form.Field, raw json.RawMessage) string {
	switch f.Type {
	case form.Headers:
		var hs []form.Header
		_ = json.Unmarshal(raw, &hs)
		lines := make([]string, len(hs))
		for i, h := range hs {
			lines[i] = h.Name + ": " + h.Value
		}
		return strings.Join(lines, "\n")
	case form.List:
		var items []string
		_ = json.Unmarshal(raw, &items)
		return strings.Join(items, "\n")
	case form.Bool:
		if string(raw) == "true" {
			return "on"
		}
		return ""
	case form.Number:
		return string(raw)
	}
	var s string
	_ = json.Unmarshal(raw, &s)
	return s
}

// settings reads the settings of a kind from a posted form and merges what is
// secret and was left alone from the stored ones.
func settings(fields []form.Field, prefix string, in url.Values, old json.RawMessage, bad *faults) json.RawMessage {
	fresh, err := json.Marshal(typed(fields, prefix, in, bad))
	if err != nil {
		bad.add("", "the settings could not be read")
		return nil
	}
	merged, err := form.Merge(fields, old, fresh)
	if err != nil {
		bad.addError(prefix, err)
		return fresh
	}
	return merged
}

// typed reads what was typed into the inputs of fields.
func typed(fields []form.Field, prefix string, in url.Values, bad *faults) map[string]any {
	out := map[string]any{}
	for _, f := range fields {
		if f.Type == form.Rows {
			if rows := typedRows(f, prefix, in, bad); len(rows) > 0 {
				out[f.Name] = rows
			}
			continue
		}
		text := in.Get(prefix + f.Name)
		if f.Type != form.LongText {
			text = strings.TrimSpace(text)
		}
		if f.Secret && in.Get(prefix+f.Name+".remove") != "" {
			out[f.Name] = nil
			continue
		}
		if text == "" {
			continue
		}
		switch f.Type {
		case form.Number:
			n, err := strconv.Atoi(text)
			if err != nil {
				bad.add(prefix+f.Name, "%q is not a whole number", text)
				continue
			}
			out[f.Name] = n
		case form.Bool:
			out[f.Name] = true
		case form.List:
			out[f.Name] = lines(text)
		case form.Headers:
			out[f.Name] = headerLines(prefix+f.Name, text, bad)
		case form.Duration:
			d, err := parseDuration(text)
			if err != nil {
				bad.add(prefix+f.Name, "%v", err)
				continue
			}
			out[f.Name] = d.String()
		case form.LongText:
			out[f.Name] = strings.ReplaceAll(text, "\r\n", "\n")
		default:
			out[f.Name] = text
		}
	}
	return out
}

func lines(text string) []string {
	var out []string
	for l := range strings.Lines(text) {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}

func headerLines(name, text string, bad *faults) []form.Header {
	var out []form.Header
	for _, l := range lines(text) {
		key, value, ok := strings.Cut(l, ":")
		if !ok || strings.TrimSpace(key) == "" {
			bad.add(name, "%q is not a name and a value, such as `Accept: text/html`", l)
			continue
		}
		out = append(out, form.Header{Name: strings.TrimSpace(key), Value: strings.TrimSpace(value)})
	}
	return out
}

// parseDuration reads what people type: "30s", "1m30s", "5 min", "2 hours",
// "1d"; a bare number is seconds.
func parseDuration(text string) (time.Duration, error) {
	t := strings.ToLower(strings.ReplaceAll(strings.TrimSpace(text), " ", ""))
	if n, err := strconv.ParseFloat(t, 64); err == nil && n >= 0 && n < 1e9 {
		return time.Duration(n * float64(time.Second)), nil
	}
	for _, u := range [][2]string{{"seconds", "s"}, {"second", "s"}, {"secs", "s"}, {"sec", "s"}, {"minutes", "m"}, {"minute", "m"},
		{"mins", "m"}, {"min", "m"}, {"hours", "h"}, {"hour", "h"}, {"days", "d"}, {"day", "d"}} {
		t = strings.Replace(t, u[0], u[1], 1)
	}
	if days, ok := strings.CutSuffix(t, "d"); ok {
		if n, err := strconv.Atoi(days); err == nil && n >= 0 && n < 10000 {
			return time.Duration(n) * 24 * time.Hour, nil
		}
	}
	d, err := time.ParseDuration(t)
	if err != nil {
		return 0, fmt.Errorf("%q is not a time span such as 30s, 5 min or 1h", text)
	}
	return d, nil
}

// span text as people type it: the shortest form that parseDuration reads.
func spanText(d time.Duration) string {
	if d == 0 {
		return ""
	}
	s := d.String()
	s = strings.TrimSuffix(s, "0s")
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	if s == "" || !strings.ContainsAny(s[len(s)-1:], "hms") {
		return d.String()
	}
	return s
}
