package diagnose

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// tried adds a trial with a status to ev.
func tried(ev Evidence, x measure.Experiment, arg string, status int) Evidence {
	r := measure.Report{At: ev.Now, Step: &measure.Step{Experiment: x, Arg: arg}}
	hop := measure.Hop{Request: ev.First.Hops[0].Request}
	if status == 0 {
		hop.Observations = []measure.Observation{{Op: measure.Wait, Failure: measure.AnswerClosed}}
	} else {
		hop.Answer = &measure.Answer{Status: status}
		if a := ev.First.Answer(); a != nil && status == a.Status {
			hop.Answer = a
		}
	}
	r.Hops = []measure.Hop{hop}
	ev.Trials = append(slices.Clip(ev.Trials), r)
	return ev
}

func top(d Diagnosis) CauseID {
	if len(d.Causes) == 0 {
		return ""
	}
	return d.Causes[0].ID
}

func TestCuredAndConfirmed(t *testing.T) {
	for _, c := range []struct {
		line   string
		x      measure.Experiment
		arg    string
		want   CauseID
		impact Impact
	}{
		{"GET https://a.example/x => 403 ; Server: nginx", measure.XUserAgent, "", "waf/user-agent-rule", MonitorOnly},
		{"GET https://a.example/x ; @no-agent => 403", measure.XUserAgent, "", "waf/header-profile", MonitorOnly},
		{"GET https://a.example/p.jpg => 403", measure.XReferer, "", "referer/referer-required", SomeClients},
		{"GET https://a.example/p.jpg ; Referer: https://b.example/ => 403", measure.XRefererNone, "", "referer/hotlink-denied", SomeClients},
		{"GET https://a.example/x?q=1 => 403", measure.XQueryNone, "", "waf/request-content-rule", SomeClients},
		{"HEAD https://a.example/x => 403", measure.XMethodGet, "", "request/head-refused", SomeClients},
		{"GET https://a.example/x => 403", measure.XProtocol, "h2", "waf/protocol-profile", MonitorOnly},
		{"GET https://a.example/x ; @resolved=192.0.2.1,192.0.2.2 => 403", measure.XAddress, "192.0.2.2", "net/backend-split", OneBackend},
		{"GET https://a.example/x ; @resolved=192.0.2.1,2001:db8::1 => 403", measure.XFamily, "6", "net/address-family-split", OneFamily},
		{"GET https://a.example/x => 403 ; X-Cache: HIT", measure.XBuster, "", "edge/stale-error-cached", Everyone},
		{"GET http://a.example/x => 403", measure.XHTTPS, "", "tls/https-required", SomeClients},
		{"GET http://192.0.2.1/x => 403", measure.XHost, "", "host/unknown-name", SomeClients},
	} {
		first := exchange(t, c.line)
		ev := tried(tried(first, c.x, c.arg, 200), measure.XRepeat, "", first.First.Status())
		d := Explain(ev)
		if d.Verdict != VerdictCause || top(d) != c.want {
			t.Errorf("%s cured by %s: %s", c.line, c.x, describe(d))
		}
		if d.Impact != c.impact || d.ImpactGround == "" {
			t.Errorf("%s cured by %s: impact %s (%s), want %s", c.line, c.x, d.Impact, d.ImpactGround, c.impact)
		}
	}
}

// A look on the server's own host decides between what the outside cannot
// tell apart.
func TestInspected(t *testing.T) {
	ev := exchange(t, "GET https://a.example/d/x.txt => 403 ; Server: nginx | <html><center><h1>403 Forbidden</h1></center><hr><center>nginx</center></html>")
	ev = tried(tried(ev, measure.XOptions, "", 405), measure.XSibling, "", 404)
	if d := Explain(ev); d.Verdict != VerdictGroup || !slices.Contains(d.Group, "static/symlink-refused") || d.Look == "" {
		t.Fatalf("without an inspection: %s, look %q", describe(d), d.Look)
	}
	ev.Inspected = []CauseID{"static/symlink-refused"}
	d := Explain(ev)
	if d.Verdict != VerdictCause || top(d) != "static/symlink-refused" || len(d.Causes[0].Evidence) == 0 || d.Causes[0].Evidence[0].Source != "inspect" {
		t.Errorf("with an inspection: %s, %v", describe(d), d.Causes)
	}
	if step, ok := Next(ev); ok {
		t.Errorf("after an inspection Next gives %v", step)
	}
}

