package faultnet

import (
	"context"
	"net"
	"net/netip"
	"syscall"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/netx"
)

const instant = time.Second

var connectScenarios = []Scenario{
	{Name: "all is well", URL: "http://site.example/", Status: 200, Longest: instant, Build: web(OK())},
	{Name: "name does not exist", URL: "http://nosuch.example/", Want: measure.NameNotFound, Longest: instant, Build: func(*World) {}},
	{Name: "name has no address", URL: "http://site.example/", Want: measure.NameNoAddr, Longest: instant, Build: func(w *World) { w.Name(host) }},
	{Name: "name server fails", URL: "http://site.example/", Want: measure.NameServer, Longest: instant, Build: func(w *World) {
		w.NameFails(host, func(context.Context, netx.Family) ([]netip.Addr, error) {
			return nil, &net.DNSError{Err: "server misbehaving", Name: host, IsTemporary: true}
		})
	}},
	{Name: "name server is silent", URL: "http://site.example/", Want: measure.NameTimeout, Build: func(w *World) {
		w.NameFails(host, func(ctx context.Context, _ netx.Family) ([]netip.Addr, error) {
			<-ctx.Done()
			return nil, &net.DNSError{Err: "i/o timeout", Name: host, IsTimeout: true}
		})
	}},
	{Name: "nobody listens", URL: "http://site.example/", Want: measure.ConnectRefused, Longest: instant, Build: func(w *World) { w.Name(host, addr) }},
	{Name: "packets are swallowed", URL: "http://site.example/", Want: measure.ConnectTimeout, Build: func(w *World) {
		w.Name(host, addr)
		w.Dials(addr+":80", BlackHole)
	}},
	{Name: "dial is reset", URL: "http://site.example/", Want: measure.ConnectReset, Longest: instant, Build: func(w *World) {
		w.Name(host, addr)
		w.Dials(addr+":80", Fails(syscall.ECONNRESET))
	}},
	{Name: "host unreachable", URL: "http://site.example/", Want: measure.ConnectUnreachable, Longest: instant, Build: func(w *World) {
		w.Name(host, addr)
		w.Dials(addr+":80", Fails(syscall.EHOSTUNREACH))
	}},
	{Name: "second address answers", URL: "http://site.example/", Status: 200, Longest: instant, Build: func(w *World) {
		w.Name(host, "2001:db8::10", addr)
		w.Serve(addr+":80", OK())
	}},
	{Name: "second address answers after a black hole", URL: "http://site.example/", Status: 200, Build: func(w *World) {
		w.Name(host, "2001:db8::10", addr)
		w.Dials("[2001:db8::10]:80", BlackHole)
		w.Serve(addr+":80", OK())
	}},
	{Name: "name leads to the metadata service", URL: "http://site.example/", Want: measure.TargetForbidden, Longest: instant, Build: func(w *World) {
		w.Name(host, "169.254.169.254")
		w.Serve("169.254.169.254:80", OK())
	}},
	{Name: "name leads to ourselves in disguise", URL: "http://site.example/", Want: measure.TargetForbidden, Longest: instant, Build: func(w *World) {
		w.Name(host, "64:ff9b::7f00:1")
		w.Serve("[64:ff9b::7f00:1]:80", OK())
	}},
	{Name: "we have too many open files", URL: "http://site.example/", Fault: true, Longest: instant, Build: func(w *World) {
		w.Name(host, addr)
		w.Dials(addr+":80", Fails(syscall.EMFILE))
	}},
	{Name: "we have no local address", URL: "http://site.example/", Fault: true, Longest: instant, Build: func(w *World) {
		w.Name(host, addr)
		w.Dials(addr+":80", Fails(syscall.EADDRNOTAVAIL))
	}},
}

const proxyAddr = "192.0.2.128:3128"

var proxyScenarios = []Scenario{
	{Name: "proxy wants credentials", URL: "https://site.example/", Proxy: "http://" + proxyAddr, Want: measure.ProxyAuth, Status: 407, Longest: instant,
		Build: func(w *World) {
			w.Serve(proxyAddr, Script(ReadRequest, Send(Answer(407, "Proxy-Authenticate: Basic realm=\"out\"\r\n", "who are you?"))))
		}},
	{Name: "proxy does not allow the site", URL: "https://site.example/", Proxy: "http://" + proxyAddr, Want: measure.ProxyRefused, Status: 403, Longest: instant,
		Build: func(w *World) { w.Serve(proxyAddr, Script(ReadRequest, Send(Answer(403, "", "not that site")))) }},
	{Name: "proxy is gone", URL: "https://site.example/", Proxy: "http://" + proxyAddr, Want: measure.ProxyFailed, Longest: instant, Build: func(*World) {}},
	{Name: "proxy hangs", URL: "https://site.example/", Proxy: "http://" + proxyAddr, Want: measure.ProxyFailed,
		Build: func(w *World) { w.Serve(proxyAddr, Script(Hang)) }},
	{Name: "proxy closes", URL: "https://site.example/", Proxy: "http://" + proxyAddr, Want: measure.ProxyFailed, Longest: instant,
		Build: func(w *World) { w.Serve(proxyAddr, Script(ReadRequest)) }},
	{Name: "proxy passes a plain request on", URL: "http://site.example/x", Proxy: "http://" + proxyAddr, ProxyUser: "al:secret", Status: 200, Longest: instant,
		Build: func(w *World) { w.Serve(proxyAddr, HTTP(nil, forwarder("http://site.example/x"))) }},
	{Name: "proxy is no way around the guard", URL: "http://10.0.0.1/", Proxy: "http://" + proxyAddr, Want: measure.TargetForbidden, Longest: instant,
		Build: func(w *World) { w.Serve(proxyAddr, OK()) }},
}
