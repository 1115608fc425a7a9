package web

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/guide"
)

// BuiltInGuides is the advice that comes with the program: a page for each
// status and code that package guide knows and one for each cause of the
// catalogue.
type BuiltInGuides struct{}

// refusals are the statuses that people come here for.
var refusals = []int{401, 403, 404, 407, 410, 429, 451}

// familyTitles name the families of causes, in the order in which they are
// listed. A family that is missing here is listed under its own name.
var familyTitles = []struct{ family, title string }{
	{"auth", "Who is asking"}, {"authz", "What the account may do"}, {"signed-url", "Signed links"}, {"waf", "Firewalls and bot rules"},
	{"exposure", "Open doors"}, {"rate", "Rate limits"}, {"static", "Files and folders"}, {"referer", "Hotlinks and origins"}, {"net", "Addresses, places and networks"},
	{"request", "The request itself"}, {"host", "Host names"}, {"tls", "TLS and client certificates"}, {"clock", "Clocks"}, {"redirect", "Redirects"},
	{"edge", "CDNs and caches"}, {"site", "The site as a whole"}, {"upstream", "Servers behind the server"}, {"app", "The application"}, {"resource", "What is asked for"},
	{"meta", "What can mislead"},
}

// Guides lists every page: the statuses that refuse first, then the causes by
// family, then all other statuses.
func (BuiltInGuides) Guides() []GuideGroup {
	groups := []GuideGroup{{Title: "Statuses that refuse"}, {Title: "Other errors of the request"}, {Title: "Errors of the server"}, {Title: "Statuses in no standard"}}
	for _, p := range guide.Statuses {
		at := 1
		switch {
		case slices.Contains(refusals, p.Code):
			at = 0
		case p.By != "":
			at = 3
		case p.Code >= 500:
			at = 2
		}
		groups[at].Links = append(groups[at].Links, statusLink(p))
	}
	codes := GuideGroup{Title: "Codes beside a status"}
	for _, c := range guide.Codes() {
		codes.Links = append(codes.Links, GuideLink{Path: c.Code, Title: codeTitle(c), Note: c.Says})
	}
	groups = append(groups, codes)
	groups = slices.Insert(groups, 1, causeGroups()...)
	return slices.DeleteFunc(groups, func(g GuideGroup) bool { return len(g.Links) == 0 })
}

func causeGroups() []GuideGroup {
	var groups []GuideGroup
	of := map[string]int{}
	for i, f := range familyTitles {
		groups = append(groups, GuideGroup{Title: f.title})
		of[f.family] = i
	}
	for _, e := range diagnose.Catalogue {
		f := e.ID.Family()
		if _, ok := of[f]; !ok {
			of[f] = len(groups)
			groups = append(groups, GuideGroup{Title: capital(f)})
		}
		g := &groups[of[f]]
		g.Links = append(g.Links, causeLink(e))
	}
	return groups
}

func codeTitle(c guide.Code) string { return c.Product + " " + c.Code }

func statusTitle(p guide.Page) string { return strconv.Itoa(p.Code) + " " + p.Name }

func statusLink(p guide.Page) GuideLink {
	return GuideLink{Path: strconv.Itoa(p.Code), Title: statusTitle(p), Note: firstSentence(p.Means)}
}

func causeLink(e diagnose.Entry) GuideLink {
	return GuideLink{Path: "causes/" + string(e.ID), Title: e.Title, Note: firstSentence(e.Means)}
}

// firstSentence cuts s after its first sentence.
func firstSentence(s string) string {
	if i := strings.Index(s, ". "); i >= 0 {
		return s[:i+1]
	}
	return s
}

// Guide returns the page at path: a status, or "causes/" and the id of a cause.
func (BuiltInGuides) Guide(path string) (Guide, bool) {
	if id, ok := strings.CutPrefix(path, "causes/"); ok {
		e, ok := diagnose.Find(diagnose.CauseID(id))
		if !ok {
			return Guide{}, false
		}
		return causeGuide(e), true
	}
	if c, ok := guide.FindCode(path); ok {
		return codeGuide(c), true
	}
	code, err := strconv.Atoi(path)
	if err != nil {
		return Guide{}, false
	}
	p, ok := guide.Status(code)
	if !ok || strconv.Itoa(code) != path {
		return Guide{}, false
	}
	return statusGuide(p), true
}

