package inspect

import (
	"path"
	"slices"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
)

// fieldVariables are variables of Apache httpd for a field of the request.
var fieldVariables = map[string]string{
	"HTTP_USER_AGENT": "user-agent", "HTTP_REFERER": "referer", "HTTP_COOKIE": "cookie", "HTTP_FORWARDED": "forwarded",
	"HTTP_HOST": "host", "HTTP_ACCEPT": "accept", "HTTP_PROXY_CONNECTION": "proxy-connection",
}

// variable is %{NAME} of mod_rewrite and of expressions.
func (a *apache) variable(name string) value {
	v := a.lookup(name)
	about := "%{" + strings.ToUpper(name) + "}"
	if field, ok := fieldOf(name); ok {
		about = fieldName(field)
	}
	if v.varies() && len(v.on) == 0 {
		v.on = []string{about}
	}
	v.about = union(v.about, []string{about})
	return v
}

// fieldOf is the field of the request that a variable stands for.
func fieldOf(name string) (string, bool) {
	up := strings.ToUpper(name)
	if field, ok := fieldVariables[up]; ok {
		return field, true
	}
	for _, form := range []string{"HTTP:", "REQ:", "REQ_NOVARY:"} {
		if field, ok := strings.CutPrefix(up, form); ok {
			return strings.ToLower(strings.TrimSpace(field)), true
		}
	}
	return "", false
}

// fieldName is how a field of the request is shown.
func fieldName(field string) string {
	for name, f := range fieldVariables {
		if f == field {
			return "%{" + name + "}"
		}
	}
	return "%{HTTP:" + field + "}"
}

func (a *apache) lookup(name string) value {
	if field, ok := fieldOf(name); ok {
		return a.q.header(field)
	}
	up := strings.ToUpper(name)
	if env, ok := strings.CutPrefix(up, "ENV:"); ok {
		return a.variableOfEnv(name[len(name)-len(env):])
	}
	switch up {
	case "REQUEST_METHOD":
		return value{text: a.q.verb(), known: true, asked: a.q.method == ""}
	case "REQUEST_SCHEME":
		return sure(a.q.scheme)
	case "REQUEST_URI", "DOCUMENT_URI":
		return sure(a.q.uri)
	case "QUERY_STRING":
		return sure(a.q.args)
	case "THE_REQUEST":
		return value{text: a.q.verb() + " " + a.q.raw + question(a.q.args) + a.q.args + " HTTP/1.1", known: true}
	case "SERVER_NAME":
		return sure(a.q.host)
	case "SERVER_PORT":
		return sure(itoa(int(a.q.port)))
	case "HTTPS":
		return sure(map[bool]string{true: "on", false: "off"}[a.q.scheme == "https"])
	case "REMOTE_ADDR", "CONN_REMOTE_ADDR", "REMOTE_HOST":
		if a.q.client.IsValid() && up != "REMOTE_HOST" {
			return sure(a.q.client.Unmap().String())
		}
		return value{unlisted: !a.q.client.IsValid(), asked: true}
	case "DOCUMENT_ROOT", "CONTEXT_DOCUMENT_ROOT":
		return sure(a.documentRoot())
	case "REQUEST_FILENAME", "SCRIPT_FILENAME":
		if a.filename != "" {
			return sure(a.filename)
		}
		return sure(a.q.uri)
	case "PATH_INFO", "IS_SUBREQ":
		return sure("")
	case "REMOTE_USER":
		return value{known: true, asked: true}
	}
	return value{}
}

func (a *apache) documentRoot() string {
	if d, ok := a.lastOf("documentroot"); ok && len(d.args) > 0 {
		return a.c.abs(d.args[0])
	}
	return a.c.abs("htdocs")
}

// variableOfEnv is a variable that SetEnvIf or a rewrite set. What neither sets
// is empty, unless it looks like one that a module for countries sets.
func (a *apache) variableOfEnv(name string) value {
	if v, ok := a.env[name]; ok {
		return v
	}
	up := strings.ToUpper(name)
	if slices.ContainsFunc([]string{"GEOIP", "COUNTRY", "MM_", "MMDB"}, func(s string) bool { return strings.Contains(up, s) }) {
		return value{on: []string{"%{ENV:" + up + "} (geo)"}}
	}
	return sure("")
}

