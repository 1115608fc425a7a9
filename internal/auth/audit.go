package auth

import (
	"context"
	"log/slog"
	"time"
)

// An Entry of the audit log: who did what to what, from where. It holds no
// secret.
type Entry struct {
	At      time.Time
	Actor   string // Actor.Name, or the e-mail address that was tried
	Action  string // such as "sign_in", "sign_in_failed", "create_api_key"
	Object  string // id of what was acted on, if any
	Address string // of the client
}

// Auditor keeps the audit log.
type Auditor interface {
	Audit(ctx context.Context, e Entry) error
}

// Did records that the actor of ctx has done action to object. It may be
// called for anything that is done by request.
func (g *Gate) Did(ctx context.Context, action, object string) {
	a, _ := From(ctx)
	g.record(ctx, Entry{Actor: a.Name, Action: action, Object: object, Address: a.Address})
}

// LogAuditor writes the audit log to a logger.
type LogAuditor struct{ Log *slog.Logger }

// Audit logs e. It never fails.
func (l LogAuditor) Audit(ctx context.Context, e Entry) error {
	l.Log.InfoContext(ctx, "audit", "actor", e.Actor, "action", e.Action, "object", e.Object, "address", e.Address)
	return nil
}
