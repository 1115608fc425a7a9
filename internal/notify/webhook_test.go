package notify

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/uptimesignal/uptimesignal/internal/alert"
)

// The published vector of the specification.
func TestSignVector(t *testing.T) {
	key, err := secretKey("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	if err != nil {
		t.Fatal(err)
	}
	got := sign(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", time.Unix(1614265330, 0), []byte(`{"test": 2432232314}`))
	if want := "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="; got != want {
		t.Errorf("signature %s, want %s", got, want)
	}
}

// A receiver that uses the reference library accepts what we send, and nothing
// that was changed on the way.
func TestSignatureIsAccepted(t *testing.T) {
	const secret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
	verifier, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		t.Fatal(err)
	}
	var verdicts []error
	srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		verdicts = append(verdicts, verifier.Verify(body, r.Header), verifier.Verify(append(body, ' '), r.Header))
		if r.Header.Get("Webhook-Id") != "k1" {
			t.Errorf("webhook-id = %q, want the key", r.Header.Get("Webhook-Id"))
		}
	}))
	defer srv.Close()
	w := webhook{Webhook{URL: srv.URL, Secret: secret}, srv.Client()}
	if err := w.Notify(t.Context(), alert.Message{Key: "k1", Monitor: "Shop"}); err != nil {
		t.Fatal(err)
	}
	if len(verdicts) != 2 || verdicts[0] != nil || verdicts[1] == nil {
		t.Errorf("the library says %v, want nil for our body and an error for another", verdicts)
	}
}

func TestRedirectIsNotFollowed(t *testing.T) {
	hits := 0
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hits++
		http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
	}))
	defer srv.Close()
	err := webhook{Webhook{URL: srv.URL}, srv.Client()}.Notify(context.Background(), alert.Message{Key: "k"})
	if !alert.IsPermanent(err) || hits != 1 {
		t.Errorf("err %v after %d requests", err, hits)
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 11, 24, 6, 0, 0, 0, time.UTC)
	f := func(v string, want time.Duration) {
		t.Helper()
		if got := retryAfter(v, now); got != want {
			t.Errorf("retryAfter(%q) = %v, want %v", v, got, want)
		}
	}
	f("", 0)
	f(" 120 ", 2*time.Minute)
	f("Tue, 24 Nov 2026 06:05:00 GMT", 5*time.Minute)
	f("Tue, 24 Nov 2026 05:05:00 GMT", 0)
	f("99999999999999999999", 0)
	f("1e9", 0)
}
