package main

import (
	"errors"
	"io/fs"
	"net"
	"net/netip"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/form"
	"github.com/uptimesignal/uptimesignal/internal/investigate"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/netx"
	"github.com/uptimesignal/uptimesignal/internal/probe"
	"github.com/uptimesignal/uptimesignal/internal/problem"
	"github.com/uptimesignal/uptimesignal/internal/redact"
)

// plan understands a call, or says what is wrong with it.
func (c *checkCmd) plan() (plan, error) {
	p := plan{guard: netx.Hosted(), timeout: c.Timeout}
	if c.AllowPrivate {
		p.guard = netx.SelfHosted()
	}
	if c.Timeout < monitor.MinTimeout || c.Timeout > monitor.MaxTimeout {
		return p, wrong("--timeout: %v is not between %v and %v", c.Timeout, monitor.MinTimeout, monitor.MaxTimeout)
	}
	var err error
	if p.expect.Status, err = monitor.ParseStatusSet(c.Expect); err != nil {
		return p, wrong("--expect: %v", err)
	}
	if p.expect.MustRefuse = c.MustRefuse; c.MustRefuse && p.expect.Status.Overlaps(200, 299) {
		return p, wrong("--must-refuse: cannot be used together with --expect %v: a 2xx lets somebody in", p.expect.Status)
	}
	if c.Slow < 0 {
		return p, wrong("--slow: %v is negative", c.Slow)
	}
	if c.CertDays < 0 || c.CertDays > 365 {
		return p, wrong("--cert-days: %d is not between 0 and 365", c.CertDays)
	}
	p.expect.Keyword, p.expect.Absent, p.expect.MaxTime, p.expect.CertDays = c.Keyword, c.KeywordAbsent, c.Slow, c.CertDays
	if p.owner, err = c.ownerSays(); err != nil {
		return p, err
	}
	if p.places, err = c.placesSays(); err != nil {
		return p, err
	}
	if p.spec, err = c.spec(); err != nil {
		return p, err
	}
	return p, flagsOf(p.spec.Validate())
}

func (c *checkCmd) ownerSays() (monitor.Experiments, error) {
	o := monitor.Experiments{
		Off: c.NoExperiments, CanonicalHost: c.CanonicalHost, KnownGood: c.KnownGood, SecondHeader: c.SecondHeader,
	}
	if c.Budget != nil {
		if *c.Budget < 0 || *c.Budget > monitor.MaxBudget {
			return o, wrong("--budget: %d is not between 0 and %d", *c.Budget, monitor.MaxBudget)
		}
		o.Budget, o.Off = *c.Budget, o.Off || *c.Budget == 0
	}
	if c.SecondHeader != "" {
		if _, err := headerField("--second-header", c.SecondHeader); err != nil {
			return o, err
		}
	}
	if c.KnownGood != "" {
		if _, err := probe.ParseURL(c.KnownGood); err != nil {
			return o, wrong("--known-good: %v", err)
		}
	}
	return o, nil
}

func (c *checkCmd) placesSays() ([]place, error) {
	var out []place
	for _, text := range c.Place {
		name, rest, ok := strings.Cut(text, "=")
		addr, country, _ := strings.Cut(rest, ",")
		if _, err := netip.ParseAddr(addr); !ok || name == "" || err != nil {
			return nil, wrong("--place: %q is not NAME=ADDR or NAME=ADDR,CC, such as berlin=192.0.2.7,DE", text)
		}
		if name == monitor.LocalPlace || slices.ContainsFunc(out, func(p place) bool { return p.name == name }) {
			return nil, wrong("--place: the name %q is taken; choose another", name)
		}
		if country != "" && len(country) != 2 {
			return nil, wrong("--place: %q is not a country of two letters, such as DE", country)
		}
		out = append(out, place{name, addr, strings.ToUpper(country)})
	}
	return out, nil
}

// spec is the call as a monitor would send it.
func (c *checkCmd) spec() (probe.HTTP, error) {
	s := probe.DefaultHTTP(c.URL)
	s.Method, s.UserAgent, s.NoUserAgent = strings.ToUpper(c.Request), c.UserAgent, c.NoUserAgent
	s.Source, s.ConnectTo, s.Resolver, s.Insecure = c.Source, c.ConnectTo, withPort(c.Resolver, "53"), c.Insecure
	if s.MaxRedirects = c.MaxRedirects; c.NoRedirects {
		s.MaxRedirects = 0
	}
	switch {
	case c.HTTP10:
		s.Protocol = netx.HTTP10
	case c.HTTP11:
		s.Protocol = netx.HTTP11
	case c.HTTP2:
		s.Protocol = netx.HTTP2
	}
	switch {
	case c.IPv4:
		s.Family = "4"
	case c.IPv6:
		s.Family = "6"
	}
	for _, text := range c.Header {
		h, err := headerField("--header", text)
		if err != nil {
			return s, err
		}
		s.Headers = append(s.Headers, h)
	}
	c.body(&s)
	if err := c.proxy(&s); err != nil {
		return s, err
	}
	return s, c.files(&s)
}

