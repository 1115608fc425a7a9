package experiment

import (
	"net"
	"net/netip"
	"net/url"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/probe"
)

var protoNames = map[string]string{"http/1.0": "HTTP/1.0", "http/1.1": "HTTP/1.1", "h2": "HTTP/2"}

// proto is the version of HTTP that the check used, or was told to use.
func proto(s Subject) string {
	if a := s.First.Answer(); a != nil {
		switch a.Proto {
		case "HTTP/2.0", "HTTP/2":
			return "h2"
		case "HTTP/1.0":
			if s.Spec.Protocol == "http/1.0" {
				return "http/1.0"
			}
		}
	}
	if s.Spec.Protocol != "" {
		return s.Spec.Protocol
	}
	return "http/1.1"
}

func otherProto(s Subject, was string) string {
	if was == "http/1.1" && isHTTPS(s.Spec) {
		return "h2"
	}
	return "http/1.1"
}

// named asks the same server under another name.
func named(s Subject, name string) (probe.HTTP, string, string) {
	was, old := "", header(s.Spec, "Host")
	spec, ok := at(without(s.Spec, "Host"), func(u *url.URL) {
		was = u.Host
		u.Host = name
		if p := port0(was); p != "" && port0(name) == "" {
			u.Host = net.JoinHostPort(name, p)
		}
	})
	switch {
	case !ok:
		return s.Spec, "", noURL
	case strings.EqualFold(was, name) && old == "":
		return s.Spec, "", "the check uses the site's own name already"
	}
	if spec.ConnectTo == "" {
		addr := used(s.First)
		if spec.Proxy != "" || !addr.IsValid() {
			return s.Spec, "", "the name might lead to another address" // with the credentials of this one
		}
		spec.ConnectTo = net.JoinHostPort(addr.String(), port(s.Spec))
	}
	if old == "" {
		old = was
	}
	return spec, "the name " + name + " instead of " + old + ", at the same address", ""
}

// used returns the address that the check was first sent to.
func used(r measure.Report) netip.Addr {
	if len(r.Hops) == 0 {
		return netip.Addr{}
	}
	return r.Hops[0].Addr.Addr().Unmap()
}

func port0(host string) string {
	_, p, err := net.SplitHostPort(host)
	if err != nil {
		return ""
	}
	return p
}

// port returns the port that spec connects to.
func port(spec probe.HTTP) string {
	if p := port0(spec.ConnectTo); p != "" {
		return p
	}
	u, err := url.Parse(spec.URL)
	switch {
	case err == nil && u.Port() != "":
		return u.Port()
	case isHTTPS(spec):
		return "443"
	}
	return "80"
}

func isHTTPS(spec probe.HTTP) bool {
	return len(spec.URL) > 8 && strings.EqualFold(spec.URL[:8], "https://")
}

// literal reports whether the URL names an address.
func literal(spec probe.HTTP) bool {
	u, err := url.Parse(spec.URL)
	if err != nil {
		return false
	}
	_, err = netip.ParseAddr(u.Hostname())
	return err == nil
}
