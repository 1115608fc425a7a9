package app_test

import (
	"bytes"
	"crypto/md5"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"text/template"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/app"
	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/form"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/netx"
	"github.com/uptimesignal/uptimesignal/internal/probe"
)

// alertWithin is how long after the confirming check an alert may take. The
// machines that run this are shared: what is promised is 5 s.
const alertWithin = 5 * time.Second

// On real web servers that begin to refuse for real reasons, the alert
// arrives at a real HTTP receiver and in a real mailbox, in time, with the
// right state and the right cause or the right group.
func TestRealServers(t *testing.T) {
	if testing.Short() {
		t.Skip("starts web servers")
	}
	for _, server := range []webServer{nginx, apache} {
		t.Run(server.name, func(t *testing.T) {
			t.Parallel()
			server.exercise(t)
		})
	}
}

// A webServer is a program, its configuration, and how it is told to read that
// again.
type webServer struct {
	name   string
	binary string
	args   func(conf string) []string
	conf   *template.Template
}

var nginx = webServer{
	name: "nginx", binary: "nginx",
	args: func(conf string) []string {
		return []string{"-c", conf, "-e", filepath.Join(filepath.Dir(conf), "error.log")}
	},
	conf: template.Must(template.New("nginx").Parse(`
{{if .Root}}user www-data;{{end}}
daemon off; worker_processes 1; pid {{.Dir}}/nginx.pid; error_log {{.Dir}}/error.log;
events { worker_connections 64; }
http {
  access_log off; client_body_temp_path {{.Dir}}/tmp; proxy_temp_path {{.Dir}}/tmp; fastcgi_temp_path {{.Dir}}/tmp; uwsgi_temp_path {{.Dir}}/tmp; scgi_temp_path {{.Dir}}/tmp;
  limit_req_zone $binary_remote_addr zone=z:1m rate={{if .Broken}}1r/m{{else}}100r/s{{end}};
  server {
    {{range .Listen}}listen {{.}}; {{end}}root {{.Dir}}/www; default_type text/plain;
    location /list/ { {{if .Broken}}allow 192.0.2.0/24; deny all;{{end}} }
    location /picture/ { valid_referers none server_names *.site.example{{if not .Broken}} *.partner.example{{end}}; if ($invalid_referer) { return 403; } }
    location /limited/ { limit_req zone=z; limit_req_status 429; }
    location /signed/ { secure_link $arg_md5,$arg_expires; secure_link_md5 "$secure_link_expires$uri sesame"; if ($secure_link = "") { return 403; } if ($secure_link = "0") { return 403; } }
  }
}`)),
}

var apache = webServer{
	name: "apache", binary: "apache2",
	args: func(conf string) []string { return []string{"-d", filepath.Dir(conf), "-f", conf, "-D", "FOREGROUND"} },
	conf: template.Must(template.New("apache").Parse(`
{{range .Modules}}LoadModule {{.}}_module /usr/lib/apache2/modules/mod_{{.}}.so
{{end}}
ServerName site.example
{{range .Listen}}Listen {{.}}
{{end}}PidFile {{.Dir}}/apache.pid
ErrorLog {{.Dir}}/error.log
{{if .Root}}User www-data
Group www-data{{end}}
Mutex file:{{.Dir}} default
DocumentRoot {{.Dir}}/www
<Directory {{.Dir}}/www>
  Require all granted
</Directory>
<Location /list/>
  Require {{if .Broken}}ip 192.0.2.0/24{{else}}all granted{{end}}
</Location>
<Location /picture/>
  SetEnvIf Referer "^https?://([^/]+\.)?site\.example/" known
  {{if not .Broken}}SetEnvIf Referer "partner\.example/" known{{end}}
  SetEnvIf Referer "^$" known
  <RequireAny>
    Require env known
    Require expr -z %{HTTP_REFERER}
  </RequireAny>
</Location>`)),
}

// A served is what a template is filled with.
type served struct {
	Dir     string
	Listen  []string // an address for each case: what is learnt about one host must not help with another
	Broken  bool
	Root    bool
	Modules []string
}

