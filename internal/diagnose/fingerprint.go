package diagnose

import (
	"slices"
	"sync"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

// A Role says what a fact shows about a product.
type Role uint8

// Roles.
const (
	OnPath Role = iota // it handled the answer on its way; it need not have written it
	Origin             // it is the program, or the framework, behind the answer
	Wrote              // it wrote this answer itself
)

// A Strength says how much a claim may be believed.
type Strength uint8

// Strengths.
const (
	Possible Strength = iota + 1 // known to be one of the reasons
	Likely                       // the usual reason
	Stated                       // documented to mean exactly this
)

// A Given is what must hold of the request for a claim to count.
type Given uint8

// Givens.
const (
	Always       Given = iota
	WithCreds          // we sent a credential: Authorization, a key, a cookie, a client certificate
	WithoutCreds       // we sent none
	Signed             // the URL carries a signature
	Unsigned           // it carries none, and no credential was sent
)

// A Claim is a cause that a fact speaks for.
type Claim struct {
	Cause    CauseID
	Strength Strength
	Given    Given
}

// A Where says which part of an answer a match rests on. Later ones outrank
// earlier ones.
type Where uint8

// Places of a match.
const (
	InServer Where = iota // a product's name, nothing said
	InText                // words in the body
	InCode                // a member of a JSON body, a code in an XML one
	InStatus              // a status that only this product sends
	InHeader              // a header field that states what was done
)

// A Fact is one thing that a product is documented to send.
type Fact struct {
	Product string // empty when it tells no product
	Role    Role
	// Acts says that the product refused, challenged, limited or failed this
	// very request. Without it the fact is mere presence: it rides on healthy
	// answers too.
	Acts bool
	// Soft says that it holds on answers with a success status too. Others
	// that act, or claim a cause, are looked at on 3xx to 5xx only.
	Soft bool
	// General says that it states no more than what the status means by
	// itself: any more particular statement outranks it.
	General bool
	Status  string   // only on these statuses, in the text form of a status set; empty is any
	When    []Marker // all must be there
	Unless  []Marker // none may be there
	States  []Claim  // strongest first
	Says    string   // one sentence
	Source  string   // the vendor's page, the standard, or the program whose source says so
}

// A Match is a fact that was found in an answer.
type Match struct {
	*Fact
	Where Where
	Seen  string // where it was seen, such as "header cf-mitigated"
}

// Best returns the strongest claim of m, if it makes one.
func (m Match) Best() (Claim, bool) {
	if len(m.States) == 0 {
		return Claim{}, false
	}
	return m.States[0], true
}

// scanned is how much of a body is looked at.
const scanned = 64 << 10

// facts are all tables, in order of precedence among equals.
var facts = slices.Concat(
	cloudflareFacts, cloudFacts, fastlyFacts(), storageFacts, awsFacts, googleFacts, microsoftFacts, botFacts, wafFacts, blockPageFacts(), apiFacts,
	factsOf(aiSheets, socialSheets, saasSheets, mailSheets, paymentSheets, devopsSheets, dataSheets, identitySheets, cloudAPISheets, mapSheets, appSheets, gateSheets, entraSheets, idpSheets, cloudsSheets, databaseSheets, enterpriseSheets),
	factsOf(financeSheets, messageSheets, contentSheets, workSheets, selfhostSheets, hostSheets, filterSheets, shieldSheets, moduleSheets), regionFacts, vacantFacts(),
	authFacts, gatewayFacts, proxyFacts, platformFacts, frameworkFacts, moduleFacts, serverFacts, pageFacts, general(statusFacts),
)

// Facts returns every fact, in the order of the tables, for documentation and
// tests.
func Facts() []Fact { return slices.Clone(facts) }

// general marks each fact of table as general.
func general(table []Fact) []Fact {
	out := slices.Clone(table)
	for i := range out {
		out[i].General = true
	}
	return out
}

// compiled holds the tables made ready for matching, once.
var compiled = sync.OnceValue(func() *matcher { return compile(facts) })

// Recognise returns the facts found in a, the strongest first: those that act
// before those that only state, these before mere presence; then by where
// they were seen, then by the strength of their best claim, then by the order
// of the tables. The same answer gives the same matches, whatever the order
// or case of its header fields. It looks at no more than 64 KiB of the body.
func Recognise(a *measure.Answer) []Match {
	if a == nil {
		return nil
	}
	m := compiled()
	var s seen
	m.look(a, &s)
	return m.collect(a.Status, &s)
}

// Quick reports whether an answer with a success status may be a refusal in
// disguise, so that it is worth calling [Recognise]. It is cheap and errs on
// the side of true; false is certain as far as the tables go.
func Quick(a *measure.Answer) bool { return compiled().quick(a) }

// Author returns the product that wrote the answer behind matches, or "" when
// that is not known. Presence of an edge on the way does not make it the
// author: its headers ride on the origin's own pages too.
func Author(matches []Match) string {
	for _, m := range matches {
		if m.Product != "" && m.Role == Wrote && (m.Acts || m.Where > InServer) {
			if m.Product == "S3" {
				return store(matches)
			}
			return m.Product
		}
	}
	for _, m := range matches {
		if m.Role == Origin {
			return m.Product
		}
	}
	return ""
}

// store names the program that speaks the protocol of S3, or the protocol.
func store(matches []Match) string {
	for _, m := range matches {
		switch m.Product {
		case "Amazon S3", "MinIO", "VersityGW", "Ceph RGW", "Google Cloud Storage":
			return m.Product
		}
	}
	return "S3"
}

// Products returns every product named by matches, the author first, each
// once.
func Products(matches []Match) []string {
	var out []string
	if a := Author(matches); a != "" {
		out = append(out, a)
	}
	for _, m := range matches {
		if m.Product != "" && !slices.Contains(out, m.Product) {
			out = append(out, m.Product)
		}
	}
	return out
}
