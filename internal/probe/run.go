package probe

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/form"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/netx"
	"github.com/uptimesignal/uptimesignal/internal/redact"
)

// RunHTTP requests spec once, follows redirects as it says, and holds the last
// answer against expect. What must refuse is asked without credentials. The deadline of ctx bounds all of it. A Fault in the
// report says that nothing was learnt of the target.
func RunHTTP(ctx context.Context, n *netx.Net, spec HTTP, expect monitor.Expectation) measure.Report {
	began := time.Now()
	report := measure.Report{At: began}
	if expect.MustRefuse {
		spec = stranger(spec)
	}
	q, bad := requestOf(spec)
	if len(bad) > 0 {
		report.Fault = "the settings are wrong: " + bad[0].field + ": " + bad[0].text
		return report
	}
	f := follower{limit: spec.MaxRedirects, request: q}
	if f.limit > 0 {
		q.HeaderOnly = leads
	}
	report.Hops = make([]measure.Hop, 0, 1)
	for more := true; more; {
		hop, err := n.Exchange(ctx, began, f.request)
		hop.Dropped = f.dropped
		report.Hops = append(report.Hops, hop)
		if err != nil {
			report.Fault = err.Error()
			break
		}
		more = f.next(report.Last(), began)
	}
	report.Took = time.Since(began)
	if report.Fault == "" {
		judge(&report, expect)
	}
	return report
}

// leads reports whether a is a redirect with a place to go to.
func leads(a *measure.Answer) bool {
	switch a.Status {
	case 301, 302, 303, 307, 308:
		return a.Get("Location") != ""
	}
	return false
}

// add appends an observation that took no time of its own.
func add(hop *measure.Hop, began time.Time, target string, f measure.Failure, detail string) {
	hop.Observations = append(hop.Observations, measure.Observation{
		Op: measure.Judge, Target: target, Failure: f, Detail: detail, Start: time.Since(began),
	})
}

func sameHost(a, b string) bool { return strings.EqualFold(a, b) }

// stranger is spec without anything that says who is asking: what is sent to
// an endpoint that must refuse. Credentials for a proxy stay.
func stranger(spec HTTP) HTTP {
	spec.BasicUser, spec.BasicPassword, spec.Bearer, spec.ClientCert, spec.ClientKey = "", "", "", "", ""
	if u, err := url.Parse(spec.URL); err == nil && u.User != nil {
		u.User = nil
		spec.URL = u.String()
	}
	spec.Headers = slices.DeleteFunc(slices.Clone(spec.Headers), func(h form.Header) bool {
		return redact.Header(h.Name) && !strings.HasPrefix(strings.ToLower(h.Name), "proxy-")
	})
	return spec
}
