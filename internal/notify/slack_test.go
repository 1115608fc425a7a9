package notify

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/uptimesignal/uptimesignal/internal/alert"
)

// The format for receivers without blocks: text only, short enough for
// Discord, and nobody is mentioned by what a monitor is called.
func TestSlackText(t *testing.T) {
	var body []byte
	srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { body, _ = io.ReadAll(r.Body) }))
	defer srv.Close()
	s := slack{Slack{URL: srv.URL, Format: "text"}, srv.Client()}
	if err := s.Notify(t.Context(), alert.Message{Monitor: "@everyone & <b>", State: "down", Summary: strings.Repeat("é", 5000)}); err != nil {
		t.Fatal(err)
	}
	var got map[string]string
	if err := json.Unmarshal(body, &got); err != nil || len(got) != 1 {
		t.Fatalf("body %s: %v, want text alone", body, err)
	}
	if n := utf8.RuneCountInString(got["text"]); n > 2000 || n < 1800 {
		t.Errorf("%d characters", n)
	}
	if !strings.HasPrefix(got["text"], "Down: @\u200beveryone & <b>\n") {
		t.Errorf("text begins %q", got["text"][:40])
	}
}
