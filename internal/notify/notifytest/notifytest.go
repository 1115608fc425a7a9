// Package notifytest is the contract of a kind of alert channel, as a test
// that runs over each of them.
package notifytest

import (
	"context"
	"encoding/json"
	"flag"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/notify"
	"github.com/uptimesignal/uptimesignal/internal/problem"
)

var update = flag.Bool("update", false, "rewrite the golden payloads")

// Update reports whether golden files are to be rewritten (go test -update).
func Update() bool { return *update }

// Exercise runs the contract against k: its settings, what it sends for each
// kind of message (golden files in testdata/<kind>/), what it makes of each
// answer, and what it does when the receiver is silent, absent or broken. No
// error may hold a secret.
func Exercise(t *testing.T, k notify.Kind) {
	t.Run("settings", func(t *testing.T) { settings(t, k) })
	var w wire
	switch k.Wire {
	case notify.WireHTTP:
		w = httpWire{}
	case notify.WireSMTP:
		w = smtpWire{}
	default:
		t.Fatalf("%s speaks %q, for which there is no contract", k.Name, k.Wire)
	}
	for _, m := range Messages() {
		t.Run("sends "+m.name, func(t *testing.T) {
			golden(t, filepath.Join("testdata", k.Name, m.name+".txt"), w.sent(t, k, m.Message))
		})
	}
	t.Run("the same key twice", func(t *testing.T) { sameKey(t, k, w) })
	t.Run("answers", func(t *testing.T) { w.answers(t, k) })
	t.Run("connection refused", func(t *testing.T) { refused(t, k) })
	t.Run("silence", func(t *testing.T) { silence(t, k) })
	t.Run("hang up", func(t *testing.T) { hangUp(t, k) })
}

// A wire plays the receiver.
type wire interface {
	// sent delivers m and returns what arrived, without what differs each time.
	sent(t *testing.T, k notify.Kind, m alert.Message) string
	// answers tries the answers that the protocol has.
	answers(t *testing.T, k notify.Kind)
}

func settings(t *testing.T, k notify.Kind) {
	if k.Title == "" || k.Doc == "" || len(k.Fields) == 0 {
		t.Errorf("title %q, doc %q, %d fields: each must be there", k.Title, k.Doc, len(k.Fields))
	}
	secrets := 0
	for _, f := range k.Fields {
		if f.Label == "" || f.Help == "" {
			t.Errorf("field %s has label %q and help %q", f.Name, f.Label, f.Help)
		}
		if f.Secret {
			secrets++
		}
	}
	if secrets == 0 {
		t.Error("no field is a secret")
	}
	sample := k.Sample(string(k.Wire) + "://127.0.0.1:1")
	if err := k.Check(sample); err != nil {
		t.Errorf("the sample is refused: %v", err)
	}
	if w := k.Where(sample); w == "" || strings.Contains(w, "SECRET") {
		t.Errorf("where = %q", w)
	}
	for _, raw := range []string{`{}`, ``, `{"surprise": "SECRET"}`, `{"url": 7, "to": 7, "host": 7}`, `[]`, `null`} {
		err := k.Check(json.RawMessage(raw))
		if !problem.Is(err, problem.Invalid) {
			t.Errorf("Check(%s) = %v, want a problem that the owner can mend", raw, err)
			continue
		}
		if raw != `[]` && len(problem.FieldsOf(err)) == 0 {
			t.Errorf("Check(%s) = %v, which names no field", raw, err)
		}
		noSecret(t, err)
		if _, err := k.New(json.RawMessage(raw), notify.Deps{}); err == nil {
			t.Errorf("New(%s) makes a notifier of settings that Check refuses", raw)
		}
	}
}

func sameKey(t *testing.T, k notify.Kind, w wire) {
	m := Messages()[0].Message
	if a, b := w.sent(t, k, m), w.sent(t, k, m); a != b {
		t.Errorf("a repeat differs from the first (-first +repeat):\n%s", cmp.Diff(a, b))
	}
}

func refused(t *testing.T, k notify.Kind) {
	l := listen(t)
	addr := l.Addr().String()
	l.Close()
	err := Send(t, t.Context(), k, addr, Messages()[0].Message)
	if err == nil || alert.IsPermanent(err) {
		t.Errorf("err = %v, want one that is tried again", err)
	}
	noSecret(t, err)
}

// silence: the receiver takes the connection and says nothing.
func silence(t *testing.T, k notify.Kind) {
	l := listen(t)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	began := time.Now()
	err := Send(t, ctx, k, l.Addr().String(), Messages()[0].Message)
	if err == nil || alert.IsPermanent(err) {
		t.Errorf("err = %v, want one that is tried again", err)
	}
	if d := time.Since(began); d > 3*time.Second {
		t.Errorf("returned %v after its context was done", d)
	}
	noSecret(t, err)
}

// hangUp: the receiver closes each connection at once.
func hangUp(t *testing.T, k notify.Kind) {
	l := listen(t)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			c.Close()
		}
	}()
	err := Send(t, t.Context(), k, l.Addr().String(), Messages()[0].Message)
	if err == nil || alert.IsPermanent(err) {
		t.Errorf("err = %v, want one that is tried again", err)
	}
	noSecret(t, err)
}

// Send delivers m once through k to the receiver at addr.
func Send(t *testing.T, ctx context.Context, k notify.Kind, addr string, m alert.Message) error {
	t.Helper()
	n, err := k.New(k.Sample(string(k.Wire)+"://"+addr), deps())
	if err != nil {
		t.Fatal(err)
	}
	return n.Notify(ctx, m)
}

// want holds the outcome of one delivery against what it should be.
func want(t *testing.T, what string, err error, w outcome) {
	t.Helper()
	got := outcome{Permanent: alert.IsPermanent(err), Retry: err != nil && !alert.IsPermanent(err), After: alert.RetryAfter(err)}
	if got != w {
		t.Errorf("%s: err %v is %+v, want %+v", what, err, got, w)
	}
	noSecret(t, err)
}

// An outcome is what a notifier makes of an answer; the zero value is done.
type outcome struct {
	Retry, Permanent bool
	After            time.Duration
}

func noSecret(t *testing.T, err error) {
	t.Helper()
	if err != nil && strings.Contains(err.Error(), "SECRET") {
		t.Errorf("error holds a secret: %v", err)
	}
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	wanted, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(wanted), got); diff != "" {
		t.Errorf("differs from %s (-want +got); run with -update if that is meant:\n%s", path, diff)
	}
}
