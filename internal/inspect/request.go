package inspect

import (
	"encoding/base64"
	"net/netip"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/problem"
)

// A request is what a client asks: a plain GET, unless the options say more.
type request struct {
	scheme, host string
	port         uint16
	uri          string // decoded and clean, as locations are matched
	raw          string // the path as it stands in the URL
	args         string
	method       string     // "" is GET
	client       netip.Addr // zero: one that no list names
	headers      map[string]string
}

// parseRequest reads a URL.
func parseRequest(raw string, o Options) (request, error) {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return request{}, problem.New(problem.Invalid, "the URL must be one of http or https, with a host")
	}
	q := request{scheme: u.Scheme, host: strings.ToLower(u.Hostname()), port: portOf(raw), uri: cleanURI(u.Path), raw: u.EscapedPath(), args: u.RawQuery}
	q.from(o)
	if v, given := q.headers["host"]; given {
		q.host = hostOnly(v)
	}
	return q, nil
}

// from takes over what the options say about the client.
func (q *request) from(o Options) {
	q.client, q.method = o.Client, o.Method
	q.headers = map[string]string{}
	for _, h := range o.Headers {
		name, v, _ := strings.Cut(h, ":")
		q.headers[strings.ToLower(strings.TrimSpace(name))] = strings.TrimSpace(v)
	}
}

func (q request) verb() string {
	if q.method == "" {
		return "GET"
	}
	return q.method
}

// authority is the Host field: with the port where it is not the usual one.
func (q request) authority() string {
	if v, given := q.headers["host"]; given {
		return v
	}
	host := q.host
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if q.scheme == "http" && q.port == 80 || q.scheme == "https" && q.port == 443 {
		return host
	}
	return host + ":" + itoa(int(q.port))
}

// always are header fields that every client sends, each with its own text.
var always = []string{"user-agent", "accept"}

// header is a field of the request, named in lower case. Unless it was given,
// a plain request does not send it, and other clients may.
func (q request) header(name string) value {
	switch v, given := q.headers[name]; {
	case name == "host":
		return sure(q.authority())
	case given:
		return sure(v)
	}
	return value{known: !slices.Contains(always, name), asked: true}
}

// cookie is a cookie of the request.
func (q request) cookie(name string) value {
	all := q.header("cookie")
	for pair := range strings.SplitSeq(all.text, ";") {
		if k, v, _ := strings.Cut(strings.TrimSpace(pair), "="); k == name {
			return sure(v)
		}
	}
	return value{known: true, asked: all.asked}
}

// cleanURI resolves dots and joins slashes, as nginx does by default
// (merge_slashes), and keeps a slash at the end.
func cleanURI(p string) string {
	clean := path.Clean("/" + p)
	if clean != "/" && (strings.HasSuffix(p, "/") || strings.HasSuffix(p, "/.") || strings.HasSuffix(p, "/..")) {
		clean += "/"
	}
	return clean
}

// arg is the first argument of a name, as it stands in the URL.
func (q request) arg(name string) string {
	for pair := range strings.SplitSeq(q.args, "&") {
		if k, v, _ := strings.Cut(pair, "="); strings.EqualFold(k, name) {
			return v
		}
	}
	return ""
}

// An addressRule is one line of an access list. No prefix means all.
type addressRule struct {
	allow  bool
	all    bool
	prefix netip.Prefix
	from   directive
}

// parsePrefix reads an address, or a network with its length or its mask.
func parsePrefix(s string) (netip.Prefix, bool) {
	if a, err := netip.ParseAddr(s); err == nil {
		return netip.PrefixFrom(a.Unmap(), a.Unmap().BitLen()), true
	}
	if p, err := netip.ParsePrefix(s); err == nil {
		return p.Masked(), true
	}
	net, mask, ok := strings.Cut(s, "/")
	a, errA := netip.ParseAddr(net)
	m, errM := netip.ParseAddr(mask)
	if ok && errA == nil && errM == nil && a.Is4() && m.Is4() {
		bits := 0
		for _, b := range m.AsSlice() {
			for ; b&0x80 != 0; b <<= 1 {
				bits++
			}
		}
		return netip.PrefixFrom(a, bits).Masked(), true
	}
	return netip.Prefix{}, false
}

// matches reports whether the rule holds for a client. The zero address is one
// that no rule names.
func (r addressRule) matches(client netip.Addr) bool {
	return r.all || client.IsValid() && r.prefix.IsValid() && r.prefix.Contains(client.Unmap())
}

// allowed takes the first rule that matches, as ngx_http_access_module does;
// without one the client may pass.
func allowed(rules []addressRule, client netip.Addr) (bool, addressRule) {
	for _, r := range rules {
		if r.matches(client) {
			return r.allow, r
		}
	}
	return true, addressRule{}
}

// names reports whether rules of a kind name addresses.
func names(rules []addressRule, allow bool) bool {
	for _, r := range rules {
		if !r.all && r.allow == allow {
			return true
		}
	}
	return false
}

// sample is an address for a line that is to be added.
func sample(client netip.Addr) string {
	if client.IsValid() {
		return client.String()
	}
	return "ADDRESS"
}

func itoa(n int) string { return strconv.Itoa(n) }

// authorization is the scheme and the rest of the Authorization field.
func (q request) authorization() (scheme, rest string, given bool) {
	v, given := q.headers["authorization"]
	scheme, rest, _ = strings.Cut(v, " ")
	return strings.ToLower(scheme), strings.TrimSpace(rest), given
}

// basic is the name and the password of Basic authentication, if it is sent.
func (q request) basic() (name, password string, ok bool) {
	scheme, rest, given := q.authorization()
	if !given || scheme != "basic" {
		return "", "", false
	}
	b, err := base64.StdEncoding.DecodeString(rest)
	if err != nil {
		return "", "", false
	}
	return strings.Cut(string(b), ":")
}

// user is the name that signs in. Unless it was given it is empty, and another
// client's is not.
func (q request) user() value {
	if name, _, ok := q.basic(); ok {
		return sure(name)
	}
	return value{known: true, asked: true}
}

// tooLong names the line of the request that does not fit, "" for none.
func (q request) tooLong(size int) string {
	if len(q.verb())+len(q.raw)+len(q.args)+len("  ? HTTP/1.1") > size {
		return "The request line"
	}
	for name, v := range q.headers {
		if len(name)+len(v)+4 > size {
			return "The field " + name
		}
	}
	return ""
}

func firstArg(d directive) string {
	if len(d.args) == 0 {
		return ""
	}
	return d.args[0]
}

// bytesOf reads a size such as 16k, or returns or.
func bytesOf(s string, or int) int {
	unit := 1
	switch strings.ToLower(s[max(0, len(s)-1):]) {
	case "k":
		unit = 1 << 10
	case "m":
		unit = 1 << 20
	}
	n, err := strconv.Atoi(strings.TrimRight(s, "kKmM"))
	if err != nil || n < 0 || n > 1<<30/unit {
		return or
	}
	return n * unit
}
