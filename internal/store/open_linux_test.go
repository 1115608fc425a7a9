package store_test

import (
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
)

// asNobody makes this goroutine's thread meet the file system as a user
// without rights until the end of the test, also when the tests run as root.
func asNobody(t *testing.T) {
	t.Helper()
	if os.Getuid() != 0 {
		return
	}
	runtime.LockOSThread()
	setfsuid := func(uid uintptr) {
		if _, _, errno := syscall.RawSyscall(syscall.SYS_SETFSUID, uid, 0, 0); errno != 0 {
			t.Fatal(errno)
		}
	}
	setfsuid(65534)
	t.Cleanup(func() {
		setfsuid(0)
		runtime.UnlockOSThread()
	})
}

// publicDir is a folder that every user can get to.
func publicDir(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, d := range []string{dir, filepath.Dir(dir)} {
		if err := os.Chmod(d, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestUnwritable(t *testing.T) {
	t.Run("Folder", func(t *testing.T) {
		dir := publicDir(t)
		if err := os.Chmod(dir, 0o555); err != nil {
			t.Fatal(err)
		}
		asNobody(t)
		wantOpenError(t, filepath.Join(dir, "x.db"), dir,
			"The database file DIR/x.db cannot be written: permission denied. The data folder must be writable for the user that runs UptimeSignal.")
	})
	t.Run("NewFolder", func(t *testing.T) {
		dir := publicDir(t)
		if err := os.Chmod(dir, 0o555); err != nil {
			t.Fatal(err)
		}
		asNobody(t)
		wantOpenError(t, filepath.Join(dir, "data", "x.db"), dir, "The data folder DIR/data cannot be made: permission denied.")
	})
	t.Run("File", func(t *testing.T) {
		dir := publicDir(t)
		path := closedDatabase(t, dir)
		if err := os.Chmod(path, 0o444); err != nil {
			t.Fatal(err)
		}
		asNobody(t)
		wantOpenError(t, path, dir,
			"The database file DIR/x.db cannot be written: permission denied. The data folder must be writable for the user that runs UptimeSignal.")
	})
	t.Run("FolderOfFile", func(t *testing.T) {
		dir := publicDir(t)
		path := closedDatabase(t, dir)
		if err := os.Chmod(path, 0o666); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(dir, 0o555); err != nil {
			t.Fatal(err)
		}
		asNobody(t)
		wantOpenError(t, path, dir,
			"The data folder DIR cannot be written: permission denied. It must be writable for the user that runs UptimeSignal.")
	})
}
