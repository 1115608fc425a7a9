package api

import (
	"encoding/json"
	"maps"

	"github.com/uptimesignal/uptimesignal/internal/problem"
)

// patched returns v with the members of patch, a JSON object, laid over it
// (RFC 7396). A null comes only below flat, since the schema refuses it
// elsewhere; there it is kept, so that [form.Merge] can tell a secret to remove
// from one that is not mentioned.
func patched[T any](v T, patch []byte) (T, error) {
	base, err := json.Marshal(v)
	if err != nil {
		return v, err
	}
	merged, err := overlay(base, patch, "")
	if err != nil {
		return v, problem.Wrap(problem.Invalid, err, "The body must be a JSON object.")
	}
	var out T
	if err := json.Unmarshal(merged, &out); err != nil {
		return v, problem.New(problem.Invalid, "The body is not valid: %v.", err)
	}
	return out, nil
}

// flat are the members whose own members are settings of a kind, taken whole.
var flat = map[string]bool{"spec": true, "settings": true}

func overlay(base, patch json.RawMessage, name string) (json.RawMessage, error) {
	var over map[string]json.RawMessage
	if json.Unmarshal(patch, &over) != nil || over == nil {
		return patch, nil // not an object: it replaces
	}
	under := map[string]json.RawMessage{}
	_ = json.Unmarshal(base, &under)
	if flat[name] {
		maps.Copy(under, over)
		return json.Marshal(under)
	}
	for k, v := range over {
		merged, err := overlay(under[k], v, k)
		if err != nil {
			return nil, err
		}
		under[k] = merged
	}
	return json.Marshal(under)
}
