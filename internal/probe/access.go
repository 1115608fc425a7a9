package probe

import (
	"crypto/x509"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/form"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/problem"
	"github.com/uptimesignal/uptimesignal/internal/redact"
)

// What stands for a credential that cannot be real. It names us, so that
// whoever finds it in a log knows what it was.
const (
	WrongUser  = "uptimesignal-experiment-no-such-user"
	WrongToken = "uptimesignal-experiment-no-such-credential"
)

// MaxCells is how many cells an access matrix may have.
const MaxCells = 64

// Access is the spec of an "access" monitor: who gets in where. It holds
// secrets.
type Access struct {
	Identities []Identity `json:"identities,omitempty" label:"Identities" help:"Who asks, beside none (without credentials) and wrong (a credential that cannot be real, sent at most once an hour)."`
	Endpoints  []Endpoint `json:"endpoints" form:"required" label:"Endpoints" help:"Where they ask, and how each is to be received. At most 64 cells in all."`
	Insecure   bool       `json:"insecure,omitempty" form:"advanced,group=tls" label:"Do not verify the certificate" help:"What the certificate says is still recorded."`
	CA         string     `json:"ca,omitempty" form:"text,advanced,group=tls" label:"Certificate authority" help:"PEM. Trusted instead of the system's authorities."`
}

// An Identity is a stored credential.
type Identity struct {
	Name   string `json:"name" form:"required,placeholder=viewer" label:"Name" help:"As the table calls it."`
	Header string `json:"header,omitempty" form:"placeholder=Authorization" label:"Header field" help:"Authorization unless said otherwise."`
	Value  string `json:"value" form:"required,secret" label:"Value" help:"The whole value of the field, such as Bearer and the token."`
}

// An Endpoint is a row of the table.
type Endpoint struct {
	URL    string   `json:"url" form:"required,leads,placeholder=https://api.example.org/admin" label:"URL" help:"What is requested, with its scheme. Redirects are not followed."`
	Method string   `json:"method,omitempty" form:"choice=GET|HEAD" label:"Method" help:"GET unless said otherwise."`
	Expect []string `json:"expect" form:"required" label:"Expected" help:"Identity=statuses, such as none=401, wrong=401, viewer=403, admin=2xx. An identity that is not named is not sent there."`
}

var accessKind = Kind{
	Name: "access", Title: "Access matrix", Doc: "Asks endpoints as several identities and holds each answer against the status that this identity must get.",
	Fields:     form.Of(Access{}),
	OwnsExpect: true,
	Run:        runAccessJob,
	Check:      checkAccess,
	Target: func(spec json.RawMessage) string {
		a, err := decodeAccess(spec)
		if err != nil || len(a.Endpoints) == 0 {
			return ""
		}
		s := "access to " + redact.URL(a.Endpoints[0].URL)
		if n := len(a.Endpoints) - 1; n > 0 {
			s += fmt.Sprintf(" and %d more", n)
		}
		return s
	},
	Host: func(spec json.RawMessage) string {
		a, err := decodeAccess(spec)
		if err != nil || len(a.Endpoints) == 0 {
			return ""
		}
		u, err := url.Parse(a.Endpoints[0].URL)
		if err != nil {
			return ""
		}
		return strings.ToLower(u.Hostname())
	},
	Sample: func(addr string) json.RawMessage {
		return fmt.Appendf(nil, `{"identities":[{"name":"viewer","value":"Bearer token-of-a-viewer"}],"endpoints":[{"url":"http://%s/admin","expect":["none=401","viewer=403"]}]}`, addr)
	},
}

// decodeAccess reads a spec, strictly.
func decodeAccess(spec json.RawMessage) (Access, error) {
	var a Access
	if len(spec) == 0 {
		return a, problem.Fields("the settings are empty")
	}
	err := form.Decode(spec, &a)
	return a, err
}

func checkAccess(spec json.RawMessage) error {
	a, err := decodeAccess(spec)
	if err != nil {
		return err
	}
	_, bad := a.plan()
	return form.Invalid(bad)
}

// A cell is one request of the matrix.
type cell struct {
	identity string
	name     string // of the header field that says who asks; "" for nobody
	value    string
	spec     HTTP
	want     monitor.StatusSet
	row      int
}

