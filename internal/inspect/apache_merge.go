package inspect

import (
	"path"
	"slices"
	"strings"
)

// merge applies every section that holds for a file, "" if none is served.
func (a *apache) merge(file string) {
	var held []directive // Files sections of .htaccess
	if file != "" {
		a.filename = strings.TrimSuffix(file, "/\x00")
		for _, dir := range ancestors(path.Dir(file)) {
			a.dir = dir
			a.sections([]string{"directory"}, func(d directive) bool { return !regexSection(d) && matchDir(d, dir) })
			a.options[dir] = a.state.options
			held = append(held, a.htaccess(dir)...)
			a.options[dir] = a.state.options
		}
		a.sections([]string{"directory", "directorymatch"}, func(d directive) bool {
			return (d.name == "directorymatch" || regexSection(d)) && a.matchRegex(d, path.Dir(file)+"/")
		})
		a.options[path.Dir(file)] = a.state.options
		base := path.Base(file)
		match := func(d directive) bool { return base != "\x00" && a.matchName(d, base) }
		a.sections([]string{"files", "filesmatch"}, match)
		for _, d := range held {
			if match(d) {
				a.apply(d.block)
			}
		}
	}
	a.sections([]string{"location", "locationmatch"}, a.matchLocation)
	a.branches(a.state.ifs, 0)
	a.environ(a.state.setEnv)
}

// sections applies those of the names for which match holds, in order, of the
// main server and then of the virtual host.
func (a *apache) sections(names []string, match func(directive) bool) {
	for _, scope := range a.scopes {
		for _, d := range scope {
			if slices.Contains(names, d.name) && d.open && match(d) {
				a.p.rule(d)
				a.apply(d.block)
			}
		}
	}
}

// ancestors are the directories from the root down to dir.
func ancestors(dir string) []string {
	out := []string{"/"}
	for i := 1; i < len(dir); i++ {
		if dir[i] == '/' {
			out = append(out, dir[:i])
		}
	}
	if dir != "/" {
		out = append(out, dir)
	}
	return out
}

func regexSection(d directive) bool { return len(d.args) > 0 && d.args[0] == "~" }

// matchDir reports whether a Directory section is of dir itself. Wildcards do
// not match a slash.
func matchDir(d directive, dir string) bool {
	if len(d.args) == 0 {
		return false
	}
	p := d.args[0]
	if p != "/" {
		p = strings.TrimSuffix(p, "/")
	}
	ok, err := path.Match(p, dir)
	return err == nil && ok || p == dir
}

// matchRegex matches the last argument of a section as a regular expression.
func (a *apache) matchRegex(d directive, s string) bool {
	if len(d.args) == 0 {
		return false
	}
	re, err := compile(d.args[len(d.args)-1], false)
	if err != nil {
		a.p.note("The regular expression of %s cannot be read here; the section was left out.", d.where())
		return false
	}
	return re.matches(s) || re.matches(strings.TrimSuffix(s, "/"))
}

func (a *apache) matchName(d directive, base string) bool {
	if d.name == "filesmatch" || regexSection(d) {
		return a.matchRegex(d, base)
	}
	if len(d.args) == 0 {
		return false
	}
	ok, err := path.Match(d.args[0], base)
	return err == nil && ok
}

func (a *apache) matchLocation(d directive) bool {
	switch {
	case len(d.args) == 0:
		return false
	case d.name == "locationmatch" || regexSection(d):
		return a.matchRegex(d, a.q.uri)
	case strings.ContainsAny(d.args[0], "*?["):
		ok, err := path.Match(d.args[0], a.q.uri)
		return err == nil && ok
	}
	return d.args[0] == "/" || under(d.args[0], a.q.uri) && (!strings.HasSuffix(d.args[0], "/") || strings.HasPrefix(a.q.uri, d.args[0]))
}

// mergeOptions is Options: names with + or - change what holds, names without
// replace it.
func mergeOptions(o optionSet, d directive) optionSet {
	out := optionSet{from: d}
	relative := len(d.args) > 0 && strings.ContainsAny(d.args[0][:min(1, len(d.args[0]))], "+-")
	if relative {
		out.all = slices.Clone(o.all)
	}
	for _, arg := range d.args {
		name := strings.ToLower(strings.TrimLeft(arg, "+-"))
		names := []string{name}
		if name == "all" {
			names = []string{"indexes", "followsymlinks", "execcgi", "includes"}
		}
		for _, n := range names {
			out.all = slices.DeleteFunc(out.all, func(s string) bool { return s == n })
			if !strings.HasPrefix(arg, "-") && n != "none" {
				out.all = append(out.all, n)
			}
		}
	}
	return out
}
