package inspect

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
)

// follow records a step over a link in dir, and says what denies it.
func (w *walker) follow(dir, link node) (*Finding, error) {
	w.hops++
	deny, ground := w.linkDenied(dir, link)
	if deny == nil && w.rule != nil {
		var err error
		if deny, ground, err = w.ruled(link, w.rule(link.path)); err != nil {
			return nil, err
		}
	}
	w.record(stepOf(link, "follow", deny == nil, ground))
	return deny, nil
}

// linkDenied is what the system itself denies.
func (w *walker) linkDenied(dir, link node) (*Finding, string) {
	f := &Finding{Cause: "static/symlink-refused", Denies: true, Where: link.path, phase: phaseContent}
	switch {
	case w.hops > maxHops:
		f.Says = fmt.Sprintf("More than %d symbolic links: they go round in circles.", maxHops)
		f.Mend = []Mend{{"See where it leads, and mend the link:", "readlink -f " + quote(link.path)}}
	case link.mount != nil && link.mount.has("nosymfollow"):
		f.Says = fmt.Sprintf("%s is mounted with nosymfollow: no link on it is followed.", link.mount.point)
		f.Mend = []Mend{{"Deploy the file itself, or mount without nosymfollow:", "mount -o remount,symfollow " + quote(link.mount.point)}}
	case w.sys.protectedLinks && dir.mode&sticky != 0 && dir.mode&0o002 != 0 && link.uid != w.id.UID && link.uid != dir.uid:
		f.Says = fmt.Sprintf("fs.protected_symlinks is on, and %s lies in %s, to which everyone may write: only links of the follower or of the directory's owner are followed there; this one is of %s.", link.path, dir.path, userName(link.uid))
		f.Mend = []Mend{{"Put the link in a directory to which not everyone may write, or give it to the server's user:", "chown -h " + quote(who(w.id)) + " " + quote(link.path)}}
	default:
		return nil, "the link is followed"
	}
	return f, f.Says
}

// ruled is what the server's configuration denies.
func (w *walker) ruled(link node, rule links) (*Finding, string, error) {
	if rule.mode == followAll || rule.from != "" && within(link.path, rule.from) && !strings.HasPrefix(link.path, strings.TrimSuffix(rule.from, "/")+"/") {
		return nil, "the link is followed", nil
	}
	f := &Finding{Cause: diagnose.CauseID("static/symlink-refused"), Denies: true, Where: rule.where, Line: rule.line, phase: phaseContent}
	if rule.mode == followNone {
		f.Says = fmt.Sprintf("%s is a symbolic link to %s, and the server is told to follow none.", link.path, link.target)
		f.Mend = []Mend{{"Deploy the file itself in place of the link, or change the rule.", ""}, rule.mend}
		return f, f.Says, nil
	}
	target := link.target
	if !path.IsAbs(target) {
		target = path.Join(path.Dir(link.path), target)
	}
	end, err := w.view.node(path.Clean(target))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, "the link names nothing", nil
	case err != nil:
		return nil, "", fmt.Errorf("look at %s: %w", target, err)
	case end.uid == link.uid:
		return nil, "the link and its end have one owner", nil
	}
	f.Says = fmt.Sprintf("%s is a symbolic link of %s to %s of %s, and the server follows links only where both have one owner.", link.path, userName(link.uid), target, userName(end.uid))
	f.Mend = []Mend{{"Give the link to the owner of what it names:", "chown -h " + quote(userName(end.uid)) + " " + quote(link.path)}, rule.mend}
	return f, f.Says, nil
}

// within reports whether dir is p, or a directory above it.
func within(dir, p string) bool {
	return dir == p || dir == "/" || strings.HasPrefix(p, strings.TrimSuffix(dir, "/")+"/")
}
