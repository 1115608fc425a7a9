package web

import (
	"html/template"
	"net/http"
	"net/url"
	"time"
)

// GalleryView is what the list of samples shows.
type GalleryView struct{ Pages []GalleryPage }

// A GalleryPage is a page and its samples.
type GalleryPage struct {
	Template string
	Samples  []GallerySample
}

// A GallerySample leads to a sample.
type GallerySample struct{ Name, URL string }

var galleryPage = Page{Template: "gallery", tmpl: template.Must(template.New("").Option("missingkey=error").Funcs(funcs).
	ParseFS(files, "templates/layout.html", "templates/part_*.html", "templates/gallery.html"))}

// gallery lists every page once for each template.
func (s *Web) gallery() GalleryView {
	var v GalleryView
	seen := map[string]bool{}
	for _, p := range Pages {
		if seen[p.Template] {
			continue
		}
		seen[p.Template] = true
		g := GalleryPage{Template: p.Template}
		for _, name := range p.Samples {
			g.Samples = append(g.Samples, GallerySample{name, "/_gallery/" + p.Template + "/" + url.PathEscape(name)})
		}
		v.Pages = append(v.Pages, g)
	}
	return v
}

func (s *Web) serveGallery(w http.ResponseWriter, _ *http.Request) {
	if err := galleryPage.render(w, http.StatusOK, frame{Now: time.Now(), View: s.gallery()}); err != nil {
		s.Log.Error("render gallery", "error", err)
	}
}

func (s *Web) serveSample(w http.ResponseWriter, r *http.Request) {
	p, ok := s.pages[r.PathValue("page")]
	var v any
	if ok {
		v = p.sample(r.PathValue("sample"))
	}
	if v == nil {
		s.serveNotFound(w, r)
		return
	}
	f := frame{Now: time.Now(), View: v}
	if !p.Public {
		f.User = &User{ID: "u1", Email: "ada@example.com"}
	}
	if err := p.render(w, http.StatusOK, f); err != nil {
		s.Log.Error("render sample", "page", p.Template, "error", err)
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}
