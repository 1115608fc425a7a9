package inspect

import (
	"path"
	"slices"
	"strings"
)

// guessNginx lists the requests that may be served from a path: those of the
// deepest root or alias first.
func guessNginx(conf []directive, prefix, file string) []request {
	type guess struct {
		request
		depth int
	}
	var out []guess
	http, all := servers(conf)
	add := func(s directive, dir, uri string) {
		if !path.IsAbs(dir) {
			dir = path.Join(prefix, dir)
		}
		dir = path.Clean(dir)
		if !within(dir, strings.TrimSuffix(file, "/")) {
			return
		}
		q := request{scheme: "http", host: "localhost", port: 80, uri: cleanURI(uri + "/" + strings.TrimPrefix(file, dir))}
		for _, d := range find(s.block, "server_name") {
			if len(d.args) > 0 && d.args[0] != "_" && !strings.ContainsAny(d.args[0], "*~") && d.args[0] != "" {
				q.host = strings.TrimPrefix(d.args[0], ".")
			}
		}
		for _, d := range find(s.block, "listen") {
			if len(d.args) > 0 && !strings.HasPrefix(d.args[0], "unix:") {
				addr, port := splitListen(d.args[0])
				if q.port = port; slices.Contains(d.args, "ssl") {
					q.scheme = "https"
				}
				if q.host == "localhost" && addr.IsValid() && !addr.IsUnspecified() {
					q.host = addr.String()
				}
				break
			}
		}
		out = append(out, guess{q, len(dir)})
	}
	for _, s := range all {
		roots := append(find(http, "root"), rootsIn(s.block)...)
		if len(roots) == 0 {
			add(s, "html", "")
		}
		for _, d := range roots {
			if len(d.args) > 0 && !strings.Contains(d.args[0], "$") {
				add(s, d.args[0], "")
			}
		}
		for _, a := range aliasesIn(s.block, "") {
			add(s, a.dir, a.uri)
		}
	}
	slices.SortStableFunc(out, func(a, b guess) int { return b.depth - a.depth })
	reqs := make([]request, 0, len(out))
	for _, g := range out[:min(len(out), 50)] {
		reqs = append(reqs, g.request)
	}
	return reqs
}

func rootsIn(block []directive) []directive {
	out := find(block, "root")
	for _, d := range find(block, "location") {
		out = append(out, rootsIn(d.block)...)
	}
	return out
}

// A mapping puts a folder at a URI.
type mapping struct{ uri, dir string }

func aliasesIn(block []directive, uri string) []mapping {
	var out []mapping
	for _, d := range block {
		switch {
		case d.name == "alias" && len(d.args) > 0 && !strings.Contains(d.args[0], "$") && uri != "":
			out = append(out, mapping{uri, d.args[0]})
		case d.name == "location":
			if mod, pattern := modifier(d); mod == "" || mod == "^~" || mod == "=" {
				out = append(out, aliasesIn(d.block, pattern)...)
			}
		}
	}
	return out
}
