package notify_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"fmt"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/notify"
	"github.com/uptimesignal/uptimesignal/internal/notify/notifytest"
)

// certificate returns a self-signed certificate for localhost and the pool
// that trusts it.
func certificate(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	tmpl := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(leaf)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

func send(t *testing.T, l net.Listener, d notify.Deps, more string) error {
	t.Helper()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	raw := fmt.Sprintf(`{"to":["one@example.com","two@example.com","three@example.com"],"from":"alerts@up.example","host":"localhost","port":%s,"user":"ops","password":"SECRET-password"%s}`, port, more)
	n, err := notify.New("email", json.RawMessage(raw), d)
	if err != nil {
		t.Fatal(err)
	}
	err = n.Notify(t.Context(), notifytest.Messages()[0].Message)
	if err != nil && strings.Contains(err.Error(), "SECRET") {
		t.Errorf("error holds the password: %v", err)
	}
	return err
}

func listener(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func withTLS(cert tls.Certificate) func(*smtp.Server) {
	return func(s *smtp.Server) {
		s.TLSConfig = &tls.Config{Certificates: []tls.Certificate{cert}}
		s.AllowInsecureAuth = false
	}
}

func TestEmailEncryption(t *testing.T) {
	cert, pool := certificate(t)
	want := func(user, password string) error {
		if user != "ops" || password != "SECRET-password" {
			return smtp.ErrAuthFailed
		}
		return nil
	}
	for _, tt := range []struct {
		name, more string
		deps       notify.Deps
		tls, inner bool // the server: TLS from the start; STARTTLS
		ok         bool
		says       string
	}{
		{"starttls is the default", ``, notify.Deps{Roots: pool}, false, true, true, ""},
		{"implicit", `,"tls":"implicit"`, notify.Deps{Roots: pool}, true, false, true, ""},
		{"none, to this machine", `,"tls":"none"`, notify.Deps{}, false, false, true, ""},
		{"a certificate of nobody we trust", ``, notify.Deps{}, false, true, false, "certificate"},
		{"implicit, the same", `,"tls":"implicit"`, notify.Deps{}, true, false, false, "certificate"},
		{"a server without STARTTLS gets nothing in clear", ``, notify.Deps{Roots: pool}, false, false, false, "STARTTLS"},
		{"implicit where there is none", `,"tls":"implicit"`, notify.Deps{Roots: pool}, false, false, false, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			box, l := &notifytest.Mailbox{OnAuth: want}, listener(t)
			change := func(*smtp.Server) {}
			if tt.inner {
				change = withTLS(cert)
			}
			if tt.tls {
				l = tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{cert}})
			}
			box.Serve(t, l, change)
			err := send(t, l, tt.deps, tt.more)
			if (err == nil) != tt.ok || alert.IsPermanent(err) {
				t.Fatalf("err = %v, want success %v, and no failure for good", err, tt.ok)
			}
			if err != nil && !strings.Contains(err.Error(), tt.says) {
				t.Errorf("err = %v, want it to speak of %q", err, tt.says)
			}
			got := box.Letters()
			if tt.ok != (len(got) == 1) {
				t.Fatalf("%d mails arrived", len(got))
			}
			if tt.ok && (got[0].User != "ops" || len(got[0].To) != 3 || got[0].TLS != (tt.inner || tt.tls)) {
				t.Errorf("user %q, to %v, encrypted %v", got[0].User, got[0].To, got[0].TLS)
			}
		})
	}
}

// One recipient that is refused for good does not keep the alert from the
// others, and the refusal shows.
func TestEmailOneRecipientRefused(t *testing.T) {
	box, l := &notifytest.Mailbox{OnRcpt: func(to string) error {
		if to == "two@example.com" {
			return &smtp.SMTPError{Code: 550, Message: "no such user"}
		}
		return nil
	}}, listener(t)
	box.Serve(t, l, nil)
	err := send(t, l, notify.Deps{}, `,"tls":"none"`)
	if !alert.IsPermanent(err) || !strings.Contains(err.Error(), "no such user") {
		t.Errorf("err = %v, want the refusal of one recipient, for good", err)
	}
	var to []string
	for _, got := range box.Letters() {
		to = append(to, got.To...)
	}
	if strings.Join(to, " ") != "one@example.com three@example.com" {
		t.Errorf("mail arrived at %v", to)
	}
}

// A recipient that is refused for now: nobody gets it yet, so that the others
// do not get it again with each try.
func TestEmailOneRecipientLater(t *testing.T) {
	box, l := &notifytest.Mailbox{OnRcpt: func(to string) error {
		if to == "three@example.com" {
			return &smtp.SMTPError{Code: 450, Message: "greylisted"}
		}
		return nil
	}}, listener(t)
	box.Serve(t, l, nil)
	if err := send(t, l, notify.Deps{}, `,"tls":"none"`); err == nil || alert.IsPermanent(err) {
		t.Errorf("err = %v, want one that is tried again", err)
	}
	if n := len(box.Letters()); n != 0 {
		t.Errorf("%d mails arrived", n)
	}
}

func TestEmailWrongPassword(t *testing.T) {
	box, l := &notifytest.Mailbox{OnAuth: func(_, password string) error {
		return &smtp.SMTPError{Code: 535, Message: "wrong password " + password}
	}}, listener(t)
	box.Serve(t, l, nil)
	err := send(t, l, notify.Deps{}, `,"tls":"none"`)
	if !alert.IsPermanent(err) || !strings.Contains(err.Error(), "535") {
		t.Errorf("err = %v, want a failure for good that names the code", err)
	}
}
