package inspect

import (
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"os/user"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
)

// A view is the file system as the serving process sees it.
type view interface {
	// node returns what lies at an absolute path, without following a link at
	// its end. fs.ErrNotExist and fs.ErrPermission are told apart; the latter
	// means that we ourselves may not look.
	node(path string) (node, error)
	// read returns the text of a file of the configuration.
	read(path string) ([]byte, error)
	// glob returns the paths that match, in order.
	glob(pattern string) ([]string, error)
}

// A system is what holds for the whole machine.
type system struct {
	protectedLinks bool // /proc/sys/fs/protected_symlinks
	selinux        bool // SELinux enforces
	// allows asks SELinux whether one label may do what to another; known is
	// false when it could not be asked.
	allows func(from, to string, kind Kind, want perm) (ok, known bool)
	// listening reports whether anything listens at an address of this machine,
	// as the process sees it.
	listening func(pid int, at netip.AddrPort) bool
}

// links says which symbolic links the server's configuration lets it follow.
type links struct {
	mode  linkMode
	from  string // components of this prefix are not checked (nginx)
	where string // file:line
	line  string
	mend  Mend
}

type linkMode int

const (
	followAll linkMode = iota
	followOwn          // only if the link and what it names have one owner
	followNone
)

// A walker goes over the components of a path.
type walker struct {
	view view
	id   Identity
	sys  system
	// rule says for a link which rule holds for it.
	rule  func(link string) links
	steps []Step
	hops  int
}

// maxHops is the number of links that Linux follows in one path
// (path_resolution(7)).
const maxHops = 40

// A reached is the end of a walk: what lies there, or why it was not reached.
type reached struct {
	node node
	deny *Finding
}

// walk goes to p, and asks for want on what lies there. An error means that we
// ourselves could not look.
func (w *walker) walk(p string, want perm) (reached, error) {
	w.hops = 0
	r, err := w.resolve(path.Clean(p))
	if err != nil || r.deny != nil || want == 0 {
		return r, err
	}
	return w.ask(r.node, want), nil
}

// resolve goes to p, an absolute and clean path.
func (w *walker) resolve(p string) (reached, error) {
	at := "/"
	rest := strings.Split(strings.Trim(p, "/"), "/")
	cur, err := w.look(at)
	if err != nil {
		return reached{}, err
	}
	for len(rest) > 0 {
		name := rest[0]
		rest = rest[1:]
		if name == "" || name == "." {
			continue
		}
		if cur.kind != Directory {
			return reached{deny: missing(path.Join(cur.path, name), cur.path+" is no directory")}, nil
		}
		if r := w.ask(cur, mayExec); r.deny != nil {
			return r, nil
		}
		next, err := w.look(path.Join(at, name))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return reached{deny: missing(path.Join(at, name), "there is no "+path.Join(at, name))}, nil
		case err != nil:
			return reached{}, err
		}
		if next.kind != Link {
			at, cur = next.path, next
			continue
		}
		deny, err := w.follow(cur, next)
		if err != nil || deny != nil {
			return reached{deny: deny}, err
		}
		target := next.target
		if !path.IsAbs(target) {
			target = path.Join(at, target)
		}
		rest = append(strings.Split(strings.Trim(path.Clean(target), "/"), "/"), rest...)
		at = "/"
		if cur, err = w.look(at); err != nil {
			return reached{}, err
		}
	}
	return reached{node: cur}, nil
}

func (w *walker) look(p string) (node, error) {
	n, err := w.view.node(p)
	if err != nil {
		return node{}, fmt.Errorf("look at %s: %w", p, err)
	}
	return n, nil
}

// ask records a step: may the process do want to n?
func (w *walker) ask(n node, want perm) reached {
	g := decide(n, w.id, want)
	step := stepOf(n, wants(n.kind, want), g.ok, g.String())
	var deny *Finding
	if !g.ok {
		deny = refusal(n, w.id, want, g)
	} else if f := w.mounted(n); f != nil {
		deny = f
	} else if f := w.labelled(n, want); f != nil {
		deny = f
	} else if f := w.unrunnable(n, want); f != nil {
		deny = f
	}
	if deny != nil {
		step.OK = false
		if g.ok {
			step.Ground = deny.Says
		}
	}
	w.record(step)
	return reached{n, deny}
}

// record keeps one step for each path and wish.
func (w *walker) record(s Step) {
	if !slices.ContainsFunc(w.steps, func(o Step) bool { return o.Path == s.Path && o.Wants == s.Wants && o.OK == s.OK }) {
		w.steps = append(w.steps, s)
	}
}

func wants(k Kind, want perm) string {
	switch {
	case k == Directory && want == mayExec:
		return "search"
	case k == Directory && want == mayRead:
		return "list"
	case want == mayExec:
		return "run"
	case want&mayWrite != 0:
		return "connect"
	}
	return "read"
}

// refusal is the finding for a right that the mode or the access list denies.
func refusal(n node, id Identity, want perm, g grant) *Finding {
	cause := diagnose.CauseID("static/file-unreadable")
	if n.kind == Directory {
		cause = "static/directory-unreadable"
	}
	if n.kind == Socket {
		cause = "upstream/unreachable"
	}
	what := map[string]string{"search": "pass through the directory", "list": "list the directory", "read": "read the file", "run": "run the file", "connect": "connect to the socket"}[wants(n.kind, want)]
	says := fmt.Sprintf("%s may not %s %s: it is %s %s:%s, and for %s %s.", who(id), what, n.path, modeText(n), userName(n.uid), groupName(n.gid), who(id), g)
	return &Finding{Cause: cause, Denies: true, Says: says, Where: n.path, Mend: mendAccess(n, id, want, g), phase: phaseContent}
}

func who(id Identity) string {
	if id.User == "" {
		return "uid " + strconv.FormatUint(uint64(id.UID), 10)
	}
	return id.User
}

func missing(p, says string) *Finding {
	return &Finding{
		Cause: "resource/not-found", Denies: true, Says: upper(says) + ".", Where: p, phase: phaseContent,
		Mend: []Mend{{"Deploy it, or point the configuration or the check at what is there:", "ls -la " + quote(path.Dir(p))}},
	}
}

func upper(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

func stepOf(n node, want string, ok bool, ground string) Step {
	return Step{n.path, n.kind, modeText(n), userName(n.uid), groupName(n.gid), n.target, n.label, want, ok, ground}
}

// userName and groupName are for showing; a number without a name stays one.
func userName(uid uint32) string {
	id := strconv.FormatUint(uint64(uid), 10)
	if u, err := user.LookupId(id); err == nil {
		return u.Username
	}
	return id
}

func groupName(gid uint32) string {
	id := strconv.FormatUint(uint64(gid), 10)
	if g, err := user.LookupGroupId(id); err == nil {
		return g.Name
	}
	return id
}
