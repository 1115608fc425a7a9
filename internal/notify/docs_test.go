package notify_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/uptimesignal/uptimesignal/internal/notify"
	"github.com/uptimesignal/uptimesignal/internal/notify/notifytest"
)

// docs/gen/channels.md is written from the table of kinds; run the test with
// -update to write it anew.
func TestDocs(t *testing.T) {
	path := filepath.Join("..", "..", "docs", "gen", "channels.md")
	got := page()
	if notifytest.Update() {
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
	if got != string(want) {
		t.Errorf("%s is out of date; run: go test ./internal/notify -update", path)
	}
}

func page() string {
	var b strings.Builder
	b.WriteString("# Kinds of channel\n\nGenerated from the program; do not edit.\n")
	for _, k := range notify.Kinds {
		fmt.Fprintf(&b, "\n## %s (`%s`)\n\n%s\n\n| setting | type | | what it is |\n|---|---|---|---|\n", k.Title, k.Name, k.Doc)
		for _, f := range k.Fields {
			kind := string(f.Type)
			if len(f.Choices) > 0 {
				kind = "`" + strings.Join(f.Choices, "`, `") + "`"
			}
			var marks []string
			if f.Required {
				marks = append(marks, "required")
			}
			if f.Secret {
				marks = append(marks, "secret")
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", f.Name, kind, strings.Join(marks, ", "), strings.ReplaceAll(f.Help, "|", "\\|"))
		}
	}
	return b.String()
}
