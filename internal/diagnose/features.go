package diagnose

import (
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

// features are the typed facts of a piece of evidence: what the rules and the
// tables of likelihoods look at. They are taken out once.
type features struct {
	ev  *Evidence
	now time.Time // true time, as far as it is known

	req requestFeatures
	ans answerFeatures

	tls     *measure.TLSFacts
	addrs   int  // addresses that the name resolved to
	family6 bool // the address used is IPv6
	trials  []trial
}

// requestFeatures are what our own request says of itself.
type requestFeatures struct {
	method   string
	url      *url.URL // never nil
	host     string   // the name or address in the URL, lower case
	name     string   // the Host that was sent, without port
	byIP     bool     // the Host that was sent is an address
	dir      bool     // the path ends in a slash and is not the root
	root     bool     // the path is the root
	dotfile  bool
	script   bool // a suffix that servers execute
	media    bool // an image, video or font
	file     bool // any suffix
	ua       string
	noUA     bool
	referer  string
	foreign  bool // the Referer names another site
	origin   bool
	dated    bool // a Date was sent, as signed requests have it
	accept   string
	language bool
	cookie   int // bytes of cookies sent
	session  bool
	creds    credentials
	sig      signature
	target   int // bytes of path and query
	suspect  bool
	proto    string
	proxy    bool
}

// answerFeatures are what the answer says.
type answerFeatures struct {
	*measure.Answer // nil when there was none

	status     int
	failure    measure.Failure // of the network, or OK
	failedOp   measure.Op
	matches    []Match
	program    program // that wrote the answer, or the nearest to it
	stock      bool    // the page is the program's own error page
	structured bool    // JSON, XML or problem+json: an application or an API spoke
	bare       bool    // no page and no Server field: nothing, or a few words of plain text
	empty      bool
	challenges []authChallenge
	retry      time.Duration
	hasRetry   bool
	cached     bool
	skew       time.Duration // the server's clock minus ours
	hasSkew    bool
	setsCookie bool
	location   string
	wait       time.Duration
	login      bool // the Location, or the body, is a login page
	signIn     bool // an error's page is one for signing in
	wording    wording
}

// A program is the kind of software that answered, as far as its habits
// differ for the experiments.
type program uint8

const (
	unknownProgram program = iota
	nginxProgram
	httpdProgram
	lighttpdProgram
	caddyProgram
	iisProgram
	proxyProgram   // a load balancer, gateway or edge without a file system
	appProgram     // an application server or framework
	storeProgram   // an object store
	genericProgram // a named server that is none of these
)

// unlisted reports whether the tables know nothing of p's habits.
func (p program) unlisted() bool { return p == unknownProgram || p == genericProgram }

// extract takes the features out of ev.
func extract(ev *Evidence) *features {
	f := &features{ev: ev, now: ev.Now}
	if ev.ClockOffset != nil {
		f.now = ev.Now.Add(-*ev.ClockOffset)
	}
	hop := ev.First.Last()
	if hop == nil {
		f.req.url = &url.URL{}
		return f
	}
	f.tls = hop.TLS
	f.addrs = len(hop.Resolved)
	f.family6 = hop.Addr.Addr().Unmap().Is6()
	f.request(&hop.Request)
	f.answer(&ev.First, hop)
	f.readTrials()
	return f
}

func (f *features) request(r *measure.Request) {
	q := &f.req
	q.method = r.Method
	if q.method == "" {
		q.method = "GET"
	}
	u, err := url.Parse(r.URL)
	if err != nil {
		u = &url.URL{}
	}
	q.url, q.host, q.proto, q.proxy = u, strings.ToLower(u.Hostname()), r.Proto, r.Proxy != ""
	q.name = q.host
	q.noUA = true
	q.target = len(u.EscapedPath()) + len(u.RawQuery)
	for _, h := range r.Header {
		q.field(h)
	}
	_, err = netip.ParseAddr(q.name)
	q.byIP = err == nil
	q.path(u.Path)
	q.suspect = suspicious(u.RawQuery)
	q.sig = findSignature(u, r.Header)
	q.creds.jwtFromQuery(u)
	if !q.sig.present() {
		q.creds.keyFromQuery(u)
	}
	q.foreign = q.referer != "" && !sameSite(q.referer, q.name)
}

func (q *requestFeatures) field(h measure.Field) {
	switch {
	case strings.EqualFold(h.Name, "host"):
		if n := hostOf(h.Value); n != "" {
			q.name = n
		}
	case strings.EqualFold(h.Name, "user-agent"):
		q.ua, q.noUA = h.Value, h.Value == ""
	case strings.EqualFold(h.Name, "referer"):
		q.referer = h.Value
	case strings.EqualFold(h.Name, "origin"):
		q.origin = true
	case strings.EqualFold(h.Name, "date"):
		q.dated = true
	case strings.EqualFold(h.Name, "accept"):
		q.accept = h.Value
	case strings.EqualFold(h.Name, "accept-language"):
		q.language = true
	case strings.EqualFold(h.Name, "cookie"):
		q.cookie += len(h.Value)
		q.session = q.session || sessionCookie(h.Value)
		q.suspect = q.suspect || suspicious(h.Value)
	}
	q.creds.field(h)
}

// hostOf strips the port from a Host.
func hostOf(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	if ap, err := netip.ParseAddrPort(s); err == nil {
		return ap.Addr().String()
	}
	if i := strings.LastIndexByte(s, ':'); i > 0 && !strings.HasSuffix(s, "]") {
		s = s[:i]
	}
	return strings.Trim(s, "[]")
}

func (q *requestFeatures) path(p string) {
	if p == "" || p == "/" {
		q.root = true
		return
	}
	q.dir = strings.HasSuffix(p, "/")
	last := p[strings.LastIndexByte(p, '/')+1:]
	q.dotfile = strings.Contains(p, "/.")
	dot := strings.LastIndexByte(last, '.')
	if dot < 1 || dot == len(last)-1 || len(last)-dot > 7 {
		return
	}
	q.file = true
	ext := strings.ToLower(last[dot+1:])
	switch ext {
	case "php", "cgi", "pl", "py", "asp", "aspx", "jsp", "fcgi", "rb", "cfm", "do", "sh", "exe", "dll", "ashx", "phtml":
		q.script = true
	case "jpg", "jpeg", "png", "gif", "webp", "avif", "svg", "ico", "mp4", "webm", "mp3", "woff", "woff2", "ttf", "bmp", "m3u8", "ts", "pdf", "zip":
		q.media = true
	}
}

// staticFile reports whether the path is named like a file that is sent as it
// is: with an extension, and not that of a program.
func (q *requestFeatures) staticFile() bool { return q.file && !q.script }

// suspicious reports whether text of ours looks like an attack to a web
// application firewall (the groups of the OWASP core rule set: traversal,
// script, SQL).
func suspicious(s string) bool {
	if s == "" {
		return false
	}
	if strings.ContainsAny(s, "<>'\"`") {
		return true
	}
	l := strings.ToLower(s)
	for _, w := range []string{"../", "..%2f", "%2e%2e", "%3c", "%27", "%22", "select", "union", "etc/passwd", "script", "%00", "${", "$%7b", "eval(", "cmd="} {
		if strings.Contains(l, w) {
			return true
		}
	}
	return false
}

// sessionCookie reports whether a Cookie header carries what is named like a
// session or token.
func sessionCookie(s string) bool {
	l := strings.ToLower(s)
	for _, w := range []string{"sess", "sid", "auth", "token", "jwt", "login", "logged_in", "remember", "identity", "aspxauth"} {
		if i := strings.Index(l, w); i >= 0 && strings.IndexByte(l[i:], '=') >= 0 {
			return true
		}
	}
	return false
}

// sameSite reports whether the host of a URL is name, or one of the two is
// the parent of the other.
func sameSite(raw, name string) bool {
	u, err := url.Parse(raw)
	if err != nil {
		return false
	}
	h := strings.ToLower(u.Hostname())
	h, name = strings.TrimPrefix(h, "www."), strings.TrimPrefix(name, "www.")
	return h == name || strings.HasSuffix(h, "."+name) || strings.HasSuffix(name, "."+h)
}
