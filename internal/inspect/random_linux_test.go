package inspect

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A grammar makes configurations at random.
type grammar struct {
	rand *rand.Rand
	out  strings.Builder
	seen []map[string]bool // what a block may have once, and has
}

func (g *grammar) pick(s ...string) string { return s[g.rand.IntN(len(s))] }

// line writes a directive; once says that a block may have it once.
func (g *grammar) line(once bool, words ...string) {
	text := strings.Join(words, " ")
	key := strings.Fields(text)[0]
	if once && g.seen[len(g.seen)-1][key] {
		return
	}
	g.seen[len(g.seen)-1][key] = true
	g.out.WriteString(text + "\n")
}

// block writes a block, unless the outer one has it.
func (g *grammar) block(open, end string, inner func()) {
	if g.seen[len(g.seen)-1][open] {
		return
	}
	g.seen[len(g.seen)-1][open] = true
	g.out.WriteString(open + "\n")
	g.seen = append(g.seen, map[string]bool{})
	inner()
	g.seen = g.seen[:len(g.seen)-1]
	g.out.WriteString(end + "\n")
}

// TestRandomConfigurations holds inspect against real servers on
// configurations that nobody thought of. UPTIMESIGNAL_SEED asks for others.
func TestRandomConfigurations(t *testing.T) {
	seed, _ := strconv.ParseUint(cmp.Or(os.Getenv("UPTIMESIGNAL_SEED"), "3"), 10, 64)
	for _, r := range []struct {
		server realServer
		write  func(*grammar)
		check  func(bin, conf string) *exec.Cmd
	}{
		{realNginx, randomNginx, func(bin, conf string) *exec.Cmd {
			return exec.Command(bin, "-t", "-c", conf, "-e", filepath.Dir(conf)+"/logs/test.log")
		}},
		{realApache, randomApache, func(bin, conf string) *exec.Cmd {
			return exec.Command(bin, "-t", "-d", filepath.Dir(conf), "-f", conf)
		}},
	} {
		t.Run(r.server.program, func(t *testing.T) {
			bin, err := exec.LookPath(r.server.program)
			if err != nil {
				t.Skipf("%s is not installed", r.server.program)
			}
			s := r.server
			s.cases = nil
			for i := range 40 {
				g := &grammar{rand: rand.New(rand.NewPCG(seed, uint64(i))), seen: []map[string]bool{{}}}
				r.write(g)
				s.cases = append(s.cases, realCase{name: fmt.Sprintf("random %d", i), site: g.out.String()})
			}
			s.random(t, bin, r.check)
		})
	}
}

