package inspect

import (
	"cmp"
	"fmt"
	"net/netip"
	"path"
	"strconv"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
)

// An upstream is where a request is passed to: one of its addresses answers.
type upstream struct {
	from  directive
	addrs []netip.AddrPort
	cause diagnose.CauseID // "" is upstream/unreachable
}

// upstream remembers the sockets and the addresses that a request is passed
// to. Names of other machines are left out.
func (n *nginx) upstream(to string, from directive) {
	u := upstream{from: from}
	if !n.resolve(to, &u, 0) {
		return
	}
	if len(u.addrs) > 0 {
		n.p.upstreams = append(n.p.upstreams, u)
	}
}

// resolve adds the addresses of to. It reports false where one of them cannot
// be told.
func (n *nginx) resolve(to string, u *upstream, deep int) bool {
	port := uint16(80)
	for _, scheme := range []string{"http://", "https://", "grpc://", "grpcs://"} {
		if rest, ok := strings.CutPrefix(to, scheme); ok {
			to = rest
			if strings.HasSuffix(scheme, "s://") {
				port = 443
			}
		}
	}
	if file, ok := strings.CutPrefix(to, "unix:"); ok {
		file, _, _ = strings.Cut(file, ":")
		if path.IsAbs(file) && !strings.Contains(file, "$") {
			n.p.sockets = append(n.p.sockets, file)
		}
		return true
	}
	host, _, _ := strings.Cut(to, "/")
	for _, b := range find(n.http, "upstream") {
		if len(b.args) != 1 || b.args[0] != host || deep > 0 {
			continue
		}
		all := true
		for _, s := range find(b.block, "server") {
			if len(s.args) > 0 {
				all = n.resolve(s.args[0], u, deep+1) && all
			}
		}
		return all
	}
	addr, ok := local(host, port)
	if ok {
		u.addrs = append(u.addrs, addr)
	}
	return ok
}

// local is an address of this machine for sure: loopback.
func local(host string, port uint16) (netip.AddrPort, bool) {
	if name, p, ok := cutPort(host); ok {
		host, port = name, p
	}
	if host == "localhost" {
		host = "127.0.0.1"
	}
	addr, err := netip.ParseAddr(strings.Trim(host, "[]"))
	if err != nil || !addr.IsLoopback() {
		return netip.AddrPort{}, false
	}
	return netip.AddrPortFrom(addr, port), true
}

func cutPort(host string) (string, uint16, bool) {
	i := strings.LastIndexByte(host, ':')
	if i < 0 || strings.HasSuffix(host, "]") {
		return host, 0, false
	}
	n, err := strconv.ParseUint(host[i+1:], 10, 16)
	return host[:i], uint16(n), err == nil
}

// unreached says of upstreams of this machine that nothing listens there.
func (l *look) unreached() {
	for _, u := range l.plan.upstreams {
		open := 0
		var shut []string
		for _, a := range u.addrs {
			if l.sys.listening == nil || l.sys.listening(l.r.Server.PID, a) {
				open++
			} else {
				shut = append(shut, a.String())
			}
		}
		if len(shut) == 0 {
			continue
		}
		f := Finding{
			Cause: cmp.Or(u.cause, "upstream/unreachable"), Denies: open == 0, Where: u.from.where(), Line: u.from.text(), phase: phaseReach,
			Says: fmt.Sprintf("The request is passed to %s, and nothing listens there on this machine.", strings.Join(shut, ", ")),
			Mend: []Mend{{"Start the service that should listen there, and see what does listen:", "ss -ltnp"}},
		}
		l.r.Findings = append(l.r.Findings, f)
	}
}
