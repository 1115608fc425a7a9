package client

import (
	"context"
	"net/http"
	"time"
)

// An APIKey lets a program in.
type APIKey struct {
	ID      string    `json:"id"`
	Name    string    `json:"name"`
	Prefix  string    `json:"prefix"`
	Scope   string    `json:"scope"`
	Created time.Time `json:"created,omitzero"`
	Used    time.Time `json:"used,omitzero"`
	Revoked time.Time `json:"revoked,omitzero"`
}

// A NewAPIKey is an API key with its text, which is shown this once.
type NewAPIKey struct {
	APIKey
	Key string `json:"key"`
}

// An APIKeyList is every key.
type APIKeyList struct {
	Keys []APIKey `json:"api_keys"`
}

// ListAPIKeys returns every key.
func (c *Client) ListAPIKeys(ctx context.Context) (APIKeyList, error) {
	return do[APIKeyList](ctx, c, get("/api-keys", nil))
}

// CreateAPIKey makes a key with the scope "read", "write" or "admin".
func (c *Client) CreateAPIKey(ctx context.Context, name, scope string) (NewAPIKey, error) {
	return do[NewAPIKey](ctx, c, send(http.MethodPost, "/api-keys", map[string]string{"name": name, "scope": scope}))
}

// RevokeAPIKey ends a key for good.
func (c *Client) RevokeAPIKey(ctx context.Context, key string) error {
	_, err := do[struct{}](ctx, c, send(http.MethodDelete, id("/api-keys/%s", key), nil))
	return err
}

// An AuditEntry is one thing that somebody did.
type AuditEntry struct {
	At      time.Time `json:"at,omitzero"`
	Actor   string    `json:"actor"`
	Action  string    `json:"action"`
	Object  string    `json:"object,omitempty"`
	Address string    `json:"address,omitempty"`
}

// An AuditList is the newest entries of the audit log.
type AuditList struct {
	Entries []AuditEntry `json:"entries"`
}

// ListAudit returns at most limit entries of the audit log, the newest first;
// 0 is the server's default.
func (c *Client) ListAudit(ctx context.Context, limit int) (AuditList, error) {
	return do[AuditList](ctx, c, get("/audit", params("limit", number(limit))))
}

// Me is who is asking.
type Me struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Kind  string `json:"kind"` // "user" or "api_key"
	Role  string `json:"role,omitempty"`
	Scope string `json:"scope"`
}

// GetMe says who is asking.
func (c *Client) GetMe(ctx context.Context) (Me, error) {
	return do[Me](ctx, c, get("/me", nil))
}

// Health is whether the server works.
type Health struct {
	OK      bool   `json:"ok"`
	Version string `json:"version"`
}

// GetHealth says whether the server works. It needs no key.
func (c *Client) GetHealth(ctx context.Context) (Health, error) {
	return do[Health](ctx, c, get("/health", nil))
}
