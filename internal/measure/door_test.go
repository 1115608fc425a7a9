package measure

import "testing"

func TestDoor(t *testing.T) {
	const one, two = `<input type="password">`, `<input type="password"><input type="password" name="again">`
	hop := func(url string, status int, location, body string) Hop {
		h := Hop{Request: Request{Method: "GET", URL: url}, Answer: &Answer{Status: status, Body: []byte(body)}}
		if location != "" {
			h.Answer.Header = []Field{{"Location", location}}
		}
		return h
	}
	for _, tt := range []struct {
		name string
		hops []Hop
		want Door
	}{
		{"a page", []Hop{hop("https://a.example/admin", 200, "", "all accounts")}, DoorOpen},
		{"no content", []Hop{hop("https://a.example/admin", 204, "", "")}, DoorOpen},
		{"refused", []Hop{hop("https://a.example/admin", 401, "", one)}, DoorUnknown},
		{"an error", []Hop{hop("https://a.example/admin", 500, "", "")}, DoorUnknown},
		{"a page for signing in", []Hop{hop("https://a.example/admin", 200, "", one)}, DoorSignIn},
		{"a form to change a password", []Hop{hop("https://a.example/admin", 200, "", two)}, DoorOpen},
		{"a redirect that is not followed", []Hop{hop("https://a.example/admin", 302, "/login?next=/admin", "")}, DoorSignIn},
		{"a redirect to a portal on another host", []Hop{hop("https://app.example/", 302, "https://auth.example/?rd=https%3A%2F%2Fapp.example%2F", "")}, DoorSignIn},
		{"a redirect to a host that is named alike, followed", []Hop{hop("https://app.example/", 302, "https://authors.example/?page=1", ""), hop("https://authors.example/?page=1", 200, "", "<p>all</p>")}, DoorAway},
		{"a redirect to sign in, followed", []Hop{hop("https://a.example/admin", 302, "/login", ""), hop("https://a.example/login", 200, "", "<div id=app>")}, DoorSignIn},
		{"to https, and open", []Hop{hop("http://a.example/admin", 301, "https://a.example/admin", ""), hop("https://a.example/admin", 200, "", "all")}, DoorOpen},
		{"to www, and open", []Hop{hop("https://a.example/admin", 301, "https://www.a.example/admin", ""), hop("https://www.a.example/admin", 200, "", "all")}, DoorOpen},
		{"below, and open", []Hop{hop("https://a.example/admin/", 302, "/admin/home", ""), hop("https://a.example/admin/home", 200, "", "all")}, DoorOpen},
		{"the front page", []Hop{hop("https://a.example/admin", 302, "/", ""), hop("https://a.example/", 200, "", "welcome")}, DoorAway},
		{"another host", []Hop{hop("https://a.example/", 302, "https://b.example/", ""), hop("https://b.example/", 200, "", "welcome")}, DoorAway},
		{"an address that reads like one itself", []Hop{hop("http://a.example/auth/keys", 301, "https://a.example/auth/keys", ""), hop("https://a.example/auth/keys", 200, "", "keys")}, DoorOpen},
		{"no answer", []Hop{{Request: Request{URL: "https://a.example/"}}}, DoorUnknown},
		{"nothing at all", nil, DoorUnknown},
	} {
		r := Report{Hops: tt.hops}
		if got := r.Door(); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}
