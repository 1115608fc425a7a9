package diagnose

import (
	"bytes"
	"slices"
	"strings"
	"sync"
)

// A topic is something that people speak of in the message of an error,
// whatever words and form they choose for it. Every topic has its phrases in
// topicPhrases.
type topic uint8

// A topicSet is a set of topics.
type topicSet [2]uint64

func (s *topicSet) set(t topic)      { s[t/64] |= 1 << (t % 64) }
func (s *topicSet) has(t topic) bool { return s[t/64]&(1<<(t%64)) != 0 }

// A wording is what the message of an answer speaks of, once it was read.
type wording struct {
	read   bool
	topics topicSet
}

// Bounds of a message: a longer text is a page of the site, whose words are
// about other things.
const (
	wordingRaw  = 16 << 10 // bytes that are looked at
	wordingText = 2400     // bytes of text that they may hold
)

// speaks reports whether the message of the answer speaks of one of ts. An
// answer that a product's own table explains is not read.
func (f *features) speaks(ts ...topic) bool {
	w := &f.ans.wording
	if !w.read {
		w.read = true
		if f.ans.Answer != nil && f.ans.status >= 400 && !f.stockPage() && !f.documented() {
			readTopics(f.ans.Answer.Body, f.ans.reasons(), &w.topics)
		}
	}
	return slices.ContainsFunc(ts, w.topics.has)
}

// stockPage reports whether the words are those of a program's own page, which
// are the same for every reason. What a store says in its XML is not.
func (f *features) stockPage() bool {
	return f.ans.stock && (f.fileServer() || !f.ans.structured && f.ans.program != storeProgram && f.ans.program != appProgram && !f.ans.program.unlisted())
}

// reasons are the words of the status line, where they are the server's own,
// and the values of the header fields that give a reason in words.
func (a *answerFeatures) reasons() []string {
	var out []string
	if a.Reason != "" {
		out = append(out, a.Reason)
	}
	for _, h := range a.Header {
		n := h.Name
		if containsLower(n, "error") || containsLower(n, "reason") || containsLower(n, "message") || containsLower(n, "denied") {
			out = append(out, h.Value)
		}
		if strings.EqualFold(n, "WWW-Authenticate") && prose(h.Value) {
			out = append(out, h.Value)
		}
	}
	for i := range a.challenges {
		if d := a.challenges[i].desc; d != "" {
			out = append(out, d)
		}
	}
	return out
}

// readTopics finds the topics of a body and of further texts.
func readTopics(body []byte, more []string, s *topicSet) {
	var buf [wordingText + 128]byte
	p := plainText{out: buf[:0]}
	p.space()
	p.message(trim(body[:min(len(body), wordingRaw)]))
	if p.page && (p.full || len(body) > wordingRaw) {
		p.out = p.out[:1] // a page of the site: only its fields are read
	}
	p.space()
	phrases().topics(p.out, s)
	p.out, p.full = p.out[:1], false
	for _, m := range more {
		p.space()
		p.words([]byte(m[:min(len(m), 300)]))
	}
	p.space()
	phrases().topics(p.out, s)
	if s.has(aStock) {
		*s = topicSet{}
	}
}

// A phraseBook finds the phrases of all topics in one pass.
type phraseBook struct {
	*automaton
	topicOf []topic
	length  []int
	negates []bool // the phrase begins with a negation itself
}

var phrases = sync.OnceValue(func() *phraseBook {
	b := &phraseBook{}
	var ps []pattern
	for _, t := range topicPhrases {
		for _, w := range t.phrases {
			prefix := false
			if w[len(w)-1] == '*' {
				prefix, w = true, w[:len(w)-1]
			}
			p := plainText{}
			p.space()
			p.words([]byte(w))
			text := string(p.out)
			if prefix {
				text = text[:len(text)-1]
			}
			ps = append(ps, pattern{text, len(b.topicOf)})
			b.topicOf = append(b.topicOf, t.topic)
			b.length = append(b.length, len(text))
			b.negates = append(b.negates, bytes.HasPrefix(p.out, []byte(" not ")) || bytes.HasPrefix(p.out, []byte(" no ")))
		}
	}
	b.automaton = newAutomaton(ps)
	return b
})

// topics sets the topics of the phrases in text, which plainText wrote. A
// phrase behind "not" says the contrary and does not count.
func (b *phraseBook) topics(text []byte, s *topicSet) {
	state := uint16(0)
	for i, c := range text {
		state = b.next[int(state)*b.classes+int(b.class[c])]
		for _, id := range b.out[state] {
			before := text[:i+1-b.length[id]]
			if b.negates[id] || !bytes.HasSuffix(before, []byte(" not")) {
				s.set(b.topicOf[id])
			}
		}
	}
}

