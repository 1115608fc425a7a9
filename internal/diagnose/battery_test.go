package diagnose

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math"
	"net/netip"
	"os"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// A labCase is a case of the lab with its first answer and what the battery of
// safe requests was answered (testdata/battery.jsonl).
type labCase struct {
	ID      string            `json:"id"`
	Cause   CauseID           `json:"cause"`
	Alt     []CauseID         `json:"alt"`
	Insep   []CauseID         `json:"insep"`
	Server  string            `json:"server"`
	URL     string            `json:"url"`
	Headers [][2]string       `json:"headers"`
	Method  string            `json:"method"`
	Opts    string            `json:"opts"`
	Source  string            `json:"source"`
	Status  int               `json:"status"`
	Curl    int               `json:"curl"`
	Err     string            `json:"err"`
	Head    [][2]string       `json:"head"`
	Body    string            `json:"body"`
	Size    int64             `json:"size"`
	Took    float64           `json:"took"`
	Now     int64             `json:"now"`
	Trials  map[string]string `json:"trials"`
}

func loadCases(t testing.TB) []labCase {
	t.Helper()
	file, err := os.Open("testdata/battery.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var out []labCase
	s := bufio.NewScanner(file)
	s.Buffer(nil, 1<<20)
	for s.Scan() {
		var c labCase
		if err := json.Unmarshal(s.Bytes(), &c); err != nil {
			t.Fatalf("%v in %.80s", err, s.Text())
		}
		out = append(out, c)
	}
	if s.Err() != nil || len(out) == 0 {
		t.Fatalf("no cases: %v", s.Err())
	}
	return out
}

func (c *labCase) healthy() bool {
	return c.Cause == "meta/healthy" || strings.HasSuffix(c.ID, "-expected")
}

func (c *labCase) expect() monitor.Expectation {
	if strings.HasSuffix(c.ID, "-expected") {
		return monitor.Expectation{Status: monitor.StatusSet{{From: c.Status, To: c.Status}}}
	}
	return monitor.Expectation{}
}

func fields(h [][2]string) []measure.Field {
	var out []measure.Field
	for _, x := range h {
		out = append(out, measure.Field{Name: x[0], Value: x[1]})
	}
	return out
}

// report is the first check of the case.
func (c *labCase) report() measure.Report {
	has := func(o string) bool { return slices.Contains(strings.Fields(c.Opts), o) }
	opt := func(o string) string {
		for x := range strings.FieldsSeq(c.Opts) {
			if v, ok := strings.CutPrefix(x, o+"="); ok {
				return v
			}
		}
		return ""
	}
	h := fields(c.Headers)
	if !measure.Has(h, "User-Agent") && !has("noua") {
		h = append(h, measure.Field{Name: "User-Agent", Value: "acme-monitor/1.0 (+https://monitor.example/about)"})
	}
	if !measure.Has(h, "Accept") {
		h = append(h, measure.Field{Name: "Accept", Value: "*/*"})
	}
	hop := measure.Hop{Request: measure.Request{Method: c.Method, URL: c.URL, Header: h}}
	if has("http1.0") {
		hop.Request.Proto = "http/1.0"
	}
	if opt("proxy") != "" {
		hop.Request.Proxy = opt("proxy")
	}
	if has("ipv6") || strings.Contains(c.URL, "[::1]") {
		hop.Addr = netip.MustParseAddrPort("[::1]:80")
	}
	if strings.HasPrefix(c.URL, "https") {
		hop.TLS = &measure.TLSFacts{ClientCertAsked: strings.HasPrefix(string(c.Cause), "tls/client-cert")}
		if n := opt("cert"); n != "" {
			cert := &measure.Cert{NotAfter: time.Unix(c.Now, 0).Add(24 * time.Hour)}
			if strings.Contains(n, "expired") {
				cert.NotAfter = time.Unix(c.Now, 0).Add(-24 * time.Hour)
			}
			hop.Request.ClientCert = cert
		}
	}
	wait := measure.Observation{Op: measure.Wait, Took: time.Duration(c.Took * float64(time.Second))}
	if wait.Took < 30*time.Millisecond {
		wait.Took = time.Millisecond
	}
	hop.Answer = c.answer()
	if c.Status == 0 {
		wait.Failure = measure.AnswerClosed
		switch {
		case c.Curl == 28:
			wait.Failure = measure.AnswerTimeout
		case strings.HasPrefix(string(c.Cause), "tls/"):
			wait.Op, wait.Failure = measure.TLS, measure.ClientCertRequired
			if opt("cert") != "" {
				wait.Failure = measure.ClientCertRejected
			}
		}
	}
	hop.Observations = []measure.Observation{wait}
	return measure.Report{At: time.Unix(c.Now, 0), Took: wait.Took, Place: "local", Hops: []measure.Hop{hop}}
}

func (c *labCase) answer() *measure.Answer {
	if c.Status == 0 {
		return nil
	}
	body := make([]byte, 0, len(c.Body))
	for _, r := range c.Body {
		body = append(body, byte(r))
	}
	return &measure.Answer{Status: c.Status, Proto: "HTTP/1.1", Header: fields(c.Head), Body: body, Size: c.Size, BodyHash: 1}
}

var labPlaces = []struct{ name, addr, country, column string }{
	{"primary", "127.0.0.1", "DE", "from-.1"}, {"office", "127.0.0.2", "DE", "from-.2"}, {"us-east", "127.0.0.3", "US", "from-.3"},
	{"us-west", "127.0.0.4", "US", "from-.4"}, {"de-2", "127.0.0.5", "DE", "from-.5"},
}

var columns = map[measure.Experiment]string{
	measure.XRepeat: "repeat", measure.XDelay: "repeat", measure.XUserAgent: "ua-browser", measure.XProfile: "browser-profile",
	measure.XReferer: "referer-own", measure.XRefererNone: "referer-none", measure.XCookieNone: "cookie-none",
	measure.XCredsNone: "creds-none", measure.XCredsWrong: "creds-wrong", measure.XMethodGet: "get", measure.XOptions: "options",
	measure.XQueryNone: "query-none", measure.XBuster: "cache-buster", measure.XSibling: "sibling-random", measure.XBare: "bare-dir",
	measure.XIndex: "index-html", measure.XRoot: "site-root", measure.XParent: "parent-dir", measure.XAccept: "repeat", measure.XCookieBack: "repeat",
}

// answered plays an experiment from the battery.
func (c *labCase) answered(step measure.Step) measure.Report {
	r := measure.Report{At: time.Unix(c.Now, 0), Step: &step}
	col := columns[step.Experiment]
	switch step.Experiment {
	case measure.XPlace:
		for _, p := range labPlaces {
			if p.name == step.Arg {
				col = p.column
			}
		}
	case measure.XProtocol:
		col = map[string]string{"h2": "h2", "http/1.1": "http1.1"}[step.Arg]
	}
	v := c.Trials[col]
	if step.Experiment == measure.XQueryOne && strings.Contains(c.ID, "extra-param") || step.Experiment == measure.XCookieBack && strings.Contains(c.ID, "cookie-gate") {
		v = "200"
	} else if step.Experiment == measure.XQueryOne {
		v = c.Trials["repeat"]
	}
	if step.Experiment == measure.XAccept && c.Trials["browser-profile"] == "200" && c.Trials["ua-browser"] != "200" {
		v = "200" // it was the profile's Accept that helped
	}
	if v == "" {
		step.Skipped = "not in the battery"
		r.Step = &step
		return r
	}
	if v == "000" && step.Experiment == measure.XPlace && c.Status != 0 {
		r.Fault = "no route from this place"
		r.Hops = []measure.Hop{{}}
		return r
	}
	hop := measure.Hop{Request: measure.Request{Method: c.Method, URL: c.URL}}
	status := 0
	fmt.Sscanf(v, "%d", &status)
	if status == 0 {
		hop.Observations = []measure.Observation{{Op: measure.Wait, Failure: measure.AnswerClosed}}
	} else {
		a := &measure.Answer{Status: status, BodyHash: 2, Body: []byte("another page"), Size: 12}
		contrast := step.Experiment == measure.XCredsNone || step.Experiment == measure.XCredsWrong
		if status == c.Status && (strings.HasSuffix(v, "=") || !contrast || c.Size == 0) {
			a = c.answer()
		}
		hop.Answer = a
	}
	r.Hops = []measure.Hop{hop}
	return r
}

// investigate runs the loop of Explain and Next over the battery.
func (c *labCase) investigate(passive bool) (Diagnosis, monitor.State) {
	ev := Evidence{Now: time.Unix(c.Now, 0), First: c.report(), Expect: c.expect()}
	ev.Owner.Off = passive
	if !passive {
		for _, p := range labPlaces {
			if p.addr != c.Source {
				ev.Places = append(ev.Places, Place{Name: p.name, Country: p.country})
			}
		}
	}
	for range 40 {
		step, ok := Next(ev)
		if !ok {
			break
		}
		ev.Trials = append(ev.Trials, c.answered(step))
	}
	state, _ := Classify(&ev.First, ev.Expect)
	return Explain(ev), state
}

type verdictOf struct {
	kind     string
	ok, over bool
	p        float64
	why      string
}

// judge scores a diagnosis as the lab's own scorer does.
func (c *labCase) judge(d Diagnosis, state monitor.State) verdictOf {
	truth := append([]CauseID{c.Cause}, c.Alt...)
	v := verdictOf{kind: "separable", why: fmt.Sprintf("%s %s", state, describe(d))}
	if len(c.Insep) > 0 {
		v.kind = "inseparable"
	}
	top := CauseID("")
	if len(d.Causes) > 0 {
		top, v.p = d.Causes[0].ID, d.Causes[0].Probability
	}
	if c.healthy() {
		v.kind, v.ok = "healthy", state.Good()
		return v
	}
	if !state.Bad() {
		return v
	}
	if v.kind == "inseparable" {
		v.over = d.Verdict == VerdictCause && v.p >= 0.9
		v.ok = d.Verdict == VerdictGroup && slices.Contains(d.Group, c.Cause) || d.Verdict == VerdictCause && slices.Contains(truth, top) && !v.over
		return v
	}
	right := slices.Contains(truth, top)
	v.ok = right && (d.Verdict == VerdictCause || d.Verdict == VerdictGroup && len(d.Group) <= 2)
	v.over = d.Verdict == VerdictCause && v.p >= 0.8 && !right
	return v
}

func describe(d Diagnosis) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s", d.Verdict)
	for _, c := range d.Causes[:min(4, len(d.Causes))] {
		fmt.Fprintf(&b, " %s=%.2f", c.ID, c.Probability)
	}
	if len(d.Group) > 0 {
		fmt.Fprintf(&b, " group %v", d.Group)
	}
	b.WriteString(" [")
	for _, m := range d.Experiments {
		fmt.Fprintf(&b, " %s:%s", m.ID, m.Outcome)
	}
	b.WriteString(" ]")
	return b.String()
}

