package form

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/uptimesignal/uptimesignal/internal/problem"
)

type table struct {
	Who   []who  `json:"who" form:"required" label:"Who" help:"Who asks."`
	Notes string `json:"notes,omitempty" label:"Notes" help:"Free text."`
}

type who struct {
	Name  string `json:"name" form:"required" label:"Name" help:"Of it."`
	Kind  string `json:"kind,omitempty" form:"choice=a|b" label:"Kind" help:"Of it."`
	Value string `json:"value" form:"required,secret" label:"Value" help:"Of it."`
}

func TestRowsDecode(t *testing.T) {
	var v table
	if err := Decode(json.RawMessage(`{"who":[{"name":"x","value":"1"},{"name":"y","kind":"b","value":"2"}]}`), &v); err != nil || len(v.Who) != 2 || v.Who[1].Kind != "b" {
		t.Errorf("%v, %+v", err, v)
	}
	for raw, want := range map[string]string{
		`{}`:                      "who: must not be empty",
		`{"who":[]}`:              "who: must not be empty",
		`{"who":{}}`:              "who: must be a list of objects",
		`{"who":["x"]}`:           "who[0]: must be an object",
		`{"who":[{"name":"x"}]}`:  "who[0].value: must not be empty",
		`{"who":[{"value":"1"}]}`: "who[0].name: must not be empty",
		`{"who":[{"name":"x","value":"1"},{"name":"y","value":"2","kind":"c","nmae":"z"}]}`: "who[1].nmae: is not a setting; did you mean \"name\"?\nwho[1].kind: \"c\" is not one of a, b",
	} {
		err := Decode(json.RawMessage(raw), new(table))
		if !problem.Is(err, problem.Invalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", raw, err, want)
		}
	}
}

func TestRowsSecrets(t *testing.T) {
	fields := Of(table{})
	old := json.RawMessage(`{"who":[{"name":"x","value":"s3cret-1"},{"name":"y","value":"s3cret-2"}]}`)
	shown := string(Mask(fields, old))
	if strings.Contains(shown, "s3cret") || !strings.Contains(shown, `"name":"y"`) {
		t.Errorf("shown as %s", shown)
	}
	for fresh, want := range map[string]string{
		shown:                                             `{"who":[{"name":"x","value":"s3cret-1"},{"name":"y","value":"s3cret-2"}]}`,
		`{"who":[{"name":"y"},{"name":"x"}]}`:             `{"who":[{"name":"y","value":"s3cret-2"},{"name":"x","value":"s3cret-1"}]}`,
		`{"who":[{"name":"y","value":"fresh"}]}`:          `{"who":[{"name":"y","value":"fresh"}]}`,
		`{"who":[{"name":"z"}]}`:                          `{"who":[{"name":"z"}]}`, // for Decode to complain of
		`{"who":[{"name":"x"},{"name":"x","value":"b"}]}`: `{"who":[{"name":"x","value":"s3cret-1"},{"name":"x","value":"b"}]}`,
	} {
		got, err := Merge(fields, old, json.RawMessage(fresh))
		if err != nil || string(got) != want {
			t.Errorf("%s: %s, %v; want %s", fresh, got, err, want)
		}
	}
	_, err := Merge(fields, old, json.RawMessage(strings.Replace(shown, `"name":"y"`, `"name":"z"`, 1)))
	if !problem.Is(err, problem.Invalid) || !strings.Contains(err.Error(), "who[1].value") {
		t.Errorf("a mask under another name: %v", err)
	}
}

func TestRowsSchema(t *testing.T) {
	got := string(Schema(Of(table{})))
	for _, want := range []string{`"who":{"type":"array"`, `"items":{"type":"object"`, `"writeOnly":true`, `"required":["name","value"]`} {
		if !strings.Contains(got, want) {
			t.Errorf("%s lacks %s", got, want)
		}
	}
}
