package diagnose

import (
	"math"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"encoding/base64"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

var ruleTime = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

func jwt(claims string) string {
	return "eyJhbGciOiJIUzI1NiJ9." + base64.RawURLEncoding.EncodeToString([]byte(claims)) + ".c2ln"
}

func fillIn(s string) string {
	unix := func(d time.Duration) string { return strconv.FormatInt(ruleTime.Add(d).Unix(), 10) }
	return strings.NewReplacer(
		"${PAST}", unix(-time.Hour), "${HOUR}", unix(time.Hour), "${YEAR}", unix(365*24*time.Hour),
		"${EXPIRED}", jwt(`{"exp":`+unix(-time.Hour)+`}`), "${VALID}", jwt(`{"exp":`+unix(24*time.Hour)+`}`),
		"${SOON}", jwt(`{"exp":`+unix(time.Hour)+`}`), "${FUTURE}", jwt(`{"exp":`+unix(48*time.Hour)+`,"nbf":`+unix(time.Hour)+`}`),
		"${SCOPED}", jwt(`{"exp":`+unix(24*time.Hour)+`,"scope":"profile"}`),
		"${LONG}", strings.Repeat("x", 8000), `\n`, "\n",
	).Replace(s)
}

// exchange reads the one-line form of testdata/rules.txt.
func exchange(t testing.TB, line string) Evidence {
	t.Helper()
	req, ans, ok := strings.Cut(fillIn(line), " => ")
	if !ok {
		t.Fatalf("no => in %q", line)
	}
	ans, body, _ := strings.Cut(ans, " | ")
	ev := Evidence{Now: ruleTime, First: measure.Report{At: ruleTime, Place: "local"}}
	hop := measure.Hop{Observations: []measure.Observation{{Op: measure.Wait, Took: 2 * time.Millisecond}}}
	parts := strings.Split(req, " ; ")
	hop.Request.Method, hop.Request.URL, _ = strings.Cut(parts[0], " ")
	agent := true
	for _, p := range parts[1:] {
		if name, ok := strings.CutPrefix(p, "@"); ok {
			agent = option(t, name, &ev, &hop) && agent
			continue
		}
		name, value, _ := strings.Cut(p, ": ")
		hop.Request.Header = append(hop.Request.Header, measure.Field{Name: name, Value: value})
	}
	if agent && !measure.Has(hop.Request.Header, "User-Agent") {
		hop.Request.Header = append(hop.Request.Header, measure.Field{Name: "User-Agent", Value: "acme/1.0"})
	}
	parts = strings.Split(ans, " ; ")
	status, err := strconv.Atoi(parts[0])
	if err != nil {
		t.Fatalf("status in %q: %v", line, err)
	}
	if status != 0 {
		hop.Answer = &measure.Answer{Status: status, Proto: "HTTP/1.1", Body: []byte(body), Size: int64(len(body))}
	}
	for _, p := range parts[1:] {
		if name, ok := strings.CutPrefix(p, "@"); ok {
			option(t, name, &ev, &hop)
			continue
		}
		name, value, _ := strings.Cut(p, ": ")
		hop.Answer.Header = append(hop.Answer.Header, measure.Field{Name: name, Value: value})
	}
	ev.First.Hops = []measure.Hop{hop}
	return ev
}

// option applies an @option; it reports whether a User-Agent is still wanted.
func option(t testing.TB, s string, ev *Evidence, hop *measure.Hop) bool {
	t.Helper()
	name, v, _ := strings.Cut(s, "=")
	duration := func() time.Duration {
		d, err := time.ParseDuration(v)
		if err != nil {
			t.Fatalf("@%s: %v", s, err)
		}
		return d
	}
	tls := func() *measure.TLSFacts {
		if hop.TLS == nil {
			hop.TLS = &measure.TLSFacts{}
		}
		return hop.TLS
	}
	switch name {
	case "skew":
		hop.Answer.Header = append(hop.Answer.Header, measure.Field{Name: "Date", Value: ruleTime.Add(duration()).Format("Mon, 02 Jan 2006 15:04:05 GMT")})
	case "wait":
		hop.Observations[0].Took = duration()
	case "took": // of what failed; after @failure
		hop.Observations[0].Took = duration()
	case "failure":
		op := measure.Wait
		if strings.HasPrefix(v, "tls") || strings.HasPrefix(v, "client_cert") {
			op = measure.TLS
		}
		hop.Observations[0] = measure.Observation{Op: op, Failure: measure.Failure(v)}
	case "asked":
		tls().ClientCertAsked = true
	case "cert":
		hop.Request.ClientCert = &measure.Cert{NotAfter: ruleTime.Add(duration())}
	case "addr":
		hop.Addr = netip.MustParseAddrPort(v)
	case "resolved":
		for a := range strings.SplitSeq(v, ",") {
			hop.Resolved = append(hop.Resolved, netip.MustParseAddr(a))
		}
	case "proxy":
		hop.Request.Proxy = v
	case "reason":
		hop.Answer.Reason = v
	case "proto":
		hop.Request.Proto = v
	case "peer":
		state, status, _ := strings.Cut(v, ":")
		n, _ := strconv.Atoi(status)
		ev.Peers = append(ev.Peers, Peer{SameHost: true, State: monitor.State(state), Status: n})
	case "rate":
		ev.Rate, _ = strconv.Atoi(v)
	case "worked":
		server, addr, _ := strings.Cut(v, ",")
		was := measure.Hop{Answer: &measure.Answer{Status: 200}}
		if server != "" {
			was.Answer.Header = []measure.Field{{Name: "Server", Value: server}}
		}
		if addr != "" {
			was.Addr = netip.MustParseAddrPort(addr)
		}
		ev.LastGood = &measure.Report{Hops: []measure.Hop{was}}
	case "trial": // experiment:status:content type
		x, rest, _ := strings.Cut(v, ":")
		status, kind, _ := strings.Cut(rest, ":")
		n, _ := strconv.Atoi(status)
		ev.Trials = append(ev.Trials, measure.Report{Step: &measure.Step{Experiment: measure.Experiment(x)}, Hops: []measure.Hop{{
			Answer: &measure.Answer{Status: n, Header: []measure.Field{{Name: "Content-Type", Value: kind}}},
		}}})
	case "expect-keyword":
		ev.Expect.Keyword = v
	case "no-agent":
		return false
	default:
		t.Fatalf("unknown option @%s", s)
	}
	return true
}

// TestRules wants of every rule an exchange in which it holds and moves its
// strongest cause the right way, and one in which it is silent.
func TestRules(t *testing.T) {
	raw, err := os.ReadFile("testdata/rules.txt")
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for line := range strings.Lines(string(raw)) {
		if line = strings.TrimRight(line, "\n"); line != "" && !strings.HasPrefix(line, "#") {
			lines = append(lines, line)
		}
	}
	cases := map[string][2]string{}
	for c := range slices.Chunk(lines, 3) {
		cases[c[0]] = [2]string{c[1], c[2]}
	}
	for i := range Rules {
		r := &Rules[i]
		c, ok := cases[r.ID]
		if !ok {
			t.Errorf("rule %s has no case in testdata/rules.txt", r.ID)
			continue
		}
		delete(cases, r.ID)
		t.Run(r.ID, func(t *testing.T) { testRule(t, i, c) })
	}
	for id := range cases {
		t.Errorf("testdata/rules.txt has a case for %s, which is no rule", id)
	}
}

func testRule(t *testing.T, i int, c [2]string) {
	r := &Rules[i]
	silent := exchange(t, c[1])
	if f := extract(&silent); r.when(f) {
		t.Errorf("holds where it should be silent: %s", c[1])
	}
	ev := exchange(t, c[0])
	q := infer(extract(&ev))
	if !slices.Contains(q.fired, i) {
		t.Fatalf("does not hold: %s", c[0])
	}
	strongest := r.gives[0]
	for _, w := range r.gives {
		if math.Abs(math.Log(w.x)) > math.Abs(math.Log(strongest.x)) && strongest.x < 1 || w.x > strongest.x {
			strongest = w
		}
	}
	with := q.p[strongest.c]
	for _, w := range r.gives {
		q.log[w.c] -= math.Log(w.x)
	}
	q.normalise()
	if without := q.p[strongest.c]; (with > without) != (strongest.x > 1) {
		t.Errorf("%s: %.4f with the rule, %.4f without", causeIDs[strongest.c], with, without)
	}
	if says := r.says(extract(&ev)); says == "" || strings.Contains(says, "%!") {
		t.Errorf("says %q", says)
	}
}

// TestRuleTable wants rules, priors and likelihoods to be sound.
func TestRuleTable(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range Rules {
		if seen[r.ID] || r.ID == "" {
			t.Errorf("rule %q stands twice or has no name", r.ID)
		}
		seen[r.ID] = true
		if r.Ground == "" || r.Source == "" || r.says == nil || r.when == nil || len(r.gives) == 0 {
			t.Errorf("rule %s is not complete", r.ID)
		}
		named := map[cause]bool{}
		for _, w := range r.gives {
			if w.x <= 0 || named[w.c] {
				t.Errorf("rule %s: weight of %s is %v, or stands twice", r.ID, causeIDs[w.c], w.x)
			}
			named[w.c] = true
		}
	}
	for _, p := range priorTables {
		sum := 0.0
		for _, x := range p.priors {
			sum += x.p
		}
		if sum > 1.001 {
			t.Errorf("priors of %d-%d add up to %.3f", p.from, p.to, sum)
		}
	}
	for _, c := range cures {
		if c.p <= 0 || c.p >= 1 || c.ground == "" {
			t.Errorf("cure of %v by %s: p %v, ground %q", c.causes, experimentIDs[c.x], c.p, c.ground)
		}
	}
	for i, id := range causeIDs {
		if _, ok := Find(id); !ok {
			t.Errorf("cause %d, %s, is not in the catalogue", i, id)
		}
	}
	for _, e := range Catalogue {
		if _, ok := causeOf(e.ID); !ok && e.ID.Family() != "meta" && e.ID.Family() != "exposure" { // which explainExposed weighs
			t.Errorf("%s of the catalogue is not in the tables of the inference", e.ID)
		}
	}
}

// TestLikelihoods wants every P(outcome | cause) to be a distribution that
// excludes nothing.
func TestLikelihoods(t *testing.T) {
	for _, line := range []string{
		"GET http://192.0.2.1/a/b.txt => 403 ; Server: nginx", "GET https://a.example/a/?q=1 ; Cookie: a=b ; Authorization: Basic eA== => 401 ; Server: Apache",
		"HEAD https://a.example/ => 404 ; Content-Type: application/json | {}", "GET https://a.example/k => 403 ; Server: MinIO",
	} {
		ev := exchange(t, line)
		ev.Places = []Place{{Name: "a", Country: "DE"}, {Name: "b"}}
		f := extract(&ev)
		for x := range nExperiments {
			for c := range nCauses {
				s := probeStep{x: x, arg: "4"}
				if x == xPlace {
					s.place = &ev.Places[0]
				}
				sum := 0.0
				for o, p := range f.likelihood(&s, c) {
					if sum += p; p <= 0 || p > 1 {
						t.Errorf("%s, %s: P(outcome %d) = %v", experimentIDs[x], causeIDs[c], o, p)
					}
				}
				if math.Abs(sum-1) > 1e-6 {
					t.Errorf("%s, %s: adds up to %v", experimentIDs[x], causeIDs[c], sum)
				}
			}
		}
	}
}

// TestNothingOfTheLab wants no rule or table to know the lab that scores it.
func TestNothingOfTheLab(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	lab := regexp.MustCompile(`127\.0\.40\.|lab\.test|\b1[89]\d{3}\b|lab-monitor|lab-no-such|twin-perm|by-(path|ip|geo|ua)\b|127\.0\.0\.[2-9]`)
	codes := regexp.MustCompile(`member\("\w*code", "\d+"\)`) // of products, which may look like a port
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(raw), "\n") {
			if m := lab.FindString(codes.ReplaceAllString(line, "")); m != "" {
				t.Errorf("%s:%d mentions %q", name, i+1, m)
			}
		}
	}
}
