package monitor

import (
	"strings"
	"testing"
)

// What must refuse cannot be expected to let in.
func TestMustRefuse(t *testing.T) {
	for status, want := range map[string]string{"": "401,403,407", "401": "401", "404,401": "404,401", "4xx": "4xx", "302": "302", "200": "!", "2xx,401": "!", "199-404": "!"} {
		set, err := ParseStatusSet(status)
		if err != nil {
			t.Fatal(err)
		}
		e := Expectation{Status: set, MustRefuse: true}
		err = e.Validate()
		if want == "!" {
			if err == nil || !strings.HasPrefix(err.Error(), "expect.must_refuse: ") {
				t.Errorf("%q: %v", status, err)
			}
			continue
		}
		if got := e.Wants().String(); err != nil || got != want {
			t.Errorf("%q: %s, %v; want %s", status, got, err, want)
		}
	}
	if got := (Expectation{}).Wants().String(); got != "2xx" {
		t.Errorf("without: %s", got)
	}
	m, _ := Draft{Name: "m", Expect: ExpectDraft{MustRefuse: true}}.Monitor()
	if !m.Expect.MustRefuse || !DraftOf(m).Expect.MustRefuse {
		t.Error("a draft loses it")
	}
}
