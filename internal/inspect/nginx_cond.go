package inspect

import (
	"path"
	"slices"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
)

// condition evaluates the arguments of if (ngx_http_rewrite_module).
func (n *nginx) condition(args []string) answer {
	words := bare(args)
	if len(words) == 0 {
		return answer{is: maybe}
	}
	left := words[0]
	if test, negate := strings.CutPrefix(left, "!"); strings.HasPrefix(test, "-") {
		name := ""
		if len(words) > 1 {
			name = words[1]
		}
		a := answer{is: n.fileTest(test, name)}
		if negate {
			return a.not()
		}
		return a
	}
	v := n.expand(left)
	if len(words) < 2 {
		return v.test(func(s string) bool { return s != "" && s != "0" }, "a value other than 0")
	}
	return n.compare(v, words[1], strings.Join(words[2:], " "))
}

// bare takes the brackets off the arguments of if.
func bare(args []string) []string {
	words := slices.Clone(args)
	if len(words) > 0 {
		if words[0] = strings.TrimPrefix(words[0], "("); words[0] == "" {
			words = words[1:]
		}
	}
	if k := len(words) - 1; k >= 0 && words[k] == ")" {
		words = words[:k]
	} else if k >= 0 {
		words[k] = strings.TrimSuffix(words[k], ")")
	}
	return words
}

// compare is = != ~ ~* !~ !~*.
func (n *nginx) compare(v value, op, right string) answer {
	bare, negate := strings.CutPrefix(op, "!")
	var ask func(string) bool
	switch bare {
	case "=":
		r := n.expand(right)
		if !r.known {
			return answer{is: maybe, on: union(v.on, r.on), about: v.about}
		}
		ask = func(s string) bool { return s == r.text }
	case "~", "~*":
		re, err := compile(right, bare == "~*")
		if err != nil {
			n.p.note("A regular expression cannot be read here, so its condition cannot be told: %s", strings.Join(shown(v.on, right), ""))
			return answer{is: maybe, on: v.on, about: v.about, asked: v.asked}
		}
		ask = re.matches
		if groups := re.match(v.text); v.known && groups != nil {
			n.captured(re, groups)
		}
	default:
		return answer{is: maybe, on: v.on, about: v.about}
	}
	says := strings.TrimPrefix(op, "=") + " " + right
	if op == "=" {
		says = right
	}
	if !negate {
		return v.test(ask, says)
	}
	a := v.test(func(s string) bool { return !ask(s) }, says)
	if v.unlisted && !v.known { // no list names it: it is not equal to anything
		a.is = yes
	}
	return a
}

func (n *nginx) fileTest(op, name string) truth {
	v := n.expand(strings.TrimSpace(name))
	if !v.known || !path.IsAbs(v.text) {
		return maybe
	}
	kind, there := kindAt(n.v, v.text)
	switch op {
	case "-f":
		return truthOf(there && kind == File)
	case "-d":
		return truthOf(there && kind == Directory)
	case "-e":
		return truthOf(there)
	}
	return maybe
}

// conditionCauses says what a condition on a variable is about.
var conditionCauses = []struct {
	variable string
	cause    diagnose.CauseID
}{
	{"$invalid_referer", "referer/hotlink-denied"},
	{"$http_referer", "referer/hotlink-denied"},
	{"$secure_link", "signed-url/bad-signature"},
	{"country", "net/geo-restricted"},
	{"geoip", "net/geo-restricted"},
	{"(geo)", "net/geo-restricted"},
	{"$http_user_agent", "waf/user-agent-rule"},
	{"$request_method", "request/method-refused"},
	{"$remote_user", "authz/insufficient-role"},
	{"remote_addr", "net/ip-blocklist"},
	{"the client's address", "net/ip-blocklist"},
	{"$http_x_forwarded_for", "net/ip-blocklist"},
	{"$http_x_real_ip", "net/ip-blocklist"},
	{"$scheme", "tls/https-required"},
	{"$https", "tls/https-required"},
	{"$ssl_client", "tls/client-cert-required"},
	{"$cookie_", "auth/session-required"},
	{"$http_cookie", "auth/session-required"},
	{"$http_authorization", "auth/missing-credentials"},
	{"$http_x_api_key", "auth/missing-credentials"},
	{"$http_", "waf/header-profile"},
	{"$server_protocol", "waf/protocol-profile"},
	{"$host", "host/unknown-name"},
	{"$args", "waf/request-content-rule"},
	{"$query_string", "waf/request-content-rule"},
	{"$arg_", "waf/request-content-rule"},
}

// causeOf returns the cause behind a condition: by what it is about, through
// maps and set.
func (n *nginx) causeOf(a answer) diagnose.CauseID {
	s := strings.Join(slices.Concat(a.on, a.about), " ")
	for _, c := range conditionCauses {
		if !strings.Contains(s, c.variable) {
			continue
		}
		byDefault := len(a.by) > 0 && a.by[0].name == "default"
		switch {
		case c.cause == "referer/hotlink-denied" && a.is == yes && n.q.header("referer").text == "":
			return "referer/referer-required"
		case c.variable == "$secure_link" && n.linkPart(0).text == "":
			return "signed-url/missing-signature"
		case c.variable == "$secure_link" && n.secureLink().text == "0":
			return "signed-url/expired"
		case c.cause == "net/ip-blocklist" && a.is == yes && (a.asked || byDefault):
			return "net/ip-allowlist" // one that no list names is refused
		}
		return c.cause
	}
	return "static/path-deny-rule"
}
