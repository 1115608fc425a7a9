package auth_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/auth"
	"github.com/uptimesignal/uptimesignal/internal/problem"
)

func TestPasswords(t *testing.T) {
	p := auth.NewPasswords()
	phc, err := p.Hash(t.Context(), password)
	if err != nil || !strings.HasPrefix(phc, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Fatalf("got %q, %v", phc, err)
	}
	again, _ := p.Hash(t.Context(), password)
	if again == phc {
		t.Error("two hashes of one password are the same: no salt")
	}
	f := func(phc, pw string, wantOK, wantStale bool) {
		t.Helper()
		ok, stale, err := p.Verify(t.Context(), phc, pw)
		if err != nil || ok != wantOK || stale != wantStale {
			t.Errorf("%q: got %v, %v, %v; want %v, %v", pw, ok, stale, err, wantOK, wantStale)
		}
	}
	f(phc, password, true, false)
	f(phc, password+" ", false, false)
	f("", password, false, false)
	cheap := "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$" + cheapHash
	f(cheap, "password", true, true)
	f(cheap, "passwore", false, false)
	for _, bad := range []string{"x", "$argon2i$v=19$m=64,t=1,p=1$c29tZXNhbHQ$AAAA", "$argon2id$v=19$m=9999999,t=1,p=1$c29tZXNhbHQ$" + cheapHash} {
		if _, _, err := p.Verify(t.Context(), bad, "password"); err == nil {
			t.Errorf("%q was taken for a hash", bad)
		}
	}
}

// A sign-in of an account that does not exist must not be quicker.
func TestUnknownAccountsTakeAsLong(t *testing.T) {
	p := auth.NewPasswords()
	phc, _ := p.Hash(t.Context(), password)
	least := func(phc string) time.Duration {
		best := time.Hour
		for range 3 {
			start := time.Now()
			_, _, _ = p.Verify(t.Context(), phc, "wrong password")
			best = min(best, time.Since(start))
		}
		return best
	}
	known, unknown := least(phc), least("")
	if unknown < known/20 { // without the work it would be some 10,000 times quicker
		t.Errorf("an unknown account takes %v, a known one %v", unknown, known)
	}
}

func TestSealer(t *testing.T) {
	path := filepath.Join(t.TempDir(), "secret.key")
	s, err := auth.KeyFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
	aad, plain := []byte("channel/1"), []byte("hook me")
	sealed := s.Seal(aad, plain)
	if bytes.Contains(sealed, plain) || bytes.Equal(sealed, s.Seal(aad, plain)) {
		t.Error("the plain text shows, or two seals are the same")
	}
	again, err := auth.KeyFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := again.Open(aad, sealed); err != nil || !bytes.Equal(got, plain) {
		t.Errorf("got %q, %v", got, err)
	}
	if _, err := s.Open([]byte("channel/2"), sealed); !problem.Is(err, problem.Unavailable) {
		t.Errorf("opens in another row: %v", err)
	}
	for i := range sealed {
		bent := bytes.Clone(sealed)
		bent[i] ^= 1
		if _, err := s.Open(aad, bent); err == nil {
			t.Errorf("byte %d changed, opens all the same", i)
		}
	}
	for n := range sealed {
		if _, err := s.Open(aad, sealed[:n]); err == nil {
			t.Errorf("cut to %d bytes, opens all the same", n)
		}
	}
}

func TestWrongKeyIsNamed(t *testing.T) {
	one, _ := auth.KeyFile(filepath.Join(t.TempDir(), "a.key"))
	two, _ := auth.KeyFile(filepath.Join(t.TempDir(), "b.key"))
	_, err := two.Open(nil, one.Seal(nil, []byte("x")))
	if err == nil || !strings.Contains(err.Error(), "sealed with the key "+one.KeyID()) || !strings.Contains(err.Error(), "holds the key "+two.KeyID()) {
		t.Errorf("got %v", err)
	}
}

func TestKeyFileProblems(t *testing.T) {
	dir := t.TempDir()
	open := filepath.Join(dir, "open.key")
	if err := os.WriteFile(open, []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	short := filepath.Join(dir, "short.key")
	if err := os.WriteFile(short, []byte("c2hvcnQ="), 0o600); err != nil {
		t.Fatal(err)
	}
	text := filepath.Join(dir, "text.key")
	if err := os.WriteFile(text, []byte("a b c"), 0o600); err != nil {
		t.Fatal(err)
	}
	none := filepath.Join(dir, "none", "secret.key")
	for path, want := range map[string]string{
		open:  "The secret key " + open + " can be read by others (mode 0644). Mend it with: chmod 600 " + open,
		short: short + ": the secret key has 5 bytes, not 32.",
		text:  text + ": the secret key is not base64. Make one with: openssl rand -base64 32",
		none:  "The secret key " + none + " cannot be created: no such file or directory.",
	} {
		if _, err := auth.KeyFile(path); err == nil || err.Error() != want {
			t.Errorf("got %v\nwant %s", err, want)
		}
	}
}

func TestKeyFileIsMadeOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "secret.key")
	var wg sync.WaitGroup
	ids := make([]string, 8)
	for i := range ids {
		wg.Go(func() {
			if s, err := auth.KeyFile(path); err == nil {
				ids[i] = s.KeyID()
			}
		})
	}
	wg.Wait()
	for _, id := range ids {
		if id == "" || id != ids[0] {
			t.Fatalf("eight processes at once got the keys %v", ids)
		}
	}
	left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".secret-*"))
	if len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// cheapHash is argon2id of "password" with the salt "somesalt", t=1, m=64 KiB,
// p=1: an older cost, whose hashes must verify and be renewed.
const cheapHash = "pMlwOs/gn+zdvoB/AGiRNA"
