// Package inspect looks at a path on the web server's own host, with the eyes
// of the process that serves it, and says what keeps it from being served.
//
// What belongs here: who the serving process is, the walk over every component
// of a path with its rights, the parts of the configurations of nginx and of
// Apache httpd that decide about access, and the command or the line that
// mends what denies. It only reads: it starts no program, sends no request and
// changes nothing. Decisions are pure functions of facts (files without a
// system's name); what reads the system stands in files named for it.
package inspect

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
)

// Options say what to look at. A zero Options is not valid: a Path, or a URL
// with a configuration, is needed.
type Options struct {
	Path string // absolute, as the serving process names it
	URL  string // that is refused
	// Nginx, Apache, Lighttpd and Caddy are the main configuration file of that
	// program; at most one is set.
	Nginx, Apache, Lighttpd, Caddy string
	// Client is the address of the client that is refused, if it is known. The
	// zero value stands for a client that no list names.
	Client netip.Addr
	// Method is what is asked, "" for GET, and Headers are fields that the
	// client sends, "NAME: VALUE". What is not given, a plain request decides.
	Method  string
	Headers []string
	// Who serves: a user name, or numbers, or a process; the zero value means
	// the running web server is looked for.
	User string
	UID  *uint32
	GIDs []uint32 // with UID
	PID  int
}

// config is the program whose configuration is given, and its file; "" for none.
func (o Options) config() (program, file string) {
	switch {
	case o.Nginx != "":
		return "nginx", o.Nginx
	case o.Apache != "":
		return "Apache httpd", o.Apache
	case o.Lighttpd != "":
		return "lighttpd", o.Lighttpd
	case o.Caddy != "":
		return "Caddy", o.Caddy
	}
	return "", ""
}

// A Result is what was found. Its JSON form is public: `uptimesignal inspect
// --json` shows it as it is. It holds no secret.
type Result struct {
	Path   string   `json:"path"`          // the file or directory that would be served
	URL    string   `json:"url,omitempty"` // without secrets
	Server Identity `json:"server"`
	// Denies reports whether a plain request is denied: a GET without a
	// Referer, from the client's address if one was given and else from one
	// that no list names, with the credential that is asked for, if one is.
	Denies bool `json:"denies"`
	// Findings are the reasons, in the order in which the server meets them.
	// The first that denies is the cause of what clients see.
	Findings []Finding `json:"findings"`
	Steps    []Step    `json:"steps"`           // the components of the path, from the root down
	Rules    []string  `json:"rules,omitempty"` // the parts of the configuration that apply
	Notes    []string  `json:"notes,omitempty"` // what could not be looked at, or what to know
}

// A Finding is one reason why requests are denied.
type Finding struct {
	Cause diagnose.CauseID `json:"cause"`
	// Denies is false for what denies only some clients.
	Denies bool   `json:"denies"`
	Says   string `json:"says"`  // what was seen
	Where  string `json:"where"` // a path, or file:line
	Line   string `json:"line,omitempty"`
	Mend   []Mend `json:"mend"` // the usual one first
	phase  phase
}

// A Mend is one way to mend a finding. It is for people to run, never run here.
type Mend struct {
	Says    string `json:"says"`
	Command string `json:"command,omitempty"` // for a shell
}

// A Step is one component of the path, as the serving process meets it.
type Step struct {
	Path   string `json:"path"`
	Kind   Kind   `json:"kind"`
	Mode   string `json:"mode"` // as ls writes it, with + for an access list
	Owner  string `json:"owner"`
	Group  string `json:"group"`
	Target string `json:"target,omitempty"` // of a symbolic link
	Label  string `json:"label,omitempty"`  // of SELinux
	Wants  string `json:"wants"`            // search, read, follow
	OK     bool   `json:"ok"`
	Ground string `json:"ground"` // the class that applies, and what it grants
}

// An Identity is the process that serves.
type Identity struct {
	Program  string   `json:"program,omitempty"`
	PID      int      `json:"pid,omitempty"`
	User     string   `json:"user"`
	UID      uint32   `json:"uid"`
	GIDs     []uint32 `json:"gids"`              // the first is the primary one
	Label    string   `json:"label,omitempty"`   // of SELinux
	Profile  string   `json:"profile,omitempty"` // of AppArmor
	Found    string   `json:"found"`             // how it was found
	Overrule bool     `json:"overrule"`          // it may read whatever the modes say (CAP_DAC_OVERRIDE or CAP_DAC_READ_SEARCH)
	config   string   // the file named on its command line
	prefix   string
}

// Inspected returns the cause for [diagnose.Evidence]: the first finding that
// denies. What the server would meet later shows to nobody.
func (r Result) Inspected() []diagnose.CauseID {
	for _, f := range r.Findings {
		if f.Denies {
			return []diagnose.CauseID{f.Cause}
		}
	}
	return nil
}

// A phase orders findings as a server meets them.
type phase int

const (
	phaseRewrite phase = iota
	phaseMap           // Apache httpd walks the path before it asks who may
	phaseAccess
	phaseFixup // mod_rewrite and mod_alias in a directory
	phaseContent
	phaseReach
)

// private are parts of paths that clients have no business with.
var private = []string{"/.git", "/.env", "/.ht", "/.svn", "/.hg", "/.aws", "/.ssh", "/.DS_Store"}

// closed reports whether a path is one that should be refused.
func closed(p string) bool {
	return slices.ContainsFunc(private, func(s string) bool { return strings.Contains(p, s) })
}

// settle orders the findings and sums them up.
func (r *Result) settle() {
	slices.SortStableFunc(r.Findings, func(a, b Finding) int { return int(a.phase) - int(b.phase) })
	for i, f := range r.Findings {
		r.Denies = r.Denies || f.Denies
		if f.Mend == nil {
			r.Findings[i].Mend = []Mend{}
		}
		if f.Cause == "static/path-deny-rule" && closed(r.Path+" "+r.URL) {
			r.Findings[i].Mend = append([]Mend{{"Files such as this one are better refused: let the check expect 403 or 404 here.", ""}}, f.Mend...)
		}
	}
	if r.Findings == nil {
		r.Findings = []Finding{}
	}
	if r.Steps == nil {
		r.Steps = []Step{}
	}
	if r.Server.GIDs == nil {
		r.Server.GIDs = []uint32{}
	}
}
