// Package demo is a small web site inside the process that works at first and
// then starts to refuse, for real reasons: each endpoint decides by what it is
// asked and by what lies on disk, not by a script of answers. It lets a
// newcomer see diagnoses without owning a broken site.
package demo

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"
)

// A Site is the demonstration. Its endpoints are healthy until a while after
// Start, each a little later than the one before.
type Site struct {
	start  time.Time
	dir    string // holds the file whose mode changes
	base   string
	secret []byte

	mu   sync.Mutex
	hits []time.Time // of the rate-limited endpoint
}

// An Endpoint is what a monitor of the demonstration watches.
type Endpoint struct {
	Name   string
	URL    string
	Header map[string]string
	Bearer string
	Tells  string // what is going to happen, for the console
}

// When each endpoint begins to refuse, after Start.
const (
	linkExpires  = 40 * time.Second
	hotlinkAfter = 50 * time.Second
	agentAfter   = 60 * time.Second
	roleAfter    = 70 * time.Second
	limitAfter   = 80 * time.Second
	modeAfter    = 90 * time.Second
)

const (
	robot     = "robots-that-the-site-knows" // Bearer token of the monitoring account
	ownDomain = "shop.example"
)

// New makes a site that begins now, keeps its file in dir, and is reached at
// base, such as "http://127.0.0.1:8090".
func New(dir, base string) (*Site, error) {
	s := &Site{start: time.Now(), dir: dir, base: strings.TrimSuffix(base, "/"), secret: []byte("demonstration only")}
	if err := os.MkdirAll(filepath.Join(dir, "docs"), 0o755); err != nil {
		return nil, fmt.Errorf("make the demo's folder: %w", err)
	}
	for _, name := range []string{"manual.html", "index.html"} {
		file := filepath.Join(dir, "docs", name)
		_ = os.Remove(file) // of an earlier run, perhaps without read permission
		if err := os.WriteFile(file, []byte("<!doctype html><title>Manual</title><p>Everything you need."), 0o644); err != nil {
			return nil, fmt.Errorf("write the demo's file: %w", err)
		}
	}
	return s, nil
}

// Endpoints lists what can be watched, in the order in which it breaks.
func (s *Site) Endpoints() []Endpoint {
	return []Endpoint{
		{Name: "Download link", URL: s.base + s.sign("/files/report.pdf", s.start.Add(linkExpires)),
			Tells: "a signed link runs out"},
		{Name: "Picture on a partner's page", URL: s.base + "/images/logo.png",
			Header: map[string]string{"Referer": "https://partner.example/offers"}, Tells: "a hotlink rule is switched on"},
		{Name: "Shop front page", URL: s.base + "/shop/", Tells: "a bot rule begins to refuse monitors"},
		{Name: "Reports API", URL: s.base + "/api/reports", Bearer: robot, Tells: "the account loses its role"},
		{Name: "Search API", URL: s.base + "/search?q=shoes", Tells: "a rate limit is set too low"},
		{Name: "Manual", URL: s.base + "/docs/manual.html", Tells: "a deployment forgets a file's read permission"},
	}
}

// Run changes the file's mode when its time has come, until done is closed.
func (s *Site) Run(done <-chan struct{}) error {
	select {
	case <-done:
		return nil
	case <-time.After(time.Until(s.start.Add(modeAfter))):
	}
	if err := os.Chmod(filepath.Join(s.dir, "docs", "manual.html"), 0); err != nil {
		return fmt.Errorf("change the mode of the demo's file: %w", err)
	}
	<-done
	return nil
}

// ServeHTTP answers as a small web server would.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	mux := http.NewServeMux()
	mux.HandleFunc("/{$}", page("A small shop."))
	mux.HandleFunc("/robots.txt", page("User-agent: *"))
	mux.HandleFunc("/files/", s.signed)
	mux.HandleFunc("/images/", s.picture)
	mux.HandleFunc("/shop/{$}", s.shop)
	mux.HandleFunc("/api/reports", s.reports)
	mux.HandleFunc("/search", s.search)
	mux.HandleFunc("/docs/", s.static)
	mux.ServeHTTP(w, r)
}

func page(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, text) }
}

func refuse(w http.ResponseWriter, status int) {
	w.Header().Set("Content-Type", "text/html")
	w.WriteHeader(status)
	fmt.Fprintf(w, "<html><head><title>%[1]d %[2]s</title></head><body><h1>%[1]d %[2]s</h1></body></html>\n", status, http.StatusText(status))
}

