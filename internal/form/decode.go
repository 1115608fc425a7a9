package form

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/problem"
)

// Decode reads raw, a JSON object, into the settings struct that into points
// to. Durations are texts such as "30s"; null is the same as absent. Every
// unknown field, wrong type, missing required value and value outside its
// choices is reported at once, as one problem.Invalid that names each field
// and what mends it.
func Decode(raw json.RawMessage, into any) error {
	v := reflect.ValueOf(into).Elem()
	values, err := object(raw)
	if err != nil {
		return err
	}
	fields := Of(v.Interface())
	var bad []problem.FieldError
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if !has(fields, name) {
			bad = append(bad, problem.FieldError{Field: name, Text: unknown(fields, name)})
		}
	}
	for i, f := range fields {
		if f.Type == Rows && values[f.Name] != nil {
			bad = append(bad, rows(v.Field(i), f, values[f.Name])...)
			continue
		}
		if text := set(v.Field(i), f, values[f.Name]); text != "" {
			bad = append(bad, problem.FieldError{Field: f.Name, Text: text})
		}
	}
	return Invalid(bad)
}

// Invalid is the problem that names each of bad, or nil when there is none.
func Invalid(bad []problem.FieldError) error {
	if len(bad) == 0 {
		return nil
	}
	texts := make([]string, len(bad))
	for i, b := range bad {
		texts[i] = strings.TrimPrefix(b.Field+": "+b.Text, ": ")
	}
	return problem.Fields(strings.Join(texts, "\n"), bad...)
}

// rows stores each object of the list raw in v and returns what is wrong.
func rows(v reflect.Value, f Field, raw json.RawMessage) []problem.FieldError {
	var items []json.RawMessage
	if json.Unmarshal(raw, &items) != nil {
		return []problem.FieldError{{Field: f.Name, Text: wants(Rows)}}
	}
	if len(items) == 0 && f.Required {
		return []problem.FieldError{{Field: f.Name, Text: "must not be empty"}}
	}
	v.Set(reflect.MakeSlice(v.Type(), len(items), len(items)))
	var bad []problem.FieldError
	for i, item := range items {
		name := fmt.Sprintf("%s[%d]", f.Name, i)
		err := Decode(item, v.Index(i).Addr().Interface())
		if err != nil && problem.FieldsOf(err) == nil {
			bad = append(bad, problem.FieldError{Field: name, Text: "must be an object"})
			continue
		}
		bad = append(bad, Under(name, problem.FieldsOf(err))...)
	}
	return bad
}

// object splits a JSON object into its members. Nothing is an empty object.
func object(raw json.RawMessage) (map[string]json.RawMessage, error) {
	values := map[string]json.RawMessage{}
	if raw = bytes.TrimSpace(raw); len(raw) == 0 {
		return values, nil
	}
	if err := json.Unmarshal(raw, &values); err != nil {
		return nil, problem.Wrap(problem.Invalid, err, "The settings must be an object, such as {\"url\": \"https://example.com\"}.")
	}
	maps.DeleteFunc(values, func(_ string, v json.RawMessage) bool { return string(v) == "null" })
	return values, nil
}

func has(fields []Field, name string) bool {
	return slices.ContainsFunc(fields, func(f Field) bool { return f.Name == name })
}

func unknown(fields []Field, name string) string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	if near := Nearest(name, names); near != "" {
		return fmt.Sprintf("is not a setting; did you mean %q?", near)
	}
	return "is not a setting; there are " + strings.Join(names, ", ")
}

// set stores raw in v and returns what is wrong with it, if anything.
func set(v reflect.Value, f Field, raw json.RawMessage) string {
	if raw == nil {
		if f.Required {
			return "must not be empty"
		}
		return ""
	}
	if text := store(v, f, raw); text != "" {
		return text
	}
	if f.Required && v.IsZero() {
		return "must not be empty"
	}
	if f.Type == Choice && v.Kind() == reflect.String && v.String() != "" && !slices.Contains(f.Choices, v.String()) {
		some := slices.DeleteFunc(slices.Clone(f.Choices), func(c string) bool { return c == "" })
		return fmt.Sprintf("%q is not one of %s", v.String(), strings.Join(some, ", "))
	}
	return ""
}

func store(v reflect.Value, f Field, raw json.RawMessage) string {
	if f.Type == Duration {
		return storeDuration(v, raw)
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v.Addr().Interface()); err != nil {
		return wants(f.Type)
	}
	return ""
}

func storeDuration(v reflect.Value, raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) != nil {
		return wants(Duration)
	}
	if text == "" {
		return ""
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		return fmt.Sprintf("%q is not a duration such as \"30s\" or \"1m30s\"", text)
	}
	v.SetInt(int64(d))
	return ""
}

func wants(t Type) string {
	switch t {
	case Number:
		return "must be a whole number"
	case Duration:
		return `must be a duration in quotes, such as "30s"`
	case Bool:
		return "must be true or false"
	case List:
		return `must be a list of texts, such as ["a", "b"]`
	case Rows:
		return "must be a list of objects"
	case Headers:
		return `must be a list of names and values, such as [{"name": "Accept", "value": "text/html"}]`
	}
	return "must be a text in quotes"
}

// Nearest returns the one of names that someone who typed got most likely
// meant, or "". It makes no difference between capitals and small letters.
func Nearest(got string, names []string) string {
	best, least := "", max(len(got)/3, 1)+1
	for _, n := range names {
		if d := distance(strings.ToLower(got), strings.ToLower(n)); d < least {
			best, least = n, d
		}
	}
	return best
}

// distance is how many letters must be inserted, deleted, replaced or swapped
// with their neighbour to get from a to b (optimal string alignment).
func distance(a, b string) int {
	if len(a) > 64 || len(b) > 64 {
		return 64
	}
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		d[i][0] = i
	}
	for j := range d[0] {
		d[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, d[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(a)][len(b)]
}
