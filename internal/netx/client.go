package netx

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"
)

// Client returns an HTTP client for what is not a check, such as a webhook of
// a channel: its dials obey guard on the address really used, on each
// redirect too; it uses no proxy of the environment, follows three redirects,
// and ends after timeout at the latest. Its idle connections close themselves.
func Client(guard Guard, timeout time.Duration) *http.Client {
	dialer := &net.Dialer{Timeout: timeout, KeepAlive: 30 * time.Second, ControlContext: guard.control}
	return &http.Client{
		Timeout: timeout,
		Transport: &http.Transport{
			DialContext:            dialer.DialContext,
			ForceAttemptHTTP2:      true,
			MaxIdleConns:           20,
			MaxIdleConnsPerHost:    2,
			IdleConnTimeout:        30 * time.Second,
			TLSHandshakeTimeout:    timeout,
			ResponseHeaderTimeout:  timeout,
			MaxResponseHeaderBytes: maxHead,
		},
		CheckRedirect: func(_ *http.Request, via []*http.Request) error {
			if len(via) > 3 {
				return errTooManyRedirects
			}
			return nil
		},
	}
}

var errTooManyRedirects = errors.New("more than 3 redirects")

// control is asked by the dialer after a name was resolved, for each address,
// before the connection is begun.
func (g Guard) control(_ context.Context, _, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return &ForbiddenError{What: "no IP address"}
	}
	return g.Check(at.Addr())
}

// Dialer returns a dial function for what is not HTTP, such as a mail server
// of a channel, under the same rule as Client.
func Dialer(guard Guard, timeout time.Duration) func(ctx context.Context, network, address string) (net.Conn, error) {
	return (&net.Dialer{Timeout: timeout, ControlContext: guard.control}).DialContext
}
