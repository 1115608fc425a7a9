package experiment

import (
	"bufio"
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/uptimesignal/uptimesignal/internal/form"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/netx"
	"github.com/uptimesignal/uptimesignal/internal/probe"
)

// rich is a check with something for every experiment to change. SECRET
// stands in it wherever a secret would.
func rich() Subject {
	spec := probe.DefaultHTTP("http://site.example:8080/files/report.pdf?utm_source=mail&id=7")
	spec.Method = "HEAD"
	spec.Headers = []form.Header{
		{Name: "Authorization", Value: "Bearer SECRET"}, {Name: "X-Api-Key", Value: "SECRET"}, {Name: "Cookie", Value: "a=SECRET"},
		{Name: "Referer", Value: "https://other.example/"}, {Name: "X-Plain", Value: "kept"},
	}
	spec.UserAgent = "curl/8.0"
	return Subject{
		Spec:  spec,
		Owner: monitor.Experiments{CanonicalHost: "www.site.example", KnownGood: "http://site.example:8080/ok", SecondHeader: "Authorization: Bearer SECRET2"},
		First: measure.Report{Hops: []measure.Hop{{
			Addr:   netip.MustParseAddrPort("192.0.2.1:8080"),
			Answer: &measure.Answer{Status: 403, Proto: "HTTP/1.1", Header: []measure.Field{{Name: "Set-Cookie", Value: "gate=SECRET; Path=/"}, {Name: "set-cookie", Value: "gone=; Max-Age=0"}}},
		}}},
	}
}

// bare is a check with nothing in it that could be left out.
func bare() Subject {
	return Subject{
		Spec:  probe.DefaultHTTP("https://192.0.2.1/"),
		First: measure.Report{Hops: []measure.Hop{{Addr: netip.MustParseAddrPort("192.0.2.1:443"), Answer: &measure.Answer{Status: 403, Proto: "HTTP/2.0"}}}},
	}
}

// richFor is rich, so that x has something to change.
func richFor(x measure.Experiment) Subject {
	s := rich()
	switch x {
	case measure.XClientCert:
		s.Spec.ClientCert, s.Spec.ClientKey = "CERT", "KEY"
	case measure.XIndex:
		s.Spec.URL = "http://site.example:8080/files/?id=7"
	case measure.XOriginNone:
		s.Spec.Headers = append(s.Spec.Headers, form.Header{Name: "Origin", Value: "https://other.example"})
	case measure.XCredsMade:
		s.Spec.Headers = slices.DeleteFunc(s.Spec.Headers, func(h form.Header) bool { return h.Name == "Authorization" || h.Name == "X-Api-Key" })
	}
	return s
}

// args are the variants of the experiments that need one.
var args = map[measure.Experiment]string{
	measure.XDelay: "5s", measure.XQueryOne: "id", measure.XAddress: "192.0.2.2", measure.XFamily: "6", measure.XProtocol: "http/1.0", measure.XPlace: "berlin",
}

func apply(t *testing.T, s Subject, x measure.Experiment) (probe.HTTP, measure.Step) {
	t.Helper()
	return plan(s, measure.Step{Experiment: x, Arg: args[x]})
}

// TestTable: every experiment of the vocabulary has one complete entry.
func TestTable(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "../measure/step.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	want := map[measure.Experiment]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		if v, ok := n.(*ast.ValueSpec); ok {
			for _, e := range v.Values {
				id, _ := strconv.Unquote(e.(*ast.BasicLit).Value)
				want[measure.Experiment(id)] = true
			}
		}
		return true
	})
	if len(want) < 25 {
		t.Fatalf("only %d experiments were found in the vocabulary", len(want))
	}
	for _, x := range Table {
		if !want[x.ID] {
			t.Errorf("%s is listed twice, or not in the vocabulary", x.ID)
		}
		delete(want, x.ID)
		if x.Title == "" || x.Doc == "" || x.Cost != 1 || x.Apply == nil {
			t.Errorf("%s is incomplete", x.ID)
		}
	}
	for id := range want {
		t.Errorf("%s has no entry", id)
	}
}

