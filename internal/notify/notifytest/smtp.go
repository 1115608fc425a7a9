package notifytest

import (
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/notify"
)

// A Mailbox is a real SMTP server for tests. Its hooks return what it answers;
// nil accepts.
type Mailbox struct {
	OnMail, OnData func() error
	OnRcpt         func(to string) error
	OnAuth         func(user, password string) error

	mu  sync.Mutex
	got []Letter
}

// A Letter is one mail as it arrived.
type Letter struct {
	From string
	To   []string
	Raw  string
	User string
	TLS  bool
}

// Letters returns what has arrived so far.
func (b *Mailbox) Letters() []Letter {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]Letter(nil), b.got...)
}

// Serve answers on l until it is closed. The server may be set up further by
// change, such as with TLS.
func (b *Mailbox) Serve(t *testing.T, l net.Listener, change func(*smtp.Server)) {
	t.Helper()
	srv := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) { return &session{box: b, conn: c}, nil }))
	srv.Domain, srv.AllowInsecureAuth = "localhost", true
	if change != nil {
		change(srv)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = srv.Serve(l)
	}()
	t.Cleanup(func() { srv.Close(); <-done })
}

type session struct {
	box  *Mailbox
	conn *smtp.Conn
	l    Letter
}

func (s *session) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		s.l.User = user
		if s.box.OnAuth != nil {
			return s.box.OnAuth(user, password)
		}
		return nil
	}), nil
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	s.l.From = from
	if s.box.OnMail != nil {
		return s.box.OnMail()
	}
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if s.box.OnRcpt != nil {
		if err := s.box.OnRcpt(to); err != nil {
			return err
		}
	}
	s.l.To = append(s.l.To, to)
	return nil
}

func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if s.box.OnData != nil {
		if err := s.box.OnData(); err != nil {
			return err
		}
	}
	_, s.l.TLS = s.conn.TLSConnectionState()
	s.l.Raw = string(raw)
	s.box.mu.Lock()
	defer s.box.mu.Unlock()
	s.box.got = append(s.box.got, s.l)
	return nil
}

func (s *session) Reset()        { s.l.To, s.l.From = nil, "" }
func (s *session) Logout() error { return nil }

type smtpWire struct{}

// sent returns envelope, headers that do not differ each time, and both parts.
func (smtpWire) sent(t *testing.T, k notify.Kind, m alert.Message) string {
	t.Helper()
	box, l := &Mailbox{}, listen(t)
	box.Serve(t, l, nil)
	if err := Send(t, t.Context(), k, l.Addr().String(), m); err != nil {
		t.Fatal(err)
	}
	got := box.Letters()
	if len(got) != 1 {
		t.Fatalf("%d mails arrived, want 1", len(got))
	}
	return Read(t, got[0])
}

// Read returns a letter in a form that people can read and that is the same
// for each repeat.
func Read(t *testing.T, l Letter) string {
	t.Helper()
	msg, err := mail.ReadMessage(strings.NewReader(l.Raw))
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	fmt.Fprintf(&out, "MAIL %s\nRCPT %s\n", l.From, strings.Join(l.To, " "))
	for _, h := range []string{"From", "To", "Subject", "Message-Id", "In-Reply-To", "References", "Auto-Submitted", "X-Uptimesignal-Key", "Bcc"} {
		if vs := msg.Header[h]; len(vs) > 0 {
			v, err := new(mime.WordDecoder).DecodeHeader(strings.Join(vs, " | "))
			if err != nil {
				t.Error(err)
			}
			fmt.Fprintf(&out, "%s: %s\n", h, v)
		}
	}
	if _, err := msg.Header.Date(); err != nil {
		t.Errorf("date: %v", err)
	}
	kind, params, err := mime.ParseMediaType(msg.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		t.Fatalf("content type %q: %v", kind, err)
	}
	parts := multipart.NewReader(msg.Body, params["boundary"])
	for {
		p, err := parts.NextRawPart()
		if err == io.EOF {
			return out.String()
		}
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(quotedprintable.NewReader(p))
		if err != nil || !utf8.Valid(body) {
			t.Errorf("part cannot be read: %v", err)
		}
		fmt.Fprintf(&out, "\n=== %s\n%s", p.Header.Get("Content-Type"), strings.ReplaceAll(string(body), "\r\n", "\n"))
	}
}

func (smtpWire) answers(t *testing.T, k notify.Kind) {
	fail := func(code int) error { return &smtp.SMTPError{Code: code, Message: "as SECRET the test wants"} }
	for _, tt := range []struct {
		code int
		want outcome
	}{
		{421, outcome{Retry: true}}, {450, outcome{Retry: true}}, {451, outcome{Retry: true}}, {452, outcome{Retry: true}},
		{550, outcome{Permanent: true}}, {552, outcome{Permanent: true}}, {554, outcome{Permanent: true}},
	} {
		for what, box := range map[string]*Mailbox{
			"MAIL": {OnMail: func() error { return fail(tt.code) }},
			"RCPT": {OnRcpt: func(string) error { return fail(tt.code) }},
			"DATA": {OnData: func() error { return fail(tt.code) }},
		} {
			trySMTP(t, k, fmt.Sprint(what, " ", tt.code), box, tt.want)
		}
	}
	trySMTP(t, k, "AUTH 535", &Mailbox{OnAuth: func(string, string) error { return smtp.ErrAuthFailed }}, outcome{Permanent: true})
	trySMTP(t, k, "AUTH 454", &Mailbox{OnAuth: func(string, string) error { return fail(454) }}, outcome{Retry: true})
	for greeting, w := range map[string]outcome{"421 later": {Retry: true}, "554 no SMTP here": {Permanent: true}, "SSH-2.0-x": {Retry: true}} {
		l := listen(t)
		go func() {
			if c, err := l.Accept(); err == nil {
				fmt.Fprintf(c, "%s\r\n", greeting)
				c.Close()
			}
		}()
		want(t, greeting, Send(t, t.Context(), k, l.Addr().String(), Messages()[0].Message), w)
	}
}

func trySMTP(t *testing.T, k notify.Kind, what string, box *Mailbox, w outcome) {
	t.Helper()
	l := listen(t)
	box.Serve(t, l, nil)
	want(t, what, Send(t, t.Context(), k, l.Addr().String(), Messages()[0].Message), w)
	if n := len(box.Letters()); n != 0 {
		t.Errorf("%s: %d mails arrived", what, n)
	}
}
