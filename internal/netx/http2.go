package netx

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

// dialled carries a connection that is open already to a transport's dialer.
type dialled struct{}

func givenConn(ctx context.Context, _, _ string) (net.Conn, error) {
	return ctx.Value(dialled{}).(net.Conn), nil
}

// The transports hold no connection and no setting of a check: each request
// runs on a client connection of its own.
var (
	h2Transport  = newH2Transport(false)
	h2cTransport = newH2Transport(true)
)

func newH2Transport(clear bool) *http.Transport {
	t := &http.Transport{
		DialContext: givenConn, DialTLSContext: givenConn,
		DisableCompression: true, MaxResponseHeaderBytes: maxHead,
		Protocols: new(http.Protocols),
	}
	t.Protocols.SetUnencryptedHTTP2(clear)
	t.Protocols.SetHTTP2(!clear)
	return t
}

// http2 sends q over c, whose other end has agreed to HTTP/2, and reads the
// answer into r.
func http2(ctx context.Context, r *Recorder, q *Request, c net.Conn) {
	t, scheme := h2cTransport, "http"
	s, secure := c.(*secured)
	if secure {
		t, scheme, c = h2Transport, "https", s.Conn
	}
	start := time.Now()
	var first time.Time
	ctx = httptrace.WithClientTrace(context.WithValue(ctx, dialled{}, c), &httptrace.ClientTrace{
		GotFirstResponseByte: func() { first = time.Now() },
	})
	resp, cc, err := roundTrip2(ctx, t, scheme, q, r.Hop.Request.Header)
	if cc != nil {
		defer cc.Close()
	}
	if err != nil {
		if secure && s.late(r, err) {
			return
		}
		code, text := Classify(measure.Wait, err)
		if code == measure.Unclassified || code == measure.TLSNotTLS {
			code, text = measure.HTTP2Error, "HTTP/2 failed: "+words(err)
		}
		r.add(measure.Wait, hostOf(q), start, failed{code, text})
		return
	}
	defer resp.Body.Close()
	if first.Before(start) {
		first = time.Now()
	}
	r.add(measure.Wait, hostOf(q), start, failed{})
	r.last().Took = first.Sub(start)
	r.Hop.Answer = &measure.Answer{Status: resp.StatusCode, Proto: "HTTP/2.0", Header: fieldsOf(resp.Header)}
	if !wanted(q, r.Hop.Answer) {
		return
	}
	transfer(r, q, first, func() (io.Reader, int64, error) {
		if q.Method == "HEAD" || resp.Body == http.NoBody {
			return nil, 0, nil
		}
		return resp.Body, resp.ContentLength, nil
	})
}

func roundTrip2(ctx context.Context, t *http.Transport, scheme string, q *Request, header []measure.Field) (*http.Response, *http.ClientConn, error) {
	cc, err := t.NewClientConn(ctx, scheme, "target:1") // the dialer does not look at it
	if err != nil {
		return nil, nil, err
	}
	req := (&http.Request{
		Method: q.Method, URL: q.URL, Proto: "HTTP/2.0", ProtoMajor: 2,
		Header: make(http.Header, len(header)), ContentLength: int64(len(q.Body)),
	}).WithContext(ctx)
	if len(q.Body) > 0 {
		req.Body = io.NopCloser(bytes.NewReader(q.Body))
	}
	for _, f := range header {
		switch strings.ToLower(f.Name) {
		case "host":
			req.Host = f.Value
		case "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade", "content-length":
			// have no place in HTTP/2 (RFC 9113 section 8.2.2)
		default:
			req.Header.Add(f.Name, f.Value)
		}
	}
	if req.Header.Get("User-Agent") == "" {
		req.Header["User-Agent"] = nil // net/http's own is not sent
	}
	resp, err := cc.RoundTrip(req)
	return resp, cc, err
}

// fieldsOf lists the fields of h by name. Their order on the wire is not
// known; their names are lower-case there (RFC 9113 section 8.2).
func fieldsOf(h http.Header) []measure.Field {
	out := make([]measure.Field, 0, len(h))
	for name, values := range h {
		for _, v := range values {
			out = append(out, measure.Field{Name: strings.ToLower(name), Value: v})
		}
	}
	slices.SortStableFunc(out, func(a, b measure.Field) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// A streamError is how net/http says that a stream was reset, by the means
// that its own type offers: errors.As to a struct of the same fields.
type streamError struct {
	StreamID uint32
	Code     uint32
	Cause    error
}

func (e streamError) Error() string {
	return "HTTP/2 stream error " + strconv.FormatUint(uint64(e.Code), 10)
}
