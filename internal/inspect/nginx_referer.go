package inspect

import (
	"crypto/md5" //nolint:gosec // what secure_link is made of
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

// invalidReferer is "1" where valid_referers does not hold, and "" elsewhere
// (ngx_http_referer_module).
func (n *nginx) invalidReferer() value {
	all := n.nearest("valid_referers")
	r := n.q.header("referer")
	out := value{known: true, asked: r.asked, on: []string{"$http_referer"}}
	if len(all) == 0 {
		return sure("")
	}
	for _, d := range all {
		for _, arg := range d.args {
			if n.welcome(arg, r.text) {
				return out
			}
		}
	}
	out.text = "1"
	return out
}

// welcome reports whether one argument of valid_referers takes a Referer.
func (n *nginx) welcome(arg, referer string) bool {
	u, err := url.Parse(referer)
	isURL := err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
	switch {
	case arg == "none":
		return referer == ""
	case referer == "":
		return false
	case arg == "blocked":
		return !isURL
	case !isURL:
		return false
	}
	host := strings.ToLower(u.Hostname())
	if arg == "server_names" {
		for _, d := range find(n.server.block, "server_name") {
			if slices.ContainsFunc(d.args, func(name string) bool { return nameRank(name, host) > 0 }) {
				return true
			}
		}
		return false
	}
	if p, ok := strings.CutPrefix(arg, "~"); ok {
		p, _ = strings.CutPrefix(p, "*")
		re, err := compile(p, true)
		return err == nil && re.matches(strings.TrimPrefix(strings.TrimPrefix(referer, "http://"), "https://"))
	}
	name, at, _ := strings.Cut(arg, "/")
	return nameRank(name, host) > 0 && (at == "" || strings.HasPrefix(u.Path, "/"+at))
}

// linkPart is the first or second part of secure_link: hash and expiry.
func (n *nginx) linkPart(i int) value {
	d, ok := n.last("secure_link")
	if !ok || len(d.args) == 0 {
		return sure("")
	}
	v := n.expand(d.args[0])
	parts := strings.SplitN(v.text, ",", 2)
	out := value{known: v.known, asked: v.asked, on: v.on}
	if i < len(parts) {
		out.text = parts[i]
	}
	return out
}

// secureLink is "" for a link that does not match, "0" for one that has
// expired, "1" for a good one (ngx_http_secure_link_module).
func (n *nginx) secureLink() value {
	if d, ok := n.last("secure_link_secret"); ok && len(d.args) > 0 {
		return n.secretLink(d.args[0])
	}
	hash, expires := n.linkPart(0), n.linkPart(1)
	recipe, ok := n.last("secure_link_md5")
	if !hash.known || !ok || len(recipe.args) == 0 {
		return value{on: hash.on}
	}
	if hash.text == "" {
		return value{known: true, asked: hash.asked}
	}
	text := n.expand(recipe.args[0])
	if !text.known {
		return value{on: text.on}
	}
	sum := md5.Sum([]byte(text.text)) //nolint:gosec // as above
	if base64.RawURLEncoding.EncodeToString(sum[:]) != strings.TrimRight(hash.text, "=") {
		return sure("")
	}
	if at, err := strconv.ParseInt(expires.text, 10, 64); expires.text != "" && (err != nil || at < time.Now().Unix()) {
		return sure("0")
	}
	return sure("1")
}

// secretLink is the older form: /prefix/HASH/link, by secure_link_secret.
func (n *nginx) secretLink(secret string) value {
	hash, link, ok := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(n.uri, path.Clean(n.at.prefix)), "/"), "/")
	if !ok {
		return sure("")
	}
	sum := md5.Sum([]byte(link + secret)) //nolint:gosec // as above
	if hex.EncodeToString(sum[:]) != hash {
		return sure("")
	}
	return sure(link)
}
