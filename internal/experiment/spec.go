package experiment

import (
	"encoding/base64"
	"hash/fnv"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/form"
	"github.com/uptimesignal/uptimesignal/internal/probe"
)

// method returns the method of spec in the form that is sent.
func method(spec probe.HTTP) string {
	if spec.Method == "" {
		return "GET"
	}
	return strings.ToUpper(spec.Method)
}

func safeMethod(m string) bool {
	return slices.Contains([]string{"", "GET", "HEAD", "OPTIONS"}, strings.ToUpper(m))
}

// header returns the value of a header field of spec, or "".
func header(spec probe.HTTP, name string) string {
	for _, h := range spec.Headers {
		if strings.EqualFold(h.Name, name) {
			return h.Value
		}
	}
	return ""
}

// without returns spec without the header fields names.
func without(spec probe.HTTP, names ...string) probe.HTTP {
	spec.Headers = slices.DeleteFunc(slices.Clone(spec.Headers), func(h form.Header) bool {
		return slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, h.Name) })
	})
	return spec
}

// with returns spec with the header field name set to value.
func with(spec probe.HTTP, name, value string) probe.HTTP {
	spec = without(spec, name)
	spec.Headers = append(spec.Headers, form.Header{Name: name, Value: value})
	return spec
}

// userAgent returns the User-Agent that spec sends, and whether it sets one
// of its own.
func userAgent(spec probe.HTTP) (string, bool) {
	if v := header(spec, "User-Agent"); v != "" {
		return v, true
	}
	return spec.UserAgent, spec.UserAgent != ""
}

func withUserAgent(spec probe.HTTP, ua string) probe.HTTP {
	spec = without(spec, "User-Agent")
	spec.UserAgent, spec.NoUserAgent = ua, false
	return spec
}

// at returns spec with its URL replaced, after change has had it.
func at(spec probe.HTTP, change func(u *url.URL)) (probe.HTTP, bool) {
	u, err := url.Parse(spec.URL)
	if err != nil || u.Host == "" {
		return spec, false
	}
	change(u)
	spec.URL = u.String()
	return spec, true
}

// pathOf returns the path of spec's URL as it is sent.
func pathOf(spec probe.HTTP) string {
	u, err := url.Parse(spec.URL)
	if err != nil {
		return ""
	}
	if p := u.EscapedPath(); p != "" {
		return p
	}
	return "/"
}

func queryOf(spec probe.HTTP) string {
	u, err := url.Parse(spec.URL)
	if err != nil {
		return ""
	}
	return u.RawQuery
}

// setPath sets an escaped path.
func setPath(u *url.URL, escaped string) {
	p, err := url.PathUnescape(escaped)
	if err != nil {
		return
	}
	u.Path, u.RawPath = p, escaped
}

// follow returns spec following at most n redirects.
func follow(spec probe.HTTP, n int) probe.HTTP {
	spec.MaxRedirects = min(spec.MaxRedirects, n)
	return spec
}

// userOf returns the user and password that stand in spec's URL.
func userOf(spec probe.HTTP) *url.Userinfo {
	u, err := url.Parse(spec.URL)
	if err != nil {
		return nil
	}
	return u.User
}

// noise returns n letters and digits that look random and are always the same
// for one text, so that a repeated diagnosis leaves the same lines in a log.
func noise(text string, n int) string {
	h := fnv.New64a()
	_, _ = h.Write([]byte(text))
	s := strconv.FormatUint(h.Sum64()|1<<63, 36)
	return s[len(s)-n:]
}

const noURL = "the URL cannot be taken apart"

func basic(user, password string) string {
	return base64.StdEncoding.EncodeToString([]byte(user + ":" + password))
}
