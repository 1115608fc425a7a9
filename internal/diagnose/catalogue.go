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
var Catalogue = withFixes(slices.Concat(
	authCauses, authzCauses, netCauses, wafCauses, rateCauses, signedCauses, clockCauses, refererCauses,
	staticCauses, hostCauses, tlsCauses, requestCauses, edgeCauses, siteCauses, upstreamCauses, appCauses, exposureCauses, metaCauses,
), edgeFixes, cloudFixes, serverFixes, appFixes, apiFixes, furtherFixes, systemFixes)

// A productFix is a fix for one product. Those that stand beside their cause
// are for the products that are met most with it; the tables of fixes hold the
// others, by kind of product.
type productFix struct {
	cause CauseID
	fix   Fix
}

// withFixes returns entries with the fixes of tables behind their own.
func withFixes(entries []Entry, tables ...[]productFix) []Entry {
	for _, f := range slices.Concat(tables...) {
		i := slices.IndexFunc(entries, func(e Entry) bool { return e.ID == f.cause })
		entries[i].Fixes = append(slices.Clip(entries[i].Fixes), f.fix) // a cause that is not there panics at start, in every test
	}
	return entries
}

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

// Anywhere reports whether e shows as nearly any status, so that none tells of it.
func (e Entry) Anywhere() bool {
	set, err := monitor.ParseStatusSet(e.Statuses)
	return err == nil && slices.ContainsFunc(set, func(r monitor.StatusRange) bool { return r.To-r.From >= 100 })
}

// within says which products are parts of others, or speak their protocol:
// what mends the one mends the other.
var within = []struct{ product, of string }{
	{"Amazon S3", "S3"}, {"MinIO", "S3"}, {"VersityGW", "S3"}, {"Ceph RGW", "S3"},
	{"Wordfence", "WordPress"}, {"Solid Security", "WordPress"}, {"All In One WP Security", "WordPress"},
	{"Django REST framework", "Django"}, {"Starlette", "FastAPI"}, {"OpenShift", "Kubernetes"}, {"Signal Sciences", "Fastly"},
}

// FixesFor returns the fixes that apply where products were seen, those of
// the products first, in the order of products, then the generic ones.
func (e Entry) FixesFor(products ...string) []Fix {
	var out []Fix
	add := func(product string) bool {
		i := slices.IndexFunc(e.Fixes, func(f Fix) bool { return f.For == product })
		if i >= 0 && !slices.ContainsFunc(out, func(f Fix) bool { return f.For == product }) {
			out = append(out, e.Fixes[i])
		}
		return i >= 0
	}
	for _, p := range products {
		if p == "" || add(p) {
			continue
		}
		for _, w := range within {
			if w.product == p {
				add(w.of)
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
