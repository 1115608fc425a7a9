package diagnose

import (
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

// A ChangeCode is the stable code of one sort of change. It is stored and
// shown: add, never rename.
type ChangeCode string

// The sorts of change, the most telling first.
const (
	ChangedActor       ChangeCode = "actor"          // another program wrote the answer
	ChangedEdgeNew     ChangeCode = "edge-appeared"  // a CDN, WAF or gateway is on the way that was not
	ChangedEdgeGone    ChangeCode = "edge-gone"      // one that was there is not any more
	ChangedCertificate ChangeCode = "certificate"    // another leaf certificate
	ChangedClientCert  ChangeCode = "client-cert"    // a client certificate is asked for now, or not any more
	ChangedAddresses   ChangeCode = "addresses"      // the name has none of its addresses left
	ChangedRedirect    ChangeCode = "redirect"       // redirects lead elsewhere
	ChangedServer      ChangeCode = "server"         // another product in the Server field
	ChangedVersion     ChangeCode = "server-version" // the same product, another version
	ChangedAddress     ChangeCode = "address"        // another of the name's addresses
	ChangedTLS         ChangeCode = "tls-version"    // another version of TLS
	ChangedProtocol    ChangeCode = "protocol"       // another version of HTTP
	ChangedHeader      ChangeCode = "header"         // a field that matters came, went, or says something else
	ChangedType        ChangeCode = "content-type"   // another kind of body
	ChangedSize        ChangeCode = "size"           // a body of another size by far
	ChangedStatus      ChangeCode = "status"         // the status
	ChangedAnswer      ChangeCode = "no-answer"      // no answer came where one did
)

// telling are the changes that a short message has room for, since they name
// who did something.
var telling = []ChangeCode{ChangedActor, ChangedEdgeNew, ChangedEdgeGone, ChangedCertificate, ChangedClientCert, ChangedAddresses, ChangedRedirect, ChangedServer, ChangedVersion}

// A Change is one difference between the last good answer and the first bad
// one. It holds no secret.
type Change struct {
	Code ChangeCode `json:"code"`
	Says string     `json:"says"` // one short sentence
}

// Telling reports whether c is worth a line in a short message.
func (c Change) Telling() bool { return slices.Contains(telling, c.Code) }

// Changed compares the first bad answer of a monitor with its last good one
// and says what differs, the most telling first. Either may be redacted or
// not; what is said is. Without a good one nothing is known to have changed.
func Changed(good, bad *measure.Report) []Change {
	if good == nil || bad == nil || len(good.Hops) == 0 || len(bad.Hops) == 0 {
		return nil
	}
	if len(good.Cells)+len(bad.Cells) > 0 {
		return changedCells(good, bad)
	}
	g, b := measure.Redact(*good), measure.Redact(*bad)
	c := &comparison{good: &g, bad: &b, was: g.Last(), is: b.Last()}
	c.answers()
	c.route()
	slices.SortStableFunc(c.list, func(x, y Change) int { return rank(x.Code) - rank(y.Code) })
	return c.list
}

// rank orders changes as the constants stand.
func rank(code ChangeCode) int {
	rest := []ChangeCode{ChangedAddress, ChangedTLS, ChangedProtocol, ChangedHeader, ChangedType, ChangedSize, ChangedStatus, ChangedAnswer}
	if i := slices.Index(telling, code); i >= 0 {
		return i
	}
	return len(telling) + slices.Index(rest, code)
}

// A comparison is a list of changes in the making, of redacted reports.
type comparison struct {
	good, bad *measure.Report
	was, is   *measure.Hop // that they ended on
	list      []Change
}

func (c *comparison) say(code ChangeCode, format string, args ...any) {
	c.list = append(c.list, Change{code, brief(fmt.Sprintf(format, args...))})
}

// answers compares what the two answers say.
func (c *comparison) answers() {
	was, is := c.was.Answer, c.is.Answer
	switch {
	case was == nil:
		return
	case is == nil:
		c.say(ChangedAnswer, "No answer came; the last good check got %d.", was.Status)
		return
	}
	if was.Status != is.Status {
		c.say(ChangedStatus, "The status is %d; it was %d.", is.Status, was.Status)
	}
	c.products(Recognise(was), Recognise(is))
	switch before, now := was.Get("Server"), is.Get("Server"); {
	case before == now || before == "" || now == "":
	case productOf(before) != productOf(now):
		c.say(ChangedServer, "The field Server says %q; it said %q.", now, before)
	default:
		c.say(ChangedVersion, "The server became %q; it was %q.", now, before)
	}
	if was.Proto != is.Proto {
		c.say(ChangedProtocol, "The answer came over %s; before over %s.", is.Proto, was.Proto)
	}
	c.headers(was, is)
	if before, now := mediaType(was), mediaType(is); before != now {
		c.say(ChangedType, "The body is %s; it was %s.", kindOf(now), kindOf(before))
	}
	if a, b := max(was.Size, 1), max(is.Size, 1); a >= 4*b || b >= 4*a {
		c.say(ChangedSize, "The body has %s; it had %s.", bytesOf(is.Size), bytesOf(was.Size))
	}
}

// products compares the programs that each answer shows.
func (c *comparison) products(was, is []Match) {
	if a, b := Author(was), Author(is); a != b && b != "" {
		if a == "" {
			c.say(ChangedActor, "The answer was written by %s, which did not write the last good one as far as can be seen.", b)
		} else {
			c.say(ChangedActor, "The answer was written by %s; the last good one by %s.", b, a)
		}
	}
	before, now := onPath(was), onPath(is)
	for _, p := range now {
		if !slices.Contains(before, p) && p != Author(is) {
			c.say(ChangedEdgeNew, "%s is on the way now; it was not when the endpoint worked.", p)
		}
	}
	for _, p := range before {
		if !slices.Contains(now, p) {
			c.say(ChangedEdgeGone, "%s was on the way when the endpoint worked; it is not any more.", p)
		}
	}
}

// onPath returns the products that pass answers on, each once, by name.
func onPath(ms []Match) []string {
	var out []string
	for _, m := range ms {
		if m.Role == OnPath && m.Product != "" {
			out = append(out, m.Product)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// watched are the fields whose coming and going says something. Where shown
// is set the value does too; in others it changes with every answer.
var watched = []struct {
	name  string
	shown bool
}{
	{"WWW-Authenticate", true}, {"Proxy-Authenticate", true}, {"Allow", true}, {"Retry-After", true}, {"Via", true}, {"X-Powered-By", true},
	{"Content-Language", true}, {"CF-Mitigated", true}, {"CF-Ray", false}, {"X-Amz-Cf-Id", false}, {"X-Amz-Request-Id", false},
	{"X-Served-By", false}, {"X-Azure-Ref", false}, {"X-Amzn-ErrorType", true}, {"X-Vercel-Mitigated", true}, {"Strict-Transport-Security", false},
	{"RateLimit", false}, {"X-RateLimit-Limit", true}, {"Set-Cookie", false}, {"Cache-Control", true},
}

// headers compares the fields that matter.
func (c *comparison) headers(was, is *measure.Answer) {
	for _, f := range watched {
		before, now := was.Get(f.name), is.Get(f.name)
		had, has := measure.Has(was.Header, f.name), measure.Has(is.Header, f.name)
		switch {
		case has && !had && f.shown:
			c.say(ChangedHeader, "The field %s is new: %q.", f.name, now)
		case has && !had:
			c.say(ChangedHeader, "The field %s is new.", f.name)
		case had && !has:
			c.say(ChangedHeader, "The field %s is gone.", f.name)
		case f.shown && before != now:
			c.say(ChangedHeader, "The field %s says %q; it said %q.", f.name, now, before)
		}
	}
}

// route compares where the requests went and how.
func (c *comparison) route() {
	first, before := &c.bad.Hops[0], &c.good.Hops[0]
	c.addresses(before, first)
	if a, b := redirects(c.good), redirects(c.bad); a != b && c.is.Answer != nil {
		switch {
		case a == "":
			c.say(ChangedRedirect, "The request is redirected to %s now; it was not.", b)
		case b == "":
			c.say(ChangedRedirect, "The request is not redirected any more; it was to %s.", a)
		default:
			c.say(ChangedRedirect, "The redirect leads to %s; it led to %s.", b, a)
		}
	}
	if before.TLS == nil || first.TLS == nil {
		return
	}
	if old, leaf := leafOf(before.TLS), leafOf(first.TLS); old.SHA256 != "" && leaf.SHA256 != "" && old.SHA256 != leaf.SHA256 {
		c.say(ChangedCertificate, "The certificate is another one: by %s, until %s; it was by %s, until %s.",
			commonName(leaf.Issuer), leaf.NotAfter.UTC().Format("2006-01-02"), commonName(old.Issuer), old.NotAfter.UTC().Format("2006-01-02"))
	}
	if a, b := before.TLS.ClientCertAsked, first.TLS.ClientCertAsked; a != b {
		c.say(ChangedClientCert, "The server %s for a client certificate; when the endpoint worked it %s.",
			pick(b, "asks", "does not ask"), pick(a, "did", "did not"))
	}
	if a, b := before.TLS.Version, first.TLS.Version; a != b && a != "" && b != "" {
		c.say(ChangedTLS, "The connection uses %s; it used %s.", b, a)
	}
}

func (c *comparison) addresses(was, is *measure.Hop) {
	before, now := was.Addr.Addr().Unmap(), is.Addr.Addr().Unmap()
	known := func(a netip.Addr) bool {
		return a == before || slices.ContainsFunc(was.Resolved, func(r netip.Addr) bool { return r.Unmap() == a })
	}
	switch {
	case !before.IsValid() || !now.IsValid() || before == now:
	case known(now) || slices.ContainsFunc(is.Resolved, func(r netip.Addr) bool { return r.Unmap() == before }):
		c.say(ChangedAddress, "The request went to %s; the last good one to %s, another address of the name.", now, before)
	default:
		c.say(ChangedAddresses, "The name leads to %s now; it led to %s.", now, before)
	}
}

// redirects says where a report ended that was redirected: host and path.
func redirects(r *measure.Report) string {
	if len(r.Hops) < 2 {
		return ""
	}
	u, err := url.Parse(r.Last().Request.URL)
	if err != nil {
		return "another address"
	}
	return u.Host + u.EscapedPath()
}

func leafOf(t *measure.TLSFacts) measure.Cert {
	if len(t.Chain) == 0 {
		return measure.Cert{}
	}
	return t.Chain[0]
}

// commonName is the part of a distinguished name that people know.
func commonName(dn string) string {
	for part := range strings.SplitSeq(dn, ",") {
		if cn, ok := strings.CutPrefix(strings.TrimSpace(part), "CN="); ok {
			return cn
		}
	}
	return dn
}

func mediaType(a *measure.Answer) string {
	t, _, _ := strings.Cut(a.Get("Content-Type"), ";")
	return strings.ToLower(strings.TrimSpace(t))
}

func kindOf(media string) string {
	if media == "" {
		return "of no type"
	}
	return media
}

func bytesOf(n int64) string {
	switch {
	case n >= 10<<20:
		return fmt.Sprintf("%d MiB", n>>20)
	case n >= 10<<10:
		return fmt.Sprintf("%d KiB", n>>10)
	default:
		return fmt.Sprintf("%d bytes", n)
	}
}

func pick(b bool, yes, no string) string {
	if b {
		return yes
	}
	return no
}

// brief keeps a sentence within what a line holds.
func brief(s string) string {
	const most = 240
	if rs := []rune(s); len(rs) > most {
		return string(rs[:most-1]) + "…"
	}
	return s
}
