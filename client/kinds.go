package client

import (
	"context"
	"encoding/json"
)

// A Kind is a kind of check or of channel, and what it can be told.
type Kind struct {
	Name   string          `json:"name"`
	Title  string          `json:"title"`
	Fields []Setting       `json:"fields"`
	Schema json.RawMessage `json:"schema"` // JSON Schema (2020-12)
}

// A Setting is one setting of a kind.
type Setting struct {
	Name        string   `json:"name"`
	Label       string   `json:"label"`
	Help        string   `json:"help,omitempty"`
	Placeholder string   `json:"placeholder,omitempty"`
	Group       string   `json:"group,omitempty"`
	Type        string   `json:"type"`
	Required    bool     `json:"required"`
	Secret      bool     `json:"secret"`
	Advanced    bool     `json:"advanced"`
	Choices     []string `json:"choices"`
}

// A KindList is every kind.
type KindList struct {
	Kinds []Kind `json:"kinds"`
}

// ListProbeKinds returns the kinds of check.
func (c *Client) ListProbeKinds(ctx context.Context) (KindList, error) {
	return do[KindList](ctx, c, get("/probe-kinds", nil))
}

// ListChannelKinds returns the kinds of channel.
func (c *Client) ListChannelKinds(ctx context.Context) (KindList, error) {
	return do[KindList](ctx, c, get("/channel-kinds", nil))
}
