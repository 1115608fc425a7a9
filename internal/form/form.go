// Package form derives everything that is said about a settings struct from
// one declaration of it: the web form, the JSON schema, the reference page,
// strict decoding, and which of its values are secrets.
//
// A field is declared with tags: json (its name), label, help, and form, a
// comma-separated list of: required, secret, leads, text (several lines), choice=a|b,
// placeholder=…, group=…, advanced.
package form

import (
	"reflect"
	"strings"
	"time"
)

// A Type says which kind of input a field takes.
type Type string

// Types.
const (
	Text     Type = "text"
	LongText Type = "longtext"
	Number   Type = "number"
	Duration Type = "duration"
	Bool     Type = "bool"
	Choice   Type = "choice"
	List     Type = "list"    // of texts
	Headers  Type = "headers" // of name and value; which values are secret depends on the name
	Rows     Type = "rows"    // of a struct: settings that come several times
)

// A Field is one setting.
type Field struct {
	Name        string // JSON name
	Label       string
	Help        string
	Placeholder string
	Group       string // fields of one group stand together
	Type        Type
	Required    bool
	Secret      bool // write-only: never shown once stored
	Leads       bool // says to whom the settings are sent, secrets among them
	Advanced    bool // folded away until asked for
	Choices     []string
	Fields      []Field // of each of Rows; the first names the row
}

// A Header is one header field of a settings struct.
type Header struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Of returns the fields of the struct v, in declaration order. It panics on a
// field without a JSON name: that is a mistake in the program.
func Of(v any) []Field {
	var fields []Field
	for f := range reflect.TypeOf(v).Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" || name == "-" {
			panic("form: " + f.Name + " has no JSON name")
		}
		fields = append(fields, field(name, f))
	}
	return fields
}

func field(name string, f reflect.StructField) Field {
	out := Field{Name: name, Label: f.Tag.Get("label"), Help: f.Tag.Get("help"), Type: typeOf(f.Type)}
	for opt := range strings.SplitSeq(f.Tag.Get("form"), ",") {
		key, val, _ := strings.Cut(opt, "=")
		switch key {
		case "required":
			out.Required = true
		case "secret":
			out.Secret = true
		case "leads":
			out.Leads = true
		case "advanced":
			out.Advanced = true
		case "text":
			out.Type = LongText
		case "choice":
			out.Type, out.Choices = Choice, strings.Split(val, "|")
		case "placeholder":
			out.Placeholder = val
		case "group":
			out.Group = val
		}
	}
	if out.Type == Rows {
		out.Fields = Of(reflect.New(f.Type.Elem()).Elem().Interface())
	}
	return out
}

func typeOf(t reflect.Type) Type {
	switch {
	case t == reflect.TypeFor[time.Duration]():
		return Duration
	case t == reflect.TypeFor[[]Header]():
		return Headers
	case t.Kind() == reflect.Bool:
		return Bool
	case t.Kind() == reflect.Int, t.Kind() == reflect.Int64:
		return Number
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Struct:
		return Rows
	case t.Kind() == reflect.Slice:
		return List
	}
	return Text
}
