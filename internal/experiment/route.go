package experiment

import (
	"net"
	"net/netip"
	"net/url"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/probe"
)

var routeExperiments = []Experiment{
	{
		ID: measure.XAddress, Title: "another address of the same name", Cost: 1, Changes: measure.Connect,
		Doc: "A good answer says that one server behind the name is at fault.",
		Apply: func(s Subject, arg string) (probe.HTTP, string, string) {
			addr, err := netip.ParseAddr(arg)
			switch {
			case err != nil:
				return s.Spec, "", "there is no other address to try"
			case s.Spec.Proxy != "":
				return s.Spec, "", "the request goes through a proxy, which chooses the address"
			case used(s.First) == addr.Unmap():
				return s.Spec, "", "the check used this address already"
			}
			s.Spec.ConnectTo, s.Spec.Family = net.JoinHostPort(addr.String(), port(s.Spec)), ""
			return s.Spec, "sent to " + addr.String() + ", with the same name", ""
		},
	},
	{
		ID: measure.XFamily, Title: "the other address family", Cost: 1, Changes: measure.Resolve,
		Doc: "A good answer says that the two families are served differently.",
		Apply: func(s Subject, arg string) (probe.HTTP, string, string) {
			switch {
			case arg != "4" && arg != "6":
				return s.Spec, "", "the family is neither 4 nor 6"
			case s.Spec.Proxy != "":
				return s.Spec, "", "the request goes through a proxy, which chooses the family"
			case literal(s.Spec):
				return s.Spec, "", "the URL names an address, which has one family"
			}
			if from, err := netip.ParseAddr(s.Spec.Source); err == nil && from.Is4() != (arg == "4") {
				s.Spec.Source = ""
			}
			s.Spec.ConnectTo, s.Spec.Family = "", arg
			return s.Spec, "over IPv" + arg, ""
		},
	},
	{
		ID: measure.XProtocol, Title: "another version of HTTP", Cost: 1, Changes: measure.TLS,
		Doc: "A good answer names a rule on the protocol.",
		Apply: func(s Subject, arg string) (probe.HTTP, string, string) {
			was := proto(s)
			if arg == "" {
				arg = otherProto(s, was)
			}
			switch {
			case arg == was:
				return s.Spec, "", "the check used " + protoNames[arg] + " already"
			case protoNames[arg] == "" || arg == "h2" && !isHTTPS(s.Spec):
				return s.Spec, "", "there is no other version of HTTP to try"
			}
			s.Spec.Protocol = arg
			return s.Spec, protoNames[arg] + " instead of " + protoNames[was], ""
		},
	},
	{
		ID: measure.XHost, Title: "the site's own name as Host", Cost: 1, Changes: measure.Resolve,
		Doc: "A good answer says that the server does not know the name that the check uses.",
		Apply: func(s Subject, _ string) (probe.HTTP, string, string) {
			name := s.Owner.CanonicalHost
			if name == "" {
				if was := header(s.Spec, "Host"); was != "" {
					return without(s.Spec, "Host"), "the Host of the URL instead of " + was, ""
				}
				return s.Spec, "", "no name of the site was given"
			}
			return named(s, name)
		},
	},
	{
		ID: measure.XHostAddress, Title: "the address itself as Host", Cost: 1,
		Doc: "A good answer says that the server admits its address and not the name; another refusal that it knows the name.",
		Apply: func(s Subject, _ string) (probe.HTTP, string, string) {
			addr := used(s.First)
			switch {
			case literal(s.Spec) && header(s.Spec, "Host") == "":
				return s.Spec, "", "the URL names an address already"
			case s.Spec.Proxy != "" || !addr.IsValid():
				return s.Spec, "", "the address of the server is not known"
			}
			host := addr.String()
			if addr.Is6() {
				host = "[" + host + "]"
			}
			if u, err := url.Parse(s.Spec.URL); err == nil && u.Port() != "" {
				host += ":" + u.Port()
			}
			return with(s.Spec, "Host", host), "Host: " + host, ""
		},
	},
	{
		ID: measure.XHTTPS, Title: "the same over https", Cost: 1, Changes: measure.Connect,
		Doc: "A good answer says that plain http is refused.",
		Apply: func(s Subject, _ string) (probe.HTTP, string, string) {
			if isHTTPS(s.Spec) {
				return s.Spec, "", "the check uses https already"
			}
			spec, ok := at(s.Spec, func(u *url.URL) {
				u.Scheme = "https"
				if u.Port() == "80" {
					u.Host = strings.TrimSuffix(u.Host, ":80")
				}
			})
			if !ok {
				return s.Spec, "", noURL
			}
			if host, p, err := net.SplitHostPort(spec.ConnectTo); err == nil && p == "80" {
				spec.ConnectTo = net.JoinHostPort(host, "443")
			}
			return spec, "https instead of http", ""
		},
	},
	{
		ID: measure.XPlace, Title: "the same from another place", Cost: 1, Changes: measure.Resolve,
		Doc: "A good answer from elsewhere says that where the request comes from decides.",
		Apply: func(s Subject, arg string) (probe.HTTP, string, string) {
			if arg == "" {
				return s.Spec, "", "there is no other place"
			}
			return s.Spec, "sent from " + arg, ""
		},
	},
}

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
