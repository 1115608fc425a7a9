package form

import (
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/problem"
)

// FieldErrors splits a tree of joined errors, each of the form "field: text",
// into the fields at fault. It is how a value's own Validate becomes a
// problem: see [Invalid].
func FieldErrors(err error) []problem.FieldError {
	if err == nil {
		return nil
	}
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		var all []problem.FieldError
		for _, e := range many.Unwrap() {
			all = append(all, FieldErrors(e)...)
		}
		return all
	}
	if named := problem.FieldsOf(err); named != nil {
		return named
	}
	field, text, ok := strings.Cut(err.Error(), ": ")
	if !ok || strings.ContainsAny(field, " {") {
		return []problem.FieldError{{Text: err.Error()}}
	}
	return []problem.FieldError{{Field: field, Text: text}}
}

// Under puts the name of what holds them before the fields of bad, such as
// "spec" before "url".
func Under(name string, bad []problem.FieldError) []problem.FieldError {
	out := make([]problem.FieldError, len(bad))
	for i, b := range bad {
		out[i] = b
		out[i].Field = strings.TrimSuffix(name+"."+b.Field, ".")
	}
	return out
}
