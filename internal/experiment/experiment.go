// Package experiment holds the controlled experiments that tell causes apart.
// Each changes one factor of the request that failed and sends it once more.
//
// What an experiment does on the wire belongs here; what its outcome means
// stands in package diagnose, which also decides whether it is worth a
// request. The rules that every entry keeps: safe methods only (GET, HEAD,
// OPTIONS); nothing that looks like an attack, no guessed password, no search
// engine's User-Agent; one request, and redirects only as far as the check
// itself was led; the credentials of a check never go to another host.
//
// Every experiment has a file of its own. What several share stands in browser,
// credentials, path, request, route and spec.
package experiment

import (
	"context"
	"fmt"
	"net"
	"slices"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/netx"
	"github.com/uptimesignal/uptimesignal/internal/probe"
)

// A Subject is the check that an experiment is made on.
type Subject struct {
	Spec   probe.HTTP // as it was sent, with its secrets
	Owner  monitor.Experiments
	Expect monitor.Expectation
	First  measure.Report // what it saw, with its secrets

	method string // of the check, before Spec was given a safe one
}

// An Experiment is one entry of [Table].
type Experiment struct {
	ID    measure.Experiment
	Title string // what is done, as a short phrase
	Doc   string // what its outcome can tell
	Cost  int    // requests at most, redirects that the check followed too aside
	// Unsafe entries make sense only with the check's own method. They are
	// skipped when that is not a safe one; the others are sent as GET then.
	Unsafe bool
	// Changes is the first operation whose outcome the change can touch; empty
	// means [measure.Wait]. A check that failed earlier than that gains
	// nothing, and the experiment is skipped.
	Changes measure.Op
	// Apply returns the changed check and the change in words, without
	// secrets, or why the experiment does not fit this check. It is pure.
	Apply func(s Subject, arg string) (spec probe.HTTP, changed, skip string)
}

// Table is every experiment.
var Table = []Experiment{
	xRepeat, xDelay,
	xUserAgent, xProfile, xReferer, xRefererNone, xOriginNone, xLanguage, xAccept, xCookieNone, xCookieBack,
	xCredsNone, xCredsWrong, xCredsOther, xCredsMade, xClientCert,
	xQueryNone, xQueryOne, xMethodGet, xOptions, xBuster,
	xSibling, xIndex, xBare, xParent, xRoot, xKnownGood,
	xAddress, xFamily, xProtocol, xHost, xHostAddress, xHTTPS, xPlace,
}

// Find returns the entry of id.
func Find(id measure.Experiment) (Experiment, bool) {
	for _, x := range Table {
		if x.ID == id {
			return x, true
		}
	}
	return Experiment{}, false
}

// Run makes the experiment of step on s and returns what was seen, with the
// step in it. It never fails: what could not be made is skipped, with the
// reason in Step.Skipped, no hop, and no request spent. It ends with ctx.
func Run(ctx context.Context, n *netx.Net, s Subject, step measure.Step) measure.Report {
	spec, step := plan(s, step)
	if step.Skipped == "" && step.Experiment == measure.XDelay {
		step.Skipped = wait(ctx, step.Arg)
	}
	if step.Skipped != "" {
		return measure.Report{At: time.Now(), Reason: monitor.Trial, Monitor: s.First.Monitor, Place: s.First.Place, Step: &step}
	}
	r := probe.RunHTTP(ctx, n, spec, s.Expect)
	r.Reason, r.Monitor, r.Step = monitor.Trial, s.First.Monitor, &step
	if r.Place == "" {
		r.Place = s.First.Place
	}
	return r
}

// plan decides what would be sent, without sending it.
func plan(s Subject, step measure.Step) (probe.HTTP, measure.Step) {
	x, ok := Find(step.Experiment)
	switch {
	case !ok:
		step.Skipped = fmt.Sprintf("there is no experiment %q", step.Experiment)
	case s.Owner.Off:
		step.Skipped = "experiments are turned off for this monitor"
	case slices.Contains(s.Owner.Without, string(step.Experiment)):
		step.Skipped = "this experiment is turned off for this monitor"
	case order(x.Changes) > order(failedAt(s.First)):
		step.Skipped = "the check failed before what this changes: at " + opNames[failedAt(s.First)]
	case x.Unsafe && !safeMethod(s.Spec.Method):
		step.Skipped = method(s.Spec) + " is not sent again: experiments use safe methods only"
	}
	if step.Skipped != "" {
		return probe.HTTP{}, step
	}
	s.method = method(s.Spec)
	s.Spec = limited(s)
	spec, changed, skip := x.Apply(s, step.Arg)
	if skip == "" && !safeMethod(s.method) && spec.Method == "GET" && x.ID != measure.XMethodGet {
		changed += ", sent as GET since " + s.method + " is not repeated"
	}
	step.Changed, step.Skipped = changed, skip
	return spec, step
}

// opNames are the operations in their order.
var opNames = map[measure.Op]string{
	measure.Resolve: "the lookup of the name", measure.Connect: "the connection", measure.Tunnel: "the tunnel through the proxy",
	measure.TLS: "the TLS handshake", measure.Wait: "the answer",
}

func order(op measure.Op) int {
	if op == "" {
		op = measure.Wait
	}
	return slices.Index([]measure.Op{measure.Resolve, measure.Connect, measure.Tunnel, measure.TLS, measure.Wait}, op)
}

// failedAt is the operation that r failed at, as far as the answer.
func failedAt(r measure.Report) measure.Op {
	o, failed := r.Failed()
	if !failed || opNames[o.Op] == "" {
		return measure.Wait
	}
	return o.Op
}

// limited returns the check as a base of experiments: with a safe method, at
// the same address, and following no more redirects than the check itself was
// led through, or one.
func limited(s Subject) probe.HTTP {
	spec := s.Spec
	if !safeMethod(spec.Method) {
		spec.Method, spec.Body = "GET", ""
		spec = without(spec, "Content-Type", "Content-Length", "Content-Encoding", "Transfer-Encoding", "Expect")
	}
	return pinned(follow(spec, max(1, len(s.First.Hops)-1)), s.First)
}

// pinned sends spec to the address that the check reached: a name can have
// several, and which one answers is a factor of its own. The URL, and with it
// Host and SNI, stays.
func pinned(spec probe.HTTP, first measure.Report) probe.HTTP {
	if spec.ConnectTo != "" || spec.Proxy != "" || literal(spec) || order(failedAt(first)) <= order(measure.Connect) {
		return spec
	}
	if addr := used(first); addr.IsValid() {
		spec.ConnectTo = net.JoinHostPort(addr.String(), port(spec))
	}
	return spec
}
