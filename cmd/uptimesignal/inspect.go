package main

import (
	"context"
	"encoding/json"
	"net/netip"
	"strconv"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/inspect"
	"github.com/uptimesignal/uptimesignal/internal/redact"
)

// inspectCmd looks from within, on the web server's own host. With --json it
// prints an [inspect.Result], whose fields are added to and never renamed.
type inspectCmd struct {
	Path string `arg:"" optional:"" help:"The file or directory that is refused; with --url and a configuration it is found by itself."`

	URL      string `placeholder:"URL" help:"The URL that is refused."`
	Nginx    string `placeholder:"FILE" xor:"config" help:"Ask this configuration of nginx too, such as /etc/nginx/nginx.conf."`
	Apache   string `placeholder:"FILE" xor:"config" help:"Ask this configuration of Apache httpd too, such as /etc/apache2/apache2.conf."`
	Lighttpd string `placeholder:"FILE" xor:"config" help:"Ask this configuration of lighttpd too, such as /etc/lighttpd/lighttpd.conf."`
	Caddy    string `placeholder:"FILE" xor:"config" help:"Ask this Caddyfile too, such as /etc/caddy/Caddyfile."`
	Client   string `placeholder:"ADDR" help:"The address of the client that is refused; unless said otherwise one that no list names."`

	Method string   `placeholder:"NAME" help:"The method that is refused; unless said otherwise GET."`
	Header []string `short:"H" sep:"none" placeholder:"'NAME: VALUE'" help:"A field that the refused client sends, such as its User-Agent or Referer. Repeatable."`

	User string   `placeholder:"NAME" xor:"who" help:"Look as this user, instead of the web server that runs."`
	UID  *uint32  `name:"uid" placeholder:"N" xor:"who" help:"Look as this numeric user."`
	GID  []uint32 `name:"gid" placeholder:"N,…" help:"Its groups, with --uid; the primary one first."`
	PID  int      `name:"pid" placeholder:"N" xor:"who" help:"Look as this process."`

	JSON bool `name:"json" help:"Print one JSON document."`

	attachFlags
}

// Help says what the exit codes mean.
func (inspectCmd) Help() string {
	return "Changes nothing, and sends nothing without --attach. Exit codes: 0 nothing denies, 1 something denies, 2 it could not be looked at (often for want of sudo), or the result not be attached."
}

// Run is the command. Its answer is no when something denies.
func (c inspectCmd) Run(ctx context.Context, e *env) error {
	o := inspect.Options{Path: c.Path, URL: c.URL, Nginx: c.Nginx, Apache: c.Apache, Lighttpd: c.Lighttpd, Caddy: c.Caddy, User: c.User, UID: c.UID, GIDs: c.GID, PID: c.PID}
	if len(c.GID) > 0 && c.UID == nil {
		return wrong("--gid goes with --uid")
	}
	if c.UID != nil && len(c.GID) == 0 {
		return wrong("--uid needs --gid, the groups of that user")
	}
	o.Method = strings.ToUpper(c.Method)
	for _, h := range c.Header {
		if name, _, ok := strings.Cut(h, ":"); !ok || strings.TrimSpace(name) == "" {
			return wrong("--header: %q is not a field, such as 'User-Agent: bot/1.0'", redact.Text(h))
		}
	}
	o.Headers = c.Header
	if c.Client != "" {
		addr, err := netip.ParseAddr(c.Client)
		if err != nil {
			return wrong("--client: %q is not an address, such as 192.0.2.7", c.Client)
		}
		o.Client = addr
	}
	server, err := c.client()
	if err != nil {
		return err
	}
	r, err := inspect.Run(o)
	if err != nil {
		return err
	}
	if err := c.show(e, r); err != nil {
		return err
	}
	if server != nil {
		d, err := c.send(ctx, server, r)
		if err != nil {
			return err
		}
		if !c.JSON {
			t := newTerminal(e.stdout)
			t.item("Attached", "", plain, printable(strings.TrimSpace("to the incident "+d.ID+", which says now: "+d.Diagnosis.Summary)))
			if err := t.flush(); err != nil {
				return err
			}
		}
	}
	if r.Denies {
		return &exit{code: exitNot}
	}
	return nil
}

// show prints r.
func (c inspectCmd) show(e *env, r inspect.Result) error {
	if c.JSON {
		enc := json.NewEncoder(e.stdout)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(r)
	}
	t := newTerminal(e.stdout)
	printInspection(t, r)
	return t.flush()
}

