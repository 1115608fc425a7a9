package diagnose

import (
	"bytes"
	"strconv"
	"strings"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

func (f *features) answer(r *measure.Report, hop *measure.Hop) {
	a := &f.ans
	if o, bad := r.Failed(); bad && o.Op != measure.Judge {
		a.failure, a.failedOp = o.Failure, o.Op
	}
	for _, o := range hop.Observations {
		if o.Op == measure.Wait {
			a.wait = o.Took
		}
	}
	a.Answer = hop.Answer
	if a.Answer == nil {
		return
	}
	a.status = a.Status
	a.matches = Recognise(a.Answer)
	a.empty = a.Size == 0
	a.program, a.stock = programOf(a)
	for _, h := range a.Header {
		a.field(f, h, r)
	}
	ct := a.Get("Content-Type")
	a.structured = strings.Contains(ct, "json") || strings.Contains(ct, "xml") && !strings.Contains(ct, "xhtml") || jsonLike(a.Body)
	a.bare = a.Get("Server") == "" && a.Size < 200 && !bytes.Contains(a.Body, []byte("<"))
	a.signIn = a.status >= 400 && signInPage(a.Body)
	a.login = measure.SignInURL(a.location) || a.status < 300 && measure.PasswordInputs(a.Body) > 0
}

// signInPage reports whether a page is one for signing in: by its title, or a
// field for a password.
func signInPage(b []byte) bool {
	b = b[:min(len(b), scanned)]
	i := bytes.Index(bytes.ToLower(b[:min(len(b), 4096)]), []byte("<title"))
	if i >= 0 {
		title := b[i:min(len(b), i+120)]
		if j := bytes.Index(title, []byte("</")); j >= 0 {
			title = title[:j]
		}
		for _, w := range []string{"sign in", "sign-in", "signin", "log in", "login", "log on", "anmelden", "connexion"} {
			if containsLower(title, w) {
				return true
			}
		}
	}
	return measure.PasswordInputs(b) > 0
}

// storeShaped reports whether b is an error of the S3 interface or one like it:
// XML of Error and Code (Amazon S3 API reference, "Error responses").
func storeShaped(b []byte) bool {
	b = b[:min(len(b), 1024)]
	return bytes.Contains(b, []byte("<Error>")) && bytes.Contains(b, []byte("<Code>"))
}

// appFields reports whether the fields of an error are those of an application:
// what varies by user or form of content, or must not be kept, is made for the
// caller. Web servers and balancers send their own errors without such.
func appFields(a *answerFeatures) bool {
	if a.Get("X-Runtime") != "" || a.Get("Access-Control-Allow-Origin") != "" || a.Get("Allow") != "" && a.status != 405 && a.status != 501 {
		return true
	}
	cache := a.Get("Cache-Control")
	kept := strings.Contains(cache, "no-store") || strings.Contains(cache, "private")
	for v := range strings.SplitSeq(strings.ToLower(a.Get("Vary")), ",") {
		if v = strings.TrimSpace(v); v == "cookie" || v == "origin" || v == "accept" || v == "authorization" {
			return true
		}
	}
	return kept && (a.Get("Set-Cookie") != "" || a.Get("Pragma") != "" || a.Get("Expires") != "")
}

// recognised is a recogniser for the first answer.
func (f *features) recognised(*measure.Answer) []Match { return f.ans.matches }

// jsonLike reports whether b is a JSON document, whatever its type says.
func jsonLike(b []byte) bool {
	b = bytes.TrimSpace(b)
	return len(b) > 1 && (b[0] == '{' && b[len(b)-1] == '}' || b[0] == '[' && b[len(b)-1] == ']')
}

func (a *answerFeatures) field(f *features, h measure.Field, r *measure.Report) {
	switch len(h.Name) {
	case len("WWW-Authenticate"):
		if strings.EqualFold(h.Name, "WWW-Authenticate") {
			a.challenges = append(a.challenges, parseChallenges(h.Value)...)
		}
	case len("Retry-After"):
		if strings.EqualFold(h.Name, "Retry-After") {
			a.retry, a.hasRetry = retryAfter(h.Value, f.now)
		}
	case len("Location"):
		if strings.EqualFold(h.Name, "Location") {
			a.location = h.Value
		}
	case len("Date"):
		if strings.EqualFold(h.Name, "Date") {
			a.date(f, h.Value, r)
		}
	}
	if strings.EqualFold(h.Name, "Set-Cookie") {
		a.setsCookie = true
	}
	a.cached = a.cached || cacheHit(h)
}

// date compares the server's clock with ours: Date was written about when the
// answer began (RFC 9110 section 6.6.1), and Age says how long a cache has
// kept it since.
func (a *answerFeatures) date(f *features, v string, r *measure.Report) {
	t, err := time.Parse(time.RFC1123, v)
	if err != nil || r.At.IsZero() {
		return
	}
	age, _ := strconv.Atoi(a.Get("Age"))
	ours := r.At
	if f.ev.ClockOffset != nil {
		ours = ours.Add(-*f.ev.ClockOffset)
	}
	a.skew, a.hasSkew = t.Add(time.Duration(max(age, 0))*time.Second).Sub(ours.Add(r.Took/2)), true
}

// retryAfter reads both forms of the field (RFC 9110 section 10.2.3).
func retryAfter(v string, now time.Time) (time.Duration, bool) {
	v = strings.TrimSpace(v)
	if n, err := strconv.Atoi(v); err == nil && n >= 0 {
		return time.Duration(min(n, 7*86400)) * time.Second, true
	}
	t, err := time.Parse(time.RFC1123, v)
	if err != nil {
		return 0, false
	}
	return min(max(t.Sub(now), 0), 7*24*time.Hour), true
}

// cacheHit reports whether a field says that the answer came out of a cache.
func cacheHit(h measure.Field) bool {
	switch {
	case strings.EqualFold(h.Name, "Age"):
		n, err := strconv.Atoi(h.Value)
		return err == nil && n > 0
	case strings.EqualFold(h.Name, "X-Varnish"):
		return strings.Contains(strings.TrimSpace(h.Value), " ") // the id of the hit and of the request that filled it
	case strings.EqualFold(h.Name, "X-Cache"), strings.EqualFold(h.Name, "X-Cache-Status"), strings.EqualFold(h.Name, "CF-Cache-Status"),
		strings.EqualFold(h.Name, "X-Proxy-Cache"), strings.EqualFold(h.Name, "Cache-Status"), strings.EqualFold(h.Name, "X-Nginx-Cache"), strings.EqualFold(h.Name, "X-Vercel-Cache"):
		l := strings.ToLower(h.Value)
		return strings.HasPrefix(l, "hit") || strings.Contains(l, "; hit") || strings.Contains(l, "tcp_hit") || strings.HasPrefix(l, "stale")
	}
	return false
}

// programWords assign products and Server fields to the kinds of software
// whose habits the tables know. The first that is contained wins.
var programWords = []struct {
	word string
	is   program
}{
	{"minio", storeProgram}, {"amazons3", storeProgram}, {"amazon s3", storeProgram}, {"s3", storeProgram}, {"versitygw", storeProgram}, {"versity", storeProgram}, {"uploadserver", storeProgram},
	{"cloud storage", storeProgram}, {"azure blob", storeProgram}, {"azure storage", storeProgram}, {"windows-azure-blob", storeProgram}, {"ceph", storeProgram}, {"seaweedfs", storeProgram},
	{"iis", iisProgram}, {"lighttpd", lighttpdProgram}, {"caddy", caddyProgram}, {"go file server", caddyProgram},
	{"haproxy", proxyProgram}, {"traefik", proxyProgram}, {"envoy", proxyProgram}, {"istio", proxyProgram}, {"varnish", proxyProgram}, {"trafficserver", proxyProgram}, {"traffic server", proxyProgram}, {"ats/", proxyProgram},
	{"kong", proxyProgram}, {"squid", proxyProgram}, {"tinyproxy", proxyProgram}, {"cloudflare", proxyProgram}, {"cloudfront", proxyProgram}, {"akamai", proxyProgram}, {"awselb", proxyProgram}, {"fastly", proxyProgram},
	{"gunicorn", appProgram}, {"uvicorn", appProgram}, {"hypercorn", appProgram}, {"werkzeug", appProgram}, {"django", appProgram}, {"rails", appProgram}, {"puma", appProgram}, {"webrick", appProgram}, {"rack", appProgram},
	{"express", appProgram}, {"kestrel", appProgram}, {"jetty", appProgram}, {"tomcat", appProgram}, {"coyote", appProgram}, {"undertow", appProgram}, {"spring", appProgram}, {"cowboy", appProgram}, {"laravel", appProgram},
	{"wordpress", appProgram}, {"php", appProgram}, {"kubernetes", appProgram}, {"pocketbase", appProgram}, {"docker", appProgram}, {"registry", appProgram}, {"elasticsearch", appProgram}, {"tornado", appProgram}, {"wsgiserver", appProgram}, {"bottle", appProgram}, {"cherrypy", appProgram}, {"cheroot", appProgram}, {"sanic", appProgram}, {"daphne", appProgram}, {"granian", appProgram}, {"bjoern", appProgram}, {"starman", appProgram}, {"starlet", appProgram}, {"twiggy", appProgram}, {"plack", appProgram}, {"mojolicious", appProgram}, {"hypnotoad", appProgram}, {"mongrel", appProgram}, {"iodine", appProgram}, {"helidon", appProgram}, {"vert.x", appProgram}, {"akka-http", appProgram}, {"actix", appProgram}, {"waitress", appProgram}, {"thin", appProgram}, {"unicorn", appProgram}, {"phusion", appProgram},
	{"apache", httpdProgram}, {"httpd", httpdProgram}, {"openresty", nginxProgram}, {"tengine", nginxProgram}, {"nginx", nginxProgram},
}

func programNamed(s string) program {
	if s == "" {
		return unknownProgram
	}
	s = strings.ToLower(s)
	for _, w := range programWords {
		if strings.Contains(s, w.word) {
			return w.is
		}
	}
	return genericProgram
}

// httpdSentence stands in httpd's own 403 page under every document type that
// its releases have used.
const httpdSentence = "you don't have permission to access this resource."

// programOf says what kind of software wrote the answer, and whether the page
// is its own. The author of the page outranks the Server field, which a proxy
// in front often keeps to itself; where a page fits several authors, the one
// that the Server field names is believed.
func programOf(a *answerFeatures) (p program, stock bool) {
	named := programNamed(a.Get("Server"))
	for _, m := range a.matches {
		if m.Role == OnPath || m.Where == InServer || m.Product == "" {
			continue
		}
		is := programNamed(m.Product)
		switch {
		case is == genericProgram:
		case is == named:
			return is, m.Role == Wrote
		case p == unknownProgram:
			p, stock = is, m.Role == Wrote
		}
	}
	if p == unknownProgram {
		p = named
	}
	if (p == unknownProgram || p == httpdProgram && !stock) && a.Size < 1000 && containsLower(a.Body, httpdSentence) {
		return httpdProgram, true
	}
	if p == unknownProgram && a.Get("X-Powered-By") != "" {
		p = appProgram
	}
	if p.unlisted() {
		switch {
		case storeShaped(a.Body):
			p = storeProgram
		case appFields(a):
			p = appProgram
		}
	}
	return p, stock
}

// Get is the field name of the answer, or "" when there was none.
func (a *answerFeatures) Get(name string) string {
	if a.Answer == nil {
		return ""
	}
	return a.Answer.Get(name)
}