// A disguise hides a part of what an answer tells, as sites that hide their
// software do.
type disguise struct {
	name         string
	body, server bool
}

func (x disguise) of(c labCase) labCase {
	var head [][2]string
	for _, h := range c.Head {
		switch name := strings.ToLower(h[0]); {
		case x.server && (name == "server" || name == "x-powered-by" || name == "via"):
		case x.body && (name == "content-type" || name == "content-length"):
		default:
			head = append(head, [2]string{strings.ToUpper(h[0]), h[1]})
		}
	}
	slices.Reverse(head)
	if x.body && c.Status >= 400 && c.Size > 0 {
		c.Body = "<!doctype html><html lang=de><title>Hoppla</title><h1>Hier geht es nicht weiter</h1><p>Bitte wenden Sie sich an den Betreiber.</p></html>"
		c.Size = int64(len(c.Body))
		head = append(head, [2]string{"CONTENT-TYPE", "text/html; charset=utf-8"})
	}
	c.Head = head
	return c
}

// TestDisguise wants the experiments to make up for what a hidden server does
// not tell.
func TestDisguise(t *testing.T) {
	right := func(c labCase) bool {
		d, state := c.investigate(false)
		v := c.judge(d, state)
		if !v.ok {
			t.Logf("%-26s %-26s %.220s", c.ID, c.Cause, v.why)
		}
		return v.ok
	}
	for _, x := range []disguise{{name: "case and order"}, {name: "no Server", server: true}, {name: "house page", body: true}, {"both", true, true}} {
		open, hidden, n := 0, 0, 0
		for _, c := range loadCases(t) {
			if c.stateful() || c.Server == "replayed" || len(c.Insep) > 0 || c.healthy() || len(c.Trials) == 0 {
				continue
			}
			n++
			d, state := c.investigate(false)
			open += b2i(c.judge(d, state).ok)
			hidden += b2i(right(x.of(c)))
		}
		t.Logf("%s: %d of %d, openly %d", x.name, hidden, n, open)
		if lost := open - hidden; float64(lost) > x.bearable()*float64(n) {
			t.Errorf("%s: %d of %d lost, more than %.0f %%", x.name, lost, n, 100*x.bearable())
		}
	}
}

