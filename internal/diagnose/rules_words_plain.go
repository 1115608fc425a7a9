package diagnose

import "bytes"

// words appends the words of b. Apostrophes join ("don't" is "dont"); all
// else that is no letter or digit parts.
func (p *plainText) words(b []byte) {
	start := len(p.out)
	for i := 0; i < len(b); {
		c := b[i]
		switch {
		case c == '\'' || c == '`' && i > 0 && i+1 < len(b) && isLetter(b[i-1]) && isLetter(b[i+1]):
			i++
		case c == 0xe2 && i+2 < len(b) && b[i+1] == 0x80 && b[i+2] == 0x99: // ’
			i += 3
		case c == '&' || c == '\\' && i+1 < len(b):
			n, parts := entity(b[i:])
			if c == '\\' {
				n, parts = escape(b[i:])
			}
			if i += n; parts {
				p.end(&start)
			}
		case c == 'h' && address(b[i:]) > 0:
			i += address(b[i:])
			p.end(&start)
		case isLetter(c) || c >= '0' && c <= '9':
			if camel(b, i) {
				p.end(&start)
			}
			p.out = append(p.out, low(c))
			i++
		case c >= 0x80:
			i++
		default:
			if len(p.out) > start {
				p.end(&start)
			}
			i++
		}
		if len(p.out) > wordingText {
			p.full = true
			return
		}
	}
	p.end(&start)
}

// end ends a word, takes it back if it says nothing, and gives all negations
// one form.
func (p *plainText) end(start *int) {
	switch w := p.out[*start:]; {
	case idle(w):
		p.out = p.out[:*start]
	case negation(w):
		p.out = append(p.out[:*start], "not"...)
	}
	p.space()
	*start = len(p.out)
}

func negation(w []byte) bool {
	switch string(w) {
	case "isnt", "arent", "wasnt", "werent", "dont", "doesnt", "didnt", "hasnt", "havent", "cant", "cannot", "couldnt", "wont", "never", "unable":
		return true
	}
	return false
}

// idle reports whether a word may be left out without a change of sense that
// matters here.
func idle(w []byte) bool {
	switch string(w) {
	case "a", "an", "the", "is", "are", "was", "were", "be", "been", "being", "has", "have", "had", "this", "that", "these", "those",
		"your", "our", "its", "it", "for", "of", "to", "from", "with", "you", "we", "do", "does", "did", "please", "any", "as", "and", "will",
		"currently", "provided", "supplied", "specified":
		return true
	}
	return false
}

// camel reports whether a word of a name in camel case begins at i.
func camel(b []byte, i int) bool {
	if i == 0 || b[i] < 'A' || b[i] > 'Z' {
		return false
	}
	if c := b[i-1]; c >= 'a' && c <= 'z' {
		return true
	}
	return b[i-1] >= 'A' && b[i-1] <= 'Z' && i+2 < len(b) && b[i+1] >= 'a' && b[i+1] <= 'z' && b[i+2] >= 'a' && b[i+2] <= 'z'
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// entity returns the length of the character reference of HTML that b begins
// with, and whether it parts words: those of apostrophes join.
func entity(b []byte) (n int, parts bool) {
	end := bytes.IndexByte(b[:min(len(b), 10)], ';')
	if end < 0 {
		return 1, true
	}
	switch string(b[1:end]) {
	case "#39", "#039", "#x27", "#X27", "apos", "rsquo", "#8217":
		return end + 1, false
	}
	return end + 1, true
}

// escape is as entity, of an escape of a JSON string.
func escape(b []byte) (n int, parts bool) {
	if b[1] != 'u' || len(b) < 6 {
		return 2, true
	}
	s := string(b[2:6])
	return 6, s != "0027" && s != "2019"
}

// address returns the length of the address that b begins with, or 0.
func address(b []byte) int {
	if !bytes.HasPrefix(b, []byte("http://")) && !bytes.HasPrefix(b, []byte("https://")) {
		return 0
	}
	n := 8
	for n < len(b) && !isSpace(b[n]) && b[n] != '<' && b[n] != '"' && b[n] != '\\' && b[n] != ')' {
		n++
	}
	if i := bytes.LastIndex(b[:n], []byte("/problems/")); i > 0 {
		return i // the type of an RFC 9457 problem is a word of its own
	}
	if i := bytes.LastIndex(b[:n], []byte("/errors/")); i > 0 {
		return i
	}
	return n
}