// TestEveryExperiment holds each entry to the rules of the package.
func TestEveryExperiment(t *testing.T) {
	for _, x := range Table {
		t.Run(string(x.ID), func(t *testing.T) {
			s := richFor(x.ID)
			before := s.Spec
			before.Headers = append([]form.Header{}, s.Spec.Headers...)
			spec, step := apply(t, s, x.ID)
			if step.Skipped != "" {
				t.Fatalf("skipped: %s", step.Skipped)
			}
			if diff := cmp.Diff(before, s.Spec); diff != "" {
				t.Errorf("the check itself was changed: %s", diff)
			}
			if !safeMethod(spec.Method) {
				t.Errorf("method %s is not safe", spec.Method)
			}
			if step.Changed == "" || strings.Contains(step.Changed, "SECRET") {
				t.Errorf("changed %q", step.Changed)
			}
			if spec.MaxRedirects > 1 {
				t.Errorf("follows %d redirects, the check followed none", spec.MaxRedirects)
			}
			spec.MaxRedirects = before.MaxRedirects
			if to := spec.ConnectTo; to != "192.0.2.1:8080" && x.ID != measure.XAddress && x.ID != measure.XFamily {
				t.Errorf("sent to %q: that is another factor", to)
			} else if x.ID != measure.XAddress {
				spec.ConnectTo = before.ConnectTo
			}
			same := cmp.Equal(before, spec)
			if control := x.ID == measure.XRepeat || x.ID == measure.XDelay || x.ID == measure.XPlace; same != control {
				t.Errorf("changed nothing: %v; a control: %v", same, control)
			}
			if header(spec, "X-Plain") != "kept" {
				t.Error("a header of the owner's is gone")
			}
			if ua, _ := userAgent(spec); strings.Contains(strings.ToLower(ua), "bot") && x.ID != measure.XRepeat {
				t.Errorf("claims to be a robot: %s", ua)
			}
			if _, again := apply(t, richFor(x.ID), x.ID); again.Changed != step.Changed {
				t.Errorf("not the same twice: %q, %q", step.Changed, again.Changed)
			}
		})
	}
}

