package api

import (
	"context"
	"time"
)

// An AuditEntry is one thing that somebody did. It holds no secret.
type AuditEntry struct {
	At      *time.Time `json:"at,omitempty"`
	Actor   string     `json:"actor" doc:"The e-mail address of an account, or the name of an API key."`
	Action  string     `json:"action" doc:"Such as sign_in, sign_in_failed, create_monitor, update_channel, revoke_api_key."`
	Object  string     `json:"object,omitempty" doc:"The id of what was acted on, if any."`
	Address string     `json:"address,omitempty" doc:"Of the client."`
}

// An AuditList is the newest entries of the audit log.
type AuditList struct {
	Entries []AuditEntry `json:"entries" nullable:"false"`
}

type listAuditIn struct {
	Limit int `query:"limit" default:"50" minimum:"1" maximum:"200" doc:"How many at most."`
}

type listAuditOut struct{ Body AuditList }

func listAudit(ctx context.Context, a *API, in *listAuditIn) (*listAuditOut, error) {
	entries, err := a.Audit.AuditLog(ctx, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &listAuditOut{AuditList{Entries: make([]AuditEntry, len(entries))}}
	for i, e := range entries {
		out.Body.Entries[i] = AuditEntry{rfc3339(e.At), e.Actor, e.Action, e.Object, e.Address}
	}
	return out, nil
}
