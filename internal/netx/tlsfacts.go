package netx

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"strconv"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

// keep copies what is told of a handshake.
func keep(facts *measure.TLSFacts, state *tls.ConnectionState) {
	facts.Version = tls.VersionName(state.Version)
	facts.Cipher = tls.CipherSuiteName(state.CipherSuite)
	facts.ALPN = state.NegotiatedProtocol
	if state.CurveID != 0 {
		facts.Group = state.CurveID.String()
	}
	chain := state.PeerCertificates[:min(len(state.PeerCertificates), maxCerts)]
	facts.Chain = make([]measure.Cert, len(chain))
	for i, c := range chain {
		facts.Chain[i] = CertFacts(c)
	}
}

// Bounds of what is kept of a hostile server's certificates.
const (
	maxCerts = 10
	maxNames = 100
	maxCAs   = 100
)

// CertFacts is what is kept of a certificate.
func CertFacts(c *x509.Certificate) measure.Cert {
	sum := sha256.Sum256(c.Raw)
	return measure.Cert{
		Subject:   text(c.Subject),
		Issuer:    text(c.Issuer),
		Names:     altNames(c),
		NotBefore: c.NotBefore,
		NotAfter:  c.NotAfter,
		SHA256:    hex.EncodeToString(sum[:]),
		KeyType:   keyType(c),
	}
}

func text(n pkix.Name) string {
	s := strings.ToValidUTF8(n.String(), "\uFFFD")
	return s[:min(len(s), 500)]
}

func altNames(c *x509.Certificate) []string {
	if len(c.IPAddresses) == 0 {
		return c.DNSNames[:min(len(c.DNSNames), maxNames)]
	}
	var out []string
	out = append(out, c.DNSNames[:min(len(c.DNSNames), maxNames)]...)
	for _, ip := range c.IPAddresses[:min(len(c.IPAddresses), maxNames)] {
		out = append(out, ip.String())
	}
	return out
}

func keyType(c *x509.Certificate) string {
	switch k := c.PublicKey.(type) {
	case *rsa.PublicKey:
		return "RSA " + strconv.Itoa(k.N.BitLen())
	case *ecdsa.PublicKey:
		return "ECDSA " + k.Curve.Params().Name
	case ed25519.PublicKey:
		return "Ed25519"
	}
	return c.PublicKeyAlgorithm.String()
}

// names reads the distinguished names of a CertificateRequest. One that does
// not parse is left out.
func names(raw [][]byte) []string {
	var out []string
	for _, der := range raw[:min(len(raw), maxCAs)] {
		var seq pkix.RDNSequence
		if rest, err := asn1.Unmarshal(der, &seq); err == nil && len(rest) == 0 {
			var n pkix.Name
			n.FillFromRDNSequence(&seq)
			out = append(out, text(n))
		}
	}
	return out
}
