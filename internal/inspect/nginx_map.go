package inspect

import (
	"net/netip"
	"slices"
	"strings"
)

// declared is a variable that the http block declares. nginx works it out once
// for a request, unless it is volatile.
func (n *nginx) declared(name string) (value, bool) {
	if v, ok := n.once[name]; ok {
		return v, true
	}
	v, ok, again := n.declares(name)
	if ok && !again {
		n.once[name] = v
	}
	return v, ok
}

// declares evaluates map, geo, split_clients, and the modules for countries.
// again is true for what is worked out anew each time.
func (n *nginx) declares(name string) (v value, ok, again bool) {
	for i := len(n.http) - 1; i >= 0; i-- {
		d := n.http[i]
		if !d.open || len(d.args) == 0 {
			continue
		}
		target := strings.TrimPrefix(d.args[len(d.args)-1], "$")
		switch {
		case d.name == "map" && len(d.args) == 2 && target == name:
			n.p.rule(d)
			return n.mapOf(d), true, len(find(d.block, "volatile")) > 0
		case d.name == "geo" && target == name:
			n.p.rule(d)
			return n.geoOf(d), true, false
		case d.name == "split_clients" && len(d.args) == 2 && target == name:
			return n.splitOf(d), true, false
		case strings.HasPrefix(d.name, "geoip2") && slices.ContainsFunc(d.block, func(e directive) bool { return e.name == "$"+name }):
			return value{on: []string{"$" + name + " (geo)"}}, true, false
		}
	}
	return value{}, false, false
}

// mapOf evaluates map (ngx_http_map_module): an exact text wins, then with
// hostnames the longest mask at the start and at the end, then the first
// regular expression in order, then the default. Case does not matter.
func (n *nginx) mapOf(d directive) value {
	source := n.expand(d.args[0])
	m := nginxMap{n: n, entries: d.block, hostnames: len(find(d.block, "hostnames")) > 0}
	out := value{known: source.known || source.unlisted, asked: source.asked, on: source.on, about: source.about}
	if out.known {
		e, groups := m.pick(source.text, source.unlisted)
		out.text, out.by = m.result(e, groups), &e
	}
	if !source.varies() {
		return out
	}
	if len(source.cases) > 0 {
		for _, c := range source.cases[:min(len(source.cases), maxCases)] {
			e, groups := m.pick(c.text, false)
			out.cases = append(out.cases, option{c.when, m.result(e, groups), e})
		}
		return out
	}
	rest := option{"", "", d}
	if e, _ := m.pick("", true); e.name == "default" {
		rest.text, rest.by = m.result(e, nil), e
	}
	for _, e := range d.block[:min(len(d.block), maxCases)] {
		switch e.name {
		case "volatile", "hostnames", "default":
		default:
			out.cases = append(out.cases, option{e.name, m.result(e, nil), e})
		}
	}
	rest.when = anyBut(out.cases)
	out.cases = append(out.cases, rest)
	return out
}

type nginxMap struct {
	n         *nginx
	entries   []directive
	hostnames bool
}

// result is the text of an entry, "" where none holds.
func (m nginxMap) result(e directive, groups []string) string {
	if len(e.args) == 0 {
		return ""
	}
	if !strings.Contains(e.args[0], "$") {
		return e.args[0]
	}
	keep := m.n.captures
	m.n.captures = groups
	v := m.n.expand(e.args[0])
	m.n.captures = keep
	return v.text
}

