package client

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// An Error is what the API refused, and why (RFC 9457).
type Error struct {
	Type   string       `json:"type"` // urn:uptimesignal:problem: and a kind
	Title  string       `json:"title"`
	Status int          `json:"status"` // of HTTP
	Detail string       `json:"detail"` // what is wrong and what mends it
	Errors []FieldError `json:"errors,omitempty"`
}

// A FieldError is what is wrong with one field of the request.
type FieldError struct {
	Field string `json:"field"` // dotted path, such as "policy.confirm"
	Text  string `json:"text"`
}

// Error returns what is wrong and what mends it.
func (e *Error) Error() string { return e.Detail }

// Kind says what can be done about it: invalid, sign_in, forbidden, not_found,
// method_not_allowed, conflict, precondition_failed, too_large, too_many,
// unavailable or internal; "" when the answer was not one of the API.
func (e *Error) Kind() string {
	_, kind, _ := strings.Cut(e.Type, "urn:uptimesignal:problem:")
	return kind
}

func readError(res *http.Response) error {
	e := &Error{}
	body, _ := io.ReadAll(io.LimitReader(res.Body, 1<<20))
	if json.Unmarshal(body, e) != nil || e.Status == 0 {
		// Not the API: a proxy, or another server.
		e = &Error{Title: http.StatusText(res.StatusCode), Detail: fmt.Sprintf("the server answered %s, and not as the API does", res.Status)}
	}
	e.Status = res.StatusCode
	return e
}
