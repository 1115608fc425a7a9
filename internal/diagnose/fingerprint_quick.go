package diagnose

import "github.com/uptimesignal/uptimesignal/internal/measure"

// scannedSoft is how much is looked at of a body that came with a success
// status: refusals in disguise are short pages, or say it near their top.
const scannedSoft = 16 << 10

// largestSoft is the size above which a page is no refusal in disguise: the
// products' own pages are far smaller.
const largestSoft = 192 << 10

// quick looks for the markers of soft facts only.
func (m *matcher) quick(a *measure.Answer) bool {
	for _, f := range a.Header {
		for _, name := range m.softHead {
			if len(name) == len(f.Name) && equalLower(f.Name, name) {
				return true
			}
		}
	}
	b := a.Body[:min(len(a.Body), scannedSoft)]
	start := after(b, 0)
	if a.Size > largestSoft || start == len(b) || len(b) > 2048 && b[start] != '<' && b[start] != '{' && b[start] != '[' {
		return false // too large, nothing, or neither a page nor JSON nor a short text
	}
	return m.soft.found(b)
}

// softMarkers returns what Quick must look for: of each soft fact one marker,
// of its header where it has one, or the longest of its body.
func softMarkers(table []Fact) (*skipper, []string) {
	var names, texts []string
	for i := range table {
		f := &table[i]
		if !f.Soft || !f.Acts {
			continue
		}
		name, text := "", ""
		for _, k := range f.When {
			switch {
			case (k.Kind == HeaderHas || k.Kind == HeaderIs) && k.Name != "server":
				name = k.Name
			case k.Kind <= CookieHas:
			case len(k.Value) > len(text):
				text = k.Value
			}
		}
		if name != "" {
			names = append(names, name)
		} else {
			texts = append(texts, text)
		}
	}
	return newSkipper(texts), names
}

// A skipper tells whether any of its words stands in a text, and skips most of
// the text's bytes while it looks (Wu and Manber, 1994).
type skipper struct {
	words []string
	least int              // length of the shortest word
	shift [1 << 14]uint8   // by three bytes: how far the window may move
	ends  map[uint16][]int // words by the bytes that end their first `least` ones
}

// triple hashes three bytes, without heed to the case of letters.
func triple(x, y, z byte) uint16 {
	return (uint16(x&0x1f)<<9 ^ uint16(y&0x1f)<<4 ^ uint16(z&0x1f)) ^ uint16(z&0x40)>>6
}

func newSkipper(words []string) *skipper {
	k := &skipper{words: words, least: 64, ends: map[uint16][]int{}}
	for _, w := range words {
		k.least = min(k.least, len(w))
	}
	for i := range k.shift {
		k.shift[i] = uint8(k.least - 2)
	}
	for n, w := range words {
		for i := 2; i < k.least; i++ {
			p := triple(w[i-2], w[i-1], w[i])
			k.shift[p] = min(k.shift[p], uint8(k.least-1-i))
			if i == k.least-1 {
				k.ends[p] = append(k.ends[p], n)
			}
		}
	}
	return k
}

func (k *skipper) found(b []byte) bool {
	for i := k.least - 1; i >= 2 && i < len(b); {
		p := triple(b[i-2], b[i-1], b[i])
		if d := k.shift[p]; d > 0 {
			i += int(d)
			continue
		}
		start := i - k.least + 1
		for _, n := range k.ends[p] {
			w := k.words[n]
			if start+len(w) <= len(b) && equalLower(b[start:start+len(w)], w) {
				return true
			}
		}
		i++
	}
	return false
}
