package probe

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strings"

	"golang.org/x/net/idna"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/netx"
)

// A fieldError is one setting that makes no sense.
type fieldError struct{ field, text string }

// requestOf turns a spec into the first request, or tells every setting that
// is wrong. It is the one place that knows what a valid spec is.
func requestOf(h HTTP) (*netx.Request, []fieldError) {
	var bad []fieldError
	wrong := func(field, format string, args ...any) {
		bad = append(bad, fieldError{field, fmt.Sprintf(format, args...)})
	}
	q := &netx.Request{Method: h.Method, Body: []byte(h.Body), Proto: h.Protocol}
	if q.Method == "" {
		q.Method = "GET"
	}
	if !isToken(q.Method) {
		wrong("method", "%q is not an HTTP method", h.Method)
	}
	var err error
	if q.URL, err = ParseURL(h.URL); err != nil {
		wrong("url", "%v", err)
		q.URL = new(url.URL)
	}
	switch h.Protocol {
	case netx.Negotiated, netx.HTTP10, netx.HTTP11, netx.HTTP2:
	default:
		wrong("protocol", "%q is not one of http/1.0, http/1.1, h2", h.Protocol)
	}
	if h.MaxRedirects < 0 || h.MaxRedirects > 20 {
		wrong("max_redirects", "%d is not between 0 and 20", h.MaxRedirects)
	}
	if len(h.Body) > maxRequestBody {
		wrong("body", "is larger than %d KiB", maxRequestBody>>10)
	}
	headers(q, h, wrong)
	connection(q, h, wrong)
	tlsSettings(q, h, wrong)
	return q, bad
}

// maxRequestBody is how much a check may send.
const maxRequestBody = 256 << 10

type complain func(field, format string, args ...any)

// headers builds the header: the defaults that were not removed, the owner's
// fields as written, then the credentials.
func headers(q *netx.Request, h HTTP, wrong complain) {
	own := make(map[string]bool, len(h.Headers))
	for i, f := range h.Headers {
		if !isToken(f.Name) {
			wrong(fmt.Sprintf("headers[%d].name", i), "%q is not a header field name", f.Name)
		}
		if strings.ContainsAny(f.Value, "\r\n\x00") {
			wrong(fmt.Sprintf("headers[%d].value", i), "must be one line")
		}
		own[strings.ToLower(f.Name)] = true
		if f.Value == "" {
			q.Without = append(q.Without, f.Name)
		}
	}
	add := func(name, value string) {
		if !own[strings.ToLower(name)] && value != "" {
			q.Header = append(q.Header, measure.Field{Name: name, Value: value})
		}
	}
	q.Header = make([]measure.Field, 0, len(h.Headers)+4)
	switch {
	case h.NoUserAgent:
		q.Without = append(q.Without, "User-Agent")
	case h.UserAgent != "":
		add("User-Agent", h.UserAgent)
	default:
		add("User-Agent", UserAgent)
	}
	if strings.ContainsAny(h.UserAgent, "\r\n\x00") {
		wrong("user_agent", "must be one line")
	}
	add("Accept", Accept)
	add("Accept-Encoding", AcceptEncoding)
	for _, f := range h.Headers {
		if f.Value != "" {
			q.Header = append(q.Header, measure.Field{Name: f.Name, Value: f.Value})
		}
	}
	credentials(q, h, add, wrong)
}

func credentials(q *netx.Request, h HTTP, add func(name, value string), wrong complain) {
	user := q.URL.User
	switch {
	case h.Bearer != "":
		if h.BasicUser != "" || h.BasicPassword != "" {
			wrong("bearer", "cannot be used together with a user name and password")
		}
		if strings.ContainsAny(h.Bearer, "\r\n\x00") {
			wrong("bearer", "must be one line")
		}
		add("Authorization", "Bearer "+h.Bearer)
	case h.BasicUser != "" || h.BasicPassword != "":
		add("Authorization", basic(h.BasicUser, h.BasicPassword))
	case user != nil:
		pass, _ := user.Password()
		add("Authorization", basic(user.Username(), pass))
	}
	q.URL.User = nil
}

func basic(user, pass string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+pass))
}

