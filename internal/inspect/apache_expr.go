package inspect

import (
	"errors"
	"path"
	"slices"
	"strconv"
	"strings"
)

// expr evaluates an expression of Apache httpd, as <If>, Require expr and
// SetEnvIfExpr have them (https://httpd.apache.org/docs/2.4/expr.html). What
// cannot be read is answered with maybe, and noted.
func (a *apache) expr(text string) answer {
	p := &exprParser{a: a, lex: exprLexer{text: text}}
	out, err := p.or(0)
	if err == nil {
		err = p.end()
	}
	if err != nil {
		a.p.note("An expression cannot be read here, so what it decides cannot be told: %v", err)
		return answer{is: maybe}
	}
	return out
}

// An exprParser evaluates while it reads.
type exprParser struct {
	a      *apache
	lex    exprLexer
	groups []string // of the last =~ that matched
}

var errExpr = errors.New("its form is not known")

func (p *exprParser) end() error {
	if p.lex.space(); p.lex.at < len(p.lex.text) {
		return errExpr
	}
	return nil
}

func (p *exprParser) or(deep int) (answer, error) {
	if deep > maxDepth {
		return answer{}, errExpr
	}
	out, err := p.and(deep + 1)
	for err == nil && (p.lex.take("||") || p.lex.word("or")) {
		var b answer
		b, err = p.and(deep + 1)
		out = out.or(b)
	}
	return out, err
}

func (p *exprParser) and(deep int) (answer, error) {
	out, err := p.not(deep + 1)
	for err == nil && (p.lex.take("&&") || p.lex.word("and")) {
		var b answer
		b, err = p.not(deep + 1)
		out = out.and(b)
	}
	return out, err
}

func (p *exprParser) not(deep int) (answer, error) {
	if deep > maxDepth {
		return answer{}, errExpr
	}
	if p.lex.take("!") {
		out, err := p.not(deep + 1)
		return out.not(), err
	}
	if p.lex.take("(") {
		out, err := p.or(deep + 1)
		if err == nil && !p.lex.take(")") {
			err = errExpr
		}
		return out, err
	}
	switch {
	case p.lex.word("true"):
		return answer{is: yes}, nil
	case p.lex.word("false"):
		return answer{}, nil
	}
	if op := p.lex.option(); op != "" {
		v, err := p.text(deep)
		return p.unary(op, v), err
	}
	return p.comparison(deep)
}

// unary are -n, -z and the tests of files.
func (p *exprParser) unary(op string, v value) answer {
	switch op {
	case "-n":
		return v.test(func(s string) bool { return s != "" }, "a value")
	case "-z":
		return v.test(func(s string) bool { return s == "" }, "none")
	case "-T":
		return v.test(func(s string) bool {
			return s != "" && s != "0" && !strings.EqualFold(s, "off") && !strings.EqualFold(s, "false") && !strings.EqualFold(s, "no")
		}, "a value")
	case "-R":
		addr := p.a.variable("REMOTE_ADDR")
		return p.inNetwork(addr, v)
	}
	return p.a.fileTest(op, v)
}

func (p *exprParser) inNetwork(addr, net value) answer {
	prefix, ok := partialPrefix(net.text)
	if !net.known || !ok {
		return answer{is: maybe, on: addr.on, about: addr.about}
	}
	return addr.test(func(s string) bool { q, ok := parsePrefix(s); return ok && prefix.Contains(q.Addr()) }, net.text)
}

// fileTest are -e, -f, -d, -s, -l, -L and -h; others ask the running server.
func (a *apache) fileTest(op string, v value) answer {
	if !v.known || !path.IsAbs(v.text) {
		return answer{is: maybe, on: v.on, about: v.about}
	}
	kind, there := kindAt(a.v, v.text)
	switch op {
	case "-e":
		return answer{is: truthOf(there)}
	case "-f", "-s":
		return answer{is: truthOf(there && kind == File)}
	case "-d":
		return answer{is: truthOf(there && kind == Directory)}
	case "-l", "-L", "-h":
		n, err := a.v.node(v.text)
		return answer{is: truthOf(err == nil && n.kind == Link)}
	}
	return answer{is: maybe, on: v.on, about: v.about}
}

