package notify_test

import (
	"encoding/json"
	"testing"

	"github.com/uptimesignal/uptimesignal/internal/notify"
	"github.com/uptimesignal/uptimesignal/internal/notify/notifytest"
	"github.com/uptimesignal/uptimesignal/internal/problem"
)

func TestKinds(t *testing.T) {
	seen := map[string]bool{}
	for _, k := range notify.Kinds {
		if k.Name == "" || seen[k.Name] {
			t.Errorf("kind %q is listed twice or has no name", k.Name)
		}
		seen[k.Name] = true
		t.Run(k.Name, func(t *testing.T) { notifytest.Exercise(t, k) })
	}
}

// Every problem of a form is told at once, in these words.
func TestCheck(t *testing.T) {
	for _, tt := range []struct {
		kind, settings, want string
	}{
		{"pigeon", `{}`, `kind: pigeon is not a kind of channel`},
		{"webhook", `{"url":"example.com/hook","secret":"whsec_c2hvcnQ=","headers":[{"name":"a b","value":"x"}]}`,
			"url: is not a URL such as https://example.com/hook\n" +
				"secret: is not base64 of 24 to 64 bytes; make one with: echo whsec_$(openssl rand -base64 32)\n" +
				`headers: "a b" is not the name of a header`},
		{"webhook", `{"url":"https://example.com/#x","headers":[{"name":"webhook-id","value":"x"},{"name":"X","value":"a\r\nb"}]}`,
			"url: must not have a fragment (#…)\n" + `headers: "webhook-id" is set by us` + "\n" + `headers: the value of "X" must be one line`},
		{"slack", `{"url":"ftp://example.com","format":"card"}`,
			`format: "card" is not one of blocks, text` + "\nurl: is not a URL such as https://example.com/hook"},
		{"slack", `{"uri":"https://example.com"}`,
			`uri: is not a setting; did you mean "url"?` + "\nurl: must not be empty"},
		{"email", `{"to":["ops@example.com","nobody"],"from":"a b","host":"smtp.example.com:587","port":70000,"user":"u"}`,
			`from: "a b" is not an address such as ops@example.com` + "\n" +
				`host: "smtp.example.com:587" is not a host name such as smtp.example.com; the port has a field of its own` + "\n" +
				"password: must not be empty when there is a user\nport: 70000 is not between 1 and 65535\n" +
				`to[1]: "nobody" is not an address such as ops@example.com`},
		{"email", `{"to":["a@example.com"],"from":"a@example.com","host":"smtp.example.com","tls":"none","user":"u","password":"p"}`,
			"password: would be sent in clear text; choose starttls or implicit"},
		{"email", `{"to":[],"from":"a@example.com","host":"smtp.example.com","password":"p"}`,
			"password: needs a user\nto: has 0 addresses; 1 to 50 are possible"},
	} {
		err := notify.Check(tt.kind, json.RawMessage(tt.settings))
		if err == nil || err.Error() != tt.want || !problem.Is(err, problem.Invalid) {
			t.Errorf("Check(%s, %s) =\n%v\nwant\n%s", tt.kind, tt.settings, err, tt.want)
		}
		if _, err := notify.New(tt.kind, json.RawMessage(tt.settings), notify.Deps{}); err == nil {
			t.Errorf("New(%s, %s) works", tt.kind, tt.settings)
		}
	}
	for kind, good := range map[string]string{
		"webhook": `{"url":"http://127.0.0.1:9/x"}`,
		"slack":   `{"url":"https://hooks.slack.com/services/a/b/c","format":"text"}`,
		"email":   `{"to":["a@example.com"],"from":"Alerts <a@example.com>","host":"smtp.example.com","user":"u","password":"p"}`,
	} {
		if err := notify.Check(kind, json.RawMessage(good)); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
	}
}
