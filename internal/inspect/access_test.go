package inspect

import (
	"encoding/binary"
	"io/fs"
	"testing"

	"github.com/uptimesignal/uptimesignal/internal/problem"
)

func TestDecide(t *testing.T) {
	www := Identity{User: "www", UID: 33, GIDs: []uint32{33, 50}}
	root := Identity{UID: 0, Overrule: true}
	acl := func(mask perm, more ...aclEntry) []aclEntry {
		return append([]aclEntry{{aclUserObj, 7, 0}, {aclGroupObj, 0, 0}, {aclMask, mask, 0}, {aclOther, 4, 0}}, more...)
	}
	for _, c := range []struct {
		name  string
		node  node
		id    Identity
		want  perm
		ok    bool
		class class
	}{
		{"the others may read", node{mode: 0o644}, www, mayRead, true, classOther},
		{"the others may not read", node{mode: 0o640}, www, mayRead, false, classOther},
		{"the group may read", node{mode: 0o640, gid: 33}, www, mayRead, true, classGroup},
		{"a further group counts", node{mode: 0o640, gid: 50}, www, mayRead, true, classGroup},
		{"the group is denied though others may", node{mode: 0o604, gid: 33}, www, mayRead, false, classGroup},
		{"the owner is denied though all others may", node{mode: 0o077, uid: 33}, www, mayRead, false, classOwner},
		{"a directory is passed with x alone", node{kind: Directory, mode: 0o711}, www, mayExec, true, classOther},
		{"a directory is not passed with r alone", node{kind: Directory, mode: 0o744}, www, mayExec, false, classOther},
		{"a directory that may be passed may not be listed", node{kind: Directory, mode: 0o711}, www, mayRead, false, classOther},
		{"root reads all", node{mode: 0}, root, mayRead, true, classOverrule},
		{"root passes any directory", node{kind: Directory, mode: 0}, root, mayExec, true, classOverrule},
		{"root runs nothing without x", node{kind: File, mode: 0o644}, root, mayExec, false, classOwner},
		{"root without its capabilities is like others", node{uid: 1, gid: 1, mode: 0o640}, Identity{UID: 0, GIDs: []uint32{0}}, mayRead, false, classOther},
		{"a named user may", node{mode: 0o674, acl: acl(7, aclEntry{aclUser, 4, 33})}, www, mayRead, true, classNamedUser},
		{"a named user may not, though others may", node{mode: 0o674, acl: acl(7, aclEntry{aclUser, 0, 33})}, www, mayRead, false, classNamedUser},
		{"the mask takes it away", node{mode: 0o614, acl: acl(1, aclEntry{aclUser, 4, 33})}, www, mayRead, false, classMask},
		{"a named group may", node{mode: 0o674, acl: acl(7, aclEntry{aclGroup, 4, 50})}, www, mayRead, true, classNamedGroup},
		{"one of two groups is enough", node{mode: 0o674, gid: 33, acl: acl(7, aclEntry{aclGroup, 4, 50})}, www, mayRead, true, classNamedGroup},
		{"a group that matches shuts out the others", node{mode: 0o674, acl: acl(7, aclEntry{aclGroup, 1, 50})}, www, mayRead, false, classNamedGroup},
		{"nobody named: the others", node{mode: 0o674, acl: acl(7, aclEntry{aclUser, 0, 77})}, www, mayRead, true, classOther},
		{"with an empty mask Linux goes by the mode", node{mode: 0o604, acl: acl(0, aclEntry{aclUser, 0, 33})}, www, mayRead, true, classOther},
		{"the owner goes by the mode even with a list", node{mode: 0o374, uid: 33, acl: acl(7, aclEntry{aclUser, 7, 33})}, www, mayRead, false, classOwner},
	} {
		if g := decide(c.node, c.id, c.want); g.ok != c.ok || g.class != c.class {
			t.Errorf("%s: got %v by %s, want %v by %s", c.name, g.ok, g.class, c.ok, c.class)
		}
	}
}

// xattr is a list in the form of the attribute.
func xattr(entries ...aclEntry) []byte {
	b := binary.LittleEndian.AppendUint32(nil, 2)
	for _, e := range entries {
		b = binary.LittleEndian.AppendUint16(b, e.tag)
		b = binary.LittleEndian.AppendUint16(b, uint16(e.perm))
		b = binary.LittleEndian.AppendUint32(b, e.id)
	}
	return b
}

func TestParseACL(t *testing.T) {
	got, err := parseACL(xattr(aclEntry{aclUser, 5, 33}, aclEntry{aclMask, 4, 1<<32 - 1}))
	if err != nil || len(got) != 2 || got[0] != (aclEntry{aclUser, 5, 33}) || got[1].perm != 4 {
		t.Errorf("got %v, %v", got, err)
	}
	for _, bad := range [][]byte{nil, {2, 0, 0}, {1, 0, 0, 0}, append(xattr(), 1, 2, 3)} {
		if _, err := parseACL(bad); err == nil {
			t.Errorf("%v was read", bad)
		}
	}
}

