package api

import (
	"encoding/json"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
)

// openAPI returns the document of the registered routes.
func openAPI(h huma.API) []byte {
	o := h.OpenAPI()
	o.Info.Description = "Watch endpoints, learn why they refuse. " +
		"Send an API key as `Authorization: Bearer ups_…`. " +
		"Settings that are spans of time are texts such as `30s`; what was measured is in milliseconds, in fields that end in `_ms`. " +
		"Errors are application/problem+json (RFC 9457)."
	o.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"key":     {Type: "http", Scheme: "bearer", Description: "An API key."},
		"session": {Type: "apiKey", In: "cookie", Name: "__Host-uptimesignal", Description: "A browser that has signed in; its requests must come from our own pages."},
	}
	schemas := o.Components.Schemas.Map()
	delete(schemas, "ErrorModel") // huma's own; ours is Problem
	delete(schemas, "ErrorDetail")
	for _, s := range schemas {
		for _, p := range s.Properties {
			p.Nullable = p.Nullable && p.Type != huma.TypeArray // a list is never null
		}
	}
	for _, item := range o.Paths {
		if item.Patch != nil { // read as bytes too, to see what it leaves out; that is ours
			delete(item.Patch.RequestBody.Content, "application/octet-stream")
		}
	}
	if op := o.Paths["/api/v1/events"]; op != nil {
		schema := o.Components.Schemas.Schema(reflect.TypeFor[Change](), true, "Change")
		op.Get.Responses["200"].Content = map[string]*huma.MediaType{"text/event-stream": {Schema: schema}}
	}
	for _, s := range []string{"monitors", "incidents", "captures", "channels", "probe-kinds", "channel-kinds", "api-keys", "me", "events", "health"} {
		o.Tags = append(o.Tags, &huma.Tag{Name: s})
	}
	document, err := json.MarshalIndent(o, "", "  ")
	if err != nil {
		panic("api: " + err.Error()) // a mistake in the program
	}
	return append(document, '\n')
}
