package experiment

import (
	"net/url"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/probe"
	"github.com/uptimesignal/uptimesignal/internal/redact"
)

var pathExperiments = []Experiment{
	{
		ID: measure.XSibling, Title: "a name in the same directory that cannot exist", Cost: 1,
		Doc: "404 says that the directory is open and this file is not; the same refusal that the whole directory, or every such name, is refused.",
		Apply: func(s Subject, _ string) (probe.HTTP, string, string) {
			dir, name := split(pathOf(s.Spec))
			return moved(s, dir+sibling(name, s.Spec.URL), "another path", true)
		},
	},
	{
		ID: measure.XIndex, Title: "index.html in the directory", Cost: 1,
		Doc: "404 says that there is no index file; the same refusal that it cannot be read, or that the directory is refused.",
		Apply: func(s Subject, _ string) (probe.HTTP, string, string) {
			p := pathOf(s.Spec)
			if !strings.HasSuffix(p, "/") {
				return s.Spec, "", "the URL names no directory"
			}
			return moved(s, p+"index.html", "the index file", true)
		},
	},
	{
		ID: measure.XBare, Title: "the directory without its slash", Cost: 1,
		Doc: "A redirect to the slash says that the directory exists and that the server may look at it.",
		Apply: func(s Subject, _ string) (probe.HTTP, string, string) {
			dir, _ := split(pathOf(s.Spec))
			if dir == "/" {
				return s.Spec, "", "the URL is in the root directory"
			}
			s.Spec = follow(s.Spec, 0)
			return moved(s, strings.TrimRight(dir, "/"), "the directory without its slash", false)
		},
	},
	{
		ID: measure.XParent, Title: "the parent path", Cost: 1,
		Doc: "A good answer says that the refusal begins below it.",
		Apply: func(s Subject, _ string) (probe.HTTP, string, string) {
			dir, name := split(pathOf(s.Spec))
			if name == "" {
				dir, _ = split(strings.TrimRight(dir, "/"))
			}
			if pathOf(s.Spec) == "/" {
				return s.Spec, "", "the URL is the root already"
			}
			return moved(s, dir, "the parent path", false)
		},
	},
	{
		ID: measure.XRoot, Title: "the root of the site", Cost: 1,
		Doc: "A good answer says that only this path is refused, not the whole site.",
		Apply: func(s Subject, _ string) (probe.HTTP, string, string) {
			if pathOf(s.Spec) == "/" {
				return s.Spec, "", "the URL is the root already"
			}
			return moved(s, "/", "the root of the site", false)
		},
	},
	{
		ID: measure.XKnownGood, Title: "the URL that works, by the owner's word", Cost: 1,
		Doc: "A good answer says that the site lets us in; a refusal that the whole site refuses us.",
		Apply: func(s Subject, arg string) (probe.HTTP, string, string) {
			good := s.Owner.KnownGood
			if good == "" {
				good = arg
			}
			if good == "" {
				return s.Spec, "", "no URL that works was given"
			}
			return elsewhere(s.Spec, good)
		},
	},
}

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
