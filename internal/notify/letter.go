package notify

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"html/template"
	"net/mail"
	"strings"

	gomail "github.com/wneessen/go-mail"

	"github.com/uptimesignal/uptimesignal/internal/alert"
)

// write puts m as a mail with a plain and an HTML part.
func (e email) write(m alert.Message, to []*mail.Address) (*gomail.Msg, error) {
	from, err := mail.ParseAddress(e.From)
	if err != nil {
		return nil, fmt.Errorf("read sender: %w", err)
	}
	var page strings.Builder
	if err := letter.Execute(&page, m); err != nil {
		return nil, fmt.Errorf("write HTML part: %w", err)
	}
	msg := gomail.NewMsg()
	msg.FromMailAddress(from)
	msg.ToMailAddress(to...)
	msg.Subject(m.Subject())
	msg.SetDate()
	_, domain, _ := strings.Cut(from.Address, "@")
	id, thread := messageID(m, domain)
	msg.SetMessageIDWithValue(id)
	if thread != "" {
		msg.SetGenHeader(gomail.HeaderInReplyTo, "<"+thread+">")
		msg.SetGenHeader(gomail.HeaderReferences, "<"+thread+">")
	}
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: nobody's out-of-office answers it
	msg.SetGenHeader("X-UptimeSignal-Key", m.Key)
	msg.SetUserAgent(userAgent)
	msg.SetBodyString(gomail.TypeTextPlain, m.Text())
	msg.AddAlternativeString(gomail.TypeTextHTML, page.String())
	return msg, nil
}

// messageID returns the id of m and of the message that it answers. The first
// alert of an incident on a channel has the id of the thread; later ones have
// ids made of their keys. So every repeat of an alert has the same id.
func messageID(m alert.Message, domain string) (id, answers string) {
	thread := hash("thread", m.Thread) + "@" + domain
	if m.Transition == alert.Opened {
		return thread, ""
	}
	if m.Transition == alert.Test || m.Transition == alert.Forecast {
		return hash("key", m.Key) + "@" + domain, ""
	}
	return hash("key", m.Key) + "@" + domain, thread
}

func hash(what, s string) string {
	sum := sha256.Sum256([]byte(what + "\x00" + s))
	return hex.EncodeToString(sum[:16])
}

var letter = template.Must(template.New("letter").Parse(`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{{.Subject}}</title></head>
<body style="margin:0;padding:24px;font:16px/1.5 system-ui,sans-serif;color:#1a1a1a;background:#ffffff">
<div style="max-width:640px">
<h1 style="font-size:20px;line-height:1.3;margin:0 0 12px;padding-left:12px;border-left:6px solid {{if eq .Transition "resolved"}}#1a7f37{{else if eq .Transition "test"}}#0969da{{else if eq .Transition "forecast"}}#9a6700{{else}}#cf222e{{end}}">{{.Subject}}</h1>
<p style="margin:0 0 16px">{{.Summary}}</p>
{{with .Facts}}<table style="border-collapse:collapse">{{range .}}
<tr><th scope="row" style="text-align:left;vertical-align:top;padding:4px 16px 4px 0;white-space:nowrap">{{.Label}}</th>
<td style="padding:4px 0;word-break:break-word">{{if eq (len .Lines) 1}}{{index .Lines 0}}{{else}}<ul style="margin:0;padding-left:20px">{{range .Lines}}<li>{{.}}</li>{{end}}</ul>{{end}}</td></tr>{{end}}
</table>{{end}}
{{if .MonitorURL}}<p style="margin:20px 0 0"><a href="{{.MonitorURL}}" style="color:#0969da">Monitor</a></p>{{end}}{{if .IncidentURL}}<p style="margin:20px 0 0"><a href="{{.IncidentURL}}" style="color:#0969da">Incident</a>{{if .GuideURL}} · <a href="{{.GuideURL}}" style="color:#0969da">Guide to the cause</a>{{end}}</p>{{end}}
</div></body></html>
`))
