package inspect

import (
	"slices"
	"strconv"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
)

// A next is what follows a run of rewrite directives.
type next int

const (
	goOn next = iota
	stop      // break: no further directives, and no other location
	again
	done
)

// A run is a block of rewrite directives and what it hangs on: inside if, the
// condition.
type run struct {
	under answer
	inIf  bool
}

// rewrite runs directives outside of an if.
func (n *nginx) rewrite(block []directive) next {
	n.within = nil
	if next := n.directives(block, run{under: answer{is: yes}}); next != stop {
		return next
	}
	return goOn
}

// directives runs those of ngx_http_rewrite_module in order.
func (n *nginx) directives(block []directive, r run) next {
	moved := false
	for _, d := range block {
		switch d.name {
		case "set":
			n.assign(d, r.under)
		case "break":
			if r.under.is == yes {
				return stop
			}
		case "return":
			n.returns(d, r)
			if r.under.is == yes {
				return done
			}
			return goOn
		case "rewrite":
			if r.under.is != yes {
				n.p.note("%s applies to some requests only; it was left out.", d.where())
				continue
			}
			switch to, flag := n.rewritten(d); {
			case !to:
			case flag == "break":
				return stop
			case flag == "last":
				return again
			case flag == "redirect" || flag == "permanent":
				n.p.note("%s redirects the request: %s", d.where(), d.text())
				return done
			default:
				moved = true
			}
		case "if":
			a := n.condition(d.args)
			if a.never() || r.under.is != yes {
				continue
			}
			if a.is == yes && len(n.at.chain) > 0 {
				n.within = []directive{d}
			}
			if next := n.directives(d.block, run{a, true}); next != goOn {
				return next
			}
		}
	}
	if moved && len(n.at.chain) > 0 {
		return again
	}
	return goOn
}

// returnCauses are statuses whose meaning does not come from the condition.
var returnCauses = map[int]diagnose.CauseID{
	401: "auth/missing-credentials", 404: "resource/not-found", 405: "request/method-refused", 406: "request/not-acceptable",
	410: "resource/not-found", 413: "request/too-large", 414: "request/too-large", 429: "rate/request-limit",
	451: "net/legal-block", 503: "site/maintenance",
}

// An outcome is a return that may end the request.
type outcome struct {
	code  int
	under answer
	from  directive
}

// returns is a return directive.
func (n *nginx) returns(d directive, r run) {
	if len(d.args) == 0 {
		return
	}
	code, err := strconv.Atoi(d.args[0])
	if err != nil {
		code = 302
	}
	n.outcomes = append(n.outcomes, outcome{code, r.under, d})
	switch {
	case code < 400 && r.under.is != yes, n.sub:
		return
	case code >= 300 && code < 400:
		n.p.note("%s redirects the request: %s", d.where(), d.text())
		return
	case code < 400:
		n.p.note("%s answers the request itself, no file is read: %s", d.where(), d.text())
		return
	}
	cause := diagnose.CauseID("static/path-deny-rule")
	if r.inIf {
		cause = n.causeOf(r.under)
	}
	if c, ok := returnCauses[code]; ok && (cause == "static/path-deny-rule" || code == 406 || code == 401) {
		cause = c
	}
	if n.unnamed && len(n.at.chain) == 0 && cause == "static/path-deny-rule" {
		cause = "host/unknown-name"
	}
	f := n.deny(d, cause, wordsOf(code, r.under), phaseRewrite)
	f.Denies = r.under.is == yes
	n.entries(f, r.under)
	n.shows(code)
}

// wordsOf says what a return does, and on what it depends.
func wordsOf(code int, a answer) string {
	says := "The configuration answers " + itoa(code) + " here"
	then := "it answers " + itoa(code)
	if code == 444 {
		says, then = "The configuration closes the connection without an answer here (444)", "it closes the connection"
	}
	switch {
	case a.is == maybe:
		return says + " to some requests; whether to this one cannot be told from here." + a.depends(then)
	case a.is == no:
		return says + " to some clients; a plain request passes." + a.depends(then)
	case a.asked:
		return says + " to a plain request." + a.depends(then)
	case len(a.on) > 0:
		return says + " to this request." + a.depends(then)
	}
	return says + "."
}

// entries adds the entries of maps and geo blocks that led to a finding.
func (n *nginx) entries(f *Finding, a answer) {
	if !f.Denies {
		return
	}
	for _, e := range a.by[:min(len(a.by), 3)] {
		if e.name == "" || strings.HasPrefix(f.Where, e.where()) {
			continue
		}
		what := "the entry `" + e.name + "` at "
		if e.name == "map" || e.name == "geo" {
			what = "an entry to the " + e.name + " at "
		}
		if len(shown(a.on, e.name)) == 0 && e.name != "default" && !e.open {
			what = "the entry at "
		}
		m := Mend{"Or change " + what + e.where() + ", then:", nginxReload}
		if !slices.Contains(f.Mend, m) {
			f.Mend = append(f.Mend, m)
		}
	}
}

// shows notes that error_page puts another status in place of code.
func (n *nginx) shows(code int) {
	for _, d := range n.nearest("error_page") {
		if !slices.Contains(d.args, itoa(code)) {
			continue
		}
		for _, a := range d.args {
			switch to, ok := strings.CutPrefix(a, "="); {
			case ok && to == itoa(code):
			case ok && to != "":
				n.p.note("%s answers %s in place of %d.", d.where(), to, code)
			case ok:
				n.p.note("%s answers what its page answers, in place of %d.", d.where(), code)
			}
		}
	}
}

// rewritten applies a rewrite directive.
func (n *nginx) rewritten(d directive) (changed bool, flag string) {
	if len(d.args) < 2 {
		return false, ""
	}
	if len(d.args) > 2 {
		flag = d.args[2]
	}
	re, err := compile(d.args[0], false)
	if err != nil {
		n.p.note("The regular expression of %s cannot be read here; the rewrite was left out.", d.where())
		return false, ""
	}
	m := re.match(n.uri)
	if m == nil {
		return false, ""
	}
	n.captured(re, m)
	to := n.expand(d.args[1])
	if !to.known {
		n.p.note("Where %s leads cannot be told here; the rewrite was left out.", d.where())
		return false, ""
	}
	if strings.HasPrefix(to.text, "http://") || strings.HasPrefix(to.text, "https://") || strings.HasPrefix(to.text, "$scheme") {
		return true, "redirect"
	}
	target, args, more := strings.Cut(to.text, "?")
	n.uri, n.inside, n.moved = cleanURI(target), true, d
	switch {
	case args != "" && n.q.args != "":
		n.q.args = args + "&" + n.q.args
	case args != "":
		n.q.args = args
	case more:
		n.q.args = ""
	}
	n.p.rule(d)
	return true, flag
}
