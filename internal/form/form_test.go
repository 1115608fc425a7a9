package form_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/uptimesignal/uptimesignal/internal/form"
	"github.com/uptimesignal/uptimesignal/internal/problem"
	"github.com/uptimesignal/uptimesignal/internal/redact"
)

type settings struct {
	URL      string        `json:"url" label:"URL" help:"Where to." form:"required,placeholder=https://example.com"`
	Method   string        `json:"method,omitempty" label:"Method" form:"choice=GET|HEAD"`
	Wait     time.Duration `json:"wait,omitempty" label:"Wait" form:"advanced,group=Timing"`
	Tries    int           `json:"tries,omitempty" label:"Tries"`
	Insecure bool          `json:"insecure,omitempty" label:"Insecure"`
	Tags     []string      `json:"tags,omitempty" label:"Tags"`
	Headers  []form.Header `json:"headers,omitempty" label:"Headers"`
	Token    string        `json:"token,omitempty" label:"Token" form:"secret"`
	Body     string        `json:"body,omitempty" label:"Body" form:"text"`
}

var fields = form.Of(settings{})

func TestDecode(t *testing.T) {
	f := func(raw string, want settings) {
		t.Helper()
		var got settings
		if err := form.Decode(json.RawMessage(raw), &got); err != nil {
			t.Errorf("%s: %v", raw, err)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: %s", raw, d)
		}
	}
	f(`{"url":"https://a.example"}`, settings{URL: "https://a.example"})
	f(`{"url":"u","wait":"1m30s","tries":3,"insecure":true,"tags":["a"],"method":"HEAD"}`,
		settings{URL: "u", Wait: 90 * time.Second, Tries: 3, Insecure: true, Tags: []string{"a"}, Method: "HEAD"})
	f(`{"url":"u","headers":[{"name":"Accept","value":"*/*"}],"token":null}`,
		settings{URL: "u", Headers: []form.Header{{Name: "Accept", Value: "*/*"}}})
	f(` {"url":"u","method":"","wait":""} `, settings{URL: "u"})
}

func TestDecodeRefuses(t *testing.T) {
	f := func(raw string, want ...string) {
		t.Helper()
		err := form.Decode(json.RawMessage(raw), new(settings))
		if !problem.Is(err, problem.Invalid) {
			t.Fatalf("%s: got %v, want a problem.Invalid", raw, err)
		}
		if got := strings.Split(err.Error(), "\n"); !cmp.Equal(got, want) {
			t.Errorf("%s:\n got %q\nwant %q", raw, got, want)
		}
	}
	f(`{}`, "url: must not be empty")
	f(``, "url: must not be empty")
	f(`{"url":""}`, "url: must not be empty")
	f(`{"url":null}`, "url: must not be empty")
	f(`[1]`, `The settings must be an object, such as {"url": "https://example.com"}.`)
	f(`{"url":`, `The settings must be an object, such as {"url": "https://example.com"}.`)
	f(`{"url":"u","ulr":"x"}`, `ulr: is not a setting; did you mean "url"?`)
	f(`{"url":"u","zzzzzz":"x"}`, "zzzzzz: is not a setting; there are url, method, wait, tries, insecure, tags, headers, token, body")
	f(`{"url":5,"tries":"3","insecure":"yes","tags":"a","headers":{"a":"b"},"wait":30,"method":"PUT","token":["x"]}`,
		`url: must be a text in quotes`,
		`method: "PUT" is not one of GET, HEAD`,
		`wait: must be a duration in quotes, such as "30s"`,
		`tries: must be a whole number`,
		`insecure: must be true or false`,
		`tags: must be a list of texts, such as ["a", "b"]`,
		`headers: must be a list of names and values, such as [{"name": "Accept", "value": "text/html"}]`,
		`token: must be a text in quotes`)
	f(`{"url":"u","wait":"soon"}`, `wait: "soon" is not a duration such as "30s" or "1m30s"`)
	f(`{"url":"u","tries":1.5}`, `tries: must be a whole number`)
	f(`{"url":"u","headers":[{"name":"a","valeu":"b"}]}`,
		`headers: must be a list of names and values, such as [{"name": "Accept", "value": "text/html"}]`)
}

func TestDecodeNamesFields(t *testing.T) {
	err := form.Decode(json.RawMessage(`{"tries":"x"}`), new(settings))
	want := []problem.FieldError{{Field: "url", Text: "must not be empty"}, {Field: "tries", Text: "must be a whole number"}}
	if d := cmp.Diff(want, problem.FieldsOf(err)); d != "" {
		t.Error(d)
	}
}

const stored = `{"url":"https://a.example/?token=abc","token":"s3cret","wait":"5s","headers":[{"name":"Authorization","value":"Bearer xyz"},{"name":"Accept","value":"*/*"}]}`

