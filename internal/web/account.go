package web

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/problem"
)

// SignInView is what the page to sign in shows.
type SignInView struct {
	Email    string
	ReturnTo string
	Error    string
	to       string
}

func (v SignInView) redirectTo() string { return v.to }

func loadSignIn(ctx context.Context, s *Web, r *http.Request) (SignInView, error) {
	v := SignInView{ReturnTo: localPath(r.URL.Query().Get("return_to"))}
	if _, ok := s.Accounts.User(r); ok {
		v.to = v.ReturnTo
		return v, nil
	}
	needed, err := s.Accounts.SetupNeeded(ctx)
	if needed {
		v.to = "/setup"
	}
	return v, err
}

func (s *Web) postSignIn(r *http.Request) (answer, error) {
	in := Credentials{Email: strings.TrimSpace(r.PostForm.Get("email")), Password: r.PostForm.Get("password")}
	to := localPath(r.PostForm.Get("return_to"))
	cookie, err := s.Accounts.SignIn(r, in)
	if err == nil {
		return answer{to: to, cookie: cookie}, nil
	}
	kind, text := problem.Of(err)
	status := map[problem.Kind]int{problem.TooMany: http.StatusTooManyRequests, problem.SignIn: http.StatusUnauthorized,
		problem.Invalid: http.StatusUnprocessableEntity, problem.Forbidden: http.StatusForbidden}[kind]
	if status == 0 {
		return answer{}, err
	}
	return answer{page: "sign_in", status: status, view: SignInView{Email: in.Email, ReturnTo: to, Error: text}}, nil
}

func (s *Web) postSignOut(r *http.Request) (answer, error) {
	cookie, err := s.Account.SignOut(r)
	return answer{to: "/sign-in", flash: "signed-out", cookie: cookie}, err
}

// SetupView is what the first page ever shows.
type SetupView struct {
	Fields []FieldView
	Error  string
	to     string
}

func (v SetupView) redirectTo() string { return v.to }

func setupView(token, email string, bad faults) SetupView {
	v := SetupView{Fields: []FieldView{
		{Name: "token", Label: "Set-up token", Kind: "text", Value: token, Required: true, Mono: true, Complete: "off", Error: bad.take("token"),
			Help: "The server printed it on its console when it started. It shows that this server is yours."},
		{Name: "email", Label: "Your e-mail address", Kind: "email", Value: email, Required: true, Complete: "username", Error: bad.take("email")},
		{Name: "password", Label: "A password", Kind: "password", Required: true, Complete: "new-password", Error: bad.take("password"),
			Help: "At least 12 characters. A sentence is easy to remember and hard to guess."},
	}}
	v.Error = bad.take("")
	return v
}

func loadSetup(ctx context.Context, s *Web, r *http.Request) (SetupView, error) {
	needed, err := s.Accounts.SetupNeeded(ctx)
	if err != nil {
		return SetupView{}, err
	}
	v := setupView(r.URL.Query().Get("token"), "", nil)
	if !needed {
		v.to = "/sign-in"
	}
	return v, nil
}

func (s *Web) postSetup(r *http.Request) (answer, error) {
	in := Credentials{Token: strings.TrimSpace(r.PostForm.Get("token")), Email: strings.TrimSpace(r.PostForm.Get("email")), Password: r.PostForm.Get("password")}
	cookie, err := s.Accounts.SetUp(r, in)
	if err == nil {
		return answer{to: "/monitors/new", flash: "welcome", cookie: cookie}, nil
	}
	if kind, _ := problem.Of(err); kind == problem.Internal || kind == problem.Unavailable {
		return answer{}, err
	}
	var bad faults
	bad.addError("", err)
	return answer{page: "setup", status: http.StatusUnprocessableEntity, view: setupView(in.Token, in.Email, bad)}, nil
}

// SettingsView is what the page of settings shows.
type SettingsView struct {
	Email    string
	Keys     []APIKey
	Scopes   []Option
	KeyName  FieldView
	NewKey   string // shown once
	Sessions []SessionInfo
	Password []FieldView
	Error    string
}

func loadSettings(_ context.Context, s *Web, r *http.Request) (SettingsView, error) {
	return s.settingsView(r, "", nil)
}

func (s *Web) settingsView(r *http.Request, keyName string, bad faults) (SettingsView, error) {
	v := SettingsView{KeyName: FieldView{Name: "name", Label: "Name", Kind: "text", Required: true, Value: keyName, Placeholder: "Deploy script", Error: bad.take("name"),
		Help: "What it is for, so that you know which one to revoke."}}
	if u, ok := s.Accounts.User(r); ok {
		v.Email = u.Email
	}
	for i, sc := range s.Scopes {
		v.Scopes = append(v.Scopes, Option{Value: sc, Label: scopeWords(sc), Chosen: i == 0})
	}
	v.Password = []FieldView{
		{Name: "current", Label: "Present password", Kind: "password", Required: true, Complete: "current-password", Error: bad.take("current")},
		{Name: "new", Label: "New password", Kind: "password", Required: true, Complete: "new-password", Error: bad.take("new"), Help: "At least 12 characters."},
	}
	v.Error = bad.take("")
	var err error
	if v.Keys, err = s.APIKeys.APIKeys(r.Context()); err != nil {
		return v, err
	}
	v.Sessions, err = s.Account.Sessions(r)
	return v, err
}

func scopeWords(scope string) string {
	switch scope {
	case "read":
		return "Read: sees everything, changes nothing"
	case "write":
		return "Write: may change monitors and channels too"
	case "admin":
		return "Admin: may do everything"
	}
	return capital(scope)
}

func (s *Web) postNewKey(r *http.Request) (answer, error) {
	name, scope := strings.TrimSpace(r.PostForm.Get("name")), r.PostForm.Get("scope")
	var bad faults
	if name == "" {
		bad.add("name", "must not be empty")
	}
	if !slices.Contains(s.Scopes, scope) {
		bad.add("name", "choose what the key may do")
	}
	key := ""
	if len(bad) == 0 {
		var err error
		if key, err = s.APIKeys.CreateAPIKey(r, name, scope); err != nil {
			if !problem.Is(err, problem.Invalid) && !problem.Is(err, problem.Conflict) {
				return answer{}, err
			}
			bad.addError("", err)
		}
	}
	status := http.StatusOK
	if len(bad) > 0 {
		status = http.StatusUnprocessableEntity
	} else {
		name = ""
	}
	v, err := s.settingsView(r, name, bad)
	v.NewKey = key
	return answer{page: "settings", view: v, status: status}, err
}

func (s *Web) postRevokeKey(r *http.Request) (answer, error) {
	return answer{to: "/settings", flash: "key-revoked"}, s.APIKeys.RevokeAPIKey(r.Context(), r.PathValue("id"))
}

func (s *Web) postRevokeSession(r *http.Request) (answer, error) {
	return answer{to: "/settings", flash: "session-revoked"}, s.Account.RevokeSession(r, r.PathValue("id"))
}

func (s *Web) postPassword(r *http.Request) (answer, error) {
	err := s.Account.ChangePassword(r, r.PostForm.Get("current"), r.PostForm.Get("new"))
	if err == nil {
		return answer{to: "/settings", flash: "password"}, nil
	}
	kind, _ := problem.Of(err)
	if kind == problem.Internal || kind == problem.Unavailable {
		return answer{}, err
	}
	var bad faults
	bad.addError("", err)
	v, err := s.settingsView(r, "", bad)
	return answer{page: "settings", view: v, status: http.StatusUnprocessableEntity}, err
}