func (s webServer) exercise(t *testing.T) {
	bin, err := exec.LookPath(s.binary)
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("%s is not installed; make setup does it", s.binary)
		}
		t.Skipf("%s is not installed", s.binary)
	}
	// Not t.TempDir: the server's own user has to reach it.
	dir, err := os.MkdirTemp("/var/tmp", "uptimesignal-"+s.name+"-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, d := range []string{"plain", "list", "picture", "limited", "signed"} {
		must(t, os.MkdirAll(filepath.Join(dir, "www", d), 0o755))
		must(t, os.WriteFile(filepath.Join(dir, "www", d, "file.txt"), []byte("well\n"), 0o644))
	}
	in := served{Dir: dir, Listen: freeAddrs(t), Root: os.Geteuid() == 0, Modules: apacheModules()}
	stop := s.start(t, bin, in)

	alerts := newAlerts(t)
	a, err := app.New(t.Context(), app.Options{Data: filepath.Join(t.TempDir(), "data"), Guard: netx.SelfHosted(), Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Declared: alerts.channels()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Stop(); err != nil {
			t.Error(err)
		}
	})
	cases := s.cases()
	for i, c := range cases {
		c.add(t, a, "http://"+in.Listen[i])
	}
	waitUp(t, a, len(cases))

	// The file loses its mode; then the configuration changes.
	must(t, os.Chmod(filepath.Join(dir, "www", "plain", "file.txt"), 0))
	stop()
	in.Broken = true
	s.start(t, bin, in)
	for _, c := range cases {
		alerts.want(t, c)
	}
}

// A refusal is a monitor and what its alert must say.
type refusal struct {
	name, path, referer string
	state               monitor.State
	causes              []string // the right cause, or the group that holds it
}

func (s webServer) cases() []refusal {
	all := []refusal{
		{"file mode", "/plain/file.txt", "", monitor.Refused, []string{"static/file-unreadable"}},
		{"allow-list", "/list/file.txt", "", monitor.Refused, []string{"net/ip-allowlist", "static/path-deny-rule", "authz/insufficient-role"}},
		{"hotlink", "/picture/file.txt", "https://www.partner.example/page", monitor.Refused, []string{"referer/hotlink-denied"}},
	}
	if s.name == "nginx" {
		end := time.Now().Add(6 * time.Second).Unix()
		sum := md5.Sum(fmt.Appendf(nil, "%d/signed/file.txt sesame", end))
		link := fmt.Sprintf("/signed/file.txt?md5=%s&expires=%d", base64.RawURLEncoding.EncodeToString(sum[:]), end)
		all = append(all,
			refusal{"signed link", link, "", monitor.Refused, []string{"signed-url/expired"}},
			refusal{"rate limit", "/limited/file.txt", "", monitor.Limited, []string{"rate/request-limit"}})
	}
	return all
}

func (c refusal) add(t *testing.T, a *app.App, base string) {
	t.Helper()
	spec := probe.DefaultHTTP(base + c.path)
	if c.referer != "" {
		spec.Headers = []form.Header{{Name: "Referer", Value: c.referer}}
	}
	raw, err := json.Marshal(spec)
	if err != nil {
		t.Fatal(err)
	}
	m := monitor.Monitor{Name: c.name, Kind: "http", Spec: raw, Interval: time.Second, Timeout: 900 * time.Millisecond, Policy: monitor.DefaultPolicy()}
	if err := a.DB.CreateMonitor(t.Context(), &m); err != nil {
		t.Fatal(err)
	}
}

// start runs the server and waits until it answers; stop ends it.
func (s webServer) start(t *testing.T, bin string, in served) (stop func()) {
	t.Helper()
	var b bytes.Buffer
	must(t, s.conf.Execute(&b, in))
	conf := filepath.Join(in.Dir, s.name+".conf")
	must(t, os.WriteFile(conf, b.Bytes(), 0o644))
	cmd := exec.Command(bin, s.args(conf)...)
	cmd.Stderr = t.Output()
	must(t, cmd.Start())
	var once sync.Once
	stop = func() {
		once.Do(func() {
			_ = cmd.Process.Signal(syscall.SIGTERM)
			_ = cmd.Wait()
		})
	}
	t.Cleanup(stop)
	t.Cleanup(func() {
		if log, err := os.ReadFile(filepath.Join(in.Dir, "error.log")); err == nil && t.Failed() {
			t.Logf("%s says:\n%s", s.name, log)
		}
	})
	poll(t, "the web server answers", func() bool {
		c, err := net.DialTimeout("tcp", in.Listen[0], time.Second)
		if err == nil {
			_ = c.Close()
		}
		return err == nil
	})
	return stop
}

// apacheModules are those of Debian's package, which builds the core ones in.
func apacheModules() []string {
	return []string{"mpm_event", "authz_core", "authz_host", "setenvif", "dir"}
}

