package netx

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"syscall"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

// A DNSError is an answer of a name server that holds no address.
type DNSError struct {
	Code measure.Failure
	Text string
}

func (e *DNSError) Error() string { return e.Text }

// Resolve looks host up and records it, except for an IP literal, which costs
// nothing and is not recorded. An empty list means that the lookup failed, as
// recorded; an error, that we could not look.
func (n *Net) Resolve(ctx context.Context, r *Recorder, host string, how Via) ([]netip.Addr, error) {
	if a, err := netip.ParseAddr(host); err == nil {
		return n.literal(r, a.Unmap(), how.family()), nil
	}
	start := time.Now()
	addrs, err := n.Lookup(ctx, how.Resolver, host, how.family())
	addrs = tidy(addrs, how.family())
	if err == nil && len(addrs) == 0 {
		err = &DNSError{measure.NameNoAddr, "the name has no address" + ofFamily(how.family())}
	}
	if err != nil {
		if errors.Is(err, syscall.ECONNREFUSED) { // by our own name server: it says nothing of the name
			return nil, errors.New("nothing answers at the name server: " + words(err))
		}
		if why, ours := Fault(err); ours {
			return nil, errors.New(why)
		}
		code, text := Classify(measure.Resolve, err)
		r.add(measure.Resolve, host, start, failed{code, text})
		return nil, nil
	}
	r.Hop.Resolved = addrs
	r.add(measure.Resolve, host, start, failed{})
	return addrs, nil
}

// literal is an address that stands in the URL; it can be of the wrong family.
func (n *Net) literal(r *Recorder, a netip.Addr, f Family) []netip.Addr {
	if !f.has(a) {
		r.add(measure.Resolve, a.String(), time.Now(), failed{measure.NameNoAddr, "the address is not of the family asked for" + ofFamily(f)})
		return nil
	}
	return []netip.Addr{a}
}

// tidy unmaps addresses and drops those of another family and repetitions.
func tidy(in []netip.Addr, f Family) []netip.Addr {
	out := in[:0]
next:
	for _, a := range in {
		a = a.Unmap()
		if !f.has(a) {
			continue
		}
		for _, b := range out {
			if a == b {
				continue next
			}
		}
		out = append(out, a)
	}
	return out
}

func ofFamily(f Family) string {
	if f == Either {
		return ""
	}
	return " (IPv" + string(f) + ")"
}

// systemLookup asks as the system is configured, with Go's own resolver: its
// lookups end with ctx, those of the C library do not.
func systemLookup(ctx context.Context, host string, f Family) ([]netip.Addr, error) {
	resolver := net.Resolver{PreferGo: true}
	network := "ip" + string(f)
	addrs, err := resolver.LookupNetIP(ctx, network, host)
	if e, ok := errors.AsType[*net.DNSError](err); ok && e.IsNotFound {
		return nil, noSuchName(ctx, host, f)
	}
	return addrs, err
}

// noSuchName tells a name that does not exist from one that has no address of
// family f: Go's resolver says the same of both.
func noSuchName(ctx context.Context, host string, f Family) error {
	missing := &DNSError{measure.NameNotFound, "the name does not exist"}
	server, ok := systemServer()
	if !ok {
		return missing
	}
	_, err := Guard{true, true, true}.ask(ctx, server, host, f)
	if e, ok := errors.AsType[*DNSError](err); ok {
		return e
	}
	return missing
}
