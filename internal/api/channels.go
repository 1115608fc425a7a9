package api

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/form"
	"github.com/uptimesignal/uptimesignal/internal/problem"
)

// A ChannelDraft is a channel as people write it.
type ChannelDraft struct {
	Name     string          `json:"name" minLength:"1" maxLength:"200" doc:"What people call it."`
	Kind     string          `json:"kind" doc:"A name from /api/v1/channel-kinds."`
	Settings json.RawMessage `json:"settings" doc:"The settings of that kind, an object; /api/v1/channel-kinds has its schema. Secrets are write-only."`
	Default  bool            `json:"default,omitempty" doc:"Whether it hears of every monitor that names no channel."`
	Paused   bool            `json:"paused,omitempty" doc:"Whether nothing is sent."`
}

// A ChannelPatch is the part of a channel that is to change.
type ChannelPatch struct {
	Name     *string         `json:"name,omitempty" minLength:"1" maxLength:"200"`
	Kind     *string         `json:"kind,omitempty"`
	Settings json.RawMessage `json:"settings,omitempty" doc:"Settings to change; null removes one."`
	Default  *bool           `json:"default,omitempty"`
	Paused   *bool           `json:"paused,omitempty"`
}

// A Channel is a channel as it is shown: without secrets.
type Channel struct {
	ChannelDraft
	Default bool       `json:"default"`
	Paused  bool       `json:"paused"`
	ID      string     `json:"id"`
	Target  string     `json:"target" doc:"Where it leads, without secrets."`
	Failing string     `json:"failing,omitempty" doc:"Why the last alert could not be delivered; absent when all is well."`
	Created *time.Time `json:"created,omitempty"`
	Updated *time.Time `json:"updated,omitempty"`
	Version int64      `json:"version" doc:"Grows with each change; the ETag."`
}

type channelOut struct {
	ETag     string `header:"ETag"`
	Location string `header:"Location"`
	Body     Channel
}

type listChannelsOut struct{ Body ChannelList }

// A ChannelList is every channel.
type ChannelList struct {
	Channels []Channel `json:"channels" nullable:"false"`
}

func listChannels(ctx context.Context, a *API, _ *struct{}) (*listChannelsOut, error) {
	cs, err := a.Channels.Channels(ctx)
	if err != nil {
		return nil, err
	}
	out := &listChannelsOut{ChannelList{Channels: make([]Channel, len(cs))}}
	for i, c := range cs {
		out.Body.Channels[i] = a.channelOut(c).Body
	}
	return out, nil
}

func getChannel(ctx context.Context, a *API, in *Ref) (*channelOut, error) {
	c, err := a.Channels.Channel(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return a.channelOut(c), nil
}

func (a *API) channelOut(c alert.Channel) *channelOut {
	out := Channel{ChannelDraft: draftOf(c), Default: c.Default, Paused: c.Paused, ID: c.ID, Failing: c.Failing,
		Created: rfc3339(c.Created), Updated: rfc3339(c.Updated), Version: c.Version}
	out.Settings = []byte("{}")
	if k, ok := find(a.ChannelKinds, c.Kind); ok {
		out.Settings, out.Target = form.Mask(k.Fields, c.Settings), k.Target(c.Settings)
	}
	return &channelOut{ETag: etag(c.Version), Body: out}
}

func draftOf(c alert.Channel) ChannelDraft {
	return ChannelDraft{Name: c.Name, Kind: c.Kind, Settings: c.Settings, Default: c.Default, Paused: c.Paused}
}

type createChannelIn struct {
	Once
	Body ChannelDraft
}

func createChannel(ctx context.Context, a *API, in *createChannelIn) (*channelOut, error) {
	return replay(ctx, a, in.Once, in.Body, func() (*channelOut, error) {
		c, err := a.channelOf(in.Body, alert.Channel{})
		if err != nil {
			return nil, err
		}
		if err := a.ChannelEdits.CreateChannel(ctx, &c); err != nil {
			return nil, err
		}
		out := a.channelOut(c)
		out.Location = "/api/v1/channels/" + c.ID
		return out, nil
	})
}

type replaceChannelIn struct {
	Ref
	Match
	Body ChannelDraft
}

func replaceChannel(ctx context.Context, a *API, in *replaceChannelIn) (*channelOut, error) {
	old, err := a.Channels.Channel(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return a.saveChannel(ctx, old, in.Match, in.Body)
}

type updateChannelIn struct {
	Ref
	Match
	RawBody []byte
	Body    ChannelPatch
}

func updateChannel(ctx context.Context, a *API, in *updateChannelIn) (*channelOut, error) {
	old, err := a.Channels.Channel(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	draft, err := patched(a.channelOut(old).Body.ChannelDraft, in.RawBody)
	if err != nil {
		return nil, err
	}
	return a.saveChannel(ctx, old, in.Match, draft)
}

func (a *API) saveChannel(ctx context.Context, old alert.Channel, m Match, d ChannelDraft) (*channelOut, error) {
	if err := m.check(old.Version); err != nil {
		return nil, err
	}
	c, err := a.channelOf(d, old)
	if err != nil {
		return nil, err
	}
	if err := a.ChannelEdits.UpdateChannel(ctx, &c); err != nil {
		return nil, err
	}
	return a.channelOut(c), nil
}

// channelOf returns the channel that d describes, with the secrets that d
// masks or leaves out taken from old.
func (a *API) channelOf(d ChannelDraft, old alert.Channel) (alert.Channel, error) {
	c := old
	c.Name, c.Kind, c.Default, c.Paused = strings.TrimSpace(d.Name), d.Kind, d.Default, d.Paused
	var bad []problem.FieldError
	if c.Name == "" {
		bad = append(bad, problem.FieldError{Field: "name", Text: "must not be empty"})
	}
	kind, ok := find(a.ChannelKinds, c.Kind)
	if !ok {
		return c, form.Invalid(append(bad, problem.FieldError{Field: "kind", Text: unknownKind(c.Kind, a.ChannelKinds)}))
	}
	was := old.Settings
	if old.Kind != c.Kind {
		was = nil
	}
	settings, err := form.Merge(kind.Fields, was, d.Settings)
	if err == nil {
		err = kind.Check(settings)
	}
	if k, _ := problem.Of(err); err != nil && k != problem.Invalid {
		return c, err
	}
	c.Settings = settings
	return c, form.Invalid(append(bad, form.Under("settings", form.FieldErrors(err))...))
}

type deleteChannelIn struct {
	Ref
	Match
}

func deleteChannel(ctx context.Context, a *API, in *deleteChannelIn) (*struct{}, error) {
	c, err := a.Channels.Channel(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if err := in.check(c.Version); err != nil {
		return nil, err
	}
	return nil, a.ChannelEdits.DeleteChannel(ctx, in.ID)
}

func testChannel(ctx context.Context, a *API, in *Ref) (*struct{}, error) {
	c, err := a.Channels.Channel(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return nil, a.ChannelEdits.TestChannel(ctx, c)
}
