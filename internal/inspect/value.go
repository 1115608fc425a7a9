package inspect

import (
	"slices"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/redact"
)

// A value is what a variable of a configuration holds for the request.
type value struct {
	text string
	// known is false for what cannot be told here.
	known bool
	// asked is true for what the client decides: text is then that of a plain
	// request, and another client may have another.
	asked bool
	// unlisted is the address of a client that no list names: not known, and
	// equal to nothing.
	unlisted bool
	on       []string // the variables of the server that it depends on
	about    []string // those from which it was made, whether they vary or not
	// cases are the texts that it may have otherwise, all of them; without any,
	// a value that is not known or is asked may be anything.
	cases []option
	by    *directive // the entry that gave the text
}

// An option is one text that a value may have.
type option struct {
	when string // the values with which it has it, for showing
	text string
	by   directive
}

func sure(text string) value { return value{text: text, known: true} }

// maxCases bounds how many texts of a value are followed.
const maxCases = 5000

// assigned is what a variable holds after d sets it to v, where that hangs on
// a condition with the answer under.
func assigned(old, v value, under answer, d directive) value {
	if under.never() {
		return old
	}
	v.about = union(v.about, under.about)
	if under.is == yes && !under.asked {
		v.on = union(v.on, under.on)
		return v
	}
	out := value{asked: true, on: union(union(old.on, v.on), under.on), about: union(old.about, v.about), text: old.text, known: under.is != maybe && old.known}
	if under.is == yes {
		out.text, out.known = v.text, v.known
	}
	before := old.cases
	if len(before) == 0 && old.known {
		before = []option{{"", old.text, d}}
	}
	if v.known && len(before) > 0 && len(before) < maxCases {
		out.cases = append(slices.Clone(before), option{strings.Join(under.when, ", "), v.text, d})
	} else {
		out.known = false
	}
	return out
}

// varies reports whether another request may see another text.
func (v value) varies() bool { return !v.known || v.asked }

// truth is what can be said of a condition.
type truth int

const (
	no truth = iota
	maybe
	yes
)

func truthOf(ok bool) truth {
	if ok {
		return yes
	}
	return no
}

// An answer is what can be said of a condition, and what it hangs on.
type answer struct {
	is    truth
	asked bool     // the client decides, and another may get another answer
	on    []string // the variables that it depends on
	about []string // the variables that it is about
	when  []string // the values with which it holds, as far as they can be told
	by    []directive
}

// never reports that the condition holds for nobody.
func (a answer) never() bool { return a.is == no && !a.asked }

// not turns an answer round. With which values it holds is then not told.
func (a answer) not() answer {
	a.is, a.when = yes-a.is, nil
	return a
}

// test asks a question about a text of v, of its present one and of those that
// it may have otherwise.
func (v value) test(ask func(text string) bool, says string) answer {
	a := answer{asked: v.asked, on: v.on, about: v.about}
	switch {
	case v.known:
		a.is = truthOf(ask(v.text))
		if v.by != nil {
			a.by = []directive{*v.by}
		}
	case v.unlisted:
		a.asked = true
	default:
		a.is = maybe
	}
	if len(v.cases) == 0 {
		if v.varies() {
			a.when = shown(v.on, says)
		}
		return a
	}
	hits := 0
	for _, c := range v.cases {
		if ask(c.text) {
			hits++
			a.when = append(a.when, shown(v.on, c.when)...)
			if !v.known {
				a.by = append(a.by, c.by)
			}
		}
	}
	switch {
	case a.is == maybe && hits == 0:
		return answer{}
	case a.is == maybe && hits == len(v.cases):
		return answer{is: yes, on: v.on, about: v.about}
	case hits == 0 && a.is == no:
		a.asked = false
	case hits == len(v.cases) && a.is == yes:
		a.asked = false
	}
	return a
}

// clear are words in the names of variables whose values are no secrets: what
// a condition compares with others may be one, as a key in a header field.
var clear = []string{
	"client's address", "remote_addr", "remote_host", "remote_port", "$uri", "document_uri", "request_uri", "request_filename", "$args", "query_string", "request_method",
	"$host", "server_name", "server_port", "server_addr", "country", "(geo)", "scheme", "$https", "protocol", "ssl_client_verify", "a share of",
}

// clearFields are header fields whose values are none.
var clearFields = []string{"user_agent", "referer", "host", "accept", "accept_language", "accept_encoding", "origin", "x_forwarded_for", "x_real_ip", "x_forwarded_proto", "cf_ipcountry"}

// isClear reports whether the values of a variable may be shown.
func isClear(name string) bool {
	low := strings.ToLower(strings.ReplaceAll(name, "-", "_"))
	for _, form := range []string{"$http_", "%{http_", "%{http:", "%{req:", "field "} {
		if field, ok := strings.CutPrefix(low, form); ok {
			return slices.Contains(clearFields, strings.TrimSuffix(field, "}"))
		}
	}
	return slices.ContainsFunc(clear, func(s string) bool { return strings.Contains(low, s) })
}

// shown is what may be shown of a condition on variables.
func shown(on []string, says string) []string {
	for _, name := range on {
		if !isClear(name) {
			return nil
		}
	}
	says = redact.Text(strings.Join(strings.Fields(says), " "))
	if says == "" || len(on) == 0 {
		return nil
	}
	if r := []rune(says); len(r) > 80 {
		says = string(r[:79]) + "…"
	}
	return []string{says}
}

// maxWhen bounds how many values a sentence lists.
const maxWhen = 6

// depends says what an answer hangs on: "It depends on $x: with a, b it …".
func (a answer) depends(then string) string {
	if len(a.on) == 0 {
		return ""
	}
	text := " It depends on " + strings.Join(a.on, ", ")
	if len(a.when) == 0 {
		return text + "."
	}
	var when []string
	for _, w := range a.when {
		if !slices.Contains(when, w) {
			when = append(when, w)
		}
	}
	more := ""
	if len(when) > maxWhen {
		when, more = when[:maxWhen], " and more"
	}
	return text + ": with " + strings.Join(when, ", ") + more + " " + then + "."
}

func union(a, b []string) []string {
	out := slices.Clone(a)
	for _, s := range b {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// and joins two answers.
func (a answer) and(b answer) answer {
	out := answer{is: min(a.is, b.is), asked: a.asked || b.asked, on: union(a.on, b.on), about: union(a.about, b.about), by: slices.Concat(a.by, b.by)}
	switch { // what cannot hold, cannot hold for anyone
	case a.never() || b.never():
		return answer{about: out.about}
	case a.is == yes && !a.asked:
		out.when = b.when
	case b.is == yes && !b.asked:
		out.when = a.when
	}
	return out
}

// or joins two answers of which one is enough.
func (a answer) or(b answer) answer {
	switch {
	case a.never() && b.never():
		return answer{about: union(a.about, b.about)}
	case a.is == yes && !a.asked || b.never():
		return a
	case b.is == yes && !b.asked || a.never():
		return b
	}
	return answer{is: max(a.is, b.is), asked: a.asked || b.asked, on: union(a.on, b.on), about: union(a.about, b.about), when: slices.Concat(a.when, b.when), by: slices.Concat(a.by, b.by)}
}