// bearable is the share of cases that a disguise may cost.
func (x disguise) bearable() float64 {
	switch {
	case x.body && x.server:
		return 0.15
	case x.body:
		return 0.12
	case x.server:
		return 0.05
	}
	return 0
}

// stateful cases depend on requests sent before, which the battery has not.
func (c *labCase) stateful() bool {
	return strings.Contains(c.Opts, "prime=") || strings.Contains(c.Opts, "hold=")
}

// TestBattery plays every case of the lab without servers, prints the figures,
// and fails below its floors.
func TestBattery(t *testing.T) {
	for _, mode := range []string{"standard", "passive"} {
		t.Run(mode, func(t *testing.T) { battery(t, mode == "passive") })
	}
}

type tally struct{ n, ok int }

func battery(t *testing.T, passive bool) {
	kinds, servers := map[string]*tally{}, map[string]*tally{}
	count := func(m map[string]*tally, k string, ok bool) {
		if m[k] == nil {
			m[k] = &tally{}
		}
		m[k].n++
		if ok {
			m[k].ok++
		}
	}
	var requests []int
	var points []verdictOf
	over := 0
	for _, c := range loadCases(t) {
		if c.stateful() {
			continue
		}
		d, state := c.investigate(passive)
		v := c.judge(d, state)
		kind := v.kind
		if c.Server == "replayed" {
			kind = "replayed " + kind
		}
		count(kinds, kind, v.ok)
		count(servers, c.Server, v.ok)
		if v.over {
			over++
		}
		if v.kind != "healthy" && c.Server != "replayed" {
			requests = append(requests, d.Requests)
			if v.kind == "separable" && v.p > 0 {
				points = append(points, v)
			}
		}
		if !v.ok {
			t.Logf("wrong: %-28s %-28s %s", c.ID, c.Cause, v.why)
		} else if testing.Verbose() && os.Getenv("BATTERY_ALL") != "" {
			t.Logf("right: %-28s %-28s %s", c.ID, c.Cause, v.why)
		}
	}
	for _, k := range sortedKeys(kinds) {
		t.Logf("%-24s %d of %d", k, kinds[k].ok, kinds[k].n)
	}
	for _, k := range sortedKeys(servers) {
		t.Logf("    %-40s %d of %d", k, servers[k].ok, servers[k].n)
	}
	slices.Sort(requests)
	t.Logf("over-claims %d; requests median %d, largest %d; calibration error %.3f", over, requests[len(requests)/2], requests[len(requests)-1], calibration(t, points))
	if !passive {
		floorOf(t, kinds, requests)
	}
}

