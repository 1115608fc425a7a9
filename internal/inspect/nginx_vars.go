package inspect

import (
	"crypto/md5" //nolint:gosec // what secure_link is made of
	"encoding/base64"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
)

// A value is what a variable holds. known is false for what cannot be told
// here; asked is true for what the client decides, of which a plain request
// sends nothing.
type value struct {
	text         string
	known, asked bool
}

// variable returns what a variable of nginx holds for a plain request.
func (n *nginx) variable(name string) value {
	if v, ok := n.set[name]; ok {
		return v
	}
	known := func(s string) value { return value{s, true, false} }
	switch name {
	case "uri", "document_uri":
		return known(n.uri)
	case "request_uri":
		if n.q.args != "" {
			return known(n.q.uri + "?" + n.q.args)
		}
		return known(n.q.uri)
	case "args", "query_string":
		return known(n.q.args)
	case "is_args":
		return known(strings.Repeat("?", min(len(n.q.args), 1)))
	case "request_method":
		return value{"GET", true, true}
	case "scheme":
		return known(n.q.scheme)
	case "host", "http_host", "server_name":
		return known(n.q.host)
	case "https":
		return known(map[bool]string{true: "on"}[n.q.scheme == "https"])
	case "server_port":
		return known(itoa(int(n.q.port)))
	case "remote_addr", "binary_remote_addr":
		return value{n.q.client.String(), n.q.client.IsValid(), false}
	case "document_root", "realpath_root":
		return n.expand(n.root())
	case "request_filename":
		return value{n.file(), n.file() != "", false}
	case "invalid_referer":
		return n.invalidReferer()
	case "secure_link":
		return n.secureLink()
	case "secure_link_expires":
		return n.linkPart(1)
	}
	return n.named(name)
}

// named is a variable whose name has a part that varies, or a captured text.
func (n *nginx) named(name string) value {
	known := func(s string) value { return value{s, true, false} }
	if arg, ok := strings.CutPrefix(name, "arg_"); ok {
		return known(n.q.arg(arg))
	}
	for _, p := range []string{"http_", "cookie_", "ssl_client_", "remote_user"} {
		if strings.HasPrefix(name, p) {
			return value{"", name != "http_user_agent" && name != "http_accept", true}
		}
	}
	if i, err := strconv.Atoi(name); err == nil {
		if i < len(n.captures) {
			return known(n.captures[i])
		}
		return known("")
	}
	if p := n.at; p.re != nil { // a named group of the location
		if i := p.re.SubexpIndex(name); i >= 0 {
			if m := p.re.FindStringSubmatch(n.uri); m != nil {
				return known(m[i])
			}
		}
	}
	return value{}
}

var variableName = regexp.MustCompile(`\$\{(\w+)\}|\$(\w+)`)

// expand puts variables into a text. The result is known if all of them are.
func (n *nginx) expand(s string) value {
	out, size := value{known: true}, 0
	out.text = variableName.ReplaceAllStringFunc(s, func(ref string) string {
		v := n.variable(strings.Trim(ref, "${}"))
		if size += len(v.text); size > maxText {
			v = value{}
		}
		out.known = out.known && v.known
		out.asked = out.asked || v.asked
		return v.text
	})
	return out
}

// invalidReferer is empty where a request without a Referer is welcome.
func (n *nginx) invalidReferer() value {
	all := n.nearest("valid_referers")
	if len(all) == 0 {
		return value{"", true, true}
	}
	for _, d := range all {
		if slices.Contains(d.args, "none") {
			return value{"", true, true}
		}
	}
	return value{"1", true, true}
}

// linkPart is the first or second part of secure_link: hash and expiry.
func (n *nginx) linkPart(i int) value {
	d, ok := n.last("secure_link")
	if !ok || len(d.args) == 0 {
		return value{"", true, false}
	}
	v := n.expand(d.args[0])
	parts := strings.SplitN(v.text, ",", 2)
	if i >= len(parts) {
		return value{"", v.known, v.asked}
	}
	return value{parts[i], v.known, v.asked}
}

