package inspect

import (
	"path"
	"regexp"
	"strconv"
	"strings"
)

// variable returns what a variable of nginx holds for the request, with its
// name as what it depends on where it varies.
func (n *nginx) variable(name string) value {
	if n.deep > maxDepth {
		return value{}
	}
	n.deep++
	defer func() { n.deep-- }()
	v, ok := n.set[name]
	if !ok && name == "invalid_referer" {
		if v, ok = n.once[name]; !ok { // worked out where it is asked first
			v, ok = n.invalidReferer(), true
			n.once[name] = v
		}
	}
	if !ok {
		if v, ok = n.declared(name); !ok {
			v = n.builtin(name)
		}
	}
	if v.varies() && len(v.on) == 0 {
		v.on = []string{"$" + name}
	}
	v.about = union(v.about, []string{"$" + name})
	return v
}

func (n *nginx) builtin(name string) value {
	switch name {
	case "uri", "document_uri":
		return sure(n.uri)
	case "request_uri":
		return sure(n.q.raw + question(n.q.args) + n.q.args)
	case "args", "query_string":
		return sure(n.q.args)
	case "is_args":
		return sure(question(n.q.args))
	case "request_method":
		return value{text: n.q.verb(), known: true, asked: n.q.method == ""}
	case "request":
		return value{}
	case "scheme":
		return sure(n.q.scheme)
	case "host":
		return sure(n.q.host)
	case "server_name":
		return sure(firstName(n.server))
	case "https":
		return sure(map[bool]string{true: "on"}[n.q.scheme == "https"])
	case "server_port":
		return sure(itoa(int(n.q.port)))
	case "remote_addr", "binary_remote_addr", "realip_remote_addr":
		return n.address()
	case "document_root", "realpath_root":
		return n.expand(n.root())
	case "request_filename":
		return value{text: n.file(), known: n.file() != ""}
	case "secure_link":
		return n.secureLink()
	case "secure_link_expires":
		return n.linkPart(1)
	}
	return n.named(name)
}

func question(args string) string {
	if args == "" {
		return ""
	}
	return "?"
}

// address is the client's: if it was not given, one that no list names.
func (n *nginx) address() value {
	if n.q.client.IsValid() {
		return sure(n.q.client.Unmap().String())
	}
	return value{unlisted: true, asked: true}
}

// firstName is the first name of a server block.
func firstName(s directive) string {
	for _, d := range find(s.block, "server_name") {
		if len(d.args) > 0 {
			return strings.TrimPrefix(d.args[0], ".")
		}
	}
	return ""
}

// named is a variable whose name has a part that varies, or a captured text.
func (n *nginx) named(name string) value {
	if arg, ok := strings.CutPrefix(name, "arg_"); ok {
		return sure(n.q.arg(arg))
	}
	if c, ok := strings.CutPrefix(name, "cookie_"); ok {
		return n.q.cookie(c)
	}
	if h, ok := strings.CutPrefix(name, "http_"); ok {
		return n.q.header(strings.ReplaceAll(h, "_", "-"))
	}
	if name == "remote_user" {
		return n.q.user()
	}
	if strings.HasPrefix(name, "ssl_client_") {
		return value{known: true, asked: true}
	}
	if i, err := strconv.Atoi(name); err == nil {
		if i < len(n.captures) {
			return sure(n.captures[i])
		}
		return sure("")
	}
	return value{}
}

// captured keeps the groups of a match, those with a name as variables.
func (n *nginx) captured(re *pattern, groups []string) {
	n.captures = groups
	for i, name := range re.names {
		if name != "" && i < len(groups) {
			n.set[name] = sure(groups[i])
		}
	}
}

var variableName = regexp.MustCompile(`\$\{(\w+)\}|\$(\w+)`)

// expand puts variables into a text. The result is known if all of them are;
// it has cases if one of them alone has.
func (n *nginx) expand(s string) value {
	if !strings.Contains(s, "$") {
		return sure(s)
	}
	out := value{known: true}
	var varying []string
	vars := map[string]value{}
	for _, ref := range variableName.FindAllString(s, -1) {
		name := strings.Trim(ref, "${}")
		if _, seen := vars[name]; seen {
			continue
		}
		v := n.variable(name)
		vars[name] = v
		out.known, out.asked = out.known && v.known, out.asked || v.asked
		out.on, out.about, out.unlisted = union(out.on, v.on), union(out.about, v.about), out.unlisted || v.unlisted
		if v.varies() {
			varying = append(varying, name)
		}
		if s == ref {
			return v
		}
	}
	text, ok := filled(s, vars)
	out.text, out.known, out.unlisted = text, out.known && ok, out.unlisted && ok
	if len(varying) == 1 {
		one := vars[varying[0]]
		for _, c := range one.cases {
			vars[varying[0]] = sure(c.text)
			if t, ok := filled(s, vars); ok {
				out.cases = append(out.cases, option{c.when, t, c.by})
			}
		}
	}
	return out
}

// filled puts variables into a text, which may not grow without end.
func filled(s string, vars map[string]value) (string, bool) {
	size := 0
	text := variableName.ReplaceAllStringFunc(s, func(ref string) string {
		t := vars[strings.Trim(ref, "${}")].text
		size += len(t)
		if size > maxText {
			return ""
		}
		return t
	})
	return text, size <= maxText
}

// root is the text of root, which is relative to the prefix.
func (n *nginx) root() string {
	r := n.word("root", "html")
	if !path.IsAbs(r) && !strings.HasPrefix(r, "$") {
		r = path.Join(n.prefix, r)
	}
	return r
}

// assign is set, here or within an if whose condition has the answer under.
func (n *nginx) assign(d directive, under answer) {
	if len(d.args) != 2 {
		return
	}
	name, v := strings.TrimPrefix(d.args[0], "$"), n.expand(d.args[1])
	old, ok := n.set[name]
	if !ok {
		old = sure("")
	}
	if !under.never() {
		n.set[name] = assigned(old, v, under, d)
	}
}