// connection reads how the target is reached.
func connection(q *netx.Request, h HTTP, wrong complain) {
	switch q.Via.Family = netx.Family(h.Family); q.Via.Family {
	case netx.Either, netx.IPv4, netx.IPv6:
	default:
		wrong("family", "%q is not 4 or 6", h.Family)
	}
	var err error
	if h.Source != "" {
		if q.Via.Source, err = netip.ParseAddr(h.Source); err != nil {
			wrong("source", "%q is not an IP address", h.Source)
		}
	}
	if h.ConnectTo != "" {
		if q.Via.ConnectTo, err = netip.ParseAddrPort(h.ConnectTo); err != nil {
			wrong("connect_to", "%q is not an ADDR:PORT", h.ConnectTo)
		}
	}
	if h.Resolver != "" {
		at, err := netip.ParseAddrPort(h.Resolver)
		if err != nil {
			wrong("resolver", "%q is not an ADDR:PORT", h.Resolver)
		}
		q.Via.Resolver = at.String()
	}
	if h.Proxy == "" {
		if h.ProxyUser != "" {
			wrong("proxy_user", "is set, but there is no proxy")
		}
		return
	}
	if q.Proxy, err = ParseURL(h.Proxy); err != nil {
		wrong("proxy", "%v", err)
		return
	}
	if user, pass, ok := strings.Cut(h.ProxyUser, ":"); h.ProxyUser != "" {
		if !ok {
			wrong("proxy_user", "must have the form USER:PASSWORD")
		}
		q.Proxy.User = url.UserPassword(user, pass)
	}
}

func tlsSettings(q *netx.Request, h HTTP, wrong complain) {
	q.TLS.Insecure = h.Insecure
	if h.CA != "" {
		q.TLS.Roots = x509.NewCertPool()
		if !q.TLS.Roots.AppendCertsFromPEM([]byte(h.CA)) {
			wrong("ca", "holds no certificate in PEM form")
		}
	}
	switch {
	case h.ClientCert == "" && h.ClientKey == "":
		return
	case h.ClientKey == "":
		wrong("client_key", "must be given with a client certificate")
		return
	case h.ClientCert == "":
		wrong("client_cert", "must be given with a client key")
		return
	}
	cert, err := tls.X509KeyPair([]byte(h.ClientCert), []byte(h.ClientKey))
	if err != nil {
		wrong("client_cert", "the certificate and its key cannot be used together: they are not PEM, or not of each other")
		return
	}
	q.TLS.Certificate = &cert
}

// ParseURL reads an absolute http or https URL. Its errors are fit for users
// and hold no secret.
func ParseURL(raw string) (*url.URL, error) {
	if raw == "" {
		return nil, errors.New("must not be empty")
	}
	u, err := url.Parse(raw)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%q is not a URL", shown(raw))
	case u.Scheme == "" || !strings.Contains(raw, "//"):
		return nil, fmt.Errorf("%q has no scheme; write https://…", shown(raw))
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, fmt.Errorf("the scheme %q is not http or https", u.Scheme)
	case u.Hostname() == "":
		return nil, fmt.Errorf("%q has no host", shown(raw))
	case u.Port() != "" && portInvalid(u.Port()):
		return nil, fmt.Errorf("the port %q is not between 1 and 65535", u.Port())
	}
	if err := settle(u); err != nil {
		return nil, fmt.Errorf("the host %q is not a name", u.Hostname())
	}
	return u, nil
}

// settle writes u as it goes on the wire: the host as it stands in the DNS, no
// fragment, a path, and no byte in the query that a request line cannot hold.
func settle(u *url.URL) error {
	if err := toASCII(u); err != nil {
		return err
	}
	u.Fragment, u.RawFragment = "", ""
	if u.Path == "" {
		u.Path = "/"
	}
	u.RawQuery = escapeQuery(u.RawQuery)
	return nil
}

// toASCII writes an international host name as it stands in the DNS (RFC 5891).
func toASCII(u *url.URL) error {
	host := u.Hostname()
	if isASCII(host) {
		return nil
	}
	port := u.Port()
	ascii, err := idna.Lookup.ToASCII(host)
	if err != nil {
		return fmt.Errorf("write host in ASCII: %w", err)
	}
	if u.Host = ascii; port != "" {
		u.Host += ":" + port
	}
	return nil
}
