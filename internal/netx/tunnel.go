package netx

import (
	"crypto/tls"
	"io"
	"net"
	"net/url"
	"strconv"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

// tunnel makes the proxy's connection c, secured first if the proxy's URL says
// https, lead to the target: by CONNECT for
// https (RFC 9110 section 9.3.6); for http nothing is to be done, since the
// request names its target. A nil connection means that it failed, as
// recorded.
func tunnel(r *Recorder, q *Request, c net.Conn) (net.Conn, error) {
	start := time.Now()
	if q.Proxy.Scheme == "https" {
		t := tls.Client(c, &tls.Config{ServerName: q.Proxy.Hostname(), RootCAs: q.TLS.Roots, InsecureSkipVerify: q.TLS.Insecure, NextProtos: []string{"http/1.1"}})
		if err := t.Handshake(); err != nil {
			_, text := Classify(measure.TLS, err)
			r.add(measure.Tunnel, q.Proxy.Host, start, failed{measure.ProxyFailed, "no secure connection to the proxy: " + text})
			return nil, nil
		}
		c = t
	}
	if !q.secure() {
		return c, nil
	}
	b := takeBuffers(c)
	defer b.release()
	to := authority(q)
	b.raw = appendHead(b.raw[:0], "CONNECT", to, "HTTP/1.1", connectHeader(q, to))
	_, _ = c.Write(b.raw) // what comes back tells
	h, err := finalHead(b)
	if err != nil {
		_, text := Classify(measure.Tunnel, err)
		r.add(measure.Tunnel, q.Proxy.Host, start, failed{measure.ProxyFailed, "the proxy broke off: " + text})
		return nil, nil
	}
	if h.status >= 200 && h.status <= 299 {
		if b.br.Buffered() > 0 {
			r.add(measure.Tunnel, q.Proxy.Host, start, failed{measure.ProxyFailed, "the proxy sent data before the target was spoken to"})
			return nil, nil
		}
		r.add(measure.Tunnel, q.Proxy.Host, start, failed{})
		return c, nil
	}
	f := failed{measure.ProxyRefused, "the proxy answered " + strconv.Itoa(h.status) + " to CONNECT"}
	if h.status == 407 {
		f = failed{measure.ProxyAuth, "the proxy wants credentials, or other ones"}
	}
	r.add(measure.Tunnel, q.Proxy.Host, start, f)
	r.Hop.Answer = &measure.Answer{Status: h.status, Reason: h.reason, Proto: h.proto, Header: h.header}
	transfer(r, q, time.Now(), func() (io.Reader, int64, error) { return framing("CONNECT", h, b.br) })
	return nil, nil
}

func connectHeader(q *Request, to string) []measure.Field {
	header := []measure.Field{{Name: "Host", Value: to}}
	if ua := measure.Get(q.Header, "User-Agent"); ua != "" {
		header = append(header, measure.Field{Name: "User-Agent", Value: ua})
	}
	if q.Proxy.User != nil {
		header = append(header, measure.Field{Name: "Proxy-Authorization", Value: proxyCredentials(q.Proxy)})
	}
	return header
}

// authority is where the proxy is to connect.
func authority(q *Request) string {
	if q.Via.ConnectTo.IsValid() {
		return q.Via.ConnectTo.String()
	}
	return net.JoinHostPort(q.URL.Hostname(), strconv.Itoa(int(portOf(q.URL.Port(), q.URL.Scheme))))
}

func proxyPort(proxy *url.URL) uint16 {
	if proxy.Port() == "" && proxy.Scheme == "http" {
		return 80
	}
	return portOf(proxy.Port(), "https")
}
