package netx

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

// Exchange makes one request on a connection of its own and returns all that
// was seen of it, for a check that began at began. Everything ends with ctx.
// An error says why we could not measure, in words that can be shown; then the
// hop holds what was seen until then.
func (n *Net) Exchange(ctx context.Context, began time.Time, q *Request) (measure.Hop, error) {
	r := NewRecorder(began)
	r.Hop.Request = q.record(q.fields())
	err := n.exchange(ctx, r, q)
	if err == nil && errors.Is(ctx.Err(), context.Canceled) {
		if _, bad := r.Hop.Failed(); bad {
			err = errors.New("the check was stopped before it had ended")
		}
	}
	return r.Hop, err
}

func (n *Net) exchange(ctx context.Context, r *Recorder, q *Request) error {
	c, err := n.open(ctx, r, q)
	if c == nil || err != nil {
		return err
	}
	defer c.Close()
	defer bind(ctx, c)()

	if q.Proxy != nil {
		if c, err = tunnel(r, q, c); c == nil || err != nil {
			return err
		}
	}
	if q.secure() {
		s, err := handshake(ctx, r, c, q.tlsFor())
		if s == nil || err != nil {
			return err
		}
		c = s
	}
	if q.secure() && r.Hop.TLS.ALPN == "h2" || !q.secure() && q.Proto == HTTP2 {
		http2(ctx, r, q, c)
	} else {
		http1(r, q, c)
	}
	return nil
}

// open connects to the target, or to the proxy before it.
func (n *Net) open(ctx context.Context, r *Recorder, q *Request) (net.Conn, error) {
	if q.Proxy == nil {
		return n.Connect(ctx, r, q.URL.Hostname(), portOf(q.URL.Port(), q.URL.Scheme), q.Via)
	}
	if a, err := netip.ParseAddr(q.URL.Hostname()); err == nil {
		if err := n.Guard.Check(a); err != nil { // the proxy would reach it for us
			code, text := Classify(measure.Connect, err)
			r.add(measure.Connect, a.String(), time.Now(), failed{code, text})
			return nil, nil
		}
	}
	via := q.Via
	via.ConnectTo = netip.AddrPort{} // is the proxy's business
	c, err := n.Connect(ctx, r, q.Proxy.Hostname(), proxyPort(q.Proxy), via)
	if c == nil && err == nil {
		blameProxy(r)
	}
	return c, err
}

// blameProxy says of failures on the way to the proxy whose they are.
func blameProxy(r *Recorder) {
	for i := range r.Hop.Observations {
		if o := &r.Hop.Observations[i]; o.Failure != measure.OK && o.Failure != measure.TargetForbidden {
			o.Failure, o.Detail = measure.ProxyFailed, "the proxy cannot be reached: "+o.Detail
		}
	}
}

// bind ends every operation on c with ctx, until the returned function is
// called.
func bind(ctx context.Context, c net.Conn) func() {
	if d, ok := ctx.Deadline(); ok {
		_ = c.SetDeadline(d) // fails only on a closed connection, and that shows at once
	}
	stop := context.AfterFunc(ctx, func() { _ = c.SetDeadline(longAgo) })
	return func() { stop() }
}

func hostOf(q *Request) string { return q.URL.Host }

// wanted reports whether the body of a is to be read.
func wanted(q *Request, a *measure.Answer) bool { return q.HeaderOnly == nil || !q.HeaderOnly(a) }
