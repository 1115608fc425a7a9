package web

import (
	"bytes"
	"context"
	"embed"
	"html/template"
	"net/http"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/problem"
)

//go:embed templates
var files embed.FS

// A Page is one page: where it is, what draws it, and how it may look.
type Page struct {
	Pattern  string // "" for a page that is only an answer to something else
	Template string
	Nav      string // the entry of the navigation that is current
	Public   bool   // needs no sign-in
	Samples  []string
	load     func(context.Context, *Web, *http.Request) (any, error)
	sample   func(name string) any
	tmpl     *template.Template
}

// A Sample is a view as it may look on some day.
type Sample[V any] struct {
	Name string
	View V
}

// A route is where a page is and who may see it.
type route struct {
	pattern, nav string
	public       bool
}

// page makes a Page whose template gets a V and nothing else.
func page[V any](at route, name string, load func(context.Context, *Web, *http.Request) (V, error), samples ...Sample[V]) Page {
	p := Page{
		Pattern: at.pattern, Nav: at.nav, Public: at.public, Template: name,
		load: func(ctx context.Context, w *Web, r *http.Request) (any, error) { return load(ctx, w, r) },
		tmpl: template.Must(template.New("").Option("missingkey=error").Funcs(funcs).
			ParseFS(files, "templates/layout.html", "templates/part_*.html", "templates/"+name+".html")),
	}
	for _, s := range samples {
		p.Samples = append(p.Samples, s.Name)
	}
	p.sample = func(name string) any {
		for _, s := range samples {
			if s.Name == name {
				return s.View
			}
		}
		return nil
	}
	return p
}

// A frame is what the layout draws around a view.
type frame struct {
	Nav   string
	User  *User
	Flash string
	Now   time.Time
	View  any
}

// render writes the page at once or not at all.
func (p *Page) render(w http.ResponseWriter, status int, f frame) error {
	var b bytes.Buffer
	f.Nav = p.Nav
	if err := p.tmpl.ExecuteTemplate(&b, "layout", f); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = b.WriteTo(w)
	return nil
}

func (s *Web) servePage(w http.ResponseWriter, r *http.Request, p *Page) {
	v, err := p.load(r.Context(), s, r)
	if to, ok := v.(redirecter); ok && err == nil && to.redirectTo() != "" {
		http.Redirect(w, r, to.redirectTo(), http.StatusSeeOther)
		return
	}
	if err != nil {
		s.serveError(w, r, err)
		return
	}
	s.show(w, r, answer{page: p.Template, view: v})
}

// A redirecter is a view that may turn out to be somewhere else.
type redirecter interface{ redirectTo() string }

// show renders a page for the one who asks, with the flash message that waits.
func (s *Web) show(w http.ResponseWriter, r *http.Request, a answer) {
	f := frame{Now: time.Now(), View: a.view, Flash: takeFlash(w, r)}
	if u, ok := s.Accounts.User(r); ok {
		f.User = &u
	}
	if a.status == 0 {
		a.status = http.StatusOK
	}
	if err := s.pages[a.page].render(w, a.status, f); err != nil {
		s.Log.Error("render page", "page", a.page, "error", err)
		http.Error(w, "Something went wrong on our side.", http.StatusInternalServerError)
	}
}

// serveError shows what went wrong, as far as it is the user's business.
func (s *Web) serveError(w http.ResponseWriter, r *http.Request, err error) {
	kind, text := problem.Of(err)
	v := ErrorView{Status: http.StatusInternalServerError, Text: text}
	switch kind {
	case problem.Invalid:
		v.Status = http.StatusUnprocessableEntity
	case problem.SignIn:
		v.Status = http.StatusUnauthorized
	case problem.Forbidden:
		v.Status = http.StatusForbidden
	case problem.NotFound:
		v.Status = http.StatusNotFound
	case problem.Conflict:
		v.Status = http.StatusConflict
	case problem.TooMany:
		v.Status = http.StatusTooManyRequests
	case problem.Unavailable:
		v.Status = http.StatusServiceUnavailable
	default:
		if r.Context().Err() == nil {
			s.Log.Error("serve page", "path", r.URL.Path, "error", err)
		}
	}
	if wantsFragment(r) {
		http.Error(w, text, v.Status)
		return
	}
	s.show(w, r, answer{page: "error", view: v, status: v.Status})
}

func (s *Web) serveNotFound(w http.ResponseWriter, r *http.Request) {
	s.show(w, r, answer{page: "error", status: http.StatusNotFound,
		view: ErrorView{Status: http.StatusNotFound, Text: "There is no page at this address."}})
}

func (s *Web) serveCrossOrigin(w http.ResponseWriter, r *http.Request) {
	s.show(w, r, answer{page: "error", status: http.StatusForbidden,
		view: ErrorView{Status: http.StatusForbidden, Text: "This form was sent from another site, so nothing was changed. Open the page here and send it again."}})
}

// ErrorView is what the error page shows.
type ErrorView struct {
	Status int
	Text   string
}

// Title names the status in words.
func (v ErrorView) Title() string {
	switch v.Status {
	case http.StatusForbidden:
		return "You may not do this"
	case http.StatusNotFound:
		return "Nothing is here"
	case http.StatusConflict:
		return "Somebody was faster"
	case http.StatusTooManyRequests:
		return "Too fast"
	case http.StatusServiceUnavailable:
		return "Not just now"
	case http.StatusInternalServerError:
		return "Our fault"
	}
	return "This did not work"
}
