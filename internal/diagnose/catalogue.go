package diagnose

import (
	"slices"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// A Ceiling is the best that can honestly be said of a cause from outside.
type Ceiling string

// Ceilings, from the surest down.
const (
	CeilingStated   Ceiling = "stated"   // the server, or our own request, says so in a documented field
	CeilingIsolated Ceiling = "isolated" // one changed factor, with reversal, switches the answer
	CeilingInferred Ceiling = "inferred" // several weak signs agree
	CeilingClass    Ceiling = "class"    // only a group of causes can be named
)

// An Entry is what is known about one cause. Every text is written for people
// who run the endpoint; guides, alerts, pages and the command line show it.
type Entry struct {
	ID    CauseID
	Title string // short, without a period
	Means string // one to three sentences: what it means, and what it does not
	// Statuses are the statuses it shows as, the most usual first, in the text
	// form of [monitor.StatusSet]; empty when no status is typical of it.
	Statuses string
	Failures []measure.Failure // how it shows when there is no answer at all
	Ceiling  Ceiling
	// Common says how often it is met among failures with its first status: 5
	// is everyday, 1 is rare. It orders guides; it is no probability.
	Common  int
	Tell    []string  // how to tell it from its rivals
	Rivals  []CauseID // what it is mistaken for
	Look    string    // which look inside decides
	Fixes   []Fix     // the generic ones first, then those of a product
	Monitor string    // how to monitor so that it is seen early, or raises no false alarm
	Sources []string
}

// Catalogue is every cause, by family.
var Catalogue = slices.Concat(
	authCauses, authzCauses, netCauses, wafCauses, rateCauses, signedCauses, clockCauses, refererCauses,
	staticCauses, hostCauses, tlsCauses, requestCauses, edgeCauses, siteCauses, upstreamCauses, appCauses, metaCauses,
)

// Find returns the entry of id.
func Find(id CauseID) (Entry, bool) {
	for i := range Catalogue {
		if Catalogue[i].ID == id {
			return Catalogue[i], true
		}
	}
	return Entry{}, false
}

// Family returns the part of id before the slash, such as "auth".
func (id CauseID) Family() string {
	for i := range len(id) {
		if id[i] == '/' {
			return string(id[:i])
		}
	}
	return string(id)
}

// ShowsAs reports whether status is one that e is known to show as, and how
// far down its list it stands: 0 is the most usual.
func (e Entry) ShowsAs(status int) (place int, ok bool) {
	if e.Statuses == "" {
		return 0, false
	}
	set, err := monitor.ParseStatusSet(e.Statuses)
	if err != nil {
		return 0, false // the contract test of the table forbids it
	}
	for i, r := range set {
		if status >= r.From && status <= r.To {
			return i, true
		}
	}
	return 0, false
}

// FixesFor returns the fixes that apply where products were seen, those of
// the products first, in the order of products, then the generic ones.
func (e Entry) FixesFor(products ...string) []Fix {
	var out []Fix
	for _, p := range products {
		for _, f := range e.Fixes {
			if f.For != "" && f.For == p {
				out = append(out, f)
			}
		}
	}
	for _, f := range e.Fixes {
		if f.For == "" {
			out = append(out, f)
		}
	}
	return out
}
