package diagnose

import (
	"fmt"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

// changeRules compare the failing answer with the last good one.
var changeRules = []Rule{
	{ID: "worked-before", Ground: "it was there when last checked: the request itself is of a form that works", Source: "the last good answer",
		says:  text("the same request was answered well before"),
		when:  func(f *features) bool { return f.ev.LastGood != nil },
		gives: []weight{{cUnknownName, .5}, {cMethod, .3}, {cHead, .3}, {cNotAcceptable, .4}, {cWrongScheme, .3}, {cMissingCreds, .5}, {cProtocol, .5}, {cCSRF, .4}, {cBan, 2}, {cLimit, 1.5}}},
	{ID: "another-address", Ground: "one node of several fails, or the name was moved", Source: "the last good answer", says: func(f *features) string {
		return fmt.Sprintf("the request went to %s now, and to %s when it worked", hostAddr(&f.ev.First), hostAddr(f.ev.LastGood))
	},
		when: func(f *features) bool {
			return f.ev.LastGood != nil && hostAddr(f.ev.LastGood) != "" && hostAddr(&f.ev.First) != "" && hostAddr(f.ev.LastGood) != hostAddr(&f.ev.First)
		},
		gives: []weight{{cBackendSplit, 4}, {cUnknownName, 2}, {cFamilySplit, 2}}},
	{ID: "another-program", Ground: "another program answers than when it worked: an edge was put in front, a default host took over, or a page of the proxy replaced the application's", Source: "header Server", says: func(f *features) string {
		return fmt.Sprintf("the answer comes from %s now, and came from %s when it worked", f.ans.Get("Server"), serverOf(f.ev.LastGood))
	},
		when: func(f *features) bool {
			was, is := serverOf(f.ev.LastGood), f.ans.Get("Server")
			return was != "" && is != "" && productOf(was) != productOf(is)
		},
		gives: []weight{{cUnknownName, 3}, {cBlock, 2.5}, {cChallenge, 2.5}, {cOriginDenies, 3}, {cNoBackend, 1.5}, {cUnreachable, 1.5}, {cSuspended, 3}, {cProxyPolicy, 3}, {cFilePerm, .4}, {cSymlink, .4}}},
	{ID: "same-address-and-program", Ground: "nothing changed on the way: what changed is on the server, as a deploy or a rule", Source: "the last good answer",
		says: text("the refusal began although address and server are those of the last good answer"),
		when: func(f *features) bool {
			was := serverOf(f.ev.LastGood)
			return f.ans.status == 403 && was != "" && was == f.ans.Get("Server") && hostAddr(f.ev.LastGood) == hostAddr(&f.ev.First)
		},
		gives: []weight{{cFilePerm, 1.3}, {cDirPerm, 1.3}, {cPathRule, 1.2}, {cUnknownName, .4}, {cBackendSplit, .6}}},
}

// hostAddr is the address that a report ended on.
func hostAddr(r *measure.Report) string {
	if h := r.Last(); h != nil && h.Addr.IsValid() {
		return h.Addr.Addr().Unmap().String()
	}
	return ""
}

func serverOf(r *measure.Report) string {
	if r == nil {
		return ""
	}
	if a := r.Answer(); a != nil {
		return a.Get("Server")
	}
	return ""
}

// productOf is the first word of a Server field, without its version.
func productOf(server string) string {
	name, _, _ := strings.Cut(strings.ToLower(server), "/")
	name, _, _ = strings.Cut(name, " ")
	return name
}
