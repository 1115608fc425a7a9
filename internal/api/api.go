// Package api is the JSON API. Every endpoint is a function in the file of its
// noun and a line of [Routes]; from that table come the handler, the OpenAPI
// document, the reference page and the tests.
//
// What is asked of the rest of the program stands in deps.go. Conventions:
// settings that are spans of time are texts such as "30s"; what was measured
// is a number of milliseconds with a name that ends in _ms; times are RFC
// 3339; a list is never null; secrets are write-only; an error is
// application/problem+json (RFC 9457).
package api

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

// maxBody bounds a request's body: a monitor with certificates fits many times.
const maxBody = 1 << 20

// An API serves the routes.
type API struct {
	Deps
	feed    *feed
	replies *replies
	origin  *http.CrossOriginProtection
	limits  limits
}

// Deps is what the API is made of. Each must be set.
type Deps struct {
	Monitors     Monitors
	MonitorEdits MonitorEdits
	History      History
	Checks       Checks
	Incidents    Incidents
	Evidence     Evidence
	Inspections  Inspections
	Channels     Channels
	ChannelEdits ChannelEdits
	Keys         KeyList
	KeyMaker     KeyMaker
	Audit        AuditLog
	Actors       Actors
	Events       Events
	Replies      Replies

	ProbeKinds   []Kind
	ChannelKinds []Kind
	Version      string
	Log          *slog.Logger
}

// New returns an API of d. Its Run must run for the event stream to move.
func New(d Deps) *API {
	return &API{Deps: d, feed: newFeed(d.Events), replies: newReplies(d.Replies), origin: http.NewCrossOriginProtection(), limits: newLimits()}
}

// Handler serves every route, the OpenAPI document at /api/openapi.json, and a
// problem for every other path below /api/.
func (a *API) Handler() http.Handler {
	mux := http.NewServeMux()
	h := humago.New(mux, humaConfig(a.Version))
	for _, r := range Routes {
		r.register(a, h, r)
	}
	document := openAPI(h)
	mux.HandleFunc("GET /api/openapi.json", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/openapi+json")
		_, _ = w.Write(document)
	})
	return a.outer(mux)
}

func humaConfig(version string) huma.Config {
	c := huma.DefaultConfig("UptimeSignal", version)
	c.OpenAPIPath, c.DocsPath, c.SchemasPath = "", "", ""
	c.CreateHooks = nil // no $schema links in answers
	c.RejectUnknownQueryParameters = true
	c.Transformers = []huma.Transformer{showProblem}
	return c
}

// rfc3339 leaves out the time that never was.
func rfc3339(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return new(t.UTC())
}

func millis(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// list is never null.
func list[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}
