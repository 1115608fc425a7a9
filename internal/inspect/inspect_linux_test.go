package inspect

import (
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/problem"
)

// nobody is a user that no file of these tests belongs to.
var nobody = uint32(54321)

// tree makes a folder that everyone may pass, with files of the modes given;
// a name that ends in a slash is a folder.
func tree(t *testing.T, entries ...any) string {
	t.Helper()
	top := t.TempDir()
	for dir := top; dir != "/" && dir != os.TempDir(); dir = filepath.Dir(dir) {
		if err := os.Chmod(dir, 0o755); err != nil {
			break
		}
	}
	for i := 0; i < len(entries); i += 2 {
		name, mode := entries[i].(string), os.FileMode(entries[i+1].(int))
		p := filepath.Join(top, name)
		err := os.MkdirAll(filepath.Dir(p), 0o755)
		if strings.HasSuffix(name, "/") {
			err = errors.Join(err, os.MkdirAll(p, 0o755))
		} else {
			err = errors.Join(err, os.WriteFile(p, []byte("x"), 0o600))
		}
		if err = errors.Join(err, os.Chmod(p, mode)); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = os.Chmod(p, 0o755) })
	}
	return top
}

func inspected(t *testing.T, o Options) Result {
	t.Helper()
	if o.User == "" && o.PID == 0 && o.UID == nil {
		o.UID, o.GIDs = &nobody, []uint32{nobody}
	}
	r, err := Run(o)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.Findings {
		if _, ok := diagnose.Find(f.Cause); !ok {
			t.Errorf("the cause %s is not in the catalogue", f.Cause)
		}
		if f.Denies && (f.Says == "" || f.Where == "" || len(f.Mend) == 0) {
			t.Errorf("incomplete: %+v", f)
		}
	}
	return r
}

func TestModesOfRealFiles(t *testing.T) {
	top := tree(t, "ok.txt", 0o644, "secret.txt", 0o600, "shut/", 0o755, "shut/f.txt", 0o644, "site/", 0o755, "site/index.html", 0o644, "empty/", 0o755, "locked/", 0o755, "locked/index.html", 0o600)
	if err := os.Chmod(top+"/shut", 0o744); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ path, cause, where, mend string }{
		{"/ok.txt", "", "", ""},
		{"/secret.txt", "static/file-unreadable", "/secret.txt", "chmod o+r "},
		{"/shut/f.txt", "static/directory-unreadable", "/shut", "chmod o+x "},
		{"/site", "", "", ""},
		{"/site/", "", "", ""},
		{"/empty/", "static/no-index-listing-off", "/empty", "ls -la "},
		{"/locked/", "static/file-unreadable", "/locked/index.html", "chmod o+r "},
		{"/none.txt", "resource/not-found", "/none.txt", "ls -la "},
		{"/ok.txt/more", "resource/not-found", "/ok.txt/more", "ls -la "},
	} {
		if os.Getuid() != 0 && strings.HasPrefix(c.path, "/shut") {
			continue // we ourselves could not look
		}
		r := inspected(t, Options{Path: top + c.path})
		if c.cause == "" {
			if r.Denies || len(r.Inspected()) > 0 {
				t.Errorf("%s: denied: %+v", c.path, r.Findings)
			}
			continue
		}
		if !r.Denies || !slices.Equal(r.Inspected(), []diagnose.CauseID{diagnose.CauseID(c.cause)}) {
			t.Errorf("%s: got %+v", c.path, r.Findings)
			continue
		}
		f := r.Findings[0]
		if f.Where != top+c.where || !strings.HasPrefix(f.Mend[0].Command, c.mend) {
			t.Errorf("%s: at %s, mend %q", c.path, f.Where, f.Mend[0].Command)
		}
	}
}

// TestMendMends runs the command that was printed, and looks again.
func TestMendMends(t *testing.T) {
	top := tree(t, "it's/", 0o755, "it's/a b.txt", 0o600)
	r := inspected(t, Options{Path: top + "/it's/a b.txt"})
	if !r.Denies {
		t.Fatal("nothing denies")
	}
	if out, err := exec.CommandContext(t.Context(), "sh", "-c", r.Findings[0].Mend[0].Command).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if r := inspected(t, Options{Path: top + "/it's/a b.txt"}); r.Denies {
		t.Errorf("still denied: %+v", r.Findings)
	}
}

