package probe

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/form"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/netx"
	"github.com/uptimesignal/uptimesignal/internal/redact"
)

// What a request says when its owner does not.
const (
	// UserAgent tells a server's operator who asks and where to read about it.
	UserAgent      = "UptimeSignal/1.0 (+https://uptimesignal.example/bot)"
	Accept         = "*/*"
	AcceptEncoding = "gzip, deflate, br, zstd"
	MaxRedirects   = 10 // followed by default
)

// HTTP is the spec of an "http" monitor. It may hold secrets.
type HTTP struct {
	URL           string        `json:"url" form:"required,leads,placeholder=https://example.org/health" label:"URL" help:"What is requested, with its scheme."`
	Method        string        `json:"method,omitempty" form:"choice=GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS,group=request" label:"Method" help:"GET unless said otherwise."`
	Headers       []form.Header `json:"headers,omitempty" form:"group=request" label:"Header fields" help:"Sent exactly as written, in this order. A field without a value removes the default one of that name."`
	Body          string        `json:"body,omitempty" form:"text,group=request" label:"Body" help:"Sent as it is; set Content-Type yourself."`
	BasicUser     string        `json:"basic_user,omitempty" form:"group=credentials" label:"User name" help:"For HTTP basic authentication."`
	BasicPassword string        `json:"basic_password,omitempty" form:"secret,group=credentials" label:"Password" help:"For HTTP basic authentication."`
	Bearer        string        `json:"bearer,omitempty" form:"secret,group=credentials" label:"Bearer token" help:"Sent as Authorization: Bearer."`
	ClientCert    string        `json:"client_cert,omitempty" form:"text,advanced,group=tls" label:"Client certificate" help:"PEM, the leaf first."`
	ClientKey     string        `json:"client_key,omitempty" form:"text,secret,advanced,group=tls" label:"Client key" help:"PEM, of the client certificate."`
	CA            string        `json:"ca,omitempty" form:"text,advanced,group=tls" label:"Certificate authority" help:"PEM. Trusted instead of the system's authorities."`
	Insecure      bool          `json:"insecure,omitempty" form:"advanced,group=tls" label:"Do not verify the certificate" help:"What the certificate says is still recorded."`
	Family        string        `json:"family,omitempty" form:"choice=|4|6,advanced,group=connection" label:"Address family" help:"4 for IPv4 only, 6 for IPv6 only, empty for either."`
	Protocol      string        `json:"protocol,omitempty" form:"choice=|http/1.0|http/1.1|h2,advanced,group=connection" label:"Protocol" help:"Empty means negotiated. h2 on a http URL means HTTP/2 with prior knowledge."`
	MaxRedirects  int           `json:"max_redirects" form:"advanced,group=request" label:"Redirects followed" help:"How many, 10 unless said otherwise; 0 follows none."`
	UserAgent     string        `json:"user_agent,omitempty" form:"advanced,group=request" label:"User-Agent" help:"Instead of our own, which says honestly who asks."`
	NoUserAgent   bool          `json:"no_user_agent,omitempty" form:"advanced,group=request" label:"Send no User-Agent" help:"The field is left out."`
	Source        string        `json:"source,omitempty" form:"advanced,group=connection" label:"Source address" help:"A local IP address to connect from."`
	ConnectTo     string        `json:"connect_to,omitempty" form:"leads,advanced,group=connection,placeholder=192.0.2.7:443" label:"Connect to" help:"ADDR:PORT to connect to, whatever the URL says: one backend of several."`
	Resolver      string        `json:"resolver,omitempty" form:"leads,advanced,group=connection,placeholder=192.0.2.53:53" label:"DNS server" help:"ADDR:PORT of the server to ask, instead of the system's."`
	Proxy         string        `json:"proxy,omitempty" form:"leads,advanced,group=connection,placeholder=http://proxy.example:3128" label:"Forward proxy" help:"http:// or https:// URL without credentials."`
	ProxyUser     string        `json:"proxy_user,omitempty" form:"secret,advanced,group=connection" label:"Proxy credentials" help:"USER:PASSWORD for the proxy."`
}

// DefaultHTTP is a GET of url with every default.
func DefaultHTTP(url string) HTTP { return HTTP{URL: url, MaxRedirects: MaxRedirects} }

// UnmarshalJSON fills in defaults, where zero means something else.
func (h *HTTP) UnmarshalJSON(b []byte) error {
	p := plainHTTP(DefaultHTTP(""))
	if err := json.Unmarshal(b, &p); err != nil {
		return err
	}
	*h = HTTP(p)
	return nil
}

// plainHTTP decodes by its tags alone.
type plainHTTP HTTP

var httpFields = form.Of(HTTP{})

var httpKind = Kind{
	Name: "http", Title: "Web page or API", Doc: "Requests a URL and holds the answer against what is expected.",
	Fields: httpFields,
	Run:    runHTTPJob,
	Check:  checkHTTP,
	Target: func(spec json.RawMessage) string {
		h, _ := decodeHTTP(spec)
		return redact.URL(h.URL)
	},
	Host: func(spec json.RawMessage) string {
		h, _ := decodeHTTP(spec)
		u, err := url.Parse(h.URL)
		if err != nil {
			return ""
		}
		return strings.ToLower(u.Hostname())
	},
	Sample: func(addr string) json.RawMessage { return fmt.Appendf(nil, `{"url":"http://%s/"}`, addr) },
}

// runHTTPJob runs a stored monitor, whose spec was checked when it was saved.
func runHTTPJob(ctx context.Context, n *netx.Net, job monitor.Job) measure.Report {
	spec, err := decodeHTTP(job.Monitor.Spec)
	if err != nil {
		return measure.Report{Fault: "the monitor's settings cannot be read", Monitor: job.Monitor.ID, Place: job.Place, Reason: job.Reason}
	}
	r := RunHTTP(ctx, n, spec, job.Monitor.Expect)
	r.Monitor, r.Place, r.Reason = job.Monitor.ID, job.Place, job.Reason
	return r
}

// decodeHTTP reads a spec, strictly.
func decodeHTTP(spec json.RawMessage) (HTTP, error) {
	p := plainHTTP(DefaultHTTP(""))
	d := json.NewDecoder(bytes.NewReader(spec))
	d.DisallowUnknownFields()
	if err := d.Decode(&p); err != nil {
		return HTTP{}, err
	}
	return HTTP(p), nil
}
