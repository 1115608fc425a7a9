package inspect

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
)

// A realCase is a configuration that makes a real server refuse a request.
type realCase struct {
	name string
	// around stands outside of the site's block, site within it. The line that
	// should be named ends in HERE; @ is the folder of the files.
	around, site string
	path         string
	method       string // "" is GET
	headers      []string
	from         string // the client's address, "" is 127.0.0.1
	status       int    // what the server answers; 0: it closes the connection
	cause        string
	where        string // unless a line is marked: a file, below the folder
	// old and new are the change of the configuration that mends it, unless the
	// command that was printed does.
	old, new string
	setup    func(t *testing.T, dir string)
	root     bool // only root can make a file that is not the server's own
}

func (c realCase) host() string { return strings.ReplaceAll(c.name, " ", "-") + ".example" }

func (c realCase) client() string { return cmp.Or(c.from, "127.0.0.1") }

// A realServer is a web server program.
type realServer struct {
	program string
	args    func(conf string) []string
	// main is the main configuration, which includes the cases; wrap is the file
	// of one.
	main   func(dir, addr string) string
	wrap   func(c realCase, dir, addr string) string
	ask    func(o *Options, conf string)
	cases  []realCase
	spare  bool   // CI may do without it
	folder string // stands for the folder in the cases, "" is @
}

// TestRealServers starts web servers that refuse for real, holds what inspect
// says against what they answer, mends what it names, and asks again.
func TestRealServers(t *testing.T) {
	for _, s := range []realServer{realNginx, realApache, realLighttpd, realCaddy} {
		t.Run(s.program, func(t *testing.T) {
			t.Parallel()
			s.exercise(t)
		})
	}
}

func (s realServer) exercise(t *testing.T) {
	bin, err := exec.LookPath(s.program)
	if err != nil {
		if os.Getenv("CI") != "" && !s.spare {
			t.Fatalf("%s is not installed; make setup does it", s.program)
		}
		t.Skipf("%s is not installed", s.program)
	}
	if os.Geteuid() != 0 {
		s.cases = slices.DeleteFunc(slices.Clone(s.cases), func(c realCase) bool { return c.root })
	}
	dir := s.files(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	l.Close()
	conf := filepath.Join(dir, "main.conf")
	write(t, conf, s.main(dir, addr))
	for _, c := range s.cases {
		if c.setup != nil {
			c.setup(t, dir)
		}
		write(t, s.fileOf(dir, c), s.wrap(c, dir, addr))
	}
	stop := s.start(t, bin, conf, addr)
	for _, c := range s.cases {
		s.refused(t, c, dir, addr)
	}
	user := s.look(t, s.cases[0], dir, addr).Server.User
	for _, c := range s.cases {
		s.agrees(t, c, dir, addr, user)
	}
	stop()
	for _, c := range s.cases {
		s.mend(t, c, dir, addr)
	}
	s.start(t, bin, conf, addr)
	for _, c := range s.cases {
		if c.old != "" || c.cause == "" {
			s.passes(t, c, dir, addr)
		}
	}
}

func (s realServer) fileOf(dir string, c realCase) string {
	return filepath.Join(dir, "cases", strings.ReplaceAll(c.name, " ", "-")+".conf")
}

// files makes the site: the server's own user has to reach it, so it is not in
// t.TempDir.
func (s realServer) files(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/var/tmp", "uptimesignal-inspect-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	for _, d := range []string{"", "cases", "tmp", "logs", "www", "www/dir", "www/empty", "www/.git", "www/.well-known", "other"} {
		if err := errors.Join(os.MkdirAll(filepath.Join(dir, d), 0o755), os.Chmod(filepath.Join(dir, d), 0o755)); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range []string{"www/f.txt", "www/dir/f.txt", "www/dir/index.html", "www/.git/HEAD", "www/.well-known/x", "www/x.bak", "other/f.txt"} {
		write(t, filepath.Join(dir, f), "well\n")
	}
	return dir
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := errors.Join(os.WriteFile(file, []byte(text), 0o644), os.Chmod(file, 0o644)); err != nil { //nolint:gosec // the server reads it
		t.Fatal(err)
	}
}

// start runs the server until it answers.
func (s realServer) start(t *testing.T, bin, conf, addr string) (stop func()) {
	t.Helper()
	cmd := exec.Command(bin, s.args(conf)...)
	cmd.Stderr = t.Output()
	cmd.Env = append(os.Environ(), "HOME="+filepath.Dir(conf), "XDG_DATA_HOME="+filepath.Dir(conf), "XDG_CONFIG_HOME="+filepath.Dir(conf))
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	over := false
	stop = func() {
		if !over {
			over = true
			_ = cmd.Process.Signal(syscall.SIGTERM)
			<-ended
		}
	}
	t.Cleanup(stop)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		c, err := new(net.Dialer).DialContext(ctx, "tcp", addr)
		if err == nil {
			c.Close()
			return stop
		}
		select {
		case <-tick.C:
		case err := <-ended:
			over = true
			log, _ := os.ReadFile(filepath.Join(filepath.Dir(conf), "logs", "error.log"))
			t.Fatalf("%s ended: %v\n%s", s.program, err, log)
		case <-ctx.Done():
			t.Fatalf("%s does not answer at %s", s.program, addr)
		}
	}
}

// get returns the status, 0 where the connection is closed without one.
func (c realCase) get(t *testing.T, addr string) int {
	t.Helper()
	_, port, _ := net.SplitHostPort(addr)
	req, err := http.NewRequestWithContext(t.Context(), c.method, "http://"+c.host()+":"+port+c.path, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("User-Agent", "plain/1")
	for _, h := range c.headers {
		name, v, _ := strings.Cut(h, ": ")
		req.Header.Set(name, v)
	}
	dial := func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(c.client())}}).DialContext(ctx, network, addr)
	}
	tr := &http.Transport{DialContext: dial, DisableKeepAlives: true}
	defer tr.CloseIdleConnections()
	client := &http.Client{Transport: tr, Timeout: 10 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(req)
	if errors.Is(err, io.EOF) {
		return 0
	}
	if err != nil {
		t.Fatalf("%s: %v", c.name, err)
	}
	resp.Body.Close()
	return resp.StatusCode
}

