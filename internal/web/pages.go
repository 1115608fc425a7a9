package web

import (
	"context"
	"net/http"
)

// Pages is every page.
var Pages = []Page{
	page(route{"GET /setup", "", true}, "setup", loadSetup, setupSamples...),
	page(route{"GET /sign-in", "", true}, "sign_in", loadSignIn, signInSamples...),
	page(route{"GET /monitors", "monitors", false}, "monitors", loadMonitors, monitorsSamples()...),
	page(route{"GET /monitors/new", "monitors", false}, "monitor_edit", loadNewMonitor, monitorFormSamples()...),
	page(route{"GET /monitors/{id}", "monitors", false}, "monitor", loadMonitor, monitorSamples()...),
	page(route{"GET /monitors/{id}/edit", "monitors", false}, "monitor_edit", loadEditMonitor, monitorFormSamples()...),
	page(route{"GET /monitors/{id}/delete", "monitors", false}, "delete", loadDeleteMonitor, deleteSamples...),
	page(route{"GET /incidents", "incidents", false}, "incidents", loadIncidents, incidentsSamples()...),
	page(route{"GET /incidents/{id}", "incidents", false}, "incident", loadIncident, incidentSamples()...),
	page(route{"GET /channels", "channels", false}, "channels", loadChannels, channelsSamples...),
	page(route{"GET /channels/new", "channels", false}, "channel", loadNewChannel, channelSamples()...),
	page(route{"GET /channels/{id}", "channels", false}, "channel", loadChannel, channelSamples()...),
	page(route{"GET /channels/{id}/delete", "channels", false}, "delete", loadDeleteChannel, deleteSamples...),
	page(route{"GET /settings", "settings", false}, "settings", loadSettings, settingsSamples()...),
	page(route{"GET /guides", "guides", true}, "guides", loadGuides, guidesSamples...),
	page(route{"GET /guides/{status}", "guides", true}, "guide", loadGuide, guideSamples...),
	page(route{"GET /guides/causes/{family}/{cause}", "guides", true}, "guide", loadGuide, guideSamples...),
	page(route{}, "error", func(context.Context, *Web, *http.Request) (ErrorView, error) { return ErrorView{}, nil }, errorSamples...),
}
