package inspect

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// find returns the directives of a name at one level.
func find(block []directive, name string) []directive {
	var out []directive
	for _, d := range block {
		if d.name == name {
			out = append(out, d)
		}
	}
	return out
}

// servers returns the server blocks of a configuration, each with its http
// block.
func servers(conf []directive) (http []directive, all []directive) {
	for _, h := range find(conf, "http") {
		http = append(http, h.block...)
	}
	if all = find(http, "server"); len(all) == 0 { // a fragment, such as a file of sites-enabled
		all = find(conf, "server")
	}
	return http, all
}

// pickServer chooses the server block for a request: by port, then by name in
// the order of https://nginx.org/en/docs/http/server_names.html, then the
// default of the port.
func pickServer(all []directive, q request) (best directive, how fit, ok bool) {
	var on []directive
	var fallback *directive
	for i, s := range all {
		listens, isDefault := listensAt(s, q)
		if !listens {
			continue
		}
		on = append(on, s)
		if isDefault && fallback == nil {
			fallback = &all[i]
		}
	}
	on = closest(on, q)
	how = fit{port: len(on) > 0, several: len(on) > 1}
	if !how.port {
		on = all
	}
	if len(on) == 0 {
		return directive{}, how, false
	}
	best, rank := on[0], 0
	if fallback != nil && slices.ContainsFunc(on, func(d directive) bool { return d.where() == fallback.where() }) {
		best = *fallback
	}
	for _, s := range on {
		for _, d := range find(s.block, "server_name") {
			for _, name := range d.args {
				if r := nameRank(name, q.host); r > rank {
					best, rank = s, r
				}
			}
		}
	}
	how.name = rank > 0
	return best, how, true
}

// closest keeps the servers that listen on the very address that is asked, if
// any does: nginx prefers those to ones that listen on all.
func closest(on []directive, q request) []directive {
	host, err := netip.ParseAddr(q.host)
	if err != nil {
		return on
	}
	var out []directive
	for _, s := range on {
		for _, l := range find(s.block, "listen") {
			if len(l.args) == 0 {
				continue
			}
			if addr, port := splitListen(l.args[0]); addr == host && port == q.port {
				out = append(out, s)
				break
			}
		}
	}
	if len(out) == 0 {
		return on
	}
	return out
}

// A fit says how well a server block fits a request.
type fit struct {
	port    bool // it listens there
	name    bool // it has the name that is asked
	several bool // others listen there too
}

// listensAt reports whether a server block listens where q asks.
func listensAt(s directive, q request) (listens, isDefault bool) {
	all := find(s.block, "listen")
	if len(all) == 0 {
		return q.port == 80, false
	}
	for _, l := range all {
		if len(l.args) == 0 || strings.HasPrefix(l.args[0], "unix:") {
			continue
		}
		addr, port := splitListen(l.args[0])
		if port != q.port {
			continue
		}
		if host, err := netip.ParseAddr(q.host); err == nil && addr.IsValid() && !addr.IsUnspecified() && addr != host {
			continue
		}
		listens = true
		for _, a := range l.args[1:] {
			isDefault = isDefault || a == "default_server" || a == "default"
		}
	}
	return listens, isDefault
}

func splitListen(s string) (netip.Addr, uint16) {
	if n, err := strconv.ParseUint(s, 10, 16); err == nil {
		return netip.Addr{}, uint16(n)
	}
	if ap, err := netip.ParseAddrPort(s); err == nil {
		return ap.Addr(), ap.Port()
	}
	if a, err := netip.ParseAddr(strings.Trim(s, "[]")); err == nil {
		return a, 80
	}
	if i := strings.LastIndexByte(s, ':'); i >= 0 {
		if n, err := strconv.ParseUint(s[i+1:], 10, 16); err == nil {
			return netip.Addr{}, uint16(n)
		}
	}
	return netip.Addr{}, 80
}

// nameRank is how well a server name fits a host; 0 is not at all. A longer
// wildcard is better than a shorter one.
func nameRank(name, host string) int {
	name = strings.ToLower(name)
	switch {
	case name == host:
		return 1 << 20
	case strings.HasPrefix(name, "~"):
		if re, err := compile(name[1:], true); err == nil && re.matches(host) {
			return 1
		}
	case strings.HasPrefix(name, "*."):
		if strings.HasSuffix(host, name[1:]) {
			return 1<<16 + len(name)
		}
	case strings.HasPrefix(name, "."):
		if host == name[1:] || strings.HasSuffix(host, name) {
			return 1<<16 + len(name)
		}
	case strings.HasSuffix(name, ".*"):
		if strings.HasPrefix(host, name[:len(name)-1]) {
			return 1<<8 + len(name)
		}
	}
	return 0
}

// A place is a location block that matched, within those around it.
type place struct {
	chain   []directive // from the outermost to the one that matched
	prefix  string      // of the last, for alias; "" for a regular expression
	re      *pattern
	unknown []directive // regular expressions that could not be read
}

// modifier splits the arguments of a location.
func modifier(d directive) (mod, pattern string) {
	switch {
	case len(d.args) == 2:
		return d.args[0], d.args[1]
	case len(d.args) == 1:
		for _, m := range []string{"~*", "^~", "=", "~"} { // they may be written without a space
			if p, ok := strings.CutPrefix(d.args[0], m); ok && m != "@" {
				return m, p
			}
		}
		return "", d.args[0]
	}
	return "@", ""
}

// locate finds the location for a URI as nginx documents it
// (ngx_http_core_module, location): an exact match ends the search; else the
// longest prefix is kept; unless that has ^~, the first regular expression in
// the order of the file wins over it; nested locations are searched alike.
func locate(block []directive, uri string, p *place) (found, final bool) {
	var longest directive
	length, kept, base := -1, "", len(p.chain)
	for _, d := range find(block, "location") {
		mod, pattern := modifier(d)
		switch {
		case mod == "=" && pattern == uri:
			p.chain, p.prefix, p.re = append(p.chain, d), pattern, nil
			return true, true
		case (mod == "" || mod == "^~") && !strings.HasPrefix(pattern, "@") && strings.HasPrefix(uri, pattern) && len(pattern) > length:
			longest, length, kept = d, len(pattern), mod
		}
	}
	if length >= 0 {
		_, p.prefix = modifier(longest)
		p.chain, p.re, found = append(p.chain, longest), nil, true
		if _, final := locate(longest.block, uri, p); final {
			return true, true
		}
	}
	if kept == "^~" {
		return found, false
	}
	for _, d := range find(block, "location") {
		mod, pattern := modifier(d)
		if mod != "~" && mod != "~*" {
			continue
		}
		re, err := compile(pattern, mod == "~*")
		if err != nil {
			p.unknown = append(p.unknown, d)
			continue
		}
		if !re.matches(uri) {
			continue
		}
		// the prefix, and what was nested in it, lose
		p.chain, p.prefix, p.re = append(p.chain[:base:base], d), "", re
		locate(d.block, uri, p)
		return true, true
	}
	return found, false
}