// A 401 that names no scheme may want a key or a session, and answers both in
// the same way: the likelier is said to be likelier, and the other is named.
func TestLeaning(t *testing.T) {
	ev := tried(exchange(t, "GET https://a.example/x => 401"), measure.XCredsMade, "Authorization", 401)
	d := Explain(ev)
	if d.Verdict != VerdictGroup || !slices.Equal(d.Group, []CauseID{"auth/missing-credentials", "auth/session-required"}) || !d.Leaning() {
		t.Fatalf("%s, leaning %v", describe(d), d.Leaning())
	}
	if p := d.Causes[0].Probability; p > unseen {
		t.Errorf("said with %v, more than %v", p, unseen)
	}
	if want := "cannot be ruled out"; !strings.Contains(d.Summary, want) {
		t.Errorf("summary %q lacks %q", d.Summary, want)
	}
	named := Explain(exchange(t, `GET https://a.example/x => 401 ; WWW-Authenticate: Basic realm="x"`))
	if named.Verdict != VerdictCause || named.Leaning() {
		t.Errorf("a 401 that asks for Basic: %s", describe(named))
	}
}

// A cure that no control has confirmed may be chance: it must neither be
// certain nor end the investigation.
func TestUnconfirmedCure(t *testing.T) {
	ev := tried(exchange(t, "GET https://a.example/x => 403"), measure.XUserAgent, "", 200)
	if step, ok := Next(ev); !ok || step.Experiment != measure.XRepeat {
		t.Errorf("after a cure Next gives %v, %v; want the control", step, ok)
	}
	if d := Explain(ev); d.Impact == MonitorOnly {
		t.Errorf("monitor-only is claimed without a control: %s", d.ImpactGround)
	}
	flapping := tried(ev, measure.XRepeat, "", 200)
	if d := Explain(flapping); d.Verdict == VerdictCause && top(d) == "waf/user-agent-rule" {
		t.Errorf("the control was fine too, yet: %s", describe(d))
	}
}

func TestPlannerLimits(t *testing.T) {
	first := "GET https://a.example/d/x.txt => 403 ; Server: nginx"
	t.Run("off", func(t *testing.T) {
		ev := exchange(t, first)
		ev.Owner.Off = true
		if step, ok := Next(ev); ok {
			t.Errorf("experiments are off, Next gives %v", step)
		}
	})
	t.Run("without", func(t *testing.T) {
		ev := exchange(t, first)
		for range monitor.MaxBudget + 1 {
			step, ok := Next(ev)
			if !ok {
				return
			}
			if slices.Contains(ev.Owner.Without, string(step.Experiment)) {
				t.Fatalf("%s is not allowed", step.Experiment)
			}
			ev.Owner.Without = append(ev.Owner.Without, string(step.Experiment))
		}
	})
	t.Run("budget", func(t *testing.T) {
		for _, c := range []struct{ owner, places, want int }{{0, 0, 8}, {0, 3, 11}, {2, 1, 2}, {16, 10, 16}, {0, 30, 16}} {
			ev := exchange(t, first)
			ev.Owner.Budget = c.owner
			for i := range c.places {
				ev.Places = append(ev.Places, Place{Name: string(rune('a' + i))})
			}
			n := 0
			for range 100 {
				step, ok := Next(ev)
				if !ok {
					break
				}
				n++
				ev = tried(ev, step.Experiment, step.Arg, 403)
			}
			if n > c.want {
				t.Errorf("budget %d with %d places: %d requests", c.owner, c.places, n)
			}
			if d := Explain(ev); d.Requests != n {
				t.Errorf("Requests is %d after %d", d.Requests, n)
			}
		}
	})
	for _, line := range []string{
		"GET http://a.example/x ; @proxy=http://p.example => 407 ; Proxy-Authenticate: Basic",
		"GET https://a.example/x => 429 ; Retry-After: 600",
		"GET https://a.example/x => 503 ; Retry-After: 600",
		"GET https://a.example/x => 200 | fine",
	} {
		if step, ok := Next(exchange(t, line)); ok {
			t.Errorf("%s: Next gives %v, want nothing", line, step)
		}
	}
	for ev := exchange(t, "GET https://a.example/x => 429 ; Retry-After: 4"); ; {
		step, ok := Next(ev)
		if !ok {
			break
		}
		if step.Experiment != measure.XDelay {
			t.Fatalf("against a limit Next gives %v", step)
		}
		if d, err := time.ParseDuration(step.Arg); err != nil || d < 4*time.Second {
			t.Fatalf("delay %q is shorter than announced", step.Arg)
		}
		ev = tried(ev, step.Experiment, step.Arg, 429)
	}
}

