package guide

import (
	"slices"
	"strings"
	"sync"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
)

// A Code is what a product writes on its page beside the status, such as
// Cloudflare's 1020 and 403.14 of IIS.
type Code struct {
	Code    string             `json:"code"`
	Product string             `json:"product"`
	Says    string             `json:"says"`   // one sentence that names the code
	Causes  []diagnose.CauseID `json:"causes"` // the usual one first
	Source  string             `json:"source"`
}

// told are how the facts begin a sentence that says what a code means; the code
// follows, then a colon.
var told = []string{"Cloudflare error ", "IIS gives substatus "}

// Codes returns every code that the facts of package diagnose explain, in
// their order. It is the facts' own text: nothing stands twice.
var Codes = sync.OnceValue(func() []Code {
	var out []Code
	for _, f := range diagnose.Facts() {
		for _, begin := range told {
			rest, ok := strings.CutPrefix(f.Says, begin)
			code, _, named := strings.Cut(rest, ":")
			if !ok || !named || strings.Trim(code, "0123456789.") != "" || len(f.States) == 0 {
				continue
			}
			if slices.ContainsFunc(out, func(c Code) bool { return c.Code == code }) {
				continue
			}
			c := Code{Code: code, Product: f.Product, Says: f.Says, Source: f.Source}
			for _, claim := range f.States {
				if !slices.Contains(c.Causes, claim.Cause) {
					c.Causes = append(c.Causes, claim.Cause)
				}
			}
			out = append(out, c)
		}
	}
	return out
})

// FindCode returns what is known of a product's code.
func FindCode(code string) (Code, bool) {
	for _, c := range Codes() {
		if c.Code == code {
			return c, true
		}
	}
	return Code{}, false
}

// Entries returns the entries of the causes that c stands for.
func (c Code) Entries() []diagnose.Entry {
	var out []diagnose.Entry
	for _, id := range c.Causes {
		if e, ok := diagnose.Find(id); ok {
			out = append(out, e)
		}
	}
	return out
}
