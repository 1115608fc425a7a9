package notify

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/form"
	"github.com/uptimesignal/uptimesignal/internal/problem"
)

// Email is the settings of an "email" channel.
type Email struct {
	To       []string `json:"to" label:"To" form:"required,placeholder=ops@example.com" help:"Up to 50 addresses. Each alert is one message to all of them."`
	From     string   `json:"from" label:"From" form:"required,placeholder=UptimeSignal <alerts@example.com>" help:"An address that the mail server accepts from you."`
	Host     string   `json:"host" label:"Mail server" form:"required,leads,group=server,placeholder=smtp.example.com" help:"The SMTP server that takes your mail."`
	TLS      string   `json:"tls" label:"Encryption" form:"choice=starttls|implicit|none,group=server" help:"starttls (the default, port 587), implicit (port 465) or none (port 25). starttls never falls back to none."`
	Port     int      `json:"port" label:"Port" form:"leads,group=server,placeholder=587" help:"Only if it is not the usual one of the encryption."`
	User     string   `json:"user" label:"User" form:"group=server" help:"Empty when the server wants no sign-in."`
	Password string   `json:"password" label:"Password" form:"secret,group=server" help:"Often an app password that your provider makes."`
}

var emailKind = Kind{
	Name: "email", Title: "E-mail", Wire: WireSMTP, Fields: form.Of(Email{}), Doc: emailDoc,
	Check: func(raw json.RawMessage) error { _, err := readEmail(raw); return err },
	New: func(raw json.RawMessage, d Deps) (alert.Notifier, error) {
		e, err := readEmail(raw)
		if err != nil {
			return nil, err
		}
		return email{e, d}, nil
	},
	Where:  func(raw json.RawMessage) string { e, _ := readEmail(raw); return strings.Join(e.To, ", ") },
	Sample: sampleEmail,
}

const emailDoc = `Sends a message with a plain and an HTML part through your SMTP server. Everything about one incident is one thread, and a
message that had to be sent twice has the same ` + "`Message-ID`" + `, so that mail systems can fold it. The server's 4xx answers are tried again for 24 hours; 5xx
answers (a refused sign-in, an unknown address) are final and show on the channel. When the server refuses some of the addresses for good, the others get the message.`

func sampleEmail(base string) json.RawMessage {
	u, err := url.Parse(base)
	if err != nil {
		panic("notify: sample needs a URL: " + err.Error())
	}
	return fmt.Appendf(nil, `{"to":["Ops <ops@example.com>","second@example.com"],"from":"UptimeSignal <alerts@up.example>","host":%q,"port":%s,"tls":"none","user":"u","password":"SECRET"}`,
		u.Hostname(), u.Port())
}

// readEmail decodes and checks settings, and fills in the port.
func readEmail(raw json.RawMessage) (Email, error) {
	var e Email
	err := form.Decode(raw, &e)
	e.Host = strings.TrimSpace(e.Host)
	if e.TLS == "" {
		e.TLS = "starttls"
	}
	own := []problem.FieldError{
		{Field: "from", Text: checkAddress(e.From)},
		{Field: "host", Text: checkHost(e.Host)},
		{Field: "password", Text: checkPassword(e)},
	}
	if e.Port < 0 || e.Port > 65535 {
		own = append(own, problem.FieldError{Field: "port", Text: fmt.Sprintf("%d is not between 1 and 65535", e.Port)})
	}
	if len(e.To) > 50 || e.To != nil && len(e.To) == 0 {
		own = append(own, problem.FieldError{Field: "to", Text: fmt.Sprintf("has %d addresses; 1 to 50 are possible", len(e.To))})
	}
	for i, to := range e.To {
		if text := checkAddress(to); text != "" || to == "" {
			own = append(own, problem.FieldError{Field: fmt.Sprintf("to[%d]", i), Text: fmt.Sprintf("%q is not an address such as ops@example.com", to)})
		}
	}
	if e.Port == 0 {
		e.Port = map[string]int{"starttls": 587, "implicit": 465, "none": 25}[e.TLS]
	}
	return e, fields(err, own...)
}

func checkAddress(s string) string {
	if s == "" {
		return ""
	}
	if _, err := mail.ParseAddress(s); err != nil || strings.ContainsAny(s, "\r\n") {
		return fmt.Sprintf("%q is not an address such as ops@example.com", s)
	}
	return ""
}

func checkHost(s string) string {
	if strings.ContainsAny(s, " /@\r\n\t") || strings.Contains(s, ":") && net.ParseIP(s) == nil {
		return fmt.Sprintf("%q is not a host name such as smtp.example.com; the port has a field of its own", s)
	}
	return ""
}

func checkPassword(e Email) string {
	switch {
	case e.User == "" && e.Password != "":
		return "needs a user"
	case e.User != "" && e.Password == "":
		return "must not be empty when there is a user"
	case e.Password != "" && e.TLS == "none" && !loopback(e.Host):
		return "would be sent in clear text; choose starttls or implicit"
	}
	return ""
}

func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	a, err := netip.ParseAddr(host)
	return err == nil && a.IsLoopback()
}

type email struct {
	Email

	deps Deps
}

// Notify sends m to every recipient.
func (e email) Notify(ctx context.Context, m alert.Message) error {
	to := make([]*mail.Address, len(e.To))
	for i, s := range e.To {
		a, err := mail.ParseAddress(s)
		if err != nil {
			return alert.Permanent(fmt.Errorf("address %d cannot be read", i+1))
		}
		to[i] = a
	}
	return e.send(ctx, m, to)
}