// TestKernelAgrees asks Linux itself, by opening as the other user.
func TestKernelAgrees(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can become another user")
	}
	top := tree(t, "f", 0o644)
	file, lists := top+"/f", 0
	defer func() { t.Logf("%d access lists held against Linux", lists) }()
	for _, owner := range []int{0, int(nobody)} {
		for _, group := range []int{0, int(nobody)} {
			for _, mode := range []os.FileMode{0o644, 0o640, 0o604, 0o400, 0o040, 0o004, 0} {
				for _, list := range [][]aclEntry{nil, {{aclUser, 4, nobody}}, {{aclUser, 0, nobody}}, {{aclGroup, 4, nobody}}, {{aclGroup, 0, nobody}}} {
					if err := errors.Join(os.Chown(file, owner, group), os.Chmod(file, mode)); err != nil {
						t.Fatal(err)
					}
					_ = syscall.Removexattr(file, "system.posix_acl_access")
					if list != nil {
						full := slices.Concat([]aclEntry{{aclUserObj, perm(mode >> 6 & 7), 1<<32 - 1}}, only(list, aclUser), []aclEntry{{aclGroupObj, perm(mode >> 3 & 7), 1<<32 - 1}},
							only(list, aclGroup), []aclEntry{{aclMask, 4, 1<<32 - 1}, {aclOther, perm(mode & 7), 1<<32 - 1}})
						if err := syscall.Setxattr(file, "system.posix_acl_access", xattr(full...), 0); errors.Is(err, syscall.ENOTSUP) {
							continue
						} else if err != nil {
							t.Fatal(err)
						}
						lists++
					}
					cmd := exec.CommandContext(t.Context(), "cat", file)
					cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
					readable := cmd.Run() == nil
					if r := inspected(t, Options{Path: file}); r.Denies == readable {
						t.Errorf("owner %d group %d mode %o list %v: Linux lets read: %v, we say %+v", owner, group, mode, list, readable, r.Steps[len(r.Steps)-1])
					}
				}
			}
		}
	}
}

func only(list []aclEntry, tag uint16) []aclEntry {
	return slices.DeleteFunc(slices.Clone(list), func(e aclEntry) bool { return e.tag != tag })
}

func TestLinksOfRealFiles(t *testing.T) {
	top := tree(t, "real/", 0o755, "real/f.txt", 0o644, "site/", 0o755, "shut/", 0o700, "shut/f.txt", 0o644)
	for name, to := range map[string]string{"rel": "../real/f.txt", "abs": top + "/real/f.txt", "dir": "../real", "loop": "loop", "none": "gone", "shut": "../shut/f.txt"} {
		if err := os.Symlink(to, top+"/site/"+name); err != nil {
			t.Fatal(err)
		}
	}
	for name, want := range map[string]string{"rel": "", "abs": "", "dir/f.txt": "", "loop": "static/symlink-refused", "none": "resource/not-found", "shut": "static/directory-unreadable"} {
		if os.Getuid() != 0 && name == "shut" {
			continue
		}
		r := inspected(t, Options{Path: top + "/site/" + name})
		got := ""
		for _, id := range r.Inspected() {
			got = string(id)
		}
		if got != want {
			t.Errorf("%s: got %q, want %q: %+v", name, got, want, r.Findings)
		}
	}
	r := inspected(t, Options{Path: top + "/site/rel"})
	if !slices.ContainsFunc(r.Steps, func(s Step) bool { return s.Kind == Link && s.Target == "../real/f.txt" && s.Wants == "follow" }) {
		t.Errorf("the hop is not told: %+v", r.Steps)
	}
}

