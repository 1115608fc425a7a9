package main

import (
	"encoding/pem"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"uptimesignal": main})
}

// TestScripts plays what a person types, against a server that refuses for
// real reasons. Scripts know these names: $SITE and $SECURE (its URL over http
// and https), $CA (a file), $CLOSED (a URL where nothing listens), $NODNS (a
// DNS server that is gone), $GONE and $BUSY (addresses where nothing and where
// something listens), $PAST and $SOON (Unix times), $SERVER, $KEY and $INCIDENT
// (a server that watches, an API key of it, and an incident there). "exits N command"
// wants an exit code.
func TestScripts(t *testing.T) {
	site := httptest.NewServer(refusing())
	t.Cleanup(site.Close)
	secure := httptest.NewTLSServer(refusing())
	t.Cleanup(secure.Close)
	ca := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: secure.Certificate().Raw})
	nodns := gone(t)
	busy, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = busy.Close() })
	server, key, incident := watch(t, site.URL+"/browsers-only")
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(e *testscript.Env) error {
			e.Setenv("SITE", site.URL)
			e.Setenv("SECURE", secure.URL)
			e.Setenv("CLOSED", "http://"+gone(t)+"/")
			e.Setenv("NODNS", nodns)
			e.Setenv("GONE", nodns)
			e.Setenv("BUSY", busy.Addr().String())
			e.Setenv("PAST", strconv.FormatInt(time.Now().Add(-time.Hour).Unix(), 10))
			e.Setenv("SOON", strconv.FormatInt(time.Now().Add(time.Hour).Unix(), 10))
			e.Setenv("SERVER", server)
			e.Setenv("KEY", key)
			e.Setenv("INCIDENT", incident)
			e.Setenv("CA", filepath.Join(e.WorkDir, "ca.pem"))
			return os.WriteFile(filepath.Join(e.WorkDir, "ca.pem"), ca, 0o600)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits},
	})
}

// exits runs a command and wants its exit code.
func exits(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND [ARGS]")
	}
	code := 0
	err := ts.Exec(args[1], args[2:]...)
	if e, ok := errors.AsType[*exec.ExitError](err); ok {
		code = e.ExitCode()
	} else if err != nil {
		ts.Fatalf("%s: %v", args[1], err)
	}
	if strconv.Itoa(code) != args[0] {
		ts.Fatalf("exit code %d, want %s", code, args[0])
	}
}

// gone returns an address where nothing listens any more.
func gone(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// refusing is a site where each path refuses for a reason of its own.
func refusing() http.Handler {
	mux := http.NewServeMux()
	unless := func(path string, status int, ok func(*http.Request) bool) {
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			if ok(r) {
				_, _ = w.Write([]byte("all is well\n"))
				return
			}
			if status == http.StatusUnauthorized {
				w.Header().Set("WWW-Authenticate", `Basic realm="site"`)
			}
			http.Error(w, http.StatusText(status), status)
		})
	}
	unless("/", 404, func(r *http.Request) bool { return r.URL.Path == "/" })
	unless("/ok", 200, func(*http.Request) bool { return true })
	unless("/browsers-only", 403, func(r *http.Request) bool { return strings.HasPrefix(r.UserAgent(), "Mozilla/") })
	unless("/photo.jpg", 403, func(r *http.Request) bool {
		ref := r.Referer()
		return ref == "" || strings.HasPrefix(ref, "http://"+r.Host+"/")
	})
	unless("/signed", 403, func(r *http.Request) bool {
		end, err := strconv.ParseInt(r.FormValue("expires"), 10, 64)
		return err == nil && time.Now().Unix() < end
	})
	unless("/account", 401, func(r *http.Request) bool {
		user, pass, _ := r.BasicAuth()
		return user == "alice" && pass == "wonderland"
	})
	mux.HandleFunc("/limited", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "3600")
		http.Error(w, "too many requests", http.StatusTooManyRequests)
	})
	mux.HandleFunc("/slow", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	mux.HandleFunc("/moved", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/ok", http.StatusFound) })
	mux.HandleFunc("/circle", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/circle", http.StatusFound) })
	mux.HandleFunc("/echo", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Want") != r.Method+","+r.UserAgent()+","+r.Header.Get("Accept") {
			w.WriteHeader(http.StatusTeapot)
		}
	})
	return mux
}
