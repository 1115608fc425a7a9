package diagnose

import "bytes"

// A pattern is a lower-case text to find, and the marker that it fulfils.
type pattern struct {
	text string
	id   int
}

// An automaton finds all its patterns in one pass, without heed to the case
// of ASCII letters (Aho and Corasick, 1975). It is never written after
// newAutomaton.
type automaton struct {
	class   [256]uint8 // of a byte; 0 is every byte that no pattern holds
	classes int
	next    []uint16 // state*classes + class → state
	out     [][]int  // the markers that end in a state
}

func newAutomaton(patterns []pattern) *automaton {
	a := &automaton{classes: 1}
	for _, p := range patterns {
		for i := range len(p.text) {
			if c := p.text[i]; a.class[c] == 0 {
				a.class[c] = uint8(a.classes)
				a.classes++
			}
		}
	}
	for c := 'A'; c <= 'Z'; c++ {
		a.class[c] = a.class[c+'a'-'A']
	}
	a.grow()
	for _, p := range patterns {
		a.insert(p)
	}
	a.link()
	return a
}

// grow adds a state. State 0 is the root, and stands for "none" while the
// trie is built: nothing leads back to the root then.
func (a *automaton) grow() uint16 {
	s := len(a.out)
	a.out = append(a.out, nil)
	a.next = append(a.next, make([]uint16, a.classes)...)
	return uint16(s) // a test keeps the tables below 65,536 states
}

func (a *automaton) insert(p pattern) {
	s := uint16(0)
	for i := range len(p.text) {
		at := int(s)*a.classes + int(a.class[p.text[i]])
		if a.next[at] == 0 {
			n := a.grow()
			a.next[at] = n
		}
		s = a.next[at]
	}
	a.out[s] = append(a.out[s], p.id)
}

// link turns the trie into an automaton without failure links: every missing
// edge leads where the longest proper suffix would lead.
func (a *automaton) link() {
	fail := make([]uint16, len(a.out))
	var queue []uint16
	for c := range a.classes {
		if n := a.next[c]; n != 0 {
			queue = append(queue, n)
		}
	}
	for len(queue) > 0 {
		s := queue[0]
		queue = queue[1:]
		a.out[s] = append(a.out[s], a.out[fail[s]]...)
		for c := range a.classes {
			at := int(s)*a.classes + c
			back := a.next[int(fail[s])*a.classes+c]
			if n := a.next[at]; n != 0 {
				fail[n] = back
				queue = append(queue, n)
			} else {
				a.next[at] = back
			}
		}
	}
}

func (a *automaton) scan(b []byte, s *seen) {
	state := uint16(0)
	for _, c := range b {
		state = a.next[int(state)*a.classes+int(a.class[c])]
		if out := a.out[state]; out != nil {
			for _, id := range out {
				s.set(id)
			}
		}
	}
}

// lookElements finds <name>text</name> in XML and HTML, attributes or not.
// Only text that follows the tag at once counts.
func (m *matcher) lookElements(b []byte, s *seen) {
	for {
		i := bytes.IndexByte(b, '<')
		if i < 0 {
			return
		}
		b = b[i+1:]
		n := 0
		for n < len(b) && n < 64 && isName(b[n]) {
			n++
		}
		if n == 0 {
			continue
		}
		var low [64]byte
		rules := m.elements[string(lower(low[:0], b[:n]))]
		if rules == nil {
			continue
		}
		end := bytes.IndexByte(b[:min(len(b), maxTag)], '>')
		if end < 0 {
			continue
		}
		text := b[end+1:]
		if stop := bytes.IndexByte(text, '<'); stop >= 0 {
			text = text[:stop]
		}
		match(rules, trim(text), s)
	}
}

// maxTag bounds a tag with its attributes, so that a body of half-open tags
// takes no longer than another.
const maxTag = 1024

// lookJSON finds members with a scalar value, or an array of scalars, at any
// depth. It does not mind whether the whole is valid.
func (m *matcher) lookJSON(b []byte, s *seen) {
	var rules []rule
	for i := 0; i < len(b); {
		switch c := b[i]; {
		case c == '"':
			text, n := jsonString(b[i:])
			i += n
			if next := after(b, i); next < len(b) && b[next] == ':' {
				i = next + 1
				rules = nil
				if len(text) <= 64 {
					var low [64]byte
					rules = m.members[string(lower(low[:0], text))]
					match(rules, nil, s) // those that ask for presence
				}
				break
			}
			match(rules, text, s)
		case c == '-' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z':
			n := i + 1
			for n < len(b) && (isName(b[n]) || b[n] == '.' || b[n] == '+') {
				n++
			}
			match(rules, b[i:n], s)
			i = n
		case c == '}' || c == '{':
			rules = nil
			i++
		default:
			i++
		}
	}
}

// jsonString returns the text between the quotes that b begins with, escapes
// as they stand, and its length with the quotes.
func jsonString(b []byte) (text []byte, n int) {
	for n = 1; n < len(b); n++ {
		switch b[n] {
		case '\\':
			n++
		case '"':
			return b[1:n], n + 1
		}
	}
	return b[1:], len(b)
}

func after(b []byte, i int) int {
	for i < len(b) && isSpace(b[i]) {
		i++
	}
	return i
}

// maxValue bounds what is compared of one value.
const maxValue = 1024

func match(rules []rule, v []byte, s *seen) {
	if len(v) > maxValue {
		v = v[:maxValue]
	}
	for _, r := range rules {
		if r.whole && equalLower(v, r.value) || !r.whole && containsLower(v, r.value) {
			s.set(r.id)
		}
	}
}

func isName(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == ':'
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

// trim cuts white space, and a byte order mark, off the ends of b.
func trim(b []byte) []byte {
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	for len(b) > 0 && isSpace(b[0]) {
		b = b[1:]
	}
	for len(b) > 0 && isSpace(b[len(b)-1]) {
		b = b[:len(b)-1]
	}
	return b
}

func low(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// lower appends b in lower case to dst.
func lower[T string | []byte](dst []byte, b T) []byte {
	for i := range len(b) {
		dst = append(dst, low(b[i]))
	}
	return dst
}

// equalLower reports whether v is want, which is in lower case.
func equalLower[T string | []byte](v T, want string) bool {
	if len(v) != len(want) {
		return false
	}
	for i := range len(v) {
		if low(v[i]) != want[i] {
			return false
		}
	}
	return true
}

// containsLower reports whether v holds want, which is in lower case.
func containsLower[T string | []byte](v T, want string) bool { return indexLower(v, want) >= 0 }

// indexLower returns where want, which is in lower case, first stands in v, or -1.
func indexLower[T string | []byte](v T, want string) int {
	for i := 0; i+len(want) <= len(v); i++ {
		if len(want) > 0 && low(v[i]) != want[0] {
			continue
		}
		if equalLower(v[i:i+len(want)], want) {
			return i
		}
	}
	return -1
}
