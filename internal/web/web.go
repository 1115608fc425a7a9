// Package web serves the pages: server-rendered HTML that works without
// script, improved by small ES modules and an event stream.
//
// What belongs here is how things are shown and how forms are read. Every page
// stands in [Pages] with the samples from which the tests and the gallery draw
// it; every form posts to an entry of the table of actions and is answered by
// a redirect. What the pages need of the program is declared in deps.go.
package web

import (
	"log/slog"
	"net/http"
	"net/url"
	"strings"
)

// Options is what a Web serves from. Every field but Gallery is required.
type Options struct {
	Log      *slog.Logger
	Accounts Accounts
	Account  Account
	APIKeys  APIKeys
	Monitors Monitors
	Edits    MonitorEdits
	History  History
	Checks   Checks

	Incidents Incidents
	Evidence  Evidence
	Channels  Channels
	Alerts    Alerts
	Events    Events
	Guides    Guides

	Probes       []Kind // the first is offered first
	ChannelKinds []Kind
	Experiments  []ExperimentInfo
	Scopes       []string // that an API key can be given, the least first
	BaseURL      string   // how people reach the pages, such as https://signal.example.com

	// Gallery shows every page from its samples under /_gallery, to anybody:
	// for development builds only.
	Gallery bool
}

// A Web serves the pages. It is safe for concurrent use.
type Web struct {
	Options
	pages map[string]*Page // by template
}

// New returns a Web.
func New(o Options) *Web {
	s := &Web{Options: o, pages: map[string]*Page{}}
	for i := range Pages {
		s.pages[Pages[i].Template] = &Pages[i]
	}
	return s
}

// Handler serves every page and action. It answers 404 to what it does not
// know, so it can stand behind "/" of a larger mux. It refuses cross-origin
// writes and forbids scripts that are not ours.
func (s *Web) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /static/", assets)
	for i := range Pages {
		if p := &Pages[i]; p.Pattern != "" {
			mux.Handle(p.Pattern, s.gate(p.Public, func(w http.ResponseWriter, r *http.Request) { s.servePage(w, r, p) }))
		}
	}
	for _, a := range actions {
		mux.Handle(a.pattern, s.gate(a.who == anybody, func(w http.ResponseWriter, r *http.Request) { s.serveAction(w, r, a) }))
	}
	mux.Handle("GET /{$}", http.RedirectHandler("/monitors", http.StatusSeeOther))
	mux.Handle("GET /live", s.gate(false, s.serveLive))
	mux.Handle("GET /monitors/{id}/series.json", s.gate(false, s.serveSeries))
	if s.Gallery {
		mux.HandleFunc("GET /_gallery", s.serveGallery)
		mux.HandleFunc("GET /_gallery/{page}/{sample}", s.serveSample)
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { s.serveNotFound(w, r) })
	cross := http.NewCrossOriginProtection()
	cross.SetDenyHandler(http.HandlerFunc(s.serveCrossOrigin))
	return headers(cross.Handler(mux))
}

// csp allows our own files and nothing else: no inline script, no inline
// style, no foreign origin, no framing.
const csp = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

func headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", csp)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		next.ServeHTTP(w, r)
	})
}

// gate lets in who is signed in, or anybody. Everybody else is sent to sign
// in, or to the set-up while there is no account; a stream or a write only
// learns that it may not.
func (s *Web) gate(public bool, next http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if public {
			next(w, r)
			return
		}
		w.Header().Set("Cache-Control", "no-store")
		if _, ok := s.Accounts.User(r); ok {
			next(w, r)
			return
		}
		needed, err := s.Accounts.SetupNeeded(r.Context())
		switch {
		case err != nil:
			s.serveError(w, r, err)
		case needed:
			http.Redirect(w, r, "/setup", http.StatusSeeOther)
		case r.Method != http.MethodGet || strings.HasPrefix(r.URL.Path, "/live"):
			if wantsFragment(r) || r.Method == http.MethodGet {
				http.Error(w, "sign in again", http.StatusUnauthorized)
				return
			}
			http.Redirect(w, r, "/sign-in", http.StatusSeeOther)
		default:
			http.Redirect(w, r, "/sign-in?return_to="+url.QueryEscape(r.URL.RequestURI()), http.StatusSeeOther)
		}
	})
}

// wantsFragment reports whether a script of ours asks for a part of a page.
func wantsFragment(r *http.Request) bool { return r.Header.Get("X-Fragment") != "" }

// localPath returns to if it is a path of this site, and "/monitors" for
// anything that could lead elsewhere.
func localPath(to string) string {
	u, err := url.Parse(to)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || u.Opaque != "" ||
		!strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.ContainsAny(to, "\\\r\n\t") {
		return "/monitors"
	}
	return to
}