func floorOf(t *testing.T, kinds map[string]*tally, requests []int) {
	for kind, floor := range map[string]float64{"separable": 0.95, "inseparable": 0.95, "healthy": 1, "replayed separable": 0.93, "replayed healthy": 1} {
		if k := kinds[kind]; float64(k.ok) < floor*float64(k.n) {
			t.Errorf("%s: %d of %d right, the floor is %.0f %%", kind, k.ok, k.n, 100*floor)
		}
	}
	if m := requests[len(requests)/2]; m > 5 {
		t.Errorf("median of requests is %d, more than 5", m)
	}
	if m := requests[len(requests)-1]; m > monitor.MaxBudget {
		t.Errorf("largest number of requests is %d, more than %d", m, monitor.MaxBudget)
	}
}

func sortedKeys(m map[string]*tally) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

// calibration is the expected calibration error in ten bins.
func calibration(t *testing.T, points []verdictOf) float64 {
	sum := 0.0
	for b := range 10 {
		n, ok, p := 0, 0, 0.0
		for _, v := range points {
			if i := min(int(v.p*10), 9); i == b {
				n++
				p += v.p
				if v.ok {
					ok++
				}
			}
		}
		if n > 0 {
			sum += math.Abs(p-float64(ok)) / float64(len(points))
			t.Logf("    said %.2f on average: %d of %d right", p/float64(n), ok, n)
		}
	}
	return sum
}
