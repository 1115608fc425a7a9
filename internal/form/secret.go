package form

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/problem"
	"github.com/uptimesignal/uptimesignal/internal/redact"
)

// Mask returns raw, the settings that fields describe, in a form that may be
// shown: secrets are replaced by redact.Mask, values of secret header fields
// too, and what is secret in a URL or a long text, as package redact does it.
// A setting that fields does not know is left out.
func Mask(fields []Field, raw json.RawMessage) json.RawMessage {
	values, err := object(raw)
	if err != nil {
		return json.RawMessage("{}")
	}
	out := map[string]json.RawMessage{}
	for _, f := range fields {
		if v, ok := values[f.Name]; ok {
			out[f.Name] = mask(f, v)
		}
	}
	return encode(out)
}

func mask(f Field, raw json.RawMessage) json.RawMessage {
	switch {
	case f.Type == Rows:
		var items []json.RawMessage
		if json.Unmarshal(raw, &items) != nil {
			return encode(redact.Mask)
		}
		for i := range items {
			items[i] = Mask(f.Fields, items[i])
		}
		return encode(items)
	case f.Type == Headers:
		var headers []Header
		if json.Unmarshal(raw, &headers) != nil {
			return encode(redact.Mask)
		}
		for i, h := range headers {
			headers[i].Value = maskHeader(h, f.Secret)
		}
		return encode(headers)
	case f.Secret && f.Type == List:
		var items []string
		if json.Unmarshal(raw, &items) != nil {
			return encode(redact.Mask)
		}
		for i := range items {
			items[i] = redact.Mask
		}
		return encode(items)
	case f.Secret:
		if s := text(raw); s == "" && string(raw) == `""` {
			return raw
		}
		return encode(redact.Mask)
	case f.Type == LongText:
		return encode(maskLong(text(raw)))
	case f.Type == Text:
		return encode(maskText(text(raw)))
	}
	return raw
}

// maskHeader hides the value of a field whose name says that it is secret, or
// whatever its name if all are.
func maskHeader(h Header, all bool) string {
	if h.Value != "" && (all || redact.Header(h.Name)) {
		return redact.Mask
	}
	return maskText(h.Value)
}

// maskText hides what is secret in a URL; any other text is shown.
func maskText(s string) string {
	if strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://") {
		return redact.URL(s)
	}
	return s
}

// maskLong hides what is secret in the body of a request: the values of fields
// of a posted form that are named like secrets, and what redact.Text finds in
// any other text.
func maskLong(s string) string {
	if masked := strings.TrimPrefix(redact.URL("?"+s), "?"); posted(s) && masked != s {
		return masked
	}
	return redact.Text(s)
}

// posted reports whether s reads as application/x-www-form-urlencoded.
func posted(s string) bool {
	return strings.Contains(s, "=") && !strings.ContainsAny(s, " \t\r\n\"{}<>#")
}

// Merge returns the settings fresh with the secrets that it does not give
// taken from old: those that are absent, and those that still read as Mask
// shows them. An empty text or null removes a secret. A mask that stands for
// nothing stored is a problem.Invalid, and so is a secret taken from old when
// fresh leads to another place (see [Moved]): who may change settings must not
// be able to have a stored credential sent to a host of theirs.
func Merge(fields []Field, old, fresh json.RawMessage) (json.RawMessage, error) {
	return mergeMoved(fields, old, fresh, Moved(fields, old, fresh))
}

// mergeMoved is Merge of settings that lead elsewhere by the field moved, if it
// is not "".
func mergeMoved(fields []Field, old, fresh json.RawMessage, moved string) (json.RawMessage, error) {
	before, err := object(old)
	if err != nil {
		return nil, err
	}
	after, err := object(fresh)
	if err != nil {
		return nil, err
	}
	var removed map[string]json.RawMessage // null is removal here, so it must be told from absent
	_ = json.Unmarshal(fresh, &removed)
	var bad []problem.FieldError
	for _, f := range fields {
		v, given := after[f.Name]
		_, null := removed[f.Name]
		was := before[f.Name]
		switch {
		case !given && !null && f.Secret && was != nil:
			after[f.Name] = was
			if moved != "" && hides(f, was) {
				bad = append(bad, problem.FieldError{Field: f.Name, Text: Again(moved)})
			}
		case given && f.Type == Rows:
			merged, wrong := mergeRows(f, was, v, moved)
			bad = append(bad, wrong...)
			after[f.Name] = merged
		case given:
			merged, text := merge(f, was, v, moved)
			if text != "" {
				bad = append(bad, problem.FieldError{Field: f.Name, Text: text})
				continue
			}
			after[f.Name] = merged
		}
	}
	if err := Invalid(bad); err != nil {
		return nil, err
	}
	return encode(after), nil
}