func TestConfiguredLinks(t *testing.T) {
	top := tree(t, "real.txt", 0o644, "site/", 0o755)
	if err := os.Symlink("../real.txt", top+"/site/l"); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Symlink("site", top+"/now"), os.WriteFile(top+"/site/f", nil, 0o644)); err != nil { //nolint:gosec // the server reads it
		t.Fatal(err)
	}
	conf := func(text string) string {
		file := filepath.Join(t.TempDir(), "c.conf")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	site := top + "/site"
	for _, c := range []struct{ nginx, apache, want string }{
		{nginx: "server { root " + site + "; }"},
		{nginx: "server { root " + site + "; disable_symlinks on; }", want: "static/symlink-refused"},
		{nginx: "server { root " + site + "; disable_symlinks if_not_owner; }"},
		{nginx: "server { root " + top + "/now; disable_symlinks on; }", want: "static/symlink-refused"},
		{nginx: "server { root " + top + "/now; disable_symlinks on from=$document_root; }"},
		{apache: "DocumentRoot " + site},
		{apache: "DocumentRoot " + site + "\n<Directory " + site + ">\nOptions None\n</Directory>", want: "static/symlink-refused"},
		{apache: "DocumentRoot " + site + "\n<Directory " + site + ">\nOptions SymLinksIfOwnerMatch\n</Directory>"},
	} {
		o := Options{URL: "http://localhost/l"}
		if strings.Contains(c.nginx, "/now") {
			o.URL = "http://localhost/f"
		}
		if c.nginx != "" {
			o.Nginx = conf(c.nginx)
		} else {
			o.Apache = conf(c.apache)
		}
		r := inspected(t, o)
		if got := len(r.Inspected()) > 0; got != (c.want != "") {
			t.Errorf("%s%s: got %+v", c.nginx, c.apache, r.Findings)
		}
	}
	if os.Getuid() != 0 {
		return
	}
	if err := os.Lchown(site+"/l", int(nobody), 0); err != nil {
		t.Fatal(err)
	}
	r := inspected(t, Options{URL: "http://localhost/l", Nginx: conf("server { root " + site + "; disable_symlinks if_not_owner; }")})
	if !r.Denies || r.Findings[0].Mend[0].Command != "chown -h root "+site+"/l" {
		t.Errorf("two owners: got %+v", r.Findings)
	}
}

// TestOrder wants the cause that the server meets first.
func TestOrder(t *testing.T) {
	top := tree(t, "site/", 0o755, "site/f", 0o600)
	file := filepath.Join(t.TempDir(), "c.conf")
	text := "server { listen 80; server_name site.example;\n root " + top + "/site;\n deny all; }"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	r := inspected(t, Options{Path: top + "/site/f", Nginx: file})
	if len(r.Findings) != 2 || r.Findings[0].Cause != "static/path-deny-rule" || r.Findings[0].Where != file+":3" || r.Findings[1].Cause != "static/file-unreadable" {
		t.Errorf("got %+v", r.Findings)
	}
	if r.URL != "http://site.example:80/f" {
		t.Errorf("took %s", r.URL)
	}
}

func TestPasswordFileAndSocket(t *testing.T) {
	top := tree(t, "site/", 0o755, "site/f", 0o644, "htpasswd", 0o600)
	sock, err := new(net.ListenConfig).Listen(t.Context(), "unix", top+"/s")
	if err != nil {
		t.Fatal(err)
	}
	defer sock.Close()
	if err := os.Chmod(top+"/s", 0o660); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(top, "c.conf")
	text := "server { root " + top + "/site; location /f { auth_basic x; auth_basic_user_file htpasswd; } location /app { fastcgi_pass unix:" + top + "/s; } location /api { proxy_pass http://unix:" + top + "/s:/x; } }"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]diagnose.CauseID{"/f": "auth/backend-misconfigured", "/api/x": "upstream/unreachable"} {
		r := inspected(t, Options{URL: "http://localhost" + path, Nginx: file})
		if !slices.Equal(r.Inspected(), []diagnose.CauseID{want}) {
			t.Errorf("%s: got %+v", path, r.Findings)
		}
	}
}

func TestUnreadableHtaccess(t *testing.T) {
	top := tree(t, "site/", 0o755, "site/f", 0o644, "site/.htaccess", 0o600)
	file := filepath.Join(top, "c.conf")
	if err := os.WriteFile(file, []byte("DocumentRoot "+top+"/site\n<Directory "+top+"/site>\nAllowOverride All\n</Directory>"), 0o600); err != nil {
		t.Fatal(err)
	}
	r := inspected(t, Options{URL: "http://localhost/f", Apache: file})
	if !slices.Equal(r.Inspected(), []diagnose.CauseID{"static/directory-unreadable"}) || r.Findings[0].Where != top+"/site/.htaccess" {
		t.Errorf("got %+v", r.Findings)
	}
}