// random starts the server with the configurations that it takes, and asks.
func (s realServer) random(t *testing.T, bin string, check func(bin, conf string) *exec.Cmd) {
	dir := s.files(t)
	for _, d := range []string{"www", "www/dir"} {
		write(t, filepath.Join(dir, d, ".htaccess"), "RewriteEngine On\nRewriteCond %{HTTP_USER_AGENT} robot\nRewriteRule \\.bak$ - [F]\n")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr, conf := l.Addr().String(), filepath.Join(dir, "main.conf")
	l.Close()
	write(t, conf, s.main(dir, addr))
	s.cases = slices.DeleteFunc(s.cases, func(c realCase) bool {
		file := s.fileOf(dir, c)
		write(t, file, s.wrap(c, dir, addr))
		refused := check(bin, conf).Run() != nil
		if refused {
			_ = os.Remove(file)
		}
		return refused
	})
	if len(s.cases) < 10 {
		t.Fatalf("the server takes %d of the configurations only", len(s.cases))
	}
	s.start(t, bin, conf, addr)
	user := s.look(t, s.cases[0], dir, addr).Server.User
	asked := 0
	for _, c := range s.cases {
		asked += s.questions(t, c, dir, addr, user)
	}
	if t.Failed() {
		log, _ := os.ReadFile(filepath.Join(dir, "logs/error.log"))
		t.Logf("%.3000s", log)
	}
	t.Logf("%d requests to %d configurations", asked, len(s.cases))
}

// questions are asked of one site; the first that is answered otherwise is told.
func (s realServer) questions(t *testing.T, c realCase, dir, addr, user string) (asked int) {
	for _, path := range []string{"/f.txt", "/dir/f.txt", "/dir/", "/none", "/x.bak", "/empty/", "/f.txt?q=1", "/.git/HEAD"} {
		for _, v := range []realCase{{}, {headers: []string{"User-Agent: robot"}}, {from: "127.0.0.2"}, {method: "HEAD"}, {headers: []string{"Referer: http://a.example/"}}, {method: "POST"}} {
			v.name, v.path = c.name, path
			status, r := v.get(t, addr), s.lookAs(t, v, dir, addr, user)
			asked++
			if refused := status == 0 || status >= 400; refused != r.Denies && !asksUser(r, status) {
				t.Errorf("%s %s %q from %s: the server answers %d, inspect says %v: %+v; notes %q\n%s", v.method, v.path, v.headers, v.client(), status, r.Denies, r.Findings, r.Notes, c.site)
				return asked
			}
		}
	}
	return asked
}

func randomNginx(g *grammar) {
	g.line(false, "set $no \"\";")
	g.line(false, "location = /ok { return 204; } location = /no { return 403; } location = /by { if ($http_user_agent ~ robot) { return 401; } return 200; }")
	g.line(false, "location @named {", g.pick("return 403;", "deny all;", "try_files /f.txt =404;"), "}")
	g.nginx(0)
}

func (g *grammar) nginx(deep int) {
	for range g.rand.IntN(4) {
		switch g.rand.IntN(11) {
		case 0:
			g.line(false, g.pick("deny all;", "allow all;", "allow 127.0.0.1;", "deny 127.0.0.2;", "deny 127.0.0.0/8;", "allow 192.0.2.0/24;"))
		case 1:
			test := g.pick("$http_user_agent ~* robot", "$arg_q", "$request_method = HEAD", "$uri ~ ^/dir", "$http_referer", "$no", "!-f $request_filename", "$http_user_agent !~ plain", "-d $request_filename", "$remote_addr = 127.0.0.2")
			g.line(false, "if ("+test+") {", g.pick("return 403;", "set $no 1;", "return 404;", "rewrite ^ /f.txt last;", "break;", "rewrite ^/(.*)$ /dir/$1 break;"), "}")
		case 2:
			g.line(true, "satisfy any;")
		case 3:
			g.line(false, "set $no", g.pick("0;", "1;", "$arg_q;", "\"\";"))
		case 4:
			g.line(false, "rewrite", g.pick("^/x.bak$ /f.txt", "^/f(.*)$ /dir/f$1", "^/(dir)/f /$1/", "^/a /b"), g.pick(";", "last;", "break;"))
		case 5:
			g.line(true, "auth_request", g.pick("/ok;", "/no;", "/by;", "off;"))
		case 6:
			g.line(false, "return", g.pick("403;", "200;", "404;"))
		case 7:
			g.line(true, "try_files", g.pick("$uri =404;", "$uri /f.txt;", "$uri @named;", "$uri/ /dir/f.txt =403;", "/none $uri =410;"))
		case 8:
			if deep > 0 {
				g.line(true, "limit_except", g.pick("GET", "POST", "HEAD"), "{ deny all; }")
			}
		case 9:
			g.line(true, "valid_referers", g.pick("none server_names;", "blocked *.example;", "none;"), "if ($invalid_referer) { return 403; }")
		case 10:
			g.line(true, g.pick("autoindex on;", "index f.txt;", "index none index.html;", "disable_symlinks on;"))
		}
	}
	for range (2 - deep) * g.rand.IntN(3) {
		at := g.pick("/", "/dir/", "= /f.txt", "~ \\.txt$", "~* \\.BAK$", "^~ /dir/", "/dir/f", "~ ^/(?!f)", "= /dir/", "~ /$")
		if deep == 1 {
			at = g.pick("~ \\.txt$", "~ /dir", "~ f")
		}
		g.block("location "+at+" {", "}", func() { g.nginx(deep + 1 + min(1, strings.Count(at, "="))) })
	}
}

func randomApache(g *grammar) {
	if g.rand.IntN(6) > 0 {
		g.line(false, "<Directory @/www>\nAllowOverride", g.pick("None", "None", "FileInfo", "All"), "\n</Directory>")
	}
	g.apache(0)
}

func (g *grammar) apache(deep int) {
	for range 1 + g.rand.IntN(3) {
		switch n := g.rand.IntN(9); {
		case n == 0:
			g.line(false, "SetEnvIf", g.pick("User-Agent robot bad", "Referer a.example known", "Request_URI ^/dir inside", "Remote_Addr ^127.0.0.2 bad", "Request_URI f !bad", "bad 1 worse"))
		case n == 1:
			g.line(true, "RewriteEngine On")
			g.line(false, g.pick("RewriteCond %{HTTP_USER_AGENT} robot", "RewriteCond %{REQUEST_METHOD} !GET", "RewriteCond %{HTTP_REFERER} ^$ [OR]\nRewriteCond %{REMOTE_ADDR} =127.0.0.2", "RewriteCond %{REQUEST_URI} (dir)\nRewriteCond %1 !=x", "RewriteCond expr \"%{QUERY_STRING} =~ /q/\"", "RewriteCond %{ENV:bad} 1"))
			g.line(false, "RewriteRule", g.pick("f - [F]", "f - [F]", "^/?x.bak$ /f.txt", "^/?f.txt$ /dir/f.txt [PT]", "^/?f.txt$ /dir/f.txt [L]", "^ - [S=1]", "none /f.txt [L]", "^/?dir/$ /empty/ [R=404]", "txt - [E=bad:1]"))
		case n == 2 && deep > 0:
			g.line(false, g.require())
		case n == 4 && deep > 0:
			g.line(false, "Order", g.pick("allow,deny", "deny,allow")+"\n"+g.pick("Allow from all", "Allow from 127.0.0.1", "Allow from env=known")+"\n"+g.pick("Deny from 127.0.0.2", "Deny from env=bad", "Deny from all", "Allow from env=inside"))
		case n == 5 && deep > 0:
			g.line(true, g.pick("AllowOverride All", "AllowOverride None", "AllowOverride None", "AllowOverride FileInfo", "Options +Indexes", "DirectoryIndex f.txt", "AllowMethods GET", "Satisfy Any", "RewriteEngine Off"))
		default:
			g.section(deep)
		}
	}
}

func (g *grammar) require() string {
	return "Require " + g.pick("", "", "not ") + g.pick("all denied", "all granted", "ip 127.0.0.1", "ip 127.0.0.2", "env bad", "env known", "method GET HEAD", "expr \"%{HTTP_USER_AGENT} =~ /robot/\"", "expr \"-R '127.0.0.2'\"", "local")
}

// section is one within which access is decided.
func (g *grammar) section(deep int) {
	kind := g.pick("Location /dir", "Location /f.txt", "LocationMatch \\.txt$", "Files f.txt", "FilesMatch \\.bak$", "Directory @/www/dir", "Directory @/www", "DirectoryMatch /\\.(?!well)", "If \"%{HTTP_USER_AGENT} =~ /robot/\"", "If \"%{REQUEST_URI} =~ m#^/dir#\"", "If \"%{REMOTE_ADDR} == '127.0.0.2'\"", "Limit POST", "LimitExcept GET")
	name, _, _ := strings.Cut(kind, " ")
	if deep > 1 || deep == 1 && name != "If" && name != "Limit" || deep == 0 && strings.HasPrefix(name, "Limit") {
		return
	}
	g.block("<"+kind+">", "</"+name+">", func() {
		switch g.rand.IntN(3) {
		case 0:
			g.line(false, "<"+"RequireAll>\n"+g.require()+"\n"+g.require()+"\n</RequireAll>")
		case 1:
			g.line(false, "Require "+g.pick("all denied", "all granted", "ip 127.0.0.1", "env bad"))
		default:
			g.apache(deep + 1)
		}
	})
}
