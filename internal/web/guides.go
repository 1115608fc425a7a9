package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/problem"
)

// GuidesView is what the list of guides shows.
type GuidesView struct{ Groups []GuideGroup }

func loadGuides(_ context.Context, s *Web, _ *http.Request) (GuidesView, error) {
	return GuidesView{s.Guides.Guides()}, nil
}

func loadGuide(_ context.Context, s *Web, r *http.Request) (Guide, error) {
	path := strings.TrimPrefix(r.URL.Path, "/guides/")
	g, ok := s.Guides.Guide(path)
	if !ok {
		return Guide{}, problem.New(problem.NotFound, "There is no guide at this address.")
	}
	return g, nil
}

func queryEscape(s string) string { return url.QueryEscape(s) }
