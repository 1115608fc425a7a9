package inspect

import (
	"bufio"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
)

// labelTo sets the label of SELinux; a kernel without SELinux keeps it as an
// attribute like others.
func labelTo(t *testing.T, file, label string) {
	t.Helper()
	switch err := syscall.Setxattr(file, "security.selinux", append([]byte(label), 0), 0); {
	case errors.Is(err, syscall.ENOTSUP), errors.Is(err, syscall.EPERM), errors.Is(err, syscall.EINVAL):
		t.Skipf("the label of %s cannot be set: %v", file, err)
	case err != nil:
		t.Fatal(err)
	}
}

// TestLabelsOfRealFiles reads labels that stand in the file system, on that of
// the temporary folder and on tmpfs, and walks over them with a policy that
// lets the web server read its own.
func TestLabelsOfRealFiles(t *testing.T) {
	const content, home = "system_u:object_r:httpd_sys_content_t:s0", "unconfined_u:object_r:user_home_t:s0"
	tops := []string{tree(t, "site/", 0o755)}
	if shm, err := os.MkdirTemp("/dev/shm", "uptimesignal-"); err == nil {
		t.Cleanup(func() { _ = os.RemoveAll(shm) })
		tops = append(tops, shm)
	}
	for _, top := range tops {
		good, bad := filepath.Join(top, "good"), filepath.Join(top, "bad")
		for file, label := range map[string]string{good: content, bad: home} {
			write(t, file, "x")
			labelTo(t, file, label)
			n, err := disk{}.node(file)
			if err != nil || n.label != label {
				t.Fatalf("%s: read %q, %v", file, n.label, err)
			}
		}
		w := walker{view: disk{}, id: Identity{UID: nobody, Overrule: true, Label: "system_u:system_r:httpd_t:s0"}, sys: system{selinux: true, allows: func(_, to string, _ Kind, _ perm) (bool, bool) {
			return to == content, true
		}}}
		if r, err := w.walk(good, mayRead); err != nil || r.deny != nil {
			t.Errorf("%s: %v, %+v", good, err, r.deny)
		}
		r, err := w.walk(bad, mayRead)
		if err != nil || r.deny == nil || r.deny.Where != bad || r.deny.Mend[0].Command != "restorecon -Rv "+bad || !strings.Contains(r.deny.Says, home) {
			t.Errorf("%s: %v, %+v", bad, err, r.deny)
		}
		if s := w.steps[len(w.steps)-1]; s.Label != home || s.OK {
			t.Errorf("the step is %+v", s)
		}
	}
}

// TestKernelAnswers asks the policy that is loaded, where one is.
func TestKernelAnswers(t *testing.T) {
	own, err := os.ReadFile("/proc/self/attr/current")
	if err != nil {
		t.Skipf("no security module labels processes here: %v", err)
	}
	if _, err := os.Stat(selinuxFS + "/access"); err != nil {
		t.Skipf("the kernel runs without SELinux: %v", err)
	}
	from := strings.TrimRight(string(own), "\x00\n")
	if _, known := selinuxAllows(from, from, File, mayRead); !known {
		t.Errorf("the kernel did not say what %s may do", from)
	}
	if _, known := selinuxAllows("no:such:label", from, File, mayRead); known {
		t.Error("the kernel knows a label that is none")
	}
}

// TestConfinement reads what the kernel says of this process.
func TestConfinement(t *testing.T) {
	own, err := os.ReadFile("/proc/self/attr/current")
	id := Identity{PID: os.Getpid()}
	confine(&id)
	if err != nil {
		if id.Label+id.Profile != "" {
			t.Errorf("got %q and %q of a kernel that has neither", id.Label, id.Profile)
		}
		t.Skipf("no security module confines processes here: %v", err)
	}
	if text := strings.TrimRight(string(own), "\x00\n"); id.Label != text && id.Profile != text && text != "unconfined" {
		t.Errorf("got %q and %q of %q", id.Label, id.Profile, text)
	}
}

