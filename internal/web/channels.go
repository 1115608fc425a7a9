package web

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/problem"
)

// ChannelsView is what the list of channels shows.
type ChannelsView struct {
	Rows  []ChannelRow
	Kinds []Option
}

// A ChannelRow is a channel in the list.
type ChannelRow struct {
	ID, Name, Kind string
	Target         string
	Default        bool
	Paused         bool
	Failing        string
}

func loadChannels(ctx context.Context, s *Web, _ *http.Request) (ChannelsView, error) {
	all, err := s.Channels.Channels(ctx)
	if err != nil {
		return ChannelsView{}, err
	}
	v := ChannelsView{Kinds: s.channelKinds("")}
	for _, c := range all {
		row := ChannelRow{ID: c.ID, Name: c.Name, Kind: c.Kind, Default: c.Default, Paused: c.Paused, Failing: c.Failing}
		if k, ok := findKind(s.ChannelKinds, c.Kind); ok {
			row.Kind = k.Title
			if k.Target != nil {
				row.Target = k.Target(c.Settings)
			}
		}
		v.Rows = append(v.Rows, row)
	}
	return v, nil
}

func (s *Web) channelKinds(chosen string) []Option {
	var out []Option
	for _, k := range s.ChannelKinds {
		out = append(out, Option{Value: k.Name, Label: k.Title, Chosen: k.Name == chosen})
	}
	return out
}

// ChannelView is what the page of one channel shows.
type ChannelView struct {
	ID      string // "" while it is added
	Name    string
	Kind    string
	Kinds   []Option
	Title   string // of the kind
	Version string
	Error   string
	Faults  int
	Fields  []FieldView
	More    []FieldView // folded
	Failing string
	Paused  bool
	Sent    []Sent
	Created time.Time
}

// Action is where the form posts to.
func (v ChannelView) Action() string {
	if v.ID == "" {
		return "/channels/new"
	}
	return "/channels/" + v.ID
}

func (s *Web) channelKind(name string) (Kind, error) {
	if name == "" && len(s.ChannelKinds) > 0 {
		return s.ChannelKinds[0], nil
	}
	k, ok := findKind(s.ChannelKinds, name)
	if !ok {
		return Kind{}, problem.New(problem.NotFound, "There is no kind of channel named %q.", name)
	}
	return k, nil
}

func loadNewChannel(ctx context.Context, s *Web, r *http.Request) (ChannelView, error) {
	k, err := s.channelKind(r.URL.Query().Get("kind"))
	if err != nil {
		return ChannelView{}, err
	}
	return s.channelForm(ctx, alert.Channel{Kind: k.Name}, url.Values{"default": {"on"}}, nil)
}

func loadChannel(ctx context.Context, s *Web, r *http.Request) (ChannelView, error) {
	c, err := s.Channels.Channel(ctx, r.PathValue("id"))
	if err != nil {
		return ChannelView{}, err
	}
	k, err := s.channelKind(c.Kind)
	if err != nil {
		return ChannelView{}, err
	}
	in := url.Values{"name": {c.Name}, "version": {strconv.FormatInt(c.Version, 10)}}
	if c.Default {
		in.Set("default", "on")
	}
	if c.Paused {
		in.Set("paused", "on")
	}
	settingValues(k.Fields, "settings.", c.Settings, in)
	return s.channelForm(ctx, c, in, nil)
}