func (s *Site) since(d time.Duration) bool { return time.Since(s.start) >= d }

func (s *Site) mac(path, expires string) string {
	m := hmac.New(sha256.New, s.secret)
	fmt.Fprintf(m, "%s\n%s", path, expires)
	return hex.EncodeToString(m.Sum(nil))
}

func (s *Site) sign(path string, until time.Time) string {
	expires := strconv.FormatInt(until.Unix(), 10)
	return path + "?" + url.Values{"expires": {expires}, "signature": {s.mac(path, expires)}}.Encode()
}

// signed serves a file to whoever has a link that is genuine and not expired.
func (s *Site) signed(w http.ResponseWriter, r *http.Request) {
	expires := r.URL.Query().Get("expires")
	if !hmac.Equal([]byte(r.URL.Query().Get("signature")), []byte(s.mac(r.URL.Path, expires))) {
		refuse(w, http.StatusForbidden)
		return
	}
	if t, err := strconv.ParseInt(expires, 10, 64); err != nil || time.Now().After(time.Unix(t, 0)) {
		refuse(w, http.StatusForbidden)
		return
	}
	w.Header().Set("Content-Type", "application/pdf")
	fmt.Fprintln(w, "%PDF-1.4 a report")
}

// picture refuses pages of other sites that embed it.
func (s *Site) picture(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/images/logo.png" {
		refuse(w, http.StatusNotFound)
		return
	}
	from, err := url.Parse(r.Referer())
	foreign := r.Referer() != "" && (err != nil || (from.Host != ownDomain && from.Host != r.Host))
	if foreign && s.since(hotlinkAfter) {
		refuse(w, http.StatusForbidden)
		return
	}
	w.Header().Set("Content-Type", "image/png")
	_, _ = w.Write([]byte("\x89PNG\r\n\x1a\n"))
}

// shop refuses whatever does not call itself a browser.
func (s *Site) shop(w http.ResponseWriter, r *http.Request) {
	if s.since(agentAfter) && !strings.HasPrefix(r.UserAgent(), "Mozilla/5.0 (") {
		refuse(w, http.StatusForbidden)
		return
	}
	fmt.Fprintln(w, "<!doctype html><title>Shop</title><h1>Shoes</h1>")
}

// reports knows one account and, after a while, no longer allows it to read.
func (s *Site) reports(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Authorization") != "Bearer "+robot {
		w.Header().Set("WWW-Authenticate", `Bearer realm="reports"`)
		refuse(w, http.StatusUnauthorized)
		return
	}
	if s.since(roleAfter) {
		refuse(w, http.StatusForbidden)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprintln(w, `{"reports":[]}`)
}

// search counts requests in a window, and the window's limit becomes too low.
func (s *Site) search(w http.ResponseWriter, r *http.Request) {
	const window = 30 * time.Second
	s.mu.Lock()
	now := time.Now()
	for len(s.hits) > 0 && now.Sub(s.hits[0]) > window {
		s.hits = s.hits[1:]
	}
	limited := s.since(limitAfter) && len(s.hits) >= 2
	wait := time.Duration(0)
	if limited {
		wait = window - now.Sub(s.hits[len(s.hits)-2])
	} else {
		s.hits = append(s.hits, now)
	}
	s.mu.Unlock()
	if limited {
		w.Header().Set("Retry-After", strconv.Itoa(int(wait.Seconds())+1))
		refuse(w, http.StatusTooManyRequests)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprintln(w, `{"hits":[]}`)
}

// static serves files as a web server's static handler does: the method is
// looked at before the file is opened, and a file that may not be read is 403.
func (s *Site) static(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		refuse(w, http.StatusMethodNotAllowed)
		return
	}
	root, err := os.OpenRoot(s.dir)
	if err != nil {
		refuse(w, http.StatusInternalServerError)
		return
	}
	defer root.Close()
	name := strings.TrimPrefix(r.URL.Path, "/")
	if strings.HasSuffix(name, "/") {
		name += "index.html"
	}
	info, err := root.Stat(name)
	if err != nil || info.IsDir() {
		refuse(w, http.StatusNotFound)
		return
	}
	// Root may read any file. A web server does not run as root, so neither
	// does this answer.
	if info.Mode().Perm()&0o444 == 0 {
		refuse(w, http.StatusForbidden)
		return
	}
	b, err := root.ReadFile(name)
	if err != nil {
		refuse(w, http.StatusForbidden)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(b)
}
