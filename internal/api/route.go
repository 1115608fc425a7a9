package api

import (
	"context"
	"net/http"
	"reflect"
	"runtime"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/uptimesignal/uptimesignal/internal/auth"
)

// A Route is one endpoint.
type Route struct {
	Method, Path string
	Name         string // of its function, and of its operation in the OpenAPI document
	Scope        auth.Scope
	Summary      string // a sentence
	Status       int    // of a success
	register     func(*API, huma.API, Route)
}

// route makes a Route of a function. In has fields for path, query and header
// parameters and a Body; Out has fields for headers and a Body.
func route[In, Out any](pattern string, scope auth.Scope, summary string, f func(context.Context, *API, *In) (*Out, error)) Route {
	method, path, _ := strings.Cut(pattern, " ")
	full := runtime.FuncForPC(reflect.ValueOf(f).Pointer()).Name()
	return Route{
		Method: method, Path: path, Scope: scope, Summary: summary, Status: http.StatusOK,
		Name: full[strings.LastIndexByte(full, '.')+1:],
		register: func(a *API, h huma.API, r Route) {
			huma.Register(h, a.operation(h, r), func(ctx context.Context, in *In) (*Out, error) {
				out, err := f(ctx, a, in)
				if err != nil {
					return nil, a.problem(ctx, r, err)
				}
				return out, nil
			})
		},
	}
}

// with gives r another status for its success.
func (r Route) with(status int) Route { r.Status = status; return r }

func (a *API) operation(h huma.API, r Route) huma.Operation {
	op := huma.Operation{
		OperationID: r.Name, Method: r.Method, Path: r.Path, Summary: strings.TrimSuffix(r.Summary, "."),
		Tags: []string{noun(r.Path)}, DefaultStatus: r.Status, MaxBodyBytes: maxBody,
		Description: "Scope: " + string(r.Scope) + ".",
		Middlewares: huma.Middlewares{a.guard(r)},
		Responses: map[string]*huma.Response{"default": {
			Description: "A problem",
			Content: map[string]*huma.MediaType{"application/problem+json": {
				Schema: h.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[Problem](), true, "Problem")}},
		}},
	}
	if r.Scope != auth.Public {
		op.Security = []map[string][]string{{"key": {}}, {"session": {}}}
	}
	return op
}

// noun is what a path is about: its first part after the version.
func noun(path string) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/api/v1/"), "/")
	return first
}

// guard lets only those through who may.
func (a *API) guard(r Route) func(huma.Context, func(huma.Context)) {
	return func(hc huma.Context, next func(huma.Context)) {
		req, w := humago.Unwrap(hc)
		if r.Scope == auth.Public {
			if p := a.limits.take(req, auth.Actor{}, false); p != nil {
				a.write(w, req, p)
				return
			}
			next(hc)
			return
		}
		actor, err := a.Actors.Actor(req)
		if p := a.limits.take(req, actor, err == nil); p != nil {
			a.write(w, req, p)
			return
		}
		if err == nil && req.Header.Get("Authorization") == "" {
			err = a.sameOrigin(req)
		}
		if err == nil && !actor.May(r.Scope) {
			err = forbidden(r.Scope)
		}
		if err != nil {
			a.write(w, req, a.problem(req.Context(), r, err))
			return
		}
		next(huma.WithContext(hc, auth.With(hc.Context(), actor)))
	}
}

// A Ref is the path parameter that names one thing.
type Ref struct {
	ID string `path:"id" maxLength:"64" doc:"Its id."`
}

// A Page is what a list takes.
type Page struct {
	Limit  int    `query:"limit" default:"50" minimum:"1" maximum:"500" doc:"How many at most."`
	Cursor string `query:"cursor" maxLength:"500" doc:"The next_cursor of the page before."`
}

func etag(version int64) string { return `"v` + strconv.FormatInt(version, 10) + `"` }
