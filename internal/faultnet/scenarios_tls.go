package faultnet

import (
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

const year = 365 * 24 * time.Hour

// secure builds a world in which site.example answers on port 443 with the
// certificate and settings that conf makes.
func secure(conf func(w *World) *tls.Config, steps ...Step) func(*World) {
	return func(w *World) {
		w.Name(host, addr)
		w.Serve(addr+":443", TLS(conf(w), steps...))
	}
}

// with is a configuration with one certificate.
func with(name string, life time.Duration, edit func(*x509.Certificate)) func(*World) *tls.Config {
	return func(w *World) *tls.Config {
		return &tls.Config{Certificates: []tls.Certificate{w.Certificate(name, life, edit)}}
	}
}

// asking wants a client certificate of the world's authority.
func asking(max uint16) func(*World) *tls.Config {
	return func(w *World) *tls.Config {
		c := with(host, year, nil)(w)
		c.MaxVersion, c.ClientAuth, c.ClientCAs = max, tls.RequireAndVerifyClientCert, x509.NewCertPool()
		c.ClientCAs.AddCert(w.ca)
		return c
	}
}

// strange wants a client certificate of an authority that nobody has.
func strange(max uint16) func(*World) *tls.Config {
	return func(w *World) *tls.Config {
		c := asking(max)(w)
		c.ClientCAs = x509.NewCertPool()
		c.ClientCAs.AddCert(New().ca)
		return c
	}
}

// huge adds an extension of a megabyte.
func huge(c *x509.Certificate) {
	c.ExtraExtensions = []pkix.Extension{{Id: asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 99999, 1}, Value: make([]byte, 1<<20)}}
}

// large is more than a client takes, and less than what crypto/tls reads.
func large(c *x509.Certificate) {
	c.ExtraExtensions = []pkix.Extension{{Id: asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 99999, 1}, Value: make([]byte, 120<<10)}}
}

var ok200 = []Step{ReadRequest, Send(Answer(200, "", "all is well"))}

var tlsScenarios = []Scenario{
	{Name: "https is well", URL: "https://site.example/", Status: 200, Longest: instant, Build: secure(with(host, year, nil), ok200...)},
	{Name: "certificate has run out", URL: "https://site.example/", Want: measure.CertExpired, Longest: instant,
		Build: secure(with(host, -time.Minute, nil), ok200...)},
	{Name: "certificate is not valid yet", URL: "https://site.example/", Want: measure.CertNotYetValid, Longest: instant,
		Build: secure(with(host, year, func(c *x509.Certificate) { c.NotBefore = time.Now().Add(time.Hour) }), ok200...)},
	{Name: "certificate is for another name", URL: "https://site.example/", Want: measure.CertNameMismatch, Longest: instant,
		Build: secure(with("other.example", year, nil), ok200...)},
	{Name: "certificate is of a stranger", URL: "https://site.example/", Want: measure.CertUnknownCA, Longest: instant,
		Build: secure(func(*World) *tls.Config { return with(host, year, nil)(New()) }, ok200...)},
	{Name: "certificate is not for servers", URL: "https://site.example/", Want: measure.CertInvalid, Longest: instant,
		Build: secure(with(host, year, func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageEmailProtection} }), ok200...)},
	{Name: "certificate of 1 MB", URL: "https://site.example/", Want: measure.CertTooLarge, Longest: 2 * instant, Build: secure(with(host, year, huge), ok200...)},
	{Name: "certificate of 1 MB, TLS 1.2", URL: "https://site.example/", Want: measure.CertTooLarge, Longest: 2 * instant,
		Build: secure(func(w *World) *tls.Config {
			c := with(host, year, huge)(w)
			c.MaxVersion = tls.VersionTLS12
			return c
		}, ok200...)},
	{Name: "certificate of 120 KB", URL: "https://site.example/", Want: measure.CertTooLarge, Longest: instant, Build: secure(with(host, year, large), ok200...)},
	{Name: "port speaks HTTP", URL: "https://site.example/", Want: measure.TLSNotTLS, Longest: instant, Build: func(w *World) {
		w.Name(host, addr)
		w.Serve(addr+":443", Script(Send("HTTP/1.1 400 Bad Request\r\n\r\n"), Hang))
	}},
	{Name: "server knows only TLS 1.0", URL: "https://site.example/", Want: measure.TLSProtocol, Longest: instant,
		Build: secure(func(w *World) *tls.Config {
			c := with(host, year, nil)(w)
			c.MinVersion, c.MaxVersion = tls.VersionTLS10, tls.VersionTLS10
			return c
		}, ok200...)},
	{Name: "handshake hangs", URL: "https://site.example/", Want: measure.TLSTimeout, Build: port443(Hang)},
	{Name: "handshake is reset", URL: "https://site.example/", Want: measure.TLSReset, Longest: instant, Build: port443(ReadSome, Reset)},
	{Name: "handshake is closed", URL: "https://site.example/", Want: measure.TLSClosed, Longest: instant, Build: port443(ReadSome)},
	{Name: "handshake drips", URL: "https://site.example/", Want: measure.TLSTimeout, Build: port443(Drip("\x16\x03\x03\x40\x00" + string(make([]byte, 1000))))},
	{Name: "server does not know the name", URL: "https://site.example/", Want: measure.TLSAlert, Longest: instant,
		Build: port443(ReadSome, Send("\x15\x03\x03\x00\x02\x02\x70"), Hang)},
	{Name: "client certificate is missing", URL: "https://site.example/", Want: measure.ClientCertRequired, Longest: instant, Build: secure(asking(0), ok200...)},
	{Name: "client certificate is missing, TLS 1.2", URL: "https://site.example/", Want: measure.ClientCertRequired, Longest: instant,
		Build: secure(asking(tls.VersionTLS12), ok200...)},
	{Name: "client certificate is of a stranger", URL: "https://site.example/", ClientCert: true, Want: measure.ClientCertRejected, Longest: instant,
		Build: secure(strange(0), ok200...)},
	{Name: "client certificate is of a stranger, TLS 1.2", URL: "https://site.example/", ClientCert: true, Want: measure.ClientCertRejected, Longest: instant,
		Build: secure(strange(tls.VersionTLS12), ok200...)},
	{Name: "client certificate is accepted", URL: "https://site.example/", ClientCert: true, Status: 200, Longest: instant, Build: secure(asking(0), ok200...)},
}

func port443(steps ...Step) func(*World) {
	return func(w *World) {
		w.Name(host, addr)
		w.Serve(addr+":443", Script(steps...))
	}
}
