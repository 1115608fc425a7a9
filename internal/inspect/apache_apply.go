package inspect

import (
	"path"
	"slices"
	"strings"
)

// apply merges one section into the state.
func (a *apache) apply(block []directive) {
	var require, legacy []directive
	index := []string(nil)
	for _, d := range block {
		switch d.name {
		case "require", "requireall", "requireany", "requirenone":
			require = append(require, d)
		case "order", "allow", "deny":
			legacy = append(legacy, d)
		case "options":
			a.state.options = mergeOptions(a.state.options, d)
		case "directoryindex":
			index = append(index, d.args...)
		case "sethandler", "addhandler":
			a.handler(d)
		case "allowoverride":
			a.state.override = parseOverride(d.args, a.state.override.list)
		case "allowoverridelist":
			a.state.override.list = lower(d.args)
		case "authtype", "authuserfile", "authgroupfile", "satisfy", "authname", "sslrequiressl", "allowmethods", "acceptpathinfo":
			a.state.auth[d.name] = d
		case "limit", "limitexcept":
			a.limitBlock(d)
		case "if", "elseif", "else":
			a.state.ifs = append(a.state.ifs, d)
		case "redirect", "redirectmatch":
			a.state.redirects = append(a.state.redirects, d)
		case "setenvif", "setenvifnocase", "browsermatch", "browsermatchnocase", "setenvifexpr", "setenv":
			a.state.setEnv = append(a.state.setEnv, d)
		case "secruleengine":
			if len(d.args) > 0 && strings.EqualFold(d.args[0], "on") {
				a.p.note("ModSecurity is on here (%s): its rules may refuse what they take for an attack, which cannot be told here; its log names the rule.", d.where())
			}
		}
	}
	a.state.rewrite = a.state.rewrite.with(block, a.dir)
	if len(require) > 0 {
		a.state.require = require
	}
	if len(legacy) > 0 {
		a.state.legacy = legacy
	}
	if slices.Contains(index, "disabled") {
		index = []string{"\x00"}
	}
	if len(index) > 0 {
		a.state.index = index
	}
}

// limitBlock is Limit and LimitExcept. What does not decide about access holds
// for every method, wherever it stands.
func (a *apache) limitBlock(d directive) {
	block := d.block
	if a.limits(d) {
		a.mark(block, answer{is: yes, about: []string{"%{REQUEST_METHOD}"}})
	} else {
		block = slices.DeleteFunc(slices.Clone(block), func(d directive) bool {
			return strings.HasPrefix(d.name, "require") || slices.Contains([]string{"order", "allow", "deny", "satisfy"}, d.name)
		})
	}
	a.apply(block)
}

// limits reports whether Limit or LimitExcept holds for the method.
func (a *apache) limits(d directive) bool {
	return a.amongMethods(d.args) == (d.name == "limit")
}

// handler is SetHandler or AddHandler.
func (a *apache) handler(d directive) {
	if len(d.args) == 0 || d.name == "addhandler" && !slices.ContainsFunc(d.args[1:], func(s string) bool { return ext(a.filename) == "."+strings.ToLower(strings.TrimPrefix(s, ".")) }) {
		return
	}
	isCGI := strings.EqualFold(d.args[0], "cgi-script")
	a.state.handled = !strings.EqualFold(d.args[0], "none")
	a.state.cgi = isCGI || d.name == "addhandler" && a.state.cgi
}

// An override says what .htaccess may hold.
type override struct {
	all     bool
	classes []string // authconfig, fileinfo, indexes, limit, options
	soft    bool     // Nonfatal: what may not stand there is passed over
	set     bool     // AllowOverride stands somewhere
	list    []string // AllowOverrideList
}

func lower(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = strings.ToLower(s)
	}
	return out
}

func parseOverride(args, list []string) override {
	o := override{list: list, set: true}
	for _, a := range lower(args) {
		name, _, _ := strings.Cut(a, "=")
		switch name {
		case "all":
			o.all = true
		case "none":
		case "nonfatal":
			o.soft = true
		default:
			o.classes = append(o.classes, name)
		}
	}
	return o
}