// secureLink is "" for a link that does not match, "0" for one that has
// expired, "1" for a good one (ngx_http_secure_link_module).
func (n *nginx) secureLink() value {
	hash, expires := n.linkPart(0), n.linkPart(1)
	recipe, ok := n.last("secure_link_md5")
	if !hash.known || !ok || len(recipe.args) == 0 {
		return value{}
	}
	if hash.text == "" {
		return value{"", true, false}
	}
	text := n.expand(recipe.args[0])
	if !text.known {
		return value{}
	}
	sum := md5.Sum([]byte(text.text)) //nolint:gosec // as above
	if base64.RawURLEncoding.EncodeToString(sum[:]) != strings.TrimRight(hash.text, "=") {
		return value{"", true, false}
	}
	if at, err := strconv.ParseInt(expires.text, 10, 64); expires.text != "" && (err != nil || at < time.Now().Unix()) {
		return value{"0", true, false}
	}
	return value{"1", true, false}
}

// truth is what can be said of a condition.
type truth int

const (
	no truth = iota
	maybe
	yes
)

// condition evaluates the arguments of if (ngx_http_rewrite_module). asked
// says that the answer is for a plain request, and another may get another.
func (n *nginx) condition(args []string) (t truth, asked bool) {
	s := strings.TrimSpace(strings.Join(args, " "))
	s = strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(s, "("), ")"))
	left, rest, _ := strings.Cut(s, " ")
	op, right, _ := strings.Cut(strings.TrimSpace(rest), " ")
	right = strings.TrimSpace(right)
	negate := strings.HasPrefix(op, "!") || strings.HasPrefix(left, "!-")
	if strings.HasPrefix(strings.TrimPrefix(left, "!"), "-") {
		return flip(n.fileTest(strings.TrimPrefix(left, "!"), rest), negate), false
	}
	v := n.expand(left)
	if !v.known {
		return maybe, v.asked
	}
	ok := v.text != "" && v.text != "0"
	switch strings.TrimPrefix(op, "!") {
	case "":
	case "=":
		r := n.expand(right)
		if !r.known {
			return maybe, true
		}
		ok = v.text == r.text
	case "~", "~*":
		re, err := compile(right, strings.HasSuffix(op, "*"))
		if err != nil {
			return maybe, v.asked
		}
		m := re.FindStringSubmatch(v.text)
		if ok = m != nil; ok {
			n.captures = m
		}
	default:
		return maybe, v.asked
	}
	return flip(map[bool]truth{true: yes}[ok], negate), v.asked
}

func flip(t truth, negate bool) truth {
	if negate {
		return yes - t
	}
	return t
}

func (n *nginx) fileTest(op, name string) truth {
	v := n.expand(strings.TrimSpace(name))
	if !v.known || !path.IsAbs(v.text) {
		return maybe
	}
	kind, there := kindAt(n.v, v.text)
	ok := there
	switch op {
	case "-f":
		ok = there && kind == File
	case "-d":
		ok = there && kind == Directory
	case "-x":
		return maybe
	}
	return map[bool]truth{true: yes}[ok]
}

// conditionCauses says what a condition on a variable is about.
var conditionCauses = []struct {
	variable string
	cause    diagnose.CauseID
}{
	{"$invalid_referer", "referer/hotlink-denied"},
	{"$http_referer", "referer/hotlink-denied"},
	{"$secure_link", "signed-url/bad-signature"},
	{"$http_user_agent", "waf/user-agent-rule"},
	{"$request_method", "request/method-refused"},
	{"$remote_addr", "net/ip-blocklist"},
	{"$scheme", "tls/https-required"},
	{"$https", "tls/https-required"},
	{"$ssl_client", "tls/client-cert-required"},
	{"$cookie_", "auth/session-required"},
	{"$http_cookie", "auth/session-required"},
	{"$http_authorization", "auth/missing-credentials"},
	{"$geo", "net/geo-restricted"},
	{"country", "net/geo-restricted"},
	{"$server_protocol", "waf/protocol-profile"},
	{"$host", "host/unknown-name"},
	{"$http_accept", "waf/header-profile"},
	{"$args", "waf/request-content-rule"},
	{"$arg_", "waf/request-content-rule"},
}

// causeOf returns the cause behind a return within if.
func (n *nginx) causeOf(args []string) diagnose.CauseID {
	s := strings.Join(args, " ")
	for _, c := range conditionCauses {
		if !strings.Contains(s, c.variable) {
			continue
		}
		switch {
		case c.variable == "$invalid_referer" && n.invalidReferer().text != "":
			return "referer/referer-required"
		case c.variable == "$secure_link" && n.linkPart(0).text == "":
			return "signed-url/missing-signature"
		case c.variable == "$secure_link" && n.secureLink().text == "0":
			return "signed-url/expired"
		}
		return c.cause
	}
	return "static/path-deny-rule"
}
