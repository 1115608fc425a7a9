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
	ID    CauseID `json:"id"`
	Title string  `json:"title"` // short, without a period
	Means string  `json:"means"` // one to three sentences: what it means, and what it does not
	// Statuses are the statuses it shows as, the most usual first, in the text
	// form of [monitor.StatusSet]; empty when no status is typical of it.
	Statuses string            `json:"statuses,omitempty"`
	Failures []measure.Failure `json:"failures,omitempty"` // how it shows when there is no answer at all
	Ceiling  Ceiling           `json:"ceiling"`
	// Common says how often it is met among failures with its first status: 5
	// is everyday, 1 is rare. It orders guides; it is no probability.
	Common  int       `json:"common"`
	Tell    []string  `json:"tell"`             // how to tell it from its rivals
	Rivals  []CauseID `json:"rivals,omitempty"` // what it is mistaken for
	Look    string    `json:"look"`             // which look inside decides
	Fixes   []Fix     `json:"fixes"`            // the generic ones first, then those of a product
	Monitor string    `json:"monitor"`          // how to monitor so that it is seen early, or raises no false alarm
	Sources []string  `json:"sources"`
}

// Catalogue is every cause, by family.
var Catalogue = slices.Concat(
	authCauses, authzCauses, netCauses, wafCauses, rateCauses, signedCauses, clockCauses, refererCauses,
	staticCauses, hostCauses, tlsCauses, requestCauses, edgeCauses, siteCauses, upstreamCauses, appCauses, exposureCauses, metaCauses,
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
// far down its list it stands: 0 is the most usual. A cause that shows as
// nearly anything is counted as far down.
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
			if r.To-r.From >= 100 {
				i += 3
			}
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