// freeAddrs returns five addresses with a port that is free on all of them.
func freeAddrs(t *testing.T) []string {
	t.Helper()
	l, err := net.Listen("tcp", "0.0.0.0:0")
	must(t, err)
	defer l.Close()
	var out []string
	for i := range 5 {
		out = append(out, fmt.Sprintf("127.0.0.%d:%d", i+1, l.Addr().(*net.TCPAddr).Port))
	}
	return out
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// poll waits until ok holds.
func poll(t *testing.T, what string, ok func() bool) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	end := time.After(40 * time.Second)
	for !ok() {
		select {
		case <-tick.C:
		case <-end:
			t.Fatalf("waited in vain until %s", what)
		}
	}
}

func waitUp(t *testing.T, a *app.App, n int) {
	t.Helper()
	poll(t, "every monitor is up", func() bool {
		counts, err := a.DB.Counts(t.Context())
		must(t, err)
		return counts[monitor.Up] == n
	})
}

// alerts is an HTTP receiver and a mailbox.
type alerts struct {
	hook string
	smtp string
	mu   sync.Mutex
	got  []hookAlert
	mail []string
}

type hookAlert struct {
	at   time.Time
	Type string
	Data struct {
		Monitor  struct{ Name string }
		State    string
		Since    time.Time
		Cause    struct{ ID string }
		Group    []string
		Evidence []string
		Fix      []string
	}
}

func newAlerts(t *testing.T) *alerts {
	t.Helper()
	a := &alerts{}
	hook := httptest.NewServer(a)
	t.Cleanup(hook.Close)
	a.hook = hook.URL
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &mailSession{alerts: a}, nil }))
	server.Domain = "localhost"
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	go func() { _ = server.Serve(l) }()
	t.Cleanup(func() { _ = server.Close() })
	a.smtp = l.Addr().String()
	return a
}

func (a *alerts) channels() app.Declared {
	host, port, _ := net.SplitHostPort(a.smtp)
	return app.Declared{Channels: []alert.Channel{
		{Kind: "webhook", Name: "hook", Default: true, Settings: fmt.Appendf(nil, `{"url":%q}`, a.hook)},
		{Kind: "email", Name: "mail", Default: true, Settings: fmt.Appendf(nil, `{"to":["ops@site.example"],"from":"watch@site.example","host":%q,"port":%s,"tls":"none"}`, host, port)},
	}}
}

func (a *alerts) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	got := hookAlert{at: time.Now()}
	if err := json.NewDecoder(r.Body).Decode(&got); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.got = append(a.got, got)
}

// want waits for the alert of c at both receivers and holds it against what it
// must say.
func (a *alerts) want(t *testing.T, c refusal) {
	t.Helper()
	var got hookAlert
	poll(t, "the alert of "+c.name+" arrives", func() bool {
		a.mu.Lock()
		defer a.mu.Unlock()
		i := slices.IndexFunc(a.got, func(h hookAlert) bool { return h.Type == "incident.opened" && h.Data.Monitor.Name == c.name })
		if i >= 0 {
			got = a.got[i]
		}
		mailed := slices.ContainsFunc(a.mail, func(m string) bool { return strings.Contains(m, "Subject:") && strings.Contains(m, c.name) })
		return i >= 0 && mailed
	})
	d := got.Data
	took := got.at.Sub(d.Since)
	// Since is the first failed check; the re-check that confirms it comes a second later.
	if confirm := monitor.DefaultPolicy().Recheck + time.Second; took > confirm+alertWithin {
		t.Errorf("%s: the alert came %v after the first failed check", c.name, took)
	}
	if d.State != string(c.state) || len(d.Evidence) == 0 || len(d.Fix) == 0 {
		t.Errorf("%s: %+v", c.name, d)
	}
	named := slices.Contains(c.causes, d.Cause.ID) || slices.ContainsFunc(c.causes, func(id string) bool {
		e, _ := diagnose.Find(diagnose.CauseID(id))
		return slices.Contains(d.Group, e.Title)
	})
	if !named {
		t.Errorf("%s: cause %q, group %q; want one of %q", c.name, d.Cause.ID, d.Group, c.causes)
	}
	t.Logf("%s: %s %s %q after %v", c.name, d.State, d.Cause.ID, d.Group, took.Round(time.Millisecond))
}

// A mailSession takes one message.
type mailSession struct{ alerts *alerts }

func (s *mailSession) Mail(string, *smtp.MailOptions) error { return nil }
func (s *mailSession) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (s *mailSession) Reset()                               {}
func (s *mailSession) Logout() error                        { return nil }

func (s *mailSession) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	s.alerts.mu.Lock()
	defer s.alerts.mu.Unlock()
	s.alerts.mail = append(s.alerts.mail, string(b))
	return err
}
