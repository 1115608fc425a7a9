package api

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/uptimesignal/uptimesignal/internal/auth"
	"github.com/uptimesignal/uptimesignal/internal/problem"
)

// A Problem is an error as it is shown (RFC 9457).
type Problem struct {
	Type   string       `json:"type" doc:"Names the kind of problem: urn:uptimesignal:problem: and one of invalid, sign_in, forbidden, not_found, method_not_allowed, conflict, precondition_failed, too_large, too_many, unavailable, internal."`
	Title  string       `json:"title" doc:"The kind in words."`
	Status int          `json:"status" doc:"The HTTP status."`
	Detail string       `json:"detail" doc:"What is wrong and what mends it."`
	Errors []FieldError `json:"errors,omitempty" nullable:"false" doc:"The fields at fault."`
	wait   int          // seconds until it is worth another try; 0 if that is not known
}

// A FieldError is what is wrong with one field of the request.
type FieldError struct {
	Field string `json:"field" doc:"Dotted path, such as policy.confirm."`
	Text  string `json:"text" doc:"What is wrong with it."`
}

// Error and GetStatus let huma write a Problem.
func (p *Problem) Error() string { return p.Detail }

// GetStatus returns the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is that of RFC 9457.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

var statuses = map[problem.Kind]int{
	problem.Invalid: http.StatusUnprocessableEntity, problem.SignIn: http.StatusUnauthorized,
	problem.Forbidden: http.StatusForbidden, problem.NotFound: http.StatusNotFound,
	problem.Conflict: http.StatusConflict, problem.TooMany: http.StatusTooManyRequests,
	problem.Unavailable: http.StatusServiceUnavailable, problem.Internal: http.StatusInternalServerError,
}

// kinds names the statuses that come from HTTP itself.
var kinds = map[int]string{
	http.StatusBadRequest: "invalid", http.StatusUnprocessableEntity: "invalid", http.StatusUnauthorized: "sign_in",
	http.StatusForbidden: "forbidden", http.StatusNotFound: "not_found", http.StatusMethodNotAllowed: "method_not_allowed",
	http.StatusConflict: "conflict", http.StatusPreconditionFailed: "precondition_failed",
	http.StatusRequestEntityTooLarge: "too_large", http.StatusTooManyRequests: "too_many",
	http.StatusUnsupportedMediaType: "unsupported_media_type", http.StatusNotAcceptable: "not_acceptable",
	http.StatusServiceUnavailable: "unavailable", http.StatusRequestTimeout: "request_timeout",
}

func newProblem(status int, detail string) *Problem {
	kind, ok := kinds[status]
	if !ok {
		kind, detail = "internal", "Something went wrong on our side."
	}
	return &Problem{Type: "urn:uptimesignal:problem:" + kind, Title: http.StatusText(status), Status: status, Detail: detail}
}

// problem turns err into what is shown of it. What is ours is logged.
func (a *API) problem(ctx context.Context, r Route, err error) *Problem {
	if p, ok := err.(*Problem); ok {
		return p
	}
	kind, text := problem.Of(err)
	if kind == problem.Internal && ctx.Err() == nil {
		a.Log.ErrorContext(ctx, "request failed", "route", r.Name, "err", err)
	}
	p := newProblem(statuses[kind], text)
	for _, f := range problem.FieldsOf(err) {
		p.Errors = append(p.Errors, FieldError(f))
	}
	return p
}

func forbidden(s auth.Scope) error {
	return problem.New(problem.Forbidden, "This needs the scope %q, which you do not have.", s)
}

func (a *API) sameOrigin(r *http.Request) error {
	if err := a.origin.Check(r); err != nil {
		return problem.New(problem.Forbidden, "A page of another site sent this request. A program should send an API key instead of a cookie.")
	}
	return nil
}

// showProblem turns what huma says of a request into a Problem. It leaves out
// the values that huma quotes: they may be secrets.
func showProblem(_ huma.Context, _ string, v any) (any, error) {
	m, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	p := newProblem(m.Status, "The request is not valid.")
	if m.Status == http.StatusRequestEntityTooLarge {
		p.Detail = "The body is larger than 1 MiB."
	}
	var texts []string
	for _, e := range m.Errors {
		f := say(e.Location, e.Message)
		if f.Field == "body" && m.Status == http.StatusBadRequest {
			f.Text = "is not JSON: " + f.Text
		}
		texts = append(texts, f.Field+": "+f.Text)
		p.Errors = append(p.Errors, f)
	}
	switch {
	case len(texts) > 0:
		p.Detail = strings.Join(texts, "\n")
	case m.Detail == "request body is required":
		p.Detail = "The body must be a JSON object."
	}
	return p, nil
}

func (a *API) write(w http.ResponseWriter, r *http.Request, p *Problem) {
	h := w.Header()
	h.Set("Content-Type", "application/problem+json")
	if p.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Bearer realm="uptimesignal"`)
	}
	if after := p.retryAfter(); after != "" {
		h.Set("Retry-After", after)
	}
	w.WriteHeader(p.Status)
	if r.Method != http.MethodHead {
		_ = json.NewEncoder(w).Encode(p)
	}
}
