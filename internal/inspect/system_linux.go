package inspect

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"unsafe"

	"github.com/uptimesignal/uptimesignal/internal/problem"
)

// A disk is a view of the real file system, below the root of a process.
type disk struct {
	root   string // "" or /proc/PID/root
	mounts []mount
}

func (d disk) node(p string) (node, error) {
	full := d.root + p
	st, err := os.Lstat(full)
	if p == "/" && d.root != "" { // /proc/PID/root is itself a link
		st, err = os.Stat(full + "/")
	}
	if err != nil {
		return node{}, err
	}
	sys, ok := st.Sys().(*syscall.Stat_t)
	if !ok {
		return node{}, errors.New("read its owner: not known here")
	}
	n := node{path: p, kind: kindOf(st.Mode()), mode: sys.Mode & 0o7777, uid: sys.Uid, gid: sys.Gid, mount: mountOf(d.mounts, p)}
	if n.kind == Link {
		n.target, err = os.Readlink(full)
		if err != nil {
			return node{}, err
		}
	}
	if label, err := lgetxattr(full, "security.selinux"); err == nil {
		n.label = strings.TrimRight(string(label), "\x00")
	}
	if n.kind == Link {
		return n, nil
	}
	value, err := lgetxattr(full, "system.posix_acl_access")
	if err == nil && len(value) > 0 {
		if n.acl, err = parseACL(value); err != nil {
			return node{}, err
		}
	}
	return n, nil
}

func kindOf(m fs.FileMode) Kind {
	switch {
	case m.IsDir():
		return Directory
	case m.IsRegular():
		return File
	case m&fs.ModeSymlink != 0:
		return Link
	case m&fs.ModeSocket != 0:
		return Socket
	}
	return Other
}

// lgetxattr reads an attribute of a file, not of what a link names.
func lgetxattr(file, name string) ([]byte, error) {
	f, err := syscall.BytePtrFromString(file)
	if err != nil {
		return nil, err
	}
	a, err := syscall.BytePtrFromString(name)
	if err != nil {
		return nil, err
	}
	buf := make([]byte, 4096)
	n, _, errno := syscall.Syscall6(syscall.SYS_LGETXATTR, uintptr(unsafe.Pointer(f)), uintptr(unsafe.Pointer(a)), uintptr(unsafe.Pointer(&buf[0])), uintptr(len(buf)), 0, 0)
	if errno != 0 {
		return nil, errno
	}
	return buf[:n], nil
}

func (d disk) read(p string) ([]byte, error) {
	f, err := os.Open(d.root + p)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if st, err := f.Stat(); err != nil || !st.Mode().IsRegular() {
		return nil, fmt.Errorf("read %s: no regular file", p)
	}
	b, err := io.ReadAll(io.LimitReader(f, maxConfigFile+1))
	if err == nil && len(b) > maxConfigFile {
		err = problem.New(problem.Invalid, "%s is larger than %d bytes", p, maxConfigFile)
	}
	return b, err
}

func (d disk) glob(pattern string) ([]string, error) {
	found, err := filepath.Glob(d.root + pattern)
	for i := range found {
		found[i] = strings.TrimPrefix(found[i], d.root)
	}
	return found, err
}

// openView returns the file system as id sees it, and what to know about it.
func openView(id Identity) (view, system, []string, error) {
	d, notes := disk{}, []string(nil)
	self := "/proc/self/mountinfo"
	if id.PID != 0 {
		root := "/proc/" + strconv.Itoa(id.PID) + "/root"
		if _, err := os.Stat(root + "/"); err != nil {
			if !errors.Is(err, fs.ErrPermission) {
				return nil, system{}, nil, problem.Wrap(problem.Unavailable, err, "the process %d cannot be looked at: %v", id.PID, errors.Unwrap(err))
			}
			notes = append(notes, fmt.Sprintf("The view of process %d may not be opened without more rights, so the path was walked as this program sees it; run it with sudo to see what the process sees.", id.PID))
		} else if !sameRoot(root) {
			d.root = root
			notes = append(notes, fmt.Sprintf("Process %d has a file system of its own (a container, a chroot, or a hardened unit); the path was walked in that.", id.PID))
		}
		if d.root != "" {
			self = "/proc/" + strconv.Itoa(id.PID) + "/mountinfo"
		}
	}
	if text, err := os.ReadFile(self); err == nil {
		d.mounts = parseMounts(string(text))
	}
	return d, openSystem(), notes, nil
}

// sameRoot reports whether the root of a process, and what is mounted below it,
// are ours.
func sameRoot(root string) bool {
	a, errA := os.Stat(root + "/")
	b, errB := os.Stat("/")
	nsA, _ := os.Readlink(strings.TrimSuffix(root, "root") + "ns/mnt")
	nsB, _ := os.Readlink("/proc/self/ns/mnt")
	return errA == nil && errB == nil && os.SameFile(a, b) && nsA == nsB
}

// openSystem reads what holds for the whole machine.
func openSystem() system {
	one := func(file string) bool {
		b, err := os.ReadFile(file)
		return err == nil && string(bytes.TrimSpace(b)) != "0"
	}
	return system{
		protectedLinks: one("/proc/sys/fs/protected_symlinks"),
		selinux:        one(selinuxFS + "/enforce"),
		allows:         selinuxAllows,
		listening:      listening,
	}
}

// processes lists what runs. Those that end meanwhile are left out.
func processes() ([]process, error) {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil, problem.Wrap(problem.Unavailable, err, "/proc cannot be read; name the server's user with --user")
	}
	var out []process
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		if p, ok := readProcess(pid); ok {
			out = append(out, p)
		}
	}
	return out, nil
}

func readProcess(pid int) (process, bool) {
	dir := "/proc/" + strconv.Itoa(pid)
	status, err := os.ReadFile(dir + "/status")
	if err != nil {
		return process{}, false
	}
	p := process{pid: pid}
	p.parseStatus(string(status))
	if line, err := os.ReadFile(dir + "/cmdline"); err == nil {
		p.cmdline = strings.TrimSpace(strings.ReplaceAll(string(line), "\x00", " "))
	}
	ns, _ := os.Readlink(dir + "/ns/mnt")
	root, _ := os.Readlink(dir + "/root")
	p.root = ns + " " + root
	return p, true
}

// confine reads the labels that confine a process.
func confine(id *Identity) {
	dir := "/proc/" + strconv.Itoa(id.PID) + "/attr/"
	for _, file := range []string{"apparmor/current", "current"} {
		if b, err := os.ReadFile(dir + file); err == nil {
			label, profile := profileOf(string(b))
			if label != "" && id.Label == "" {
				id.Label = label
			}
			if profile != "" && id.Profile == "" {
				id.Profile = profile
			}
		}
	}
}
