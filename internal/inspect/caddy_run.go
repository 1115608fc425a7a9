package inspect

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/crypto/bcrypt"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
)

// run carries out a block. It reports whether the request has its answer.
func (c *caddy) run(block []directive, under answer, deep int) bool {
	return c.steps(block, c.sorted(block, false), under, deep)
}

func (c *caddy) steps(block []directive, steps []caddyStep, under answer, deep int) bool {
	outer := c.matchers
	defer func() { c.matchers = outer }()
	for _, d := range block {
		if strings.HasPrefix(d.name, "@") {
			c.matchers = append([]directive{d}, c.matchers...)
		}
	}
	handled := false
	for _, s := range steps {
		isHandle := s.name == "handle" || s.name == "handle_path"
		if isHandle && handled || deep > maxDepth {
			continue
		}
		holds, args := c.matcher(s.directive, nil)
		s.args = args
		if holds = under.and(holds); holds.never() {
			continue
		}
		if holds.is != yes {
			c.perhaps(s, holds, deep)
			continue
		}
		handled = handled || isHandle
		if c.step(s, holds, deep) {
			return true
		}
	}
	return false
}

// perhaps tells what a directive would do that holds for some only.
func (c *caddy) perhaps(s caddyStep, holds answer, deep int) {
	switch s.name {
	case "respond", "error", "abort":
		c.answers(s, holds)
	case "handle", "handle_path", "route":
		c.run(s.block, holds, deep+1)
	}
}

// step carries out one directive that holds.
func (c *caddy) step(s caddyStep, holds answer, deep int) bool {
	switch s.name {
	case "root":
		if len(s.args) > 0 {
			c.root = c.text(s.args[0])
		}
	case "redir":
		c.p.note("%s redirects the request: %s", s.where(), s.directive.text())
		return true
	case "rewrite":
		if len(s.args) > 0 {
			c.goTo(c.text(s.args[0]))
		}
	case "uri":
		c.changed(s.args)
	case "try_files":
		return c.tries(s)
	case "basic_auth", "basicauth":
		c.auth(s)
	case "forward_auth":
		h := c.p.handler
		c.upstreams(s.directive, s.args)
		c.p.handler = h
		c.p.note("%s asks another service whether the client may pass: its answer but 2xx is the client's. It cannot be told here.", s.where())
	case "handle", "route", "handle_path":
		return c.inside(s, holds, deep)
	case "respond", "error", "abort":
		return c.answers(s, holds)
	case "reverse_proxy", "php_fastcgi":
		c.upstreams(s.directive, s.args)
		if s.name == "php_fastcgi" && c.root != "" {
			c.p.handler = "fastcgi_pass"
			c.p.path = c.script()
		}
		return true
	case "file_server":
		return c.files(s)
	case "map", "vars", "invoke", "method":
		c.p.note("%s is not followed here: %s", s.where(), s.name)
	}
	return false
}

// inside is handle and its kin.
func (c *caddy) inside(s caddyStep, holds answer, deep int) bool {
	uri := c.uri
	if s.name == "handle_path" && len(s.directive.args) > 0 {
		c.uri = cleanURI("/" + strings.TrimPrefix(strings.TrimPrefix(c.uri, strings.TrimRight(s.directive.args[0], "*")), "/"))
	}
	c.p.rule(directive{name: s.name, args: s.directive.args, file: s.file, line: s.line})
	ended := false
	if s.name == "route" {
		ended = c.steps(s.block, c.sorted(s.block, true), holds, deep+1)
	} else {
		ended = c.run(s.block, holds, deep+1)
	}
	if !ended && s.name == "handle_path" {
		c.uri = uri
	}
	return ended
}

// answers is respond, error and abort.
func (c *caddy) answers(s caddyStep, holds answer) bool {
	code := 200
	for _, a := range s.args {
		if n, err := strconv.Atoi(a); err == nil && n > 99 && n < 1000 {
			code = n
		}
	}
	if s.name == "error" && code == 200 {
		code = 500
	}
	if s.name != "abort" && code < 400 {
		if holds.is == yes {
			c.p.note("%s answers the request itself, no file is read.", s.where())
		}
		return holds.is == yes
	}
	cause := c.causeOf(holds)
	if r, ok := returnCauses[code]; ok && (cause == "static/path-deny-rule" || code == 401) {
		cause = r
	}
	says := wordsOf(code, holds)
	if s.name == "abort" {
		says = strings.NewReplacer("(444)", "(abort)").Replace(wordsOf(444, holds))
	}
	shown := directive{name: s.name, args: s.directive.args, file: s.file, line: s.line}
	c.deny(shown, cause, says, phaseRewrite).Denies = holds.is == yes
	return holds.is == yes
}

// text puts the usual placeholders into a text.
func (c *caddy) text(s string) string {
	return strings.NewReplacer("{path}", c.uri, "{http.request.uri.path}", c.uri, "{uri}", c.uri+question(c.q.args)+c.q.args, "{query}", c.q.args, "{host}", c.q.host).Replace(s)
}