func TestNeverLogInAgain(t *testing.T) {
	for _, line := range []string{"GET https://a.example/x ; Authorization: Bearer a => 403", "GET https://a.example/x ; Cookie: sessionid=1 => 403"} {
		raw, _ := json.Marshal(Explain(exchange(t, line)))
		for _, w := range []string{"log in again", "sign in again", "re-authenticate"} {
			if strings.Contains(strings.ToLower(string(raw)), w) {
				t.Errorf("%s: advises to %s", line, w)
			}
		}
	}
}

func TestNoSecretIsShown(t *testing.T) {
	secret := "s3cr3tvalueofours"
	ev := exchange(t, "GET https://a.example/f?X-Amz-Date=20251231T235900Z&X-Amz-Expires=600&X-Amz-Signature="+secret+"&token="+secret+" ; Authorization: Bearer "+secret+" ; Cookie: sid="+secret+" => 403 ; WWW-Authenticate: Bearer error=\"invalid_token\"")
	raw, _ := json.Marshal(Explain(ev))
	if strings.Contains(string(raw), secret) {
		t.Errorf("the diagnosis holds a secret: %s", raw)
	}
}

// The same evidence, shuffled, gives the same diagnosis.
func TestOrderOfEvidence(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, c := range loadAtlas(t, "testdata/atlas.jsonl.gz") {
		ev := c.Evidence
		ev.Trials = nil
		ev.Peers = []Peer{{SameHost: true, State: monitor.Up}, {SameHost: true, State: monitor.Refused}, {State: monitor.Down}}
		for _, p := range ev.Places {
			ev.Trials = append(ev.Trials, c.answered(measure.Step{Experiment: measure.XPlace, Arg: p.Name}, nil))
		}
		want := Explain(ev)
		shuffled := ev
		shuffled.Peers, shuffled.Places = slices.Clone(ev.Peers), slices.Clone(ev.Places)
		r.Shuffle(len(ev.Peers), func(i, j int) {
			shuffled.Peers[i], shuffled.Peers[j] = shuffled.Peers[j], shuffled.Peers[i]
		})
		r.Shuffle(len(ev.Places), func(i, j int) {
			shuffled.Places[i], shuffled.Places[j] = shuffled.Places[j], shuffled.Places[i]
		})
		shuffled.First.Hops = slices.Clone(ev.First.Hops)
		if a := ev.First.Answer(); a != nil {
			b := *a
			b.Header = slices.Clone(a.Header)
			r.Shuffle(len(b.Header), func(i, j int) { b.Header[i], b.Header[j] = b.Header[j], b.Header[i] })
			for i := range b.Header {
				b.Header[i].Name = strings.ToUpper(b.Header[i].Name)
			}
			shuffled.First.Hops[len(shuffled.First.Hops)-1].Answer = &b
		}
		if diff := cmp.Diff(want, Explain(shuffled)); diff != "" {
			t.Errorf("%s: %s", c.ID, diff)
		}
	}
}