// plan returns the cells, row by row, or tells every setting that is wrong.
func (a Access) plan() ([]cell, []problem.FieldError) {
	var bad []problem.FieldError
	wrong := func(field, format string, args ...any) {
		bad = append(bad, problem.FieldError{Field: field, Text: fmt.Sprintf(format, args...)})
	}
	if a.CA != "" && !x509.NewCertPool().AppendCertsFromPEM([]byte(a.CA)) {
		wrong("ca", "holds no certificate in PEM form")
	}
	who := a.identities(wrong)
	var cells []cell
	for i, e := range a.Endpoints {
		cells = append(cells, a.row(i, e, who, wrong)...)
	}
	if len(cells) > MaxCells {
		wrong("endpoints", "make %d cells; %d is the most", len(cells), MaxCells)
	}
	if len(bad) == 0 && !slices.ContainsFunc(cells, func(c cell) bool { return c.identity != measure.IdentityWrong }) {
		wrong("endpoints", "must expect something of an identity other than wrong, which is sent at most once an hour")
	}
	return cells, bad
}

// identities are the columns of the table.
func (a Access) identities(wrong complain) []cell {
	who := []cell{{identity: measure.IdentityNone}, a.wrong()}
	for i, id := range a.Identities {
		at := func(field string) string { return fmt.Sprintf("identities[%d].%s", i, field) }
		taken := slices.ContainsFunc(who, func(c cell) bool { return c.identity == id.Name })
		switch {
		case taken:
			wrong(at("name"), "%q is there already", id.Name)
		case len(id.Name) > 40 || strings.ContainsAny(id.Name, "=,\r\n\t") || strings.TrimSpace(id.Name) != id.Name:
			wrong(at("name"), "must be at most 40 letters without = and comma")
		}
		if id.Header == "" {
			id.Header = "Authorization"
		}
		if !isToken(id.Header) {
			wrong(at("header"), "%q is not a header field name", id.Header)
		}
		if strings.ContainsAny(id.Value, "\r\n\x00") {
			wrong(at("value"), "must be one line")
		}
		who = append(who, cell{identity: id.Name, name: id.Header, value: id.Value})
	}
	return who
}

// wrong is the identity that cannot be real, in the form of the first stored
// one.
func (a Access) wrong() cell {
	c := cell{identity: measure.IdentityWrong, name: "Authorization", value: "Bearer " + WrongToken}
	if len(a.Identities) == 0 {
		return c
	}
	first := a.Identities[0]
	scheme, _, ok := strings.Cut(first.Value, " ")
	switch {
	case first.Header != "" && !strings.EqualFold(first.Header, "Authorization"):
		c.name, c.value = first.Header, WrongToken
		if strings.EqualFold(first.Header, "Cookie") {
			name, _, _ := strings.Cut(first.Value, "=")
			c.value = name + "=" + WrongToken
		}
	case ok && strings.EqualFold(scheme, "Basic"):
		c.value = basic(WrongUser, WrongToken)
	case ok && isToken(scheme):
		c.value = scheme + " " + WrongToken
	}
	return c
}

// row returns the cells of the i-th endpoint, in the order of who.
func (a Access) row(i int, e Endpoint, who []cell, wrong complain) []cell {
	at := func(field string) string { return fmt.Sprintf("endpoints[%d].%s", i, field) }
	u, err := ParseURL(e.URL)
	switch {
	case err != nil:
		wrong(at("url"), "%v", err)
	case u.User != nil:
		wrong(at("url"), "must hold no credentials: they belong to the identities")
	}
	want := map[string]monitor.StatusSet{}
	for _, text := range e.Expect {
		name, statuses, ok := strings.Cut(text, "=")
		name = strings.TrimSpace(name)
		set, err := monitor.ParseStatusSet(statuses)
		known := slices.ContainsFunc(who, func(c cell) bool { return c.identity == name })
		switch {
		case !ok || len(set) == 0 && err == nil:
			wrong(at("expect"), "%q is not an identity and statuses, such as viewer=403", text)
		case err != nil:
			wrong(at("expect"), "%v", err)
		case !known:
			wrong(at("expect"), "there is no identity %q", name)
		case want[name] != nil:
			wrong(at("expect"), "%q stands there twice", name)
		default:
			want[name] = set
		}
	}
	var cells []cell
	for _, c := range who {
		if set := want[c.identity]; set != nil {
			c.want, c.row = set, i
			c.spec = HTTP{URL: e.URL, Method: e.Method, Insecure: a.Insecure, CA: a.CA}
			if c.name != "" {
				c.spec.Headers = []form.Header{{Name: c.name, Value: c.value}}
			}
			cells = append(cells, c)
		}
	}
	return cells
}

// endpoint is what the table calls a row.
func (c *cell) endpoint() string {
	method := c.spec.Method
	if method == "" {
		method = "GET"
	}
	return method + " " + redact.URL(c.spec.URL)
}

// refuses reports whether the cell is to be kept out: no 2xx will do, and what
// is expected is an error or a redirect to a page for signing in.
func (c *cell) refuses() bool { return !c.want.Overlaps(200, 299) && c.want.Overlaps(302, 499) }