// body does as curl -d does.
func (c *checkCmd) body(s *probe.HTTP) {
	if c.Data == nil {
		return
	}
	s.Body = *c.Data
	if s.Method == "" {
		s.Method = "POST"
	}
	for _, h := range s.Headers {
		if strings.EqualFold(h.Name, "Content-Type") {
			return
		}
	}
	s.Headers = append(s.Headers, form.Header{Name: "Content-Type", Value: "application/x-www-form-urlencoded"})
}

func (c *checkCmd) proxy(s *probe.HTTP) error {
	if c.Proxy == "" {
		if c.ProxyUser != "" {
			return wrong("--proxy-user: is given without --proxy")
		}
		return nil
	}
	raw := c.Proxy
	if !strings.Contains(raw, "://") {
		raw = "http://" + raw
	}
	u, err := url.Parse(raw)
	if err != nil {
		return wrong("--proxy: %q is not a URL, such as http://proxy.example:3128", redact.URL(raw))
	}
	s.ProxyUser = c.ProxyUser
	if u.User != nil && s.ProxyUser == "" {
		pass, _ := u.User.Password()
		s.ProxyUser = u.User.Username() + ":" + pass
	}
	u.User = nil
	s.Proxy = u.String()
	return nil
}

// files reads the certificates.
func (c *checkCmd) files(s *probe.HTTP) (err error) {
	key := c.Key
	if key == "" {
		key = c.Cert
	}
	if c.Cert == "" && c.Key != "" {
		return wrong("--key: is given without --cert")
	}
	if s.ClientCert, err = file("--cert", c.Cert); err != nil {
		return err
	}
	if s.ClientKey, err = file("--key", key); err != nil {
		return err
	}
	s.CA, err = file("--cacert", c.CACert)
	return err
}

func file(flag, name string) (string, error) {
	if name == "" {
		return "", nil
	}
	b, err := os.ReadFile(name)
	if err != nil {
		if e, ok := errors.AsType[*fs.PathError](err); ok {
			err = e.Err
		}
		return "", wrong("%s: cannot read %s: %v", flag, name, err)
	}
	return string(b), nil
}

// headerField reads "Name: value". Without a value the field is not sent.
func headerField(flag, text string) (form.Header, error) {
	name, value, ok := strings.Cut(text, ":")
	if name = strings.TrimSpace(name); !ok || name == "" {
		return form.Header{}, wrong("%s: %q has no colon; write 'Name: value'", flag, redact.Text(text))
	}
	return form.Header{Name: name, Value: strings.TrimSpace(value)}, nil
}

func withPort(addr, port string) string {
	if _, err := netip.ParseAddr(addr); err == nil {
		return net.JoinHostPort(addr, port)
	}
	return addr
}

// specFlags are the flags behind the settings of a check.
var specFlags = map[string]string{
	"method": "--request", "body": "--data", "family": "-4 or -6", "protocol": "--http2", "max_redirects": "--max-redirects",
	"user_agent": "--user-agent", "source": "--source", "connect_to": "--connect-to", "resolver": "--resolver",
	"proxy": "--proxy", "proxy_user": "--proxy-user", "client_cert": "--cert", "client_key": "--key", "ca": "--cacert",
}

// flagsOf words the problems of a spec by the flags that set it.
func flagsOf(err error) error {
	if err == nil {
		return nil
	}
	var texts []string
	for _, f := range problem.FieldsOf(err) {
		flag, ok := specFlags[f.Field]
		switch {
		case ok:
			texts = append(texts, flag+": "+f.Text)
		case strings.HasPrefix(f.Field, "headers["):
			texts = append(texts, "--header: "+f.Text)
		default:
			texts = append(texts, f.Text)
		}
	}
	return wrong("%s", strings.Join(texts, "; "))
}

// exit is the code that a check ends with, and what is to be said about it.
func (d checked) exit() error {
	switch {
	case d.state.Good():
		return nil
	case d.state.Bad():
		return &exit{code: exitNot}
	}
	o, failed := d.first.Failed()
	switch {
	case d.first.Fault != "":
		return wrong("could not measure: %s", d.first.Fault)
	case failed && o.Failure == measure.TargetForbidden:
		return wrong("%s", forbidden(d))
	case failed:
		return wrong("could not measure: %s, at %s", investigate.Words(o.Failure), printable(o.Target))
	}
	return &exit{code: exitWrong}
}

// forbidden says why our own guard refused the target or the DNS server, and
// what allows it.
func forbidden(d checked) string {
	addr := d.first.Last().Addr.Addr()
	if !addr.IsValid() {
		server, _ := netip.ParseAddrPort(d.plan.spec.Resolver)
		addr = server.Addr()
	}
	e, ok := errors.AsType[*netx.ForbiddenError](d.plan.guard.Check(addr))
	switch {
	case !ok:
		return "the target is not allowed"
	case e.Setting == netx.SettingPrivate || e.Setting == netx.SettingLoopback:
		return e.Addr.String() + " is " + e.What + "; add --allow-private if it is meant"
	}
	return e.Addr.String() + " is " + e.What + ", which is never checked from here"
}

// target is a URL as it is shown.
func target(raw string) string { return redact.URL(raw) }

// milliseconds with three decimals.
func milliseconds(d time.Duration) float64 { return float64(d.Round(time.Microsecond)) / 1e6 }