// printInspection tells an inspection as check tells a diagnosis: the verdict
// first, then the cause, what mends it, what else denies, and the walk.
func printInspection(t *terminal, r inspect.Result) {
	t.gap()
	look, mark, word := green, "✓ ", "NOTHING DENIES"
	if r.Denies {
		look, mark, word = red, "✗ ", "DENIED"
	}
	if !t.colour {
		mark = ""
	}
	subject := r.Path
	if subject == "" {
		subject = r.URL
	}
	t.line("  " + t.paint(look, mark+word) + "  " + t.paint(bold, printable(subject)))
	if r.URL != "" && r.Path != "" {
		t.line("  " + printable(r.URL))
	}
	t.line("  " + t.paint(dim, printable(asWhom(r.Server))))
	t.gap()
	found(t, r.Findings)
	walked(t, r.Steps)
	for i, rule := range r.Rules {
		t.item(first(i, "Rules"), "", dim, printable(rule))
	}
	if len(r.Rules) > 0 {
		t.gap()
	}
	for i, n := range r.Notes {
		t.item(first(i, "Note"), "• ", plain, printable(n))
	}
	if len(r.Notes) > 0 {
		t.gap()
	}
}

// asWhom is the identity with which it was looked.
func asWhom(id inspect.Identity) string {
	text := "as "
	if id.Program != "" {
		text += id.Program + ", "
	}
	if id.User != "" {
		text += id.User + " "
	}
	groups := make([]string, len(id.GIDs))
	for i, g := range id.GIDs {
		groups[i] = strconv.FormatUint(uint64(g), 10)
	}
	text += "(uid " + strconv.FormatUint(uint64(id.UID), 10) + ", groups " + strings.Join(groups, ", ") + ")"
	if id.Found == "given" {
		return text
	}
	return text + " · " + id.Found
}

// found tells the cause, then what else denies, then what denies some.
func found(t *terminal, all []inspect.Finding) {
	label := "Cause"
	for _, f := range all {
		if f.Denies {
			oneFinding(t, label, f)
			label = "Then"
		}
	}
	label = "For some"
	for _, f := range all {
		if !f.Denies {
			oneFinding(t, label, f)
			label = ""
		}
	}
}

func oneFinding(t *terminal, label string, f inspect.Finding) {
	title := string(f.Cause)
	if e, ok := diagnose.Find(f.Cause); ok {
		title = e.Title
	}
	t.say(label, bold, title)
	t.row("", t.paint(dim, string(f.Cause)))
	t.item("", "• ", plain, printable(f.Says))
	if f.Line != "" {
		t.item("", "• ", plain, printable(f.Where+": "+f.Line))
	}
	if !f.Denies {
		t.gap()
		return
	}
	for i, m := range f.Mend {
		t.item(first(i, "Fix"), "", plain, printable(m.Says))
		if m.Command != "" {
			t.row("", "  "+t.paint(bold, printable(m.Command)))
		}
	}
	t.gap()
}

// walked is a table of the components of the path.
func walked(t *terminal, steps []inspect.Step) {
	if len(steps) == 0 {
		return
	}
	wide := [2]int{len("mode") + 2, len("owner") + 2}
	for _, s := range steps {
		wide[0] = max(wide[0], len(s.Mode)+2)
		wide[1] = max(wide[1], len(s.Owner)+len(s.Group)+3)
	}
	widths := []int{max(t.width-labelWidth-2-wide[0]-wide[1]-12, 20), wide[0], wide[1], 12}
	t.cells("Path", widths, []string{"component", "mode", "owner", "needs"}, []tint{dim, dim, dim, dim})
	for _, s := range steps {
		look, needs := plain, s.Wants
		if !s.OK {
			needs, look = needs+" ✗", red
			if !t.colour {
				needs = strings.TrimSuffix(needs, " ✗") + " NO"
			}
		}
		t.cells("", widths, []string{tail(printable(s.Path), widths[0]-2), s.Mode, s.Owner + ":" + s.Group, needs}, []tint{plain, plain, plain, look})
		if s.Target != "" {
			t.item("", "  → ", plain, printable(s.Target))
		}
	}
	t.gap()
}

// tail keeps the end of a text that is longer than n characters.
func tail(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return "…" + string(r[len(r)-n+1:])
	}
	return s
}
