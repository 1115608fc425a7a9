package api

import (
	"context"
	"strings"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/auth"
	"github.com/uptimesignal/uptimesignal/internal/problem"
)

// An APIKey is an API key as it is shown.
type APIKey struct {
	ID      string     `json:"id"`
	Name    string     `json:"name"`
	Prefix  string     `json:"prefix" doc:"Its first characters, by which you know it again."`
	Scope   auth.Scope `json:"scope" enum:"read,write,admin"`
	Created *time.Time `json:"created,omitempty"`
	Used    *time.Time `json:"used,omitempty" doc:"To within a minute; absent if never."`
	Revoked *time.Time `json:"revoked,omitempty" doc:"Absent while it works."`
}

// A NewAPIKey is an API key with its text, which is shown this once.
type NewAPIKey struct {
	APIKey
	Key string `json:"key" doc:"Keep it: it is never shown again."`
}

// An APIKeyDraft is a key to make.
type APIKeyDraft struct {
	Name  string     `json:"name" minLength:"1" maxLength:"200"`
	Scope auth.Scope `json:"scope,omitempty" enum:"read,write,admin" default:"read" doc:"Each includes the ones before it."`
}

type listAPIKeysOut struct{ Body APIKeyList }

// An APIKeyList is every key.
type APIKeyList struct {
	Keys []APIKey `json:"api_keys" nullable:"false"`
}

func listAPIKeys(ctx context.Context, a *API, _ *struct{}) (*listAPIKeysOut, error) {
	keys, err := a.Keys.ListAPIKeys(ctx)
	if err != nil {
		return nil, err
	}
	out := &listAPIKeysOut{APIKeyList{Keys: make([]APIKey, len(keys))}}
	for i, k := range keys {
		out.Body.Keys[i] = showAPIKey(k)
	}
	return out, nil
}

func showAPIKey(k auth.APIKey) APIKey {
	return APIKey{k.ID, k.Name, k.Prefix, k.Scope, rfc3339(k.Created), rfc3339(k.Used), rfc3339(k.Revoked)}
}

type createAPIKeyIn struct{ Body APIKeyDraft }

type createAPIKeyOut struct{ Body NewAPIKey }

// createAPIKey takes no Idempotency-Key: the answer could be kept only with
// the key in it.
func createAPIKey(ctx context.Context, a *API, in *createAPIKeyIn) (*createAPIKeyOut, error) {
	who, _ := auth.From(ctx)
	name := strings.TrimSpace(in.Body.Name)
	if name == "" {
		return nil, problem.Fields("name: must not be empty", problem.FieldError{Field: "name", Text: "must not be empty"})
	}
	text, k, err := a.KeyMaker.NewKey(ctx, who, name, in.Body.Scope)
	if err != nil {
		return nil, err
	}
	return &createAPIKeyOut{NewAPIKey{showAPIKey(k), text}}, nil
}

func revokeAPIKey(ctx context.Context, a *API, in *Ref) (*struct{}, error) {
	who, _ := auth.From(ctx)
	return nil, a.KeyMaker.RevokeKey(ctx, who, in.ID)
}
