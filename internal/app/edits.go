package app

import (
	"context"
	"net/http"

	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/api"
	"github.com/uptimesignal/uptimesignal/internal/auth"
	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/judge"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/store"
)

// edits is the store for everything that people and programs change by
// request, through the API or a page: what was done stands in the audit log
// with who did it, from where. Who that is travels in the context.
type edits struct {
	*store.DB
	gate *auth.Gate
}

// did records an action that succeeded.
func (e edits) did(ctx context.Context, err error, action, object string) error {
	if err == nil {
		e.gate.Did(ctx, action, object)
	}
	return err
}

func (e edits) CreateMonitor(ctx context.Context, m *monitor.Monitor) error {
	err := e.DB.CreateMonitor(ctx, m)
	return e.did(ctx, err, "create_monitor", string(m.ID))
}

func (e edits) UpdateMonitor(ctx context.Context, m *monitor.Monitor) error {
	return e.did(ctx, e.DB.UpdateMonitor(ctx, m), "update_monitor", string(m.ID))
}

func (e edits) DeleteMonitor(ctx context.Context, id monitor.ID) error {
	return e.did(ctx, e.DB.DeleteMonitor(ctx, id), "delete_monitor", string(id))
}

func (e edits) SetPaused(ctx context.Context, id monitor.ID, paused bool) error {
	action := map[bool]string{true: "pause_monitor", false: "resume_monitor"}[paused]
	return e.did(ctx, e.DB.SetPaused(ctx, id, paused), action, string(id))
}

func (e edits) CreateChannel(ctx context.Context, c *alert.Channel) error {
	err := e.DB.CreateChannel(ctx, c)
	return e.did(ctx, err, "create_channel", c.ID)
}

func (e edits) UpdateChannel(ctx context.Context, c *alert.Channel) error {
	return e.did(ctx, e.DB.UpdateChannel(ctx, c), "update_channel", c.ID)
}

func (e edits) DeleteChannel(ctx context.Context, id string) error {
	return e.did(ctx, e.DB.DeleteChannel(ctx, id), "delete_channel", id)
}

// inspections lets what was found on a server's own host decide incidents.
type inspections struct {
	edits
	judge *judge.Judge
}

func (i inspections) Inspected(ctx context.Context, id incident.ID, f api.Found) error {
	err := i.judge.Inspected(ctx, id, judge.Inspection(f))
	return i.did(ctx, err, "attach_inspection", string(id))
}

// known puts who posts a form into the context, for the audit log. The API
// does so itself.
func (a *App) known(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			if who, err := a.gate.Actor(r); err == nil {
				r = r.WithContext(auth.With(r.Context(), who))
			}
		}
		next.ServeHTTP(w, r)
	})
}
