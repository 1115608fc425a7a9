package inspect

import (
	"net/netip"
	"path"
	"slices"
	"strings"
)

// matcher answers the matcher of a directive (caddyserver.com/docs/caddyfile/matchers),
// and returns its other arguments.
func (c *caddy) matcher(d directive, named []directive) (answer, []string) {
	if len(d.args) == 0 {
		return answer{is: yes}, nil
	}
	switch first := d.args[0]; {
	case first == "*":
		return answer{is: yes}, d.args[1:]
	case strings.HasPrefix(first, "/"):
		return c.one(directive{name: "path", args: d.args[:1]}), d.args[1:]
	case strings.HasPrefix(first, "@"):
		for _, m := range slices.Concat(named, c.matchers) {
			if m.name == first {
				return c.set(m), d.args[1:]
			}
		}
		return answer{is: maybe}, d.args[1:]
	}
	return answer{is: yes}, d.args
}

// set is a named matcher: on one line, or a block of them that must all hold.
func (c *caddy) set(m directive) answer {
	if !m.open {
		if len(m.args) == 0 {
			return answer{is: maybe}
		}
		return c.one(directive{name: m.args[0], args: m.args[1:]})
	}
	if len(m.args) > 0 { // @name not { … }
		return c.one(directive{name: m.args[0], args: m.args[1:], block: m.block, open: true})
	}
	return c.together(m.block)
}

// together joins matchers: those of one kind are alternatives, but for not.
func (c *caddy) together(block []directive) answer {
	all := answer{is: yes}
	var kinds []string
	alternatives := map[string]answer{}
	for _, d := range block {
		kind := d.name
		switch {
		case kind == "not" || kind == "expression":
			all = all.and(c.one(d))
			continue
		case kind == "header" && len(d.args) > 0:
			kind += " " + strings.ToLower(strings.TrimPrefix(d.args[0], "!"))
		}
		if !slices.Contains(kinds, kind) {
			kinds = append(kinds, kind)
		}
		alternatives[kind] = alternatives[kind].or(c.one(d))
	}
	for _, kind := range kinds {
		all = all.and(alternatives[kind])
	}
	return all
}

// one is one matcher.
func (c *caddy) one(d directive) answer {
	switch d.name {
	case "not":
		a := answer{}
		if d.open {
			a = c.together(d.block)
		} else if len(d.args) > 0 {
			a = c.one(directive{name: d.args[0], args: d.args[1:]})
		}
		if slices.Contains(a.about, "%{REMOTE_ADDR}") {
			a.about = union(a.about, []string{notListed})
		}
		return a.not()
	case "path":
		return answer{is: truthOf(slices.ContainsFunc(d.args, func(p string) bool { return caddyPath(p, c.uri) }))}
	case "path_regexp":
		return c.regex(sure(c.uri), d, 0, "%{REQUEST_URI}")
	case "host":
		return answer{is: truthOf(slices.ContainsFunc(d.args, func(h string) bool { return caddyHost(h, c.q.host) > 0 }))}
	case "method":
		v := value{text: c.q.verb(), known: true, asked: c.q.method == ""}
		return c.listed(v, "%{REQUEST_METHOD}", d.args)
	case "protocol":
		return answer{is: truthOf(len(d.args) > 0 && d.args[0] == c.q.scheme), about: []string{"%{HTTPS}"}}
	case "remote_ip", "client_ip":
		return c.address(d.args)
	case "query":
		return answer{is: truthOf(slices.ContainsFunc(d.args, c.query)), about: []string{"%{QUERY_STRING}"}}
	case "header":
		return c.header(d.args)
	case "header_regexp":
		skip := max(len(d.args)-2, 0)
		if skip >= len(d.args) {
			return answer{is: maybe}
		}
		field := strings.ToLower(d.args[skip])
		return c.regex(c.q.header(field), d, skip+1, fieldName(field))
	}
	return answer{is: maybe, on: []string{"the matcher " + d.name}}
}

