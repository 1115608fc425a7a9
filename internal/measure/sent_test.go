package measure

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
)

// A server that repeats the request gives no secret away, under whatever name
// it repeats it.
func TestRedactTakesBackWhatWasSent(t *testing.T) {
	basic := base64.StdEncoding.EncodeToString([]byte("bob:S3CR3Tpass & word"))
	r := Report{Hops: []Hop{
		{Request: Request{
			URL: "https://a.example/?api_key=S3CR3Tkey%2B1&page=overview-of-all",
			Header: []Field{{"Authorization", "Bearer S3CR3Tbearer"}, {"Proxy-Authorization", "Basic " + basic}, {"X-Api-Key", "S3CR3Theader"},
				{"Cookie", "a=S3CR3Tone; b=S3CR3Ttwo"}, {"Accept-Language", "de-informal"}},
		}},
		{Answer: &Answer{Status: 403, Header: []Field{{"X-Echo", "S3CR3Tbearer"}, {"X-Language", "de-informal"}},
			Body: []byte(`you sent S3CR3Tbearer, ` + basic + `, S3CR3Tpass &amp; word, S3CR3Tpass+%26+word, <td>S3CR3Tone<td>S3CR3Ttwo, S3CR3Tkey%2B1 (S3CR3Tkey+1) and S3CR3Theader; overview-of-all`)},
			Observations: []Observation{{Detail: "the server said S3CR3Theader"}}},
	}}
	got := Redact(r)
	text, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	all := string(text) + string(got.Answer().Body)
	if strings.Contains(all, "S3CR3T") || strings.Contains(all, basic) {
		t.Errorf("a secret is left: %s", all)
	}
	for _, want := range []string{"overview-of-all", "you sent ", "de-informal"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is lost: %s", want, all)
		}
	}
	if string(r.Answer().Body) == string(got.Answer().Body) || !strings.Contains(string(r.Answer().Body), "S3CR3T") {
		t.Error("the original has changed")
	}
}

// A word that is short enough to be in any page is left in it.
func TestRedactSparesShortWords(t *testing.T) {
	r := Report{Hops: []Hop{{Request: Request{Header: []Field{{"X-Api-Key", "admin"}, {"Cookie", "a=1"}}}, Answer: &Answer{Body: []byte("the admin has 1 page")}}}}
	r = Redact(r)
	if got := string(r.Answer().Body); got != "the admin has 1 page" {
		t.Error(got)
	}
}
