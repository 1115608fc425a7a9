package inspect

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A perm is a set of the rights of a file's mode.
type perm uint8

const (
	mayExec  perm = 1 // on a directory: to pass through it
	mayWrite perm = 2
	mayRead  perm = 4
)

func (p perm) String() string {
	b := []byte("---")
	for i, r := range []perm{mayRead, mayWrite, mayExec} {
		if p&r != 0 {
			b[i] = "rwx"[i]
		}
	}
	return string(b)
}

// letters are the rights as chmod and setfacl take them.
func (p perm) letters() string {
	var out strings.Builder
	for i, r := range []perm{mayRead, mayWrite, mayExec} {
		if p&r != 0 {
			out.WriteString("rwx"[i : i+1])
		}
	}
	return out.String()
}

// A Kind is the kind of a file.
type Kind string

// Kinds.
const (
	Directory Kind = "directory"
	File      Kind = "file"
	Link      Kind = "link"
	Socket    Kind = "socket"
	Other     Kind = "other"
)

// A node is what is known about one file, without following a link.
type node struct {
	path     string
	kind     Kind
	mode     uint32 // the twelve low bits
	uid, gid uint32
	acl      []aclEntry // empty: there is none
	target   string     // of a link
	label    string     // of SELinux
	mount    *mount
}

const sticky = 0o1000

// Tags of an entry of an access list: acl_ea.h of Linux.
const (
	aclUserObj  = 0x01
	aclUser     = 0x02
	aclGroupObj = 0x04
	aclGroup    = 0x08
	aclMask     = 0x10
	aclOther    = 0x20
)

type aclEntry struct {
	tag  uint16
	perm perm
	id   uint32
}

// parseACL reads the value of system.posix_acl_access: a version, then entries
// of eight bytes (posix_acl_xattr.h of Linux).
func parseACL(b []byte) ([]aclEntry, error) {
	if len(b) < 4 || binary.LittleEndian.Uint32(b) != 2 || (len(b)-4)%8 != 0 {
		return nil, errors.New("read access list: its form is unknown")
	}
	var out []aclEntry
	for b = b[4:]; len(b) > 0; b = b[8:] {
		out = append(out, aclEntry{binary.LittleEndian.Uint16(b), perm(binary.LittleEndian.Uint16(b[2:]) & 7), binary.LittleEndian.Uint32(b[4:])})
	}
	return out, nil
}

// A class says by which part of a mode or of an access list was decided.
type class string

const (
	classOwner      class = "owner"
	classGroup      class = "group"
	classOther      class = "other"
	classNamedUser  class = "named user"
	classNamedGroup class = "named group"
	classMask       class = "mask"
	classOverrule   class = "capability"
)

// A grant is a decision about one file.
type grant struct {
	ok    bool
	class class
	has   perm
	id    uint32 // of a named user or group
}

func (g grant) String() string {
	switch g.class {
	case classOverrule:
		return "it may pass whatever the mode says"
	case classNamedUser, classNamedGroup:
		return fmt.Sprintf("the access list gives %s %d %s", g.class, g.id, g.has)
	case classMask:
		return fmt.Sprintf("the mask of the access list leaves %s", g.has)
	}
	return fmt.Sprintf("the class %s has %s", g.class, g.has)
}

// decide says whether id may do want to n, as Linux decides it: the owner by
// the owner's bits alone; then the access list, if there is one and its mask
// is not empty; then the group by the group's bits; then the others (acl(5),
// path_resolution(7)).
func decide(n node, id Identity, want perm) grant {
	g := decideMode(n, id, want)
	if !g.ok && id.Overrule && (want&mayExec == 0 || n.kind == Directory || n.mode&0o111 != 0) {
		return grant{true, classOverrule, g.has, 0}
	}
	return g
}

func decideMode(n node, id Identity, want perm) grant {
	owner, group, other := perm(n.mode>>6&7), perm(n.mode>>3&7), perm(n.mode&7)
	if n.uid == id.UID {
		return grant{owner&want == want, classOwner, owner, 0}
	}
	if len(n.acl) > 0 && group != 0 {
		return decideACL(n, id, want)
	}
	if slices.Contains(id.GIDs, n.gid) {
		return grant{group&want == want, classGroup, group, 0}
	}
	return grant{other&want == want, classOther, other, 0}
}

