package measure

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"testing"
)

// TestWordsForEveryFailure reads the codes from their source, so that a new
// one needs its words.
func TestWordsForEveryFailure(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "failure.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	codes := 0
	ast.Inspect(file, func(n ast.Node) bool {
		lit, ok := n.(*ast.BasicLit)
		if !ok || lit.Kind != token.STRING {
			return true
		}
		if code, err := strconv.Unquote(lit.Value); err == nil && code != "" {
			codes++
			if failureWords[Failure(code)] == "" {
				t.Errorf("%s has no words", code)
			}
		}
		return true
	})
	if codes < 40 {
		t.Errorf("only %d codes were found", codes)
	}
}
