package web

import (
	"net/http"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/problem"
)

// maxForm bounds a posted form: a monitor with certificates fits many times.
const maxForm = 1 << 20

// An action is what a form posts to.
type action struct {
	pattern string
	public  bool
	do      func(*Web, *http.Request) (answer, error)
}

// An answer to a form is a redirect with a flash message, or a page that shows
// the form again with what is wrong.
type answer struct {
	to     string
	flash  flash
	cookie *http.Cookie

	page     string
	view     any
	status   int
	fragment string // the template that a script gets instead of the page
}

var actions = []action{
	{"POST /setup", true, (*Web).postSetup},
	{"POST /sign-in", true, (*Web).postSignIn},
	{"POST /sign-out", false, (*Web).postSignOut},
	{"POST /monitors/new", false, (*Web).postNewMonitor},
	{"POST /monitors/{id}/edit", false, (*Web).postEditMonitor},
	{"POST /monitors/{id}/check", false, (*Web).postCheck},
	{"POST /monitors/{id}/pause", false, (*Web).postPause},
	{"POST /monitors/{id}/resume", false, (*Web).postResume},
	{"POST /monitors/{id}/delete", false, (*Web).postDeleteMonitor},
	{"POST /incidents/{id}/acknowledge", false, (*Web).postAcknowledge},
	{"POST /incidents/{id}/retest", false, (*Web).postRetest},
	{"POST /channels/new", false, (*Web).postNewChannel},
	{"POST /channels/{id}", false, (*Web).postEditChannel},
	{"POST /channels/{id}/test", false, (*Web).postTestChannel},
	{"POST /channels/{id}/delete", false, (*Web).postDeleteChannel},
	{"POST /settings/keys", false, (*Web).postNewKey},
	{"POST /settings/keys/{id}/revoke", false, (*Web).postRevokeKey},
	{"POST /settings/sessions/{id}/revoke", false, (*Web).postRevokeSession},
	{"POST /settings/account", false, (*Web).postPassword},
}

func (s *Web) serveAction(w http.ResponseWriter, r *http.Request, a action) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		s.serveError(w, r, problem.Wrap(problem.Invalid, err, "The form could not be read, or it was too large."))
		return
	}
	out, err := a.do(s, r)
	if err != nil {
		s.serveError(w, r, err)
		return
	}
	if out.cookie != nil {
		http.SetCookie(w, out.cookie)
	}
	w.Header().Set("Cache-Control", "no-store")
	switch {
	case out.page == "":
		putFlash(w, r, out.flash)
		http.Redirect(w, r, out.to, http.StatusSeeOther)
	case out.fragment != "" && wantsFragment(r):
		s.showFragment(w, out)
	default:
		s.show(w, r, out)
	}
}

func (s *Web) showFragment(w http.ResponseWriter, out answer) {
	var b strings.Builder
	if err := s.pages[out.page].tmpl.ExecuteTemplate(&b, out.fragment, out.view); err != nil {
		s.Log.Error("render fragment", "fragment", out.fragment, "error", err)
		http.Error(w, "Something went wrong on our side.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if out.status != 0 {
		w.WriteHeader(out.status)
	}
	_, _ = w.Write([]byte(b.String()))
}