// Evidence for a cause never lowers its rank: a confirmed cure by the
// experiment that belongs to it leaves it at least as high as it was.
func TestEvidenceNeverLowersRank(t *testing.T) {
	rank := func(ev Evidence, c cause) int {
		return slices.Index(infer(extract(&ev)).order(), c)
	}
	for _, line := range []string{
		"GET https://a.example/d/p.jpg?q=1 ; Cookie: a=b ; Referer: https://b.example/ => 403 ; Server: nginx ; Set-Cookie: g=1 ; X-Cache: HIT",
		"HEAD http://192.0.2.1/d/ ; Authorization: Bearer a => 403 ; Server: Apache", "GET https://a.example/x => 406", "POST https://a.example/x => 403 | {}",
	} {
		ev := exchange(t, line)
		ev.Places = []Place{{Name: "far", Country: "US"}}
		for _, row := range cures {
			s := probeStep{x: row.x, arg: "far", place: &ev.Places[0]}
			f := extract(&ev)
			if row.when != nil && !row.when(f, &s) || row.p < 0.5 {
				continue
			}
			after := tried(tried(ev, experimentIDs[row.x], "far", 200), measure.XRepeat, "", f.ans.status)
			for _, c := range row.causes {
				if before, now := rank(ev, c), rank(after, c); now > before && row.x != xRepeat && row.x != xDelay {
					t.Errorf("%s: a cure by %s moves %s from rank %d to %d", line, experimentIDs[row.x], causeIDs[c], before, now)
				}
			}
		}
	}
}

func FuzzExplain(f *testing.F) {
	f.Add("GET https://a.example/x => 403 ; Server: nginx | no", uint8(3), 200)
	f.Add("GET http://[::1]/%zz?a=%zz&Expires=99999999999999&Signature=x => 401 ; WWW-Authenticate: Basic realm=\"", uint8(9), 0)
	f.Add("HEAD  => 0", uint8(0), 999)
	f.Fuzz(func(t *testing.T, line string, x uint8, status int) {
		req, ans, _ := strings.Cut(line, " => ")
		method, url, _ := strings.Cut(req, " ")
		url, value, _ := strings.Cut(url, " ; ")
		name, value, _ := strings.Cut(value, ": ")
		ev := Evidence{Now: ruleTime, First: measure.Report{At: ruleTime}}
		head, body, _ := strings.Cut(ans, " | ")
		hop := measure.Hop{Request: measure.Request{Method: method, URL: url, Header: []measure.Field{{Name: name, Value: value}, {Name: "Authorization", Value: value}, {Name: "Cookie", Value: value}}}}
		hop.Answer = &measure.Answer{Status: status, Body: []byte(body), Size: int64(len(body))}
		for h := range strings.SplitSeq(head, " ; ") {
			k, v, _ := strings.Cut(h, ": ")
			hop.Answer.Header = append(hop.Answer.Header, measure.Field{Name: k, Value: v})
		}
		ev.First.Hops = []measure.Hop{hop}
		ev.Places = []Place{{Name: name, Country: value}}
		ev = tried(ev, experimentIDs[x%uint8(nExperiments)], name, status/2)
		d := Explain(ev)
		sum := 0.0
		for _, c := range d.Causes {
			sum += c.Probability
		}
		if sum > 1.01 {
			t.Errorf("probabilities add up to %v", sum)
		}
		if len(d.Group) == 1 || len(d.Group) > maxGroup || (len(d.Group) > 0) != (d.Verdict == VerdictGroup) {
			t.Errorf("verdict %s with group %v", d.Verdict, d.Group)
		}
		Next(ev)
	})
}

func BenchmarkExplainNext(b *testing.B) {
	ev := exchange(b, "GET https://a.example/d/x.txt => 403 ; Server: nginx ; Date: Thu, 01 Jan 2026 00:00:00 GMT ; Content-Type: text/html | <html><head><title>403 Forbidden</title></head><body><center><h1>403 Forbidden</h1></center><hr><center>nginx</center></body></html>")
	ev.Places = []Place{{Name: "a", Country: "DE"}, {Name: "b", Country: "US"}, {Name: "c", Country: "US"}}
	for _, x := range []measure.Experiment{measure.XOptions, measure.XProfile, measure.XRoot} {
		ev = tried(ev, x, "", 403)
	}
	b.ReportAllocs()
	for b.Loop() {
		Explain(ev)
		Next(ev)
	}
}

// The public form has arrays, never null.
func TestNoNull(t *testing.T) {
	for _, line := range []string{"GET https://a.example/x => 200", "GET https://a.example/x => 403", "GET https://a.example/x => 0 ; @failure=cert_expired", "GET https://a.example/x => 404"} {
		raw, err := json.Marshal(Explain(exchange(t, line)))
		if err != nil || strings.Contains(string(raw), "null") {
			t.Errorf("%s: %s, %v", line, raw, err)
		}
	}
}
