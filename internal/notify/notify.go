// Package notify holds the kinds of alert channel, a file each, listed in
// [Kinds]. A kind knows how a message is put for its receiver and which
// answers of it are final; retrying, order and bounds of time are the business
// of package alert. Every kind passes notifytest.
//
// No error of this package holds a URL, a password or another secret: errors
// are logged and shown on the channel's page.
package notify

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"net"
	"net/http"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/form"
	"github.com/uptimesignal/uptimesignal/internal/problem"
)

// Deps is how a notifier reaches the world. Wiring fills it in, guarded.
type Deps struct {
	HTTP  *http.Client
	Dial  func(ctx context.Context, network, address string) (net.Conn, error) // nil is a plain dialer
	Roots *x509.CertPool                                                       // whom TLS of mail servers is trusted to; nil is the system's
	Hello string                                                               // our host name, for mail servers; empty is "localhost"
}

// A Kind is a type of channel.
type Kind struct {
	Name   string
	Title  string
	Doc    string // for its owner: what it does, what it sends, in Markdown
	Wire   Wire
	Fields []form.Field
	// Check reports every problem of settings at once, as a problem.Invalid
	// that names the fields.
	Check func(settings json.RawMessage) error
	// New returns a notifier. Settings that Check refuses are an error.
	New func(settings json.RawMessage, d Deps) (alert.Notifier, error)
	// Where returns what may be shown of where it goes, such as a host or an
	// address; never a secret.
	Where func(settings json.RawMessage) string
	// Sample returns settings that go to base (a URL of scheme http or smtp)
	// and hold the word SECRET in each secret; for notifytest.
	Sample func(base string) json.RawMessage
}

// A Wire is what a kind speaks.
type Wire string

// Wires.
const (
	WireHTTP Wire = "http"
	WireSMTP Wire = "smtp"
)

// Kinds is every kind of channel, in the order in which they are offered.
var Kinds = []Kind{emailKind, slackKind, webhookKind}

// Find returns the kind of that name.
func Find(name string) (Kind, bool) {
	for _, k := range Kinds {
		if k.Name == name {
			return k, true
		}
	}
	return Kind{}, false
}

// Check judges the kind and settings of a channel.
func Check(kind string, settings json.RawMessage) error {
	k, ok := Find(kind)
	if !ok {
		return unknown(kind)
	}
	return k.Check(settings)
}

// New returns the notifier of a channel.
func New(kind string, settings json.RawMessage, d Deps) (alert.Notifier, error) {
	k, ok := Find(kind)
	if !ok {
		return nil, unknown(kind)
	}
	return k.New(settings, d)
}

func unknown(kind string) error {
	names := make([]string, len(Kinds))
	for i, k := range Kinds {
		names[i] = k.Name
	}
	return problem.Fields("kind: "+kind+" is not a kind of channel", problem.FieldError{
		Field: "kind", Text: "is not one of " + strings.Join(names, ", "),
	})
}