func TestMask(t *testing.T) {
	got := string(form.Mask(fields, json.RawMessage(stored)))
	for _, secret := range []string{"abc", "s3cret", "xyz"} {
		if strings.Contains(got, secret) {
			t.Errorf("shows %q: %s", secret, got)
		}
	}
	for _, shown := range []string{`"wait":"5s"`, `*/*`, `Authorization`, redact.Mask, "a.example"} {
		if !strings.Contains(got, shown) {
			t.Errorf("does not show %q: %s", shown, got)
		}
	}
	if got := string(form.Mask(fields, json.RawMessage(`{"token":"","unknown":"x"}`))); got != `{"token":""}` {
		t.Errorf("got %s", got)
	}
	if got := string(form.Mask(fields, json.RawMessage(`{"token":5,"headers":"Bearer xyz"}`))); strings.Contains(got, "xyz") || strings.Contains(got, "5") {
		t.Errorf("values of a wrong type show: %s", got)
	}
}

func TestMergeKeepsWhatIsMasked(t *testing.T) {
	masked := form.Mask(fields, json.RawMessage(stored))
	got, err := form.Merge(fields, json.RawMessage(stored), masked)
	if err != nil {
		t.Fatal(err)
	}
	var want, have settings
	if err := errors2(form.Decode(json.RawMessage(stored), &want), form.Decode(got, &have)); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, have); d != "" {
		t.Errorf("what is shown and sent back is not what was stored: %s", d)
	}
}

func errors2(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

func TestMerge(t *testing.T) {
	f := func(old, fresh, want string) {
		t.Helper()
		got, err := form.Merge(fields, json.RawMessage(old), json.RawMessage(fresh))
		if err != nil {
			t.Errorf("%s: %v", fresh, err)
		}
		var a, b any
		if json.Unmarshal(got, &a) != nil || json.Unmarshal([]byte(want), &b) != nil || !cmp.Equal(a, b) {
			t.Errorf("%s with %s:\n got %s\nwant %s", old, fresh, got, want)
		}
	}
	f(`{"url":"u","token":"old"}`, `{"url":"v"}`, `{"url":"v","token":"old"}`)
	f(`{"url":"u","token":"old"}`, `{"url":"v","token":"new"}`, `{"url":"v","token":"new"}`)
	f(`{"url":"u","token":"old"}`, `{"url":"v","token":""}`, `{"url":"v","token":""}`)
	f(`{"url":"u","token":"old"}`, `{"url":"v","token":null}`, `{"url":"v"}`)
	f(`{"url":"u","token":"old"}`, `{"url":"v","token":"`+redact.Mask+`"}`, `{"url":"v","token":"old"}`)
	f(`{"url":"u","tries":3}`, `{"url":"v"}`, `{"url":"v"}`)
	f(`{"headers":[{"name":"Cookie","value":"a"},{"name":"cookie","value":"b"}]}`,
		`{"headers":[{"name":"COOKIE","value":"`+redact.Mask+`"},{"name":"Cookie","value":"c"},{"name":"Cookie","value":"`+redact.Mask+`"}]}`,
		`{"headers":[{"name":"COOKIE","value":"a"},{"name":"Cookie","value":"c"},{"name":"Cookie","value":"b"}]}`)
}

func TestMergeRefusesAMaskOfNothing(t *testing.T) {
	for _, fresh := range []string{
		`{"url":"u","token":"` + redact.Mask + `"}`,
		`{"url":"u","headers":[{"name":"Cookie","value":"` + redact.Mask + `"}]}`,
	} {
		_, err := form.Merge(fields, json.RawMessage(`{"url":"u"}`), json.RawMessage(fresh))
		if !problem.Is(err, problem.Invalid) || len(problem.FieldsOf(err)) != 1 {
			t.Errorf("%s: got %v", fresh, err)
		}
	}
}

func TestSchema(t *testing.T) {
	var s struct {
		Required   []string
		Properties map[string]struct {
			Type      string
			Enum      []string
			WriteOnly bool
		}
		AdditionalProperties *bool
	}
	if err := json.Unmarshal(form.Schema(fields), &s); err != nil {
		t.Fatal(err)
	}
	if s.AdditionalProperties == nil || *s.AdditionalProperties || !cmp.Equal(s.Required, []string{"url"}) {
		t.Errorf("got %+v", s)
	}
	if p := s.Properties; !p["token"].WriteOnly || p["tries"].Type != "integer" || p["headers"].Type != "array" ||
		p["wait"].Type != "string" || !cmp.Equal(p["method"].Enum, []string{"GET", "HEAD"}) || len(p) != len(fields) {
		t.Errorf("got %+v", p)
	}
}

func TestEncodeIsReadByDecode(t *testing.T) {
	want := settings{URL: "u", Wait: 90 * time.Second, Tries: 2, Insecure: true, Headers: []form.Header{{Name: "A", Value: "b"}}}
	var got settings
	if err := form.Decode(form.Encode(want), &got); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func FuzzMerge(f *testing.F) {
	f.Add(stored, `{"token":"••••••","headers":[{"name":"a","value":"••••••"}]}`)
	f.Add(`{"url":5}`, `null`)
	f.Fuzz(func(_ *testing.T, old, fresh string) {
		_, _ = form.Merge(fields, json.RawMessage(old), json.RawMessage(fresh))
		form.Mask(fields, json.RawMessage(old))
		_ = form.Decode(json.RawMessage(old), new(settings))
	})
}
