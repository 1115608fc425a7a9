package experiment

import (
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/uptimesignal/uptimesignal/internal/form"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/probe"
)

// TestURLs: what each experiment asks for, beside what the check asked for.
func TestURLs(t *testing.T) {
	for _, c := range []struct {
		x         measure.Experiment
		arg, from string
		want      string // a regular expression
		changed   string
	}{
		{measure.XSibling, "", "https://s.example/a/report.pdf?x=1", `^https://s\.example/a/[a-z0-9]{10}\.pdf\?x=1$`, ""},
		{measure.XSibling, "", "https://s.example/a/db.tar.gz", `^https://s\.example/a/[a-z0-9]{10}\.tar\.gz$`, ""},
		{measure.XSibling, "", "https://s.example/.env", `^https://s\.example/\.[a-z0-9]{10}$`, ""},
		{measure.XSibling, "", "https://s.example/.htpasswd", `^https://s\.example/\.ht[a-z0-9]{10}$`, ""},
		{measure.XSibling, "", "https://s.example/a/conf.php~", `^https://s\.example/a/[a-z0-9]{10}\.php~$`, ""},
		{measure.XSibling, "", "https://s.example/a/", `^https://s\.example/a/[a-z0-9]{10}$`, ""},
		{measure.XSibling, "", "https://s.example/a/plain", `^https://s\.example/a/[a-z0-9]{10}$`, ""},
		{measure.XSibling, "", "https://s.example", `^https://s\.example/[a-z0-9]{10}$`, ""},
		{measure.XSibling, "", "https://s.example/a%2Fb/c%20d.txt", `^https://s\.example/a%2Fb/[a-z0-9]{10}\.txt$`, ""},
		{measure.XIndex, "", "https://s.example/a/?x=1", `^https://s\.example/a/index\.html\?x=1$`, "the index file /a/index.html"},
		{measure.XBare, "", "https://s.example/a/b/?x=1", `^https://s\.example/a/b$`, "the directory without its slash /a/b"},
		{measure.XBare, "", "https://s.example/a/b/c.txt", `^https://s\.example/a/b$`, ""},
		{measure.XParent, "", "https://s.example/a/b/?x=1", `^https://s\.example/a/$`, "the parent path /a/"},
		{measure.XParent, "", "https://s.example/a/b/c.txt", `^https://s\.example/a/b/$`, ""},
		{measure.XParent, "", "https://s.example/c.txt", `^https://s\.example/$`, ""},
		{measure.XRoot, "", "https://s.example/a/b/?x=1", `^https://s\.example/$`, "the root of the site /"},
		{measure.XQueryNone, "", "https://s.example/a?x=1&y=2", `^https://s\.example/a$`, "without the query"},
		{measure.XQueryOne, "x", "https://s.example/a?b=%2f&x=1&c", `^https://s\.example/a\?b=%2f&c$`, "without the parameter x"},
		{measure.XQueryOne, "", "https://s.example/a?b=1&utm_source=m", `^https://s\.example/a\?b=1$`, "without the parameter utm_source"},
		{measure.XBuster, "", "https://s.example/a", `^https://s\.example/a\?nocache=[a-z0-9]{8}$`, ""},
		{measure.XBuster, "", "https://s.example/a?x=1", `^https://s\.example/a\?x=1&nocache=[a-z0-9]{8}$`, ""},
		{measure.XHTTPS, "", "http://s.example:80/a?x=1", `^https://s\.example/a\?x=1$`, "https instead of http"},
		{measure.XHTTPS, "", "http://s.example:8080/a", `^https://s\.example:8080/a$`, ""},
	} {
		s := Subject{Spec: probe.DefaultHTTP(c.from)}
		spec, step := plan(s, measure.Step{Experiment: c.x, Arg: c.arg})
		if step.Skipped != "" || !regexp.MustCompile(c.want).MatchString(spec.URL) || c.changed != "" && step.Changed != c.changed {
			t.Errorf("%s of %s: got %s (%s%s), want %s (%s)", c.x, c.from, spec.URL, step.Changed, step.Skipped, c.want, c.changed)
		}
	}
}