// environ carries out SetEnvIf and its kin, in order (mod_setenvif).
func (a *apache) environ(block []directive) {
	for _, d := range block {
		switch d.name {
		case "setenvif", "setenvifnocase":
			if len(d.args) >= 3 {
				a.setEnvIf(d, d.args[0], d.args[1], d.args[2:])
			}
		case "browsermatch", "browsermatchnocase":
			if len(d.args) >= 2 {
				a.setEnvIf(d, "User-Agent", d.args[0], d.args[1:])
			}
		case "setenvifexpr":
			if len(d.args) >= 2 {
				a.setting(d, a.expr(d.args[0]), nil, d.args[1:])
			}
		case "setenv":
			if len(d.args) > 0 {
				a.late = union(a.late, []string{d.args[0]})
			}
		}
	}
}

func (a *apache) setEnvIf(d directive, attribute, text string, sets []string) {
	re, err := compile(text, strings.HasSuffix(d.name, "nocase"))
	if err != nil {
		a.p.note("The regular expression of %s cannot be read here; it was left out.", d.where())
		return
	}
	v := a.attribute(attribute)
	under := v.test(re.matches, strings.TrimSpace("~ "+text))
	a.setting(d, under, re.match(v.text), sets)
}

// attribute is what SetEnvIf looks at.
func (a *apache) attribute(name string) value {
	switch strings.ToLower(name) {
	case "remote_addr", "remote_host", "server_addr", "request_method", "request_uri":
		return a.variable(name)
	case "request_protocol":
		return value{on: []string{"%{SERVER_PROTOCOL}"}}
	}
	if _, set := a.env[name]; set {
		return a.variable("ENV:" + name)
	}
	if v := a.variableOfEnv(name); !v.known {
		v.about = v.on
		return v
	}
	return a.variable("HTTP:" + name)
}

// setting sets variables: NAME, NAME=VALUE or !NAME.
func (a *apache) setting(d directive, under answer, groups []string, sets []string) {
	for _, s := range sets {
		name, text, given := strings.Cut(s, "=")
		if !given {
			text = "1"
		}
		if bare, unset := strings.CutPrefix(name, "!"); unset {
			name, text = bare, ""
		}
		old, ok := a.env[name]
		if !ok {
			old = sure("")
		}
		a.env[name] = assigned(old, sure(refer(text, '$', groups)), under, d)
	}
}

// rewriteCauses say what a condition is about.
var rewriteCauses = []struct {
	variable string
	cause    diagnose.CauseID
}{
	{"HTTP_REFERER", "referer/hotlink-denied"},
	{"GEO", "net/geo-restricted"},
	{"COUNTRY", "net/geo-restricted"},
	{"HTTP_USER_AGENT", "waf/user-agent-rule"},
	{"REMOTE_ADDR", "net/ip-blocklist"},
	{"REMOTE_HOST", "net/ip-blocklist"},
	{"X-FORWARDED-FOR", "net/ip-blocklist"},
	{"HTTP_COOKIE", "auth/session-required"},
	{"HTTP:AUTHORIZATION", "auth/missing-credentials"},
	{"HTTP:X-API-KEY", "auth/missing-credentials"},
	{"QUERY_STRING", "waf/request-content-rule"},
	{"THE_REQUEST", "waf/request-content-rule"},
	{"REQUEST_METHOD", "request/method-refused"},
	{"HTTPS", "tls/https-required"},
	{"REQUEST_SCHEME", "tls/https-required"},
	{"SERVER_PORT", "tls/https-required"},
	{"SSL_CLIENT", "tls/client-cert-required"},
	{"SERVER_PROTOCOL", "waf/protocol-profile"},
	{"HTTP_HOST", "host/unknown-name"},
	{"SERVER_NAME", "host/unknown-name"},
	{"HTTP_ACCEPT", "waf/header-profile"},
	{"HTTP:", "waf/header-profile"},
}

// causeOf returns the cause behind a condition that refuses; refuses tells
// whether the answer is that of a condition under which a request is refused,
// or of one under which it may pass.
func (a *apache) causeOf(c answer, refuses bool) diagnose.CauseID {
	s := strings.ToUpper(strings.Join(slices.Concat(c.on, c.about), " "))
	plain := c.is == yes
	if !refuses {
		plain = c.is == no
	}
	for _, r := range rewriteCauses {
		if !strings.Contains(s, r.variable) {
			continue
		}
		switch {
		case r.cause == "referer/hotlink-denied" && plain && a.q.header("referer").text == "":
			return "referer/referer-required"
		case r.cause == "net/ip-blocklist" && (plain && c.asked || !refuses):
			return "net/ip-allowlist"
		}
		return r.cause
	}
	return "static/path-deny-rule"
}

// ext is the suffix of a file, for handlers.
func ext(file string) string { return strings.ToLower(path.Ext(file)) }
