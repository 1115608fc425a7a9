package inspect

import "strings"

// guess lists the requests that may be served from a path.
func (c *apacheConfig) guess(file string) []request {
	var out []request
	scopes := append(find(c.lines, "virtualhost"), directive{name: "main", block: c.lines})
	for _, s := range scopes {
		q := request{scheme: "http", host: "localhost", port: 80}
		if len(s.args) > 0 {
			if i := strings.LastIndexByte(s.args[0], ':'); i >= 0 {
				if n := number(s.args[0][i+1:]); n > 0 && n < 1<<16 {
					q.port = uint16(n)
				}
				if p, ok := parsePrefix(strings.Trim(s.args[0][:i], "[]")); ok {
					q.host = p.Addr().String()
				}
			}
		}
		if d := find(s.block, "servername"); len(d) > 0 && len(d[0].args) > 0 {
			q.host = hostOnly(d[0].args[0])
		}
		if len(find(s.block, "sslengine")) > 0 {
			q.scheme = "https"
		}
		for _, d := range s.block {
			dir, uri := "", ""
			switch {
			case d.name == "documentroot" && len(d.args) > 0:
				dir = c.abs(d.args[0])
			case d.name == "alias" && len(d.args) > 1:
				uri, dir = d.args[0], c.abs(d.args[1])
			}
			if dir != "" && within(dir, strings.TrimSuffix(file, "/")) {
				q.uri = cleanURI(uri + "/" + strings.TrimPrefix(file, dir))
				out = append(out, q)
			}
		}
	}
	return out[:min(len(out), 50)]
}
