package inspect

import (
	"net/netip"
	"os"
	"slices"
	"strconv"
	"strings"
)

// listening reports whether a socket listens at an address, as the process pid
// sees the network; 0 is this program. What cannot be read is taken to listen.
func listening(pid int, at netip.AddrPort) bool {
	dir := "/proc/self"
	if pid != 0 {
		dir = "/proc/" + strconv.Itoa(pid)
	}
	read := 0
	for _, file := range []string{"/net/tcp", "/net/tcp6"} {
		b, err := os.ReadFile(dir + file)
		if err != nil {
			continue
		}
		read++
		for _, l := range listensIn(string(b)) {
			if l.Port() == at.Port() && (l.Addr().IsUnspecified() || l.Addr().Unmap() == at.Addr()) {
				return true
			}
		}
	}
	return read == 0
}

// listeners returns a test whether a process, or its parent, listens on port.
func listeners(port uint16) func(process) bool {
	return func(p process) bool {
		for _, pid := range []int{p.pid, p.parent} {
			if pid > 1 && listensOn(pid, port) {
				return true
			}
		}
		return false
	}
}

func listensOn(pid int, port uint16) bool {
	dir := "/proc/" + strconv.Itoa(pid)
	var inodes []string
	for _, file := range []string{"/net/tcp", "/net/tcp6"} {
		if b, err := os.ReadFile(dir + file); err == nil {
			inodes = append(inodes, parseListeners(string(b), port)...)
		}
	}
	fds, err := os.ReadDir(dir + "/fd")
	if err != nil || len(inodes) == 0 {
		return false
	}
	for _, fd := range fds {
		to, err := os.Readlink(dir + "/fd/" + fd.Name())
		if inode, ok := strings.CutPrefix(to, "socket:["); err == nil && ok && slices.Contains(inodes, strings.TrimSuffix(inode, "]")) {
			return true
		}
	}
	return false
}
