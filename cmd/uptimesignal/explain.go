package main

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/guide"
)

// explainCmd prints the built-in guides: of a status, or of a cause.
type explainCmd struct {
	What string `arg:"" optional:"" help:"A status such as 403, a code of Cloudflare or IIS such as 1020 or 403.14, a cause such as signed-url/expired, or a family such as static."`
	List bool   `help:"List every status and cause that has a guide."`
	JSON bool   `name:"json" help:"One JSON document on standard output."`
}

// A guidePage is the guide to a status as --json shows it.
type guidePage struct {
	guide.Page
	Causes []diagnose.Entry `json:"causes"` // the most frequent first
}

// A codePage is what is known of a product's code as --json shows it.
type codePage struct {
	guide.Code
	Causes []diagnose.Entry `json:"causes"` // the usual one first
}

// Run is the command.
func (c explainCmd) Run(e *env) error {
	t := newTerminal(e.stdout)
	what := strings.ToLower(strings.TrimSpace(c.What))
	switch {
	case c.List:
		if what != "" {
			return wrong("--list takes no argument")
		}
		return c.list(t)
	case what == "":
		return wrong("say what to explain, such as 403 or signed-url/expired; see uptimesignal explain --list")
	}
	if code, ok := guide.FindCode(what); ok {
		return c.print(t, codePage{code, code.Entries()}, func() { explainCode(t, code) })
	}
	if code, err := strconv.Atoi(what); err == nil {
		return c.status(t, code)
	}
	if cause, ok := diagnose.Find(diagnose.CauseID(what)); ok {
		return c.print(t, cause, func() { explainCause(t, cause) })
	}
	family := familyOf(what)
	if len(family) == 0 {
		return wrong("%q is neither a status nor a cause%s; see uptimesignal explain --list", c.What, meant(what))
	}
	return c.print(t, family, func() {
		t.line(t.paint(bold, "The causes of the family "+strings.TrimSuffix(what, "/")))
		t.gap()
		causeList(t, family)
	})
}

// print writes v as JSON, or what human writes.
func (c explainCmd) print(t *terminal, v any, human func()) error {
	if c.JSON {
		enc := json.NewEncoder(t.w)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(v)
	}
	human()
	return t.flush()
}

func (c explainCmd) list(t *terminal) error {
	all := struct {
		Statuses []guide.Page     `json:"statuses"`
		Codes    []guide.Code     `json:"codes"`
		Causes   []diagnose.Entry `json:"causes"`
	}{slices.Clone(guide.Statuses), guide.Codes(), diagnose.Catalogue}
	slices.SortFunc(all.Statuses, func(x, y guide.Page) int { return x.Code - y.Code })
	return c.print(t, all, func() {
		t.line(t.paint(bold, "Statuses"))
		for _, p := range all.Statuses {
			t.line("  " + strconv.Itoa(p.Code) + "  " + named(p))
		}
		t.gap()
		t.line(t.paint(bold, "Codes that stand beside a status"))
		for _, c := range all.Codes {
			t.item("", pad(c.Code, 8), plain, c.Says)
		}
		t.gap()
		t.line(t.paint(bold, "Causes"))
		causeList(t, all.Causes)
	})
}

func (c explainCmd) status(t *terminal, code int) error {
	p, ok := guide.Status(code)
	switch {
	case ok:
		page := guidePage{p, guide.CausesFor(code)}
		return c.print(t, page, func() { explainStatus(t, page) })
	case code >= 100 && code < 400:
		return wrong("%d is no error; guides are for statuses from 400 on", code)
	}
	near := ""
	if pages := guide.Near(code); len(pages) > 0 {
		var codes []string
		for _, p := range pages {
			codes = append(codes, strconv.Itoa(p.Code))
		}
		near = ", near it are " + strings.Join(codes, ", ")
	}
	return wrong("there is no guide for the status %d%s; see uptimesignal explain --list", code, near)
}

// named is the name of a status, with who sends it where it is in no registry.
func named(p guide.Page) string {
	if p.By == "" {
		return p.Name
	}
	return p.Name + " (" + p.By + ")"
}

