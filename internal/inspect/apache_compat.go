package inspect

import (
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
)

// compat is Order, Allow and Deny of httpd 2.2 (mod_access_compat). It returns
// whether they refuse the client.
func (a *apache) compat() truth {
	if len(a.state.legacy) == 0 || !a.c.modules["access_compat"] {
		return no
	}
	allowFirst, all := false, map[string]bool{}
	match, by := map[string]answer{}, map[string]*directive{}
	for i, d := range a.state.legacy {
		if d.name == "order" {
			allowFirst = !strings.HasPrefix(strings.ToLower(strings.Join(d.args, "")), "deny")
			continue
		}
		for _, s := range d.args[min(1, len(d.args)):] {
			c := a.fromOne(s)
			match[d.name] = match[d.name].or(c)
			all[d.name] = all[d.name] || strings.EqualFold(s, "all")
			if by[d.name] == nil || c.is == yes {
				by[d.name] = &a.state.legacy[i]
			}
		}
	}
	refused := match["deny"].and(match["allow"].not())
	if allowFirst {
		refused = match["deny"].or(match["allow"].not())
	}
	if refused.never() {
		return no
	}
	from := by["deny"]
	if from == nil || match["deny"].is == no && by["allow"] != nil {
		from = by["allow"]
	}
	if from == nil {
		from = &a.state.legacy[0]
	}
	cause := a.causeOf(refused, true)
	if cause == "net/ip-blocklist" && (all["deny"] || match["deny"].never()) {
		cause = "net/ip-allowlist"
	}
	if cause == "referer/hotlink-denied" && !refused.asked && a.q.header("referer").text == "" {
		cause = "referer/referer-required"
	}
	a.ordered(*from, cause, refused)
	return refused.is
}

func (a *apache) ordered(from directive, cause diagnose.CauseID, refused answer) {
	says := map[truth]string{
		yes: "Order, Allow and Deny refuse the client here.", maybe: "Order, Allow and Deny refuse some clients here; whether this one cannot be told.",
		no: "Order, Allow and Deny refuse some clients here; a plain request passes.",
	}[refused.is]
	f := a.deny(from, cause, says+refused.depends("the client is refused"), phaseAccess)
	f.Denies = refused.is == yes
	if cause == "net/ip-allowlist" {
		f.Mend = append([]Mend{{"Add `Allow from " + sample(a.q.client) + "` beside " + from.where() + ", then:", apacheReload}}, f.Mend...)
	}
	a.lateEnv(from)
}

// fromOne is one argument of Allow from or Deny from.
func (a *apache) fromOne(s string) answer {
	if strings.EqualFold(s, "all") {
		return answer{is: yes}
	}
	if name, ok := strings.CutPrefix(s, "env="); ok {
		name, negate := strings.CutPrefix(name, "!")
		if negate {
			return a.hasEnv(name).not()
		}
		return a.hasEnv(name)
	}
	if _, ok := partialPrefix(s); ok {
		return a.fromNet("ip", []string{s})
	}
	return a.fromNet("host", nil)
}
