package client

import (
	"context"
	"encoding/json"
	"net/http"
	"time"
)

// ChannelSettings is what people say of a channel.
type ChannelSettings struct {
	Name     string          `json:"name"`
	Kind     string          `json:"kind"`     // see ListChannelKinds
	Settings json.RawMessage `json:"settings"` // of that kind
	Default  bool            `json:"default,omitempty"`
	Paused   bool            `json:"paused,omitempty"`
}

// A Channel is where alerts go. Secrets are masked.
type Channel struct {
	ChannelSettings
	ID      string    `json:"id"`
	Target  string    `json:"target"`
	Failing string    `json:"failing,omitempty"` // why the last alert could not be delivered
	Created time.Time `json:"created,omitzero"`
	Updated time.Time `json:"updated,omitzero"`
	Version int64     `json:"version"`
}

// A ChannelPatch is the part of a channel that is to change.
type ChannelPatch struct {
	Name     *string         `json:"name,omitempty"`
	Kind     *string         `json:"kind,omitempty"`
	Settings json.RawMessage `json:"settings,omitempty"` // settings to change; null removes one
	Default  *bool           `json:"default,omitempty"`
	Paused   *bool           `json:"paused,omitempty"`
}

// A ChannelList is every channel.
type ChannelList struct {
	Channels []Channel `json:"channels"`
}

// ListChannels returns every channel.
func (c *Client) ListChannels(ctx context.Context) (ChannelList, error) {
	return do[ChannelList](ctx, c, get("/channels", nil))
}

// CreateChannel creates a channel.
func (c *Client) CreateChannel(ctx context.Context, s ChannelSettings) (Channel, error) {
	return create[Channel](ctx, c, "/channels", s)
}

// GetChannel returns a channel.
func (c *Client) GetChannel(ctx context.Context, channel string) (Channel, error) {
	return do[Channel](ctx, c, get(id("/channels/%s", channel), nil))
}

// ReplaceChannel replaces a channel's settings, as ReplaceMonitor does.
func (c *Client) ReplaceChannel(ctx context.Context, channel string, version int64, s ChannelSettings) (Channel, error) {
	return do[Channel](ctx, c, send(http.MethodPut, id("/channels/%s", channel), s).basedOn(version))
}

// UpdateChannel changes some of a channel's settings.
func (c *Client) UpdateChannel(ctx context.Context, channel string, version int64, p ChannelPatch) (Channel, error) {
	return do[Channel](ctx, c, send(http.MethodPatch, id("/channels/%s", channel), p).basedOn(version))
}

// DeleteChannel deletes a channel.
func (c *Client) DeleteChannel(ctx context.Context, channel string) error {
	_, err := do[struct{}](ctx, c, send(http.MethodDelete, id("/channels/%s", channel), nil))
	return err
}

// TestChannel sends a test alert, and returns when the receiver has taken it.
func (c *Client) TestChannel(ctx context.Context, channel string) error {
	_, err := do[struct{}](ctx, c, send(http.MethodPost, id("/channels/%s/test", channel), nil))
	return err
}
