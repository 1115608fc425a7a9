package api

import (
	"fmt"
	"net/http"
	"runtime/debug"
)

// outer is around every route: bounds, headers, panics, and problems where
// there is no route.
func (a *API) outer(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// A little more than huma's own bound, which gives the better answer.
		r.Body = http.MaxBytesReader(w, r.Body, maxBody+1)
		h := w.Header()
		h.Set("Cache-Control", "no-store")
		h.Set("X-Content-Type-Options", "nosniff")
		defer a.recovered(w, r)
		handler, pattern := mux.Handler(r)
		if pattern == "" {
			a.nowhere(w, r, handler)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// nowhere answers for a path or method that has no route. What ServeMux would
// say decides which of the two it is.
func (a *API) nowhere(w http.ResponseWriter, r *http.Request, says http.Handler) {
	asked := &verdict{header: http.Header{}}
	says.ServeHTTP(asked, r)
	if asked.status == http.StatusMethodNotAllowed {
		allow := asked.header.Get("Allow")
		w.Header().Set("Allow", allow)
		a.write(w, r, newProblem(asked.status, fmt.Sprintf("%s is not a method of this path; there are %s.", r.Method, allow)))
		return
	}
	a.write(w, r, newProblem(http.StatusNotFound, "There is no such path. The API is described at /api/openapi.json."))
}

// verdict is a ResponseWriter that keeps only the head.
type verdict struct {
	header http.Header
	status int
}

func (v *verdict) Header() http.Header         { return v.header }
func (v *verdict) Write(b []byte) (int, error) { return len(b), nil }
func (v *verdict) WriteHeader(status int)      { v.status = status }

func (a *API) recovered(w http.ResponseWriter, r *http.Request) {
	p := recover()
	if p == nil {
		return
	}
	if p == http.ErrAbortHandler {
		panic(p)
	}
	a.Log.ErrorContext(r.Context(), "request panicked", "path", r.URL.Path, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
	a.write(w, r, newProblem(http.StatusInternalServerError, ""))
}