const maskOfNothing = "is masked, and no such secret is stored; send the secret itself"

// hides reports whether was holds a secret.
func hides(f Field, was json.RawMessage) bool { return string(mask(f, was)) != string(compact(was)) }

func merge(f Field, was, v json.RawMessage, moved string) (json.RawMessage, string) {
	if f.Type == Headers && moved != "" {
		return mergeHeaders(f, was, v, moved)
	}
	if was != nil && string(mask(f, was)) == string(compact(v)) {
		if moved != "" && hides(f, was) {
			return nil, Again(moved)
		}
		return was, ""
	}
	if f.Type == Headers {
		return mergeHeaders(f, was, v, moved)
	}
	if strings.Contains(text(v), redact.Mask) {
		return nil, maskOfNothing
	}
	return v, ""
}

// mergeRows merges each row with the next stored one of the same name.
func mergeRows(f Field, was, v json.RawMessage, moved string) (json.RawMessage, []problem.FieldError) {
	var before, after []json.RawMessage
	if json.Unmarshal(v, &after) != nil {
		return v, nil // for Decode to explain
	}
	_ = json.Unmarshal(was, &before)
	var bad []problem.FieldError
	for i, row := range after {
		var old json.RawMessage
		at := slices.IndexFunc(before, func(b json.RawMessage) bool {
			name := rowName(f, row)
			return name != "" && (name == rowName(f, b) || name == rowName(f, Mask(f.Fields, b)))
		})
		if at >= 0 {
			old = before[at]
			before = slices.Delete(before, at, at+1)
		}
		merged, err := mergeMoved(f.Fields, old, row, moved)
		if err != nil && problem.FieldsOf(err) == nil {
			continue // no object: for Decode to explain
		}
		if err != nil {
			bad = append(bad, Under(fmt.Sprintf("%s[%d]", f.Name, i), problem.FieldsOf(err))...)
			continue
		}
		after[i] = merged
	}
	return encode(after), bad
}

// rowName is the first setting of a row, by which it is known again.
func rowName(f Field, row json.RawMessage) string {
	values, err := object(row)
	if err != nil || len(f.Fields) == 0 {
		return ""
	}
	return text(values[f.Fields[0].Name])
}

// mergeHeaders gives each masked value the next stored one of the same name.
func mergeHeaders(f Field, was, v json.RawMessage, moved string) (json.RawMessage, string) {
	var before, after []Header
	if json.Unmarshal(v, &after) != nil {
		return v, "" // for Decode to explain
	}
	_ = json.Unmarshal(was, &before)
	for i, h := range after {
		at := slices.IndexFunc(before, func(b Header) bool { return strings.EqualFold(b.Name, h.Name) && maskHeader(b, f.Secret) == h.Value })
		switch {
		case at >= 0 && moved != "" && before[at].Value != h.Value:
			return nil, fmt.Sprintf("the value of %s %s", h.Name, Again(moved))
		case at >= 0:
			after[i].Value = before[at].Value
			before = slices.Delete(before, at, at+1)
		case strings.Contains(h.Value, redact.Mask):
			return nil, fmt.Sprintf("the value of %s %s", h.Name, maskOfNothing)
		}
	}
	return encode(after), ""
}

// text returns the JSON text raw, or "" if it is something else.
func text(raw json.RawMessage) string {
	var s string
	_ = json.Unmarshal(raw, &s)
	return s
}

func compact(raw json.RawMessage) json.RawMessage {
	var v any
	if json.Unmarshal(raw, &v) != nil {
		return raw
	}
	if list, ok := v.([]any); ok && len(list) > 0 {
		var headers []Header // whose members have an order
		if json.Unmarshal(raw, &headers) == nil {
			return encode(headers)
		}
	}
	return encode(v)
}

// encode marshals what can always be marshalled.
func encode(v any) json.RawMessage {
	raw, err := json.Marshal(v)
	if err != nil {
		panic("form: " + err.Error())
	}
	return raw
}