// TestSkips: what does not fit a check is skipped with a reason, and no packet
// is sent for it.
func TestSkips(t *testing.T) {
	n := &netx.Net{
		Dial: func(context.Context, netip.Addr, netip.AddrPort) (net.Conn, error) {
			t.Error("a packet was sent")
			return nil, syscall.ECONNREFUSED
		},
		Lookup: func(context.Context, string, string, netx.Family) ([]netip.Addr, error) {
			t.Error("a name was asked for")
			return nil, nil
		},
	}
	post, off, without := rich(), rich(), rich()
	post.Spec.Method = "POST"
	off.Owner.Off = true
	without.Owner.Without = []string{"ua"}
	browser, proxied := rich(), rich()
	browser.Spec.UserAgent = Browser
	proxied.Spec.Proxy = "http://192.0.2.9:3128"
	signed := rich()
	signed.Spec.URL += "&X-Amz-Signature=abc"
	nameless, closed := rich(), rich()
	nameless.First = measure.Report{Hops: []measure.Hop{{Observations: []measure.Observation{{Op: measure.Resolve, Failure: measure.NameNotFound}}}}}
	closed.First = measure.Report{Hops: []measure.Hop{{Observations: []measure.Observation{{Op: measure.Connect, Failure: measure.ConnectRefused}}}}}
	elsewhere := bare()
	elsewhere.Owner.KnownGood = "ftp://192.0.2.1/"
	for _, c := range []struct {
		name string
		s    Subject
		step measure.Step
		want string
	}{
		{"no Referer", bare(), measure.Step{Experiment: measure.XRefererNone}, "the check sends no Referer"},
		{"no cookie", bare(), measure.Step{Experiment: measure.XCookieNone}, "the check sends no Cookie"},
		{"no cookie set", bare(), measure.Step{Experiment: measure.XCookieBack}, "the answer set no cookie"},
		{"no credentials", bare(), measure.Step{Experiment: measure.XCredsNone}, "the check sends no credentials"},
		{"nothing to be wrong", bare(), measure.Step{Experiment: measure.XCredsWrong}, "the check sends no credentials"},
		{"no second credential", bare(), measure.Step{Experiment: measure.XCredsOther}, "no second credential was given"},
		{"no client certificate", bare(), measure.Step{Experiment: measure.XClientCert}, "the check presents no client certificate"},
		{"no query", bare(), measure.Step{Experiment: measure.XQueryNone}, "the URL has no query"},
		{"no such parameter", rich(), measure.Step{Experiment: measure.XQueryOne, Arg: "x"}, "the URL has no such parameter"},
		{"GET already", bare(), measure.Step{Experiment: measure.XMethodGet}, "the check sends GET already"},
		{"no directory", rich(), measure.Step{Experiment: measure.XIndex}, "the URL names no directory"},
		{"root directory", bare(), measure.Step{Experiment: measure.XBare}, "the URL is in the root directory"},
		{"no parent", bare(), measure.Step{Experiment: measure.XParent}, "the URL is the root already"},
		{"is the root", bare(), measure.Step{Experiment: measure.XRoot}, "the URL is the root already"},
		{"no good URL", bare(), measure.Step{Experiment: measure.XKnownGood}, "no URL that works was given"},
		{"odd good URL", elsewhere, measure.Step{Experiment: measure.XKnownGood}, "the URL that works is not an http or https URL"},
		{"no address", bare(), measure.Step{Experiment: measure.XAddress}, "there is no other address to try"},
		{"same address", bare(), measure.Step{Experiment: measure.XAddress, Arg: "::ffff:192.0.2.1"}, "the check used this address already"},
		{"address behind a proxy", proxied, measure.Step{Experiment: measure.XAddress, Arg: "192.0.2.3"}, "the request goes through a proxy, which chooses the address"},
		{"family of an address", bare(), measure.Step{Experiment: measure.XFamily, Arg: "6"}, "the URL names an address, which has one family"},
		{"no family", rich(), measure.Step{Experiment: measure.XFamily}, "the family is neither 4 nor 6"},
		{"same protocol", bare(), measure.Step{Experiment: measure.XProtocol, Arg: "h2"}, "the check used HTTP/2 already"},
		{"h2 without TLS", rich(), measure.Step{Experiment: measure.XProtocol, Arg: "h2"}, "there is no other version of HTTP to try"},
		{"no name", bare(), measure.Step{Experiment: measure.XHost}, "no name of the site was given"},
		{"https already", bare(), measure.Step{Experiment: measure.XHTTPS}, "the check uses https already"},
		{"signed", signed, measure.Step{Experiment: measure.XBuster}, "the URL is signed: another parameter would break it"},
		{"browser already", browser, measure.Step{Experiment: measure.XUserAgent}, "the check sends a browser's User-Agent already"},
		{"no place", bare(), measure.Step{Experiment: measure.XPlace}, "there is no other place"},
		{"odd pause", bare(), measure.Step{Experiment: measure.XDelay, Arg: "soon"}, "the pause is not a duration"},
		{"long pause", bare(), measure.Step{Experiment: measure.XDelay, Arg: "1h"}, "a pause of 1h0m0s is too long to wait for"},
		{"POST again", post, measure.Step{Experiment: measure.XRepeat}, "POST is not sent again: experiments use safe methods only"},
		{"all off", off, measure.Step{Experiment: measure.XRepeat}, "experiments are turned off for this monitor"},
		{"one off", without, measure.Step{Experiment: measure.XUserAgent}, "this experiment is turned off for this monitor"},
		{"no name, no User-Agent", nameless, measure.Step{Experiment: measure.XUserAgent}, "the check failed before what this changes: at the lookup of the name"},
		{"no name, no address", nameless, measure.Step{Experiment: measure.XAddress, Arg: "192.0.2.2"}, "the check failed before what this changes: at the lookup of the name"},
		{"no connection, no protocol", closed, measure.Step{Experiment: measure.XProtocol, Arg: "http/1.0"}, "the check failed before what this changes: at the connection"},
		{"unknown", bare(), measure.Step{Experiment: "magic"}, `there is no experiment "magic"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := Run(t.Context(), n, c.s, c.step)
			if r.Step == nil || r.Step.Skipped != c.want || len(r.Hops) != 0 || r.Reason != monitor.Trial {
				t.Errorf("got %+v, want it skipped: %s", r.Step, c.want)
			}
		})
	}
}

// A world is a network whose every connection is served by serve.
type world struct {
	requests atomic.Int64
	serving  sync.WaitGroup
	err      error                  // of the dial
	serve    func(*world, net.Conn) // nil: the dial never ends
}

func (w *world) net() *netx.Net {
	return &netx.Net{
		Guard: netx.SelfHosted(),
		Lookup: func(context.Context, string, string, netx.Family) ([]netip.Addr, error) {
			return []netip.Addr{netip.MustParseAddr("192.0.2.1")}, nil
		},
		Dial: func(ctx context.Context, _ netip.Addr, _ netip.AddrPort) (net.Conn, error) {
			switch {
			case w.err != nil:
				return nil, w.err
			case w.serve == nil:
				<-ctx.Done()
				return nil, ctx.Err()
			}
			ours, theirs := net.Pipe()
			w.serving.Go(func() {
				defer theirs.Close()
				w.serve(w, theirs)
			})
			return ours, nil
		},
	}
}

// drip sends a header and then one byte a second for ever.
func drip(w *world, c net.Conn) {
	if _, err := http.ReadRequest(bufio.NewReader(c)); err != nil {
		return
	}
	w.requests.Add(1)
	if _, err := io.WriteString(c, "HTTP/1.1 403 Forbidden\r\nContent-Length: 100000\r\n\r\n"); err != nil {
		return
	}
	for {
		time.Sleep(time.Second)
		if _, err := c.Write([]byte("x")); err != nil {
			return
		}
	}
}

// circle answers each request with a redirect to a new place.
func circle(w *world, c net.Conn) {
	if _, err := http.ReadRequest(bufio.NewReader(c)); err != nil {
		return
	}
	n := w.requests.Add(1)
	_, _ = io.WriteString(c, "HTTP/1.1 302 Found\r\nLocation: /again/"+strconv.FormatInt(n, 10)+"\r\nContent-Length: 0\r\n\r\n")
}

// TestBadWorlds: on targets that refuse, swallow, stay mute, drip for ever or
// redirect for ever, every experiment ends in its time and within its cost.
func TestBadWorlds(t *testing.T) {
	worlds := []struct {
		name string
		new  func() *world
	}{
		{"refused", func() *world { return &world{err: syscall.ECONNREFUSED} }},
		{"black hole", func() *world { return &world{} }},
		{"mute", func() *world { return &world{serve: func(_ *world, c net.Conn) { _, _ = io.Copy(io.Discard, c) }} }},
		{"drips", func() *world { return &world{serve: drip} }},
		{"redirects for ever", func() *world { return &world{serve: circle} }},
	}
	const limit = 10 * time.Second
	for _, x := range Table {
		if x.ID == measure.XClientCert {
			continue // needs TLS; the rest of it is in TestEveryExperiment
		}
		for _, w := range worlds {
			t.Run(string(x.ID)+"/"+w.name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					world := w.new()
					defer world.serving.Wait()
					ctx, cancel := context.WithTimeout(t.Context(), limit)
					defer cancel()
					began := time.Now()
					s := richFor(x.ID)
					s.First.At = began
					r := Run(ctx, world.net(), s, measure.Step{Experiment: x.ID, Arg: args[x.ID]})
					if spent := time.Since(began); spent > limit+time.Second {
						t.Errorf("took %v", spent)
					}
					if r.Step == nil || r.Step.Skipped != "" || len(r.Hops) == 0 {
						t.Fatalf("was not made: %+v", r.Step)
					}
					if o, failed := r.Failed(); !failed && w.name != "redirects for ever" {
						t.Errorf("no failure was recorded: %+v", o)
					}
					if got := world.requests.Load(); got > int64(x.Cost)+1 {
						t.Errorf("sent %d requests at a cost of %d", got, x.Cost)
					}
				})
			})
		}
	}
}

// TestChanges: what can still matter after an early failure is not skipped.
func TestChanges(t *testing.T) {
	for op, want := range map[measure.Op][]measure.Experiment{
		measure.Resolve: {measure.XRepeat, measure.XDelay, measure.XFamily, measure.XHost, measure.XPlace},
		measure.Connect: {measure.XRepeat, measure.XAddress, measure.XFamily, measure.XHTTPS, measure.XPlace},
		measure.TLS:     {measure.XRepeat, measure.XAddress, measure.XClientCert, measure.XHost},
		measure.Judge:   {measure.XUserAgent, measure.XRoot},
	} {
		for _, x := range want {
			s := richFor(x)
			s.First.Hops = []measure.Hop{{Addr: s.First.Hops[0].Addr, Observations: []measure.Observation{{Op: op, Failure: measure.Unclassified}}}}
			if _, step := apply(t, s, x); step.Skipped != "" {
				t.Errorf("%s after a failure at %s: skipped, %s", x, op, step.Skipped)
			}
		}
	}
}

// TestDelayWaits: a pause is kept, and one that would outlast the time left is
// not begun.
func TestDelayWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{err: syscall.ECONNREFUSED}
		began := time.Now()
		r := Run(t.Context(), w.net(), rich(), measure.Step{Experiment: measure.XDelay, Arg: "20s"})
		if time.Since(began) != 20*time.Second || len(r.Hops) != 1 || r.Step.Changed != "nothing, after a pause of 20s" {
			t.Errorf("after %v: %+v", time.Since(began), r.Step)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		began = time.Now()
		r = Run(ctx, w.net(), rich(), measure.Step{Experiment: measure.XDelay, Arg: "20s"})
		if time.Since(began) != 0 || r.Step.Skipped == "" {
			t.Errorf("after %v: %+v", time.Since(began), r.Step)
		}
	})
}