// look inspects the request of c, as the running server's own user.
func (s realServer) look(t *testing.T, c realCase, dir, addr string) Result {
	t.Helper()
	r := s.lookAs(t, c, dir, addr, "")
	if r.Server.PID == 0 {
		t.Errorf("%s: the running server was not found: %+v", c.name, r.Server)
	}
	return r
}

// lookAs does without the search for the process, where the user is known.
func (s realServer) lookAs(t *testing.T, c realCase, dir, addr, user string) Result {
	t.Helper()
	_, port, _ := net.SplitHostPort(addr)
	o := Options{URL: "http://" + c.host() + ":" + port + c.path, User: user, Method: c.method, Client: netip.MustParseAddr(c.client()), Headers: append([]string{"User-Agent: plain/1"}, c.headers...)}
	s.ask(&o, filepath.Join(dir, "main.conf"))
	r, err := Run(o)
	if err != nil {
		t.Fatalf("%s: %v", c.name, err)
	}
	return r
}

// refused wants the server to refuse, and inspect to name the line.
func (s realServer) refused(t *testing.T, c realCase, dir, addr string) {
	t.Helper()
	status, r := c.get(t, addr), s.look(t, c, dir, addr)
	if status != c.status {
		t.Errorf("%s: the server answers %d, not %d", c.name, status, c.status)
	}
	if c.cause == "" {
		if r.Denies {
			t.Errorf("%s: the server answers %d, and inspect says it denies: %+v", c.name, status, r.Findings)
		}
		return
	}
	got := r.Inspected()
	if len(got) == 0 || got[0] != diagnose.CauseID(c.cause) {
		t.Errorf("%s: got %v %+v; notes %q", c.name, got, r.Findings, r.Notes)
		return
	}
	want := marked(t, dir)
	if want[c.name] == "" {
		want[c.name] = lineOf(t, filepath.Join(dir, c.where))
	}
	for _, f := range r.Findings {
		if !f.Denies {
			continue
		}
		if f.Where != want[c.name] {
			t.Errorf("%s: names %s, not %s: %s", c.name, f.Where, want[c.name], f.Says)
		}
		if len(f.Mend) == 0 || f.Says == "" {
			t.Errorf("%s: incomplete: %+v", c.name, f)
		}
		break
	}
}

