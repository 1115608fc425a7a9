package api

import (
	"context"

	"github.com/uptimesignal/uptimesignal/internal/auth"
)

// Me is who is asking.
type Me struct {
	ID    string     `json:"id" doc:"Of the account, or of the API key."`
	Name  string     `json:"name" doc:"The e-mail address of the account, or the name of the API key."`
	Kind  string     `json:"kind" enum:"user,api_key"`
	Role  auth.Role  `json:"role,omitempty" enum:"owner,admin,editor,viewer" doc:"Absent for an API key."`
	Scope auth.Scope `json:"scope" enum:"read,write,admin" doc:"Each includes the ones before it."`
}

type meOut struct{ Body Me }

func getMe(ctx context.Context, _ *API, _ *struct{}) (*meOut, error) {
	who, _ := auth.From(ctx)
	me := Me{ID: who.ID, Name: who.Name, Kind: "api_key", Role: who.Role, Scope: who.Scope}
	if who.Session != nil {
		me.Kind = "user"
	}
	return &meOut{me}, nil
}

// Health is whether the server works.
type Health struct {
	OK      bool   `json:"ok"`
	Version string `json:"version"`
}

type healthOut struct{ Body Health }

func getHealth(ctx context.Context, a *API, _ *struct{}) (*healthOut, error) {
	// A read of the database is what nearly everything needs.
	if _, err := a.Replies.Setting(ctx, "health"); err != nil {
		a.Log.ErrorContext(ctx, "health check failed", "err", err)
		return nil, newProblem(503, "The database does not answer.")
	}
	return &healthOut{Health{true, a.Version}}, nil
}