// decideACL is for who is not the owner.
func decideACL(n node, id Identity, want perm) grant {
	mask, other := perm(7), perm(0)
	for _, e := range n.acl {
		switch e.tag {
		case aclMask:
			mask = e.perm
		case aclOther:
			other = e.perm
		}
	}
	masked := func(g grant) grant {
		if left := g.has & mask; g.ok && left&want != want {
			return grant{false, classMask, left, g.id}
		}
		return g
	}
	for _, e := range n.acl {
		if e.tag == aclUser && e.id == id.UID {
			return masked(grant{e.perm&want == want, classNamedUser, e.perm, e.id})
		}
	}
	var denied *grant
	for _, e := range n.acl {
		var g grant
		switch {
		case e.tag == aclGroupObj && slices.Contains(id.GIDs, n.gid):
			g = grant{e.perm&want == want, classGroup, e.perm, n.gid}
		case e.tag == aclGroup && slices.Contains(id.GIDs, e.id):
			g = grant{e.perm&want == want, classNamedGroup, e.perm, e.id}
		default:
			continue
		}
		if g.ok {
			return masked(g)
		}
		if denied == nil {
			denied = &g
		}
	}
	if denied != nil {
		return *denied
	}
	return grant{other&want == want, classOther, other, 0}
}

// modeText is the mode as ls writes it.
func modeText(n node) string {
	first := map[Kind]string{Directory: "d", File: "-", Link: "l", Socket: "s", Other: "?"}[n.kind]
	b := []byte(first + perm(n.mode>>6&7).String() + perm(n.mode>>3&7).String() + perm(n.mode&7).String())
	for _, s := range []struct {
		bit uint32
		at  int
		on  byte
	}{{0o4000, 3, 's'}, {0o2000, 6, 's'}, {sticky, 9, 't'}} {
		if n.mode&s.bit == 0 {
			continue
		}
		if b[s.at] == '-' {
			b[s.at] = s.on - 'a' + 'A'
		} else {
			b[s.at] = s.on
		}
	}
	if len(n.acl) > 0 {
		b = append(b, '+')
	}
	return string(b)
}

// mendAccess is how to give id the right want on n, which g denies.
func mendAccess(n node, id Identity, want perm, g grant) []Mend {
	file := quote(n.path)
	verb := map[perm]string{mayExec: "pass through " + n.path, mayRead: "read " + n.path, mayWrite: "write to " + n.path}[want]
	if verb == "" {
		verb = "use " + n.path
	}
	if n.kind == Directory && want == mayRead {
		verb = "list " + n.path
	}
	who := id.User
	if who == "" {
		who = strconv.FormatUint(uint64(id.UID), 10)
	}
	single := Mend{"Let only " + who + " " + verb + ":", "setfacl -m u:" + quote(who) + ":" + want.letters() + " " + file}
	chmod := func(class, name string) Mend {
		return Mend{"Let " + name + " " + verb + ":", "chmod " + class + "+" + want.letters() + " " + file}
	}
	switch g.class {
	case classOwner:
		return []Mend{chmod("u", "its owner "+who)}
	case classGroup:
		return []Mend{chmod("g", "its group"), single}
	case classNamedUser:
		return []Mend{single}
	case classNamedGroup:
		gid := strconv.FormatUint(uint64(g.id), 10)
		return []Mend{{"Let the group " + gid + " " + verb + ":", "setfacl -m g:" + gid + ":" + want.letters() + " " + file}, single}
	case classMask:
		return []Mend{{"The entry grants it and the mask takes it away; widen the mask:", "setfacl -m m::" + (g.has | want).letters() + " " + file}}
	}
	return []Mend{chmod("o", "everyone on this machine"), single}
}

// quote writes s so that a shell takes it as one word.
func quote(s string) string {
	for i := range len(s) {
		c := s[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c >= 0x80 {
			continue
		}
		switch c {
		case '/', '.', '_', '-', '+', ',', ':', '=', '@', '%':
			continue
		}
		return "'" + replaceQuotes(s) + "'"
	}
	if s == "" {
		return "''"
	}
	return s
}

func replaceQuotes(s string) string {
	var out []byte
	for i := range len(s) {
		if s[i] == '\'' {
			out = append(out, `'\''`...)
			continue
		}
		out = append(out, s[i])
	}
	return string(out)
}