// agrees asks otherwise, and wants the server and inspect to agree on whether
// the request is refused.
func (s realServer) agrees(t *testing.T, c realCase, dir, addr, user string) {
	t.Helper()
	for _, change := range []func(*realCase){
		func(c *realCase) { c.headers = append(slices.Clone(c.headers), "User-Agent: robot/2") },
		func(c *realCase) { c.headers = append(slices.Clone(c.headers), "Referer: https://"+c.host()+"/page") },
		func(c *realCase) { c.headers = []string{"Referer: https://evil.example/", "Cookie: a=b"} },
		func(c *realCase) { c.headers = nil },
		func(c *realCase) { c.from = "127.0.0.2" },
		func(c *realCase) { c.method = "HEAD" },
		func(c *realCase) { c.path = "/dir/" },
		func(c *realCase) { c.path = "/dir/f.txt?q=1" },
		func(c *realCase) { c.path = "/x.bak" },
		func(c *realCase) { c.path = "/a/../f.txt" },
	} {
		v := c
		change(&v)
		status, r := v.get(t, addr), s.lookAs(t, v, dir, addr, user)
		if refused := status == 0 || status >= 400; refused != r.Denies && !asksUser(r, status) {
			t.Errorf("%s, %s %s %q from %s: the server answers %d, inspect says %v: %+v; notes %q", c.name, v.method, v.path, v.headers, v.client(), status, r.Denies, r.Findings, r.Notes)
		}
	}
}

// asksUser reports that nothing denies but a credential that was not given.
func asksUser(r Result, status int) bool {
	return status == 401 && slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Cause == "auth/missing-credentials" && !f.Denies })
}

// lineOf turns file:text into file:line.
func lineOf(t *testing.T, where string) string {
	t.Helper()
	file, text, ok := strings.Cut(where, ":")
	if !ok {
		return where
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, _, _ := strings.Cut(string(b), text)
	return fmt.Sprintf("%s:%d", file, strings.Count(before, "\n")+1)
}

// marked are the lines that end in HERE, by case.
func marked(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	files, _ := filepath.Glob(filepath.Join(dir, "cases", "*"))
	more, _ := filepath.Glob(filepath.Join(dir, "*", ".htaccess"))
	for _, file := range append(files, more...) {
		text, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		for i, line := range strings.Split(string(text), "\n") {
			if name, ok := strings.CutPrefix(line, "# case "); ok {
				out["now"] = name
			}
			switch {
			case line == "# HERE": // for the line before
				out[out["now"]] = fmt.Sprintf("%s:%d", file, i)
			case strings.HasSuffix(line, "HERE"):
				out[out["now"]] = fmt.Sprintf("%s:%d", file, i+1)
			}
		}
	}
	return out
}

// mend changes what was named: the line, or by the command that was printed.
func (s realServer) mend(t *testing.T, c realCase, dir, addr string) {
	t.Helper()
	if c.old == "" {
		return
	}
	if c.old == "command" {
		o := Options{URL: "http://" + c.host() + c.path}
		s.ask(&o, filepath.Join(dir, "main.conf"))
		o.User = "www-data"
		r, err := Run(o)
		if err != nil || len(r.Findings) == 0 {
			t.Fatalf("%s: %v %+v", c.name, err, r.Findings)
		}
		if out, err := exec.CommandContext(t.Context(), "sh", "-c", r.Findings[0].Mend[0].Command).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v: %s", c.name, err, out)
		}
		return
	}
	wrapped := s.wrap(c, dir, addr)
	fill := strings.NewReplacer(cmp.Or(s.folder, "@"), dir)
	if !strings.Contains(wrapped, fill.Replace(c.old)) {
		t.Fatalf("%s: nothing to mend: %q", c.name, c.old)
	}
	write(t, s.fileOf(dir, c), strings.ReplaceAll(wrapped, fill.Replace(c.old), fill.Replace(c.new)))
}

// passes wants the mended request to be answered, and inspect to agree.
func (s realServer) passes(t *testing.T, c realCase, dir, addr string) {
	t.Helper()
	status, r := c.get(t, addr), s.look(t, c, dir, addr)
	if status >= 400 || status == 0 || r.Denies {
		t.Errorf("%s, mended: the server answers %d, inspect says %v: %+v", c.name, status, r.Denies, r.Findings)
	}
}
