package api

import (
	"net/http"

	"github.com/uptimesignal/uptimesignal/internal/auth"
)

// Routes is every endpoint, in the order in which the reference lists them.
var Routes = []Route{
	route("GET /api/v1/monitors", auth.Read, "List monitors.", listMonitors),
	route("POST /api/v1/monitors", auth.Write, "Create a monitor.", createMonitor).with(http.StatusCreated),
	route("POST /api/v1/monitors/try", auth.Write, "Check a monitor once without saving it.", tryMonitor),
	route("GET /api/v1/monitors/{id}", auth.Read, "Get a monitor.", getMonitor),
	route("PUT /api/v1/monitors/{id}", auth.Write, "Replace a monitor's settings.", replaceMonitor),
	route("PATCH /api/v1/monitors/{id}", auth.Write, "Change some of a monitor's settings.", updateMonitor),
	route("DELETE /api/v1/monitors/{id}", auth.Write, "Delete a monitor and its results; its incidents keep their evidence.", deleteMonitor).with(http.StatusNoContent),
	route("POST /api/v1/monitors/{id}/pause", auth.Write, "Stop checking a monitor.", pauseMonitor),
	route("POST /api/v1/monitors/{id}/resume", auth.Write, "Check a monitor again.", resumeMonitor),
	route("GET /api/v1/monitors/{id}/checks", auth.Read, "List the results of a monitor's checks, the newest first.", listChecks),
	route("POST /api/v1/monitors/{id}/checks", auth.Write, "Check a monitor now, and diagnose what fails.", checkNow),
	route("GET /api/v1/monitors/{id}/series", auth.Read, "Sum up a monitor's checks over time.", getSeries),

	route("GET /api/v1/incidents", auth.Read, "List incidents, the newest first.", listIncidents),
	route("GET /api/v1/incidents/{id}", auth.Read, "Get an incident with its diagnosis and timeline.", getIncident),
	route("POST /api/v1/incidents/{id}/acknowledge", auth.Write, "Say that you have seen an incident.", acknowledgeIncident),
	route("POST /api/v1/incidents/{id}/inspection", auth.Write, "Attach what an inspection on the server's own host has found; it decides the diagnosis.", attachInspection),
	route("GET /api/v1/captures/{id}", auth.Read, "Get the evidence that was kept of a check.", getCapture),

	route("GET /api/v1/channels", auth.Read, "List channels.", listChannels),
	route("POST /api/v1/channels", auth.Write, "Create a channel.", createChannel).with(http.StatusCreated),
	route("GET /api/v1/channels/{id}", auth.Read, "Get a channel.", getChannel),
	route("PUT /api/v1/channels/{id}", auth.Write, "Replace a channel's settings.", replaceChannel),
	route("PATCH /api/v1/channels/{id}", auth.Write, "Change some of a channel's settings.", updateChannel),
	route("DELETE /api/v1/channels/{id}", auth.Write, "Delete a channel.", deleteChannel).with(http.StatusNoContent),
	route("POST /api/v1/channels/{id}/test", auth.Write, "Send a test alert to a channel.", testChannel).with(http.StatusNoContent),

	route("GET /api/v1/probe-kinds", auth.Read, "List the kinds of check and their settings.", listProbeKinds),
	route("GET /api/v1/channel-kinds", auth.Read, "List the kinds of channel and their settings.", listChannelKinds),

	route("GET /api/v1/api-keys", auth.Admin, "List API keys.", listAPIKeys),
	route("POST /api/v1/api-keys", auth.Admin, "Create an API key.", createAPIKey).with(http.StatusCreated),
	route("DELETE /api/v1/api-keys/{id}", auth.Admin, "Revoke an API key.", revokeAPIKey).with(http.StatusNoContent),
	route("GET /api/v1/audit", auth.Admin, "List who did what, the newest first.", listAudit),

	route("GET /api/v1/me", auth.Read, "Say who is asking.", getMe),
	route("GET /api/v1/events", auth.Read, "Stream what changes, as server-sent events.", streamEvents),
	route("GET /api/v1/health", auth.Public, "Say whether the server works.", getHealth),
}
