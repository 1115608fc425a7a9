package notify

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/form"
	"github.com/uptimesignal/uptimesignal/internal/problem"
)

// Slack is the settings of a "slack" channel.
type Slack struct {
	URL    string `json:"url" label:"Incoming webhook URL" form:"required,secret,leads,placeholder=https://hooks.slack.com/services/…" help:"From the app's page \"Incoming Webhooks\". Mattermost, Rocket.Chat and Discord (with /slack at the end) have such URLs too."`
	Format string `json:"format" label:"Format" form:"choice=blocks|text" help:"blocks: laid out for Slack, the default. text: plain, for Mattermost, Rocket.Chat, Discord and others."`
}

var slackKind = Kind{
	Name: "slack", Title: "Slack and compatible", Wire: WireHTTP, Fields: form.Of(Slack{}), Doc: slackDoc,
	Check: func(raw json.RawMessage) error { _, err := readSlack(raw); return err },
	New: func(raw json.RawMessage, d Deps) (alert.Notifier, error) {
		s, err := readSlack(raw)
		if err != nil {
			return nil, err
		}
		return slack{s, d.HTTP}, nil
	},
	Where: func(raw json.RawMessage) string { s, _ := readSlack(raw); return host(s.URL) },
	Sample: func(base string) json.RawMessage {
		return fmt.Appendf(nil, `{"url":%q}`, base+"/services/T0/B0/SECRET")
	},
}

const slackDoc = `Posts to an incoming webhook. With the format ` + "`blocks`" + ` the message is laid out with Slack's Block Kit, and the whole of it is in ` + "`text`" + ` as well,
for notifications and for receivers that ignore blocks. With ` + "`text`" + ` it is text only, cut to 1,900 characters, and nobody can be mentioned by what stands in it.
429 and 5xx are tried again for 24 hours; any other error is final and shows on the channel.`

// The bounds of Block Kit: a header has 150 characters, a section 3,000
// (https://api.slack.com/reference/block-kit/blocks). Discord takes 2,000 in
// all.
const (
	maxHeader  = 150
	maxSection = 3000
	maxPlain   = 1900
)

func readSlack(raw json.RawMessage) (Slack, error) {
	var s Slack
	err := form.Decode(raw, &s)
	return s, fields(err, problem.FieldError{Field: "url", Text: checkURL(s.URL)})
}

type slack struct {
	Slack

	hc *http.Client
}

type slackMessage struct {
	Text   string       `json:"text"`
	Blocks []slackBlock `json:"blocks,omitempty"`
}

type slackBlock struct {
	Type     string      `json:"type"`
	Text     *slackText  `json:"text,omitempty"`
	Elements []slackText `json:"elements,omitempty"`
}

type slackText struct {
	Type string `json:"type"`
	Text string `json:"text"`
}

// Notify posts m.
func (s slack) Notify(ctx context.Context, m alert.Message) error {
	out := slackMessage{Text: clip(disarm(m.Subject()+"\n"+m.Text()), maxPlain)}
	if s.Format != "text" {
		out = slackMessage{Text: escape(disarm(m.Subject() + "\n" + m.Text())), Blocks: blocks(m)}
	}
	body, err := json.Marshal(out)
	if err != nil {
		return alert.Permanent(fmt.Errorf("write body: %w", err))
	}
	return post(ctx, s.hc, s.URL, nil, body)
}

// blocks lays m out.
func blocks(m alert.Message) []slackBlock {
	section := func(s string) slackBlock {
		return slackBlock{Type: "section", Text: &slackText{"mrkdwn", clip(s, maxSection)}}
	}
	bs := []slackBlock{
		{Type: "header", Text: &slackText{"plain_text", clip(emoji(m)+" "+m.Subject(), maxHeader)}},
		section(escape(m.Summary)),
	}
	var facts strings.Builder
	for _, f := range m.Facts() {
		fmt.Fprintf(&facts, "*%s:* ", f.Label)
		if len(f.Lines) == 1 {
			facts.WriteString(escape(f.Lines[0]) + "\n")
			continue
		}
		for _, l := range f.Lines {
			facts.WriteString("\n• " + escape(l))
		}
		facts.WriteString("\n")
	}
	if facts.Len() > 0 {
		bs = append(bs, section(strings.TrimSpace(facts.String())))
	}
	var links []string
	if m.IncidentURL != "" {
		links = append(links, "<"+m.IncidentURL+"|Incident>")
	}
	if m.MonitorURL != "" {
		links = append(links, "<"+m.MonitorURL+"|Monitor>")
	}
	if m.GuideURL != "" {
		links = append(links, "<"+m.GuideURL+"|Guide to the cause>")
	}
	if len(links) > 0 {
		bs = append(bs, slackBlock{Type: "context", Elements: []slackText{{"mrkdwn", strings.Join(links, " · ")}}})
	}
	return bs
}

func emoji(m alert.Message) string {
	switch {
	case m.Transition == alert.Test:
		return "🔔"
	case m.Transition == alert.Resolved:
		return "✅"
	case m.Transition == alert.Forecast:
		return "⏳"
	default:
		return "🔴"
	}
}

// escape makes s harmless in mrkdwn: no link, no mention
// (https://api.slack.com/reference/surfaces/formatting#escaping).
func escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}

// disarm keeps s from mentioning anybody where @ does.
func disarm(s string) string { return strings.ReplaceAll(s, "@", "@\u200b") }

func clip(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n-1]) + "…"
}
