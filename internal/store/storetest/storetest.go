// Package storetest is the contract of package store, run on each database
// that it knows, and what its tests need: a cluster of PostgreSQL of their
// own, a sealer, and makers of monitors, channels and results.
//
// What belongs here is what must hold on every database, a file for each
// subject. What only one of them does is tested beside its code.
package storetest

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/store"
)

// Exercise runs the contract. fresh makes an empty database and says how to
// open it.
func Exercise(t *testing.T, fresh func(t *testing.T) (dsn string, o store.Options)) {
	open := func(t *testing.T) *store.DB {
		t.Helper()
		dsn, o := fresh(t)
		return Open(t, dsn, o)
	}
	for _, s := range []struct {
		name string
		run  func(t *testing.T, open func(t *testing.T) *store.DB)
	}{
		{"Monitors", monitors}, {"Lists", lists}, {"Ledger", ledger}, {"Shared", shared}, {"Incidents", incidents}, {"Alerts", alerts},
		{"Channels", channels}, {"Accounts", accounts}, {"Results", results}, {"Feed", feed},
	} {
		t.Run(s.name, func(t *testing.T) { s.run(t, open) })
	}
	t.Run("Restart", func(t *testing.T) { restart(t, fresh) })
}

// Open opens a database, and closes it at the end of the test.
func Open(t testing.TB, dsn string, o store.Options) *store.DB {
	t.Helper()
	d, err := store.Open(context.Background(), dsn, o)
	must(t, err)
	t.Cleanup(func() { must(t, d.Close()) })
	return d
}

// Sealer seals with a key that is made of its text.
type Sealer string

func (s Sealer) aead() cipher.AEAD {
	key := sha256.Sum256([]byte(s))
	block, err := aes.NewCipher(key[:])
	if err != nil {
		panic(err) // 32 bytes are a key
	}
	a, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err)
	}
	return a
}

// Seal implements store.Sealer.
func (s Sealer) Seal(aad, plain []byte) []byte { return s.aead().Seal(nil, nil, plain, aad) }

// Open implements store.Sealer.
func (s Sealer) Open(aad, sealed []byte) ([]byte, error) { return s.aead().Open(nil, nil, sealed, aad) }

// Options are those of the databases of the contract.
func Options(t testing.TB) store.Options {
	return store.Options{Sealer: Sealer("test"), Target: target, Log: logger(t)}
}

// target shows the member "url" of a monitor's settings.
func target(_ string, spec json.RawMessage) string {
	var s struct{ URL string }
	_ = json.Unmarshal(spec, &s)
	return s.URL
}

// NewMonitor returns a monitor that is valid and not stored yet.
func NewMonitor(name string) *monitor.Monitor {
	return &monitor.Monitor{
		Name: name, Kind: "http", Spec: json.RawMessage(fmt.Sprintf(`{"url":"https://%s.example/","bearer":"swordfish"}`, name)),
		Interval: time.Minute, Timeout: 10 * time.Second, Policy: monitor.DefaultPolicy(),
	}
}

// NewChannel returns a channel that is valid and not stored yet.
func NewChannel(name string, isDefault bool) *alert.Channel {
	return &alert.Channel{Kind: "webhook", Name: name, Settings: json.RawMessage(`{"url":"https://hooks.example/","secret":"swordfish"}`), Default: isDefault}
}

// AddMonitor stores a new monitor.
func AddMonitor(t testing.TB, d *store.DB, name string) monitor.Monitor {
	t.Helper()
	m := NewMonitor(name)
	must(t, d.CreateMonitor(context.Background(), m))
	return *m
}

// AddChannel stores a new channel.
func AddChannel(t testing.TB, d *store.DB, name string, isDefault bool) alert.Channel {
	t.Helper()
	c := NewChannel(name, isDefault)
	must(t, d.CreateChannel(context.Background(), c))
	return *c
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
