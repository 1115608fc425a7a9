package experiment

import (
	"net/url"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/probe"
	"github.com/uptimesignal/uptimesignal/internal/redact"
)

// split parts a path after its last slash.
func split(path string) (dir, name string) {
	i := strings.LastIndexByte(path, '/') + 1
	return path[:i], path[i:]
}

// moved asks for another path of the same site.
func moved(s Subject, path, what string, keepQuery bool) (probe.HTTP, string, string) {
	spec, ok := at(s.Spec, func(u *url.URL) {
		setPath(u, path)
		if !keepQuery {
			u.RawQuery, u.ForceQuery = "", false
		}
	})
	if !ok {
		return s.Spec, "", noURL
	}
	return spec, what + " " + redact.Text(path), ""
}

// sibling makes up a name beside name. It keeps what rules on names look at:
// the leading dot (and ht, for .htaccess and .htpasswd), the extensions, the
// tilde of a backup copy.
func sibling(name, seed string) string {
	prefix, rest := "", name
	for _, p := range []string{".ht", "."} {
		if strings.HasPrefix(rest, p) {
			prefix, rest = p, rest[len(p):]
			break
		}
	}
	if before, ok := strings.CutSuffix(rest, "~"); ok {
		return prefix + noise(seed, 10) + extension(before) + "~"
	}
	return prefix + noise(seed, 10) + extension(rest)
}

// extension returns the last one or two suffixes of name, such as ".tar.gz".
func extension(name string) string {
	cut := len(name)
	for range 2 {
		i := strings.LastIndexByte(name[:cut], '.')
		if i < 0 || cut-i < 2 || cut-i > 9 || strings.IndexFunc(name[i+1:cut], notPlain) >= 0 {
			break
		}
		cut = i
	}
	return name[cut:]
}

func notPlain(r rune) bool {
	return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '_')
}

// elsewhere asks for another URL of the owner's. If its host is another one,
// no credential goes there.
func elsewhere(spec probe.HTTP, raw string) (probe.HTTP, string, string) {
	to, err := url.Parse(raw)
	from, err2 := url.Parse(spec.URL)
	if err != nil || err2 != nil || to.Host == "" || to.Scheme != "http" && to.Scheme != "https" {
		return spec, "", "the URL that works is not an http or https URL"
	}
	if !strings.EqualFold(to.Host, from.Host) || to.Scheme != from.Scheme {
		spec = without(anonymous(spec), "Cookie", "Host")
		spec.ClientCert, spec.ClientKey, spec.ConnectTo = "", "", ""
	}
	spec.URL = raw
	return spec, "the owner's URL " + redact.URL(raw), ""
}
