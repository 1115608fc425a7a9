package auth

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/problem"
)

// The sealed form: version (1 byte), key id (4 bytes), nonce (12), ciphertext
// and tag (AES-256-GCM, NIST SP 800-38D). The version and the key id are part
// of the additional data, so neither can be changed unseen.
const (
	sealVersion = 1
	keyIDLen    = 4
	sealHeader  = 1 + keyIDLen
	keyLen      = 32
)

// A Sealer encrypts what must not be read from the database alone. It is safe
// for concurrent use.
type Sealer struct {
	aead  cipher.AEAD
	id    [keyIDLen]byte
	where string // where the key came from, for error messages
}

// NewSealer returns a Sealer for a key of 32 bytes. where names the source of
// the key in error messages.
func NewSealer(key []byte, where string) (*Sealer, error) {
	if len(key) != keyLen {
		return nil, problem.New(problem.Invalid, "%s: the secret key has %d bytes, not %d.", where, len(key), keyLen)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("make cipher: %w", err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, fmt.Errorf("make AEAD: %w", err)
	}
	sum := sha256.Sum256(append([]byte("uptimesignal key id\x00"), key...))
	return &Sealer{aead: aead, id: [keyIDLen]byte(sum[:keyIDLen]), where: where}, nil
}

// KeyID returns the name of the key, by which sealed bytes say what they need.
// It tells nothing of the key.
func (s *Sealer) KeyID() string { return hex.EncodeToString(s.id[:]) }

// Seal encrypts plain. What is sealed can be opened only with the same aad,
// which says where it belongs, such as "channel/" and an id.
func (s *Sealer) Seal(aad, plain []byte) []byte {
	out := make([]byte, 0, sealHeader+s.aead.Overhead()+len(plain))
	out = append(out, sealVersion)
	out = append(out, s.id[:]...)
	return s.aead.Seal(out, nil, plain, withHeader(out, aad))
}

// Open decrypts what Seal made. Its error is a problem that says which key is
// wanted, or that the bytes were changed.
func (s *Sealer) Open(aad, sealed []byte) ([]byte, error) {
	if len(sealed) < sealHeader+s.aead.Overhead() || sealed[0] != sealVersion {
		return nil, problem.New(problem.Unavailable, "A stored secret is damaged: it is not in a form that this release knows.")
	}
	if id := sealed[1:sealHeader]; string(id) != string(s.id[:]) {
		return nil, problem.New(problem.Unavailable,
			"A stored secret was sealed with the key %x, but %s holds the key %s. Put back the key that belongs to this database.",
			id, s.where, s.KeyID())
	}
	plain, err := s.aead.Open(nil, nil, sealed[sealHeader:], withHeader(sealed[:sealHeader], aad))
	if err != nil {
		return nil, problem.Wrap(problem.Unavailable, err, "A stored secret is damaged: it was changed, or moved from another row.")
	}
	return plain, nil
}

func withHeader(header, aad []byte) []byte {
	return append(append(make([]byte, 0, len(header)+len(aad)), header...), aad...)
}

// KeyFile returns the Sealer whose key stands in the file at path, in base64.
// A file that is not there is made, with mode 0600. One that others may read
// is refused, with the command that mends it.
func KeyFile(path string) (*Sealer, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return createKeyFile(path)
	}
	if err != nil {
		return nil, problem.Wrap(problem.Unavailable, err, "The secret key %s cannot be read: %v.", path, unwrapPath(err))
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return nil, problem.New(problem.Unavailable, "The secret key %s can be read by others (mode %04o). Mend it with: chmod 600 %s", path, mode, path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, problem.Wrap(problem.Unavailable, err, "The secret key %s cannot be read: %v.", path, unwrapPath(err))
	}
	return ParseKey(string(text), path)
}

// ParseKey returns the Sealer of a key in base64, as a key file or
// UPTIMESIGNAL_SECRET_KEY holds it.
func ParseKey(text, where string) (*Sealer, error) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	if err != nil {
		return nil, problem.New(problem.Invalid, "%s: the secret key is not base64. Make one with: openssl rand -base64 32", where)
	}
	return NewSealer(key, where)
}

func createKeyFile(path string) (*Sealer, error) {
	key := make([]byte, keyLen)
	rand.Read(key)
	text := base64.StdEncoding.EncodeToString(key) + "\n"
	// The file appears whole or not at all: another process never reads half a key.
	tmp, err := os.CreateTemp(filepath.Dir(path), ".secret-*") // CreateTemp makes it 0600
	if err != nil {
		return nil, problem.Wrap(problem.Unavailable, err, "The secret key %s cannot be created: %v.", path, unwrapPath(err))
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.WriteString(text)
	err = errors.Join(err, tmp.Sync(), tmp.Close())
	if err == nil {
		err = os.Link(tmp.Name(), path) // fails where Rename would overwrite a key that someone just made
	}
	if errors.Is(err, fs.ErrExist) {
		return KeyFile(path)
	}
	if err != nil {
		return nil, problem.Wrap(problem.Unavailable, err, "The secret key %s cannot be created: %v.", path, unwrapPath(err))
	}
	return NewSealer(key, path)
}

// unwrapPath drops the operation and the path of an error that names them, for
// a sentence that has named the path already.
func unwrapPath(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	if e, ok := errors.AsType[*os.LinkError](err); ok {
		return e.Err
	}
	return err
}
