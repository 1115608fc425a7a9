// Package netx does network operations and records each of them as a
// [measure.Observation]. Every probe and experiment reaches its target through
// it, so that one place classifies failures, honours deadlines, bounds what a
// hostile target can cost, and obeys the target [Guard].
//
// Code belongs here if it touches the network or judges what the network did.
// A failing target is data; an error is returned only when we could not
// measure: no descriptors, no route of our own, no local address.
package netx

import (
	"context"
	"net"
	"net/netip"
	"time"
)

// A Family restricts the addresses of a name.
type Family string

// Families.
const (
	Either Family = ""
	IPv4   Family = "4"
	IPv6   Family = "6"
)

// has reports whether a is of family f.
func (f Family) has(a netip.Addr) bool {
	return f == Either || a.Is4() == (f == IPv4)
}

// A Net is one vantage's way to the network. It is safe for concurrent use.
// Tests replace its functions, so that targets are made of net.Pipe.
type Net struct {
	// Dial opens a TCP connection to the address to, from the local address
	// from unless that is the zero Addr. It returns soon after ctx is done.
	Dial func(ctx context.Context, from netip.Addr, to netip.AddrPort) (net.Conn, error)
	// Lookup returns the addresses of host in the order in which they are to
	// be tried. Server is the DNS server to ask, or "" for the system's.
	// Failures are *net.DNSError or *DNSError.
	Lookup func(ctx context.Context, server, host string, f Family) ([]netip.Addr, error)
	// Guard is asked before each Dial.
	Guard Guard
}

// Options says how the system's network is used.
type Options struct {
	Guard    Guard
	Resolver string // ADDR:PORT of a DNS server; empty means the system's
}

// System uses the operating system's network.
func System(o Options) *Net {
	return &Net{
		Guard: o.Guard,
		Dial:  dialTCP,
		Lookup: func(ctx context.Context, server, host string, f Family) ([]netip.Addr, error) {
			if server == "" {
				server = o.Resolver
			}
			if server == "" {
				return systemLookup(ctx, host, f)
			}
			return o.Guard.ask(ctx, server, host, f)
		},
	}
}

// dialTCP dials without keep-alive probes: no connection lives that long, and
// they cost three system calls.
func dialTCP(ctx context.Context, from netip.Addr, to netip.AddrPort) (net.Conn, error) {
	d := net.Dialer{KeepAlive: -1}
	var local netip.AddrPort
	if from.IsValid() {
		local = netip.AddrPortFrom(from, 0)
	}
	c, err := d.DialTCP(ctx, "tcp", local, to)
	if err != nil {
		return nil, err // a nil *TCPConn must not become a non-nil Conn
	}
	return c, nil
}

// attempt is how long one of n addresses may take of what is left, as
// [net.Dialer] shares it out: an equal part, and at least two seconds.
func attempt(left time.Duration, n int) time.Duration {
	const least = 2 * time.Second
	return min(left, max(least, left/time.Duration(max(n, 1))))
}
