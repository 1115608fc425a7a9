// Package probe holds the kinds of check, one file each, listed in [Kinds].
//
// What belongs here: the settings of a kind, whether they make sense, how one
// check of it runs through netx, and how its answer is held against the
// expectation. What the outcome means for a monitor is for later stages.
package probe

import (
	"context"
	"encoding/json"

	"github.com/uptimesignal/uptimesignal/internal/form"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/netx"
)

// A Kind is a type of check.
type Kind struct {
	Name   string
	Title  string
	Doc    string // one sentence: what it checks
	Fields []form.Field
	// OwnsExpect says that the settings hold what is expected, and that the
	// monitor's own expectation is not looked at.
	OwnsExpect bool
	// Run measures once. A failing target is an observation with a failure; a
	// Fault in the report says that we could not measure. It returns soon
	// after ctx is done.
	Run func(ctx context.Context, n *netx.Net, job monitor.Job) measure.Report
	// Check returns a problem that names every field of spec that is wrong, or
	// nil.
	Check func(spec json.RawMessage) error
	// Target is what spec aims at, for lists: without secrets, "" if it does
	// not decode.
	Target func(spec json.RawMessage) string
	// Host is the host that spec aims at, in lower case and without a port.
	Host func(spec json.RawMessage) string
	// Sample returns a spec that aims at addr, a host:port; for contract tests
	// and documentation.
	Sample func(addr string) json.RawMessage
}

// Kinds is every kind of check.
var Kinds = []Kind{
	httpKind,
	accessKind,
}

// Find returns the kind called name.
func Find(name string) (Kind, bool) {
	for _, k := range Kinds {
		if k.Name == name {
			return k, true
		}
	}
	return Kind{}, false
}
