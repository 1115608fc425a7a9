package netx

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strconv"
	"syscall"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

// A Via says how a target is reached, whatever it is.
type Via struct {
	Family    Family
	Source    netip.Addr     // local address; the zero Addr leaves the choice to the system
	Resolver  string         // ADDR:PORT of a DNS server; empty means the system's
	ConnectTo netip.AddrPort // where to connect, whatever the URL says; may be zero
}

// family is the family asked for, or that of the source address.
func (v Via) family() Family {
	if v.Family == Either && v.Source.IsValid() {
		if v.Source.Is4() || v.Source.Is4In6() {
			return IPv4
		}
		return IPv6
	}
	return v.Family
}

// Connect resolves host and connects to its addresses in order, none at the
// same time as another, until one accepts or the time is up. Every attempt is
// recorded; of several that fail, one decides. A nil connection means that the
// target failed, as recorded; an error, that we could not measure.
func (n *Net) Connect(ctx context.Context, r *Recorder, host string, port uint16, via Via) (net.Conn, error) {
	addrs := []netip.Addr{via.ConnectTo.Addr()}
	if via.ConnectTo.IsValid() {
		port = via.ConnectTo.Port()
	} else {
		var err error
		if addrs, err = n.Resolve(ctx, r, host, via); err != nil || len(addrs) == 0 {
			return nil, err
		}
	}
	first := len(r.Hop.Observations)
	var fault error
	for i, a := range addrs {
		c, ours, err := n.attempt(ctx, r, netip.AddrPortFrom(a, port), attemptOf{via.Source, len(addrs) - i})
		if c != nil {
			setAside(r.Hop.Observations[first:len(r.Hop.Observations)-1], -1)
			return c, nil
		}
		if ours {
			fault = err
		}
		if ctx.Err() != nil {
			break
		}
	}
	tried := r.Hop.Observations[first:]
	decisive := decide(tried)
	if decisive < 0 {
		return nil, fault
	}
	setAside(tried, decisive)
	return nil, nil
}

type attemptOf struct {
	source netip.Addr
	left   int // addresses not yet tried, this one included
}

// attempt dials one address. Ours reports that the failure says nothing of the
// target.
func (n *Net) attempt(ctx context.Context, r *Recorder, to netip.AddrPort, of attemptOf) (c net.Conn, ours bool, err error) {
	start := time.Now()
	target := addrText(to)
	r.Hop.Addr = to
	if err = n.Guard.Check(to.Addr()); err == nil {
		if of.left > 1 {
			if deadline, ok := ctx.Deadline(); ok {
				var cancel context.CancelFunc
				ctx, cancel = context.WithTimeout(ctx, attempt(time.Until(deadline), of.left))
				defer cancel()
			}
		}
		c, err = n.Dial(ctx, of.source, to)
	}
	if err == nil {
		r.Hop.Local = localOf(c)
		r.add(measure.Connect, target, start, failed{})
		return c, false, nil
	}
	why, ours := Fault(err)
	if !ours && errors.Is(err, syscall.ENETUNREACH) && !hasRoute(ctx, to) {
		why, ours = "this place has no route to "+target, true
	}
	if ours {
		r.add(measure.Connect, target, start, failed{measure.ConnectUnreachable, why})
		r.last().Aside = true
		return nil, true, errors.New(why)
	}
	code, text := Classify(measure.Connect, err)
	r.add(measure.Connect, target, start, failed{code, text})
	return nil, false, nil
}

// decide returns which of several failed attempts tells most of the target:
// the last that is not our own fault, or -1 if all are.
func decide(tried []measure.Observation) int {
	for i := len(tried) - 1; i >= 0; i-- {
		if !tried[i].Aside {
			return i
		}
	}
	return -1
}

// setAside marks all attempts but the decisive one.
func setAside(tried []measure.Observation, decisive int) {
	for i := range tried {
		tried[i].Aside = i != decisive
	}
}

// hasRoute reports whether our own system knows a way to the address. To
// connect a UDP socket sends nothing: it only looks the route up. Without a
// route we know nothing of the target; with one, a router on the way said that
// the network cannot be reached.
func hasRoute(ctx context.Context, to netip.AddrPort) bool {
	c, err := new(net.Dialer).DialUDP(ctx, "udp", netip.AddrPort{}, to)
	if err != nil {
		return false
	}
	c.Close()
	return true
}

func localOf(c net.Conn) netip.AddrPort {
	if a, ok := c.LocalAddr().(*net.TCPAddr); ok {
		ap := a.AddrPort()
		return netip.AddrPortFrom(ap.Addr().Unmap(), ap.Port())
	}
	return netip.AddrPort{}
}

// addrText is to as text, in one allocation.
func addrText(to netip.AddrPort) string {
	var buf [64]byte
	return string(to.AppendTo(buf[:0]))
}

// portOf reads a port of a URL, or gives the one of its scheme.
func portOf(text, scheme string) uint16 {
	if p, err := strconv.ParseUint(text, 10, 16); err == nil {
		return uint16(p)
	}
	if scheme == "https" {
		return 443
	}
	return 80
}
