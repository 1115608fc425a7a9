package api

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden OpenAPI document and the reference page")

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s is not what the table of routes says; if that is meant: go test ./internal/api -update\n%s", path, d)
	}
}

func TestOpenAPI(t *testing.T) {
	rec := newWorld().do(t, "GET", "/api/openapi.json", "")
	golden(t, "testdata/openapi.json", rec.Body.String())
}

// A document is what the parts of OpenAPI are that the reference page shows.
type document struct {
	OpenAPI string
	Paths   map[string]map[string]operation
	Comp    struct{ Schemas map[string]schema } `json:"components"`
}

type operation struct {
	ID          string      `json:"operationId"`
	Summary     string      `json:"summary"`
	Description string      `json:"description"`
	Parameters  []parameter `json:"parameters"`
	RequestBody *struct {
		Content map[string]struct{ Schema schema }
	} `json:"requestBody"`
	Responses map[string]struct {
		Description string
		Content     map[string]struct{ Schema schema }
	} `json:"responses"`
}

type parameter struct {
	Name, In, Description string
	Required              bool
	Schema                schema
}

type schema struct {
	Ref         string `json:"$ref"`
	Type        any
	Format      string
	Description string
	Enum        []any
	Items       *schema
	Properties  map[string]schema
	Required    []string
}

func readDocument(t *testing.T) document {
	t.Helper()
	var d document
	if err := json.Unmarshal(newWorld().do(t, "GET", "/api/openapi.json", "").Body.Bytes(), &d); err != nil {
		t.Fatal(err)
	}
	return d
}

// Every route is described, with words for each parameter and each schema.
func TestOpenAPIIsComplete(t *testing.T) {
	d := readDocument(t)
	if d.OpenAPI != "3.1.0" {
		t.Errorf("version %s", d.OpenAPI)
	}
	for _, r := range Routes {
		op, ok := d.Paths[r.Path][strings.ToLower(r.Method)]
		if !ok || op.ID != r.Name || op.Summary+"." != r.Summary || op.Responses[fmt.Sprint(r.Status)].Description == "" ||
			op.Responses["default"].Content["application/problem+json"].Schema.Ref != "#/components/schemas/Problem" {
			t.Errorf("%s: described as %+v", r.Name, op)
		}
		for _, p := range op.Parameters {
			if p.Description == "" && p.Schema.Description == "" {
				t.Errorf("%s: parameter %s has no words", r.Name, p.Name)
			}
		}
	}
	for name, s := range d.Comp.Schemas {
		if strings.HasSuffix(name, "Struct") || strings.HasPrefix(name, "Error") {
			t.Errorf("schema %s has no name of its own", name)
		}
		for field, f := range s.Properties {
			if types, ok := f.Type.([]any); ok && slices.Contains(types, any("array")) {
				t.Errorf("%s.%s: a list may be null", name, field)
			}
		}
	}
}

func TestReferencePage(t *testing.T) {
	golden(t, "../../docs/gen/api.md", reference(readDocument(t)))
}

// reference writes the page, in the order of the table of routes.
func reference(d document) string {
	var b strings.Builder
	b.WriteString("# The API\n\nGenerated from the table of routes: `go test ./internal/api -update`. The same as OpenAPI 3.1: `/api/openapi.json`.\n\n" +
		"Send an API key as `Authorization: Bearer ups_…`. Settings that are spans of time are texts such as `30s`; what was\n" +
		"measured is in milliseconds, in fields that end in `_ms`. Times are RFC 3339. Secrets are write-only: they are shown as\n" +
		"`••••••`, and a masked or absent secret keeps its value. Errors are `application/problem+json` (RFC 9457). A list that has\n" +
		"more answers with `next_cursor`; send it back as `cursor`. A change may carry `If-Match`, a creation `Idempotency-Key`.\n")
	about := ""
	for _, r := range Routes {
		if n := noun(r.Path); n != about {
			about = n
			fmt.Fprintf(&b, "\n## %s\n", n)
		}
		op := d.Paths[r.Path][strings.ToLower(r.Method)]
		fmt.Fprintf(&b, "\n### %s\n\n`%s %s`\n\n%s Answers %d%s.\n", op.Summary, r.Method, r.Path, op.Description, r.Status, with(op))
		if len(op.Parameters) > 0 {
			b.WriteString("\n| parameter | in | |\n|---|---|---|\n")
			for _, p := range op.Parameters {
				fmt.Fprintf(&b, "| `%s` | %s | %s |\n", p.Name, p.In, cell(p.Description, p.Schema))
			}
		}
	}
	b.WriteString("\n## Objects\n")
	for _, name := range slices.Sorted(maps.Keys(d.Comp.Schemas)) {
		s := d.Comp.Schemas[name]
		fmt.Fprintf(&b, "\n### %s\n\n| field | type | |\n|---|---|---|\n", name)
		for _, f := range slices.Sorted(maps.Keys(s.Properties)) {
			must := ""
			if slices.Contains(s.Required, f) {
				must = "**"
			}
			fmt.Fprintf(&b, "| %s`%s`%s | %s | %s |\n", must, f, must, typeName(s.Properties[f]), cell(s.Properties[f].Description, s.Properties[f]))
		}
	}
	b.WriteString("\nFields in bold are always there, and must be sent.\n")
	return b.String()
}

func with(op operation) string {
	out := ""
	if op.RequestBody != nil {
		for _, c := range op.RequestBody.Content {
			out = ", takes " + typeName(c.Schema)
		}
	}
	for status, r := range op.Responses {
		for _, c := range r.Content {
			if status != "default" {
				return " with " + typeName(c.Schema) + out
			}
		}
	}
	return out
}

func typeName(s schema) string {
	switch {
	case s.Ref != "":
		name := s.Ref[strings.LastIndexByte(s.Ref, '/')+1:]
		return fmt.Sprintf("[%s](#%s)", name, strings.ToLower(name))
	case s.Items != nil:
		return "list of " + typeName(*s.Items)
	case s.Format == "date-time":
		return "time"
	case s.Type == nil:
		return "object"
	}
	return fmt.Sprint(s.Type)
}

func cell(words string, s schema) string {
	if words == "" {
		words = s.Description
	}
	if len(s.Enum) > 0 {
		words = strings.TrimSpace(words + " One of " + strings.ReplaceAll(strings.Trim(fmt.Sprint(s.Enum), "[]"), " ", ", ") + ".")
	}
	return strings.ReplaceAll(words, "|", "\\|")
}
