package inspect

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
)

// A mount is one line of mountinfo (proc_pid_mountinfo(5)).
type mount struct {
	point   string
	root    string // within the file system mounted
	device  string // major:minor
	fstype  string
	options []string // of the mount and of the file system
}

func (m *mount) has(option string) bool { return slices.Contains(m.options, option) }

// value returns NAME of the option NAME=VALUE.
func (m *mount) value(name string) string {
	for _, o := range m.options {
		if v, ok := strings.CutPrefix(o, name+"="); ok {
			return v
		}
	}
	return ""
}

// parseMounts reads mountinfo. Lines that make no sense are left out.
func parseMounts(text string) []mount {
	var out []mount
	for line := range strings.Lines(text) {
		head, tail, ok := strings.Cut(strings.TrimSpace(line), " - ")
		h, t := strings.Fields(head), strings.Fields(tail)
		if !ok || len(h) < 6 || len(t) < 3 {
			continue
		}
		out = append(out, mount{
			point: unescapeMount(h[4]), root: unescapeMount(h[3]), device: h[2], fstype: t[0],
			options: append(strings.Split(h[5], ","), strings.Split(t[2], ",")...),
		})
	}
	return out
}

// unescapeMount undoes the octal escapes of spaces, tabs, newlines and
// backslashes.
func unescapeMount(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+3 < len(s) {
			if n, err := strconv.ParseUint(s[i+1:i+4], 8, 8); err == nil {
				b.WriteByte(byte(n))
				i += 3
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// mountOf returns the mount that p lies on: the last of those with the longest
// point, which covers the others.
func mountOf(all []mount, p string) *mount {
	p = path.Clean(p)
	var best *mount
	for i := range all {
		if within(all[i].point, p) && (best == nil || len(all[i].point) >= len(best.point)) {
			best = &all[i]
		}
	}
	return best
}

// mounted is what the mount of n denies the process. FUSE lets in only who
// mounted it, unless allow_other is set (fuse(4), mount.fuse(8)); the rights of
// root do not help.
func (w *walker) mounted(n node) *Finding {
	m := n.mount
	if m == nil || m.fstype != "fuse" && m.fstype != "fuseblk" && !strings.HasPrefix(m.fstype, "fuse.") || m.has("allow_other") {
		return nil
	}
	by := m.value("user_id")
	if by == "" || by == strconv.FormatUint(uint64(w.id.UID), 10) {
		return nil
	}
	cause := refusal(n, w.id, mayExec, grant{}).Cause
	return &Finding{
		Cause: cause, Denies: true, Where: m.point, phase: phaseContent,
		Says: fmt.Sprintf("%s is a %s mount without allow_other: only uid %s, who mounted it, may enter it.", m.point, m.fstype, by),
		Mend: []Mend{{"Mount it again with -o allow_other (user_allow_other must stand in /etc/fuse.conf), or as the server's user.", ""}},
	}
}

// unrunnable is a program on a mount from which nothing is run (mount(8)).
func (w *walker) unrunnable(n node, want perm) *Finding {
	if n.kind != File || want != mayExec || n.mount == nil || !n.mount.has("noexec") {
		return nil
	}
	return &Finding{
		Cause: "static/handler-refused", Denies: true, Where: n.mount.point, phase: phaseContent,
		Says: fmt.Sprintf("%s is mounted with noexec: %s may not be run there, whatever its mode says.", n.mount.point, n.path),
		Mend: []Mend{{"Put the program on another file system, or let this one run programs (and change /etc/fstab):", "mount -o remount,exec " + quote(n.mount.point)}},
	}
}

// labelled is what SELinux denies.
func (w *walker) labelled(n node, want perm) *Finding {
	if !w.sys.selinux || w.sys.allows == nil || w.id.Label == "" || n.label == "" {
		return nil
	}
	ok, known := w.sys.allows(w.id.Label, n.label, n.kind, want)
	if ok || !known {
		return nil
	}
	f := refusal(n, w.id, want, grant{})
	f.Says = fmt.Sprintf("SELinux enforces, and does not let %s %s what is labelled %s: %s.", w.id.Label, wants(n.kind, want), n.label, n.path)
	f.Mend = []Mend{
		{"Give it the label that its path should have:", "restorecon -Rv " + quote(n.path)},
		{"If the path is not one of the web's by policy, add it, then run restorecon:", "semanage fcontext -a -t httpd_sys_content_t " + quote(n.path+"(/.*)?")},
	}
	return f
}
