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
	who     who
	do      func(*Web, *http.Request) (answer, error)
}

// A who says whose forms an action takes.
type who int

const (
	editors  who = iota // who may change what is watched
	anybody             // without having signed in
	everyone            // signed in, read-only accounts too
)

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
	{"POST /setup", anybody, (*Web).postSetup},
	{"POST /sign-in", anybody, (*Web).postSignIn},
	{"POST /sign-out", everyone, (*Web).postSignOut},
	{"POST /monitors/new", editors, (*Web).postNewMonitor},
	{"POST /monitors/{id}/edit", editors, (*Web).postEditMonitor},
	{"POST /monitors/{id}/check", editors, (*Web).postCheck},
	{"POST /monitors/{id}/pause", editors, (*Web).postPause},
	{"POST /monitors/{id}/resume", editors, (*Web).postResume},
	{"POST /monitors/{id}/delete", editors, (*Web).postDeleteMonitor},
	{"POST /incidents/{id}/acknowledge", editors, (*Web).postAcknowledge},
	{"POST /incidents/{id}/retest", editors, (*Web).postRetest},
	{"POST /channels/new", editors, (*Web).postNewChannel},
	{"POST /channels/{id}", editors, (*Web).postEditChannel},
	{"POST /channels/{id}/test", editors, (*Web).postTestChannel},
	{"POST /channels/{id}/delete", editors, (*Web).postDeleteChannel},
	{"POST /settings/keys", editors, (*Web).postNewKey},
	{"POST /settings/keys/{id}/revoke", editors, (*Web).postRevokeKey},
	{"POST /settings/sessions/{id}/revoke", everyone, (*Web).postRevokeSession},
	{"POST /settings/account", everyone, (*Web).postPassword},
}

func (s *Web) serveAction(w http.ResponseWriter, r *http.Request, a action) {
	if u, _ := s.Accounts.User(r); a.who == editors && u.ReadOnly {
		s.serveError(w, r, problem.New(problem.Forbidden, "Your account may look at everything and change nothing. Ask an owner for more."))
		return
	}
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
