// Package problem is the vocabulary of errors that users are meant to see.
//
// An error belongs here if its text says what is wrong and what mends it. Any
// other error is the operator's business: it is logged, and the user learns
// only that something went wrong on our side. The API maps a Kind to a status
// (RFC 9457), the CLI to an exit code, the web to a page.
package problem

import (
	"errors"
	"fmt"
)

// A Kind says what the user can do about it.
type Kind string

// Kinds.
const (
	Invalid     Kind = "invalid"     // mend the input
	SignIn      Kind = "sign_in"     // say who you are
	Forbidden   Kind = "forbidden"   // you may not
	NotFound    Kind = "not_found"   // there is none
	Conflict    Kind = "conflict"    // it has changed or exists already
	TooMany     Kind = "too_many"    // slow down
	Unavailable Kind = "unavailable" // later again
	Internal    Kind = "internal"    // ours
)

// A FieldError is what is wrong with one field of an input.
type FieldError struct {
	Field string // dotted path, such as "policy.confirm"
	Text  string
}

type problem struct {
	kind   Kind
	msg    string
	fields []FieldError
	err    error
}

func (p *problem) Error() string { return p.msg }
func (p *problem) Unwrap() error { return p.err }

// New returns an error of kind k whose text is fit for users.
func New(k Kind, format string, args ...any) error {
	return &problem{kind: k, msg: fmt.Sprintf(format, args...)}
}

// Wrap is New with a cause that only the log shows.
func Wrap(k Kind, err error, format string, args ...any) error {
	return &problem{kind: k, msg: fmt.Sprintf(format, args...), err: err}
}

// Fields is an Invalid error that names each field at fault.
func Fields(msg string, fields ...FieldError) error {
	return &problem{kind: Invalid, msg: msg, fields: fields}
}

// Of returns the kind and the text for users of err. An error that is not a
// problem is Internal, and its text does not show.
func Of(err error) (Kind, string) {
	if p, ok := errors.AsType[*problem](err); ok {
		return p.kind, p.msg
	}
	return Internal, "Something went wrong on our side."
}

// FieldsOf returns the fields at fault that err names.
func FieldsOf(err error) []FieldError {
	if p, ok := errors.AsType[*problem](err); ok {
		return p.fields
	}
	return nil
}

// Is reports whether err is a problem of kind k.
func Is(err error, k Kind) bool {
	p, ok := errors.AsType[*problem](err)
	return ok && p.kind == k
}
