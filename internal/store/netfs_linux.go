package store

import "syscall"

// networkFS reports whether dir lies on a file system that is kept elsewhere,
// where the locks and the shared memory of SQLite do not work. Magic numbers:
// statfs(2).
func networkFS(dir string) (name string, remote bool) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return "", false
	}
	switch uint32(s.Type) {
	case 0x6969:
		return "nfs", true
	case 0x517b, 0xff534d42, 0xfe534d42:
		return "smb", true
	case 0x01021997:
		return "9p", true
	case 0x00c36400:
		return "ceph", true
	case 0x5346414f:
		return "afs", true
	case 0x0bd00bd0:
		return "lustre", true
	}
	return "", false
}
