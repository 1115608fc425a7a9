package inspect

import (
	"encoding/binary"
	"encoding/hex"
	"net/netip"
	"path"
	"slices"
	"strconv"
	"strings"
)

// A process is what /proc tells about one (proc(5)).
type process struct {
	pid, parent int
	comm        string
	cmdline     string // arguments joined by spaces
	uid         uint32 // that of file access
	gids        []uint32
	overrule    bool
	root        string // identity of its root directory and mount namespace
}

// A role is how the processes of one server program are known.
type role struct {
	program string
	comms   []string
	// worker reports whether p reads files for clients; parent is nil when
	// nothing is known of it.
	worker func(p process, parent *process) bool
}

func anyWorker(process, *process) bool { return true }

// roles are the programs that are looked for, in the order in which they are
// taken when several run.
var roles = []role{
	{"nginx", []string{"nginx"}, func(p process, _ *process) bool { return strings.HasPrefix(p.cmdline, "nginx: worker process") }},
	{"Apache httpd", []string{"apache2", "httpd"}, func(p process, parent *process) bool { return parent != nil && parent.comm == p.comm }},
	{"Caddy", []string{"caddy"}, anyWorker},
	{"lighttpd", []string{"lighttpd"}, anyWorker},
	{"PHP-FPM", []string{"php-fpm"}, func(p process, _ *process) bool { return strings.HasPrefix(p.cmdline, "php-fpm: pool") }},
}

// known reports whether comm is one of the role's names; php-fpm carries its
// version, as php-fpm8.3.
func (r role) known(comm string) bool {
	return slices.Contains(r.comms, comm) || r.program == "PHP-FPM" && strings.HasPrefix(comm, "php-fpm")
}

// workers returns the processes of r that read files for clients.
func workers(all []process, r role) []process {
	byPID := map[int]*process{}
	for i := range all {
		byPID[all[i].pid] = &all[i]
	}
	var out []process
	for _, p := range all {
		if r.known(p.comm) && r.worker(p, byPID[p.parent]) {
			out = append(out, p)
		}
	}
	return out
}

// alike reports whether two processes see and may do the same.
func alike(a, b process) bool {
	return a.uid == b.uid && a.root == b.root && a.overrule == b.overrule && slices.Equal(slices.Sorted(slices.Values(a.gids)), slices.Sorted(slices.Values(b.gids)))
}

// parseStatus reads /proc/PID/status into p.
func (p *process) parseStatus(text string) {
	for line := range strings.Lines(text) {
		name, value, _ := strings.Cut(line, ":")
		f := strings.Fields(value)
		switch {
		case name == "PPid" && len(f) == 1:
			p.parent, _ = strconv.Atoi(f[0])
		case name == "Name" && len(f) > 0:
			p.comm = f[0]
		case name == "Uid" && len(f) == 4:
			p.uid = number(f[3]) // real, effective, saved, file system
		case name == "Gid" && len(f) == 4:
			p.gids = append([]uint32{number(f[3])}, p.gids...)
		case name == "Groups":
			for _, g := range f {
				if id := number(g); !slices.Contains(p.gids, id) {
					p.gids = append(p.gids, id)
				}
			}
		case name == "CapEff" && len(f) == 1:
			caps, _ := strconv.ParseUint(f[0], 16, 64)
			p.overrule = caps&(1<<1|1<<2) != 0 // CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH (capability.h)
		}
	}
}

func number(s string) uint32 {
	n, _ := strconv.ParseUint(s, 10, 32)
	return uint32(n)
}

// flagOf returns the value of a flag on a command line, such as -c.
func flagOf(cmdline, flag string) string {
	words := strings.Fields(cmdline)
	for i, w := range words {
		if w == flag && i+1 < len(words) {
			return words[i+1]
		}
		if v, ok := strings.CutPrefix(w, flag); ok && v != "" && len(flag) == 2 && path.IsAbs(v) {
			return v
		}
	}
	return ""
}

// parseListeners returns the inodes of the sockets that listen on port, from
// the text of /proc/net/tcp or tcp6.
func parseListeners(text string, port uint16) []string {
	var out []string
	for line := range strings.Lines(text) {
		f := strings.Fields(line)
		if len(f) < 10 || f[3] != "0A" { // TCP_LISTEN
			continue
		}
		_, p, ok := strings.Cut(f[1], ":")
		b, err := hex.DecodeString(p)
		if ok && err == nil && len(b) == 2 && uint16(b[0])<<8|uint16(b[1]) == port {
			out = append(out, f[9])
		}
	}
	return out
}

// listensIn returns the addresses at which sockets listen, from the text of
// /proc/net/tcp or tcp6, where each four bytes stand in the order of the host.
func listensIn(text string) []netip.AddrPort {
	var out []netip.AddrPort
	for line := range strings.Lines(text) {
		f := strings.Fields(line)
		if len(f) < 10 || f[3] != "0A" { // TCP_LISTEN
			continue
		}
		host, p, _ := strings.Cut(f[1], ":")
		b, err := hex.DecodeString(host)
		port, errPort := strconv.ParseUint(p, 16, 16)
		if err != nil || errPort != nil || len(b)%4 != 0 {
			continue
		}
		for i := 0; i < len(b); i += 4 {
			binary.BigEndian.PutUint32(b[i:], binary.NativeEndian.Uint32(b[i:]))
		}
		if addr, ok := netip.AddrFromSlice(b); ok {
			out = append(out, netip.AddrPortFrom(addr, uint16(port)))
		}
	}
	return out
}

// profileOf reads /proc/PID/attr/current: a label of SELinux has colons, a
// profile of AppArmor its mode in brackets.
func profileOf(text string) (label, profile string) {
	text = strings.TrimRight(text, "\x00\n ")
	switch {
	case strings.HasSuffix(text, ")"):
		return "", text
	case strings.Count(text, ":") >= 2:
		return text, ""
	}
	return "", ""
}