// plainText writes a message as words in lower case with one space between
// them: what stands between tags, or in the strings of JSON, names in camel
// case and with underscores taken apart, words that carry no sense left out.
type plainText struct {
	out  []byte
	full bool
	page bool // it is no JSON
}

func (p *plainText) space() {
	if n := len(p.out); n == 0 || p.out[n-1] != ' ' {
		p.out = append(p.out, ' ')
	}
}

// message reads a body by its form.
func (p *plainText) message(b []byte) {
	switch {
	case len(b) == 0:
	case b[0] == '{' || b[0] == '[' && bytes.IndexByte(b, '"') > 0 || b[0] == '"':
		p.json(b)
	case b[0] == '<':
		p.page = true
		p.markup(b)
	default:
		p.page = true
		p.words(b)
	}
}

// json reads the strings of a JSON document, but for those that are addresses
// or names of things.
func (p *plainText) json(b []byte) {
	skip := false
	for i := 0; i < len(b) && !p.full; {
		if b[i] != '"' {
			i++
			continue
		}
		s, n := jsonString(b[i:])
		i += n
		if next := after(b, i); next < len(b) && b[next] == ':' {
			i = next + 1
			skip = aside(s)
			continue
		}
		if !skip {
			p.space()
			p.words(s)
		}
	}
}

// asides are the names of members and elements that hold no message: names,
// addresses, paths and what the caller sent.
var asides = []string{"documentation_url", "doc_url", "docs", "help", "href", "link", "links", "url", "uri", "path", "instance", "more_info", "moreinfo", "helpurl",
	"stack", "trace", "stacktrace", "request_id", "requestid", "hostid", "key", "resource", "bucketname", "stringtosign", "canonicalrequest", "resourcetype", "method", "service",
	"domain", "consumer", "@type", "location", "locationtype", "target", "product_name", "referenceerrorcode", "style", "script", "svg", "head", "contact", "email"}

func aside(name []byte) bool {
	if len(name) > 20 {
		return false
	}
	for _, a := range asides {
		if equalLower(name, a) {
			return true
		}
	}
	return false
}

// markup reads the text of HTML and XML, but for scripts, styles and what is
// aside.
func (p *plainText) markup(b []byte) {
	for len(b) > 0 && !p.full {
		i := bytes.IndexByte(b, '<')
		if i < 0 {
			i = len(b)
		}
		p.words(b[:i])
		b = b[i:]
		if len(b) == 0 {
			return
		}
		if bytes.HasPrefix(b, []byte("<!--")) {
			_, b, _ = bytes.Cut(b[4:], []byte("-->"))
			continue
		}
		n := 1
		for n < len(b) && isName(b[n]) {
			n++
		}
		name := b[1:n]
		end := bytes.IndexByte(b, '>')
		if end < 0 {
			return
		}
		empty := b[end-1] == '/' || equalLower(name, "link") // an element without content (HTML section 13.1.2)
		b = b[end+1:]
		p.space()
		switch {
		case equalLower(name, "head"):
			b = p.title(b)
		case len(name) > 0 && !empty && aside(name):
			rest := pastEnd(b, name)
			if len(rest) == len(b) && (equalLower(name, "script") || equalLower(name, "style")) {
				return // no element ends within them
			}
			b = rest
		}
	}
}

// title reads the title in a head, and returns what stands behind the head. A
// head need not be closed (HTML section 13.1.2.4): it ends where the body
// begins, or else behind the title.
func (p *plainText) title(b []byte) []byte {
	rest := pastEnd(b, []byte("head"))
	if len(rest) == len(b) {
		rest = b[max(0, indexLower(b, "<body")):]
	}
	head, closed := b[:len(b)-len(rest)], len(rest) < len(b)
	if !closed {
		head = b
	}
	for {
		i := bytes.IndexByte(head, '<')
		if i < 0 {
			return rest
		}
		head = head[i+1:]
		if len(head) > 6 && equalLower(head[:6], "title>") {
			text, _, _ := bytes.Cut(head[6:], []byte("<"))
			p.words(text)
			p.space()
			if !closed {
				return head[6+len(text):]
			}
			return rest
		}
	}
}

// pastEnd cuts b behind the end tag of name. Without one it leaves b whole:
// the element was empty, or is not closed.
func pastEnd(b, name []byte) []byte {
	rest := b
	for {
		i := bytes.Index(rest, []byte("</"))
		if i < 0 {
			return b
		}
		rest = rest[i+2:]
		if len(rest) >= len(name) && bytes.EqualFold(rest[:len(name)], name) && (len(rest) == len(name) || !isName(rest[len(name)])) {
			return rest[len(name):]
		}
	}
}