// caddyPath matches a path, whatever the case; * stands at an end for all that
// follows or comes before.
func caddyPath(p, uri string) bool {
	p, uri = strings.ToLower(p), strings.ToLower(uri)
	inner := strings.Trim(p, "*")
	switch front, back := strings.HasPrefix(p, "*"), strings.HasSuffix(p, "*"); {
	case strings.Contains(inner, "*"):
		ok, err := path.Match(p, uri)
		return err == nil && ok
	case front && back:
		return strings.Contains(uri, inner)
	case front:
		return strings.HasSuffix(uri, inner)
	case back:
		return strings.HasPrefix(uri, inner)
	}
	return p == uri
}

// caddyHost is how well a host fits; 0 is not at all. * is one label.
func caddyHost(h, host string) int {
	h = strings.ToLower(h)
	switch {
	case h == host:
		return 3
	case strings.HasPrefix(h, "*."):
		if label, rest, ok := strings.Cut(host, "."); ok && label != "" && rest == h[2:] {
			return 2
		}
	case h == "" || h == "*":
		return 1
	}
	return 0
}

func (c *caddy) listed(v value, name string, list []string) answer {
	if v.varies() {
		v.on = []string{name}
	}
	v.about = []string{name}
	return v.test(func(s string) bool {
		return slices.ContainsFunc(list, func(l string) bool { return strings.EqualFold(l, s) })
	}, strings.Join(list, ", "))
}

func (c *caddy) regex(v value, d directive, at int, name string) answer {
	if name == "%{REQUEST_URI}" {
		at = len(d.args) - 1
	}
	if v.varies() {
		v.on = []string{name}
	}
	if v.about = []string{name}; at < 0 || at >= len(d.args) {
		return answer{is: maybe}
	}
	re, err := compile(d.args[at], false)
	if err != nil {
		return answer{is: maybe, on: v.on, about: v.about}
	}
	return v.test(re.matches, "~ "+d.args[at])
}

// privateRanges are what private_ranges stands for.
var privateRanges = []string{"192.168.0.0/16", "172.16.0.0/12", "10.0.0.0/8", "127.0.0.1/8", "fd00::/8", "::1"}

func (c *caddy) address(list []string) answer {
	const name = "%{REMOTE_ADDR}"
	v := value{unlisted: true, asked: true, on: []string{name}}
	if c.q.client.IsValid() {
		v = sure(c.q.client.Unmap().String())
	}
	v.about = []string{name}
	out := answer{about: v.about}
	for _, s := range list {
		nets := []string{s}
		if s == "private_ranges" {
			nets = privateRanges
		}
		for _, n := range nets {
			p, ok := parsePrefix(n)
			out = out.or(v.test(func(t string) bool {
				a, err := netip.ParseAddr(t)
				return ok && err == nil && p.Contains(a)
			}, n))
		}
	}
	return out
}

func (c *caddy) query(pair string) bool {
	name, want, _ := strings.Cut(pair, "=")
	for p := range strings.SplitSeq(c.q.args, "&") {
		if k, v, _ := strings.Cut(p, "="); k == name && (want == "*" || v == want) {
			return true
		}
	}
	return false
}

// header is a field with a text, whose ends may be *; !NAME is its absence.
func (c *caddy) header(args []string) answer {
	if len(args) == 0 {
		return answer{is: maybe}
	}
	field, absent := strings.CutPrefix(args[0], "!")
	field = strings.ToLower(field)
	v := c.q.header(field)
	if v.varies() {
		v.on = []string{fieldName(field)}
	}
	v.about = []string{fieldName(field)}
	if absent {
		return v.test(func(s string) bool { return s == "" }, "none")
	}
	want := strings.Join(args[1:], " ")
	return v.test(func(s string) bool {
		if want == "" || want == "*" {
			return s != ""
		}
		front, back := strings.HasPrefix(want, "*"), strings.HasSuffix(want, "*")
		inner := strings.Trim(want, "*")
		switch {
		case front && back:
			return strings.Contains(s, inner)
		case front:
			return strings.HasSuffix(s, inner)
		case back:
			return strings.HasPrefix(s, inner)
		}
		return s == want
	}, want)
}
