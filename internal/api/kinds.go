package api

import (
	"context"
	"encoding/json"

	"github.com/uptimesignal/uptimesignal/internal/form"
)

// A KindInfo is a kind of check or of channel, and what it can be told.
type KindInfo struct {
	Name   string          `json:"name"`
	Title  string          `json:"title"`
	Fields []FieldInfo     `json:"fields" nullable:"false" doc:"In the order of the form."`
	Schema json.RawMessage `json:"schema" doc:"The same as JSON Schema (2020-12)."`
}

// A FieldInfo is one setting.
type FieldInfo struct {
	Name        string    `json:"name"`
	Label       string    `json:"label"`
	Help        string    `json:"help,omitempty"`
	Placeholder string    `json:"placeholder,omitempty"`
	Group       string    `json:"group,omitempty"`
	Type        form.Type `json:"type" enum:"text,longtext,number,duration,bool,choice,list,headers,rows"`
	Required    bool      `json:"required"`
	Secret      bool      `json:"secret" doc:"Write-only."`
	Advanced    bool      `json:"advanced"`
	Choices     []string  `json:"choices" nullable:"false"`
	// Fields are those of each row.
	Fields []FieldInfo `json:"fields,omitempty" nullable:"false" doc:"Of each of the rows."`
}

type kindsOut struct{ Body KindList }

// A KindList is every kind.
type KindList struct {
	Kinds []KindInfo `json:"kinds" nullable:"false"`
}

func listProbeKinds(_ context.Context, a *API, _ *struct{}) (*kindsOut, error) {
	return showKinds(a.ProbeKinds), nil
}

func listChannelKinds(_ context.Context, a *API, _ *struct{}) (*kindsOut, error) {
	return showKinds(a.ChannelKinds), nil
}

func showKinds(kinds []Kind) *kindsOut {
	out := &kindsOut{KindList{Kinds: make([]KindInfo, len(kinds))}}
	for i, k := range kinds {
		info := KindInfo{Name: k.Name, Title: k.Title, Fields: showFields(k.Fields), Schema: form.Schema(k.Fields)}
		out.Body.Kinds[i] = info
	}
	return out
}

func showFields(fields []form.Field) []FieldInfo {
	out := make([]FieldInfo, len(fields))
	for i, f := range fields {
		out[i] = FieldInfo{f.Name, f.Label, f.Help, f.Placeholder, f.Group, f.Type, f.Required, f.Secret, f.Advanced, list(f.Choices), nil}
		if f.Type == form.Rows {
			out[i].Fields = showFields(f.Fields)
		}
	}
	return out
}