func codeGuide(c guide.Code) Guide {
	g := Guide{Path: c.Code, Title: codeTitle(c), Lead: c.Says, Sources: slicesOf(c.Source)}
	what := GuideSection{Title: "What it stands for", Paras: []string{"The usual cause stands first, with what tells it from the others. Its page says more, and what to change."}}
	for _, e := range c.Entries() {
		what.Links = append(what.Links, GuideLink{Path: causeLink(e).Path, Title: e.Title, Note: e.Tell[0], Mend: mend(e)})
	}
	g.Sections = append(g.Sections, what)
	if status, _, ok := strings.Cut(c.Code, "."); ok {
		if code, err := strconv.Atoi(status); err == nil {
			if p, ok := guide.Status(code); ok {
				g.Sections = append(g.Sections, GuideSection{Title: "The status itself", Links: []GuideLink{statusLink(p)}})
			}
		}
	}
	return g
}

func statusGuide(p guide.Page) Guide {
	g := Guide{Path: strconv.Itoa(p.Code), Title: statusTitle(p), Lead: p.Means, Sources: slicesOf(p.Source)}
	if p.By != "" {
		g.Lead += " It is in no standard; it comes from " + p.By + "."
	}
	var why GuideSection
	for _, e := range guide.CausesFor(p.Code) {
		why.Links = append(why.Links, GuideLink{Path: causeLink(e).Path, Title: e.Title, Note: e.Tell[0], Mend: mend(e)})
	}
	if len(why.Links) > 0 {
		why.Title, why.Paras = "Why it is sent", []string{"The most frequent cause stands first, with what tells it from the others. Its page says more, and what to change."}
		g.Sections = append(g.Sections, why)
	}
	if len(p.Advice) > 0 {
		g.Sections = append(g.Sections, GuideSection{Title: "What to do", Points: p.Advice})
	}
	var differs GuideSection
	for _, d := range p.Differs {
		link := GuideLink{Path: strconv.Itoa(d.Code), Title: strconv.Itoa(d.Code), Note: d.Says}
		if other, ok := guide.Status(d.Code); ok {
			link.Title = statusTitle(other)
			differs.Links = append(differs.Links, link)
		} else {
			differs.Points = append(differs.Points, fmt.Sprintf("%d: %s", d.Code, d.Says))
		}
	}
	if len(p.Differs) > 0 {
		differs.Title = "How it differs"
		g.Sections = append(g.Sections, differs)
	}
	return g.monitored(p.Monitor)
}

// mend says for which products the page of e has the change.
func mend(e diagnose.Entry) string {
	const few = 4
	names := guide.Products(e)
	switch more := len(names) - few; {
	case len(names) == 0:
		return "What to change, for any product"
	case more > 1:
		return "What to change, also for " + strings.Join(names[:few], ", ") + " and " + strconv.Itoa(more) + " more"
	}
	return "What to change, also for " + strings.Join(names, ", ")
}

// monitored appends how to watch for it.
func (g Guide) monitored(how string) Guide {
	if how != "" {
		g.Sections = append(g.Sections, GuideSection{Title: "How to monitor it", Paras: []string{how}})
	}
	return g
}

// ceilings say how sure one can be of a cause from outside.
var ceilings = map[diagnose.Ceiling]string{
	diagnose.CeilingStated:   "The server, or the request itself, says so in a documented field.",
	diagnose.CeilingIsolated: "One changed factor, changed back again, switches the answer: that isolates it.",
	diagnose.CeilingInferred: "Several weak signs must agree; from outside it stays an inference.",
	diagnose.CeilingClass:    "From outside only a group of causes can be named; a look inside decides.",
}

func causeGuide(e diagnose.Entry) Guide {
	g := Guide{Path: "causes/" + string(e.ID), Title: e.Title, Lead: e.Means, Sources: e.Sources}
	tell := GuideSection{Title: "How to tell", Points: e.Tell}
	if e.Statuses != "" {
		tell.Paras = append(tell.Paras, "It shows as "+strings.ReplaceAll(e.Statuses, ",", ", ")+".")
	}
	if c := ceilings[e.Ceiling]; c != "" {
		tell.Paras = append(tell.Paras, c)
	}
	g.Sections = append(g.Sections, tell)
	if len(e.Fixes) > 0 {
		g.Sections = append(g.Sections, GuideSection{Title: "What to change", Fixes: e.Fixes})
	}
	if e.Look != "" {
		g.Sections = append(g.Sections, GuideSection{Title: "Which look inside decides", Paras: []string{e.Look}})
	}
	for _, id := range e.Rivals {
		if r, ok := diagnose.Find(id); ok {
			g.Related = append(g.Related, causeLink(r))
		}
	}
	return g.monitored(e.Monitor)
}