// TestCredentials: nobody is asked with what could be a real credential, and
// none goes to another host.
func TestCredentials(t *testing.T) {
	s := rich()
	s.Spec.URL = "http://alice:SECRET@site.example:8080/"
	s.Spec.BasicUser, s.Spec.BasicPassword = "alice", "SECRET"
	all := func(spec probe.HTTP) string {
		var b strings.Builder
		for _, h := range spec.Headers {
			b.WriteString(h.Name + ": " + h.Value + "\n")
		}
		return b.String() + spec.URL + "\n" + spec.BasicUser + spec.BasicPassword + spec.Bearer
	}
	for _, x := range []measure.Experiment{measure.XCredsNone, measure.XCredsWrong} {
		spec, step := plan(s, measure.Step{Experiment: x})
		if got := all(without(spec, "Cookie")); strings.Contains(got, "SECRET") || strings.Contains(got, "alice") {
			t.Errorf("%s sends a real credential: %s", x, got)
		}
		if header(spec, "Cookie") == "" {
			t.Errorf("%s took the cookie away too: that is another factor", x)
		}
		if !strings.Contains(step.Changed, "Authorization, X-Api-Key") {
			t.Errorf("%s: changed %q", x, step.Changed)
		}
	}
	s.Owner.KnownGood = "http://elsewhere.example/"
	spec, _ := plan(s, measure.Step{Experiment: measure.XKnownGood})
	if got := all(spec); strings.Contains(got, "SECRET") || spec.URL != s.Owner.KnownGood {
		t.Errorf("sent to another host: %s", got)
	}
	spec, _ = plan(rich(), measure.Step{Experiment: measure.XKnownGood})
	if header(spec, "Authorization") == "" {
		t.Error("the credentials were not sent to the same host")
	}
	spec, _ = plan(rich(), measure.Step{Experiment: measure.XCredsOther})
	want := []form.Header{{Name: "Cookie", Value: "a=SECRET"}, {Name: "Referer", Value: "https://other.example/"}, {Name: "X-Plain", Value: "kept"}, {Name: "Authorization", Value: "Bearer SECRET2"}}
	if diff := cmp.Diff(want, spec.Headers); diff != "" {
		t.Error(diff)
	}
}

// TestSchemeStays: made-up credentials keep the scheme, which is another
// factor.
func TestSchemeStays(t *testing.T) {
	for scheme, want := range map[string]string{
		"Basic YWxpY2U6eA==": "Basic ", "Bearer x": "Bearer " + wrongToken, "Token x": "Token " + wrongToken, "opaque": wrongToken,
	} {
		s := Subject{Spec: with(probe.DefaultHTTP("http://s.example/"), "Authorization", scheme)}
		spec, _ := plan(s, measure.Step{Experiment: measure.XCredsWrong})
		if got := header(spec, "Authorization"); !strings.HasPrefix(got, want) {
			t.Errorf("%s became %s", scheme, got)
		}
	}
}

// TestUnsafeMethod: a check with another method is tried with GET and without
// its body, and that is said.
func TestUnsafeMethod(t *testing.T) {
	s := rich()
	s.Spec.Method, s.Spec.Body = "POST", "a=1"
	s.Spec = with(s.Spec, "Content-Type", "text/plain")
	spec, step := plan(s, measure.Step{Experiment: measure.XUserAgent})
	if spec.Method != "GET" || spec.Body != "" || header(spec, "Content-Type") != "" {
		t.Errorf("sent as %s with %q", spec.Method, spec.Body)
	}
	if want := "a browser's User-Agent instead of “curl/8.0”, sent as GET since POST is not repeated"; step.Changed != want {
		t.Errorf("changed %q", step.Changed)
	}
	if _, step = plan(s, measure.Step{Experiment: measure.XMethodGet}); step.Changed != "GET instead of POST" {
		t.Errorf("changed %q", step.Changed)
	}
}

// TestReferer is the site's own origin, by the best name that is known.
func TestReferer(t *testing.T) {
	s := bare()
	for _, want := range []string{"https://192.0.2.1/", "https://named.example/", "https://owner.example/"} {
		spec, _ := plan(s, measure.Step{Experiment: measure.XReferer})
		if got := header(spec, "Referer"); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		if s.Spec = with(s.Spec, "Host", "named.example"); want == "https://named.example/" {
			s.Owner.CanonicalHost = "owner.example"
		}
	}
}

// TestMadeUp: a made-up token goes where none was sent, and never beside a
// credential of the check.
func TestMadeUp(t *testing.T) {
	spec, step := plan(bare(), measure.Step{Experiment: measure.XCredsMade})
	if got := header(spec, "Authorization"); got != "Bearer "+wrongToken || step.Changed != "a made-up token in Authorization" {
		t.Errorf("sends %q, %+v", got, step)
	}
	for _, change := range []func(*probe.HTTP){
		func(h *probe.HTTP) { h.Bearer = "SECRET" }, func(h *probe.HTTP) { h.BasicUser = "me" },
		func(h *probe.HTTP) { *h = with(*h, "X-Gotify-Key", "SECRET") },
		func(h *probe.HTTP) { h.URL = "https://me:SECRET@192.0.2.1/" },
	} {
		s := bare()
		change(&s.Spec)
		if spec, step := plan(s, measure.Step{Experiment: measure.XCredsMade}); step.Skipped == "" {
			t.Errorf("made beside a credential: %+v", spec)
		}
	}
}