// TestPrintedACL runs the setfacl that is printed, and asks the kernel.
func TestPrintedACL(t *testing.T) {
	if _, err := exec.LookPath("setfacl"); err != nil {
		t.Skip("setfacl is not installed (apt-get install acl)")
	}
	if os.Getuid() != 0 {
		t.Skip("only root can become another user")
	}
	top := tree(t, "f", 0o600)
	file := top + "/f"
	readable := func() bool {
		cmd := exec.CommandContext(t.Context(), "cat", file)
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
		return cmd.Run() == nil
	}
	run := func(command string) {
		t.Helper()
		if out, err := exec.CommandContext(t.Context(), "sh", "-c", command).CombinedOutput(); err != nil {
			if strings.Contains(string(out), "not supported") {
				t.Skipf("this file system has no access lists: %s", out)
			}
			t.Fatalf("%s: %v: %s", command, err, out)
		}
	}
	agree := func(want bool) Result {
		t.Helper()
		r := inspected(t, Options{Path: file})
		if readable() != want || r.Denies == want {
			t.Fatalf("want readable %v: the kernel says %v, we say %+v", want, readable(), r.Findings)
		}
		return r
	}
	named := func(r Result) string {
		t.Helper()
		i := slices.IndexFunc(r.Findings[0].Mend, func(m Mend) bool { return strings.HasPrefix(m.Command, "setfacl") })
		if i < 0 {
			t.Fatalf("no setfacl in %+v", r.Findings[0].Mend)
		}
		return r.Findings[0].Mend[i].Command
	}
	run(named(agree(false)))
	if r := agree(true); !strings.HasSuffix(r.Steps[len(r.Steps)-1].Mode, "+") {
		t.Errorf("the list is not shown: %+v", r.Steps)
	}
	run("setfacl -m m::- " + quote(file))
	run("setfacl -m g:" + "54321:r,m::w " + quote(file)) // the mask takes away what the entry grants
	r := agree(false)
	if !strings.Contains(r.Findings[0].Mend[0].Command, "setfacl -m m::") {
		t.Errorf("got %+v", r.Findings[0].Mend)
	}
	run(r.Findings[0].Mend[0].Command)
	agree(true)
}

// TestMountsOfRealProcess looks at a mount that only another process has, and
// that lets no program run and no link be followed.
func TestMountsOfRealProcess(t *testing.T) {
	top := tree(t, "mnt/", 0o755)
	cmd := exec.CommandContext(t.Context(), "unshare", "-m", "sh", "-c", `mount -t tmpfs -o mode=755,noexec,nosymfollow tmpfs "$1/mnt" && cd "$1/mnt" &&
printf '#!/bin/sh\n' >x.cgi && chmod 755 x.cgi && ln -s x.cgi l && echo secret >f && chmod 644 f && echo ready &&
{ ./x.cgi 2>/dev/null; echo "run $?"; cat l >/dev/null 2>&1; echo "follow $?"; read -r line; }`, "sh", top)
	in, errIn := cmd.StdinPipe()
	out, errOut := cmd.StdoutPipe()
	var says strings.Builder
	cmd.Stderr = &says
	if err := errors.Join(errIn, errOut, cmd.Start()); err != nil {
		t.Skipf("unshare cannot be started: %v", err)
	}
	t.Cleanup(func() { in.Close(); _ = cmd.Wait() })
	lines := bufio.NewScanner(out)
	var got []string
	for len(got) < 3 && lines.Scan() {
		got = append(got, lines.Text())
	}
	if len(got) == 0 {
		t.Skipf("no mount of our own can be made here: %s", says.String())
	}
	if !slices.Equal(got, []string{"ready", "run 126", "follow 1"}) {
		t.Skipf("this kernel runs what lies on the mount: %q", got)
	}
	if _, err := os.Stat(top + "/mnt/f"); !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("the mount is ours too: %v", err)
	}
	conf := filepath.Join(top, "c.conf")
	write(t, conf, "ScriptAlias /cgi/ "+top+"/mnt/\nAlias /s/ "+top+"/mnt/\n<Directory "+top+">\nRequire all granted\n</Directory>\n")
	for url, want := range map[string]diagnose.CauseID{"/s/f": "", "/s/l": "static/symlink-refused", "/cgi/x.cgi": "static/handler-refused"} {
		r, err := Run(Options{URL: "http://localhost" + url, Apache: conf, PID: cmd.Process.Pid})
		if err != nil {
			t.Fatal(err)
		}
		var first diagnose.CauseID
		if got := r.Inspected(); len(got) > 0 {
			first = got[0]
		}
		if first != want {
			t.Errorf("%s: got %q, want %q: %+v", url, first, want, r.Findings)
		}
		if want != "" && (r.Findings[0].Where == "" || len(r.Findings[0].Mend) == 0) {
			t.Errorf("%s: incomplete: %+v", url, r.Findings[0])
		}
	}
}
