package auth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"github.com/uptimesignal/uptimesignal/internal/problem"
)

// Limits of a password. The longest is a bound on work, not on strength.
const (
	MinPassword = 10  // characters
	MaxPassword = 512 // bytes
)

// params are the costs of argon2id (RFC 9106).
type params struct {
	memory  uint32 // KiB
	passes  uint32
	threads uint8
}

// cost is what new hashes use: the second recommended choice of the OWASP
// password storage cheat sheet, 19 MiB and two passes.
var cost = params{memory: 19 * 1024, passes: 2, threads: 1}

const (
	saltLen = 16
	hashLen = 32
	// atOnce bounds the memory that sign-ins can take: 19 MiB each.
	atOnce = 2
)

// Passwords hashes and compares passwords. It is safe for concurrent use, and
// does at most two at once.
type Passwords struct {
	slots chan struct{}
	dummy string // a hash that nothing matches, for accounts that do not exist
}

// NewPasswords returns a ready Passwords.
func NewPasswords() *Passwords {
	p := &Passwords{slots: make(chan struct{}, atOnce)}
	p.dummy = encode(cost, random(saltLen), random(hashLen))
	return p
}

// CheckPassword reports what is wrong with a new password.
func CheckPassword(password string) error {
	switch {
	case utf8.RuneCountInString(password) < MinPassword:
		return problem.Fields(fmt.Sprintf("The password must have at least %d characters.", MinPassword),
			problem.FieldError{Field: "password", Text: fmt.Sprintf("must have at least %d characters", MinPassword)})
	case len(password) > MaxPassword:
		return problem.Fields(fmt.Sprintf("The password must have at most %d bytes.", MaxPassword),
			problem.FieldError{Field: "password", Text: fmt.Sprintf("must have at most %d bytes", MaxPassword)})
	}
	return nil
}

// Hash returns the PHC string of a new password.
func (p *Passwords) Hash(ctx context.Context, password string) (string, error) {
	if err := CheckPassword(password); err != nil {
		return "", err
	}
	return p.hash(ctx, password)
}

func (p *Passwords) hash(ctx context.Context, password string) (string, error) {
	salt := random(saltLen)
	sum, err := p.derive(ctx, password, salt, cost, hashLen)
	if err != nil {
		return "", err
	}
	return encode(cost, salt, sum), nil
}

// Verify reports whether password is the one of the PHC string, in a time
// that does not depend on the answer, and whether the string should be made
// anew because the cost has changed. An empty phc, for an account that does
// not exist, takes as long and is never right.
func (p *Passwords) Verify(ctx context.Context, phc, password string) (ok, stale bool, err error) {
	real := phc != ""
	if !real {
		phc = p.dummy
	}
	c, salt, want, err := decode(phc)
	if err != nil {
		return false, false, err
	}
	got, err := p.derive(ctx, password, salt, c, uint32(len(want)))
	if err != nil {
		return false, false, err
	}
	ok = subtle.ConstantTimeCompare(got, want) == 1 && real
	return ok, ok && (c != cost || len(want) != hashLen), nil
}

func (p *Passwords) derive(ctx context.Context, password string, salt []byte, c params, n uint32) ([]byte, error) {
	select {
	case p.slots <- struct{}{}:
		defer func() { <-p.slots }()
	case <-ctx.Done():
		return nil, problem.Wrap(problem.Unavailable, ctx.Err(), "The server is busy; try again.")
	}
	return argon2.IDKey([]byte(password), salt, c.passes, c.memory, c.threads, n), nil
}

// encode writes the PHC string format, such as
// $argon2id$v=19$m=19456,t=2,p=1$salt$hash.
func encode(c params, salt, sum []byte) string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version,
		c.memory, c.passes, c.threads, b64.EncodeToString(salt), b64.EncodeToString(sum))
}

func decode(phc string) (c params, salt, sum []byte, err error) {
	parts := strings.Split(phc, "$")
	bad := fmt.Errorf("stored password hash is not a PHC string of argon2id")
	if len(parts) != 6 || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return c, nil, nil, bad
	}
	if n, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.memory, &c.passes, &c.threads); n != 3 || err != nil {
		return c, nil, nil, bad
	}
	if c.memory < 8 || c.memory > 1<<20 || c.passes < 1 || c.passes > 64 || c.threads < 1 {
		return c, nil, nil, bad
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(parts[4])
	sum, err2 := base64.RawStdEncoding.DecodeString(parts[5])
	if err1 != nil || err2 != nil || len(salt) < 8 || len(sum) < 16 {
		return c, nil, nil, bad
	}
	return c, salt, sum, nil
}

func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b) // never fails (crypto/rand)
	return b
}