func (s *Web) channelForm(ctx context.Context, was alert.Channel, in url.Values, bad faults) (ChannelView, error) {
	k, err := s.channelKind(was.Kind)
	if err != nil {
		return ChannelView{}, err
	}
	v := ChannelView{ID: was.ID, Name: was.Name, Kind: k.Name, Title: k.Title, Version: in.Get("version"), Faults: len(bad),
		Failing: was.Failing, Paused: was.Paused, Created: was.Created, Kinds: s.channelKinds(k.Name)}
	stored := settingValues(k.Fields, "", was.Settings, url.Values{})
	plain, advanced := splitFields(k.Fields, false)
	v.Fields = append(v.Fields, FieldView{Name: "name", Label: "Name", Kind: "text", Required: true, Value: in.Get("name"), Error: bad.take("name"),
		Placeholder: "On-call"})
	v.Fields = append(v.Fields, settingFields(plain, "settings.", in, stored, &bad)...)
	v.Fields = append(v.Fields,
		FieldView{Name: "default", Label: "Hears of every monitor that names no channel", Kind: "check", Checked: in.Get("default") != ""},
		FieldView{Name: "paused", Label: "Paused: sends nothing", Kind: "check", Checked: in.Get("paused") != ""})
	for _, g := range advanced {
		v.More = append(v.More, settingFields(g.fields, "settings.", in, stored, &bad)...)
	}
	v.Error = bad.take("")
	for _, e := range bad {
		v.Error += " " + e.Field + ": " + sentence(e.Text)
	}
	if was.ID != "" {
		v.Sent, err = s.Alerts.Sent(ctx, SentFilter{Channel: was.ID, Limit: 30})
	}
	return v, err
}

func (s *Web) postNewChannel(r *http.Request) (answer, error) {
	return s.saveChannel(r, alert.Channel{Kind: r.PostForm.Get("kind")}, "channel-created")
}

func (s *Web) postEditChannel(r *http.Request) (answer, error) {
	c, err := s.Channels.Channel(r.Context(), r.PathValue("id"))
	if err != nil {
		return answer{}, err
	}
	return s.saveChannel(r, c, "channel-saved")
}

func (s *Web) saveChannel(r *http.Request, was alert.Channel, done flash) (answer, error) {
	k, err := s.channelKind(was.Kind)
	if err != nil {
		return answer{}, err
	}
	var bad faults
	c := was
	c.Kind, c.Name = k.Name, strings.TrimSpace(r.PostForm.Get("name"))
	c.Default, c.Paused = r.PostForm.Get("default") != "", r.PostForm.Get("paused") != ""
	if n, err := strconv.ParseInt(r.PostForm.Get("version"), 10, 64); err == nil {
		c.Version = n
	}
	if c.Name == "" {
		bad.add("name", "must not be empty")
	}
	c.Settings = settings(k.Fields, "settings.", r.PostForm, was.Settings, &bad)
	if k.Check != nil && len(bad) == 0 {
		if err := k.Check(c.Settings); err != nil {
			bad.addError("settings.", err)
		}
	}
	if len(bad) == 0 {
		err := s.Channels.SaveChannel(r.Context(), &c)
		if err == nil {
			return answer{to: "/channels/" + c.ID, flash: done}, nil
		}
		if !problem.Is(err, problem.Invalid) && !problem.Is(err, problem.Conflict) {
			return answer{}, err
		}
		bad.addError("", err)
	}
	v, err := s.channelForm(r.Context(), was, r.PostForm, bad)
	return answer{page: "channel", view: v, status: http.StatusUnprocessableEntity}, err
}

func (s *Web) postTestChannel(r *http.Request) (answer, error) {
	id := r.PathValue("id")
	return answer{to: "/channels/" + id, flash: "channel-tested"}, s.Alerts.SendTest(r.Context(), id)
}

func loadDeleteChannel(ctx context.Context, s *Web, r *http.Request) (DeleteView, error) {
	c, err := s.Channels.Channel(ctx, r.PathValue("id"))
	if err != nil {
		return DeleteView{}, err
	}
	at := "/channels/" + c.ID
	return DeleteView{What: "channel", Name: c.Name, Action: at + "/delete", Back: at,
		Loses: "Alerts that still wait for it are not sent. Monitors that name no other channel alert the default ones."}, nil
}

func (s *Web) postDeleteChannel(r *http.Request) (answer, error) {
	return answer{to: "/channels", flash: "channel-deleted"}, s.Channels.DeleteChannel(r.Context(), r.PathValue("id"))
}
