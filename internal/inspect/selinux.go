package inspect

import (
	"strconv"
	"strings"
)

// selinuxRights names the object class and the rights that a wish needs.
func selinuxRights(kind Kind, want perm) (object string, rights []string) {
	switch {
	case kind == Directory && want == mayExec:
		return "dir", []string{"search"}
	case kind == Directory:
		return "dir", []string{"read", "open"}
	case kind == File && want == mayRead:
		return "file", []string{"read", "open"}
	case kind == Socket:
		return "sock_file", []string{"write"}
	}
	return "", nil
}

// parseDecision reads the kernel's answer: allowed, decided, two audit sets,
// a number, and flags of which the first says that the domain is permissive.
func parseDecision(text string, need uint32) (ok, known bool) {
	f := strings.Fields(text)
	if len(f) < 5 {
		return false, false
	}
	allowed, err := strconv.ParseUint(f[0], 16, 32)
	if err != nil {
		return false, false
	}
	if len(f) > 5 {
		flags, _ := strconv.ParseUint(f[5], 16, 32)
		if flags&1 != 0 {
			return true, true
		}
	}
	return uint32(allowed)&need == need, true
}
