package form_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/uptimesignal/uptimesignal/internal/form"
	"github.com/uptimesignal/uptimesignal/internal/problem"
	"github.com/uptimesignal/uptimesignal/internal/redact"
)

type destined struct {
	URL     string        `json:"url" form:"leads"`
	Proxy   string        `json:"proxy,omitempty" form:"leads"`
	Port    int           `json:"port,omitempty" form:"leads"`
	Token   string        `json:"token,omitempty" form:"secret"`
	Keys    []string      `json:"keys,omitempty" form:"secret"`
	Headers []form.Header `json:"headers,omitempty"`
	Rows    []destinedRow `json:"rows,omitempty"`
}

type destinedRow struct {
	Name string `json:"name"`
	URL  string `json:"url,omitempty" form:"leads"`
	Key  string `json:"key,omitempty" form:"secret"`
}

type hook struct {
	URL    string `json:"url" form:"secret,leads"`
	Secret string `json:"secret,omitempty" form:"secret"`
}

// Who may change settings cannot have a stored secret sent to another place.
func TestNoSecretFollowsAMove(t *testing.T) {
	const m = redact.Mask
	f := func(kind any, old, fresh string, want ...string) {
		t.Helper()
		merged, err := form.Merge(form.Of(kind), json.RawMessage(old), json.RawMessage(fresh))
		var got []string
		for _, b := range problem.FieldsOf(err) {
			got = append(got, b.Field)
			if !strings.Contains(b.Text, "must be entered again, since ") {
				t.Errorf("%s: %s: %s", fresh, b.Field, b.Text)
			}
		}
		if !cmp.Equal(want, got) || (err != nil) != (want != nil) || err != nil && merged != nil {
			t.Errorf("%s over %s:\n got %q (%v)\nwant %q", fresh, old, got, err, want)
		}
	}
	d := destined{}
	const old = `{"url":"https://a.example/x","token":"s3cret"}`
	// the same place
	f(d, old, `{"url":"https://a.example/x"}`)
	f(d, old, `{"url":"https://A.example:443/y?z"}`)
	f(d, old, `{"url":"https://a.example/y","token":"`+m+`"}`)
	f(d, `{"url":"https://u:p@a.example/x?token=T"}`, `{"url":"https://`+m+`@a.example/x?token=`+m+`"}`)
	// another
	f(d, old, `{"url":"https://b.example/x"}`, "token")
	f(d, old, `{"url":"https://b.example/x","token":"`+m+`"}`, "token")
	f(d, old, `{"url":"http://a.example/x"}`, "token")
	f(d, old, `{"url":"https://a.example:8443/x"}`, "token")
	f(d, old, `{"url":"https://a.example.b.example/x"}`, "token")
	f(d, old, `{"url":"https://a.example@b.example/x"}`, "token")
	f(d, old, `{"url":"https://a.example/x","proxy":"http://p.example"}`, "token")
	f(d, old, `{"url":"https://a.example/x","port":25}`, "token")
	f(d, `{"url":"https://a.example/","proxy":"http://p.example","token":"x"}`, `{"url":"https://a.example/"}`, "token")
	f(d, `{"url":"https://a.example/","proxy":"http://p.example","token":"x"}`, `{"url":"https://a.example/","proxy":"http://p.example:80/"}`)
	// a secret that is sent, removed or empty is no stored one
	f(d, old, `{"url":"https://b.example/x","token":"s3cret"}`)
	f(d, old, `{"url":"https://b.example/x","token":null}`)
	f(d, old, `{"url":"https://b.example/x","token":""}`)
	f(d, `{"url":"https://a.example/x","token":"","keys":[]}`, `{"url":"https://b.example/x"}`)
	// every form that a secret takes
	f(d, `{"url":"https://a.example/","keys":["a","b"]}`, `{"url":"https://b.example/"}`, "keys")
	f(d, `{"url":"https://a.example/","keys":["a","b"]}`, `{"url":"https://b.example/","keys":["`+m+`","`+m+`"]}`, "keys")
	f(d, `{"url":"https://a.example/","headers":[{"name":"Accept","value":"*/*"},{"name":"Cookie","value":"a=b"}]}`,
		`{"url":"https://b.example/","headers":[{"name":"Accept","value":"*/*"},{"name":"Cookie","value":"`+m+`"}]}`, "headers")
	f(d, `{"url":"https://a.example/","headers":[{"name":"Cookie","value":"a=b"}]}`,
		`{"url":"https://b.example/","headers":[{"name":"Accept","value":"*/*"},{"name":"cookie","value":"`+m+`"}]}`, "headers")
	f(d, `{"url":"https://a.example/","headers":[{"name":"Accept","value":"*/*"}]}`, `{"url":"https://b.example/","headers":[{"name":"Accept","value":"*/*"}]}`)
	f(d, `{"url":"https://a.example/?token=T"}`, `{"url":"https://a.example/?token=`+m+`","proxy":"http://p.example"}`, "url")
	// settings that come several times
	const rows = `{"rows":[{"name":"n","url":"https://a.example/","key":"k"},{"name":"m","url":"https://b.example/"}]}`
	f(d, rows, `{"rows":[{"name":"n","url":"https://b.example/"},{"name":"m","url":"https://a.example/2"}]}`)
	f(d, rows, `{"rows":[{"name":"n","url":"https://a.example/","key":"`+m+`"},{"name":"o","url":"https://c.example/"}]}`, "rows[0].key")
	f(d, rows, `{"rows":[{"name":"n","url":"https://a.example/"}],"proxy":"http://p.example"}`, "rows[0].key")
	// a place that is itself a secret
	const stored = `{"url":"https://a.example/T0KEN","secret":"s"}`
	f(hook{}, stored, `{}`)
	f(hook{}, stored, `{"url":"`+m+`","secret":"`+m+`"}`)
	f(hook{}, stored, `{"url":"https://a.example/OTHER"}`)
	f(hook{}, stored, `{"url":"https://b.example/OTHER"}`, "secret")
}
