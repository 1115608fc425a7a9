package diagnose

import (
	"cmp"
	"slices"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// A matcher is the tables of facts, turned round: from what can be seen in an
// answer to the markers that it fulfils. It is never written after compile.
type matcher struct {
	facts    []ready
	headers  map[string][]rule // by lower-case name
	elements map[string][]rule
	members  map[string][]rule
	cookies  []rule         // value is the prefix of the name
	exact    map[string]int // whole bodies
	text     *automaton
	soft     *skipper // what Quick looks for in a body
	softHead []string // header fields that Quick looks for
}

// A rule is one marker on a named value.
type rule struct {
	id    int
	value string
	whole bool
}

// A ready fact knows its markers by number.
type ready struct {
	*Fact
	need   []int
	avoid  []int
	status monitor.StatusSet
	where  Where
	seen   string
}

// maxMarkers bounds the set of markers; a test fails before the tables reach it.
const maxMarkers = 64 * 88

// seen is the set of markers that an answer fulfils.
type seen [maxMarkers / 64]uint64

func (s *seen) set(id int)      { s[id/64] |= 1 << (id % 64) }
func (s *seen) has(id int) bool { return s[id/64]&(1<<(id%64)) != 0 }

func compile(table []Fact) *matcher {
	m := &matcher{
		headers: map[string][]rule{}, elements: map[string][]rule{}, members: map[string][]rule{},
		exact: map[string]int{},
	}
	ids := map[Marker]int{}
	var texts []pattern
	for i := range table {
		f := &table[i]
		r := ready{Fact: f, where: whereOf(f), seen: seenAt(f)}
		if f.Status != "" {
			r.status, _ = monitor.ParseStatusSet(f.Status) // the contract test parses them all
		}
		number := func(k Marker) int {
			id, known := ids[k]
			if !known {
				id = len(ids)
				ids[k] = id
				texts = m.add(k, id, texts)
			}
			return id
		}
		for _, k := range f.When {
			r.need = append(r.need, number(k))
		}
		for _, k := range f.Unless {
			r.avoid = append(r.avoid, number(k))
		}
		m.facts = append(m.facts, r)
	}
	m.text = newAutomaton(texts)
	m.soft, m.softHead = softMarkers(table)
	return m
}

// add files the marker k under what it is looked for in.
func (m *matcher) add(k Marker, id int, texts []pattern) []pattern {
	r := rule{id: id, value: k.Value}
	switch k.Kind {
	case HeaderHas, HeaderIs:
		r.whole = k.Kind == HeaderIs
		m.headers[k.Name] = append(m.headers[k.Name], r)
	case CookieHas:
		r.value = k.Name
		m.cookies = append(m.cookies, r)
	case BodyHas:
		texts = append(texts, pattern{k.Value, id})
	case BodyIs:
		m.exact[k.Value] = id
	case ElementHas, ElementIs:
		r.whole = k.Kind == ElementIs
		m.elements[k.Name] = append(m.elements[k.Name], r)
	case JSONHas, JSONIs:
		r.whole = k.Kind == JSONIs && k.Value != ""
		m.members[k.Name] = append(m.members[k.Name], r)
	}
	return texts
}

// stating are the fields whose value is a statement, which the body may only
// make more particular.
var stating = []string{"x-amzn-errortype", "www-authenticate", "x-ms-error-code"}

// whereOf says which part of an answer decides f: a field that states, its
// body where it has markers there, or else its header.
func whereOf(f *Fact) Where {
	for _, k := range f.When {
		if k.Kind == HeaderHas && slices.Contains(stating, k.Name) {
			return InHeader
		}
	}
	where := Where(0)
	found := false
	for _, k := range f.When {
		var w Where
		switch k.Kind {
		case BodyHas, BodyIs, ElementHas:
			w = InText
		case ElementIs, JSONHas, JSONIs:
			w = InCode
		default:
			continue
		}
		if !found || w > where {
			where, found = w, true
		}
	}
	if found {
		return where
	}
	for _, k := range f.When {
		if (k.Kind == HeaderHas || k.Kind == HeaderIs) && k.Name != "server" && k.Name != "via" {
			return InHeader
		}
	}
	if f.Status != "" && f.Acts {
		return InStatus
	}
	return InServer
}

// seenAt words the marker that decides f.
func seenAt(f *Fact) string {
	var text string
	for _, k := range f.When {
		switch k.Kind {
		case HeaderHas, HeaderIs:
			if text == "" {
				text = "header " + k.Name
			}
		case CookieHas:
			if text == "" {
				text = "cookie " + k.Name
			}
		case BodyHas, BodyIs:
			return "body"
		case ElementHas, ElementIs:
			return "body, element " + k.Name
		case JSONHas, JSONIs:
			return "body, member " + k.Name
		}
	}
	if text == "" {
		return "status"
	}
	return text
}

// look fills s from a.
func (m *matcher) look(a *measure.Answer, s *seen) {
	for _, f := range a.Header {
		m.lookHeader(f, s)
	}
	b := a.Body
	limit := scanned
	if a.Status < 300 {
		limit = scannedSoft
	}
	b = b[:min(len(b), limit)]
	m.text.scan(b, s)
	b = trim(b)
	if len(b) <= maxExact {
		var low [maxExact]byte
		if id, ok := m.exact[string(lower(low[:0], b))]; ok {
			s.set(id)
		}
	}
	switch {
	case len(b) == 0:
	case b[0] == '{' || b[0] == '[':
		m.lookJSON(b, s)
	default:
		m.lookElements(b, s)
	}
}

const maxExact = 160

func (m *matcher) lookHeader(f measure.Field, s *seen) {
	if len(f.Name) > 64 {
		return
	}
	var low [64]byte
	name := lower(low[:0], f.Name)
	value := f.Value[:min(len(f.Value), 8<<10)]
	for _, r := range m.headers[string(name)] {
		if r.matches(value) {
			s.set(r.id)
		}
	}
	if string(name) == "set-cookie" {
		for _, r := range m.cookies {
			if len(f.Value) >= len(r.value) && equalLower(f.Value[:len(r.value)], r.value) {
				s.set(r.id)
			}
		}
	}
}

func (r rule) matches(v string) bool {
	if r.whole {
		return equalLower(v, r.value)
	}
	return containsLower(v, r.value)
}

// collect returns the facts of which every marker is in s, strongest first.
func (m *matcher) collect(status int, s *seen) []Match {
	var found []int
	for i := range m.facts {
		if m.facts[i].holds(status, s) {
			found = append(found, i)
		}
	}
	slices.SortStableFunc(found, func(x, y int) int { return m.facts[x].compare(&m.facts[y]) })
	out := make([]Match, 0, len(found))
	for _, i := range found {
		f := &m.facts[i]
		if !slices.ContainsFunc(out, f.repeats) {
			out = append(out, Match{Fact: f.Fact, Where: f.where, Seen: f.seen})
		}
	}
	return out
}

func (f *ready) holds(status int, s *seen) bool {
	if !f.Soft && status < 300 && (f.Acts || len(f.States) > 0) {
		return false
	}
	for _, id := range f.need {
		if !s.has(id) {
			return false
		}
	}
	if slices.ContainsFunc(f.avoid, s.has) {
		return false
	}
	return f.Status == "" || f.status.Has(status)
}

// compare orders the stronger fact first.
func (f *ready) compare(g *ready) int {
	return cmp.Or(
		cmp.Compare(g.rank(), f.rank()),
		cmp.Compare(g.where, f.where),
		cmp.Compare(g.strength(), f.strength()),
		cmp.Compare(len(g.need), len(f.need)), // the more particular
	)
}

// rank puts statements before likelihoods before presence, and in each the
// particular before the general.
func (f *ready) rank() int {
	rank := 0
	switch {
	case f.Acts && f.strength() == Stated:
		rank = 6
	case f.Acts:
		rank = 4
	case len(f.States) > 0:
		return 2
	case f.Role == Wrote:
		return 1
	}
	if f.General && rank > 0 {
		rank--
	}
	return rank
}

func (f *ready) strength() Strength {
	if len(f.States) == 0 {
		return 0
	}
	return f.States[0].Strength
}

// repeats reports whether the stronger match m already says what f says, or
// m is a statement of the same product and f only that product's guess.
func (f *ready) repeats(m Match) bool {
	if m.Product != f.Product {
		return false
	}
	if len(f.States) == 0 {
		return true
	}
	if len(m.States) == 0 {
		return false
	}
	return m.States[0].Cause == f.States[0].Cause || m.States[0].Strength == Stated && f.strength() < Stated && m.Product != ""
}
