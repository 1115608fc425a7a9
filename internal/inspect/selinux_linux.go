package inspect

import (
	"fmt"
	"os"
	"strconv"
	"strings"
)

// selinuxFS is where the kernel answers questions about its policy.
const selinuxFS = "/sys/fs/selinux"

// selinuxAllows asks the kernel, through the node "access" of selinuxfs, whether
// from may do want to what is labelled to. It is a question only: nothing is
// logged, nothing changes (security_compute_av(3)).
func selinuxAllows(from, to string, kind Kind, want perm) (ok, known bool) {
	object, rights := selinuxRights(kind, want)
	if object == "" {
		return false, false
	}
	index, err := os.ReadFile(selinuxFS + "/class/" + object + "/index")
	if err != nil {
		return false, false
	}
	var need uint32
	for _, r := range rights {
		b, err := os.ReadFile(selinuxFS + "/class/" + object + "/perms/" + r)
		n, numErr := strconv.ParseUint(strings.TrimSpace(string(b)), 10, 8)
		if err != nil || numErr != nil || n < 1 || n > 32 {
			return false, false
		}
		need |= 1 << (n - 1)
	}
	f, err := os.OpenFile(selinuxFS+"/access", os.O_RDWR, 0)
	if err != nil {
		return false, false
	}
	defer f.Close()
	if _, err := fmt.Fprintf(f, "%s %s %s %x", from, to, strings.TrimSpace(string(index)), need); err != nil {
		return false, false
	}
	buf := make([]byte, 256)
	n, err := f.Read(buf)
	if err != nil {
		return false, false
	}
	return parseDecision(string(buf[:n]), need)
}