// explainCode tells what a product's code means, and what it mostly stands for.
func explainCode(t *terminal, c guide.Code) {
	t.line(t.paint(bold, c.Code+" ("+c.Product+")"))
	t.gap()
	t.say("Means", plain, c.Says)
	t.gap()
	t.say("Causes", dim, "the usual one first, and what tells each from the others")
	causeList(t, c.Entries())
	t.gap()
	t.say("Source", dim, c.Source)
	t.gap()
	t.line("  How to mend it: uptimesignal explain " + string(c.Causes[0]))
}

func explainStatus(t *terminal, p guidePage) {
	t.line(t.paint(bold, strconv.Itoa(p.Code)+" "+named(p.Page)))
	t.gap()
	t.say("Means", plain, p.Means)
	t.gap()
	for i, d := range p.Differs {
		t.item(first(i, "Unlike"), "- ", plain, d.Says)
	}
	if len(p.Causes) > 0 {
		t.gap()
		t.say("Causes", dim, "the most frequent first, and what tells each from the others")
		causeList(t, p.Causes)
	}
	for i, s := range p.Advice {
		if i == 0 {
			t.gap()
		}
		t.item(first(i, "Mend it"), strconv.Itoa(i+1)+". ", plain, s)
	}
	t.gap()
	t.say("Monitor", plain, p.Monitor)
	t.say("Source", dim, p.Source)
	if len(p.Causes) > 0 {
		t.gap()
		t.line("  How to mend one: uptimesignal explain " + string(p.Causes[0].ID))
		t.line("  Which one it is: uptimesignal check URL")
	}
}

// causeList names causes, each with what tells it from the others.
func causeList(t *terminal, causes []diagnose.Entry) {
	for _, e := range causes {
		t.say("", bold, string(e.ID)+": "+e.Title)
		t.item("", "  ", dim, e.Tell[0])
	}
}

func explainCause(t *terminal, e diagnose.Entry) {
	t.line(t.paint(bold, string(e.ID)+": "+e.Title))
	t.gap()
	t.say("Means", plain, e.Means)
	if e.Statuses != "" {
		shows := strings.ReplaceAll(e.Statuses, ",", ", ")
		if len(e.Failures) > 0 {
			shows += ", or no answer"
		}
		t.say("Shows as", plain, shows)
	}
	t.gap()
	for i, s := range e.Tell {
		t.item(first(i, "Tell it by"), "- ", plain, s)
	}
	for i, r := range e.Rivals {
		if other, ok := diagnose.Find(r); ok {
			t.item(first(i, "Rivals"), "- ", plain, string(r)+": "+other.Title)
		}
	}
	t.gap()
	t.say("Look", plain, e.Look)
	for _, f := range e.Fixes {
		t.gap()
		name := f.Title
		if f.For != "" {
			name = f.For + ": " + f.Title
		}
		t.say("Mend it", bold, name)
		for i, s := range f.Steps {
			t.item("", strconv.Itoa(i+1)+". ", plain, s)
		}
	}
	t.gap()
	t.say("Monitor", plain, e.Monitor)
	t.say("Source", dim, strings.Join(e.Sources, "; "))
}

// first returns the label of a section for its first line, and none for the
// others.
func first(i int, label string) string {
	if i == 0 {
		return label
	}
	return ""
}

// familyOf returns the causes of a family, such as "signed-url".
func familyOf(name string) []diagnose.Entry {
	var out []diagnose.Entry
	for _, e := range diagnose.Catalogue {
		if e.ID.Family() == strings.TrimSuffix(name, "/") {
			out = append(out, e)
		}
	}
	return out
}

// meant guesses what a word was meant for.
func meant(what string) string {
	_, tail, ok := strings.Cut(what, "/")
	if !ok {
		tail = what
	}
	if len(tail) < 3 {
		return ""
	}
	for _, e := range diagnose.Catalogue {
		id := string(e.ID)
		if strings.Contains(id, what) || strings.HasSuffix(id, "/"+tail) {
			return ", did you mean " + strconv.Quote(id) + "?"
		}
	}
	return ""
}
