package app

import (
	"context"
	"net/http"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/api"
	"github.com/uptimesignal/uptimesignal/internal/auth"
	"github.com/uptimesignal/uptimesignal/internal/experiment"
	"github.com/uptimesignal/uptimesignal/internal/notify"
	"github.com/uptimesignal/uptimesignal/internal/probe"
	"github.com/uptimesignal/uptimesignal/internal/problem"
	"github.com/uptimesignal/uptimesignal/internal/web"
)

// accounts makes what lets people and programs in.
func (a *App) accounts() {
	passwords := auth.NewPasswords()
	a.gate = auth.NewGate(auth.Stores{Users: a.DB, Sessions: a.DB, Revoker: a.DB, Keys: a.DB, Ring: a.DB, Audit: a.DB}, passwords, a.options.Log)
	a.setup = &auth.Setup{Users: a.DB, Settings: a.DB, Passwords: passwords, Audit: a.DB}
}

func (a *App) edits() edits { return edits{a.DB, a.gate} }

// root sends a request to the API or to the pages.
func (a *App) root(api http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/api/", api)
	mux.Handle("/", a.known(a.web().Handler()))
	return mux
}

func (a *App) api() *api.API {
	s := apiStore{a.edits()}
	return api.New(api.Deps{
		Monitors: s, MonitorEdits: s, History: s, Checks: apiChecks{a.checks}, Incidents: s, Evidence: s,
		Inspections: inspections{a.edits(), a.judge}, Channels: s, ChannelEdits: apiChannels{a.edits(), a.channels()}, Keys: a.DB, KeyMaker: a.gate, Audit: a.DB, Actors: a.gate, Events: s, Replies: a.DB,
		ProbeKinds: apiProbeKinds(), ChannelKinds: apiChannelKinds(), Version: a.options.Version, Log: a.options.Log,
	})
}

func (a *App) web() *web.Web {
	s := webStore{a.edits(), a.forecasts}
	people := webAccounts{a.DB, a.gate, a.setup, strings.HasPrefix(a.options.BaseURL, "https://")}
	return web.New(web.Options{
		Log: a.options.Log, Accounts: people, Account: people, APIKeys: people,
		Monitors: s, Edits: s, History: s, Checks: webChecks{a.checks},
		Incidents: s, Evidence: s, Channels: s, Alerts: webAlerts{s, a.channels()}, Events: s, Guides: web.BuiltInGuides{},
		Probes: webProbeKinds(), ChannelKinds: webChannelKinds(), Experiments: experiments(), Scopes: scopes(), BaseURL: a.options.BaseURL, Gallery: a.options.Gallery,
	})
}

// channels sends tests.
type channels struct{ app *App }

func (a *App) channels() channels { return channels{a} }

// test sends a test alert and returns when the receiver has taken it.
func (c channels) test(ctx context.Context, ch alert.Channel) error {
	c.app.gate.Did(ctx, "test_channel", ch.ID)
	if err := c.app.dispatcher.Test(ctx, ch); err != nil {
		return problem.Wrap(problem.Unavailable, err, "The test did not arrive: %v", err)
	}
	return nil
}

// apiChannels is what the API asks of channels.
type apiChannels struct {
	edits
	channels channels
}

func (c apiChannels) TestChannel(ctx context.Context, ch alert.Channel) error {
	return c.channels.test(ctx, ch)
}

// webAlerts is what the pages ask of alerts.
type webAlerts struct {
	webStore
	channels channels
}

func (w webAlerts) SendTest(ctx context.Context, id string) error {
	ch, err := w.DB.Channel(ctx, id)
	if err != nil {
		return err
	}
	return w.channels.test(ctx, ch)
}

func apiProbeKinds() []api.Kind {
	out := make([]api.Kind, len(probe.Kinds))
	for i, k := range probe.Kinds {
		out[i] = api.Kind{Name: k.Name, Title: k.Title, Fields: k.Fields, Check: k.Check, Target: k.Target, OwnsExpect: k.OwnsExpect}
	}
	return out
}

func apiChannelKinds() []api.Kind {
	out := make([]api.Kind, len(notify.Kinds))
	for i, k := range notify.Kinds {
		out[i] = api.Kind{Name: k.Name, Title: k.Title, Fields: k.Fields, Check: k.Check, Target: k.Where}
	}
	return out
}

func webProbeKinds() []web.Kind { return webKinds(apiProbeKinds()) }

func webChannelKinds() []web.Kind { return webKinds(apiChannelKinds()) }

func webKinds(kinds []api.Kind) []web.Kind {
	out := make([]web.Kind, len(kinds))
	for i, k := range kinds {
		out[i] = web.Kind(k)
	}
	return out
}

func experiments() []web.ExperimentInfo {
	out := make([]web.ExperimentInfo, len(experiment.Table))
	for i, x := range experiment.Table {
		out[i] = web.ExperimentInfo{ID: x.ID, Title: x.Title, Doc: x.Doc}
	}
	return out
}

func scopes() []string {
	var out []string
	for _, s := range auth.Scopes() {
		out = append(out, string(s))
	}
	return out
}