func TestProcesses(t *testing.T) {
	p, ok := readProcess(os.Getpid())
	if !ok || p.uid != uint32(os.Geteuid()) || p.parent != os.Getppid() || len(p.gids) == 0 {
		t.Errorf("got %+v", p)
	}
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	port := uint16(l.Addr().(*net.TCPAddr).Port)
	if !listeners(port)(p) {
		t.Errorf("this process listens on %d, and it was not found", port)
	}
	if listeners(1)(p) {
		t.Error("this process does not listen on port 1")
	}
	top := tree(t, "f", 0o600)
	if r := inspected(t, Options{Path: top + "/f", PID: os.Getpid()}); r.Denies || r.Server.Found == "" {
		t.Errorf("our own file is denied to us: %+v", r)
	}
}

func TestChoose(t *testing.T) {
	all := []process{
		{pid: 10, parent: 1, comm: "nginx", cmdline: "nginx: master process nginx -c /a.conf -p /p"}, {pid: 11, parent: 10, comm: "nginx", cmdline: "nginx: worker process", uid: 33, gids: []uint32{33}},
		{pid: 20, parent: 1, comm: "nginx", cmdline: "nginx: master process nginx"}, {pid: 21, parent: 20, comm: "nginx", cmdline: "nginx: worker process", uid: 34, gids: []uint32{34}},
		{pid: 30, parent: 1, comm: "apache2", cmdline: "apache2 -f /b.conf"}, {pid: 31, parent: 30, comm: "apache2", cmdline: "apache2 -f /b.conf", uid: 35, gids: []uint32{35}},
		{pid: 40, parent: 1, comm: "php-fpm8.3", cmdline: "php-fpm: pool www", uid: 36},
	}
	none := func(process) bool { return false }
	if _, _, err := choose(all, Options{Path: "/x"}, none); !problem.Is(err, problem.Invalid) || !strings.Contains(err.Error(), "--pid") {
		t.Errorf("several servers: got %v", err)
	}
	if p, _, err := choose(all, Options{Nginx: "/a.conf"}, none); err != nil || p.pid != 11 {
		t.Errorf("by configuration: got %d, %v", p.pid, err)
	}
	if p, program, err := choose(all, Options{Apache: "/b.conf"}, none); err != nil || p.pid != 31 || program != "Apache httpd" {
		t.Errorf("by program: got %d, %v", p.pid, err)
	}
	if p, _, err := choose(all, Options{Path: "/x", URL: "http://h:1/"}, func(p process) bool { return p.pid == 21 }); err != nil || p.pid != 21 {
		t.Errorf("by port: got %d, %v", p.pid, err)
	}
	if p, program, err := choose(all[6:], Options{Path: "/x"}, none); err != nil || p.pid != 40 || program != "PHP-FPM" {
		t.Errorf("php-fpm alone: got %d, %v", p.pid, err)
	}
	if _, _, err := choose(nil, Options{Path: "/x"}, none); !problem.Is(err, problem.NotFound) {
		t.Errorf("none: got %v", err)
	}
	if id := identity(all[1], "nginx", all); id.config != "/a.conf" || id.prefix != "/p" {
		t.Errorf("got %+v", id)
	}
}

func TestCouldNotLook(t *testing.T) {
	top := tree(t, "shut/", 0o755, "shut/f", 0o644)
	if os.Getuid() == 0 {
		t.Skip("root may look at all; the script of the command line becomes another user")
	}
	if err := os.Chmod(top+"/shut", 0); err != nil {
		t.Fatal(err)
	}
	uid := uint32(os.Getuid())
	_, err := Run(Options{Path: top + "/shut/f", UID: &uid, GIDs: []uint32{uid}})
	if !problem.Is(err, problem.Forbidden) {
		t.Errorf("got %v", err)
	}
}
