package forecast

import "github.com/uptimesignal/uptimesignal/internal/measure"

var clientCertificate = Kind{
	ID: "client-certificate-expiry", Title: "The client certificate of the monitor runs out", Lead: 21 * day,
	Source: "RFC 5280, section 4.1.2.5",
	find: func(in *input) []found {
		c := in.request.ClientCert
		if c == nil {
			return nil
		}
		return []found{{at: c.NotAfter, born: c.NotBefore, because: "The client certificate “" + c.Subject + "” that the monitor presents is valid until " + at(c.NotAfter) + "."}}
	},
}

var serverCertificate = Kind{
	ID: "certificate-expiry", Title: "The server's certificate, or one of its chain, runs out", Lead: 21 * day,
	Source: "RFC 5280, section 4.1.2.5",
	find: func(in *input) []found {
		if in.tls == nil {
			return nil
		}
		first, ok := soonest(in.tls.Chain)
		if !ok {
			return nil
		}
		return []found{{at: first.NotAfter, born: first.NotBefore, because: "The certificate “" + first.Subject + "” in the server's chain is valid until " + at(first.NotAfter) + "."}}
	},
}

// soonest returns the certificate that ends first. A root that the server
// sends along decides nothing: clients trust their own copy.
func soonest(chain []measure.Cert) (measure.Cert, bool) {
	var best measure.Cert
	ok := false
	for i, c := range chain {
		if i > 0 && c.Subject == c.Issuer {
			continue
		}
		if !ok || c.NotAfter.Before(best.NotAfter) {
			best, ok = c, true
		}
	}
	return best, ok
}