func TestModeText(t *testing.T) {
	for _, c := range []struct {
		n    node
		want string
	}{
		{node{kind: File, mode: 0o640}, "-rw-r-----"},
		{node{kind: Directory, mode: 0o1777}, "drwxrwxrwt"},
		{node{kind: Directory, mode: 0o2750}, "drwxr-s---"},
		{node{kind: File, mode: 0o4644, acl: []aclEntry{{}}}, "-rwSr--r--+"},
	} {
		if got := modeText(c.n); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}

func TestQuote(t *testing.T) {
	for in, want := range map[string]string{"/var/www/a-b.html": "/var/www/a-b.html", "/a b": "'/a b'", "/it's": `'/it'\''s'`, "": "''", "/x;rm": "'/x;rm'", "/$(id)": "'/$(id)'", "/ü": "/ü"} {
		if got := quote(in); got != want {
			t.Errorf("%q: got %s, want %s", in, got, want)
		}
	}
}

func TestMounts(t *testing.T) {
	all := parseMounts("22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n" +
		"40 22 0:50 / /mnt/my\\040files rw,nosuid,nosymfollow - fuse.sshfs host:/ rw,user_id=1000,group_id=1000\nnonsense\n")
	if len(all) != 2 {
		t.Fatalf("%d mounts", len(all))
	}
	m := mountOf(all, "/mnt/my files/x")
	if m.fstype != "fuse.sshfs" || m.value("user_id") != "1000" || !m.has("nosymfollow") || mountOf(all, "/mnt/my filesx").point != "/" {
		t.Errorf("got %+v", m)
	}
	w := walker{id: Identity{UID: 33, User: "www"}}
	if f := w.mounted(node{path: "/mnt/my files", kind: Directory, mount: m}); f == nil || f.Cause != "static/directory-unreadable" {
		t.Errorf("another's FUSE mount was entered: %+v", f)
	}
	w.id.UID = 1000
	if f := w.mounted(node{kind: Directory, mount: m}); f != nil {
		t.Error("the own FUSE mount was not entered")
	}
}

func TestSettle(t *testing.T) {
	r := Result{Path: "/srv/.env", Findings: []Finding{
		{Cause: "static/file-unreadable", Denies: true, phase: phaseContent}, {Cause: "static/path-deny-rule", Denies: true, phase: phaseAccess},
		{Cause: "static/directory-unreadable", Denies: true, phase: phaseMap}, {Cause: "waf/user-agent-rule", phase: phaseRewrite},
	}}
	r.settle()
	if got := r.Inspected(); len(got) != 1 || got[0] != "static/directory-unreadable" || !r.Denies {
		t.Errorf("the first that denies is %v", got)
	}
	if m := r.Findings[2].Mend; len(m) != 1 || m[0].Command != "" {
		t.Errorf("a file that should be closed: %+v", m)
	}
	some := Result{Findings: []Finding{{Cause: "waf/user-agent-rule"}}}
	if some.settle(); some.Denies || some.Inspected() != nil {
		t.Error("what denies some was taken for what denies all")
	}
}

// TestProtectedLinks is fs.protected_symlinks, as proc_sys_fs(5) has it.
func TestProtectedLinks(t *testing.T) {
	tmp := node{path: "/tmp", kind: Directory, mode: 0o1777, uid: 0}
	w := walker{id: Identity{UID: 33}, sys: system{protectedLinks: true}}
	for _, c := range []struct {
		dir   node
		owner uint32
		deny  bool
	}{{tmp, 1000, true}, {tmp, 33, false}, {tmp, 0, false}, {node{mode: 0o777, uid: 0}, 1000, false}, {node{mode: 0o1755, uid: 0}, 1000, false}} {
		if f, _ := w.linkDenied(c.dir, node{path: "/tmp/l", kind: Link, uid: c.owner}); (f != nil) != c.deny {
			t.Errorf("%o, owner %d: got %v", c.dir.mode, c.owner, f)
		}
	}
	w.sys.protectedLinks = false
	if f, _ := w.linkDenied(tmp, node{uid: 1000}); f != nil {
		t.Error("denied though the setting is off")
	}
	if f, _ := w.linkDenied(node{}, node{mount: &mount{point: "/m", options: []string{"nosymfollow"}}}); f == nil {
		t.Error("a mount with nosymfollow let a link be followed")
	}
}

// barredView is a file system that we ourselves may not look at.
type barredView struct{ memory }

func (barredView) node(p string) (node, error) {
	if p == "/" {
		return node{path: p, kind: Directory, mode: 0o755}, nil
	}
	return node{}, &fs.PathError{Op: "lstat", Path: p, Err: fs.ErrPermission}
}

func TestOwnRightsMissing(t *testing.T) {
	l := &look{view: barredView{}, plan: &plan{}, r: Result{Path: "/shut/f"}}
	err := barred(l.walks())
	if _, text := problem.Of(err); !problem.Is(err, problem.Forbidden) || text != "this user may not look at /shut; run the same with sudo" {
		t.Errorf("got %v", err)
	}
}

func TestSELinux(t *testing.T) {
	for _, c := range []struct {
		text      string
		need      uint32
		ok, known bool
	}{
		{"3 ffffffff 0 ffffffff 1 0", 3, true, true},
		{"1 ffffffff 0 ffffffff 1 0", 3, false, true},
		{"0 ffffffff 0 ffffffff 1 1", 3, true, true}, // the domain is permissive
		{"", 1, false, false},
		{"zz 1 1 1 1", 1, false, false},
	} {
		if ok, known := parseDecision(c.text, c.need); ok != c.ok || known != c.known {
			t.Errorf("%q: got %v, %v", c.text, ok, known)
		}
	}
	w := walker{id: Identity{UID: 33, Label: "system_u:system_r:httpd_t:s0"}, sys: system{selinux: true, allows: func(_, to string, _ Kind, _ perm) (bool, bool) {
		return to != "u:r:user_home_t:s0", true
	}}}
	n := node{path: "/srv/x", kind: File, mode: 0o644, label: "u:r:user_home_t:s0"}
	if r := w.ask(n, mayRead); r.deny == nil || r.deny.Mend[0].Command != "restorecon -Rv /srv/x" {
		t.Errorf("got %+v", r.deny)
	}
	n.label = "u:r:httpd_sys_content_t:s0"
	if r := w.ask(n, mayRead); r.deny != nil {
		t.Errorf("got %+v", r.deny)
	}
}