// TestHostAddress asks the server by its address, over the same connection and
// with the same name in the handshake.
func TestHostAddress(t *testing.T) {
	for _, c := range []struct{ url, addr, want string }{
		{"https://s.example/", "192.0.2.1:443", "192.0.2.1"},
		{"http://s.example:8080/x", "192.0.2.1:8080", "192.0.2.1:8080"},
		{"http://s.example:8080/x", "[2001:db8::1]:8080", "[2001:db8::1]:8080"},
		{"https://192.0.2.1/", "192.0.2.1:443", ""},
		{"https://s.example/", "", ""},
	} {
		s := bare()
		s.Spec.URL, s.First.Hops[0].Addr = c.url, netip.AddrPort{}
		if c.addr != "" {
			s.First.Hops[0].Addr = netip.MustParseAddrPort(c.addr)
		}
		spec, step := plan(s, measure.Step{Experiment: measure.XHostAddress})
		if got := header(spec, "Host"); got != c.want || spec.URL != c.url && step.Skipped == "" || (step.Skipped == "") != (c.want != "") {
			t.Errorf("%s at %s: Host %q of %s, skipped %q; want %q", c.url, c.addr, got, spec.URL, step.Skipped, c.want)
		}
	}
}

// TestRoutes: how the request reaches the server changes, and nothing else.
func TestRoutes(t *testing.T) {
	s := bare()
	s.Spec.URL, s.Spec.ConnectTo, s.Spec.Source = "https://s.example/", "192.0.2.1:8443", "192.0.2.200"
	spec, _ := plan(s, measure.Step{Experiment: measure.XAddress, Arg: "192.0.2.2"})
	if spec.ConnectTo != "192.0.2.2:8443" || spec.URL != s.Spec.URL {
		t.Errorf("address: %+v", spec)
	}
	spec, _ = plan(s, measure.Step{Experiment: measure.XFamily, Arg: "6"})
	if spec.Family != "6" || spec.ConnectTo != "" || spec.Source != "" {
		t.Errorf("family 6 from an IPv4 address: %+v", spec)
	}
	spec, _ = plan(s, measure.Step{Experiment: measure.XFamily, Arg: "4"})
	if spec.Family != "4" || spec.Source != "192.0.2.200" {
		t.Errorf("family 4: %+v", spec)
	}
	s.Owner = monitor.Experiments{CanonicalHost: "www.s.example"}
	s.Spec.ConnectTo = ""
	spec, step := plan(s, measure.Step{Experiment: measure.XHost})
	if spec.URL != "https://www.s.example/" || spec.ConnectTo != "192.0.2.1:443" || step.Changed != "the name www.s.example instead of s.example, at the same address" {
		t.Errorf("host: %+v, %+v", spec, step)
	}
	s.Owner, s.Spec = monitor.Experiments{}, with(s.Spec, "Host", "odd.example")
	if spec, step = plan(s, measure.Step{Experiment: measure.XHost}); header(spec, "Host") != "" || step.Changed != "the Host of the URL instead of odd.example" {
		t.Errorf("host without a name: %+v, %+v", spec, step)
	}
	if spec, _ = plan(s, measure.Step{Experiment: measure.XProtocol}); spec.Protocol != "http/1.1" {
		t.Errorf("other protocol than HTTP/2: %s", spec.Protocol)
	}
}

// TestPinned: of a name with several addresses, the one that refused is asked
// again; where nothing was reached, nothing is pinned.
func TestPinned(t *testing.T) {
	s := bare()
	s.Spec.URL = "https://s.example/"
	if spec, _ := plan(s, measure.Step{Experiment: measure.XRepeat}); spec.ConnectTo != "192.0.2.1:443" {
		t.Errorf("a control is sent to %q", spec.ConnectTo)
	}
	s.First.Hops[0].Answer = nil
	s.First.Hops[0].Observations = []measure.Observation{{Op: measure.Connect, Failure: measure.ConnectRefused}}
	if spec, _ := plan(s, measure.Step{Experiment: measure.XRepeat}); spec.ConnectTo != "" {
		t.Errorf("after no connection, a control is sent to %q", spec.ConnectTo)
	}
	if spec, _ := plan(bare(), measure.Step{Experiment: measure.XRepeat}); spec.ConnectTo != "" {
		t.Errorf("an address in the URL is sent to %q", spec.ConnectTo)
	}
}

// FuzzApply: no URL, header or argument makes an experiment panic or send
// what is not a safe method.
func FuzzApply(f *testing.F) {
	f.Add("http://site.example:8080/a/b.c?x=1", "Referer", "x", "POST", "1.2.3.4")
	f.Add("https://[::1]/%2f/~", "Host", "a b", "get", "h2")
	f.Fuzz(func(t *testing.T, raw, name, value, method, arg string) {
		s := rich()
		s.Spec.URL, s.Spec.Method = raw, method
		s.Spec.Headers = append(s.Spec.Headers, form.Header{Name: name, Value: value})
		for _, x := range Table {
			spec, step := plan(s, measure.Step{Experiment: x.ID, Arg: arg})
			if step.Skipped != "" {
				continue
			}
			if !safeMethod(spec.Method) {
				t.Errorf("%s sends %q", x.ID, spec.Method)
			}
			if u, err := url.Parse(spec.URL); err == nil && x.ID != measure.XKnownGood && x.ID != measure.XHost {
				if was, err := url.Parse(raw); err == nil && x.ID != measure.XHTTPS && u.Host != was.Host {
					t.Errorf("%s goes from %q to %q", x.ID, was.Host, u.Host)
				}
			}
		}
	})
}
