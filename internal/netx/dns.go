package netx

import (
	"context"
	"fmt"
	"net"
	"net/netip"

	"github.com/miekg/dns"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

// ask looks host up at one recursive server, ADDR:PORT. IPv4 addresses come
// first: an order that does not change between checks.
func (g Guard) ask(ctx context.Context, server, host string, f Family) ([]netip.Addr, error) {
	at, err := netip.ParseAddrPort(server)
	if err != nil {
		return nil, &DNSError{measure.NameServer, fmt.Sprintf("the name server %q is not an ADDR:PORT", server)}
	}
	if err := g.Check(at.Addr()); err != nil {
		return nil, err
	}
	var all []netip.Addr
	var firstErr error
	for _, q := range []struct {
		family Family
		rr     uint16
	}{{IPv4, dns.TypeA}, {IPv6, dns.TypeAAAA}} {
		if f != Either && f != q.family {
			continue
		}
		addrs, err := query(ctx, at.String(), host, q.rr)
		if err != nil && firstErr == nil {
			firstErr = err
		}
		all = append(all, addrs...)
	}
	if len(all) > 0 {
		return all, nil
	}
	if firstErr == nil {
		firstErr = &DNSError{measure.NameNoAddr, "the name exists, but has no address" + ofFamily(f)}
	}
	return nil, firstErr
}

// tries is how often a question is sent by UDP, which may lose it.
const tries = 3

// query sends one question, over TCP again if the answer was cut. A name
// server has two seconds for each try, within ctx.
func query(ctx context.Context, server, host string, rr uint16) ([]netip.Addr, error) {
	m := new(dns.Msg).SetQuestion(dns.Fqdn(host), rr)
	m.SetEdns0(1232, false) // the size that DNS Flag Day 2020 recommends
	var in *dns.Msg
	var err error
	for range tries {
		in, _, err = (&dns.Client{}).ExchangeContext(ctx, m, server)
		if err == nil || ctx.Err() != nil || !timedOut(err) {
			break
		}
	}
	if err == nil && in.Truncated {
		in, _, err = (&dns.Client{Net: "tcp"}).ExchangeContext(ctx, m, server)
	}
	if err != nil {
		return nil, fmt.Errorf("ask %s: %w", server, err)
	}
	switch in.Rcode {
	case dns.RcodeSuccess:
		return addresses(in.Answer), nil
	case dns.RcodeNameError:
		return nil, &DNSError{measure.NameNotFound, "the name does not exist (NXDOMAIN)"}
	default:
		return nil, &DNSError{measure.NameServer, "the name server answered " + dns.RcodeToString[in.Rcode]}
	}
}

func addresses(answer []dns.RR) []netip.Addr {
	var out []netip.Addr
	for _, rr := range answer {
		var ip net.IP
		switch rr := rr.(type) {
		case *dns.A:
			ip = rr.A
		case *dns.AAAA:
			ip = rr.AAAA
		}
		if a, ok := netip.AddrFromSlice(ip); ok {
			out = append(out, a.Unmap())
		}
	}
	return out
}

// systemServer returns the first name server of this system.
func systemServer() (string, bool) {
	conf, err := dns.ClientConfigFromFile("/etc/resolv.conf")
	if err != nil || len(conf.Servers) == 0 {
		return "", false
	}
	return net.JoinHostPort(conf.Servers[0], conf.Port), true
}