// pick returns the entry that holds for a text; unlisted is a text that no
// entry names.
func (m nginxMap) pick(text string, unlisted bool) (directive, []string) {
	var fallback, masked directive
	low, length := strings.ToLower(text), 0
	for _, e := range m.entries {
		key := strings.ToLower(strings.TrimPrefix(e.name, `\`))
		switch {
		case e.name == "default":
			fallback = e
		case unlisted || len(e.args) == 0 || strings.HasPrefix(e.name, "~"):
		case key == low:
			return e, nil
		case m.hostnames && strings.ContainsAny(key[:min(1, len(key))]+key[max(0, len(key)-1):], "*."):
			if rank := nameRank(key, low); rank > length {
				masked, length = e, rank
			}
		}
	}
	if length > 0 {
		return masked, nil
	}
	for _, e := range m.entries {
		p, isRegex := strings.CutPrefix(e.name, "~")
		if !isRegex || unlisted {
			continue
		}
		p, fold := strings.CutPrefix(p, "*")
		re, err := m.n.compile(p, fold)
		if err != nil {
			m.n.p.note("The regular expression of %s cannot be read here; the entry was taken not to match.", e.where())
			continue
		}
		if groups := re.match(text); groups != nil {
			for i, name := range re.names {
				if name != "" && i < len(groups) {
					m.n.set[name] = sure(groups[i])
				}
			}
			return e, groups
		}
	}
	return fallback, nil
}

// addressWords stand for $remote_addr in a sentence.
const addressWords = "the client's address"

// geoOf evaluates geo (ngx_http_geo_module): the longest network that holds the
// address, or the range.
func (n *nginx) geoOf(d directive) value {
	source := n.address()
	if len(d.args) == 2 {
		source = n.expand(d.args[0])
	} else if source.varies() {
		source.on = []string{addressWords}
	}
	if len(d.args) == 1 {
		source.about = []string{addressWords}
	}
	ranges := len(find(d.block, "ranges")) > 0
	if len(find(d.block, "proxy"))+len(find(d.block, "proxy_recursive")) > 0 {
		n.p.note("%s takes the address from X-Forwarded-For where a proxy that it names asks; --client stands for that address.", d.where())
	}
	out := value{known: source.known || source.unlisted, asked: source.asked, on: source.on, about: source.about}
	addr, err := netip.ParseAddr(source.text)
	if source.known && err != nil {
		addr = netip.AddrFrom4([4]byte{255, 255, 255, 255}) // as the module takes what is no address
	}
	if out.known {
		e := geoEntry(d.block, addr, ranges)
		if out.by = &e; len(e.args) > 0 {
			out.text = e.args[0]
		}
	}
	if !source.varies() {
		return out
	}
	other := option{"", "", d}
	if e := geoEntry(d.block, netip.Addr{}, ranges); len(e.args) > 0 {
		other.text, other.by = e.args[0], e
	}
	for _, e := range d.block[:min(len(d.block), maxCases)] {
		switch {
		case len(e.args) == 0 || slices.Contains([]string{"proxy", "delete", "default"}, e.name):
		default:
			out.cases = append(out.cases, option{e.name, e.args[0], e})
		}
	}
	other.when = anyBut(out.cases)
	out.cases = append(out.cases, other)
	return out
}

// anyBut names what none of the cases is.
func anyBut(cases []option) string {
	var names []string
	for _, c := range cases[:min(len(cases), 3)] {
		names = append(names, c.when)
	}
	switch {
	case len(cases) == 0:
		return "any"
	case len(cases) > len(names):
		names = append(names, "…")
	}
	return "any but " + strings.Join(names, ", ")
}

// geoEntry is the entry for an address, the default for the zero one.
func geoEntry(block []directive, addr netip.Addr, ranges bool) directive {
	var best directive
	bits := -1
	for _, e := range block {
		switch {
		case e.name == "default":
			if bits < 0 {
				best = e
			}
			continue
		case !addr.IsValid() || len(e.args) == 0:
			continue
		case ranges:
			from, to, _ := strings.Cut(e.name, "-")
			a, errA := netip.ParseAddr(from)
			b, errB := netip.ParseAddr(to)
			if errA == nil && errB == nil && a.Compare(addr.Unmap()) <= 0 && addr.Unmap().Compare(b) <= 0 {
				best, bits = e, 0
			}
			continue
		}
		if p, ok := parsePrefix(e.name); ok && p.Contains(addr.Unmap()) && p.Bits() >= bits {
			best, bits = e, p.Bits()
		}
	}
	return best
}

// splitOf is split_clients: one of its texts, by a hash.
func (n *nginx) splitOf(d directive) value {
	out := value{on: []string{"$" + strings.TrimPrefix(d.args[1], "$") + " (a share of the clients)"}}
	for _, e := range d.block {
		if len(e.args) > 0 {
			out.cases = append(out.cases, option{"a share of " + strings.Replace(e.name, "*", "the others", 1), e.args[0], e})
		}
	}
	return out
}
