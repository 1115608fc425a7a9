package inspect

import "strings"

// afterWord is a text without its first word.
func afterWord(s string) string {
	s = strings.TrimLeft(s, " \t")
	if i := strings.IndexAny(s, " \t"); i >= 0 {
		return strings.TrimSpace(s[i:])
	}
	return ""
}

// unquoted takes off quotes around the whole of an expression.
func unquoted(s string) string {
	s = strings.TrimSpace(s)
	if len(s) > 1 && s[0] == '"' && s[len(s)-1] == '"' {
		return strings.ReplaceAll(s[1:len(s)-1], `\"`, `"`)
	}
	return s
}

// branches carries out If, ElseIf and Else, which httpd does after all other
// sections. Where the condition cannot be told, or another client gets another
// answer, what the branch would deny is reported as for some.
func (a *apache) branches(list []directive, deep int) {
	var before answer // whether one of the chain has held
	for _, d := range list {
		if deep > maxDepth {
			return
		}
		now := answer{is: yes}
		if d.name != "else" {
			now = a.expr(unquoted(d.raw))
		}
		if d.name == "if" {
			before = answer{}
		}
		holds := now
		if d.name != "if" {
			holds = now.and(before.not())
		}
		before = before.or(now)
		a.branch(d, holds, deep)
	}
}

func (a *apache) branch(d directive, holds answer, deep int) {
	inner := func() []directive {
		outer := a.state.ifs
		a.state.ifs = nil
		a.apply(d.block)
		defer func() { a.state.ifs = outer }()
		return a.state.ifs
	}
	switch {
	case holds.never():
	case holds.is == yes:
		a.p.rule(d)
		a.mark(d.block, holds)
		a.branches(inner(), deep+1)
	default:
		a.p.rule(d)
		a.guess1(d, holds)
	}
}

// mark remembers on what the directives of a branch hang.
func (a *apache) mark(block []directive, holds answer) {
	for _, b := range block {
		a.inIf[b.where()] = holds
		if b.name != "if" {
			a.mark(b.block, holds)
		}
	}
}

// guess1 tells what a branch would do that may or may not be taken.
func (a *apache) guess1(d directive, holds answer) {
	state := a.state
	a.state.require, a.state.legacy, a.state.redirects, a.state.ifs = nil, nil, nil, nil
	a.apply(d.block)
	j := judged{is: granted}
	if len(a.state.require) > 0 {
		j = a.all(a.state.require, "requireany")
	}
	rules := append(a.state.redirects, a.state.require...)
	a.state = state
	if j.is > neutral && len(rules) == 0 {
		return
	}
	by := j.by
	if j.is > neutral {
		if by = rules[0]; by.name == "require" {
			if len(a.state.require) > 0 && j.is == granted && a.all(a.state.require, "requireany").is <= neutral {
				a.p.note("%s lets some requests pass.%s", by.where(), holds.depends("it holds"))
			}
			return
		}
	}
	says := map[truth]string{maybe: "Some requests are refused here; whether this one cannot be told.", no: "Some clients are refused here; a plain request passes."}[holds.is]
	a.deny(by, a.causeOf(holds, true), says+holds.depends("the client is refused"), phaseAccess).Denies = false
}
