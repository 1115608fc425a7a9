package auth_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/auth"
	"github.com/uptimesignal/uptimesignal/internal/problem"
)

func TestSignInIsLimited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := start(t)
		try := func(email, address, pw string) error {
			_, _, err := w.gate.SignIn(t.Context(), auth.SignIn{Email: email, Password: pw, Address: address})
			return err
		}
		var limited int
		for i := range 12 { // one account from many addresses
			if problem.Is(try("owner@example.com", fmt.Sprint("192.0.2.", i), "wrong password"), problem.TooMany) {
				limited++
			}
		}
		if limited != 2 {
			t.Errorf("%d of 12 tries of one account were stopped, want 2", limited)
		}
		if err := try("owner@example.com", "192.0.2.99", password); err == nil || err.Error() != "Too many tries. Wait 30s and try again." {
			t.Errorf("got %v", err)
		}
		limited = 0
		for i := range 25 { // many accounts from one address
			if problem.Is(try(fmt.Sprintf("u%d@example.com", i), "198.51.100.1", "wrong password"), problem.TooMany) {
				limited++
			}
		}
		if limited != 5 {
			t.Errorf("%d of 25 tries of one address were stopped, want 5", limited)
		}
		time.Sleep(time.Minute)
		if err := try("owner@example.com", "198.51.100.1", password); err != nil {
			t.Errorf("a minute later: %v", err)
		}
	})
}

// Who knows the password is not locked out by others who do not.
func TestRightPasswordForgives(t *testing.T) {
	w := start(t)
	wrong := func(n int) {
		t.Helper()
		for range n {
			_, _, err := w.gate.SignIn(t.Context(), auth.SignIn{Email: "owner@example.com", Password: "wrong password"})
			if !problem.Is(err, problem.SignIn) {
				t.Fatal(err)
			}
		}
	}
	wrong(9)
	w.signIn(t)
	wrong(2)
}

func TestLimiterForgets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := auth.NewLimiter(time.Hour, 1, 2)
		for _, name := range []string{"a", "b", "c"} { // the third pushes out the first
			if err := l.Allow(name); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := l.Allow("c"); err == nil {
			t.Error("c was allowed twice")
		}
		if err := l.Allow("a"); err != nil {
			t.Errorf("more than two names are remembered: %v", err)
		}
	})
}