func (c *caddy) goTo(to string) {
	p, args, more := strings.Cut(to, "?")
	if c.uri = cleanURI(p); more {
		c.q.args = args
	}
}

// changed is uri strip_prefix and strip_suffix.
func (c *caddy) changed(args []string) {
	if len(args) < 2 {
		return
	}
	switch args[0] {
	case "strip_prefix":
		c.uri = cleanURI("/" + strings.TrimPrefix(strings.TrimPrefix(c.uri, args[1]), "/"))
	case "strip_suffix":
		c.uri = cleanURI(strings.TrimSuffix(c.uri, args[1]))
	}
}

// tries is try_files.
func (c *caddy) tries(s caddyStep) bool {
	for _, a := range s.args {
		if code, ok := strings.CutPrefix(a, "="); ok {
			n, _ := strconv.Atoi(code)
			cause, ok := returnCauses[n]
			if !ok {
				cause = "static/path-deny-rule"
			}
			c.deny(s.directive, cause, "None of the files that try_files names is there, so the answer is "+code+".", phaseContent)
			return true
		}
		name, _, _ := strings.Cut(c.text(a), "?")
		kind, there := kindAt(c.v, path.Join(c.root, name))
		if there && (kind == Directory) == strings.HasSuffix(a, "/") {
			c.goTo(c.text(a))
			return false
		}
	}
	return false
}

// auth is basic_auth: its users stand in the Caddyfile.
func (c *caddy) auth(s caddyStep) {
	shown := directive{name: s.name, args: s.directive.args, file: s.file, line: s.line}
	c.p.rule(shown)
	scheme, _, given := c.q.authorization()
	name, password, ok := c.q.basic()
	switch {
	case !given:
		c.deny(shown, "auth/missing-credentials", "A user is asked for here; without one the answer is 401.", phaseAccess).Denies = false
		return
	case scheme != "basic" || !ok:
		c.deny(shown, "auth/wrong-scheme", "Basic authentication is asked for here, and the client sends another scheme: the answer is 401.", phaseAccess)
		return
	}
	for _, u := range find(s.block, name) {
		if hash := firstArg(u); !strings.HasPrefix(hash, "$2") || bcrypt.CompareHashAndPassword([]byte(hash), []byte(password)) == nil {
			return
		}
	}
	c.deny(shown, "auth/invalid-credentials", "The user that signs in is not among those here, or has another password: the answer is 401.", phaseAccess)
}

// script is the file that php_fastcgi would run.
func (c *caddy) script() string {
	file := path.Join(c.root, c.uri)
	if kind, there := kindAt(c.v, file); there && kind == Directory || !there {
		return path.Join(c.root, "index.php")
	}
	return file
}

// files is file_server.
func (c *caddy) files(s caddyStep) bool {
	c.p.rule(directive{name: s.name, args: s.directive.args, file: s.file, line: s.line})
	root := c.root
	for _, d := range find(s.block, "root") {
		root = c.text(firstArg(d))
	}
	if !path.IsAbs(root) {
		c.p.note("The root of %s is relative to where Caddy was started, which cannot be told here.", s.where())
		return true
	}
	file := path.Join(root, c.uri)
	hide := slices.Concat(find(s.block, "hide"), []directive{{name: "hide", args: []string{c.conf}, file: s.file, line: s.line}})
	for _, d := range hide {
		if pattern, ok := hidden(d.args, file); ok {
			c.deny(d, diagnose.CauseID("static/path-deny-rule"), "The file server hides "+pattern+": the answer is 404.", phaseAccess)
			break
		}
	}
	c.p.path, c.p.asDir = file, strings.HasSuffix(c.uri, "/")
	c.p.index = []string{"index.html", "index.txt"}
	for _, d := range find(s.block, "index") {
		c.p.index = d.args
	}
	c.p.listing = slices.Contains(s.args, "browse") || len(find(s.block, "browse")) > 0
	if kind, there := kindAt(c.v, file); there && kind == Directory {
		return true
	}
	if m := c.q.verb(); m != "GET" && m != "HEAD" {
		c.deny(directive{name: s.name, args: s.directive.args, file: s.file, line: s.line}, "request/method-refused", "The file server answers "+m+" with 405, but for versions up to 2.6.", phaseContent).Denies = false
	}
	return true
}

// hidden reports which pattern of hide a file has: one without a slash is for
// any part of the path, one with a slash for it and what lies below.
func hidden(patterns []string, file string) (string, bool) {
	for _, p := range patterns {
		if strings.Contains(p, "/") {
			if ok, err := path.Match(p, file); err == nil && ok || within(strings.TrimSuffix(p, "/"), file) {
				return p, true
			}
			continue
		}
		for part := range strings.SplitSeq(file, "/") {
			if ok, err := path.Match(p, part); err == nil && ok {
				return p, true
			}
		}
	}
	return "", false
}
