package notify

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/textproto"
	"strconv"
	"strings"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/form"
	"github.com/uptimesignal/uptimesignal/internal/problem"
)

// Webhook is the settings of a "webhook" channel.
type Webhook struct {
	URL     string        `json:"url" label:"URL" form:"required,secret,leads,placeholder=https://example.com/hooks/uptimesignal" help:"Gets a POST with a JSON body for each alert. Any 2xx answer means received."`
	Secret  string        `json:"secret" label:"Signing secret" form:"secret,placeholder=whsec_…" help:"Base64 of 24 to 64 random bytes, with or without whsec_ before it. With it, requests are signed in the Standard Webhooks form. Make one with: echo whsec_$(openssl rand -base64 32)"`
	Headers []form.Header `json:"headers" label:"More headers" form:"secret,advanced" help:"Sent with each request, for receivers that want a token of their own."`
}

var webhookKind = Kind{
	Name: "webhook", Title: "Webhook", Wire: WireHTTP, Fields: form.Of(Webhook{}), Doc: webhookDoc,
	Check: func(raw json.RawMessage) error { _, err := readWebhook(raw); return err },
	New: func(raw json.RawMessage, d Deps) (alert.Notifier, error) {
		w, err := readWebhook(raw)
		if err != nil {
			return nil, err
		}
		return webhook{w, d.HTTP}, nil
	},
	Where: func(raw json.RawMessage) string { w, _ := readWebhook(raw); return host(w.URL) },
	Sample: func(base string) json.RawMessage {
		secret := base64.StdEncoding.EncodeToString([]byte("SECRET-SECRET-SECRET-SECRET-SECR"))
		return fmt.Appendf(nil, `{"url":%q,"secret":%q,"headers":[{"name":"Authorization","value":"Bearer SECRET"}]}`,
			base+"/hook?token=SECRET", "whsec_"+secret)
	},
}

func readWebhook(raw json.RawMessage) (Webhook, error) {
	var w Webhook
	err := form.Decode(raw, &w)
	own := []problem.FieldError{{Field: "url", Text: checkURL(w.URL)}, {Field: "secret", Text: checkSecret(w.Secret)}}
	for _, h := range w.Headers {
		own = append(own, problem.FieldError{Field: "headers", Text: checkHeader(h)})
	}
	return w, fields(err, own...)
}

func checkSecret(s string) string {
	if s == "" {
		return ""
	}
	if key, err := secretKey(s); err != nil || len(key) < 24 || len(key) > 64 {
		return "is not base64 of 24 to 64 bytes; make one with: echo whsec_$(openssl rand -base64 32)"
	}
	return ""
}

func checkHeader(h form.Header) string {
	name := textproto.CanonicalMIMEHeaderKey(h.Name)
	switch {
	case h.Name == "" || strings.ContainsFunc(h.Name, func(r rune) bool {
		return r <= ' ' || r >= 0x7f || strings.ContainsRune(`()<>@,;:\"/[]?={}`, r)
	}):
		return fmt.Sprintf("%q is not the name of a header", h.Name)
	case strings.ContainsAny(h.Value, "\r\n\x00"):
		return fmt.Sprintf("the value of %q must be one line", h.Name)
	case name == "Content-Type" || name == "Content-Length" || name == "Host" || strings.HasPrefix(name, "Webhook-"):
		return fmt.Sprintf("%q is set by us", h.Name)
	}
	return ""
}

// secretKey returns the bytes of a secret, with or without its prefix.
func secretKey(s string) ([]byte, error) {
	return base64.StdEncoding.DecodeString(strings.TrimPrefix(strings.TrimSpace(s), "whsec_"))
}

type webhook struct {
	Webhook

	hc *http.Client
}

// Notify posts m. The Key is the id of the message: the same for each repeat.
func (w webhook) Notify(ctx context.Context, m alert.Message) error {
	body, err := json.Marshal(payload(m))
	if err != nil {
		return alert.Permanent(fmt.Errorf("write body: %w", err))
	}
	h := http.Header{}
	for _, x := range w.Headers {
		h.Add(x.Name, x.Value)
	}
	now := time.Now()
	h.Set("Webhook-Id", m.Key)
	h.Set("Webhook-Timestamp", strconv.FormatInt(now.Unix(), 10))
	if w.Secret != "" {
		key, err := secretKey(w.Secret)
		if err != nil {
			return alert.Permanent(fmt.Errorf("the signing secret cannot be read"))
		}
		h.Set("Webhook-Signature", sign(key, m.Key, now, body))
	}
	return post(ctx, w.hc, w.URL, h, body)
}

// sign is version 1 of the Standard Webhooks signature: HMAC-SHA256 over the
// id, the Unix time and the body, with full stops between them
// (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).
func sign(key []byte, id string, at time.Time, body []byte) string {
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "%s.%d.", id, at.Unix())
	mac.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}
