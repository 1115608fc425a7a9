package inspect

import (
	"fmt"
	"net/url"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/problem"
)

// given returns the identity that the options name, if they name one.
func given(o Options) (Identity, bool, error) {
	switch {
	case o.User != "":
		id, err := lookup(o.User)
		id.Found = "given"
		return id, true, err
	case o.UID != nil:
		id := Identity{UID: *o.UID, GIDs: o.GIDs, Found: "given", Overrule: *o.UID == 0}
		if name := userName(*o.UID); name != strconv.FormatUint(uint64(*o.UID), 10) {
			id.User = name
		}
		return id, true, nil
	}
	return Identity{}, false, nil
}

// lookup returns the identity of a user of this machine.
func lookup(name string) (Identity, error) {
	u, err := user.Lookup(name)
	if err != nil {
		return Identity{}, problem.New(problem.Invalid, "there is no user %q on this machine", name)
	}
	id := Identity{User: name, UID: number(u.Uid), GIDs: []uint32{number(u.Gid)}}
	id.Overrule = id.UID == 0
	groups, err := u.GroupIds()
	if err != nil {
		return Identity{}, problem.Wrap(problem.Unavailable, err, "the groups of %s cannot be read; give --uid and --gid", name)
	}
	for _, g := range groups {
		if n := number(g); !slices.Contains(id.GIDs, n) {
			id.GIDs = append(id.GIDs, n)
		}
	}
	return id, nil
}

// choose picks the process that serves, out of all that run. listens reports
// whether a process, or the one it comes from, listens on the URL's port.
func choose(all []process, o Options, listens func(process) bool) (process, string, error) {
	type candidate struct {
		process
		program string
	}
	var found []candidate
	for _, r := range roles {
		if program, _ := o.config(); program != "" && r.program != program {
			continue
		}
		for _, p := range workers(all, r) {
			found = append(found, candidate{p, r.program})
		}
	}
	narrow := func(keep func(candidate) bool) {
		var fewer []candidate
		for _, c := range found {
			if keep(c) {
				fewer = append(fewer, c)
			}
		}
		if len(fewer) > 0 {
			found = fewer
		}
	}
	if _, file := o.config(); file != "" {
		narrow(func(c candidate) bool { return configOf(all, c.process) == absolute(file) })
	}
	if o.URL != "" {
		narrow(func(c candidate) bool { return listens(c.process) })
	}
	narrow(func(c candidate) bool { return c.program != "PHP-FPM" })
	if len(found) == 0 {
		return process{}, "", problem.New(problem.NotFound, "no web server runs here that is known (nginx, apache2 or httpd, caddy, lighttpd, php-fpm); name its user with --user")
	}
	for _, c := range found[1:] {
		if !alike(c.process, found[0].process) {
			return process{}, "", problem.New(problem.Invalid, "several web servers run here (%s pid %d as %s, %s pid %d as %s); choose one with --pid or --user",
				found[0].program, found[0].pid, userName(found[0].uid), c.program, c.pid, userName(c.uid))
		}
	}
	return found[0].process, found[0].program, nil
}

// configOf is the file that the command line of p, or of the process that it
// comes from, names.
func configOf(all []process, p process) string {
	for _, q := range all {
		if q.pid == p.pid || q.pid == p.parent {
			for _, flag := range []string{"-c", "-f", "--config"} {
				if v := flagOf(q.cmdline, flag); v != "" {
					return v
				}
			}
		}
	}
	return ""
}

func absolute(file string) string {
	if abs, err := filepath.Abs(file); err == nil {
		return abs
	}
	return file
}

// identity is what p may do.
func identity(p process, program string, all []process) Identity {
	id := Identity{Program: program, PID: p.pid, User: userName(p.uid), UID: p.uid, GIDs: p.gids, Overrule: p.overrule}
	id.Found = fmt.Sprintf("the running process %d", p.pid)
	id.config = configOf(all, p)
	for _, q := range all {
		if q.pid == p.parent {
			id.prefix = flagOf(q.cmdline, "-p")
			if program == "Apache httpd" {
				id.prefix = flagOf(q.cmdline, "-d")
			}
		}
	}
	return id
}

// portOf is the port that a URL asks.
func portOf(raw string) uint16 {
	u, err := url.Parse(raw)
	if err != nil {
		return 0
	}
	if n, err := strconv.ParseUint(u.Port(), 10, 16); err == nil {
		return uint16(n)
	}
	if strings.EqualFold(u.Scheme, "https") {
		return 443
	}
	return 80
}
