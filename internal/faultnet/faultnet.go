// Package faultnet is a hermetic internet that breaks on demand: names,
// addresses and servers in memory, scripted to misbehave, reached through a
// [netx.Net]. It works in synctest bubbles, where a timeout of ten seconds
// passes at once.
//
// A broken world belongs here if a test of any package can use it; state its
// truth in [Scenarios]. Only _test.go files import this package.
package faultnet

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"net/netip"
	"os"
	"strings"
	"syscall"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/netx"
)

// A Server serves one connection of a client and returns; the connection is
// closed then.
type Server func(c *Conn)

// A Dialer stands for an address that does not even accept.
type Dialer func(ctx context.Context) error

// A World is a small internet. Build it first; it does not change while in
// use. Where there is nothing, names do not exist and connections are refused.
type World struct {
	names   map[string]Name
	servers map[netip.AddrPort]Server
	dialers map[netip.AddrPort]Dialer
	key     *ecdsa.PrivateKey
	ca      *x509.Certificate
}

// A Name answers a lookup.
type Name func(ctx context.Context, f netx.Family) ([]netip.Addr, error)

// New returns an empty world with a certificate authority of its own, valid
// for ten years from now.
func New() *World {
	w := &World{names: map[string]Name{}, servers: map[netip.AddrPort]Server{}, dialers: map[netip.AddrPort]Dialer{}}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	w.key = key
	w.ca, _ = w.sign(&x509.Certificate{
		Subject: pkix.Name{CommonName: "Faultnet CA"}, NotAfter: time.Now().AddDate(10, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	})
	return w
}

// Name makes host resolve to addrs, in that order.
func (w *World) Name(host string, addrs ...string) {
	all := make([]netip.Addr, len(addrs))
	for i, a := range addrs {
		all[i] = netip.MustParseAddr(a)
	}
	w.names[host] = func(_ context.Context, f netx.Family) ([]netip.Addr, error) {
		var out []netip.Addr
		for _, a := range all {
			if f == netx.Either || a.Is4() == (f == netx.IPv4) {
				out = append(out, a)
			}
		}
		if len(out) == 0 {
			return nil, &netx.DNSError{Code: measure.NameNoAddr, Text: "the name exists, but has no address"}
		}
		return out, nil
	}
}

// NameFails makes a lookup of host do what answer does.
func (w *World) NameFails(host string, answer Name) { w.names[host] = answer }

// Serve puts s at addr, an ADDR:PORT. Every connection is served by a
// goroutine of its own.
func (w *World) Serve(addr string, s Server) { w.servers[netip.MustParseAddrPort(addr)] = s }

// Dials makes a dial to addr end as d does: an error, or a wait for ctx.
func (w *World) Dials(addr string, d Dialer) { w.dialers[netip.MustParseAddrPort(addr)] = d }

// Net is the way into the world. Its guard is that of a hosted service.
func (w *World) Net() *netx.Net {
	return &netx.Net{
		Lookup: func(ctx context.Context, _, host string, f netx.Family) ([]netip.Addr, error) {
			if name, ok := w.names[strings.ToLower(host)]; ok {
				return name(ctx, f)
			}
			return nil, &netx.DNSError{Code: measure.NameNotFound, Text: "the name does not exist"}
		},
		Dial: w.dial,
	}
}

func (w *World) dial(ctx context.Context, from netip.Addr, to netip.AddrPort) (net.Conn, error) {
	if d, ok := w.dialers[to]; ok {
		return nil, d(ctx)
	}
	s, ok := w.servers[to]
	if !ok {
		return nil, Refused(ctx)
	}
	if !from.IsValid() {
		from = netip.MustParseAddr("192.0.2.250")
	}
	client, server := Pipe(net.TCPAddrFromAddrPort(netip.AddrPortFrom(from, 40000)), net.TCPAddrFromAddrPort(to))
	go func() {
		defer server.Close()
		s(server)
	}()
	return client, nil
}

// Refused is a port where nobody listens.
func Refused(context.Context) error { return dialError(syscall.ECONNREFUSED) }

// BlackHole swallows every packet.
func BlackHole(ctx context.Context) error {
	<-ctx.Done()
	return &net.OpError{Op: "dial", Net: "tcp", Err: os.ErrDeadlineExceeded}
}

// Fails is a dial that the system answers with errno.
func Fails(errno syscall.Errno) Dialer {
	return func(context.Context) error { return dialError(errno) }
}

func dialError(errno syscall.Errno) error {
	return &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", errno)}
}

// CA is the world's certificate authority in PEM form.
func (w *World) CA() string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: w.ca.Raw}))
}

// Certificate issues one for name that is valid from now minus an hour for
// life; edit, if not nil, changes the template first.
func (w *World) Certificate(name string, life time.Duration, edit func(*x509.Certificate)) tls.Certificate {
	tpl := &x509.Certificate{
		Subject: pkix.Name{CommonName: name}, DNSNames: []string{name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(life),
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	if edit != nil {
		edit(tpl)
	}
	leaf, der := w.sign(tpl)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: w.key, Leaf: leaf}
}

func (w *World) sign(tpl *x509.Certificate) (*x509.Certificate, []byte) {
	tpl.SerialNumber = big.NewInt(time.Now().UnixNano())
	parent := w.ca
	if parent == nil {
		parent = tpl
	}
	der, err := x509.CreateCertificate(rand.Reader, tpl, parent, w.key.Public(), w.key)
	if err != nil {
		panic(fmt.Errorf("sign certificate: %w", err))
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		panic(fmt.Errorf("parse certificate: %w", err))
	}
	return leaf, der
}

// KeyPEM is the private key of every certificate of the world.
func (w *World) KeyPEM() string {
	der, err := x509.MarshalPKCS8PrivateKey(w.key)
	if err != nil {
		panic(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

// PEM is the certificate of c in PEM form.
func PEM(c tls.Certificate) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Certificate[0]}))
}
