package notify

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/textproto"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"github.com/uptimesignal/uptimesignal/internal/alert"
)

// smtpTimeout bounds a whole conversation, should the context not.
const smtpTimeout = time.Minute

// send delivers m to all of to as one message. When the server refuses some of
// them for good, the others get it one by one, and the refusal is returned.
func (e email) send(ctx context.Context, m alert.Message, to []*mail.Address) error {
	ctx, cancel := context.WithTimeoutCause(ctx, smtpTimeout, errors.New("timeout of the mail server"))
	defer cancel()
	err := e.once(ctx, m, to)
	se, ok := errors.AsType[*gomail.SendError](err)
	if !ok || len(to) == 1 || se.Reason != gomail.ErrSMTPRcptTo || se.IsTemp() {
		return e.sorted(ctx, err)
	}
	var errs []error
	for _, one := range to {
		if err := e.once(ctx, m, []*mail.Address{one}); err != nil {
			errs = append(errs, e.sorted(ctx, err))
		}
	}
	return errors.Join(errs...)
}

// once makes one conversation with the server.
func (e email) once(ctx context.Context, m alert.Message, to []*mail.Address) error {
	msg, err := e.write(m, to)
	if err != nil {
		return alert.Permanent(fmt.Errorf("write message: %w", err))
	}
	c, err := e.client(ctx)
	if err != nil {
		return alert.Permanent(fmt.Errorf("prepare: %w", err))
	}
	err = c.DialAndSendWithContext(ctx, msg)
	if msg.IsDelivered() {
		return nil // what went wrong after that, such as at QUIT, is no matter
	}
	return err
}

// client returns a client whose connection ends with ctx.
func (e email) client(ctx context.Context) (*gomail.Client, error) {
	conf := &tls.Config{ServerName: e.Host, RootCAs: e.deps.Roots, MinVersion: tls.VersionTLS12}
	hello := e.deps.Hello
	if hello == "" {
		hello = "localhost"
	}
	opts := []gomail.Option{
		gomail.WithPort(e.Port), gomail.WithHELO(hello), gomail.WithTimeout(smtpTimeout), gomail.WithTLSConfig(conf),
		gomail.WithDialContextFunc(func(dctx context.Context, network, _ string) (net.Conn, error) {
			// Not the address that the library joins: it leaves an IPv6 literal without its brackets.
			conn, err := e.dial(dctx, network, net.JoinHostPort(e.Host, strconv.Itoa(e.Port)), conf)
			if err == nil {
				context.AfterFunc(ctx, func() { conn.Close() })
			}
			return conn, err
		}),
	}
	switch e.TLS {
	case "starttls":
		opts = append(opts, gomail.WithTLSPolicy(gomail.TLSMandatory))
	default: // implicit is TLS from the dialer on
		opts = append(opts, gomail.WithTLSPolicy(gomail.NoTLS))
	}
	if e.User != "" {
		// That the connection is encrypted, or goes to this machine, was
		// checked with the settings.
		opts = append(opts, gomail.WithUsername(e.User), gomail.WithPassword(e.Password), gomail.WithOpportunisticSMTPAuth(
			gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthPlainNoEnc, gomail.SMTPAuthLoginNoEnc, gomail.SMTPAuthSCRAMSHA1))
	}
	return gomail.NewClient(e.Host, opts...)
}

func (e email) dial(ctx context.Context, network, addr string, conf *tls.Config) (net.Conn, error) {
	dial := e.deps.Dial
	if dial == nil {
		dial = (&net.Dialer{}).DialContext
	}
	conn, err := dial(ctx, network, addr)
	if err != nil || e.TLS != "implicit" {
		return conn, err
	}
	tc := tls.Client(conn, conf)
	if err := tc.HandshakeContext(ctx); err != nil {
		conn.Close()
		return nil, err
	}
	return tc, nil
}

// sorted says whether another try makes sense: a 5xx of the server is final
// (RFC 5321 section 4.2.1), anything else is not. The password is kept out,
// should a server have said it.
func (e email) sorted(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	code := 0
	if se, ok := errors.AsType[*gomail.SendError](err); ok {
		code = se.ErrorCode()
	} else if te, ok := errors.AsType[*textproto.Error](err); ok {
		code = te.Code
	}
	text := err.Error()
	if cause := context.Cause(ctx); cause != nil && code == 0 {
		text = cause.Error()
	}
	if e.Password != "" {
		text = strings.ReplaceAll(text, e.Password, "••••••")
	}
	final := alert.IsPermanent(err) || code/100 == 5
	err = fmt.Errorf("mail: %s", strings.TrimSpace(text))
	if final {
		return alert.Permanent(err)
	}
	return err
}
