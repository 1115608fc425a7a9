package inspect

import (
	"crypto/md5"  //nolint:gosec // what htpasswd writes
	"crypto/sha1" //nolint:gosec // likewise
	"crypto/subtle"
	"encoding/base64"
	"strings"

	"golang.org/x/crypto/bcrypt"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
)

// checkPassword holds the credential that the request sends, if it sends one,
// against a file of htpasswd. It says nothing where it cannot tell.
func checkPassword(v view, file string, q request) (diagnose.CauseID, string) {
	scheme, _, given := q.authorization()
	if given && scheme != "basic" {
		return "auth/wrong-scheme", "Basic authentication is asked for here, and the client sends another scheme: the answer is 401."
	}
	name, password, ok := q.basic()
	text, err := v.read(file)
	if !ok || err != nil {
		return "", ""
	}
	for line := range strings.Lines(string(text)) {
		user, hash, found := strings.Cut(strings.TrimSpace(line), ":")
		if !found || user != name {
			continue
		}
		hash, _, _ = strings.Cut(hash, ":")
		if same(hash, password) == no {
			return "auth/invalid-credentials", "The password file has this user with another password: the answer is 401."
		}
		return "", ""
	}
	return "auth/invalid-credentials", "The password file does not have the user that signs in: the answer is 401."
}

// same holds a password against a hash of htpasswd; maybe for the forms that
// only the system's crypt knows.
func same(hash, password string) truth {
	equal := func(a string) truth { return truthOf(subtle.ConstantTimeCompare([]byte(a), []byte(hash)) == 1) }
	switch {
	case strings.HasPrefix(hash, "$2"):
		return truthOf(bcrypt.CompareHashAndPassword([]byte(hash), []byte(password)) == nil)
	case strings.HasPrefix(hash, "{SHA}"):
		sum := sha1.Sum([]byte(password)) //nolint:gosec // as above
		return equal("{SHA}" + base64.StdEncoding.EncodeToString(sum[:]))
	case strings.HasPrefix(hash, "$apr1$"):
		salt, _, _ := strings.Cut(hash[len("$apr1$"):], "$")
		return equal(apr1(password, salt))
	case strings.HasPrefix(hash, "{PLAIN}"):
		return equal("{PLAIN}" + password)
	}
	return maybe
}

// apr1 is the form of MD5 of httpd (apr_md5.c): a thousand rounds.
func apr1(password, salt string) string {
	salt = salt[:min(len(salt), 8)]
	sum := func(parts ...string) string {
		s := md5.Sum([]byte(strings.Join(parts, ""))) //nolint:gosec // as above
		return string(s[:])
	}
	inner := sum(password, salt, password)
	var text strings.Builder
	text.WriteString(password + "$apr1$" + salt)
	for n := len(password); n > 0; n -= 16 {
		text.WriteString(inner[:min(n, 16)])
	}
	for n := len(password); n > 0; n >>= 1 {
		if n&1 != 0 {
			text.WriteString("\x00")
		} else {
			text.WriteString(password[:1])
		}
	}
	final := sum(text.String())
	for i := range 1000 {
		a, b := final, password
		if i&1 != 0 {
			a, b = password, final
		}
		if i%3 != 0 {
			a += salt
		}
		if i%7 != 0 {
			a += password
		}
		final = sum(a, b)
	}
	var out strings.Builder
	out.WriteString("$apr1$" + salt + "$")
	for _, t := range [][3]int{{0, 6, 12}, {1, 7, 13}, {2, 8, 14}, {3, 9, 15}, {4, 10, 5}} {
		out.WriteString(to64(uint32(final[t[0]])<<16|uint32(final[t[1]])<<8|uint32(final[t[2]]), 4))
	}
	return out.String() + to64(uint32(final[11]), 2)
}

func to64(v uint32, n int) string {
	const digits = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	var out []byte
	for range n {
		out = append(out, digits[v&0x3f])
		v >>= 6
	}
	return string(out)
}
