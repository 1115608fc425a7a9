package probe

import (
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/netx"
	"github.com/uptimesignal/uptimesignal/internal/redact"
)

// A follower makes the next request of a chain of redirects.
type follower struct {
	request *netx.Request // the one to send
	limit   int
	seen    []string // method and URL of the requests sent
	dropped []string // fields that the request lost on the way
}

// next reads hop's answer and returns whether f.request leads on. What is
// wrong with a redirect is recorded on hop.
func (f *follower) next(hop *measure.Hop, began time.Time) bool {
	a := hop.Answer
	if _, failed := hop.Failed(); failed || a == nil || f.limit == 0 {
		return false
	}
	switch a.Status {
	case 301, 302, 303, 307, 308:
	default:
		return false
	}
	location := a.Get("Location")
	to, err := f.request.URL.Parse(location)
	switch {
	case location == "":
		add(hop, began, "Location", measure.RedirectBroken, "the redirect has no Location")
		return false
	case err != nil:
		add(hop, began, redact.URL(location), measure.RedirectBroken, "the Location is not a URL")
		return false
	case to.Scheme != "http" && to.Scheme != "https" || to.Hostname() == "":
		add(hop, began, redact.URL(location), measure.RedirectBroken, "the Location is not a http or https URL")
		return false
	case settle(to) != nil:
		add(hop, began, redact.URL(location), measure.RedirectBroken, "the host of the Location is not a name")
		return false
	}
	f.seen = append(f.seen, f.request.Method+" "+f.request.URL.String())
	method := methodAfter(a.Status, f.request.Method)
	target := redact.URL(to.String())
	if slices.Contains(f.seen, method+" "+to.String()) {
		add(hop, began, target, measure.RedirectLoop, "the redirect leads back to a URL that was asked before")
		return false
	}
	if len(f.seen) > f.limit {
		add(hop, began, target, measure.RedirectLimit, "more than "+strconv.Itoa(f.limit)+" redirects")
		return false
	}
	f.request, f.dropped = redirected(f.request, to, method, f.dropped)
	return true
}

// methodAfter is what browsers do (RFC 9110 section 15.4; Fetch section 4.4).
func methodAfter(status int, method string) string {
	if status == 303 && method != "HEAD" || status <= 302 && method == "POST" {
		return "GET"
	}
	return method
}

// redirected is q sent to another URL. On the way to another host, or from
// https to http, credentials stay behind, as with net/http and curl: also
// those in fields of the owner's own.
func redirected(q *netx.Request, to *url.URL, method string, dropped []string) (*netx.Request, []string) {
	next := *q
	next.URL, next.Method = to, method
	elsewhere := !sameHost(to.Host, q.URL.Host) || q.URL.Scheme == "https" && to.Scheme == "http"
	if elsewhere {
		next.Via.ConnectTo = netip.AddrPort{} // was meant for the first host
		next.TLS.Certificate = nil
		if q.TLS.Certificate != nil {
			dropped = append(slices.Clip(dropped), "client certificate")
		}
	}
	next.Header = make([]measure.Field, 0, len(q.Header))
	for _, h := range q.Header {
		switch low := strings.ToLower(h.Name); {
		case elsewhere && (low == "host" || redact.Header(low)):
			dropped = append(slices.Clip(dropped), h.Name)
		case method != q.Method && (low == "content-type" || low == "content-length" || low == "content-encoding" || low == "transfer-encoding"):
		default:
			next.Header = append(next.Header, h)
		}
	}
	if method != q.Method {
		next.Body = nil
	}
	to.User = nil
	return &next, dropped
}