// comparison is a text alone, or two with an operator.
func (p *exprParser) comparison(deep int) (answer, error) {
	left, err := p.text(deep)
	if err != nil {
		return answer{}, err
	}
	op := p.lex.operator()
	switch op {
	case "":
		return left.test(func(s string) bool { return s != "" }, "a value"), nil
	case "=~", "!~":
		return p.matching(op, left)
	case "-in":
		return p.among(left, deep)
	}
	right, err := p.text(deep)
	if err != nil {
		return answer{}, err
	}
	if op == "-ipmatch" {
		return p.inNetwork(left, right), nil
	}
	if !right.known {
		return answer{is: maybe, on: union(left.on, right.on), about: left.about}, nil
	}
	ask := compared(op, right.text)
	if ask == nil {
		return answer{is: maybe, on: left.on, about: left.about}, nil
	}
	return left.differs(op == "!=" || op == "-ne", ask, strings.TrimPrefix(strings.TrimPrefix(op, "="), "=")+" "+right.text), nil
}

// differs is test for a question that says no where two texts are equal: an
// address that no list names differs from all.
func (v value) differs(negated bool, ask func(string) bool, says string) answer {
	out := v.test(ask, says)
	if v.unlisted && negated {
		out.is = yes
	}
	return out
}

func (p *exprParser) matching(op string, left value) (answer, error) {
	text, fold, ok := p.lex.regex()
	if !ok {
		v, err := p.text(0)
		if err != nil || !v.known {
			return answer{is: maybe, on: left.on, about: left.about}, err
		}
		text = v.text
	}
	re, err := compile(text, fold)
	if err != nil {
		return answer{is: maybe, on: left.on, about: left.about}, nil
	}
	if groups := re.match(left.text); groups != nil && left.known {
		p.groups = groups
	}
	return left.differs(op == "!~", func(s string) bool { return re.matches(s) == (op == "=~") }, op[:1]+op[1:]+" "+text), nil
}

// among is -in with a list in braces.
func (p *exprParser) among(left value, deep int) (answer, error) {
	if !p.lex.take("{") {
		return answer{is: maybe, on: left.on, about: left.about}, p.lex.rest()
	}
	var list []string
	for !p.lex.take("}") {
		v, err := p.text(deep)
		if err != nil || !v.known {
			return answer{}, errExpr
		}
		list = append(list, v.text)
		p.lex.take(",")
	}
	return left.test(func(s string) bool {
		return slices.Contains(list, s)
	}, strings.Join(list, ", ")), nil
}

// compared returns the question that an operator asks of the left text; nil for
// one that is not known.
func compared(op, right string) func(string) bool {
	number := func(ok func(a, b int) bool) func(string) bool {
		b, err := strconv.Atoi(right)
		return func(s string) bool {
			a, errA := strconv.Atoi(s)
			return err == nil && errA == nil && ok(a, b)
		}
	}
	switch op {
	case "==", "=":
		return func(s string) bool { return s == right }
	case "!=":
		return func(s string) bool { return s != right }
	case "<", "-lt", "lt":
		if op == "<" {
			return func(s string) bool { return s < right }
		}
		return number(func(a, b int) bool { return a < b })
	case ">":
		return func(s string) bool { return s > right }
	case "<=":
		return func(s string) bool { return s <= right }
	case ">=":
		return func(s string) bool { return s >= right }
	case "-eq", "eq":
		return number(func(a, b int) bool { return a == b })
	case "-ne", "ne":
		return number(func(a, b int) bool { return a != b })
	case "-le", "le":
		return number(func(a, b int) bool { return a <= b })
	case "-gt", "gt":
		return number(func(a, b int) bool { return a > b })
	case "-ge", "ge":
		return number(func(a, b int) bool { return a >= b })
	case "-strmatch":
		return func(s string) bool { return wild(right, s) }
	case "-strcmatch":
		return func(s string) bool { return wild(strings.ToLower(right), strings.ToLower(s)) }
	case "-fnmatch":
		return func(s string) bool { ok, err := path.Match(right, s); return err == nil && ok }
	}
	return nil
}
