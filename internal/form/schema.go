package form

import (
	"encoding/json"
	"reflect"
	"strings"
	"time"
)

// schema is a JSON Schema (2020-12), as far as settings need it.
type schema struct {
	Type        string            `json:"type"`
	Title       string            `json:"title,omitempty"`
	Description string            `json:"description,omitempty"`
	Enum        []string          `json:"enum,omitempty"`
	Examples    []string          `json:"examples,omitempty"`
	WriteOnly   bool              `json:"writeOnly,omitempty"`
	Items       *schema           `json:"items,omitempty"`
	Properties  map[string]schema `json:"properties,omitempty"`
	Required    []string          `json:"required,omitempty"`
	Closed      *bool             `json:"additionalProperties,omitempty"`
}

// Schema returns the JSON Schema of the settings that fields describe.
func Schema(fields []Field) json.RawMessage {
	return encode(objectOf(fields))
}

func objectOf(fields []Field) schema {
	s := schema{Type: "object", Properties: map[string]schema{}, Closed: new(false)}
	for _, f := range fields {
		s.Properties[f.Name] = property(f)
		if f.Required {
			s.Required = append(s.Required, f.Name)
		}
	}
	return s
}

func property(f Field) schema {
	s := schema{Type: "string", Title: f.Label, Description: f.Help, WriteOnly: f.Secret}
	if f.Placeholder != "" {
		s.Examples = []string{f.Placeholder}
	}
	switch f.Type {
	case Number:
		s.Type, s.Examples = "integer", nil
	case Bool:
		s.Type, s.Examples = "boolean", nil
	case Choice:
		s.Enum = f.Choices
	case Duration:
		s.Examples = []string{"30s"}
	case List:
		s.Type, s.Items, s.Examples = "array", &schema{Type: "string"}, nil
	case Rows:
		s.Type, s.Examples = "array", nil
		s.Items = new(objectOf(f.Fields))
	case Headers:
		s.Type, s.Examples = "array", nil
		s.Items = &schema{Type: "object", Required: []string{"name", "value"}, Closed: new(false),
			Properties: map[string]schema{"name": {Type: "string"}, "value": {Type: "string"}}}
	}
	return s
}

// Encode returns the settings struct v as Decode reads it, without its zero
// values.
func Encode(v any) json.RawMessage {
	out := map[string]json.RawMessage{}
	rv := reflect.ValueOf(v)
	for f, fv := range rv.Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if fv.IsZero() {
			continue
		}
		if d, ok := fv.Interface().(time.Duration); ok {
			out[name] = encode(d.String())
			continue
		}
		out[name] = encode(fv.Interface())
	}
	return encode(out)
}
