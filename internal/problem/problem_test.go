package problem_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/uptimesignal/uptimesignal/internal/problem"
)

func TestOf(t *testing.T) {
	secret := errors.New("dial postgres://u:hunter2@db")
	for _, tt := range []struct {
		err  error
		kind problem.Kind
		text string
	}{
		{problem.New(problem.NotFound, "There is no monitor %q.", "x"), problem.NotFound, `There is no monitor "x".`},
		{fmt.Errorf("list: %w", problem.Wrap(problem.Conflict, secret, "It has changed.")), problem.Conflict, "It has changed."},
		{secret, problem.Internal, "Something went wrong on our side."},
	} {
		if k, text := problem.Of(tt.err); k != tt.kind || text != tt.text {
			t.Errorf("Of(%v) = %s, %q", tt.err, k, text)
		}
	}
	if err := problem.Wrap(problem.Conflict, secret, "x"); !errors.Is(err, secret) || !problem.Is(err, problem.Conflict) || problem.Is(err, problem.Invalid) {
		t.Error("the cause or the kind is lost")
	}
	err := fmt.Errorf("create: %w", problem.Fields("Two fields are wrong.", problem.FieldError{Field: "url", Text: "is empty"}))
	if f := problem.FieldsOf(err); len(f) != 1 || f[0].Field != "url" || !problem.Is(err, problem.Invalid) {
		t.Errorf("FieldsOf = %v", f)
	}
}