// none reports whether .htaccess is not even read. Where AllowOverride stands
// nowhere, httpd 2.4 reads it, lets nothing stand in it, and answers 500.
func (o override) none() bool {
	return o.set && !o.all && len(o.classes) == 0 && !slices.ContainsFunc(o.list, func(s string) bool { return s != "none" })
}

// classOf is the class of AllowOverride that a directive needs in .htaccess
// (https://httpd.apache.org/docs/2.4/mod/overrides.html); "" for one that is
// not known here.
func classOf(name string) string {
	for _, c := range overrideClasses {
		if slices.Contains(c.names, name) {
			return c.class
		}
	}
	return ""
}

var overrideClasses = []struct {
	class string
	names []string
}{
	{"authconfig", []string{"require", "requireall", "requireany", "requirenone", "authtype", "authname", "authuserfile", "authgroupfile", "authbasicprovider", "sslrequiressl", "satisfy"}},
	{"limit", []string{"order", "allow", "deny"}},
	{"fileinfo", []string{
		"setenvif", "setenvifnocase", "browsermatch", "browsermatchnocase", "rewriteengine", "rewritebase", "rewritecond", "rewriterule", "redirect", "redirectmatch",
		"errordocument", "sethandler", "addhandler", "addtype", "forcetype", "header", "requestheader", "acceptpathinfo", "setenv", "unsetenv",
	}},
	{"indexes", []string{"directoryindex", "indexoptions", "indexignore", "expiresactive", "expiresdefault", "expiresbytype"}},
	{"options", []string{"options", "xbithack"}},
}

// may reports whether a directive may stand in .htaccess.
func (o override) may(name string) bool {
	class := classOf(name)
	return o.all || class == "" || slices.Contains(o.classes, class) || slices.Contains(o.list, name)
}

// htaccess applies the .htaccess of dir, where AllowOverride lets it, and
// returns the sections in it that hold for files.
func (a *apache) htaccess(dir string) []directive {
	o := a.state.override
	if o.none() {
		return nil
	}
	name := ".htaccess"
	if d, ok := a.lastOf("accessfilename"); ok && len(d.args) > 0 {
		name = d.args[0]
	}
	file := path.Join(dir, name)
	if !slices.Contains(a.p.htaccess, file) {
		a.p.htaccess = append(a.p.htaccess, file)
	}
	if _, err := a.v.read(file); err != nil {
		return nil // not there, or it is for the walk to say
	}
	lines, err := a.c.file(file, 0)
	if err != nil {
		a.p.note("%s cannot be read here: its syntax is wrong, and the server answers 500 below it.", file)
		return nil
	}
	if bad, ok := forbidden(lines, o); ok {
		if !o.soft {
			f := a.deny(bad, "app/error", "AllowOverride does not let `"+bad.word+"` stand in .htaccess: everything below is answered with 500.", phaseMap)
			f.Mend = append([]Mend{{"Let AllowOverride for " + dir + " hold " + className(bad.name) + ", or take the line out, then:", apacheReload}}, f.Mend...)
			return nil
		}
		lines = slices.DeleteFunc(lines, func(d directive) bool { return !o.may(d.name) })
	}
	a.apply(lines)
	var out []directive
	for _, d := range lines {
		if d.name == "files" || d.name == "filesmatch" {
			out = append(out, d)
		}
	}
	return out
}

// forbidden is the first directive that may not stand in .htaccess.
func forbidden(lines []directive, o override) (directive, bool) {
	for _, d := range lines {
		if !o.may(d.name) {
			return d, true
		}
		if bad, ok := forbidden(d.block, o); ok {
			return bad, true
		}
	}
	return directive{}, false
}

// className is a class as AllowOverride writes it.
func className(directive string) string {
	return map[string]string{"authconfig": "AuthConfig", "limit": "Limit", "fileinfo": "FileInfo", "indexes": "Indexes", "options": "Options"}[classOf(directive)]
}
