package app_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"testing"

	"github.com/uptimesignal/uptimesignal/internal/app"
	"github.com/uptimesignal/uptimesignal/internal/netx"
)

// What somebody changes on a page stands in the audit log with their name.
func TestPagesAreAudited(t *testing.T) {
	var console bytes.Buffer
	a, err := app.New(t.Context(), app.Options{Data: t.TempDir(), Listen: "127.0.0.1:0", Guard: netx.SelfHosted(), Console: &console, Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Stop(); err != nil {
			t.Error(err)
		}
	})
	token := regexp.MustCompile(`token=(\S+)`).FindStringSubmatch(console.String())
	jar, err := cookiejar.New(nil)
	if err != nil || token == nil {
		t.Fatalf("%v, console %q", err, console.String())
	}
	browser := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	post := func(path string, form url.Values) string {
		t.Helper()
		res, err := browser.PostForm("http://"+a.Addr().String()+path, form)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		if res.StatusCode >= 400 {
			t.Fatalf("%s: %s", path, res.Status)
		}
		return res.Header.Get("Location")
	}
	post("/setup", url.Values{"token": {token[1]}, "email": {"ada@example.com"}, "password": {"correct horse battery"}})
	m := post("/monitors/new", url.Values{"kind": {"http"}, "spec.url": {"http://127.0.0.1:1/"}, "spec.bearer": {"TOPSECRET"}})
	post(m+"/delete", nil)
	post("/channels/new", url.Values{"kind": {"webhook"}, "name": {"Hook"}, "settings.url": {"http://127.0.0.1:1/TOPSECRET"}})
	post("/settings/keys", url.Values{"name": {"ci"}, "scope": {"read"}})
	keys, err := a.DB.ListAPIKeys(t.Context())
	if err != nil || len(keys) != 1 {
		t.Fatalf("keys %+v, %v", keys, err)
	}
	post("/settings/keys/"+keys[0].ID+"/revoke", nil)
	entries, err := a.DB.AuditLog(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Action)
		if e.Actor != "ada@example.com" || e.Action != "create_owner" && e.Address != "127.0.0.1" {
			t.Errorf("%s by %q from %q", e.Action, e.Actor, e.Address)
		}
	}
	if want := []string{"revoke_api_key", "create_api_key", "create_channel", "delete_monitor", "create_monitor", "sign_in", "create_owner"}; !slices.Equal(got, want) {
		t.Errorf("the log says %q\nwant %q", got, want)
	}
}
