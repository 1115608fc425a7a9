package probe

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/form"
	"github.com/uptimesignal/uptimesignal/internal/problem"
)

// checkHTTP reports every problem of a spec at once, each by its field.
func checkHTTP(spec json.RawMessage) error {
	p := plainHTTP(DefaultHTTP(""))
	err := form.Decode(spec, &p)
	bad := problem.FieldsOf(err)
	if err != nil && bad == nil {
		return err // no object at all
	}
	_, own := requestOf(HTTP(p))
	for _, b := range own {
		setting, _, _ := strings.Cut(b.field, "[")
		if !slices.ContainsFunc(bad, func(f problem.FieldError) bool { return f.Field == setting }) { // that is said already
			bad = append(bad, problem.FieldError{Field: b.field, Text: b.text})
		}
	}
	slices.SortStableFunc(bad, func(a, b problem.FieldError) int { return place(a.Field) - place(b.Field) })
	return form.Invalid(bad)
}

// place is where the setting of a field stands in the form; what is none
// stands before all.
func place(field string) int {
	setting, _, _ := strings.Cut(field, "[")
	return slices.IndexFunc(httpFields, func(f form.Field) bool { return f.Name == setting })
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
