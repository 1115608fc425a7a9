package probe

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/problem"
)

// checkHTTP reports every problem of a spec at once, each by its field.
func checkHTTP(spec json.RawMessage) error {
	h, err := decodeHTTP(spec)
	if err != nil {
		return decodeProblem(err)
	}
	return h.Validate()
}

// Validate returns a problem that names every setting that is wrong, or nil.
func (h HTTP) Validate() error {
	_, bad := requestOf(h)
	if len(bad) == 0 {
		return nil
	}
	fields := make([]problem.FieldError, len(bad))
	texts := make([]string, len(bad))
	for i, b := range bad {
		fields[i] = problem.FieldError{Field: b.field, Text: b.text}
		texts[i] = b.field + ": " + b.text
	}
	return problem.Fields(strings.Join(texts, "; "), fields...)
}

// decodeProblem says of JSON that does not decode which field is wrong. The
// error for an unknown field has no type: its text is all there is, and it is
// only passed on.
func decodeProblem(err error) error {
	if e, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		if e.Field == "" {
			return problem.Fields(fmt.Sprintf("the settings must be an object, not %s", article(e.Value)))
		}
		text := fmt.Sprintf("must be %s, not %s", wanted(e.Type.Kind().String()), article(e.Value))
		return problem.Fields(e.Field+": "+text, problem.FieldError{Field: e.Field, Text: text})
	}
	if e, ok := errors.AsType[*json.SyntaxError](err); ok {
		return problem.Fields(fmt.Sprintf("the settings are not JSON: %v at byte %d", e, e.Offset))
	}
	if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		name = strings.Trim(name, `"`)
		text := "there is no such setting"
		return problem.Fields(name+": "+text, problem.FieldError{Field: name, Text: text})
	}
	return problem.Fields("the settings are not JSON: the text ends too early")
}

func wanted(kind string) string {
	switch kind {
	case "string":
		return "a text"
	case "bool":
		return "true or false"
	case "int", "int64":
		return "a whole number"
	case "slice":
		return "a list"
	}
	return "an object"
}

func article(value string) string {
	switch {
	case strings.HasPrefix(value, "number"):
		return "a number"
	case value == "string":
		return "a text"
	case value == "bool":
		return "true or false"
	case value == "array":
		return "a list"
	case value == "object":
		return "an object"
	}
	return value
}
