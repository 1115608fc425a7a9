// Package guide is the text of the built-in guides: a page for every status of
// the 4xx and 5xx classes, what it means, how it differs from its neighbours,
// and, generated from the catalogue of causes, why it is sent, how to tell the
// causes apart, how to mend them and how to monitor for them.
//
// What belongs here: what is true of a status whatever its cause. What is true
// of a cause stands in diagnose.Catalogue and nowhere else. How a page looks is
// the business of package web and of the command line.
package guide

import (
	"cmp"
	"slices"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
)

// A Page is the guide to one status.
type Page struct {
	Code int    `json:"status"`
	Name string `json:"name"` // the reason phrase, or what its users call it
	// By names who sends it, where it is in no standard; empty for the codes of
	// the IANA registry.
	By string `json:"by,omitempty"`
	// Means says in one to four sentences what it says, and what it does not.
	Means string `json:"means"`
	// Differs says how it differs from the codes it is confused with.
	Differs []Difference `json:"differs"`
	// Advice is what to do where the catalogue has no cause for the status.
	Advice  []string `json:"advice,omitempty"`
	Monitor string   `json:"monitor"`
	Source  string   `json:"source"`
}

// A Difference sets a status against another.
type Difference struct {
	Code int    `json:"status"`
	Says string `json:"says"`
}

// Statuses is every page, by code.
var Statuses = slices.Concat(auth4xx, request4xx, other4xx, registered5xx, unregistered4xx, unregistered5xx)

// Status returns the page of code.
func Status(code int) (Page, bool) {
	for _, p := range Statuses {
		if p.Code == code {
			return p, true
		}
	}
	return Page{}, false
}

// usual are the causes that stand first for a status of which no cause is the
// catalogue's own, since it stands for so many things.
var usual = []struct {
	code   int
	causes []diagnose.CauseID
}{
	{400, []diagnose.CauseID{"request/too-large", "host/unknown-name", "tls/https-required", "tls/client-cert-required"}},
}

// few is how many causes a status may have of its own before those that show
// as any status are worth a mention.
const few = 3

// CausesFor returns the causes that code is sent for, the most frequent first.
// The order is a rule of thumb from the catalogue: how common a cause is, and
// how usual code is for it. Causes that show as any status stand last, where
// they are told at all.
func CausesFor(code int) []diagnose.Entry {
	type ranked struct {
		entry diagnose.Entry
		score int
	}
	var found, anywhere []ranked
	for _, e := range diagnose.Catalogue {
		place, ok := e.ShowsAs(code)
		switch {
		case !ok:
		case e.Anywhere():
			anywhere = append(anywhere, ranked{e, e.Common})
		default:
			found = append(found, ranked{e, 2*e.Common - 3*place + usually(code, e.ID)})
		}
	}
	byScore := func(x, y ranked) int { return cmp.Compare(y.score, x.score) }
	slices.SortStableFunc(found, byScore)
	slices.SortStableFunc(anywhere, byScore)
	if len(found) >= few {
		found = append(found, anywhere...)
	}
	out := make([]diagnose.Entry, len(found))
	for i, r := range found {
		out[i] = r.entry
	}
	return out
}

// usually is what a cause gains by standing among the usual ones of code.
func usually(code int, id diagnose.CauseID) int {
	for _, u := range usual {
		if i := slices.Index(u.causes, id); u.code == code && i >= 0 {
			return 1000 - 100*i
		}
	}
	return 0
}

// Products returns the products for which the catalogue says how to mend e,
// in its order.
func Products(e diagnose.Entry) []string {
	var out []string
	for _, f := range e.Fixes {
		if f.For != "" {
			out = append(out, f.For)
		}
	}
	return out
}

// Near returns the pages that code may have been meant for: those with the
// same first two digits, at most four.
func Near(code int) []Page {
	var out []Page
	for _, p := range Statuses {
		if p.Code/10 == code/10 && p.Code != code {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(x, y Page) int { return cmp.Compare(x.Code, y.Code) })
	return out[:min(len(out), 4)]
}
