package app

import "github.com/uptimesignal/uptimesignal/internal/web"

// guides shows the built-in guides as pages.
type guides struct{}

func (guides) Guides() []web.GuideGroup { return nil }

func (guides) Guide(path string) (web.Guide, bool) { return web.Guide{}, false }
